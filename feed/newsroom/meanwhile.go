package newsroom

import (
	"context"
	"sync"

	"standfirst/feed/cache"
)

// meanwhile indexes stories while others are still asked for: a refresh that
// shows nothing to anybody is over sooner so, since writing one index and reading
// many feeds keep different cores busy. Where there is a screen, the index waits
// until the stories are painted.
type meanwhile struct {
	wake chan struct{}
	done chan struct{}

	mu   sync.Mutex
	news int // stored since the index was last woken
}

// indexMeanwhile starts it. stored is to be told of stories, end waits for the
// batch under way.
func (n *Newsroom) indexMeanwhile(ctx context.Context) *meanwhile {
	m := &meanwhile{wake: make(chan struct{}, 1), done: make(chan struct{})}
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
	if m.news += n; m.news < cache.IndexBatch {
		return
	}
	m.news = 0
	m.rouse()
}

// rest has the last stories indexed, too, though they make no batch.
func (m *meanwhile) rest() {
	if m != nil {
		m.rouse()
	}
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
