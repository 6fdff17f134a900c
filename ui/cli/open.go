package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"standfirst/feed/clean"
)

func (s *session) browse() *cobra.Command {
	return &cobra.Command{
		Use:     "open ID|URL",
		Short:   "Open a story's page in the browser and mark it read",
		Example: "  standfirst open 42\n  standfirst open \"$(standfirst list is:unread --limit 1 --json | jq -r '.[0].id')\"",
		Args:    arguments(1, 1, "the number or the address of a story"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			room, err := s.open(ctx)
			if err != nil {
				return err
			}
			id, err := lookup(ctx, room, args[0])
			if err != nil {
				return err
			}
			article, err := room.Article(ctx, id)
			if err != nil {
				return err
			}
			link := clean.URL(article.Link)
			if link == "" {
				return fmt.Errorf("this story has no page to open; `standfirst show %d` writes its text", id)
			}
			if err := s.Browse(s.conf, link); err != nil {
				return fmt.Errorf("open story %d: %w", id, err)
			}
			return room.Opened(ctx, id)
		},
	}
}
