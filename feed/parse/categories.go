package parse

import (
	"strings"

	"standfirst/feed/clean"
)

// maxCategories is more than any story needs; a feed with more is a fault.
const maxCategories = 200

// categories gathers the words of a story as sent: cleaned, in the order they
// came, without empties and repeats. A character reference that is left in one
// after XML or JSON was read stays; classification decodes it.
type categories struct {
	words []string
	seen  map[string]bool
}

func (c *categories) add(word string) {
	if word == "" || len(c.words) >= maxCategories {
		return
	}
	if strings.IndexByte(word, '<') >= 0 {
		word = stripTags(word)
	}
	word = clean.Line(mend(word), maxTitle)
	if word == "" || c.has(word) {
		return
	}
	c.words = append(c.words, word)
	if c.seen != nil {
		c.seen[word] = true
	}
}

func (c *categories) has(word string) bool {
	if len(c.words) < 16 {
		for _, w := range c.words {
			if w == word {
				return true
			}
		}
		return false
	}
	if c.seen == nil {
		c.seen = make(map[string]bool, 32)
		for _, w := range c.words {
			c.seen[w] = true
		}
	}
	return c.seen[word]
}

// addList adds the words of a list with commas, as media:keywords has them.
func (c *categories) addList(list string) {
	for word := range strings.SplitSeq(list, ",") {
		c.add(word)
	}
}

// addTerm adds an Atom category by its label, meant for people (RFC 4287
// §4.2.2.3), else by its term.
func (c *categories) addTerm(term, label string) {
	if strings.TrimSpace(label) != "" {
		c.add(label)
		return
	}
	c.add(term)
}
