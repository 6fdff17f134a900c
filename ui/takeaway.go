package ui

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/digest"
	"standfirst/ui/keys"
	"standfirst/ui/rail"
	"standfirst/ui/sheet"
	"standfirst/ui/words"
)

// What a story is taken away with: links, citations, files, briefings; and what
// can be seen beside its text.

// takeAway carries out those actions.
func (a *App) takeAway(action keys.Action) (tea.Cmd, bool) {
	switch action {
	case keys.Browse:
		return a.withStory(func(row feed.Row) tea.Cmd { return a.browse(row.Link) }), true
	case keys.CopyLink:
		return a.copyAll("Link", func(row feed.Row) string { return row.Link }), true
	case keys.Cite:
		return a.copyAll("Citation", a.citation), true
	case keys.Write:
		return a.write(), true
	case keys.Pipe:
		return a.openPipe(), true
	case keys.Briefing:
		return a.briefing(), true
	case keys.Changes:
		return a.withStory(func(row feed.Row) tea.Cmd { return loadChanges(a.ctx, a.news, row) }), true
	case keys.FullArticle:
		return a.fetchFull(), true
	case keys.StoreListed:
		return a.storeListed(), true
	case keys.Versions:
		return a.openVersions(), true
	case keys.Links:
		return a.openLinks(), true
	case keys.Comments:
		return a.withStory(a.comments), true
	case keys.Picture:
		return a.withStory(a.pictures), true
	}
	return nil, false
}

// withStory does something with the story that the key is about.
func (a *App) withStory(do func(feed.Row) tea.Cmd) tea.Cmd {
	row, ok := a.subject()
	if !ok {
		return nil
	}
	return do(row)
}

// copyAll copies a text of each picked story, or of the one the key is about.
func (a *App) copyAll(what string, text func(feed.Row) string) tea.Cmd {
	rows := a.rowsOf(a.subjects())
	var all []string
	for _, row := range rows {
		if t := text(row); t != "" {
			all = append(all, t)
		}
	}
	switch {
	case len(rows) == 0:
		return nil
	case len(all) == 0:
		a.say("This story has no link.")
		return nil
	case len(all) > 1:
		what = words.Plural(len(all), strings.ToLower(what))
	}
	return a.copy(strings.Join(all, "\n"), what)
}

// citation is how a story is cited, in the form that is configured.
func (a *App) citation(row feed.Row) string {
	c := digest.Cite(row, a.o.Now().In(a.o.Location))
	if a.o.Citation == "markdown" {
		return c.Markdown()
	}
	return c.String()
}

// rowsOf finds the rows of stories, as far as they are at hand.
func (a *App) rowsOf(ids []feed.StoryID) []feed.Row {
	var rows []feed.Row
	for _, id := range ids {
		if row, ok := a.reader.row(); ok && row.ID == id && a.focus == onReader {
			rows = append(rows, row)
			continue
		}
		if row, ok := a.list.Row(id); ok {
			rows = append(rows, row)
		} else if row, ok := a.picked[id]; ok {
			rows = append(rows, row)
		}
	}
	return rows
}

// versionsMsg carries the same story in other publications.
type versionsMsg struct {
	id   storyID
	rows []feed.Row
	err  error
}

// openVersions lists the same story in other publications.
func (a *App) openVersions() tea.Cmd {
	row, ok := a.subject()
	if !ok {
		a.say("No other publication has this story.")
		return nil
	}
	ctx, n := a.ctx, a.news
	return func() tea.Msg {
		rows, err := n.Elsewhere(ctx, row.ID)
		return versionsMsg{row.ID, rows, err}
	}
}

func (a *App) onVersions(m versionsMsg) tea.Cmd {
	if row, ok := a.subject(); !ok || row.ID != m.id || a.sheet != nil {
		return nil
	}
	switch {
	case m.err != nil:
		a.fail(m.err)
		return nil
	case len(m.rows) == 0:
		a.say("No other publication has this story.")
		return nil
	}
	var items []sheet.Item
	for _, o := range m.rows {
		items = append(items, sheet.Item{Text: o.Title, Right: o.PublicationName + " · " + words.Age(a.o.Now(), o.Date()), Below: o.Standfirst, Value: words.Plain(int64(o.ID))})
	}
	a.openSheet(sheetVersions, sheet.New("The same story elsewhere", items, "enter opens · esc back"))
	return nil
}

// openLinks lists the links of the article.
func (a *App) openLinks() tea.Cmd {
	links := a.reader.pane.Links()
	if len(links) == 0 {
		a.say("This article has no links.")
		return nil
	}
	items := make([]sheet.Item, len(links))
	for i, l := range links {
		items[i] = sheet.Item{Mark: strconv.Itoa(l.Number), Text: l.Text, Right: l.Host, Below: l.URL, Value: l.URL}
	}
	a.openSheet(sheetLinks, sheet.New("Links", items, "enter opens · "+a.keys.Key(keys.CopyLink)+" copies · esc back"))
	return nil
}

func (a *App) openLink(n int) tea.Cmd {
	link, ok := a.reader.pane.Link(n)
	if !ok {
		a.say("There is no link " + strconv.Itoa(n) + ".")
		return nil
	}
	return a.browse(link.URL)
}

// remove takes away the view or the publication under the rail's cursor.
func (a *App) remove() tea.Cmd {
	switch r := a.rail.Selected(); r.Kind {
	case rail.View:
		return change(a.ctx, func(ctx context.Context) (feed.Change, error) { return a.news.RemoveView(ctx, r.Value) },
			changedMsg{said: "Removed the view " + r.Name})
	case rail.Publication:
		return a.removePublication(r.Publication)
	}
	a.say("Only publications and views can be removed.")
	return nil
}
