package cli

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
)

// version is what --version prints after the name.
func (s *session) version() string {
	var notes []string
	if s.Version == "" {
		notes = append(notes, "built from source")
	}
	if len(s.Commit) >= 7 {
		commit := s.Commit[:7]
		if strings.HasSuffix(s.Commit, "+") {
			commit += " and changes"
		}
		notes = append(notes, commit)
	}
	if len(notes) == 0 {
		return s.Version
	}
	return strings.TrimSpace(s.Version + " (" + strings.Join(notes, ", ") + ")")
}

// versionRecord is what this program is, as JSON.
type versionRecord struct {
	Version string `json:"version"` // empty: built from source
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	System  string `json:"system"`
}

func (s *session) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Say which version this is",
		Example: "  standfirst version\n  standfirst version --json",
		RunE: func(*cobra.Command, []string) error {
			if !asJSON {
				_, err := fmt.Fprintf(s.out, "standfirst %s\n%s, %s/%s\n", s.version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
				return err
			}
			return s.object(versionRecord{s.Version, s.Commit, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON, with the field names of 'help json'")
	return cmd
}
