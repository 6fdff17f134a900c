package page

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/markdown"
)

// ErrNoText: the page holds no text that could be a story.
var ErrNoText = errors.New("the page has no readable text")

// Options say where the bytes came from.
type Options struct {
	Base        string // address of the page; relative links resolve against it
	ContentType string // of the answer; its charset wins over the page's own
	Selector    string // CSS selector of the body, from the configuration; may be empty
}

// Article is what a page tells. Strings are clean, single lines but HTML.
type Article struct {
	Title      string
	Byline     string // as printed, without "by"
	Published  time.Time
	Site       string // name of the site
	Standfirst string
	Canonical  string // the page's own idea of its address; http or https, or empty
	Images     []feed.Image
	HTML       string // the body: a fragment, links absolute
	Text       string // the body without markup
	Words      int
	Comments   int // -1 when the page does not say
	Tags       []string
	Sections   []string // section names as printed
	// Found says how the body was found: "selector", "markup" or "readability".
	Found    string
	Warnings []string // one sentence each
}

// maxPage bounds the bytes of a page that are read.
const maxPage = 8 << 20

// Extract reads a page. It fails with ErrNoText when there is no story in it.
// The Article holds what was found in either case.
func Extract(source []byte, o Options) (Article, error) {
	var a Article
	if len(source) > maxPage {
		source = source[:maxPage]
		a.Warnings = append(a.Warnings, fmt.Sprintf("The page is longer than %d MiB: the rest was left out.", maxPage>>20))
	}
	root, err := markdown.Parse(decode(source, o.ContentType))
	if err != nil {
		return a, err
	}
	base := baseOf(root, o.Base)
	readMeta(&a, root, base)
	a.Title = title(root, base)
	selected, warning := bySelector(root, o.Selector)
	if warning != "" {
		a.Warnings = append(a.Warnings, warning)
	}
	lead := leadOf(root)
	picture := featured(root)
	strip(root)
	markdown.Figures(root)
	body := selected
	a.Found = "selector"
	if body == nil {
		body, a.Found = bodyOf(root, base)
	}
	if body == nil {
		return a, ErrNoText
	}
	tidy(body, a.Title)
	takeByline(&a, body)
	putLead(&a, body, lead)
	putPicture(body, picture)
	absolute(body, base)
	markdown.Figures(body)
	a.HTML = render(body)
	a.Text = markdown.Text(body)
	a.Words = markdown.Words(a.Text)
	if isCut(a.Standfirst, a.Text) {
		a.Standfirst = ""
	}
	a.Images = images(root, body, base)
	if a.Words == 0 && len(a.Images) == 0 {
		return a, ErrNoText
	}
	return a, nil
}

// baseOf is the address that links of the page resolve against: its base
// element (HTML §4.2.3), itself resolved against the page's address.
func baseOf(root *html.Node, address string) *url.URL {
	base, err := url.Parse(address)
	if err != nil {
		base = &url.URL{}
	}
	for _, n := range find(root, atom.Base) {
		if href := strings.TrimSpace(attr(n, "href")); href != "" {
			if own, err := base.Parse(href); err == nil {
				return own
			}
		}
	}
	return base
}

// resolve makes an address absolute and safe; empty when it cannot be.
func resolve(base *url.URL, address string) string {
	address = strings.TrimSpace(address)
	if address == "" { // by RFC 3986 §5.2.2 the page itself, which nobody means
		return ""
	}
	u, err := base.Parse(address)
	if err != nil {
		return ""
	}
	return clean.URL(u.String())
}
