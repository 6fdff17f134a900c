package feed

import "time"

// Window says which part of an edition is wanted: rows Offset to
// Offset+Limit-1, in the query's order.
type Window struct {
	Offset int
	Limit  int
}

// Row is one line of an edition: a story without its body, and what the reader
// and the disk know of it.
type Row struct {
	Story           // Body is empty
	PublicationName string
	Marks           Marks
	Stored          bool     // the full article is on disk
	Edited          bool     // the text changed since it was read
	Versions        int      // publications that carry the same story, itself included; 0 or 1: only this one
	Followed        []string // keys of its followed tags
	Snippet         string   // search only: the text around the hit; hits between U+E000 and U+E001
}

// Edition is what a screen shows: the stories answering one Query at one time.
type Edition struct {
	Query  Query
	Offset int
	Rows   []Row
	Total  int // stories that answer the query
	// Hidden counts what the state filter and mutes keep out of the same query.
	HiddenRead  int
	HiddenMuted int
	// Ranked is the number of matches that were ranked, when fewer than Total.
	Ranked int
	// FullTexts and Excerpts say what a search looked through.
	FullTexts, Excerpts int
}

// Count is a number of stories: unread and in all.
type Count struct {
	Unread, Total int
}

// Counts are the figures of the rail: per row unread and total, under the other
// terms of the query but never under the row's own kind.
type Counts struct {
	Paper                     Count // everything, whatever the query
	All, New, Followed, Saved Count
	Publications              map[PublicationID]Count
	Sections                  map[PublicationID]map[string]Count // by section path; a parent includes its children
	Tags                      []TagCount                         // tags with unread first, then by total
	Views                     map[string]Count                   // by view name
	Muted                     int
	Oldest                    map[PublicationID]time.Time
}

// TagCount is one line of the tag index.
type TagCount struct {
	Tag
	Count
	Followed bool
	Muted    bool
	Aliases  []string // other wordings seen or known
	Weeks    [8]int   // stories of the last eight weeks, oldest first
	Since    time.Time
}
