package newsroom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

// press serves a feed of five stories and their pages.
func press(host, robots string) *http.ServeMux {
	mux := http.NewServeMux()
	titles := []string{"First report", "Second report", "Third report", "Fourth report", "Fifth report"}
	mux.HandleFunc("/feed/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, rss(host, titles...)) })
	for _, title := range titles {
		mux.HandleFunc("/"+slug(title)+"/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, story(title)) })
	}
	if robots != "" {
		mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, robots) })
	}
	return mux
}

func TestStoreKeepsFullArticles(t *testing.T) {
	w := newWeb(t)
	w.hosts["gazette.example"] = press("gazette.example", "User-agent: *\nDisallow: /third-report/\nCrawl-delay: 7\n")
	r := onWeb(t, w, gazette("gazette"))
	r.refresh()
	ids := r.ids("")
	var steps []StoreProgress
	report, err := r.Store(t.Context(), ids, func(p StoreProgress) { steps = append(steps, p) })
	if err != nil || report.Stored != 4 || report.Failed != 1 || report.Queued != 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	if w.times("third-report") != 0 {
		t.Error("a page that robots.txt keeps for people was asked for")
	}
	if len(report.Faults) != 1 || !strings.Contains(report.Faults[0], "Third report: its site does not want") {
		t.Errorf("%q", report.Faults)
	}
	if len(steps) != 5 || steps[4].Done != 5 || steps[4].Of != 5 {
		t.Errorf("%+v", steps)
	}
	for _, d := range r.pauses {
		if d != 7*time.Second {
			t.Errorf("a pause of %v, the site asks for 7 s", d)
		}
	}
	missing, err := r.VerifyStored(t.Context(), ids)
	if err != nil || len(missing) != 1 {
		t.Errorf("%d missing, %v", len(missing), err)
	}
	// The same call again goes on where it stopped: nothing is asked twice.
	before := len(w.asked)
	again, err := r.Store(t.Context(), ids, nil)
	if err != nil || again.Already != 4 || again.Stored != 0 || len(w.asked) != before {
		t.Errorf("%+v, %v, %d more requests", again, err, len(w.asked)-before)
	}
}

func TestStoreWithoutAConnectionQueues(t *testing.T) {
	w := newWeb(t)
	w.hosts["gazette.example"] = press("gazette.example", "")
	r := onWeb(t, w, gazette("gazette"))
	r.refresh()
	w.set(true)
	r.http.Close() // connections that were open would still answer
	r.Newsroom = reopenOn(t, r, w)
	ids := r.ids("")
	report, err := r.Store(t.Context(), ids, nil)
	if !errors.Is(err, ErrOffline) || report.Queued != 5 {
		t.Fatalf("%+v, %v", report, err)
	}
	if a, err := r.Article(t.Context(), ids[0]); err != nil || !a.Queued {
		t.Errorf("queued %v, %v", a.Queued, err)
	}
	if _, err := r.FetchQueued(t.Context(), nil); !errors.Is(err, ErrOffline) {
		t.Errorf("fetching the queue without a connection: %v", err)
	}
	w.set(false)
	report, err = r.FetchQueued(t.Context(), nil)
	if err != nil || report.Stored != 5 {
		t.Errorf("%+v, %v", report, err)
	}
	if left, err := r.cache.Queued(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("%d still queued, %v", len(left), err)
	}
}

// reopenOn opens the newsroom of r anew.
func reopenOn(t *testing.T, r *room, w *web) *Newsroom {
	t.Helper()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	o := r.o
	o.Dial = w.dial
	n, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	n.pause = r.pause
	t.Cleanup(func() { _ = n.Close() })
	return n
}

func TestStoreLeavesATiredSiteAlone(t *testing.T) {
	w := newWeb(t)
	mux := press("gazette.example", "")
	asked := 0
	tired := http.HandlerFunc(func(rw http.ResponseWriter, q *http.Request) {
		if strings.HasSuffix(q.URL.Path, "-report/") {
			if asked++; asked > 2 {
				rw.Header().Set("Retry-After", "120")
				http.Error(rw, "too many", http.StatusTooManyRequests)
				return
			}
		}
		mux.ServeHTTP(rw, q)
	})
	w.hosts["gazette.example"], w.hosts["courier.example"] = tired, press("courier.example", "")
	r := onWeb(t, w, gazette("gazette"), gazette("courier"))
	r.refresh()
	report, err := r.Store(t.Context(), r.ids(""), nil)
	if err != nil || report.Stored != 7 || report.Queued != 3 || asked != 3 {
		t.Errorf("%+v, %v, asked %d times", report, err, asked)
	}
}

func TestStoreGoesRoundNoWall(t *testing.T) {
	w := newWeb(t)
	mux := press("gazette.example", "")
	w.hosts["gazette.example"] = http.HandlerFunc(func(rw http.ResponseWriter, q *http.Request) {
		switch q.URL.Path {
		case "/first-report/":
			http.Error(rw, "subscribers only", http.StatusPaymentRequired)
		case "/second-report/":
			fmt.Fprint(rw, `<html><head><title>Log in</title></head><body><form><input type="password"></form></body></html>`)
		default:
			mux.ServeHTTP(rw, q)
		}
	})
	r := onWeb(t, w, gazette("gazette"))
	r.refresh()
	report, err := r.Store(t.Context(), r.ids(""), nil)
	if err != nil || report.Stored != 3 || report.Failed != 2 {
		t.Fatalf("%+v, %v", report, err)
	}
	if w.times("/first-report/") != 1 || w.times("/second-report/") != 1 {
		t.Error("a wall was tried twice")
	}
	if all := strings.Join(report.Faults, "\n"); !strings.Contains(all, "Second report: its page wants a log-in") {
		t.Error(all)
	}
}

func TestStoreStopsWithItsContext(t *testing.T) {
	w := newWeb(t)
	w.hosts["gazette.example"] = press("gazette.example", "")
	r := onWeb(t, w, gazette("gazette"))
	r.refresh()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	report, err := r.Store(ctx, r.ids(""), func(p StoreProgress) {
		if p.Done == 2 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || report.Stored != 2 {
		t.Fatalf("%+v, %v", report, err)
	}
	report, err = r.Store(t.Context(), r.ids(""), nil)
	if err != nil || report.Already != 2 || report.Stored != 3 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestStoreOfNothing(t *testing.T) {
	r := onWeb(t, newWeb(t), gazette("gazette"))
	report, err := r.Store(t.Context(), []feed.StoryID{4711}, nil)
	if err != nil || report.Failed != 1 {
		t.Errorf("%+v, %v", report, err)
	}
}
