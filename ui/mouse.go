package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/ui/line"
)

// The mouse: a click selects, a second one opens, the wheel scrolls, and keys
// named in the footer can be clicked.

// doubleClick is the longest time between the clicks of a double click.
const doubleClick = 400 * time.Millisecond

// click is the last click, for telling a double one.
type click struct {
	x, y int
	at   time.Time
}

func (a *App) onClick(m tea.MouseClickMsg) tea.Cmd {
	if m.Button != tea.MouseLeft {
		return nil
	}
	now := a.o.Now()
	double := m.X == a.clicked.x && m.Y == a.clicked.y && now.Sub(a.clicked.at) <= doubleClick
	a.clicked = click{m.X, m.Y, now}
	height := min(a.height, mostHeight)
	switch {
	case a.palette != nil:
		x, y := a.boxAt(min(a.width, mostWidth))
		if a.palette.Click(m.X-x, m.Y-y) && double {
			return a.choose(false)
		}
		return nil
	case a.prompt != nil, a.help != nil:
		return nil
	case a.sheet != nil:
		if a.sheet.ItemAt(m.Y) && double {
			return a.sheetChoose()
		}
		return nil
	case a.papers != nil:
		a.papers.SelectAt(m.Y)
		return nil
	case m.Y == height-1:
		return a.footClick(m.X)
	case a.full():
		return nil
	}
	return a.pageClick(m.X, m.Y-headHeight, double)
}

// pageClick is a click between masthead and footer.
func (a *App) pageClick(x, y int, double bool) tea.Cmd {
	if y < 0 || y >= a.place.body {
		return nil
	}
	list := 0
	if !a.place.narrow {
		list = railWidth + 1
	}
	switch {
	case !a.place.narrow && x < railWidth, a.place.narrow && a.focus == onRail && x < railOverWidth:
		if a.focus != onRail {
			a.enterRail()
		}
		if !a.rail.RowAt(y) {
			return nil
		}
		show := a.showRow(a.rail.Selected())
		if double {
			return tea.Batch(show, a.enterList())
		}
		return show
	case a.place.reader > 0 && x > list+a.place.list:
		return a.enterReader()
	}
	a.focus = onList
	place := a.list.PlaceAt(y)
	if place < 0 {
		return nil
	}
	a.list.MoveTo(place)
	if double {
		return a.openSelected()
	}
	return tea.Batch(a.askMore(), a.rest())
}

// footClick presses the key of the footer that was clicked.
func (a *App) footClick(x int) tea.Cmd {
	width := min(a.width, mostWidth)
	hints := a.footHints(width, line.Width(a.footLeft()))
	if a.hints != nil {
		hints = a.hintWords()
	}
	at := width - 1 - line.Width(a.drawHints(hints, width))
	if a.hints != nil {
		at = 1
	}
	for _, h := range hints {
		if h.key == "" {
			continue
		}
		end := at + line.Width(h.key) + 1 + line.Width(h.word)
		if x >= at && x < end {
			return a.pressKey(h.key)
		}
		at = end + 3
	}
	return nil
}

// pressKey does what a key by name does.
func (a *App) pressKey(name string) tea.Cmd {
	if a.hints != nil {
		return a.onHint(name)
	}
	action, _ := a.keys.Look([]string{name}, a.contexts()...)
	if action == "" {
		return nil
	}
	return a.do(action, name)
}

// wheelLines is how far one notch of the wheel goes.
const wheelLines = 3

func (a *App) onWheel(m tea.MouseWheelMsg) tea.Cmd {
	step := 0
	switch m.Button {
	case tea.MouseWheelUp:
		step = -1
	case tea.MouseWheelDown:
		step = 1
	default:
		return nil
	}
	switch {
	case a.palette != nil:
		a.palette.Move(step)
	case a.sheet != nil:
		a.sheet.Move(step * wheelLines)
	case a.papers != nil:
		a.papers.Move(step)
	case a.full(), a.place.reader > 0 && m.X > min(a.width, mostWidth)-a.place.reader:
		if a.reader.scroll(step * wheelLines) {
			return a.scrolled()
		}
	case a.focus == onRail || !a.place.narrow && m.X < railWidth:
		if a.focus != onRail {
			a.enterRail()
		}
		if a.rail.Move(step) {
			return a.showRow(a.rail.Selected())
		}
	default:
		if a.list.Move(step * map[bool]int{true: wheelLines, false: 1}[a.list.Density() == "headlines"]) {
			return tea.Batch(a.askMore(), a.rest())
		}
	}
	return nil
}
