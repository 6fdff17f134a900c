package ui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// refreshing is the refresh under way.
type refreshing struct {
	stop   context.CancelFunc // nil: none
	done   int
	of     int
	asking map[feed.PublicationID]bool
	news   int       // new stories so far
	shown  time.Time // when the list was last asked again for them
	began  time.Time
}

// bar is the refresh as the terminal shows it beside its window (OSC 9;4), nil
// when none is under way.
func (r refreshing) bar() *tea.ProgressBar {
	if r.stop == nil {
		return nil
	}
	return tea.NewProgressBar(tea.ProgressBarDefault, 100*min(r.done, r.of)/max(r.of, 1))
}

// showEvery is the least time between two repaintings of the list while a
// refresh brings stories: often enough to see it work, seldom enough to read.
const showEvery = time.Second

func manual() newsroom.RefreshRequest { return newsroom.RefreshRequest{Manual: true} }

// refresh starts a refresh, unless one is under way.
func (a *App) refresh(r newsroom.RefreshRequest) tea.Cmd {
	if a.refreshing.stop != nil {
		if r.Manual {
			a.say("Refreshing already.")
		}
		return nil
	}
	ctx, stop := context.WithCancel(a.ctx)
	a.refreshing = refreshing{stop: stop, asking: map[feed.PublicationID]bool{}, of: max(len(r.Only), 1), began: a.o.Now()}
	if len(r.Only) == 0 {
		a.refreshing.of = len(a.states)
	}
	if r.Manual {
		a.running, a.runs = stop, "the refresh"
	}
	steps := make(chan newsroom.Progress, 256)
	return tea.Batch(refresh(ctx, a.room, a.news, r, steps), nextProgress(steps))
}

// refreshHere refreshes the publication that the list is of, or the selected
// story's.
func (a *App) refreshHere() tea.Cmd {
	var id feed.PublicationID
	for _, t := range a.query.Terms {
		switch t.Kind {
		case feed.TermPublication:
			id = feed.PublicationID(t.Value)
		case feed.TermSection:
			id, _ = a.sectionOf(t.Value)
		}
	}
	if row, ok := a.subject(); ok && id == "" {
		id = row.Publication
	}
	if id == "" {
		return a.refresh(manual())
	}
	r := manual()
	r.Only = []feed.PublicationID{id}
	return a.refresh(r)
}

func (a *App) onProgress(m progressMsg) tea.Cmd {
	p := m.progress
	a.refreshing.done, a.refreshing.of = p.Done, p.Of
	next := nextProgress(m.from)
	if !p.Ended {
		if a.refreshing.asking != nil {
			a.refreshing.asking[p.Publication] = true
		}
		return next
	}
	delete(a.refreshing.asking, p.Publication)
	a.refreshing.news += p.Outcome.New
	now := a.o.Now()
	if p.Outcome.New+p.Outcome.Updated > 0 && now.Sub(a.refreshing.shown) >= showEvery {
		a.refreshing.shown = now
		return tea.Batch(next, a.ask(true))
	}
	return next
}

// answered tells that a publication was asked, and that it answered.
func answered(o newsroom.Outcome) bool {
	return o.Status == newsroom.StatusOK || o.Status == newsroom.StatusUnchanged
}

func (a *App) onRefreshed(m refreshedMsg) tea.Cmd {
	if a.refreshing.stop != nil {
		a.refreshing.stop()
	}
	began := a.refreshing.began
	a.refreshing = refreshing{}
	if a.runs == "the refresh" {
		a.running, a.runs = nil, ""
	}
	if m.err != nil {
		a.fail(m.err)
		return loadStates(a.ctx, a.news)
	}
	a.offline = m.report.Offline
	if slices.ContainsFunc(m.report.Outcomes, answered) {
		a.refreshed = a.o.Now()
	}
	a.sayReport(m)
	if a.offline {
		return tea.Batch(a.ask(true), loadStates(a.ctx, a.news), loadReadable(a.ctx, a.news), a.followUp())
	}
	return tea.Batch(a.ask(true), loadStates(a.ctx, a.news), a.notice(m.report, began), a.followUp(), tellMoves(a.ctx, a.news))
}

// sayReport says what a refresh brought: faults always, news when it was asked
// for by hand.
func (a *App) sayReport(m refreshedMsg) {
	r := m.report
	more := ", " + a.keys.Key("publications") + " says more"
	switch {
	case r.Notice != "": // about all of them: it explains the rest
		a.message = message{text: r.Notice, fault: true, at: a.o.Now()}
	case r.Offline && m.request.Manual:
		a.say("No connection: nothing could be reached" + more)
	case r.Offline:
	case r.Failed == 1:
		for _, o := range r.Outcomes {
			if o.Fault != "" {
				a.message = message{text: o.Name + ": " + o.Fault + more, fault: true, at: a.o.Now()}
			}
		}
	case r.Failed > 1:
		a.message = message{text: fmt.Sprintf("%s could not be read%s", words.Plural(r.Failed, "publication"), more), fault: true, at: a.o.Now()}
	case m.request.Manual && r.New == 0:
		waiting := ""
		for _, o := range r.Outcomes {
			if o.Status == "not due" {
				waiting = "; asked less than five minutes ago"
			}
		}
		a.say("Nothing new" + waiting + ".")
	case m.request.Manual:
		a.say(words.Plural(r.New, "new story") + ".")
	}
}

// nextRound plans the next refresh of a screen that stays open.
func (a *App) nextRound() tea.Cmd {
	if a.o.Every <= 0 {
		return nil
	}
	return a.o.wait(a.o.Every, roundMsg{})
}

func (a *App) onRound() tea.Cmd {
	return tea.Batch(a.refresh(newsroom.RefreshRequest{}), a.nextRound())
}

// readableMsg says how many unread stories there are, and how many of them can be
// read whole without a connection.
type readableMsg struct {
	unread, stored int
	err            error
}

func loadReadable(ctx context.Context, n *newsroom.Newsroom) tea.Cmd {
	return func() tea.Msg {
		unread := feed.Query{Terms: []feed.Term{{Kind: feed.TermIs, Value: "unread"}}}
		all, err := n.Edition(ctx, unread, feed.Window{Limit: 1})
		if err != nil {
			return readableMsg{err: err}
		}
		stored, err := n.Edition(ctx, unread.With(feed.Term{Kind: feed.TermIs, Value: "stored"}), feed.Window{Limit: 1})
		return readableMsg{all.Total, stored.Total, err}
	}
}
