package cli

import (
	"fmt"
	"strconv"
	"time"

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
			_, err = fmt.Fprintln(s.out, page.Build(dated{roff.NewDocument(), s.pageDate()}))
			return err
		},
	}
}

// dated is a page with a date of our choice in its head.
type dated struct {
	*roff.Document
	at time.Time
}

func (d dated) Heading(section uint, title, description string, _ time.Time) {
	d.Document.Heading(section, title, description, d.at)
}

// pageDate is today, or the day of the sources: the same sources make the same
// page (reproducible-builds.org, SOURCE_DATE_EPOCH).
func (s *session) pageDate() time.Time {
	if seconds, err := strconv.ParseInt(s.Env("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return time.Unix(seconds, 0).UTC()
	}
	return s.now()
}
