package ui

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
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
		return a.withStory(func(row feed.Row) tea.Cmd { return a.copyLinks(row) }), true
	case keys.FullArticle:
		return a.fetchFull(), true
	case keys.Versions:
		return a.openVersions(), true
	case keys.Links:
		return a.openLinks(), true
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

func (a *App) copyLinks(row feed.Row) tea.Cmd {
	if row.Link == "" {
		a.say("This story has no link.")
		return nil
	}
	return a.copy(row.Link, "Link")
}

// openVersions lists the same story in other publications.
func (a *App) openVersions() tea.Cmd {
	if a.focus != onReader || len(a.reader.article.Others) == 0 {
		if row, ok := a.subject(); ok && row.Versions > 1 && a.focus != onReader {
			return a.open(row.ID)
		}
		a.say("No other publication has this story.")
		return nil
	}
	var items []sheet.Item
	for _, o := range a.reader.article.Others {
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
		return a.removePublication(r.Publication, r.Name)
	}
	a.say("Only publications and views can be removed.")
	return nil
}
