package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// olderRecord is what came of one publication's archive, as JSON.
type olderRecord struct {
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	Pages  int        `json:"pages"`
	New    int        `json:"new"`
	Oldest *time.Time `json:"oldest"` // of what was read; null: nothing dated
	Ended  bool       `json:"ended"`  // there is nothing older
	Error  string     `json:"error"`
}

func (s *session) backfill() *cobra.Command {
	var (
		f     form
		since string
	)
	cmd := &cobra.Command{
		Use:   "backfill --since DATE [publication...]",
		Short: "Fetch the stories that were printed before you subscribed",
		Long: "Reads the archive of every publication, or of the named ones, page by page back in time, with a pause between two pages: " +
			"from WordPress sites and from feeds that name their older pages. What came stays when it is interrupted; the same command goes on from there.\n\n" +
			"Exit 1 when a publication could not be read back that far, because its site is in the way or names nothing older.",
		Example:           "  standfirst backfill --since 2026-01-01\n  standfirst backfill community-care --since 90d",
		ValidArgsFunction: s.completePublications,
		Args:              arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			if since == "" {
				return misused("backfill needs --since: how far back, like 2026-01-01, 90d, or all")
			}
			if err := s.load(); err != nil { // a date is one of the reader's zone
				return err
			}
			began := s.began(since)
			if began.IsZero() && since != "all" {
				return misused("--since %q is no date; write it like 2026-01-01, 90d, or all", since)
			}
			if began.After(s.now()) {
				return misused("--since %q is still to come; backfill reads back in time", since)
			}
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			only, err := s.publicationIDs(cmd, room, args)
			if err != nil {
				return err
			}
			progress := bar{s: s}
			reports, err := room.Backfill(cmd.Context(), newsroom.BackfillRequest{Only: only, Since: began}, func(p newsroom.BackfillProgress) {
				text := fmt.Sprintf("%s: %s, %d new", clean.Line(p.Name, 0), words.Plural(p.Pages, "page"), p.New)
				if !p.Oldest.IsZero() {
					text += ", back to " + p.Oldest.In(s.Location).Format("2 January 2006")
				}
				progress.say(text)
			})
			progress.clear()
			if err != nil {
				return err
			}
			return s.older(f, reports)
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "how far back: 2026-01-01, 90d, or all")
	formFlags(cmd, &f)
	return cmd
}

// older writes one line a publication and fails when one of them stopped early.
func (s *session) older(f form, reports []newsroom.BackfillReport) error {
	out := f.rows(s.out, "id", "name", "pages", "new", "oldest", "ended", "error")
	failed := 0
	for _, report := range reports {
		r := olderRecord{
			ID: clean.Line(string(report.Publication), 0), Name: clean.Line(report.Name, 0), Pages: report.Pages, New: report.New,
			Oldest: moment(report.Oldest), Ended: report.Ended, Error: clean.Line(report.Fault, 0),
		}
		if r.Error != "" {
			failed++
		}
		text := r.Name + ": " + words.Number(r.New) + " new"
		if r.Oldest != nil {
			text += ", read back to " + report.Oldest.In(s.Location).Format("2 January 2006")
		}
		if text += "."; r.Ended {
			text += " There is nothing older."
		}
		if r.Error != "" {
			text += " " + sentence(r.Error)
		}
		cells := []string{r.ID, r.Name, fmt.Sprint(r.Pages), fmt.Sprint(r.New), cell(r.Oldest), fmt.Sprint(r.Ended), r.Error}
		if err := out.add(r, cells, text+"\n"); err != nil {
			return err
		}
	}
	if err := out.end(); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %s could not be read back that far; what came is stored", failed, words.Plural(len(reports), "publication"))
	}
	return nil
}
