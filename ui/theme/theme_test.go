package theme

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// TestContrast computes the table of contrasts: words must be readable on the
// background and on the selection of every palette of our own.
func TestContrast(t *testing.T) {
	for name, p := range map[string]palette{
		"dark": darkPalette(), "light": lightPalette(),
		"contrast, dark": contrastDarkPalette(), "contrast, light": contrastLightPalette(),
	} {
		for _, role := range roles() {
			if p[role] == "" {
				t.Errorf("%s: %s has no colour", name, role)
				continue
			}
			if role == Background || role == Rule || role == Selection {
				continue
			}
			onBackground, onSelection := contrast(p[role], p[Background]), contrast(p[role], p[Selection])
			t.Logf("%-16s %-13s %s %5.1f %5.1f", name, role, p[role], onBackground, onSelection)
			if fault := tooPale(p, role); fault != nil {
				t.Errorf("%s: %v", name, fault)
			}
			if strings.HasPrefix(name, "contrast") && min(onBackground, onSelection) < contrastText {
				t.Errorf("%s: %s is below %.1f:1", name, role, contrastText)
			}
		}
	}
	if got := contrast("#000000", "#ffffff"); got != 21 {
		t.Errorf("black on white is 21:1, got %.2f", got)
	}
}

// The palettes for 256 colours can be read too, and keep their accent apart from
// their tags.
func TestContrastIn256(t *testing.T) {
	hex := func(colour string) string {
		n, err := strconv.Atoi(colour)
		if err != nil || n < 16 || n > 255 {
			t.Fatalf("%q is none of the fixed colours", colour)
		}
		r, g, b, _ := ansi.IndexedColor(n).RGBA()
		return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
	}
	for name, full := range map[string]palette{"dark": darkPalette(), "light": lightPalette(), "contrast, dark": contrastDarkPalette(), "contrast, light": contrastLightPalette()} {
		p := full.in256()
		plain := palette{Background: full[Background]}
		for _, role := range roles() {
			if role != Background {
				plain[role] = hex(p[role])
				t.Logf("%-16s %-13s %s %4s %s", name, role, full[role], p[role], plain[role])
			}
		}
		for _, role := range roles() {
			if fault := tooPale(plain, role); fault != nil {
				t.Errorf("%s: %v", name, fault)
			}
		}
		if p[Accent] == p[Tag] || p[Ink] == p[Read] || p[Selection] == p[Rule] {
			t.Errorf("%s: roles that look the same: %v", name, p)
		}
	}
	light := New(Choice{Name: Light, Profile: colorprofile.ANSI256})
	if light.Name != Light || light.Colour(Accent) != "124" {
		t.Errorf("the accent of %s is %s, want a red", light.Name, light.Colour(Accent))
	}
}

func BenchmarkIn256(b *testing.B) {
	for b.Loop() {
		lightPalette().in256()
	}
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		why    string
		choice Choice
		want   string
	}{
		{"nothing known", Choice{}, Terminal},
		{"dark background answered", Choice{Known: true, Dark: true}, Dark},
		{"light background answered", Choice{Known: true}, Light},
		{"wished, background not answered", Choice{Name: Dark}, Dark},
		{"sixteen colours, answered", Choice{Name: Dark, Known: true, Profile: colorprofile.ANSI}, Sixteen},
		{"sixteen colours, not answered", Choice{Profile: colorprofile.ANSI}, Terminal},
		{"NO_COLOR wins over a wish", Choice{Name: Light, NoColour: true, Profile: colorprofile.TrueColor}, None},
		{"no terminal", Choice{Known: true, Profile: colorprofile.NoTTY}, None},
		{"high contrast", Choice{Name: Contrast, Known: true}, Contrast},
		{"a name that does not exist", Choice{Name: "sepia", Known: true, Dark: true}, Dark},
	} {
		if got := New(c.choice); got.Name != c.want {
			t.Errorf("%s: got %s, want %s", c.why, got.Name, c.want)
		}
	}
}

// TestUnknownBackground: the paper's own colours must not reach a terminal
// whose background is not known.
func TestUnknownBackground(t *testing.T) {
	dull := New(Choice{})
	if dull.Background != nil {
		t.Error("the background was painted")
	}
	for _, role := range roles() {
		if strings.HasPrefix(dull.Colour(role), "#") {
			t.Errorf("%s is %s", role, dull.Colour(role))
		}
	}
}

func TestNoneHasNoColourButHierarchy(t *testing.T) {
	plain := New(Choice{NoColour: true})
	seen := map[string]string{}
	for name, text := range map[string]string{
		"headline": plain.Headline.Render("x"), "read": plain.HeadlineRead.Render("x"),
		"lead": plain.Lead.Render("x"), "link": plain.Link.Render("x"), "ink": plain.Ink.Render("x"),
		"current hit": plain.HitCurrent.Render("x"), "removed": plain.Removed.Render("x"),
		"followed": plain.TagFollowed.Render("x"),
	} {
		if strings.Contains(text, "38;") || strings.Contains(text, "48;") || strings.Contains(text, "[3") && !strings.Contains(text, "[3m") {
			t.Errorf("%s has a colour: %q", name, text)
		}
		if other, twice := seen[text]; twice {
			t.Errorf("%s and %s look the same", name, other)
		}
		seen[text] = name
	}
	if plain.Glyphs.Focus == plain.Glyphs.Rest {
		t.Error("the focused pane cannot be told")
	}
}

func TestSelected(t *testing.T) {
	dark := New(Choice{Name: Dark})
	if got := dark.Selected().Faint.Render("x"); !strings.Contains(got, "48;2;43;39;34") {
		t.Errorf("no selection behind faint words: %q", got)
	}
	if got := dark.Faint.Render("x"); strings.Contains(got, "48;") {
		t.Errorf("selection outside a selected row: %q", got)
	}
	if got := New(Choice{}).Selected().Space.Render(" "); got != " " {
		t.Errorf("a selection without a colour drew %q", got)
	}
}

func TestIDTellsThemesApart(t *testing.T) {
	seen := map[string]Choice{}
	for _, c := range []Choice{
		{}, {ASCII: true}, {Name: Dark}, {Name: Light}, {Name: Contrast, Known: true}, {Name: Contrast, Known: true, Dark: true},
		{NoColour: true}, {Name: Sixteen, Known: true}, {Name: Sixteen, Known: true, Dark: true},
		{Name: Dark, Custom: map[string]string{"accent": "#ffb000"}},
	} {
		k := New(c).ID
		if other, twice := seen[k]; twice {
			t.Errorf("%+v and %+v share %s", c, other, k)
		}
		seen[k] = c
	}
	first, again := New(Choice{Name: Dark}), New(Choice{Name: Dark})
	if first.ID != again.ID {
		t.Error("the same choice gives two keys")
	}
}

func TestCheck(t *testing.T) {
	if err := Check(Dark, map[string]string{"accent": "#ffb000", "publication3": "#ffffff"}); err != nil {
		t.Errorf("a good theme was refused: %v", err)
	}
	err := Check(Dark, map[string]string{"acent": "#ffb000", "tag": "gold", "faint": "#333333"})
	want := []string{
		"acent is not a colour of a theme",
		`tag = "gold" is not a colour: write it like "#e96855"`,
		"faint #333333 on background #1c1a17 has a contrast of 1.4:1: words need 4.5:1",
	}
	for _, sentence := range want {
		if err == nil || !strings.Contains(err.Error(), sentence) {
			t.Errorf("missing %q in %v", sentence, err)
		}
	}
	if err := Check(Dark, map[string]string{"background": "#ffffff"}); err == nil {
		t.Error("pale words on a white background were accepted")
	}
	if got := New(Choice{Name: Dark, Custom: map[string]string{"accent": "#ffb000"}}).Colour(Accent); got != "#ffb000" {
		t.Errorf("custom accent: %s", got)
	}
	if got := New(Choice{Name: Dark, Custom: map[string]string{"faint": "#333333"}}).Colour(Faint); got != darkPalette()[Faint] {
		t.Errorf("an unreadable colour was used: %s", got)
	}
}

func TestGlyphsAreNarrow(t *testing.T) {
	for _, g := range []Glyphs{unicodeGlyphs(), asciiGlyphs()} {
		for _, mark := range []string{g.Unread, g.Saved, g.Stored, g.Versions, g.Edited, g.Followed, g.Picked, g.Focus, g.Rest,
			g.Rule, g.Edge, g.Bar, g.Bullets[0], g.Dash, g.Dot, g.Child, g.Play, g.Shade, g.Folded, g.Unfolded, g.Corners[0], g.Spark[0]} {
			if ansi.StringWidth(mark) != 1 {
				t.Errorf("%q is %d columns wide", mark, ansi.StringWidth(mark))
			}
		}
	}
	for _, mark := range asciiGlyphs().Spark {
		if mark[0] >= 0x80 {
			t.Errorf("%q is not ASCII", mark)
		}
	}
}
