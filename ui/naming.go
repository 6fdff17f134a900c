package ui

import (
	"strings"
	"time"

	"standfirst/feed"
	"standfirst/ui/words"
)

// Naming: queries, publications, sections and tags in the reader's words.

// chips says the filter in words, one part a term.
func (a *App) chips() []string {
	if a.view != "" {
		return []string{a.view}
	}
	var out []string
	for _, t := range a.query.Terms {
		out = append(out, a.termWords(t))
	}
	if len(out) == 0 {
		out = []string{"all stories"}
	}
	if a.unreadOnly && a.unreadApplies() {
		out = append(out, "unread only")
	}
	if a.sort != feed.SortAuto {
		out = append(out, sortWords(a.sort, a.query.Words()))
	}
	return out
}

func (a *App) termWords(t feed.Term) string {
	not := ""
	if t.Not {
		not = "not "
	}
	switch t.Kind {
	case feed.TermTag:
		return not + "#" + a.tagName(t.Value)
	case feed.TermPublication:
		return not + a.publicationName(feed.PublicationID(t.Value))
	case feed.TermSection:
		id, path := a.sectionOf(t.Value)
		if id == "" {
			return not + t.Value
		}
		return not + a.publicationName(id) + " " + a.theme.Glyphs.Child + " " + a.sectionName(id, path)
	case feed.TermIs:
		if t.Value == "new" && !a.lastVisit.IsZero() {
			return not + "new since " + words.Since(a.o.Now(), a.lastVisit.In(a.o.Location))
		}
		return not + t.Value
	case feed.TermHas:
		return not + "with " + t.Value
	case feed.TermMonth:
		return not + monthName(t.Value)
	case feed.TermSince:
		return not + "since " + t.Value
	case feed.TermBefore:
		return not + "before " + t.Value
	case feed.TermBy:
		return not + "by " + t.Value
	case feed.TermPhrase:
		return not + "“" + t.Value + "”"
	case feed.TermWord:
		return not + t.Value
	case feed.TermAny, feed.TermAll:
		var parts []string
		for _, u := range t.Terms {
			parts = append(parts, a.termWords(u))
		}
		if t.Kind == feed.TermAny {
			return not + strings.Join(parts, " or ")
		}
		return not + strings.Join(parts, " and ")
	}
	return not + t.Value
}

// monthName words "2026-10" as "October 2026".
func monthName(value string) string {
	if m, err := time.Parse("2006-01", value); err == nil {
		return m.Format("January 2006")
	}
	return value
}

func (a *App) publicationName(id feed.PublicationID) string {
	for _, s := range a.states {
		if s.ID == id || strings.EqualFold(s.Name, string(id)) {
			return s.Name
		}
	}
	return string(id)
}

// sectionOf splits the value of a section term, "community-care/children", also
// when it is typed with the publication's name or the path alone.
func (a *App) sectionOf(value string) (feed.PublicationID, string) {
	head, path, slash := strings.Cut(value, "/")
	for _, s := range a.states {
		if slash && (string(s.ID) == head || strings.EqualFold(s.Name, head)) {
			return s.ID, path
		}
	}
	for _, s := range a.states {
		for _, sec := range s.Sections {
			if sec.Path == feed.SectionPath(strings.Split(value, "/")...) || strings.EqualFold(sec.Name, value) {
				return s.ID, sec.Path
			}
		}
	}
	if slash {
		return feed.PublicationID(head), path
	}
	return "", value
}

// sectionName names a section with its parents: "comment › group leaders".
func (a *App) sectionName(id feed.PublicationID, path string) string {
	names := map[string]string{}
	for _, s := range a.states {
		if s.ID == id {
			for _, sec := range s.Sections {
				names[sec.Path] = sec.Name
			}
		}
	}
	var out []string
	steps := strings.Split(path, "/")
	for i := range steps {
		name := names[strings.Join(steps[:i+1], "/")]
		if name == "" {
			name = steps[i]
		}
		out = append(out, name)
	}
	return strings.Join(out, " "+a.theme.Glyphs.Child+" ")
}

// tagCount finds a tag by its key or a wording of it.
func (a *App) tagCount(wording string) (feed.TagCount, bool) {
	key := feed.Fold(wording)
	for _, all := range [][]feed.TagCount{a.counts.Tags, a.tags} {
		for _, tc := range all {
			if tc.Name == wording {
				return tc, true
			}
		}
		for _, tc := range all {
			if tc.Key == wording || tc.Key == key {
				return tc, true
			}
		}
		for _, tc := range all {
			for _, alias := range tc.Aliases {
				if feed.Fold(alias) == key {
					return tc, true
				}
			}
		}
	}
	return feed.TagCount{}, false
}

func (a *App) tagKey(wording string) string {
	if tc, ok := a.tagCount(wording); ok {
		return tc.Key
	}
	return feed.Fold(wording)
}

func (a *App) tagName(wording string) string {
	if tc, ok := a.tagCount(wording); ok && tc.Name != "" {
		return tc.Name
	}
	return wording
}

// sentence makes an error's text a sentence.
func sentence(err error) string {
	text := capital(strings.TrimSpace(err.Error()))
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}
