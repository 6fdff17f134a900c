package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/digest"
	"standfirst/ui/words"
)

// screenful is how many stories a person is shown who did not say how many.
const screenful = 50

func (s *session) list() *cobra.Command {
	var (
		f     form
		limit int
	)
	cmd := &cobra.Command{
		Use:               "list [query]",
		Short:             "List the stories that answer a query, newest first",
		Example:           "  standfirst list tag:\"kinship care\" is:unread since:7d\n  standfirst list section:first/comment --json",
		ValidArgsFunction: s.completeQuery,
		Args:              arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := query(args)
			if err != nil {
				return err
			}
			return s.stories(cmd, q, args, f, limit)
		},
	}
	formFlags(cmd, &f)
	limitFlag(cmd, &limit)
	return cmd
}

func limitFlag(cmd *cobra.Command, limit *int) {
	cmd.Flags().IntVar(limit, "limit", -1, fmt.Sprintf("at most this many; 0 for all (default: %d on a terminal, else all)", screenful))
	cmd.Flags().Lookup("limit").DefValue = "0" // which no help page shows
}

// stories writes the edition of q: what list and search share.
func (s *session) stories(cmd *cobra.Command, q feed.Query, args []string, f form, limit int) error {
	if limit < -1 {
		return misused("--limit %d is less than nothing; give a number, or 0 for all", limit)
	}
	if limit == -1 {
		limit = 0
		if s.OutIsTerminal && !f.json && !f.tsv {
			limit = screenful
		}
	}
	ctx := cmd.Context()
	room, err := s.open(ctx)
	if err != nil {
		return err
	}
	names, err := s.sectionNames(ctx)
	if err != nil {
		return err
	}
	out := f.rows(s.out, "id", "date", "publication", "sections", "tags", "read", "saved", "title", "link")
	figures, err := each(ctx, room, q, limit, func(row feed.Row) error {
		record := digest.NewRecord(row)
		record.Snippet = hits(row.Snippet, "", "")
		date := ""
		if record.Date != nil {
			date = record.Date.Format(time.RFC3339)
		}
		cells := []string{strconv.FormatInt(int64(row.ID), 10), date, record.Publication, strings.Join(record.Sections, "; "),
			strings.Join(record.Tags, "; "), yes(record.Read), yes(record.Saved), record.Title, record.Link}
		return out.add(record, cells, s.storyText(row, names))
	})
	if err != nil {
		return err
	}
	if err := out.end(); err != nil {
		return err
	}
	switch {
	case out.count == 0 && figures.HiddenMuted > 0 && len(q.Terms) == 0:
		return matchedNothing("every story is muted; show:muted lists them")
	case out.count == 0 && figures.HiddenMuted > 0:
		return matchedNothing("no story answers %s but %s; show:muted lists them", shown(args), words.Plural(figures.HiddenMuted, "muted one"))
	case out.count == 0:
		return noStory(ctx, room, args)
	}
	if figures.HiddenMuted > 0 && !f.json && !f.tsv {
		if _, err := fmt.Fprintf(s.out, "%s not listed; show:muted lists them among the others.\n", words.Plural(figures.HiddenMuted, "muted story")); err != nil {
			return err
		}
	}
	if s.OutIsTerminal && out.count < figures.Total {
		fmt.Fprintf(s.Stderr, "%d of %s; --limit 0 lists all.\n", out.count, words.Plural(figures.Total, "story"))
	}
	return nil
}

// storyText is a story in plain words: its number and headline, below them what
// is known of it. It reads well aloud, and a line of it greps well.
func (s *session) storyText(row feed.Row, names sectionNames) string {
	record := digest.NewRecord(row)
	bold, plain := s.style("\x1b[1m")
	if record.Read {
		bold, plain = "", ""
	}
	facts := []string{record.Publication}
	for _, path := range record.Sections {
		facts[0] += ", " + names.of(row.Publication, path, ", ")
	}
	if date := row.Date(); !date.IsZero() {
		facts = append(facts, words.Moment(date, s.Location, "Mon 2 January 2006"))
	}
	if record.Byline != "" {
		facts = append(facts, record.Byline)
	}
	if len(record.Tags) > 0 {
		facts = append(facts, "Tags: "+strings.Join(record.Tags, ", "))
	}
	var state []string
	for _, mark := range []struct {
		is   bool
		word string
	}{{!record.Read, "unread"}, {record.Saved, "saved"}, {record.Stored, "stored"}, {record.Sponsored, "sponsored"}} {
		if mark.is {
			state = append(state, mark.word)
		}
	}
	if record.Minutes > 0 {
		state = append(state, words.Plural(record.Minutes, "minute"))
	}
	if row.Comments > 0 {
		state = append(state, words.Plural(row.Comments, "comment"))
	}
	if len(state) > 0 {
		first := []rune(strings.Join(state, ", "))
		facts = append(facts, strings.ToUpper(string(first[0]))+string(first[1:]))
	}
	text := fmt.Sprintf("%d. %s%s%s\n   %s.\n", row.ID, bold, record.Title, plain, strings.Join(facts, ". "))
	if row.Snippet != "" {
		on, off := s.style("\x1b[7m")
		text += "   … " + hits(row.Snippet, on, off) + " …\n"
	}
	return text
}

// style is an escape sequence and its end on a terminal with colour; else both are empty.
func (s *session) style(sequence string) (on, off string) {
	if !s.OutIsTerminal || s.Env("NO_COLOR") != "" || s.dumb() {
		return "", ""
	}
	return sequence, "\x1b[0m"
}

// hits is a snippet with its hits between two texts; the marks of the cache are
// private characters that no terminal shows.
func hits(snippet, on, off string) string {
	return strings.NewReplacer("\ue000", on, "\ue001", off).Replace(clean.Line(snippet, 0))
}

// sectionNames are the names of sections by publication and path.
type sectionNames map[feed.PublicationID]map[string]string

// of is a section's name with those above it, parents first, with a sign between
// them for the eye or a comma for the ear.
func (n sectionNames) of(publication feed.PublicationID, path, between string) string {
	parts := strings.Split(path, "/")
	for i := range parts {
		if name := n[publication][strings.Join(strings.Split(path, "/")[:i+1], "/")]; name != "" {
			parts[i] = name
		}
	}
	return clean.Line(strings.Join(parts, between), 0)
}

func (s *session) sectionNames(ctx context.Context) (sectionNames, error) {
	room, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	states, err := room.Publications(ctx)
	if err != nil {
		return nil, err
	}
	names := sectionNames{}
	for _, state := range states {
		names[state.ID] = map[string]string{}
		for _, section := range state.Sections {
			names[state.ID][section.Path] = section.Name
		}
	}
	return names, nil
}
