package parse

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	htmltoken "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed"
)

// firstWords returns the first n words of one line.
func firstWords(line string, n int) string {
	for i, r := range line {
		if r == ' ' {
			if n--; n == 0 {
				return strings.TrimRight(line[:i], " ,;:–-")
			}
		}
	}
	return line
}

// looksPlain tells plain text from HTML: it holds no tag.
func looksPlain(s string) bool {
	for at := strings.IndexByte(s, '<'); at >= 0; {
		if _, _, length := anyTagAt(s[at:]); length > 0 {
			return false
		}
		next := strings.IndexByte(s[at+1:], '<')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return strings.TrimSpace(s) != ""
}

// anyTagAt is tagAt for the elements of bodies too.
func anyTagAt(s string) (name string, closing bool, length int) {
	if len(s) > 2 && (s[1] == '!' || s[1] == '/' || s[1] >= 'a' && s[1] <= 'z' || s[1] >= 'A' && s[1] <= 'Z') {
		if end := strings.IndexByte(s, '>'); end > 0 {
			return "", s[1] == '/', end + 1
		}
	}
	return "", false, 0
}

// paragraphs makes HTML of plain text: blank lines part paragraphs.
func paragraphs(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 32)
	for part := range strings.SplitSeq(strings.ReplaceAll(strings.TrimSpace(s), "\r\n", "\n"), "\n\n") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		b.WriteString("<p>")
		b.WriteString(strings.ReplaceAll(escapeText(html.UnescapeString(part)), "\n", "<br>\n"))
		b.WriteString("</p>\n")
	}
	return b.String()
}

var textEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escapeText(s string) string { return textEscaper.Replace(s) }

// How ASCII counts in words: what makes one, and what neither makes nor ends one.
// 0 and 1, so that counting needs no branch: it looks at every byte of every text.
var inWord, neither = func() (in, other [utf8.RuneSelf]uint8) {
	for c := range in {
		switch r := rune(c); {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			in[c] = 1
		case !unicode.IsSpace(r):
			other[c] = 1
		}
	}
	return in, other
}()

// count adds the words of text: runs between white space that hold a letter or
// a digit. Scripts without spaces count by the character.
func (t *tidied) count(text string) {
	var in uint8 // 1 within a word
	words, ideographs := 0, 0
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			i++
			words += int(inWord[c] &^ in)
			in = inWord[c] | in&neither[c]
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case r >= 0x3040 && r < 0xa000 || r >= 0x20000 && r < 0x30000:
			ideographs++
			in = 0
		case unicode.IsSpace(r):
			in = 0
		case in == 0 && unicode.IsLetter(r):
			words++
			in = 1
		}
	}
	t.words += words + ideographs*feed.WordsPerMinute/500 // read at some 500 a minute
	if text = strings.TrimSpace(text); text != "" {
		if len(text) > 64 {
			text = text[len(text)-64:]
		}
		t.end = text
	}
}

// plainText returns the words of HTML on one line, at least the first limit
// bytes of them.
func plainText(s string, limit int) string {
	if strings.IndexByte(s, '<') < 0 {
		if strings.IndexByte(s, '&') >= 0 {
			s = html.UnescapeString(s)
		}
		return s
	}
	var b strings.Builder
	z := htmltoken.NewTokenizer(strings.NewReader(s))
	skip := false
	for b.Len() <= 2*limit {
		switch z.Next() {
		case htmltoken.ErrorToken:
			return b.String()
		case htmltoken.TextToken:
			if !skip {
				b.Write(z.Text())
			}
		case htmltoken.StartTagToken, htmltoken.SelfClosingTagToken:
			name, more := z.TagName()
			switch tag := atom.Lookup(name); {
			case tag == atom.Img && more:
				if a := attributes(z); isEmoji(a) {
					b.WriteString(a["alt"])
				}
			case hidden(tag):
				skip = true
			case blockTag(tag):
				b.WriteByte(' ')
			}
		case htmltoken.EndTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			if dropped(tag) {
				skip = false
			}
			if blockTag(tag) {
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}

func blockTag(tag atom.Atom) bool {
	switch tag {
	case atom.A, atom.Abbr, atom.B, atom.Cite, atom.Code, atom.Em, atom.Font, atom.I, atom.Img, atom.Mark, atom.Q, atom.S, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.U:
		return false
	}
	return true
}
