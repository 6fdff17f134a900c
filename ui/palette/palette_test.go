package palette

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"standfirst/feed"
	"standfirst/ui/golden"
	"standfirst/ui/line"
	"standfirst/ui/theme"
)

func entries() []Entry {
	return []Entry{
		{Kind: Tag, Name: "kinship care", Value: "kinship care", Also: []string{"kinship carers", "connected persons"}, Count: feed.Count{Unread: 4, Total: 63}, Weeks: [8]int{1, 2, 2, 3, 5, 4, 6, 7}, Followed: true},
		{Kind: Tag, Name: "special guardianship", Value: "special guardianship", Count: feed.Count{Unread: 1, Total: 18}, Weeks: [8]int{1, 0, 2, 0, 1, 3, 1, 1}},
		{Kind: Tag, Name: "special educational needs", Value: "special educational need", Also: []string{"SEND"}, Count: feed.Count{Total: 40}},
		{Kind: Tag, Name: "looking after children in kindness", Value: "x", Count: feed.Count{Total: 2}},
		{Kind: Section, Name: "Children", Where: "Community Care", Publication: "community-care", Value: "children", Count: feed.Count{Unread: 19, Total: 1700}},
		{Kind: Publication, Name: "Community Care", Publication: "community-care", Count: feed.Count{Unread: 28, Total: 2000}, Hue: 1},
		{Kind: Month, Name: "October 2026", Value: "2026-10", Count: feed.Count{Unread: 3, Total: 90}},
	}
}

func typed(text string) Pane {
	p := New(entries(), "")
	p.Resize(120, 30)
	for _, r := range text {
		p, _ = p.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return p
}

func dark() theme.Theme  { return theme.New(theme.Choice{Name: theme.Dark, Known: true, Dark: true}) }
func plain() theme.Theme { return theme.New(theme.Choice{NoColour: true}) }

func TestAFewLettersFind(t *testing.T) {
	for word, want := range map[string]string{
		"kin": "kinship care", "KINSHIP": "kinship care", "send": "special educational needs", "connected": "kinship care",
		"guard": "special guardianship", "spgu": "special guardianship", "chi": "Children", "oct": "October 2026", "comm": "Community Care",
		"community chil": "Children",
	} {
		if e, _, ok := typed(word).Selected(); !ok || e.Name != want {
			t.Errorf("%q finds %q, want %q", word, e.Name, want)
		}
	}
	if e, _, ok := typed("zzz").Selected(); ok {
		t.Errorf("zzz finds %q", e.Name)
	}
}

func TestASignSaysHow(t *testing.T) {
	for text, want := range map[string]Op{"kin": Show, "+kin": And, "|kin": Or, "-kin": Not, "*kin": Follow, "!kin": Mute} {
		e, op, _ := typed(text).Selected()
		if op != want || e.Name != "kinship care" {
			t.Errorf("%q: %q %q", text, op, e.Name)
		}
	}
	p := typed("kin")
	p.Sign(And)
	p.Sign(Not)
	if p.input.Value() != "-kin" {
		t.Errorf("a second sign replaces the first: %q", p.input.Value())
	}
	p.Sign(Not)
	if p.input.Value() != "kin" {
		t.Errorf("the same sign again takes it away: %q", p.input.Value())
	}
}

func TestView(t *testing.T) {
	golden.Equal(t, "empty-120", ansi.Strip(typed("").View(plain())))
	golden.Equal(t, "kin-120", ansi.Strip(typed("kin").View(plain())))
	golden.Equal(t, "kin-120-dark", typed("kin").View(dark()))
	golden.Equal(t, "nothing-120", ansi.Strip(typed("*qqq").View(plain())))
	small := typed("")
	small.Resize(40, 10)
	small.Move(3)
	golden.Equal(t, "small-40x10", ansi.Strip(small.View(plain())))
}

func TestClicks(t *testing.T) {
	p := typed("")
	if !p.Click(5, 5) || p.cursor != 1 {
		t.Errorf("clicked the second entry, cursor on %d", p.cursor)
	}
	_, h := p.Size()
	p.Click(4, h-2)
	if _, op, _ := p.Selected(); op != And {
		t.Errorf("clicked +, got %q", op)
	}
}

func TestTheBoxKeepsItsSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := New([]Entry{{Name: "日本語 x" + rapid.StringOf(rapid.RuneFrom([]rune("ab 日本👩‍👩‍👧é"))).Draw(t, "name"), Kind: Tag}, {Name: "b", Kind: View}}, rapid.SampledFrom([]string{"", "b", "-", "zz"}).Draw(t, "typed"))
		p.Resize(rapid.IntRange(0, 300).Draw(t, "w"), rapid.IntRange(0, 60).Draw(t, "h"))
		view := p.View(dark())
		if view == "" {
			return
		}
		width, height := p.Size()
		lines := strings.Split(view, "\n")
		if len(lines) != height {
			t.Fatalf("%d lines, not %d", len(lines), height)
		}
		for _, l := range lines {
			if line.Width(l) != width {
				t.Fatalf("%q: %d wide, not %d", ansi.Strip(l), line.Width(l), width)
			}
		}
	})
}
