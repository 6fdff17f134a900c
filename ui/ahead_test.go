package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed/markdown"
)

// The stories that the next keys open are set while one is read.
func TestNeighboursAreSetAhead(t *testing.T) {
	s := open(t, 120, 36)
	s.press("j", "enter")
	r := s.app.reader
	here := s.app.list.Place() - 1
	for _, place := range []int{here - 1, here + 1} {
		row, ok := s.app.list.At(place)
		if !ok {
			t.Fatalf("no story at %d", place)
		}
		text, err := s.news.Article(context.Background(), row.ID)
		if err != nil {
			t.Fatal(err)
		}
		beside := r
		beside.begin(row)
		beside.show(text)
		if _, ok := r.book.Kept(text, beside.options()); !ok {
			t.Errorf("%q is not set", row.Title)
		}
	}
}

// A text of a megabyte is read from its first word to its last: it is set in
// parts, and the reader need not know.
func TestVeryLongArticle(t *testing.T) {
	var source strings.Builder
	for i := range 11_000 {
		fmt.Fprintf(&source, "<p>Paragraph %d of a report that was published as one page, and that goes on like this for a megabyte. [%d]</p>", i, i)
	}
	converted, err := markdown.Convert(source.String(), "https://first.example/")
	if err != nil || len(converted.Breaks) < 3 {
		t.Fatalf("%d parts, %v", len(converted.Breaks)+1, err)
	}
	s := open(t, 100, 30)
	s.press("enter")
	text := s.app.reader.article
	text.Markdown, text.Breaks, text.Notices = converted.Text, converted.Breaks, nil
	s.send(articleMsg{id: text.ID, article: text})
	s.press("G")
	if set := s.app.reader.pane.Rendered(); set.Rest != 0 || len(set.Notices) != 0 && !set.Plain {
		t.Fatalf("%d parts left, %q", set.Rest, set.Notices)
	}
	s.shows("100 %", "[10999]")
	s.press("/").press("Paragraph 7007 ", "enter").shows("Paragraph 7007 of a report", "1 of 1")
}

// The article is set anew when the window changes.
func TestArticleFollowsTheWindow(t *testing.T) {
	s := open(t, 100, 40)
	s.press("enter")
	for _, size := range [][2]int{{44, 40}, {80, 30}, {160, 45}} {
		s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		if set := s.app.reader.pane.Rendered(); set.Width != s.app.reader.width || set.Text > size[0] {
			t.Errorf("in a window of %d columns the article is set for %d", size[0], set.Width)
		}
	}
}
