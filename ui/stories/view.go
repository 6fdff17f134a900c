package stories

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"standfirst/feed"
	"standfirst/ui/line"
	"standfirst/ui/theme"
	"standfirst/ui/words"
)

// A row begins with the bar, the mark and a blank; it ends with a blank.
const (
	textAt      = 3
	rightMargin = 1
)

// View draws the list: exactly as many lines as the pane is high.
func (p Pane) View(t theme.Theme, focused bool) string {
	if p.width <= 0 || p.height <= 0 {
		return ""
	}
	selected := t.Selected()
	lines := make([]string, 0, p.height)
	for place := p.first; p.loaded && place <= p.last() && len(lines) < p.height; place++ {
		if place == p.shown.Edition.Total && p.shown.End == "" {
			break // an empty list has one place and no story
		}
		head := p.head(place)
		if place == p.first { // in a pane this low the row is worth more than its heading
			head = head[:clamp(p.height-p.bodyHeight(place), 0, len(head))]
		}
		for _, h := range head {
			lines = append(lines, h.draw(t, p.width))
		}
		look := plainRow
		switch {
		case place == p.cursor && focused:
			look = focusedRow
		case place == p.cursor:
			look = restingRow
		}
		lines = append(lines, p.drawn.row(drawnKey{place, look}, t.ID, func() []string { return p.row(place, look, t, selected) })...)
		for range p.gap(place) {
			lines = append(lines, "")
		}
	}
	return strings.Join(line.Block(lines, p.width, p.height, t.Space), "\n")
}

// row draws a place with the bar before it.
func (p Pane) row(place int, look look, t, selected theme.Theme) []string {
	bar := t.Space.Render(" ")
	switch {
	case look == focusedRow:
		t = selected
		bar = t.Focus.Render(t.Glyphs.Focus)
	case look == restingRow && t.Coloured:
		bar = t.Rule.Render(t.Glyphs.Rest)
	case look == restingRow:
		bar = t.Faint.Render(t.Glyphs.Rest)
	}
	lines := p.body(place, t)
	for i := range lines {
		lines[i] = bar + lines[i]
	}
	return lines
}

// look is how a row stands out.
type look int

const (
	plainRow   look = iota
	focusedRow      // under the cursor, and the keys are for this pane
	restingRow      // under the cursor
)

// drawn keeps rows that were drawn until something about them changes: a key
// changes two rows of fifty.
type drawn struct {
	theme string
	rows  map[drawnKey][]string
}

type drawnKey struct {
	place int
	look  look
}

// mostDrawn bounds the rows that are kept.
const mostDrawn = 1024

func (d *drawn) forget() {
	if d != nil {
		d.rows = nil
	}
}

func (d *drawn) row(key drawnKey, theme string, draw func() []string) []string {
	if d == nil {
		return draw()
	}
	if d.theme != theme || len(d.rows) > mostDrawn {
		d.rows, d.theme = nil, theme
	}
	if d.rows == nil {
		d.rows = map[drawnKey][]string{}
	}
	lines, ok := d.rows[key]
	if !ok {
		lines = draw()
		d.rows[key] = lines
	}
	return lines
}

// tall is how many lines a place takes, headings and the blank after it
// included.
func (p Pane) tall(place int) int {
	return len(p.head(place)) + p.bodyHeight(place) + p.gap(place)
}

// gap is the number of blank lines after a place.
func (p Pane) gap(int) int {
	if p.density == Headlines {
		return 0
	}
	return 1
}

func (p Pane) bodyHeight(place int) int {
	row, ok := p.At(place)
	if !ok || p.density == Headlines {
		return 1
	}
	return len(p.headline(row)) + len(p.standfirst(row)) + 1 + len(p.tagLines(row))
}

// body draws a place without its bar, each line width-1 columns.
func (p Pane) body(place int, t theme.Theme) []string {
	width := p.width - 1
	if place == p.shown.Edition.Total && p.shown.End != "" {
		text := line.Cut(p.shown.End, max(0, width-textAt), t.Glyphs.Ellipsis)
		return []string{line.Fit(t.Space.Render("  ")+t.Faint.Render(text), width, t.Space)}
	}
	row, ok := p.At(place)
	if !ok {
		return []string{line.Fit(t.Space.Render("  ")+t.Faint.Render(t.Glyphs.Ellipsis), width, t.Space)}
	}
	mark := t.Space.Render("  ")
	switch {
	case p.picks[row.ID]:
		mark = t.Tag.Render(t.Glyphs.Picked) + t.Space.Render(" ")
	case !row.Marks.IsRead():
		mark = t.Accent.Render(t.Glyphs.Unread) + t.Space.Render(" ")
	}
	if p.density == Headlines {
		return []string{line.Fit(mark+p.oneLine(row, width-2-rightMargin, t), width, t.Space)}
	}
	style := t.Headline
	if row.Marks.IsRead() {
		style = t.HeadlineRead
	}
	indent := t.Space.Render("  ")
	var out []string
	right := p.right(row, t)
	for i, l := range p.headline(row) {
		if i == 0 {
			out = append(out, mark+line.Spread(p.marked(l, style, t), right, width-2-rightMargin, t.Space, t.Glyphs.Ellipsis))
			continue
		}
		out = append(out, indent+p.marked(l, style, t))
	}
	quiet := t.Standfirst
	if row.Marks.IsRead() {
		quiet = t.Read
	}
	for _, l := range p.standfirst(row) {
		out = append(out, indent+hits(l, quiet, t.Hit))
	}
	out = append(out, indent+p.meta(row, width-2-rightMargin, t))
	for _, tags := range p.tagLines(row) {
		out = append(out, indent+hashed(tags, keySet(row.Followed), t))
	}
	for i := range out {
		out[i] = line.Fit(out[i], width, t.Space)
	}
	return out
}

// headline breaks a title into the lines that the density gives it.
func (p Pane) headline(row feed.Row) []string {
	title := row.Title
	if title == "" {
		title = "(no headline)"
	}
	width := p.width - textAt - rightMargin - line.Width(p.rightText(row)) - 2
	most := 2
	if p.density == Full {
		most = 8
	}
	return line.Wrap(title, max(1, width), most, p.tail)
}

// standfirst is the standfirst, or the text around a hit, in the lines that the
// density gives it.
func (p Pane) standfirst(row feed.Row) []string {
	text := row.Standfirst
	if row.Snippet != "" {
		text = row.Snippet
	}
	if text == "" || p.density == Headlines {
		return nil
	}
	most := 1
	if p.density == Full {
		most = 3
	}
	lines := line.Wrap(text, max(1, p.width-textAt-rightMargin), most, " "+p.tail)
	// A hit that runs over the end of a line goes on in the next.
	open := false
	for i, l := range lines {
		if open {
			l = hitOpen + l
		}
		open = strings.LastIndex(l, hitOpen) > strings.LastIndex(l, hitClose)
		lines[i] = l
	}
	return lines
}

// rightText is what stands right of a headline, unstyled.
func (p Pane) rightText(row feed.Row) string {
	text := ""
	if row.Marks.Waiting {
		text += "! "
	}
	if row.Marks.IsSaved() {
		text += "★ "
	}
	if row.Edited {
		text += "✎ "
	}
	if row.Stored {
		text += "↓ "
	}
	return text + words.Age(p.now, row.Date().In(p.zone()))
}

func (p Pane) zone() *time.Location {
	if p.location == nil {
		return time.UTC
	}
	return p.location
}

// right is rightText in its styles.
func (p Pane) right(row feed.Row, t theme.Theme) string {
	out := ""
	if row.Marks.Waiting {
		out += t.Warning.Render("!") + t.Space.Render(" ")
	}
	if row.Marks.IsSaved() {
		out += t.Tag.Render(t.Glyphs.Saved) + t.Space.Render(" ")
	}
	if row.Edited {
		out += t.Accent.Render(t.Glyphs.Edited) + t.Space.Render(" ")
	}
	if row.Stored {
		out += t.Stored.Render(t.Glyphs.Stored) + t.Space.Render(" ")
	}
	return out + t.Faint.Render(words.Age(p.now, row.Date().In(p.zone())))
}

// columnsFrom is the width from which a one-line row names its publication.
const columnsFrom = 64

// oneLine draws a row of the density headlines: title, publication, marks, age.
func (p Pane) oneLine(row feed.Row, width int, t theme.Theme) string {
	style := t.Headline
	if row.Marks.IsRead() {
		style = t.HeadlineRead
	}
	title := row.Title
	if title == "" {
		title = "(no headline)"
	}
	age := words.Age(p.now, row.Date().In(p.zone()))
	marks := line.Width(p.rightText(row)) - line.Width(age)
	right := line.Blank(6-marks, t.Space) + p.right(row, t)
	right = line.Blank(14-line.Width(right), t.Space) + right
	if width < columnsFrom {
		right = p.right(row, t)
	} else {
		name := line.Cut(row.PublicationName, 16, t.Glyphs.Ellipsis)
		right = t.Publication(p.names.Hue[row.Publication]).Bold(false).Render(name) + line.Blank(16-line.Width(name), t.Space) + right
	}
	room := width - line.Width(right) - 1
	return line.Spread(p.marked(line.Cut(title, room, t.Glyphs.Ellipsis), style, t), right, width, t.Space, t.Glyphs.Ellipsis)
}

// The signs that a search puts around its hits (feed.Row.Snippet).
const (
	hitOpen  = "\ue000"
	hitClose = "\ue001"
)

// hits draws a text with its hits in another style.
func hits(text string, style, hit lipgloss.Style) string {
	if !strings.Contains(text, hitOpen) && !strings.Contains(text, hitClose) {
		return style.Render(text)
	}
	var out strings.Builder
	for i, part := range strings.Split(text, hitOpen) {
		inside, outside, closed := strings.Cut(part, hitClose)
		switch {
		case i == 0:
			outside = strings.ReplaceAll(part, hitClose, "")
		case !closed:
			out.WriteString(hit.Render(inside))
			continue
		default:
			out.WriteString(hit.Render(inside))
		}
		if outside != "" {
			out.WriteString(style.Render(outside))
		}
	}
	return out.String()
}

// marked draws a headline with the words searched for marked in it.
func (p Pane) marked(text string, style lipgloss.Style, t theme.Theme) string {
	if len(p.words) == 0 {
		return style.Render(text)
	}
	return hits(markWords(text, p.words), style, t.Hit.Bold(style.GetBold()))
}

// Detail is the selected story's standfirst and meta line, for standing below a
// list of headlines.
func (p Pane) Detail(width int, t theme.Theme) []string {
	row, ok := p.Selected()
	if !ok {
		return nil
	}
	lead := row.Standfirst
	if row.Snippet != "" {
		lead = row.Snippet
	}
	room := max(1, width-textAt-rightMargin)
	indent := t.Space.Render("   ")
	return []string{
		indent + hits(line.Cut(lead, room, p.tail), t.Standfirst, t.Hit),
		indent + p.meta(row, room, t),
	}
}

// CursorLine is the line of the pane on which the selected row begins.
func (p Pane) CursorLine() int {
	lines := 0
	for place := p.first; place < p.cursor; place++ {
		lines += p.tall(place)
	}
	head := len(p.head(p.cursor))
	if p.cursor == p.first {
		head = clamp(p.height-p.bodyHeight(p.cursor), 0, head)
	}
	return clamp(lines+head, 0, max(0, p.height-1))
}
