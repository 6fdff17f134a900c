package newsroom

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"standfirst/feed"
)

// The same story elsewhere: first what a page itself names as its original,
// then a near-identical headline and lead within three days in another
// publication. Joining two stories wrongly hides one of them, so any name or
// number that only one of two headlines has keeps them apart: two inspections,
// two judgments, two by-elections differ in just that.

const (
	sameWithin = 3 * 24 * time.Hour
	sameSpan   = 10 * 24 * time.Hour // stories looked at, by date: what came in late as well
	sameTitle  = 0.8                 // share of the words of both headlines that both have
	sameLead   = 0.6                 // share of the shorter lead's words that the other has
	leadWords  = 40                  // of a standfirst that are compared
)

// sameByCanonical joins a story with the one that its page names as the
// original, when that is another publication's and here.
func (n *Newsroom) sameByCanonical(ctx context.Context, s feed.Story, canonical string) error {
	if canonical == "" || bareHost(canonical) == bareHost(s.Link) {
		return nil
	}
	id, err := n.cache.Lookup(ctx, canonical)
	if err != nil || id == s.ID {
		return nil // the original is not here
	}
	return n.cache.SetSame(ctx, []feed.StoryID{id, s.ID})
}

// group joins the recent stories that are one story in several publications.
func (n *Newsroom) group(ctx context.Context) error {
	since := n.o.Now().Add(-sameSpan)
	var recent []*told
	q := feed.Query{Muted: true, Sort: feed.SortNewest}
	for offset := 0; ; offset += listedAtOnce {
		e, err := n.cache.Edition(ctx, q, feed.Window{Offset: offset, Limit: listedAtOnce})
		if err != nil {
			return err
		}
		for _, row := range e.Rows {
			if row.Date().After(since) {
				recent = append(recent, tell(row))
			}
		}
		if len(e.Rows) < listedAtOnce || e.Rows[len(e.Rows)-1].Date().Before(since) {
			break
		}
	}
	for _, ids := range sameGroups(recent) {
		if err := n.cache.SetSame(ctx, ids); err != nil {
			return err
		}
	}
	return nil
}

// told is a story as it is compared.
type told struct {
	feed.Row
	title map[string]bool // its headline's words, folded, without the small ones
	names map[string]bool // those of them that are names or numbers
	lead  []string
	proud map[string]bool // names and numbers of its lead
}

func tell(row feed.Row) *told {
	t := &told{Row: row}
	t.title, t.names = headlineWords(row.Title)
	t.lead, t.proud = leadOf(row.Standfirst)
	return t
}

// headlineWords are the words that carry a headline, and its names and numbers.
func headlineWords(text string) (all, names map[string]bool) {
	all, names = map[string]bool{}, map[string]bool{}
	for _, word := range split(text) {
		folded := feed.Fold(word)
		if folded == "" || small[folded] {
			continue
		}
		all[folded] = true
		if telling(word, folded) {
			names[folded] = true
		}
	}
	return all, names
}

func leadOf(text string) (words []string, names map[string]bool) {
	names = map[string]bool{}
	first := true // a sentence begins: its capital tells nothing
	for _, word := range split(text) {
		folded := feed.Fold(word)
		if folded == "" {
			continue
		}
		if len(words) == leadWords {
			break
		}
		if !first && telling(word, folded) {
			names[folded] = true
		}
		first = strings.ContainsAny(word[len(word)-1:], ".!?")
		words = append(words, folded)
	}
	return words, names
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '/' || r == '–' || r == '—' })
}

// telling tells a name or a number: what makes one case another than the next.
func telling(word, folded string) bool {
	if counts[folded] {
		return true
	}
	word = strings.TrimLeftFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r) || strings.ContainsFunc(word, unicode.IsDigit)
}

var (
	small  = wordSet("a an and are as at be by for from has have in into is it its of on or says said that the their this to was were will with")
	counts = wordSet("one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million half third quarter first second fourth fifth sixth once twice double triple")
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[feed.Fold(w)] = true
	}
	return set
}

// sameStory tells whether two stories are one.
func sameStory(a, b *told) bool {
	if a.Publication == b.Publication || a.Date().Sub(b.Date()).Abs() > sameWithin {
		return false
	}
	both := 0
	for word := range a.title {
		if b.title[word] {
			both++
			continue
		}
		if a.names[word] {
			return false
		}
	}
	for word := range b.names {
		if !a.title[word] {
			return false
		}
	}
	either := len(a.title) + len(b.title) - both
	if both < 4 || float64(both) < sameTitle*float64(either) {
		return false
	}
	if len(a.lead) == 0 || len(b.lead) == 0 {
		return both == either // the headline alone must do
	}
	return sameLeads(a, b)
}

// sameLeads compares the beginnings of two leads, as far as both go: an excerpt
// may be cut anywhere.
func sameLeads(a, b *told) bool {
	length := min(len(a.lead), len(b.lead))
	mine, theirs := a.lead[:length], b.lead[:length]
	both := 0
	for _, word := range mine {
		if slices.Contains(theirs, word) {
			both++
		}
	}
	if float64(both) < sameLead*float64(length) {
		return false
	}
	// A name in each that the other lacks: two places, two people, two cases.
	return !(lacks(mine, a.proud, b.lead) && lacks(theirs, b.proud, a.lead))
}

func lacks(words []string, names map[string]bool, other []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return names[w] && !slices.Contains(other, w) })
}

// sameGroups finds the groups of two and more that are one story. Only stories
// that share their rarest words are compared.
func sameGroups(list []*told) [][]feed.StoryID {
	times := map[string]int{}
	for _, t := range list {
		for word := range t.title {
			times[word]++
		}
	}
	// Two headlines that share four fifths of their words share one of the
	// rarest of either.
	byWord := map[string][]int{}
	keys := make([][]string, len(list))
	for i, t := range list {
		words := make([]string, 0, len(t.title))
		for word := range t.title {
			words = append(words, word)
		}
		slices.SortFunc(words, func(a, b string) int {
			if times[a] != times[b] {
				return times[a] - times[b]
			}
			return strings.Compare(a, b)
		})
		keys[i] = words[:min(len(words), len(words)/4+2)]
		for _, word := range keys[i] {
			byWord[word] = append(byWord[word], i)
		}
	}
	leader := make([]int, len(list))
	for i := range leader {
		leader[i] = i
	}
	find := func(i int) int {
		for leader[i] != i {
			i = leader[i]
		}
		return i
	}
	for i, t := range list {
		for _, word := range keys[i] {
			for _, j := range byWord[word] {
				if j > i && find(i) != find(j) && sameStory(t, list[j]) {
					leader[find(j)] = find(i)
				}
			}
		}
	}
	groups := map[int][]feed.StoryID{}
	var order []int
	for i, t := range list {
		at := find(i)
		if groups[at] == nil {
			order = append(order, at)
		}
		groups[at] = append(groups[at], t.ID)
	}
	var found [][]feed.StoryID
	for _, at := range order {
		if len(groups[at]) > 1 {
			found = append(found, groups[at])
		}
	}
	return found
}
