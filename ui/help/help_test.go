package help

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"standfirst/ui/golden"
	"standfirst/ui/keys"
	"standfirst/ui/line"
	"standfirst/ui/theme"
)

func open(width, height int, typed string) Pane {
	m, _ := keys.New("", nil)
	p := New(m, keys.List, []string{"tmux and screen may keep ctrl+b for themselves."})
	p.Resize(width, height)
	for _, r := range typed {
		p, _ = p.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return p
}

func TestView(t *testing.T) {
	plain := theme.New(theme.Choice{NoColour: true})
	golden.Equal(t, "all-120x100", ansi.Strip(open(120, 100, "").View(plain)))
	golden.Equal(t, "unread-80x24", ansi.Strip(open(80, 24, "unread").View(plain)))
	golden.Equal(t, "nothing-60x10", ansi.Strip(open(60, 10, "zzz").View(plain)))
}

func TestAKeyFindsWhatItDoes(t *testing.T) {
	for typed, want := range map[string]string{"U": "undo", "ctrl+r": "redo", "#": "this story's tags", "copy": "copy the link"} {
		if got := ansi.Strip(open(100, 40, typed).View(theme.New(theme.Choice{}))); !strings.Contains(got, want) {
			t.Errorf("%q does not find %q:\n%s", typed, want, got)
		}
	}
}

func TestNoLineIsWiderThanThePage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 300).Draw(t, "w"), rapid.IntRange(1, 60).Draw(t, "h")
		lines := strings.Split(open(width, height, "").View(theme.New(theme.Choice{})), "\n")
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
