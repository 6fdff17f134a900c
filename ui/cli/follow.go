package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/newsroom"
)

// interestRecord is something followed or muted, as JSON.
type interestRecord struct {
	Kind        string     `json:"kind"`
	Publication string     `json:"publication"` // for sections
	Value       string     `json:"value"`
	Name        string     `json:"name"`
	Since       *time.Time `json:"since"`
}

// interestColumns are the columns of --tsv.
var interestColumns = []string{"kind", "publication", "value", "name", "since"}

func (r interestRecord) cells() []string {
	return []string{r.Kind, r.Publication, r.Value, r.Name, cell(r.Since)}
}

func (s *session) follow() *cobra.Command {
	return s.choose("follow", "followed", false, "tag:… or section:…",
		"Follow tags and sections, or list what is followed",
		"Stories of what you follow stand under Followed, and their articles are stored for reading offline.",
		"  standfirst follow tag:\"kinship care\"\n  standfirst follow section:community-care/children --stop")
}

func (s *session) mute() *cobra.Command {
	return s.choose("mute", "muted", true, "tag:…, section:…, by:…, is:sponsored or words",
		"Mute tags, sections, bylines or words, or list what is muted",
		"Muted stories are kept and counted, but not listed; `is:muted` shows them.",
		"  standfirst mute is:sponsored\n  standfirst mute \"care homes\" --stop")
}

func (s *session) choose(name, done string, muted bool, takes, short, long, example string) *cobra.Command {
	var (
		f    form
		stop bool
	)
	fields := []string{"tag:", "section:"}
	if muted {
		fields = append(fields, "by:", "is:sponsored")
	}
	cmd := &cobra.Command{
		Use: name + " [term...]", Short: short, Long: long + "\n\nIt takes " + takes + ". `standfirst undo` takes it back.", Example: example,
		Args: arguments(0, -1, ""), ValidArgsFunction: completeFields(fields...),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if len(args) == 0 && stop {
				return misused("--stop needs to know what; `standfirst %s` lists what is %s", name, done)
			}
			var interests []feed.Interest
			if len(args) > 0 {
				q, err := query(args)
				if err != nil {
					return err
				}
				for _, term := range q.Terms {
					interest, ok := interestOf(term, muted)
					if !ok {
						return misused("%s takes %s, not %s", name, takes, feed.Query{Terms: []feed.Term{term}})
					}
					interests = append(interests, interest)
				}
			}
			room, err := s.open(ctx)
			if err != nil {
				return err
			}
			if len(interests) == 0 {
				return s.interests(cmd, room, f, muted, done)
			}
			out := f.rows(s.out, interestColumns...)
			for _, interest := range interests {
				if interest.Kind == feed.InterestSection {
					if err := s.placeSection(cmd, room, &interest); err != nil {
						return err
					}
				}
				change, err := room.SetInterest(ctx, interest, !stop)
				if err != nil {
					return err
				}
				text := "now " + done
				switch {
				case change.ID == 0 && stop:
					text = "was not " + done
				case change.ID == 0:
					text = "was " + done + " already"
				case stop:
					text = "no longer " + done
				}
				if interest.Since, err = sinceWhen(ctx, room, interest); err != nil {
					return err
				}
				r := newInterestRecord(interest)
				if err := out.add(r, r.cells(), fmt.Sprintf("%s: %s.\n", r.Name, text)); err != nil {
					return err
				}
			}
			return out.end()
		},
	}
	formFlags(cmd, &f)
	cmd.Flags().BoolVar(&stop, "stop", false, "end it")
	return cmd
}

// sinceWhen is when something was followed or muted; zero: it is not.
func sinceWhen(ctx context.Context, room *newsroom.Newsroom, wanted feed.Interest) (time.Time, error) {
	all, err := room.Interests(ctx)
	for _, one := range all {
		if one.Kind == wanted.Kind && one.Muted == wanted.Muted && one.Publication == wanted.Publication && feed.FoldPath(one.Value) == feed.FoldPath(wanted.Value) {
			return one.Since, err
		}
	}
	return time.Time{}, err
}

// interestOf reads a term of the query language as something to follow or mute.
func interestOf(term feed.Term, muted bool) (feed.Interest, bool) {
	interest := feed.Interest{Value: term.Value, Name: term.Value, Muted: muted}
	switch {
	case term.Not:
		return interest, false
	case term.Kind == feed.TermTag:
		interest.Kind, interest.Value = feed.InterestTag, feed.Fold(term.Value)
	case term.Kind == feed.TermSection:
		interest.Kind = feed.InterestSection
	case muted && term.Kind == feed.TermBy:
		interest.Kind = feed.InterestByline
	case muted && (term.Kind == feed.TermWord || term.Kind == feed.TermPhrase):
		interest.Kind = feed.InterestWords
	case muted && term.Kind == feed.TermIs && term.Value == "sponsored":
		interest.Kind, interest.Name = feed.InterestSponsored, "sponsored stories"
	default:
		return interest, false
	}
	return interest, true
}

// placeSection tells which publication a section belongs to: the one named
// before the first "/", or the only one that has it.
func (s *session) placeSection(cmd *cobra.Command, room *newsroom.Newsroom, interest *feed.Interest) error {
	states, err := room.Publications(cmd.Context())
	if err != nil {
		return err
	}
	var found []feed.Interest
	for _, state := range states {
		path := foldPath(interest.Value)
		if paper, rest, ok := strings.Cut(interest.Value, "/"); ok &&
			(paper == string(state.ID) || feed.Fold(paper) == feed.Fold(state.Name)) {
			path = foldPath(rest)
		}
		for _, section := range state.Sections {
			if foldPath(section.Path) == path {
				one := *interest
				one.Publication, one.Value, one.Name = state.ID, section.Path, state.Name+", "+section.Name
				found = append(found, one)
			}
		}
	}
	switch len(found) {
	case 0:
		return matchedNothing("no publication has a section %q; `standfirst sections` lists them", interest.Value)
	case 1:
		*interest = found[0]
		return nil
	}
	return misused("several publications have a section %q; name one before it: section:%s/%s", interest.Value, found[0].Publication, found[0].Value)
}

func foldPath(path string) string {
	parts := strings.Split(path, "/")
	for i := range parts {
		parts[i] = feed.Fold(parts[i])
	}
	return strings.Join(parts, "/")
}

func (s *session) interests(cmd *cobra.Command, room *newsroom.Newsroom, f form, muted bool, done string) error {
	all, err := room.Interests(cmd.Context())
	if err != nil {
		return err
	}
	out := f.rows(s.out, interestColumns...)
	for _, interest := range all {
		if interest.Muted != muted {
			continue
		}
		r := newInterestRecord(interest)
		if err := out.add(r, r.cells(), fmt.Sprintf("%s: %s\n", r.Kind, r.Name)); err != nil {
			return err
		}
	}
	if err := out.end(); err != nil {
		return err
	}
	if out.count == 0 {
		return matchedNothing("nothing is %s", done)
	}
	return nil
}
