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
		Long:              "Takes the publication's block out of the configuration file and writes the block to standard output, ready to be put back. Its stories, marks and articles stay in the cache.",
		Example:           "  standfirst remove community-care\n  standfirst remove \"Ward Notes\" >> removed.toml",
		ValidArgsFunction: s.completePublications,
		Args:              arguments(1, 1, "a publication, by word or name"),
		RunE: func(_ *cobra.Command, args []string) error {
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
			removed, err := config.Remove(s.conf.Paths.File, s.conf.Publications[at].ID)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.Stderr, "%s is removed; its stories stay. Put this block back into %s to undo it:\n",
				clean.Line(removed.Publication.Name, 0), s.conf.Paths.File)
			_, err = fmt.Fprintln(s.out, strings.TrimRight(clean.Text(removed.Text), "\n"))
			return err
		},
	}
}
