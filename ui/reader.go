package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/ui/keys"
	"standfirst/ui/line"
	"standfirst/ui/stories"
	"standfirst/ui/theme"
)

// reader is the article on show and what is known of it.
type reader struct {
	measure       int
	location      *time.Location
	width, height int
	theme         theme.Theme
	names         stories.Names

	id       storyID
	story    feed.Row
	article  feed.Article
	loaded   bool
	fetching bool
	asked    storyID // the story whose page was asked for by itself
	settled  bool    // it is marked, or is not to be marked by reading
	touched  bool    // it was scrolled
	lines    []string
	top      int
}

type renderedMsg struct{}

func newReader(o Options) reader { return reader{measure: o.Measure, location: o.Location} }

func (r *reader) setTheme(t theme.Theme)   { r.theme = t }
func (r *reader) setNames(n stories.Names) { r.names = n }
func (r *reader) resize(width, height int) { r.width, r.height = width, height }
func (r *reader) finding() bool            { return false }
func (r *reader) find(string)              {}
func (r *reader) findNote() string         { return "" }
func (r *reader) nextHit(int)              {}
func (r *reader) onRendered(m renderedMsg) {}
func (a *App) renderReader() tea.Cmd       { a.reader.render(); return nil }
func (r reader) row() (feed.Row, bool)     { return r.story, r.id != 0 }
func (r reader) whole() bool               { return r.article.Full || !r.article.Stored.IsZero() }
func (r reader) place() (storyID, float64, bool) {
	if !r.loaded || len(r.lines) <= r.height || !r.touched {
		return 0, 0, false
	}
	return r.id, float64(r.top) / float64(len(r.lines)-r.height), true
}

func (r *reader) begin(row feed.Row) {
	r.id, r.story, r.loaded, r.settled, r.touched, r.top, r.lines = row.ID, row, false, false, false, 0, nil
	r.article = feed.Article{}
}
func (r *reader) end() { r.id, r.loaded = 0, false }
func (r *reader) show(a feed.Article, again bool) {
	r.article, r.loaded = a, true
	r.render()
}
func (r *reader) change(id storyID, marks func(*feed.Marks)) {
	if r.id == id {
		marks(&r.story.Marks)
		marks(&r.article.Marks)
	}
}
func (r *reader) render() {
	r.lines = nil
	if !r.loaded {
		return
	}
	m := min(r.measure, r.width-4)
	for _, p := range strings.Split(r.article.Title+"\n\n"+r.article.Standfirst+"\n\n"+r.article.Byline+"\n\n"+r.article.Markdown, "\n") {
		r.lines = append(r.lines, line.Wrap(p, m, 1000, "")...)
	}
}
func (r *reader) scroll(n int) bool {
	before := r.top
	r.top = clamp(r.top+n, 0, max(0, len(r.lines)-r.height))
	return r.top != before
}
func (r *reader) page(p float64) bool { return r.scroll(int(p * float64(r.height-1))) }
func (r reader) view(t theme.Theme) string {
	var out []string
	pad := strings.Repeat(" ", max(1, (r.width-r.measure)/2))
	for i := r.top; i < len(r.lines) && len(out) < r.height; i++ {
		out = append(out, pad+t.Ink.Render(r.lines[i]))
	}
	return strings.Join(line.Block(out, r.width, r.height, t.Space), "\n")
}
func (r reader) foot(t theme.Theme) string {
	return t.Ink.Render(fmt.Sprintf("%d %%", 100*r.top/max(1, len(r.lines)-r.height)))
}
func (r reader) usefulKeys(k keys.Map) []hint {
	return []hint{{k.Key(keys.ReadOn), "on"}, {k.Key(keys.Browse), "browser"}, {k.Key(keys.Leave), "back"}}
}
