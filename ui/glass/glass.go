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
// the renderer means them, the same as the terminal has them, and what it last
// wrote into the lines that were written whole.
//
//   - A line that would be written exactly as it stands is not written; of one
//     that begins as it did, the beginning is not.
//   - Cursor movements and colours are held back until something is written that
//     needs them, and then said in the shortest way.
//   - What it does not know (clearing, scrolling, another screen) goes through as
//     it is, and makes it forget what it knew.
//
// Nothing is held back from one Write to the next.
package glass

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"sync"
)

// Writer writes a renderer's frames to a terminal, one frame a Write. Several
// goroutines may use it.
type Writer struct {
	mu   sync.Mutex
	to   io.Writer
	out  bytes.Buffer
	rows map[int][]run // line → what was written into it, where that is known

	want, have pen    // as the renderer means it, as the terminal has it
	at, on     place  // the same for the cursor
	moves      []byte // the renderer's own way from on to at
	behind     bool   // there is none: what lies between was left out

	height      int // of the screen, in lines; 0: not known
	top, bottom int // the lines that scroll; bottom < 0: to the last
}

// New returns a Writer to a terminal of which nothing is known yet.
func New(to io.Writer) *Writer {
	w := &Writer{to: to, bottom: -1}
	w.forget()
	return w
}

// Resize says how many lines the screen has: in the last one a line feed
// scrolls, elsewhere it is a movement. What the terminal made of its lines and
// its cursor when it changed is not known.
func (w *Writer) Resize(height int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.height = height
	w.forget()
}

// Write writes a frame. The number it returns is that of the bytes taken: all
// of them, unless the terminal failed.
func (w *Writer) Write(frame []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out.Reset()
	for s := frame; len(s) > 0; {
		s = s[w.take(s):]
	}
	w.settle()
	if w.out.Len() > 0 {
		if _, err := w.to.Write(w.out.Bytes()); err != nil {
			return 0, err
		}
	}
	return len(frame), nil
}

// take deals with what s begins with and returns its length.
func (w *Writer) take(s []byte) int {
	kind, n := scan(s)
	switch piece := s[:n]; kind {
	case isText, isBlank:
		delete(w.rows, w.at.y)
		w.text(string(piece), kind == isBlank)
	case isPen:
		w.want.set(piece)
	case isMove:
		if w.scrolls(piece) {
			w.settle()
			w.out.Write(piece)
			clear(w.rows)
			break
		}
		w.at.move(piece)
		w.moves = append(w.moves, piece...)
	case isErase:
		if w.at.x == 0 && w.at.y >= 0 && erasesRight(piece) {
			if line, end, long := w.line(s[n:]); long > 0 {
				w.repaint(line, end)
				return n + long
			}
		}
		delete(w.rows, w.at.y)
		w.erase(piece)
	case isRepeat:
		delete(w.rows, w.at.y)
		w.erase(piece)
		w.at.right(number(string(piece[2 : n-1])))
		w.on = w.at
	case isClear:
		w.settle()
		w.out.Write(piece)
		clear(w.rows)
	case isMargins:
		w.settle()
		w.out.Write(piece)
		w.margins(piece)
	case isHarmless:
		w.settle()
		w.out.Write(piece)
	default:
		w.settle()
		w.out.Write(piece)
		w.forget()
	}
	return n
}

// forget is for when the screen may have become anything.
func (w *Writer) forget() {
	w.rows = map[int][]run{}
	w.at, w.on, w.moves, w.behind = nowhere(), nowhere(), nil, false
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

// scrolls tells whether a line feed or reverse index scrolls the screen.
func (w *Writer) scrolls(sequence []byte) bool {
	bottom := w.bottom
	if bottom < 0 {
		bottom = w.height - 1
	}
	switch string(sequence) {
	case "\n":
		return w.at.y < 0 || w.at.y >= bottom
	case "\x1bM":
		return w.at.y <= w.top
	}
	return false
}

// settle brings cursor and pen where the renderer believes them to be.
func (w *Writer) settle() {
	w.travel()
	w.dip(w.want)
}

// travel moves the terminal's cursor where it is meant to be.
func (w *Writer) travel() {
	if len(w.moves) == 0 && !w.behind {
		return
	}
	if w.at != w.on || !w.at.certain() {
		straight := w.at.address()
		if !w.behind && (!w.at.certain() || len(w.moves) <= len(straight)) {
			w.out.Write(w.moves)
		} else {
			w.out.WriteString(straight)
		}
	}
	w.on, w.moves, w.behind = w.at, w.moves[:0], false
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
	w.advance(text)
}

// advance notes that text was written. Behind signs of doubtful width the
// terminal's column is not known, and the renderer says it anew.
func (w *Writer) advance(text string) {
	columns, certain := width(text)
	w.at.right(columns)
	w.at.doubtful = w.at.doubtful || !certain
	w.on = w.at
}

// erase passes on what erases or shifts a part of the line.
func (w *Writer) erase(sequence []byte) {
	w.travel()
	if !w.want.blankLike(w.have) {
		w.dip(w.want)
	}
	w.out.Write(sequence)
}

// run is a piece of a line in one pen.
type run struct {
	pen  pen
	text string
}

// line reads what is written behind an erased line: its runs, the pen at their
// end, and how many bytes of s they are. The first run is empty and has the pen
// the line was erased with.
func (w *Writer) line(s []byte) (line []run, end pen, n int) {
	end = w.want
	line = append(line, run{pen: pen{ground: end.ground}})
	for n < len(s) {
		kind, size := scan(s[n:])
		piece := s[n : n+size]
		switch kind {
		case isPen:
			end.set(piece)
		case isText, isBlank:
			if last := &line[len(line)-1]; len(line) > 1 && last.pen == end {
				last.text += string(piece)
			} else {
				line = append(line, run{end, string(piece)})
			}
		default:
			return whole(line, end, n)
		}
		n += size
	}
	return whole(line, end, n)
}

func whole(line []run, end pen, n int) ([]run, pen, int) {
	if len(line) == 1 {
		return nil, end, 0
	}
	return line, end, n
}

// leastSkip is the least beginning of a line worth leaving out, in columns:
// going behind it takes about as many bytes.
const leastSkip = 8

// repaint writes a line that is erased and written from its first column on, as
// far as it is not there already.
func (w *Writer) repaint(line []run, end pen) {
	there, rest := w.rows[w.at.y], line
	after := place{y: w.at.y}
	for _, r := range line {
		n, certain := width(r.text)
		after.x, after.doubtful = after.x+n, after.doubtful || !certain
	}
	if slices.Equal(there, line) {
		w.at, w.want, w.behind = after, end, true
		return
	}
	if skip, behind := beginning(there, line); skip >= leastSkip {
		rest = append([]run{line[0]}, behind...)
		w.at, w.behind = place{x: skip, y: w.at.y}, true
	}
	w.want = rest[0].pen
	w.erase([]byte("\x1b[K"))
	for _, r := range rest[1:] {
		w.want = r.pen
		w.text(r.text, isBlanks(r.text))
	}
	w.at, w.on, w.want = after, after, end
	w.rows[w.at.y] = line
}

// beginning is how many columns at the beginning of two lines are the same and
// of certain width, and what follows them in the second.
func beginning(a, b []run) (columns int, rest []run) {
	for i := range b {
		if i == len(a) || a[i].pen != b[i].pen {
			return columns, b[i:]
		}
		if n, certain := width(b[i].text); certain && a[i].text == b[i].text {
			columns += n
			continue
		}
		n, size := common(a[i].text, b[i].text)
		return columns + n, append([]run{{b[i].pen, b[i].text[size:]}}, b[i+1:]...)
	}
	return columns, nil
}
