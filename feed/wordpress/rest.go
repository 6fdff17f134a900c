// Package wordpress knows what only WordPress gives beside its feeds: the
// addresses of its REST interface and of older feed pages, and how to read the
// answers. It is pure; newsroom asks, fetch carries.
//
// Source of the rules: the WordPress REST API handbook, /wp/v2/ (posts,
// categories, tags, comments), and class-wp-query.php for paged feeds. Every
// answer is a stranger's: totals may lie, HTML may come for JSON, and pages may
// repeat. So answers are bounded and what cannot be read is an error, never a
// guess.
package wordpress

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// PerPage is the largest page the interface gives.
const PerPage = 100

// ErrBlocked: the site does not let visitors use its REST interface.
var ErrBlocked = errors.New("the site's REST interface is closed")

// ErrEnd: the page asked for lies behind the last one.
var ErrEnd = errors.New("no more pages")

// Root is the base address of a REST interface, ending in "/wp/v2/" in
// whichever form the site uses (RFC 8288 link relation https://api.w.org/).
type Root string

// RootOf makes a Root from the address that a site names for its interface, or
// from its front page when it names none. Empty when neither is an address.
func RootOf(api, site string) Root {
	if api == "" {
		u, err := url.Parse(site)
		if err != nil || u.Host == "" {
			return ""
		}
		api = u.Scheme + "://" + u.Host + "/wp-json/"
	}
	if strings.Contains(api, "rest_route=") {
		return Root(strings.TrimSuffix(api, "/") + "/wp/v2/")
	}
	return Root(strings.TrimSuffix(api, "/") + "/wp/v2/")
}

func (r Root) at(resource string, v url.Values) string {
	separator := "?"
	if strings.Contains(string(r), "?") {
		separator = "&"
	}
	return string(r) + resource + separator + v.Encode()
}

// Categories and Tags are the addresses of one page (from 1) of the taxonomy.
func (r Root) Categories(page int) string { return r.terms("categories", page) }
func (r Root) Tags(page int) string       { return r.terms("tags", page) }

func (r Root) terms(resource string, page int) string {
	v := paged(page)
	v.Set("_fields", "id,count,link,name,slug,parent")
	if resource == "tags" {
		// The most used tags come first: a site may have thousands.
		v.Set("orderby", "count")
		v.Set("order", "desc")
	}
	return r.at(resource, v)
}

// Posts asks for stories.
type Posts struct {
	Page   int
	Before string // ISO 8601 in the site's own time, newest wanted
	After  string
	Slug   string
	Sticky bool
	// Include names stories by their numbers: only these are wanted.
	Include []int
	Bare    bool // without their texts
}

const postFields = "id,date_gmt,modified_gmt,guid,slug,link,title,content,excerpt,sticky,categories,tags,comment_status,_links,_embedded"

// Posts is the address of one page of stories, pictures and bylines embedded.
func (r Root) Posts(p Posts) string {
	v := paged(p.Page)
	v.Set("_embed", "author,wp:featuredmedia")
	v.Set("_fields", postFields)
	if p.Bare {
		v.Set("_fields", strings.Replace(postFields, "content,excerpt,", "", 1))
	}
	for name, value := range map[string]string{"before": p.Before, "after": p.After, "slug": p.Slug} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if p.Sticky {
		v.Set("sticky", "true")
	}
	if len(p.Include) > 0 {
		numbers := make([]string, len(p.Include))
		for i, id := range p.Include {
			numbers[i] = strconv.Itoa(id)
		}
		v.Set("include", strings.Join(numbers, ","))
	}
	return r.at("posts", v)
}

// Comments is the address of one page of the comments of a post, oldest first.
func (r Root) Comments(post, page int) string {
	v := paged(page)
	v.Set("post", strconv.Itoa(post))
	v.Set("order", "asc")
	v.Set("_fields", "id,parent,author_name,date_gmt,content")
	return r.at("comments", v)
}

func paged(page int) url.Values {
	return url.Values{"per_page": {strconv.Itoa(PerPage)}, "page": {strconv.Itoa(max(1, page))}}
}

// OlderFeed is the address of the page-th page (from 2) of a feed: page-th
// because WordPress counts the feed itself as the first. A page behind the end
// answers 404.
func OlderFeed(address string, page int) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("paged", strconv.Itoa(page))
	u.RawQuery = q.Encode()
	return u.String()
}

// PostID reads the number of a post from a guid such as "https://site/?p=123",
// 0 when there is none. The host of a guid means nothing.
func PostID(guid string) int {
	u, err := url.Parse(guid)
	if err != nil {
		return 0
	}
	id, err := strconv.Atoi(u.Query().Get("p"))
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// refusal is the interface's own form of an error.
type refusal struct {
	Code string `json:"code"`
	Data struct {
		Status int `json:"status"`
	} `json:"data"`
}

// read decodes a JSON array, or names the refusal that came instead.
func read[T any](status int, body []byte) ([]T, error) {
	var no refusal
	if json.Unmarshal(body, &no) == nil && no.Code != "" {
		switch {
		case no.Code == "rest_post_invalid_page_number":
			return nil, ErrEnd
		case status == 401 || status == 403 || status == 404 || no.Code == "rest_no_route":
			return nil, fmt.Errorf("%w (%s)", ErrBlocked, no.Code)
		}
		return nil, fmt.Errorf("the site refused: %s", no.Code)
	}
	if status == 401 || status == 403 || status == 404 {
		return nil, ErrBlocked
	}
	var list []T
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, fmt.Errorf("read REST answer: %w", err)
	}
	if len(list) > PerPage {
		list = list[:PerPage]
	}
	return list, nil
}
