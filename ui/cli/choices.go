package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// choices are what the reader chose while reading, for a second machine.
type choices struct {
	Kind     string                     `json:"kind"` // choicesKind
	Follows  []interestRecord           `json:"follows"`
	Mutes    []interestRecord           `json:"mutes"`
	Views    []viewRecord               `json:"views"`
	Sections map[string][]sectionChoice `json:"sections"` // edited section maps, by publication
	Screen   map[string]string          `json:"screen"`   // measure and density, as far as chosen
}

// mergedRecord is what an import of choices or marks brought, as JSON.
type mergedRecord struct {
	Follows int `json:"follows"`
	Mutes   int `json:"mutes"`
	Views   int `json:"views"`
	Marked  int `json:"marked"`  // stories
	Unknown int `json:"unknown"` // marks of stories that are not here
}

// sectionChoice is a line of an edited section map.
type sectionChoice struct {
	Path       string   `json:"path"`
	Name       string   `json:"name"`
	Categories []string `json:"categories,omitempty"`
	Feeds      []string `json:"feeds,omitempty"`
	Page       string   `json:"page,omitempty"`
	IfPresent  bool     `json:"if_present,omitempty"`
}

// screenChoices are the choices of the screen under the names that it keeps them
// by.
var screenChoices = []string{"measure", "density"}

type viewRecord struct {
	Name  string `json:"name"`
	Query string `json:"query"`
}

const choicesKind = "standfirst choices 1"

func (s *session) exportChoices() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:     "choices",
		Short:   "Write follows, mutes, views, edited sections, measure and density as JSON, for a second machine",
		Example: "  standfirst export choices > choices.json\n  standfirst export choices | ssh desk standfirst import -",
		RunE: func(cmd *cobra.Command, _ []string) error {
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			all, err := room.Interests(cmd.Context())
			if err != nil {
				return err
			}
			views, err := room.Views(cmd.Context())
			if err != nil {
				return err
			}
			document := choices{Kind: choicesKind, Follows: []interestRecord{}, Mutes: []interestRecord{}, Views: []viewRecord{}}
			for _, interest := range all {
				if interest.Muted {
					document.Mutes = append(document.Mutes, newInterestRecord(interest))
				} else {
					document.Follows = append(document.Follows, newInterestRecord(interest))
				}
			}
			for _, view := range views {
				document.Views = append(document.Views, viewRecord{clean.Line(view.Name, 0), view.Query.String()})
			}
			n := len(all) + len(views)
			more, err := alsoChosen(cmd.Context(), room, &document)
			if err != nil {
				return err
			}
			if n += more; n == 0 {
				return matchedNothing("nothing is followed, muted or kept as a view, and no section or width was changed")
			}
			text, err := json.MarshalIndent(document, "", "  ")
			if err != nil {
				return fmt.Errorf("write choices: %w", err)
			}
			return s.put(out, append(text, '\n'), "choice", n)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write to this file instead of standard output")
	return cmd
}

func isChoices(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) && bytes.Contains(text[:min(len(text), 512)], []byte(choicesKind))
}

// importChoices adds follows, mutes and views to those there are. All of it is
// read before anything is changed.
func (s *session) importChoices(ctx context.Context, text []byte, dry, asJSON bool) error {
	var document choices
	if err := json.Unmarshal(text, &document); err != nil {
		return fmt.Errorf("read choices: %w", err)
	}
	var interests []feed.Interest
	for _, record := range document.Follows {
		interests = append(interests, record.interest(false))
	}
	for _, record := range document.Mutes {
		interests = append(interests, record.interest(true))
	}
	for _, interest := range interests {
		switch interest.Kind {
		case feed.InterestTag, feed.InterestSection, feed.InterestByline, feed.InterestWords, feed.InterestSponsored:
		default:
			return fmt.Errorf("read choices: %q is nothing that can be followed or muted", interest.Kind)
		}
	}
	var views []feed.View
	for _, record := range document.Views {
		q, err := feed.ParseQuery(record.Query)
		if err != nil {
			return fmt.Errorf("in the view %s, %w", record.Name, err)
		}
		views = append(views, feed.View{Name: record.Name, Query: q})
	}
	done := "added"
	if dry {
		done = "would be added"
	} else {
		room, err := s.open(ctx)
		if err != nil {
			return err
		}
		if err := choose(ctx, room, interests, views); err != nil {
			return err
		}
		if err := chooseAlso(ctx, room, document); err != nil {
			return err
		}
	}
	if asJSON {
		return s.object(mergedRecord{Follows: len(document.Follows), Mutes: len(document.Mutes), Views: len(views)})
	}
	_, err := fmt.Fprintf(s.out, "%s, %s and %s %s.\n", words.Plural(len(document.Follows), "follow"), words.Plural(len(document.Mutes), "mute"),
		words.Plural(len(views), "view"), done)
	return err
}

func choose(ctx context.Context, room *newsroom.Newsroom, interests []feed.Interest, views []feed.View) error {
	for _, interest := range interests {
		if _, err := room.SetInterest(ctx, interest, true); err != nil {
			return err
		}
	}
	for _, view := range views {
		if _, err := room.SaveView(ctx, view); err != nil {
			return err
		}
	}
	return nil
}

// alsoChosen adds the section maps and the choices of the screen, and tells how
// many there are.
func alsoChosen(ctx context.Context, room *newsroom.Newsroom, into *choices) (n int, err error) {
	into.Sections, into.Screen = map[string][]sectionChoice{}, map[string]string{}
	maps, err := room.EditedSections(ctx)
	if err != nil {
		return 0, err
	}
	for id, sections := range maps {
		for _, s := range sections {
			into.Sections[string(id)] = append(into.Sections[string(id)], sectionChoice(s))
		}
	}
	for _, key := range screenChoices {
		value, err := room.Kept(ctx, key)
		if err != nil {
			return 0, err
		}
		// What the configuration said when it was chosen is this machine's own.
		if value, _, _ = strings.Cut(value, " over "); value != "" {
			into.Screen[key] = value
		}
	}
	return len(into.Sections) + len(into.Screen), nil
}

// chooseAlso takes them over. A section map of a publication that is not here is
// left out.
func chooseAlso(ctx context.Context, room *newsroom.Newsroom, document choices) error {
	states, err := room.Publications(ctx)
	if err != nil {
		return err
	}
	for _, state := range states {
		var sections []feed.Section
		for _, s := range document.Sections[string(state.ID)] {
			sections = append(sections, feed.Section(s))
		}
		if len(sections) == 0 {
			continue
		}
		if _, err := room.SetSections(ctx, state.ID, sections); err != nil {
			return err
		}
	}
	for _, key := range screenChoices {
		if value := clean.Line(document.Screen[key], longestName); value != "" {
			if _, err := room.Choose(ctx, key, value, key+" "+value); err != nil {
				return err
			}
		}
	}
	return nil
}

func newInterestRecord(i feed.Interest) interestRecord {
	return interestRecord{string(i.Kind), clean.Line(string(i.Publication), 0), clean.Line(i.Value, 0), clean.Line(i.Name, 0), moment(i.Since)}
}

func (r interestRecord) interest(muted bool) feed.Interest {
	return feed.Interest{Kind: feed.InterestKind(r.Kind), Publication: feed.PublicationID(r.Publication), Value: r.Value, Name: r.Name, Muted: muted}
}
