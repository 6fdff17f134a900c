package newsroom

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

// bulletin is an Atom feed in the form of GOV.UK: entries of title, path,
// document type ("" in a search feed) and the moment they were last published.
func bulletin(entries ...[4]string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><feed xml:lang="en-GB" xmlns="http://www.w3.org/2005/Atom"><id>http://www.gov.uk/x.atom</id><title>Office for Kites</title><updated>2026-11-22T08:00:00Z</updated><author><name>HM Government</name></author>`)
	for _, e := range entries {
		link, title, category := "http://www.gov.uk"+e[1], e[0], ""
		id := "tag:www.gov.uk,2005:" + e[1]
		if e[2] != "" {
			id, title = link+"#"+e[3], e[2]+": "+e[0]
			category = fmt.Sprintf(`<category term="%s" label="%s"/>`, strings.ReplaceAll(strings.ToLower(e[2]), " ", "_"), e[2])
		}
		fmt.Fprintf(&b, `<entry><id>%s</id><updated>%s</updated><link rel="alternate" type="text/html" href="%s"/><title>%s</title><summary>What it says of kites.</summary>%s</entry>`, id, e[3], link, title, category)
	}
	b.WriteString(`</feed>`)
	return b.String()
}

// A GOV.UK organisation and a search: the type is the section, a page that is
// published again or found by both is one story, and a search that is retired
// says so and is left alone.
func TestGovernmentFeeds(t *testing.T) {
	w := newWeb(t)
	office := bulletin(
		[4]string{"Kites: what inspectors look for", "/guidance/kites", "Guidance", "2026-11-21T08:00:00Z"},
		[4]string{"Kite safety improves", "/government/news/kite-safety", "News story", "2026-11-20T08:00:00Z"},
	)
	search := bulletin([4]string{"Kites: what inspectors look for", "/guidance/kites", "", "2026-11-21T08:00:00Z"},
		[4]string{"String: a survey", "/government/statistics/string", "", "2026-11-19T08:00:00Z"})
	mux := http.NewServeMux()
	mux.HandleFunc("/government/organisations/office-for-kites.atom", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, office) })
	mux.HandleFunc("/search/all.atom", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, search) })
	w.hosts["www.gov.uk"] = mux
	finder := feed.Address{URL: "http://www.gov.uk/search/all.atom?keywords=kites", Tags: []string{"kite flying"}}
	r := onWeb(t, w, feed.Publication{ID: "kites", Name: "Kites", Site: "http://www.gov.uk/", Feeds: []feed.Address{
		{URL: "http://www.gov.uk/government/organisations/office-for-kites.atom"}, finder,
	}})
	refresh := func() Report {
		t.Helper()
		report, err := r.Refresh(t.Context(), RefreshRequest{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	refresh()

	placed := map[string]string{}
	for _, row := range r.edition("").Rows {
		placed[row.Title] = strings.Join(row.Sections, ", ")
	}
	want := map[string]string{"Kites: what inspectors look for": "guidance", "Kite safety improves": "news story", "String: a survey": ""}
	for title, section := range want {
		if got, ok := placed[title]; !ok || !strings.EqualFold(got, section) {
			t.Errorf("%q stands in %q, want %q; all: %v", title, got, section, placed)
		}
	}
	if len(placed) != len(want) || r.edition("").Total != len(want) {
		t.Errorf("%d stories: %v", r.edition("").Total, placed)
	}
	if n := r.edition(`tag:"kite flying"`).Total; n != 2 {
		t.Errorf("%d stories carry the tag of the search", n)
	}
	if n := r.edition(`section:"kites/news story"`).Total; n != 1 {
		t.Errorf("%d news stories", n)
	}

	// The page is published again: another id, the same link.
	office = bulletin([4]string{"Kites: what inspectors look for in 2027", "/guidance/kites", "Guidance", "2026-11-22T10:00:00Z"})
	r.now = r.now.Add(25 * time.Hour)
	report := refresh()
	if e := r.edition("inspectors"); report.New != 0 || e.Total != 1 || e.Rows[0].Title != "Kites: what inspectors look for in 2027" {
		t.Errorf("published again: %d new, %+v", report.New, e.Rows)
	}

	// The search is retired.
	search = bulletin([4]string{"This feed has ended", "/search/all", "", "2026-11-23T08:00:00Z"})
	r.now = r.now.Add(25 * time.Hour)
	report = refresh()
	if o := report.Outcomes[0]; !strings.Contains(o.Fault, "ended this feed") || !strings.Contains(strings.Join(o.Warnings, " "), "What it says of kites.") {
		t.Errorf("the retired search: %+v", o)
	}
	states, err := r.Publications(t.Context())
	if err != nil || !strings.Contains(states[0].Fault, "ended this feed") || states[0].NextCheck.Before(r.now) {
		t.Errorf("its state: %+v, %v", states[0], err)
	}
	asked := w.times("/search/all.atom")
	r.now = r.now.Add(25 * time.Hour)
	refresh()
	if w.times("/search/all.atom") != asked {
		t.Error("a retired search is asked again")
	}
	if n := w.times("office-for-kites.atom"); n != 4 {
		t.Errorf("the organisation's feed was asked %d times of 4", n)
	}
	if !slices.ContainsFunc(r.edition("").Rows, func(row feed.Row) bool { return row.Title == "String: a survey" }) {
		t.Error("a story of the retired search is gone")
	}
}

// A feed of which nothing more is asked has no next check.
func TestAnEndedFeedHasNoNextCheck(t *testing.T) {
	w := newWeb(t)
	ended := false
	w.hosts["gazette.example"] = http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		if ended {
			rw.WriteHeader(http.StatusGone)
			return
		}
		fmt.Fprint(rw, rss("gazette.example", "First report"))
	})
	r := onWeb(t, w, gazette("gazette"))
	state := func() feed.PublicationState {
		t.Helper()
		if _, err := r.Refresh(t.Context(), RefreshRequest{Force: true}, nil); err != nil {
			t.Fatal(err)
		}
		states, err := r.Publications(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return states[0]
	}
	if s := state(); !s.NextCheck.After(r.now) {
		t.Errorf("alive: next check %v", s.NextCheck)
	}
	ended = true
	if s := state(); !s.NextCheck.IsZero() || s.Stories != 1 || s.Status != StatusGone {
		t.Errorf("ended: next check %v, %d stories, %s", s.NextCheck, s.Stories, s.Status)
	}
	ended = false // asked by force all the same, it is back
	if s := state(); !s.NextCheck.After(r.now) || s.Fault != "" {
		t.Errorf("back: next check %v, %q", s.NextCheck, s.Fault)
	}
}
