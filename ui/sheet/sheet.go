// Package sheet is a page laid over the screen: a title, lines to read or to
// choose from, and a line of keys at its foot. Links, changes, versions, the
// history of undo and what is muted are sheets.
package sheet

import (
	"strings"

	"standfirst/ui/line"
	"standfirst/ui/theme"
)

// Item is one entry of a sheet.
type Item struct {
	Text  string
	Right string // at the right end, quieter
	Below string // a second, quieter line
	Head  bool   // a heading, passed over by the cursor
	Mark  string // a key or number before the text
	Value string // for the root: what the entry stands for
	Drawn bool   // Text carries its own styles
}

// Pane is a sheet. It is a value.
type Pane struct {
	Title  string
	Keys   string // "enter opens · esc back"
	width  int
	height int
	items  []Item
	choose bool // entries can be chosen; else the page is read and scrolled
	cursor int
	first  int // first line drawn when reading
}

// New is a sheet of entries to choose from.
func New(title string, items []Item, keys string) Pane {
	p := Pane{Title: title, Keys: keys, items: items, choose: true}
	if len(items) > 0 && items[0].Head {
		p.Move(1)
	}
	return p
}

// Text is a sheet to read.
func Text(title string, lines []string, keys string) Pane {
	items := make([]Item, len(lines))
	for i, l := range lines {
		items[i] = Item{Text: l}
	}
	return Pane{Title: title, Keys: keys, items: items}
}

// Drawn is a sheet to read whose lines carry their own styles.
func Drawn(title string, lines []string, keys string) Pane {
	p := Text(title, lines, keys)
	for i := range p.items {
		p.items[i].Drawn = true
	}
	return p
}

// SetDrawn replaces the lines of a sheet to read, which stays as far down as it
// was.
func (p *Pane) SetDrawn(lines []string) {
	at, had := p.first, len(p.items)
	*p = Pane{Title: p.Title, Keys: p.Keys, width: p.width, height: p.height, items: Drawn("", lines, "").items}
	if had > 0 && had != len(lines) {
		at = at * len(lines) / had
	}
	p.Move(at)
}

// Resize gives the sheet its rectangle.
func (p *Pane) Resize(width, height int) { p.width, p.height = width, height }

// Selected is the entry under the cursor.
func (p Pane) Selected() (Item, bool) {
	if !p.choose || p.cursor >= len(p.items) || p.items[p.cursor].Head {
		return Item{}, false
	}
	return p.items[p.cursor], true
}

// Items are the sheet's entries.
func (p Pane) Items() []Item { return p.items }

// Move moves the cursor, or scrolls a page that is read.
func (p *Pane) Move(n int) {
	if !p.choose {
		p.first = max(0, min(p.first+n, len(p.items)-p.rows()))
		return
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for ; n > 0; n-- {
		next := p.cursor + step
		for next >= 0 && next < len(p.items) && p.items[next].Head {
			next += step
		}
		if next < 0 || next >= len(p.items) {
			return
		}
		p.cursor = next
	}
}

// Page, Top and Bottom move further.
func (p *Pane) Page(pages float64) { p.Move(int(pages * float64(p.rows()))) }
func (p *Pane) Top()               { p.Move(-len(p.items)) }
func (p *Pane) Bottom()            { p.Move(len(p.items)) }

func (p Pane) rows() int { return max(1, p.height-4) }

func (p Pane) tall(i int) int {
	if p.items[i].Below != "" {
		return 2
	}
	return 1
}

func (p Pane) start() int {
	if !p.choose {
		return p.first
	}
	lines := 0
	for i := min(p.cursor, len(p.items)-1); i >= 0; i-- {
		lines += p.tall(i)
		if lines > p.rows() {
			return min(i+1, p.cursor)
		}
	}
	return 0
}

// ItemAt moves the cursor to the entry on a line, for the mouse.
func (p *Pane) ItemAt(y int) bool {
	at := 2
	for i := p.start(); i < len(p.items); i++ {
		at += p.tall(i)
		if y < at && y >= 2 {
			p.cursor = i
			return p.choose && !p.items[i].Head
		}
	}
	return false
}

// View draws the sheet over its whole rectangle.
func (p Pane) View(t theme.Theme) string {
	if p.width <= 0 || p.height <= 0 {
		return ""
	}
	lines := []string{t.Space.Render(" ") + t.Heading.Render(line.Cut(p.Title, p.width-2, t.Glyphs.Ellipsis)), ""}
	selected := t.Selected()
	var body []string
	for i := p.start(); i < len(p.items) && len(body) < p.rows(); i++ {
		body = append(body, p.draw(p.items[i], p.choose && i == p.cursor, t, selected)...)
	}
	if len(body) > p.rows() {
		body = body[:p.rows()]
	}
	lines = append(lines, body...)
	for len(lines) < p.height-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:max(0, p.height-1)], t.Space.Render(" ")+t.Faint.Render(line.Cut(p.Keys, p.width-2, t.Glyphs.Ellipsis)))
	return strings.Join(line.Block(lines, p.width, p.height, t.Space), "\n")
}

func (p Pane) draw(item Item, chosen bool, t, selected theme.Theme) []string {
	if item.Head {
		return []string{t.Space.Render(" ") + t.Faint.Render(line.Cut(item.Text, p.width-2, t.Glyphs.Ellipsis))}
	}
	if item.Drawn {
		return []string{t.Space.Render(" ") + line.Cut(item.Text, p.width-2, t.Glyphs.Ellipsis)}
	}
	bar, text := t.Space.Render(" "), t.Quiet
	if chosen {
		t = selected
		bar, text = t.Focus.Render(t.Glyphs.Focus), t.Strong
	}
	mark := ""
	if item.Mark != "" {
		mark = t.Key.Render(item.Mark) + t.Space.Render("  ")
	}
	width := p.width - 2
	right := line.Cut(item.Right, width/2, t.Glyphs.Ellipsis)
	room := width - line.Width(mark) - line.Width(right) - 1
	body := mark + text.Render(line.Cut(item.Text, room, t.Glyphs.Ellipsis))
	out := []string{bar + line.Fit(line.Spread(body, t.Faint.Render(right), width, t.Space, ""), p.width-1, t.Space)}
	if item.Below != "" {
		indent := line.Blank(line.Width(mark), t.Space)
		out = append(out, bar+line.Fit(indent+t.Faint.Render(line.Cut(item.Below, width-line.Width(mark), t.Glyphs.Ellipsis)), p.width-1, t.Space))
	}
	return out
}
