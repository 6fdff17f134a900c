package digest

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// The page is one file: the style stands in it, and its content security policy
// forbids everything else, so that opening it asks the network for nothing, not
// even an icon.
//
//go:embed page.html
var pageHTML string

//go:embed style.css
var styleCSS string

// setGroup is a group as the templates see it.
type setGroup struct {
	Name    string
	ID      string
	Stories []setStory
}

// setStory is a story as the templates see it.
type setStory struct {
	Story
	ID      string
	From    string // before the date
	Day     string
	Rest    string // after the date
	Machine string // the date for <time datetime>
	Article template.HTML
	Cited   template.HTML
}

type setPage struct {
	Briefing
	Period, Summary string
	Style           template.CSS
	Sets            []setGroup
}

func (b Briefing) set() setPage {
	page := setPage{Briefing: b, Period: b.Period(), Summary: b.Summary(), Style: template.CSS(styleCSS)} //nolint:gosec // embedded
	for i, group := range b.Groups {
		out := setGroup{Name: group.Name, ID: fmt.Sprintf("group-%d", i+1)}
		for _, story := range group.Stories {
			one := setStory{Story: story, ID: fmt.Sprintf("story-%d", story.Number), Cited: story.Cite.html()}
			one.From, one.Day, one.Rest = b.facts(story)
			if date := story.Date(); !date.IsZero() {
				one.Machine = date.In(b.where).Format("2006-01-02T15:04:05Z07:00")
			}
			if story.Text != "" {
				one.Article = template.HTML(ArticleHTML(story.Text, underHeadline)) //nolint:gosec // made without raw HTML, links judged
			}
			out.Stories = append(out.Stories, one)
		}
		page.Sets = append(page.Sets, out)
	}
	return page
}

// HTML writes the briefing as one self-contained page, for phones and paper,
// light and dark.
func (b Briefing) HTML(w io.Writer) error {
	page, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("read page template: %w", err)
	}
	var out strings.Builder
	if err := page.Execute(&out, b.set()); err != nil {
		return fmt.Errorf("set briefing: %w", err)
	}
	_, err = io.WriteString(w, out.String())
	return err
}

// html is the citation with the publication in italics and its address as a link.
func (c Citation) html() template.HTML {
	text := template.HTMLEscapeString
	name, link := text(c.Publication), text(c.Link)
	if name != "" {
		name = "<cite>" + name + "</cite>"
	}
	if link != "" {
		link = `<a href="` + link + `">` + link + "</a>"
	}
	return template.HTML(c.write(text, name, link)) //nolint:gosec // every part is escaped above; Link is judged by clean.URL
}
