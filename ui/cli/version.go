package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// version is what --version prints after the name.
func (s *session) version() string {
	version := s.Version
	if version == "" {
		version = "(built from source)"
	}
	if len(s.Commit) >= 7 {
		version += " (" + s.Commit[:7] + ")"
	}
	return version
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
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON, with the field names of `help json`")
	return cmd
}
