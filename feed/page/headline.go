package page

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// printedInstead is the headline that the page prints, where what it states of
// itself says more or something else:
//
//   - the stated title is the site's name, or shares no word with the title
//     element, and a heading is what the title element says;
//   - the name of the site stands before the headline ("SITE - News - HEADLINE");
//   - a kicker stands before the headline, in an element of its own within the
//     heading ("KICKER: HEADLINE").
//
// Empty when the stated title holds.
func printedInstead(root *html.Node, stated string, base *url.URL) string {
	heads := headings(root)
	if said := withoutKicker(heads, stated); said != "" {
		return said
	}
	if said := behindSite(root, heads, stated, base); said != "" {
		return said
	}
	whole := titleOf(root)
	if whole == "" || sameWords(whole, stated) {
		return ""
	}
	if !isSite(root, stated, base) && shareWord(whole, stated) {
		return ""
	}
	for _, h := range heads {
		if rest, ok := strings.CutPrefix(whole, h.text); ok && !sameWords(h.text, stated) && count(h.text) > 1 && (rest == "" || divides(rest)) {
			return h.text
		}
	}
	return ""
}

// printed is a heading of the page, outside of comments and menus.
type printed struct {
	node   *html.Node
	text   string
	linked bool // all of it is a link
}

// mostHeadings is how many headings are looked at: the headline is among the
// first.
const mostHeadings = 50

func headings(root *html.Node) []printed {
	var all []printed
	for _, h := range find(root, atom.H1, atom.H2, atom.H3) {
		if len(all) == mostHeadings {
			break
		}
		if within(h, atom.Nav, atom.Aside, atom.Footer, atom.Dialog) || inComments(h) {
			continue
		}
		if text := words(h); text != "" && len(text) <= maxTitle {
			all = append(all, printed{h, text, linkShare(h) > 0.9})
		}
	}
	return all
}

// isSite tells whether a text is only the name of the site: as the page states
// it, as a heading that leads home, or its host.
func isSite(root *html.Node, text string, base *url.URL) bool {
	text = folded(text)
	if text == "" {
		return false
	}
	for _, name := range []string{meta(root, "og:site_name"), meta(root, "application-name"), linked(root).site} {
		if folded(oneLine(name)) == text {
			return true
		}
	}
	if text == strings.TrimPrefix(base.Hostname(), "www.") {
		return true
	}
	links := query(root, `h1 a[href], h2 a[href], h3 a[href], header a[href], [class*="logo"] a[href], a[class*="logo"][href], a[rel~="home"], [class*="site-title"] a[href], a[class*="home"][href], a[href]:has(img[alt])`)
	for _, n := range links[:min(len(links), mostLogos)] {
		name := folded(words(n))
		if img := query(n, "img[alt]"); name == "" && len(img) > 0 {
			name = folded(oneLine(attr(img[0], "alt")))
		}
		if name == text && (leadsHome(n, base) || named(n, "home", "homelink", "logo", "brand")) {
			return true
		}
	}
	return false
}

// mostLogos is how many links are looked at for the name of the site, which
// stands at the top.
const mostLogos = 100

// leadsHome tells a link to the first page of the site.
func leadsHome(a *html.Node, base *url.URL) bool {
	u, err := base.Parse(strings.TrimSpace(attr(a, "href")))
	if err != nil || strings.Trim(u.Path, "/") != "" && !indexPage.MatchString(u.Path) {
		return false
	}
	return u.RawQuery == "" && (u.Fragment == "" || attr(a, "rel") == "home")
}

var indexPage = regexp.MustCompile(`^/(?:index|home|default)(?:\.[a-z]{3,5})?$`)

// behindSite is the heading that ends a stated title whose first part is the
// name of the site.
func behindSite(root *html.Node, heads []printed, stated string, base *url.URL) string {
	cut := divided.FindStringIndex(stated)
	if cut == nil || cut[0] == 0 {
		return ""
	}
	site := strings.TrimSpace(stated[:cut[0]])
	for _, h := range heads {
		before, ok := cutSuffixFold(stated, h.text)
		if !ok || h.linked || len(before) < cut[1] || !divided.MatchString(before[max(0, len(before)-5):]) {
			continue
		}
		if isSite(root, site, base) {
			return h.text
		}
	}
	// Without a heading the stroke must be a plain one: names of sites have colons.
	if sign := strings.TrimSpace(stated[cut[0]:cut[1]]); strings.Trim(sign, "|-–—») ") == "" && !divided.MatchString(stated[cut[1]:]) && isSite(root, site, base) {
		return stated[cut[1]:]
	}
	return ""
}

// divided is a sign that parts a headline from the names around it. Dashes and
// strokes have a blank before them; a double dash or colon needs none behind.
var divided = regexp.MustCompile(`\s*(?:\s(?:--+|::|//)\s*|\s[|\-–—·•»«›‹/>*~⁄]\s|:\s|\s\|)`)

// withoutKicker is the heading without its kicker, when the stated title has
// both: the kicker is the heading's first element, a block or named as one.
func withoutKicker(heads []printed, stated string) string {
	for _, h := range heads {
		if !is(h.node, atom.H1, atom.H2) {
			continue
		}
		kicker := firstChild(h.node)
		for kicker != nil && is(kicker, atom.A, atom.Span) && size(kicker) == size(h.node) {
			kicker = firstChild(kicker)
		}
		if kicker == nil || !isKicker(kicker) {
			continue
		}
		over := words(kicker)
		rest := strings.TrimLeft(strings.TrimPrefix(h.text, over), " :|–—-/")
		if over == "" || len(rest) < 8 || !strings.HasPrefix(h.text, over) {
			continue
		}
		before, ok := cutSuffixFold(stated, rest)
		if ok && folded(strings.Trim(before, " :|–—-/")) == folded(strings.TrimRight(over, " :|–—-/")) {
			return rest
		}
	}
	return ""
}

// isKicker tells an element that stands over a headline by the names that
// publications give it.
func isKicker(n *html.Node) bool {
	if !is(n, atom.Span, atom.Small, atom.Strong, atom.Em, atom.Div, atom.B, atom.I, atom.A) {
		return false
	}
	for _, name := range names(n) {
		for _, kind := range []string{"kicker", "overline", "eyebrow", "topline", "roofline", "dachzeile", "spitzmarke", "supertitle", "surtitle", "surtitre", "pretitle", "suptitle", "overhead", "strapline", "label"} {
			if strings.Contains(name, kind) {
				return true
			}
		}
	}
	return false
}

// firstChild is the first child that is not blank; nil when it is a text.
func firstChild(n *html.Node) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && size(c) > 0 {
			return c
		}
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			return nil
		}
	}
	return nil
}

// cutSuffixFold takes a text off the end of another, case and typographic signs
// aside.
func cutSuffixFold(s, suffix string) (before string, ok bool) {
	whole, end := []rune(s), []rune(suffix)
	if len(end) == 0 || len(end) > len(whole) || folded(string(whole[len(whole)-len(end):])) != folded(suffix) {
		return "", false
	}
	return string(whole[:len(whole)-len(end)]), true
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func folded(s string) string {
	return strings.ToLower(plainSigns.Replace(strings.Join(strings.Fields(s), " ")))
}

// shareWord tells whether two titles have a word of four letters or more in
// common.
func shareWord(a, b string) bool {
	for w := range strings.FieldsFuncSeq(folded(a), notWord) {
		if len(w) < 4 {
			continue
		}
		for other := range strings.FieldsFuncSeq(folded(b), notWord) {
			if w == other {
				return true
			}
		}
	}
	return false
}
