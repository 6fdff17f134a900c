package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/clean"
)

func (s *session) remove() *cobra.Command {
	return &cobra.Command{
		Use:               "remove publication",
		Short:             "Take a publication out of the configuration; its stories stay",
		Long:              "Takes the publication's block out of the configuration file and writes the block to standard output. Its stories, marks and articles stay in the cache. `standfirst undo` puts the block back where it stood.",
		Example:           "  standfirst remove community-care\n  standfirst remove \"Ward Notes\" >> removed.toml",
		ValidArgsFunction: s.completePublications,
		Args:              arguments(1, 1, "a publication, by word or name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.load(); err != nil {
				return err
			}
			at := slices.IndexFunc(s.conf.Publications, func(p config.Publication) bool {
				return p.ID == args[0] || feed.Fold(p.Name) == feed.Fold(args[0])
			})
			if at < 0 {
				var known []string
				for _, p := range s.conf.Publications {
					known = append(known, p.ID)
				}
				return matchedNothing("there is no publication %q in the configuration; there are %s", args[0], strings.Join(known, ", "))
			}
			p := s.conf.Publications[at]
			text, err := config.BlockText(s.conf.Paths.File, p.ID)
			if err != nil {
				return err
			}
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			change, err := room.Remove(cmd.Context(), feed.PublicationID(p.ID))
			if err != nil {
				return err
			}
			back := "`standfirst undo` puts this block back into " + s.conf.Paths.File
			if change.ID == 0 { // the cache could not note it
				back = "To undo it, put this block back into " + s.conf.Paths.File
			}
			fmt.Fprintf(s.Stderr, "%s is removed; its stories stay. %s:\n", clean.Line(p.Name, 0), back)
			_, err = fmt.Fprintln(s.out, strings.TrimRight(clean.Text(text), "\n"))
			return err
		},
	}
}
