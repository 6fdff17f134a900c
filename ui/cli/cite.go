package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/digest"
)

// citationRecord is a citation as JSON.
type citationRecord struct {
	ID       feed.StoryID `json:"id"`
	Citation string       `json:"citation"`
	Markdown string       `json:"markdown"`
}

func (s *session) cite() *cobra.Command {
	var markdown, asJSON bool
	cmd := &cobra.Command{
		Use:               "cite query|ID...|-",
		Short:             "Write citations in the Harvard style",
		Long:              "Cites the stories that a query answers, or those named by number or address, - for one a line on standard input.",
		Example:           "  standfirst cite 42 43\n  standfirst cite is:saved tag:fostering --markdown",
		ValidArgsFunction: s.completeQuery,
		Args:              arguments(1, -1, "a query, or the numbers or addresses of stories"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if markdown && asJSON {
				return misused("--markdown and --json exclude each other; give one of them")
			}
			ctx := cmd.Context()
			args, err := s.orInput(args)
			if err != nil {
				return err
			}
			room, err := s.open(ctx)
			if err != nil {
				return err
			}
			out := form{json: asJSON}.rows(s.out)
			write := func(row feed.Row) error {
				citation := digest.Cite(row, s.now())
				text := citation.String()
				if markdown {
					text = citation.Markdown()
				}
				return out.add(citationRecord{row.ID, citation.String(), citation.Markdown()}, nil, text+"\n")
			}
			if !areStories(args) {
				q, err := query(args)
				if err != nil {
					return err
				}
				if _, err := each(ctx, room, q, 0, write); err != nil {
					return err
				}
			} else {
				ids, err := chosen(ctx, room, args, false)
				if err != nil {
					return err
				}
				for _, id := range ids {
					article, err := room.Article(ctx, id)
					if err != nil {
						return err
					}
					row, err := s.rowOf(ctx, article)
					if err != nil {
						return err
					}
					if err := write(row); err != nil {
						return err
					}
				}
			}
			if err := out.end(); err != nil {
				return fmt.Errorf("write citations: %w", err)
			}
			if out.count == 0 {
				return noStory(ctx, room, args)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&markdown, "markdown", false, "write Markdown, the publication in italics")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON, with the field names of 'help json'")
	return cmd
}
