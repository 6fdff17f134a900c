package article

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"standfirst/ui/line"
	"standfirst/ui/theme"
)

// find is a search within the article shown.
type find struct {
	words   string
	hits    []hit
	current int
}

// hit is one part of a find on one line, in columns. A find that goes over the
// end of a line has a part on each; they share their number.
type hit struct {
	line, from, to int
	number         int
}

// Find marks all places of the words and goes to the first one at or below the
// first line shown; none: to the first of all. It returns how many there are.
// Case, the shape of quotation marks and line ends do not matter. Empty words
// end the search.
func (p *Pane) Find(words string) int {
	p.find = find{words: words}
	p.find.hits = search(p.set.Lines, words)
	if len(p.find.hits) == 0 {
		return 0
	}
	for _, h := range p.find.hits {
		if h.line >= p.top {
			p.find.current = h.number
			break
		}
	}
	p.reveal()
	return p.find.count()
}

// Finding tells whether a search is on, also one without hits.
func (p Pane) Finding() bool { return p.find.words != "" }

// Hits are the number of the current hit, from 1, and of all.
func (p Pane) Hits() (current, all int) {
	if len(p.find.hits) == 0 {
		return 0, 0
	}
	return p.find.current + 1, p.find.count()
}

// NextHit goes to the next hit, or with a negative step to the one before,
// going round at the ends.
func (p *Pane) NextHit(step int) {
	n := p.find.count()
	if n == 0 {
		return
	}
	p.find.current = ((p.find.current+step)%n + n) % n
	p.reveal()
}

// reveal scrolls the current hit into view, a third down the pane.
func (p *Pane) reveal() {
	for _, h := range p.find.hits {
		if h.number != p.find.current {
			continue
		}
		if h.line < p.top || h.line >= p.top+p.height {
			p.top = p.clamp(h.line - p.height/3)
		}
		return
	}
}

func (f find) count() int {
	if len(f.hits) == 0 {
		return 0
	}
	return f.hits[len(f.hits)-1].number + 1
}

// on lists the hits of a line, from left to right.
func (f find) on(i int) []hit {
	var found []hit
	for _, h := range f.hits {
		if h.line == i {
			found = append(found, h)
		}
	}
	return found
}

// mark draws the hits of a line over it.
func (p Pane) mark(l string, hits []hit, t theme.Theme) string {
	var out strings.Builder
	at := 0
	for _, h := range hits {
		style := t.Hit
		if h.number == p.find.current {
			style = t.HitCurrent
		}
		out.WriteString(ansi.Cut(l, at, h.from))
		out.WriteString(style.Render(ansi.Strip(ansi.Cut(l, h.from, h.to))))
		at = h.to
	}
	out.WriteString(ansi.Cut(l, at, line.Width(l)))
	return out.String()
}

// place is where a sign of the searched text stands.
type place struct{ line, from, to int }

// search finds words in lines, over their ends too: the text is read as one
// line, in which white space, marks beside the text and line ends count as one
// blank.
func search(lines []string, words string) []hit {
	wanted := foldRunes(strings.Join(strings.Fields(words), " "))
	if len(wanted) == 0 {
		return nil
	}
	var text []rune
	var places []place
	for i, l := range lines {
		column := 0
		plain := ansi.Strip(l)
		if plain == "" {
			text, places = append(text, '\n'), append(places, place{i, 0, 0}) // a find does not span blocks
			continue
		}
		state := byte(0)
		for plain != "" {
			sign, width, n, next := ansi.DecodeSequence(plain, state, nil)
			state = next
			plain = plain[n:]
			for _, r := range foldRunes(sign) {
				if unicode.IsSpace(r) || r == '│' {
					r = ' '
				}
				if r == ' ' && len(text) > 0 && text[len(text)-1] == ' ' {
					continue
				}
				text, places = append(text, r), append(places, place{i, column, column + width})
			}
			column += width
		}
		if len(text) > 0 && text[len(text)-1] != ' ' {
			text, places = append(text, ' '), append(places, place{i, column, column})
		}
	}
	return locate(text, places, wanted)
}

func locate(text []rune, places []place, wanted []rune) []hit {
	var hits []hit
	number := 0
	for i := 0; i+len(wanted) <= len(text); i++ {
		if !startsWith(text[i:], wanted) {
			continue
		}
		var part *hit
		for _, at := range places[i : i+len(wanted)] {
			if part == nil || part.line != at.line {
				hits = append(hits, hit{at.line, at.from, at.to, number})
				part = &hits[len(hits)-1]
			}
			part.to = max(part.to, at.to)
		}
		number++
		i += len(wanted) - 1
	}
	return hits
}

func startsWith(text, wanted []rune) bool {
	for i, r := range wanted {
		if text[i] != r {
			return false
		}
	}
	return true
}

// foldRunes is a text as it is compared.
func foldRunes(s string) []rune {
	return []rune(strings.ToLower(plainQuotes.Replace(s)))
}
