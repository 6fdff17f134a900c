package discover

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// Page is what a web page says of its feeds and itself. Addresses are absolute,
// http or https.
type Page struct {
	Title     string      // as the page writes it, entities decoded, one line; not cleaned
	Feeds     []Candidate // in the page's order; comment feeds left out
	REST      string      // root of the WordPress REST interface, ending in "/" or "rest_route=/"; may be empty
	Canonical string      // rel=canonical; may be empty
}

// Candidate is a feed that a page names.
type Candidate struct {
	URL   string
	Title string // as written, not cleaned; may be empty
	Type  string // "application/rss+xml", "application/atom+xml", "application/feed+json"
}

// maxCandidates bounds what a page can make us ask.
const maxCandidates = 50

// Read reads a page. address is where it came from; header the answer's, which
// may be nil: Link headers count like the page's own links (RFC 8288).
func Read(body []byte, address string, header http.Header) Page {
	base, err := url.Parse(address)
	if err != nil {
		base = &url.URL{}
	}
	r := reader{base: base}
	for _, l := range linkHeader(header) {
		r.link(l.rel, l.kind, l.title, l.target)
	}
	text, err := charset.NewReader(bytes.NewReader(body), header.Get("Content-Type"))
	if err != nil {
		text = bytes.NewReader(body)
	}
	r.read(html.NewTokenizer(text))
	return r.page
}

type reader struct {
	page    Page
	base    *url.URL
	hasBase bool
}

// read takes the page token by token: no tree is built, so that depth costs
// nothing. Some sites name feeds in the body; the whole page is read.
func (r *reader) read(z *html.Tokenizer) {
	inTitle, inSVG := false, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			if inTitle {
				r.page.Title += string(z.Text())
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch atom.Lookup(name) {
			case atom.Title:
				if inTitle {
					r.page.Title = strings.Join(strings.Fields(r.page.Title), " ")
					inTitle = false
				}
			case atom.Svg:
				inSVG--
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, hasAttributes := z.TagName()
			switch atom.Lookup(name) {
			case atom.Title:
				inTitle = r.page.Title == "" && inSVG <= 0 // a picture's title is not the page's
			case atom.Svg:
				inSVG++
			case atom.Base:
				if href := attributes(z, hasAttributes)["href"]; href != "" && !r.hasBase {
					if u, err := r.base.Parse(strings.TrimSpace(href)); err == nil {
						r.base, r.hasBase = u, true
					}
				}
			case atom.Link:
				a := attributes(z, hasAttributes)
				r.link(a["rel"], a["type"], a["title"], a["href"])
			}
		}
	}
}

func attributes(z *html.Tokenizer, more bool) map[string]string {
	a := map[string]string{}
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if _, twice := a[string(key)]; !twice {
			a[string(key)] = string(value)
		}
	}
	return a
}

func (r *reader) link(rel, kind, title, target string) {
	to := r.resolve(target)
	if to == "" {
		return
	}
	for _, word := range strings.Fields(strings.ToLower(rel)) {
		switch word {
		case "canonical":
			if r.page.Canonical == "" {
				r.page.Canonical = to
			}
		case "https://api.w.org/":
			if r.page.REST == "" {
				r.page.REST = to
			}
		case "alternate", "feed":
			r.feed(kind, strings.Join(strings.Fields(title), " "), to)
		}
	}
}

func (r *reader) feed(kind, title, to string) {
	kind, _, _ = strings.Cut(strings.ToLower(kind), ";")
	kind = strings.TrimSpace(kind)
	switch kind {
	case "application/rss+xml", "application/atom+xml", "application/feed+json":
	case "application/json":
		// JSON Feed 1.0 pages say so; WordPress says the same of its REST
		// answers, which are no feeds.
		u, err := url.Parse(to)
		if err != nil || strings.Contains(u.Path, "/wp-json") || u.Query().Has("rest_route") {
			return
		}
	default:
		return
	}
	if comments(title, to) || len(r.page.Feeds) >= maxCandidates {
		return
	}
	if slices.ContainsFunc(r.page.Feeds, func(c Candidate) bool { return c.URL == to }) {
		return
	}
	r.page.Feeds = append(r.page.Feeds, Candidate{URL: to, Title: title, Type: kind})
}

// resolve makes a link absolute, or returns "" for what is not on the web.
func (r *reader) resolve(target string) string {
	target = strings.TrimSpace(target)
	if target == "" {
		return ""
	}
	if inner, ok := feedScheme(target); ok {
		target = inner
	}
	u, err := r.base.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	return u.String()
}

var (
	// commentTitle: what WordPress and its translations call a comment feed.
	// A section of the name "comment" is called "… comment Category Feed".
	commentTitle = lazily(`(?i)(\bcomments?[ -]feed$|\bcomments? rss\b|\bcomments (feed )?(on|for)\b|kommentar-?feed|flux (des|pour les) commentaires|feed de (los )?comentarios|feed dei commenti|reactiefeed|reacties-?feed)`)
	// commentPath: /comments/feed/ of a site and of a post, Blogger's feeds.
	commentPath = lazily(`(?i)(^|/)comments/(feed(/(rss2?|atom|rdf))?|default|full)/?$`)
	archivePath = lazily(`(?i)/(category|tag|section|topic|topics|channel)/comments/feed`)
)

// comments tells a feed of readers' comments from one of stories.
func comments(title, address string) bool {
	if commentTitle().MatchString(title) {
		return true
	}
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if commentPath().MatchString(u.Path) && !archivePath().MatchString(u.Path) {
		return true
	}
	return strings.HasPrefix(u.Query().Get("feed"), "comments-") || u.Query().Has("withcomments")
}
