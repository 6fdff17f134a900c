package fetch

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"
)

var (
	errTotal = errors.New("total time is over")
	errIdle  = errors.New("body stands still")
)

// Get asks for one address and follows its redirects. It waits for its turn at
// the host first, which no limit counts.
//
// The error is a *Fault. When the status is at fault, or the body was cut
// short, the Response is returned beside it: its page may say more, its
// complete stories may be used. A 304 is an answer without a body and no fault.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	u, fault := target(r.URL)
	if fault != nil {
		return nil, fault
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(c.closed, func() { cancel(context.Canceled) })()
	clock := stopwatch{left: c.limits.Total, ring: func() { cancel(errTotal) }}
	defer clock.stop()

	way := chain{forGood: true, private: true}
	for {
		response, next, err := c.hop(ctx, cancel, &clock, r, u, &way)
		if err != nil {
			var known *Fault
			if !errors.As(err, &known) {
				known = c.explain(ctx, err, u, r.Kind)
			}
			if known.Status == 0 && known.Kind != Truncated {
				return nil, known
			}
			return response, known
		}
		if next == nil {
			return response, nil
		}
		u = next
	}
}

// hop makes one request. It returns either the address to ask next or the end
// of the chain.
func (c *Client) hop(ctx context.Context, cancel context.CancelCauseFunc, clock *stopwatch, r Request, u *url.URL, way *chain) (*Response, *url.URL, error) {
	pool, private, err := c.route(u, r.Private, way.private)
	if err != nil {
		return nil, nil, err
	}

	clock.stop()
	leave, err := c.turns.take(ctx, origin(u))
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	clock.start()

	var peer net.Addr
	watched := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) { peer = got.Conn.RemoteAddr() }})
	request := (&http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: c.header(r), ProtoMajor: 1, ProtoMinor: 1}).WithContext(watched)
	answer, err := pool.RoundTrip(request)
	if err != nil {
		return nil, nil, err
	}
	way.private = private && !c.guard.public(peer)
	defer answer.Body.Close()
	body := &patient{from: answer.Body, idle: c.limits.Idle, late: func() { cancel(errIdle) }}
	defer body.stop()

	if redirects(answer.StatusCode) {
		next, fault := way.follow(u, answer, c.limits.Redirects, r.Kind)
		if fault != nil {
			return nil, nil, fault
		}
		_, _ = io.CopyN(io.Discard, body, 4<<10) // a short page read to its end lets the connection live
		return nil, next, nil
	}
	response := &Response{Status: answer.StatusCode, URL: u.String(), kind: r.Kind, client: c}
	response.describe(answer.Header, c.now())
	if way.hops > 0 && way.forGood {
		response.Moved = response.URL
	}
	return response, nil, c.receive(ctx, response, answer, body, r)
}

// stopwatch rings when it has run for left in all. It measures time that
// passes, not the time of day, hence the runtime's own clock.
type stopwatch struct {
	left    time.Duration
	ring    func()
	started time.Time
	timer   *time.Timer
}

func (s *stopwatch) start() {
	s.started = time.Now()
	s.timer = time.AfterFunc(max(s.left, 0), s.ring)
}

func (s *stopwatch) stop() {
	if s.timer != nil && s.timer.Stop() {
		s.left -= time.Since(s.started)
	}
}
