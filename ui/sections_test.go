package ui

import (
	"testing"
	"time"

	"standfirst/feed"
)

func TestTheSectionMapIsEditedAsText(t *testing.T) {
	s := open(t, 120, 36)
	s.press("!", "E").shows("Sections of first", "comment/group leaders: ", "Add a section", "enter edits")
	s.press("enter").shows("section news: ")
	s.press("ctrl+u", "Bulletins: news", "enter").shows("Changed the section Bulletins", "bulletins: news", "20 stories")
	s.press("U").shows("Undone", "news: ").hides("bulletins: news")
	s.press("D").shows("Removed the section", "U undoes")
	s.press("U").shows("news: ")
	s.press("G", "k", "enter", "comment/Letters: letters, post", "enter").shows("Added the section Letters", "comment/letters: letters, post")
	s.press("G", "k", "enter", "comment/letters: again", "enter").shows("There is a section comment/letters already.")
	s.press("G", "enter").shows("The map of the configuration counts again").hides("comment/letters: ")
	s.press("esc").shows("PUBLICATIONS").press("esc")
	s.wait(5 * time.Second).press("j").shows("all stories")
	s.press(":", "sections commun", "enter").shows("Sections of Community Care")
}

func TestASectionIsReadFromItsText(t *testing.T) {
	for text, want := range map[string][3]string{
		"Comment / Group Leaders : leaders, , leaders, the column": {"comment/group leaders", "Group Leaders", "leaders, the column"},
		"news":    {"news", "news", ""},
		"//news/": {"news", "news", ""},
	} {
		got, ok := readSection(text, sectionOfTest)
		if line := sectionLine(got); !ok || got.Path != want[0] || got.Name != want[1] || line != want[0]+": "+want[2] {
			t.Errorf("%q: %+v, %v", text, got, ok)
		}
		if got.Page != sectionOfTest.Page {
			t.Errorf("%q: the page is lost", text)
		}
	}
	if _, ok := readSection(" / : words", sectionOfTest); ok {
		t.Error("a section without a name is read")
	}
}

var sectionOfTest = feed.Section{Path: "old", Name: "Old", Page: "http://first.example/old/"}

func TestASectionLeftAsItIsChangesNothing(t *testing.T) {
	s := open(t, 120, 36)
	s.press("!", "E", "enter").shows("section news: news").hides("news, news")
	s.press("enter").hides("Changed").shows("Sections of first")
}
