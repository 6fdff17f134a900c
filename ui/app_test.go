package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"standfirst/ui/line"
	"standfirst/ui/theme"
)

func TestTheFrontPageInThreeWidths(t *testing.T) {
	for _, c := range []struct {
		width, height int
		shows, hides  []string
		article       []string
	}{
		{160, 45, []string{"Sunday 22 November 2026", "2 publications", "All stories", "LATEST", "Community Care · Children", "by "}, nil, []string{"All stories", "by ", "1 of 99"}},
		{120, 36, []string{"Sunday 22 November 2026", "2 publications", "All stories", "TAGS", "LATEST", "── Saturday 21 November ──"}, []string{"by "}, []string{"by ", "1 of 99", "space on", "q back"}},
		{80, 24, []string{"Sunday 22 November 2026", "99 unread", "LATEST"}, []string{"All stories", "2 publications"}, []string{"by ", "q back"}},
		{60, 20, []string{"22 November 2026", "99 unread", "LATEST"}, []string{"All stories", "Sunday 22 November 2026"}, []string{"by "}},
		{40, 10, []string{"STANDFIRST", "99 unread", "LATEST"}, []string{"November 2026"}, []string{"1 of 99"}},
	} {
		t.Run(fmt.Sprintf("%dx%d", c.width, c.height), func(t *testing.T) {
			s := open(t, c.width, c.height)
			s.shows(c.shows...).hides(c.hides...)
			s.press("enter").shows(c.article...)
		})
	}
	open(t, 39, 9).shows("The window is too small: 39×9")
}

func TestTheSelectionIsColouredAndTheRestIsCalm(t *testing.T) {
	s := open(t, 120, 36, func(o *Options) { o.Theme = theme.Dark })
	lines := strings.Split(s.app.View().Content, "\n")
	for i, want := range map[int]bool{3: true, 4: true, 5: true, 8: false} {
		if got := strings.Contains(lines[i], "48;2;43;39;34"); got != want {
			t.Errorf("line %d is selected: %v", i, got)
		}
	}
}

func TestAReaderSkimsASectionAndReadsOn(t *testing.T) {
	s := open(t, 120, 36)
	s.press("]", "]", "]", "]", "]").shows("first › comment")
	s.press("[").shows("first › features › parliament")
	s.press("[", "[", "[", "[").shows("Community Care › Sponsored")
	s.press("q").shows("all stories")
}

func TestAReaderFindsATagByAFewLetters(t *testing.T) {
	s := open(t, 120, 36)
	s.press("t").shows("tag", "+ and")
	s.press("kin").shows("kinship care", "also: connected carers")
	s.press("enter").shows("#kinship care", "stories since", "often with:")
	s.press("t", "+SGO", "enter").shows("#kinship care · #special guardianship · story 1 of")
	s.press("t", "|ofsted", "enter").shows("#kinship care · #special guardianship or #Ofsted")
	s.press("t", "-adop", "enter").shows("not #adoption")
	s.press("T").shows("all stories")
}

func TestSendFindsSpecialEducationalNeeds(t *testing.T) {
	s := open(t, 120, 36)
	s.press("t", "send", "enter").shows("#SEND · story 1 of")
}

func TestEscLeavesEverythingAsItWas(t *testing.T) {
	s := open(t, 120, 36)
	s.press("j", "j", "j")
	before := s.text()
	for _, keys := range [][]string{{"t", "kin", "esc"}, {"/", "Ofsted", "esc"}, {":", "the", "esc"}, {"f", "tag:", "esc"}, {"?", "esc"}, {"!", "esc"}, {"F", "esc"}} {
		s.press(keys...)
		if s.app.message.text = ""; s.text() != before {
			t.Errorf("after %v the screen is another:\n%s", keys, s.text())
		}
	}
}

func TestSearchAsYouType(t *testing.T) {
	s := open(t, 120, 36)
	s.press("/", "kinship").shows("found")
	s.press("enter").shows("kinship", "story 1 of")
	first, _ := s.app.list.Selected()
	if !strings.Contains(strings.ToLower(first.Title+first.Snippet+first.Standfirst), "kinship") {
		t.Errorf("found %q", first.Title)
	}
	s.press("esc").shows("all stories")
	s.press("/", "qqqqq", "enter").shows("No match for “qqqqq”", "0 clears")
	s.press("0").shows("all stories · story 1 of")
}

func TestOpeningMarksReadAfterASecondAndIsNoUndoStep(t *testing.T) {
	s := open(t, 120, 36)
	s.press("j", "s").shows("Saved — U undoes")
	s.press("enter", "esc")
	row, _ := s.app.list.Selected()
	if !row.Marks.IsRead() {
		t.Error("the story is not marked read")
	}
	s.press("U").shows("Undone")
	row, _ = s.app.list.Selected()
	if row.Marks.IsSaved() || !row.Marks.IsRead() {
		t.Errorf("undo took back %+v", row.Marks)
	}
}

func TestMarkingIsUndone(t *testing.T) {
	s := open(t, 120, 36)
	s.press("m").shows("Marked read")
	if s.app.counts.All.Unread != 98 {
		t.Errorf("%d unread", s.app.counts.All.Unread)
	}
	s.press("j", "U").shows("Undone", "99 unread")
	s.press("ctrl+r").shows("98 unread")
	s.press("A").shows("Marked 98 read", "not on screen", "0 unread")
	s.press("A").shows("read already")
	s.press("U").shows("98 unread")
}

func TestReadRowsStayInPlaceUntilTheListIsLeft(t *testing.T) {
	s := open(t, 120, 36)
	s.press("m").wait(5*time.Second).press("u").shows("unread only", "1 read hidden, u shows", "of 98")
	s.press("m")
	row, _ := s.app.list.Selected()
	s.wait(5*time.Second).press("j").shows(row.Title, "of 98")
	s.press("]", "0").shows("of 97")
}

func TestTheRailShowsWhereOneGoes(t *testing.T) {
	s := open(t, 120, 36)
	s.press("tab")
	for range 4 {
		s.press("j")
	}
	s.shows("first › news · story 1 of 20")
	s.press("enter", "j").shows("story 2 of 20")
	s.press("shift+tab", "k").shows("first · story 1 of 50")
	s.press("esc").press("h").shows("all stories")
}

func TestSpaceReadsEverythingAndSaysWhenItLeavesAFilter(t *testing.T) {
	s := open(t, 120, 36)
	s.press("]", "]") // interview: four stories
	s.shows("interview", "of 4")
	for range 60 {
		s.press("space")
		if strings.Contains(s.text(), "End of") {
			break
		}
	}
	s.shows("End of first › interview — space goes on to All stories (95)")
	s.press("space").shows("of 99")
	if s.app.focus != onReader {
		t.Error("space did not open a story")
	}
}

func TestFollowingATagFromTheStory(t *testing.T) {
	s := open(t, 120, 36)
	s.press("#")
	row, _ := s.app.list.Selected()
	s.shows("a " + row.Tags[0].Published)
	s.press("A").shows("Following")
	s.shows("FOLLOWED", "◆")
	s.press("U").hides("FOLLOWED")
	s.wait(5*time.Second).press(";", "a").shows("#"+row.Tags[0].Name, "story since")
}

func TestAViewIsSavedRenamedAndRemoved(t *testing.T) {
	s := open(t, 120, 36)
	s.press("F").shows("All stories need no view")
	s.press("]", "F", "ctrl+u", "My news", "enter").shows("Saved as the view My news", "Views")
	s.wait(5*time.Second).press("0", "t", "my ne", "enter").shows("My news · story 1 of 20")
	s.press("F", "ctrl+u", "Our news", "enter").shows("Our news")
	s.press("tab", "D").shows("Removed the view").hides("Views")
	s.press("U").shows("Our news")
}

func TestTheFilterIsEditedAsText(t *testing.T) {
	s := open(t, 120, 36)
	s.press("f", "tag:ofs", "tab").shows("tag:Ofsted")
	s.press("is:un", "tab", "enter").shows("#Ofsted · unread")
	s.press("f").shows("tag:Ofsted is:unread")
}

func TestCommandsByNameWithCompletionAndHistory(t *testing.T) {
	s := open(t, 120, 36)
	s.press(":", "the", "tab").shows(":theme ")
	s.press("li", "tab", "enter")
	if s.app.theme.Name != theme.Light {
		t.Errorf("theme %s", s.app.theme.Name)
	}
	s.press(":", "up").shows(":theme light")
	s.press("esc", ":", "nonsense", "enter").shows("No command is called nonsense")
	s.press("m", ":", "undo", "enter").shows("Last changes")
	s.wait(5*time.Second).press("q", "j").shows("all stories")
}

func TestNarrowScreensSlideTheRailOver(t *testing.T) {
	s := open(t, 80, 24)
	s.hides("All stories")
	s.press("tab").shows("All stories", "Followed")
	s.press("j", "enter").hides("All stories  ")
}

func TestResizingKeepsSelectionAndPlace(t *testing.T) {
	s := open(t, 120, 36)
	s.press("j", "j", "j", "j", "j")
	id := s.app.list.ID()
	for _, size := range [][2]int{{160, 45}, {60, 20}, {0, 0}, {40, 10}, {300, 100}, {1, 1}, {120, 36}} {
		s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
	}
	if s.app.list.ID() != id {
		t.Errorf("on story %d, not %d", s.app.list.ID(), id)
	}
}

func TestAnyKeyAtAnySizeKeepsTheLinesWithinTheScreen(t *testing.T) {
	keys := strings.Split("j k g G l h n p J K } { ] [ # t T u v S z < > , m s A M U ? ! / f F : x i e = c o y Y w | W L 0 1 2 r D a * q", " ")
	keys = append(keys, "enter", "esc", "tab", "space", "backspace", "ctrl+d", "ctrl+u", "ctrl+f", "ctrl+b", "ctrl+r", "ctrl+g", "ctrl+x", "shift+tab")
	s := open(t, 120, 36, func(o *Options) {
		o.Browser = []string{"true"}
		o.Clipboard = []string{"true"}
		o.Exports = t.TempDir()
	})
	seed := uint32(7)
	for i := range 400 {
		seed = seed*1664525 + 1013904223
		if i%9 == 0 {
			s.send(tea.WindowSizeMsg{Width: int(seed>>8) % 301, Height: int(seed>>16) % 101})
		}
		s.press(keys[int(seed>>12)%len(keys)])
		if s.ended {
			s.ended = false
		}
		for _, l := range strings.Split(s.app.View().Content, "\n") {
			if line.Width(l) > s.app.width {
				t.Fatalf("%q is %d wide on a screen of %d", ansi.Strip(l), line.Width(l), s.app.width)
			}
		}
		if n := strings.Count(s.app.View().Content, "\n") + 1; n > max(1, s.app.height) {
			t.Fatalf("%d lines on a screen of %d", n, s.app.height)
		}
	}
}

func TestMessagesStayAtLeastFourSeconds(t *testing.T) {
	s := open(t, 120, 36)
	s.press("m").shows("Marked read")
	s.wait(time.Second).press("j").shows("Marked read")
	s.wait(4 * time.Second).press("j").hides("Marked read")
}

func TestTheMouseSelectsOpensAndPressesTheFooter(t *testing.T) {
	s := open(t, 120, 36)
	s.send(tea.MouseClickMsg{X: 40, Y: 7, Button: tea.MouseLeft})
	if s.app.list.Place() != 2 {
		t.Errorf("on story %d", s.app.list.Place())
	}
	s.send(tea.MouseClickMsg{X: 40, Y: 7, Button: tea.MouseLeft})
	if s.app.focus != onReader {
		t.Error("a double click does not open")
	}
	s.press("q")
	s.send(tea.MouseClickMsg{X: 5, Y: 7, Button: tea.MouseLeft})
	s.shows("first › news")
	at := strings.Index(ansi.Strip(s.foot()), "? help")
	s.send(tea.MouseClickMsg{X: line.Width(s.foot()[:at]), Y: 35, Button: tea.MouseLeft})
	s.shows("KEYS")
}

func TestAnArticleNamesEverySectionItStandsIn(t *testing.T) {
	s := open(t, 100, 30)
	s.press("f", "ctrl+u", "section:community-care/workforce section:community-care/children", "enter", "enter")
	s.shows("Community Care · Children, Workforce")
}

func TestTheDemonstrationIsNamedWhereThereIsRoom(t *testing.T) {
	for width, want := range map[int]string{60: "STANDFIRST demonstration  ", 40: "STANDFIRST  "} {
		s := open(t, width, 20, func(o *Options) { o.Demo = true })
		if first, _, _ := strings.Cut(s.text(), "\n"); !strings.HasPrefix(strings.TrimSpace(first), want) || !strings.Contains(first, "99 unread") {
			t.Errorf("%d columns: %q", width, first)
		}
	}
}
