package ui

import (
	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/ui/keys"
	"standfirst/ui/words"
)

// Onward: from one story to the next, unread or not, in the reader and the list.

// readOn pages, then goes to the next unread story; it says when it leaves a
// filter.
func (a *App) readOn() tea.Cmd {
	if a.focus == onReader {
		if a.reader.page(1) {
			return a.scrolled()
		}
		if a.reader.pane.Rendered().Rest > 0 {
			a.say("The rest of this article is being set.")
			return nil
		}
		return tea.Batch(a.markOpened(), a.toNext())
	}
	a.focus = onList
	row, ok := a.list.Selected()
	if ok && !row.Marks.IsRead() {
		return a.open(row.ID)
	}
	return a.toNext()
}

// toNext opens the next unread story; at the end of the filter the second press
// goes on to all stories.
func (a *App) toNext() tea.Cmd {
	if a.goOn {
		a.goOn = false
		a.query, a.view, a.before = feed.Query{}, "", nil
		a.selectRail()
		return tea.Batch(a.ask(false), findUnread(a.ctx, a.news, a.effective(), 0, true, true, lead{}))
	}
	return a.toUnread(true, true)
}

func (a *App) toUnread(forward, open bool) tea.Cmd {
	find := findUnread(a.ctx, a.news, a.asked.query, a.list.ID(), forward, open, a.lead())
	if a.focus == onReader && a.reader.loaded {
		return tea.Batch(a.markOpened(), find)
	}
	return find
}

// lead is the top story of the list.
func (a *App) lead() lead {
	if top := a.list.Shown().Top; top != nil {
		return lead{top.ID, !top.Marks.IsRead()}
	}
	return lead{}
}

func (a *App) onUnread(m unreadMsg) tea.Cmd {
	if m.err != nil {
		a.fail(m.err)
		return nil
	}
	if !m.query.Equal(a.asked.query) {
		return nil
	}
	if m.id == 0 {
		return a.noneUnread(m)
	}
	a.list.MoveToStory(m.id, m.place)
	more := a.askMore()
	if m.open {
		return tea.Batch(more, a.open(m.id))
	}
	return tea.Batch(more, a.rest())
}

// noneUnread says that the filter has no more unread stories, and what space
// does next.
func (a *App) noneUnread(m unreadMsg) tea.Cmd {
	if !m.ahead {
		a.say("No unread story above.")
		return nil
	}
	narrowed := len(a.query.Terms) > 0 || a.view != ""
	left := a.counts.Paper.Unread
	switch {
	case !narrowed:
		a.say("No unread story below.")
	case !m.open:
		a.say("No unread story below in " + a.filterName() + ".")
	default:
		a.goOn = true
		a.say("End of " + a.filterName() + " — " + a.keys.Key(keys.ReadOn) + " goes on to All stories (" + words.Number(left) + ")")
	}
	return nil
}

func (a *App) filterName() string { return join(a.chips(), " · ") }

// stepStory shows the next or previous story, read or not.
func (a *App) stepStory(step int) tea.Cmd {
	reading := a.focus == onReader
	var mark tea.Cmd
	if reading && step > 0 {
		mark = a.markOpened()
	}
	if !a.list.Move(step) || a.list.OnEnd() {
		if a.list.OnEnd() {
			a.list.Move(-1)
		}
		a.say(map[bool]string{true: "This is the last story listed.", false: "This is the first story listed."}[step > 0])
		return mark
	}
	more := a.askMore()
	if row, ok := a.list.Selected(); ok && reading {
		return tea.Batch(mark, more, a.open(row.ID))
	}
	return tea.Batch(mark, more, a.rest())
}
