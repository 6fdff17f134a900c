package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/digest"
	"standfirst/feed/newsroom"
	"standfirst/ui/article"
	"standfirst/ui/prompt"
	"standfirst/ui/words"
)

// What leaves as a file or through another program.

// export is how stories leave as Markdown. It holds values that a command may
// capture.
type export struct {
	name     func(feed.PublicationID) string
	cite     func(feed.Row) string
	sections func(feed.Story) []string // nil: without front matter
	where    *time.Location
}

// markdownOf writes stories as Markdown: head, text and citation of each. The
// file of one story begins with its facts as front matter.
func (e export) markdownOf(ctx context.Context, n *newsroom.Newsroom, ids []feed.StoryID) (string, error) {
	var out strings.Builder
	for i, id := range ids {
		text, err := n.Article(ctx, id)
		if err != nil {
			return "", err
		}
		if i > 0 {
			out.WriteString("\n---\n\n")
		}
		row := feed.Row{Story: text.Story, PublicationName: e.name(text.Publication)}
		if e.sections != nil && len(ids) == 1 {
			front, err := digest.FrontMatter(row, e.sections(text.Story))
			if err != nil {
				return "", err
			}
			out.WriteString(front)
		}
		out.WriteString("# " + digest.Escape(text.Title) + "\n\n")
		if text.Standfirst != "" && !article.Opens(text) {
			out.WriteString("*" + digest.Escape(text.Standfirst) + "*\n\n")
		}
		line := row.PublicationName
		if text.Byline != "" {
			line = text.Byline + ", " + line
		}
		if date := text.Date(); !date.IsZero() {
			line += ", " + words.Moment(date, e.where, "2 January 2006")
		}
		out.WriteString(digest.Escape(line) + "\n\n" + strings.TrimSpace(text.Markdown) + "\n\n")
		out.WriteString(e.cite(row) + "\n")
	}
	return out.String(), nil
}

// names is publicationName as a value that a command may capture.
func (a *App) publicationNames() func(feed.PublicationID) string {
	names := map[feed.PublicationID]string{}
	for _, s := range a.states {
		names[s.ID] = s.Name
	}
	return func(id feed.PublicationID) string {
		if name, ok := names[id]; ok {
			return name
		}
		return string(id)
	}
}

// citerFor is citation as a value that a command may capture; in Markdown a
// stranger's headline stays text.
func (a *App) citerFor(markdown bool) func(feed.Row) string {
	day := a.o.Now().In(a.o.Location)
	return func(row feed.Row) string {
		if c := digest.Cite(row, day); !markdown {
			return c.String()
		}
		return digest.Cite(row, day).Markdown()
	}
}

// write writes the picked stories, or the one the key is about, as Markdown.
func (a *App) write() tea.Cmd {
	ids := a.subjects()
	if len(ids) == 0 {
		return nil
	}
	name := fmt.Sprintf("%d stories", len(ids))
	if rows := a.rowsOf(ids); len(ids) == 1 && len(rows) == 1 {
		name = rows[0].Title
	}
	n, e, shown, child := a.news, export{name: a.publicationNames(), cite: a.citerFor(true), where: a.o.Location}, a.reader.names, a.theme.Glyphs.Child
	e.sections = func(s feed.Story) []string { return shown.SectionNames(s, child) }
	return a.writeOut(name, ".md", func(ctx context.Context) (string, error) { return e.markdownOf(ctx, n, ids) })
}

// mostInBriefing bounds a briefing of what is listed: more is not brief. What is
// left out is counted in its head.
const mostInBriefing = 500

// briefing writes a briefing of the picked stories, or of what is listed.
func (a *App) briefing() tea.Cmd {
	var rows []feed.Row
	if len(a.picks) > 0 {
		rows = a.rowsOf(a.subjects())
	} else if a.list.Edition().Total == 0 {
		a.say("Nothing is listed.")
		return nil
	}
	title := "Briefing"
	if len(a.query.Terms) > 0 || a.view != "" {
		title += ": " + a.filterName()
	}
	var papers []feed.Publication
	for _, s := range a.states {
		papers = append(papers, s.Publication)
	}
	o := digest.Options{Title: title, Question: a.asked.query.String(), Publications: papers, Location: a.o.Location, Now: a.o.Now()}
	n, q := a.news, a.asked.query
	return a.writeOut(title+" "+a.o.Now().In(a.o.Location).Format("2006-01-02"), ".md", func(ctx context.Context) (string, error) {
		if rows == nil {
			e, err := n.Edition(ctx, q, feed.Window{Limit: mostInBriefing})
			if err != nil {
				return "", err
			}
			rows, o.More = e.Rows, e.Total-len(e.Rows)
		}
		var out strings.Builder
		err := digest.Make(rows, o).Markdown(&out)
		return out.String(), err
	})
}

// openPipe asks which command takes the article.
func (a *App) openPipe() tea.Cmd {
	if len(a.subjects()) == 0 {
		return nil
	}
	var names []string
	for name := range a.o.Pipes {
		names = append(names, name)
	}
	slices.Sort(names)
	p := prompt.New(prompt.Pipe, "", nil, func(text string) []string {
		var offers []string
		for _, name := range names {
			if strings.HasPrefix(name, text) {
				offers = append(offers, name)
			}
		}
		return offers
	})
	if len(names) > 0 {
		p.SetNote("a command, or " + list(names, 4))
	} else {
		p.SetNote("a command and its arguments, without a shell")
	}
	a.openPrompt(p, "")
	return nil
}

// pipeTo gives the picked stories as Markdown to a command: one of the
// configuration by its name, or words run as they stand.
func (a *App) pipeTo(text string) tea.Cmd {
	command, known := a.o.Pipes[text]
	if !known {
		command = config.Command(strings.Fields(text))
	}
	ids := a.subjects()
	if len(command) == 0 || len(ids) == 0 {
		return nil
	}
	values := map[string]string{}
	if rows := a.rowsOf(ids); len(rows) > 0 {
		row := rows[0]
		values = map[string]string{"url": row.Link, "title": row.Title, "publication": row.PublicationName, "byline": row.Byline, "date": row.Date().In(a.o.Location).Format("2006-01-02")}
	}
	argv, err := command.Argv(values, "")
	if err != nil {
		a.fail(err)
		return nil
	}
	ctx, n, e := a.ctx, a.news, export{name: a.publicationNames(), cite: a.citerFor(true), where: a.o.Location}
	env := command.Environ(values)
	return func() tea.Msg {
		body, err := e.markdownOf(ctx, n, ids)
		if err != nil {
			return saidMsg{err: err}
		}
		if err := feedTo(ctx, argv, body, env); err != nil {
			return saidMsg{err: fmt.Errorf("pipe to %s: %w", argv[0], err)}
		}
		return saidMsg{text: words.Plural(len(ids), "story") + " piped to " + argv[0] + "."}
	}
}
