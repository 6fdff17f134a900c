package ui

import (
	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
)

// Setting ahead: while a story is read, those that the next keys would open are
// set, so that they are painted in one frame; and a very long one is set on,
// part by part, below what is being read.

// aheadRows is how many rows are looked through for the next unread story.
const aheadRows = 100

// setOn sets the rest of a very long article, or when there is none, the stories
// beside it.
func (a *App) setOn(m renderedMsg) tea.Cmd {
	r := &a.reader
	if m.id != r.id || !r.wanted(m.options) {
		return nil
	}
	if m.rendered.Rest == 0 {
		return a.setAhead()
	}
	book, text := r.book, r.article
	return func() tea.Msg {
		return renderedMsg{m.id, m.options, book.GoOn(text, m.options, m.rendered)}
	}
}

// setAhead sets the next unread story and the two beside the one in the reader.
func (a *App) setAhead() tea.Cmd {
	r := a.reader
	if r.ahead == r.id || a.list.ID() != r.id {
		return nil
	}
	a.reader.ahead = r.id
	var rows []feed.Row
	here := a.list.Place() - 1
	for _, place := range []int{here + 1, here - 1} {
		if row, ok := a.list.At(place); ok {
			rows = append(rows, row)
		}
	}
	for place := here + 2; place < here+aheadRows; place++ {
		row, ok := a.list.At(place)
		if !ok {
			break
		}
		if !row.Marks.IsRead() {
			rows = append(rows, row)
			break
		}
	}
	if len(rows) == 0 {
		return nil
	}
	ctx, n := a.ctx, a.news
	r.drawn = drawn{}
	return func() tea.Msg {
		for _, row := range rows {
			text, err := n.Article(ctx, row.ID)
			if err != nil {
				return nil // it is said when the story is opened
			}
			beside := r
			beside.begin(row)
			beside.show(text)
			r.book.Ahead(text, beside.options())
		}
		return nil
	}
}
