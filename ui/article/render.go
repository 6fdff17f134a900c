package article

import (
	"hash/maphash"
	"strings"
	"time"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/markdown"
	"standfirst/ui/line"
	"standfirst/ui/theme"
)

// Measure is the width of a column of text that reads well, in columns, and its
// bounds.
const (
	Measure      = 72
	LeastMeasure = 40
	MostMeasure  = 120
)

// Options say for what an article is set.
type Options struct {
	Width   int // of the pane, in columns
	Measure int // of the text; 0: Measure
	Theme   theme.Theme
	// Location is the zone that dates are shown in; nil: UTC.
	Location *time.Location

	Publication string // its name, as shown
	Hue         int    // which of the theme's publication colours it has
	Section     string // name of the story's section, as shown; may be empty

	Hyperlinks bool // the terminal knows OSC 8
	// Ask is the key that shows pictures; empty: their places are not drawn.
	Ask string
	// Fetch is the key that fetches the full article of an excerpt, Changes the
	// one that shows what was edited, Versions the one that lists the same story
	// elsewhere; empty: not offered.
	Fetch, Changes, Versions string
	// Pictures are drawn pictures by address, each a block of lines no wider
	// than the measure (package picture).
	Pictures map[string][]string
}

// Rendered is an article set for one width and theme. It is not changed any
// more, and may be shared.
type Rendered struct {
	ID     feed.StoryID
	Width  int // of the pane it was set for
	Margin int // blanks that stand before each line on the screen
	Text   int // the measure: no line is wider
	// Lines are styled and without blanks at their ends. The first one names
	// the publication; it leaves room for the story's place in the list.
	Lines   []string
	Links   []markdown.Link // numbered from 1
	Images  []feed.Image
	Notices []string // what was cut or left out
	Plain   bool     // set without styles: it took too long otherwise

	blocks []int // for each line the ordinal of its block, to find a place again
}

// Set sets an article: head, body, tags, links. deadline is asked between
// blocks whether to stop; nil: never. What was not set by then is left out and
// Rendered.Plain tells so.
func Set(a feed.Article, o Options, deadline func() bool) Rendered {
	if deadline == nil {
		deadline = func() bool { return false }
	}
	r := frame(a, o)
	s := &setter{
		theme: o.Theme, leaves: newLeaves(o.Theme), pictures: o.Pictures, ask: o.Ask, deadline: deadline,
		links:  &linkList{hyperlinks: o.Hyperlinks, numbers: map[string]int{}},
		source: []byte(a.Markdown),
	}
	head := head(a, o, s, r.Text)
	body := s.document(parse(s.source), r.Text, repeats(a, s.source))
	foot := foot(a, o, s, r.Text)
	r.Lines = append(append(head, body...), foot...)
	for range head {
		r.blocks = append(r.blocks, 0)
	}
	r.blocks = append(r.blocks, s.blocks...)
	for range foot {
		r.blocks = append(r.blocks, s.block+1)
	}
	r.Links, r.Images, r.Plain = s.links.all, s.images, s.cut
	return r
}

// TextWidth is how wide an article's text is set, in columns: the width that
// pictures are to be drawn for.
func TextWidth(o Options) int { return frame(feed.Article{}, o).Text }

// frame is the place of the text in the pane.
func frame(a feed.Article, o Options) Rendered {
	measure := o.Measure
	if measure == 0 {
		measure = Measure
	}
	edge := 1
	if o.Width < LeastMeasure {
		edge = 0
	}
	text := max(1, min(measure, o.Width-2*edge))
	return Rendered{ID: a.ID, Width: o.Width, Text: text, Margin: max(0, (o.Width-text)/2), Notices: a.Notices}
}

// plainly sets an article without looking into its Markdown: words, broken at
// the width. It cannot take long.
func plainly(a feed.Article, o Options) Rendered {
	r := frame(a, o)
	r.Plain = true
	const sentence = "Setting this article took too long: it is shown as plain text."
	r.Notices = append(append([]string(nil), a.Notices...), sentence)
	s := &setter{theme: o.Theme, leaves: newLeaves(o.Theme), links: &linkList{numbers: map[string]int{}}}
	a.Notices = r.Notices
	r.Lines = head(a, o, s, r.Text)
	source := a.Markdown
	if len(source) > plainLimit {
		source = strings.ToValidUTF8(source[:plainLimit], "")
	}
	for paragraph := range strings.SplitSeq(clean.Text(source), "\n") {
		r.Lines = append(r.Lines, line.Wrap(strings.TrimRight(paragraph, " "), r.Text, len(paragraph)+1, "")...)
	}
	r.blocks = make([]int, len(r.Lines))
	return r
}

// plainLimit bounds the text that is shown plainly, in bytes.
const plainLimit = 64 << 10

// keep is what tells two settings of an article apart.
type keep struct {
	id       feed.StoryID
	content  uint64
	width    int
	measure  int
	theme    string
	asked    string
	pictures int
}

func (b *Book) keep(a feed.Article, o Options) keep {
	var h maphash.Hash
	h.SetSeed(b.seed)
	for _, part := range []string{a.Title, a.Standfirst, a.Byline, a.Markdown, a.Fault, o.Publication, o.Section, strings.Join(a.Notices, "\n")} {
		h.WriteString(part)
		h.WriteByte(0)
	}
	maphash.WriteComparable(&h, struct {
		comments, words, others, hue      int
		full, sponsored, edited, queued   bool
		stored, links                     bool
		published                         time.Time
		fetch, changes, versions, locName string
	}{a.Comments, a.Words, len(a.Others), o.Hue, a.Full, a.Sponsored, a.Edited, a.Queued, !a.Stored.IsZero(), o.Hyperlinks, a.Date().UTC(), o.Fetch, o.Changes, o.Versions, location(o).String()})
	return keep{a.ID, h.Sum64(), o.Width, o.Measure, o.Theme.ID, o.Ask, len(o.Pictures)}
}

func location(o Options) *time.Location {
	if o.Location == nil {
		return time.UTC
	}
	return o.Location
}
