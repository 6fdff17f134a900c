package glass_test

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// An emulator is a terminal, as far as a renderer uses one, that differs from
// others where terminals do: in the widths of signs, in what becomes of a wide
// sign when half of it is written over, of the pending wrap, and of the column
// where lines are shifted.
type emulator struct {
	habits
	w, h        int
	cells       [][]cell
	x, y        int
	pending     bool // a sign was written into the last column
	top, bottom int
	wrap        bool
	insert      bool
	graphics    bool // letters are line drawing
	pen         look
	kept        emulated // DECSC
	last        string
	rest        []byte
}

// habits are what terminals differ in.
type habits struct {
	ambiguous, emoji, marks int  // columns
	joins                   bool // a zero width joiner joins the next sign
	shiftReturns            bool // IL and DL go to the first column
	eraseUnwraps            bool // EL and ECH end the pending wrap
	forgets                 bool // REP repeats nothing behind a sequence
}

type emulated struct {
	x, y int
	pen  look
}

// look is a pen as far as it can be seen.
type look struct{ ink, ground, marks, link string }

type cell struct {
	text string // empty: the right half of a wide sign
	look look
}

func newEmulator(h habits, w, lines int) *emulator {
	e := &emulator{habits: h, wrap: true}
	e.resize(w, lines, "?")
	return e
}

// resize gives the screen another size, with the cursor and the contents nobody
// knows where.
func (e *emulator) resize(w, h int, junk string) {
	e.w, e.h, e.top, e.bottom = w, h, 0, h-1
	e.cells = nil
	for range h {
		e.cells = append(e.cells, e.row(cell{text: junk}))
	}
	e.x, e.y, e.pending = len(junk)%w, len(junk)%h, false
}

func (e *emulator) row(c cell) []cell {
	row := make([]cell, e.w)
	for i := range row {
		row[i] = c
	}
	return row
}

func (e *emulator) blank() cell { return cell{text: " ", look: look{ground: e.pen.ground}} }

// seen is the screen line by line, and the cursor.
func (e *emulator) seen() []string {
	var out []string
	for _, row := range e.cells {
		var line strings.Builder
		for _, c := range row {
			if c.text == " " && !strings.Contains(c.look.marks, "4") && !strings.Contains(c.look.marks, "7") {
				c.look.ink, c.look.marks = "", ""
			}
			fmt.Fprintf(&line, "%s%v ", c.text, c.look)
		}
		out = append(out, line.String())
	}
	return append(out, fmt.Sprint("cursor ", e.x, e.y))
}

func (e *emulator) Write(p []byte) (int, error) {
	e.rest = append(e.rest, p...)
	for len(e.rest) > 0 {
		n := e.take(e.rest)
		if n == 0 {
			break
		}
		e.rest = e.rest[n:]
	}
	return len(p), nil
}

func (e *emulator) take(s []byte) int {
	switch c := s[0]; {
	case c == 0x1b:
		n := e.escape(s)
		if n > 0 && e.forgets {
			e.last = ""
		}
		return n
	case c == '\r':
		e.to(0, e.y)
	case c == '\n':
		e.feed()
	case c == '\b':
		e.to(e.x-1, e.y)
	case c == '\t':
		e.to((e.x/8+1)*8, e.y)
	case c < ' ' || c == 0x7f:
	default:
		if !utf8.FullRune(s) {
			return 0
		}
		r, n := utf8.DecodeRune(s)
		e.put(r)
		return n
	}
	return 1
}

func (e *emulator) width(r rune) int {
	switch {
	case r == 0xfe0f || r == 0x200d || unicode.In(r, unicode.Mn, unicode.Me):
		return e.marks
	case r >= 0x1f000:
		return e.emoji
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	case width.EastAsianAmbiguous:
		return e.ambiguous
	}
	return 1
}

func (e *emulator) put(r rune) {
	if e.graphics && r >= 'a' && r <= 'z' {
		r += 0x2500 - 'a'
	}
	w := e.width(r)
	if before := e.before(); w == 0 || before != nil && e.joins && strings.HasSuffix(before.text, "\u200d") {
		if before != nil {
			before.text += string(r)
		}
		return
	}
	if (e.pending || e.x+w > e.w) && e.wrap {
		e.to(0, e.y)
		e.feed()
	}
	e.x = max(0, min(e.x, e.w-w))
	row := e.cells[e.y]
	if e.insert {
		copy(row[min(e.x+w, e.w):], row[e.x:])
	}
	for i := e.x; i < min(e.x+w, e.w); i++ {
		e.split(i)
		row[i] = cell{look: e.pen}
	}
	row[e.x].text = string(r)
	e.last = string(r)
	e.x += w
	if e.pending = false; e.x >= e.w {
		e.x, e.pending = e.w-1, e.wrap
	}
}

// before is the cell before the cursor.
func (e *emulator) before() *cell {
	x := e.x - 1
	if e.pending {
		x = e.x
	}
	for ; x >= 0; x-- {
		if c := &e.cells[e.y][x]; c.text != "" {
			return c
		}
	}
	return nil
}

// split makes blanks of a wide sign of which a cell is written over.
func (e *emulator) split(x int) {
	row := e.cells[e.y]
	for x > 0 && row[x].text == "" {
		x--
	}
	row[x].text = " "
	for x++; x < e.w && row[x].text == ""; x++ {
		row[x].text = " "
	}
}

func (e *emulator) to(x, y int) {
	e.x, e.y, e.pending = max(0, min(x, e.w-1)), max(0, min(y, e.h-1)), false
}

func (e *emulator) feed() {
	e.pending = false
	switch {
	case e.y == e.bottom:
		e.shift(e.top, 1)
	case e.y < e.h-1:
		e.y++
	}
}

// shift moves the lines from one on up by n, or down.
func (e *emulator) shift(from, n int) {
	for ; n > 0; n-- {
		copy(e.cells[from:e.bottom], e.cells[from+1:e.bottom+1])
		e.cells[e.bottom] = e.row(e.blank())
	}
	for ; n < 0; n++ {
		copy(e.cells[from+1:e.bottom+1], e.cells[from:e.bottom])
		e.cells[from] = e.row(e.blank())
	}
}

func (e *emulator) erase(y, from, to int) {
	for x := from; x < to && x < e.w; x++ {
		if y == e.y {
			e.split(x)
		}
		e.cells[y][x] = e.blank()
	}
}

func (e *emulator) escape(s []byte) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s); i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				e.control(string(s[2:i]), s[i])
				return i + 1
			}
		}
		return 0
	case ']', 'P', '_':
		for i := 2; i < len(s); i++ {
			n := 0
			if s[i] == 7 {
				n = i + 1
			} else if s[i] == 0x1b && i+1 < len(s) {
				n = i + 2
			}
			if n > 0 {
				if body, ok := strings.CutPrefix(string(s[:i]), "\x1b]8;;"); ok {
					e.pen.link = body
				}
				return n
			}
		}
		return 0
	case 'M':
		if e.pending = false; e.y == e.top {
			e.shift(e.top, -1)
		} else {
			e.y = max(0, e.y-1)
		}
	case '7':
		e.kept = emulated{e.x, e.y, e.pen}
	case '8':
		e.to(e.kept.x, e.kept.y)
		e.pen = e.kept.pen
	case 'c':
		e.last, e.pen, e.wrap, e.insert, e.graphics = "", look{}, true, false, false
		e.resize(e.w, e.h, " ")
		e.to(0, 0)
	case '(':
		if len(s) < 3 {
			return 0
		}
		e.graphics = s[2] == '0'
		return 3
	}
	return 2
}

func (e *emulator) control(body string, last byte) {
	first, second, _ := strings.Cut(body, ";")
	given, _ := strconv.Atoi(first)
	n, row := max(1, given), e.cells[e.y]
	m, _ := strconv.Atoi(second)
	if strings.ContainsAny(body, "?>=") {
		switch {
		case body == "?7":
			e.wrap = last == 'h'
		case body == "?1049":
			e.resize(e.w, e.h, strings.Repeat("!", 1+e.x)[:1])
		}
		return
	}
	switch last {
	case 'm':
		e.colour(body)
	case 'A', 'B':
		if last == 'A' {
			n = -n
		}
		low, high := 0, e.h-1
		if e.y >= e.top && e.y <= e.bottom {
			low, high = e.top, e.bottom
		}
		e.to(e.x, max(low, min(e.y+n, high)))
	case 'C':
		e.to(e.x+n, e.y)
	case 'D':
		e.to(e.x-n, e.y)
	case 'G':
		e.to(n-1, e.y)
	case 'd':
		e.to(e.x, n-1)
	case 'H':
		e.to(max(1, m)-1, n-1)
	case 'Z':
		e.to((e.x-1)/8*8, e.y)
	case 'K', 'X':
		e.pending = e.pending && !e.eraseUnwraps
		switch {
		case last == 'X':
			e.erase(e.y, e.x, e.x+n)
		case given == 0:
			e.erase(e.y, e.x, e.w)
		case given == 1:
			e.erase(e.y, 0, e.x+1)
		default:
			e.erase(e.y, 0, e.w)
		}
	case 'P':
		n = min(n, e.w-e.x)
		copy(row[e.x:], row[e.x+n:])
		e.erase(e.y, e.w-n, e.w)
	case '@':
		n = min(n, e.w-e.x)
		copy(row[e.x+n:], row[e.x:])
		e.erase(e.y, e.x, e.x+n)
	case 'b':
		for range n {
			if e.last != "" {
				e.put([]rune(e.last)[0])
			}
		}
	case 'J':
		from := e.y + 1
		if given == 2 {
			from = 0
		} else {
			e.erase(e.y, e.x, e.w)
		}
		for y := from; y < e.h; y++ {
			e.cells[y] = e.row(e.blank())
		}
	case 'L', 'M':
		if e.y < e.top || e.y > e.bottom {
			return
		}
		if last == 'L' {
			n = -n
		}
		e.shift(e.y, n)
		if e.shiftReturns {
			e.to(0, e.y)
		}
	case 'S':
		e.shift(e.top, n)
	case 'T':
		e.shift(e.top, -n)
	case 'r':
		if m = min(m, e.h); m == 0 {
			m = e.h
		}
		if n < m {
			e.top, e.bottom = n-1, m-1
			e.to(0, 0)
		}
	case 'h', 'l':
		if body == "4" {
			e.insert = last == 'h'
		}
	}
}

func (e *emulator) colour(body string) {
	parts := strings.Split(body, ";")
	for i := 0; i < len(parts); i++ {
		switch p := parts[i]; {
		case p == "" || p == "0":
			e.pen = look{link: e.pen.link}
		case p == "38" || p == "48":
			more := 2
			if i+1 < len(parts) && parts[i+1] == "2" {
				more = 4
			}
			to := min(len(parts), i+more+1)
			if p == "38" {
				e.pen.ink = strings.Join(parts[i:to], ";")
			} else {
				e.pen.ground = strings.Join(parts[i:to], ";")
			}
			i = to - 1
		case p == "39":
			e.pen.ink = ""
		case p == "49":
			e.pen.ground = ""
		case len(p) > 1 && (p[0] == '3' || p[0] == '9'):
			e.pen.ink = p
		case len(p) > 1 && (p[0] == '4' || p[0] == '1'):
			e.pen.ground = p
		case len(p) == 1:
			if !strings.Contains(e.pen.marks, p) {
				e.pen.marks += p
			}
			e.sort()
		case p == "22":
			e.pen.marks = strings.NewReplacer("1", "", "2", "").Replace(e.pen.marks)
		case p[0] == '2':
			e.pen.marks = strings.ReplaceAll(e.pen.marks, p[1:], "")
		}
	}
}

func (e *emulator) sort() {
	sorted := ""
	for _, c := range "123456789" {
		if strings.ContainsRune(e.pen.marks, c) {
			sorted += string(c)
		}
	}
	e.pen.marks = sorted
}
