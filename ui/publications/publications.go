// Package publications is the screen of the paper's health: each publication
// with its last success, next check, status, stories and size, and for the one
// under the cursor its fault in plain words and what to do.
package publications

import (
	"fmt"
	"strings"
	"time"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/line"
	"standfirst/ui/theme"
	"standfirst/ui/words"
)

// Pane is the screen. It is a value.
type Pane struct {
	width, height int
	states        []feed.PublicationState
	now           time.Time
	location      *time.Location
	asking        map[feed.PublicationID]bool
	banner        string
	cursor        int
}

// New is an empty screen.
func New(location *time.Location) Pane { return Pane{location: location} }

// Resize gives the screen its rectangle.
func (p *Pane) Resize(width, height int) { p.width, p.height = width, height }

// Show takes the states; the cursor stays on its publication.
func (p *Pane) Show(states []feed.PublicationState, now time.Time, banner string) {
	at, had := p.Selected()
	p.states, p.now, p.banner = states, now, banner
	p.cursor = min(p.cursor, max(0, len(states)-1))
	for i, s := range states {
		if had && s.ID == at.ID {
			p.cursor = i
		}
	}
}

// SetAsking says which publications are being asked now.
func (p *Pane) SetAsking(ids map[feed.PublicationID]bool) { p.asking = ids }

// Selected is the publication under the cursor.
func (p Pane) Selected() (feed.PublicationState, bool) {
	if p.cursor >= len(p.states) {
		return feed.PublicationState{}, false
	}
	return p.states[p.cursor], true
}

// Move moves the cursor.
func (p *Pane) Move(n int) { p.cursor = max(0, min(p.cursor+n, len(p.states)-1)) }

// SelectAt moves the cursor to the publication on a line, for the mouse.
func (p *Pane) SelectAt(y int) bool {
	i := p.start() + y - 3
	if y < 3 || i >= len(p.states) || i >= p.start()+p.rows() {
		return false
	}
	p.cursor = i
	return true
}

func (p Pane) rows() int { return max(1, p.height-4-p.detailHeight()) }

func (p Pane) detailHeight() int {
	if p.height < 14 {
		return 0
	}
	return 8
}

func (p Pane) start() int { return max(0, p.cursor-p.rows()+1) }

// View draws the screen over its whole rectangle.
func (p Pane) View(t theme.Theme) string {
	if p.width <= 0 || p.height <= 0 {
		return ""
	}
	failing := 0
	for _, s := range p.states {
		if s.Fault != "" {
			failing++
		}
	}
	summary := words.Plural(len(p.states), "publication")
	if failing > 0 {
		summary += fmt.Sprintf(", %d failing", failing)
	}
	out := []string{
		t.Space.Render(" ") + t.Heading.Render("PUBLICATIONS") + t.Faint.Render("  "+summary),
		t.Warning.Render(line.Cut(" "+p.banner, p.width, t.Glyphs.Ellipsis)),
		t.Space.Render("   ") + p.columns("", "stories", "unread", "size", "read", "next", t, true),
	}
	for i := p.start(); i < len(p.states) && i < p.start()+p.rows(); i++ {
		out = append(out, p.row(i, t))
	}
	if p.detailHeight() > 0 {
		for len(out) < p.height-1-p.detailHeight() {
			out = append(out, "")
		}
		out = append(out, p.detail(t)...)
	}
	for len(out) < p.height-1 {
		out = append(out, "")
	}
	foot := "r asks it again · R all · a adds · D removes · E sections · enter shows its stories · esc back"
	if s, ok := p.Selected(); ok && s.MovedTo != "" {
		foot = "B goes back to the old address · " + foot
	}
	out = append(out[:max(0, p.height-1)], t.Space.Render(" ")+t.Faint.Render(line.Cut(foot, p.width-2, t.Glyphs.Ellipsis)))
	return strings.Join(line.Block(out, p.width, p.height, t.Space), "\n")
}

// columns joins the cells of one line; what does not fit is left out from the right.
func (p Pane) columns(name, stories, unread, size, read, next string, t theme.Theme, head bool) string {
	style := t.Quiet
	if head {
		style = t.Faint
	}
	room := p.width - 4
	cells := []struct {
		text  string
		width int
	}{{stories, 8}, {unread, 8}, {read, 10}, {next, 10}, {size, 9}}
	nameWidth := min(34, max(12, room/3))
	right := ""
	used := nameWidth
	for _, c := range cells {
		if used+c.width+2 > room {
			break
		}
		used += c.width + 2
		right += line.Blank(2+max(0, c.width-line.Width(c.text)), t.Space) + style.Render(line.Cut(c.text, c.width, ""))
	}
	return name + line.Blank(nameWidth-line.Width(name), t.Space) + right
}

func (p Pane) row(i int, t theme.Theme) string {
	s := p.states[i]
	bar := t.Space.Render(" ")
	if i == p.cursor {
		t = t.Selected()
		bar = t.Focus.Render(t.Glyphs.Focus)
	}
	mark := t.Space.Render("  ")
	switch {
	case p.asking[s.ID]:
		mark = t.Faint.Render(line.Cut(t.Glyphs.Ellipsis, 1, ""))
		mark += line.Blank(2-line.Width(mark), t.Space)
	case s.Fault != "":
		mark = t.Warning.Render("! ")
	}
	name := t.Publication(i).Render(line.Cut(s.Name, min(34, max(12, (p.width-4)/3)), t.Glyphs.Ellipsis))
	if s.Retired {
		name = t.Faint.Render(line.Cut(s.Name+" (removed)", min(34, max(12, (p.width-4)/3)), t.Glyphs.Ellipsis))
	}
	text := p.columns(name, words.Number(s.Stories), words.Number(s.Unread), size(s.Bytes), p.ago(s.LastSuccess), p.next(s), t, false)
	return bar + line.Fit(mark+text, p.width-1, t.Space)
}

func (p Pane) ago(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return words.Age(p.now, at.In(p.zone()))
}

func (p Pane) zone() *time.Location {
	if p.location == nil {
		return time.UTC
	}
	return p.location
}

func (p Pane) next(s feed.PublicationState) string {
	switch {
	case p.asking[s.ID]:
		return "asking"
	case s.Retired || s.NextCheck.IsZero():
		return "–"
	case !s.NextCheck.After(p.now):
		return "due"
	}
	return s.NextCheck.In(p.zone()).Format("15:04")
}

// size words a number of bytes: "412 KB", "3.4 MB".
func size(n int64) string {
	switch {
	case n <= 0:
		return "–"
	case n < 1_000_000:
		return fmt.Sprintf("%d KB", max(1, n/1000))
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

// moved says where a feed moved, and since when it is asked there.
func (p Pane) moved(s feed.PublicationState) string {
	to, _ := clean.WithoutSecrets(s.MovedTo)
	from, _ := clean.WithoutSecrets(s.MovedFrom)
	since := s.MovedSince.In(p.zone()).Format("2 January 2006")
	if s.MoveAdopted {
		return "It moved for good and is asked at " + to + " since " + since + "; B goes back to " + from + "."
	}
	return "It says since " + since + " that it moved for good to " + to + "; that is believed after three good answers over seven days. B declines it."
}

// detail is what is known of the publication under the cursor.
func (p Pane) detail(t theme.Theme) []string {
	s, ok := p.Selected()
	if !ok {
		return nil
	}
	room := p.width - 2
	out := []string{t.Rule.Render(strings.Repeat(t.Glyphs.Rule, p.width))}
	add := func(text string, fault bool) {
		style := t.Quiet
		if fault {
			style = t.Warning
		}
		for _, l := range line.Wrap(text, max(1, room), 2, t.Glyphs.Ellipsis) {
			if len(out) < p.detailHeight() {
				out = append(out, t.Space.Render(" ")+style.Render(l))
			}
		}
	}
	if s.Fault != "" {
		add(s.Fault, true)
		if s.Remedy != "" {
			add(s.Remedy, false)
		}
	} else {
		status := s.Status
		if status == "" {
			status = "not asked yet"
		}
		add("Last answer: "+status+".", false)
	}
	if s.Notice != "" {
		add(s.Notice, false)
	}
	if s.MovedTo != "" {
		add(p.moved(s), s.MoveAdopted)
	}
	var feeds []string
	for _, a := range s.Feeds {
		shown, _ := clean.WithoutSecrets(a.URL)
		feeds = append(feeds, shown)
	}
	if len(feeds) > 0 {
		add(strings.Join(feeds, "  "), false)
	}
	var stored []string
	if !s.Oldest.IsZero() {
		stored = append(stored, "stored back to "+s.Oldest.In(p.zone()).Format("2 January 2006"))
	}
	if s.Saved > 0 {
		stored = append(stored, words.Number(s.Saved)+" saved")
	}
	if n := len(s.Sections); n > 0 {
		stored = append(stored, words.Plural(n, "section"))
	}
	if len(stored) > 0 {
		text := strings.Join(stored, ", ")
		add(strings.ToUpper(text[:1])+text[1:]+".", false)
	}
	return out
}
