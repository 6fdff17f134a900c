package opml

import (
	"bytes"
	"html"
	"strings"

	"standfirst/feed/clean"
)

// tidy makes one line of a title, its entities decoded when it was escaped
// twice.
func tidy(s string) string {
	if strings.Contains(s, "&amp;") || strings.Contains(s, "&#") || strings.Contains(s, "&quot;") {
		s = html.UnescapeString(s)
	}
	return clean.Line(s, maxText)
}

// escapeStray escapes "<" inside attribute values, which ends the reading even
// of a lenient XML reader, and drops comments, which may hold hyphens that do the
// same, and the control characters and character references that XML forbids.
func escapeStray(data []byte) []byte {
	var out []byte
	quote, inTag, end := byte(0), false, 0
	put := func(to int, with string) {
		out = append(append(out, data[end:to]...), with...)
		end = to + 1
	}
	for i := 0; i < len(data); i++ {
		c := data[i]
		switch {
		case c < 0x20 && c != '\n' && c != '\t' && c != '\r':
			put(i, "")
		case c == '&' && i+2 < len(data) && data[i+1] == '#':
			if stop := bytes.IndexByte(data[i:min(len(data), i+12)], ';'); stop > 0 && forbidden(data[i+2:i+stop]) {
				out = append(out, data[end:i]...)
				end = i + stop + 1
				i += stop
			}
		case quote != 0:
			switch {
			case c == quote:
				quote = 0
			case c == '<':
				put(i, "&lt;")
			}
		case inTag && (c == '"' || c == '\''):
			quote = c
		case c == '<':
			inTag = i+1 < len(data) && data[i+1] != '!'
			if i+1 < len(data) && data[i+1] == '!' {
				stop := -1
				if bytes.HasPrefix(data[i:], []byte("<!--")) {
					stop = bytes.Index(data[i+4:], []byte("-->"))
				}
				if stop >= 0 {
					stop += i + 4 + len("-->")
					out = append(out, data[end:i]...)
					out = append(out, bytes.Repeat([]byte{'\n'}, bytes.Count(data[i:stop], []byte{'\n'}))...) // lines are counted
					end, i = stop, stop-1
				}
			}
		case c == '>':
			inTag = false
		}
	}
	if end == 0 {
		return data
	}
	return append(out, data[end:]...)
}

// forbidden tells a character reference that XML does not allow (XML 1.0 §2.2).
func forbidden(digits []byte) bool {
	n, base := 0, 10
	if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base = digits[1:], 16
	}
	for _, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			n = n*base + int(c-'0')
		case base == 16 && (c|0x20) >= 'a' && (c|0x20) <= 'f':
			n = n*base + int(c|0x20-'a') + 10
		default:
			return false
		}
	}
	return n < 0x20 && n != '\n' && n != '\t' && n != '\r' || n >= 0xd800 && n <= 0xdfff || n == 0xfffe || n == 0xffff || n > 0x10ffff
}
