package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"standfirst/feed/clean"
)

func (s *session) savePage() *cobra.Command {
	var (
		section string
		tags    []string
	)
	cmd := &cobra.Command{
		Use:   "save URL",
		Short: "Keep a web page as a saved story, with its full text",
		Long: "Fetches one page, keeps its text among the saved stories and writes the story's number. " +
			"A page that is a story here already is fetched in full and marked saved.",
		Example: "  standfirst save https://gazette.example/2026/report.html\n" +
			"  standfirst save gazette.example/report --section reports --tag fostering --tag \"kinship care\"",
		Args: arguments(1, 1, "the address of a page"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := onlyWeb(args[0]); err != nil {
				return err
			}
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			id, err := room.SaveLink(cmd.Context(), args[0], section, tags)
			if err != nil {
				return fmt.Errorf("%w; nothing was saved", err)
			}
			article, err := room.Article(cmd.Context(), id)
			if err != nil {
				return err
			}
			text := fmt.Sprintf("Saved as %d: %s", id, clean.Line(article.Title, 0))
			if !article.Full {
				text += " (an excerpt; the full text could not be had now)"
			}
			_, err = fmt.Fprintln(s.out, text)
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&section, "section", "", "keep it in this section")
	flags.StringArrayVar(&tags, "tag", nil, "give it this tag; may be repeated")
	flags.SortFlags = false
	return cmd
}
