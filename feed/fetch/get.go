package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

var (
	errTotal = errors.New("total time is over")
	errIdle  = errors.New("body stands still")
)

// Get asks for one address and follows its redirects. It waits for its turn at
// the host first, which no limit counts.
//
// The error is a *Fault. With a status of 400 or more, or a body cut short,
// the Response is returned beside it: its page may say more, its complete
// stories may be used. A 304 is an answer without a body and no fault.
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

	chain := chain{forGood: true, private: true}
	for {
		response, next, err := c.hop(ctx, cancel, &clock, r, u, &chain)
		if err != nil {
			var known *Fault
			if !errors.As(err, &known) {
				known = c.explain(ctx, err, u, r.Kind)
			}
			return response, known
		}
		if next == nil {
			return response, nil
		}
		u = next
	}
}

// chain is what the redirects so far leave behind.
type chain struct {
	hops    int
	forGood bool // every hop was 301 or 308
	private bool // no hop left the private addresses
}

// hop makes one request. It returns either the address to ask next or the end
// of the chain.
func (c *Client) hop(ctx context.Context, cancel context.CancelCauseFunc, clock *stopwatch, r Request, u *url.URL, chain *chain) (*Response, *url.URL, error) {
	pool, private, err := c.route(u, r.Private, chain.private)
	if err != nil {
		return nil, nil, err
	}
	chain.private = private

	clock.stop()
	leave, err := c.turns.take(ctx, u.Host)
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	clock.start()

	request := (&http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: c.header(r), ProtoMajor: 1, ProtoMinor: 1}).WithContext(ctx)
	answer, err := pool.RoundTrip(request)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	body := &patient{from: answer.Body, idle: c.limits.Idle, late: func() { cancel(errIdle) }}
	defer body.stop()

	if redirects(answer.StatusCode) {
		next, fault := chain.follow(u, answer, c.limits.Redirects, r.Kind)
		if fault != nil {
			return nil, nil, fault
		}
		io.CopyN(io.Discard, body, 4<<10) // a short page read to its end lets the connection live
		return nil, next, nil
	}
	response := &Response{Status: answer.StatusCode, URL: u.String(), kind: r.Kind, client: c}
	response.describe(answer.Header, c.now())
	if chain.hops > 0 && chain.forGood {
		response.Moved = response.URL
	}
	return response, nil, c.receive(response, answer, body, r)
}

// receive reads the body as far as the status makes it worth, and judges both.
func (c *Client) receive(response *Response, answer *http.Response, body io.Reader, r Request) error {
	status := answer.StatusCode
	if status == http.StatusNotModified {
		if r.Plain || (r.ETag == "" && r.LastModified == "") {
			return statusFault(response, r.Kind, c.now())
		}
		return nil
	}
	good := status == http.StatusOK || status == http.StatusNonAuthoritativeInfo
	response.limit = c.limit(r)
	if !good {
		response.limit = RefusalBytes
	}

	encoding := strings.ToLower(strings.TrimSpace(answer.Header.Get("Content-Encoding")))
	switch encoding {
	case "", "identity", "gzip", "x-gzip":
	default:
		if !good {
			return statusFault(response, r.Kind, c.now())
		}
		return &Fault{Kind: Encoding, Status: status, Sentence: "the server packed the " + r.Kind.noun() + " in a way nobody asked for (" + shown(encoding) + ")", Remedy: "tell the publisher"}
	}

	if good && answer.ContentLength > response.limit && r.Kind != robotsTxt {
		return tooLarge(r.Kind, response.limit)
	}
	wire, err := readAtMost(body, response.limit, answer.ContentLength)
	if err == errTooLong && r.Kind == robotsTxt {
		err = nil // rules beyond the limit are left out (RFC 9309 §2.5)
	}
	if !good {
		// The status is the news, however much of its page came.
		response.keep(wire, encoding)
		return statusFault(response, r.Kind, c.now())
	}
	if err != nil {
		if err == errTooLong {
			return tooLarge(r.Kind, response.limit)
		}
		if !cutShort(err) {
			return err
		}
		response.Partial = true
	}
	response.keep(wire, encoding)
	if response.Partial {
		return truncated(r.Kind, err)
	}
	return nil
}

// keep stores the body. The bytes decide whether it is gzipped: some servers
// say so and are not, others are and do not say so.
func (r *Response) keep(wire []byte, encoding string) {
	r.wire = wire
	magic := len(wire) > 2 && wire[0] == 0x1f && wire[1] == 0x8b && wire[2] == 8 // RFC 1952 §2.3.1
	r.gzipped = magic && (encoding != "" || r.kind != Picture)
	r.Hash = sha256.Sum256(wire)
}

func (c *Client) limit(r Request) int64 {
	switch {
	case r.MaxBytes > 0:
		return r.MaxBytes
	case r.Kind == Feed:
		return c.limits.FeedBytes
	case r.Kind == robotsTxt:
		return RobotsBytes
	}
	return c.limits.PageBytes
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

func (h *chain) follow(from *url.URL, answer *http.Response, most int, kind Kind) (*url.URL, *Fault) {
	h.hops++
	if answer.StatusCode != http.StatusMovedPermanently && answer.StatusCode != http.StatusPermanentRedirect {
		h.forGood = false
	}
	if h.hops > most {
		return nil, &Fault{Kind: Loop, Status: answer.StatusCode, Sentence: "the server redirects in a circle, or more than " + plural(most, "time"), Remedy: "open the site in a browser and look for the " + kind.noun() + "'s new address"}
	}
	location := answer.Header.Get("Location")
	ref, err := url.Parse(location)
	if location == "" || err != nil {
		return nil, &Fault{Kind: BadAnswer, Status: answer.StatusCode, Sentence: "the server redirects without saying where to", Remedy: "try again later", Err: err}
	}
	to, fault := target(from.ResolveReference(ref).String())
	if fault != nil && fault.Kind == Scheme {
		fault.Sentence = "the server redirects to " + article(to.Scheme) + " address, which is not the web"
		fault.Remedy = "the redirect was not followed and nothing was changed"
	}
	if fault != nil {
		fault.Status = answer.StatusCode
		return nil, fault
	}
	return to, nil
}

var errTooLong = errors.New("body is longer than its limit")

// readAtMost reads to the end or fails with errTooLong; declared is the
// Content-Length, or negative.
func readAtMost(body io.Reader, limit, declared int64) ([]byte, error) {
	var out bytes.Buffer
	if declared > 0 {
		out.Grow(int(min(declared, 1<<20)) + bytes.MinRead) // a length may lie, memory is real
	}
	_, err := out.ReadFrom(io.LimitReader(body, limit+1))
	if int64(out.Len()) > limit {
		return out.Bytes()[:limit], errTooLong
	}
	return out.Bytes(), err
}

// patient ends a body that stands still: late is called when a Read waits
// longer than idle.
type patient struct {
	from  io.Reader
	idle  time.Duration
	late  func()
	timer *time.Timer
}

func (p *patient) Read(b []byte) (int, error) {
	if p.timer == nil {
		p.timer = time.AfterFunc(p.idle, p.late)
	} else {
		p.timer.Reset(p.idle)
	}
	return p.from.Read(b)
}

func (p *patient) stop() {
	if p.timer != nil {
		p.timer.Stop()
	}
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
