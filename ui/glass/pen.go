package glass

import (
	"strconv"
	"strings"
)

// A pen is what text is written with: what SGR sequences (ECMA-48 §8.3.117) and
// OSC 8 set. Two equal pens write alike.
type pen struct {
	ink, ground string // parameters of SGR such as "38;2;1;2;3"; empty: the terminal's own
	under       string // "4", "4:3"; empty: none
	underInk    string
	marks       marks
	link        string // the sequence that began it
	odd         bool   // something was not understood since the last reset
}

// unknownPen is what nothing is known of until it is reset, nor of its link until
// one begins or ends.
var unknownPen = pen{odd: true, link: "?"}

// marks are attributes, one bit each.
type marks uint16

const (
	bold marks = 1 << iota
	faint
	italic
	blink
	rapid
	reverse
	conceal
	strike
	overline
)

// numbers are the parameters that set a mark, in the order of the bits; off
// those that end it. One parameter ends bold and faint, another both blinks.
var numbers = [...]struct{ on, off string }{
	{"1", "22"}, {"2", "22"}, {"3", "23"}, {"5", "25"}, {"6", "25"}, {"7", "27"}, {"8", "28"}, {"9", "29"}, {"53", "55"},
}

// set changes a pen as a sequence says.
func (p *pen) set(sequence []byte) {
	s := string(sequence)
	if strings.HasPrefix(s, "\x1b]") {
		if p.link = s; endsLink(s) {
			p.link = ""
		}
		return
	}
	before := *p
	parts := strings.Split(s[2:len(s)-1], ";")
	for i := 0; i < len(parts); i++ {
		part := parts[i]
		if part == "38" || part == "48" || part == "58" { // in parts: 38;5;n and 38;2;r;g;b
			more := 0
			if i+1 < len(parts) {
				more = map[string]int{"5": 2, "2": 4}[parts[i+1]]
			}
			if more == 0 || i+more >= len(parts) {
				*p = before
				p.odd = true
				return
			}
			part = strings.Join(parts[i:i+more+1], ";")
			i += more
		}
		if !p.change(part) {
			*p = before
			p.odd = true
			return
		}
	}
}

// change takes one parameter; false when it is not known.
func (p *pen) change(part string) bool {
	for i, n := range numbers {
		switch part {
		case n.on:
			p.marks |= 1 << i
			return true
		case n.off:
			for j, other := range numbers {
				if other.off == part {
					p.marks &^= 1 << j
				}
			}
			return true
		}
	}
	switch {
	case part == "" || part == "0":
		*p = pen{link: p.link}
	case part == "39":
		p.ink = ""
	case part == "49":
		p.ground = ""
	case part == "59":
		p.underInk = ""
	case part == "24" || part == "4:0":
		p.under = ""
	case part == "4" || strings.HasPrefix(part, "4:"):
		p.under = part
	case strings.HasPrefix(part, "38;"), strings.HasPrefix(part, "38:"):
		p.ink = part
	case strings.HasPrefix(part, "48;"), strings.HasPrefix(part, "48:"):
		p.ground = part
	case strings.HasPrefix(part, "58;"), strings.HasPrefix(part, "58:"):
		p.underInk = part
	default:
		n, err := strconv.Atoi(part)
		switch {
		case err != nil:
			return false
		case n >= 30 && n <= 37, n >= 90 && n <= 97:
			p.ink = part
		case n >= 40 && n <= 47, n >= 100 && n <= 107:
			p.ground = part
		default:
			return false
		}
	}
	return true
}

// from is the shortest sequence that changes another pen into this one. Both are
// understood, or they are equal.
func (p pen) from(q pen) string {
	if p == q {
		return ""
	}
	out := ""
	if link := p.link; link != q.link {
		if link == "" {
			link = "\x1b]8;;\x1b\\"
		}
		out = link
	}
	if p.link = q.link; p == q {
		return out
	}
	anew := "\x1b[m"
	if all := p.steps(pen{}); len(all) > 0 {
		anew = "\x1b[0;" + strings.Join(all, ";") + "m"
	}
	if step := "\x1b[" + strings.Join(p.steps(q), ";") + "m"; len(step) < len(anew) {
		return out + step
	}
	return out + anew
}

// steps are the parameters that lead from another pen to this one, links and
// odd sequences apart.
func (p pen) steps(q pen) (parts []string) {
	add := func(want, have, none string) {
		switch {
		case want == have:
		case want == "":
			parts = append(parts, none)
		default:
			parts = append(parts, want)
		}
	}
	have := q.marks
	for i, n := range numbers {
		if gone := have &^ p.marks; gone&(1<<i) != 0 {
			parts = append(parts, n.off)
			for j, other := range numbers {
				if other.off == n.off {
					have &^= 1 << j
				}
			}
		}
	}
	add(p.ink, q.ink, "39")
	add(p.ground, q.ground, "49")
	add(p.under, q.under, "24")
	add(p.underInk, q.underInk, "59")
	for i, n := range numbers {
		if (p.marks&^have)&(1<<i) != 0 {
			parts = append(parts, n.on)
		}
	}
	return parts
}

// blankLike tells whether a blank looks the same in both pens.
func (p pen) blankLike(q pen) bool {
	const seen = blink | rapid | reverse | strike | overline
	return p.ground == q.ground && p.link == q.link && !p.odd && !q.odd && p.under+q.under == "" && (p.marks|q.marks)&seen == 0
}

// endsLink tells whether an OSC 8 sequence has no address.
func endsLink(s string) bool {
	_, address, _ := strings.Cut(strings.TrimPrefix(s, "\x1b]8;"), ";")
	return strings.TrimRight(address, "\x1b\\\a") == ""
}
