package cache

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"standfirst/feed"
)

func TestNewestDatesAndFilings(t *testing.T) {
	clk := &clock{at: testStart}
	c := openTest(t, t.TempDir(), clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	var list []feed.Story
	for n := 1; n <= 30; n++ {
		list = append(list, story(clk, n, "Story", func(s *feed.Story) {
			switch n {
			case 2:
				s.Categories = []string{"Leadership"} // begins like one of the words
			case 3, 4:
				s.Categories = []string{"News", "Lead-Stories"}
			}
		}))
	}
	if _, err := c.Put(t.Context(), "first", list); err != nil {
		t.Fatal(err)
	}
	dates, err := c.NewestDates(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	hour := func(n int) time.Time { return testStart.Add(time.Duration(-n) * time.Hour) }
	want := map[feed.PublicationID][]time.Time{"first": {hour(1), hour(2), hour(3)}}
	if diff := cmp.Diff(want, dates); diff != "" {
		t.Error(diff)
	}
	for since, want := range map[time.Time]map[feed.PublicationID]Filing{
		hour(24): {"first": {Story: 28, Word: "Lead-Stories"}}, // numbers follow dates: the third newest
		hour(2):  {},
	} {
		got, err := c.Filed(t.Context(), since, "top story", "lead story")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("since %v: %s", since, diff)
		}
	}
}
