package glass

import (
	"strconv"
	"strings"
)

// size is that of a screen in columns and lines; 0: not known.
type size struct{ width, height int }

// A place is a cell of the screen, from 0 on; -1 is not known. Where the column
// is doubtful it is the renderer's, and the terminal's is most at the most.
type place struct {
	x, y     int
	most     int
	doubtful bool
}

// beyond is a column that no screen has.
const beyond = 1 << 20

// nowhere is a place of which nothing is known.
func nowhere() place { return place{x: -1, y: -1, most: beyond, doubtful: true} }

func (p place) certain() bool { return p.x >= 0 && p.y >= 0 && !p.doubtful }

// address is the sequence that goes there from anywhere, where it is certain.
func (p place) address() string {
	switch {
	case p.x == 0 && p.y == 0:
		return "\x1b[H"
	case p.x == 0:
		return "\x1b[" + strconv.Itoa(p.y+1) + "H"
	}
	return "\x1b[" + strconv.Itoa(p.y+1) + ";" + strconv.Itoa(p.x+1) + "H"
}

// column is the sequence that goes to a column of the line.
func column(x int) string { return "\x1b[" + strconv.Itoa(x+1) + "G" }

// saysColumn tells whether a movement ends in the same column wherever it began.
func saysColumn(sequence []byte) bool {
	last := sequence[len(sequence)-1]
	return last == '\r' || len(sequence) > 1 && (last == 'G' || last == '`' || last == 'H')
}

// tabStop is the distance of tab stops: the renderer sets them so.
const tabStop = 8

// move follows a movement of the cursor.
func (p *place) move(sequence []byte, screen size) {
	switch string(sequence) {
	case "\r":
		p.to(0, screen)
		return
	case "\n":
		p.down(1, screen)
		p.doubtful = p.doubtful || p.x != 0 // where the system maps it, it is a return, too
		return
	case "\x1bM":
		p.down(-1, screen)
		return
	case "\b":
		p.right(-1, screen)
		return
	case "\t":
		p.tab(1)
		return
	}
	body, last := string(sequence[2:len(sequence)-1]), sequence[len(sequence)-1]
	first, second, _ := strings.Cut(body, ";")
	switch n := number(first); last {
	case 'A':
		p.down(-n, screen)
	case 'B':
		p.down(n, screen)
	case 'C':
		p.right(n, screen)
	case 'D':
		p.right(-n, screen)
	case 'G', '`':
		p.to(n-1, screen)
	case 'd':
		p.y = line(n-1, screen)
	case 'H':
		p.to(number(second)-1, screen)
		p.y = line(n-1, screen)
	case 'I':
		p.tab(n)
	case 'Z':
		p.tab(-n)
	}
}

// number reads a parameter; left out and 0 mean 1.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return max(1, n)
}

// to goes to a column. One that the screen does not have leads to its last.
func (p *place) to(x int, screen size) {
	p.x, p.most, p.doubtful = x, x, x >= screen.width
}

// line is a line of the screen, or -1.
func line(y int, screen size) int {
	if y < 0 || y >= screen.height {
		return -1
	}
	return y
}

func (p *place) down(n int, screen size) {
	if p.y >= 0 {
		p.y = line(p.y+n, screen)
	}
}

func (p *place) right(n int, screen size) {
	if p.x < 0 {
		return
	}
	p.x, p.most = max(0, p.x+n), max(0, p.most+n)
	p.doubtful = p.doubtful || p.x >= screen.width
}

// tab goes some tab stops on or back. They are where the renderer sets them, or
// its lines fall apart; but a terminal may stop at its edge, and the column is
// left to it.
func (p *place) tab(n int) {
	if p.x < 0 {
		return
	}
	p.x, p.most, p.doubtful = stop(p.x, n), stop(p.most, n), true
}

func stop(x, n int) int {
	if n > 0 {
		return (x/tabStop + n) * tabStop
	}
	return max(0, (x+tabStop-1)/tabStop+n) * tabStop
}
