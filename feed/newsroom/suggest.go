package newsroom

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"standfirst/feed"
)

// suggested is the most words that Suggest offers: they share one line.
const suggested = 3

// Suggest returns words of the stories that are near a word which found
// nothing, at most three, the nearest first: "kinshp" finds "kinship".
func (n *Newsroom) Suggest(ctx context.Context, word string) ([]string, error) {
	typed := []rune(feed.Fold(word))
	if len(typed) < 3 {
		return nil, nil
	}
	most := 1
	if len(typed) > 5 {
		most = 2
	}
	type near struct {
		word  string
		slips int
		times int
	}
	found := map[string]*near{}
	consider := func(text string, times int) {
		for _, w := range strings.Fields(feed.Fold(text)) {
			if known := found[w]; known != nil {
				known.times += times
				continue
			}
			letters := []rune(w)
			if len(letters) < 3 || len(letters) > len(typed)+most || len(letters) < len(typed)-most {
				continue
			}
			found[w] = &near{w, slips(typed, letters), times}
		}
	}
	tags, err := n.cache.Tags(ctx)
	if err != nil {
		return nil, err
	}
	for _, tag := range tags {
		consider(tag.Name, tag.Total)
		for _, alias := range tag.Aliases {
			consider(alias, 1)
		}
	}
	// The newest headlines hold the words that are in the news.
	e, err := n.cache.Edition(ctx, feed.Query{}, feed.Window{Limit: listedAtOnce})
	if err != nil {
		return nil, err
	}
	for _, row := range e.Rows {
		consider(row.Title, 1)
	}
	var list []*near
	for _, w := range found {
		if w.slips > 0 && w.slips <= most {
			list = append(list, w)
		}
	}
	slices.SortFunc(list, func(a, b *near) int {
		return cmp.Or(cmp.Compare(a.slips, b.slips), cmp.Compare(b.times, a.times), cmp.Compare(a.word, b.word))
	})
	var words []string
	for _, w := range list[:min(len(list), suggested)] {
		words = append(words, w.word)
	}
	return words, nil
}

// slips is the number of letters left out, put in, changed or swapped with
// their neighbour between two words (optimal string alignment).
func slips(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
