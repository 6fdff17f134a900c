package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/ui/article"
	"standfirst/ui/article/picture"
	"standfirst/ui/keys"
	"standfirst/ui/line"
	"standfirst/ui/stories"
	"standfirst/ui/theme"
)

// reader is the article on show and what is known of it.
type reader struct {
	pane          article.Pane
	book          *article.Book
	measure       int
	location      *time.Location
	hyperlinks    bool
	width, height int
	theme         theme.Theme
	names         stories.Names
	keys          keys.Map

	id       storyID
	story    feed.Row
	article  feed.Article
	loaded   bool
	fresh    bool    // not set yet: its place is to be found
	fetching bool    // its page is being fetched
	asked    storyID // the story whose page was asked for by itself
	settled  bool    // it is marked, or is not to be marked by reading
	touched  bool    // it was scrolled
	images   string  // when pictures are shown, as configured
	ahead    storyID // the story whose neighbours were set
	drawn    drawn   // the pictures shown
}

func newReader(o Options) reader {
	return reader{
		book: article.NewBook(o.Now, o.budget), measure: o.Measure, location: o.Location, keys: o.Keys, images: o.Images,
		hyperlinks: o.Env("TERM") != "linux" && o.Env("TERM") != "dumb",
	}
}

// renderedMsg carries an article set for a width and a theme.
type renderedMsg struct {
	id       storyID
	options  article.Options
	rendered article.Rendered
}

// settleTime is how long a window's size must last before the article is set for
// it: while its edge is dragged, every width would be set, and all but one in
// vain.
const settleTime = 50 * time.Millisecond

// settledMsg says that the window may have come to rest.
type settledMsg struct{ width, height int }

// options say for what the article is to be set.
func (r reader) options() article.Options {
	o := article.Options{
		Width: r.width, Measure: r.measure, Theme: r.theme, Location: r.location, Hyperlinks: r.hyperlinks,
		Publication: r.story.PublicationName, Hue: r.names.Hue[r.article.Publication],
		Section: r.names.AllSections(r.article.Story, r.theme.Glyphs.Child),
		Fetch:   r.keys.Key(keys.FullArticle), Changes: r.keys.Key(keys.Changes), Versions: r.keys.Key(keys.Versions), Ask: r.keys.Key(keys.Picture),
	}
	if r.article.Link == "" {
		o.Fetch = ""
	}
	if r.images == imagesOff || !picture.Able(r.theme) {
		o.Ask = ""
	}
	o.Pictures = r.picturesFor(o)
	return o
}

// renderReader sets the article for the present width and theme: at once when it
// is kept, else in a command.
func (a *App) renderReader() tea.Cmd {
	r := &a.reader
	if !r.loaded || r.width <= 0 {
		return nil
	}
	o := r.options()
	if set, ok := r.book.Kept(r.article, o); ok {
		r.onRendered(renderedMsg{r.id, o, set})
		return tea.Batch(a.picturesHere(), a.setOn(renderedMsg{r.id, o, set}))
	}
	book, text := r.book, r.article
	return func() tea.Msg { return renderedMsg{text.ID, o, book.Open(text, o)} }
}

// onRendered shows a set article, unless another one or another width is wanted
// by now.
func (r *reader) onRendered(m renderedMsg) {
	if m.id != r.id || !r.wanted(m.options) {
		return
	}
	r.pane.Show(m.rendered)
	if r.fresh && m.rendered.Rest == 0 {
		r.fresh = false
		if !r.touched {
			r.pane.SetPlace(r.article.Place)
		}
	}
}

// wanted tells whether what was set for o can be shown.
func (r reader) wanted(o article.Options) bool {
	return o.Width == r.width && o.Measure == r.measure && o.Theme.ID == r.theme.ID
}

// done is the share of the article that is set, 0 to 1.
func (r reader) done() float64 {
	parts := float64(len(r.article.Breaks) + 1)
	return (parts - float64(r.pane.Rendered().Rest)) / parts
}

func (r *reader) setTheme(t theme.Theme)   { r.theme = t }
func (r *reader) setNames(n stories.Names) { r.names = n }
func (r *reader) resize(width, height int) {
	r.width, r.height = width, height
	r.pane.Resize(width, height)
}

// begin clears the reader for a story that is being loaded.
func (r *reader) begin(row feed.Row) {
	r.pane.Clear()
	r.id, r.story, r.article = row.ID, row, feed.Article{}
	r.loaded, r.fresh, r.fetching, r.settled, r.touched, r.drawn = false, true, false, false, false, drawn{}
}

// end empties the reader.
func (r *reader) end() {
	r.pane.Clear()
	r.id, r.loaded = 0, false
}

// show takes the article's text.
func (r *reader) show(text feed.Article) {
	r.article, r.loaded = text, true
	r.story.Story, r.story.Marks = text.Story, text.Marks
	if !text.Stored.IsZero() {
		r.story.Stored = true
	}
}

// change changes the marks of the story, when it is the one shown.
func (r *reader) change(id storyID, marks func(*feed.Marks)) {
	if r.id == id {
		marks(&r.story.Marks)
		marks(&r.article.Marks)
	}
}

// row is the story in the reader.
func (r reader) row() (feed.Row, bool) { return r.story, r.id != 0 }

// whole tells whether the full text is there.
func (r reader) whole() bool { return r.article.Full || !r.article.Stored.IsZero() }

// place is how far the story was read, when that is worth keeping.
func (r reader) place() (storyID, float64, bool) {
	return r.id, r.pane.Place() * r.done(), r.loaded && r.touched && r.id != 0
}

func (r *reader) scroll(n int) bool       { return r.pane.Scroll(n) }
func (r *reader) page(share float64) bool { return r.pane.Page(share) }
func (r reader) finding() bool            { return r.pane.Finding() }
func (r *reader) find(words string)       { r.pane.Find(words) }
func (r *reader) nextHit(step int)        { r.pane.NextHit(step) }
func (r reader) findNote() string {
	at, all := r.pane.Hits()
	if all == 0 {
		return "not in this article"
	}
	return fmt.Sprintf("%d of %d", at, all)
}

// view draws the reader's rectangle.
func (r reader) view(t theme.Theme) string {
	if !r.loaded {
		said := ""
		if r.id == 0 {
			said = " Nothing is selected."
		}
		return strings.Join(line.Block([]string{t.Faint.Render(line.Cut(said, r.width, ""))}, r.width, r.height, t.Space), "\n")
	}
	return strings.Join(line.Block(strings.Split(r.pane.View(t, true), "\n"), r.width, r.height, t.Space), "\n")
}

// foot is the left of the footer: how far, and what of the text is there.
func (r reader) foot(t theme.Theme) string {
	if r.finding() {
		return t.Ink.Render(r.findNote()) + t.Faint.Render("  "+r.keys.Key(keys.FindNext)+" next, "+r.keys.Key(keys.FindPrevious)+" previous, esc ends")
	}
	out := t.Ink.Render(strconv.Itoa(int(float64(r.pane.Percent())*r.done())) + " %")
	text := "  excerpt"
	switch {
	case !r.loaded:
		return ""
	case r.fetching:
		text = "  fetching the full article …"
	case !r.article.Stored.IsZero():
		return out + t.Faint.Render("  full article"+r.origin()+", stored ") + t.Stored.Render(t.Glyphs.Stored) + r.marks(t)
	case r.article.Full:
		text = "  full article" + r.origin()
	case r.article.Queued:
		text = "  excerpt, queued for the next connection"
	}
	return out + t.Faint.Render(text) + r.marks(t)
}

// origin says which of a story's texts is shown, the longest one being kept.
func (r reader) origin() string {
	switch r.article.Origin {
	case "feed":
		return " (feed)"
	case "rest":
		return " (site)"
	case "page":
		return " (page)"
	}
	return ""
}

func (r reader) marks(t theme.Theme) string {
	if r.story.Marks.IsSaved() {
		return t.Tag.Render("  " + t.Glyphs.Saved)
	}
	return ""
}

func (r reader) usefulKeys() []hint {
	k := r.keys.Key
	out := []hint{{k(keys.ReadOn), "on"}, {k(keys.Browse), "browser"}, {k(keys.CopyLink), "link"}, {k(keys.Cite), "cite"}, {k(keys.Save), "save"}}
	if r.article.Comments > 0 {
		out = append(out, hint{k(keys.Comments), "comments"})
	}
	if r.loaded && !r.whole() {
		out = append(out[:1:1], append([]hint{{k(keys.FullArticle), "full article"}}, out[1:]...)...)
	}
	return append(out, hint{k(keys.Leave), "back"})
}
