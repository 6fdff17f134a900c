package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func (s *session) backup() *cobra.Command {
	return &cobra.Command{
		Use:     "backup FILE",
		Short:   "Write a checked copy of the whole cache to a file",
		Long:    "Writes stories, articles, marks, follows and views into one compact file and checks it. The reader may be open meanwhile. An existing file is not overwritten.",
		Example: "  standfirst backup ~/standfirst-2026-11.db\n  standfirst backup ~/\"standfirst-$(date +%F).db\"",
		Args:    arguments(1, 1, "the file to write"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch folder := filepath.Dir(args[0]); {
			case args[0] == "-":
				return misused("a backup is a file and cannot be written to standard output; name one")
			case isFolder(args[0]):
				return fmt.Errorf("%s is a folder; name a file in it", args[0])
			case !isFolder(folder):
				return fmt.Errorf("there is no folder %s; make it first, or name another", folder)
			}
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			if err := room.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			bytes := int64(0)
			if info, err := os.Stat(args[0]); err == nil {
				bytes = info.Size()
			}
			_, err = fmt.Fprintf(s.out, "%s holds everything, %s, checked.\n", args[0], size(bytes))
			return err
		},
	}
}

func (s *session) restore() *cobra.Command {
	return &cobra.Command{
		Use:     "restore FILE",
		Short:   "Put a backup in the place of the cache; the present one is set aside",
		Long:    "Checks the file and puts a copy of it in the place of the cache. The cache that was there is set aside, never deleted. The reader must not be open.",
		Example: "  standfirst restore ~/standfirst-2026-11.db\n  standfirst --profile office restore office.db",
		Args:    arguments(1, 1, "the file of a backup"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if isFolder(args[0]) {
				return fmt.Errorf("%s is a folder; name a file in it", args[0])
			}
			if err := s.load(); err != nil {
				return err
			}
			aside, err := s.Restore(cmd.Context(), s.conf, args[0])
			if err != nil {
				return err
			}
			text := "Restored from " + args[0] + "."
			if aside != "" {
				text += " What was there before is kept as " + aside + "."
			}
			_, err = fmt.Fprintln(s.out, text)
			return err
		},
	}
}
