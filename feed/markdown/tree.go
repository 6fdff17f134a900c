package markdown

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Parse reads HTML, UTF-8 already, into a tree whose depth and size are
// bounded. Nesting beyond the limits is flattened, never lost: a hundred
// thousand nested elements still give their text.
func Parse(source []byte) (*html.Node, error) {
	root, err := html.Parse(bytes.NewReader(source))
	if err != nil {
		// x/net/html refuses more than 512 open elements.
		root, err = html.Parse(bytes.NewReader(flatten(source)))
	}
	if err != nil {
		return nil, fmt.Errorf("parse html: %w", err)
	}
	nodes := 0
	bound(root, 0, &nodes)
	return root, nil
}

// attr returns an attribute's value, empty when it is not there.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func setAttr(n *html.Node, name, value string) {
	for i := range n.Attr {
		if n.Attr[i].Key == name {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: name, Val: value})
}

// hasClass tells whether an element carries one of the class names.
func hasClass(n *html.Node, names ...string) bool {
	for class := range strings.FieldsSeq(attr(n, "class")) {
		if slices.Contains(names, class) {
			return true
		}
	}
	return false
}

// is tells whether a node is an element of one of the kinds.
func is(n *html.Node, kinds ...atom.Atom) bool {
	return n != nil && n.Type == html.ElementNode && slices.Contains(kinds, n.DataAtom)
}

// within tells whether a node lies in an element of one of the kinds.
func within(n *html.Node, kinds ...atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if is(p, kinds...) {
			return true
		}
	}
	return false
}

// all lists the elements of the kinds below a node, in document order.
func all(n *html.Node, kinds ...atom.Atom) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if is(d, kinds...) {
			found = append(found, d)
		}
	}
	return found
}

// first is the first element of the kinds below a node, or nil.
func first(n *html.Node, kinds ...atom.Atom) *html.Node {
	for d := range n.Descendants() {
		if is(d, kinds...) {
			return d
		}
	}
	return nil
}

func remove(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

// unwrap puts an element's children in its place.
func unwrap(n *html.Node) {
	for child := n.FirstChild; child != nil; child = n.FirstChild {
		n.RemoveChild(child)
		n.Parent.InsertBefore(child, n)
	}
	remove(n)
}

// replace puts one node in another's place.
func replace(n, by *html.Node) {
	n.Parent.InsertBefore(by, n)
	remove(n)
}

// element makes an element with the given children.
func element(kind atom.Atom, children ...*html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, DataAtom: kind, Data: kind.String()}
	for _, child := range children {
		n.AppendChild(child)
	}
	return n
}

func textNode(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

// move gives all children of one node to another.
func move(from, to *html.Node) {
	for child := from.FirstChild; child != nil; child = from.FirstChild {
		from.RemoveChild(child)
		to.AppendChild(child)
	}
}
