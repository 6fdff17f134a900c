package article

import (
	"strings"

	"standfirst/feed"
	"standfirst/feed/markdown"
	"standfirst/ui/line"
	"standfirst/ui/theme"
)

// Pane is the rectangle an article is read in. It is a value; it knows lines,
// not stories.
type Pane struct {
	width, height int
	set           Rendered
	count         string // the story's place in the list: "3 of 37"
	top           int    // index of the first line shown
	find          find
}

// Resize gives the pane its rectangle. What it shows was set for another width
// until Show brings it anew.
func (p *Pane) Resize(width, height int) {
	p.width, p.height = max(0, width), max(0, height)
	p.top = p.clamp(p.top)
}

// Show takes an article. The same article set anew (another width, another
// theme, a longer text) stays where it was being read; another one starts at
// its head.
func (p *Pane) Show(r Rendered) {
	old := p.set
	p.set = r
	if r.ID != old.ID || len(old.Lines) == 0 {
		p.top, p.find = 0, find{}
		return
	}
	p.top = p.clamp(sameLine(old, r, p.top))
	if p.find.words != "" {
		p.Find(p.find.words)
	}
}

// Clear empties the pane.
func (p *Pane) Clear() { *p = Pane{width: p.width, height: p.height} }

// SetCount sets what stands at the right end of the first line: "3 of 37".
func (p *Pane) SetCount(text string) { p.count = text }

// ID is the story shown, 0 when there is none.
func (p Pane) ID() feed.StoryID { return p.set.ID }

// Rendered is what the pane shows.
func (p Pane) Rendered() Rendered { return p.set }

// sameLine finds the line of one setting that shows what a line of another
// does: the same block, and as far down in it.
func sameLine(old, set Rendered, at int) int {
	if at <= 0 || at >= len(old.blocks) {
		return at
	}
	block := old.blocks[at]
	from, to := span(old.blocks, block)
	newFrom, newTo := span(set.blocks, block)
	if newFrom < 0 {
		return len(set.Lines) * at / len(old.Lines)
	}
	return newFrom + (at-from)*(newTo-newFrom)/max(1, to-from)
}

// span is the range of lines of a block; -1 when it has none.
func span(blocks []int, block int) (from, to int) {
	from = -1
	for i, b := range blocks {
		if b == block {
			if from < 0 {
				from = i
			}
			to = i + 1
		}
	}
	return from, to
}

// clamp keeps a first line within the article: its last line is never above the
// pane's last.
func (p Pane) clamp(top int) int { return max(0, min(top, len(p.set.Lines)-p.height)) }

// Scroll moves by lines, down when n is positive, and tells whether it moved.
func (p *Pane) Scroll(n int) bool { return p.to(p.top + n) }

// Page moves by a share of the pane, 1 being a page less the line that is kept
// in view, and tells whether it moved.
func (p *Pane) Page(share float64) bool {
	n := int(share * float64(max(1, p.height-1)))
	if n == 0 && share > 0 {
		n = 1
	}
	return p.Scroll(n)
}

// Top and Bottom move to the ends and tell whether they moved.
func (p *Pane) Top() bool    { return p.to(0) }
func (p *Pane) Bottom() bool { return p.to(len(p.set.Lines)) }

func (p *Pane) to(top int) bool {
	before := p.top
	p.top = p.clamp(top)
	return p.top != before
}

// AtEnd tells whether the last line is shown.
func (p Pane) AtEnd() bool { return p.top+p.height >= len(p.set.Lines) }

// Place is how far the article was read, 0 at its head, 1 at its end.
func (p Pane) Place() float64 {
	room := len(p.set.Lines) - p.height
	if room <= 0 {
		return 0
	}
	return float64(p.top) / float64(room)
}

// SetPlace goes where Place was.
func (p *Pane) SetPlace(place float64) {
	p.top = p.clamp(int(place*float64(max(0, len(p.set.Lines)-p.height)) + 0.5))
}

// Percent is how much of the article has been on the screen, 0 to 100.
func (p Pane) Percent() int {
	if len(p.set.Lines) == 0 {
		return 0
	}
	return min(100, 100*(p.top+p.height)/len(p.set.Lines))
}

// Links lists the article's links; Link is the one of a number, from 1.
func (p Pane) Links() []markdown.Link { return p.set.Links }
func (p Pane) Link(number int) (markdown.Link, bool) {
	if number < 1 || number > len(p.set.Links) {
		return markdown.Link{}, false
	}
	return p.set.Links[number-1], true
}

// View draws the pane: height lines, none wider than its width, no blanks at
// their ends. Nothing in it tells the focus: the article is the whole pane.
func (p Pane) View(t theme.Theme, _ bool) string {
	out := make([]string, p.height)
	margin := max(0, (p.width-p.set.Text)/2)
	indent := strings.Repeat(" ", margin)
	for y := range out {
		i := p.top + y
		if i >= len(p.set.Lines) {
			break
		}
		l := p.set.Lines[i]
		if i == 0 {
			l = p.first(l, t)
		}
		if hits := p.find.on(i); len(hits) > 0 {
			l = p.mark(l, hits, t)
		}
		if l == "" {
			continue
		}
		// Set for a wider pane, and not yet anew.
		if line.Width(l) > p.width-margin {
			l = line.Cut(l, p.width-margin, "")
		}
		out[y] = indent + l
	}
	return strings.Join(out, "\n")
}

// first is the article's first line with the story's place at its right end.
func (p Pane) first(l string, t theme.Theme) string {
	width := min(p.set.Text, p.width)
	if p.count == "" || line.Width(l)+line.Width(p.count)+2 > width {
		return l
	}
	return l + strings.Repeat(" ", width-line.Width(l)-line.Width(p.count)) + t.Faint.Render(p.count)
}
