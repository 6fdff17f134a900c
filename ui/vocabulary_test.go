package ui

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"standfirst/feed"
	"standfirst/ui/stories"
)

// TestEveryAliasStandsOnTheScreen walks the built-in table of aliases. For each
// tag the demonstration has a story with another wording of it; asked for by
// the tag, the screen lists that story with its publisher's own wording. A
// wording whose case counts is asked for one by one.
func TestEveryAliasStandsOnTheScreen(t *testing.T) {
	s := open(t, 140, 250, func(o *Options) { o.Density = stories.Full })
	table := aliases()
	for _, tag := range slices.Sorted(maps.Keys(table)) {
		found := s.aliased(tag)
		if len(found) == 0 {
			t.Errorf("%s: no story carries another wording of it", tag)
			continue
		}
		s.press("f", "ctrl+u", fmt.Sprintf("tag:%q", tag), "enter")
		for wording, row := range found {
			t.Logf("%-38s #%-34s %s: %s", tag, wording, row.PublicationName, row.Title)
			s.shows(beginning(row.Title, 40), "#"+wording)
		}
		for _, wording := range table[tag] {
			if exact, cased := strings.CutPrefix(wording, "="); cased && exact != tag && found[exact].ID == 0 {
				t.Errorf("%s: no story is tagged %s", tag, exact)
			}
		}
	}
}

// aliased finds for each other wording of a tag a story that carries it.
func (s *screen) aliased(tag string) map[string]feed.Row {
	s.t.Helper()
	q, err := feed.ParseQuery(fmt.Sprintf("tag:%q", tag))
	if err != nil {
		s.t.Fatal(err)
	}
	e, err := s.news.Edition(context.Background(), q, feed.Window{Limit: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	found := map[string]feed.Row{}
	for _, row := range e.Rows {
		for _, said := range row.Tags {
			if said.Name == tag && feed.Fold(said.Published) != feed.Fold(tag) {
				found[said.Published] = row
			}
		}
	}
	return found
}

// beginning is as much of a headline as stands on one line.
func beginning(headline string, n int) string {
	if runes := []rune(headline); len(runes) > n {
		headline = string(runes[:n])
	}
	return strings.TrimSpace(headline)
}
