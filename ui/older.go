package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/newsroom"
	"standfirst/ui/keys"
	"standfirst/ui/words"
)

// Older stories: the row at a list's end fetches some more of what was printed
// before, from the publications that the list is of.

// olderPages is how many pages of each publication are read at a time: enough to
// go on reading, few enough to be there soon.
const olderPages = 3

// olderMsg and fetchedOlderMsg are the progress and the end of it.
type (
	olderMsg struct {
		progress newsroom.BackfillProgress
		from     <-chan newsroom.BackfillProgress
	}
	fetchedOlderMsg struct {
		reports []newsroom.BackfillReport
		err     error
	}
)

// withOlder are the publications of a query that may have older stories than
// those that are here.
func (a *App) withOlder(q feed.Query) []feed.PublicationID {
	var out []feed.PublicationID
	for _, s := range a.states {
		if !s.Retired && len(s.Feeds) > 0 && !a.exhausted[s.ID] && a.concerns(q, s.ID) {
			out = append(out, s.ID)
		}
	}
	return out
}

// loadOlder fetches older stories of what is listed.
func (a *App) loadOlder() tea.Cmd {
	only := a.withOlder(a.asked.query)
	switch {
	case len(only) == 0:
		a.say("This is as far back as these publications go.")
		return nil
	case a.running != nil:
		a.say("Busy with " + a.runs + ": ctrl+c stops it.")
		return nil
	}
	ctx, stop := context.WithCancel(a.ctx)
	a.running, a.runs = stop, fetchingOlder
	a.say("Fetching older stories … ctrl+c stops")
	steps := make(chan newsroom.BackfillProgress, 16)
	n := a.news
	return tea.Batch(func() tea.Msg {
		defer close(steps)
		reports, err := n.Backfill(ctx, newsroom.BackfillRequest{Only: only, Pages: olderPages}, func(p newsroom.BackfillProgress) {
			select {
			case steps <- p:
			default: // the next one says more
			}
		})
		return fetchedOlderMsg{reports, err}
	}, nextOlder(steps))
}

const fetchingOlder = "fetching older stories"

func nextOlder(steps <-chan newsroom.BackfillProgress) tea.Cmd {
	return func() tea.Msg {
		p, open := <-steps
		if !open {
			return nil
		}
		return olderMsg{p, steps}
	}
}

func (a *App) onOlder(m olderMsg) tea.Cmd {
	if a.runs == fetchingOlder && a.running != nil {
		p := m.progress
		text := p.Name + ": " + words.Plural(p.Pages, "page") + ", " + words.Plural(p.New, "older story")
		if !p.Oldest.IsZero() {
			text += ", back to " + p.Oldest.In(a.o.Location).Format("2 January 2006")
		}
		a.say(text + " … ctrl+c stops")
	}
	return nextOlder(m.from)
}

// onFetchedOlder says what came, per publication where it ended or failed.
func (a *App) onFetchedOlder(m fetchedOlderMsg) tea.Cmd {
	stopped := a.runs != fetchingOlder || a.running == nil
	if !stopped {
		a.running()
		a.running, a.runs = nil, ""
	}
	fresh, faulty := 0, false
	var notes []string
	for _, r := range m.reports {
		fresh += r.New
		switch {
		case r.Fault != "":
			faulty = true
			notes = append(notes, r.Name+": "+strings.TrimSuffix(r.Fault, "."))
			a.exhausted[r.Publication] = r.Pages == 0 && !a.offline
		case r.Ended:
			notes = append(notes, r.Name+" has nothing older")
			a.exhausted[r.Publication] = true
		case !r.Oldest.IsZero():
			notes = append(notes, r.Name+" back to "+r.Oldest.In(a.o.Location).Format("2 January 2006"))
		}
	}
	reload := tea.Batch(a.ask(true), loadStates(a.ctx, a.news))
	switch {
	case stopped:
		return reload
	case m.err != nil:
		a.fail(m.err)
		return reload
	}
	a.say(strings.Join(append([]string{words.Plural(fresh, "older story")}, notes...), " · "))
	a.message.fault = faulty && fresh == 0
	return reload
}

// olderOffer is what the end row says of older stories; empty when they cannot
// be had.
func (a *App) olderOffer(q feed.Query) string {
	if a.offline || len(a.withOlder(q)) == 0 {
		return ""
	}
	return a.keys.Key(keys.Open) + " loads older"
}
