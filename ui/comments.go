package ui

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/keys"
	"standfirst/ui/line"
	"standfirst/ui/sheet"
	"standfirst/ui/words"
)

// What readers of the publication wrote under a story: those that are here at
// once, with the time they are from, then those that the publication sends now.

// commentsMsg carries the comments of a story; asked says that the publication
// was asked for them.
type commentsMsg struct {
	row   feed.Row
	list  feed.Comments
	asked bool
	err   error
}

func loadComments(ctx context.Context, n *newsroom.Newsroom, row feed.Row, ask bool) tea.Cmd {
	return func() tea.Msg {
		list, err := n.Comments(ctx, row.ID, ask)
		return commentsMsg{row, list, ask, err}
	}
}

// comments opens the comments of a story.
func (a *App) comments(row feed.Row) tea.Cmd {
	a.commenting = row.ID
	return loadComments(a.ctx, a.news, row, false)
}

func (a *App) onComments(m commentsMsg) tea.Cmd {
	if m.row.ID != a.commenting {
		return nil
	}
	open := a.sheet != nil && a.sheet.kind == sheetComments
	if !m.asked {
		if m.err != nil {
			a.fail(m.err)
			return nil
		}
		if len(m.list.Comments) > 0 {
			a.showComments(m)
		} else {
			a.say("Asking for the comments …")
		}
		return loadComments(a.ctx, a.news, m.row, true)
	}
	a.commenting = 0
	had := len(m.list.Comments) > 0
	if m.err == nil && m.list.Fault == "" {
		a.message = message{}
		a.countComments(m)
	}
	switch {
	case had && (open || a.nothingOver()):
		a.showComments(m)
	case m.err != nil:
		a.fail(m.err)
	case m.list.Fault != "":
		a.fail(errors.New("The comments could not be fetched: " + strings.TrimSuffix(m.list.Fault, ".") + "; " + a.keys.Key(keys.Browse) + " opens the story in the browser"))
	case !had:
		a.say("Nobody has commented on this story.")
	}
	return a.renderReader()
}

// nothingOver tells whether the page is free of anything laid over it.
func (a *App) nothingOver() bool {
	return a.sheet == nil && a.palette == nil && a.prompt == nil && a.help == nil && a.papers == nil
}

// countComments brings the figure in the row up to date.
func (a *App) countComments(m commentsMsg) {
	count := max(m.list.Count, len(m.list.Comments))
	a.list.Change(m.row.ID, func(r *feed.Row) { r.Comments = count })
	if a.reader.id == m.row.ID {
		a.reader.story.Comments, a.reader.article.Comments = count, count
	}
}

// showComments lays the comments over the page; those that are shown already are
// replaced where they stand.
func (a *App) showComments(m commentsMsg) {
	title := "Comments on " + clean.Line(m.row.Title, 0)
	keysLine := "↓ ↑ scroll · esc back"
	if !m.asked {
		keysLine = "asking for newer ones … · " + keysLine
	}
	draw := func(width int) []string { return a.commentLines(m, width) }
	if a.sheet != nil && a.sheet.kind == sheetComments {
		a.sheet.Keys, a.sheet.draw = keysLine, draw
		a.resize()
		return
	}
	a.openDrawn(sheetComments, sheet.Drawn(title, nil, keysLine), draw)
}

// deepest is how far answers are indented: deeper ones stay in line, or their
// text would have no room.
const deepest = 6

// commentLines sets comments for a width: who wrote when, then the text, answers
// to the right of what they answer.
func (a *App) commentLines(m commentsMsg, width int) []string {
	t := a.theme
	text := max(10, min(a.o.Measure, width-2))
	now := a.o.Now().In(a.o.Location)
	var out []string
	note := words.Plural(len(m.list.Comments), "comment")
	if more := m.list.Count - len(m.list.Comments); more > 0 {
		note += ", " + words.Number(more) + " more on the site"
	}
	if !m.list.Fetched.IsZero() {
		note += ", as of " + words.Since(now, m.list.Fetched.In(a.o.Location))
	}
	for _, l := range line.Wrap(note, text, 3, t.Glyphs.Ellipsis) {
		out = append(out, t.Faint.Render(l))
	}
	fault := m.list.Fault
	if m.err != nil {
		fault = m.err.Error()
	}
	if m.asked && fault != "" {
		for _, l := range line.Wrap("No newer ones could be fetched: "+strings.TrimSuffix(fault, ".")+".", text, 3, t.Glyphs.Ellipsis) {
			out = append(out, t.Warning.Render(l))
		}
	}
	out = append(out, "")
	for _, c := range m.list.Comments {
		depth := min(max(c.Depth, 0), deepest, text/12)
		indent := strings.Repeat("  ", depth)
		room := max(8, text-2*depth)
		name := clean.Line(c.Byline, 0)
		if name == "" {
			name = "Somebody"
		}
		head := t.Strong.Render(line.Cut(name, room, t.Glyphs.Ellipsis))
		if at := commentTime(c.At, a.o.Location); at != "" && line.Width(name)+len(at)+2 <= room {
			head += t.Faint.Render("  " + at)
		}
		out = append(out, indent+head)
		for _, paragraph := range strings.Split(strings.TrimSpace(clean.Text(c.Text)), "\n") {
			for _, l := range line.Wrap(paragraph, room, len(paragraph)+1, "") {
				out = append(out, indent+t.Ink.Render(l))
			}
		}
		out = append(out, "")
	}
	return out
}

func commentTime(at time.Time, zone *time.Location) string {
	if at.IsZero() {
		return ""
	}
	return at.In(zone).Format("2 January 2006, 15:04")
}
