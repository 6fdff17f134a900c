package cache

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"standfirst/feed"
)

// On any archive, every list is the list of versions with one of each story, and
// every figure is the length of a list.
func TestTwinsAgreeWithAPlainList(t *testing.T) {
	clk := &clock{testStart}
	c := openTest(t, t.TempDir(), clk)
	pubs := append(slices.Clone(testPublications), feed.Publication{ID: "third", Name: "Third", Feeds: []feed.Address{{URL: "https://third.example/feed/"}}})
	if err := c.Subscribe(t.Context(), pubs); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 8))
	p := newPress(5)
	byPub := map[feed.PublicationID][]feed.StoryID{}
	for i, pub := range pubs {
		var list []feed.Story
		for k := range 130 {
			s := p.story(i*1000+k, testStart.Add(-time.Duration(r.IntN(1500))*time.Hour))
			list = append(list, s)
		}
		report, err := c.Put(t.Context(), pub.ID, list)
		if err != nil {
			t.Fatal(err)
		}
		byPub[pub.ID] = report.IDs
	}
	group := map[feed.StoryID]int{}
	var groups [][]feed.StoryID
	for k := range 50 {
		var ids []feed.StoryID
		for i, pub := range pubs {
			if i < 2 || k%3 == 0 {
				id := byPub[pub.ID][k*2]
				ids = append(ids, id)
				group[id] = k + 1
			}
		}
		r.Shuffle(len(ids), func(a, b int) { ids[a], ids[b] = ids[b], ids[a] })
		groups = append(groups, ids)
	}
	if err := c.Join(t.Context(), groups, Comparing{}); err != nil {
		t.Fatal(err)
	}
	var some []feed.StoryID
	for _, list := range byPub {
		for k, id := range list {
			if k%7 == 0 {
				some = append(some, id)
			}
		}
	}
	if _, err := c.MarkRead(t.Context(), some, true); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SetInterest(t.Context(), feed.Interest{Kind: feed.InterestTag, Value: "subject 2", Muted: true}, true); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"", "is:unread", "sort:oldest", "sort:publication", "pub:third", "-pub:first", "section:comment", "is:read pub:first", `tag:"subject 1" is:unread`,
		`tag:"subject 1" OR pub:third`, "since:40d -is:read", "care sort:newest", "care is:unread", `is:muted`, `-tag:"subject 0" sort:oldest`,
	} {
		q := mustParse(t, text)
		all := q
		all.Twins = true
		plain, err := c.Edition(t.Context(), all, feed.Window{Limit: 5000})
		if err != nil {
			t.Fatal(err)
		}
		e, err := c.Edition(t.Context(), q, feed.Window{Limit: 5000})
		if err != nil || e.Total != len(e.Rows) {
			t.Fatalf("%s: %d rows of %d, %v", text, len(e.Rows), e.Total, err)
		}
		want, shown := map[int]bool{}, map[int]bool{}
		single := 0
		for _, row := range plain.Rows {
			if g := group[row.ID]; g == 0 {
				single++
			} else {
				want[g] = true
			}
		}
		in := map[feed.StoryID]bool{}
		for _, row := range plain.Rows {
			in[row.ID] = true
		}
		for i, row := range e.Rows {
			g := group[row.ID]
			if g == 0 {
				single--
			} else if shown[g] {
				t.Errorf("%s: story %d twice", text, g)
			}
			if g != 0 {
				shown[g] = true
			}
			if !in[row.ID] {
				t.Errorf("%s: %d does not answer", text, row.ID)
			}
			if i%9 == 0 {
				if place, err := c.Place(t.Context(), q, row.ID); err != nil || place != i {
					t.Errorf("%s: place of row %d is %d, %v", text, i, place, err)
				}
			}
		}
		if single != 0 || !cmp.Equal(want, shown) {
			t.Errorf("%s: %d single ones missing, %d stories of %d", text, single, len(shown), len(want))
		}
		for at := 0; at < e.Total; at += 17 {
			w, err := c.Edition(t.Context(), q, feed.Window{Offset: at, Limit: 17})
			if err != nil || !slices.Equal(ids(w.Rows), ids(e.Rows)[at:min(at+17, e.Total)]) {
				t.Errorf("%s: window at %d: %v", text, at, err)
			}
		}
		var walked []feed.StoryID
		for id := feed.StoryID(0); ; {
			if id, err = c.NextUnread(t.Context(), q, id, true); err != nil || id == 0 {
				break
			}
			walked = append(walked, id)
		}
		var unread []feed.StoryID
		for _, row := range e.Rows {
			if !row.Marks.IsRead() {
				unread = append(unread, row.ID)
			}
		}
		if err != nil || !slices.Equal(walked, unread) {
			t.Errorf("%s: walked %d unread of %d, %v", text, len(walked), len(unread), err)
		}
		q.Muted = true
		if m, err := c.Edition(t.Context(), q, feed.Window{}); err != nil || m.Total != e.Total+e.HiddenMuted {
			t.Errorf("%s: %d with muted ones, %d and %d hidden: %v", text, m.Total, e.Total, e.HiddenMuted, err)
		}
	}
	for _, text := range []string{"", "pub:third", `tag:"subject 1"`, "section:comment", "care"} {
		n, err := c.Counts(t.Context(), mustParse(t, text))
		if err != nil {
			t.Fatal(err)
		}
		length := func(row string, have feed.Count) {
			t.Helper()
			if total, unread := edition(t, c, row).Total, edition(t, c, row+" is:unread").Total; total != have.Total || unread != have.Unread {
				t.Errorf("under %q: %q is %+v, its list %d of %d", text, row, have, unread, total)
			}
		}
		words := ""
		if text == "care" {
			words = "care"
		}
		if words != "" || text == "" {
			length(words, n.All)
			for id, have := range n.Publications {
				length("pub:"+string(id)+" "+words, have)
			}
			for id, sections := range n.Sections {
				for path, have := range sections {
					length("section:"+string(id)+"/"+path+" "+words, have)
				}
			}
		}
		for _, tc := range n.Tags[:min(12, len(n.Tags))] {
			if text == `tag:"subject 1"` {
				length(`tag:"`+tc.Name+`"`, tc.Count)
			} else {
				length(text+` tag:"`+tc.Name+`"`, tc.Count)
			}
		}
	}
	check(t, c)
}
