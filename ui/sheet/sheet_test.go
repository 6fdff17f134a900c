package sheet

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"standfirst/ui/golden"
	"standfirst/ui/line"
	"standfirst/ui/theme"
)

func items() []Item {
	return []Item{
		{Head: true, Text: "LINKS"},
		{Mark: "1", Text: "full response", Right: "gov.example", Value: "https://gov.example/"},
		{Mark: "2", Text: "日本語の報告書 👩‍👩‍👧", Right: "report.example", Below: "https://report.example/a/long/way"},
		{Text: "the last"},
	}
}

func TestView(t *testing.T) {
	plain := theme.New(theme.Choice{NoColour: true})
	p := New("Links of this story", items(), "enter opens · y copies · esc back")
	p.Resize(60, 12)
	p.Move(1)
	golden.Equal(t, "links-60x12", ansi.Strip(p.View(plain)))
	p = Text("Changes", strings.Split(strings.Repeat("a line of words\n", 30)+"the end", "\n"), "esc back")
	p.Resize(40, 10)
	p.Bottom()
	golden.Equal(t, "text-40x10", ansi.Strip(p.View(plain)))
}

func TestTheCursorPassesOverHeadings(t *testing.T) {
	p := New("", items(), "")
	p.Resize(40, 10)
	if it, ok := p.Selected(); !ok || it.Mark != "1" {
		t.Errorf("starts on %+v", it)
	}
	p.Top()
	if it, _ := p.Selected(); it.Mark != "1" {
		t.Errorf("the top is %+v", it)
	}
	p.Bottom()
	if it, _ := p.Selected(); it.Text != "the last" {
		t.Errorf("the bottom is %+v", it)
	}
}

func TestNoLineIsWiderThanTheSheet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 300).Draw(t, "w"), rapid.IntRange(1, 60).Draw(t, "h")
		p := New("A title", items(), "keys")
		p.Resize(width, height)
		p.Move(rapid.IntRange(-2, 5).Draw(t, "move"))
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
