package glass

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// run is a piece of a line in one pen.
type run struct {
	pen  pen
	text string
}

// line reads what is written behind an erased line: its runs, the pen at their
// end, and how many bytes of s they are; 0 when they do not fit the line, when a
// pen is not understood, or when what follows depends on where they end. The
// first run is empty and has the pen the line was erased with.
func (w *Writer) line(s []byte) (line []run, end pen, n int) {
	end = w.want
	line = append(line, run{pen: pen{ground: end.ground, link: end.link}})
	most := 0
	for n < len(s) && !end.odd {
		kind, size := scan(s[n:])
		piece := s[n : n+size]
		switch kind {
		case isPen:
			end.set(piece)
		case isText, isBlank:
			most += measure(string(piece)).most
			if last := &line[len(line)-1]; len(line) > 1 && last.pen == end {
				last.text += string(piece)
			} else {
				line = append(line, run{end, string(piece)})
			}
		default:
			if len(line) == 1 || most > w.screen.width || kind != isMove || !saysColumn(piece) {
				return nil, end, 0
			}
			return line, end, n
		}
		n += size
	}
	return nil, end, 0
}

// leastSkip is the least beginning of a line worth leaving out, in columns:
// going behind it takes about as many bytes.
const leastSkip = 8

// repaint writes a line that is erased and written from its first column on, as
// far as it is not there already. A movement that says its column follows, so
// that the cursor may stay where it is when nothing is written.
func (w *Writer) repaint(line []run, end pen) {
	there, rest := w.rows[w.at.y], line
	if slices.Equal(there, line) {
		w.want = end
		return
	}
	if skip, behind := beginning(there, line); skip >= leastSkip {
		rest = append([]run{line[0]}, behind...)
		w.move([]byte(column(skip)))
	}
	w.want = rest[0].pen
	w.erase([]byte("\x1b[K"))
	for _, r := range rest[1:] {
		w.want = r.pen
		w.text(r.text, isBlanks(r.text))
	}
	w.want = end
	w.rows[w.at.y] = line
}

// beginning is how many columns at the beginning of two lines are the same and
// of certain width, and what follows them in the second. It ends where nothing
// that follows can join its last sign.
func beginning(a, b []run) (columns int, rest []run) {
	for i := range b {
		if i == len(a) || a[i].pen != b[i].pen {
			rest = b[i:]
			break
		}
		if e := measure(b[i].text); e.certain && a[i].text == b[i].text {
			columns += e.columns
			continue
		}
		n, size := common(a[i].text, b[i].text)
		columns += n
		rest = append([]run{{b[i].pen, b[i].text[size:]}}, b[i+1:]...)
		break
	}
	if len(rest) > 0 && !beginsCertain(rest[0].text) {
		return 0, nil
	}
	return columns, rest
}

func isBlanks(text string) bool { return strings.Trim(text, " ") == "" }

// common is how much two texts have in common at their beginning, in columns
// and bytes, as far as every sign takes one column. The last sign in common is
// left out: what follows may join it.
func common(a, b string) (count, size int) {
	last := 0
	for size < len(b) {
		r, n := utf8.DecodeRuneInString(b[size:])
		if size+n > len(a) || a[size:size+n] != b[size:size+n] || columns(r) != 1 {
			break
		}
		size, last, count = size+n, n, count+1
	}
	if count == 0 {
		return 0, 0
	}
	return count - 1, size - last
}
