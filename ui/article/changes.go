package article

import (
	"strings"
	"time"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"
	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"

	"standfirst/feed"
	"standfirst/feed/clean"
)

// ChangeKind says what became of words.
type ChangeKind int

const (
	Same ChangeKind = iota
	Added
	Removed
)

// Change is a run of words with one fate. Paragraph ends are line feeds in it.
type Change struct {
	Kind ChangeKind
	Text string
}

// diffBudget bounds the comparing of two texts; what is not compared by then is
// given as removed and added whole. diffWords bounds their length.
const (
	diffBudget = 200 * time.Millisecond
	diffWords  = 40_000
)

// Changes compares two plain texts word by word: what was taken out of before
// and what was added in after, in the order of after. Line feeds part words but
// are kept.
func Changes(before, after string) []Change {
	index := map[string]rune{}
	var all []string
	a, b := number(before, index, &all), number(after, index, &all)
	d := diffmatchpatch.New()
	d.DiffTimeout = diffBudget
	// Compared as runes, one for each word: the library knows no words.
	diffs := d.DiffCleanupSemantic(d.DiffMainRunes(a, b, false))
	var out []Change
	for _, part := range diffs {
		var text strings.Builder
		for _, r := range part.Text {
			text.WriteString(all[wordAt(r)])
		}
		kind := map[diffmatchpatch.Operation]ChangeKind{diffmatchpatch.DiffEqual: Same, diffmatchpatch.DiffInsert: Added, diffmatchpatch.DiffDelete: Removed}[part.Type]
		if n := len(out); n > 0 && out[n-1].Kind == kind {
			out[n-1].Text += text.String()
			continue
		}
		out = append(out, Change{kind, text.String()})
	}
	return out
}

// number replaces each word, and each run of white space, by a rune of its own.
func number(text string, index map[string]rune, all *[]string) []rune {
	var out []rune
	for _, w := range split(text) {
		r, ok := index[w]
		if !ok {
			if len(*all) >= diffWords {
				break
			}
			r = runeOf(len(*all))
			index[w] = r
			*all = append(*all, w)
		}
		out = append(out, r)
	}
	return out
}

// Surrogates are no runes: words are numbered around them.
const surrogates, afterSurrogates = 0xd800, 0xe000

func runeOf(i int) rune {
	if i++; i >= surrogates {
		return rune(i - surrogates + afterSurrogates)
	}
	return rune(i)
}

func wordAt(r rune) int {
	if r >= afterSurrogates {
		return int(r) - afterSurrogates + surrogates - 1
	}
	return int(r) - 1
}

// split cuts a text into words, white space and signs.
func split(text string) []string {
	var out []string
	start := 0
	runes := []rune(text)
	for i := 1; i <= len(runes); i++ {
		if i == len(runes) || kindOf(runes[i]) != kindOf(runes[i-1]) {
			out = append(out, string(runes[start:i]))
			start = i
		}
	}
	return out
}

// kindOf is 0 for white space, 1 for what makes words, 2 for other signs.
func kindOf(r rune) int {
	switch {
	case unicode.IsSpace(r):
		return 0
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '’', r == '\'':
		return 1
	}
	return 2
}

// SetChanges sets what was edited between two versions of an article's plain
// text: words taken out struck through, words added underlined. Paragraphs
// without a change are left out; a line tells of them.
func SetChanges(a feed.Article, before, after string, o Options) Rendered {
	r := frame(a, o)
	s := &setter{theme: o.Theme, leaves: newLeaves(o.Theme), links: &linkList{numbers: map[string]int{}}}
	a.Notices, a.Edited = nil, false
	r.Lines = head(a, o, s, r.Text)
	t := o.Theme
	skipped := false
	for _, paragraph := range paragraphs(Changes(clean.Text(before), clean.Text(after))) {
		if len(paragraph) == 1 && paragraph[0].Kind == Same {
			skipped = true
			continue
		}
		if skipped {
			r.Lines = append(r.Lines, t.Faint.Render(t.Glyphs.Ellipsis), "")
			skipped = false
		}
		r.Lines = append(append(r.Lines, s.changed(paragraph, r.Text)...), "")
	}
	if skipped {
		r.Lines = append(r.Lines, t.Faint.Render(t.Glyphs.Ellipsis))
	}
	r.blocks = make([]int, len(r.Lines))
	return r
}

// changed sets one paragraph: words added as links are, words removed struck, in
// the styles of the voice for edits.
func (s *setter) changed(parts []Change, width int) []string {
	t := newInline(s.links)
	for i, part := range parts {
		if i > 0 && part.Kind != Same && parts[i-1].Kind != Same {
			t.write(" ") // what went and what came in its place
		}
		text := t.text(strings.Join(strings.Fields(part.Text), " "))
		blank := func(has bool) {
			if has {
				t.write(" ")
			}
		}
		blank(strings.TrimLeftFunc(part.Text, unicode.IsSpace) != part.Text)
		switch part.Kind {
		case Added:
			link := ast.NewLink()
			link.Destination = []byte("#")
			link.AppendChild(link, text)
			t.top = append(t.top, link)
		case Removed:
			struck := extension.NewStrikethrough()
			struck.AppendChild(struck, text)
			t.top = append(t.top, struck)
		default:
			t.top = append(t.top, text)
		}
		blank(strings.TrimRightFunc(part.Text, unicode.IsSpace) != part.Text)
	}
	return s.leaves.paragraph(t, edits, width)
}

// paragraphs cuts changes at the ends of paragraphs.
func paragraphs(changes []Change) [][]Change {
	var out [][]Change
	var current []Change
	for _, c := range changes {
		for i, piece := range strings.Split(c.Text, "\n") {
			if i > 0 && len(current) > 0 {
				out, current = append(out, current), nil
			}
			if strings.TrimSpace(piece) != "" {
				current = append(current, Change{c.Kind, piece})
			}
		}
	}
	if len(current) > 0 {
		out = append(out, current)
	}
	return out
}
