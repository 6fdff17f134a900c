package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/words"
)

// publicationRecord is a publication as JSON; its field names are stable.
type publicationRecord struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Site        string     `json:"site"`
	Feed        string     `json:"feed"` // the first address
	Feeds       []string   `json:"feeds"`
	Stories     int        `json:"stories"`
	Unread      int        `json:"unread"`
	Saved       int        `json:"saved"`
	Bytes       int64      `json:"bytes"` // text on disk
	Oldest      *time.Time `json:"oldest"`
	LastSuccess *time.Time `json:"last_success"`
	LastTry     *time.Time `json:"last_try"`
	NextCheck   *time.Time `json:"next_check"`
	Status      string     `json:"status"`
	Error       string     `json:"error"` // empty when the last try was good
	Remedy      string     `json:"remedy"`
	MovedTo     string     `json:"moved_to"`    // a lasting redirect of a feed
	MovedSince  *time.Time `json:"moved_since"` // seen, or adopted, first
	Adopted     bool       `json:"adopted"`     // it is asked there
	Notice      string     `json:"notice"`
	Retired     bool       `json:"retired"` // no longer in the configuration
}

func newPublicationRecord(p feed.PublicationState) publicationRecord {
	line := func(text string) string { return clean.Line(text, 0) }
	r := publicationRecord{
		ID: line(string(p.ID)), Name: line(p.Name), Site: line(p.Site), Feeds: make([]string, 0, len(p.Feeds)),
		Stories: p.Stories, Unread: p.Unread, Saved: p.Saved, Bytes: p.Bytes,
		Oldest: moment(p.Oldest), LastSuccess: moment(p.LastSuccess), LastTry: moment(p.LastTry), NextCheck: moment(p.NextCheck),
		Status: line(p.Status), Error: line(p.Fault), Remedy: line(p.Remedy), Notice: line(p.Notice), Retired: p.Retired,
	}
	if p.MovedTo != "" {
		r.MovedTo, _ = clean.WithoutSecrets(p.MovedTo)
		r.MovedSince, r.Adopted = moment(p.MovedSince), p.MoveAdopted
	}
	for _, address := range p.Feeds {
		shown, _ := clean.WithoutSecrets(address.URL)
		r.Feeds = append(r.Feeds, shown)
	}
	if len(r.Feeds) > 0 {
		r.Feed = r.Feeds[0]
	}
	return r
}

// moment is a time for JSON: UTC to the second, null when it is not known.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}

func (s *session) publications() *cobra.Command {
	var f form
	cmd := &cobra.Command{
		Use:     "publications",
		Short:   "List the publications with their counts and their health",
		Example: "  standfirst publications\n  standfirst publications --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			states, err := room.Publications(cmd.Context())
			if err != nil {
				return err
			}
			out := f.rows(s.out, "id", "name", "feed", "stories", "unread", "saved", "last_success", "next_check", "status", "error")
			for _, state := range states {
				r := newPublicationRecord(state)
				cells := []string{r.ID, r.Name, r.Feed, strconv.Itoa(r.Stories), strconv.Itoa(r.Unread), strconv.Itoa(r.Saved),
					cell(r.LastSuccess), cell(r.NextCheck), r.Status, r.Error}
				if err := out.add(r, cells, s.publicationText(state, r)); err != nil {
					return err
				}
			}
			if err := out.end(); err != nil {
				return err
			}
			if out.count == 0 {
				return matchedNothing("there are no publications; name one in the configuration, `standfirst help configuration` shows how")
			}
			return nil
		},
	}
	formFlags(cmd, &f)
	return cmd
}

func cell(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.RFC3339)
}

func (s *session) publicationText(p feed.PublicationState, r publicationRecord) string {
	bold, plain := s.style("\x1b[1m")
	var w strings.Builder
	fmt.Fprintf(&w, "%s%s%s (%s)\n", bold, r.Name, plain, r.ID)
	facts := []string{words.Plural(p.Stories, "story"), words.Number(p.Unread) + " unread"}
	if p.Saved > 0 {
		facts = append(facts, words.Number(p.Saved)+" saved")
	}
	if !p.Oldest.IsZero() {
		facts = append(facts, "back to "+p.Oldest.In(s.Location).Format("2 January 2006"))
	}
	if p.Bytes > 0 {
		facts = append(facts, size(p.Bytes))
	}
	fmt.Fprintf(&w, "   %s.\n", strings.Join(facts, ", "))
	when := "Never refreshed."
	if !p.LastSuccess.IsZero() {
		when = "Refreshed " + words.LongAge(s.now(), p.LastSuccess.In(s.Location)) + "."
	}
	if p.Retired {
		when += " No longer in the configuration: its stories are kept."
	} else if p.NextCheck.After(s.now()) {
		when += " Next check " + p.NextCheck.In(s.Location).Format("Mon 2 January, 15:04") + "."
	}
	fmt.Fprintf(&w, "   %s\n", when)
	for _, text := range []string{r.Error, r.Remedy, r.Notice, s.moveText(p, r)} {
		if text != "" {
			fmt.Fprintf(&w, "   %s\n", sentence(text))
		}
	}
	return w.String()
}

// moveText says where a feed moved, and what takes that back.
func (s *session) moveText(p feed.PublicationState, r publicationRecord) string {
	if r.MovedTo == "" {
		return ""
	}
	since := p.MovedSince.In(s.Location).Format("2 January 2006")
	from, _ := clean.WithoutSecrets(p.MovedFrom)
	if p.MoveAdopted {
		return fmt.Sprintf("it moved for good and is asked at %s since %s; `standfirst decline %s` goes back to %s", r.MovedTo, since, r.ID, from)
	}
	return fmt.Sprintf("it says since %s that it moved for good to %s; that is believed after three good answers over seven days, `standfirst decline %s` declines it", since, r.MovedTo, r.ID)
}

// sentence ends a text with a full stop and begins it with a capital.
func sentence(text string) string {
	text = clean.Line(text, 0)
	if text == "" {
		return ""
	}
	first := []rune(text)[0]
	text = strings.ToUpper(string(first)) + text[len(string(first)):]
	if !strings.ContainsAny(text[len(text)-1:], ".!?") {
		text += "."
	}
	return text
}

// size is a number of bytes in words: "3.4 MB".
func size(bytes int64) string {
	switch {
	case bytes >= 1_000_000_000:
		return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
	case bytes >= 1_000_000:
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	case bytes >= 1000:
		return fmt.Sprintf("%d kB", bytes/1000)
	}
	return words.Plural(int(bytes), "byte")
}
