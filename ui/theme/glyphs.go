package theme

// Glyphs are the marks of the screen, each one column wide unless said.
type Glyphs struct {
	Unread   string // a story not read yet
	Saved    string // marked by the reader
	Stored   string // its article is on disk
	Versions string // before the number of other publications
	Edited   string // changed since it was read
	Followed string // a followed tag or section
	Picked   string // picked for a bulk action
	Focus    string // beside the selected row of the focused pane
	Rest     string // beside the selected row of another pane
	Rule     string // a horizontal rule
	Edge     string // between panes
	Bar      string // beside a quotation
	Bullets  [3]string
	Dash     string // a count of nothing
	Dot      string // between parts of a line
	Ellipsis string // text goes on; three columns in ASCII
	Child    string // between a section and its child
	Play     string // before a player's title
	Shade    string // a picture that is not shown
	Folded   string
	Unfolded string
	Corners  [4]string // of a box: top left, top right, bottom left, bottom right
	Spark    [8]string // a sparkline's steps, lowest first
	Progress [2]string // done, to do
	Upper    string    // upper half block; empty where pictures cannot be drawn
}

func unicodeGlyphs() Glyphs {
	return Glyphs{
		Unread: "●", Saved: "★", Stored: "↓", Versions: "≡", Edited: "✎", Followed: "◆", Picked: "✓",
		Focus: "▌", Rest: "│", Rule: "─", Edge: "│", Bar: "│", Bullets: [3]string{"•", "◦", "▪"},
		Dash: "–", Dot: "·", Ellipsis: "…", Child: "›", Play: "▶", Shade: "▒", Folded: "▸", Unfolded: "▾",
		Corners:  [4]string{"╭", "╮", "╰", "╯"},
		Spark:    [8]string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
		Progress: [2]string{"█", "░"},
		Upper:    "▀",
	}
}

func asciiGlyphs() Glyphs {
	return Glyphs{
		Unread: "*", Saved: "+", Stored: "v", Versions: "=", Edited: "~", Followed: "^", Picked: "x",
		Focus: ">", Rest: "-", Rule: "-", Edge: "|", Bar: "|", Bullets: [3]string{"*", "-", "+"},
		Dash: "-", Dot: "-", Ellipsis: "...", Child: ">", Play: ">", Shade: ":", Folded: ">", Unfolded: "v",
		Corners:  [4]string{"+", "+", "+", "+"},
		Spark:    [8]string{"_", "_", ".", ".", "-", "-", "=", "#"},
		Progress: [2]string{"#", "."},
	}
}
