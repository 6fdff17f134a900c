package glass_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"standfirst/ui/glass"
)

// cut is a terminal that becomes another size when it has taken so many bytes.
type cut struct {
	*emulator
	after  int // bytes; < 0: never
	resize func()
}

func (c *cut) Write(p []byte) (int, error) {
	if n := c.after; n >= 0 && n <= len(p) {
		c.after = -1
		_, _ = c.emulator.Write(p[:n])
		c.resize()
		_, _ = c.emulator.Write(p[n:])
		return len(p), nil
	}
	c.after -= len(p)
	return c.emulator.Write(p)
}

// Whatever is written, torn wherever, and whenever the window changes its size:
// as soon as the renderer has cleared the screen for the new one, the screen and
// the cursor are what they would be without glass.
func TestStormsLeaveTheScreenRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		habits := habits{
			ambiguous: rapid.IntRange(1, 2).Draw(t, "ambiguous"), emoji: rapid.IntRange(1, 2).Draw(t, "emoji"), marks: rapid.IntRange(0, 1).Draw(t, "marks"),
			joins: rapid.Bool().Draw(t, "joins"), shiftReturns: rapid.Bool().Draw(t, "shift returns"), eraseUnwraps: rapid.Bool().Draw(t, "erase unwraps"),
			forgets: rapid.Bool().Draw(t, "forgets"),
		}
		width, height, least, most := 40, 6, 20, 60
		if habits.ambiguous > 1 { // where lines that do not fit would fall apart anyway
			least, most = 180, 200
		}
		plain, through := &cut{emulator: newEmulator(habits, width, height), after: -1}, &cut{emulator: newEmulator(habits, width, height), after: -1}
		w := glass.New(through)
		torn := rapid.IntRange(0, 9).Draw(t, "torn") == 0
		known := false // what both screens show
		write := func(s string) {
			_, _ = plain.Write([]byte(s))
			parts := []string{s}
			if torn && len(s) > 0 {
				at := rapid.IntRange(0, len(s)).Draw(t, "tear")
				parts = []string{s[:at], s[at:]}
			}
			for _, part := range parts {
				if n, err := w.Write([]byte(part)); n != len(part) || err != nil {
					t.Fatalf("wrote %d of %d: %v", n, len(part), err)
				}
			}
		}
		frames := func(most int, start string) {
			for range rapid.IntRange(0, most).Draw(t, "frames") {
				frame := start + strings.Join(rapid.SliceOfN(storm(width, height), 0, 8).Draw(t, "frame"), "") + "\x1b[m"
				start = ""
				write(frame)
				if a, b := plain.seen(), through.seen(); known && !slices.Equal(a, b) {
					t.Fatalf("after %q:\n%s\ninstead of\n%s", frame, strings.Join(b, "\n"), strings.Join(a, "\n"))
				}
			}
		}
		for range rapid.IntRange(1, 4).Draw(t, "sizes") {
			// the window changes while a frame for the old size is written
			known = false
			newWidth, newHeight := rapid.IntRange(least, most).Draw(t, "width"), rapid.IntRange(2, 9).Draw(t, "height")
			plain.after, through.after = rapid.IntRange(0, 60).Draw(t, "plain"), rapid.IntRange(0, 60).Draw(t, "through")
			plain.resize = func() { plain.emulator.resize(newWidth, newHeight, "?") }
			through.resize = func() { through.emulator.resize(newWidth, newHeight, "!") }
			frames(2, "")
			for _, c := range []*cut{plain, through} {
				if c.after >= 0 {
					c.after = -1
					c.resize()
				}
			}
			w.Resize(newWidth, newHeight)
			frames(2, "") // drawn for the old size still
			width, height = newWidth, newHeight
			write("\x1b[r\x1b[m\x1b[H\x1b[2J")
			known = true
			frames(6, "")
		}
	})
}

// storm is something that a renderer may do, or hardly ever does.
func storm(width, height int) *rapid.Generator[string] {
	pens := rapid.SampledFrom([]string{
		"", "", "\x1b[m", "\x1b[1m", "\x1b[22m", "\x1b[38;2;1;2;3m", "\x1b[39m", "\x1b[48;5;17m", "\x1b[49m", "\x1b[31;1m", "\x1b[4m", "\x1b[24m", "\x1b[7m", "\x1b[27m", "\x1b[0;3;92;104m",
		"\x1b]8;;http://a.example\x07", "\x1b]8;;\x07",
	})
	words := rapid.SampledFrom([]string{
		"ニュース", "港の新しい", "한국어", "a", "headline", "● ", "  ", "        ", "│ Gazette 50 │", "Gazette of today ", "👩\u200d👧 ", "e\u0301", "é", "…", "❤\ufe0f", "🇫🇷", "ー", "----", " \u0301",
	})
	text := rapid.Custom(func(t *rapid.T) string {
		out := ""
		for range rapid.IntRange(0, 4).Draw(t, "words") {
			out += pens.Draw(t, "pen") + words.Draw(t, "word")
		}
		return out
	})
	y, x := rapid.IntRange(1, height), rapid.IntRange(1, min(width, 60))
	return rapid.Custom(func(t *rapid.T) string {
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0, 1, 2, 3: // a line repainted
			anchor := rapid.SampledFrom([]string{"\r", fmt.Sprintf("\x1b[%dG", x.Draw(t, "x")), "", "=\x1b[5b", " \x1b[7b", "\n", "\x1b[4X"}).Draw(t, "anchor")
			return pens.Draw(t, "pen") + fmt.Sprintf("\r\x1b[%dd\x1b[K", y.Draw(t, "y")) + text.Draw(t, "text") + anchor
		case 4, 5: // a part of one
			return fmt.Sprintf("\x1b[%d;%dH", y.Draw(t, "y"), x.Draw(t, "x")) + text.Draw(t, "text") + pens.Draw(t, "pen") +
				rapid.SampledFrom([]string{"", "", "\x1b[4X", "\x1b[K", "\x1b[1K", "\x1b[2P", "\x1b[3@xyz", "-\x1b[4b", " \x1b[9b"}).Draw(t, "sequence")
		case 6: // the last cell
			return fmt.Sprintf("\x1b[%d;%dH\x1b[?7lx\x1b[?7h", height, width) + rapid.SampledFrom([]string{"", "\x1b[5D\x1b[2D\x1b[A", "\x1bM\b\b\b\b", "\r\x1b[2C\x1b[4C"}).Draw(t, "back")
		case 7:
			return rapid.SampledFrom([]string{"\r", "\x1b[10G\x1b[2C", "\b", "\b\b\b", "\t", "\x1b[3D", "\x1b[90C", "\x1b[10G", "\x1b[3d", "\x1b[H", "\x1b[A", "\x1b[B", "\n", "\r\n", "\x1bM", "\x1b[Z", "\x1b[99d", "\x1b[99G"}).Draw(t, "move")
		case 8:
			return pens.Draw(t, "pen") + rapid.SampledFrom([]string{
				"\x1b[J", "\x1b[?25l", "\x1b[?25h", "\x1b[2;4r\x1b[4H\n\x1b[r", "\x1b[1;2r\x1b[2H\x1bM\x1b[r\x1b[H", "\x1b[1;2r\x1b[2H\x1b[B\x1b[K港\x1b[5G\x1b[r", "\x1b[H\x1bM", "\x1b[2H\x1bM", "\x1b[2;5H\n\n",
				"\x1b[2H\x1b[2L", "\x1b[2;7H\x1b[M", "\x1b[H\x1b[2S", "\x1b[H\x1b[2T", "\x1b[H\x1b[2J", "\x1b]2;title\x07", "\x1b]9;4;1;50\x07", "\x1b]52;c;aGk=\x07", "\a", "\x1b[?2026h", "\x1b[?u",
			}).Draw(t, "other")
		}
		if rapid.IntRange(0, 19).Draw(t, "odd") > 0 {
			return ""
		}
		return rapid.SampledFrom([]string{"\x1b[4h", "\x1b[4l", "\x1b(0", "\x1b(B", "\x1b7", "\x1b8", "\x1bc", "\x1b[21m", "\x1b[38;9;1m", "\x1b_Gi=1\x1b\\"}).Draw(t, "odd one")
	})
}
