package fetch

import (
	"context"
	"sync"
	"time"
)

// turns lets at most perHost requests run at one host and at most hosts hosts
// be asked at the same time. Whoever must wait is served in the order of
// asking; hosts likewise, so that a host with many feeds holds up none.
//
// A host that keeps a request waiting for longer than patience gives its place
// among the hosts to another, until it has nothing more to do: thirty-two
// servers that hang would otherwise hold up every one behind them. At most
// slowHosts of them are waited for beside the others, since each costs a
// connection.
type turns struct {
	perHost, hosts, slowHosts int
	patience                  time.Duration

	mu     sync.Mutex
	active map[string]*hostTurns
	slow   int      // of the active ones, those that let us wait
	queue  []string // hosts that wait for a place among the active ones
	parked map[string][]*turn
}

type hostTurns struct {
	running int
	slow    bool
	waiting []*turn
}

// turn is one request's place: ready is closed when it may run.
type turn struct {
	ready chan struct{}
	given bool
	left  bool
}

func newTurns(l Limits) *turns {
	return &turns{
		perHost: l.RequestsPerHost, hosts: l.HostsAtOnce, slowHosts: l.SlowHosts, patience: l.Patience,
		active: map[string]*hostTurns{}, parked: map[string][]*turn{},
	}
}

// take waits until a request to host may start. The caller calls the returned
// function once, when the answer is read.
func (t *turns) take(ctx context.Context, host string) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	mine := &turn{ready: make(chan struct{})}
	t.mu.Lock()
	if h := t.active[host]; h != nil {
		h.waiting = append(h.waiting, mine)
	} else {
		if len(t.parked[host]) == 0 {
			t.queue = append(t.queue, host)
		}
		t.parked[host] = append(t.parked[host], mine)
	}
	t.advance(host)
	t.mu.Unlock()

	select {
	case <-mine.ready:
		tired := time.AfterFunc(t.patience, func() { t.tire(host, mine) })
		return sync.OnceFunc(func() {
			tired.Stop()
			t.leave(host, mine)
		}), nil
	case <-ctx.Done():
		t.mu.Lock()
		given := mine.given
		if !given {
			t.forget(host, mine)
		}
		t.mu.Unlock()
		if given {
			t.leave(host, mine)
		}
		return nil, ctx.Err()
	}
}

func (t *turns) leave(host string, mine *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	mine.left = true
	t.active[host].running--
	t.advance(host)
}

// tire takes the place of a host whose request has not ended in time.
func (t *turns) tire(host string, mine *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if h := t.active[host]; !mine.left && !h.slow {
		h.slow = true
		t.slow++
		t.advance(host)
	}
}

// advance lets in whoever may go: first at this host, then new hosts.
func (t *turns) advance(host string) {
	if h := t.active[host]; h != nil {
		t.fill(h)
		if h.running == 0 {
			delete(t.active, host)
			if h.slow {
				t.slow--
			}
		}
	}
	for len(t.active)-min(t.slow, t.slowHosts) < t.hosts && len(t.queue) > 0 {
		next := t.queue[0]
		t.queue = t.queue[1:]
		h := &hostTurns{waiting: t.parked[next]}
		delete(t.parked, next)
		t.active[next] = h
		t.fill(h)
	}
}

func (t *turns) fill(h *hostTurns) {
	for h.running < t.perHost && len(h.waiting) > 0 {
		first := h.waiting[0]
		h.waiting = h.waiting[1:]
		first.given = true
		h.running++
		close(first.ready)
	}
}

func (t *turns) forget(host string, mine *turn) {
	if h := t.active[host]; h != nil {
		h.waiting = without(h.waiting, mine)
		return
	}
	rest := without(t.parked[host], mine)
	if len(rest) > 0 {
		t.parked[host] = rest
		return
	}
	delete(t.parked, host)
	t.queue = without(t.queue, host)
}

func without[T comparable](list []T, gone T) []T {
	for i, have := range list {
		if have == gone {
			return append(list[:i:i], list[i+1:]...)
		}
	}
	return list
}
