package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/digest"
	"standfirst/ui/words"
)

// showForm is how an article is written.
type showForm struct{ markdown, plain, html, json bool }

func (s *session) show() *cobra.Command {
	var f showForm
	cmd := &cobra.Command{
		Use:     "show ID|URL",
		Short:   "Write a story's article as plain text, Markdown, HTML or JSON",
		Long:    "Writes the longest stored text of a story; it never asks the network. Showing a story does not mark it read.",
		Example: "  standfirst show 42\n  standfirst show https://www.first.example/news/kinship-allowance-pilot-to-double/ --markdown",
		Args:    arguments(1, 1, "the number or the address of a story"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			id, err := lookup(cmd.Context(), room, args[0])
			if err != nil {
				return err
			}
			article, err := room.Article(cmd.Context(), id)
			if err != nil {
				return err
			}
			return s.writeArticle(cmd.Context(), article, f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.markdown, "markdown", false, "write Markdown with the facts as front matter")
	flags.BoolVar(&f.plain, "plain", false, "write plain text that reads well aloud (default)")
	flags.BoolVar(&f.html, "html", false, "write the text as HTML, cleaned, without pictures fetched from elsewhere")
	flags.BoolVar(&f.json, "json", false, "write JSON, with the field names of 'help json'")
	flags.SortFlags = false
	return cmd
}

func (f showForm) check() error {
	n := 0
	for _, set := range []bool{f.markdown, f.plain, f.html, f.json} {
		if set {
			n++
		}
	}
	if n > 1 {
		return misused("--markdown, --plain, --html and --json exclude each other; give one of them")
	}
	return nil
}

// articleRecord is an article as JSON: a story record and its text.
type articleRecord struct {
	digest.Record
	Full     bool     `json:"full"` // the text is the whole article
	Origin   string   `json:"origin"`
	Markdown string   `json:"markdown"`
	Notices  []string `json:"notices"`
	Error    string   `json:"error"` // why the full text could not be had
}

func (s *session) writeArticle(ctx context.Context, article feed.Article, f showForm) error {
	row, err := s.rowOf(ctx, article)
	if err != nil {
		return err
	}
	markdown := clean.Text(article.Markdown)
	switch {
	case f.json:
		record := articleRecord{Record: digest.NewRecord(row), Full: article.Full, Origin: clean.Line(article.Origin, 0),
			Markdown: markdown, Notices: make([]string, 0, len(article.Notices)), Error: clean.Line(article.Fault, 0)}
		for _, notice := range article.Notices {
			record.Notices = append(record.Notices, clean.Line(notice, 0))
		}
		return s.object(record)
	case f.html:
		_, err := fmt.Fprintln(s.out, strings.TrimSpace(digest.ArticleHTML(markdown, 2)))
		return err
	}
	names, err := s.sectionNames(ctx)
	if err != nil {
		return err
	}
	if f.markdown {
		return writeMarkdown(s.out, row, markdown, names)
	}
	record := digest.NewRecord(row)
	var w strings.Builder
	bold, plain := s.style("\x1b[1m")
	fmt.Fprintf(&w, "%s%s%s\n", bold, record.Title, plain)
	if lead := (digest.Story{Row: row, Text: markdown}).Lead(); lead != "" {
		fmt.Fprintf(&w, "%s\n", clean.Line(lead, 0))
	}
	facts := record.Publication
	for _, path := range record.Sections {
		facts += ", " + names.of(row.Publication, path, ", ")
	}
	if date := row.Date(); !date.IsZero() {
		facts += ". " + words.Moment(date, s.Location, "Mon 2 January 2006")
	}
	if record.Byline != "" {
		facts += ". " + record.Byline
	}
	fmt.Fprintf(&w, "%s.\n%s\n\n%s\n", facts, record.Link, strings.TrimSpace(digest.ArticleText(markdown)))
	if !article.Full {
		fmt.Fprintf(&w, "\nOnly this excerpt is stored.\n")
	}
	for _, notice := range append(article.Notices, article.Fault) {
		if notice != "" {
			fmt.Fprintf(&w, "%s\n", sentence(notice))
		}
	}
	text := w.String()
	if s.OutIsTerminal && s.Width > 0 {
		text = ansi.Wrap(text, min(s.Width, max(20, s.conf.Measure)), "")
	}
	_, err = io.WriteString(s.out, text)
	return err
}

// rowOf joins an article with its publication's name.
func (s *session) rowOf(ctx context.Context, article feed.Article) (feed.Row, error) {
	row := feed.Row{Story: article.Story, Marks: article.Marks, Stored: !article.Stored.IsZero(), Edited: article.Edited, Versions: 1 + len(article.Others)}
	states, err := s.room.Publications(ctx)
	if err != nil {
		return row, err
	}
	for _, state := range states {
		if state.ID == row.Publication {
			row.PublicationName = state.Name
		}
	}
	return row, nil
}

// writeMarkdown writes an article with its facts as front matter.
func writeMarkdown(w io.Writer, row feed.Row, markdown string, names sectionNames) error {
	var sections []string
	for _, path := range digest.NewRecord(row).Sections {
		sections = append(sections, names.of(row.Publication, path, " › "))
	}
	front, err := digest.FrontMatter(row, sections)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, front+strings.TrimSpace(markdown)+"\n")
	return err
}
