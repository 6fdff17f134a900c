package cache

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"standfirst/feed"
)

// emptyPaper is a cache with publications and no stories.
func emptyPaper(t testing.TB) (*Cache, *clock) {
	t.Helper()
	clk := &clock{testStart}
	c := openTest(t, t.TempDir(), clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	return c, clk
}

func put(t testing.TB, c *Cache, stories ...feed.Story) PutReport {
	t.Helper()
	r, err := c.Put(t.Context(), "first", stories)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func body(t testing.TB, c *Cache, id feed.StoryID) feed.Article {
	t.Helper()
	a, err := c.Body(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The same story under another GUID, address or text is the same story, and
// stays read.
func TestAStoryIsRecognised(t *testing.T) {
	long := "<p>" + strings.Repeat("Kinship carers will get an allowance. ", 30) + "</p>"
	base := feed.Story{
		GUID: "http://first.example/?p=7", Link: "https://first.example/news/allowance/", Title: "Allowance for carers",
		Standfirst: "Ministers say so.", Published: testStart.Add(-time.Hour), Comments: -1, Body: long,
	}
	for name, change := range map[string]func(*feed.Story){
		"https instead of http":        func(s *feed.Story) { s.GUID = "https://www.first.example/?p=7" },
		"another GUID":                 func(s *feed.Story) { s.GUID = "tag:first.example,2026:7" },
		"tracking parameters":          func(s *feed.Story) { s.GUID, s.Link = "", s.Link+"?utm_source=rss&utm_medium=feed" },
		"another headline":             func(s *feed.Story) { s.Title = "Allowance for kinship carers" },
		"another address":              func(s *feed.Story) { s.Link = "https://first.example/news/kinship-allowance/" },
		"another headline and address": func(s *feed.Story) { s.Title, s.Link = "Carers win", "https://first.example/news/carers-win/" },
		"a blanked body":               func(s *feed.Story) { s.Body = "" },
		"a cut body":                   func(s *feed.Story) { s.Body = "<p>Kinship carers will get …</p>" },
		"a corrected body":             func(s *feed.Story) { s.Body = strings.Replace(long, "will", "shall", 1) },
		"a GUID with the time behind":  func(s *feed.Story) { s.GUID = s.Link + "#2026-11-22T09:00:00Z" },
	} {
		t.Run(name, func(t *testing.T) {
			c, clk := emptyPaper(t)
			first := put(t, c, base)
			if first.New != 1 {
				t.Fatalf("first: %+v", first)
			}
			if err := c.Opened(t.Context(), first.IDs[0]); err != nil {
				t.Fatal(err)
			}
			clk.pass(time.Hour)
			again := base
			change(&again)
			if r := put(t, c, again); r.New != 0 {
				t.Fatalf("again: %+v", r)
			}
			if r := put(t, c, base); r.New != 0 {
				t.Fatalf("back: %+v", r)
			}
			e := edition(t, c, "")
			if e.Total != 1 || !e.Rows[0].Marks.IsRead() {
				t.Fatalf("%d stories, marks %+v", e.Total, e.Rows[0].Marks)
			}
			if a := body(t, c, first.IDs[0]); len(a.Body) < len(long)-10 {
				t.Fatalf("the long text went: %q", a.Body)
			}
			check(t, c)
		})
	}
}

func TestDifferentStoriesStayApart(t *testing.T) {
	c, clk := emptyPaper(t)
	a := story(clk, 1, "Council approves budget", func(s *feed.Story) { s.GUID = "1" })
	b := story(clk, 2, "Council rejects budget", func(s *feed.Story) { s.GUID = "1" })
	if r := put(t, c, a, b); r.New != 2 {
		t.Fatalf("one GUID twice in a document: %+v", r)
	}
	clk.pass(time.Hour)
	if r := put(t, c, b); r.New != 0 {
		t.Fatalf("one of them alone: %+v", r)
	}
	third := story(clk, 3, "Council thinks again", func(s *feed.Story) { s.GUID = "1" })
	if r := put(t, c, third); r.New != 1 {
		t.Fatalf("the GUID given to a third story: %+v", r)
	}
	bare := feed.Story{Title: "No address, no GUID", Standfirst: "One"}
	other := feed.Story{Title: "No address, no GUID", Standfirst: "Two"}
	if r := put(t, c, bare, other); r.New != 2 {
		t.Fatalf("stories with a text alone: %+v", r)
	}
	if r, err := c.Put(t.Context(), "community-care", []feed.Story{a}); err != nil || r.New != 1 {
		t.Fatalf("the same GUID in another publication: %+v, %v", r, err)
	}
	check(t, c)
}

func TestEditsBecomeVersions(t *testing.T) {
	c, clk := emptyPaper(t)
	s := story(clk, 1, "Report cards from April", nil)
	s.Body = "<p>Inspectors will publish report cards from April, after ten weeks of consultation.</p>"
	id := put(t, c, s).IDs[0]
	if err := c.Opened(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	clk.pass(time.Hour)
	s.Body = strings.Replace(s.Body, "April", "September", 1)
	if r := put(t, c, s); r.Updated != 1 {
		t.Fatalf("%+v", r)
	}
	markup := s
	markup.Body = strings.Replace(s.Body, "<p>", `<p class="lead">`, 1)
	if r := put(t, c, markup); r.Updated != 0 {
		t.Fatalf("markup alone: %+v", r)
	}
	versions, err := c.Versions(t.Context(), id)
	if err != nil || len(versions) != 2 || !strings.Contains(versions[0].HTML, "April") || !strings.Contains(versions[1].HTML, "September") {
		t.Fatalf("%+v, %v", versions, err)
	}
	if e := edition(t, c, "is:edited"); e.Total != 1 || !e.Rows[0].Edited {
		t.Fatalf("is:edited: %d", e.Total)
	}
	if err := c.Opened(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if e := edition(t, c, "is:edited"); e.Total != 0 {
		t.Fatal("opened again, still edited")
	}
	check(t, c)
}

func TestAChurningFeedStopsMakingVersions(t *testing.T) {
	c, clk := emptyPaper(t)
	for round := range 12 {
		var list []feed.Story
		for n := range 10 {
			s := story(clk, n, "Steady headline", nil)
			s.GUID = strings.Repeat("x", n+1)
			s.Link = "https://first.example/" + s.GUID
			s.Published = testStart.Add(-time.Duration(n) * time.Hour)
			s.Body = "<p>The page was made at " + clk.at.Format(time.RFC3339) + " by a machine.</p>"
			list = append(list, s)
		}
		r := put(t, c, list...)
		if round == 0 && r.New != 10 || round > 0 && r.New != 0 {
			t.Fatalf("round %d: %+v", round, r)
		}
		clk.pass(time.Hour)
	}
	versions, err := c.Versions(t.Context(), 1)
	if err != nil || len(versions) > 4 {
		t.Fatalf("%d versions after 12 rounds, %v", len(versions), err)
	}
	check(t, c)
}

func TestNothingGoesBecauseAFeedChanged(t *testing.T) {
	c, clk := paper(t)
	before := titles(edition(t, c, "").Rows)
	put(t, c) // an empty document
	put(t, c, story(clk, 90, "Alone in the feed now", nil))
	if err := c.Subscribe(t.Context(), testPublications[1:]); err != nil {
		t.Fatal(err)
	}
	after := titles(edition(t, c, "").Rows)
	if diff := cmp.Diff(append(before, "Alone in the feed now"), after); diff != "" {
		t.Fatal(diff)
	}
	pubs, err := c.Publications(t.Context())
	if err != nil || len(pubs) != 2 || !pubs[1].Retired || pubs[1].ID != "first" || pubs[1].Stories != 4 {
		t.Fatalf("%+v, %v", pubs, err)
	}
	renamed := testPublications[0]
	renamed.ID, renamed.Name = "first-magazine", "First Magazine"
	if err := c.Subscribe(t.Context(), []feed.Publication{renamed}); err != nil {
		t.Fatal(err)
	}
	if e := edition(t, c, `pub:"First Magazine"`); e.Total != 4 || e.Rows[0].PublicationName != "First Magazine" {
		t.Fatalf("renamed: %d stories", e.Total)
	}
}

func TestAFetchedArticleStays(t *testing.T) {
	c, clk := emptyPaper(t)
	s := story(clk, 1, "An excerpt", nil)
	s.Body = "<p>Only the beginning …</p>"
	id := put(t, c, s).IDs[0]
	if err := c.Queue(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if a := body(t, c, id); !a.Queued || a.Full {
		t.Fatalf("%+v", a)
	}
	whole := "<p>Only the beginning " + strings.Repeat("and then the middle ", 40) + "and the end.</p>"
	if kept, err := c.StoreArticle(t.Context(), id, Fetched{HTML: whole, Origin: "page"}); err != nil || !kept {
		t.Fatal(kept, err)
	}
	a := body(t, c, id)
	if a.Queued || !a.Full || a.Origin != "page" || a.Body != whole || a.Stored.IsZero() || a.Words < 100 {
		t.Fatalf("%+v", a)
	}
	s.Standfirst = "A new line." // the excerpt comes again, edited
	put(t, c, s)
	if a := body(t, c, id); a.Body != whole || a.Standfirst != "A new line." {
		t.Fatalf("%+v", a)
	}
	if kept, err := c.StoreArticle(t.Context(), id, Fetched{HTML: "<p>Please log in.</p>", Origin: "page"}); err != nil || kept {
		t.Fatal("a login page took the place of the article", err)
	}
	if e := edition(t, c, "middle has:full"); e.Total != 1 || e.FullTexts != 1 || !strings.Contains(e.Rows[0].Snippet, "\ue000middle\ue001") {
		t.Fatalf("%+v", e)
	}
	check(t, c)
}
