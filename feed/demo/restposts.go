package demo

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// restPosts answers wp/v2/posts.
func (a *answer) restPosts(id int) {
	query := a.r.URL.Query()
	embed := query.Has("_embed")
	var found []*story
	for _, s := range a.stories {
		if id == s.id {
			a.reply(a.post(s, embed).only(list(query.Get("_fields"))))
			return
		}
		if id == 0 && a.asked(s, query) {
			found = append(found, s)
		}
	}
	if id != 0 {
		a.fault(404, "rest_post_invalid_id", "Invalid post ID.")
		return
	}
	switch query.Get("orderby") {
	case "modified":
		slices.SortStableFunc(found, func(a, b *story) int { return b.modified.Compare(a.modified) })
	case "id":
		slices.SortStableFunc(found, func(a, b *story) int { return b.id - a.id })
	case "title":
		slices.SortStableFunc(found, func(a, b *story) int { return strings.Compare(b.title, a.title) })
	case "slug":
		slices.SortStableFunc(found, func(a, b *story) int { return strings.Compare(b.slug, a.slug) })
	}
	if query.Get("order") == "asc" {
		slices.Reverse(found)
	}
	var posts []object
	for _, s := range found {
		posts = append(posts, a.post(s, embed))
	}
	a.restPage(posts, "rest_post_invalid_page_number")
}

// asked tells whether a story answers the filters of a query. Times in a query
// without a zone are the site's own; "categories" leaves children out unless told.
func (a *answer) asked(s *story, query url.Values) bool {
	ids := func(name string) []int {
		var all []int
		for _, key := range []string{name, name + "[]", name + "[terms]"} {
			for _, text := range query[key] {
				for _, word := range list(text) {
					if n, err := strconv.Atoi(word); err == nil {
						all = append(all, n)
					}
				}
			}
		}
		return all
	}
	at := func(name string) time.Time {
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02"} {
			if t, err := time.ParseInLocation(layout, query.Get(name), london()); err == nil {
				return t
			}
		}
		return time.Time{}
	}
	has := func(terms []*term, wanted []int, children bool) bool {
		return slices.ContainsFunc(terms, func(t *term) bool {
			for up := t; up != nil; up = up.parent {
				if slices.Contains(wanted, up.id) {
					return true
				}
				if !children {
					break
				}
			}
			return false
		})
	}
	tree := query.Get("categories[include_children]")
	children := tree == "true" || tree == "1"
	if c := ids("categories"); len(c) > 0 && !has(s.sections, c, children) {
		return false
	}
	if c := ids("categories_exclude"); len(c) > 0 && has(s.sections, c, false) {
		return false
	}
	if t := ids("tags"); len(t) > 0 && !has(s.tags, t, false) {
		return false
	}
	if t := ids("tags_exclude"); len(t) > 0 && has(s.tags, t, false) {
		return false
	}
	if in := ids("include"); len(in) > 0 && !slices.Contains(in, s.id) || slices.Contains(ids("exclude"), s.id) {
		return false
	}
	if slugs := list(query.Get("slug")); len(slugs) > 0 && !slices.Contains(slugs, s.slug) {
		return false
	}
	if t := at("after"); !t.IsZero() && !s.published.After(t) {
		return false
	}
	if t := at("before"); !t.IsZero() && !s.published.Before(t) {
		return false
	}
	if t := at("modified_after"); !t.IsZero() && !s.modified.After(t) {
		return false
	}
	if t := at("modified_before"); !t.IsZero() && !s.modified.Before(t) {
		return false
	}
	if words := strings.ToLower(query.Get("search")); words != "" && !strings.Contains(strings.ToLower(decoded(s.title+" "+plain(s.body))), words) {
		return false
	}
	if sticky := query.Get("sticky"); sticky != "" && (sticky == "true" || sticky == "1") != s.sticky {
		return false
	}
	return true
}
