package wordpress

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Front is what a section page says about its own order.
type Front struct {
	Top      string   // address of the story under the heading "Top Story"; empty: the page names none
	Featured []string // addresses picked by hand: those before the list that runs newest first
}

// ReadFront reads a section page. Only what the page itself says counts: a
// heading that reads "Top story", "Lead story" or "Top stories" and the first
// link behind it; and what featured finds before its list.
func ReadFront(page []byte, base string) (Front, error) {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return Front{}, fmt.Errorf("read section page: %w", err)
	}
	from, err := url.Parse(base)
	if err != nil {
		return Front{}, fmt.Errorf("read section page: %w", err)
	}
	w := walker{base: from}
	w.walk(root, 0)
	front := Front{Top: w.top}
	for _, e := range featured(w.entries) {
		if e.link != front.Top {
			front.Featured = append(front.Featured, e.link)
		}
	}
	return front, nil
}

type entry struct {
	link string
	date time.Time
	node *html.Node // its headline's link
}

type walker struct {
	base    *url.URL
	waiting bool // a heading was read, the next link is the top story
	top     string
	link    string // the last headline's link, waiting for its date
	node    *html.Node
	entries []entry
}

const maxPageDepth = 512

func (w *walker) walk(n *html.Node, depth int) {
	if depth > maxPageDepth {
		return
	}
	if n.Type == html.ElementNode {
		switch n.DataAtom {
		case atom.Script, atom.Style, atom.Noscript, atom.Nav, atom.Head, atom.Template:
			return
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Strong, atom.Span, atom.Div, atom.P:
			if w.top == "" && topWords(plain(n, 40)) {
				w.waiting = true
			}
		case atom.A:
			w.takeLink(n)
		case atom.Abbr, atom.Time:
			w.takeDate(n)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, depth+1)
	}
}

func (w *walker) takeLink(n *html.Node) {
	href := attribute(n, "href")
	u, err := w.base.Parse(strings.TrimSpace(href))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !strings.EqualFold(bare(u.Host), bare(w.base.Host)) || u.Path == "" || u.Path == "/" {
		return
	}
	u.Fragment, u.User = "", nil
	if w.waiting {
		w.top, w.waiting = u.String(), false
	}
	if inHeading(n) {
		w.link, w.node = u.String(), n
	}
}

func (w *walker) takeDate(n *html.Node) {
	if w.link == "" {
		return
	}
	text := attribute(n, "datetime")
	at, ok := ReadDate(text)
	if !ok {
		at, ok = ReadDate(plain(n, 60))
	}
	if ok {
		w.entries = append(w.entries, entry{w.link, at, w.node})
		w.link = ""
	}
}

func bare(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }

func inHeading(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4:
			return true
		}
	}
	return false
}

func topWords(s string) bool {
	switch strings.ToLower(strings.Trim(s, " :»>")) {
	case "top story", "top stories", "lead story", "today's top story":
		return true
	}
	return false
}

// plain is the text of an element when it is at most limit bytes long, else "".
func plain(n *html.Node, limit int) string {
	var b strings.Builder
	var add func(n *html.Node, depth int) bool
	add = func(n *html.Node, depth int) bool {
		if depth > 16 {
			return false
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil && b.Len() <= limit*2; c = c.NextSibling {
			if !add(c, depth+1) {
				return false
			}
		}
		return true
	}
	if !add(n, 0) {
		return ""
	}
	text := strings.Join(strings.Fields(b.String()), " ")
	if len(text) > limit {
		return ""
	}
	return text
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// spaceless repairs "February 26,2015".
var spaceless = regexp.MustCompile(`,(\d)`)

// ReadDate reads the dates that themes print: "February 26,2015", "26 February
// 2015", "26/02/2015" (day first) and machine dates.
func ReadDate(s string) (time.Time, bool) {
	s = spaceless.ReplaceAllString(strings.Join(strings.Fields(s), " "), ", $1")
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02", "January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006", "2/1/2006"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}
