package ui

import (
	"strings"
	"testing"
)

// A story that two publications print is one row; "=" lists the other version
// from the list and from the reader, and reading that one reads the story.
func TestAStoryInTwoPublicationsIsOneRow(t *testing.T) {
	s := open(t, 120, 36)
	s.press("/", "kinship allowance pilot", "enter").shows("story 1 of 1", "≡ 2")
	row, _ := s.app.list.Selected()
	s.press("=").shows("The same story elsewhere", "enter opens")
	s.press("esc").hides("The same story elsewhere")
	s.press("=", "enter").shows("also in " + row.PublicationName)
	if s.app.reader.id == row.ID || s.app.reader.article.Title == "" {
		t.Fatalf("story %d stands in the reader", s.app.reader.id)
	}
	s.press("esc")
	if again, _ := s.app.list.Selected(); again.ID != row.ID || !again.Marks.IsRead() {
		t.Errorf("the other version was read, the row is %d, %+v", again.ID, again.Marks)
	}
	// What is done to the other version is done to the row.
	s.press("=", "enter", "s", "esc")
	if again, _ := s.app.list.Selected(); !again.Marks.IsSaved() {
		t.Errorf("the other version was saved, the row is %+v", again.Marks)
	}
	s.press("U")
	if again, _ := s.app.list.Selected(); again.Marks.IsSaved() || !again.Marks.IsRead() {
		t.Errorf("after Undo the row is %+v", again.Marks)
	}
	s.press("esc", "0", "/", "marlham early help", "enter", "=").shows("No other publication has this story.")
	// Each publication lists its own.
	for key, name := range map[string]string{"1": "first", "2": "Community Care"} {
		s.press("esc", "0", key, "/", "kinship allowance pilot", "enter")
		if row, ok := s.app.list.Selected(); !ok || row.PublicationName != name || !strings.HasPrefix(row.Title, "Kinship allowance") {
			t.Errorf("%s: %q of %s", name, row.Title, row.PublicationName)
		}
	}
}
