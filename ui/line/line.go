// Package line sets one line of the screen: it measures, cuts and fills text
// that may carry styles, and puts words left and right on a line. Every pane
// draws through it, so that no line is ever wider than its pane.
//
// Widths are terminal columns. Text is cut at whole signs (grapheme clusters),
// so that a wide sign never hangs over the edge.
package line

import (
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Width is the number of columns a text takes.
func Width(text string) int {
	if n, ok := simple(text); ok {
		return n
	}
	return ansi.StringWidth(text)
}

// simple measures what most lines are made of: printable ASCII, colours, and
// signs of one column that nothing joins. Anything else is for the library; the
// difference is a factor of twenty, for every line of every frame.
func simple(text string) (width int, ok bool) {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c >= 0x20 && c < 0x7f:
			width++
			i++
		case c == 0x1b:
			n := colour(text[i:])
			if n == 0 {
				return 0, false
			}
			i += n
		case c < 0x80:
			return 0, false
		default:
			r, size := utf8.DecodeRuneInString(text[i:])
			if !narrow(r) {
				return 0, false
			}
			width++
			i += size
		}
	}
	return width, true
}

// colour is the length of an SGR sequence at the start of a text, 0 for none.
func colour(text string) int {
	if len(text) < 3 || text[1] != '[' {
		return 0
	}
	for i := 2; i < len(text); i++ {
		switch c := text[i]; {
		case c == 'm':
			return i + 1
		case c != ';' && c != ':' && (c < '0' || c > '9'):
			return 0
		}
	}
	return 0
}

// narrow tells signs of one column whatever stands beside them: accented Latin
// letters, typographer's punctuation, arrows, boxes and blocks.
func narrow(r rune) bool {
	switch {
	case r >= 0xa1 && r <= 0x24f:
		return r != 0xad && r != 0xa9 && r != 0xae // a soft hyphen; signs that may be emoji
	case r >= 0x2010 && r <= 0x2027, r >= 0x2500 && r <= 0x259f:
		return true
	case r == '●', r == '★', r == '↓', r == '◆', r == '≡', r == '✎', r == '✓', r == '›', r == '€', r == '▸', r == '▾':
		return true
	}
	return false
}

// Cut shortens a text to width columns, ending it in tail when it was longer.
func Cut(text string, width int, tail string) string {
	if width <= 0 {
		return ""
	}
	if Width(text) <= width {
		return text
	}
	if Width(tail) > width {
		tail = ""
	}
	// A sign widened by a variation selector (U+FE0F) can be left hanging over.
	for room := width; room > 0; room-- {
		if cut := ansi.Truncate(text, room, tail); Width(cut) <= width {
			return cut
		}
	}
	return ""
}

// Fit makes a text exactly width columns wide: cut without a mark, or filled
// with blanks of the given style.
func Fit(text string, width int, space lipgloss.Style) string {
	have := Width(text)
	if have > width {
		text = Cut(text, width, "")
		have = Width(text)
	}
	return text + Blank(width-have, space)
}

// Blank is n blanks in a style.
func Blank(n int, space lipgloss.Style) string {
	if n <= 0 {
		return ""
	}
	return space.Render(strings.Repeat(" ", n))
}

// Spread puts left and right at the two ends of a line of width columns. Right
// is kept; left is cut so that a gap of at least one column stays.
func Spread(left, right string, width int, space lipgloss.Style, tail string) string {
	room := width - Width(right)
	if room <= 0 {
		return Fit(right, width, space)
	}
	if Width(right) > 0 {
		left = Cut(left, room-1, tail)
	} else {
		left = Cut(left, room, tail)
	}
	return left + Blank(room-Width(left), space) + right
}

// Wrap breaks words into at most lines lines of width columns; the last one ends
// in tail when words are left over. Words longer than a line are broken.
func Wrap(text string, width, lines int, tail string) []string {
	if width <= 0 || lines <= 0 {
		return nil
	}
	if Width(text) <= width {
		return []string{text}
	}
	if lines == 1 {
		return []string{cutWords(text, width, tail)}
	}
	// ansi.Wrap breaks at hyphens by itself; it never needs more text than this.
	broken := strings.Split(ansi.Wrap(text, width, ""), "\n")
	out := make([]string, 0, lines)
	for i, l := range broken {
		l = strings.TrimSpace(l)
		if i == lines-1 && i < len(broken)-1 {
			rest := strings.TrimSpace(strings.Join(broken[i:], " "))
			out = append(out, cutWords(rest, width, tail))
			return out
		}
		out = append(out, Cut(l, width, ""))
	}
	return out
}

// cutWords cuts like Cut, but between words where one ends in the second half of
// the line: a word cut in two is read twice.
func cutWords(text string, width int, tail string) string {
	if Width(text) <= width || Width(tail) >= width {
		return Cut(text, width, tail)
	}
	room := width - Width(tail)
	head := Cut(text, room, "")
	if rest := text[len(head):]; strings.HasPrefix(text, head) && rest != "" && rest[0] != ' ' {
		if at := strings.LastIndexByte(head, ' '); at > 0 && Width(head[:at]) >= width/2 {
			head = head[:at]
		}
	}
	return strings.TrimRight(head, " ") + tail
}

// Block makes text exactly height lines of width columns.
func Block(text []string, width, height int, space lipgloss.Style) []string {
	out := make([]string, height)
	for i := range out {
		if i < len(text) {
			out[i] = Fit(text[i], width, space)
		} else {
			out[i] = Blank(width, space)
		}
	}
	return out
}
