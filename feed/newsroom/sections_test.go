package newsroom

import (
	"slices"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

func TestAnEditedSectionMapSortsWhatIsHere(t *testing.T) {
	r := open(t)
	ctx := t.Context()
	if n := r.edition("section:first/comment").Total; n == 0 {
		t.Fatal("first has no stories in its comment section")
	}
	before := r.edition("section:first/news").Total
	change, err := r.SetSections(ctx, "first", []feed.Section{
		{Path: "reports", Name: "reports", Categories: []string{"news"}}, {Path: "voices", Name: "voices", Categories: []string{"comment", "interview"}},
	})
	if err != nil || change.ID == 0 {
		t.Fatalf("%+v, %v", change, err)
	}
	if n := r.edition("section:first/reports").Total; n != before {
		t.Errorf("%d stories in reports, %d were in news", n, before)
	}
	if n := r.edition("section:first/voices").Total; n < 2 {
		t.Errorf("%d stories in voices", n)
	}
	states, err := r.Publications(ctx)
	if err != nil || len(states[0].Sections) == 0 || states[0].Sections[0].Path != "reports" {
		t.Errorf("the map shown: %+v, %v", states[0].Sections, err)
	}
	if _, err := r.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if n := r.edition("section:first/news").Total; n != before {
		t.Errorf("%d stories in news after undo, %d before", n, before)
	}
}

func TestAMapOfTheConfigurationSortsWhatIsHere(t *testing.T) {
	r := open(t)
	dir := r.o.Dir
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	o := r.o
	o.Dir, o.Publications = dir, slices.Clone(o.Publications)
	o.Publications[1].Sections = []feed.Section{{Path: "families", Name: "Families", Categories: []string{"Children"}}}
	n, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	r.Newsroom = n
	// Nothing is due: only what is here is sorted.
	if _, err := r.Refresh(t.Context(), RefreshRequest{}, nil); err != nil {
		t.Fatal(err)
	}
	if n := r.edition("section:community-care/families").Total; n < 5 {
		t.Errorf("%d stories in families", n)
	}
}

func TestWhatAFeedAddressToldStays(t *testing.T) {
	p := feed.Publication{ID: "p", Feeds: []feed.Address{
		{URL: "http://p.example/a", Section: "a", Tags: []string{"Guidance"}}, {URL: "http://p.example/b", Section: "b"},
	}}
	r := open(t)
	desk := r.classifier.For(p, nil)
	s := feed.Story{Title: "Fostering", Link: "http://p.example/x"}
	desk.Classify(p.Feeds[0], &s)
	again := sortOne(desk, p, s)
	if !slices.Equal(again.Sections, []string{"a"}) || len(again.Tags) != 1 || again.Tags[0].Published != "Guidance" {
		t.Errorf("%v %v, was %v %v", again.Sections, again.Tags, s.Sections, s.Tags)
	}
}

func TestListed(t *testing.T) {
	r := open(t)
	ctx := t.Context()
	e := r.edition("pub:first")
	ids, err := r.IDs(ctx, e.Query)
	if err != nil || len(ids) != e.Total {
		t.Fatalf("%d of %d, %v", len(ids), e.Total, err)
	}
	for i, row := range e.Rows {
		if ids[i] != row.ID {
			t.Fatalf("row %d: %d, not %d", i, ids[i], row.ID)
		}
	}
	without, err := r.Unstored(ctx, e.Query)
	if want := r.edition("pub:first -is:stored").Total; err != nil || len(without) != want || want == 0 {
		t.Errorf("%d unstored of %d, %v", len(without), want, err)
	}
}

func TestSuggestFindsTheWordMeant(t *testing.T) {
	r := open(t)
	for typed, want := range map[string]string{"kinshp": "kinship", "fostring": "fostering"} {
		words, err := r.Suggest(t.Context(), typed)
		if err != nil || !slices.Contains(words, want) || len(words) > 3 {
			t.Errorf("%s: %v, %v", typed, words, err)
		}
	}
	if words, err := r.Suggest(t.Context(), "qqqqqqqq"); err != nil || len(words) != 0 {
		t.Errorf("%v, %v", words, err)
	}
}

func TestSetLastVisitMakesStoriesNew(t *testing.T) {
	r := open(t)
	all := r.edition("is:new").Total
	r.SetLastVisit(r.now.Add(time.Hour))
	if n := r.edition("is:new").Total; n != 0 || all == 0 {
		t.Errorf("%d new, %d before", n, all)
	}
	r.SetLastVisit(time.Time{})
	if n := r.edition("is:new").Total; n != all {
		t.Errorf("%d new, %d before", n, all)
	}
}

func TestChangesShowsWhatWasRead(t *testing.T) {
	r := open(t)
	ctx := t.Context()
	row := r.edition("pub:community-care").Rows[3]
	word := strings.Fields(row.Title)[1]
	slug := strings.Split(strings.Trim(row.Link, "/"), "/")
	if _, err := r.MarkRead(ctx, []feed.StoryID{row.ID}, true); err != nil {
		t.Fatal(err)
	}
	if err := r.publisher.Edit(slug[len(slug)-1], word, "reconsidered"); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.Add(2 * time.Hour)
	if _, err := r.Refresh(ctx, RefreshRequest{Force: true}, nil); err != nil {
		t.Fatal(err)
	}
	before, after, err := r.Changes(ctx, row.ID)
	if err != nil || !strings.Contains(before, word) || strings.Contains(before, "reconsidered") || !strings.Contains(after, "reconsidered") {
		t.Errorf("%v\n%.120q\n%.120q", err, before, after)
	}
}
