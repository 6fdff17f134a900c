package glass

import (
	"bytes"
	"strings"
	"unicode/utf8"
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
	isClear         // clears or scrolls lines, and leaves the cursor
	isShift         // shifts lines, and leaves the cursor in its line
	isMargins       // sets the lines that scroll
	isHarmless      // neither the cursor nor what is shown
	isScreen        // shows another screen
	isTorn          // goes on in what is not here yet
	isOther         // whatever else
)

// scan tells what s begins with, and its length.
func scan(s []byte) (kind, int) {
	switch c := s[0]; {
	case c == ' ':
		n := len(s) - len(bytes.TrimLeft(s, " "))
		switch { // a blank that a mark may join is text
		case n < len(s) && (s[n] < 0x80 || beginsCertain(string(s[n:min(len(s), n+utf8.UTFMax)]))):
			return isBlank, n
		case n > 1:
			return isBlank, n - 1
		case n == len(s):
			return isText, n
		}
	case c == '\r' || c == '\n' || c == '\b' || c == '\t':
		return isMove, 1
	case c == '\a':
		return isHarmless, 1
	case c == 0x1b:
		return escape(s)
	case c < ' ' || c == 0x7f:
		return isOther, 1
	}
	for i := 0; i < len(s); {
		if i > 0 && s[i] == ' ' || s[i] < ' ' || s[i] == 0x7f {
			return isText, i
		}
		r, n := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && n == 1 || r >= 0x80 && r < 0xa0 {
			switch { // a sign torn, no sign, or a control in eight bits
			case i > 0:
				return isText, i
			case !utf8.FullRune(s):
				return isTorn, len(s)
			}
			return isOther, n
		}
		i += n
	}
	return isText, len(s)
}

func escape(s []byte) (kind, int) {
	if len(s) < 2 {
		return isTorn, len(s)
	}
	switch s[1] {
	case '[':
		return control(s)
	case ']', 'P', 'X', '^', '_':
		n, whole := stringEnd(s)
		switch {
		case n == 0:
			return isTorn, len(s)
		case !whole:
			return isOther, n
		case bytes.HasPrefix(s, []byte("\x1b]8;")):
			return isPen, n
		case quietString(s[:n]):
			return isHarmless, n
		}
		return isOther, n
	case 'M': // reverse index
		return isMove, 2
	}
	n := 1
	for n < len(s) && s[n] >= 0x20 && s[n] < 0x30 {
		n++
	}
	if n == len(s) {
		return isTorn, n
	}
	return isOther, n + 1
}

// quietStrings are the commands of OSC that change neither cursor nor text:
// titles, colours, folder, notices and progress, pointer, clipboard.
var quietStrings = map[string]bool{
	"0": true, "1": true, "2": true, "4": true, "7": true, "9": true, "10": true, "11": true, "12": true, "22": true, "52": true,
	"104": true, "110": true, "111": true, "112": true, "777": true,
}

// quietString tells whether a control string is known to change neither cursor
// nor text: of the device's it is the questions for termcap and for settings.
func quietString(s []byte) bool {
	body := strings.TrimRight(string(s[2:]), "\x1b\\\a")
	switch s[1] {
	case ']':
		command, _, _ := strings.Cut(body, ";")
		return quietStrings[command]
	case 'P':
		return strings.HasPrefix(body, "+q") || strings.HasPrefix(body, "$q")
	}
	return false
}

// stringEnd is the length of a control string, 0 when it does not end here, and
// whether it ends as it should.
func stringEnd(s []byte) (n int, whole bool) {
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 0x07:
			return i + 1, true
		case c == 0x1b && i+1 == len(s):
			return 0, false
		case c == 0x1b && s[i+1] == '\\':
			return i + 2, true
		case c == 0x1b, c == 0x18, c == 0x1a:
			return i, false
		}
	}
	return 0, false
}

// control tells what a control sequence does (ECMA-48 §5.4).
func control(s []byte) (kind, int) {
	n := 2
	for n < len(s) && s[n] >= 0x20 && s[n] < 0x40 {
		n++
	}
	if n == len(s) {
		return isTorn, n
	}
	if s[n] < 0x40 || s[n] > 0x7e {
		return isOther, n
	}
	body, last := string(s[2:n]), s[n]
	n++
	switch {
	case strings.ContainsAny(body, "<=>?"):
		return private(body, last), n
	case strings.ContainsAny(body, " !\"#$%&'()*+,-./"):
		if strings.HasSuffix(body, " ") && last == 'q' { // the cursor's shape
			return isHarmless, n
		}
		return isOther, n
	case last != 'm' && strings.Contains(body, ":"):
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
	case 'J', 'S', 'T':
		return isClear, n
	case 'L', 'M':
		return isShift, n
	case 'r':
		return isMargins, n
	case 'c', 'n': // questions
		return isHarmless, n
	}
	return isOther, n
}

// quietModes are the private modes that change neither cursor nor text: automatic
// wrapping, the cursor's sight, mouse, focus, pasting, whole frames, widths,
// colours that change.
var quietModes = map[string]bool{
	"7": true, "12": true, "25": true, "1000": true, "1002": true, "1003": true, "1004": true, "1006": true, "2004": true, "2026": true, "2027": true,
	"2031": true, "2048": true,
}

// screenModes show another screen.
var screenModes = map[string]bool{"47": true, "1047": true, "1049": true}

// private tells what a sequence of no standard does: questions, the keyboard's
// modes and the setting of tab stops are known to be harmless.
func private(body string, last byte) kind {
	switch {
	case last == 'c', last == 'n', last == 'u', last == 'q', last == 'm' && body[0] == '>', last == 'p' && strings.HasSuffix(body, "$"), last == 'W' && body == "?5":
		return isHarmless
	case last != 'h' && last != 'l' || body[0] != '?':
		return isOther
	}
	kind := isHarmless
	for mode := range strings.SplitSeq(body[1:], ";") {
		switch {
		case screenModes[mode]:
			kind = isScreen
		case !quietModes[mode]:
			return isOther
		}
	}
	return kind
}

// erasesRight tells whether a sequence is EL 0.
func erasesRight(sequence []byte) bool {
	return string(sequence) == "\x1b[K" || string(sequence) == "\x1b[0K"
}
