package cache

import (
	"context"
	"fmt"
	"sync"
)

// joint lets changes that arrive while another is being written go to disk
// together. Each commit waits for the disk, some milliseconds on a slow one, and
// a refresh stores the stories of many feeds at once: they then wait for it
// together instead of one after another.
type joint struct {
	mu      sync.Mutex
	queue   []*joining
	leading bool // somebody is writing
}

// joining is one change that waits to be written.
type joining struct {
	ctx    context.Context
	weight int
	f      func(*tx) error
	lead   chan struct{} // closed when it is its turn to write for all
	done   chan error
}

// changeJoined is change, perhaps in one transaction with others. weight is how
// many stories it writes, so that no transaction keeps a mark waiting. f may be
// called twice: it sets what it changes outside the transaction anew.
func (c *Cache) changeJoined(ctx context.Context, weight int, f func(*tx) error) error {
	mine := &joining{ctx: ctx, weight: weight, f: f, lead: make(chan struct{}), done: make(chan error, 1)}
	q := &c.joint
	q.mu.Lock()
	q.queue = append(q.queue, mine)
	leads := !q.leading
	q.leading = true
	q.mu.Unlock()
	if !leads {
		select {
		case err := <-mine.done:
			return err
		case <-mine.lead:
		}
	}
	defer q.next()
	return c.writeJoined(q.take())
}

// take returns the first in the queue and as many more as make a batch.
func (q *joint) take() []*joining {
	q.mu.Lock()
	defer q.mu.Unlock()
	n, weight := 1, q.queue[0].weight
	for n < len(q.queue) && weight+q.queue[n].weight <= batch {
		weight += q.queue[n].weight
		n++
	}
	all := q.queue[:n:n]
	q.queue = q.queue[n:]
	return all
}

// next has the first in the queue write.
func (q *joint) next() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.leading = len(q.queue) > 0; q.leading {
		close(q.queue[0].lead)
	}
}

// writeJoined writes several changes, the leader's first, and returns what came
// of that one. When anything goes wrong each is tried by itself, so that no feed
// pays for another's fault.
func (c *Cache) writeJoined(all []*joining) error {
	if len(all) == 1 {
		return c.change(all[0].ctx, all[0].f)
	}
	err := c.change(context.WithoutCancel(all[0].ctx), func(x *tx) error {
		for _, j := range all {
			if err := j.guarded(x); err != nil {
				return err
			}
		}
		return nil
	})
	for _, j := range all[1:] {
		if err != nil {
			j.done <- c.change(j.ctx, j.guarded)
		} else {
			j.done <- nil
		}
	}
	if err != nil {
		return c.change(all[0].ctx, all[0].f)
	}
	return nil
}

// guarded makes a panic an error: it would be that of whoever writes for all.
func (j *joining) guarded(x *tx) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic while storing: %v", fault)
		}
	}()
	if err := j.ctx.Err(); err != nil {
		return err
	}
	return j.f(x)
}
