package cli

import "github.com/spf13/cobra"

func (s *session) search() *cobra.Command {
	var (
		f     form
		limit int
	)
	cmd := &cobra.Command{
		Use:               "search WORDS",
		Short:             "Search headlines, standfirsts, texts, bylines and tags, best first",
		Example:           "  standfirst search kinship allowance\n  standfirst search \"rebuild trust\" section:community-care/children --json",
		ValidArgsFunction: s.completeQuery,
		Args:              arguments(1, -1, "words to look for"),
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := query(args)
			if err != nil {
				return err
			}
			if !q.Words() {
				return misused("search needs words to look for; `standfirst list %s` answers a query without any", shown(args))
			}
			return s.stories(cmd, q, args, f, limit)
		},
	}
	formFlags(cmd, &f)
	limitFlag(cmd, &limit)
	return cmd
}
