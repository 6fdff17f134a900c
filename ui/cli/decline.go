package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
)

func (s *session) decline() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "decline publication",
		Short: "Take back that a feed has moved for good",
		Long: "When a publisher says that a feed has moved for good, the new address is asked instead once it gave three good answers over seven days, and never http in the place of https. " +
			"`standfirst publications` says so. This takes the move back: the configured address is asked again, and the same move is not believed any more. `standfirst undo` believes it again.",
		Example:           "  standfirst decline community-care\n  standfirst decline first --json",
		ValidArgsFunction: s.completePublications,
		Args:              arguments(1, 1, "a publication, by word or name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			ids, err := s.publicationIDs(cmd, room, args)
			if err != nil {
				return err
			}
			change, err := room.Decline(cmd.Context(), ids[0])
			if errors.Is(err, newsroom.ErrNoMove) {
				return matchedNothing("%s", clean.Line(err.Error(), 0))
			}
			if err != nil {
				return err
			}
			if asJSON {
				return s.changed(change)
			}
			_, err = fmt.Fprintf(s.out, "Declined %s; `standfirst undo` believes it again.\n", clean.Line(change.What, 0))
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON, with the field names of 'help json'")
	return cmd
}
