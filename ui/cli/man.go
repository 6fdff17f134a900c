package cli

import (
	"fmt"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
)

func (s *session) man() *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Write the manual page",
		Example: "  standfirst man | man -l -\n  standfirst man > ~/.local/share/man/man1/standfirst.1",
		RunE: func(cmd *cobra.Command, _ []string) error {
			page, err := mango.NewManPage(1, cmd.Root())
			if err != nil {
				return fmt.Errorf("write manual page: %w", err)
			}
			_, err = fmt.Fprintln(s.out, page.Build(roff.NewDocument()))
			return err
		},
	}
}
