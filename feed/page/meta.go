package page

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed/clean"
	"standfirst/feed/markdown"
)

// meta is the content of the first meta element of that name or property.
func meta(root *html.Node, name string) string {
	for _, n := range find(root, atom.Meta) {
		for _, key := range []string{attr(n, "property"), attr(n, "name"), attr(n, "itemprop")} {
			for word := range strings.FieldsSeq(key) {
				if strings.EqualFold(word, name) {
					if content := strings.TrimSpace(attr(n, "content")); content != "" {
						return content
					}
				}
			}
		}
	}
	return ""
}

// linkedData is what a page says of its article in schema.org's words.
type linkedData struct {
	headline, name, author, published, site, description string
	sections, keywords                                   []string
	comments                                             int
}

// maxLinked bounds the linked data that is read, in bytes.
const maxLinked = 1 << 20

func linked(root *html.Node) linkedData {
	found := linkedData{comments: -1}
	for _, n := range find(root, atom.Script) {
		if !strings.EqualFold(strings.TrimSpace(attr(n, "type")), "application/ld+json") || n.FirstChild == nil || len(n.FirstChild.Data) > maxLinked {
			continue
		}
		text := strings.TrimSpace(n.FirstChild.Data)
		text = strings.TrimSuffix(strings.TrimPrefix(text, "<![CDATA["), "]]>")
		var value any
		if json.Unmarshal([]byte(text), &value) == nil && found.read(value, 0) {
			break
		}
	}
	return found
}

var articleType = regexp.MustCompile(`(?:Article|Report|SocialMediaPosting|BlogPosting|LiveBlogPosting|DiscussionForumPosting)$`)

// read looks for an article in linked data and tells whether there was one.
func (l *linkedData) read(value any, depth int) bool {
	if depth > 4 {
		return false
	}
	switch v := value.(type) {
	case []any:
		return slices.ContainsFunc(v, func(part any) bool { return l.read(part, depth+1) })
	case map[string]any:
		if !slices.ContainsFunc(strs(v["@type"]), articleType.MatchString) {
			return l.read(v["@graph"], depth+1)
		}
		l.headline = oneLine(one(v["headline"]))
		l.name = oneLine(one(v["name"]))
		l.author = strings.Join(people(v["author"]), ", ")
		l.published = one(v["datePublished"])
		l.description = oneLine(one(v["description"]))
		l.sections = strs(v["articleSection"])
		l.keywords = strs(v["keywords"])
		if publisher, ok := v["publisher"].(map[string]any); ok {
			l.site = oneLine(one(publisher["name"]))
		}
		if n, ok := v["commentCount"].(float64); ok && n >= 0 {
			l.comments = int(n)
		}
		return true
	}
	return false
}

// oneLine is a meta value as text: decoded, without the markup that some put
// into it, cleaned, on one line.
func oneLine(s string) string {
	s = html.UnescapeString(s)
	if strings.Contains(s, "</") || strings.Contains(s, "/>") || strings.Contains(s, "<br") {
		s = markdown.PlainText(s)
	}
	return clean.Line(s, maxTitle)
}

func one(value any) string {
	if all := strs(value); len(all) > 0 {
		return all[0]
	}
	return ""
}

// strs are the strings of a value that may be one string or a list.
func strs(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, part := range v {
			if s, ok := part.(string); ok {
				all = append(all, s)
			}
		}
		return all
	}
	return nil
}

// people are the names of one author or several, given as text or as a Person.
func people(value any) []string {
	var all []string
	switch v := value.(type) {
	case string:
		if !strings.HasPrefix(v, "http") {
			all = append(all, oneLine(v))
		}
	case map[string]any:
		if name := oneLine(one(v["name"])); name != "" {
			all = append(all, name)
		}
	case []any:
		for _, part := range v {
			all = append(all, people(part)...)
		}
	}
	return all
}

// readMeta fills in what the page says of itself.
func readMeta(a *Article, root *html.Node, base *url.URL) {
	l, beside := linked(root), besideStory(root)
	a.Site = firstOf(oneLine(meta(root, "og:site_name")), l.site)
	a.Standfirst = firstOf(printedStandfirst(root, beside), oneLine(meta(root, "og:description")), oneLine(meta(root, "description")), l.description)
	a.Byline = byline(root, l, beside)
	a.Comments = l.comments
	a.Tags, a.Sections = cleaned(l.keywords), cleaned(l.sections)
	for _, n := range find(root, atom.Link) {
		if slices.Contains(strings.Fields(strings.ToLower(attr(n, "rel"))), "canonical") {
			a.Canonical = resolve(base, attr(n, "href"))
			break
		}
	}
	if a.Canonical == "" {
		a.Canonical = clean.URL(meta(root, "og:url"))
	}
	a.Published = published(root, l, beside, firstOf(a.Canonical, base.String()))
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func cleaned(values []string) []string {
	var all []string
	for _, v := range values {
		if v = oneLine(v); v != "" && !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

// printedStandfirst is the line under the headline, by the names that
// publications give it.
func printedStandfirst(root *html.Node, beside map[*html.Node]bool) string {
	for _, n := range query(root, `.standfirst, .article-standfirst, .entry-standfirst, [class*="standfirst"], [class*="lead-paragraph"], h2.subtitle, h3.subtitle, p.subtitle, [class*="post-subtitle"], [class*="article-subtitle"], [class*="article__subtitle"]`) {
		if is(n, atom.Header, atom.Section, atom.Article) || inComments(n) || inMarked(n, beside) || within(n, atom.Aside, atom.Nav, atom.Footer) {
			continue
		}
		if text := words(n); text != "" && len(text) < 600 {
			return text
		}
	}
	return ""
}
