package cache

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"standfirst/feed"
)

// clock is a time that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time                { return c.at }
func (c *clock) pass(d time.Duration)          { c.at = c.at.Add(d) }
func (c *clock) ago(d time.Duration) time.Time { return c.at.Add(-d) }

var testStart = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func openTest(t testing.TB, dir string, clk *clock) *Cache {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Open(t.Context(), Options{Dir: dir, Now: clk.now, Location: london, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

var testPublications = []feed.Publication{
	{
		ID: "first", Name: "first", Site: "https://first.example/", Feeds: []feed.Address{{URL: "https://first.example/feed/"}},
		Sections: []feed.Section{{Path: "news", Name: "news"}, {Path: "comment", Name: "comment"}, {Path: "comment/group leaders", Name: "group leaders"}},
	},
	{ID: "community-care", Name: "Community Care", Site: "https://communitycare.example/", Feeds: []feed.Address{{URL: "https://communitycare.example/feed/"}}},
}

func tag(name string) feed.Tag { return feed.Tag{Key: feed.Fold(name), Name: name, Published: name} }

// story makes the n-th story of a publication, so many hours old.
func story(clk *clock, n int, title string, edit func(*feed.Story)) feed.Story {
	s := feed.Story{
		GUID: fmt.Sprintf("https://first.example/?p=%d", n), Link: fmt.Sprintf("https://first.example/news/%d/", n),
		Title: title, Standfirst: "A standfirst.", Published: clk.ago(time.Duration(n) * time.Hour), Comments: -1,
		Body: "<p>Some text about " + title + ".</p>",
	}
	if edit != nil {
		edit(&s)
	}
	return s
}

func ids(rows []feed.Row) []feed.StoryID {
	var list []feed.StoryID
	for _, r := range rows {
		list = append(list, r.ID)
	}
	return list
}

func titles(rows []feed.Row) []string {
	var list []string
	for _, r := range rows {
		list = append(list, r.Title)
	}
	return list
}

func edition(t testing.TB, c *Cache, text string) feed.Edition {
	t.Helper()
	q, err := feed.ParseQuery(text)
	if err != nil {
		t.Fatal(err)
	}
	e, err := c.Edition(context.Background(), q, feed.Window{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// paper opens a cache with a small paper in it.
func paper(t testing.TB) (*Cache, *clock) {
	t.Helper()
	clk := &clock{testStart}
	c := openTest(t, t.TempDir(), clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	_, err := c.Put(t.Context(), "first", []feed.Story{
		story(clk, 1, "Kinship carers to get an allowance", func(s *feed.Story) {
			s.Sections = []string{"news"}
			s.Tags = []feed.Tag{tag("kinship care"), tag("funding")}
		}),
		story(clk, 2, "Group leaders argue over adoption", func(s *feed.Story) {
			s.Sections = []string{"comment/group leaders"}
			s.Tags = []feed.Tag{tag("adoption")}
			s.Byline = "Councillor Maren Holloway"
		}),
		story(clk, 30, "By-elections: who won", func(s *feed.Story) { s.Sections = []string{"news"} }),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Put(t.Context(), "community-care", []feed.Story{
		story(clk, 3, "Ofsted to drop single-word grades for children's homes", func(s *feed.Story) {
			s.GUID, s.Link = "https://communitycare.example/?p=3", "https://communitycare.example/ofsted/"
			s.Tags = []feed.Tag{tag("Ofsted"), tag("adoption")}
			s.Full, s.Comments = true, 4
			s.Images = []feed.Image{{URL: "https://communitycare.example/a.jpg", Alt: "A kitchen"}}
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, clk
}

func TestEditionAnswersEveryTerm(t *testing.T) {
	c, _ := paper(t)
	const kinship, leaders, elections, ofsted = "Kinship carers to get an allowance", "Group leaders argue over adoption",
		"By-elections: who won", "Ofsted to drop single-word grades for children's homes"
	for text, want := range map[string][]string{
		"":                                  {kinship, leaders, ofsted, elections},
		"sort:oldest":                       {elections, ofsted, leaders, kinship},
		"sort:publication":                  {kinship, leaders, elections, ofsted},
		"tag:adoption":                      {leaders, ofsted},
		"tag:Adoption -pub:first":           {ofsted},
		"tag:adoption OR tag:funding":       {kinship, leaders, ofsted},
		"section:comment":                   {leaders},
		"section:first/comment":             {leaders},
		`section:"group leaders"`:           {leaders},
		`pub:"Community Care"`:              {ofsted},
		"has:full":                          {ofsted},
		"has:comments has:images is:stored": {ofsted},
		"by:\"Maren Holloway\"":             {leaders},
		"since:1d":                          {kinship, leaders, ofsted},
		"before:2026-11-22":                 {elections},
		"month:2026-11 since:yesterday":     {kinship, leaders, ofsted, elections},
		"month:2026-10":                     nil,
		"is:read":                           nil,
		"-is:read -tag:adoption":            {kinship, elections},
		"child":                             {ofsted},
		"home sort:newest":                  {ofsted},
		"carer":                             {kinship},
		"homes -grades":                     nil,
		`"single word grades"`:              {ofsted},
		`"grades single"`:                   nil,
		"adoption sort:newest":              {leaders, ofsted},
		"-(tag:adoption OR tag:funding)":    {elections},
		"allowan OR (adoption by:maren) sort:oldest": {leaders, kinship},
	} {
		e := edition(t, c, text)
		if diff := cmp.Diff(want, titles(e.Rows)); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
		if e.Total != len(want) {
			t.Errorf("%s: total %d, want %d", text, e.Total, len(want))
		}
	}
}

func TestMarksAreUndoneAndRedone(t *testing.T) {
	c, clk := paper(t)
	ctx := t.Context()
	all := ids(edition(t, c, "").Rows)
	if err := c.Opened(ctx, all[0]); err != nil {
		t.Fatal(err)
	}
	ch, err := c.MarkListed(ctx, feed.Query{}, all[1])
	if err != nil || ch.Count != 3 || ch.ID == 0 {
		t.Fatalf("mark listed: %+v, %v", ch, err)
	}
	if n := edition(t, c, "is:unread").Total; n != 0 {
		t.Fatalf("%d unread", n)
	}
	clk.pass(time.Minute)
	q, _ := feed.ParseQuery("is:unread")
	q.KeepReadSince = testStart.Add(-time.Second)
	if e, err := c.Edition(ctx, q, feed.Window{Limit: 10}); err != nil || e.Total != 4 {
		t.Fatalf("kept rows: %d, %v", e.Total, err)
	}
	if ch, err = c.Undo(ctx); err != nil || ch.Count != 3 || !ch.Undone {
		t.Fatalf("undo: %+v, %v", ch, err)
	}
	if n := edition(t, c, "is:unread").Total; n != 3 {
		t.Fatalf("%d unread after undo: the opened one must stay read", n)
	}
	if ch, err = c.Undo(ctx); err != nil || ch.ID != 0 {
		t.Fatalf("second undo: %+v, %v", ch, err)
	}
	if ch, err = c.Redo(ctx); err != nil || ch.Count != 3 || ch.Undone {
		t.Fatalf("redo: %+v, %v", ch, err)
	}
	if n := edition(t, c, "is:unread").Total; n != 0 {
		t.Fatalf("%d unread after redo", n)
	}
}
