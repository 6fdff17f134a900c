package newsroom

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestDoctorOnTheDemonstration(t *testing.T) {
	r := open(t)
	r.after()
	before := r.publisher.Requests()
	still, err := r.Doctor(t.Context(), false)
	if err != nil || len(still.Publications) != 2 || still.Live || still.Stories == 0 || still.Bytes == 0 || still.Banner != "" {
		t.Fatalf("%+v, %v", still, err)
	}
	for address, n := range r.publisher.Requests() {
		if before[address] != n {
			t.Errorf("asked without leave: %s", address)
		}
	}
	h, err := r.Doctor(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	first, care := h.Publications[0], h.Publications[1]
	if first.Mode != "excerpts" || first.REST != "open" || first.Paging != "works" || first.Robots != "pages may be stored" || first.Clock != "right" || first.Certificate != "none: plain http" || first.Fault != "" {
		t.Errorf("%+v", first)
	}
	if care.Mode != "full text" || !strings.HasPrefix(care.REST, "closed, asked again on 29 November") || h.Clock != "right" {
		t.Errorf("%+v, clock %s", care, h.Clock)
	}
	text, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range r.edition("").Rows {
		if strings.Contains(string(text), row.Title) {
			t.Errorf("the report holds a headline: %q", row.Title)
		}
	}
}

func TestDoctorFindsFaults(t *testing.T) {
	w := newWeb(t)
	w.hosts["gazette.example"] = http.HandlerFunc(func(rw http.ResponseWriter, q *http.Request) {
		rw.Header().Set("Date", time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC).Format(http.TimeFormat))
		switch q.URL.Path {
		case "/feed/":
			fmt.Fprint(rw, rss("gazette.example", "First report"))
		case "/robots.txt":
			fmt.Fprint(rw, "User-agent: *\nDisallow: /\n")
		default:
			http.NotFound(rw, q)
		}
	})
	gone := http.NewServeMux()
	w.hosts["courier.example"] = gone
	r := onWeb(t, w, gazette("gazette"), gazette("courier"))
	h, err := r.Doctor(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	one, other := h.Publications[0], h.Publications[1]
	if one.Clock != "30m0s ahead of ours" || !strings.Contains(one.Robots, "not for programs") || one.Paging != "none" || one.Mode != "excerpts" {
		t.Errorf("%+v", one)
	}
	if other.Feed != "cannot be had now" || !strings.Contains(other.Fault, "404") || other.Remedy == "" {
		t.Errorf("%+v", other)
	}
}
