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

func (r *room) after() StoreReport {
	r.t.Helper()
	report, err := r.AfterRefresh(r.t.Context(), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return report
}

func (r *room) byTitle(part string) feed.Row {
	r.t.Helper()
	for _, row := range r.edition("").Rows {
		if strings.Contains(row.Title, part) {
			return row
		}
	}
	r.t.Fatalf("no story %q", part)
	return feed.Row{}
}

func TestTopStoryComesFromTheSectionPage(t *testing.T) {
	r := open(t)
	r.after()
	top := r.edition("pub:community-care is:top").Rows
	if len(top) != 1 || top[0].Top != "on Community Care's Children page" {
		t.Fatalf("%+v", top)
	}
	picked := r.edition("pub:community-care is:featured").Rows
	for _, title := range []string{"Care leavers twice as likely", "Kinship allowance pilot"} { // the second one's date is in order
		if len(picked) != 2 || !slices.ContainsFunc(picked, func(row feed.Row) bool { return strings.HasPrefix(row.Title, title) }) {
			t.Errorf("%d featured stories, %q not among them", len(picked), title)
		}
	}
	if n := r.publisher.Requests()["www.communitycare.example/children/"]; n != 1 {
		t.Errorf("the Children page was asked %d times", n)
	}
	// A REST interface that keeps a story at the top is the next best.
	kept := r.edition("pub:first is:top").Rows
	if len(kept) != 1 || kept[0].Top != "kept at the top by first" {
		t.Errorf("%+v", kept)
	}
	// Nothing was refreshed: nothing is asked, and the top story stays.
	before := r.publisher.Requests()
	r.after()
	for address, n := range r.publisher.Requests() {
		if n != before[address] {
			t.Errorf("asked again: %s", address)
		}
	}
	if again := r.edition("pub:community-care is:top").Rows; len(again) != 1 || again[0].ID != top[0].ID {
		t.Errorf("%+v", again)
	}
}

func TestTopStoryIsNeverInvented(t *testing.T) {
	w := newWeb(t)
	mux := press("gazette.example", "")
	mux.HandleFunc("/{$}", func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(rw, `<html><body><h2>News</h2><h3><a href="/first-report/">First report</a></h3></body></html>`)
	})
	w.hosts["gazette.example"] = mux
	p := gazette("gazette")
	p.TopStory = true
	r := onWeb(t, w, p)
	r.refresh()
	r.after()
	if n := r.edition("is:top").Total; n != 0 {
		t.Errorf("%d top stories, and nobody named one", n)
	}
	if w.times("gazette.example/wp-json") != 0 {
		t.Error("a site that is no WordPress was asked for its REST interface")
	}
}

func TestRESTTeachesSectionsAndPictures(t *testing.T) {
	r := open(t)
	r.after()
	states, err := r.Publications(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known, err := r.learned(t.Context(), "first")
	if err != nil || known.REST == "" || known.Taxonomy.Origin != "rest" || len(known.Taxonomy.Tags) == 0 {
		t.Fatalf("%+v, %v", known, err)
	}
	if !slices.ContainsFunc(states[0].Sections, func(s feed.Section) bool { return s.Path == "features/parliament" && s.Page != "" }) {
		t.Errorf("%+v", states[0].Sections)
	}
	described := 0
	for _, row := range r.edition("pub:first").Rows {
		for _, image := range row.Images {
			if image.Alt != "" {
				described++
			}
		}
	}
	if described == 0 {
		t.Error("no picture of first is described: its feed sends none, REST does")
	}
	shut, err := r.learned(t.Context(), "community-care")
	if err != nil || shut.REST != "" || !shut.Closed.After(r.now.Add(6*24*time.Hour)) {
		t.Errorf("%+v, %v", shut, err)
	}
	for address := range r.publisher.Requests() {
		if strings.Contains(address, "/users") {
			t.Errorf("asked: %s", address)
		}
	}
	// Nothing of it is asked again within the month, nor the closed one within
	// the week.
	before := r.publisher.Requests()
	r.now = r.now.Add(48 * time.Hour)
	r.refresh()
	r.after()
	for address, n := range r.publisher.Requests() {
		if strings.Contains(address, "wp-json") && n != before[address] {
			t.Errorf("asked again: %s", address)
		}
	}
}

func TestSectionFeedsTeachTheMapWhereRESTIsClosed(t *testing.T) {
	w := newWeb(t)
	item := func(title string, words ...string) string {
		return `<item><title>` + title + `</title><link>http://gazette.example/` + slug(title) + `/</link><guid>` + slug(title) + `</guid><category>` +
			strings.Join(words, "</category><category>") + `</category></item>`
	}
	document := func(items ...string) string {
		return `<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title><link>http://gazette.example/</link><generator>https://wordpress.org/?v=6.8</generator>` +
			strings.Join(items, "") + `</channel></rss>`
	}
	children := []string{item("Fostering costs rise", "Families", "fostering"), item("Kinship pilot begins", "Families", "kinship care"), item("Nurseries wait for funds", "Families", "early years")}
	adults := []string{item("Care homes close", "Grown-ups", "care homes"), item("Carers get a break", "Grown-ups", "carers"), item("Dementia plan delayed", "Grown-ups", "dementia")}
	mux := http.NewServeMux()
	mux.HandleFunc("/feed/", func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(rw, document(slices.Concat(children, adults)...))
	})
	mux.HandleFunc("/c/feed/", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, document(children...)) })
	mux.HandleFunc("/a/feed/", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, document(adults...)) })
	w.hosts["gazette.example"] = mux
	p := gazette("gazette")
	p.Sections = []feed.Section{{Path: "children", Name: "Children", Feeds: []string{"/c/feed/"}}, {Path: "adults", Name: "Adults", Feeds: []string{"/a/feed/"}}}
	r := onWeb(t, w, p)
	r.refresh()
	if n := r.edition("section:gazette/children").Total; n != 0 {
		t.Fatalf("%d stories in children before anything was learned", n)
	}
	r.after()
	for _, section := range []string{"children", "adults"} {
		if n := r.edition("section:gazette/" + section).Total; n != 3 {
			t.Errorf("%d stories in %s", n, section)
		}
	}
}

// TestRESTThatLies: HTML for JSON, endless pages that repeat.
func TestRESTThatLies(t *testing.T) {
	for name, answer := range map[string]string{
		"html":    `<html><body>Welcome</body></html>`,
		"repeats": `[` + strings.TrimSuffix(strings.Repeat(`{"id":3,"name":"News","slug":"news","parent":3},`, 100), ",") + `]`,
		"object":  `{"hello":1}`,
	} {
		w := newWeb(t)
		mux := http.NewServeMux()
		mux.HandleFunc("/feed/", func(rw http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(rw, strings.Replace(rss("gazette.example", "First report"), "<item>", "<generator>https://wordpress.org/?v=6.8</generator><item>", 1))
		})
		mux.HandleFunc("/wp-json/", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, answer) })
		w.hosts["gazette.example"] = mux
		r := onWeb(t, w, gazette("gazette"))
		r.refresh()
		r.after()
		if n := w.times("/wp-json/"); n == 0 || n > 8 {
			t.Errorf("%s: asked %d times", name, n)
		}
		if n := r.edition("").Total; n != 1 {
			t.Errorf("%s: %d stories", name, n)
		}
	}
}

func TestOfflineStoresWhatIsChosen(t *testing.T) {
	for policy, want := range map[string]int{OfflineAll: 5, OfflineSaved: 2, OfflineFollowed: 2, OfflineOff: 0} {
		w := newWeb(t)
		w.hosts["gazette.example"] = press("gazette.example", "")
		r := onWeb(t, w, gazette("gazette"))
		r.o.Offline = policy
		r.refresh()
		if _, err := r.Save(t.Context(), r.ids("")[:2], true); err != nil {
			t.Fatal(err)
		}
		report := r.after()
		if report.Stored != want || r.edition("is:stored").Total != want {
			t.Errorf("%s: %+v", policy, report)
		}
	}
}

func TestWhatCannotBeStoredIsLeftForAWeek(t *testing.T) {
	w := newWeb(t)
	mux := http.NewServeMux()
	mux.HandleFunc("/feed/", func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(rw, rss("gazette.example", "First report"))
	})
	mux.HandleFunc("/first-report/", func(rw http.ResponseWriter, _ *http.Request) {
		http.Error(rw, "subscribers only", http.StatusForbidden)
	})
	w.hosts["gazette.example"] = mux
	r := onWeb(t, w, gazette("gazette"))
	r.o.Offline = OfflineAll
	for range 3 {
		r.refresh()
		r.after()
		r.now = r.now.Add(time.Hour)
	}
	if n := w.times("/first-report/"); n != 1 {
		t.Errorf("asked %d times within three hours", n)
	}
	r.now = r.now.Add(8 * 24 * time.Hour)
	r.refresh()
	r.after()
	if n := w.times("/first-report/"); n != 2 {
		t.Errorf("asked %d times after a week", n)
	}
}

func TestQuietPublicationsAreNoticed(t *testing.T) {
	w := newWeb(t)
	w.hosts["gazette.example"] = press("gazette.example", "")
	r := onWeb(t, w, gazette("gazette"))
	notice := func() string {
		r.refresh()
		r.after()
		states, err := r.Publications(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return states[0].Notice
	}
	if said := notice(); said != "" {
		t.Errorf("noticed %q on the first day", said)
	}
	r.now = r.now.Add(21 * 24 * time.Hour)
	if said := notice(); said != "nothing new for 3 weeks, usually daily" {
		t.Errorf("noticed %q after three weeks", said)
	}
}
