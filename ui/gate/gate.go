// Package gate is the last door before the terminal. Whatever is to be written
// goes through Frame, which lets pass an allow-list and nothing else:
//
//   - text in valid UTF-8, line feed and tab;
//   - SGR, the sequences that set colours and attributes (ECMA-48 §8.3.117);
//   - OSC 8 hyperlinks to http, https and mailto, in printable ASCII.
//
// Strangers' text is cleaned long before; the gate is there for the day a
// library decodes something twice. It never swallows what follows a broken
// sequence beyond the line it stands on.
package gate

import (
	"strings"
	"unicode/utf8"
)

const (
	esc = 0x1b
	bel = 0x07
	// maxSGR and maxLink bound the sequences that pass, in bytes.
	maxSGR  = 64
	maxLink = 4 << 10
)

// Frame returns a frame, or any text for the terminal, with everything outside
// the allow-list removed. A clean one comes back as it is, without a copy.
func Frame(s string) string {
	at := dirty(s, 0)
	if at < 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	from := 0
	for at >= 0 {
		out.WriteString(s[from:at])
		from = at + refuse(s[at:])
		at = dirty(s, from)
	}
	out.WriteString(s[from:])
	return out.String()
}

// dirty is the index of the first thing from i on that may not pass, or -1.
func dirty(s string, i int) int {
	for i < len(s) {
		c := s[i]
		switch {
		case c == esc:
			n := allowed(s[i:])
			if n == 0 {
				return i
			}
			i += n
		case c < 0x20:
			if c != '\n' && c != '\t' {
				return i
			}
			i++
		case c < 0x7f:
			i++
		case c == 0x7f:
			return i
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if forbidden(r, size) {
				return i
			}
			i += size
		}
	}
	return -1
}

// forbidden names signs outside ASCII that control the terminal or reorder the
// text: C1 controls, bidirectional embeddings, overrides and isolates, line and
// paragraph separators, and bytes that are no sign at all; and those that nobody
// sees and terminals count differently.
func forbidden(r rune, size int) bool {
	switch {
	case r == utf8.RuneError:
		return size <= 1
	case r < 0xa0, r == 0xad, r == 0x61c, r == 0x180e:
		return true
	case r < 0x2028:
		return false
	}
	return r <= 0x202e || r >= 0x2060 && r <= 0x206f && r != 0x2065 || r == 0xfeff || r >= 0xfff9 && r <= 0xfffb || r == 0xe0001
}

// allowed is the length of the allowed sequence that s begins with, or 0.
func allowed(s string) int {
	if len(s) < 3 {
		return 0
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s) && i < maxSGR; i++ {
			switch c := s[i]; {
			case c == 'm':
				return i + 1
			case c != ';' && c != ':' && (c < '0' || c > '9'):
				return 0
			}
		}
	case ']':
		return hyperlink(s)
	}
	return 0
}

// hyperlink is the length of the OSC 8 sequence that s begins with, or 0:
// ESC ] 8 ; parameters ; address ST.
func hyperlink(s string) int {
	if !strings.HasPrefix(s, "\x1b]8;") {
		return 0
	}
	semicolon := 0
	for i := 4; i < len(s) && i < maxLink; i++ {
		c := s[i]
		if c == bel || c == esc && i+1 < len(s) && s[i+1] == '\\' {
			if semicolon == 0 || !opens(s[semicolon+1:i]) {
				return 0
			}
			if c == bel {
				return i + 1
			}
			return i + 2
		}
		if c <= 0x20 || c >= 0x7f {
			return 0
		}
		if c == ';' && semicolon == 0 {
			semicolon = i
		}
	}
	return 0
}

// opens tells whether a hyperlink may lead to an address; none ends a link.
func opens(address string) bool {
	return address == "" || strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "mailto:")
}

// refuse is the length of what s begins with and may not pass: a whole sequence
// where it is one, up to the end of the line at most.
func refuse(s string) int {
	if s[0] != esc {
		_, size := utf8.DecodeRuneInString(s)
		return size
	}
	if len(s) < 2 {
		return 1
	}
	switch s[1] {
	case '[':
		return finalByte(s)
	case ']', 'P', 'X', '^', '_':
		return stringEnd(s)
	}
	if s[1] >= 0x20 && s[1] < 0x7f {
		return 2
	}
	return 1
}

// finalByte is the length of the control sequence that s begins with.
func finalByte(s string) int {
	for i := 2; i < len(s) && i < maxSGR; i++ {
		switch c := s[i]; {
		case c >= 0x40 && c < 0x7f:
			return i + 1
		case c < 0x20 || c > 0x3f:
			return i
		}
	}
	return 2
}

// stringEnd is the length of the control string that s begins with. One that
// does not end on its line loses its opening only.
func stringEnd(s string) int {
	for i := 2; i < len(s) && s[i] != '\n'; i++ {
		if s[i] == bel {
			return i + 1
		}
		if s[i] == esc {
			if i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
			break
		}
	}
	return 2
}
