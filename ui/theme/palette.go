package theme

// Role is what a colour is for. Its text is the name used in a custom theme.
type Role string

// The roles. Rule and Selection never carry words.
const (
	Background Role = "background" // behind everything
	Ink        Role = "ink"        // unread headlines, body
	Quiet      Role = "quiet"      // standfirst, quotations
	Read       Role = "read"       // read headlines
	Faint      Role = "faint"      // meta, dates, counts
	Rule       Role = "rule"       // rules, pane edges
	Selection  Role = "selection"  // behind the selected story
	Accent     Role = "accent"     // unread mark, masthead, top story, keys, headings
	Tag        Role = "tag"        // tags, followed marks
	Stored     Role = "stored"     // the offline mark
)

// Hues is the number of publication colours. Their role names are
// "publication1" to "publication8".
const Hues = 8

// publicationRole names the i-th hue, counted from 0.
func publicationRole(i int) Role { return Role("publication" + string(rune('1'+i))) }

// roles lists every role in the order in which it is documented.
func roles() []Role {
	all := []Role{Background, Ink, Quiet, Read, Faint, Rule, Selection, Accent, Tag, Stored}
	for i := range Hues {
		all = append(all, publicationRole(i))
	}
	return all
}

// palette gives roles their colours: "#rrggbb", an ANSI number "0" to "15", one of
// the fixed colours "16" to "255", or nothing for the terminal's own.
type palette map[Role]string

func withHues(p palette, hues [Hues]string) palette {
	for i, hue := range hues {
		p[publicationRole(i)] = hue
	}
	return p
}

func darkPalette() palette {
	return withHues(palette{
		Background: "#1c1a17", Ink: "#ece6da", Quiet: "#c2baab", Read: "#9d9586", Faint: "#958d7f",
		Rule: "#3a362f", Selection: "#2b2722", Accent: "#e96855", Tag: "#d8b25c", Stored: "#8fb573",
	}, [Hues]string{"#6fb7a8", "#b99be0", "#7fb0e0", "#e08fa8", "#dc9a6a", "#b7bd6a", "#79bfd1", "#d48fd0"})
}

func lightPalette() palette {
	return withHues(palette{
		Background: "#fbf8f1", Ink: "#1d1b18", Quiet: "#4a463e", Read: "#6d675c", Faint: "#6d675b",
		Rule: "#d9d3c6", Selection: "#efe8da", Accent: "#b5301f", Tag: "#846108", Stored: "#46712b",
	}, [Hues]string{"#1d7364", "#6b3fa0", "#1f5fa8", "#a3305f", "#9a4a12", "#5c6410", "#1a6780", "#8f2f8a"})
}

func contrastDarkPalette() palette {
	return withHues(palette{
		Background: "#000000", Ink: "#ffffff", Quiet: "#eeeeee", Read: "#c4c4c4", Faint: "#c4c4c4",
		Rule: "#7a7a7a", Selection: "#262626", Accent: "#ff9a8a", Tag: "#ffd75f", Stored: "#a8e08a",
	}, [Hues]string{"#7fe0cc", "#d3b8ff", "#9fcbff", "#ffb0c8", "#ffbd8f", "#dbe27a", "#8fdcf0", "#f3b0ee"})
}

func contrastLightPalette() palette {
	return withHues(palette{
		Background: "#ffffff", Ink: "#000000", Quiet: "#1f1f1f", Read: "#404040", Faint: "#404040",
		Rule: "#8a8a8a", Selection: "#e8e8e8", Accent: "#8a1408", Tag: "#5a4000", Stored: "#234d0c",
	}, [Hues]string{"#084a3e", "#4b1f80", "#0d3f7a", "#7a1240", "#6b2c00", "#3f4500", "#074458", "#6a1266"})
}

// terminalPalette is for a background that is not known. Of the ANSI accents
// yellow and blue are left out: the one cannot be read on most white grounds,
// the other on most black ones.
func terminalPalette() palette {
	return withHues(palette{Accent: "1", Tag: "5", Stored: "2"},
		[Hues]string{"6", "5", "2", "1", "6", "5", "2", "1"})
}

// sixteenPalette is for sixteen colours: the bright half on black, the dark
// half on white.
func sixteenPalette(dark bool) palette {
	if dark {
		return withHues(palette{Rule: "8", Accent: "9", Tag: "11", Stored: "10"},
			[Hues]string{"14", "13", "12", "9", "11", "10", "14", "13"})
	}
	return withHues(palette{Rule: "7", Accent: "1", Tag: "5", Stored: "2"},
		[Hues]string{"6", "5", "4", "1", "2", "6", "5", "4"})
}
