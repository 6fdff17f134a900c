// Package help is the page of keys, drawn from the key table that dispatches
// them: the keys of the present screen first, then all others. Typing narrows it.
package help

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"standfirst/ui/keys"
	"standfirst/ui/line"
	"standfirst/ui/theme"
)

// Pane is the page. It is a value.
type Pane struct {
	width, height int
	keys          keys.Map
	here          keys.Context
	notes         []string
	input         textinput.Model
	first         int
}

// New is the help of a screen. Notes are said at the end: keys that tmux or the
// system may keep, how to select text.
func New(m keys.Map, here keys.Context, notes []string) Pane {
	p := Pane{keys: m, here: here, notes: notes, input: textinput.New()}
	p.input.Prompt = ""
	p.input.SetVirtualCursor(false)
	p.input.Focus()
	return p
}

// Resize gives the page its rectangle.
func (p *Pane) Resize(width, height int) { p.width, p.height = width, height }

// Typed is the word that narrows the page.
func (p Pane) Typed() string { return p.input.Value() }

// Clear shows everything again.
func (p *Pane) Clear() { p.input.SetValue(""); p.first = 0 }

// Update takes a key: letters narrow, others scroll.
func (p Pane) Update(msg tea.Msg) (Pane, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		page := max(1, p.height-4)
		step, moves := map[string]int{"up": -1, "down": 1, "pgdown": page, "pgup": -page, "ctrl+f": page, "ctrl+b": -page,
			"ctrl+d": page / 2, "ctrl+u": -page / 2, "home": -10000, "end": 10000}[key.String()]
		if moves {
			p.first = max(0, min(p.first+step, len(p.lines(theme.Theme{}))-page))
			return p, nil
		}
	}
	var cmd tea.Cmd
	before := p.input.Value()
	p.input, cmd = p.input.Update(msg)
	if p.input.Value() != before {
		p.first = 0
	}
	return p, cmd
}

// Cursor is where typing happens.
func (p Pane) Cursor() *tea.Cursor {
	c := p.input.Cursor()
	if c != nil {
		c.X += 1 + line.Width(title)
	}
	return c
}

const title = "KEYS   search: "

// View draws the page over its whole rectangle.
func (p Pane) View(t theme.Theme) string {
	if p.width <= 0 || p.height <= 0 {
		return ""
	}
	s := p.input.Styles()
	s.Focused.Text = t.Strong
	p.input.SetStyles(s)
	p.input.SetWidth(max(1, p.width-line.Width(title)-3))
	head := t.Space.Render(" ") + t.Heading.Render("KEYS") + t.Faint.Render("   search: ") + p.input.View()
	out := []string{head, ""}
	body := p.lines(t)
	for i := p.first; i < len(body) && len(out) < p.height-1; i++ {
		out = append(out, body[i])
	}
	for len(out) < p.height-1 {
		out = append(out, "")
	}
	foot := "type to search · ↑ ↓ scroll · esc back"
	if p.keys.Preset != "vim" && p.keys.Preset != "" {
		foot += " · keys of " + p.keys.Preset
	}
	out = append(out[:max(0, p.height-1)], t.Space.Render(" ")+t.Faint.Render(line.Cut(foot, p.width-2, t.Glyphs.Ellipsis)))
	return strings.Join(line.Block(out, p.width, p.height, t.Space), "\n")
}

// lines are the lines of the page below its head.
func (p Pane) lines(t theme.Theme) []string {
	var here, rest []string
	group := ""
	for _, b := range p.keys.Bindings() {
		if len(b.Keys) == 0 || !p.matches(b) {
			continue
		}
		if b.In(p.here) {
			if b.Group != group {
				if len(here) > 0 {
					here = append(here, "")
				}
				here = append(here, t.Space.Render(" ")+t.Heading.Render(b.Group))
				group = b.Group
			}
			here = append(here, p.line(b, t))
			continue
		}
		rest = append(rest, p.line(b, t))
	}
	if len(rest) > 0 {
		here = append(append(here, "", t.Space.Render(" ")+t.Heading.Render("On other screens")), rest...)
	}
	if len(here) == 0 {
		here = []string{t.Space.Render(" ") + t.Faint.Render("No key for “"+p.Typed()+"”. Every action can also be typed after :")}
	}
	if p.Typed() == "" {
		here = append(here, "")
		for _, n := range p.notes {
			for _, l := range line.Wrap(n, max(1, p.width-2), 3, t.Glyphs.Ellipsis) {
				here = append(here, t.Space.Render(" ")+t.Faint.Render(l))
			}
		}
	}
	return here
}

func (p Pane) matches(b keys.Binding) bool {
	want := strings.ToLower(strings.TrimSpace(p.Typed()))
	if want == "" {
		return true
	}
	for _, k := range b.Keys {
		if p.Typed() == k || strings.ToLower(keys.Show(k)) == want {
			return true
		}
	}
	text := strings.ToLower(b.Help + " " + string(b.Action) + " " + b.Group)
	for _, w := range strings.Fields(want) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

const keyColumn = 22

func (p Pane) line(b keys.Binding, t theme.Theme) string {
	var shown []string
	for _, k := range b.Keys {
		shown = append(shown, keys.Show(k))
	}
	pressed := line.Cut(strings.Join(shown, " "), keyColumn-3, t.Glyphs.Ellipsis)
	room := p.width - keyColumn - 2
	text := line.Cut(b.Help, room, t.Glyphs.Ellipsis)
	out := t.Space.Render("  ") + t.Key.Render(pressed) + line.Blank(keyColumn-2-line.Width(pressed), t.Space) + t.Quiet.Render(text)
	if name := string(b.Action); room-line.Width(text) > len(name)+3 && p.width >= 100 {
		out += line.Blank(max(3, 58-line.Width(text)), t.Space) + t.Faint.Render(name)
	}
	return line.Cut(out, p.width, "")
}
