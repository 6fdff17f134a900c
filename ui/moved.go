package ui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// Publications whose feed moved for good: told once when the new address is
// adopted, shown as long as it is asked, and taken back with one key.

// movedMsg carries the moves that were not told yet.
type movedMsg struct {
	moved []newsroom.Moved
	err   error
}

func tellMoves(ctx context.Context, n *newsroom.Newsroom) tea.Cmd {
	return func() tea.Msg {
		moved, err := n.TellMoves(ctx)
		return movedMsg{moved, err}
	}
}

func (a *App) onMoved(m movedMsg) tea.Cmd {
	if m.err != nil {
		a.fail(m.err)
	}
	if len(m.moved) == 0 {
		return nil
	}
	first := m.moved[0]
	said := first.Name + " is asked at " + clean.Host(first.To) + " now: its feed moved for good"
	if len(m.moved) > 1 {
		said = words.Plural(len(m.moved), "feed") + " moved for good and are asked at their new addresses"
	}
	a.say(said + " — " + a.keys.Key("publications") + " shows it, " + a.keys.Key("decline") + " there takes it back")
	return nil
}

// declineMove goes back to the configured address of a publication that moved: the
// one at hand, or the one that words name.
func (a *App) declineMove(words string) tea.Cmd {
	id := a.publicationMeant(words)
	i := slices.IndexFunc(a.states, func(s feed.PublicationState) bool { return s.ID == id })
	if i < 0 {
		a.say("decline PUBLICATION: which publication's move?")
		return nil
	}
	s, n := a.states[i], a.news
	if s.MovedTo == "" {
		a.say(s.Name + " has not moved: it is asked at its configured address.")
		return nil
	}
	return change(a.ctx, func(ctx context.Context) (feed.Change, error) { return n.Decline(ctx, id) },
		changedMsg{states: true, said: s.Name + " stays at " + clean.Host(s.MovedFrom)})
}
