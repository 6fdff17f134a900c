package cli

import "github.com/spf13/cobra"

func (s *session) demo() *cobra.Command {
	var offline bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Open the reader on an invented paper; nothing leaves the machine",
		Long: "Starts a small publisher on this machine with two invented publications and opens the reader on them. " +
			"It has a cache of its own, your stories and marks are not touched, and it works without a network.",
		Example: "  standfirst demo\n  standfirst demo --offline",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.Demo(cmd.Context(), s.needs, offline)
		},
	}
	cmd.Flags().BoolVar(&offline, "offline", false, "start no publisher: show what an earlier demonstration stored")
	return cmd
}
