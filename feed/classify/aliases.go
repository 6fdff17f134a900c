package classify

import (
	"html"
	"maps"
	"slices"
	"strings"
	"unicode"

	"standfirst/feed"
	"standfirst/feed/clean"
)

// Classifier knows which wordings mean the same tag. It is never changed after
// New and may be used from any goroutine.
type Classifier struct {
	tags    []canonical
	folded  map[string]int // feed.Fold of a wording → index in tags
	exact   map[string]int // case-sensitive wordings
	literal map[string]int // lower-cased wordings whose folded form belongs to a case-sensitive one
	keys    map[string]int
	longest int // words of the longest wording
}

// canonical is a row of the alias table.
type canonical struct {
	tag      feed.Tag // Published is empty
	wordings []wording
}

type wording struct {
	text   string
	folded string
	cased  bool // only in this case: SEND is a tag, "send" a verb
}

// New builds a classifier from an alias table: canonical tag → other wordings,
// "=" before a wording meaning that its case counts. A canonical name whose
// own case counts stands among its wordings, too ("SEND": ["=SEND", …]).
// Where two rows claim one wording, a canonical name wins over an alias, then
// the row first in the alphabet.
func New(aliases map[string][]string) *Classifier {
	c := &Classifier{folded: map[string]int{}, exact: map[string]int{}, literal: map[string]int{}, keys: map[string]int{}}
	names := slices.Sorted(maps.Keys(aliases))
	for _, name := range names {
		c.tags = append(c.tags, newCanonical(name, aliases[name]))
	}
	cased := map[string]bool{}
	for _, row := range c.tags {
		for _, w := range row.wordings {
			if w.cased {
				cased[w.folded] = true
			}
		}
	}
	for i, row := range c.tags {
		c.keys[row.tag.Key] = i
		c.index(i, row.wordings[0], cased)
	}
	for i, row := range c.tags {
		for _, w := range row.wordings[1:] {
			c.index(i, w, cased)
		}
	}
	return c
}

func newCanonical(name string, others []string) canonical {
	row := canonical{tag: feed.Tag{Key: feed.Fold(name), Name: name}}
	row.wordings = []wording{{text: name, folded: feed.Fold(name), cased: slices.Contains(others, "="+name)}}
	for _, other := range others {
		text, cased := strings.CutPrefix(other, "=")
		if text != name {
			row.wordings = append(row.wordings, wording{text: text, folded: feed.Fold(text), cased: cased})
		}
	}
	if row.wordings[0].cased {
		// The folded name is the key of the tag "send", which is another: this
		// one is known by its first wording that says the same in any case.
		row.tag.Key = "=" + name
		for _, w := range row.wordings {
			if !w.cased {
				row.tag.Key = w.folded
				break
			}
		}
	}
	return row
}

func (c *Classifier) index(i int, w wording, cased map[string]bool) {
	into, form := c.folded, w.folded
	switch {
	case w.cased:
		into, form = c.exact, casedForm(w.text)
	case cased[w.folded]:
		into, form = c.literal, strings.ToLower(w.text)
	}
	if _, taken := into[form]; !taken && form != "" {
		into[form] = i
	}
	c.longest = max(c.longest, 1+strings.Count(w.folded, " "))
}

// casedForm is the form in which case-sensitive wordings are compared: the
// plural s may follow the capitals (SGOs).
func casedForm(word string) string {
	word = strings.NewReplacer("’", "", "'", "").Replace(strings.Join(strings.Fields(word), " "))
	if n := len(word); n > 2 && word[n-1] == 's' && 'A' <= word[n-2] && word[n-2] <= 'Z' {
		return word[:n-1]
	}
	return word
}

// Tag returns the tag that a publisher's word means. A word that no row of the
// table names is a tag of its own. The zero Tag answers a blank word.
func (c *Classifier) Tag(word string) feed.Tag {
	word = strings.Join(strings.Fields(decode(word)), " ")
	key := feed.Fold(word)
	if key == "" {
		return feed.Tag{}
	}
	if i, ok := c.find(word, key); ok {
		tag := c.tags[i].tag
		tag.Published = word
		return tag
	}
	return feed.Tag{Key: key, Name: word, Published: word}
}

func (c *Classifier) find(word, folded string) (int, bool) {
	if i, ok := c.exact[casedForm(word)]; ok {
		return i, true
	}
	if i, ok := c.folded[folded]; ok {
		return i, true
	}
	i, ok := c.literal[strings.ToLower(word)]
	return i, ok
}

// decode reads character references that WordPress leaves in category names
// ("children&#039;s homes"), without what one of them may hide. A word that
// would hold markup stays as it is.
func decode(word string) string {
	if !strings.Contains(word, "&") || !strings.Contains(word, ";") {
		return word
	}
	decoded := clean.Line(html.UnescapeString(word), 0)
	if strings.ContainsAny(decoded, "<>") {
		return word
	}
	return decoded
}

// Wordings returns the known wordings of a tag, its name first; nil when the
// table has no row for the key.
func (c *Classifier) Wordings(key string) []string {
	i, ok := c.keys[key]
	if !ok {
		return nil
	}
	words := make([]string, 0, len(c.tags[i].wordings))
	for _, w := range c.tags[i].wordings {
		words = append(words, w.text)
	}
	return words
}

// Candidate is a tag that a typed text may mean, and the wording that says so.
type Candidate struct {
	feed.Tag
	Wording string
	Whole   bool // the wording is the whole typed text
}

// Match returns the tags of the table that a typed text may mean, best first:
// a whole wording, then one that begins with it, then one with a word that
// begins with it. Typing is forgiving: case never matters, so "send" finds SEND.
func (c *Classifier) Match(typed string) []Candidate {
	want := feed.Fold(typed)
	if want == "" {
		return nil
	}
	var ranked [3][]Candidate
	for _, row := range c.tags {
		best, found := len(ranked), Candidate{Tag: row.tag}
		for _, w := range row.wordings {
			if rank := rankOf(w.folded, want); rank < best {
				best, found.Wording, found.Whole = rank, w.text, rank == 0
			}
		}
		if best < len(ranked) {
			ranked[best] = append(ranked[best], found)
		}
	}
	return slices.Concat(ranked[:]...)
}

func rankOf(wording, typed string) int {
	switch {
	case wording == typed:
		return 0
	case strings.HasPrefix(wording, typed):
		return 1
	case strings.Contains(wording, " "+typed):
		return 2
	}
	return 3
}

// Table is the table of aliases as it is understood: each tag as stories carry
// it, with its wordings.
func (c *Classifier) Table() []feed.Wordings {
	rows := make([]feed.Wordings, 0, len(c.tags))
	for _, row := range c.tags {
		out := feed.Wordings{Tag: row.tag}
		for _, w := range row.wordings {
			out.All = append(out.All, w.text)
		}
		rows = append(rows, out)
	}
	return rows
}

// Keys returns the keys of the tags that a typed tag name may mean, the
// likeliest first: the tag as a publisher's word, then rows of the table whose
// wording it is when case does not count. A query for a tag asks for any of them.
func (c *Classifier) Keys(typed string) []string {
	tag := c.Tag(typed)
	if tag.Key == "" {
		return nil
	}
	keys := []string{tag.Key}
	if i, ok := c.keys[typed]; ok && typed != tag.Key {
		keys = append(keys, c.tags[i].tag.Key)
	}
	for _, found := range c.Match(typed) {
		if found.Whole && !slices.Contains(keys, found.Key) {
			keys = append(keys, found.Key)
		}
	}
	return keys
}

// Mentions returns the tags that a free text names, in the order of the text.
// In running text only wordings of several words and case-sensitive ones are
// safe: "practice" there is no subject.
func (c *Classifier) Mentions(text string) []feed.Tag {
	var found []feed.Tag
	add := func(i int, said string) {
		tag := c.tags[i].tag
		tag.Published = said
		if !slices.ContainsFunc(found, func(have feed.Tag) bool { return have.Key == tag.Key }) {
			found = append(found, tag)
		}
	}
	words := strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsPunct(r) && r != '\'' && r != '’' && r != '-' && r != '&'
	})
	folded := make([]string, len(words))
	for i, word := range words {
		folded[i] = feed.Fold(word)
	}
	for i := 0; i < len(words); i++ {
		if j, ok := c.exact[casedForm(words[i])]; ok {
			add(j, words[i])
			continue
		}
		for n := min(c.longest, len(words)-i); n > 0; n-- {
			form := strings.Join(folded[i:i+n], " ")
			if j, ok := c.folded[form]; ok && strings.Contains(form, " ") {
				add(j, strings.Join(words[i:i+n], " "))
				i += n - 1
				break
			}
		}
	}
	return found
}
