package palette

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"standfirst/ui/line"
	"standfirst/ui/theme"
	"standfirst/ui/words"
)

// most columns and entries of the box; it takes less where there is less room.
const (
	widest  = 80
	tallest = 12
	frame   = 6 // lines of the box that are not entries
)

// Size is the box's width and height.
func (p Pane) Size() (width, height int) {
	return max(0, min(widest, p.width-2)), min(p.height, p.lines()+frame)
}

// rows is how many lines entries may take.
func (p Pane) rows() int { return max(1, min(tallest, p.height-frame)) }

func (p Pane) lines() int {
	n := 0
	for i := p.start(); i < len(p.found) && n < p.rows(); i++ {
		n += p.tall(i)
	}
	return max(1, min(n, p.rows()))
}

// start is the first entry drawn, so that the cursor's is in view.
func (p Pane) start() int {
	lines := 0
	for i := min(p.cursor, len(p.found)-1); i >= 0; i-- {
		lines += p.tall(i)
		if lines > p.rows() {
			return min(i+1, p.cursor)
		}
	}
	return 0
}

func (p Pane) tall(i int) int {
	if p.below(i) != "" {
		return 2
	}
	return 1
}

// below is the line under an entry: the wording that matched, or under the
// cursor all other wordings.
func (p Pane) below(i int) string {
	f := p.found[i]
	e := p.entries[f.entry]
	switch {
	case f.also != "":
		return "also: " + f.also
	case i == p.cursor && len(e.Also) > 0:
		return "also: " + strings.Join(e.Also, ", ")
	}
	return ""
}

// Cursor is where typing happens, counted from the box's corner.
func (p Pane) Cursor() *tea.Cursor {
	c := p.input.Cursor()
	if c == nil {
		return nil
	}
	c.X += 3 + p.label()
	c.Y = 1
	return c
}

func (p Pane) label() int { return line.Width(p.labelText()) + 2 }

func (p Pane) labelText() string {
	switch p.op() {
	case And:
		return "and"
	case Or:
		return "or"
	case Not:
		return "not"
	case Follow:
		return "follow"
	case Mute:
		return "mute"
	}
	return "show"
}

// View draws the box, on the colour of the selection so that it stands off the
// page.
func (p Pane) View(t theme.Theme) string {
	width, height := p.Size()
	if width < 12 || height <= frame {
		return ""
	}
	page := t
	t = t.Selected()
	inner := width - 2
	side := t.Rule.Render(t.Glyphs.Edge)
	edge := func(left, right string) string {
		return t.Rule.Render(left + strings.Repeat(t.Glyphs.Rule, inner) + right)
	}
	row := func(text string) string { return side + line.Fit(text, inner, t.Space) + side }
	out := []string{edge(t.Glyphs.Corners[0], t.Glyphs.Corners[1])}

	place := words.Number(len(p.found)) + " of " + words.Number(len(p.entries))
	p.input.SetWidth(max(1, inner-4-p.label()-line.Width(place)-2))
	head := t.Space.Render("  ") + t.Faint.Render(p.labelText()) + t.Space.Render("  ") + p.typing(t)
	out = append(out, row(line.Spread(head, t.Faint.Render(place)+t.Space.Render(" "), inner, t.Space, "")))
	out = append(out, row(t.Rule.Render(strings.Repeat(t.Glyphs.Rule, inner))))

	var list []string
	for i := p.start(); i < len(p.found) && len(list) < p.rows(); i++ {
		list = append(list, p.draw(i, inner, t, page))
		if below := p.below(i); below != "" && len(list) < p.rows() {
			bar := t.Space.Render(" ")
			if i == p.cursor {
				bar = t.Focus.Render(t.Glyphs.Focus)
			}
			list = append(list, bar+t.Space.Render("   ")+t.Faint.Render(line.Cut(below, inner-5, t.Glyphs.Ellipsis)))
		}
	}
	if len(p.found) == 0 {
		list = append(list, t.Space.Render("  ")+t.Faint.Render(line.Cut("Nothing is called “"+p.Word()+"” — backspace widens, esc leaves", inner-4, t.Glyphs.Ellipsis)))
	}
	for _, l := range list {
		out = append(out, row(l))
	}
	out = append(out, row(t.Rule.Render(strings.Repeat(t.Glyphs.Rule, inner))))
	out = append(out, row(p.foot(inner, t)), edge(t.Glyphs.Corners[2], t.Glyphs.Corners[3]))
	return strings.Join(out, "\n")
}

func (p Pane) typing(t theme.Theme) string {
	s := p.input.Styles()
	s.Focused.Text, s.Focused.Prompt, s.Focused.Placeholder = t.Strong, t.Accent, t.Faint
	p.input.SetStyles(s)
	return p.input.View()
}

// signText is the last line: the signs, each of which can be clicked.
var signText = []struct {
	op   Op
	word string
}{{And, "and"}, {Or, "or"}, {Not, "not"}, {Follow, "follow"}, {Mute, "mute"}}

func (p Pane) foot(inner int, t theme.Theme) string {
	text := t.Space.Render("  ")
	for _, s := range signText {
		style := t.Faint
		if p.op() == s.op {
			style = t.Strong
		}
		text += t.Key.Render(string(s.op)) + style.Render(" "+s.word) + t.Space.Render("   ")
	}
	right := t.Key.Render("enter") + t.Faint.Render(" shows  ")
	if p.op() == Follow || p.op() == Mute {
		right = t.Key.Render("enter") + t.Faint.Render(" does it  ")
	}
	if line.Width(text)+line.Width(right)+1 > inner {
		return line.Cut(text, inner, "")
	}
	return line.Spread(text, right, inner, t.Space, "")
}

// Click tells what a click at a place of the box does: a sign, or an entry (the
// cursor moves there and true is returned).
func (p *Pane) Click(x, y int) (entry bool) {
	_, height := p.Size()
	switch {
	case y == height-2:
		at := 3
		for _, s := range signText {
			end := at + 2 + len(s.word)
			if x >= at && x < end {
				p.Sign(s.op)
				p.find()
				return false
			}
			at = end + 3
		}
	case y >= 3 && y < height-3:
		at := 3
		for i := p.start(); i < len(p.found); i++ {
			at += p.tall(i)
			if y < at {
				p.cursor = i
				return true
			}
		}
	}
	return false
}

// draw is one entry: mark, name, kind, unread/total and eight weeks.
func (p Pane) draw(i, inner int, t, _ theme.Theme) string {
	e := p.entries[p.found[i].entry]
	bar := t.Space.Render(" ")
	if i == p.cursor {
		bar = t.Focus.Render(t.Glyphs.Focus)
	}
	mark := t.Space.Render("  ")
	if e.Followed {
		mark = t.Tag.Render(t.Glyphs.Followed) + t.Space.Render(" ")
	}
	style := t.Quiet
	switch {
	case e.Followed:
		style = t.Tag.Bold(true)
	case e.Kind == Publication:
		style = t.Publication(e.Hue)
	case e.Count.Unread == 0:
		style = t.Faint
	}
	if i == p.cursor {
		style = style.Bold(true)
		if !e.Followed && e.Kind != Publication {
			style = t.Strong
		}
	}
	unread := t.Glyphs.Dash
	if e.Count.Unread > 0 {
		unread = words.Number(e.Count.Unread)
	}
	total := words.Number(e.Count.Total)
	figures := pad(unread, 5) + " / " + total + strings.Repeat(" ", max(0, 6-len(total)))
	kind := string(e.Kind)
	if e.Where != "" && e.Kind == Section {
		kind = e.Where
	}
	if e.Muted {
		kind += ", muted"
	}
	right := t.Faint.Render(figures)
	if inner >= 56 {
		right = t.Faint.Render(line.Cut(kind, 16, t.Glyphs.Ellipsis)) + line.Blank(17-min(16, line.Width(kind)), t.Space) + right + p.spark(e, i == p.cursor, t)
	}
	right += t.Space.Render(" ")
	room := inner - 4 - line.Width(right)
	return bar + mark + line.Spread(style.Render(line.Cut(e.Name, room, t.Glyphs.Ellipsis)), right, inner-3, t.Space, "")
}

func pad(s string, width int) string {
	return strings.Repeat(" ", max(0, width-line.Width(s))) + s
}

// spark draws eight weeks, oldest first; a week without stories is a gap.
func (p Pane) spark(e Entry, selected bool, t theme.Theme) string {
	style := t.Faint
	if selected {
		style = t.Accent
	}
	most := 0
	for _, n := range e.Weeks {
		most = max(most, n)
	}
	var out strings.Builder
	for _, n := range e.Weeks {
		if n == 0 || most == 0 {
			out.WriteString(" ")
			continue
		}
		out.WriteString(t.Glyphs.Spark[(n*7+most/2)/most])
	}
	return style.Render(out.String())
}
