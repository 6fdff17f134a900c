package page

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed/clean"
)

// title is the headline of a page: what it states of itself, unless it prints
// another one; a page that states nothing has the headline it prints.
func title(root *html.Node, base *url.URL) string {
	said := stated(root)
	if said == "" {
		return firstHeading(root, base)
	}
	if instead := printedInstead(root, said, base); instead != "" {
		return instead
	}
	if isSite(root, said, base) {
		if printed := firstHeading(root, base); printed != "" {
			return printed
		}
	}
	return said
}

// firstHeading is the first of the highest headings of a page that is not the
// name of the site.
func firstHeading(root *html.Node, base *url.URL) string {
	for _, level := range []atom.Atom{atom.H1, atom.H2} {
		for _, h := range headings(root) {
			if is(h.node, level) && !isSite(root, h.text, base) && !leadsAway(h.node, base) {
				return h.text
			}
		}
	}
	return ""
}

// leadsAway tells a heading that is a link to another page.
func leadsAway(h *html.Node, base *url.URL) bool {
	for _, a := range find(h, atom.A) {
		if size(a) == size(h) && leadsHome(a, base) {
			return true
		}
	}
	return false
}

// stated is the title that a page states of itself: in its linked data, then in
// its meta elements, then in its title element without the name of the site.
func stated(root *html.Node) string {
	l := linked(root)
	switch {
	case l.headline == "" || l.name != "" && l.name != l.headline && !inTitle(root, l.headline, strings.Contains) && inTitle(root, l.name, strings.HasPrefix):
		// Some write a description for a headline, and the headline as the name.
		if l.name != "" {
			return l.name
		}
	default:
		return l.headline
	}
	for _, name := range []string{"dc:title", "dcterm:title", "dcterms.title", "dc.title", "og:title", "weibo:article:title", "weibo:webpage:title", "title", "twitter:title", "parsely-title"} {
		if t := oneLine(meta(root, name)); t != "" {
			return withoutSuffix(root, t)
		}
	}
	if whole := titleOf(root); whole != "" {
		return fromTitleElement(root, whole)
	}
	return ""
}

// titleOf is the text of the page's title element; pictures may have one too.
func titleOf(root *html.Node) string {
	for _, n := range find(root, atom.Title) {
		if !within(n, atom.Svg) {
			return titleText(n)
		}
	}
	return ""
}

// inTitle tells whether the title element has a text, in it or at its beginning.
func inTitle(root *html.Node, text string, has func(s, part string) bool) bool {
	for _, n := range find(root, atom.Title) {
		if has(titleText(n), text) {
			return true
		}
	}
	return false
}

// maxTitle bounds a headline, in bytes.
const maxTitle = 1 << 10

// withoutSuffix takes the name of the site off a meta title when the page
// prints the headline without it: the common publishing plug-ins write
// "HEADLINE - SITE" there.
func withoutSuffix(root *html.Node, t string) string {
	cut := strings.LastIndex(t, " - ")
	if cut <= 0 {
		return t
	}
	for _, h := range find(root, atom.H1) {
		if headline := words(h); sameWords(headline, t[:cut]) {
			return headline
		}
	}
	return t
}

// sameWords compares two headlines, typographic signs aside.
func sameWords(a, b string) bool { return a != "" && plainSigns.Replace(a) == plainSigns.Replace(b) }

var plainSigns = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "„", `"`, "\u00a0", " ", "–", "-", "—", "-")

var (
	separator    = regexp.MustCompile(` [|\-–—\\/>»] `)
	hierarchy    = regexp.MustCompile(` [\\/>»] `)
	lastPart     = regexp.MustCompile(`^(.*) [|\-–—\\/>»] .*$`)
	firstPart    = regexp.MustCompile(`^[^|\-–—\\/>»]*[|\-–—\\/>»] ?(.*)$`)
	anySeparator = regexp.MustCompile(`[|\-–—\\/>»]+`)
)

// fromTitleElement takes the name of the site off a title element. A heading of
// the page that stands in it between separators is the headline; else the rules
// are readability's (_getArticleTitle).
func fromTitleElement(root *html.Node, whole string) string {
	if headline := headingIn(root, whole); headline != "" {
		return headline
	}
	t := whole
	hadHierarchy := false
	switch {
	case separator.MatchString(whole):
		hadHierarchy = hierarchy.MatchString(whole)
		t = lastPart.ReplaceAllString(whole, "$1")
		if count(t) < 3 {
			t = firstPart.ReplaceAllString(whole, "$1")
		}
	case strings.Contains(whole, ": "):
		for _, h := range find(root, atom.H1, atom.H2) {
			if words(h) == whole {
				return whole
			}
		}
		t = whole[strings.LastIndex(whole, ":")+1:]
		if first := strings.Index(whole, ":"); count(t) < 3 {
			t = whole[first+1:]
		} else if count(whole[:first]) > 5 {
			t = whole
		}
	case len([]rune(whole)) > 150 || len([]rune(whole)) < 15:
		if all := find(root, atom.H1); len(all) == 1 {
			t = words(all[0])
		}
	}
	t = strings.TrimSpace(t)
	if count(t) <= 4 && (!hadHierarchy || count(t) != count(anySeparator.ReplaceAllString(whole, ""))-1) {
		return whole
	}
	return t
}

// headingIn is the heading that the title element repeats whole, beside the
// name of the site: "HEADLINE : SITE", "SITE » Archive » HEADLINE".
func headingIn(root *html.Node, whole string) string {
	for _, h := range find(root, atom.H1, atom.H2) {
		headline := words(h)
		if count(headline) < 2 || len(headline) >= len(whole) {
			continue
		}
		if rest, ok := strings.CutPrefix(whole, headline); ok && is(h, atom.H1) && divides(rest) {
			return headline
		}
		if rest, ok := strings.CutSuffix(whole, headline); ok && strings.HasSuffix(rest, " » ") {
			return headline
		}
	}
	return ""
}

// divides tells whether what follows a headline begins with a separator, a
// blank before it: else it is part of the headline.
func divides(rest string) bool { return dividing.MatchString(rest) }

var dividing = regexp.MustCompile(`^ +(?:[:|\-–—] |//|::|--)`)

func count(s string) int { return len(strings.Fields(s)) }

// titleText is the text of a title element, which is not rendered as a block.
func titleText(n *html.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return clean.Line(n.FirstChild.Data, maxTitle)
}
