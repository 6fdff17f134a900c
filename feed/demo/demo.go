package demo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"text/template"
	"time"
)

// defaultPerPage is the number of stories on one page of a feed. Real sites
// have ten or twelve; here most of the last sixty days comes with the first
// refresh, and only what is older asks for a second page.
const defaultPerPage = 50

// Options are what a Publisher is made from; the zero value will do.
type Options struct {
	Now     func() time.Time // nil: time.Now
	Addr    string           // loopback address to listen on; empty: 127.0.0.1 and any free port
	PerPage int              // stories on one page of a feed; 0: 50
}

// Publisher serves the two publications from Start to Close. Its methods may be
// called from any goroutine.
type Publisher struct {
	now     func() time.Time
	perPage int
	theme   map[string]*template.Template
	server  *http.Server
	address string
	served  chan struct{}
	closing sync.Once

	mu       sync.Mutex
	houses   []*house
	requests map[string]int
}

// A house is one site with its stories: what the handlers serve. Guarded by
// Publisher.mu.
type house struct {
	*site
	stories []*story // newest first
	late    []*story // waiting for Publish
	printed int      // stories taken from late so far
	older   int      // stories added by Lengthen so far
	tags    []*term  // by name
	fault   int      // status answered to every request; 0: none
	shown   int      // stories that feeds show at most; 0: all
	moved   bool     // the main feed answers that it moved for good
}

// Start reads the stories, listens on loopback and serves until ctx ends or
// Close is called. An address that is not loopback is refused.
func Start(ctx context.Context, o Options) (*Publisher, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.PerPage == 0 {
		o.PerPage = defaultPerPage
	}
	host, _, err := net.SplitHostPort(o.Addr)
	if err != nil {
		return nil, fmt.Errorf("start demonstration: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("start demonstration: %s is not a loopback address", host)
	}
	p := &Publisher{now: o.Now, perPage: o.PerPage, theme: readTheme(), requests: map[string]int{}, served: make(chan struct{})}
	base := o.Now()
	for _, s := range []*site{firstSite(), careSite()} {
		h, err := newHouse(s, base)
		if err != nil {
			return nil, fmt.Errorf("start demonstration: %w", err)
		}
		p.houses = append(p.houses, h)
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("start demonstration: %w", err)
	}
	p.address = listener.Addr().String()
	p.server = &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(p.served)
		_ = p.server.Serve(listener) // always http.ErrServerClosed after Close
	}()
	context.AfterFunc(ctx, func() { _ = p.Close() })
	return p, nil
}

// Close stops listening, cuts open connections and waits for the server to end.
// A second call does nothing.
func (p *Publisher) Close() error {
	var err error
	p.closing.Do(func() {
		err = p.server.Close()
		<-p.served
	})
	return err
}

// Addr is the loopback address that the publisher listens on, host and port.
func (p *Publisher) Addr() string { return p.address }

// ErrElsewhere is wrapped in the error of a Dial to anything but the two hosts.
var ErrElsewhere = errors.New("the demonstration reaches nothing outside itself")

// Dial connects to the publisher when address names one of its hosts, port 80,
// or is its own address; everything else is refused without a look-up. It has
// the form of http.Transport.DialContext.
func (p *Publisher) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if address != p.address && p.house(address) == nil {
		return nil, fmt.Errorf("dial %s: %w", address, ErrElsewhere)
	}
	var d net.Dialer
	return d.DialContext(ctx, network, p.address)
}

// house finds the site that a Host header or a dialled address means; nil when
// there is none. Only the plain http port counts.
func (p *Publisher) house(host string) *house {
	for _, h := range p.houses {
		if h.answersTo(host) {
			return h
		}
	}
	return nil
}

// Requests tells how often each address was asked since Start, by host and
// request line ("www.first.example/feed/?paged=2"), whatever the answer.
func (p *Publisher) Requests() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.requests)
}

// ServeHTTP answers for both sites; package readers use Dial, not this.
func (p *Publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.house(r.Host)
	if h == nil {
		http.Error(w, "this publisher answers for www.first.example and www.communitycare.example", http.StatusMisdirectedRequest)
		return
	}
	p.requests[h.host+r.URL.RequestURI()]++
	w.Header().Set("Date", p.now().UTC().Format(http.TimeFormat))
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are answered", http.StatusMethodNotAllowed)
		return
	}
	if h.fault != 0 {
		if h.fault == http.StatusTooManyRequests || h.fault == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "120")
		}
		http.Error(w, strings.ToLower(http.StatusText(h.fault)), h.fault)
		return
	}
	if bare := strings.TrimSuffix(strings.ToLower(r.Host), ":80"); bare != h.host {
		http.Redirect(w, r, h.url(r.URL.RequestURI()), http.StatusMovedPermanently)
		return
	}
	a := answer{house: h, theme: p.theme, perPage: p.perPage, now: p.now(), w: w, r: r}
	a.route()
}
