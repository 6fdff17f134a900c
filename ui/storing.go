package ui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/newsroom"
	"standfirst/ui/article"
	"standfirst/ui/line"
	"standfirst/ui/sheet"
	"standfirst/ui/words"
)

// Storing everything listed, and what changed in a story.

// unstoredMsg names the listed stories that are not on disk yet.
type unstoredMsg struct {
	ids []feed.StoryID
	err error
}

// storingMsg and storedMsg are the progress and the end of storing.
type (
	storingMsg struct {
		progress newsroom.StoreProgress
		from     <-chan newsroom.StoreProgress
	}
	storedMsg struct {
		report newsroom.StoreReport
		err    error
	}
)

// asksAbove is from how many articles on storing is asked about first;
// secondsEach is about how long one takes, politely.
const (
	asksAbove   = 200
	secondsEach = 2
)

// storeListed stores the full articles of everything listed, or of what is
// picked; pressed again after being asked, also of very many.
func (a *App) storeListed() tea.Cmd {
	if a.toStore != nil {
		ids := a.toStore
		a.toStore = nil
		return a.store(ids)
	}
	if len(a.picks) > 0 {
		return a.store(a.subjects())
	}
	ctx, n, q := a.ctx, a.news, a.asked.query
	return func() tea.Msg {
		ids, err := n.Unstored(ctx, q)
		return unstoredMsg{ids, err}
	}
}

func (a *App) onUnstored(m unstoredMsg) tea.Cmd {
	switch {
	case m.err != nil:
		a.fail(m.err)
		return nil
	case len(m.ids) == 0:
		a.say("Everything listed is stored.")
		return nil
	case len(m.ids) > asksAbove:
		a.toStore = m.ids
		a.say(fmt.Sprintf("Store %s, about %s? X again stores them.", words.Plural(len(m.ids), "article"), about(len(m.ids))))
		return nil
	}
	return a.store(m.ids)
}

func about(n int) string {
	if n*secondsEach < 90 {
		return fmt.Sprintf("%d s", n*secondsEach)
	}
	return fmt.Sprintf("%d min", (n*secondsEach+30)/60)
}

func (a *App) store(ids []feed.StoryID) tea.Cmd {
	if a.running != nil {
		a.say("Busy with " + a.runs + ": ctrl+c stops it.")
		return nil
	}
	ctx, stop := context.WithCancel(a.ctx)
	a.running, a.runs = stop, "storing"
	a.say(fmt.Sprintf("Storing %s, about %s — ctrl+c stops", words.Plural(len(ids), "article"), about(len(ids))))
	steps := make(chan newsroom.StoreProgress, 16)
	n := a.news
	return tea.Batch(func() tea.Msg {
		defer close(steps)
		report, err := n.Store(ctx, ids, func(p newsroom.StoreProgress) {
			select {
			case steps <- p:
			case <-ctx.Done():
			}
		})
		return storedMsg{report, err}
	}, nextStep(steps))
}

func nextStep(steps <-chan newsroom.StoreProgress) tea.Cmd {
	return func() tea.Msg {
		p, open := <-steps
		if !open {
			return nil
		}
		return storingMsg{p, steps}
	}
}

func (a *App) onStoring(m storingMsg) tea.Cmd {
	if a.runs == "storing" {
		a.say(fmt.Sprintf("Storing %d of %d — ctrl+c stops", m.progress.Done, m.progress.Of))
	}
	return nextStep(m.from)
}

func (a *App) onStored(m storedMsg) tea.Cmd {
	if a.runs == "storing" {
		a.running, a.runs = nil, ""
	}
	if m.err != nil && m.report.Stored == 0 {
		a.fail(m.err)
		return nil
	}
	text := "Stored " + words.Plural(m.report.Stored, "article")
	if m.report.Failed > 0 {
		text += fmt.Sprintf(", %d could not be had", m.report.Failed)
		if len(m.report.Faults) > 0 {
			text += ": " + m.report.Faults[0]
		}
	}
	if m.report.Queued > 0 {
		text += fmt.Sprintf(", %d wait for the next connection", m.report.Queued)
	}
	a.say(strings.TrimSuffix(text, ".") + ".")
	return a.ask(true)
}

// changesMsg carries a story's text as it was read and as it is now.
type changesMsg struct {
	row           feed.Row
	before, after string
	err           error
}

func loadChanges(ctx context.Context, n *newsroom.Newsroom, row feed.Row) tea.Cmd {
	return func() tea.Msg {
		before, after, err := n.Changes(ctx, row.ID)
		return changesMsg{row, before, after, err}
	}
}

// showChanges lays what changed over the page: what came is underlined, what
// went is struck out, and both are said in words where there is no colour.
func (a *App) showChanges(m changesMsg) {
	if m.err != nil {
		a.fail(m.err)
		return
	}
	if m.before == m.after {
		a.say("This story has not changed.")
		return
	}
	t := a.theme
	width := min(a.o.Measure, max(20, a.width-4))
	var lines []string
	current, column := "", 0
	flush := func() {
		lines = append(lines, current)
		current, column = "", 0
	}
	for _, c := range article.Changes(m.before, m.after) {
		style := t.Quiet
		open, shut := "", ""
		switch c.Kind {
		case article.Added:
			style = t.Added
			if !t.Coloured {
				open, shut = "[+", "+]"
			}
		case article.Removed:
			style = t.Removed
			if !t.Coloured {
				open, shut = "[-", "-]"
			}
		}
		for i, paragraph := range strings.Split(open+c.Text+shut, "\n") {
			if i > 0 {
				flush()
			}
			for _, word := range strings.SplitAfter(paragraph, " ") {
				w := line.Width(word)
				if column > 0 && column+line.Width(strings.TrimRight(word, " ")) > width {
					flush()
				}
				current += style.Render(word)
				column += w
			}
		}
	}
	flush()
	a.openSheet(sheetChanges, sheet.Drawn("Changed since "+a.changedSince(m.row), lines, "↓ ↑ scroll · esc back"))
}

func (a *App) changedSince(row feed.Row) string {
	if row.Marks.IsRead() {
		return "you read it, " + words.Since(a.o.Now().In(a.o.Location), row.Marks.Read.In(a.o.Location))
	}
	return "it was first published"
}
