package linear

import (
	"maps"
	"slices"
	"strings"

	"standfirst/feed"
	"standfirst/feed/clean"
)

// sectionNames are the publications with the names of their sections.
type sectionNames map[feed.PublicationID]publicationNames

type publicationNames struct {
	place int // in the configured order
	name  string
	order []string          // section paths in the publication's own order
	names map[string]string // by path
}

func (s *session) names() (sectionNames, error) {
	states, err := s.room.Publications(s.ctx)
	if err != nil {
		return nil, err
	}
	all := sectionNames{}
	for i, state := range states {
		p := publicationNames{place: i, name: clean.Line(state.Name, 0), names: map[string]string{}}
		for _, section := range state.Sections {
			p.order = append(p.order, section.Path)
			p.names[section.Path] = section.Name
		}
		all[state.ID] = p
	}
	return all, nil
}

// order are the publications as configured.
func (n sectionNames) order() []feed.PublicationID {
	return slices.SortedFunc(maps.Keys(n), func(a, b feed.PublicationID) int { return n[a].place - n[b].place })
}

// path names a section with its parents: "comment, group leaders".
func (n sectionNames) path(id feed.PublicationID, path string) string {
	steps := strings.Split(path, "/")
	out := make([]string, len(steps))
	for i, step := range steps {
		if out[i] = n[id].names[strings.Join(steps[:i+1], "/")]; out[i] == "" {
			out[i] = step
		}
	}
	return clean.Line(strings.Join(out, ", "), 0)
}

// of names the most particular section of a story.
func (n sectionNames) of(story feed.Story) string {
	if len(story.Sections) == 0 {
		return ""
	}
	path := story.Sections[0]
	for _, other := range story.Sections[1:] {
		if strings.HasPrefix(other, path+"/") {
			path = other
		}
	}
	return n.path(story.Publication, path)
}
