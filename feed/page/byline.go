package page

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// byline is who wrote a story: as printed, else as the page states it, else
// behind a link to an author's own page.
func byline(root *html.Node, l linkedData, beside map[*html.Node]bool) string {
	return firstOf(printedByline(root, strictBylines, beside), l.author, printedByline(root, looseBylines, beside),
		statedAuthor(root, "dc:creator"), statedAuthor(root, "dc.creator"), statedAuthor(root, "author"), statedAuthor(root, "article:author"), statedAuthor(root, "parsely-author"),
		statedAuthor(root, "citation_author"), linkedAuthor(root))
}

// statedAuthor is a meta element's author; an address of a profile is none.
func statedAuthor(root *html.Node, name string) string {
	text := bylineText(oneLine(meta(root, name)))
	if isAddress.MatchString(text) || strings.Contains(text, "://") {
		return ""
	}
	return text
}

// isAddress tells the name of a host, which says no more than the site's name.
var isAddress = regexp.MustCompile(`^(?i)www\.\S+$`)

// longestByline is the length, in bytes, beyond which a text is no byline.
const longestByline = 120

// Where publishing systems print who wrote a story: the name alone, or a line
// that holds it among other things.
var (
	strictBylines = []string{".byline [itemprop=name]", "[rel~=author]", "[itemprop=author] [itemprop=name]", "[itemprop=author]", ".author-name", ".author .fn", ".byline", ".author"}
	looseBylines  = []string{`[class*="author-name"], [class*="author__name"], [class*="byline"], [class$="-author"], [class$="__author"], [class$="_author"], [class$="--author"]`}
)

// printedByline is the first element that is marked as one. Authors side by
// side, each marked by itself, are one byline.
func printedByline(root *html.Node, selectors []string, beside map[*html.Node]bool) string {
	for _, selector := range selectors {
		var names []string
		var place *html.Node
		for _, n := range query(root, selector) {
			if within(n, atom.Footer, atom.Head) || inMarked(n, beside) || is(n, atom.Link, atom.Meta) || inComments(n) || commentName.MatchString(attr(n, "class")) {
				continue
			}
			text := bylineText(words(n))
			switch {
			case text == "" || len(text) >= longestByline || count(text) > 14:
			case place == nil:
				names, place = append(names, text), n.Parent
			case !contains(place, n) && !contains(place.Parent, n):
			case !slices.ContainsFunc(names, func(s string) bool { return strings.Contains(folded(s), folded(text)) }):
				names = append(names, text)
			}
		}
		if len(names) > 0 {
			return strings.Join(names, ", ")
		}
	}
	return ""
}

// linkedAuthor is the name behind the first link to an author's own page, as
// publishing systems address them, where it stands in a short line.
func linkedAuthor(root *html.Node) string {
	for _, a := range find(root, atom.A) {
		if u, err := url.Parse(attr(a, "href")); err != nil || !authorPage.MatchString(u.Path) {
			continue
		}
		if within(a, atom.Aside, atom.Footer, atom.Nav, atom.Li) || inComments(a) || size(a.Parent) > longestByline {
			continue
		}
		if text := bylineText(words(a)); text != "" && count(text) < 6 {
			return text
		}
	}
	return ""
}

var authorPage = regexp.MustCompile(`(?i)/(?:authors?|profiles?|writers?|contributors?|by|autor(?:en)?|auteurs?)/[^/]+/?$`)

var (
	byWord = regexp.MustCompile(`(?i)^(?:(?:posted|published|reported|story|text) )?(?:(?:written |words )?by:?|author:|von|par|por|di|door)\s+`)
	// afterName is what pages print behind a name in the same line: a date, a
	// reading time, the next part behind a stroke.
	afterName  = regexp.MustCompile(`(?i)\s*(?:[|•·/]\s.*|,?\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*|,?\s+(?:on|am|le)\s+(?:\S+,?\s+)?(?:\d{1,2}(?:st|nd|rd|th|\.)?\s+\p{L}+|\p{L}+\s+\d{1,2},?\s*\d{4}|\d{1,2}[./-]\d).*|[,–—-]?\s*\b(?:(?:published|posted|updated|last updated)\b.*|\d{1,2}(?:st|nd|rd|th)?\s+\p{L}{3,9},?\s+(?:19|20)\d\d.*|(?:19|20)\d\d-\d\d-\d\d.*|\d+\s+min(?:ute)?s?\b.*))$`)
	beforeName = regexp.MustCompile(`(?i)^(?:posted|published|updated)\s+(?:on\s+)?[^|]{6,40}?\s+by\s+`)
)

// bylineText is a byline without its "by" and without the date around it.
func bylineText(s string) string {
	s = beforeName.ReplaceAllString(s, "")
	s = byWord.ReplaceAllString(s, "")
	s = afterName.ReplaceAllString(s, "")
	return strings.TrimRight(strings.TrimSpace(s), " ,;:|–—-")
}
