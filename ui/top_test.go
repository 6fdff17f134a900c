package ui

import (
	"fmt"
	"testing"
	"time"
)

// withTop is the front page with its top story, which a day makes older than the
// stories below it.
func withTop(t *testing.T) *screen {
	t.Helper()
	s := openAt(t, t.TempDir(), 120, 36)
	s.press("R")
	return s.wait(5*time.Second).press("0").shows("TOP STORY", "story 1 of 99", "Council told to")
}

// After the top story space reads on with the newest, and does not meet the top
// story again.
func TestSpaceReadsTheTopStoryFirstAndOnce(t *testing.T) {
	s := withTop(t)
	s.press("enter").shows("Council told to", "1 of 99").press("q")
	s.press("space").shows("‘She read the child’s name aloud first", "2 of 99").press("q")
	for i := range 20 {
		s.press("n").shows(fmt.Sprintf("story %d of 99", i+3))
	}
	if s.press("g", "m", "j", "p"); s.app.list.Place() != 1 {
		t.Errorf("back to place %d, not to the top story", s.app.list.Place())
	}
}

// M marks what stands below: from the top story all, from any other row all but
// the top story.
func TestMarkBelowGoesByTheScreen(t *testing.T) {
	withTop(t).press("M").shows("Marked 99 read")
	s := withTop(t).press("j", "M").shows("Marked 98 read")
	if s.app.lead().unread != true {
		t.Error("the top story, above the cursor, was marked")
	}
}
