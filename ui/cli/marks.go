package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"standfirst/ui/words"
)

func (s *session) exportMarks() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:     "marks",
		Short:   "Write what is read and saved as JSON lines, for a second machine",
		Example: "  standfirst export marks > marks.jsonl\n  standfirst export marks | ssh desk standfirst import -",
		RunE: func(cmd *cobra.Command, _ []string) error {
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			var text bytes.Buffer
			n, err := room.ExportMarks(cmd.Context(), &text)
			if err != nil {
				return err
			}
			if n == 0 {
				return matchedNothing("nothing is read or saved yet")
			}
			return s.put(out, text.Bytes(), "mark", n)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write to this file instead of standard output")
	return cmd
}

// isMarks tells lines of exported marks: a JSON object a line, with a story's
// publication and names.
func isMarks(text []byte) bool {
	first, _, _ := bytes.Cut(bytes.TrimSpace(text), []byte("\n"))
	var line struct {
		Publication string `json:"p"`
		Names       []any  `json:"n"`
	}
	return json.Unmarshal(first, &line) == nil && line.Publication != "" && len(line.Names) > 0
}

func (s *session) importMarks(ctx context.Context, text []byte, dry, asJSON bool) error {
	if dry {
		return misused("--dry-run cannot tell what marks would do; importing them takes nothing back")
	}
	room, err := s.open(ctx)
	if err != nil {
		return err
	}
	merged, unknown, err := room.ImportMarks(ctx, bytes.NewReader(text))
	if err != nil {
		return err
	}
	if asJSON {
		return s.object(mergedRecord{Marked: merged, Unknown: unknown})
	}
	note := ""
	if unknown > 0 {
		note = fmt.Sprintf("; %s of stories that are not here (refresh, and import them again)", words.Plural(unknown, "mark"))
	}
	_, err = fmt.Fprintf(s.out, "%s marked%s.\n", words.Plural(merged, "story"), note)
	return err
}
