package newsroom

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

// A connection that ends before the feed does brings the stories that came whole;
// the answer counts as a fault, and no validator of it is kept.
func TestACutFeedKeepsWhatCameWhole(t *testing.T) {
	w := newWeb(t)
	mux := http.NewServeMux()
	whole := rss("gazette.example", "First report", "Second report", "Third report")
	validators := ""
	full := false
	mux.HandleFunc("/feed/", func(rw http.ResponseWriter, q *http.Request) {
		validators += q.Header.Get("If-None-Match")
		rw.Header().Set("ETag", `"cut"`)
		rw.Header().Set("Content-Length", strconv.Itoa(len(whole)))
		text := whole
		if !full {
			text = whole[:strings.Index(whole, "Third report")]
		}
		fmt.Fprint(rw, text)
	})
	w.hosts["gazette.example"] = mux
	r := onWeb(t, w, gazette("gazette"))
	o := r.refresh().Outcomes[0]
	if o.Status != StatusFailed || o.New != 2 || !strings.Contains(o.Fault, "ended before the feed did") {
		t.Errorf("%+v", o)
	}
	full = true
	r.now = r.now.Add(2 * time.Hour)
	if o := r.refresh().Outcomes[0]; o.Status != StatusOK || o.New != 1 || validators != "" {
		t.Errorf("%+v, asked with %q", o, validators)
	}
}

// The same web page from three hosts is this network's; from one host it is that
// publisher's.
func TestTheSamePageOnSeveralHosts(t *testing.T) {
	const page = `<!doctype html><html><head><title>Sign in</title></head><body><form><input type="password"></form></body></html>`
	for _, c := range []struct {
		hosts []string
		want  bool
	}{
		{[]string{"a.example", "b.example", "c.example"}, true},
		{[]string{"a.example", "b.example", "b.example"}, false},
	} {
		w := newWeb(t)
		mux := http.NewServeMux()
		mux.HandleFunc("/", func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", "text/html")
			fmt.Fprint(rw, page)
		})
		var pubs []feed.Publication
		for i, host := range c.hosts {
			w.hosts[host] = mux
			id := fmt.Sprint("paper-", i)
			pubs = append(pubs, feed.Publication{ID: feed.PublicationID(id), Name: id, Feeds: []feed.Address{{URL: fmt.Sprintf("http://%s/%d/feed/", host, i)}}})
		}
		report := onWeb(t, w, pubs...).refresh()
		if got := strings.Contains(report.Notice, "log in"); got != c.want || report.Failed != 3 {
			t.Errorf("%v: %q, %d failed", c.hosts, report.Notice, report.Failed)
		}
	}
}
