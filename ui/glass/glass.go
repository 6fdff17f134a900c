// Package glass stands between the renderer and the terminal and leaves out
// what the terminal shows already: over a slow line a key should cost what it
// changes.
//
// Bubble Tea's renderer rewrites every line that holds a wide sign (Chinese,
// Japanese, Korean, emoji) in every frame, changed or not, since it cannot know
// the columns behind such a sign. A page of Japanese headlines costs ten
// kilobytes a key that way. It also sets colours for blanks, where nobody sees
// them, and moves the cursor where nothing is written.
//
// A Writer reads that stream and keeps the cursor and the pen (the colours) as
// the renderer means them, and what was last written into the lines that were
// written whole.
//
//   - A line that would be written exactly as it stands is not written; of one
//     that begins as it did, the beginning is not.
//   - Cursor movements and colours are held back until something is written that
//     needs them, and then said in the shortest way.
//
// A wrong screen is worse than any number of bytes, so it leaves out only what
// it can prove, and passes on the rest as it came:
//
//   - It is blind at first, after every change of the window's size, after
//     another screen was shown and after a sequence torn between two writes, and
//     passes everything on until the renderer clears the screen, which it does
//     in each of these cases.
//   - What it does not know makes it lost: it passes everything on from there.
//   - Behind a sign that terminals may give different widths, in the last column
//     and behind a tab the column is doubtful: movements are the renderer's own
//     until it says a column.
//   - Text that could reach beyond the last column may have gone anywhere: the
//     lines and the cursor are forgotten.
//
// Nothing is held back from one Write to the next.
package glass

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

// Writer writes a renderer's output to a terminal. Several goroutines may use
// it.
type Writer struct {
	mu   sync.Mutex
	to   io.Writer
	out  bytes.Buffer
	rows map[int][]run // line → what was written into it, where that is known

	want, have pen    // as the renderer means it, as the terminal has it
	at, on     place  // the same for the cursor
	moves      []byte // the renderer's own way from on to at
	signed     bool   // the last that was read and written was a sign, in the pen meant

	screen      size
	top, bottom int // the lines that scroll; bottom < 0: to the last

	blind bool   // until the screen is cleared
	lost  bool   // for good
	torn  []byte // the beginning, written already, of a sequence that goes on
}

// New returns a Writer to a terminal of which nothing is known yet.
func New(to io.Writer) *Writer {
	w := &Writer{to: to, bottom: -1}
	w.forget()
	return w
}

// Resize says how many columns and lines the screen has. What the terminal made
// of its lines and its cursor when it changed is not known.
func (w *Writer) Resize(width, height int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.screen = size{width, height}
	w.forget()
}

// Write writes a part of the renderer's output. The number it returns is that
// of the bytes taken: all of them, unless the terminal failed.
func (w *Writer) Write(output []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out.Reset()
	for s := output[w.mend(output):]; len(s) > 0; {
		s = s[w.take(s):]
	}
	w.settle()
	if w.out.Len() > 0 {
		if _, err := w.to.Write(w.out.Bytes()); err != nil {
			w.forget()
			w.want, w.have = unknownPen, unknownPen
			return 0, err
		}
	}
	return len(output), nil
}

// mostTorn bounds what is kept of a sequence that goes on, in bytes.
const mostTorn = 1 << 16

// mend passes on what is left of a sequence torn by the end of the last write,
// and returns the length.
func (w *Writer) mend(output []byte) int {
	if len(w.torn) == 0 || len(output) == 0 {
		return 0
	}
	before := len(w.torn)
	w.torn = append(w.torn, output...)
	kind, n := scan(w.torn)
	n = max(n, before)
	piece := w.torn[:n]
	if kind == isTorn && n < mostTorn {
		w.out.Write(output)
		return len(output)
	}
	w.out.Write(piece[before:])
	w.torn = nil
	switch kind {
	case isMargins:
		w.margins(piece)
	case isOther, isTorn:
		w.lost = true
	}
	return n - before
}

// take deals with what s begins with and returns its length.
func (w *Writer) take(s []byte) int {
	kind, n := scan(s)
	piece := s[:n]
	switch kind {
	case isTorn:
		w.pass(piece)
		w.torn = bytes.Clone(piece)
		w.forget()
		w.want, w.have = unknownPen, unknownPen
		return n
	case isScreen:
		w.pass(piece)
		w.forget()
		w.want, w.have = unknownPen, unknownPen
		return n
	case isOther:
		w.pass(piece)
		w.forget()
		w.lost = true
		return n
	}
	if w.blind {
		w.watch(kind, piece)
		return n
	}
	switch kind {
	case isText, isBlank:
		next := isTorn
		if n < len(s) {
			next, _ = scan(s[n:])
		}
		w.text(string(piece), kind == isBlank && n < len(s) && next != isRepeat)
		w.signed = next == isRepeat
	case isPen:
		w.dye(piece)
	case isMove:
		w.move(piece)
	case isErase:
		if w.at.certain() && w.at.x == 0 && erasesRight(piece) {
			if line, end, long := w.line(s[n:]); long > 0 {
				w.repaint(line, end)
				return n + long
			}
		}
		w.drop()
		w.erase(piece)
	case isRepeat:
		w.repeat(piece)
		w.signed = false
	case isClear:
		w.pass(piece)
		clear(w.rows)
	case isShift:
		w.pass(piece)
		clear(w.rows)
		w.at.doubtful = true // some terminals return to the first column
		w.on = w.at
	case isMargins:
		w.pass(piece)
		w.margins(piece)
	case isHarmless:
		w.pass(piece)
	}
	return n
}

// watch passes on what comes while nothing is known, and follows the pen and
// the cursor until the screen is cleared.
func (w *Writer) watch(kind kind, piece []byte) {
	w.out.Write(piece)
	switch kind {
	case isPen:
		w.want.set(piece)
		w.have = w.want
	case isMove:
		w.at.move(piece, w.screen)
	case isMargins:
		w.margins(piece)
	case isClear:
		w.blind = w.lost || w.screen.width <= 0 || w.screen.height <= 0 || string(piece) != "\x1b[2J"
	case isHarmless:
	default:
		w.at = nowhere()
	}
	w.on = w.at
}

// forget is for when the screen may have become anything.
func (w *Writer) forget() {
	w.rows, w.blind = map[int][]run{}, true
	w.at, w.on, w.moves = nowhere(), nowhere(), nil
}

// drop forgets the line that is written into.
func (w *Writer) drop() {
	if w.at.y < 0 {
		clear(w.rows)
	}
	delete(w.rows, w.at.y)
}

// margins notes which lines scroll (DECSTBM). Where the cursor is afterwards is
// nothing to rely on.
func (w *Writer) margins(sequence []byte) {
	first, second, _ := strings.Cut(string(sequence[2:len(sequence)-1]), ";")
	w.top, w.bottom = number(first)-1, -1
	if second != "" {
		w.bottom = number(second) - 1
	}
	w.at, w.on = nowhere(), nowhere()
}

// move notes a movement, or passes on what scrolls.
func (w *Writer) move(sequence []byte) {
	bottom := w.bottom
	if bottom < 0 || bottom >= w.screen.height {
		bottom = w.screen.height - 1
	}
	edge := -1
	switch s := string(sequence); {
	case s == "\n" && (w.at.y < 0 || w.at.y >= bottom):
		edge = bottom
	case s == "\x1bM" && w.at.y <= w.top:
		edge = w.top
	default:
		w.at.move(sequence, w.screen)
		if last := s[len(s)-1]; (w.top > 0 || bottom < w.screen.height-1) && strings.HasPrefix(s, "\x1b[") && (last == 'A' || last == 'B') {
			w.at.y = -1 // it may have stopped at a margin
		}
		w.moves = append(w.moves, sequence...)
		return
	}
	w.pass(sequence)
	clear(w.rows)
	if w.at.y != edge {
		w.at.y = -1
	}
	w.at.doubtful = w.at.doubtful || w.at.x != 0
	w.on = w.at
}

// dye changes the pen. While it is not understood, every change is passed on.
func (w *Writer) dye(sequence []byte) {
	next := w.want
	next.set(sequence)
	if next.odd || w.want.odd {
		w.pass(sequence)
		w.have = next
	}
	w.want = next
}

// pass passes on a sequence as it is.
func (w *Writer) pass(sequence []byte) {
	w.settle()
	w.out.Write(sequence)
}

// settle brings cursor and pen where the renderer believes them to be.
func (w *Writer) settle() {
	w.travel()
	w.dip(w.want)
}

// travel moves the terminal's cursor where it is meant to be.
func (w *Writer) travel() {
	if len(w.moves) == 0 {
		return
	}
	switch straight := w.at.address(); {
	case !w.at.certain(), w.at != w.on && len(w.moves) <= len(straight):
		w.out.Write(w.moves)
	case w.at != w.on:
		w.out.WriteString(straight)
	}
	w.on, w.moves = w.at, w.moves[:0]
}

// dip changes the terminal's pen.
func (w *Writer) dip(p pen) {
	w.out.WriteString(p.from(w.have))
	w.have = p
}

// text writes where the cursor is meant to be. Blanks show nothing of a pen but
// its ground.
func (w *Writer) text(text string, blank bool) {
	w.travel()
	if !blank || !w.want.blankLike(w.have) {
		w.dip(w.want)
	}
	w.out.WriteString(text)
	w.advance(measure(text))
}

// advance notes that text was written. What may have been wrapped, or scrolled
// in the last line, is forgotten.
func (w *Writer) advance(e extent) {
	w.drop()
	w.at.x, w.at.most = w.at.x+e.columns, w.at.most+e.most
	w.at.doubtful = w.at.doubtful || !e.certain || w.at.x >= w.screen.width
	if w.at.most > w.screen.width {
		clear(w.rows)
		w.at = nowhere()
	}
	w.on = w.at
}

// repeat repeats the sign just written. Terminals differ in what they do when
// something came in between, which the renderer never does.
func (w *Writer) repeat(sequence []byte) {
	if !w.signed {
		w.pass(sequence)
		w.forget()
		w.lost = true
		return
	}
	w.out.Write(sequence)
	count := number(string(sequence[2 : len(sequence)-1]))
	w.advance(extent{columns: count, most: 2 * count})
}

// erase passes on what erases or shifts a part of the line.
func (w *Writer) erase(sequence []byte) {
	w.travel()
	if !w.want.blankLike(w.have) {
		w.dip(w.want)
	}
	w.out.Write(sequence)
}
