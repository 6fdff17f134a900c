package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
)

// subscribing counts what the configuration would be told.
func subscribing(s **screen, added, removed *[]string) func(*Options) {
	return func(o *Options) {
		o.Subscribe = func(ctx context.Context, p feed.Publication) (feed.Change, error) {
			*added = append(*added, p.Name)
			return (*s).news.Add(ctx, p)
		}
		o.Unsubscribe = func(ctx context.Context, id feed.PublicationID) (feed.Change, error) {
			*removed = append(*removed, string(id))
			return (*s).news.Remove(ctx, id)
		}
	}
}

func TestAPublicationIsRemovedAndItsStoriesStay(t *testing.T) {
	var s *screen
	var added, removed []string
	s = open(t, 120, 36, subscribing(&s, &added, &removed))
	s.press("!", "j", "D").shows("Removed Community Care; its stories stay — U undoes", "(removed)")
	if len(removed) != 1 {
		t.Fatalf("the configuration was told of %v", removed)
	}
	s.press("esc").shows("100 unread")
	s.press("U").shows("Undone: added Community Care")
	if len(added) != 1 {
		t.Errorf("the configuration was told of %v", added)
	}
	s.press("!").hides("(removed)")
}

func TestAPublicationIsAddedAfterItsHeadlinesWereSeen(t *testing.T) {
	var s *screen
	var added, removed []string
	s = open(t, 120, 36, subscribing(&s, &added, &removed))
	s.press("!", "j", "D", "esc")
	s.press("a").shows("add ", "a name or an address")
	s.press("http://www.communitycare.example/", "enter").shows("Found for http://www.communitycare.example/", "enter adds it", "“")
	if n := strings.Count(s.text(), "“"); n < 3 {
		t.Errorf("%d headlines:\n%s", n, s.text())
	}
	if len(added) != 0 {
		t.Fatal("something was added before it was chosen")
	}
	s.press("enter").shows("Added ", "U undoes")
	if len(added) != 1 {
		t.Fatalf("the configuration was told of %v", added)
	}
	s.press("U").shows("Undone: removed")
	s.wait(5*time.Second).press("a", "no such paper", "enter").shows("no such paper").hides("Found for")
	s.press("a", "esc").hides("add ")
}

func TestAPastedAddressIsOfferedForAdding(t *testing.T) {
	s := open(t, 120, 36)
	s.send(tea.PasteMsg{Content: "http://www.first.example/feed/\n"})
	s.shows("add http://www.first.example/feed/")
	s.press("enter").shows("Found for")
	s.press("enter").shows("its feed is that of first")
}

func TestTheEndOfAListLoadsOlderStories(t *testing.T) {
	s := open(t, 120, 36)
	s.pub.Lengthen(90)
	s.press("1", "G").shows("Stored back to", "enter loads older")
	total := s.app.list.Edition().Total
	s.press("enter").shows("older stories", "first back to")
	if now := s.app.list.Edition().Total; now <= total {
		t.Errorf("%d stories, %d before", now, total)
	}
	for range 6 {
		s.press("G", "enter")
		if strings.Contains(s.text(), "has nothing older") {
			break
		}
	}
	s.shows("first has nothing older").press("G").hides("enter loads older")
	s.wait(5*time.Second).press("G", "enter").shows("as far back as")
	s.press("/", "kinship", "enter", "G").hides("enter loads older")
}
