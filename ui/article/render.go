package article

import (
	"hash/maphash"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"

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
	Plain   bool     // set without styles, or a part of it: it took too long otherwise
	// Rest is how many parts of a very long article are not set yet
	// (feed.Article.Breaks); Book.GoOn sets the next one.
	Rest int

	blocks []int // for each line the ordinal of its block, to find a place again
	level  int   // of its main headings so far
	cut    bool  // the part set last was not set to its end
}

// Set sets an article: head, body, tags, links. deadline is asked between
// blocks whether to stop; nil: never. What was not set by then is left out and
// Rendered.Plain tells so.
func Set(a feed.Article, o Options, deadline func() bool) Rendered {
	if deadline == nil {
		deadline = func() bool { return false }
	}
	r := setPart(a, o, nil, deadline)
	for r.Rest > 0 && !r.cut {
		r = setPart(a, o, &r, deadline)
	}
	return r
}

// setPart sets the first part of an article, or the one that follows what was
// set before; the last one has the tags and links below it.
func setPart(a feed.Article, o Options, before *Rendered, deadline func() bool) Rendered {
	r, source := begin(a, o, before)
	s := newSetter(a, o, r, []byte(source), deadline)
	var lines []string
	skip := func(ast.Node) bool { return false }
	if before == nil {
		lines = head(a, o, s, r.Text)
		r.blocks = make([]int, len(lines))
		skip = repeats(a, s.source)
	} else {
		lines, s.blocks = append(lines, ""), append(s.blocks, s.block)
	}
	lines = append(lines, s.document(parse(s.source), r.Text, skip)...)
	r.blocks = append(r.blocks, s.blocks...)
	if r.Rest == 0 && !s.cut {
		below := foot(a, o, s, r.Text)
		lines = append(lines, below...)
		for range below {
			r.blocks = append(r.blocks, s.block+1)
		}
	}
	r.Lines = append(r.Lines, lines...)
	r.Links, r.Images, r.level = s.links.all, s.images, s.level
	r.cut, r.Plain = s.cut, r.Plain || s.cut
	return r
}

// begin is what a part begins with: what was set before it, and its Markdown.
func begin(a feed.Article, o Options, before *Rendered) (Rendered, string) {
	parts := len(a.Breaks) + 1
	if before == nil {
		r := frame(a, o)
		r.Rest = parts - 1
		return r, a.Markdown[:part(a, 1)]
	}
	r := *before // shared from now on, so nothing is appended in place
	r.Lines, r.Links, r.Images, r.blocks = slices.Clip(r.Lines), slices.Clip(r.Links), slices.Clip(r.Images), slices.Clip(r.blocks)
	at := parts - r.Rest
	r.Rest--
	return r, a.Markdown[part(a, at):part(a, at+1)]
}

// part is where a part begins, from 0; the article's end for the last.
func part(a feed.Article, n int) int {
	switch {
	case n == 0:
		return 0
	case n > len(a.Breaks):
		return len(a.Markdown)
	}
	return a.Breaks[n-1]
}

// newSetter goes on where a setting stands: numbers of links and blocks count
// through all parts.
func newSetter(a feed.Article, o Options, r Rendered, source []byte, deadline func() bool) *setter {
	s := &setter{
		theme: o.Theme, leaves: newLeaves(o.Theme), pictures: o.Pictures, ask: o.Ask, deadline: deadline,
		links:  &linkList{hyperlinks: o.Hyperlinks, all: r.Links, numbers: map[string]int{}},
		source: source, images: r.Images, shaded: len(r.Images) > 0, level: r.level,
	}
	for _, link := range r.Links {
		s.links.numbers[link.URL] = link.Number
	}
	if len(r.blocks) > 0 {
		s.block = r.blocks[len(r.blocks)-1]
	}
	return s
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

// plainly sets a part of an article without looking into its Markdown: words,
// broken at the width. It cannot take long.
func plainly(a feed.Article, o Options, before *Rendered) Rendered {
	r, source := begin(a, o, before)
	r.Plain = true
	const sentence = "Setting this article took too long: it is shown as plain text."
	block := 0
	if before == nil {
		r.Notices = append(append([]string(nil), a.Notices...), sentence)
		a.Notices = r.Notices
		r.Lines = head(a, o, newSetter(a, o, r, nil, nil), r.Text)
		r.blocks = make([]int, len(r.Lines))
	} else {
		block = r.blocks[len(r.blocks)-1] + 1
		if !slices.Contains(r.Notices, sentence) {
			r.Notices = append(slices.Clip(r.Notices), sentence)
			r.Lines = append(r.Lines, "", o.Theme.Faint.Render(line.Cut("From here on it took too long to set: it is shown as plain text.", r.Text, o.Theme.Glyphs.Ellipsis)), "")
		}
	}
	for paragraph := range strings.SplitSeq(clean.Text(source), "\n") {
		paragraph = resolve(strings.TrimRight(linkMarkup.ReplaceAllString(paragraph, "$1"), " "))
		r.Lines = append(r.Lines, line.Wrap(paragraph, r.Text, len(paragraph)+1, "")...)
	}
	for len(r.blocks) < len(r.Lines) {
		r.blocks = append(r.blocks, block)
	}
	return r
}

// linkMarkup is a link or a picture as Markdown writes it; of its text the first
// group.
var linkMarkup = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()\s]*\)`)

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
