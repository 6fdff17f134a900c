package line

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestNothingIsWiderThanItsPlace(t *testing.T) {
	plain := lipgloss.NewStyle()
	// Cleaned text never begins with a joining sign, which would join the blank before it.
	words := rapid.StringOf(rapid.RuneFrom([]rune("abc –’€日本語한글👩‍👩‍👧🇬🇧éñא״عربي \u0301\u200d\ufe0f⚕️")))
	rapid.Check(t, func(t *rapid.T) {
		text, right := "a"+words.Draw(t, "text"), "b"+words.Draw(t, "right")
		width := rapid.IntRange(0, 60).Draw(t, "width")
		if got := Fit(text, width, plain); Width(got) != width {
			t.Fatalf("Fit %q is %d wide", got, Width(got))
		}
		if got := Spread(text, right, width, plain, "…"); Width(got) != width {
			t.Fatalf("Spread %q is %d wide, not %d", got, Width(got), width)
		}
		for _, l := range Wrap(text, width, rapid.IntRange(0, 4).Draw(t, "lines"), "…") {
			if Width(l) > width {
				t.Fatalf("Wrap line %q is %d wide", l, Width(l))
			}
		}
	})
}

func TestTheQuickWayMeasuresAsTheLibraryDoes(t *testing.T) {
	signs := rapid.StringOf(rapid.RuneFrom([]rune("abc ~é–’…─│▌●★↓◆≡✎✓›€▸▾ÿȏ\u0301\ufe0f\u200d©®日👍\u00ad\x1b")))
	rapid.Check(t, func(t *rapid.T) {
		text := signs.Draw(t, "text")
		if rapid.Bool().Draw(t, "coloured") {
			text = lipgloss.NewStyle().Foreground(lipgloss.Color("#ff8800")).Bold(true).Render(text) + text
		}
		if n, ok := simple(text); ok && n != ansi.StringWidth(text) {
			t.Fatalf("%q: %d, not %d", text, n, ansi.StringWidth(text))
		}
	})
}

func BenchmarkWidth(b *testing.B) {
	text := lipgloss.NewStyle().Foreground(lipgloss.Color("#ff8800")).Render("● Kinship carers to get pilot allowance in ten areas – ‘now’")
	for b.Loop() {
		Width(text)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		lines int
		want  string
	}{
		{"Ofsted to drop grades", 40, 2, "Ofsted to drop grades"},
		{"Ofsted to drop grades", 12, 2, "Ofsted to|drop grades"},
		{"Ofsted to drop single-word grades", 12, 2, "Ofsted to|drop single…"},
		{"Ofsted to drop", 8, 1, "Ofsted…"},
		{"Donaudampfschifffahrt", 8, 2, "Donaudam|pfschif…"},
		{"", 8, 2, ""},
	} {
		if got := strings.Join(Wrap(c.text, c.width, c.lines, "…"), "|"); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.text, c.width, got, c.want)
		}
	}
}
