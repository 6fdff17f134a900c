package digest

import (
	"fmt"
	"strings"
	"time"

	"standfirst/feed"
)

// Period is the briefing's period in words: "14 to 21 November 2026"; empty
// when nothing is known of it.
func (b Briefing) Period() string {
	if b.From.IsZero() && b.To.IsZero() {
		return ""
	}
	from, to := b.From.In(b.where), b.To.In(b.where)
	switch {
	case b.From.IsZero():
		return "until " + to.Format("2 January 2006")
	case b.To.IsZero():
		return "since " + from.Format("2 January 2006")
	case from.Format(time.DateOnly) == to.Format(time.DateOnly):
		return to.Format("2 January 2006")
	case from.Year() != to.Year():
		return from.Format("2 January 2006") + " to " + to.Format("2 January 2006")
	case from.Month() != to.Month():
		return from.Format("2 January") + " to " + to.Format("2 January 2006")
	}
	return from.Format("2") + " to " + to.Format("2 January 2006")
}

// Summary is the line of figures under the title.
func (b Briefing) Summary() string {
	parts := []string{plural(b.Counts.Stories, "story", "stories")}
	if b.Counts.Publications > 0 {
		parts[0] += " from " + plural(b.Counts.Publications, "publication", "publications")
	}
	if b.Counts.Saved > 0 {
		parts = append(parts, fmt.Sprintf("%d saved", b.Counts.Saved))
	}
	if b.Counts.Unread > 0 {
		parts = append(parts, fmt.Sprintf("%d unread", b.Counts.Unread))
	}
	if b.Counts.Minutes > 0 {
		parts = append(parts, "about "+plural(b.Counts.Minutes, "minute", "minutes")+" of reading")
	}
	if b.More > 0 {
		parts = append(parts, fmt.Sprintf("%d more left out", b.More))
	}
	return strings.Join(parts, ", ")
}

// leadWords is how many words a standfirst must have to be found behind something
// else at the head of a text, and leadWithin how far behind, in bytes.
const (
	leadWords  = 6
	leadWithin = 600
)

// Lead is the standfirst, unless the text says it again at its head: many a feed
// makes its standfirst from the first lines, at times behind a picture or a
// byline.
func (s Story) Lead() string {
	opening := feed.Fold(strings.TrimRight(s.Standfirst, "…. "))
	if s.Text == "" || opening == "" {
		return s.Standfirst
	}
	text := feed.Fold(ArticleText(s.Text))
	at := strings.Index(text, opening)
	if at == 0 || at > 0 && at <= leadWithin && strings.Count(opening, " ") >= leadWords-1 {
		return ""
	}
	return s.Standfirst
}

// Meta is a story's line of facts: publication, section, date, byline, reading
// time, comments, saved.
func (b Briefing) Meta(story Story) string {
	from, day, rest := b.facts(story)
	parts := []string{from}
	for _, part := range []string{day, rest} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, separator)
}

const separator = " · "

// facts are the three parts of Meta: what stands before the date, the date,
// what stands after it.
func (b Briefing) facts(story Story) (from, day, rest string) {
	from = story.PublicationName
	if len(story.Within) > 0 {
		from += separator + strings.Join(story.Within, ", ")
	}
	if date := story.Date(); !date.IsZero() {
		day = date.In(b.where).Format("Mon 2 January 2006")
	}
	var parts []string
	if story.Byline != "" {
		parts = append(parts, story.Byline)
	}
	if minutes := story.Minutes(); minutes > 0 {
		parts = append(parts, fmt.Sprintf("%d min", minutes))
	}
	if story.Comments > 0 {
		parts = append(parts, plural(story.Comments, "comment", "comments"))
	}
	if story.Sponsored {
		parts = append(parts, "sponsored")
	}
	if story.Marks.IsSaved() {
		parts = append(parts, "saved")
	}
	return from, day, strings.Join(parts, separator)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
