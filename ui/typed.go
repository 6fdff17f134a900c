package ui

import (
	tea "charm.land/bubbletea/v2"

	"standfirst/ui/keys"
)

// Typed: the way of a key to the action it stands for, and what becomes of keys
// that come too early or mean nothing.

// contexts are where a key is looked up at this moment.
func (a *App) contexts() []keys.Context {
	switch {
	case a.papers != nil, a.sheet != nil && a.sheet.kind == sheetSections:
		return []keys.Context{keys.Rail, keys.Anywhere}
	case a.focus == onReader && a.reader.finding():
		return []keys.Context{keys.Find, keys.Reader, keys.Anywhere}
	case a.focus == onReader:
		return []keys.Context{keys.Reader, keys.Anywhere}
	case a.firstRun():
		return []keys.Context{keys.FirstRun, keys.List, keys.Anywhere}
	case a.focus == onRail:
		return []keys.Context{keys.Rail, keys.Anywhere}
	}
	return []keys.Context{keys.List, keys.Anywhere}
}

// onKey hands a key to what is on top: an overlay that is typed into, then the
// key table.
func (a *App) onKey(key tea.KeyPressMsg) tea.Cmd {
	a.news.Visit()
	a.list.SetNow(a.o.Now())
	name := key.String()
	if name == "ctrl+c" {
		return a.do(keys.Cancel, name)
	}
	if a.awaits(name) {
		if len(a.early) < mostEarly {
			a.early = append(a.early, key)
		}
		return nil
	}
	a.early = nil // the reader is elsewhere by now
	if cmd, taken := a.overlayKey(key, name); taken {
		return cmd
	}
	if a.hints != nil {
		return a.onHint(name)
	}
	if cmd, taken := a.digit(name); taken {
		return cmd
	}
	a.pressed = append(a.pressed, name)
	action, pending := a.keys.Look(a.pressed, a.contexts()...)
	switch {
	case pending:
		return nil
	case action == "" && len(a.pressed) > 1: // no such sequence: the last key may stand alone
		a.pressed = []string{name}
		if action, pending = a.keys.Look(a.pressed, a.contexts()...); pending {
			return nil
		}
	}
	a.pressed = nil
	if action == "" {
		a.sayUnbound(name)
		return nil
	}
	return a.do(action, name)
}

// mostEarly is how many keys are kept until the first list is there.
const mostEarly = 64

// catchUp carries out what was typed before there was a list: fast fingers lose
// nothing. What needs a story goes on waiting for one.
func (a *App) catchUp() tea.Cmd {
	var cmds []tea.Cmd
	early := a.early
	a.early = nil
	for _, key := range early {
		cmds = append(cmds, a.onKey(key))
	}
	return tea.Batch(cmds...)
}

// awaits tells whether a key is for a list that is still to come: until the first
// answer every key that does not end or suspend the screen, and while the paper
// is empty but about to be filled those that need a story.
func (a *App) awaits(name string) bool {
	action, _ := a.keys.Look([]string{name}, a.contexts()...)
	if a.heard == 0 {
		return action != keys.Quit && action != keys.Leave && action != keys.Suspend
	}
	filling := a.refreshing.stop != nil || a.heard != a.asked.number
	if a.stocked || !filling || a.focus != onList || a.palette != nil || a.prompt != nil || a.help != nil || a.papers != nil || a.sheet != nil {
		return false
	}
	switch action {
	case keys.Open, keys.ReadOn, keys.Down, keys.Up:
		return true
	}
	return false
}

// sayUnbound answers a key that means nothing here, unless that would hide a
// message that was hardly read yet.
func (a *App) sayUnbound(key string) {
	if a.message.text == "" || a.o.Now().Sub(a.message.at) >= messageStays {
		a.say(keys.Show(key) + " does nothing here: " + a.keys.Key(keys.Help) + " lists the keys.")
	}
}
