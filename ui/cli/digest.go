package cli

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/digest"
	"standfirst/feed/newsroom"
)

// format is a form of a briefing, with the endings of its files.
type format struct {
	name    string
	endings []string
	write   func(digest.Briefing, io.Writer) error
}

// formats are all of them, in the order that help names them.
var formats = []format{
	{"markdown", []string{".md", ".markdown"}, digest.Briefing.Markdown},
	{"html", []string{".html", ".htm"}, digest.Briefing.HTML},
	{"json", []string{".json"}, digest.Briefing.JSON},
	{"epub", []string{".epub"}, digest.Briefing.EPUB},
	{"eml", []string{".eml"}, digest.Briefing.Mail},
	{"plain", []string{".txt"}, digest.Briefing.Plain},
}

// digestFlags are what the reader of a briefing chooses.
type digestFlags struct {
	since, by, format, out, title string
	full                          bool
}

func (s *session) digest() *cobra.Command {
	var f digestFlags
	cmd := &cobra.Command{
		Use:   "digest [query]",
		Short: "Write a briefing: headlines, standfirsts, links and citations of a week",
		Long: "Writes what a team meeting needs: period, counts, contents, the headlines in groups with standfirst, publication, date and link, " +
			"saved stories first, the same story once, citations last.\n\n" +
			"The HTML is one file that asks the network for nothing; eml opens as a draft in a mail program.",
		Example: "  standfirst digest tag:\"kinship care\" --by publication > meeting.md\n" +
			"  standfirst digest is:saved --since 30d --format eml --out briefing.eml",
		ValidArgsFunction: s.completeQuery,
		Args:              arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.brief(cmd.Context(), args, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.since, "since", "", "stories since then: 7d, 2026-11-01, last-visit or all (default: 7d, unless the query says when)")
	flags.StringVar(&f.by, "by", string(digest.BySection), "group by section, tag, publication or day")
	flags.StringVar(&f.format, "format", "", "markdown, html, json, epub, eml or plain (default: by the ending of --out, else markdown)")
	flags.StringVar(&f.out, "out", "", "write to this file instead of standard output")
	flags.StringVar(&f.title, "title", "", "the briefing's title")
	flags.BoolVar(&f.full, "full", false, "with the full texts, where they are stored")
	flags.SortFlags = false
	_ = cmd.RegisterFlagCompletionFunc("since", cobra.FixedCompletions([]string{"7d", "30d", "today", "yesterday", "last-visit"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("by", cobra.FixedCompletions([]string{"section", "tag", "publication", "day"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formatNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func formatNames() []string {
	var names []string
	for _, format := range formats {
		names = append(names, format.name)
	}
	return names
}

func (s *session) brief(ctx context.Context, args []string, f digestFlags) error {
	by, ok := digest.ParseBy(strings.ToLower(f.by))
	if !ok {
		return misused("--by %q is not known; it is section, tag, publication or day", f.by)
	}
	write, err := f.writer()
	if err != nil {
		return err
	}
	if (f.out == "" || f.out == "-") && strings.EqualFold(f.format, "epub") && s.OutIsTerminal {
		return misused("an EPUB cannot be shown on a terminal; name a file with --out")
	}
	if err := s.load(); err != nil { // the days of "since" are those of the reader's zone
		return err
	}
	q, since, err := s.digestQuery(args, f.since)
	if err != nil {
		return err
	}
	room, err := s.open(ctx)
	if err != nil {
		return err
	}
	states, err := room.Publications(ctx)
	if err != nil {
		return err
	}
	if q.Has(feed.TermSince, "last-visit") {
		since = room.LastVisit()
	}
	options := digest.Options{Title: f.title, Question: queryText(args), Since: since, By: by, Location: s.Location, Now: s.now()}
	if !since.IsZero() {
		options.Until = s.now()
	}
	for _, state := range states {
		options.Publications = append(options.Publications, state.Publication)
	}
	var rows []feed.Row
	if _, err := each(ctx, room, q, 0, func(row feed.Row) error {
		rows = append(rows, row)
		return nil
	}); err != nil {
		return err
	}
	if len(rows) == 0 {
		return matchedNothing("no story answers %s; a longer period (--since 30d) may have some", q)
	}
	if f.full {
		if options.Articles, err = articles(ctx, room, rows); err != nil {
			return err
		}
	}
	briefing := digest.Make(rows, options)
	var text bytes.Buffer
	if err := write(briefing, &text); err != nil {
		return err
	}
	return s.put(f.out, text.Bytes(), "story", briefing.Counts.Stories)
}

// digestQuery adds the period to the query, unless the query says when itself,
// and tells when the period begins (zero: not known here).
func (s *session) digestQuery(args []string, since string) (feed.Query, time.Time, error) {
	q, err := query(args)
	if err != nil {
		return q, time.Time{}, err
	}
	var began time.Time
	said := false
	for _, term := range q.Terms {
		switch {
		case term.Not:
		case term.Kind == feed.TermSince && since != "":
			return q, began, misused("--since %s and since:%s in the query exclude each other; give one of them", since, term.Value)
		case term.Kind == feed.TermSince && !said:
			began, said = s.began(term.Value), true
		case term.Kind == feed.TermSince, term.Kind == feed.TermBefore, term.Kind == feed.TermMonth:
			began, said = time.Time{}, true // the stories themselves tell it
		}
	}
	if said && since == "" {
		return q, began, nil
	}
	if since == "" {
		since = "7d"
	}
	if since == "all" {
		return q, time.Time{}, nil
	}
	term, err := sinceTerm(since)
	if err != nil {
		return q, time.Time{}, err
	}
	return q.With(term), s.began(since), nil
}

// sinceTerm reads the value of --since.
func sinceTerm(since string) (feed.Term, error) {
	asked, err := feed.ParseQuery("since:" + since)
	if err != nil || len(asked.Terms) != 1 || asked.Terms[0].Kind != feed.TermSince {
		return feed.Term{}, misused("--since %q is no time; write it like 7d, 2026-11-01 or last-visit", since)
	}
	return asked.Terms[0], nil
}

// began is the moment that "7d" or a date means; zero for anything else.
func (s *session) began(since string) time.Time {
	if date, err := time.ParseInLocation(time.DateOnly, since, s.Location); err == nil {
		return date
	}
	today := time.Date(s.now().Year(), s.now().Month(), s.now().Day(), 0, 0, 0, 0, s.Location)
	switch since = strings.ToLower(since); since {
	case "today":
		return today
	case "yesterday":
		return today.AddDate(0, 0, -1)
	}
	if len(since) < 2 {
		return time.Time{}
	}
	n, err := strconv.Atoi(since[:len(since)-1])
	if err != nil {
		return time.Time{}
	}
	switch since[len(since)-1] {
	case 'h':
		return s.now().Add(-time.Duration(n) * time.Hour)
	case 'd':
		return s.now().AddDate(0, 0, -n)
	case 'w':
		return s.now().AddDate(0, 0, -7*n)
	case 'm':
		return s.now().AddDate(0, -n, 0)
	case 'y':
		return s.now().AddDate(-n, 0, 0)
	}
	return time.Time{}
}

// writer is what writes the form asked for: by --format, else by the ending of
// the file, else Markdown.
func (f *digestFlags) writer() (func(digest.Briefing, io.Writer) error, error) {
	if f.format == "" {
		f.format = "markdown"
		if ending := strings.ToLower(filepath.Ext(f.out)); ending != "" {
			at := slices.IndexFunc(formats, func(one format) bool { return slices.Contains(one.endings, ending) })
			if at < 0 {
				return nil, misused("--out %q: the ending %s names no form; say --format %s", f.out, ending, strings.Join(formatNames(), ", "))
			}
			f.format = formats[at].name
		}
	}
	for _, format := range formats {
		if format.name == strings.ToLower(f.format) {
			return format.write, nil
		}
	}
	return nil, misused("--format %q is not known; it is one of %s", f.format, strings.Join(formatNames(), ", "))
}

func articles(ctx context.Context, room *newsroom.Newsroom, rows []feed.Row) (map[feed.StoryID]feed.Article, error) {
	all := make(map[feed.StoryID]feed.Article, len(rows))
	for _, row := range rows {
		article, err := room.Article(ctx, row.ID)
		if err != nil {
			return nil, err
		}
		all[row.ID] = article
	}
	return all, nil
}
