package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"standfirst/ui/theme"
)

const halfBlock = "▀"

func pictured(t *testing.T, s *screen) {
	t.Helper()
	for range 60 {
		if row, ok := s.app.list.Selected(); ok && len(row.Images) > 0 {
			return
		}
		s.press("j")
	}
	t.Fatal("no story has a picture")
}

func TestPicturesAreShownAndHiddenOnTheKey(t *testing.T) {
	s := open(t, 120, 36, func(o *Options) { o.Theme = theme.Dark })
	pictured(t, s)
	row, _ := s.app.list.Selected()
	s.press("enter").shows("i shows it", row.Images[0].Alt).hides(halfBlock)
	s.press("i").shows(halfBlock, row.Images[0].Alt).hides("i shows it", "Fetching")
	wide := strings.Count(s.text(), halfBlock)
	s.send(tea.WindowSizeMsg{Width: 50, Height: 36})
	s.shows(halfBlock)
	if narrow := strings.Count(s.text(), halfBlock); narrow >= wide {
		t.Errorf("%d half blocks at 50 columns, %d at 120", narrow, wide)
	}
	s.press("i").shows("Pictures hidden", "i shows it").hides(halfBlock)
	s.press("i").shows(halfBlock)
	s.press("n", "p").hides(halfBlock)
}

func TestPicturesFromTheListAndByThemselves(t *testing.T) {
	s := open(t, 120, 36, func(o *Options) { o.Theme = theme.Light })
	pictured(t, s)
	s.press("i").shows(halfBlock, "space on")
	on := open(t, 120, 36, func(o *Options) { o.Theme, o.Images = theme.Dark, "on" })
	pictured(t, on)
	on.press("enter").shows(halfBlock)
}

func TestPicturesSayWhyTheyAreNotShown(t *testing.T) {
	s := open(t, 120, 36, func(o *Options) { o.Theme = theme.None })
	pictured(t, s)
	s.press("enter").hides("i shows it")
	s.press("i").shows("Pictures need the dark or the light theme").hides(halfBlock)
	off := open(t, 120, 36, func(o *Options) { o.Theme, o.Images = theme.Dark, "off" })
	pictured(t, off)
	off.press("enter").hides("i shows it").press("i").shows("Pictures are off")
	gone := open(t, 120, 36, func(o *Options) { o.Theme = theme.Dark })
	pictured(t, gone)
	gone.pub.Close()
	gone.press("enter", "i").hides(halfBlock, "Fetching the picture").shows("i shows it")
	if !gone.app.message.fault {
		t.Errorf("%q is not said as a fault", gone.app.message.text)
	}
}
