package page

import (
	"bytes"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed/clean"
	"standfirst/feed/markdown"
)

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func is(n *html.Node, kinds ...atom.Atom) bool {
	return n != nil && n.Type == html.ElementNode && slices.Contains(kinds, n.DataAtom)
}

func within(n *html.Node, kinds ...atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if is(p, kinds...) {
			return true
		}
	}
	return false
}

func find(root *html.Node, kinds ...atom.Atom) []*html.Node {
	var found []*html.Node
	for d := range root.Descendants() {
		if is(d, kinds...) {
			found = append(found, d)
		}
	}
	return found
}

func contains(ancestor, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == ancestor {
			return true
		}
	}
	return false
}

func remove(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

// query lists the elements that a selector of our own matches.
func query(root *html.Node, selector string) []*html.Node {
	return cascadia.QueryAll(root, cascadia.MustCompile(selector))
}

// words of an element on one line.
func words(n *html.Node) string { return clean.Line(markdown.Text(n), 0) }

// size is the number of bytes of text in an element, white space collapsed.
func size(n *html.Node) int { return len(words(n)) }

// linkShare is how much of an element's text is links, 0 to 1.
func linkShare(n *html.Node) float64 {
	whole := size(n)
	if whole == 0 {
		return 0
	}
	links := 0
	for _, a := range find(n, atom.A) {
		links += size(a)
	}
	return float64(links) / float64(whole)
}

// names are the words of an element's class and id: "post-meta" gives "post",
// "meta" and "post-meta".
func names(n *html.Node) []string {
	var all []string
	for name := range strings.FieldsSeq(strings.ToLower(attr(n, "class") + " " + attr(n, "id"))) {
		all = append(all, name)
		parts := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' })
		if len(parts) > 1 {
			all = append(all, parts...)
		}
	}
	return all
}

func named(n *html.Node, wanted ...string) bool {
	for _, name := range names(n) {
		if slices.Contains(wanted, name) {
			return true
		}
	}
	return false
}

func render(n *html.Node) string {
	var out bytes.Buffer
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if err := html.Render(&out, child); err != nil {
			break // only a raw element with children cannot be rendered
		}
	}
	return strings.TrimSpace(out.String())
}
