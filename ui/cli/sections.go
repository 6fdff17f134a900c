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
			out := f.rows(s.out, "publication", "path", "name", "stories", "unread")
			for _, state := range states {
				if len(only) > 0 && !slices.Contains(only, state.ID) {
					continue
				}
				if err := writeSections(out, state, counts.Sections[state.ID]); err != nil {
					return err
				}
			}
			if err := out.end(); err != nil {
				return err
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
