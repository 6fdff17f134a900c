package cache

import (
	"cmp"
	"slices"
	"strings"
)

// vocabulary is what one run of Index has met of words. Most words of a text
// have been met before, and a word met before is neither folded nor looked for
// again: that is what makes half of the cost of an index.
//
// Terms are numbers, and what is known of them stands in columns: a text asks for
// a thousand of them at random, and only a small table stays near the processor.
type vocabulary struct {
	written map[string]int32 // a spelling → its term, or noWord
	folded  map[string]int32 // an entry → its term

	entries []string // as the index gets them: words, and the first letters of words
	first   []int32  // the term of a word's first letters, or noWord
	text    []int32  // the last text that had it
	batch   []int32  // the last batch that had it
	texts   []int32  // how many texts had it
	told    []bool   // it is in words already

	thisText, thisBatch int32
	counted             int32 // the texts since it was last emptied
}

const noWord = -1

// vocabularyMost bounds what a run remembers, to some ten megabytes: it begins
// anew with the next batch, and learns nothing more in this one.
const vocabularyMost = 1 << 16

func newVocabulary() *vocabulary {
	return &vocabulary{written: map[string]int32{}, folded: map[string]int32{}}
}

// begin starts a batch.
func (v *vocabulary) begin() {
	if len(v.written) > vocabularyMost {
		*v = *newVocabulary() // a batch keeps the columns that its terms are in
	}
	v.thisBatch++
}

// terms lists the words of a text and their first letters, each once, since the
// index is only asked whether a body has a word; fresh are the words that no
// text before it had. Those that no text of the batch had are added to it. rest
// are the entries of words for which there was no room.
func (v *vocabulary) terms(text string, b *indexBatch) (fresh []string, terms []int32, rest string) {
	var more strings.Builder
	v.thisText++
	v.counted++
	add := func(t int32) bool {
		if t == noWord || v.text[t] == v.thisText {
			return false
		}
		v.text[t] = v.thisText
		v.texts[t]++
		if v.batch[t] != v.thisBatch {
			v.batch[t] = v.thisBatch
			b.terms = append(b.terms, t)
		}
		terms = append(terms, t)
		return true
	}
	eachWord(text, func(from, to int) bool {
		t, met := v.written[text[from:to]]
		if !met && len(v.written) > vocabularyMost {
			if w := foldWord(text[from:to]); w != "" && len(w) <= longestWord {
				letters, _ := firstLetters(w)
				more.WriteString(w + " " + letters + " ")
				fresh = append(fresh, strings.Clone(w))
			}
			return true
		}
		if !met {
			t = v.learn(text[from:to])
		}
		if !add(t) {
			return true
		}
		add(v.first[t])
		if !v.told[t] {
			v.told[t] = true
			fresh = append(fresh, v.entries[t])
		}
		return true
	})
	return fresh, terms, more.String()
}

// finish completes a batch: with the entries that its terms are numbers of, and
// with those that are to be common words, the commonest first.
func (v *vocabulary) finish(b *indexBatch) {
	b.vocabulary = v.entries[:len(v.entries):len(v.entries)]
	if v.counted < commonSample {
		return
	}
	var common []int32
	for _, t := range b.terms {
		if v.texts[t]*commonShare >= v.counted {
			common = append(common, t)
		}
	}
	slices.SortFunc(common, func(s, t int32) int {
		return cmp.Or(cmp.Compare(v.texts[t], v.texts[s]), strings.Compare(v.entries[s], v.entries[t]))
	})
	for _, t := range common {
		b.common = append(b.common, v.entries[t])
	}
}

// learn folds a word that was not met in this spelling.
func (v *vocabulary) learn(spelling string) int32 {
	if len(spelling) > 4*longestWord {
		return noWord // not remembered: texts without spaces would fill it
	}
	spelling = strings.Clone(spelling) // a slice would hold on to its whole text
	t := int32(noWord)
	if w := foldWord(spelling); w != "" && len(w) <= longestWord {
		var met bool
		if t, met = v.folded[w]; !met {
			first := int32(noWord)
			if letters, _ := firstLetters(w); letters != "" {
				if first, met = v.folded[letters]; !met {
					first = v.enter(letters, noWord)
				}
			}
			t = v.enter(w, first)
		}
	}
	v.written[spelling] = t
	return t
}

// enter makes a term.
func (v *vocabulary) enter(entry string, first int32) int32 {
	t := int32(len(v.entries))
	v.folded[entry] = t
	v.entries, v.first, v.told = append(v.entries, entry), append(v.first, first), append(v.told, false)
	v.text, v.batch, v.texts = append(v.text, 0), append(v.batch, 0), append(v.texts, 0)
	return t
}

// longestWord, in bytes: what is longer is no word, and would fill the table of
// words.
const longestWord = 80
