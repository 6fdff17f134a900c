package cache

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"standfirst/feed"
)

// A panic leaves the one connection that writes fit for the next change.
func TestAfterAPanicTheNextChangeIsWritten(t *testing.T) {
	c, _ := paper(t)
	if err := panicking(c, t.Context()); err == nil {
		t.Fatal("no panic")
	}
	if _, err := c.MarkRead(t.Context(), []feed.StoryID{1}, true); err != nil {
		t.Fatal(err)
	}
}

// Many documents at once: each is stored whole and told its own stories, also
// beside one that cannot be stored, one that is given up and one that panics.
func TestDocumentsStoredTogether(t *testing.T) {
	clk := &clock{at: testStart}
	c := openTest(t, t.TempDir(), clk)
	var pubs []feed.Publication
	for i := range 40 {
		pubs = append(pubs, feed.Publication{ID: feed.PublicationID(fmt.Sprint("paper-", i)), Name: fmt.Sprint("Paper ", i),
			Feeds: []feed.Address{{URL: fmt.Sprintf("https://paper%d.example/feed/", i)}}})
	}
	if err := c.Subscribe(t.Context(), pubs); err != nil {
		t.Fatal(err)
	}
	given, cancel := context.WithCancel(t.Context())
	cancel()
	var (
		wg      sync.WaitGroup
		reports = make([]PutReport, len(pubs))
		faults  = make([]error, len(pubs))
	)
	begin := make(chan struct{})
	for i, p := range pubs {
		wg.Go(func() {
			<-begin
			var list []feed.Story
			for n := range 1 + i%7 {
				list = append(list, story(clk, 100*i+n, fmt.Sprintf("Story %d of %s", n, p.Name), nil))
			}
			switch i % 10 {
			case 3:
				_, faults[i] = c.Put(t.Context(), "nobody", list)
			case 4:
				_, faults[i] = c.Put(given, p.ID, list)
			case 5:
				faults[i] = panicking(c, t.Context())
			default:
				reports[i], faults[i] = c.Put(t.Context(), p.ID, list)
			}
		})
	}
	close(begin)
	wg.Wait()
	for i, p := range pubs {
		want := 1 + i%7
		if i%10 >= 3 && i%10 <= 5 {
			want = 0
			if faults[i] == nil {
				t.Errorf("%s: no error", p.ID)
			}
			if i%10 == 4 && !errors.Is(faults[i], context.Canceled) {
				t.Errorf("%s: %v", p.ID, faults[i])
			}
		} else if faults[i] != nil || reports[i].New != want || len(reports[i].IDs) != want {
			t.Errorf("%s: %+v, %v; want %d new", p.ID, reports[i], faults[i], want)
		}
		if got := edition(t, c, fmt.Sprintf("pub:%s", p.ID)).Total; got != want {
			t.Errorf("%s has %d stories, want %d", p.ID, got, want)
		}
	}
}

// panicking is a change that panics; alone it does so in its own caller.
func panicking(c *Cache, ctx context.Context) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%v", fault)
		}
	}()
	return c.changeJoined(ctx, 1, func(*tx) error { panic("on purpose") })
}
