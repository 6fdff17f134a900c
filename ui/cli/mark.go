package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// changeRecord is one change of the reader's, as JSON.
type changeRecord struct {
	Kind    string `json:"kind"`
	Stories int    `json:"stories"`
	What    string `json:"what"`
}

// marker is one of the four ways to mark stories.
type marker struct {
	name, does string
	mark       func(context.Context, *newsroom.Newsroom, []feed.StoryID) (feed.Change, error)
}

var markers = [...]marker{
	{"read", "read", func(ctx context.Context, n *newsroom.Newsroom, ids []feed.StoryID) (feed.Change, error) {
		return n.MarkRead(ctx, ids, true)
	}},
	{"unread", "unread", func(ctx context.Context, n *newsroom.Newsroom, ids []feed.StoryID) (feed.Change, error) {
		return n.MarkRead(ctx, ids, false)
	}},
	{"saved", "saved", func(ctx context.Context, n *newsroom.Newsroom, ids []feed.StoryID) (feed.Change, error) {
		return n.Save(ctx, ids, true)
	}},
	{"unsaved", "not saved", func(ctx context.Context, n *newsroom.Newsroom, ids []feed.StoryID) (feed.Change, error) {
		return n.Save(ctx, ids, false)
	}},
}

func (s *session) mark() *cobra.Command {
	var commands []*cobra.Command
	for _, m := range markers {
		commands = append(commands, s.markAs(m))
	}
	return inGroup(&cobra.Command{
		Use:     "mark",
		Short:   "Mark stories read, unread, saved or unsaved",
		Long:    "Marks the stories that a query answers, or those named by number or address, - for one a line on standard input. `standfirst undo` takes it back.",
		Example: "  standfirst mark read section:first/news before:7d\n  standfirst mark saved 42 43",
	}, commands...)
}

func (s *session) markAs(m marker) *cobra.Command {
	var (
		all    bool
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:               m.name + " query|ID...|-",
		Short:             "Mark stories " + m.does,
		Example:           fmt.Sprintf("  standfirst mark %s tag:fostering since:7d\n  standfirst mark %s 42 43", m.name, m.name),
		ValidArgsFunction: s.completeQuery,
		Args:              arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case blank(args) && !all:
				return misused("mark %s needs a query, or the numbers of stories; --all means every story", m.name)
			case !blank(args) && all:
				return misused("--all and %q exclude each other; give one of them", queryText(args))
			}
			args, err := s.orInput(args)
			if err != nil {
				return err
			}
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			ids, err := chosen(cmd.Context(), room, args, all)
			if err != nil {
				return err
			}
			change, err := m.mark(cmd.Context(), room, ids)
			if err != nil {
				return err
			}
			if change.Waiting { // a command cannot wait for room
				if err := s.close(); err != nil {
					return err
				}
				change.Count = max(change.Count, len(ids)) // written in the end
			}
			if asJSON {
				return s.changed(change)
			}
			if change.Count == 0 {
				_, err = fmt.Fprintf(s.out, "%s: nothing to change, already %s.\n", words.Plural(len(ids), "story"), m.does)
				return err
			}
			_, err = fmt.Fprintf(s.out, "%s marked %s; `standfirst undo` takes it back.\n", words.Plural(change.Count, "story"), m.does)
			return err
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "every story there is")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON, with the field names of 'help json'")
	return cmd
}

func newChangeRecord(c feed.Change) changeRecord {
	return changeRecord{Kind: string(c.Kind), Stories: c.Count, What: clean.Line(c.What, 0)}
}

func (s *session) changed(change feed.Change) error {
	return s.object(newChangeRecord(change))
}
