package newsroom

import (
	"fmt"
	"net/http"
	"testing"

	"standfirst/feed"
)

func (r *room) waiting() int {
	r.t.Helper()
	n, err := r.cache.Waiting(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

// refreshed is a refresh of all and what follows it.
func (r *room) refreshed(request RefreshRequest, want int) {
	r.t.Helper()
	request.Force = true
	report, err := r.Refresh(r.t.Context(), request, nil)
	if err != nil || report.Failed > 0 || report.New != want {
		r.t.Fatalf("%d new, not %d, %d failed: %v", report.New, want, report.Failed, err)
	}
	r.after()
}

func TestUnwatchedRefreshLeavesTheIndexToTheFirstSearch(t *testing.T) {
	w := newWeb(t)
	w.serve("gazette.example", printing("gazette.example", "Harbour closed", "Ferry late"))
	r := onWeb(t, w, gazette("gazette"))
	r.refreshed(RefreshRequest{Unwatched: true}, 2)
	if n := r.waiting(); n != 2 {
		t.Errorf("%d stories wait", n)
	}
	if n := r.edition("harbour").Total; n != 1 {
		t.Errorf("the search finds %d stories", n)
	}
	if n := r.waiting(); n != 0 {
		t.Errorf("%d stories wait after a search", n)
	}
	w.serve("gazette.example", printing("gazette.example", "Lifeboat named", "Harbour closed", "Ferry late"))
	r.refreshed(RefreshRequest{}, 1)
	if n := r.waiting(); n != 0 {
		t.Errorf("%d stories wait after a refresh that is watched", n)
	}
}

func TestUnwatchedRefreshLeavesNoLongQueue(t *testing.T) {
	const each = leftWaiting/3 + 100
	w := newWeb(t)
	publish := func(id, what string) {
		titles := make([]string, each)
		for k := range titles {
			titles[k] = fmt.Sprintf("%s %d of the %s", what, k, id)
		}
		w.serve(id+".example", printing(id+".example", titles...))
	}
	var pubs []feed.Publication
	for i := range 3 {
		id := fmt.Sprintf("gazette%d", i)
		publish(id, "Report")
		pubs = append(pubs, gazette(id))
	}
	r := onWeb(t, w, pubs...)
	r.refreshed(RefreshRequest{Unwatched: true}, 3*each)
	if n := r.waiting(); n > leftWaiting {
		t.Errorf("%d stories wait", n)
	}
	// The queue grows over many refreshes, too.
	r.refreshed(RefreshRequest{}, 0)
	for _, p := range pubs {
		publish(string(p.ID), "Account")
		r.refreshed(RefreshRequest{Unwatched: true}, each)
	}
	if n := r.waiting(); n > leftWaiting {
		t.Errorf("%d stories wait after three refreshes", n)
	}
}

func (w *web) serve(host string, handler http.Handler) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hosts[host] = handler
}

// printing is a host with a feed.
func printing(host string, titles ...string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/feed/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, rss(host, titles...)) })
	return mux
}
