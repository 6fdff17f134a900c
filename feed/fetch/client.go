package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"golang.org/x/net/http/httpproxy"
)

// Options are what a Client is built from; all of them may be left out.
type Options struct {
	// UserAgent says who asks: "Standfirst/1.0 (+https://…; terminal feed reader)".
	UserAgent string
	// Dial answers for hosts of its own (a demonstration, a test), wherever
	// they lead; for any other host it returns an error, or neither a
	// connection nor an error to have the network dialled behind the address
	// guard. It is asked before the network, but never for an address that is
	// private as written and not in Request.Private.
	Dial     func(ctx context.Context, network, address string) (net.Conn, error)
	Resolver *net.Resolver                    // nil: the system's
	Roots    *x509.CertPool                   // nil: the system's certificates
	Proxy    func(*url.URL) (*url.URL, error) // nil: from the environment, as it is now; with Dial: none
	Now      func() time.Time                 // nil: time.Now
	Limits   Limits
}

// Client makes the requests of the whole program. Its methods may be called
// from any goroutine. Close it when done.
type Client struct {
	agent    string
	limits   Limits
	now      func() time.Time
	guard    guard
	dial     dialFunc
	resolver *net.Resolver
	proxy    func(*url.URL) (*url.URL, error)
	turns    *turns
	robots   robots
	unzip    sync.Pool // of *gzip.Reader

	closed context.Context
	close  context.CancelFunc

	// One pool of connections per rule: see the package comment.
	public, private, proxied *http.Transport
}

// New returns a client. It opens no connection.
func New(o Options) *Client {
	c := &Client{
		agent:    o.UserAgent,
		limits:   o.Limits.filled(),
		now:      o.Now,
		guard:    newGuard(),
		dial:     o.Dial,
		resolver: o.Resolver,
		proxy:    o.Proxy,
		unzip:    sync.Pool{New: func() any { return new(gzip.Reader) }},
	}
	if c.agent == "" {
		c.agent = "Standfirst (terminal feed reader)"
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.proxy == nil && c.dial != nil {
		c.proxy = func(*url.URL) (*url.URL, error) { return nil, nil }
	}
	if c.proxy == nil {
		c.proxy = httpproxy.FromEnvironment().ProxyFunc()
	}
	c.turns = newTurns(c.limits)
	c.robots.sites = map[string]*robotsSite{}
	c.closed, c.close = context.WithCancel(context.Background())

	c.public = c.transport(o.Roots, c.dialer(true))
	c.private = c.transport(o.Roots, c.dialer(false))
	c.proxied = c.transport(o.Roots, c.dialer(false))
	c.proxied.Proxy = func(r *http.Request) (*url.URL, error) { return c.proxy(r.URL) }
	c.proxied.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
		if answer.StatusCode != http.StatusOK {
			return proxyRefusal(answer.StatusCode)
		}
		return nil
	}
	return c
}

func (c *Client) transport(roots *x509.CertPool, dial dialFunc) *http.Transport {
	return &http.Transport{
		DialContext:            dial,
		TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    c.limits.TLS,
		ResponseHeaderTimeout:  c.limits.Header,
		MaxResponseHeaderBytes: c.limits.HeaderBytes,
		MaxIdleConns:           c.limits.HostsAtOnce * c.limits.RequestsPerHost,
		MaxIdleConnsPerHost:    c.limits.RequestsPerHost,
		IdleConnTimeout:        30 * time.Second,
		DisableCompression:     true, // bodies wait gzipped, see Response
		ForceAttemptHTTP2:      true,
		// A connection that died while the machine slept is found out by a
		// ping rather than by waiting for headers that never come.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 5 * time.Second},
	}
}

// Close ends every request and dial under way, as cancelled, and all idle
// connections.
func (c *Client) Close() error {
	c.close()
	for _, t := range []*http.Transport{c.public, c.private, c.proxied} {
		t.CloseIdleConnections()
	}
	return nil
}

// route picks the pool of connections that a hop may use. A redirect keeps the
// right to private addresses only while it stays among them: from is false
// once the chain has been at a public one, even of a host that the reader
// wrote down.
func (c *Client) route(u *url.URL, private []string, from bool) (t *http.Transport, isPrivate bool, err error) {
	through, err := c.proxy(u)
	if err != nil {
		return nil, false, err
	}
	if through != nil {
		return c.proxied, false, nil
	}
	if from {
		here := origin(u)
		for _, allowed := range private {
			if here != "" && Origin(allowed) == here {
				return c.private, true, nil
			}
		}
	}
	return c.public, false, nil
}
