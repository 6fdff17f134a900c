package glass

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/width"
)

// extent is how much room a text takes.
type extent struct {
	columns int  // as the renderer counts
	most    int  // as any terminal may count that shows the renderer's lines at all
	certain bool // every sign takes one column, everywhere
}

// measure is the extent of a text. A terminal that gives the signs of ambiguous
// width two columns wraps every rule across the screen, so that the renderer's
// frames fall apart in it whatever is left out: at the most they are one.
func measure(text string) extent {
	e := extent{certain: true}
	for _, r := range text {
		switch {
		case columns(r) == 1:
			e.most++
		case width.LookupRune(r).Kind() == width.EastAsianAmbiguous && !unicode.Is(unicode.M, r):
			e.most, e.certain = e.most+1, false
		default:
			e.most, e.certain = e.most+2, false
		}
	}
	e.columns = e.most
	if !e.certain {
		e.columns = ansi.StringWidth(text)
	}
	return e
}

// columns is how many columns a sign takes, 0 where terminals differ: where East
// Asian width is ambiguous (UAX #11), and for emoji, marks and scripts whose signs
// join. Those known are the plain Latin ones, and the Chinese, Japanese and Korean
// ones that take two: no terminal gives these more, though some give them one.
func columns(r rune) int {
	if r >= ' ' && r < 0x7f {
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.Neutral, width.EastAsianNarrow:
		if unicode.Is(unicode.Latin, r) {
			return 1
		}
	case width.EastAsianWide, width.EastAsianFullwidth:
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana), r >= 0xac00 && r <= 0xd7a3, r >= 0x3001 && r <= 0x3029, r == 0x30fc, r >= 0xff01 && r <= 0xff60:
			return 2
		}
	}
	return 0
}

// beginsCertain tells whether a text begins with a sign that does not join what
// is before it.
func beginsCertain(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return columns(r) > 0
}
