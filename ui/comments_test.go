package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// commented opens the first story with comments.
func commented(t *testing.T, s *screen) {
	t.Helper()
	s.press("t", "community care", "enter")
	for range 30 {
		if row, ok := s.app.list.Selected(); ok && row.Comments > 2 {
			return
		}
		s.press("j")
	}
	t.Fatal("no story has comments")
}

func TestCommentsAreReadUnderTheStory(t *testing.T) {
	s := open(t, 120, 36)
	commented(t, s)
	s.press("c").shows("Comments on ", "comments, as of ", "2026, ")
	row, _ := s.app.list.Selected()
	list, err := s.news.Comments(t.Context(), row.ID, false)
	if err != nil {
		t.Fatal(err)
	}
	at := -1
	for i, c := range list.Comments {
		text := s.text()
		for range 20 {
			if strings.Contains(text, c.Byline) {
				break
			}
			s.press("ctrl+d")
			text = s.text()
		}
		if !strings.Contains(text, c.Byline) {
			t.Errorf("comment %d, by %s, is not shown", i, c.Byline)
		}
		if c.Depth > 0 && at < 0 {
			at = i
			s.shows(strings.Repeat("  ", c.Depth) + c.Byline)
		}
	}
	if row.Comments != max(list.Count, len(list.Comments)) {
		t.Errorf("the row counts %d, the list %d", row.Comments, list.Count)
	}
	s.send(tea.WindowSizeMsg{Width: 44, Height: 14})
	s.press("g").shows("Comments on ").press("esc").hides("Comments on ")
}

func TestCommentsWithoutAConnectionSayFromWhenTheyAre(t *testing.T) {
	s := open(t, 120, 36)
	commented(t, s)
	s.press("c", "esc")
	s.pub.Close()
	s.press("c").shows("comments, as of ", "No newer ones could be fetched: ")
	s.press("esc", "j")
	for {
		if row, _ := s.app.list.Selected(); row.Comments > 0 {
			break
		}
		s.press("j")
	}
	s.press("c").hides("Comments on ").shows("The comments could not be fetched: ")
}
