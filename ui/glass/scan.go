package glass

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// kind is what a piece of the stream does.
type kind int

const (
	isText     kind = iota
	isBlank         // blanks
	isPen           // SGR, OSC 8
	isMove          // moves the cursor and nothing else
	isErase         // changes the line the cursor stands in, and leaves the cursor
	isRepeat        // writes the sign before the cursor again
	isClear         // clears or shifts lines, and leaves the cursor
	isMargins       // sets the lines that scroll
	isHarmless      // neither the cursor nor what is shown
	isOther         // whatever else
)

// scan tells what s begins with, and its length. An unfinished sequence at its
// end is isOther.
func scan(s []byte) (kind, int) {
	switch c := s[0]; {
	case c == ' ':
		return isBlank, len(s) - len(bytes.TrimLeft(s, " "))
	case c == '\r' || c == '\n' || c == '\b' || c == '\t':
		return isMove, 1
	case c == 0x1b:
		return escape(s)
	case c < ' ' || c == 0x7f:
		return isOther, 1
	}
	for i, c := range s {
		if c <= ' ' || c == 0x7f {
			return isText, i
		}
	}
	return isText, len(s)
}

func escape(s []byte) (kind, int) {
	if len(s) < 2 {
		return isOther, len(s)
	}
	switch s[1] {
	case '[':
		return control(s)
	case ']', 'P', 'X', '^', '_':
		n := stringEnd(s)
		switch {
		case n == 0:
			return isOther, len(s)
		case bytes.HasPrefix(s, []byte("\x1b]8;")):
			return isPen, n
		}
		return isHarmless, n
	case 'M': // reverse index
		return isMove, 2
	}
	n := 1
	for n < len(s) && s[n] >= 0x20 && s[n] < 0x30 {
		n++
	}
	return isOther, min(n+1, len(s))
}

// stringEnd is the length of a control string, 0 when it does not end.
func stringEnd(s []byte) int {
	for i := 2; i < len(s); i++ {
		switch {
		case s[i] == 0x07:
			return i + 1
		case s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\':
			return i + 2
		}
	}
	return 0
}

// control tells what a control sequence does (ECMA-48 §5.4).
func control(s []byte) (kind, int) {
	n := 2
	for n < len(s) && s[n] >= 0x20 && s[n] < 0x40 {
		n++
	}
	if n == len(s) || s[n] < 0x40 || s[n] > 0x7e {
		return isOther, len(s)
	}
	body, last := string(s[2:n]), s[n]
	n++
	switch {
	case strings.ContainsAny(body, "<=>?"):
		return private(body, last), n
	case strings.ContainsAny(body, " !\"#$%&'()*+,-./"):
		if body[len(body)-1] == ' ' && last == 'q' { // the cursor's shape
			return isHarmless, n
		}
		return isOther, n
	}
	switch last {
	case 'm':
		return isPen, n
	case 'A', 'B', 'C', 'D', 'G', 'H', 'I', 'Z', 'd', '`':
		return isMove, n
	case 'K', 'X', 'P', '@':
		return isErase, n
	case 'b':
		return isRepeat, n
	case 'J', 'L', 'M', 'S', 'T':
		return isClear, n
	case 'r':
		return isMargins, n
	case 'c', 'n', 't':
		return isHarmless, n
	}
	return isOther, n
}

// quiet are the private modes that change neither cursor nor text: automatic
// wrapping, the cursor's sight, mouse, focus, pasting, whole frames, widths.
var quiet = map[string]bool{
	"7": true, "12": true, "25": true, "1000": true, "1002": true, "1003": true, "1004": true, "1006": true, "2004": true, "2026": true, "2027": true,
}

func private(body string, last byte) kind {
	if (last == 'h' || last == 'l') && body[0] == '?' {
		for _, mode := range strings.Split(body[1:], ";") {
			if !quiet[mode] {
				return isOther
			}
		}
	}
	return isHarmless // questions, and the keyboard's modes
}

// erasesRight tells whether a sequence is EL 0.
func erasesRight(sequence []byte) bool {
	return string(sequence) == "\x1b[K" || string(sequence) == "\x1b[0K"
}

func isBlanks(text string) bool { return strings.Trim(text, " ") == "" }

// width is the number of columns of a text, and whether every terminal agrees:
// whether all its signs take one.
func width(text string) (columns int, certain bool) {
	for i := 0; ; i++ {
		if i == len(text) {
			return i, true
		}
		if text[i] < ' ' || text[i] >= 0x7f {
			break
		}
	}
	columns = ansi.StringWidth(text)
	n := utf8.RuneCountInString(text)
	return columns, columns == n && ansi.StringWidthWc(text) == n
}

// common is how much two texts have in common at their beginning, in columns
// and bytes, as far as widths are certain. The last sign in common is left out:
// what follows may join it.
func common(a, b string) (columns, size int) {
	last := 0
	for size < len(b) {
		r, n := utf8.DecodeRuneInString(b[size:])
		if size+n > len(a) || a[size:size+n] != b[size:size+n] {
			break
		}
		if w, certain := width(string(r)); !certain || w != 1 {
			break
		}
		size, last, columns = size+n, n, columns+1
	}
	if columns == 0 {
		return 0, 0
	}
	return columns - 1, size - last
}
