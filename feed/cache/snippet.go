package cache

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"standfirst/feed"
)

// Hits stand between these two characters of the private use area, which clean
// leaves in no text.
const (
	hitStart = "\ue000"
	hitEnd   = "\ue001"
)

// snippetWords is the length of a snippet, with the hit in its first third.
const snippetWords = 26

// snippets fills the text around the first hit of each row.
func (l *look) snippets(q feed.Query, rows []feed.Row) error {
	var looked []sought
	for _, t := range textTerms(q.Terms) {
		looked = append(looked, seek(t))
	}
	if len(looked) == 0 {
		return nil
	}
	for i := range rows {
		body, _, _, err := l.bodyOf(rows[i].ID)
		if err != nil {
			return err
		}
		text := plainText(body)
		if s, ok := snippet(text, looked); ok {
			rows[i].Snippet = s
		} else if s, ok := snippet(rows[i].Standfirst, looked); ok {
			rows[i].Snippet = s
		}
	}
	return nil
}

// sought is a word or phrase as compared with a text, word by word.
type sought struct {
	words  []string
	prefix bool
	one    string // the singular of a single word
}

func seek(t feed.Term) sought {
	var s sought
	eachWord(t.Value, func(from, to int) bool {
		s.words = append(s.words, foldWord(t.Value[from:to]))
		return true
	})
	s.prefix = t.Kind == feed.TermWord && utf8.RuneCountInString(t.Value) >= prefixFrom
	if one := feed.Fold(t.Value); s.prefix && len(s.words) == 1 && !strings.Contains(one, " ") {
		s.one = one
	}
	return s
}

// at tells whether the words from the i-th on are the ones sought.
func (s sought) at(words []string, i int) bool {
	if len(s.words) == 0 || i+len(s.words) > len(words) {
		return false
	}
	for n, want := range s.words {
		have := words[i+n]
		switch {
		case have == want, s.one != "" && have == s.one:
		case s.prefix && n == len(s.words)-1 && strings.HasPrefix(have, want):
		default:
			return false
		}
	}
	return true
}

// snippet cuts the words around the first hit out of a text.
func snippet(text string, looked []sought) (string, bool) {
	type span struct{ from, to int }
	var (
		spans []span
		words []string
	)
	eachWord(text, func(from, to int) bool {
		spans = append(spans, span{from, to})
		words = append(words, foldWord(text[from:to]))
		return true
	})
	hitAt := func(i int) int {
		for _, s := range looked {
			if s.at(words, i) {
				return len(s.words)
			}
		}
		return 0
	}
	first := 0
	for first < len(words) && hitAt(first) == 0 {
		first++
	}
	if first == len(words) {
		return "", false
	}
	start := max(0, first-snippetWords/3)
	end := min(len(words), start+snippetWords)
	var b strings.Builder
	if start > 0 {
		b.WriteString("… ")
	}
	at := spans[start].from
	for i := start; i < end; i++ {
		n := hitAt(i)
		if n == 0 {
			continue
		}
		last := min(i+n, end) - 1
		b.WriteString(text[at:spans[i].from])
		b.WriteString(hitStart + text[spans[i].from:spans[last].to] + hitEnd)
		at = spans[last].to
		i = last
	}
	b.WriteString(text[at:spans[end-1].to])
	if end < len(words) {
		b.WriteString(" …")
	} else {
		b.WriteString(strings.TrimRightFunc(text[spans[end-1].to:], unicode.IsSpace))
	}
	return strings.Join(strings.Fields(b.String()), " "), true
}

// eachWord calls f with the bounds of every word, as the index cuts them:
// letters and digits.
func eachWord(text string, f func(from, to int) bool) {
	start := -1
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			if !f(start, i) {
				return
			}
			start = -1
		}
	}
	if start >= 0 {
		f(start, len(text))
	}
}

// foldWord is the form under which the index compares one word: lower case,
// without accents.
func foldWord(w string) string {
	w = strings.ToLower(w)
	for i := 0; i < len(w); i++ {
		if w[i] >= utf8.RuneSelf {
			return strings.Map(func(r rune) rune {
				if unicode.Is(unicode.Mn, r) {
					return -1
				}
				return r
			}, norm.NFD.String(w))
		}
	}
	return w
}
