// Package stories is the list of the front page: the edition that answers the
// present query, one story a row.
//
// It holds only a window of rows and draws only what fits, so that a hundred
// thousand stories scroll like a hundred. Places count the lines of the list:
// place 0 is the top story when there is one (it is taken out of its own place),
// the last place is the end row, which says how far back the store goes. The
// cursor belongs to a story, not to a place: a new edition moves it along.
//
// A row is never taller than the pane. The list jumps half a page when the
// cursor leaves it: scrolling by one line would repaint every line of the
// terminal for every key, which is slow over a wire and restless to look at.
package stories

import (
	"time"

	"standfirst/feed"
)

// Density is how much of a story a row shows.
type Density string

const (
	Headlines Density = "headlines" // one line a story
	Standard  Density = "standard"  // headline of two lines at most, standfirst, meta
	Full      Density = "full"      // headline whole, three lines of standfirst, all tags
)

// Next is the density after d, going round.
func (d Density) Next() Density {
	switch d {
	case Headlines:
		return Standard
	case Standard:
		return Full
	}
	return Headlines
}

// Names is what the pane needs to know of publications to name them.
type Names struct {
	Hue      map[feed.PublicationID]int
	Sections map[feed.PublicationID]map[string]string // path → name as published
}

// Heading stands above a list of one tag.
type Heading struct {
	Title string // the tag, as published
	Facts string // "63 stories since March 2019"
	Also  string // other wordings
	Often string // tags that occur with it most
}

// Shown is one answer to draw: a window of an edition and what belongs to it.
type Shown struct {
	Edition  feed.Edition
	Top      *feed.Row // the top story, taken out of its place; nil: none
	TopPlace int       // its place in the edition
	Place    int       // edition place of the story to select; -1: not known; Stay
	Latest   bool      // the first story is headed LATEST: nothing says which is top
	NewSince time.Time // where the "new since" rule stands; zero: no rule
	Heading  Heading
	End      string // the end row; empty: the list has none
}

// Stay is a Place: the cursor stays where it is.
const Stay = -2

// windowMargin is how near the cursor may come to the end of the rows at hand
// before more are asked for; WindowSize is how many are held.
const (
	windowMargin = 60
	WindowSize   = 240
)

// Pane is the list. It is a value; Show gives it something to show.
type Pane struct {
	width, height int
	density       Density
	names         Names
	now           time.Time // for ages
	location      *time.Location

	shown  Shown
	loaded bool
	cursor int          // place under the cursor
	id     feed.StoryID // story under the cursor; 0: the end row, or not known yet
	first  int          // first place drawn
	moved  bool         // the reader has moved: the cursor stays with its story
	picks  map[feed.StoryID]bool
	words  []string // words searched for, to be marked in headlines
	tail   string   // what text ends in that was cut
	drawn  *drawn   // rows drawn before
}

// New is an empty list.
func New(density Density, location *time.Location) Pane {
	return Pane{density: density, location: location, tail: "…", drawn: &drawn{}}
}

// Resize gives the pane its rectangle.
func (p *Pane) Resize(width, height int) {
	if p.width != width {
		p.drawn.forget()
	}
	p.width, p.height = width, height
	p.reveal()
}

// SetDensity changes what rows show; the story under the cursor stays in view.
func (p *Pane) SetDensity(d Density) {
	p.density = d
	p.drawn.forget()
	p.reveal()
}

// Density is how much rows show now.
func (p Pane) Density() Density { return p.density }

// SetNames, SetNow, SetPicks and SetWords give what rows are named, aged and
// marked by.
func (p *Pane) SetNames(n Names) {
	p.names = n
	p.drawn.forget()
}

func (p *Pane) SetNow(now time.Time) {
	if now.Truncate(time.Minute) != p.now.Truncate(time.Minute) {
		p.drawn.forget()
	}
	p.now = now
}

func (p *Pane) SetPicks(ids map[feed.StoryID]bool) {
	p.picks = ids
	p.drawn.forget()
}

func (p *Pane) SetWords(words []string) {
	p.words = words
	p.drawn.forget()
}

// SetTail gives the sign that text ends in when it was cut.
func (p *Pane) SetTail(tail string) {
	p.tail = tail
	p.drawn.forget()
}

// Show takes an answer. Same tells that it answers the question on the screen
// again (more rows, or the same list refreshed): the cursor stays with its
// story. Another question starts at the top, or at s.Place when it is known.
func (p *Pane) Show(s Shown, same bool) {
	if !same {
		p.cursor, p.first, p.id, p.moved = 0, 0, 0, false
	}
	p.drawn.forget()
	before, had, id := p.cursor, p.loaded && same, p.id
	p.shown, p.loaded = s, true
	switch {
	case had && !p.moved:
	case had && id != 0 && s.Place != Stay:
		if at := p.find(id); at >= 0 {
			p.cursor = at
		} else if s.Place >= 0 {
			p.cursor = p.placeOf(s.Place)
		}
		p.first += p.cursor - before
	case s.Place >= 0:
		p.cursor, p.moved = p.placeOf(s.Place), true
	}
	p.cursor = clamp(p.cursor, 0, p.last())
	p.first = clamp(p.first, 0, p.last())
	p.note()
	p.reveal()
}

// Clear empties the list, for a question that is being asked.
func (p *Pane) Clear() {
	*p = Pane{width: p.width, height: p.height, density: p.density, names: p.names, now: p.now, location: p.location, picks: p.picks, tail: p.tail, drawn: &drawn{}}
}

// Loaded tells whether the list shows an answer at all.
func (p Pane) Loaded() bool { return p.loaded }

// Edition is the answer shown.
func (p Pane) Edition() feed.Edition { return p.shown.Edition }

// Selected is the story under the cursor; false on the end row, in an empty
// list and where rows are not at hand yet.
func (p Pane) Selected() (feed.Row, bool) { return p.At(p.cursor) }

// Place is the number of the story under the cursor, from 1.
func (p Pane) Place() int { return p.cursor + 1 }

// OnEnd tells whether the cursor is on the end row.
func (p Pane) OnEnd() bool { return p.loaded && p.shown.End != "" && p.cursor == p.shown.Edition.Total }

// At is the story at a place, if it is at hand.
func (p Pane) At(place int) (feed.Row, bool) {
	if p.shown.Top != nil && place == 0 {
		return *p.shown.Top, true
	}
	i := p.editionPlace(place) - p.shown.Edition.Offset
	if place < 0 || place >= p.shown.Edition.Total || i < 0 || i >= len(p.shown.Edition.Rows) {
		return feed.Row{}, false
	}
	return p.shown.Edition.Rows[i], true
}

// editionPlace turns a place of the list into a place of the edition.
func (p Pane) editionPlace(place int) int {
	switch {
	case p.shown.Top == nil:
		return place
	case place == 0:
		return p.shown.TopPlace
	case place <= p.shown.TopPlace:
		return place - 1
	}
	return place
}

// placeOf is the way back.
func (p Pane) placeOf(edition int) int {
	switch {
	case p.shown.Top == nil || edition > p.shown.TopPlace:
		return edition
	case edition == p.shown.TopPlace:
		return 0
	}
	return edition + 1
}

// last is the last place: the end row, or the last story.
func (p Pane) last() int {
	n := p.shown.Edition.Total - 1
	if p.shown.End != "" {
		n++
	}
	return max(0, n)
}

// Need is the window of rows to ask for, when the ones at hand do not do.
func (p Pane) Need() (feed.Window, bool) {
	if !p.loaded || p.shown.Edition.Total == 0 {
		return feed.Window{}, false
	}
	e := p.shown.Edition
	at := p.editionPlace(min(p.cursor, e.Total-1))
	if p.shown.Top != nil && p.cursor == 0 {
		at = 0
	}
	low := max(0, at-windowMargin)
	high := min(e.Total, at+windowMargin)
	if low >= e.Offset && high <= e.Offset+len(e.Rows) {
		return feed.Window{}, false
	}
	return feed.Window{Offset: max(0, at-WindowSize/2), Limit: WindowSize}, true
}

// Change replaces the rows of a story that is shown.
func (p *Pane) Change(id feed.StoryID, change func(*feed.Row)) {
	p.drawn.forget()
	if t := p.shown.Top; t != nil && t.ID == id {
		changed := *t
		change(&changed)
		p.shown.Top = &changed
	}
	for i := range p.shown.Edition.Rows {
		if p.shown.Edition.Rows[i].ID == id {
			rows := append([]feed.Row(nil), p.shown.Edition.Rows...)
			change(&rows[i])
			p.shown.Edition.Rows = rows
			return
		}
	}
}

// Move moves the cursor by n stories; it tells whether it moved.
func (p *Pane) Move(n int) bool {
	before := p.cursor
	p.cursor = clamp(p.cursor+n, 0, p.last())
	if p.cursor != before { // a key that went nowhere ties nobody to what comes first
		p.moved = true
	}
	p.note()
	p.reveal()
	return p.cursor != before
}

// MoveTo moves the cursor to a place.
func (p *Pane) MoveTo(place int) bool { return p.Move(place - p.cursor) }

// find is the place of a story at hand, -1 when it is not.
func (p Pane) find(id feed.StoryID) int {
	if t := p.shown.Top; t != nil && t.ID == id {
		return 0
	}
	for i, row := range p.shown.Edition.Rows {
		if row.ID == id {
			return p.placeOf(p.shown.Edition.Offset + i)
		}
	}
	return -1
}

// MoveToStory moves the cursor to a story: at hand, or at its place in the
// edition when that is known (not negative).
func (p *Pane) MoveToStory(id feed.StoryID, place int) bool {
	at := p.find(id)
	if at < 0 && place >= 0 {
		at = p.placeOf(place)
	}
	if at < 0 {
		return false
	}
	p.MoveTo(at)
	p.id, p.moved = id, true
	return true
}

// Shown is the answer on show.
func (p Pane) Shown() Shown { return p.shown }

// Top and Bottom go to the first story and to the end of the list.
func (p *Pane) Top() bool    { return p.MoveTo(0) }
func (p *Pane) Bottom() bool { return p.MoveTo(p.last()) }

// Page moves by parts of a page: 1 a page down, -0.5 half a page up.
func (p *Pane) Page(pages float64) bool {
	want := int(pages * float64(p.height))
	if want == 0 {
		want = sign(pages)
	}
	step := sign(pages)
	n, lines := 0, 0
	for at := p.cursor; at >= 0 && at <= p.last() && lines < want*step; at += step {
		lines += p.tall(at)
		n += step
	}
	return p.Move(n)
}

// note keeps the story under the cursor.
func (p *Pane) note() {
	row, ok := p.Selected()
	if ok || p.OnEnd() || p.shown.Edition.Total == 0 {
		p.id = row.ID
	}
}

// ID is the story under the cursor, 0 for none.
func (p Pane) ID() feed.StoryID { return p.id }

// Moved tells whether the reader has moved in this list.
func (p Pane) Moved() bool { return p.moved }

// reveal changes the first place drawn so that the cursor's row is in view.
func (p *Pane) reveal() {
	if p.height <= 0 || !p.loaded {
		return
	}
	if p.cursor < p.first {
		p.first = p.back(p.cursor, p.height/2)
		return
	}
	lines := 0
	for place := p.first; place <= p.cursor; place++ {
		lines += p.tall(place)
		if lines-p.gap(place) > p.height && place > p.first {
			p.first = p.back(p.cursor, p.height/2)
			break
		}
		if place-p.first > p.height {
			p.first = p.back(p.cursor, p.height/2)
			break
		}
	}
	p.fill()
}

// back is the place that stands room lines above a place's last line.
func (p Pane) back(place, room int) int {
	lines := p.tall(place)
	for place > 0 {
		lines += p.tall(place - 1)
		if lines > max(room, 1) {
			break
		}
		place--
	}
	return place
}

// fill moves the page up when the end of the list would leave it half empty.
func (p *Pane) fill() {
	lines := 0
	for place := p.first; place <= p.last() && lines <= p.height; place++ {
		lines += p.tall(place)
	}
	for p.first > 0 {
		lines += p.tall(p.first - 1)
		if lines > p.height {
			break
		}
		p.first--
	}
}

// PlaceAt is the place drawn on a line of the pane, for the mouse; -1: none.
func (p Pane) PlaceAt(y int) int {
	lines := 0
	for place := p.first; place <= p.last(); place++ {
		lines += p.tall(place)
		if y < lines {
			return place
		}
		if lines >= p.height {
			break
		}
	}
	return -1
}

// Visible is how many stories stand wholly or partly on the screen.
func (p Pane) Visible() int {
	n, lines := 0, 0
	for place := p.first; place < p.shown.Edition.Total && lines < p.height; place++ {
		lines += p.tall(place)
		n++
	}
	return n
}

func clamp(n, low, high int) int { return max(low, min(n, high)) }

func sign(f float64) int {
	if f < 0 {
		return -1
	}
	return 1
}

// VisibleUnread is how many unread stories stand on the screen: all of them, or
// from the cursor down.
func (p Pane) VisibleUnread(fromCursor bool) int {
	n, lines := 0, 0
	for place := p.first; place < p.shown.Edition.Total && lines < p.height; place++ {
		lines += p.tall(place)
		if row, ok := p.At(place); ok && !row.Marks.IsRead() && (!fromCursor || place >= p.cursor) {
			n++
		}
	}
	return n
}

// Row is a story at hand.
func (p Pane) Row(id feed.StoryID) (feed.Row, bool) {
	at := p.find(id)
	if at < 0 {
		return feed.Row{}, false
	}
	return p.At(at)
}
