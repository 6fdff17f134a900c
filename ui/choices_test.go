package ui

import (
	"os"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed/newsroom"
	"standfirst/ui/keys"
	"standfirst/ui/stories"
)

// What is chosen while reading comes back in the next session; a density that the
// configuration names stands above it.
func TestDensityAndMeasureComeBack(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(stocked.dir)); err != nil {
		t.Fatal(err)
	}
	again := func(density stories.Density, measure int) (stories.Density, int) {
		s := openAt(t, dir, 120, 36, func(o *Options) { o.Density, o.Measure = density, measure })
		return s.app.density(), s.app.o.Measure
	}
	s := openAt(t, dir, 120, 36)
	s.press("v").shows("Density: full").press("enter", "<").shows("Measure: 68")
	if d, m := again("", 72); d != stories.Full || m != 68 {
		t.Errorf("the next session has %s and %d columns", d, m)
	}
	if d, _ := again(stories.Headlines, 72); d != stories.Headlines {
		t.Errorf("the configuration's headlines became %s", d)
	}
}

// Keys and mouse are the configuration's: the screen changes them for the session
// and says how to keep them.
func TestKeysAndMouseAreForTheSession(t *testing.T) {
	s := open(t, 160, 45, func(o *Options) { o.Keys, _ = keys.New("", map[string]string{"refresh": "ctrl+r", "redo": ""}) })
	s.press(":", "keys newsboat", "enter").shows("Keys of newsboat for this session", `preset = "newsboat" under [keys]`)
	if got := s.app.keys.Key(keys.Refresh); got != "ctrl+r" {
		t.Errorf("the reader's own key was lost: %q", got)
	}
	s.press(":", "mouse off", "enter").shows("Mouse off", "mouse = false in the configuration")
}

// In a filter the masthead goes on counting the paper, and so does what space
// says at its end.
func TestTheMastheadCountsThePaper(t *testing.T) {
	s := open(t, 120, 36)
	s.press("t", "kinship", "enter").shows("kinship care  2 stories", "99 unread")
	s.press("A", "space").shows("space goes on to All stories (97)", "97 unread")
}

// A message too wide for the window keeps its end, where the way back stands.
func TestAMessageKeepsTheWayBack(t *testing.T) {
	open(t, 120, 36).press("A").shows("Marked 99 read (91 not on screen) — U undoes")
	open(t, 40, 10).press("A").shows("Marked 99 read — U undoes")
}

// The first run names what can be done, however small the window.
func TestTheFirstRunFitsASmallWindow(t *testing.T) {
	openAt(t, t.TempDir(), 40, 10, func(o *Options) { o.CanDemo = true }).shows("r  try again", "a  add a publication", "d  see the demonstration")
}

// What is typed at the foot says what tab would make of it.
func TestThePromptSaysWhatTabCompletes(t *testing.T) {
	s := open(t, 120, 36)
	s.press("f", "sect").shows("tab: section:").press("esc")
	s.press("f", "section:first/comm").shows("tab: section:first/comment · ").press("esc")
	s.press(":", "theme ").shows("tab: auto · dark · light · contrast")
}

// A key that means nothing says so, once what was said before could be read.
func TestAKeyWithoutMeaningIsAnswered(t *testing.T) {
	s := open(t, 120, 36)
	s.press("N").shows("N does nothing here: ? lists the keys.")
	s.press("A").shows("U undoes").press("N").shows("U undoes")
	s.wait(5 * time.Second).press("N").shows("N does nothing here")
}

func TestBackspaceTakesAFilterBack(t *testing.T) {
	s := open(t, 120, 36)
	s.press("t", "kinship", "enter", "backspace").hides("#kinship care ·")
	s.press("backspace").shows("There is no filter to take back.")
}

func TestBackspaceLeavesTheReader(t *testing.T) {
	for _, width := range []int{80, 120, 160} {
		s := open(t, width, 36)
		s.press("]", "enter").shows("by ", "q back")
		s.press("backspace").hides("q back").shows("story 1 of")
		if len(s.app.query.Terms) != 1 {
			t.Errorf("%d columns: leaving the reader changed the filter to %q", width, s.app.query)
		}
	}
}

// Where the locale is not UTF-8, and on the Linux console, the marks are ASCII.
func TestTheMarksSuitTheTerminal(t *testing.T) {
	for _, c := range []struct {
		env   map[string]string
		ascii bool
	}{
		{nil, false},
		{map[string]string{"LANG": "en_GB.UTF-8"}, false},
		{map[string]string{"LANG": "C.utf8"}, false},
		{map[string]string{"LANG": "C"}, true},
		{map[string]string{"LC_ALL": "en_GB.ISO-8859-1", "LANG": "en_GB.UTF-8"}, true},
		{map[string]string{"LC_CTYPE": "C.UTF-8", "LANG": "C"}, false},
		{map[string]string{"TERM": "linux", "LANG": "en_GB.UTF-8"}, true},
	} {
		s := open(t, 120, 36, func(o *Options) { o.Env = func(name string) string { return c.env[name] } })
		if got := strings.Contains(s.text(), ">* ‘She"); got != c.ascii {
			t.Errorf("%v: ASCII %v:\n%s", c.env, got, s.text())
		}
	}
}

// What is typed before the first list is there is done when it comes.
func TestKeysBeforeTheFirstListAreNotLost(t *testing.T) {
	s := open(t, 120, 36)
	again := newApp(t.Context(), s.app.o)
	s.app = again
	s.send(tea.WindowSizeMsg{Width: 120, Height: 36})
	s.press("j", "enter")
	s.run(again.Init())
	s.shows("2 of 99", "o browser")
}

// The first answer may be overtaken by another question, which ends it: what was
// typed waits for the answer that counts.
func TestKeysBeforeTheFirstListOutliveAQuestion(t *testing.T) {
	s := open(t, 120, 36)
	s.begin(120, 36)
	overtaken := s.app.ask(false)
	counts := s.app.ask(false)
	s.press("j", "enter")
	s.run(overtaken)
	s.run(counts)
	s.shows("2 of 99", "o browser")
}

// The first list of an empty paper has no stories: what needs one waits until the
// refresh under way has brought some.
func TestKeysBeforeTheFirstStoriesAreNotLost(t *testing.T) {
	s := openAt(t, t.TempDir(), 120, 36)
	s.begin(120, 36)
	filling := s.app.refresh(newsroom.RefreshRequest{})
	s.run(s.app.ask(false))
	s.press("enter").hides("o browser")
	s.run(filling)
	s.shows("o browser")
}

// Whoever goes elsewhere meanwhile is not called back.
func TestKeysBeforeTheFirstStoriesAreDroppedByOthers(t *testing.T) {
	s := openAt(t, t.TempDir(), 120, 36)
	s.begin(120, 36)
	filling := s.app.refresh(newsroom.RefreshRequest{})
	s.run(s.app.ask(false))
	s.press("enter", "?", "esc")
	s.run(filling)
	s.shows("99 unread").hides("o browser")
}

// begin starts the screen anew, before anything was asked.
func (s *screen) begin(width, height int) {
	s.app = newApp(s.t.Context(), s.app.o)
	s.send(tea.WindowSizeMsg{Width: width, Height: height})
	s.send(backgroundLateMsg{})
}
