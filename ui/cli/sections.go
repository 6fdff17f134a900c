package cli

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// sectionRecord is a section as JSON; its field names are stable.
type sectionRecord struct {
	Publication   string `json:"publication"`
	PublicationID string `json:"publication_id"`
	Path          string `json:"path"` // parents first: "comment/group leaders"
	Name          string `json:"name"`
	Stories       int    `json:"stories"` // its sub-sections included
	Unread        int    `json:"unread"`
}

func (s *session) sections() *cobra.Command {
	var f form
	cmd := &cobra.Command{
		Use:               "sections [publication...]",
		Short:             "List the sections of the publications with their counts",
		Long:              "Lists the sections of the publications. For one that has no map of its sections, and whose site tells of none, it says on standard error which ones its stories suggest, as lines for the configuration; until they stand there, their words are tags.",
		Example:           "  standfirst sections\n  standfirst sections first --json",
		ValidArgsFunction: s.completePublications,
		Args:              arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			only, err := s.publicationIDs(cmd, room, args)
			if err != nil {
				return err
			}
			states, err := room.Publications(cmd.Context())
			if err != nil {
				return err
			}
			counts, err := room.Counts(cmd.Context(), feed.Query{})
			if err != nil {
				return err
			}
			offered := 0
			out := f.rows(s.out, "publication", "path", "name", "stories", "unread")
			for _, state := range states {
				if len(only) > 0 && !slices.Contains(only, state.ID) {
					continue
				}
				if err := writeSections(out, state, counts.Sections[state.ID]); err != nil {
					return err
				}
				proposals, err := room.Proposals(cmd.Context(), state.ID)
				if err != nil {
					return err
				}
				offered += s.offer(state.Name, proposals)
			}
			if err := out.end(); err != nil {
				return err
			}
			if out.count == 0 && offered > 0 {
				return matchedNothing("no sections are known yet, only these suggested")
			}
			if out.count == 0 {
				return matchedNothing("no sections are known yet; `standfirst refresh` learns them")
			}
			return nil
		},
	}
	formFlags(cmd, &f)
	return cmd
}

// writeSections writes one publication's sections: those of its map in its own
// order, then those that only its stories name.
func writeSections(out *rows, state feed.PublicationState, counts map[string]feed.Count) error {
	var paths []string
	names := map[string]string{}
	for _, section := range state.Sections {
		paths = append(paths, section.Path)
		names[section.Path] = section.Name
	}
	for _, path := range slices.Sorted(maps.Keys(counts)) {
		if _, known := names[path]; !known {
			paths = append(paths, path)
			names[path] = path[strings.LastIndex(path, "/")+1:]
		}
	}
	publication := clean.Line(state.Name, 0)
	for i, path := range paths {
		r := sectionRecord{Publication: publication, PublicationID: clean.Line(string(state.ID), 0), Path: clean.Line(path, 0),
			Name: clean.Line(names[path], 0), Stories: counts[path].Total, Unread: counts[path].Unread}
		text := fmt.Sprintf("%s%s: %s, %s unread.\n", strings.Repeat("   ", 1+strings.Count(path, "/")), r.Name,
			words.Plural(r.Stories, "story"), words.Number(r.Unread))
		if i == 0 {
			text = publication + "\n" + text
		}
		cells := []string{r.PublicationID, r.Path, r.Name, strconv.Itoa(r.Stories), strconv.Itoa(r.Unread)}
		if err := out.add(r, cells, text); err != nil {
			return err
		}
	}
	return nil
}

// offer says which sections the stories of a publication without a map
// suggest, ready for the configuration, and returns how many. It is advice, so
// it stays out of the answer.
func (s *session) offer(publication string, proposals []newsroom.Proposal) int {
	if len(proposals) == 0 {
		return 0
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s has no map of its sections. Its stories suggest these; to keep one, write it below its feed in the configuration:\n", clean.Line(publication, 0))
	for _, p := range proposals {
		fmt.Fprintf(&b, "\n[[publication.section]]  # %s\n", clean.Line(p.Why, 0))
		if p.Path != feed.SectionPath(p.Name) {
			fmt.Fprintf(&b, "path = %q\n", clean.Line(p.Path, 0))
		}
		fmt.Fprintf(&b, "name = %q\n", clean.Line(p.Name, 0))
	}
	fmt.Fprintln(s.Stderr, b.String())
	return len(proposals)
}
