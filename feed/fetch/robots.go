package fetch

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/temoto/robotstxt"
)

// robotsAge is how long a robots.txt holds (RFC 9309 §2.4 allows a day).
const robotsAge = 24 * time.Hour

type robots struct {
	mu    sync.Mutex
	sites map[string]*robotsSite // by origin
}

// robotsSite is asked by one at a time: busy holds one token.
type robotsSite struct {
	busy  chan struct{}
	rules *robotstxt.RobotsData
	until time.Time
}

// Allowed tells whether the site lets robots fetch r.URL, and how long it wants
// them to wait between two requests. It is for storing many pages for offline
// reading, which is robot-like; a page that the reader opens needs no leave.
//
// A site without a robots.txt allows everything; one whose robots.txt cannot
// be had allows nothing for now (RFC 9309 §2.3.1), and err says why.
func (c *Client) Allowed(ctx context.Context, r Request) (ok bool, delay time.Duration, err error) {
	u, fault := target(r.URL)
	if fault != nil {
		return false, 0, fault
	}
	site := c.robots.site(origin(u))
	select {
	case site.busy <- struct{}{}:
		defer func() { <-site.busy }()
	case <-ctx.Done():
		return false, 0, ctx.Err()
	}
	if left := site.until.Sub(c.now()); site.rules == nil || left <= 0 || left > robotsAge { // more: the clock was set back
		rules, err := c.askRobots(ctx, r, u)
		if err != nil {
			return false, 0, err
		}
		site.rules, site.until = rules, c.now().Add(robotsAge)
	}
	group := site.rules.FindGroup(c.token())
	return site.rules.TestAgent(u.RequestURI(), c.token()), group.CrawlDelay, nil
}

func (c *Client) askRobots(ctx context.Context, r Request, u *url.URL) (*robotstxt.RobotsData, error) {
	answer, err := c.Get(ctx, Request{
		URL:       u.Scheme + "://" + u.Host + "/robots.txt",
		Kind:      robotsTxt,
		UserAgent: r.UserAgent,
		Private:   r.Private,
	})
	if answer == nil {
		return nil, fmt.Errorf("ask robots.txt: %w", err)
	}
	if err != nil && answer.Status < 400 {
		return nil, fmt.Errorf("read robots.txt: %w", err)
	}
	if answer.Status >= 500 {
		return nil, fmt.Errorf("ask robots.txt: %w", err)
	}
	body, _ := answer.Bytes() // of an error page nothing is needed
	rules, err := robotstxt.FromStatusAndBytes(answer.Status, body)
	if err != nil {
		return nil, fmt.Errorf("read robots.txt: %w", err)
	}
	return rules, nil
}

// token is the name that robots.txt knows us by: the stated agent's first word.
func (c *Client) token() string {
	name, _, _ := strings.Cut(c.agent, "/")
	name, _, _ = strings.Cut(name, " ")
	return name
}

func (r *robots) site(origin string) *robotsSite {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.sites[origin]
	if s == nil {
		s = &robotsSite{busy: make(chan struct{}, 1)}
		r.sites[origin] = s
	}
	return s
}
