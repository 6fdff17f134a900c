package newsroom

import (
	"context"
	"sync"

	"standfirst/feed/cache"
)

// leftWaiting is how many stories an unwatched refresh leaves without a search
// index. Nobody searches them before a screen is opened, which indexes them once
// they are painted, or before the first search, which does it for itself: a second
// of work at the most.
const leftWaiting = 5000

// meanwhile indexes what an unwatched refresh brings beyond leftWaiting while
// others are still asked for: writing one index and reading many feeds keep
// different cores busy.
type meanwhile struct {
	wake chan struct{}
	done chan struct{}

	mu   sync.Mutex
	news int // stored so far
	next int // when so many are, the index is woken
}

// indexMeanwhile starts it. stored is to be told of stories, end waits for the
// batch under way.
func (n *Newsroom) indexMeanwhile(ctx context.Context) *meanwhile {
	m := &meanwhile{wake: make(chan struct{}, 1), done: make(chan struct{}), next: leftWaiting + 1}
	work := guarded(func() error {
		for range m.wake {
			if err := n.index(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	go func() {
		defer close(m.done)
		if err := work(); err != nil && ctx.Err() == nil {
			n.o.Log.Warn("index while refreshing", "err", err)
		}
	}()
	return m
}

// stored notes so many new or changed texts, and wakes the index when they make
// a batch.
func (m *meanwhile) stored(n int) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.news += n; m.news < m.next {
		return
	}
	m.next = m.news + cache.IndexBatch
	m.rouse()
}

func (m *meanwhile) rouse() {
	select {
	case m.wake <- struct{}{}:
	default: // it is awake, and takes these along
	}
}

func (m *meanwhile) end() {
	close(m.wake)
	<-m.done
}

// indexAfter indexes what waits, unless an unwatched refresh may leave it.
func (n *Newsroom) indexAfter(ctx context.Context, unwatched bool) error {
	if unwatched {
		if waiting, err := n.cache.Waiting(ctx); err != nil || waiting <= leftWaiting {
			return err
		}
	}
	return n.index(ctx)
}
