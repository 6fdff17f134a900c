package cli

import (
	"fmt"
	"strings"

	"standfirst/feed/clean"
)

// bar is a progress bar on standard error; without a terminal it is silent.
type bar struct {
	s     *session
	shown bool
}

// barCells is the bar's width, small enough to leave room for what is under way.
const barCells = 20

// at shows how far the work has come and what is under way.
func (b *bar) at(done, of int, what string) {
	if !b.s.ErrIsTerminal || b.s.dumb() || of <= 0 {
		return
	}
	full := min(barCells, done*barCells/of)
	text := fmt.Sprintf("[%s%s] %d of %d", strings.Repeat("#", full), strings.Repeat("-", barCells-full), done, of)
	if b.s.Width <= 0 || b.s.Width > len(text)+12 {
		room := 40
		if b.s.Width > 0 {
			room = min(room, b.s.Width-len(text)-4)
		}
		text += "  " + clean.Line(what, room)
	}
	b.say(text)
}

// say shows what is under way where nobody knows how much there is.
func (b *bar) say(text string) {
	if !b.s.ErrIsTerminal || b.s.dumb() {
		return
	}
	if b.s.Width > 4 {
		text = clean.Line(text, b.s.Width-1)
	}
	// Return to the line's start, write, erase what the last text left behind.
	fmt.Fprint(b.s.Stderr, "\r"+text+"\x1b[K")
	b.shown = true
}

// clear takes the bar away before anything else is written.
func (b *bar) clear() {
	if b.shown {
		fmt.Fprint(b.s.Stderr, "\r\x1b[K")
		b.shown = false
	}
}
