package cli

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// outcomeRecord is what came of asking one publication, as JSON.
type outcomeRecord struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Status   string   `json:"status"`
	New      int      `json:"new"`
	Updated  int      `json:"updated"`
	Error    string   `json:"error"`
	Remedy   string   `json:"remedy"`
	Warnings []string `json:"warnings"`
	MovedTo  string   `json:"moved_to"` // adopted now: asked there from here on
	Seconds  float64  `json:"seconds"`
}

// A refresh makes much garbage around little that lives. The collector runs a
// little sooner than by itself (gcPercent), which saves a tenth of the memory
// for a thirtieth of the time; and much sooner where documents are so large that
// their garbage would fill the memory (memoryGoal).
const (
	gcPercent  = 85
	memoryGoal = 112 << 20
)

func (s *session) refresh() *cobra.Command {
	var (
		f          form
		now, force bool
	)
	cmd := &cobra.Command{
		Use:   "refresh [publication...]",
		Short: "Ask the publications that are due for what is new",
		Long: "Asks every publication whose time has come, or the named ones, and stores what is new. " +
			"For cron and timers: it keeps to the schedule, so it may be started as often as you like.\n\n" +
			"Exit 0 when every publication that was asked answered, 1 when one did not.",
		Example:           "  standfirst refresh\n  standfirst refresh community-care --now",
		ValidArgsFunction: s.completePublications,
		Args:              arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			debug.SetGCPercent(gcPercent)
			debug.SetMemoryLimit(memoryGoal)
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			only, err := s.publicationIDs(cmd, room, args)
			if err != nil {
				return err
			}
			progress := bar{s: s}
			report, err := room.Refresh(cmd.Context(), newsroom.RefreshRequest{Only: only, Manual: now, Force: force, Index: true}, func(p newsroom.Progress) {
				progress.at(p.Done, p.Of, p.Name)
			})
			progress.clear()
			if err != nil {
				return err
			}
			told := s.report(f, report, now)
			// What can wait until the stories are told; another instance that is
			// at it already does it for both.
			if _, err := room.AfterRefresh(cmd.Context(), nil); err != nil && !errors.Is(err, newsroom.ErrRefreshing) {
				return err
			}
			return told
		},
	}
	formFlags(cmd, &f)
	cmd.Flags().BoolVar(&now, "now", false, "ask also what is not due, but nobody twice within five minutes")
	cmd.Flags().BoolVar(&force, "force", false, "ask everybody now, whatever the schedule says")
	return cmd
}

// report writes one line a publication and fails when one of them did.
func (s *session) report(f form, report newsroom.Report, byHand bool) error {
	out := f.rows(s.out, "id", "name", "status", "new", "updated", "error", "remedy")
	waiting := 0
	for _, o := range report.Outcomes {
		line := func(text string) string { return clean.Line(text, 0) }
		r := outcomeRecord{
			ID: line(string(o.Publication)), Name: line(o.Name), Status: line(o.Status), New: o.New, Updated: o.Updated,
			Error: line(o.Fault), Remedy: line(o.Remedy), Warnings: make([]string, 0, len(o.Warnings)), Seconds: o.Took.Seconds(),
		}
		if o.Moved != "" {
			r.MovedTo, _ = clean.WithoutSecrets(o.Moved)
		}
		for _, warning := range o.Warnings {
			r.Warnings = append(r.Warnings, line(warning))
		}
		if o.Status == "not due" {
			waiting++
		}
		cells := []string{r.ID, r.Name, r.Status, fmt.Sprint(r.New), fmt.Sprint(r.Updated), r.Error, r.Remedy}
		text := outcomeText(r)
		if byHand && o.Status == newsroom.StatusNotDue {
			text = fmt.Sprintf("%s: asked less than %s ago; --now asks again in %s, --force at once.\n", r.Name, minutes(newsroom.ManualFloor), minutes(o.Wait))
		}
		if err := out.add(r, cells, text); err != nil {
			return err
		}
	}
	if err := out.end(); err != nil {
		return err
	}
	if report.Notice != "" {
		fmt.Fprintln(s.Stderr, sentence(report.Notice))
	}
	if waiting > 0 && waiting == len(report.Outcomes) && s.ErrIsTerminal {
		fmt.Fprintln(s.Stderr, "Nothing is due yet; --now asks all the same.")
	}
	switch {
	case report.Offline:
		return newsroom.ErrOffline
	case report.Failed > 0:
		return fmt.Errorf("%d of %s could not be refreshed; the others are stored, `standfirst publications` says more",
			report.Failed, words.Plural(len(report.Outcomes), "publication"))
	}
	return nil
}

// minutes is a wait in words, begun minutes counted whole.
func minutes(wait time.Duration) string {
	return words.Plural(int((wait+time.Minute-1)/time.Minute), "minute")
}

func outcomeText(r outcomeRecord) string {
	text := r.Name + ": "
	switch {
	case r.Error != "":
		text += sentence(r.Error)
		if r.Remedy != "" {
			text += " " + sentence(r.Remedy)
		}
	case r.New > 0 || r.Updated > 0:
		var parts []string
		if r.New > 0 {
			parts = append(parts, words.Number(r.New)+" new")
		}
		if r.Updated > 0 {
			parts = append(parts, words.Number(r.Updated)+" updated")
		}
		text += strings.Join(parts, ", ") + "."
	case r.Status == "ok", r.Status == "not modified":
		text += "nothing new."
	default:
		text += r.Status + "."
	}
	if r.MovedTo != "" {
		text += "\n   It moved for good and is asked at " + r.MovedTo + " from now on; `standfirst decline " + r.ID + "` takes that back."
	}
	for _, warning := range r.Warnings {
		text += "\n   " + sentence(warning)
	}
	return text + "\n"
}

// publicationIDs finds the publications that arguments name by word or by name.
func (s *session) publicationIDs(cmd *cobra.Command, room *newsroom.Newsroom, args []string) ([]feed.PublicationID, error) {
	if len(args) == 0 {
		return nil, nil
	}
	states, err := room.Publications(cmd.Context())
	if err != nil {
		return nil, err
	}
	var ids []feed.PublicationID
	for _, arg := range args {
		at := slices.IndexFunc(states, func(p feed.PublicationState) bool {
			return string(p.ID) == arg || feed.Fold(p.Name) == feed.Fold(arg)
		})
		if at < 0 {
			var known []string
			for _, state := range states {
				known = append(known, string(state.ID))
			}
			return nil, misused("there is no publication %q; there are %s", arg, strings.Join(known, ", "))
		}
		ids = append(ids, states[at].ID)
	}
	return ids, nil
}
