package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Fault is one mistake in what the reader wrote, with its place and a remedy.
type Fault struct {
	File    string // as given; "environment" for a variable
	Line    int    // from 1; 0: the file as a whole
	Column  int    // from 1, in characters
	Width   int    // characters at fault
	Source  string // the line, without its end
	Message string
	Remedy  string // may be empty
}

// Faults are all mistakes of a configuration, in the order of their places.
type Faults []Fault

// Error writes every fault with its source line, a caret and its remedy.
func (f Faults) Error() string {
	texts := make([]string, len(f))
	for i, fault := range f {
		texts[i] = fault.Error()
	}
	return strings.Join(texts, "\n\n")
}

// shownSource is the longest piece of a source line that is shown, in characters.
const shownSource = 100

// Error is the fault as people read it:
//
//	config.toml:3:1: there is no setting "densty"
//	  3 | densty = "full"
//	    | ^^^^^^
//	  did you mean "density"?
func (f Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
	}
	b.WriteString(": " + f.Message)
	if f.Line > 0 && strings.TrimSpace(f.Source) != "" {
		number := fmt.Sprint(f.Line)
		before, at := []rune(f.Source), min(f.Column-1, len([]rune(f.Source)))
		from := max(0, at-shownSource/2)
		to := min(len(before), from+shownSource)
		under := make([]rune, 0, at-from)
		for i, r := range before[from:to] {
			if r != '\t' && !unicode.IsPrint(r) {
				before[from+i] = '·'
			}
			if from+i < at {
				if r != '\t' {
					r = ' '
				}
				under = append(under, r)
			}
		}
		carets := strings.Repeat("^", max(1, min(f.Width, to-at)))
		fmt.Fprintf(&b, "\n  %s | %s\n  %s | %s%s", number, string(before[from:to]), strings.Repeat(" ", len(number)), string(under), carets)
	}
	if f.Remedy != "" {
		b.WriteString("\n  " + f.Remedy)
	}
	return b.String()
}

func (f Faults) sorted() Faults {
	slices.SortStableFunc(f, func(a, b Fault) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return f
}

// and adds the faults of values to those of reading. What could not be read has
// its fault already.
func (f Faults) and(judged Faults) Faults {
	all := f
	for _, j := range judged {
		if j.Line == 0 || !slices.ContainsFunc(f, func(have Fault) bool { return have.Line == j.Line && have.Column == j.Column }) {
			all = append(all, j)
		}
	}
	return all
}

// meant is the remedy for a word that is not among the known ones.
func meant(word string, known []string) string {
	if best := Nearest(word, known); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	if len(known) == 0 {
		return ""
	}
	return "use one of: " + strings.Join(known, ", ")
}

// Nearest is the known word that differs from word by the fewest letters; empty
// when none is near enough to have been meant.
func Nearest(word string, known []string) string {
	best, least := "", 1+max(1, len([]rune(word))/3)
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is the number of letters to insert, drop, change or swap with their
// neighbour to make a into b (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}
