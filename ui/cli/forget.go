package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/words"
)

// shownToForget is how many headlines are shown before they are erased.
const shownToForget = 20

func (s *session) forget() *cobra.Command {
	var sure bool
	cmd := &cobra.Command{
		Use:   "forget query|ID...|-",
		Short: "Erase stories for good, for court orders and takedowns",
		Long: "Erases text, pictures, versions, marks and index of stories, in the archive and in its own backups, and keeps them from coming back. " +
			"It cannot be undone. Without --yes it says what it would erase and erases nothing. - stands for stories named on standard input, one a line.",
		Example:           "  standfirst forget 42\n  standfirst forget 'by:\"Tilda Marsh\"' --yes",
		ValidArgsFunction: s.completeQuery,
		Args:              arguments(1, -1, "a query, or the numbers or addresses of stories"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			args, err := s.orInput(args)
			if err != nil {
				return err
			}
			room, err := s.open(ctx)
			if err != nil {
				return err
			}
			var ids []feed.StoryID
			if areStories(args) {
				ids, err = chosen(ctx, room, args, false)
			} else {
				var q feed.Query
				if q, err = query(args); err != nil {
					return err
				}
				if len(q.Terms) == 0 {
					return everyStory(args)
				}
				if ids, err = room.Matching(ctx, q); err == nil && len(ids) == 0 {
					err = noStory(ctx, room, args)
				}
			}
			if err != nil {
				return err
			}
			for _, id := range ids[:min(len(ids), shownToForget)] {
				article, err := room.Article(ctx, id)
				if err != nil {
					return err
				}
				if _, err := fmt.Fprintf(s.out, "%d. %s\n", id, clean.Line(article.Title, 0)); err != nil {
					return err
				}
			}
			if more := len(ids) - shownToForget; more > 0 {
				if _, err := fmt.Fprintf(s.out, "and %d more\n", more); err != nil {
					return err
				}
			}
			if !sure {
				_, err := fmt.Fprintf(s.out, "Nothing was erased; --yes erases %s for good.\n", these(len(ids)))
				return err
			}
			done, err := room.Forget(ctx, ids)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(s.out, "%s erased, also from %s.\n", words.Plural(len(done.Stories), "story"), words.Plural(done.Backups, "backup")); err != nil {
				return err
			}
			for _, id := range done.Others {
				if _, err := fmt.Fprintf(s.out, "The same story stands in another publication: %d.\n", id); err != nil {
					return err
				}
			}
			for _, file := range done.Left {
				if _, err := fmt.Fprintf(s.out, "This file may still hold it: %s\n", clean.Line(file, 0)); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&sure, "yes", false, "do it")
	return cmd
}

func these(n int) string {
	if n == 1 {
		return "this story"
	}
	return "these " + words.Plural(n, "story")
}
