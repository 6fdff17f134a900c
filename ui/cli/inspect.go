package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// largestDocument is the most that is read of a file: as much as a refresh takes
// of a feed, and a byte more, so that the limit is told.
const largestDocument = 32<<20 + 1

var kinds = []string{"auto", "feed", "article", "opml"}

func (s *session) inspect() *cobra.Command {
	var (
		request newsroom.InspectRequest
		asJSON  bool
	)
	cmd := &cobra.Command{
		Use:   "inspect FILE|URL|-",
		Short: "Say what the reader makes of a feed, a page or a list of feeds",
		Long: "Reads a document as a refresh does, without the cache: format, stories with section and tags, and what was repaired or left out. " +
			"An address is asked once; nothing is kept.\n\nExit 0 when it was read, 1 when it was not.",
		Example: "  standfirst inspect https://www.lgafirst.co.uk/feed/\n  curl -s https://ward-notes.example/ | standfirst inspect --as article --base https://ward-notes.example/ --json -",
		Args:    arguments(1, 1, "a file, an address, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(kinds, request.As) {
				return misused("--as %q is not known; it is %s", request.As, strings.Join(kinds, ", "))
			}
			if request.Base != "" && clean.URL(request.Base) == "" {
				return misused("--base %q is not an http or https address", request.Base)
			}
			inspection, err := s.look(cmd.Context(), request, args[0])
			if err != nil {
				if errors.As(err, new(misuse)) || !asJSON {
					return err
				}
				inspection.Error, inspection.Warnings = clean.Line(err.Error(), 0), []string{}
			}
			scrub(reflect.ValueOf(&inspection).Elem())
			if asJSON {
				if err := s.object(inspection); err != nil {
					return err
				}
			} else if err := s.writeInspection(inspection); err != nil {
				return err
			}
			if !inspection.OK {
				return fmt.Errorf("%s could not be read: %s", documentName(args[0]), inspection.Error)
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&request.As, "as", "auto", "auto, feed, article or opml")
	flags.StringVar(&request.Base, "base", "", "the address it came from; relative links lead on from it")
	flags.StringVar(&request.ContentType, "content-type", "", "the Content-Type it came with")
	flags.BoolVar(&asJSON, "json", false, "write JSON, with the field names of 'help json'")
	flags.SortFlags = false
	_ = cmd.RegisterFlagCompletionFunc("as", cobra.FixedCompletions(kinds, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// look gets the document and inspects it.
func (s *session) look(ctx context.Context, request newsroom.InspectRequest, from string) (newsroom.Inspection, error) {
	kind := request.As
	if kind == "auto" {
		kind = "feed"
	}
	failed := newsroom.Inspection{Kind: kind}
	request.Now = s.Now()
	if address.MatchString(from) {
		if clean.URL(from) == "" {
			return failed, misused("%q is no address that can be asked", from)
		}
		document, err := s.Fetch(ctx, s.needs, from)
		if err != nil {
			return failed, err
		}
		request.Data = document.Data
		if request.Base == "" {
			request.Base = document.URL
		}
		if request.ContentType == "" {
			request.ContentType = document.ContentType
		}
	} else {
		_, err := os.Stat(from)
		if err != nil { // a file may be called anything
			err = onlyWeb(from)
		}
		if err != nil {
			return failed, err
		}
		if request.Data, err = s.read(from, largestDocument); err != nil {
			return failed, err
		}
	}
	if s.Known != nil {
		request.Publications, request.Aliases = s.Known(s.needs)
	}
	return newsroom.Inspect(request), nil
}

// writeInspection writes a report for people.
func (s *session) writeInspection(in newsroom.Inspection) error {
	var w strings.Builder
	bold, plain := s.style("\x1b[1m")
	date := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return words.Moment(*t, s.Location, "Mon 2 January 2006")
	}
	facts := func(indent string, all ...[2]string) {
		for _, fact := range all {
			if fact[1] != "" {
				fmt.Fprintf(&w, "%s%-11s %s\n", indent, fact[0], clean.Line(fact[1], 0))
			}
		}
	}
	if in.OK {
		fmt.Fprintf(&w, "%s%s%s\n", bold, in.Title, plain)
		facts("", [2]string{"kind", strings.TrimSpace(in.Kind + " " + in.Format)}, [2]string{"link", in.Link}, [2]string{"language", in.Language},
			[2]string{"site", in.Site}, [2]string{"byline", in.Byline}, [2]string{"published", date(in.Published)}, [2]string{"standfirst", in.Standfirst})
	}
	if in.OK && in.Kind == "feed" {
		fmt.Fprintf(&w, "%s\n", words.Plural(len(in.Stories), "story"))
	}
	for i, story := range in.Stories {
		fmt.Fprintf(&w, "\n%d. %s%s%s\n", i+1, bold, story.Title, plain)
		comments := ""
		if story.Comments != nil {
			comments = fmt.Sprint(*story.Comments)
		}
		facts("   ", [2]string{"link", story.Link}, [2]string{"date", date(story.Date)}, [2]string{"byline", story.Byline},
			[2]string{"sections", strings.Join(story.Sections, ", ")}, [2]string{"tags", strings.Join(story.Tags, ", ")},
			[2]string{"categories", strings.Join(story.Categories, ", ")}, [2]string{"comments", comments}, [2]string{"standfirst", story.Standfirst},
			[2]string{"text", words.Plural(len(strings.Fields(story.Markdown)), "word")})
	}
	if in.OK && in.Kind == "opml" {
		fmt.Fprintf(&w, "%s\n", words.Plural(len(in.Feeds), "feed"))
	}
	for _, f := range in.Feeds {
		fmt.Fprintf(&w, "   %s\n", strings.Join(append(append([]string{}, f.Path...), f.Title, f.URL), " › "))
	}
	if in.Kind == "article" && in.Text != "" {
		fmt.Fprintf(&w, "\n%s\n", in.Text)
	}
	if len(in.Warnings) > 0 {
		fmt.Fprintf(&w, "\nWarnings\n")
	}
	for _, warning := range in.Warnings {
		fmt.Fprintf(&w, "   %s\n", sentence(warning))
	}
	_, err := io.WriteString(s.out, w.String())
	return err
}

// scrub cleans every text in a value: the steps have done it, this is the
// second gate.
func scrub(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() {
			v.SetString(clean.Text(v.String()))
		}
	case reflect.Slice:
		for i := range v.Len() {
			scrub(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scrub(v.Field(i))
			}
		}
	}
}

// documentName is the argument as a sentence names it.
func documentName(argument string) string {
	if argument == "-" {
		return "standard input"
	}
	return argument
}
