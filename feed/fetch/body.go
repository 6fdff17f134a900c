package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// receive reads the body as far as the status makes it worth, and judges both.
func (c *Client) receive(ctx context.Context, response *Response, answer *http.Response, body io.Reader, r Request) error {
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
		return &Fault{Kind: Encoding, Sentence: "the server packed the " + r.Kind.noun() + " in a way nobody asked for (" + shown(encoding) + ")", Remedy: "tell the publisher"}
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
		if context.Cause(ctx) != nil {
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
	wire := out.Bytes()
	if cap(wire)-len(wire) > len(wire)/4 {
		wire = bytes.Clone(wire) // many bodies may wait: without room to grow
	}
	return wire, err
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
