package cache

import "strings"

// vocabulary is what one run of Index has met of words. Most words of a text
// have been met before, and a word met before is neither folded nor looked for
// again: that is what makes half of the cost of an index.
type vocabulary struct {
	written map[string]*term // as they stand in a text; nil: no word
	folded  map[string]*term
	text    int // counts the texts
}

// term is a word, or the first letters of words, as the index gets it.
type term struct {
	entry string
	first *term // its first letters; nil when it has too few
	text  int   // the last text that had it
	told  bool  // in words already
}

// vocabularyMost bounds what a run remembers, to some ten megabytes.
const vocabularyMost = 1 << 16

func newVocabulary() *vocabulary {
	return &vocabulary{written: map[string]*term{}, folded: map[string]*term{}}
}

// entries lists the words of a text and their first letters, each once, since
// the index is only asked whether a body has a word; fresh are the words that no
// text before it had.
func (v *vocabulary) entries(text string) (fresh []string, entries string) {
	if len(v.written) > vocabularyMost {
		clear(v.written)
		clear(v.folded)
	}
	v.text++
	var b strings.Builder
	b.Grow(len(text) / 2)
	add := func(t *term) bool {
		if t == nil || t.text == v.text {
			return false
		}
		t.text = v.text
		b.WriteString(t.entry)
		b.WriteByte(' ')
		return true
	}
	eachWord(text, func(from, to int) bool {
		t, met := v.written[text[from:to]]
		if !met {
			t = v.learn(text[from:to])
		}
		if !add(t) {
			return true
		}
		add(t.first)
		if !t.told {
			t.told = true
			fresh = append(fresh, t.entry)
		}
		return true
	})
	return fresh, b.String()
}

// learn folds a word that was not met in this spelling.
func (v *vocabulary) learn(spelling string) *term {
	if len(spelling) > 4*longestWord {
		return nil // not remembered: texts without spaces would fill it
	}
	spelling = strings.Clone(spelling) // a slice would hold on to its whole text
	var t *term
	if w := foldWord(spelling); w != "" && len(w) <= longestWord {
		if t = v.folded[w]; t == nil {
			t = &term{entry: w}
			v.folded[w] = t
			if letters, _ := firstLetters(w); letters != "" {
				if t.first = v.folded[letters]; t.first == nil {
					t.first = &term{entry: letters}
					v.folded[letters] = t.first
				}
			}
		}
	}
	v.written[spelling] = t
	return t
}

// longestWord, in bytes: what is longer is no word, and would fill the table of
// words.
const longestWord = 80
