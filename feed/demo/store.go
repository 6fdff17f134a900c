package demo

import (
	"embed"
	"slices"
	"strings"
	"time"
)

// The stories, in this form:
//
//	=== 24190 a-slug-for-the-link
//	Title: A headline with 'plain' quotes
//	By: Tilda Marsh                        (left out: the staff)
//	Ago: 3d 08:15                          (or 2h40m)
//	In: Children, Workforce                (sections; the first one is in first's link)
//	Tags: SEND, kinship care
//	Standfirst: One sentence.              (left out: an automatic excerpt)
//	Picture: what it shows                 ("-": a picture without a description)
//	Caption: Photo: A. Name/Agency
//
//	The text, in Markdown; HTML passes through.
//	--- comments ---
//	Sam, 2h: Text of a comment, two hours after the story.
//	> Ines, 3h: An answer to it; more ">" go deeper.
//
// Further fields: Modified (as Ago: last change), Poll (its question), Top and
// Featured (section pages that show it so), Sticky, Host (the GUID's host),
// Canonical (the story's original elsewhere).
//
//go:embed stories
var storyFiles embed.FS

// A story as it stands at the publisher. Every text is rendered HTML.
type story struct {
	id         int
	slug       string
	link       string
	guid       string
	title      string
	standfirst string
	byline     string
	author     string // address word of the byline's page
	sections   []*term
	tags       []*term
	published  time.Time
	modified   time.Time
	printed    time.Time // the day in addresses
	body       string
	picture    *picture
	poll       string
	top        []string
	featured   []string
	sticky     bool
	canonical  string
	comments   []comment
}

type picture struct {
	url     string
	id      int
	alt     string
	caption string
}

// A comment of a story; depth 1 stands alone.
type comment struct {
	id, parent, depth int
	name, text        string
	at                time.Time
}

func sortNewest(all []*story) {
	slices.SortStableFunc(all, func(a, b *story) int {
		if c := b.published.Compare(a.published); c != 0 {
			return c
		}
		return b.id - a.id
	})
}

// categoryWords are the story's <category> lines: sections by name, then tags
// by name, each word once (wp-includes/feed.php, get_the_category_rss).
func (s *story) categoryWords() []string {
	names := func(terms []*term) []string {
		var all []string
		for _, t := range terms {
			all = append(all, t.name)
		}
		slices.SortFunc(all, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
		return all
	}
	var all []string
	for _, name := range append(names(s.sections), names(s.tags)...) {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}
