package cache

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"standfirst/feed"
)

// One rule cuts and folds words wherever text is searched: in the index, in a
// body read for a phrase, in a snippet, in followed and muted words.

// eachWord calls f with the bounds of every word until f returns false: letters
// and digits, with apostrophes between them.
func eachWord(text string, f func(from, to int) bool) {
	start := -1
	for i := 0; i < len(text); {
		c := text[i]
		if plainWord[c] {
			if start < 0 {
				start = i
			}
			i++
			continue
		}
		r, n := rune(c), 1
		if c >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case isWordRune(r):
			if start < 0 {
				start = i
			}
		case start >= 0 && isApostrophe(r) && wordAt(text, i+n):
		case start >= 0:
			if !f(start, i) {
				return
			}
			start = -1
		}
		i += n
	}
	if start >= 0 {
		f(start, len(text))
	}
}

// plainWord are the bytes that stand for a letter or digit by themselves, as
// nearly all of a text do.
var plainWord = func() (is [256]bool) {
	for c := range is {
		is[c] = 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return is
}()

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return plainWord[r]
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

func wordAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return i < len(text) && isWordRune(r)
}

// foldWord is the form under which one word is compared: lower case, without
// accents and apostrophes; children's is children.
func foldWord(w string) string {
	plain := true
	for i := 0; i < len(w) && plain; i++ {
		plain = 'a' <= w[i] && w[i] <= 'z' || '0' <= w[i] && w[i] <= '9'
	}
	if plain {
		return w
	}
	w = strings.ToLower(w)
	for _, end := range []string{"'s", "’s", "ʼs"} {
		w = strings.TrimSuffix(w, end)
	}
	ascii := true
	for i := 0; i < len(w) && ascii; i++ {
		ascii = w[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ReplaceAll(w, "'", "")
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || !isWordRune(r) {
			return -1
		}
		return r
	}, norm.NFKD.String(w))
}

// folded is a text as it goes into the index.
func folded(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	eachWord(text, func(from, to int) bool {
		if w := foldWord(text[from:to]); w != "" {
			b.WriteString(w)
			b.WriteByte(' ')
		}
		return true
	})
	return b.String()
}

// sought is a word or phrase as compared with a text, word by word.
type sought struct {
	words  []string
	prefix bool
	one    string // the singular of a single word
}

func seek(t feed.Term) sought {
	var s sought
	s.words = strings.Fields(folded(t.Value))
	if len(s.words) == 0 {
		return s
	}
	s.prefix = t.Kind == feed.TermWord && utf8.RuneCountInString(s.words[len(s.words)-1]) >= prefixFrom
	if one := feed.Fold(t.Value); s.prefix && len(s.words) == 1 && !strings.Contains(one, " ") {
		s.one = foldWord(one)
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

// in tells whether a text holds the words sought.
func (s sought) in(text string) bool {
	var last []string // the words before, as many as are sought
	found := false
	eachWord(text, func(from, to int) bool {
		w := foldWord(text[from:to])
		if w == "" {
			return true
		}
		if len(last) == len(s.words) {
			copy(last, last[1:])
			last = last[:len(last)-1]
		}
		last = append(last, w)
		found = s.at(last, 0)
		return !found
	})
	return found
}
