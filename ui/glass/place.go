package glass

import (
	"strconv"
	"strings"
)

// A place is a cell of the screen, from 0 on; -1 is not known. Behind a sign that
// terminals give different widths the column is doubtful: it is the renderer's.
type place struct {
	x, y     int
	doubtful bool
}

// nowhere is a place of which nothing is known.
func nowhere() place { return place{x: -1, y: -1} }

func (p place) known() bool   { return p.x >= 0 && p.y >= 0 }
func (p place) certain() bool { return p.known() && !p.doubtful }

// address is the sequence that goes there from anywhere, empty when it is not
// known.
func (p place) address() string {
	switch {
	case !p.known():
		return ""
	case p.x == 0 && p.y == 0:
		return "\x1b[H"
	case p.x == 0:
		return "\x1b[" + strconv.Itoa(p.y+1) + "H"
	}
	return "\x1b[" + strconv.Itoa(p.y+1) + ";" + strconv.Itoa(p.x+1) + "H"
}

// tabStop is the distance of tab stops: the renderer sets them so.
const tabStop = 8

// move follows a movement of the cursor. Nothing is bounded by the size of the
// screen, which the renderer never moves beyond.
func (p *place) move(sequence []byte) {
	switch string(sequence) {
	case "\r":
		p.x, p.doubtful = 0, false
		return
	case "\n":
		p.down(1)
		return
	case "\x1bM":
		p.down(-1)
		return
	case "\b":
		p.right(-1)
		return
	case "\t":
		p.tab(1)
		return
	}
	body, last := string(sequence[2:len(sequence)-1]), sequence[len(sequence)-1]
	first, second, _ := strings.Cut(body, ";")
	switch n := number(first); last {
	case 'A':
		p.down(-n)
	case 'B':
		p.down(n)
	case 'C':
		p.right(n)
	case 'D':
		p.right(-n)
	case 'G', '`':
		p.x, p.doubtful = n-1, false
	case 'd':
		p.y = n - 1
	case 'H':
		*p = place{x: number(second) - 1, y: n - 1}
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

func (p *place) down(n int) {
	if p.y >= 0 {
		p.y = max(0, p.y+n)
	}
}

func (p *place) right(n int) {
	if p.x >= 0 {
		p.x = max(0, p.x+n)
	}
}

func (p *place) tab(n int) {
	switch {
	case p.x < 0:
	case n > 0:
		p.x = (p.x/tabStop + n) * tabStop
	case n < 0:
		p.x = max(0, (p.x+tabStop-1)/tabStop+n) * tabStop
	}
}
