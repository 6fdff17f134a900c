package ui

import (
	"testing"
	"time"
)

// A feed that moved for good is told when its new address is adopted, shown as
// long as it is asked there, and taken back with one key; so is that.
func TestAMoveIsToldAndTakenBack(t *testing.T) {
	dir := t.TempDir()
	s := openPaper(t, dir, newPaper())
	if err := s.pub.Move("www.first.example", true); err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(10 * time.Minute)
	s.press("R").hides("moved for good")
	s.press("!").shows("It says since 22 November 2026 that it moved for good to http://www.first.example/feed/rss2/", "B declines it").press("esc")
	for range 2 {
		s.hides("asked at www.first.example now")
		s.now = s.now.Add(4 * 24 * time.Hour)
		s.press("R")
	}
	s.shows("first is asked at www.first.example now: its feed moved for good — ! shows it, B there takes it back")
	s.wait(5 * time.Second)
	s.now = s.now.Add(24 * time.Hour)
	s.press("R").hides("is asked at www.first.example now")
	s.press("!").shows("It moved for good and is asked at http://www.first.example/feed/rss2/ since 30 November 2026; B goes back to", "http://www.first.example/feed/.")
	s.press("B").shows("first stays at www.first.example — U undoes").hides("moved for good and is asked")
	s.press("U").shows("Undone: declined the move of first", "moved for good and is asked at")
	s.press("ctrl+r").hides("moved for good and is asked").press("B").shows("first has not moved")
	s.press("j", "B").shows("Community Care has not moved").press("esc")
	s.press(":", "decline first", "enter").shows("first has not moved")
	s.press(":", "decline nobody", "enter").shows("which publication's move?")
}
