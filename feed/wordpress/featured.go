package wordpress

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// maxFeatured: a page that "picks" more than this is not sorted by date at all.
const maxFeatured = 4

// featured are the entries that a page picks by hand: those that stand before
// its list, which runs newest first. The dates show where the list begins, unless
// one picked today happens to be in order: then it has a box of its own together
// with one that is not, or the box says what it is.
func featured(entries []entry) []entry {
	// The longest tail that runs newest first is the list.
	start := len(entries)
	for start > 0 && (start == len(entries) || !entries[start-1].date.Before(entries[start].date)) {
		start--
	}
	boxes := boxesOf(entries)
	picked := map[*html.Node]bool{}
	for _, box := range boxes[:start] {
		if box != nil {
			picked[box] = true
		}
	}
	if start == 0 && len(boxes) > 0 && boxes[0] != nil && saysFeatured(boxes[0]) {
		picked[boxes[0]] = true
	}
	for start < len(entries) && picked[boxes[start]] {
		start++
	}
	if start > maxFeatured || len(entries)-start <= start {
		return nil
	}
	return entries[:start]
}

// boxesOf tells for each entry the smallest element that holds another one too.
// One that holds the last entry is the list's own, and no box: nil.
func boxesOf(entries []entry) []*html.Node {
	holds := map[*html.Node]int{}
	for _, e := range entries {
		for n := e.node; n != nil; n = n.Parent {
			holds[n]++
		}
	}
	lists := map[*html.Node]bool{}
	if len(entries) > 0 {
		for n := entries[len(entries)-1].node; n != nil; n = n.Parent {
			lists[n] = true
		}
	}
	boxes := make([]*html.Node, len(entries))
	for i, e := range entries {
		n := e.node
		for n != nil && holds[n] < 2 {
			n = n.Parent
		}
		if n != nil && !lists[n] {
			boxes[i] = n
		}
	}
	return boxes
}

// saysFeatured tells whether an element's class or name says that it is picked.
func saysFeatured(n *html.Node) bool {
	words := strings.FieldsFunc(strings.ToLower(attribute(n, "class")+" "+attribute(n, "id")), func(r rune) bool { return !unicode.IsLetter(r) })
	for i, word := range words {
		switch word {
		case "featured", "feature", "highlight", "highlights", "picks", "spotlight":
			// WordPress calls so the picture of any story.
			if !slices.Contains(words[i:], "image") && !slices.Contains(words[i:], "media") {
				return true
			}
		}
	}
	return false
}
