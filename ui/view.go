package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"standfirst/ui/gate"
	"standfirst/ui/keys"
	"standfirst/ui/line"
	"standfirst/ui/words"
)

// View draws the screen. It is the only place where a tea.View is made, and
// everything it draws passes the gate.
func (a *App) View() tea.View {
	var v tea.View
	v.AltScreen = true
	v.BackgroundColor, v.ForegroundColor = a.theme.Background, a.theme.Foreground
	if a.o.Mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if !a.painted || a.width == 0 {
		return v
	}
	if a.place.small {
		v.SetContent(gate.Frame(a.smallScreen()))
		return v
	}
	v.SetContent(gate.Frame(a.page()))
	v.Cursor = a.cursor()
	v.ProgressBar = a.refreshing.bar()
	return v
}

func (a *App) smallScreen() string {
	size := fmt.Sprintf("%d×%d", a.width, a.height)
	for _, said := range []string{
		"The window is too small: " + size + fmt.Sprintf(", at least %d×%d.", leastWidth, leastHeight),
		"The window is too small: " + size, "The window is too small", "Too small: " + size,
	} {
		if line.Width(said) <= a.width {
			return said
		}
	}
	return line.Cut("Too small", a.width, "")
}

// page is the whole screen, line by line.
func (a *App) page() string {
	width, height := min(a.width, mostWidth), min(a.height, mostHeight)
	switch {
	case a.help != nil:
		return a.help.View(a.theme)
	case a.sheet != nil:
		return a.withPrompt(a.sheet.View(a.theme))
	case a.papers != nil:
		return a.withPrompt(a.papers.View(a.theme))
	}
	var lines []string
	if a.full() {
		lines = append(strings.Split(a.reader.view(a.theme), "\n"), a.rule(width), a.foot(width))
	} else {
		lines = append(lines, a.masthead(width), a.rule(width))
		lines = append(lines, a.body(width)...)
		lines = append(lines, a.rule(width), a.foot(width))
	}
	lines = line.Block(lines, width, height, a.theme.Space)
	page := strings.Join(lines, "\n")
	if a.palette != nil {
		return a.over(page, a.palette.View(a.theme), width)
	}
	return page
}

// withPrompt puts the prompt, or a message, into the last line of a screen that
// is laid over the page.
func (a *App) withPrompt(screen string) string {
	if a.prompt == nil && a.message.text == "" {
		return screen
	}
	lines := strings.Split(screen, "\n")
	last := a.foot(min(a.width, mostWidth))
	lines[len(lines)-1] = line.Fit(last, min(a.width, mostWidth), a.theme.Space)
	return strings.Join(lines, "\n")
}

// over lays a box over the page.
func (a *App) over(page, box string, width int) string {
	if box == "" {
		return page
	}
	x, y := a.boxAt(width)
	return lipgloss.NewCompositor(lipgloss.NewLayer(page), lipgloss.NewLayer(box).X(x).Y(y).Z(1)).Render()
}

// boxAt is the corner of the palette.
func (a *App) boxAt(width int) (x, y int) {
	w, _ := a.palette.Size()
	return max(0, (width-w)/2), min(5, max(0, a.height/8))
}

func (a *App) rule(width int) string {
	return a.theme.Rule.Render(strings.Repeat(a.theme.Glyphs.Rule, width))
}

// masthead is the name of the paper, the date, and the state of things. When
// narrow it drops the publications, the weekday, then the date.
func (a *App) masthead(width int) string {
	t := a.theme
	now := a.o.Now().In(a.o.Location)
	name := "STANDFIRST"
	if a.o.Demo {
		name += " demonstration"
	}
	unread := words.Number(a.counts.Paper.Unread) + " unread"
	papers := words.Plural(len(a.states), "publication")
	state := a.state()
	dates := []string{now.Format("Monday 2 January 2006"), now.Format("2 January 2006"), ""}
	for _, try := range []struct {
		papers bool
		date   string
	}{{true, dates[0]}, {false, dates[0]}, {false, dates[1]}, {false, ""}} {
		right := t.Strong.Render(unread)
		dot := t.Faint.Render(" " + t.Glyphs.Dot + " ")
		if try.papers {
			right += dot + t.Faint.Render(papers)
		}
		if state != "" {
			right += dot + t.Faint.Render(state)
		}
		if a.o.Demo && try.date == "" && line.Width(" "+name)+line.Width(right)+2 > width {
			name = "STANDFIRST" // half a word would say less
		}
		left := t.Space.Render(" ") + t.Heading.Render(name)
		if try.date != "" {
			left += t.Space.Render("   ") + t.Quiet.Render(try.date)
		}
		if line.Width(left)+line.Width(right)+3 <= width || try.date == "" {
			return line.Spread(left, right+t.Space.Render(" "), width, t.Space, "")
		}
	}
	return ""
}

// state says how fresh the paper is.
func (a *App) state() string {
	switch {
	case a.refreshing.stop != nil:
		return fmt.Sprintf("refreshing %d/%d", a.refreshing.done, max(a.refreshing.of, 1))
	case a.following.of > 0:
		return a.storingState()
	case a.offline:
		if a.refreshed.IsZero() {
			return "offline"
		}
		return "offline · last " + words.Since(a.o.Now().In(a.o.Location), a.refreshed.In(a.o.Location)) + a.readable()
	case a.refreshed.IsZero():
		return ""
	}
	return "updated " + words.Since(a.o.Now().In(a.o.Location), a.refreshed.In(a.o.Location))
}

// readable says how many of the unread stories can be read without a connection:
// "31 of 37 readable".
func (a *App) readable() string {
	if a.unread == 0 {
		return ""
	}
	return fmt.Sprintf(" · %s of %s readable", words.Number(a.stored), words.Number(a.unread))
}

// body is what stands between masthead and footer.
func (a *App) body(width int) []string {
	t := a.theme
	edge := t.Rule.Render(t.Glyphs.Edge)
	list := a.listLines()
	if a.place.narrow {
		if a.focus != onRail {
			return list
		}
		rail := strings.Split(a.rail.View(t, true), "\n")
		for i := range list {
			w := line.Width(rail[i])
			list[i] = rail[i] + edge + cutLeft(list[i], w+1)
		}
		return list
	}
	rail := strings.Split(a.rail.View(t, a.focus == onRail), "\n")
	var reader []string
	if a.place.reader > 0 {
		reader = strings.Split(a.reader.view(t), "\n")
	}
	for i := range list {
		list[i] = rail[i] + edge + list[i]
		if i < len(reader) {
			list[i] += edge + reader[i]
		}
	}
	return list
}

// listLines are the list's, or what is said in its place, with the selected
// story's detail below.
func (a *App) listLines() []string {
	t := a.theme
	height := a.place.body - a.place.detail
	var lines []string
	if said := a.emptyWords(); said != nil {
		for _, l := range said {
			for _, part := range line.Wrap(l, a.place.list-4, 3, t.Glyphs.Ellipsis) {
				lines = append(lines, t.Space.Render("   ")+t.Quiet.Render(part))
			}
			if l == "" {
				lines = append(lines, "")
			}
		}
		lines = line.Block(lastOf(append([]string{""}, lines...), height), a.place.list, height, t.Space)
	} else {
		lines = strings.Split(a.list.View(t, a.focus == onList), "\n")
	}
	if a.place.detail > 0 {
		detail := a.list.Detail(a.place.list, t)
		if detail != nil {
			detail = append([]string{t.Rule.Render(strings.Repeat(t.Glyphs.Rule, a.place.list))}, detail...)
		}
		lines = append(lines, line.Block(detail, a.place.list, a.place.detail, t.Space)...)
	}
	return lines
}

// lastOf is what of some lines fits a height: without blank ones, then the last,
// where what can be done stands.
func lastOf(lines []string, height int) []string {
	if len(lines) <= height {
		return lines
	}
	lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" })
	return lines[max(0, len(lines)-height):]
}

// foot is the last line: the filter in words, the place, what is hidden; at the
// right the most useful keys.
func (a *App) foot(width int) string {
	t := a.theme
	switch {
	case a.prompt != nil:
		return a.prompt.View(t)
	case a.hints != nil:
		return line.Fit(t.Space.Render(" ")+a.drawHints(a.hintWords(), width-2), width, t.Space)
	}
	left := a.footLeft()
	right := a.drawHints(a.footHints(width, line.Width(left)), width)
	return line.Spread(t.Space.Render(" ")+left, right+t.Space.Render(" "), width, t.Space, t.Glyphs.Ellipsis)
}

// footHints are the useful keys for which there is room beside left columns. The
// last one, which leaves, is the last to go.
func (a *App) footHints(width, left int) []hint {
	hints := slices.DeleteFunc(a.usefulKeys(), func(h hint) bool { return h.key == "" })
	if left+line.Width(a.drawHints(hints, width))+3 <= width {
		return hints
	}
	room := max(0, width-left-5)
	for len(hints) > 0 && hintsWidth(hints) > room {
		at := max(0, len(hints)-2)
		hints = slices.Delete(hints, at, at+1)
	}
	return hints
}

func hintsWidth(hints []hint) int {
	width := 3 * (len(hints) - 1)
	for _, h := range hints {
		width += line.Width(h.key) + 1 + line.Width(h.word)
	}
	return width
}

// shorter leaves out how many were not on screen when a message would be cut: how
// to undo it stands at its end.
func shorter(text string, width int) string {
	before, rest, _ := strings.Cut(text, " (")
	_, after, counted := strings.Cut(rest, " not on screen)")
	if line.Width(text) <= width || !counted {
		return text
	}
	return before + after
}

func (a *App) footLeft() string {
	t := a.theme
	if a.message.text != "" {
		said := shorter(a.message.text, min(a.width, mostWidth)-2)
		if a.message.fault {
			return t.Warning.Render(said)
		}
		return t.Ink.Render(said)
	}
	if len(a.pressed) > 0 {
		return t.Key.Render(keys.Show(strings.Join(a.pressed, " "))) + t.Faint.Render(" …")
	}
	if a.digits != "" {
		return t.Key.Render(a.digits) + t.Faint.Render("  enter opens the link")
	}
	if a.focus == onReader {
		return a.reader.foot(t)
	}
	dot := t.Faint.Render(" " + t.Glyphs.Dot + " ")
	chips := a.chips()
	out := t.Ink.Render(chips[0])
	for _, c := range chips[1:] {
		out += dot + t.Ink.Render(c)
	}
	e := a.list.Edition()
	if len(a.picks) > 0 {
		out += dot + t.Tag.Render(words.Number(len(a.picks))+" picked")
	}
	if row, ok := a.list.Selected(); ok && row.ID != 0 {
		out += dot + t.Faint.Render(fmt.Sprintf("story %s of %s", words.Number(a.list.Place()), words.Number(e.Total)))
	} else if a.list.Loaded() && e.Total > 0 {
		out += dot + t.Faint.Render(words.Plural(e.Total, "story"))
	}
	if a.unreadOnly && a.unreadApplies() && e.HiddenRead > 0 {
		out += dot + t.Faint.Render(words.Number(e.HiddenRead)+" read hidden, ") + t.Key.Render(a.keys.Key(keys.UnreadOnly)) + t.Faint.Render(" shows")
	}
	if e.HiddenMuted > 0 {
		out += dot + t.Faint.Render(words.Number(e.HiddenMuted)+" muted, :muted shows")
	}
	return out
}

// usefulKeys are the keys that help most here; a beginner's in the first
// sessions.
func (a *App) usefulKeys() []hint {
	k := a.keys.Key
	switch {
	case a.focus == onReader:
		return a.reader.usefulKeys()
	case a.firstRun():
		return []hint{{k(keys.Help), "help"}, {k(keys.Leave), "quit"}}
	case a.focus == onRail:
		return []hint{{k(keys.Open), "shows"}, {k(keys.NextPane), "list"}, {k(keys.Follow), "follow"}, {k(keys.Help), "help"}}
	case a.sessions > 0 && a.sessions <= beginnerSessions:
		return []hint{{k(keys.Open), "open"}, {k(keys.ReadOn), "read on"}, {k(keys.Back), "back"}, {k(keys.Help), "help"}, {k(keys.Leave), "quit"}}
	}
	return []hint{{k(keys.Palette), "tags"}, {k(keys.Search), "search"}, {k(keys.ReadOn), "read on"}, {k(keys.Help), "help"}}
}

// beginnerSessions is how many sessions see the beginner's keys.
const beginnerSessions = 5

func (a *App) drawHints(hints []hint, room int) string {
	t := a.theme
	out := ""
	for _, h := range hints {
		if h.key == "" {
			continue
		}
		one := t.Key.Render(h.key) + t.Faint.Render(" "+h.word)
		if out != "" {
			one = t.Space.Render("   ") + one
		}
		if line.Width(out)+line.Width(one) > room {
			break
		}
		out += one
	}
	return out
}

// cursor is where the focus is: for braille and for being found.
func (a *App) cursor() *tea.Cursor {
	switch {
	case a.palette != nil:
		if c := a.palette.Cursor(); c != nil {
			x, y := a.boxAt(min(a.width, mostWidth))
			c.X, c.Y = c.X+x, c.Y+y
			return c
		}
	case a.help != nil:
		return a.help.Cursor()
	case a.prompt != nil:
		if c := a.prompt.Cursor(); c != nil {
			c.Y = min(a.height, mostHeight) - 1
			return c
		}
	case a.sheet != nil, a.papers != nil, a.focus == onReader, a.focus == onRail, !a.list.Loaded():
		return nil
	default:
		x := 0
		if !a.place.narrow {
			x = railWidth + 1
		}
		c := tea.NewCursor(x, headHeight+a.list.CursorLine())
		c.Shape, c.Blink = tea.CursorBar, false
		return c
	}
	return nil
}

// cutLeft drops the first columns of a drawn line.
func cutLeft(text string, columns int) string {
	return ansi.TruncateLeft(text, columns, "")
}
