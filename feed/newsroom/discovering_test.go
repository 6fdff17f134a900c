package newsroom

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

func TestDiscoverFromAPageThatIsAskedOnce(t *testing.T) {
	w := newWeb(t)
	mux := press("gazette.example", "")
	mux.HandleFunc("/{$}", func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(rw, `<html><head><title>Gazette</title>
<link rel="alternate" type="application/rss+xml" title="Gazette » Comments Feed" href="/comments/feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
<link rel="alternate" type="application/rss+xml" title="Gazette » Feed" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Gazette » Children" href="/children/feed/"></head><body>News</body></html>`)
	})
	mux.HandleFunc("/children/feed/", func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(rw, rss("gazette.example", "Fostering costs rise"))
	})
	w.hosts["gazette.example"] = mux
	r := onWeb(t, w)
	found, err := r.Discover(t.Context(), "http://gazette.example/")
	if err != nil || len(found) != 2 {
		t.Fatalf("%+v, %v", found, err)
	}
	first := found[0]
	if first.Publication.Feeds[0].URL != "http://gazette.example/feed/" || first.Publication.ID == "" || len(first.Headlines) != 3 || !first.Readable {
		t.Errorf("%+v", first)
	}
	if n := w.times("gazette.example/"); n != 3 {
		t.Errorf("%d requests: %q", n, w.asked)
	}
	if w.times("/comments/")+w.times("/wp-json") > 0 {
		t.Error("a comment feed or the REST interface was taken for a feed")
	}
	if n := r.edition("").Total; n != 0 {
		t.Errorf("%d stories were kept before anything was chosen", n)
	}
	change, err := r.Add(t.Context(), first.Publication)
	if err != nil || change.Count != 1 || r.edition("").Total != 5 {
		t.Fatalf("%+v, %v", change, err)
	}
	if n := w.times("gazette.example/feed/"); n != 1 {
		t.Errorf("its feed was asked %d times", n)
	}
	if _, err := r.Add(t.Context(), first.Publication); err == nil {
		t.Error("the same publication was added twice")
	}
	if _, err := r.Remove(t.Context(), first.Publication.ID); err != nil {
		t.Fatal(err)
	}
	states, err := r.Publications(t.Context())
	if err != nil || len(states) != 1 || !states[0].Retired || r.edition("").Total != 5 {
		t.Errorf("%+v, %v: removing keeps the stories", states, err)
	}
	before := len(w.asked)
	if r.refresh(); len(w.asked) != before {
		t.Error("a removed publication was asked")
	}
}

func TestDiscoverOtherWays(t *testing.T) {
	w := newWeb(t)
	bare := http.NewServeMux()
	bare.HandleFunc("/{$}", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, `<html><body>Welcome</body></html>`) })
	bare.HandleFunc("/atom.xml", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, rss("bare.example", "One story")) })
	empty := http.NewServeMux()
	empty.HandleFunc("/{$}", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, `<html><body>Welcome</body></html>`) })
	gate := http.NewServeMux()
	gate.HandleFunc("/{$}", func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(rw, `<html><head><title>Log in</title></head><body><input type="password"></body></html>`)
	})
	w.hosts["bare.example"], w.hosts["empty.example"], w.hosts["gate.example"] = bare, empty, gate
	w.hosts["gazette.example"] = press("gazette.example", "")
	r := onWeb(t, w)
	r.o.Catalogue = func(words string) []Named {
		if strings.HasPrefix("gazette", strings.ToLower(words)) {
			return []Named{{Publication: gazette("gazette"), Note: "excerpts"}, {Publication: gazette("gone"), Try: true}}
		}
		return nil
	}
	ctx := t.Context()
	if found, err := r.Discover(ctx, "http://bare.example"); err != nil || len(found) != 1 || found[0].Publication.Feeds[0].URL != "http://bare.example/atom.xml" {
		t.Errorf("usual addresses: %+v, %v", found, err)
	}
	if found, err := r.Discover(ctx, "feed:http://gazette.example/feed/"); err != nil || len(found) != 1 || found[0].Why != "the address is a feed" {
		t.Errorf("the feed itself: %+v, %v", found, err)
	}
	found, err := r.Discover(ctx, "Gaz")
	if err != nil || len(found) != 2 || !found[0].Readable || len(found[0].Headlines) != 3 || found[1].Readable || !strings.HasPrefix(found[1].Why, "to try") {
		t.Errorf("by name: %+v, %v", found, err)
	}
	for _, words := range []string{"", "nothing like it", "http://empty.example/", "http://gate.example/", "http://nowhere.example/", "ftp://gazette.example/", "exec:rm"} {
		if found, err := r.Discover(ctx, words); !errors.Is(err, ErrNothingFound) || len(found) != 0 {
			t.Errorf("%q: %+v, %v", words, found, err)
		}
	}
	if n := w.times("empty.example"); n > 10 {
		t.Errorf("%d requests for a site without a feed", n)
	}
}

func TestSaveLinkKeepsAPageWithoutAFeed(t *testing.T) {
	w := newWeb(t)
	w.hosts["gazette.example"] = press("gazette.example", "")
	r := onWeb(t, w)
	ctx := t.Context()
	id, err := r.SaveLink(ctx, "http://gazette.example/second-report/", "Reading", []string{"kinship care", "funding"})
	if err != nil {
		t.Fatal(err)
	}
	article, err := r.Article(ctx, id)
	if err != nil || !article.Full || !article.Marks.IsSaved() || article.Publication != SavedPages || len(article.Tags) != 2 || article.Title != "Second report" {
		t.Fatalf("%+v, %v", article.Story, err)
	}
	if n := r.edition("section:saved-pages/reading tag:funding").Total; n != 1 {
		t.Errorf("%d in its section", n)
	}
	if again, err := r.SaveLink(ctx, "http://gazette.example/second-report/", "", nil); err != nil || again != id {
		t.Errorf("%d, %v", again, err)
	}
	// It is still there, in its section, after a start and a refresh.
	r.Newsroom = reopenOn(t, r, w)
	r.refresh()
	r.after()
	states, err := r.Publications(ctx)
	if err != nil || len(states) != 1 || states[0].Retired || r.edition("section:saved-pages/reading").Total != 1 {
		t.Errorf("%+v, %v", states, err)
	}
	for _, link := range []string{"no address", "http://gazette.example/none/", "http://gazette.example/feed/"} {
		if _, err := r.SaveLink(ctx, link, "", nil); err == nil {
			t.Errorf("%q was saved", link)
		}
	}
}

func TestDeclineGoesBackToTheConfiguredAddress(t *testing.T) {
	w := newWeb(t)
	old := http.NewServeMux()
	old.HandleFunc("/feed/", func(rw http.ResponseWriter, q *http.Request) {
		http.Redirect(rw, q, "http://new.example/feed/", http.StatusMovedPermanently)
	})
	w.hosts["gazette.example"], w.hosts["new.example"] = old, press("new.example", "")
	r := onWeb(t, w, gazette("gazette"))
	for range 4 {
		r.refresh()
		r.now = r.now.Add(4 * 24 * time.Hour)
	}
	moved := func() string {
		states, err := r.Publications(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return states[0].MovedTo
	}
	if to := moved(); to != "http://new.example/feed/" {
		t.Fatalf("moved to %q", to)
	}
	before := w.times("gazette.example/feed/")
	if r.refresh(); w.times("gazette.example/feed/") != before {
		t.Fatal("the move was not adopted")
	}
	if told, err := r.TellMoves(t.Context()); err != nil || len(told) != 1 || told[0].Name != "Gazette" || told[0].To != "http://new.example/feed/" {
		t.Errorf("told %+v, %v", told, err)
	}
	if told, err := r.TellMoves(t.Context()); err != nil || len(told) != 0 {
		t.Errorf("told again: %+v, %v", told, err)
	}
	change, err := r.Decline(t.Context(), "gazette")
	if err != nil || change.Kind != feed.ChangeDecline || change.Count != 1 {
		t.Fatalf("%+v, %v", change, err)
	}
	if to := moved(); to != "" {
		t.Errorf("still moved to %q", to)
	}
	if _, err := r.Decline(t.Context(), "gazette"); !errors.Is(err, ErrNoMove) {
		t.Errorf("declined twice: %v", err)
	}
	if _, err := r.Undo(t.Context()); err != nil || moved() != "http://new.example/feed/" {
		t.Errorf("after Undo moved to %q, %v", moved(), err)
	}
	if r.refresh(); w.times("gazette.example/feed/") != before {
		t.Error("after Undo the configured address was asked")
	}
	if _, err := r.Redo(t.Context()); err != nil || moved() != "" {
		t.Errorf("after Redo moved to %q, %v", moved(), err)
	}
	if r.refresh(); w.times("gazette.example/feed/") != before+1 {
		t.Error("the configured address was not asked again")
	}
	for range 4 {
		r.refresh()
		r.now = r.now.Add(4 * 24 * time.Hour)
	}
	if to := moved(); to != "" {
		t.Errorf("adopted again: %q", to)
	}
}
