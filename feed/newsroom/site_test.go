package newsroom

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"standfirst/feed"
)

// web is a small web of made-up hosts on one loopback server: a handler for
// each, and what was asked.
type web struct {
	mu      sync.Mutex
	hosts   map[string]http.Handler
	asked   []string // "host/path?query", in order
	down    bool     // no host can be reached
	address string
	dials   map[string]func(context.Context) (net.Conn, error) // hosts that are met in another way
}

func newWeb(t testing.TB) *web {
	t.Helper()
	w := &web{hosts: map[string]http.Handler{}, dials: map[string]func(context.Context) (net.Conn, error){}}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		handler := w.hosts[r.Host]
		w.asked = append(w.asked, r.Host+r.URL.RequestURI())
		w.mu.Unlock()
		if handler == nil {
			http.NotFound(rw, r)
			return
		}
		handler.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	w.address = strings.TrimPrefix(server.URL, "http://")
	return w
}

func (w *web) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	down, own := w.down, w.dials[host]
	w.mu.Unlock()
	if own != nil {
		return own(ctx)
	}
	if down {
		return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("connection refused")}
	}
	var d net.Dialer
	return d.DialContext(ctx, network, w.address)
}

func (w *web) set(down bool) {
	w.mu.Lock()
	w.down = down
	w.mu.Unlock()
}

// times counts what was asked with a part in it.
func (w *web) times(part string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range w.asked {
		if strings.Contains(a, part) {
			n++
		}
	}
	return n
}

// onWeb opens a newsroom on the web; pauses between requests take no time and
// are counted.
func onWeb(t *testing.T, w *web, pubs ...feed.Publication) *room {
	t.Helper()
	r := &room{t: t, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	n, err := Open(t.Context(), Options{Dir: t.TempDir(), Publications: pubs, Now: func() time.Time { return r.now }, Dial: w.dial})
	if err != nil {
		t.Fatal(err)
	}
	n.pause = func(ctx context.Context, d time.Duration) error {
		r.mu.Lock()
		r.pauses = append(r.pauses, d)
		r.mu.Unlock()
		return ctx.Err()
	}
	t.Cleanup(func() { _ = n.Close() })
	r.Newsroom = n
	return r
}

// gazette is a publication at a host of the web.
func gazette(id string) feed.Publication {
	host := id + ".example"
	return feed.Publication{ID: feed.PublicationID(id), Name: strings.ToUpper(id[:1]) + id[1:], Site: "http://" + host + "/", Feeds: []feed.Address{{URL: "http://" + host + "/feed/"}}}
}

// rss is a feed of stories, a day between each two, the newest first.
func rss(host string, stories ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>` + host + `</title><link>http://` + host + `/</link>`)
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for _, s := range stories {
		fmt.Fprintf(&b, `<item><title>%s</title><link>http://%s/%s/</link><guid>http://%s/%s/</guid><pubDate>%s</pubDate><description>An excerpt of it.</description></item>`,
			s, host, slug(s), host, slug(s), at.Format(time.RFC1123Z))
		at = at.AddDate(0, 0, -1)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

func slug(title string) string { return strings.ReplaceAll(strings.ToLower(title), " ", "-") }

// story is a page with a readable story on it.
func story(title string) string {
	text := strings.Repeat("<p>The council said that it had looked into every case of the last two years, and that the team would be given more time for each of them.</p>", 8)
	return `<!DOCTYPE html><html><head><title>` + title + `</title></head><body><article><h1>` + title + `</h1><div class="entry-content">` + text + `</div></article></body></html>`
}

func (r *room) refresh() Report {
	r.t.Helper()
	report, err := r.Refresh(r.t.Context(), RefreshRequest{Force: true}, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return report
}

func (r *room) ids(query string) (ids []feed.StoryID) {
	r.t.Helper()
	for _, row := range r.edition(query).Rows {
		ids = append(ids, row.ID)
	}
	return ids
}
