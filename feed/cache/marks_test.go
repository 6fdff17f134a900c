package cache

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"standfirst/feed"
)

// What a mark costs is what it writes before it is on disk: the row, its index,
// the set of what was read and the journal, whatever else is marked.
func TestAMarkWritesFewPages(t *testing.T) {
	clk := &clock{testStart}
	c := openTest(t, t.TempDir(), clk)
	ctx := t.Context()
	if err := c.Subscribe(ctx, testPublications); err != nil {
		t.Fatal(err)
	}
	const stories = 3000
	var list []feed.Story
	for n := range stories {
		list = append(list, story(clk, n, fmt.Sprint("Story ", n), nil))
	}
	if _, err := c.Put(ctx, "first", list); err != nil {
		t.Fatal(err)
	}
	var odd []feed.StoryID
	for id := 1; id <= stories; id += 2 { // no runs, and more than fits a page of the index
		odd = append(odd, feed.StoryID(id))
	}
	if _, err := c.MarkRead(ctx, odd, true); err != nil {
		t.Fatal(err)
	}
	if err := c.write.with(ctx, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	const header, frame, most, marks = 32, 24 + 8192, 6, 60
	for i := range marks {
		if _, err := c.MarkRead(ctx, []feed.StoryID{feed.StoryID(2 + 4*i)}, true); err != nil {
			t.Fatal(err)
		}
	}
	size, _ := exists(c.path + "-wal")
	if pages := float64(size-header) / frame / marks; pages > most {
		t.Errorf("a mark writes %.1f pages, want at most %d", pages, most)
	} else {
		t.Logf("a mark writes %.1f pages", pages)
	}
	read, err := c.Edition(ctx, mustParse(t, "is:read"), feed.Window{Limit: 1})
	if err != nil || read.Total != len(odd)+marks {
		t.Errorf("%d read, %v", read.Total, err)
	}
}

// A mark that has begun is finished, whoever stops waiting for it; one that has
// not is not begun.
func TestAMarkIsNotGivenUpHalfWay(t *testing.T) {
	clk := &clock{testStart}
	c := openTest(t, t.TempDir(), clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Put(t.Context(), "first", []feed.Story{story(clk, 1, "One", nil), story(clk, 2, "Two", nil)}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := c.changeWhole(ctx, func(x *tx) error {
		cancel()
		_, err := x.markStep(feed.ChangeRead, []feed.StoryID{1}, clk.now(), "1 story")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.MarkRead(ctx, []feed.StoryID{2}, true); err == nil {
		t.Error("a mark was begun that nobody waits for")
	}
	e, err := c.Edition(t.Context(), mustParse(t, "is:read"), feed.Window{Limit: 5})
	if err != nil || e.Total != 1 {
		t.Errorf("%d read, %v", e.Total, err)
	}
}
