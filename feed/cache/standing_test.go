package cache

import (
	"testing"
	"time"

	"standfirst/feed"
)

func TestStandingMutes(t *testing.T) {
	ctx := t.Context()
	c, err := Open(ctx, Options{Dir: t.TempDir(), Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.Subscribe(ctx, []feed.Publication{{ID: "p", Name: "P"}}); err != nil {
		t.Fatal(err)
	}
	_, err = c.Put(ctx, "p", []feed.Story{
		{GUID: "1", Title: "Allotment prize", Link: "http://p.example/1", Byline: "A. Writer"},
		{GUID: "2", Title: "Something else", Link: "http://p.example/2", Byline: "B. Writer"},
	})
	if err != nil {
		t.Fatal(err)
	}
	listed := func() int {
		e, err := c.Edition(ctx, feed.Query{}, feed.Window{Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		return e.Total
	}
	mute := []feed.Interest{{Kind: feed.InterestWords, Value: "allotment prize", Name: "allotment prize", Muted: true}}
	for range 2 {
		if err := c.Standing(ctx, mute); err != nil {
			t.Fatal(err)
		}
		if n := listed(); n != 1 {
			t.Errorf("%d stories listed with one muted, want 1", n)
		}
	}
	if change, err := c.Undo(ctx); err != nil || change.ID != 0 {
		t.Errorf("a mute of the configuration became a step for undo: %+v %v", change, err)
	}
	if err := c.Standing(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if n := listed(); n != 2 {
		t.Errorf("%d stories listed after the mute left the file, want 2", n)
	}
}
