package rail

import (
	"strings"

	"standfirst/ui/line"
	"standfirst/ui/theme"
	"standfirst/ui/words"
)

// View draws the rail: exactly as many lines as the pane is high. The row under
// the cursor is the place that the list shows.
func (p Pane) View(t theme.Theme, focused bool) string {
	if p.width <= 0 || p.height <= 0 {
		return ""
	}
	state := drawnState{p.width, p.height, p.cursor, p.first, focused, t.ID}
	if p.drawn.view != "" && p.drawn.state == state {
		return p.drawn.view
	}
	lines := make([]string, 0, p.height)
	for i := p.first; i < len(p.rows) && len(lines) < p.height; i++ {
		lines = append(lines, p.draw(p.rows[i], i == p.cursor, focused, t))
	}
	p.drawn.state, p.drawn.view = state, strings.Join(line.Block(lines, p.width, p.height, t.Space), "\n")
	return p.drawn.view
}

// drawn keeps the rail as it was drawn last: most keys leave it as it is.
type drawn struct {
	state drawnState
	view  string // empty: the rows have changed since
}

type drawnState struct {
	width, height, cursor, first int
	focused                      bool
	theme                        string
}

func (p Pane) draw(r Row, selected, focused bool, t theme.Theme) string {
	switch r.Kind {
	case blank:
		return ""
	case heading:
		return t.Space.Render(" ") + t.Faint.Render(r.Name)
	}
	bar := t.Space.Render(" ")
	style := t
	switch {
	case selected && focused:
		style = t.Selected()
		bar = style.Focus.Render(t.Glyphs.Focus)
	case selected && !t.Coloured:
		bar = t.Faint.Render(t.Glyphs.Rest)
	case selected:
		bar = t.Rule.Render(t.Glyphs.Rest)
	}
	text, count := style.Quiet, style.Faint
	if r.Count.Unread == 0 {
		text = style.Faint
	}
	mark := ""
	switch {
	case r.followed:
		mark = style.Tag.Render(t.Glyphs.Followed) + style.Space.Render(" ")
		text = style.Tag
		if r.Count.Unread > 0 {
			text, count = style.Tag.Bold(true), style.Ink
		}
	case r.Kind == Publication:
		text = style.Publication(r.hue)
		if r.Count.Unread > 0 {
			count = style.Ink
		}
	case r.Kind <= Saved && r.Count.Total > 0:
		text = style.Quiet
	}
	if selected {
		if r.Kind != Publication && !r.followed {
			text = style.Strong
		}
		count = style.Ink
	}
	indent := strings.Repeat(" ", 2*r.depth)
	if r.parent && p.folded[r.key()] {
		mark += style.Faint.Render(t.Glyphs.Folded) + style.Space.Render(" ")
	}
	figure := t.Glyphs.Dash
	switch {
	case r.Count.Unread > 0:
		figure = words.Number(r.Count.Unread)
	case r.Kind == Saved && r.Count.Total > 0: // what is saved is mostly read
		figure = words.Number(r.Count.Total)
	default:
		count = style.Faint
	}
	// Two blanks keep the figures off the pane's edge.
	width := p.width - 1 - min(2, max(0, p.width-8))
	room := width - line.Width(figure) - 1 - len(indent) - line.Width(mark)
	left := style.Space.Render(indent) + mark + text.Render(line.Cut(r.Name, room, t.Glyphs.Ellipsis))
	body := bar + line.Spread(left, count.Render(figure), max(0, width), style.Space, "")
	return line.Fit(body, p.width, style.Space)
}
