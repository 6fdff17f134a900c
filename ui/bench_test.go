package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"standfirst/ui/stories"
	"standfirst/ui/theme"
)

// BenchmarkKey is what a key costs before anything is drawn: Update and View of
// a full front page.
func BenchmarkKey(b *testing.B) {
	s := open(b, 120, 50, func(o *Options) { o.Theme, o.Density = theme.Dark, stories.Headlines })
	down, up := tea.KeyPressMsg{Code: 'j', Text: "j"}, tea.KeyPressMsg{Code: 'k', Text: "k"}
	key := down
	for b.Loop() {
		if s.app.list.Place() > 40 {
			key = up
		} else if s.app.list.Place() == 1 {
			key = down
		}
		s.app.Update(key)
		s.app.View()
	}
}
