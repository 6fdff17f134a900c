package ui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/ui/rail"
	"standfirst/ui/sheet"
	"standfirst/ui/words"
)

type storyID = feed.StoryID

// Marking: read, saved, picks, follows; and taking any of it back. A mark is
// shown once it is on disk, never before; on a full disk it is shown as waiting.

// subject is the story that a key is about: the one being read, or the one under
// the cursor.
func (a *App) subject() (feed.Row, bool) {
	if a.focus == onReader {
		if row, ok := a.reader.row(); ok {
			return row, true
		}
	}
	return a.list.Selected()
}

// subjects are the picked stories, or the one the key is about.
func (a *App) subjects() []feed.StoryID {
	if len(a.picks) > 0 {
		ids := make([]feed.StoryID, 0, len(a.picks))
		for id := range a.picks {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		return ids
	}
	if row, ok := a.subject(); ok {
		return []feed.StoryID{row.ID}
	}
	return nil
}

func (a *App) toggleRead() tea.Cmd {
	ids := a.subjects()
	if len(ids) == 0 {
		return nil
	}
	read := true
	if row, ok := a.subject(); ok && (len(a.picks) == 0 || a.picks[row.ID]) {
		read = !row.Marks.IsRead()
	}
	a.reader.settled = true // a mark by hand ends the waiting to mark by reading
	now := a.o.Now()
	said := "Marked unread"
	if read {
		said = "Marked read"
	}
	if len(ids) > 1 {
		said = fmt.Sprintf("%s: %s", said, words.Plural(len(ids), "story"))
	}
	return change(a.ctx, func(ctx context.Context) (feed.Change, error) { return a.news.MarkRead(ctx, ids, read) },
		changedMsg{ids: ids, said: said, marks: func(m *feed.Marks) {
			m.Read = time.Time{}
			if read {
				m.Read = now
			}
		}})
}

func (a *App) toggleSaved() tea.Cmd {
	ids := a.subjects()
	if len(ids) == 0 {
		return nil
	}
	saved := true
	if row, ok := a.subject(); ok && (len(a.picks) == 0 || a.picks[row.ID]) {
		saved = !row.Marks.IsSaved()
	}
	now := a.o.Now()
	said := "Not saved any more"
	if saved {
		said = "Saved"
	}
	if len(ids) > 1 {
		said = fmt.Sprintf("%s: %s", said, words.Plural(len(ids), "story"))
	}
	cmd := change(a.ctx, func(ctx context.Context) (feed.Change, error) { return a.news.Save(ctx, ids, saved) },
		changedMsg{ids: ids, said: said, marks: func(m *feed.Marks) {
			m.Saved = time.Time{}
			if saved {
				m.Saved = now
			}
		}})
	if saved && a.o.Refresh && len(ids) == 1 {
		return tea.Batch(cmd, a.storeQuietly(ids[0]))
	}
	return cmd
}

func (a *App) pick() tea.Cmd {
	row, ok := a.subject()
	if !ok {
		return nil
	}
	if a.picks[row.ID] {
		delete(a.picks, row.ID)
	} else {
		a.picks[row.ID], a.picked[row.ID] = true, row
	}
	a.list.SetPicks(a.picks)
	if a.focus == onList && a.list.Move(1) {
		return tea.Batch(a.askMore(), a.rest())
	}
	return nil
}

// markListed marks read exactly what is listed, or what is listed from the
// cursor down, below the screen too; it says how many that were.
func (a *App) markListed(below bool) tea.Cmd {
	total := a.list.Edition().Total
	if total == 0 {
		a.say("Nothing is listed.")
		return nil
	}
	q, from, above := a.asked.query, feed.StoryID(0), feed.StoryID(0)
	if below {
		row, ok := a.list.Selected()
		if !ok {
			return nil
		}
		// The top story stands above all others: everything is below it, and it is
		// below none.
		if top := a.lead().id; row.ID != top {
			from, above = row.ID, top
		}
	}
	visible := a.list.VisibleUnread(below)
	return change(a.ctx, func(ctx context.Context) (feed.Change, error) { return a.news.MarkListed(ctx, q, from, above) },
		changedMsg{said: "listed", visible: visible})
}

func (a *App) undo() tea.Cmd {
	return change(a.ctx, a.news.Undo, changedMsg{undo: true, states: true, said: "Undone"})
}

func (a *App) redo() tea.Cmd {
	return change(a.ctx, a.news.Redo, changedMsg{undo: true, states: true, said: "Done again"})
}

// onChanged shows what is on disk now.
func (a *App) onChanged(m changedMsg) tea.Cmd {
	if m.err != nil {
		a.fail(m.err)
		return nil
	}
	a.say(a.changeWords(m))
	if m.change.Kind == feed.ChangeChoice {
		return loadChoices(a.ctx, a.news)
	}
	if m.marks != nil {
		marks := func(to *feed.Marks) {
			m.marks(to)
			to.Waiting = m.change.Waiting
		}
		for _, id := range m.ids {
			a.showMarks(id, marks)
		}
	}
	if len(m.ids) > 0 && len(m.ids) <= len(a.picks) {
		a.picks = map[storyID]bool{}
		a.list.SetPicks(a.picks)
	}
	cmds := []tea.Cmd{a.count()}
	if m.marks == nil {
		cmds = append(cmds, a.ask(true), a.reread())
	}
	if m.states {
		cmds = append(cmds, loadStates(a.ctx, a.news))
	}
	return tea.Batch(cmds...)
}

// showMarks shows a change of a story's marks, also on the version of it that
// stands in the list while another one is read, and the other way round.
func (a *App) showMarks(id storyID, marks func(*feed.Marks)) {
	ids := []storyID{id}
	known := a.reader.id == id
	for _, o := range a.reader.article.Others {
		ids = append(ids, o.ID)
		known = known || o.ID == id
	}
	if known {
		ids = append(ids, a.reader.id)
	} else {
		ids = ids[:1]
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		a.list.Change(id, func(r *feed.Row) { marks(&r.Marks) })
		a.reader.change(id, marks)
	}
}

// changeWords says what a change did, and how to take it back.
func (a *App) changeWords(m changedMsg) string {
	undo := " — " + a.keys.Key("undo") + " undoes"
	switch {
	case m.change.Waiting:
		return "Not on disk yet, which is full: this waits in memory until there is room."
	case m.undo && m.change.Count == 0 && m.change.ID == 0:
		if m.said == "Undone" {
			return "Nothing to undo."
		}
		return "Nothing to do again."
	case m.undo:
		return m.said + ": " + changeName(m.change)
	case m.said == "listed":
		if m.change.Count == 0 {
			return "Everything listed was read already."
		}
		hidden := ""
		if n := m.change.Count - m.visible; n > 0 {
			hidden = fmt.Sprintf(" (%s not on screen)", words.Number(n))
		}
		return fmt.Sprintf("Marked %s read%s%s", words.Number(m.change.Count), hidden, undo)
	case m.said != "":
		return m.said + undo
	}
	return changeName(m.change) + undo
}

// changeName names a step of the journal.
func changeName(c feed.Change) string {
	switch c.Kind {
	case feed.ChangeRead, feed.ChangeUnread, feed.ChangeSaved, feed.ChangeUnsaved:
		if c.What != "" {
			return fmt.Sprintf("%s, %s", c.What, c.Kind)
		}
		return fmt.Sprintf("%s, %s", words.Plural(c.Count, "story"), c.Kind)
	}
	if c.What != "" {
		return fmt.Sprintf("%s %s", c.Kind, c.What)
	}
	return string(c.Kind)
}

// onHistory shows the last changes with their times.
func (a *App) onHistory(m historyMsg) tea.Cmd {
	if m.err != nil {
		a.fail(m.err)
		return nil
	}
	var items []sheet.Item
	for _, c := range m.changes {
		at := c.At.In(a.o.Location)
		text := capital(changeName(c))
		if c.Undone {
			text += " (undone)"
		}
		items = append(items, sheet.Item{Text: text, Right: words.Since(a.o.Now().In(a.o.Location), at)})
	}
	if len(items) == 0 {
		a.say("Nothing has been changed yet.")
		return nil
	}
	a.openSheet(sheetHistory, sheet.New("Last changes", items, a.keys.Key("undo")+" undoes the newest · "+a.keys.Key("redo")+" does it again · esc back"))
	return nil
}

// follow follows or unfollows what the cursor is on: in the rail its tag or
// section, elsewhere the tag or section of the filter.
func (a *App) follow() tea.Cmd {
	if a.focus == onRail {
		switch r := a.rail.Selected(); r.Kind {
		case rail.Tag:
			return a.setFollow(feed.Interest{Kind: feed.InterestTag, Value: r.Value, Name: r.Name})
		case rail.Section:
			return a.setFollow(feed.Interest{Kind: feed.InterestSection, Publication: r.Publication, Value: r.Value, Name: r.Name})
		}
	}
	for i := len(a.query.Terms) - 1; i >= 0; i-- {
		t := a.query.Terms[i]
		switch {
		case t.Not:
		case t.Kind == feed.TermTag:
			return a.setFollow(feed.Interest{Kind: feed.InterestTag, Value: a.tagKey(t.Value), Name: a.tagName(t.Value)})
		case t.Kind == feed.TermSection:
			id, path := a.sectionOf(t.Value)
			return a.setFollow(feed.Interest{Kind: feed.InterestSection, Publication: id, Value: path, Name: a.sectionName(id, path)})
		}
	}
	a.say("Nothing to follow here: " + a.keys.Key("hints") + " follows a tag of the story, " + a.keys.Key("tags") + " any tag.")
	return nil
}

// setFollow follows, or stops following what is followed already.
func (a *App) setFollow(i feed.Interest) tea.Cmd {
	on := !a.interested(i.Kind, i.Publication, i.Value, false)
	said := "Following " + i.Name
	if !on {
		said = "Not following " + i.Name + " any more"
	}
	return a.setInterest(i, on, said)
}

// setMute hides, or shows again what is hidden already.
func (a *App) setMute(i feed.Interest) tea.Cmd {
	i.Muted = true
	on := !a.interested(i.Kind, i.Publication, i.Value, true)
	said := "Muted " + i.Name
	if !on {
		said = "Not muted any more: " + i.Name
	}
	return a.setInterest(i, on, said)
}

func (a *App) setInterest(i feed.Interest, on bool, said string) tea.Cmd {
	return change(a.ctx, func(ctx context.Context) (feed.Change, error) { return a.news.SetInterest(ctx, i, on) }, changedMsg{said: said})
}

func (a *App) interested(kind feed.InterestKind, id feed.PublicationID, value string, muted bool) bool {
	return slices.ContainsFunc(a.interests, func(i feed.Interest) bool {
		return i.Kind == kind && i.Publication == id && i.Value == value && i.Muted == muted
	})
}
