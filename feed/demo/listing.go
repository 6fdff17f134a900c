package demo

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A listing is what an archive address means: stories, newest first, and their
// heading.
type listing struct {
	path    string // of its page, "/category/news/"
	heading string // "news", "Ofsted"; empty: the front page
	kind    string // "", "category", "tag", "author", "month", "search"
	section *term  // when it is one
	stories []*story
	number  int // page, from 1
	last    int // number of pages
	total   int
}

// page keeps the n-th page; false: it is past the end (handle_404: paged and
// no posts).
func (l *listing) page(n, size int) bool {
	l.number, l.total = n, len(l.stories)
	l.last = max(1, (l.total+size-1)/size)
	if n > l.last {
		return false
	}
	l.stories = l.stories[(n-1)*size : min(n*size, l.total)]
	return true
}

// listing finds the archive at a path; nil when there is none.
func (a *answer) listing(words []string, query url.Values) *listing {
	l := &listing{path: "/" + strings.Join(words, "/") + "/"}
	keep := func(*story) bool { return true }
	switch {
	case query.Has("s") || len(words) == 2 && words[0] == "search":
		l.kind, l.heading = "search", query.Get("s")
		if l.heading == "" {
			l.heading = words[1]
		}
		want := strings.ToLower(l.heading)
		keep = func(s *story) bool { return strings.Contains(strings.ToLower(s.title+" "+plain(s.body)), want) }
	case len(words) == 0:
		l.path = "/"
	case words[0] == "tag" && len(words) == 2:
		l.kind = "tag"
		found := func(slug string) func(*story) bool {
			return func(s *story) bool {
				return slices.ContainsFunc(s.tags, func(t *term) bool { return t.slug == slug })
			}
		}
		switch either, both := strings.Split(words[1], ","), strings.FieldsFunc(words[1], func(r rune) bool { return r == '+' || r == ' ' }); {
		case len(either) > 1:
			keep = func(s *story) bool {
				return slices.ContainsFunc(either, func(slug string) bool { return found(slug)(s) })
			}
			l.heading = strings.Join(either, ", ")
		case len(both) > 1:
			keep = func(s *story) bool {
				return !slices.ContainsFunc(both, func(slug string) bool { return !found(slug)(s) })
			}
			l.heading = strings.Join(both, " + ")
		default:
			i := slices.IndexFunc(a.tags, func(t *term) bool { return t.slug == words[1] })
			if i < 0 {
				return nil
			}
			l.heading, keep = a.tags[i].name, found(words[1])
		}
	case words[0] == "author" && len(words) == 2:
		l.kind = "author"
		keep = func(s *story) bool { return s.author == words[1] }
		i := slices.IndexFunc(a.stories, keep)
		if i < 0 {
			return nil
		}
		l.heading = a.stories[i].byline
	default:
		if month, err := time.Parse("2006 01", strings.Join(words, " ")); err == nil && len(words) == 2 {
			l.kind, l.heading = "month", month.Format("January 2006")
			keep = func(s *story) bool { return s.published.In(london()).Format("2006 01") == month.Format("2006 01") }
			break
		}
		if l.section = a.sectionAt(words); l.section == nil {
			return nil
		}
		l.kind, l.heading = "category", l.section.name
		keep = func(s *story) bool {
			return slices.ContainsFunc(s.sections, func(t *term) bool { return t.within(l.section) })
		}
	}
	for _, s := range a.stories {
		if keep(s) && (a.shown == 0 || len(l.stories) < a.shown) {
			l.stories = append(l.stories, s)
		}
	}
	if len(l.stories) == 0 && l.kind != "search" {
		return nil
	}
	return l
}

// sectionAt reads /category/features/parliament/, and on Community Care also
// /children/.
func (a *answer) sectionAt(words []string) *term {
	path := strings.Join(words, "/")
	if inside, found := strings.CutPrefix(path, "category/"); found {
		path = inside
	} else if !a.fullText {
		return nil
	}
	for _, t := range a.categories {
		if t.path() == path {
			return t
		}
	}
	return nil
}

// months are the months that have stories, newest first.
func (h *house) months() []string {
	var all []string
	for _, s := range h.stories {
		if m := s.published.In(london()).Format("2006/01"); !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}

// shows tells whether a story is set on a page by hand: fields Top and Featured.
func shows(names []string, l *listing) bool {
	name := l.heading
	if l.kind == "" {
		name = "Home"
	}
	return l.number == 1 && slices.Contains(names, name)
}

func itoa(n int) string { return strconv.Itoa(n) }
