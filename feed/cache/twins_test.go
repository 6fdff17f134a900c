package cache

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"standfirst/feed"
)

// twoPapers print one story both, and one each of their own. It returns the
// numbers of both versions, the one printed first first, and of the others.
func twoPapers(t testing.TB) (c *Cache, clk *clock, first, second, own, other feed.StoryID) {
	t.Helper()
	clk = &clock{testStart}
	c = openTest(t, t.TempDir(), clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	put := func(pub feed.PublicationID, n int, title string, tags ...string) feed.StoryID {
		r, err := c.Put(t.Context(), pub, []feed.Story{story(clk, n, title, func(s *feed.Story) {
			s.GUID, s.Link = fmt.Sprintf("%s-%d", pub, n), fmt.Sprintf("https://%s.example/%d/", pub, n)
			for _, name := range tags {
				s.Tags = append(s.Tags, tag(name))
			}
		})})
		if err != nil || len(r.IDs) != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		return r.IDs[0]
	}
	second = put("first", 2, "Kinship pilot to double in size", "funding", "kinship care")
	first = put("community-care", 4, "Kinship pilot to double in size", "kinship care", "pilots")
	own = put("first", 3, "By-elections: who won", "elections")
	other = put("community-care", 1, "Ofsted drops its grades", "Ofsted")
	join(t, c, second, first)
	return c, clk, first, second, own, other
}

func join(t testing.TB, c *Cache, ids ...feed.StoryID) {
	t.Helper()
	if err := c.Join(context.Background(), [][]feed.StoryID{ids}, compared(ids)); err != nil {
		t.Fatal(err)
	}
}

// compared says of stories that they were.
func compared(ids []feed.StoryID) (c Comparing) {
	for _, id := range ids {
		c.Stories = append(c.Stories, Told{ID: id, Due: true})
	}
	return c
}

func wantIDs(t *testing.T, c *Cache, text string, want ...feed.StoryID) {
	t.Helper()
	if diff := cmp.Diff(want, ids(edition(t, c, text).Rows)); diff != "" {
		t.Errorf("%q: %s", text, diff)
	}
}

func TestOneStoryIsOneRow(t *testing.T) {
	c, _, first, second, own, other := twoPapers(t)
	wantIDs(t, c, "", other, own, first)
	wantIDs(t, c, "sort:oldest", first, own, other)
	wantIDs(t, c, "sort:publication", own, other, first)
	wantIDs(t, c, "pub:first", second, own)
	wantIDs(t, c, "pub:community-care", other, first)
	wantIDs(t, c, "tag:funding", second)
	wantIDs(t, c, `tag:"kinship care"`, first)
	wantIDs(t, c, `tag:"kinship care" -tag:pilots`, second)
	wantIDs(t, c, "-pub:community-care", second, own)
	wantIDs(t, c, "kinship pilot", first)
	e := edition(t, c, "")
	if e.Total != 3 || e.Rows[2].Versions != 2 || e.Rows[1].Versions > 1 {
		t.Errorf("%d stories, %+v", e.Total, e.Rows)
	}
	// A window and the whole agree.
	w, err := c.Edition(t.Context(), feed.Query{}, feed.Window{Offset: 1, Limit: 2})
	if err != nil || w.Total != 3 || !slices.Equal(ids(w.Rows), []feed.StoryID{own, first}) {
		t.Errorf("window: %v, %v", ids(w.Rows), err)
	}
	n, err := c.Counts(t.Context(), feed.Query{})
	if err != nil || n.All != (feed.Count{Unread: 3, Total: 3}) || n.Publications["first"].Total != 2 || n.Publications["community-care"].Total != 2 {
		t.Errorf("counts: %+v, %v", n, err)
	}
	for _, tc := range n.Tags {
		if tc.Total != 1 || tc.Unread != 1 {
			t.Errorf("tag %+v", tc)
		}
	}
	months, err := c.Months(t.Context(), feed.Query{})
	if err != nil || len(months) != 1 || months[0].Total != 3 {
		t.Errorf("months: %+v, %v", months, err)
	}
	tags, err := c.Tags(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range tags {
		if tc.Total != 1 || tc.Weeks[7] != 1 {
			t.Errorf("tag index: %+v", tc)
		}
	}
	// A version that stands behind has the place of the one that stands for it.
	if at, err := c.Place(t.Context(), feed.Query{}, second); err != nil || at != 2 {
		t.Errorf("place %d, %v", at, err)
	}
	if next, err := c.NextUnread(t.Context(), feed.Query{}, second, false); err != nil || next != own {
		t.Errorf("before the story comes %d, %v", next, err)
	}
	if next, err := c.NextUnread(t.Context(), mustParse(t, "sort:publication"), own, true); err != nil || next != other {
		t.Errorf("next %d, %v", next, err)
	}
	a, err := c.Body(t.Context(), first)
	if err != nil || len(a.Others) != 1 || a.Others[0].ID != second {
		t.Errorf("others: %+v, %v", a.Others, err)
	}
	check(t, c)
}

// A mark is the story's: it counts once, holds for each version, and is taken
// back from each.
func TestAMarkIsTheStorys(t *testing.T) {
	c, clk, first, second, own, _ := twoPapers(t)
	state := func(text string, want int) {
		t.Helper()
		if n := edition(t, c, text).Total; n != want {
			t.Errorf("%s: %d, want %d", text, n, want)
		}
	}
	ch, err := c.MarkRead(t.Context(), []feed.StoryID{second}, true)
	if err != nil || ch.Count != 1 || ch.What != "1 story" {
		t.Fatalf("%+v, %v", ch, err)
	}
	state("is:unread", 2)
	state("is:read", 1)
	state("pub:first is:read", 1)
	state("pub:community-care is:read", 1)
	if ch, err = c.Undo(t.Context()); err != nil || ch.Count != 1 {
		t.Fatalf("%+v, %v", ch, err)
	}
	state("is:read", 0)
	state("pub:community-care is:read", 0)
	clk.pass(time.Minute)
	if ch, err = c.MarkListed(t.Context(), feed.Query{}, own); err != nil || ch.Count != 2 {
		t.Fatalf("marked from here down: %+v, %v", ch, err)
	}
	state("pub:first is:unread", 0)
	if ch, err = c.Undo(t.Context()); err != nil || ch.Count != 2 {
		t.Fatalf("%+v, %v", ch, err)
	}
	if ch, err = c.Redo(t.Context()); err != nil || ch.Count != 2 {
		t.Fatalf("%+v, %v", ch, err)
	}
	state("pub:first is:unread", 0)
	if _, err = c.MarkRead(t.Context(), []feed.StoryID{first}, false); err != nil {
		t.Fatal(err)
	}
	state("pub:first is:unread", 1)
	if err := c.Opened(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	state("pub:community-care is:unread", 1)
	if ch, err = c.Save(t.Context(), []feed.StoryID{first, second}, true); err != nil || ch.Count != 1 {
		t.Fatalf("%+v, %v", ch, err)
	}
	state("is:saved", 1)
	state("pub:first is:saved", 1)
	check(t, c)
}

// A version that comes later takes over what the reader did, and Undo takes it
// back from it too.
func TestALaterVersionIsAsTheStoryIs(t *testing.T) {
	c, clk, first, second, _, _ := twoPapers(t)
	if _, err := c.Save(t.Context(), []feed.StoryID{first}, true); err != nil {
		t.Fatal(err)
	}
	clk.pass(time.Minute)
	if _, err := c.MarkRead(t.Context(), []feed.StoryID{second}, true); err != nil {
		t.Fatal(err)
	}
	pubs := append(slices.Clone(testPublications), feed.Publication{ID: "third", Name: "Third", Feeds: []feed.Address{{URL: "https://third.example/feed/"}}})
	if err := c.Subscribe(t.Context(), pubs); err != nil {
		t.Fatal(err)
	}
	clk.pass(time.Hour)
	r, err := c.Put(t.Context(), "third", []feed.Story{story(clk, 1, "Kinship pilot to double in size", func(s *feed.Story) { s.GUID, s.Link = "t1", "https://third.example/1/" })})
	if err != nil {
		t.Fatal(err)
	}
	join(t, c, second, r.IDs[0])
	for _, text := range []string{"pub:third is:read is:saved", "pub:first is:read is:saved", "is:read"} {
		if n := edition(t, c, text).Total; n != 1 {
			t.Errorf("%s: %d", text, n)
		}
	}
	if v := edition(t, c, "is:read").Rows[0]; v.ID != first || v.Versions != 3 {
		t.Errorf("%d stands, %d versions", v.ID, v.Versions)
	}
	for _, want := range []string{"is:read", "is:saved"} {
		if ch, err := c.Undo(t.Context()); err != nil || ch.Count != 1 {
			t.Fatalf("%+v, %v", ch, err)
		}
		if n := edition(t, c, want).Total + edition(t, c, "pub:third "+want).Total; n != 0 {
			t.Errorf("after undo: %s %d", want, n)
		}
	}
	check(t, c)
}

// Whatever is muted leaves before it is decided who stands for a story; what is
// hidden counts stories.
func TestAMutedVersionHidesNoOther(t *testing.T) {
	c, _, first, second, own, other := twoPapers(t)
	mute := feed.Interest{Kind: feed.InterestTag, Value: "pilots", Muted: true}
	if _, err := c.SetInterest(t.Context(), mute, true); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, c, "", other, second, own)
	if e := edition(t, c, ""); e.HiddenMuted != 0 {
		t.Errorf("%d muted: its other version is listed", e.HiddenMuted)
	}
	if e := edition(t, c, "pub:community-care"); e.Total != 1 || e.HiddenMuted != 1 {
		t.Errorf("%d listed, %d muted", e.Total, e.HiddenMuted)
	}
	mute.Value = "funding"
	if _, err := c.SetInterest(t.Context(), mute, true); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, c, "", other, own)
	n, err := c.Counts(t.Context(), feed.Query{})
	if e := edition(t, c, ""); err != nil || e.HiddenMuted != 1 || n.Muted != 1 || n.All.Total != 2 {
		t.Errorf("hidden %d, muted %d, all %d, %v", e.HiddenMuted, n.Muted, n.All.Total, err)
	}
	wantIDs(t, c, "is:muted", first)
	q := mustParse(t, "is:unread")
	if _, err := c.MarkRead(t.Context(), []feed.StoryID{own}, true); err != nil {
		t.Fatal(err)
	}
	if e, err := c.Edition(t.Context(), q, feed.Window{}); err != nil || e.HiddenRead != 1 || e.HiddenMuted != 1 || e.Total != 1 {
		t.Errorf("%+v, %v", e, err)
	}
}

// The top story stands for itself, and so does a featured one.
func TestTheTopStoryStandsFirst(t *testing.T) {
	c, _, first, second, own, other := twoPapers(t)
	if err := c.SetTop(t.Context(), "first", second, "on first's front page"); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, c, "", other, second, own)
	if _, err := c.Amend(t.Context(), []feed.StoryID{first}, func(s feed.Story) feed.Story { s.Featured = true; return s }); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, c, "", other, second, own)
	if err := c.SetTop(t.Context(), "first", own, "on first's front page"); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, c, "", other, own, first)
}

// Each story's turn comes once, the newest first and a month at a time, whether
// few wait or many, and whatever was compared before.
func TestEachStoryIsComparedOnce(t *testing.T) {
	for _, n := range []int{40, comparedFew + 300} {
		c := openTest(t, t.TempDir(), &clock{testStart})
		if err := c.Subscribe(t.Context(), testPublications); err != nil {
			t.Fatal(err)
		}
		clk := &clock{testStart}
		every := 80 * 24 * time.Hour / time.Duration(n) // they reach back eighty days
		var list []feed.Story
		for i := range n {
			list = append(list, story(clk, i, fmt.Sprint("Story ", i), func(s *feed.Story) { s.Published = clk.ago(time.Duration(i) * every) }))
		}
		stored, err := c.Put(t.Context(), "first", list)
		if err != nil {
			t.Fatal(err)
		}
		// In the order of their dates; the newest was compared before.
		waiting := slices.Clone(stored.IDs[:n-1])
		slices.Reverse(waiting)
		if err := c.Join(t.Context(), nil, compared(stored.IDs[n-1:])); err != nil {
			t.Fatal(err)
		}
		turns := 0
		for ; turns < 10; turns++ {
			u, err := c.Uncompared(t.Context(), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			var due []feed.StoryID
			for _, s := range u.Stories {
				if s.Due {
					due = append(due, s.ID)
				}
			}
			if len(due) == 0 {
				break
			}
			if len(due) > len(waiting) || !slices.Equal(due, waiting[:len(due)]) {
				t.Fatalf("%d stories, turn %d: %v of %v", n, turns, due, waiting)
			}
			if span := time.Duration(len(due)-1) * every; span > comparedSpan {
				t.Errorf("%d stories, turn %d: a stretch of %v", n, turns, span)
			}
			waiting = waiting[len(due):]
			if err := c.Join(t.Context(), nil, u); err != nil {
				t.Fatal(err)
			}
		}
		if len(waiting) > 0 || turns != 3 {
			t.Errorf("%d stories: %d turns, %d left", n, turns, len(waiting))
		}
	}
}

// An edited story, a forgotten one and a pruned one leave their twins; what is
// left alone is no version of anything.
func TestTwinsPart(t *testing.T) {
	c, clk, first, second, _, _ := twoPapers(t)
	found := func() (due int) {
		u, err := c.Uncompared(t.Context(), 72*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range u.Stories {
			if s.Due {
				due++
			}
		}
		return due
	}
	if err := c.Join(t.Context(), nil, compared(ids(edition(t, c, "pub:first").Rows))); err != nil {
		t.Fatal(err)
	}
	before := found()
	_, err := c.Put(t.Context(), "first", []feed.Story{story(clk, 2, "Kinship pilot ends early", func(s *feed.Story) {
		s.GUID, s.Link, s.Tags = "first-2", "https://first.example/2/", []feed.Tag{tag("kinship care")}
	})})
	if err != nil {
		t.Fatal(err)
	}
	if e := edition(t, c, `tag:"kinship care"`); e.Total != 2 || e.Rows[0].Versions > 1 || e.Rows[1].Versions > 1 {
		t.Errorf("after the edit: %+v", e.Rows)
	}
	if after := found(); after != before+1 {
		t.Errorf("%d to compare, %d before the edit", after, before)
	}
	join(t, c, first, second)
	if _, err := c.Forget(t.Context(), []feed.StoryID{first}); err != nil {
		t.Fatal(err)
	}
	if e := edition(t, c, "kinship"); e.Total != 1 || e.Rows[0].ID != second || e.Rows[0].Versions > 1 {
		t.Errorf("after forgetting: %+v", e.Rows)
	}
	check(t, c)
}

// A story that left its twins for another one does not take them along.
func TestTwinsThatPartedStayApart(t *testing.T) {
	c, clk, first, second, own, other := twoPapers(t)
	pubs := append(slices.Clone(testPublications), feed.Publication{ID: "third", Name: "Third", Feeds: []feed.Address{{URL: "https://third.example/feed/"}}})
	if err := c.Subscribe(t.Context(), pubs); err != nil {
		t.Fatal(err)
	}
	r, err := c.Put(t.Context(), "third", []feed.Story{story(clk, 1, "Kinship pilot to double in size", func(s *feed.Story) { s.GUID, s.Link = "t1", "https://third.example/1/" })})
	if err != nil {
		t.Fatal(err)
	}
	third := r.IDs[0]
	join(t, c, first, second, third)
	_, err = c.Put(t.Context(), "first", []feed.Story{story(clk, 2, "Another headline", func(s *feed.Story) { s.GUID, s.Link = "first-2", "https://first.example/2/" })})
	if err != nil {
		t.Fatal(err)
	}
	wantIDs(t, c, "sort:oldest", first, own, second, other)
	join(t, c, second, other)
	wantIDs(t, c, "sort:oldest", first, own, second)
	check(t, c)
}

// Two stories of one publication are two, whoever says otherwise.
func TestOnePublicationHasNoTwins(t *testing.T) {
	c, _, first, second, own, _ := twoPapers(t)
	join(t, c, first, second, own)
	join(t, c, first, own)
	if e := edition(t, c, ""); e.Total != 3 {
		t.Errorf("%d rows", e.Total)
	}
}

// Two programs see the same: what one joins the other lists once.
func TestAnotherInstanceSeesTwins(t *testing.T) {
	c, clk, first, second, _, _ := twoPapers(t)
	d := openTest(t, c.o.Dir, clk)
	if n := edition(t, d, "").Total; n != 3 {
		t.Fatalf("%d rows", n)
	}
	if _, err := d.Put(t.Context(), "first", []feed.Story{story(clk, 2, "Another headline", func(s *feed.Story) { s.GUID, s.Link = "first-2", "https://first.example/2/" })}); err != nil {
		t.Fatal(err)
	}
	if n, m := edition(t, c, "").Total, edition(t, d, "").Total; n != 4 || m != 4 {
		t.Fatalf("%d and %d rows", n, m)
	}
	join(t, c, first, second)
	if n := edition(t, d, "").Total; n != 3 {
		t.Fatalf("%d rows", n)
	}
}

// What a page names as its original is found whichever of the two comes first,
// and stands for the story although it was printed later.
func TestTheOriginalStands(t *testing.T) {
	clk := &clock{testStart}
	c := openTest(t, t.TempDir(), clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	put := func(pub feed.PublicationID, n int, title, link string) feed.StoryID {
		r, err := c.Put(t.Context(), pub, []feed.Story{story(clk, n, title, func(s *feed.Story) { s.GUID, s.Link = title, link })})
		if err != nil {
			t.Fatal(err)
		}
		return r.IDs[0]
	}
	pairs := func() [][2]feed.StoryID {
		u, err := c.Uncompared(t.Context(), 72*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Join(t.Context(), nil, u); err != nil {
			t.Fatal(err)
		}
		return u.Originals
	}
	copied := put("community-care", 400, "What the minister said", "https://communitycare.example/said/")
	if got := pairs(); len(got) != 0 {
		t.Fatalf("%v", got)
	}
	if err := c.SetOriginal(t.Context(), copied, "http://www.first.example/speech?utm_source=x"); err != nil {
		t.Fatal(err)
	}
	if got := pairs(); len(got) != 0 {
		t.Fatalf("%v: the original is not here", got)
	}
	original := put("first", 2, "A speech in full", "https://first.example/speech/")
	if got := pairs(); len(got) != 1 || got[0] != [2]feed.StoryID{copied, original} {
		t.Fatalf("%v, want %d and %d", got, copied, original)
	}
	join(t, c, copied, original)
	wantIDs(t, c, "", original)
	// Said again it is no news, and nothing is compared again.
	if err := c.SetOriginal(t.Context(), copied, "https://first.example/speech/"); err != nil {
		t.Fatal(err)
	}
	if got := pairs(); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// A link that a publication uses for several stories tells nothing.
func TestALinkTellsOnlyWhereItIsOfOneStory(t *testing.T) {
	clk := &clock{testStart}
	c := openTest(t, t.TempDir(), clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	put := func(pub feed.PublicationID, n int, link string) feed.StoryID {
		r, err := c.Put(t.Context(), pub, []feed.Story{story(clk, n, fmt.Sprintf("Story %d", n), func(s *feed.Story) { s.Link = link })})
		if err != nil {
			t.Fatal(err)
		}
		return r.IDs[0]
	}
	a := put("first", 1, "https://gov.example/one")
	b := put("community-care", 900, "http://www.gov.example/one/")
	put("first", 2, "https://gov.example/home")
	put("first", 3, "https://gov.example/home")
	put("community-care", 4, "https://gov.example/home")
	u, err := c.Uncompared(t.Context(), 72*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range u.Links {
		if p != [2]feed.StoryID{a, b} && p != [2]feed.StoryID{b, a} {
			t.Errorf("%v is told by its link", p)
		}
	}
	if len(u.Links) == 0 || !slices.ContainsFunc(u.Stories, func(s Told) bool { return s.ID == b }) {
		t.Errorf("%+v", u)
	}
}
