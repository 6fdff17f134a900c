package publications

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"standfirst/feed"
	"standfirst/ui/golden"
	"standfirst/ui/line"
	"standfirst/ui/theme"
)

var now = time.Date(2026, 11, 22, 8, 31, 0, 0, time.UTC)

func states() []feed.PublicationState {
	return []feed.PublicationState{
		{Publication: feed.Publication{ID: "first", Name: "first", Feeds: []feed.Address{{URL: "https://first.example/feed/"}}, Sections: make([]feed.Section, 7)},
			Stories: 214, Unread: 9, Saved: 3, Bytes: 412_000, Oldest: now.AddDate(0, -2, 0), LastSuccess: now.Add(-5 * time.Minute), NextCheck: now.Add(55 * time.Minute), Status: "not modified"},
		{Publication: feed.Publication{ID: "cc", Name: "Community Care", Feeds: []feed.Address{{URL: "https://cc.example/feed/"}}},
			Stories: 1033, Unread: 28, Bytes: 3_400_000, LastSuccess: now.Add(-26 * time.Hour), NextCheck: now.Add(2 * time.Hour), Status: "failed",
			Fault: "cc.example did not answer within 30 seconds.", Remedy: "Nothing to do: it is asked again at 10:31; r asks now."},
		{Publication: feed.Publication{ID: "x", Name: "日本語の新聞 👩‍👩‍👧", Retired: true}, Notice: "Nothing new for 3 weeks, usually daily."},
	}
}

func show(width, height int) Pane {
	p := New(time.UTC)
	p.Resize(width, height)
	p.Show(states(), now, "")
	return p
}

func TestView(t *testing.T) {
	plain := theme.New(theme.Choice{NoColour: true})
	p := show(120, 20)
	p.Move(1)
	golden.Equal(t, "failing-120x20", ansi.Strip(p.View(plain)))
	p = show(60, 12)
	golden.Equal(t, "60x12", ansi.Strip(p.View(plain)))
	p = show(80, 18)
	p.SetAsking(map[feed.PublicationID]bool{"first": true})
	golden.Equal(t, "asking-80x18-dark", p.View(theme.New(theme.Choice{Name: theme.Dark, Known: true, Dark: true})))
}

func TestTheCursorStaysOnItsPublication(t *testing.T) {
	p := show(80, 20)
	p.Move(1)
	p.Show(append([]feed.PublicationState{{Publication: feed.Publication{ID: "new", Name: "new"}}}, states()...), now, "")
	if s, _ := p.Selected(); s.ID != "cc" {
		t.Errorf("on %q", s.ID)
	}
}

func TestNoLineIsWiderThanTheScreen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 300).Draw(t, "w"), rapid.IntRange(1, 60).Draw(t, "h")
		p := show(width, height)
		p.Move(rapid.IntRange(0, 3).Draw(t, "at"))
		lines := strings.Split(p.View(theme.New(theme.Choice{})), "\n")
		if len(lines) != height {
			t.Fatalf("%d lines, not %d", len(lines), height)
		}
		for _, l := range lines {
			if line.Width(l) != width {
				t.Fatalf("%q is %d wide, not %d", ansi.Strip(l), line.Width(l), width)
			}
		}
	})
}
