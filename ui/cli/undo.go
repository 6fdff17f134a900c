package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
)

func (s *session) undo() *cobra.Command {
	var list bool
	cmd := s.stepping("undo", "Take the last change back: marks, follows, mutes, views, sections, publications", "Undone", (*newsroom.Newsroom).Undo)
	cmd.Example = "  standfirst undo\n  standfirst undo --list"
	cmd.Flags().BoolVar(&list, "list", false, "only list the last 20 changes, newest first")
	step := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if list {
			asJSON, _ := cmd.Flags().GetBool("json") // declared by stepping
			return s.history(cmd.Context(), asJSON)
		}
		return step(cmd, args)
	}
	return cmd
}

func (s *session) redo() *cobra.Command {
	cmd := s.stepping("redo", "Do again what was taken back", "Done again", (*newsroom.Newsroom).Redo)
	cmd.Example = "  standfirst redo\n  standfirst redo --json"
	return cmd
}

func (s *session) stepping(name, short, done string, step func(*newsroom.Newsroom, context.Context) (feed.Change, error)) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   name,
		Short: short,
		RunE: func(cmd *cobra.Command, _ []string) error {
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			change, err := step(room, cmd.Context())
			if err != nil {
				return err
			}
			if change.ID == 0 {
				return matchedNothing("there is nothing to %s", name)
			}
			if asJSON {
				return s.changed(change)
			}
			_, err = fmt.Fprintf(s.out, "%s: %s.\n", done, changeText(change))
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON, with the field names of 'help json'")
	return cmd
}

// historyLength is how many changes are listed, as in the reader's `:undo`.
const historyLength = 20

// pastRecord is a change that was made before, as JSON.
type pastRecord struct {
	changeRecord
	At     *time.Time `json:"at"`
	Undone bool       `json:"undone"`
}

func (s *session) history(ctx context.Context, asJSON bool) error {
	room, err := s.open(ctx)
	if err != nil {
		return err
	}
	changes, err := room.History(ctx, historyLength)
	if err != nil {
		return err
	}
	out := form{json: asJSON}.rows(s.out)
	for _, change := range changes {
		state := ""
		if change.Undone {
			state = " (undone)"
		}
		text := fmt.Sprintf("%s  %s%s\n", change.At.In(s.Location).Format("2006-01-02 15:04"), changeText(change), state)
		if err := out.add(pastRecord{newChangeRecord(change), moment(change.At), change.Undone}, nil, text); err != nil {
			return err
		}
	}
	if err := out.end(); err != nil {
		return err
	}
	if out.count == 0 {
		return matchedNothing("no change has been made yet")
	}
	return nil
}

func changeText(change feed.Change) string {
	if change.What == "" {
		return fmt.Sprintf("%s, %d", change.Kind, change.Count)
	}
	return string(change.Kind) + " " + clean.Line(change.What, 0)
}
