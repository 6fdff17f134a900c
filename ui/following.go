package ui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// What follows a refresh once its stories are shown: search, top stories, the
// same story elsewhere, articles for offline reading. The list is asked again
// when that is done, and as soon as storing begins, which is the long part and
// comes after what can be seen in the list.

// following is that work under way.
type following struct {
	stop     context.CancelFunc // nil: none
	done, of int                // articles stored; of is 0 until storing begins
}

// followingMsg and followedMsg are its progress and its end.
type (
	followingMsg struct {
		progress newsroom.StoreProgress
		from     <-chan newsroom.StoreProgress
	}
	followedMsg struct {
		report newsroom.StoreReport
		err    error
	}
)

// followUp begins what follows a refresh.
func (a *App) followUp() tea.Cmd {
	if a.following.stop != nil {
		return nil
	}
	ctx, stop := context.WithCancel(a.ctx)
	a.following = following{stop: stop}
	steps := make(chan newsroom.StoreProgress, 16)
	n := a.news
	return tea.Batch(func() tea.Msg {
		defer close(steps)
		report, err := n.AfterRefresh(ctx, func(p newsroom.StoreProgress) {
			select {
			case steps <- p:
			default: // the next one says more
			}
		})
		return followedMsg{report, err}
	}, nextFollowing(steps))
}

func nextFollowing(steps <-chan newsroom.StoreProgress) tea.Cmd {
	return func() tea.Msg {
		p, open := <-steps
		if !open {
			return nil
		}
		return followingMsg{p, steps}
	}
}

func (a *App) onFollowing(m followingMsg) tea.Cmd {
	next := nextFollowing(m.from)
	if a.following.stop == nil {
		return next
	}
	first := a.following.of == 0
	a.following.done, a.following.of = m.progress.Done, m.progress.Of
	if first {
		return tea.Batch(next, a.ask(true))
	}
	return next
}

// onFollowed shows what came of it. Nobody asked for it by hand, so that only
// the end of a queue is said.
func (a *App) onFollowed(m followedMsg) tea.Cmd {
	stopped := a.following.stop == nil
	if !stopped {
		a.following.stop()
	}
	a.following = following{}
	if m.err != nil && !errors.Is(m.err, newsroom.ErrRefreshing) && !stopped {
		a.fail(m.err)
	}
	return tea.Batch(a.ask(true), loadStates(a.ctx, a.news), a.rereadShort())
}

// rereadShort loads the article that is open again when its full text may have
// been stored by now.
func (a *App) rereadShort() tea.Cmd {
	if a.reader.id == 0 || !a.reader.loaded || !a.reader.article.Stored.IsZero() {
		return nil
	}
	return a.reread()
}

// storingState says in the masthead how far storing has come.
func (a *App) storingState() string {
	return "storing " + words.Number(a.following.done) + "/" + words.Number(a.following.of)
}
