// Package rail is the left column of the front page: where a reader may go, with
// the number of unread stories there. All stories, what is new, what is followed
// and saved, the views, every publication with the tree of its sections in its
// own words, the followed tags and all others.
//
// The rail knows rows, not queries: the root reads Selected and asks.
package rail

import (
	"slices"
	"sort"
	"strings"
	"time"

	"standfirst/feed"
	"standfirst/ui/words"
)

// Kind says what a row leads to.
type Kind int

const (
	All Kind = iota
	NewSince
	Followed
	Saved
	View
	Publication
	Section
	Tag
	heading // carries words, not a place
	blank
)

// Row is one line of the rail.
type Row struct {
	Kind        Kind
	Name        string
	Publication feed.PublicationID // publications and sections
	Value       string             // the section's path, the tag's key, the view's name
	Count       feed.Count
	depth       int
	hue         int
	followed    bool
	parent      bool // has children
}

// same tells whether two rows lead to the same place.
func (r Row) same(s Row) bool {
	return r.Kind == s.Kind && r.Publication == s.Publication && r.Value == s.Value && r.followed == s.followed
}

// Content is what the rail is made of.
type Content struct {
	Counts       feed.Counts
	Publications []feed.PublicationState
	Views        []feed.View
	Interests    []feed.Interest
	LastVisit    time.Time // in the reader's location; zero: no row for what is new
	Now          time.Time
}

// mostTags is how many tags the rail lists; the palette finds the others.
const mostTags = 60

// Pane is the rail. It is a value.
type Pane struct {
	width, height int
	content       Content
	rows          []Row
	folded        map[string]bool // by publication id, or id/path
	cursor        int             // index in rows; always on a place
	first         int             // first row drawn
	drawn         *drawn
}

// New is an empty rail.
func New() Pane { return Pane{folded: map[string]bool{}, drawn: &drawn{}} }

// Resize gives the pane its rectangle.
func (p *Pane) Resize(width, height int) {
	p.width, p.height = width, height
	p.reveal()
}

// Show takes new figures. The cursor stays on its place.
func (p *Pane) Show(c Content) {
	p.content = c
	p.build()
}

func (p *Pane) build() {
	at := Row{}
	if p.cursor < len(p.rows) {
		at = p.rows[p.cursor]
	}
	p.rows = rowsOf(p.content, p.folded)
	p.drawn.view = ""
	p.cursor = 0
	for i, r := range p.rows {
		if r.same(at) {
			p.cursor = i
			break
		}
	}
	p.reveal()
}

// Selected is the row under the cursor.
func (p Pane) Selected() Row {
	if p.cursor >= len(p.rows) {
		return Row{}
	}
	return p.rows[p.cursor]
}

// Select moves the cursor to a place; a followed tag is found where it is
// followed first. It tells whether there is such a row.
func (p *Pane) Select(kind Kind, publication feed.PublicationID, value string) bool {
	for i, r := range p.rows {
		if r.Kind == kind && r.Publication == publication && r.Value == value {
			if at := p.Selected(); at.Kind == kind && at.Publication == publication && at.Value == value {
				return true
			}
			p.cursor = i
			p.reveal()
			return true
		}
	}
	return false
}

// Move moves the cursor by n places, over headings; it tells whether it moved.
func (p *Pane) Move(n int) bool {
	before := p.cursor
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for ; n > 0; n-- {
		next := p.cursor + step
		for next >= 0 && next < len(p.rows) && p.rows[next].Kind >= heading {
			next += step
		}
		if next < 0 || next >= len(p.rows) {
			break
		}
		p.cursor = next
	}
	p.reveal()
	return p.cursor != before
}

// Page moves by parts of a page.
func (p *Pane) Page(pages float64) bool {
	n := int(pages * float64(p.height))
	if n == 0 {
		n = 1
		if pages < 0 {
			n = -1
		}
	}
	return p.Move(n)
}

// Top and Bottom go to the ends.
func (p *Pane) Top() bool    { return p.Move(-len(p.rows)) }
func (p *Pane) Bottom() bool { return p.Move(len(p.rows)) }

// Unfold shows the children of the selected row; false when it has none or
// shows them already.
func (p *Pane) Unfold() bool {
	r := p.Selected()
	if !r.parent || !p.folded[r.key()] {
		return false
	}
	p.setFolded(r.key(), false)
	return true
}

// Fold hides the children of the selected row, or goes to its parent; false
// when there is neither.
func (p *Pane) Fold() bool {
	r := p.Selected()
	if r.parent && !p.folded[r.key()] {
		p.setFolded(r.key(), true)
		return true
	}
	if r.Kind != Section {
		return false
	}
	for i := p.cursor - 1; i >= 0; i-- {
		if up := p.rows[i]; up.Publication == r.Publication && up.depth < r.depth {
			p.cursor = i
			p.reveal()
			return true
		}
	}
	return false
}

func (p *Pane) setFolded(key string, folded bool) {
	all := make(map[string]bool, len(p.folded)+1)
	for k, v := range p.folded {
		all[k] = v
	}
	all[key] = folded
	p.folded = all
	p.build()
}

// RowAt is the place drawn on a line of the pane, for the mouse.
func (p *Pane) RowAt(y int) bool {
	i := p.first + y
	if i < 0 || i >= len(p.rows) || p.rows[i].Kind >= heading {
		return false
	}
	p.cursor = i
	return true
}

func (r Row) key() string {
	if r.Value == "" {
		return string(r.Publication)
	}
	return string(r.Publication) + "/" + r.Value
}

func (p *Pane) reveal() {
	if p.height <= 0 {
		return
	}
	if p.cursor < p.first {
		p.first = max(0, p.cursor-p.height/2)
	}
	if p.cursor >= p.first+p.height {
		p.first = p.cursor - p.height/2
	}
	p.first = max(0, min(p.first, len(p.rows)-p.height))
	if p.cursor < p.height {
		p.first = 0
	}
}

// rowsOf builds the rows from the figures.
func rowsOf(c Content, folded map[string]bool) []Row {
	rows := []Row{{Kind: All, Name: "All stories", Count: c.Counts.All}}
	if !c.LastVisit.IsZero() {
		rows = append(rows, Row{Kind: NewSince, Name: "New since " + shortSince(c.Now, c.LastVisit), Count: c.Counts.New})
	}
	rows = append(rows, Row{Kind: Followed, Name: "Followed", Count: c.Counts.Followed}, Row{Kind: Saved, Name: "Saved", Count: c.Counts.Saved})
	if len(c.Views) > 0 {
		rows = append(rows, Row{Kind: heading, Name: "Views"})
		for _, v := range c.Views {
			rows = append(rows, Row{Kind: View, Name: v.Name, Value: v.Name, Count: c.Counts.Views[v.Name], depth: 1})
		}
	}
	rows = append(rows, publications(c, folded)...)
	return append(rows, subjects(c)...)
}

// shortSince is words.Since without "yesterday", which is too long for a rail.
func shortSince(now, t time.Time) string {
	said := words.Since(now, t)
	if strings.HasPrefix(said, "yesterday ") {
		return t.Format("Mon 15:04")
	}
	return said
}

func publications(c Content, folded map[string]bool) []Row {
	var rows []Row
	for i, pub := range c.Publications {
		if pub.Retired && c.Counts.Publications[pub.ID].Total == 0 {
			continue
		}
		sections := sectionsOf(pub, c.Counts.Sections[pub.ID])
		// A stand of many papers without sections reads better as one block.
		if i == 0 || len(sections) > 0 || rows[len(rows)-1].Kind == Section {
			rows = append(rows, Row{Kind: blank})
		}
		row := Row{Kind: Publication, Name: pub.Name, Publication: pub.ID, Count: c.Counts.Publications[pub.ID], hue: i, parent: len(sections) > 0}
		rows = append(rows, row)
		if folded[row.key()] {
			continue
		}
		for n, s := range sections {
			if hidden(folded, pub.ID, s.Path) {
				continue
			}
			parent := n+1 < len(sections) && strings.HasPrefix(sections[n+1].Path, s.Path+"/")
			rows = append(rows, Row{Kind: Section, Name: s.Name, Publication: pub.ID, Value: s.Path,
				Count: c.Counts.Sections[pub.ID][s.Path], depth: 1 + s.Depth(), hue: i, parent: parent})
		}
	}
	return rows
}

// hidden tells whether a parent of the section is folded.
func hidden(folded map[string]bool, id feed.PublicationID, path string) bool {
	for i, r := range path {
		if r == '/' && folded[string(id)+"/"+path[:i]] {
			return true
		}
	}
	return false
}

// sectionsOf lists a publication's sections in its own order, then those that
// only stories name; a child stands below its parent.
func sectionsOf(pub feed.PublicationState, counts map[string]feed.Count) []feed.Section {
	known := map[string]bool{}
	var all []feed.Section
	for _, s := range pub.Sections {
		known[s.Path] = true
		if !s.IfPresent || counts[s.Path].Total > 0 {
			all = append(all, s)
		}
	}
	var others []string
	for path := range counts {
		if !known[path] && path != "" {
			others = append(others, path)
		}
	}
	sort.Strings(others)
	for _, path := range others {
		all = append(all, feed.Section{Path: path, Name: path[strings.LastIndex(path, "/")+1:]})
	}
	// Children after their parent, in the order in which they came.
	var out []feed.Section
	var take func(parent string)
	taken := map[string]bool{}
	take = func(parent string) {
		for _, s := range all {
			up := ""
			if i := strings.LastIndex(s.Path, "/"); i >= 0 {
				up = s.Path[:i]
			}
			if up == parent && !taken[s.Path] {
				taken[s.Path] = true
				out = append(out, s)
				take(s.Path)
			}
		}
	}
	take("")
	for _, s := range all { // sections whose parent is not there
		if !taken[s.Path] {
			taken[s.Path] = true
			out = append(out, s)
		}
	}
	return out
}

// subjects are the followed tags and sections, then the tags.
func subjects(c Content) []Row {
	var followed, rest []Row
	hue := map[feed.PublicationID]int{}
	for i, pub := range c.Publications {
		hue[pub.ID] = i
	}
	counted := map[string]feed.TagCount{}
	for _, tc := range c.Counts.Tags {
		counted[tc.Key] = tc
	}
	for _, i := range c.Interests {
		switch {
		case i.Muted:
		case i.Kind == feed.InterestTag:
			row := Row{Kind: Tag, Name: i.Name, Value: i.Value, Count: counted[i.Value].Count, followed: true}
			if row.Name == "" {
				row.Name = i.Value
			}
			followed = append(followed, row)
		case i.Kind == feed.InterestSection:
			followed = append(followed, Row{Kind: Section, Name: i.Name, Publication: i.Publication, Value: i.Value,
				Count: c.Counts.Sections[i.Publication][i.Value], followed: true, hue: hue[i.Publication]})
		}
	}
	for _, tc := range c.Counts.Tags {
		if tc.Followed || tc.Muted || len(rest) == mostTags {
			continue
		}
		rest = append(rest, Row{Kind: Tag, Name: tc.Name, Value: tc.Key, Count: tc.Count, depth: 1})
	}
	var rows []Row
	if len(followed) > 0 {
		rows = append(append(rows, Row{Kind: blank}, Row{Kind: heading, Name: "FOLLOWED"}), followed...)
	}
	if len(rest) > 0 {
		rows = append(append(rows, Row{Kind: blank}, Row{Kind: heading, Name: "TAGS"}), rest...)
	}
	return rows
}

// Places lists the rows that lead somewhere, in order, for stepping through
// sections and tags from elsewhere. Folded rows are included.
func (p Pane) Places(kinds ...Kind) []Row {
	var out []Row
	for _, r := range rowsOf(p.content, nil) {
		if slices.Contains(kinds, r.Kind) && !(r.Kind == Section && r.followed) {
			out = append(out, r)
		}
	}
	return out
}
