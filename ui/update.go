package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"standfirst/ui/keys"
)

// Update takes one message. Nothing here waits: what takes time is a command.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		a.width, a.height = m.Width, m.Height
		a.resize()
		return a, tea.Batch(a.askMore(), a.rest(), a.o.wait(settleTime, settledMsg{m.Width, m.Height}))
	case settledMsg:
		if m.width == a.width && m.height == a.height {
			return a, a.redraw()
		}
		return a, nil
	case tea.BackgroundColorMsg:
		a.choice.Known, a.choice.Dark = true, m.IsDark()
		a.painted = true
		a.setTheme()
		return a, a.redraw()
	case backgroundLateMsg:
		a.painted = true
		return a, nil
	case tea.ColorProfileMsg:
		a.choice.Profile = colorprofile.Profile(m.Profile)
		a.setTheme()
		return a, a.redraw()
	case tea.KeyPressMsg:
		return a, a.onKey(m)
	case tea.PasteMsg:
		return a, a.onPaste(m)
	case tea.MouseClickMsg:
		return a, a.onClick(m)
	case tea.MouseWheelMsg:
		return a, a.onWheel(m)
	case tea.ResumeMsg:
		a.list.SetNow(a.o.Now())
		return a, a.ask(true)
	}
	return a, a.onAnswer(msg)
}

// onAnswer takes what a command brought back.
func (a *App) onAnswer(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case editionMsg:
		cmd := a.onEdition(m)
		if m.question.number != a.asked.number {
			return cmd // an answer that was overtaken is none
		}
		first := a.heard == 0
		a.heard = m.question.number
		a.stocked = a.stocked || a.list.Edition().Total > 0
		if first {
			cmd = tea.Batch(cmd, giveBack())
		}
		return tea.Batch(cmd, a.catchUp())
	case countsMsg:
		return a.onCounts(m)
	case statesMsg:
		return a.onStates(m)
	case subjectsMsg:
		return a.onSubjects(m)
	case keptMsg:
		return a.onKept(m)
	case changedMsg:
		return a.onChanged(m)
	case unreadMsg:
		return a.onUnread(m)
	case historyMsg:
		return a.onHistory(m)
	case progressMsg:
		return a.onProgress(m)
	case refreshedMsg:
		return a.onRefreshed(m)
	case followingMsg:
		return a.onFollowing(m)
	case followedMsg:
		return a.onFollowed(m)
	case roundMsg:
		return a.onRound()
	case doneMsg:
		a.fail(m.err)
	case saidMsg:
		return a.onSaid(m)
	default:
		return a.onReading(msg)
	}
	return nil
}

// do carries out an action. A message gives way to the next change of state once
// it has been readable long enough.
func (a *App) do(action keys.Action, key string) tea.Cmd {
	if a.message.text != "" && a.o.Now().Sub(a.message.at) >= messageStays {
		a.message = message{}
	}
	if action != keys.ReadOn {
		a.goOn = false
	}
	if action != keys.StoreListed {
		a.toStore = nil
	}
	if a.papers != nil && a.sheet == nil {
		if cmd, taken := a.papersDo(action); taken {
			return cmd
		}
	}
	if a.sheet != nil {
		if cmd, taken := a.sheetDo(action); taken {
			return cmd
		}
	}
	if cmd, taken := a.always(action, key); taken {
		return cmd
	}
	switch a.focus {
	case onRail:
		return a.railDo(action)
	case onReader:
		return a.readerDo(action)
	}
	return a.listDo(action)
}

// always carries out the actions that do not depend on where the focus is.
func (a *App) always(action keys.Action, key string) (tea.Cmd, bool) {
	switch action {
	case keys.Quit:
		return a.leave(), true
	case keys.Leave, keys.Back:
		return a.back(action == keys.Leave, key == "esc"), true
	case keys.Cancel:
		return a.cancel(), true
	case keys.Suspend:
		return tea.Suspend, true
	case keys.NextPane:
		return a.turn(1), true
	case keys.PrevPane:
		return a.turn(-1), true
	case keys.Palette:
		return a.openPalette(""), true
	case keys.NextTag:
		return a.stepTag(1), true
	case keys.PrevTag:
		return a.stepTag(-1), true
	case keys.NextSection:
		return a.stepSection(1), true
	case keys.PrevSection:
		return a.stepSection(-1), true
	case keys.ClearTags:
		return a.clearTags(), true
	case keys.Follow:
		return a.follow(), true
	case keys.Hints:
		return a.label(), true
	case keys.Filter:
		return a.openFilter(), true
	case keys.SaveView:
		return a.openViewName(), true
	case keys.UnreadOnly:
		return a.toggleUnread(), true
	case keys.Density:
		return a.nextDensity(), true
	case keys.Sort:
		return a.nextSort(), true
	case keys.All:
		return a.show(feedAll(), ""), true
	case keys.Publication:
		return a.showPublication(int(key[0] - '1')), true
	case keys.DropChip:
		if a.focus == onReader {
			return a.closeReader(), true // as in a browser
		}
		return a.dropChip(), true
	case keys.NextUnread:
		return a.toUnread(true, a.focus == onReader), true
	case keys.PrevUnread:
		return a.toUnread(false, a.focus == onReader), true
	case keys.NextStory:
		return a.stepStory(1), true
	case keys.PrevStory:
		return a.stepStory(-1), true
	case keys.ReadOn:
		return a.readOn(), true
	case keys.ToggleRead:
		return a.toggleRead(), true
	case keys.Save:
		return a.toggleSaved(), true
	case keys.Pick:
		return a.pick(), true
	case keys.MarkListed:
		return a.markListed(false), true
	case keys.MarkBelow:
		return a.markListed(true), true
	case keys.Undo:
		return a.undo(), true
	case keys.Redo:
		return a.redo(), true
	case keys.Refresh:
		return a.refreshHere(), true
	case keys.RefreshAll:
		return a.refresh(manual()), true
	case keys.Publications:
		return a.openPapers(), true
	case keys.Command:
		return a.openCommand(), true
	case keys.Help:
		return a.openHelp(), true
	case keys.Zoom:
		return a.zoom(), true
	case keys.Narrower:
		return a.setMeasure(-4), true
	case keys.Wider:
		return a.setMeasure(4), true
	case keys.Add:
		return a.openAdd(""), true
	case keys.Remove:
		return a.remove(), true
	case keys.Sections:
		return a.openSections(""), true
	case keys.Decline:
		return a.declineMove(""), true
	case keys.Demo:
		return a.demonstration(), true
	case keys.Import:
		return a.importNewsboat(), true
	}
	if cmd, taken := a.takeAway(action); taken {
		return cmd, true
	}
	if action == keys.Search && a.focus != onReader {
		return a.openSearch(), true
	}
	return nil, false
}

// listDo carries out the actions of the list.
func (a *App) listDo(action keys.Action) tea.Cmd {
	moved := false
	switch action {
	case keys.Down:
		moved = a.list.Move(1)
	case keys.Up:
		moved = a.list.Move(-1)
	case keys.Top:
		moved = a.list.Top()
	case keys.Bottom:
		moved = a.list.Bottom()
	case keys.HalfDown:
		moved = a.list.Page(0.5)
	case keys.HalfUp:
		moved = a.list.Page(-0.5)
	case keys.PageDown:
		moved = a.list.Page(1)
	case keys.PageUp:
		moved = a.list.Page(-1)
	case keys.Open:
		return a.openSelected()
	}
	if moved {
		return tea.Batch(a.askMore(), a.rest())
	}
	return nil
}

// railDo carries out the actions of the rail: moving in it shows its rows.
func (a *App) railDo(action keys.Action) tea.Cmd {
	moved := false
	switch action {
	case keys.Down:
		moved = a.rail.Move(1)
	case keys.Up:
		moved = a.rail.Move(-1)
	case keys.Top:
		moved = a.rail.Top()
	case keys.Bottom:
		moved = a.rail.Bottom()
	case keys.HalfDown:
		moved = a.rail.Page(0.5)
	case keys.HalfUp:
		moved = a.rail.Page(-0.5)
	case keys.PageDown:
		moved = a.rail.Page(1)
	case keys.PageUp:
		moved = a.rail.Page(-1)
	case keys.Open:
		if a.rail.Unfold() {
			return nil
		}
		return a.enterList()
	}
	if moved {
		return a.showRow(a.rail.Selected())
	}
	return nil
}

// turn moves the focus to the next or previous pane on the glass.
func (a *App) turn(step int) tea.Cmd {
	panes := []focus{onRail, onList}
	if a.place.reader > 0 {
		panes = append(panes, onReader)
	}
	if a.full() {
		a.focus, a.zoomed = onList, false
		return nil
	}
	at := 0
	for i, f := range panes {
		if f == a.focus {
			at = i
		}
	}
	next := panes[(at+step+len(panes))%len(panes)]
	switch next {
	case onRail:
		a.enterRail()
		return nil
	case onReader:
		return a.enterReader()
	}
	return a.enterList()
}

func (a *App) enterRail() {
	a.focus = onRail
	a.railBase = a.query
	a.selectRail()
}

func (a *App) enterList() tea.Cmd {
	a.focus = onList
	return a.count()
}

// back goes one step back: what is laid over, the reader, the rail, a search,
// the last chip, and on all stories q leaves. Keys that point left also fold the
// rail's tree and lead from the list into the rail; escape does not.
func (a *App) back(leaving, escape bool) tea.Cmd {
	left := !leaving && !escape
	switch {
	case a.focus == onReader:
		return a.closeReader()
	case len(a.picks) > 0 && !leaving:
		a.picks = map[storyID]bool{}
		a.list.SetPicks(a.picks)
		return nil
	case a.focus == onRail && left:
		a.rail.Fold()
		return nil
	case a.focus == onRail:
		return a.enterList()
	case a.before != nil:
		return a.endSearch()
	case a.view != "":
		return a.show(feedAll(), "")
	case len(a.query.Terms) > 0:
		return a.dropChip()
	case leaving:
		return a.leave()
	}
	if left {
		a.enterRailIfWide()
	}
	return nil
}

// enterRailIfWide moves left into the rail where it is on the glass: h and ← in
// the list go where the eye expects it.
func (a *App) enterRailIfWide() {
	if !a.place.narrow && a.focus == onList {
		a.enterRail()
	}
}

// cancel ends what runs; at rest it leaves.
func (a *App) cancel() tea.Cmd {
	switch {
	case a.palette != nil || a.prompt != nil || a.help != nil:
		return a.closeOverlay()
	case a.running != nil:
		a.running()
		a.running = nil
		a.say(strings.TrimSpace(capital(a.runs) + " stopped."))
		return nil
	case a.following.of > 0:
		a.following.stop()
		a.following = following{}
		a.say("Storing for offline reading stopped: the next refresh goes on with it.")
		return nil
	}
	return a.leave()
}

// leave ends the screen.
func (a *App) leave() tea.Cmd {
	if a.refreshing.stop != nil {
		a.refreshing.stop()
	}
	if a.following.stop != nil {
		a.following.stop()
	}
	return tea.Sequence(a.leaving(), tea.Quit)
}

// redraw asks for what depends on the theme.
func (a *App) redraw() tea.Cmd { return a.renderReader() }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
