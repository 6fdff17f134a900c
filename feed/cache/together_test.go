package cache

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"standfirst/feed"
)

// A refresh, a search, an index and a reader who marks and takes back, all at
// once in one program: no error, nothing lost, nothing counted twice.
func TestEverythingAtOnce(t *testing.T) {
	c, clk := emptyPaper(t)
	p := newPress(21)
	var list []feed.Story
	for i := range 400 {
		list = append(list, p.story(i, clk.at.Add(-time.Duration(i)*time.Hour)))
	}
	var wg sync.WaitGroup
	run := func(f func() error) {
		wg.Go(func() {
			if err := f(); err != nil {
				t.Error(err)
			}
		})
	}
	for part := range 4 {
		run(func() error {
			for round := range 10 {
				if _, err := c.Put(t.Context(), "first", list[part*100+round*10:part*100+round*10+10]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for range 2 {
		run(func() error {
			for range 6 {
				if _, err := c.Index(t.Context()); err != nil {
					return err
				}
			}
			return nil
		})
		run(func() error {
			for range 8 {
				if _, err := c.Edition(t.Context(), feed.Query{Terms: []feed.Term{{Kind: feed.TermWord, Value: "care"}}}, feed.Window{Limit: 20}); err != nil {
					return err
				}
				if _, err := c.Counts(t.Context(), feed.Query{}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	run(func() error {
		for range 8 {
			if _, err := c.MarkListed(t.Context(), feed.Query{}, 0); err != nil {
				return err
			}
			if _, err := c.Undo(t.Context()); err != nil {
				return err
			}
		}
		return nil
	})
	wg.Wait()
	if e := edition(t, c, ""); e.Total != 400 {
		t.Errorf("%d stories", e.Total)
	}
	if n := edition(t, c, "is:read").Total; n != 0 {
		t.Errorf("%d read after every step was taken back", n)
	}
	// The index holds each story once.
	want := 0
	for _, s := range list {
		if seek(feed.Term{Kind: feed.TermWord, Value: "care"}).in(s.Title + " ; " + s.Standfirst + " ; " + plainText(s.Body)) {
			want++
		}
	}
	if n := edition(t, c, "care").Total; n != want {
		t.Errorf("search finds %d, want %d", n, want)
	}
	check(t, c)
}

// A cancelled search stops and leaves the connection usable.
func TestACancelledSearchStops(t *testing.T) {
	clk := &clock{testStart}
	c := openTest(t, stock(t, clk), clk)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 10 {
		_, err := c.Edition(ctx, mustParse(t, `care "social work"`), feed.Window{Limit: 20})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("%v", err)
		}
	}
	if b := c.Banner(); b != "" {
		t.Fatalf("banner: %s", b)
	}
	if n := edition(t, c, "").Total; n != 300 {
		t.Fatal(n)
	}
}
