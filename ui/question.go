package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/ui/stories"
)

// question is what was asked about the list. Its answer is dropped when
// another question has been put since.
type question struct {
	number int
	query  feed.Query
	window feed.Window
	story  feed.StoryID // to be found in the answer; 0: none
	same   bool         // asked before: the list stays where it is
	more   bool         // only further rows of the same answer
	now    time.Time
}

// firstRows is how many rows the first answer holds: more than any screen
// shows, few enough to come at once.
const firstRows = 130

// effective is the query with the state that the screen adds.
func (a *App) effective() feed.Query {
	q := a.query
	if a.unreadOnly && a.unreadApplies() {
		q = q.With(feed.Term{Kind: feed.TermIs, Value: "unread"})
		q.KeepReadSince = a.entered
	}
	q.Sort = a.sort
	return q
}

// unreadApplies tells whether "unread only" narrows the present query: searches,
// views and what asks for a state itself are shown whole.
func (a *App) unreadApplies() bool {
	if a.view != "" || a.query.Words() {
		return false
	}
	for _, t := range a.query.Terms {
		if t.Kind == feed.TermIs && t.Value != "followed" && t.Value != "new" || t.Kind == feed.TermBefore || t.Kind == feed.TermMonth {
			return false
		}
	}
	return true
}

// ask puts the present query to the newsroom. Same asks it again, for what has
// changed since.
func (a *App) ask(same bool) tea.Cmd {
	if !same {
		a.entered = a.o.Now()
		a.goOn = false
	}
	q := question{query: a.effective(), window: feed.Window{Limit: firstRows}, same: same}
	if same {
		q.story = a.list.ID()
		if !a.list.Moved() {
			q.story = 0
		}
	}
	return a.put(q)
}

// askMore asks for the rows around the cursor, when the list needs them.
func (a *App) askMore() tea.Cmd {
	w, need := a.list.Need()
	if !need || a.asked.more && a.asked.window == w {
		return nil
	}
	q := a.asked
	q.window, q.same, q.more = w, true, true
	return a.put(q)
}

func (a *App) put(q question) tea.Cmd {
	if a.listing != nil {
		a.listing()
	}
	ctx, cancel := context.WithCancel(a.ctx)
	a.listing = cancel
	q.number = a.asked.number + 1
	q.now = a.o.Now()
	a.asked = q
	return loadEdition(ctx, a.news, q)
}

// onEdition shows an answer about the list.
func (a *App) onEdition(m editionMsg) tea.Cmd {
	if m.question.number != a.asked.number {
		return nil
	}
	if m.err != nil {
		a.fail(m.err)
		return nil
	}
	s := a.list.Shown()
	if !m.question.more {
		s = stories.Shown{Top: m.top, TopPlace: m.topPlace, Heading: m.heading, Place: m.place}
		s.NewSince = a.lastVisit
		s.Latest = m.top == nil && plainFront(m.question.query)
		s.End = a.endRow(m.question.query)
	} else {
		s.Place = stories.Stay
	}
	s.Edition = m.edition
	a.list.SetNow(a.o.Now())
	if !m.question.more {
		a.suggest = m.suggest
	}
	a.list.SetWords(searched(m.question.query))
	a.list.Show(s, m.question.same)
	a.asked.more = false
	var follow []tea.Cmd
	if !m.question.more {
		follow = append(follow, a.count())
		a.noteSearch(m)
	}
	return tea.Batch(append(follow, a.askMore(), a.rest())...)
}

// plainFront tells whether a list is a front page, which has a top story or a
// latest one: not a search, a tag's page or a list in another order.
func plainFront(q feed.Query) bool {
	if q.Words() || q.Sort != feed.SortAuto && q.Sort != feed.SortNewest {
		return false
	}
	for _, t := range q.Terms {
		switch t.Kind {
		case feed.TermPublication, feed.TermSection:
			if t.Not {
				return false
			}
		case feed.TermIs:
			if t.Value != "unread" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// searched lists the words of a search, for marking them in headlines.
func searched(q feed.Query) []string {
	var out []string
	var walk func([]feed.Term)
	walk = func(terms []feed.Term) {
		for _, t := range terms {
			if (t.Kind == feed.TermWord || t.Kind == feed.TermPhrase) && !t.Not {
				out = append(out, t.Value)
			}
			walk(t.Terms)
		}
	}
	walk(q.Terms)
	return out
}

// count asks for the figures of the rail, one question at a time.
func (a *App) count() tea.Cmd {
	if a.counting {
		a.recount = true
		return nil
	}
	a.counting, a.recount = true, false
	q := a.query
	if a.focus == onRail {
		q = a.railBase
	}
	return loadCounts(a.ctx, a.news, q)
}

func (a *App) onCounts(m countsMsg) tea.Cmd {
	a.counting = false
	if m.err != nil {
		a.fail(m.err)
	} else {
		a.counts, a.counted = m.counts, true
		a.interests, a.views = m.interests, m.views
		a.showRail()
	}
	if a.recount {
		return a.count()
	}
	return nil
}
