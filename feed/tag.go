package feed

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold brings a wording to the form under which wordings are compared: the key
// of a tag, one step of a section's path, a typed word. Two wordings mean the
// same when their folded forms are equal; what is shown is always the wording
// itself.
//
// Letters become lower case and lose their accents; apostrophes of every shape
// go, with the s of a possessive; & becomes "and"; hyphens and other
// punctuation become spaces; runs of spaces become one; a plural loses its s.
// A text of punctuation alone keeps it. Fold(Fold(s)) == Fold(s).
func Fold(s string) string {
	out := make([]byte, 0, len(s)+8)
	start := 0 // where the current word begins in out
	endWord := func() {
		if start < len(out) {
			out = append(singular(out, start), ' ')
			start = len(out)
		}
	}
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		at := i
		i += size
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			out = append(out, byte(r))
		case 'A' <= r && r <= 'Z':
			out = append(out, byte(r-'A'+'a'))
		case isApostrophe(r):
			if start < len(out) && i < len(s) && (s[i] == 's' || s[i] == 'S') && !wordAt(s, i+1) {
				i++
			}
		case r == '&':
			endWord()
			out = append(out, "and "...)
			start = len(out)
		case r == '#' && start < len(out): // C# is not C
			out = append(out, '#')
		case r == '.' && afterInitial(s, at): // U.K. is UK
		case unicode.IsSpace(r) || unicode.IsControl(r) || unicode.IsPunct(r) || r == '>' || r == '<' || r == '|':
			endWord()
		case unicode.Is(unicode.Cf, r) || isAccent(r): // invisible, or an accent on its own
		default:
			out = utf8.AppendRune(out, plain(unicode.ToLower(r)))
		}
	}
	endWord()
	if len(out) == 0 {
		return strings.ToLower(strings.Join(strings.Fields(s), " "))
	}
	return string(out[:len(out)-1])
}

// SectionPath joins the names of a section and its parents, parents first, to
// its Path: "Comment", "Group leaders" gives "comment/group leaders".
func SectionPath(names ...string) string {
	steps := make([]string, 0, len(names))
	for _, name := range names {
		name = strings.ReplaceAll(name, "/", " ")
		if name = strings.Join(strings.Fields(name), " "); name != "" {
			steps = append(steps, strings.ToLower(name))
		}
	}
	return strings.Join(steps, "/")
}

// FoldPath folds each step of a section's path, so that "Comment/Group-Leaders"
// as typed finds "comment/group leaders".
func FoldPath(path string) string {
	steps := strings.Split(path, "/")
	kept := steps[:0]
	for _, step := range steps {
		if step = Fold(step); step != "" {
			kept = append(kept, step)
		}
	}
	return strings.Join(kept, "/")
}

// singular takes the plural s from the word that begins at start. It keeps what
// only looks like a plural (news, process, campus, analysis), also where that
// leaves a rare plural standing: a false merge is worse than a missed one.
func singular(out []byte, start int) []byte {
	word := out[start:]
	n := len(word)
	if n < 4 || word[n-1] != 's' || !isLetter(word[n-2]) {
		return out
	}
	switch word[n-2] {
	case 's', 'u', 'i':
		return out
	}
	switch string(word) {
	case "news", "series", "species", "wales", "always", "perhaps", "davies", "james":
		return out
	case "movies", "cookies", "calories", "rookies", "zombies":
		return out[:len(out)-1]
	}
	switch {
	case n > 4 && string(word[n-3:]) == "ies": // nurseries, families
		return append(out[:len(out)-3], 'y')
	case hasEnd(word, "sses"), hasEnd(word, "shes"), hasEnd(word, "ches"), hasEnd(word, "xes"):
		return out[:len(out)-2]
	}
	return out[:len(out)-1]
}

func hasEnd(word []byte, end string) bool {
	return len(word) > len(end) && string(word[len(word)-len(end):]) == end
}

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' || b >= utf8.RuneSelf }

func isAccent(r rune) bool { return 0x300 <= r && r <= 0x36f }

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', '‛', '`', '´', 'ʼ', '′', '＇':
		return true
	}
	return false
}

// wordAt tells whether a letter or digit stands at byte i of s.
func wordAt(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r) || unicode.IsDigit(r) || isAccent(r)
}

// afterInitial tells whether the full stop at byte i follows a single letter.
func afterInitial(s string, i int) bool {
	last, size := utf8.DecodeLastRuneInString(s[:i])
	if !unicode.IsLetter(last) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i-size])
	return i == size || !(unicode.IsLetter(before) || unicode.IsDigit(before) || isAccent(before) || isApostrophe(before))
}

// plain takes the accent from a lower-case Latin letter. The standard library
// has no decomposition; these are the letters of European languages.
func plain(r rune) rune {
	if r < 0xdf || r > 0x17f {
		return r
	}
	for _, row := range accents {
		if strings.ContainsRune(row.accented, r) {
			return row.letter
		}
	}
	return r
}

var accents = [...]struct {
	letter   rune
	accented string
}{
	{'a', "àáâãäåāăą"}, {'c', "çćĉċč"}, {'d', "ďđ"}, {'e', "èéêëēĕėęě"}, {'g', "ĝğġģ"},
	{'h', "ĥħ"}, {'i', "ìíîïĩīĭįı"}, {'j', "ĵ"}, {'k', "ķ"}, {'l', "ĺļľŀł"}, {'n', "ñńņňŉ"},
	{'o', "òóôõöøōŏő"}, {'r', "ŕŗř"}, {'s', "śŝşšſ"}, {'t', "ţťŧ"}, {'u', "ùúûüũūŭůűų"},
	{'w', "ŵ"}, {'y', "ýÿŷ"}, {'z', "źżž"},
}

// Wordings are all the ways to say one tag, its name among them.
type Wordings struct {
	Tag Tag
	All []string
}
