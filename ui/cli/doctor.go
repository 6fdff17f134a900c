package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// healthRecord is what doctor finds, as JSON.
type healthRecord struct {
	Live         bool                      `json:"live"` // the publications were asked now
	Version      string                    `json:"version"`
	System       string                    `json:"system"`
	Publications []publicationHealthRecord `json:"publications"`
	Clock        string                    `json:"clock"`
	Disk         string                    `json:"disk"`
	Cache        string                    `json:"cache"`
	Error        string                    `json:"error"` // a lasting fault of the cache; empty: none
	Stories      int                       `json:"stories"`
	Bytes        int64                     `json:"bytes"`
	Unindexed    int                       `json:"unindexed"` // stories that wait for the search index
	Queued       int                       `json:"queued"`    // articles that wait for a connection
}

// publicationHealthRecord is one publication of it; each text is a few words.
type publicationHealthRecord struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Feed        string `json:"feed"`
	Mode        string `json:"mode"` // full text or excerpts
	Sections    string `json:"sections"`
	REST        string `json:"rest"`
	Paging      string `json:"paging"`
	Robots      string `json:"robots"`
	Certificate string `json:"certificate"`
	Clock       string `json:"clock"`
	Error       string `json:"error"`
	Remedy      string `json:"remedy"`
}

func (s *session) doctor() *cobra.Command {
	var (
		f               form
		offline, report bool
	)
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what is well and what is not: publications, disk, cache, clock",
		Long: "Asks every publication now (its feed, an older page of it, its rules for robots) and says what came. " +
			"--offline asks nobody and tells what is known already.\n\n" +
			"--report writes it for a report of a fault: without names, addresses, stories or anything else that tells what you read.\n\n" +
			"Exit 1 when something needs attention.",
		Example: "  standfirst doctor\n  standfirst doctor --report > report.txt",
		RunE: func(cmd *cobra.Command, _ []string) error {
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			health, err := room.Doctor(cmd.Context(), !offline)
			if err != nil {
				return err
			}
			record := s.healthOf(health)
			if report {
				if err := s.anonymous(cmd.Context(), room, &record); err != nil {
					return err
				}
			}
			return s.diagnose(f, record)
		},
	}
	cmd.Flags().BoolVar(&offline, "offline", false, "ask nobody")
	cmd.Flags().BoolVar(&report, "report", false, "for a report of a fault: nothing in it tells what you read")
	formFlags(cmd, &f)
	return cmd
}

func (s *session) healthOf(h newsroom.Health) healthRecord {
	line := func(text string) string { return clean.Line(text, 0) }
	r := healthRecord{
		Live: h.Live, Version: s.version(), System: runtime.GOOS + "/" + runtime.GOARCH + ", " + runtime.Version(),
		Publications: make([]publicationHealthRecord, 0, len(h.Publications)), Clock: line(h.Clock), Disk: line(h.Disk), Cache: line(h.Cache),
		Error: line(h.Banner), Stories: h.Stories, Bytes: h.Bytes, Unindexed: h.Unindexed, Queued: h.Queued,
	}
	for _, p := range h.Publications {
		r.Publications = append(r.Publications, publicationHealthRecord{
			ID: line(string(p.Publication)), Name: line(p.Name), Feed: line(p.Feed), Mode: line(p.Mode), Sections: line(p.Sections), REST: line(p.REST),
			Paging: line(p.Paging), Robots: line(p.Robots), Certificate: line(p.Certificate), Clock: line(p.Clock), Error: line(p.Fault), Remedy: line(p.Remedy),
		})
	}
	return r
}

// illText says how many publications need attention.
func illText(ill, all int) string {
	switch {
	case ill == all && all == 1:
		return "the publication needs attention"
	case ill == all:
		return fmt.Sprintf("all %s need attention", words.Plural(all, "publication"))
	case ill == 1:
		return fmt.Sprintf("1 of %s needs attention; the others are in order", words.Plural(all, "publication"))
	}
	return fmt.Sprintf("%d of %s need attention; the others are in order", ill, words.Plural(all, "publication"))
}

// diagnose writes the findings and fails when one of them needs attention.
func (s *session) diagnose(f form, r healthRecord) error {
	ill := 0
	for _, p := range r.Publications {
		if p.Error != "" {
			ill++
		}
	}
	var err error
	switch {
	case f.json:
		err = s.object(r)
	case f.tsv:
		err = r.table(f.rows(s.out, "id", "name", "feed", "mode", "sections", "rest", "paging", "robots", "certificate", "clock", "error", "remedy"))
	default:
		err = s.prose(r)
	}
	switch {
	case err != nil:
		return err
	case r.Error != "":
		return fmt.Errorf("the cache needs attention: %s", r.Error)
	case ill > 0:
		return errors.New(illText(ill, len(r.Publications)))
	}
	return nil
}

func (r healthRecord) table(out *rows) error {
	for _, p := range r.Publications {
		cells := []string{p.ID, p.Name, p.Feed, p.Mode, p.Sections, p.REST, p.Paging, p.Robots, p.Certificate, p.Clock, p.Error, p.Remedy}
		if err := out.add(p, cells, ""); err != nil {
			return err
		}
	}
	return out.end()
}

func (s *session) prose(r healthRecord) error {
	bold, plain := s.style("\x1b[1m")
	var w strings.Builder
	for _, p := range r.Publications {
		fmt.Fprintf(&w, "%s%s%s (%s)\n", bold, p.Name, plain, p.ID)
		for _, fact := range [][2]string{
			{"Feed", p.Feed}, {"Text", p.Mode}, {"Sections", p.Sections}, {"REST interface", p.REST}, {"Older pages", p.Paging},
			{"Robots", p.Robots}, {"Certificate", p.Certificate}, {"Clock", p.Clock}, {"Fault", p.Error}, {"Remedy", p.Remedy},
		} {
			if fact[1] != "" {
				fmt.Fprintf(&w, "   %s: %s\n", fact[0], fact[1])
			}
		}
	}
	if len(r.Publications) == 0 {
		w.WriteString("There are no publications.\n")
	}
	fmt.Fprintf(&w, "%sHere%s\n   Program: %s, %s\n   Cache: %s\n   Disk: %s\n", bold, plain, r.Version, r.System, r.Cache, r.Disk)
	if r.Live {
		fmt.Fprintf(&w, "   Clock: %s\n", r.Clock)
	}
	if r.Unindexed > 0 {
		fmt.Fprintf(&w, "   Waiting for the search index: %s\n", words.Plural(r.Unindexed, "story"))
	}
	if r.Queued > 0 {
		fmt.Fprintf(&w, "   Waiting for a connection: %s\n", words.Plural(r.Queued, "article"))
	}
	_, err := s.out.Write([]byte(w.String()))
	return err
}

// anonymous takes out of a report whatever tells what is read, and where.
func (s *session) anonymous(ctx context.Context, room *newsroom.Newsroom, r *healthRecord) error {
	states, err := room.Publications(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for i, state := range states {
		for _, word := range []string{state.Name, string(state.ID)} {
			names[word] = "publication " + strconv.Itoa(i+1)
		}
	}
	names[s.Env("HOME")] = "~"
	hide := func(text *string) { *text = withoutHosts(withoutNames(*text, names)) }
	for i := range r.Publications {
		p := &r.Publications[i]
		p.Name, p.ID = "Publication", strconv.Itoa(i+1)
		for _, text := range []*string{&p.Feed, &p.REST, &p.Paging, &p.Robots, &p.Certificate, &p.Error, &p.Remedy} {
			hide(text)
		}
	}
	hide(&r.Error)
	return nil
}

// withoutNames replaces names where they stand as words of their own, the longest
// that fits: a publication called "ok" is not in "look".
func withoutNames(text string, names map[string]string) string {
	known := slices.SortedFunc(maps.Keys(names), func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	var out strings.Builder
	before := ' '
next:
	for text != "" {
		for _, name := range known {
			rest, here := strings.CutPrefix(text, name)
			after, _ := utf8.DecodeRuneInString(rest)
			if name == "" || !here || inWord(before) || rest != "" && inWord(after) {
				continue
			}
			out.WriteString(names[name])
			text, before = rest, 'x'
			continue next
		}
		r, size := utf8.DecodeRuneInString(text)
		out.WriteString(text[:size])
		text, before = text[size:], r
	}
	return out.String()
}

// withoutHosts replaces every word that could be a host, an address or a path.
func withoutHosts(text string) string {
	parts := strings.SplitAfter(text, " ")
	for i, part := range parts {
		word := strings.TrimRight(part, " .,;:!?)")
		bare := strings.TrimLeft(word, "(\"")
		end, _, _ := strings.Cut(bare[strings.LastIndexByte(bare, '.')+1:], ":")
		numbers := strings.Trim(end, "0123456789") == ""
		if strings.ContainsAny(bare, "/@") || strings.Contains(bare, ".") && !numbers || strings.Count(bare, ".") > 2 {
			parts[i] = strings.Replace(part, bare, "…", 1)
		}
	}
	return strings.Join(parts, "")
}
