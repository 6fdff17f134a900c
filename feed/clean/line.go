package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

const ellipsis = "…"

// Line returns s as Text does, on one line: every run of white space becomes
// one space and none is left at the ends. A line longer than maxBytes is cut
// between two clusters and ends in an ellipsis, within maxBytes. maxBytes 0 or
// less: no limit.
func Line(s string, maxBytes int) string {
	if maxBytes > 0 && len(s) > 64*maxBytes+sequenceSpan {
		s = s[:64*maxBytes+sequenceSpan] // nothing behind it can be kept; save the work
	}
	s = collapse(Text(s))
	if maxBytes <= 0 || len(s) <= maxBytes {
		return s
	}
	room := maxBytes - len(ellipsis)
	if room <= 0 {
		return ""
	}
	end := 0
	for clusters := graphemes.FromString(s); clusters.Next() && clusters.End() <= room; {
		end = clusters.End()
	}
	return strings.TrimRight(s[:end], " ") + ellipsis
}

// collapse makes runs of white space single spaces, without a copy when there
// is nothing to do.
func collapse(s string) string {
	if !spread(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	// A space taken away can bring a mark behind a new letter.
	return Text(b.String())
}

// spread tells whether s holds white space other than single inner spaces.
func spread(s string) bool {
	before := byte(' ') // so that a leading space counts
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == ' ' && before == ' ', c == '\n', c == '\t':
			return true
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			if unicode.IsSpace(r) {
				return true
			}
			i += size - 1
		}
		before = c
	}
	return len(s) > 0 && before == ' '
}
