package prompt

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"standfirst/ui/line"
	"standfirst/ui/theme"
)

func press(p Pane, keys ...tea.KeyPressMsg) Pane {
	for _, k := range keys {
		p, _ = p.Update(k)
	}
	return p
}

func letters(text string) []tea.KeyPressMsg {
	var out []tea.KeyPressMsg
	for _, r := range text {
		out = append(out, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return out
}

var (
	tab  = tea.KeyPressMsg{Code: tea.KeyTab}
	up   = tea.KeyPressMsg{Code: tea.KeyUp}
	down = tea.KeyPressMsg{Code: tea.KeyDown}
)

func TestTabCompletesAndGoesRound(t *testing.T) {
	names := []string{"refresh", "refresh-all", "redo"}
	p := New(Command, "", nil, func(text string) []string {
		var out []string
		for _, n := range names {
			if strings.HasPrefix(n, text) {
				out = append(out, n)
			}
		}
		return out
	})
	p = press(p, letters("ref")...)
	for _, want := range []string{"refresh", "refresh-all", "refresh"} {
		if p = press(p, tab); p.Text() != want {
			t.Fatalf("got %q, want %q", p.Text(), want)
		}
	}
}

func TestWhatWasTypedBeforeComesBack(t *testing.T) {
	p := press(New(Command, "", []string{"since yesterday", "muted"}, nil), letters("the")...)
	for _, c := range []struct {
		key  tea.KeyPressMsg
		want string
	}{{up, "muted"}, {up, "since yesterday"}, {up, "since yesterday"}, {down, "muted"}, {down, "the"}, {down, "the"}} {
		if p = press(p, c.key); p.Text() != c.want {
			t.Fatalf("got %q, want %q", p.Text(), c.want)
		}
	}
}

func TestPasteIsTyped(t *testing.T) {
	p, _ := New(Search, "", nil, nil).Update(tea.PasteMsg{Content: "kinship\ncare"})
	if got := p.Text(); got != "kinship care" {
		t.Errorf("got %q", got)
	}
}

func TestTheLineKeepsItsWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := New(Filter, rapid.StringOf(rapid.RuneFrom([]rune("ab 日本👩‍👩‍👧é"))).Draw(t, "text"), nil, nil)
		p.SetNote("12 found")
		width := rapid.IntRange(1, 200).Draw(t, "width")
		p.Resize(width)
		if got := line.Width(p.View(theme.New(theme.Choice{}))); got != width {
			t.Fatalf("%d wide, not %d: %q", got, width, ansi.Strip(p.View(theme.New(theme.Choice{}))))
		}
	})
}

func TestTheLineSaysWhatTabCompletes(t *testing.T) {
	p := New(Filter, "", nil, func(text string) []string {
		if strings.HasSuffix(text, "tag:ki") {
			return []string{"is:unread tag:\"kinship care\" ", "is:unread tag:kinder "}
		}
		return nil
	})
	p.Resize(100)
	view := func(p Pane) string { return ansi.Strip(p.View(theme.New(theme.Choice{}))) }
	if got := view(p); strings.Contains(got, "tab") {
		t.Errorf("nothing typed: %q", got)
	}
	p = press(p, letters("is:unread tag:ki")...)
	if got := view(p); !strings.Contains(got, `tab: tag:"kinship care" · tag:kinder`) {
		t.Errorf("typed: %q", got)
	}
	if got := view(press(p, tab)); !strings.Contains(got, "tab: tag:kinder") || strings.Contains(got, `· tag:"k`) {
		t.Errorf("completed: %q", got)
	}
	p.SetNote("12 found")
	if got := view(p); strings.Contains(got, "tab") || !strings.Contains(got, "12 found") {
		t.Errorf("with a note: %q", got)
	}
}
