package theme

import (
	"hash/fnv"
	"image/color"
	"maps"
	"slices"
	"strconv"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Names of themes, as chosen in the configuration and by :theme.
const (
	Auto     = "auto"
	Dark     = "dark"
	Light    = "light"
	Contrast = "contrast"
	Terminal = "terminal"
	Sixteen  = "16"
	None     = "none"
)

// Names lists the built-in themes in the order in which they are offered.
func Names() []string { return []string{Auto, Dark, Light, Contrast, Terminal, Sixteen, None} }

// Choice is what a theme is made from: the reader's wish and what the terminal
// told of itself. The zero Choice gives the terminal's own colours.
type Choice struct {
	Name string // one of Names; empty: auto
	// Profile is what the terminal can show, Unknown when not told yet. Sixteen
	// colours or none win over the wished name.
	Profile colorprofile.Profile
	// Known says that the terminal answered for its background, Dark what.
	Known, Dark bool
	// NoColour is the reader's NO_COLOR, https://no-color.org.
	NoColour bool
	// ASCII asks for marks without Unicode: the locale is not UTF-8, TERM is
	// linux, or the reader said so.
	ASCII bool
	// Custom replaces colours of dark, light and contrast: role → "#rrggbb".
	// What Check refuses is left out.
	Custom map[string]string
}

// Theme is how the screen looks: styles by role and the marks. It is a plain
// value, made by New and passed down. The zero Theme draws plain text without
// marks.
type Theme struct {
	Name string // of the palette in use, never Auto
	// ID tells themes apart that would render differently: for keeping what
	// was rendered.
	ID     string
	Glyphs Glyphs
	// Coloured is false where hierarchy rests on attributes alone.
	Coloured bool
	// Background and Foreground are for the whole screen
	// (tea.View.BackgroundColor, ForegroundColor); nil: the terminal's own.
	Background, Foreground color.Color

	// Styles by role.
	Ink, Quiet, Read, Faint, Rule, Accent, Tag, Stored lipgloss.Style
	// Space is for the blanks between segments and after them.
	Space lipgloss.Style

	// Styles made of roles, for what they are named after.
	Headline     lipgloss.Style // of an unread story and of an article
	HeadlineRead lipgloss.Style
	Standfirst   lipgloss.Style // in lists
	Lead         lipgloss.Style // the standfirst at the head of an article, quotations
	Heading      lipgloss.Style // headings of an article, of groups in a list
	Strong       lipgloss.Style // strong words in ink: masthead figures, bylines
	Key          lipgloss.Style // a key to press
	TagFollowed  lipgloss.Style
	Link         lipgloss.Style
	LinkNumber   lipgloss.Style
	Code         lipgloss.Style
	Bar          lipgloss.Style // beside quotations
	Focus        lipgloss.Style // the bar beside the selected row
	Hit          lipgloss.Style // a word that was searched for
	HitCurrent   lipgloss.Style // the hit the cursor is on
	Added        lipgloss.Style // words added since
	Removed      lipgloss.Style // words taken out since
	Warning      lipgloss.Style // faults

	publications [Hues]lipgloss.Style
	colours      palette
}

// New makes the theme for a choice.
func New(c Choice) Theme {
	name, colours := choose(c)
	t := Theme{Name: name, Glyphs: unicodeGlyphs(), Coloured: len(colours) > 0, colours: colours}
	if c.ASCII {
		t.Glyphs = asciiGlyphs()
	}
	if bg := colours[Background]; bg != "" {
		t.Background, t.Foreground = lipgloss.Color(bg), lipgloss.Color(colours[Ink])
	}
	if name == None {
		// Without colour a bar says nothing about which pane has the keys.
		t.Glyphs.Focus, t.Glyphs.Rest = asciiGlyphs().Focus, asciiGlyphs().Rest
	}
	t.ID = identity(name, colours, c.ASCII)
	return t.styled("")
}

// choose returns the palette in use and its name.
func choose(c Choice) (string, palette) {
	name := c.Name
	if !slices.Contains(Names(), name) {
		name = Auto
	}
	switch {
	case c.NoColour || name == None || c.Profile == colorprofile.NoTTY || c.Profile == colorprofile.ASCII:
		return None, nil
	case name == Sixteen, c.Profile == colorprofile.ANSI:
		if c.Known {
			return Sixteen, sixteenPalette(c.Dark)
		}
		return Terminal, terminalPalette()
	case name == Terminal, name == Auto && !c.Known:
		return Terminal, terminalPalette()
	}
	if name == Auto {
		name = Light
		if c.Dark {
			name = Dark
		}
	}
	base := basePalette(name, c.Dark || !c.Known)
	maps.Copy(base, accepted(base, c.Custom))
	if c.Profile == colorprofile.ANSI256 {
		base = base.in256()
	}
	return name, base
}

func basePalette(name string, dark bool) palette {
	switch {
	case name == Dark:
		return darkPalette()
	case name == Light:
		return lightPalette()
	case dark:
		return contrastDarkPalette()
	}
	return contrastLightPalette()
}

func identity(name string, colours palette, ascii bool) string {
	sum := fnv.New64a()
	for _, role := range roles() {
		sum.Write([]byte(string(role) + "=" + colours[role] + ";"))
	}
	if ascii {
		sum.Write([]byte("ascii"))
	}
	return name + "-" + strconv.FormatUint(sum.Sum64(), 36)
}

// Selected is the theme for drawing on the selection: every style has the
// selection's colour behind it. Without such a colour it is the theme itself;
// the bar of Glyphs.Focus tells the selected row then.
func (t Theme) Selected() Theme { return t.styled(t.colours[Selection]) }

// Colour is the colour of a role: "#rrggbb", an ANSI number, or empty for the
// terminal's own. For renderers that cannot take a lipgloss style.
func (t Theme) Colour(r Role) string { return t.colours[r] }

// Publication is the style of the n-th publication's name, counted from 0;
// hues come round again after Hues publications.
func (t Theme) Publication(n int) lipgloss.Style {
	return t.publications[((n%Hues)+Hues)%Hues]
}

// styled fills in the styles, with ground behind them unless it is empty.
func (t Theme) styled(ground string) Theme {
	blank := lipgloss.NewStyle()
	if ground != "" {
		blank = blank.Background(lipgloss.Color(ground))
	}
	in := func(r Role) lipgloss.Style {
		if c := t.colours[r]; c != "" {
			return blank.Foreground(lipgloss.Color(c))
		}
		return blank
	}
	t.Space = blank
	t.Ink, t.Quiet, t.Read, t.Faint = in(Ink), in(Quiet), in(Read), in(Faint)
	t.Rule, t.Accent, t.Tag, t.Stored = in(Rule), in(Accent), in(Tag), in(Stored)
	if t.colours[Faint] == "" {
		// Attributes stand in for the colours that are missing. Quiet stays as
		// it is: two shades of faint cannot be told apart.
		t.Read, t.Faint = t.Read.Faint(true), t.Faint.Faint(true)
		if t.colours[Rule] == "" {
			t.Rule = t.Rule.Faint(true)
		}
	}
	if !t.Coloured {
		t.Accent = t.Accent.Bold(true)
	}
	t.Headline, t.HeadlineRead = t.Ink.Bold(true), t.Read
	t.Standfirst, t.Lead = t.Quiet, t.Quiet.Italic(true)
	t.Heading, t.Strong, t.Key = t.Accent.Bold(true), t.Ink.Bold(true), t.Accent.Bold(true)
	t.TagFollowed = t.Tag.Bold(true).Underline(true)
	t.Link, t.LinkNumber = t.Ink.Underline(true), t.Accent
	t.Code = t.Quiet
	t.Bar, t.Focus = t.Tag, t.Accent.Bold(!t.Coloured)
	t.Hit, t.HitCurrent = t.Tag.Underline(true), t.Accent.Reverse(true).Bold(true)
	t.Added, t.Removed = t.Stored.Underline(true), t.Faint.Strikethrough(true)
	t.Warning = t.Accent.Bold(true)
	for i := range Hues {
		t.publications[i] = in(publicationRole(i)).Bold(true)
	}
	return t
}
