package ui

import "testing"

func TestTheFrontPageShowsTheStoredStoriesAtOnce(t *testing.T) {
	for _, size := range [][2]int{{160, 45}, {120, 36}, {80, 24}, {60, 20}} {
		s := open(t, size[0], size[1])
		t.Logf("\n%s", s.text())
		s.shows("STANDFIRST")
	}
}
