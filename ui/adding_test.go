package ui

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/demo"
	"standfirst/feed/newsroom"
	"standfirst/ui/stories"
)

// paper is a configuration file as the screen's newsroom knows it: what it names,
// and what was written into it.
type paper struct {
	names   []feed.Publication
	written []string
}

func newPaper() *paper { return &paper{names: demo.Publications()} }

func (p *paper) into(o *newsroom.Options) {
	set := func(in bool, list ...feed.Publication) {
		for _, one := range list {
			p.names = slices.DeleteFunc(p.names, func(q feed.Publication) bool { return q.ID == one.ID })
			if in {
				p.names = append(p.names, one)
			}
			p.written = append(p.written, fmt.Sprint(one.Name, " ", in))
		}
	}
	o.Publications = slices.Clone(p.names)
	o.Paper = &newsroom.Paper{
		Add: func(list ...feed.Publication) (string, error) {
			set(true, list...)
			text, err := json.Marshal(list)
			return "+" + string(text), err
		},
		Remove: func(id feed.PublicationID) (string, error) {
			i := slices.IndexFunc(p.names, func(q feed.Publication) bool { return q.ID == id })
			list := []feed.Publication{p.names[i]}
			set(false, list...)
			text, err := json.Marshal(list)
			return "-" + string(text), err
		},
		Step: func(edit string, undo bool) error {
			var list []feed.Publication
			if err := json.Unmarshal([]byte(edit[1:]), &list); err != nil {
				return err
			}
			set((edit[0] == '+') != undo, list...)
			return nil
		},
		Read: func() ([]feed.Publication, error) { return slices.Clone(p.names), nil },
	}
}

// openPaper starts a screen on the demonstration's stories and a configuration.
func openPaper(t *testing.T, dir string, p *paper) *screen {
	t.Helper()
	if stocked.err != nil {
		t.Fatal(stocked.err)
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) == 0 {
		if err := os.CopyFS(dir, os.DirFS(stocked.dir)); err != nil {
			t.Fatal(err)
		}
	}
	return openRoom(t, dir, 120, 36, p.into)
}

// wrote tells what was written into the configuration since this was last asked.
func (p *paper) wrote() string {
	text := strings.Join(p.written, ", ")
	p.written = nil
	return text
}

func TestAPublicationIsRemovedAndItsStoriesStay(t *testing.T) {
	p := newPaper()
	s := openPaper(t, t.TempDir(), p)
	s.press("!", "j", "D").shows("Removed Community Care; its stories stay — U undoes", "(removed)")
	if wrote := p.wrote(); wrote != "Community Care false" {
		t.Fatalf("the configuration was told %q", wrote)
	}
	s.press("esc").shows("99 unread")
	s.press("U").shows("Undone: removed Community Care")
	if wrote := p.wrote(); wrote != "Community Care true" {
		t.Errorf("the configuration was told %q", wrote)
	}
	s.press("!").hides("(removed)")
	s.press("ctrl+r").shows("Done again: removed Community Care", "(removed)")
}

// What was removed and what was added is taken back by a later session, after
// other changes, in their order.
func TestAPublicationIsUndoneByTheNextSession(t *testing.T) {
	p, dir := newPaper(), t.TempDir()
	s := openPaper(t, dir, p)
	s.press("!", "j", "D", "esc", "s").shows("Saved")
	if err := s.news.Close(); err != nil {
		t.Fatal(err)
	}
	p.wrote()
	s = openPaper(t, dir, p)
	s.press("!").shows("(removed)").press("esc")
	s.press("U").shows("1 story, saved").press("U").shows("Undone: removed Community Care")
	if wrote := p.wrote(); wrote != "Community Care true" {
		t.Errorf("the configuration was told %q", wrote)
	}
	s.press("!").hides("(removed)").press("esc")
	s.press("U").shows("Nothing to undo")
	s.press("ctrl+r", "ctrl+r").shows("Done again: 1 story, saved")
}

func TestAPublicationIsAddedAfterItsHeadlinesWereSeen(t *testing.T) {
	p := newPaper()
	s := openPaper(t, t.TempDir(), p)
	s.press("!", "j", "D", "esc")
	p.wrote()
	s.press("a").shows("add ", "a name or an address")
	s.press("http://www.communitycare.example/", "enter").shows("Found for http://www.communitycare.example/", "enter adds it", "“")
	if n := strings.Count(s.text(), "“"); n < 3 {
		t.Errorf("%d headlines:\n%s", n, s.text())
	}
	if wrote := p.wrote(); wrote != "" {
		t.Fatalf("%q was written before it was chosen", wrote)
	}
	s.press("enter").shows("Added ", "U undoes")
	if wrote := p.wrote(); wrote != "Community Care true" {
		t.Fatalf("the configuration was told %q", wrote)
	}
	s.press("U").shows("Undone: added ")
	if wrote := p.wrote(); wrote != "Community Care false" {
		t.Fatalf("the configuration was told %q", wrote)
	}
	s.wait(5*time.Second).press("a", "no such paper", "enter").shows("no such paper").hides("Found for")
	s.press("a", "esc").hides("add ")
}

func TestWithoutAConfigurationAChangeOfThePaperEndsWithTheProgram(t *testing.T) {
	s := open(t, 120, 36)
	s.press("!", "j", "D").shows("Removed Community Care; its stories stay, until the program ends — U undoes")
	s.press("esc", "U").shows("Undone: removed Community Care").press("!").hides("(removed)")
}

// Measure and density are choices of the reader, and steps like others.
func TestChoicesAreUndone(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(stocked.dir)); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, dir, 120, 36)
	before := s.text()
	s.press("v").shows("Density: full")
	s.now = s.now.Add(5 * time.Minute)
	s.press(":", "measure 90", "enter").shows("Measure: 90 columns")
	if err := s.news.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, dir, 120, 36)
	if s.app.o.Measure != 90 || s.app.density() != stories.Full {
		t.Fatalf("measure %d, %s", s.app.o.Measure, s.app.density())
	}
	s.press("U").shows("Undone: chose measure 90")
	if s.app.o.Measure != 72 || s.app.reader.measure != 72 {
		t.Errorf("measure %d", s.app.o.Measure)
	}
	s.press("U").shows("Undone: chose density full")
	s.wait(5*time.Second).press("j", "k")
	if got := s.text(); strings.Count(got, "\n") != strings.Count(before, "\n") || s.app.density() != stories.Standard {
		t.Errorf("density %s", s.app.density())
	}
	s.press("ctrl+r", "ctrl+r").shows("Done again: chose measure 90")
	if s.app.o.Measure != 90 || s.app.density() != stories.Full {
		t.Errorf("measure %d, %s", s.app.o.Measure, s.app.density())
	}
	// Keys pressed until it is right are one step; back where it was, none.
	s.press("<", "<", "<", "U").shows("Undone: chose measure 78")
	if s.app.o.Measure != 90 {
		t.Errorf("measure %d", s.app.o.Measure)
	}
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
