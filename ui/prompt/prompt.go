// Package prompt is the line at the foot in which something is typed: a search,
// the filter as text, a command, a name. It completes with tab, remembers what
// was typed before, and shows a note at its right end.
package prompt

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"standfirst/ui/line"
	"standfirst/ui/theme"
)

// Purpose is what the line is for; its text is the label before the typing.
type Purpose string

const (
	Search  Purpose = "/"
	Find    Purpose = "find "
	Filter  Purpose = "filter "
	Command Purpose = ":"
	Name    Purpose = "name "
	Rename  Purpose = "new name "
	Pipe    Purpose = "| "
	Add     Purpose = "add "
	Section Purpose = "section "
)

// Pane is the line. It is a value.
type Pane struct {
	Purpose  Purpose
	width    int
	input    textinput.Model
	note     string
	history  []string // oldest first
	at       int      // place in history; len(history): what is being typed
	draft    string
	complete func(text string) []string
	offers   []string
	offer    int
}

// New is an open line. Complete gives whole texts that continue what is typed;
// it may be nil.
func New(purpose Purpose, text string, history []string, complete func(string) []string) Pane {
	p := Pane{Purpose: purpose, input: textinput.New(), history: history, at: len(history), complete: complete}
	p.input.Prompt = ""
	p.input.SetVirtualCursor(false)
	p.input.Focus()
	p.input.SetValue(text)
	p.input.CursorEnd()
	return p
}

// Resize gives the line its width.
func (p *Pane) Resize(width int) { p.width = width }

// SetNote puts words at the right end: "12 found", or what is wrong.
func (p *Pane) SetNote(note string) { p.note = note }

// Text is what is typed.
func (p Pane) Text() string { return p.input.Value() }

// SetText replaces what is typed.
func (p *Pane) SetText(text string) {
	p.input.SetValue(text)
	p.input.CursorEnd()
}

// Update takes a key or a paste.
func (p Pane) Update(msg tea.Msg) (Pane, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "tab", "shift+tab":
			p.next(key.String() == "tab")
			return p, nil
		case "up", "ctrl+p":
			p.recall(-1)
			return p, nil
		case "down", "ctrl+n":
			p.recall(1)
			return p, nil
		}
	}
	p.offers = nil
	var cmd tea.Cmd
	p.input, cmd = p.input.Update(msg)
	return p, cmd
}

// next puts the next offer in place of what is typed.
func (p *Pane) next(forward bool) {
	if p.complete == nil {
		return
	}
	if p.offers == nil {
		p.offers, p.offer = p.complete(p.Text()), -1
		if !forward {
			p.offer = 0
		}
	}
	if len(p.offers) == 0 {
		return
	}
	step := 1
	if !forward {
		step = len(p.offers) - 1
	}
	p.offer = (p.offer + step + len(p.offers)) % len(p.offers)
	p.SetText(p.offers[p.offer])
}

func (p *Pane) recall(step int) {
	to := p.at + step
	if to < 0 || to > len(p.history) {
		return
	}
	if p.at == len(p.history) {
		p.draft = p.Text()
	}
	p.at = to
	if to == len(p.history) {
		p.SetText(p.draft)
		return
	}
	p.SetText(p.history[to])
}

// Cursor is where typing happens, from the line's first column.
func (p Pane) Cursor() *tea.Cursor {
	c := p.input.Cursor()
	if c != nil {
		c.X += 1 + len(p.Purpose)
	}
	return c
}

// View draws the line.
func (p Pane) View(t theme.Theme) string {
	s := p.input.Styles()
	s.Focused.Text, s.Focused.Placeholder, s.Focused.Prompt = t.Strong, t.Faint, t.Strong
	p.input.SetStyles(s)
	said := p.note
	if said == "" {
		said = p.hint(" " + t.Glyphs.Dot + " ")
	}
	room := max(p.width/2, p.width-len(p.Purpose)-line.Width(p.Text())-6) // for the note; the typing scrolls
	note := line.Cut(said, room, t.Glyphs.Ellipsis)
	p.input.SetWidth(max(1, p.width-3-len(p.Purpose)-line.Width(note)-1))
	right := t.Faint.Render(note) + t.Space.Render(" ")
	left := t.Space.Render(" ") + t.Key.Render(string(p.Purpose)) + p.input.View()
	return line.Spread(left, right, p.width, t.Space, "")
}

// mostHinted is how many words tab's hint names.
const mostHinted = 5

// hint names what tab would complete the last word to: "tab: theme · tags".
func (p Pane) hint(between string) string {
	text := p.Text()
	if p.complete == nil {
		return ""
	}
	offers := p.offers
	if offers == nil {
		offers = p.complete(text)
	}
	from := shared(append([]string{text}, offers...))
	var names []string
	for _, offer := range offers {
		switch name := strings.TrimSpace(offer[from:]); {
		case offer == text:
		case len(names) == mostHinted:
			return "tab: " + strings.Join(names, between) + between + "more"
		default:
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "tab: " + strings.Join(names, between)
}

// shared is how long the whole words are that all texts begin with.
func shared(texts []string) int {
	first := texts[0]
	for _, text := range texts[1:] {
		n := 0
		for n < len(first) && n < len(text) && first[n] == text[n] {
			n++
		}
		first = first[:n]
	}
	return strings.LastIndex(first, " ") + 1
}
