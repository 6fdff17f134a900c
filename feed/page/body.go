package page

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	readability "github.com/go-shiori/go-readability"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed/markdown"
)

// bySelector finds the body that the configuration names.
func bySelector(root *html.Node, selector string) (*html.Node, string) {
	if selector == "" {
		return nil, ""
	}
	match, err := cascadia.ParseGroup(selector)
	if err != nil {
		return nil, fmt.Sprintf("The selector %q of the configuration cannot be read: the page was read without it.", selector)
	}
	body := cascadia.Query(root, match)
	if body == nil {
		return nil, fmt.Sprintf("The selector %q of the configuration matches nothing on this page.", selector)
	}
	return body, ""
}

// Where publishing systems put a story's body: exact names hold the story and
// nothing else; likely ones may hold more around it.
var (
	exactBodies = []string{
		`[itemprop="articleBody"]`,
		`.entry-content, .wp-block-post-content, .elementor-widget-theme-post-content, .td-post-content, .single-entry-content`,
		`article .entry, .post .entry, .hentry .entry`,
	}
	likelyBodies = []string{
		`.post-content, .post__content, .post-entry, .post-body, .article-body, .article__body, .story-body, .article-content, .articleBody, .article_body, .story-content, .field--name-body, .gem-c-govspeak, .govspeak`,
	}
)

// leastWords is the length below which a marked body is taken for an empty
// shell or a teaser.
const leastWords = 20

// bodyOf finds the body of a page without a selector of its own, and says how.
func bodyOf(root *html.Node, base *url.URL) (body *html.Node, found string) {
	if body := byMarkup(root, exactBodies); body != nil {
		return body, "markup"
	}
	likely, read := byMarkup(root, likelyBodies), byReadability(root, base)
	switch {
	case likely == nil && read == nil:
		return nil, ""
	case likely == nil:
		return read, "readability"
	case read != nil && isMostOf(read, likely):
		return read, "readability"
	}
	return likely, "markup"
}

// isMostOf tells whether a text is the greater part of a longer one: then what
// readability left out was around the story. A comment in place of a short
// story is not.
func isMostOf(read, whole *html.Node) bool {
	part, all := words(read), words(whole)
	return len(part)*10 >= len(all)*6 && len(part) <= len(all) && strings.Contains(all, start(part))
}

// byMarkup finds the body by the classes that publishing systems give it.
func byMarkup(root *html.Node, selectors []string) *html.Node {
	for _, selector := range selectors {
		var bodies []*html.Node
		for _, n := range query(root, selector) {
			if !slices.ContainsFunc(bodies, func(outer *html.Node) bool { return contains(outer, n) }) {
				bodies = append(bodies, n)
			}
		}
		bodies = slices.DeleteFunc(bodies, func(n *html.Node) bool { return linkShare(n) > 0.5 }) // boxes of links
		if body := joined(bodies); body != nil {
			return body
		}
		if body := longest(bodies); body != nil {
			return body
		}
	}
	return nil
}

// joined puts the parts of one story together, which some pages part with
// adverts: bodies within one and the same article element. Nil when they are
// not that.
func joined(bodies []*html.Node) *html.Node {
	if len(bodies) < 2 {
		return nil
	}
	var article *html.Node
	for i, n := range bodies {
		around := n.Parent
		for around != nil && !is(around, atom.Article) {
			around = around.Parent
		}
		if around == nil || i > 0 && around != article {
			return nil
		}
		article = around
	}
	whole := &html.Node{Type: html.ElementNode, DataAtom: atom.Div, Data: "div"}
	bodies[0].Parent.InsertBefore(whole, bodies[0])
	for _, n := range bodies {
		remove(n)
		whole.AppendChild(n)
	}
	if markdown.Words(markdown.Text(whole)) < leastWords {
		return nil
	}
	return whole
}

// longest is the one body that is clearly the story; nil on a page of several.
func longest(bodies []*html.Node) *html.Node {
	var best *html.Node
	most, next := 0, 0
	for _, n := range bodies {
		switch length := markdown.Words(markdown.Text(n)); {
		case length > most:
			best, most, next = n, length, most
		case length > next:
			next = length
		}
	}
	if most < leastWords || next*2 > most {
		return nil
	}
	return best
}

// byReadability finds the body by the weight of its paragraphs: the one use of
// go-readability, which is archived upstream and may be exchanged here.
func byReadability(root *html.Node, base *url.URL) (body *html.Node) {
	defer func() {
		// It panics on some broken trees; such a page has no text for us.
		if recover() != nil {
			body = nil
		}
	}()
	for _, n := range query(root, `[class*="footnote"], [id*="footnote"]`) {
		if !isFrame(n) {
			n.Attr = nil // the library takes the name for the foot of a page
		}
	}
	parser := readability.NewParser()
	parser.KeepClasses = true
	parser.DisableJSONLD = true
	found, err := parser.ParseDocument(root, base)
	if err != nil || found.Node == nil || strings.TrimSpace(found.TextContent) == "" {
		return nil
	}
	return found.Node
}

// leadOf is the paragraph that the page prints between headline and body: its
// own text, in order of trust. Pages keep it outside of the body.
func leadOf(root *html.Node) string {
	for _, n := range query(root, `[itemprop="description"], .standfirst, .article-intro, .article__intro, .article-lead, .lead, .teaser-text, .article-teaser, .entry-summary, .post-excerpt, .article-summary, .article__summary, .dek, .deck`) {
		if is(n, atom.Meta, atom.Link) || inComments(n) || within(n, atom.Aside, atom.Nav, atom.Footer, atom.Li) || linkShare(n) > 0.3 {
			continue
		}
		if text := words(n); len(text) >= 60 && len(text) < 900 {
			return text
		}
	}
	// What the page's description repeats is the lead, whatever its class.
	described := start(oneLine(firstOf(meta(root, "og:description"), meta(root, "description"))))
	if len(described) < 50 {
		return ""
	}
	for _, n := range find(root, atom.P, atom.H2, atom.Div) {
		if text := words(n); len(text) < 900 && strings.HasPrefix(text, described) && len(find(n, atom.P)) < 2 && !inComments(n) && !within(n, atom.Li) {
			return text
		}
	}
	return ""
}

// start is the beginning of a text, by which two texts are taken for the same.
func start(text string) string {
	if len(text) > 60 {
		text = strings.ToValidUTF8(text[:60], "")
	}
	return text
}

// putLead sets the lead before the body when the body does not hold it.
func putLead(a *Article, body *html.Node, lead string) {
	if lead == "" {
		return
	}
	if a.Standfirst == "" {
		a.Standfirst = lead
	}
	if strings.Contains(words(body), start(lead)) {
		return
	}
	p := &html.Node{Type: html.ElementNode, DataAtom: atom.P, Data: "p", Attr: []html.Attribute{{Key: "class", Val: "standfirst"}}}
	p.AppendChild(&html.Node{Type: html.TextNode, Data: lead})
	body.InsertBefore(p, body.FirstChild)
}

// isCut tells a description that is only the beginning of the text, ended by a
// machine: no standfirst.
func isCut(standfirst, text string) bool {
	for _, end := range []string{"[…]", "[...]", "…", "..."} {
		if cut, ok := strings.CutSuffix(standfirst, end); ok {
			return strings.Contains(folded(text), start(folded(cut)))
		}
	}
	return false
}

// takeByline moves a byline that is the body's first paragraph ("by NAME", of
// guests) to its place.
func takeByline(a *Article, body *html.Node) {
	for _, p := range find(body, atom.P) {
		text := words(p)
		if text == "" {
			continue
		}
		if name, ok := strings.CutPrefix(text, "by "); ok && len(text) < 100 && !strings.HasSuffix(text, ".") {
			a.Byline = name
			remove(p)
		} else if name, ok := strings.CutPrefix(text, "By "); ok && len(text) < 100 && !strings.HasSuffix(text, ".") && count(name) < 10 {
			a.Byline = name
			remove(p)
		}
		return
	}
}

// absolute resolves the addresses of a body. A user name and a password in one
// are nobody's to keep.
func absolute(body *html.Node, base *url.URL) {
	for n := range body.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for i := range n.Attr {
			switch key := n.Attr[i].Key; {
			case key == "href", key == "src" && !strings.HasPrefix(n.Attr[i].Val, "data:"), key == "data-src", key == "poster", key == "cite":
				if u, err := base.Parse(strings.TrimSpace(n.Attr[i].Val)); err == nil && !strings.HasPrefix(n.Attr[i].Val, "#") {
					u.User = nil
					n.Attr[i].Val = u.String()
				}
			}
		}
	}
}
