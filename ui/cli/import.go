package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
)

// largestImport bounds what is read from a file or standard input.
const largestImport = 16 << 20

func (s *session) importCommand() *cobra.Command {
	var dry, asJSON bool
	cmd := &cobra.Command{
		Use:   "import FILE|-",
		Short: "Add the feeds of an OPML file or newsboat's urls file, or exported choices and marks",
		Long: "Adds every feed of the list to the configuration, folders kept as sections, and says what was added, what was there already " +
			"and what was rejected and why: one change for `standfirst undo`. Nothing is fetched; `standfirst refresh` does that. What `standfirst export choices` and `standfirst export marks` wrote is merged into what is here; nothing is taken back.",
		Example: "  standfirst import subscriptions.opml\n  standfirst import ~/.newsboat/urls --dry-run",
		Args:    arguments(1, 1, "a file, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if address.MatchString(args[0]) {
				return misused("%s is an address, and a list is read from a file: `curl -s ADDRESS | standfirst import -`", args[0])
			}
			text, err := s.read(args[0], largestImport)
			if err != nil {
				return err
			}
			if isChoices(text) {
				return s.importChoices(cmd.Context(), text, dry, asJSON)
			}
			if isMarks(text) {
				return s.importMarks(cmd.Context(), text, dry, asJSON)
			}
			if err := s.load(); err != nil {
				return err
			}
			report, fresh, err := Import(s.conf, text)
			if err != nil {
				return err
			}
			if len(fresh) > 0 && !dry {
				room, err := s.open(cmd.Context())
				if err != nil {
					return err
				}
				if _, err := room.Include(cmd.Context(), fresh...); err != nil {
					return err
				}
			}
			if err := s.imported(report, dry, asJSON); err != nil {
				return err
			}
			if len(report.Added)+len(report.Duplicate) == 0 {
				return matchedNothing("%s names no feed that can be read; it may be no list of feeds at all (OPML, or newsboat's urls file)", documentName(args[0]))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "only say what would be done")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON, with the field names of 'help json'")
	return cmd
}

// imported tells what came of a list, or would come of it.
func (s *session) imported(report Imported, dry, asJSON bool) error {
	if asJSON {
		return s.object(report)
	}
	would := ""
	if dry {
		would = "This would be: "
	}
	if _, err := fmt.Fprintf(s.out, "%s%s.\n", would, report.Summary()); err != nil {
		return err
	}
	for _, line := range report.lines() {
		if _, err := fmt.Fprintf(s.out, "   %s\n", sentence(line)); err != nil {
			return err
		}
	}
	return nil
}

// read reads a file, or standard input for "-", up to a number of bytes.
func (s *session) read(name string, largest int) ([]byte, error) {
	input := s.Stdin
	if name != "-" {
		file, err := os.Open(name) //nolint:gosec // the reader named it
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no file %s", name)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		defer file.Close()
		if info, err := file.Stat(); err == nil && info.IsDir() {
			return nil, fmt.Errorf("%s is a folder; name a file in it", name)
		}
		input = file
	}
	text, err := io.ReadAll(io.LimitReader(input, int64(largest)+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", documentName(name), err)
	}
	if len(text) > largest {
		return nil, fmt.Errorf("%s is larger than %d MiB, which is as much as is read", documentName(name), largest>>20)
	}
	return text, nil
}
