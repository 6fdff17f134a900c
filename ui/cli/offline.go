package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// storeRecord is what came of storing articles, as JSON.
type storeRecord struct {
	Stored  int      `json:"stored"`
	Already int      `json:"already"`
	Failed  int      `json:"failed"`
	Queued  int      `json:"queued"` // wait for the next connection
	Faults  []string `json:"faults"`
	// Pictures is how many pictures came; 0 without --images.
	Pictures int `json:"pictures"`
}

// lackingRecord is a story that would not open without a network, as JSON.
type lackingRecord struct {
	ID    feed.StoryID `json:"id"`
	Title string       `json:"title"`
}

func (s *session) offline() *cobra.Command {
	var (
		since                  string
		images, verify, asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "offline [query]",
		Short: "Store the full articles of the stories that answer a query",
		Long: "Fetches the pages of stories whose full article is not on disk, politely: robots' rules are kept, one page at a time from a site, " +
			"no way round a paywall or log-in. What was stored stays when it is interrupted; the same command goes on from there.\n\n" +
			"--verify asks nobody and proves that each of the stories opens without a network.",
		Example: "  standfirst offline tag:fostering --since 30d --images\n  standfirst offline is:followed --verify",
		Args:    arguments(0, -1, ""), ValidArgsFunction: s.completeQuery,
		RunE: func(cmd *cobra.Command, args []string) error {
			if images && verify {
				return misused("--images and --verify exclude each other; give one of them")
			}
			if err := s.load(); err != nil {
				return err
			}
			q, err := s.sinceQuery(args, since)
			if err != nil {
				return err
			}
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			ids, err := room.IDs(cmd.Context(), q)
			if err != nil {
				return err
			}
			if len(ids) == 0 {
				return noStory(cmd.Context(), room, args)
			}
			if verify {
				return s.verify(cmd.Context(), room, ids, asJSON)
			}
			return s.store(cmd.Context(), room, ids, images, asJSON)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&since, "since", "", "only stories since then: 30d, 2026-11-01 or last-visit")
	flags.BoolVar(&images, "images", false, "their pictures, too")
	flags.BoolVar(&verify, "verify", false, "only check that each of them opens without a network")
	flags.BoolVar(&asJSON, "json", false, "write JSON, with the field names of 'help json'")
	flags.SortFlags = false
	_ = cmd.RegisterFlagCompletionFunc("since", cobra.FixedCompletions([]string{"7d", "30d", "today", "yesterday", "last-visit"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// sinceQuery is the query with --since added.
func (s *session) sinceQuery(args []string, since string) (feed.Query, error) {
	q, err := query(args)
	if err != nil || since == "" {
		return q, err
	}
	term, err := sinceTerm(since)
	return q.With(term), err
}

func (s *session) store(ctx context.Context, room *newsroom.Newsroom, ids []feed.StoryID, images, asJSON bool) error {
	progress := bar{s: s}
	report, err := room.Store(ctx, ids, func(p newsroom.StoreProgress) { progress.at(p.Done, p.Of, p.Title) })
	progress.clear()
	if err != nil && !errors.Is(err, newsroom.ErrOffline) {
		return err
	}
	record := storeRecord{Stored: report.Stored, Already: report.Already, Failed: report.Failed, Queued: report.Queued, Faults: make([]string, 0, len(report.Faults))}
	if images && err == nil {
		record.Pictures, err = room.StorePictures(ctx, ids, func(p newsroom.StoreProgress) { progress.at(p.Done, p.Of, p.Title) })
		progress.clear()
		if err != nil && !errors.Is(err, newsroom.ErrOffline) {
			return err
		}
	}
	for _, fault := range report.Faults {
		record.Faults = append(record.Faults, clean.Line(fault, 0))
	}
	if asJSON {
		if err := s.object(record); err != nil {
			return err
		}
	} else {
		if _, err := fmt.Fprintf(s.out, "%s stored, %d on disk before, %d could not be had, %d waiting for the next connection.\n",
			words.Plural(record.Stored, "article"), record.Already, record.Failed, record.Queued); err != nil {
			return err
		}
		if images {
			if _, err := fmt.Fprintf(s.out, "%s stored.\n", words.Plural(record.Pictures, "picture")); err != nil {
				return err
			}
		}
		for _, fault := range record.Faults {
			if _, err := fmt.Fprintf(s.out, "   %s\n", sentence(fault)); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return err
	}
	if record.Queued > 0 {
		return fmt.Errorf("%s could not be reached now; try again when there is a connection (`standfirst refresh` fetches them, too)", words.Plural(record.Queued, "article"))
	}
	if record.Failed > 0 {
		return fmt.Errorf("%s could not be had; `standfirst show` still writes what the feed gave", words.Plural(record.Failed, "article"))
	}
	return nil
}

// verify names the stories whose full article is not here.
func (s *session) verify(ctx context.Context, room *newsroom.Newsroom, ids []feed.StoryID, asJSON bool) error {
	missing, err := room.VerifyStored(ctx, ids)
	if err != nil {
		return err
	}
	out := form{json: asJSON}.rows(s.out)
	for _, id := range missing {
		article, err := room.Article(ctx, id)
		if err != nil {
			return err
		}
		row, err := s.rowOf(ctx, article)
		if err != nil {
			return err
		}
		if err := out.add(lackingRecord{id, clean.Line(row.Title, 0)}, nil, fmt.Sprintf("%d. %s\n", id, clean.Line(row.Title, 0))); err != nil {
			return err
		}
	}
	if err := out.end(); err != nil {
		return err
	}
	if len(missing) > 0 {
		return fmt.Errorf("%d of %s would not open in full without a network; `standfirst offline` stores them", len(missing), words.Plural(len(ids), "story"))
	}
	if !asJSON {
		_, err = fmt.Fprintf(s.out, "All of %s open without a network.\n", words.Plural(len(ids), "story"))
	}
	return err
}
