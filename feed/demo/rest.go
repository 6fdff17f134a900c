package demo

import (
	"bytes"
	"encoding/json"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An object is a JSON object that keeps its order, as PHP's do.
type object []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(strconv.Quote(m.key))
		out.WriteByte(':')
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(m.value); err != nil {
			return nil, err
		}
		out.Truncate(out.Len() - 1)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// only keeps the members that _fields names; a nested name keeps its parent.
func (o object) only(fields []string) object {
	if len(fields) == 0 {
		return o
	}
	var kept object
	for _, m := range o {
		if slices.ContainsFunc(fields, func(f string) bool { f, _, _ = strings.Cut(f, "."); return f == m.key }) {
			kept = append(kept, m)
		}
	}
	return kept
}

// json answers /wp-json/… (WP_REST_Server).
func (a *answer) json(route string) {
	head := a.w.Header()
	head.Set("X-Robots-Tag", "noindex")
	head.Set("Link", "<"+a.url("/wp-json/")+`>; rel="https://api.w.org/"`)
	if !a.rest {
		a.fault(401, "rest_not_logged_in", "You are not currently logged in.")
		return
	}
	words := split(route)
	if len(words) == 0 {
		a.reply(object{{"name", a.name}, {"description", a.description}, {"url", a.home}, {"home", a.home}, {"gmt_offset", "0"},
			{"timezone_string", "Europe/London"}, {"namespaces", []string{"oembed/1.0", "wp/v2"}}})
		return
	}
	if len(words) < 3 || words[0] != "wp" || words[1] != "v2" {
		a.noRoute()
		return
	}
	id := 0
	if len(words) == 4 {
		var err error
		if id, err = strconv.Atoi(words[3]); err != nil || id < 1 {
			a.noRoute()
			return
		}
	}
	switch words[2] {
	case "posts":
		a.restPosts(id)
	case "categories", "tags":
		a.restTerms(words[2], id)
	case "media":
		a.restMedia(id)
	case "comments":
		a.restPage(nil, "rest_post_invalid_page_number")
	case "users":
		a.fault(401, "rest_user_cannot_view", "Sorry, you are not allowed to list users.")
	default:
		a.noRoute()
	}
}

func (a *answer) noRoute() {
	a.fault(404, "rest_no_route", "No route was found matching the URL and request method.")
}

func (a *answer) fault(status int, code, message string) {
	a.w.Header().Set("Cache-Control", "no-cache, must-revalidate, max-age=0, no-store, private")
	a.sendStatus(status, "application/json; charset=UTF-8", phpJSON(object{{"code", code}, {"message", message}, {"data", object{{"status", status}}}}))
}

func (a *answer) reply(value any) { a.send("application/json; charset=UTF-8", phpJSON(value)) }

// phpJSON is json_encode's text: slashes escaped, everything beyond ASCII as \u.
func phpJSON(value any) string {
	var raw bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		panic("demo: " + err.Error()) // strings, numbers and lists of them only
	}
	var out strings.Builder
	for _, r := range strings.TrimSuffix(raw.String(), "\n") {
		switch {
		case r == '/':
			out.WriteString(`\/`)
		case r < utf8.RuneSelf:
			out.WriteRune(r)
		case r > 0xFFFF:
			r -= 0x10000
			out.WriteString(`\u` + strconv.FormatInt(int64(0xD800+r>>10), 16) + `\u` + strconv.FormatInt(int64(0xDC00+r&0x3FF), 16))
		default:
			out.WriteString(`\u` + strings.Repeat("0", 4-len(strconv.FormatInt(int64(r), 16))) + strconv.FormatInt(int64(r), 16))
		}
	}
	return out.String()
}

// restPage sends one page of a list with its headers; faultCode names the
// error of a page past the end.
func (a *answer) restPage(all []object, faultCode string) {
	query := a.r.URL.Query()
	size, number := 10, 1
	for _, p := range []struct {
		name string
		to   *int
		most int
	}{{"per_page", &size, 100}, {"page", &number, 1 << 30}} {
		if text := query.Get(p.name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 || n > p.most {
				a.fault(400, "rest_invalid_param", "Invalid parameter(s): "+p.name)
				return
			}
			*p.to = n
		}
	}
	offset := (number - 1) * size
	if n, err := strconv.Atoi(query.Get("offset")); err == nil && n >= 0 {
		offset = n
	}
	last := (len(all) + size - 1) / size
	if number > max(1, last) {
		a.fault(400, faultCode, "The page number requested is larger than the number of pages available.")
		return
	}
	head := a.w.Header()
	head.Set("X-WP-Total", itoa(len(all)))
	head.Set("X-WP-TotalPages", itoa(last))
	link := func(n int, rel string) {
		next := *a.r.URL
		q := next.Query()
		q.Set("page", itoa(n))
		next.RawQuery = q.Encode()
		head.Add("Link", "<"+a.url(next.RequestURI())+`>; rel="`+rel+`"`)
	}
	if number > 1 {
		link(number-1, "prev")
	}
	if number < last {
		link(number+1, "next")
	}
	fields := list(query.Get("_fields"))
	shown := []object{}
	for _, o := range all[min(offset, len(all)):min(offset+size, len(all))] {
		shown = append(shown, o.only(fields))
	}
	a.reply(shown)
}

// restTerms answers wp/v2/categories and wp/v2/tags, by name.
func (a *answer) restTerms(kind string, id int) {
	query := a.r.URL.Query()
	terms := slices.Clone(a.tags)
	if kind == "categories" {
		terms = slices.Clone(a.categories)
		slices.SortFunc(terms, func(a, b *term) int { return strings.Compare(a.name, b.name) })
	}
	post, _ := strconv.Atoi(query.Get("post"))
	hide := query.Get("hide_empty") == "true" || query.Get("hide_empty") == "1"
	var found []object
	for _, t := range terms {
		count, ofPost := 0, false
		for _, s := range a.stories {
			if slices.Contains(s.sections, t) || slices.Contains(s.tags, t) {
				count++
				ofPost = ofPost || s.id == post
			}
		}
		if id == t.id {
			a.reply(a.term(t, kind, count, true).only(list(query.Get("_fields"))))
			return
		}
		slugs, parent := list(query.Get("slug")), query.Get("parent")
		switch {
		case id != 0, hide && count == 0, post != 0 && !ofPost, len(slugs) > 0 && !slices.Contains(slugs, t.slug),
			!strings.Contains(strings.ToLower(t.name), strings.ToLower(query.Get("search"))),
			parent != "" && kind == "categories" && parent != itoa(parentID(t)):
			continue
		}
		found = append(found, a.term(t, kind, count, true))
	}
	if id != 0 {
		a.fault(404, "rest_term_invalid", "Term does not exist.")
		return
	}
	a.restPage(found, "rest_term_invalid_page_number")
}

func parentID(t *term) int {
	if t.parent == nil {
		return 0
	}
	return t.parent.id
}

// restMedia answers wp/v2/media and wp/v2/media/ID.
func (a *answer) restMedia(id int) {
	var found []object
	for _, s := range a.stories {
		if s.picture == nil {
			continue
		}
		if s.picture.id == id {
			a.reply(a.media(s))
			return
		}
		found = append(found, a.media(s))
	}
	if id != 0 {
		a.fault(404, "rest_post_invalid_id", "Invalid post ID.")
		return
	}
	a.restPage(found, "rest_post_invalid_page_number")
}

func escapedName(t *term) string { return html.EscapeString(html.UnescapeString(t.name)) }
