package newsroom

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"standfirst/feed"
	"standfirst/feed/fetch"
)

// More publishers hang than may be asked at once, most of them before the one
// that answers; they hang until that one was asked.
func TestHangingPublishersGiveUpTheirPlaces(t *testing.T) {
	w := newWeb(t)
	asked := make(chan struct{})
	var pubs []feed.Publication
	for i := range fetch.HostsAtOnce + flightPlaces/whole {
		p := gazette(fmt.Sprintf("hanging%d", i))
		pubs = append(pubs, p)
		w.hosts[string(p.ID)+".example"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			select {
			case <-asked:
			case <-r.Context().Done(): // the client's patience ended first
				t.Error("the quick publisher was held up")
			}
			http.NotFound(rw, r)
		})
	}
	w.hosts["quick.example"] = http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		close(asked)
		fmt.Fprint(rw, rss("quick.example", "Pier opens", "Ferry back"))
	})
	quick := len(pubs) - 2 // the last goroutine made may be the first to run
	pubs = slices.Insert(pubs, quick, gazette("quick"))
	r := onWeb(t, w, pubs...)
	report, err := r.Refresh(t.Context(), RefreshRequest{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := report.Outcomes[quick]; got.Status != StatusOK || got.New != 2 {
		t.Errorf("%+v", got)
	}
	if report.Failed != len(pubs)-1 {
		t.Errorf("%d failed", report.Failed)
	}
}
