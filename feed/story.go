package feed

import "time"

// StoryID is a story's number in the cache; 0 before it is stored.
type StoryID int64

// Story is one piece of news, as published; it is never changed after parsing.
// Every string is clean: valid UTF-8 without control characters or bidirectional
// overrides. Titles and bylines are single lines.
type Story struct {
	ID          StoryID
	Publication PublicationID
	GUID        string    // as sent; never shown, never fetched
	Link        string    // absolute http or https address, or empty
	Title       string    // the headline
	Standfirst  string    // plain text, may be empty
	Byline      string    // as printed, "Councillor Maren Holloway"
	Published   time.Time // UTC; zero when the feed gives none
	Updated     time.Time // UTC; zero when the feed gives none
	FirstSeen   time.Time // UTC, our own clock
	Categories  []string  // as sent: trimmed, without empties and repeats
	Sections    []string  // paths of Section in its publication, after classification
	Tags        []Tag     // after classification
	Comments    int       // number of comments, -1 when unknown
	CommentsURL string    // the feed of its comments; may be empty
	Images      []Image
	Body        string // HTML as published, cleaned; the longest known text
	Full        bool   // Body is the whole article, not an excerpt
	Words       int    // words of the longest known text, for the reading time
	Sponsored   bool
	Top         string // why it is the top story ("on Community Care's Children page"); empty when it is not
	Featured    bool
	Enclosures  []string // addresses of audio, video and files
}

// Date is the time a story is listed under: published, else updated, but never
// later than when it was first seen, so that a mis-dated story cannot stick to
// the top.
func (s Story) Date() time.Time {
	date := s.Published
	if date.IsZero() {
		date = s.Updated
	}
	if date.IsZero() || (!s.FirstSeen.IsZero() && date.After(s.FirstSeen)) {
		date = s.FirstSeen
	}
	return date
}

// Address is where the story is browsed: its page, else its first enclosure (a
// podcast's episode has often no page). It is empty when it has neither.
func (s Story) Address() string {
	if s.Link == "" && len(s.Enclosures) > 0 {
		return s.Enclosures[0]
	}
	return s.Link
}

// WordsPerMinute is the reading speed behind every "4 min".
const WordsPerMinute = 220

// Minutes is the reading time, at least 1; 0 when the length is not known.
func (s Story) Minutes() int {
	if s.Words == 0 {
		return 0
	}
	return max(1, (s.Words+WordsPerMinute/2)/WordsPerMinute)
}

// Tag is a subject word. Key is the folded canonical form and joins wordings;
// Name is the canonical wording; Published is the wording of this story.
type Tag struct {
	Key       string
	Name      string
	Published string
}

// Image is a picture of a story: address, description and credit apart.
type Image struct {
	URL    string `json:"url"`
	Alt    string `json:"alt"`             // description
	Credit string `json:"credit"`          // "Photo: J. Marlow/Picture Desk"
	Posed  bool   `json:"posed,omitempty"` // posed by models
}

// Article is the full text of a story, ready to be set.
type Article struct {
	Story
	Markdown string
	// Breaks are the offsets in Markdown at which its second and later parts
	// begin. An article of ordinary length has one part.
	Breaks  []int
	Stored  time.Time // when the full text came to disk; zero when only the feed's text is there
	Origin  string    // "feed", "rest" or "page": where the longest text came from
	Fault   string    // why the full text could not be had; one sentence, may be empty
	Notices []string  // what was cut or left out
	Place   float64   // where the reader was, 0 to 1
	Marks   Marks
	Others  []Row // the same story in other publications
	Edited  bool  // the text changed since it was read
	Queued  bool  // waits for the next connection
}
