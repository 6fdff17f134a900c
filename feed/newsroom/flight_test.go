package newsroom

import (
	"fmt"
	"net/http"
	"testing"

	"standfirst/feed"
)

// As many publishers hang as there are places for first requests; the one that
// answers comes after them, and they end only when it was asked.
func TestHangingPublishersGiveUpTheirPlaces(t *testing.T) {
	w := newWeb(t)
	asked := make(chan struct{})
	var pubs []feed.Publication
	for i := range flightPlaces / whole {
		p := gazette(fmt.Sprintf("hanging%d", i))
		pubs = append(pubs, p)
		w.hosts[string(p.ID)+".example"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			select {
			case <-asked:
			case <-r.Context().Done():
			}
			http.NotFound(rw, r)
		})
	}
	last := gazette("quick")
	pubs = append(pubs, last)
	w.hosts["quick.example"] = http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		close(asked)
		fmt.Fprint(rw, rss("quick.example", "Pier opens", "Ferry back"))
	})
	r := onWeb(t, w, pubs...)
	report, err := r.Refresh(t.Context(), RefreshRequest{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := report.Outcomes[len(pubs)-1]; got.Status != StatusOK || got.New != 2 {
		t.Errorf("%+v", got)
	}
	if report.Failed != len(pubs)-1 {
		t.Errorf("%d failed", report.Failed)
	}
}
