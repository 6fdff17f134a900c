package digest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"standfirst/feed"
)

// arrange puts each story into one group: the saved ones first, the others as
// o.By says.
func arrange(stories []Story, o Options, where *time.Location) []Group {
	var saved, rest []Story
	for _, story := range stories {
		if story.Marks.IsSaved() {
			saved = append(saved, story)
		} else {
			rest = append(rest, story)
		}
	}
	var groups []Group
	if len(saved) > 0 {
		groups = append(groups, Group{Name: "Saved", Stories: saved})
	}
	switch o.By {
	case ByTag:
		return append(groups, byTag(rest)...)
	case ByDay:
		return append(groups, byDay(rest, where)...)
	case ByPublication:
		return append(groups, byPlace(rest, o.Publications, false)...)
	}
	return append(groups, byPlace(rest, o.Publications, true)...)
}

// place is where a group stands in the reader's paper: publications in their
// configured order, sections in the order of the section map, the unknown last.
type place struct {
	publication, section int
	name                 string
}

func byPlace(stories []Story, publications []feed.Publication, sections bool) []Group {
	groups := map[place]*Group{}
	var order []place
	for _, story := range stories {
		at := place{publication: len(publications), name: story.PublicationName}
		for i, publication := range publications {
			if publication.ID == story.Publication {
				at.publication = i
				if sections {
					at.section = sectionIndex(publication, story)
				}
			}
		}
		if sections && len(story.Within) > 0 {
			at.name += " · " + story.Within[0]
		}
		if groups[at] == nil {
			groups[at] = &Group{Name: at.name}
			order = append(order, at)
		}
		groups[at].Stories = append(groups[at].Stories, story)
	}
	slices.SortFunc(order, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.publication, b.publication), cmp.Compare(a.section, b.section), cmp.Compare(a.name, b.name))
	})
	list := make([]Group, 0, len(order))
	for _, at := range order {
		list = append(list, *groups[at])
	}
	return list
}

func sectionIndex(publication feed.Publication, story Story) int {
	if len(story.Sections) > 0 {
		for i, section := range publication.Sections {
			if section.Path == story.Sections[0] {
				return i
			}
		}
	}
	return len(publication.Sections)
}

// byTag gives every story one subject: again and again the subject that most of
// the stories still without one share, followed subjects before all others. A
// subject of a single story is none, unless it is followed.
func byTag(stories []Story) []Group {
	remaining := slices.Clone(stories)
	var groups []Group
	for len(remaining) > 0 {
		key, name := commonTag(remaining)
		if key == "" {
			break
		}
		group, rest := Group{Name: name}, []Story(nil)
		for _, story := range remaining {
			if slices.ContainsFunc(story.Tags, func(tag feed.Tag) bool { return tag.Key == key }) {
				group.Stories = append(group.Stories, story)
			} else {
				rest = append(rest, story)
			}
		}
		groups, remaining = append(groups, group), rest
	}
	if len(remaining) > 0 {
		name := "Other subjects"
		if len(groups) == 0 {
			name = "Stories"
		}
		groups = append(groups, Group{Name: name, Stories: remaining})
	}
	return groups
}

func commonTag(stories []Story) (key, name string) {
	type candidate struct {
		name     string
		count    int
		followed bool
	}
	tags := map[string]*candidate{}
	for _, story := range stories {
		seen := map[string]bool{}
		for _, tag := range story.Tags {
			if tag.Key == "" || seen[tag.Key] {
				continue
			}
			seen[tag.Key] = true
			if tags[tag.Key] == nil {
				tags[tag.Key] = &candidate{name: line(cmp.Or(tag.Name, tag.Published, tag.Key))}
			}
			tags[tag.Key].count++
			tags[tag.Key].followed = tags[tag.Key].followed || slices.Contains(story.Followed, tag.Key)
		}
	}
	var best *candidate
	for k, c := range tags {
		if c.count < 2 && !c.followed {
			continue
		}
		better := best == nil || c.followed && !best.followed
		if best != nil && c.followed == best.followed {
			better = c.count > best.count || c.count == best.count && k < key
		}
		if better {
			best, key, name = c, k, c.name
		}
	}
	return key, name
}

func byDay(stories []Story, where *time.Location) []Group {
	groups := map[string]*Group{}
	var days []string
	for _, story := range stories {
		day, name := "", "Without a date"
		if date := story.Date(); !date.IsZero() {
			day, name = date.In(where).Format(time.DateOnly), date.In(where).Format("Monday 2 January 2006")
		}
		if groups[day] == nil {
			groups[day] = &Group{Name: name}
			days = append(days, day)
		}
		groups[day].Stories = append(groups[day].Stories, story)
	}
	slices.Sort(days)
	slices.Reverse(days)
	list := make([]Group, 0, len(days))
	for _, day := range days {
		list = append(list, *groups[day])
	}
	return list
}

// sectionNames are the sections of a story as its publication writes them,
// parents first: "comment › group leaders".
func sectionNames(row feed.Row, publications []feed.Publication) []string {
	names := map[string]string{}
	for _, publication := range publications {
		if publication.ID == row.Publication {
			for _, section := range publication.Sections {
				names[section.Path] = section.Name
			}
		}
	}
	var all []string
	for _, path := range row.Sections {
		parts := strings.Split(path, "/")
		for i := range parts {
			if name := names[strings.Join(strings.Split(path, "/")[:i+1], "/")]; name != "" {
				parts[i] = name
			}
		}
		all = append(all, line(strings.Join(parts, " › ")))
	}
	return all
}
