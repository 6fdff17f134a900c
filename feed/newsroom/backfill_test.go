package newsroom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

// TestBackfillGoesOnAfterInterruptions reads three hundred older stories of each
// publication, stopped twice on the way: by pages of a feed and by REST.
func TestBackfillGoesOnAfterInterruptions(t *testing.T) {
	r := open(t)
	r.publisher.Lengthen(300)
	r.after() // learns REST
	start := r.edition("").Total
	for range 2 {
		ctx, stop := context.WithCancel(t.Context())
		pages := 0
		_, err := r.Backfill(ctx, BackfillRequest{}, func(BackfillProgress) {
			if pages++; pages == 3 {
				stop()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		stop()
	}
	kept := r.edition("").Total
	if kept <= start {
		t.Errorf("%d stories before, %d after two interrupted calls", start, kept)
	}
	reports, err := r.Backfill(t.Context(), BackfillRequest{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, report := range reports {
		if !report.Ended || report.Fault != "" {
			t.Errorf("%+v", report)
		}
		if n := r.edition("pub:" + string(report.Publication)).Total; n < 350 {
			t.Errorf("%s: %d stories", report.Name, n)
		}
		if age := r.now.Sub(report.Oldest); age < 300*24*time.Hour {
			t.Errorf("%s is read back %v", report.Name, age)
		}
	}
	for address, times := range r.publisher.Requests() {
		if strings.Contains(address, "paged=") || strings.Contains(address, "/posts?") {
			if times > 3 {
				t.Errorf("asked %d times: %s", times, address)
			}
		}
	}
	if r.edition("is:edited").Total != 0 {
		t.Error("the archive edited stories that were here")
	}
	before := len(r.publisher.Requests())
	if again, err := r.Backfill(t.Context(), BackfillRequest{}, nil); err != nil || !again[0].Ended || len(r.publisher.Requests()) != before {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestBackfillStopsAtItsDate(t *testing.T) {
	r := open(t)
	r.publisher.Lengthen(300)
	since := r.now.AddDate(0, 0, -120)
	reports, err := r.Backfill(t.Context(), BackfillRequest{Only: []feed.PublicationID{"community-care"}, Since: since}, nil)
	if err != nil || len(reports) != 1 || reports[0].Ended || reports[0].Oldest.After(since) || reports[0].Pages > 2 {
		t.Errorf("%+v, %v", reports, err)
	}
	more, err := r.Backfill(t.Context(), BackfillRequest{Only: []feed.PublicationID{"community-care"}, Pages: 2}, nil)
	if err != nil || more[0].Pages != 2 || more[0].New == 0 {
		t.Errorf("one more: %+v, %v", more, err)
	}
}

// archive answers feeds in ways that lead nowhere, or end well.
func archive(t *testing.T, answer func(page int) (int, string)) (*room, *web) {
	w := newWeb(t)
	mux := http.NewServeMux()
	mux.HandleFunc("/feed/", func(rw http.ResponseWriter, q *http.Request) {
		page, _ := strconv.Atoi(q.URL.Query().Get("paged"))
		status, body := answer(max(page, 1))
		rw.WriteHeader(status)
		fmt.Fprint(rw, body)
	})
	w.hosts["gazette.example"] = mux
	r := onWeb(t, w, gazette("gazette"))
	r.refresh()
	return r, w
}

func oldPage(n int, link string) string {
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC).AddDate(0, 0, -n)
	return fmt.Sprintf(`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>G</title><link>http://gazette.example/</link>%s
<item><title>Report number %d</title><link>http://gazette.example/report-%d/</link><guid isPermaLink="false">r%d</guid><pubDate>%s</pubDate></item></channel></rss>`, link, n, n, n, at.Format(time.RFC1123Z))
}

const wordPress = `<generator>https://wordpress.org/?v=6.8</generator>`

func TestBackfillAgainstBadServers(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(page int) (int, string)
		most   int // requests of the feed
		total  int
		ended  bool
		fault  string
	}{
		"the first page for ever": {func(int) (int, string) { return 200, oldPage(1, wordPress) }, 4, 1, false, "again and again"},
		"pages that repeat":       {func(n int) (int, string) { return 200, oldPage(min(n, 3), wordPress) }, 7, 3, false, "again and again"},
		"a real end": {func(n int) (int, string) {
			if n > 3 {
				return 404, "none"
			}
			return 200, oldPage(n, wordPress)
		}, 4, 3, true, ""},
		"blocked half way": {func(n int) (int, string) {
			if n > 3 {
				return 403, "no"
			}
			return 200, oldPage(n, wordPress)
		}, 4, 3, false, "does not give this feed to us"},
		"a web page half way": {func(n int) (int, string) {
			if n > 2 {
				return 200, "<html><body>Welcome</body></html>"
			}
			return 200, oldPage(n, wordPress)
		}, 3, 2, false, "could not be read"},
		"endless":       {func(n int) (int, string) { return 200, oldPage(n, wordPress) }, endless + 2, endless + 1, false, "enough for once"},
		"nothing older": {func(int) (int, string) { return 200, oldPage(1, "") }, 2, 1, false, "names nothing older"},
		"links": {func(n int) (int, string) {
			if n == 4 {
				return 200, oldPage(n, "")
			}
			return 200, oldPage(n, fmt.Sprintf(`<atom:link rel="prev-archive" href="http://gazette.example/feed/?paged=%d"/>`, n+1))
		}, 5, 4, true, ""},
		"links in a circle": {func(n int) (int, string) {
			return 200, oldPage(n, fmt.Sprintf(`<atom:link rel="next" href="/feed/?paged=%d"/>`, n%3+1))
		}, 6, 3, false, "again and again"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "endless" && testing.Short() {
				t.Skip("five hundred pages")
			}
			r, w := archive(t, c.answer)
			reports, err := r.Backfill(t.Context(), BackfillRequest{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := reports[0]
			if got.Ended != c.ended || !strings.Contains(got.Fault, c.fault) || (c.fault == "") != (got.Fault == "") {
				t.Errorf("%+v", got)
			}
			if n := w.times("/feed/"); n > c.most {
				t.Errorf("%d requests", n)
			}
			if n := r.edition("").Total; n != c.total {
				t.Errorf("%d stories", n)
			}
		})
	}
}

func TestBackfillResumesAfterABlock(t *testing.T) {
	blocked := true
	r, _ := archive(t, func(n int) (int, string) {
		switch {
		case blocked && n > 3:
			return 503, "busy"
		case n > 6:
			return 404, ""
		}
		return 200, oldPage(n, wordPress)
	})
	if first, err := r.Backfill(t.Context(), BackfillRequest{}, nil); err != nil || first[0].Fault == "" || r.edition("").Total != 3 {
		t.Fatalf("%+v, %v", first, err)
	}
	blocked = false
	if second, err := r.Backfill(t.Context(), BackfillRequest{}, nil); err != nil || !second[0].Ended || second[0].New != 3 {
		t.Errorf("%+v, %v", second, err)
	}
}

// A publication that was never refreshed is asked as what its first document
// shows it to be.
func TestBackfillBeforeTheFirstRefresh(t *testing.T) {
	w := newWeb(t)
	mux := http.NewServeMux()
	mux.HandleFunc("/feed/", func(rw http.ResponseWriter, q *http.Request) {
		page, _ := strconv.Atoi(q.URL.Query().Get("paged"))
		if page > 4 {
			rw.WriteHeader(404)
			return
		}
		fmt.Fprint(rw, oldPage(max(page, 1), wordPress))
	})
	w.hosts["gazette.example"] = mux
	r := onWeb(t, w, gazette("gazette"))
	reports, err := r.Backfill(t.Context(), BackfillRequest{}, nil)
	if err != nil || !reports[0].Ended || reports[0].Fault != "" || r.edition("").Total != 4 {
		t.Errorf("%+v, %v, %d stories", reports, err, r.edition("").Total)
	}
}
