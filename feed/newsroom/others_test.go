package newsroom

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"standfirst/feed"
	"standfirst/feed/fetch"
	"standfirst/feed/schedule"
)

// No feed can stop or slow the others. What is slow here waits for what is
// quick to have ended, and what ends a session waits for nobody: the order of
// events is judged, no clock. Where one held up the other they would wait for
// each other; deadlock is how long that is watched, far beyond any limit of a
// request.
const deadlock = 2 * time.Minute

// gate is what slow servers wait at.
type gate struct {
	opened chan struct{}
	once   sync.Once
	// held is told when a server was given up before the gate opened; nil: that
	// is what is tried.
	held func()

	mu      sync.Mutex
	waiting int
	changed chan struct{} // closed when one more waits
}

func newGate() *gate { return &gate{opened: make(chan struct{}), changed: make(chan struct{})} }

// come notes that one more server is slow now.
func (g *gate) come() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting++
	close(g.changed)
	g.changed = make(chan struct{})
}

// wait waits until the gate is open, and tells whether it was before ctx ended.
func (g *gate) wait(ctx context.Context) bool {
	g.come()
	select {
	case <-g.opened:
		return true
	case <-ctx.Done():
		select {
		case <-g.opened: // both at once
			return true
		default:
		}
		if g.held != nil {
			g.held()
		}
		return false
	}
}

func (g *gate) open() { g.once.Do(func() { close(g.opened) }) }

// full waits until so many have come to the gate.
func (g *gate) full(t *testing.T, n int) {
	t.Helper()
	for end := time.After(deadlock); ; {
		g.mu.Lock()
		waiting, changed := g.waiting, g.changed
		g.mu.Unlock()
		if waiting >= n {
			return
		}
		select {
		case <-changed:
		case <-end:
			t.Errorf("%d of %d wait", waiting, n)
			return
		}
	}
}

// raw is a connection that is answered by hand once something was asked; ctx ends
// when it is closed.
func raw(serve func(context.Context, net.Conn)) func(context.Context) (net.Conn, error) {
	return func(context.Context) (net.Conn, error) {
		ours, theirs := net.Pipe()
		ctx, cancel := context.WithCancel(context.Background())
		asked := make(chan struct{})
		go func() {
			defer cancel()
			_, err := theirs.Read(make([]byte, 1))
			close(asked)
			if err == nil {
				_, _ = io.Copy(io.Discard, theirs) // until it is closed
			}
		}()
		go func() {
			defer theirs.Close()
			<-asked
			serve(ctx, theirs)
		}()
		return ours, nil
	}
}

// slowWays are the ways in which a publisher can take its time, each until the
// gate opens.
var slowWays = map[string]struct {
	scheme string
	dial   func(g *gate) func(context.Context) (net.Conn, error)
	serve  func(g *gate, rw http.ResponseWriter, r *http.Request)
}{
	"a connection that does not come about": {dial: func(g *gate) func(context.Context) (net.Conn, error) {
		return func(ctx context.Context) (net.Conn, error) {
			g.wait(ctx)
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: io.ErrClosedPipe}
		}
	}},
	"a handshake without an answer": {scheme: "https", dial: func(g *gate) func(context.Context) (net.Conn, error) {
		return raw(func(ctx context.Context, _ net.Conn) { g.wait(ctx) })
	}},
	"no headers": {serve: func(g *gate, _ http.ResponseWriter, r *http.Request) { g.wait(r.Context()) }},
	"one header after the other": {dial: func(g *gate) func(context.Context) (net.Conn, error) {
		return raw(func(ctx context.Context, c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nX-First: a\r\n") // who left reads no more
			g.wait(ctx)
		})
	}},
	"a body that stands still": {serve: func(g *gate, rw http.ResponseWriter, r *http.Request) {
		fmt.Fprint(rw, `<rss version="2.0"><channel><title>`)
		_ = http.NewResponseController(rw).Flush()
		g.wait(r.Context())
	}},
	"a body that drips": {serve: func(g *gate, rw http.ResponseWriter, r *http.Request) {
		fmt.Fprint(rw, `<rss version="2.0"><channel><title>`)
		g.come()
		for ctx := r.Context(); ; {
			fmt.Fprint(rw, " ")
			_ = http.NewResponseController(rw).Flush()
			select {
			case <-g.opened:
				return
			case <-ctx.Done():
				g.wait(ctx)
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}},
	"redirects, the last of which stands still": {serve: func(g *gate, rw http.ResponseWriter, r *http.Request) {
		if n := len(r.URL.RawQuery); n < fetch.Redirects {
			http.Redirect(rw, r, r.URL.Path+"?"+strings.Repeat("x", n+1), http.StatusFound)
			return
		}
		g.wait(r.Context())
	}},
	"endless redirects": {serve: func(_ *gate, rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, r.URL.Path+"?"+r.URL.RawQuery+"x", http.StatusMovedPermanently)
	}},
	"endless interim answers": {dial: func(g *gate) func(context.Context) (net.Conn, error) {
		return raw(func(_ context.Context, c net.Conn) {
			for {
				if _, err := io.WriteString(c, strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 500)); err != nil {
					return
				}
			}
		})
	}},
}

// slowPress is a web with n slow publishers of a kind and a quick one behind
// most of them.
func slowPress(t *testing.T, way string, n int, g *gate) (*web, []feed.Publication) {
	w := newWeb(t)
	t.Cleanup(g.open)
	kind := slowWays[way]
	var pubs []feed.Publication
	for i := range n {
		p := gazette(fmt.Sprintf("slow%d", i))
		host := string(p.ID) + ".example"
		if kind.scheme != "" {
			p.Feeds[0].URL = strings.Replace(p.Feeds[0].URL, "http", kind.scheme, 1)
		}
		if kind.dial != nil {
			w.dials[host] = kind.dial(g)
		} else {
			w.hosts[host] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { kind.serve(g, rw, r) })
		}
		pubs = append(pubs, p)
	}
	w.hosts["quick.example"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed/" {
			fmt.Fprint(rw, story("Pier opens"))
			return
		}
		fmt.Fprint(rw, rss("quick.example", "Pier opens", "Ferry back"))
	})
	return w, append(pubs, gazette("quick"))
}

// TestSlowFeedsHoldUpNobody: more publishers than may be asked at once are slow,
// all of them asked before the one that answers; they go on being slow until its
// stories are here and are read.
func TestSlowFeedsHoldUpNobody(t *testing.T) {
	for way := range slowWays {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			g := newGate()
			w, pubs := slowPress(t, way, fetch.HostsAtOnce+flightPlaces/whole, g)
			r := onWeb(t, w, pubs...)
			// No request ends by a limit while that is watched.
			r.http = fetch.New(fetch.Options{Dial: w.dial, Limits: fetch.Limits{Dial: 2 * deadlock, TLS: 2 * deadlock, Header: 2 * deadlock, Idle: 2 * deadlock, Total: 2 * deadlock}})
			g.held = func() { t.Error("a slow publisher was given up before the quick one was read") }
			r.quickLast(func() {
				if !strings.HasPrefix(way, "endless") { // these come to no gate
					g.full(t, fetch.HostsAtOnce)
				}
			})
			ctx, cancel := context.WithTimeout(t.Context(), deadlock)
			defer cancel()
			report, err := r.Refresh(ctx, RefreshRequest{}, func(p Progress) {
				if !p.Ended || p.Publication != "quick" {
					return
				}
				if p.Outcome.New != 2 {
					t.Errorf("%+v", p.Outcome)
				}
				r.others()
				g.open()
			})
			if err != nil {
				t.Fatalf("the quick publisher was held up: %v", err)
			}
			if report.Failed != len(pubs)-1 || report.New != 2 {
				t.Errorf("%d failed, %d new", report.Failed, report.New)
			}
		})
	}
}

// quickLast lets the quick publication stand in line when the others do: after a
// sleep of the machine each waits a time of its own before that, by which it is
// known here.
func (r *room) quickLast(others func()) {
	r.slept = func() bool { return true }
	last := schedule.AfterSleep(r.now, schedule.Seed("http://quick.example/feed/")).Sub(r.now)
	r.pause = func(_ context.Context, d time.Duration) error {
		if d == last {
			others()
		}
		return nil
	}
}

// others does what a reader does with the quick publication.
func (r *room) others() {
	r.t.Helper()
	rows := r.edition("pub:quick").Rows
	if len(rows) != 2 {
		r.t.Errorf("%d stories are listed", len(rows))
		return
	}
	if _, err := r.MarkRead(r.t.Context(), []feed.StoryID{rows[0].ID}, true); err != nil {
		r.t.Error(err)
	}
	if a, err := r.FetchArticle(r.t.Context(), rows[0].ID); err != nil || a.Fault != "" || !a.Full {
		r.t.Errorf("the page of a quick publication: %v %s", err, a.Fault)
	}
	if n := r.edition("quick").Total + r.edition("pier").Total; n == 0 {
		r.t.Error("nothing is found")
	}
}

// TestLeavingWaitsForNoFeed: while publishers are slow, leaving ends; they go on
// being slow until it has.
func TestLeavingWaitsForNoFeed(t *testing.T) {
	for way := range slowWays {
		if strings.HasPrefix(way, "endless") {
			continue // these end by themselves
		}
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			g := newGate()
			const slow = 3
			w, pubs := slowPress(t, way, slow, g)
			r := onWeb(t, w, pubs...)
			r.leaveDuring(func(ctx context.Context, ready func()) {
				go func() {
					g.full(t, slow)
					ready()
				}()
				_, _ = r.Refresh(ctx, RefreshRequest{Force: true}, nil) // its end is what is tried
			})
		})
	}
}

// leaveDuring leaves while something is under way, when it says ready, as the
// screen does: its context ends, the newsroom closes.
func (r *room) leaveDuring(do func(ctx context.Context, ready func())) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	defer cancel()
	ready, ended, left := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(ended)
		do(ctx, sync.OnceFunc(func() { close(ready) }))
	}()
	go func() {
		select {
		case <-ready:
		case <-ended: // without having said so
		}
		cancel()
		<-ended
		left <- r.Close()
	}()
	select {
	case err := <-left:
		if err != nil {
			r.t.Error(err)
		}
	case <-time.After(2 * deadlock):
		r.t.Error("leaving waited for a server")
	}
}

// slowWork is what can be under way at one slow site besides its feed.
var slowWork = map[string]func(r *room, ctx context.Context, id feed.StoryID) error{
	"its page": func(r *room, ctx context.Context, id feed.StoryID) error {
		_, err := r.FetchArticle(ctx, id)
		return err
	},
	"its comments": func(r *room, ctx context.Context, id feed.StoryID) error {
		_, err := r.Comments(ctx, id, true)
		return err
	},
	"its picture": func(r *room, ctx context.Context, id feed.StoryID) error {
		_, _, err := r.Picture(ctx, id, "http://slow.example/p.jpg", true)
		return err
	},
	"storing it": func(r *room, ctx context.Context, id feed.StoryID) error {
		_, err := r.Store(ctx, []feed.StoryID{id}, nil)
		return err
	},
	"storing its pictures": func(r *room, ctx context.Context, id feed.StoryID) error {
		_, err := r.StorePictures(ctx, []feed.StoryID{id}, nil)
		return err
	},
	"adding it": func(r *room, ctx context.Context, _ feed.StoryID) error {
		_, err := r.Discover(ctx, "http://slow.example/news")
		return err
	},
	"saving a page of it": func(r *room, ctx context.Context, _ feed.StoryID) error {
		_, err := r.SaveLink(ctx, "http://slow.example/other", "", nil)
		return err
	},
	"asking about it": func(r *room, ctx context.Context, _ feed.StoryID) error { _, err := r.Doctor(ctx, true); return err },
	"its older stories": func(r *room, ctx context.Context, _ feed.StoryID) error {
		_, err := r.Backfill(ctx, BackfillRequest{Only: []feed.PublicationID{"slow"}, Since: r.now.AddDate(-1, 0, 0)}, nil)
		return err
	},
	"what follows a refresh": func(r *room, ctx context.Context, _ feed.StoryID) error {
		_, err := r.AfterRefresh(ctx, nil)
		return err
	},
}

// TestSlowSitesHoldUpNobody: whatever is under way at a site that does not
// answer, other publications are refreshed and read, and leaving ends.
func TestSlowSitesHoldUpNobody(t *testing.T) {
	for name, work := range slowWork {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGate()
			w, pubs := slowPress(t, "no headers", 0, g)
			first := true
			w.hosts["slow.example"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/feed/" && first {
					first = false
					rw.Header().Set("Link", `<http://slow.example/wp-json/>; rel="https://api.w.org/"`)
					text := strings.Replace(rss("slow.example", "Harbour closes"), "<channel>", "<channel><generator>https://wordpress.org/?v=6.6</generator>", 1)
					text = strings.Replace(text, "<description>", `<wfw:commentRss xmlns:wfw="http://wellformedweb.org/CommentAPI/">http://slow.example/c/feed/</wfw:commentRss><description>&lt;img src="http://slow.example/p.jpg" alt="A quay"&gt;`, 1)
					fmt.Fprint(rw, text)
					return
				}
				g.wait(r.Context())
			})
			slow := gazette("slow")
			slow.TopStory = true
			r := onWeb(t, w, append(pubs, slow)...)
			r.refresh()
			id := r.ids("pub:slow")[0]
			if name == "what follows a refresh" {
				r.o.Offline = OfflineAll
			}
			r.leaveDuring(func(ctx context.Context, ready func()) {
				ended := make(chan error, 1)
				go func() { ended <- work(r, ctx, id) }()
				g.full(t, 1)
				report, err := r.Refresh(ctx, RefreshRequest{Only: []feed.PublicationID{"quick"}, Force: true}, nil)
				if err != nil || report.Outcomes[0].Status != StatusOK && report.Outcomes[0].Status != StatusUnchanged {
					t.Errorf("refresh beside it: %+v, %v", report, err)
				}
				r.others()
				select {
				case err := <-ended:
					t.Errorf("it ended before its server answered: %v", err)
				default:
				}
				ready()
				<-ended
			})
		})
	}
}

// TestLargeDocumentsHoldUpNobody: every desk but one is taken by large documents
// and many more wait for one, more than may be under way; a small one is read
// meanwhile.
func TestLargeDocumentsHoldUpNobody(t *testing.T) {
	w := newWeb(t)
	var pubs []feed.Publication
	text := strings.Replace(rss("large.example", "A long report"), "An excerpt of it.", strings.Repeat("word ", large/4), 1)
	deep := `<rss version="2.0"><channel>` + strings.Repeat("<a>", large/2) + "</channel></rss>"
	const many = 2 * flightPlaces / whole
	g := newGate()
	for i := range many {
		p := gazette(fmt.Sprintf("large%d", i))
		w.hosts[string(p.ID)+".example"] = http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(rw, []string{text, deep}[i%2]) // who left reads no more
			g.come()
		})
		pubs = append(pubs, p)
	}
	w.hosts["quick.example"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		fmt.Fprint(rw, rss("quick.example", "Pier opens", "Ferry back"))
	})
	r := onWeb(t, w, append(pubs, gazette("quick"))...)
	r.quickLast(func() { g.full(t, many) })
	var taken []func()
	for range cap(r.desks.large) {
		leave, err := r.desks.take(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, leave)
	}
	ctx, cancel := context.WithTimeout(t.Context(), deadlock)
	defer cancel()
	ended := 0
	report, err := r.Refresh(ctx, RefreshRequest{}, func(p Progress) {
		if !p.Ended {
			return
		}
		if ended++; p.Publication == "quick" {
			if ended != 1 || p.Outcome.New != 2 {
				t.Errorf("ended as number %d: %+v", ended, p.Outcome)
			}
			for _, leave := range taken {
				leave()
			}
		}
	})
	stored := 0 // the large ones are one story, which report.New counts once
	for _, o := range report.Outcomes {
		stored += o.New
	}
	if err != nil || report.Failed != many/2 || stored != 2+many/2 {
		t.Errorf("%d failed, %d stored, %v", report.Failed, stored, err)
	}
}

// TestDesks: large documents leave one desk to the others, however few cores
// there are, and whoever gives up waiting leaves no place taken.
func TestDesks(t *testing.T) {
	for _, cores := range []int{1, 2, runtime.NumCPU(), 16} {
		synctest.Test(t, func(t *testing.T) {
			d := newDesks(cores)
			var leaves []func()
			for range max(2, cores) - 1 {
				leave, err := d.take(t.Context(), true)
				if err != nil {
					t.Fatal(err)
				}
				leaves = append(leaves, leave)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			start := time.Now()
			if _, err := d.take(ctx, true); err == nil || time.Since(start) != time.Hour {
				t.Error("a large document took the last desk")
			}
			leave, err := d.take(t.Context(), false)
			if err != nil || time.Since(start) != time.Hour {
				t.Fatalf("a small document waited: %v", err)
			}
			for _, l := range append(leaves, leave, leave) {
				l()
			}
			if len(d.all)+len(d.large) != 0 {
				t.Errorf("%d and %d places stay taken", len(d.all), len(d.large))
			}
		})
	}
}
