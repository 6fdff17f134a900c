package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

func (s *session) prune() *cobra.Command {
	var sure bool
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Remove stories older than keep_days; without --yes only say which",
		Long: "Removes the stories that were published, and came, more than `keep_days` days ago (configuration; 0 keeps everything). " +
			"Saved stories are never removed, and marks stay. Without --yes it says what it would remove and removes nothing.",
		Example: "  standfirst prune\n  standfirst prune --yes",
		RunE: func(cmd *cobra.Command, _ []string) error {
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			plan, err := room.PlanPrune(cmd.Context())
			if err != nil {
				return err
			}
			if plan.Before.IsZero() {
				return matchedNothing("everything is kept; set keep_days in the configuration to let old stories go")
			}
			if _, err := fmt.Fprintln(s.out, s.planText(plan)); err != nil {
				return err
			}
			if plan.Stories == 0 {
				return matchedNothing("there is nothing to remove")
			}
			if !sure {
				_, err := fmt.Fprintln(s.out, "Nothing was removed; --yes removes them.")
				return err
			}
			done, err := room.Prune(cmd.Context())
			if err != nil {
				return err
			}
			said := words.Plural(done.Stories, "story") + " removed"
			freed, err := room.Shrink(cmd.Context())
			if freed > 0 {
				said += "; the archive is " + size(freed) + " smaller"
			}
			_, writeErr := fmt.Fprintln(s.out, said+".")
			return errors.Join(err, writeErr)
		},
	}
	cmd.Flags().BoolVar(&sure, "yes", false, "do it")
	return cmd
}

func (s *session) planText(p newsroom.PrunePlan) string {
	day := func() string { return p.Before.In(s.Location).Format("2 January 2006") }
	text := fmt.Sprintf("%s from before %s, %s of text", words.Plural(p.Stories, "story"), day(), size(p.Bytes))
	if p.Stories > 0 {
		text += fmt.Sprintf(", the oldest from %s, the newest from %s", p.Oldest.In(s.Location).Format("2 January 2006"), p.Newest.In(s.Location).Format("2 January 2006"))
	}
	switch {
	case p.Spared == 1:
		text += "; a saved one stays"
	case p.Spared > 1:
		text += fmt.Sprintf("; %s saved ones stay", words.Number(p.Spared))
	}
	return text + "."
}
