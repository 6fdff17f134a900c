package demo

import (
	"hash/crc32"
	"path"
	"strconv"
	"strings"
	"time"
)

type link struct {
	Embeddable bool   `json:"embeddable,omitempty"`
	Taxonomy   string `json:"taxonomy,omitempty"`
	Href       string `json:"href"`
}

const (
	restLocal = "2006-01-02T15:04:05"
	staffID   = 4
)

func (a *answer) api(path string) string { return a.url("/wp-json/wp/v2/" + path) }

func curies() []object {
	return []object{{{"name", "wp"}, {"href", "https://api.w.org/{rel}"}, {"templated", true}}}
}

func self(href string) []object {
	return []object{{{"href", href}, {"targetHints", object{{"allow", []string{"GET"}}}}}}
}

// post is a story in the form of WP_REST_Posts_Controller.
func (a *answer) post(s *story, embed bool) object {
	id := itoa(s.id)
	author, media := staffID, 0
	if s.author != a.staff {
		author = 10 + int(crc32.ChecksumIEEE([]byte(s.author))%10_000)
	}
	if s.picture != nil {
		media = s.picture.id
	}
	categories, tags := []int{}, []int{}
	classes := []string{"post-" + id, "post", "type-post", "status-publish", "format-standard"}
	if media != 0 {
		classes = append(classes, "has-post-thumbnail")
	}
	classes = append(classes, "hentry")
	for _, t := range s.sections {
		categories = append(categories, t.id)
		classes = append(classes, "category-"+t.slug)
	}
	for _, t := range s.tags {
		tags = append(tags, t.id)
		classes = append(classes, "tag-"+t.slug)
	}
	if s.sticky {
		classes = append(classes, "sticky")
	}
	links := object{
		{"self", self(a.api("posts/" + id))},
		{"collection", []link{{Href: a.api("posts")}}},
		{"about", []link{{Href: a.api("types/post")}}},
		{"author", []link{{Embeddable: true, Href: a.api("users/" + itoa(author))}}},
		{"replies", []link{{Embeddable: true, Href: a.api("comments?post=" + id)}}},
	}
	if media != 0 {
		links = append(links, member{"wp:featuredmedia", []link{{Embeddable: true, Href: a.api("media/" + itoa(media))}}})
	}
	links = append(links,
		member{"wp:attachment", []link{{Href: a.api("media?parent=" + id)}}},
		member{"wp:term", []link{{true, "category", a.api("categories?post=" + id)}, {true, "post_tag", a.api("tags?post=" + id)}}},
		member{"curies", curies()})
	o := object{
		{"id", s.id}, {"date", local(s.published)}, {"date_gmt", s.published.UTC().Format(restLocal)},
		{"guid", object{{"rendered", s.guid}}},
		{"modified", local(s.modified)}, {"modified_gmt", s.modified.UTC().Format(restLocal)},
		{"slug", s.slug}, {"status", "publish"}, {"type", "post"}, {"link", s.link},
		{"title", object{{"rendered", s.title}}},
		{"content", object{{"rendered", a.content(s)}, {"protected", false}}},
		{"excerpt", object{{"rendered", "<p>" + strings.ReplaceAll(a.excerpt(s), "[&#8230;]", "[&hellip;]") + "</p>\n"}, {"protected", false}}},
		{"author", author}, {"featured_media", media}, {"comment_status", "closed"}, {"ping_status", "closed"},
		{"sticky", s.sticky}, {"template", ""}, {"format", "standard"}, {"meta", object{{"footnotes", ""}}},
		{"categories", categories}, {"tags", tags}, {"class_list", classes},
		{"yoast_head_json", object{{"title", decoded(s.title) + " - " + a.name}, {"robots", object{{"index", "index"}, {"follow", "follow"}}}}},
		{"_links", links},
	}
	if embed {
		o = append(o, member{"_embedded", a.embedded(s, author)})
	}
	return o
}

func local(t time.Time) string { return t.In(london()).Format(restLocal) }

// embedded is what _embed adds: author, picture and terms. Guests who are not
// councillors have left the site: their author is an error object.
func (a *answer) embedded(s *story, author int) object {
	by := object{{"id", author}, {"name", s.byline}, {"url", ""}, {"description", ""}, {"link", a.url("/author/" + s.author + "/")}, {"slug", s.author},
		{"_links", object{{"self", self(a.api("users/" + itoa(author)))}, {"collection", []link{{Href: a.api("users")}}}}}}
	if author != staffID && !strings.HasPrefix(s.byline, "Councillor") {
		by = object{{"code", "rest_user_invalid_id"}, {"message", "Invalid user ID."}, {"data", object{{"status", 404}}}}
	}
	o := object{{"author", []object{by}}}
	if s.picture != nil {
		o = append(o, member{"wp:featuredmedia", []object{a.media(s)}})
	}
	categories, tags := []object{}, []object{}
	for _, t := range s.sections {
		categories = append(categories, a.term(t, "categories", 0, false))
	}
	for _, t := range s.tags {
		tags = append(tags, a.term(t, "tags", 0, false))
	}
	return append(o, member{"wp:term", [][]object{categories, tags}})
}

// term is a category or a tag; the short form stands in _embedded.
func (a *answer) term(t *term, kind string, count int, long bool) object {
	taxonomy, place := "post_tag", "/tag/"+t.slug+"/"
	if kind == "categories" {
		taxonomy, place = "category", "/category/"+t.path()+"/"
	}
	o := object{{"id", t.id}}
	if long {
		o = append(o, member{"count", count}, member{"description", t.intro})
	}
	o = append(o, member{"link", a.url(place)}, member{"name", escapedName(t)}, member{"slug", t.slug}, member{"taxonomy", taxonomy})
	if long && kind == "categories" {
		o = append(o, member{"parent", parentID(t)})
	}
	if long {
		o = append(o, member{"meta", []string{}})
	}
	links := object{{"self", self(a.api(kind + "/" + itoa(t.id)))}, {"collection", []link{{Href: a.api(kind)}}},
		{"about", []link{{Href: a.api("taxonomies/" + taxonomy)}}}}
	if t.parent != nil {
		links = append(links, member{"up", []link{{Embeddable: true, Href: a.api(kind + "/" + itoa(t.parent.id))}}})
	}
	links = append(links, member{"wp:post_type", []link{{Href: a.api("posts?" + kind + "=" + itoa(t.id))}}}, member{"curies", curies()})
	return append(o, member{"_links", links})
}

// media is a story's picture.
func (a *answer) media(s *story) object {
	p := s.picture
	file := strings.TrimPrefix(p.url, a.url(a.uploads)+"/")
	size := func(width, height int, full bool) object {
		address := p.url
		if !full {
			address = strings.TrimSuffix(p.url, ".jpg") + "-" + strconv.Itoa(width) + "x" + strconv.Itoa(height) + ".jpg"
		}
		return object{{"file", path.Base(address)}, {"width", width}, {"height", height}, {"mime_type", "image/jpeg"}, {"source_url", address}}
	}
	caption := ""
	if p.caption != "" {
		caption = "<p>" + p.caption + "</p>\n"
	}
	return object{
		{"id", p.id}, {"date", local(s.published)}, {"slug", s.slug + "-img"}, {"type", "attachment"}, {"link", s.link + s.slug + "-img/"},
		{"title", object{{"rendered", strings.ReplaceAll(s.slug, "-", " ")}}}, {"author", staffID}, {"featured_media", 0},
		{"caption", object{{"rendered", caption}}}, {"alt_text", decoded(p.alt)}, {"media_type", "image"}, {"mime_type", "image/jpeg"},
		{"media_details", object{{"width", 900}, {"height", 600}, {"file", file},
			{"sizes", object{{"medium", size(300, 200, false)}, {"thumbnail", size(150, 150, false)}, {"full", size(900, 600, true)}}}}},
		{"source_url", p.url},
		{"_links", object{{"self", self(a.api("media/" + itoa(p.id)))}, {"collection", []link{{Href: a.api("media")}}}}},
	}
}
