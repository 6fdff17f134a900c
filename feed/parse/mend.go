package parse

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// mend puts right what two common faults of writing programs leave in text:
// UTF-8 encoded twice, and Windows-1252 taken for Latin-1.
func mend(s string) string {
	return fromWindows(undouble(s))
}

// fromWindows replaces the C1 controls U+0080 to U+009F, which nobody means, by
// the characters that Windows-1252 has in their places, as HTML does (HTML
// §13.2.5.80). Those without one stay, for clean to drop.
func fromWindows(s string) string {
	for i := 0; ; {
		at := strings.IndexByte(s[i:], 0xc2)
		if at < 0 || i+at+1 >= len(s) {
			return s
		}
		if i += at; s[i+1] < 0xa0 {
			break
		}
		i += 2
	}
	return strings.Map(func(r rune) rune {
		if r < 0x80 || r > 0x9f {
			return r
		}
		if mapped := charmap.Windows1252.DecodeByte(byte(r)); mapped != utf8.RuneError {
			return mapped
		}
		return r
	}, s)
}

// undouble reads text that was encoded as UTF-8 twice once more: when all of it
// is Latin-1 and its Latin-1 bytes are UTF-8, it hardly ever was anything else.
func undouble(s string) string {
	first := 0
	for first < len(s) && s[first] < utf8.RuneSelf {
		first++
	}
	if first == len(s) || s[first] != 0xc3 && s[first] != 0xc2 {
		return s
	}
	// Most texts hold a quotation mark or a dash, others a letter with an accent
	// that nothing follows as a second byte would: they need not be tried.
	wants := 0
	for _, r := range s[first:] {
		follows := r >= 0x80 && r < 0xc0
		if r > 0xff || follows != (wants > 0) {
			return s
		}
		switch {
		case follows:
			wants--
		case r >= 0xf0:
			wants = 3
		case r >= 0xe0:
			wants = 2
		case r >= 0xc0:
			wants = 1
		}
	}
	out := make([]byte, 0, len(s))
	out = append(out, s[:first]...)
	for _, r := range s[first:] {
		out = append(out, byte(r))
	}
	if !utf8.Valid(out) {
		return s
	}
	return string(out)
}
