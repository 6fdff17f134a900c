// Package palette finds a tag, section, publication, view or month by typing a
// few of its letters.
//
// A sign before the word says what is to be done with it: + and, | or, - not,
// * follow, ! mute; no sign shows it alone. Matching is fuzzy, does not mind
// case or accents, and knows the other wordings of a tag: "send" finds special
// educational needs.
package palette

import (
	"sort"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"standfirst/feed"
)

// Kind says what an entry names; entries of equal rank stand in this order.
type Kind string

const (
	Tag         Kind = "tag"
	Section     Kind = "section"
	Publication Kind = "publication"
	View        Kind = "view"
	Month       Kind = "month"
)

// Entry is one thing to find.
type Entry struct {
	Kind        Kind
	Name        string
	Publication feed.PublicationID // sections and publications
	Value       string             // tag key, section path, view name, "2026-10"
	Where       string             // the publication's name, for a section
	Also        []string           // other wordings
	Count       feed.Count
	Weeks       [8]int
	Followed    bool
	Muted       bool
	Hue         int
}

// Op is what is to be done with an entry.
type Op byte

const (
	Show   Op = 0
	And    Op = '+'
	Or     Op = '|'
	Not    Op = '-'
	Follow Op = '*'
	Mute   Op = '!'
)

const signs = "+|-*!"

// found is one line of the answer.
type found struct {
	entry   int
	also    string // the other wording that matched
	rank    int    // 0 the whole name, 1 its beginning, 2 the beginning of a word in it, 3 letters in order
	score   int
	matched bool
}

// Pane is the palette. It is a value.
type Pane struct {
	width, height int
	input         textinput.Model
	entries       []Entry
	keys          []string // folded wordings, several an entry
	of            []int    // the entry of each key
	as            []string // the wording of each key when it is another than the name
	weak          []bool   // the key begins with words that are not the entry's own
	found         []found
	cursor, first int
	typed         string
}

// New is an open palette over entries: tags with followed ones first, then the
// others in the order in which they shall be listed.
func New(entries []Entry, typed string) Pane {
	p := Pane{entries: entries, input: textinput.New()}
	p.input.Prompt = ""
	p.input.SetVirtualCursor(false)
	p.input.Focus()
	for i, e := range entries {
		p.add(e.Name, "", i, false)
		if e.Where != "" {
			p.add(e.Where+" "+e.Name, "", i, true)
		}
		for _, also := range e.Also {
			p.add(also, also, i, false)
		}
	}
	p.input.SetValue(typed)
	p.find()
	return p
}

func (p *Pane) add(wording, also string, entry int, weak bool) {
	p.weak = append(p.weak, weak)
	p.keys, p.of, p.as = append(p.keys, fold(wording)), append(p.of, entry), append(p.as, also)
}

// fold is feed.Fold without its singular: half a word is typed, not a word.
func fold(s string) string { return strings.ToLower(s) }

// Resize gives the palette the room it may take.
func (p *Pane) Resize(width, height int) { p.width, p.height = width, height }

// SetEntries replaces what can be found; what was typed stays.
func (p Pane) SetEntries(entries []Entry) Pane {
	n := New(entries, p.input.Value())
	n.width, n.height = p.width, p.height
	return n
}

// Selected is the entry under the cursor and what its sign asks.
func (p Pane) Selected() (Entry, Op, bool) {
	if p.cursor >= len(p.found) {
		return Entry{}, p.op(), false
	}
	return p.entries[p.found[p.cursor].entry], p.op(), true
}

func (p Pane) op() Op {
	if v := p.input.Value(); v != "" && strings.ContainsRune(signs, rune(v[0])) {
		return Op(v[0])
	}
	return Show
}

// Word is what was typed, without its sign.
func (p Pane) Word() string {
	return strings.TrimSpace(strings.TrimLeft(p.input.Value(), signs))
}

// Sign puts a sign before the word, or takes the same one away.
func (p *Pane) Sign(op Op) {
	if p.op() == op {
		op = Show
	}
	word := strings.TrimLeft(p.input.Value(), signs)
	if op != Show {
		word = string(op) + word
	}
	p.input.SetValue(word)
	p.input.CursorEnd()
}

// Clear empties the word, for the next one.
func (p *Pane) Clear() {
	p.input.SetValue("")
	p.find()
}

// Move moves the cursor.
func (p *Pane) Move(n int) {
	p.cursor = max(0, min(p.cursor+n, len(p.found)-1))
}

// Update takes a key or a paste for the word.
func (p Pane) Update(msg tea.Msg) (Pane, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "up", "ctrl+p", "shift+tab":
			p.Move(-1)
			return p, nil
		case "down", "ctrl+n":
			p.Move(1)
			return p, nil
		case "pgdown", "ctrl+f":
			p.Move(p.rows())
			return p, nil
		case "pgup", "ctrl+b":
			p.Move(-p.rows())
			return p, nil
		}
	}
	var cmd tea.Cmd
	p.input, cmd = p.input.Update(msg)
	p.find()
	return p, cmd
}

// find answers what is typed.
func (p *Pane) find() {
	if p.typed == p.input.Value() && p.found != nil {
		return
	}
	p.typed = p.input.Value()
	p.cursor, p.first = 0, 0
	p.found = p.found[:0:0]
	word := fold(p.Word())
	if word == "" {
		for i := range p.entries {
			p.found = append(p.found, found{entry: i})
		}
		return
	}
	best := map[int]found{}
	for _, m := range fuzzy.Find(word, p.keys) {
		f := found{entry: p.of[m.Index], also: p.as[m.Index], rank: rank(word, p.keys[m.Index]), score: m.Score, matched: true}
		if p.weak[m.Index] {
			f.rank = max(f.rank, 2)
		}
		// Letters scattered over a long name are chance, not a match.
		if f.rank == 3 && spread(m.MatchedIndexes) > 3*len(word)+6 {
			continue
		}
		if have, ok := best[f.entry]; !ok || less(f, have) {
			best[f.entry] = f
		}
	}
	for _, f := range best {
		p.found = append(p.found, f)
	}
	sort.Slice(p.found, func(i, j int) bool {
		a, b := p.found[i], p.found[j]
		if a.rank != b.rank {
			return a.rank < b.rank
		}
		x, y := p.entries[a.entry], p.entries[b.entry]
		if a.rank == 3 && a.score != b.score {
			return a.score > b.score
		}
		if x.Followed != y.Followed {
			return x.Followed
		}
		return a.entry < b.entry
	})
}

func less(a, b found) bool {
	if a.rank != b.rank {
		return a.rank < b.rank
	}
	return a.also == "" && b.also != "" || a.score > b.score
}

func rank(word, key string) int {
	switch i := strings.Index(key, word); {
	case key == word:
		return 0
	case i == 0:
		return 1
	case i > 0 && strings.Contains(key, " "+word):
		return 2
	}
	return 3
}

func spread(at []int) int { return at[len(at)-1] - at[0] + 1 }
