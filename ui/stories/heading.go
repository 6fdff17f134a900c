package stories

import (
	"time"

	"standfirst/feed"
	"standfirst/ui/line"
	"standfirst/ui/theme"
	"standfirst/ui/words"
)

// heading is one line above a row.
type heading struct {
	kind  headingKind
	text  string
	after string // quieter words behind it
}

type headingKind int

const (
	headTop   headingKind = iota // TOP STORY, LATEST
	headNew                      // the "new since" rule
	headDay                      // a date
	headTitle                    // the title of a tag's page
	headFacts                    // a fact below it
	headBlank
)

func (h heading) draw(t theme.Theme, width int) string {
	space := t.Space.Render(" ")
	room := width - 1 - rightMargin
	switch h.kind {
	case headTop:
		return space + t.Heading.Render(line.Cut(h.text, room, "")) + t.Faint.Render(line.Cut("  "+h.after, room-line.Width(h.text), t.Glyphs.Ellipsis))
	case headTitle:
		return space + t.TagFollowed.Underline(false).Render(line.Cut(h.text, room, t.Glyphs.Ellipsis)) + t.Faint.Render(line.Cut("  "+h.after, room-line.Width(h.text), t.Glyphs.Ellipsis))
	case headFacts:
		return space + t.Faint.Render(line.Cut(h.text, room, t.Glyphs.Ellipsis))
	case headBlank:
		return ""
	}
	style := t.Faint
	if h.kind == headNew {
		style = t.Accent
	}
	text := " " + line.Cut(h.text, room-5, t.Glyphs.Ellipsis) + " "
	out := space + t.Rule.Render(repeat(t.Glyphs.Rule, 2)) + style.Render(text)
	return out + t.Rule.Render(repeat(t.Glyphs.Rule, room-2-line.Width(text)))
}

func repeat(s string, n int) string {
	out := ""
	for range n {
		out += s
	}
	return out
}

// head lists the headings above a place.
func (p Pane) head(place int) []heading {
	var out []heading
	if place == 0 {
		out = p.pageHead()
	}
	row, ok := p.At(place)
	if !ok || !p.byTime() {
		return out
	}
	if place == 0 && (p.shown.Top != nil || p.shown.Latest) {
		return out
	}
	here := p.group(row)
	if place > 0 && !(place == 1 && p.shown.Top != nil) && !(place == 1 && p.shown.Latest && here.fresh) {
		before, ok := p.At(place - 1)
		if !ok || p.group(before) == here {
			return out
		}
		if there := p.group(before); there.fresh && !here.fresh && there.day == here.day {
			return append(out, heading{kind: headDay, text: "earlier on " + p.dayName(row)})
		}
	}
	if here.fresh && p.firstFresh(place) {
		return append(out, heading{kind: headNew, text: "new since " + words.Since(p.now, p.shown.NewSince.In(p.zone()))})
	}
	return append(out, heading{kind: headDay, text: p.dayName(row)})
}

func (p Pane) dayName(row feed.Row) string { return words.Day(p.now, row.Date().In(p.zone())) }

// pageHead is what stands over the whole list.
func (p Pane) pageHead() []heading {
	var out []heading
	if h := p.shown.Heading; h.Title != "" {
		out = append(out, heading{kind: headTitle, text: h.Title, after: h.Facts})
		if h.Also != "" {
			out = append(out, heading{kind: headFacts, text: "also: " + h.Also})
		}
		if h.Often != "" {
			out = append(out, heading{kind: headFacts, text: "often with: " + h.Often})
		}
		out = append(out, heading{kind: headBlank})
	}
	switch {
	case p.shown.Top != nil:
		out = append(out, heading{kind: headTop, text: "TOP STORY", after: p.shown.Top.Top})
	case p.shown.Latest && p.shown.Edition.Total > 0:
		after := ""
		if row, ok := p.At(0); ok {
			after = p.dayName(row)
		}
		out = append(out, heading{kind: headTop, text: "LATEST", after: after})
	}
	return out
}

// group is what rows under one heading share.
type group struct {
	fresh bool
	day   int64
}

func (p Pane) group(row feed.Row) group {
	date := row.Date().In(p.zone())
	day := time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, time.UTC)
	return group{fresh: p.fresh(row), day: day.Unix()}
}

func (p Pane) fresh(row feed.Row) bool {
	return !p.shown.NewSince.IsZero() && row.Date().After(p.shown.NewSince)
}

// firstFresh tells whether no row above this place is new: dates run downward,
// so the one above decides.
func (p Pane) firstFresh(place int) bool {
	first := 0
	if p.shown.Top != nil || p.shown.Latest {
		first = 1
	}
	if place <= first {
		return true
	}
	before, ok := p.At(place - 1)
	return ok && !p.fresh(before)
}

// byTime tells whether rows stand in the order of their dates, newest first.
func (p Pane) byTime() bool {
	q := p.shown.Edition.Query
	return q.Sort == feed.SortNewest || q.Sort == feed.SortAuto && !q.Words()
}
