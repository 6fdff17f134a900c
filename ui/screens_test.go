package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"standfirst/ui/golden"
	"standfirst/ui/theme"
)

// sizes are the windows that every screen is kept at: the three widths, the
// terminal of old, and the smallest that is drawn.
var sizes = [][2]int{{160, 45}, {120, 36}, {80, 24}, {60, 20}, {40, 10}}

// scenes are the screens that are kept, and the way to each. A scene that opens
// its own screen begins without stories.
var scenes = []struct {
	name string
	bare bool
	keys []string
}{
	{"front page", false, nil},
	{"front page, full", false, []string{"v"}},
	{"rail", false, []string{"tab"}},
	{"article", false, []string{"j", "enter"}},
	{"tag view", false, []string{"t", "kinship", "enter"}},
	{"search", false, []string{"/", "allowance"}},
	{"palette", false, []string{"t", "kin"}},
	{"help", false, []string{"?"}},
	{"publications", false, []string{"!"}},
	{"filter", false, []string{"f", "sect"}},
	{"command", false, []string{":", "th", "tab"}},
	{"message", false, []string{"A"}},
	{"nothing found", false, []string{"/", "kinshp allowence"}},
	{"nothing unread", false, []string{"]", "A", "0", "u", "]"}},
	{"first run", true, nil},
}

// TestScreens keeps whole screens, one file a scene with every size below the
// other, to be read.
func TestScreens(t *testing.T) {
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			var page strings.Builder
			for _, size := range sizes {
				s := enter(t, size[0], size[1], scene.bare, theme.None).press(scene.keys...)
				fmt.Fprintf(&page, "%d × %d\n%s\n\n", size[0], size[1], s.text())
			}
			golden.Equal(t, scene.name, page.String())
		})
	}
}

// TestScreensInColour keeps the same screens in colour, to be read with less -R.
func TestScreensInColour(t *testing.T) {
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			s := enter(t, 120, 36, scene.bare, theme.Dark).press(scene.keys...)
			golden.Equal(t, scene.name+" in colour", s.app.View().Content)
		})
	}
}

func enter(t *testing.T, width, height int, bare bool, look string) *screen {
	t.Helper()
	change := func(o *Options) { o.Theme, o.CanDemo = look, true }
	var s *screen
	if bare {
		s = openAt(t, t.TempDir(), width, height, change)
	} else {
		s = open(t, width, height, change)
	}
	return s.wait(time.Minute)
}
