package classify

import (
	"fmt"
	"slices"
	"strings"

	"standfirst/feed"
)

// Proposal is a section that the stories seen so far suggest; the reader
// decides. Nothing is classified by a proposal.
type Proposal struct {
	feed.Section
	Stories int    // that would stand in it
	From    string // "link" or "category"
	Why     string // in words: "12 of 40 links begin with /news/"
}

// leastStories is how often a word or step must occur before it is proposed.
const leastStories = 2

// Propose suggests a section map for a publication that has none, or what its
// map lacks, best first: the steps that links share, else the words that stand
// where WordPress writes categories.
func Propose(pub feed.Publication, taxonomy *Taxonomy, stories []feed.Story) []Proposal {
	known := newTree(pub, taxonomy)
	proposals := byLinks(stories)
	if len(proposals) == 0 {
		proposals = byWords(stories)
	}
	return slices.DeleteFunc(proposals, func(p Proposal) bool {
		_, placed := known.byPath[feed.FoldPath(p.Path)]
		return placed || len(known.byWord[feed.Fold(p.Name)].sections) > 0
	})
}

// byLinks proposes the steps above the stories' own, when they part the stories
// into a few groups: as many groups as stories would be no sections.
func byLinks(stories []feed.Story) []Proposal {
	counts := map[string]int{}
	names := map[string]string{} // last step as the category words write it
	placed, groups := 0, map[string]bool{}
	for _, s := range stories {
		path := guessed(s.Link)
		if path == "" {
			continue
		}
		placed++
		top, _, _ := strings.Cut(path, "/")
		groups[top] = true
		for p := path; p != ""; p, _, _ = cutLast(p) {
			counts[p]++
			_, last, _ := cutLast(p)
			for _, word := range s.Categories {
				if feed.Fold(decode(word)) == feed.Fold(last) {
					names[p] = strings.TrimSpace(decode(word))
				}
			}
		}
	}
	if placed < leastStories || placed*2 < len(stories) || len(groups) < 2 || len(groups)*2 > placed {
		return nil
	}
	var proposals []Proposal
	for path, n := range counts {
		if n < leastStories {
			continue
		}
		_, name, _ := cutLast(path)
		if written := names[path]; written != "" {
			name = written
		}
		proposals = append(proposals, Proposal{
			Section: feed.Section{Path: path, Name: name, Categories: []string{name}}, Stories: n, From: "link",
			Why: fmt.Sprintf("%d of %d links begin with /%s/", n, len(stories), strings.ReplaceAll(path, " ", "-")),
		})
	}
	slices.SortFunc(proposals, func(a, b Proposal) int { return strings.Compare(a.Path, b.Path) })
	return proposals
}

// byWords proposes the words that come first in the stories' lists, alone or
// behind others of the kind.
func byWords(stories []feed.Story) []Proposal {
	first, all := map[string]int{}, map[string]int{}
	for _, s := range stories {
		for i, word := range s.Categories {
			key := feed.Fold(decode(word))
			all[key]++
			if i == 0 {
				first[key]++
			}
		}
	}
	leading := map[string]bool{}
	for key, n := range first {
		leading[key] = n >= leastStories || all[key] > n && n > 0
	}
	ahead := map[string]int{}
	for _, s := range stories {
		for _, word := range s.Categories {
			key := feed.Fold(decode(word))
			if !leading[key] {
				break
			}
			ahead[key]++
		}
	}
	var proposals []Proposal
	for _, word := range wordsOf(stories) {
		key := feed.Fold(word)
		if !leading[key] || all[key] < leastStories+1 || ahead[key]*10 < all[key]*6 {
			continue
		}
		proposals = append(proposals, Proposal{
			Section: feed.Section{Path: feed.SectionPath(word), Name: word, Categories: []string{word}}, Stories: all[key], From: "category",
			Why: fmt.Sprintf("%d of %d stories name it first", ahead[key], len(stories)),
		})
	}
	slices.SortStableFunc(proposals, func(a, b Proposal) int { return b.Stories - a.Stories })
	return proposals
}
