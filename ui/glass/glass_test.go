package glass_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/hinshun/vt10x"
	"pgregory.net/rapid"

	"standfirst/ui/glass"
)

const columns, lines = 60, 6

// repainted is a line as the renderer repaints it: from its first column on,
// with the column said anew behind it.
func repainted(y int, text string) string {
	return fmt.Sprintf("\r\x1b[%dd\x1b[K%s\x1b[%dG", y+1, text, columns-1)
}

// cleared is what the renderer begins with in a window of a new size.
const cleared = "\x1b[m\x1b[H\x1b[2J"

func written(t testing.TB, frames ...string) []string {
	t.Helper()
	var out bytes.Buffer
	w := glass.New(&out)
	w.Resize(columns, lines)
	if _, err := w.Write([]byte(cleared)); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range frames {
		out.Reset()
		if n, err := w.Write([]byte(f)); err != nil || n != len(f) {
			t.Fatalf("wrote %d of %d: %v", n, len(f), err)
		}
		got = append(got, out.String())
	}
	return got
}

func TestALineThatStandsThereIsNotWritten(t *testing.T) {
	home := "\x1b[H"
	first := repainted(2, "\x1b[38;2;1;2;3mニュース\x1b[m of today")
	other := repainted(2, "\x1b[38;2;1;2;3mニュース\x1b[m of yesterday")
	got := written(t, home+first+home, first+home, other+home, other+home)
	if !strings.Contains(got[0], "ニュース") || !strings.Contains(got[2], "yesterday") {
		t.Fatalf("new lines are not written: %q", got)
	}
	for _, i := range []int{1, 3} {
		if len(got[i]) > len("\x1b[H") {
			t.Errorf("frame %d writes what stands there: %q", i, got[i])
		}
	}
}

func TestTheBeginningThatStandsThereIsNotWritten(t *testing.T) {
	rail := " Example Gazette  50 "
	got := written(t, "\x1b[H"+repainted(1, rail+"ニュース one"), repainted(1, rail+"ニュース two"))
	if strings.Contains(got[1], "Gazette") || !strings.Contains(got[1], "ニュース two") {
		t.Errorf("the second frame is %q", got[1])
	}
}

func TestWhatIsForgottenIsWrittenAgain(t *testing.T) {
	line := repainted(2, "ニュース")
	for name, between := range map[string]string{
		"cleared": "\x1b[H\x1b[2J", "another screen": "\x1b[?1049h", "scrolled": "\x1b[1;4r\x1b[4H\n\x1b[r", "overwritten": "\x1b[3;2Hx",
		"deleted": "\x1b[3;1H\x1b[2P", "lines inserted": "\x1b[1;1H\x1b[2L", "reset": "\x1bc",
	} {
		if got := written(t, "\x1b[H"+line, between, "\x1b[H"+line); !strings.Contains(got[2], "ニュース") {
			t.Errorf("%s: the line is not written again: %q", name, got[2])
		}
	}
}

func TestBlanksCostNoColours(t *testing.T) {
	got := written(t, "\x1b[H\x1b[38;2;1;2;3mone\x1b[m   \x1b[38;2;1;2;3;1mtwo\x1b[m \x1b[48;2;9;9;9m \x1b[m")[0]
	want := "\x1b[38;2;1;2;3mone   \x1b[1mtwo \x1b[0;48;2;9;9;9m \x1b[m"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestWhatItDoesNotKnowGoesThrough(t *testing.T) {
	for _, s := range []string{
		"\x1b]52;c;aGVsbG8=\x07", "\x1b[?2026h", "\x1b[>4;2m", "\x1b[=1;1u", "\x1bP+q544e\x1b\\", "\x1b(B", "\x1b[!p", "\x1b[", "\x1b]0;unended", "\xff\xfe", "\a",
		"\x1b[38;9;1mx\x1b[m",
	} {
		if got := written(t, s)[0]; got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

// The screen is the same with and without glass, whatever the frames.
func TestTheScreenIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain, through := vt10x.New(vt10x.WithSize(columns, lines)), vt10x.New(vt10x.WithSize(columns, lines))
		w := glass.New(through)
		w.Resize(columns, lines)
		start := "\x1b[H\x1b[2J"
		for n := range rapid.IntRange(1, 12).Draw(t, "frames") {
			frame := start + strings.Join(rapid.SliceOfN(piece(), 1, 8).Draw(t, "frame"), "") + "\x1b[m"
			start = ""
			plain.Write([]byte(frame))
			w.Write([]byte(frame))
			a, b := seen(plain), seen(through)
			for i := range a {
				if a[i] != b[i] {
					t.Fatalf("after frame %d, %q, line %d is\n%s\ninstead of\n%s", n, frame, i, b[i], a[i])
				}
			}
		}
	})
}

// piece is something that the renderer does.
func piece() *rapid.Generator[string] {
	pens := rapid.SampledFrom([]string{
		"\x1b[m", "\x1b[1m", "\x1b[22m", "\x1b[38;2;1;2;3m", "\x1b[39m", "\x1b[48;5;17m", "\x1b[49m", "\x1b[31;1m", "\x1b[4m", "\x1b[24m", "\x1b[7m", "\x1b[27m", "\x1b[0;3;92;104m",
	})
	words := rapid.SampledFrom([]string{"ニュース", "a", "headline", "● ", "  ", "        ", "│ Gazette 50 │", "👩‍👧 ", "é", "é"})
	grounds := rapid.SampledFrom([]string{"\x1b[m", "\x1b[0;48;5;17m", "\x1b[0;1;32;48;2;3;2;1m"}) // the renderer erases with none but these
	text := rapid.Custom(func(t *rapid.T) string {
		out := ""
		for range rapid.IntRange(0, 4).Draw(t, "words") {
			out += pens.Draw(t, "pen") + words.Draw(t, "word")
		}
		return out
	})
	narrow := rapid.Custom(func(t *rapid.T) string {
		if rapid.Bool().Draw(t, "erase") {
			return grounds.Draw(t, "ground") + rapid.SampledFrom([]string{"\x1b[4X", "\x1b[K", "\x1b[1K", "\x1b[2P", "\x1b[3@"}).Draw(t, "sequence")
		}
		return pens.Draw(t, "pen") + rapid.SampledFrom([]string{"x", "  ", "three words here", "│"}).Draw(t, "narrow")
	})
	y, x := rapid.IntRange(0, lines-1), rapid.IntRange(0, columns/2)
	return rapid.Custom(func(t *rapid.T) string {
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0, 1, 2:
			return grounds.Draw(t, "ground") + repainted(y.Draw(t, "y"), text.Draw(t, "text"))
		case 3:
			return fmt.Sprintf("\x1b[%d;%dH", y.Draw(t, "y")+1, x.Draw(t, "x")+1) + narrow.Draw(t, "a") + narrow.Draw(t, "b")
		case 4:
			return rapid.SampledFrom([]string{"\r", "\x1b[10G\x1b[2C", "\b", "\t", "\x1b[10G", "\x1b[3d", "\x1b[H", "\x1b[A"}).Draw(t, "move")
		}
		return grounds.Draw(t, "ground") + rapid.SampledFrom([]string{"\x1b[J", "\x1b[?25l", "\x1b[?25h", "\x1b[2;5r\x1b[5H\n\x1b[1;6r\x1b[H", "\x1b[2;5r\x1b[2H\x1bM\x1b[r\x1b[H", "\x1b[6H\n", "\x1b[H\x1bM", "\x1b[2H\x1bM", "\x1b[3;5H\n\n", "\x1b[3H\x1b[2L", "\x1b[2H\x1b[M", "\x1b[H\x1b[2S", "\x1b[H\x1b[2T", "\x1b[H\x1b[2J"}).Draw(t, "other")
	})
}

// seen is what can be seen of a screen, line by line, and its cursor: of a blank
// only its ground.
func seen(t vt10x.Terminal) []string {
	var out []string
	for y := range lines {
		row := ""
		for x := range columns {
			g := t.Cell(x, y)
			if seen := g.Mode &^ (1<<2 | 1<<4); g.Char == ' ' && seen == 0 { // bold and italic
				g.FG, g.Mode = 0, 0
			}
			row += fmt.Sprintf("%c%x/%x/%x ", g.Char, g.FG, g.BG, g.Mode)
		}
		out = append(out, row)
	}
	c := t.Cursor()
	return append(out, fmt.Sprint(c.X, c.Y))
}

// A window that changed its size may have moved its lines and its cursor: the
// next movement is said although it leads where the cursor was.
func TestAResizeLeavesNothingKnown(t *testing.T) {
	var out bytes.Buffer
	w := glass.New(&out)
	w.Resize(columns, lines)
	_, _ = w.Write([]byte(cleared))
	frame := []byte("\x1b[2;3H")
	_, _ = w.Write(frame)
	w.Resize(columns, lines+2)
	out.Reset()
	if _, _ = w.Write(frame); out.String() != "\x1b[2;3H" {
		t.Errorf("after a resize %q was written", out.String())
	}
}

// The last cell is written without wrapping: the terminal's cursor stays on it,
// so that a movement from there is the renderer's own.
func TestBehindTheLastCellMovementsAreTheRenderers(t *testing.T) {
	got := written(t, fmt.Sprintf("\x1b[%d;%dH\x1b[?7lx\x1b[?7h\x1b[10D\x1b[10D", lines, columns))[0]
	if !strings.HasSuffix(got, "\x1b[10D\x1b[10D") {
		t.Errorf("wrote %q", got)
	}
}

// Terminals repeat a sign only where the repetition follows it at once.
func TestARepetitionFollowsItsSign(t *testing.T) {
	got := written(t, "\x1b[1mbold\x1b[m \x1b[9bnext")[0]
	if !strings.Contains(got, " \x1b[9bnext") {
		t.Errorf("wrote %q", got)
	}
}

// Until the renderer clears the screen for its present size, a line is written as
// often as it comes.
func TestNothingIsLeftOutUntilTheScreenIsCleared(t *testing.T) {
	var out bytes.Buffer
	w := glass.New(&out)
	line := "\x1b[H" + repainted(2, "ニュース")
	say := func(s string) string {
		out.Reset()
		_, _ = w.Write([]byte(s))
		return out.String()
	}
	say(cleared)
	for range 2 {
		if got := say(line); got != line {
			t.Errorf("without a size %q became %q", line, got)
		}
	}
	w.Resize(columns, lines)
	for range 2 {
		if got := say(line); got != line {
			t.Errorf("before it is cleared %q became %q", line, got)
		}
	}
	say(cleared)
	say(line)
	if got := say(line); strings.Contains(got, "ニュース") {
		t.Errorf("a line that stands there is written again: %q", got)
	}
	for _, between := range []string{"\x1b[?1049h", "\x1b[?6h", "\x1b[3", "4m"} {
		say(between)
		if got := say(line); got != line {
			t.Errorf("behind %q %q became %q", between, line, got)
		}
	}
}
