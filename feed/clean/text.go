package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"
)

// A reader can tell some eight stacked marks apart at most, and the longest
// emoji in use (a family with skin tones, a flag of tags) stays below sixteen
// code points. More is an attack on the row it stands in.
const (
	maxMarks  = 8
	maxPoints = 16
	maxWidth  = 2
)

// sequenceSpan is how far the end of a terminal string sequence (OSC, DCS, APC,
// PM, SOS) is looked for. Without an end nearby only its introducer goes, so
// that an unterminated one cannot swallow the text behind it.
const sequenceSpan = 4096

// Text returns s safe to write to a terminal, over several lines: terminal
// sequences are cut out whole, line ends become line feeds, forbidden
// characters are dropped and overgrown clusters are cut or become U+FFFD.
func Text(s string) string {
	forbidden, joined := inspect(s)
	if forbidden {
		s = dropForbidden(stripSequences(strings.ToValidUTF8(s, "\uFFFD")))
		_, joined = inspect(s)
	}
	if joined {
		s = capClusters(s)
	}
	return s
}

// inspect tells whether s holds anything to drop, and whether it holds anything
// that can join runes into a cluster.
func inspect(s string) (forbidden, joined bool) {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < 0x20 && c != '\n' && c != '\t' || c == 0x7f {
				return true, joined
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || isForbidden(r) {
			return true, joined
		}
		if !joined && r >= 0x300 && joins(r) {
			joined = true
		}
		i += size
	}
	return false, joined
}

// isForbidden says which runes never pass. Tag characters are judged by their
// cluster, since flags are made of them.
func isForbidden(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\n' && r != '\t'
	case r < 0x7f:
		return false
	case r < 0xa0: // DEL and C1: U+009B and U+009D are live in VTE terminals
		return true
	case r == 0xad: // soft hyphen: a hyphen to some terminals, nothing to others
		return true
	case r < 0x61c:
		return false
	case r == 0x61c, // Arabic letter mark
		r == 0x180e, r == 0x200b, // spaces of no width
		r >= 0x2060 && r <= 0x2064, // word joiner, signs of mathematics that nobody sees
		r == 0x2028, r == 0x2029,   // line and paragraph separator
		r >= 0x202a && r <= 0x202e, // bidirectional embeddings and overrides
		r >= 0x2066 && r <= 0x206f, // isolates and deprecated format characters
		r == 0xe000, r == 0xe001,   // our own marks around search hits
		r == 0xfeff,                      // byte order mark
		r >= 0xfff9 && r <= 0xfffb,       // interlinear annotation
		r == 0xe0001, r&0xfffe == 0xfffe: // language tag, noncharacters
		return true
	}
	return false
}

// joins tells whether r can make a cluster of more than one rune, or one wider
// than two columns. It may say yes too often, never too seldom.
func joins(r rune) bool {
	switch {
	case r < 0x370:
		return true
	case r < 0x483:
		return false
	case r >= 0x2010 && r < 0x20d0, r >= 0x2100 && r < 0x231a, r >= 0x3040 && r < 0x3099,
		r >= 0x3100 && r < 0xa66f, r >= 0xac00 && r < 0xd7a4:
		return r == 0x2e3b // three-em dash
	case r == 0x200d, r >= 0xfe00 && r <= 0xfe0f, r >= 0x1f1e6 && r <= 0x1f1ff,
		r >= 0x1f3fb && r <= 0x1f3ff, r >= 0xe0000 && r <= 0xe01ef:
		return true
	}
	return unicode.Is(unicode.M, r) || r >= 0x1100 && r < 0x1200 || r >= 0x0600 && r <= 0x0605 ||
		r == 0x6dd || r == 0x70f || r >= 0x0900 && r < 0x1000 || !unicode.IsLetter(r)
}

// stripSequences cuts terminal sequences out of s, those introduced by an
// eight-bit control too.
func stripSequences(s string) string {
	if !strings.ContainsAny(s, "\x1b\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f"+
		"\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f") {
		return s
	}
	// Seven-bit forms first, so that one rule covers both: U+009B is ESC [.
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r >= 0x80 && r < 0xa0 && r != 0x85 {
			b.WriteByte(0x1b)
			r -= 0x40
		}
		b.WriteRune(r)
	}
	s = b.String()
	b.Reset()
	for {
		at := strings.IndexByte(s, 0x1b)
		if at < 0 || at+1 >= len(s) {
			break
		}
		b.WriteString(s[:at])
		end := sequenceEnd(s[at:])
		b.WriteString(ansi.Strip(s[at : at+end]))
		s = s[at+end:]
	}
	b.WriteString(s)
	return b.String()
}

// sequenceEnd returns the length of the terminal sequence that s starts with;
// of a string sequence without an end, only its introducer's.
func sequenceEnd(s string) int {
	switch s[1] {
	case '[':
		for i := 2; i < len(s) && i < sequenceSpan; i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
			if s[i] < 0x20 || s[i] > 0x7e { // not a parameter: the sequence is broken off
				return i
			}
		}
		return 2
	case ']', 'P', '_', '^', 'X':
		window := s[:min(len(s), sequenceSpan)]
		if end := strings.Index(window[2:], "\x1b\\"); end >= 0 {
			if bell := strings.IndexByte(window[2:2+end], '\a'); bell >= 0 && s[1] == ']' {
				return bell + 3
			}
			return end + 4
		}
		if bell := strings.IndexByte(window, '\a'); bell >= 0 && s[1] == ']' {
			return bell + 1
		}
		return 2
	}
	if s[1] >= 0x20 && s[1] < 0x7f {
		return 2
	}
	return 1
}

// dropForbidden removes forbidden runes and makes every kind of line end one
// line feed.
func dropForbidden(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		switch {
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
		case r == '\r', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
			b.WriteByte('\n')
		case !isForbidden(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// capClusters cuts every cluster down to its limits.
func capClusters(s string) string {
	var b *strings.Builder
	kept := 0 // s[:kept] is in b, once b is there
	for clusters := graphemes.FromString(s); clusters.Next(); {
		cluster := clusters.Value()
		if len(cluster) <= 1 {
			continue
		}
		fit := capCluster(cluster)
		if fit == cluster {
			continue
		}
		if b == nil {
			b = &strings.Builder{}
			b.Grow(len(s))
		}
		b.WriteString(s[kept:clusters.Start()])
		b.WriteString(fit)
		kept = clusters.End()
	}
	if b == nil {
		return s
	}
	b.WriteString(s[kept:])
	return b.String()
}

func capCluster(cluster string) string {
	points, marks, tags := 0, 0, 0
	for _, r := range cluster {
		points++
		switch {
		case r >= 0xe0000 && r <= 0xe007f:
			tags++
		case r >= 0x300 && unicode.Is(unicode.M, r):
			marks++
		}
	}
	if points == 1 && tags == 0 {
		if ansi.StringWidth(cluster) > maxWidth {
			return "\uFFFD"
		}
		return cluster
	}
	if tags > 0 && !isFlag(cluster) || marks > maxMarks {
		cluster = thin(cluster, tags > 0 && !isFlag(cluster))
		points = utf8.RuneCountInString(cluster)
	}
	if points > maxPoints || ansi.StringWidth(cluster) > maxWidth {
		return "\uFFFD"
	}
	return cluster
}

// thin leaves the first marks of a cluster, and no tag characters when noTags.
func thin(cluster string, noTags bool) string {
	marks := 0
	return strings.Map(func(r rune) rune {
		if noTags && r >= 0xe0000 && r <= 0xe007f {
			return -1
		}
		if r >= 0x300 && unicode.Is(unicode.M, r) {
			if marks++; marks > maxMarks {
				return -1
			}
		}
		return r
	}, cluster)
}

// isFlag tells a flag of tags, such as that of Wales: a black flag, then tag
// letters and digits, then the cancel tag (UTS #51 §1.4.6).
func isFlag(cluster string) bool {
	rest, ok := strings.CutPrefix(cluster, "\U0001F3F4")
	if !ok {
		return false
	}
	rest, ok = strings.CutSuffix(rest, "\U000E007F")
	if !ok || rest == "" {
		return false
	}
	for _, r := range rest {
		if !(r >= 0xe0030 && r <= 0xe0039 || r >= 0xe0061 && r <= 0xe007a) {
			return false
		}
	}
	return true
}
