package cache

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"standfirst/feed"
)

// Any window of any list is the stretch of the whole list in order, Place finds
// each row where it stands, and NextUnread walks from unread to unread.
func TestPagesPlacesAndNextUnreadAgree(t *testing.T) {
	clk := &clock{testStart}
	c := openTest(t, t.TempDir(), clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	// One crowded day, some months around it, the same second many times, and
	// stories whose dates run against the order they came in.
	p := newPress(11)
	at := map[string]time.Time{}
	for round := range 3 {
		var list []feed.Story
		for i := range 400 {
			when := testStart.Add(-time.Duration(i*7919%1440) * time.Minute)
			if i%5 == round {
				when = testStart.AddDate(0, -i%29, -i%17)
			}
			s := p.story(round*1000+i, when.Truncate(time.Hour))
			at[s.GUID] = s.Published
			list = append(list, s)
		}
		pub := testPublications[round%2].ID
		if _, err := c.Put(t.Context(), pub, list); err != nil {
			t.Fatal(err)
		}
	}
	whole := edition(t, c, "").Rows
	var read []feed.StoryID
	for i, r := range whole {
		if i%3 == 0 {
			read = append(read, r.ID)
		}
	}
	if _, err := c.MarkRead(t.Context(), read, true); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "sort:oldest", "sort:publication", "section:comment", "is:unread sort:oldest", "care", `tag:"subject 1" sort:oldest`} {
		q := mustParse(t, text)
		all, err := c.Edition(t.Context(), q, feed.Window{Limit: 5000})
		if err != nil || len(all.Rows) != all.Total {
			t.Fatalf("%s: %d rows of %d, %v", text, len(all.Rows), all.Total, err)
		}
		if text == "" || text == "sort:oldest" {
			sorted := slices.IsSortedFunc(all.Rows, func(a, b feed.Row) int {
				order := b.Date().Compare(a.Date())
				if order == 0 {
					order = int(b.ID - a.ID)
				}
				if text != "" {
					return -order
				}
				return order
			})
			if !sorted {
				t.Errorf("%s: not in order of date", text)
			}
		}
		var pages []feed.StoryID
		for offset := 0; offset < all.Total; offset += 37 {
			e, err := c.Edition(t.Context(), q, feed.Window{Offset: offset, Limit: 37})
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, ids(e.Rows)...)
		}
		if diff := cmp.Diff(ids(all.Rows), pages); diff != "" {
			t.Errorf("%s: pages: %s", text, diff)
		}
		for i := 0; i < all.Total; i += 61 {
			if at, err := c.Place(t.Context(), q, all.Rows[i].ID); err != nil || at != i {
				t.Errorf("%s: place of row %d is %d, %v", text, i, at, err)
			}
		}
		var unread, walked []feed.StoryID
		for _, r := range all.Rows {
			if !r.Marks.IsRead() {
				unread = append(unread, r.ID)
			}
		}
		for id := feed.StoryID(0); len(walked) < 40; {
			if id, err = c.NextUnread(t.Context(), q, id, true); err != nil || id == 0 {
				break
			}
			walked = append(walked, id)
		}
		if diff := cmp.Diff(unread[:min(40, len(unread))], walked); diff != "" {
			t.Errorf("%s: next unread: %s", text, diff)
		}
		if n := len(walked); n > 1 {
			if back, err := c.NextUnread(t.Context(), q, walked[n-1], false); err != nil || back != walked[n-2] {
				t.Errorf("%s: previous unread is %d, want %d, %v", text, back, walked[n-2], err)
			}
		}
	}
	// From a row down: exactly what stands there.
	q := mustParse(t, "section:comment sort:oldest")
	list := edition(t, c, "section:comment sort:oldest").Rows
	from := len(list) / 2
	want := 0
	for _, r := range list[from:] {
		if !r.Marks.IsRead() {
			want++
		}
	}
	if ch, err := c.MarkListed(t.Context(), q, list[from].ID); err != nil || ch.Count != want {
		t.Errorf("from here down: %+v, want %d, %v", ch, want, err)
	}
	for i, r := range edition(t, c, "section:comment sort:oldest").Rows {
		if i < from && r.Marks.IsRead() != list[i].Marks.IsRead() || i >= from && !r.Marks.IsRead() {
			t.Fatalf("row %d: read is %v", i, r.Marks.IsRead())
		}
	}
	check(t, c)
}

// since:, before: and month: give what a look at every date gives.
func TestDatesAreTheReadersDays(t *testing.T) {
	clk := &clock{time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC)}
	c := openTest(t, t.TempDir(), clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	london := c.o.Location
	var list []feed.Story
	for i := range 700 {
		list = append(list, story(clk, i, "Dated", func(s *feed.Story) { s.Published = clk.at.Add(-time.Duration(i) * 5 * time.Hour) }))
	}
	put(t, c, list...)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, london) }
	for text, in := range map[string]struct{ from, until time.Time }{
		"month:2026-06":                         {day(2026, 6, 1), day(2026, 7, 1)},
		"month:2026-03":                         {day(2026, 3, 1), day(2026, 4, 1)}, // the clocks go forward
		"since:2026-07-01":                      {day(2026, 7, 1), day(2030, 1, 1)},
		"since:today":                           {day(2026, 7, 15), day(2030, 1, 1)},
		"since:yesterday before:today":          {day(2026, 7, 14), day(2026, 7, 15)},
		"since:48h":                             {clk.at.Add(-48 * time.Hour), day(2030, 1, 1)},
		"since:2w":                              {clk.at.AddDate(0, 0, -14), day(2030, 1, 1)},
		"since:2026-03-15 before:2026-05-03":    {day(2026, 3, 15), day(2026, 5, 3)},
		"since:2026-06 before:2026-06-01T10:30": {day(2026, 6, 1), day(2026, 6, 1).Add(10*time.Hour + 30*time.Minute)},
		"before:2026-04":                        {day(2000, 1, 1), day(2026, 4, 1)},
		"since:2027-01-01":                      {day(2027, 1, 1), day(2030, 1, 1)},
	} {
		want := 0
		for _, s := range list {
			if !s.Published.Before(in.from) && s.Published.Before(in.until) {
				want++
			}
		}
		if n := edition(t, c, text).Total; n != want {
			t.Errorf("%s: %d, want %d", text, n, want)
		}
	}
	months, err := c.Months(t.Context(), feed.Query{})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, m := range months {
		n := edition(t, c, "month:"+time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, london).Format("2006-01")).Total
		if n != m.Total {
			t.Errorf("%v %d: %d, want %d", m.Month, m.Year, m.Total, n)
		}
		sum += m.Total
	}
	if sum != 700 || months[0].Month != time.July {
		t.Errorf("%d stories in %v", sum, months)
	}
}
