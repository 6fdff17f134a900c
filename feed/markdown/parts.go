package markdown

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// split cuts a tree into parts of at most maxText bytes of text, before a block
// where there is one, so that each can be converted and set within a bounded
// time. Nothing is lost: what encloses a cut encloses both sides of it, and a
// list goes on counting.
func split(root *html.Node) []*html.Node {
	parts := []*html.Node{root}
	for {
		cut := tooFar(parts[len(parts)-1])
		if cut == nil {
			return parts
		}
		parts = append(parts, splitBefore(parts[len(parts)-1], cut))
	}
}

// textWeight is what a piece of text counts beside its bytes, for the markup
// around it.
const textWeight = 24

// tooFar is the node before which a part ends that is too long; nil when it is
// not. It is never the first text of the part.
func tooFar(root *html.Node) *html.Node {
	size := 0
	var paragraph, cut *html.Node // the block that the walk is in
	before := 0                   // text of the part before that block
	var walk func(n *html.Node) bool
	walk = func(n *html.Node) bool {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.ElementNode && !isSilent(c):
				if isBlock(c) || is(c, atom.Li, atom.Tr) {
					paragraph, before = c, size
				}
				if walk(c) {
					return true
				}
			case c.Type == html.TextNode && strings.TrimSpace(c.Data) != "":
				if size+len(c.Data) <= maxText {
					size += len(c.Data) + textWeight
					continue
				}
				switch {
				case before > 0 && contains(paragraph, c) && size-before < maxText/2:
					cut = paragraph
				case size > maxText/2:
					cut = c
				default:
					cut = splitText(c, max(maxText-size, maxText/4))
				}
				return true
			}
		}
		return false
	}
	walk(root)
	return cut
}

func contains(ancestor, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == ancestor {
			return true
		}
	}
	return false
}

// splitText cuts a text at the last blank within the first most bytes, or there,
// and returns the second half, which stands behind the first.
func splitText(n *html.Node, most int) *html.Node {
	first := strings.ToValidUTF8(n.Data[:most], "")
	if at := strings.LastIndexAny(first, " \n\t"); at > most/2 {
		first = first[:at]
	}
	rest := textNode(n.Data[len(first):])
	n.Data = first
	n.Parent.InsertBefore(rest, n.NextSibling)
	return rest
}

// splitBefore moves a node and all that follows it into a tree of its own, in
// copies of the elements around it.
func splitBefore(root, n *html.Node) *html.Node {
	var carried *html.Node
	for {
		parent := n.Parent
		twin := &html.Node{Type: parent.Type, DataAtom: parent.DataAtom, Data: parent.Data, Attr: append([]html.Attribute(nil), parent.Attr...)}
		next := n
		if carried != nil {
			twin.AppendChild(carried)
			next = n.NextSibling
		}
		for next != nil {
			moved := next
			next = next.NextSibling
			parent.RemoveChild(moved)
			twin.AppendChild(moved)
		}
		if is(parent, atom.Ol) {
			goOnCounting(parent, twin, carried != nil && is(carried, atom.Li))
		}
		if carried = twin; parent == root {
			return carried
		}
		n = parent
	}
}

// goOnCounting gives the rest of an ordered list its first number; inItem tells
// that the cut went through an item.
func goOnCounting(list, rest *html.Node, inItem bool) {
	start, err := strconv.Atoi(attr(list, "start"))
	if err != nil {
		start = 1
	}
	for c := list.FirstChild; c != nil; c = c.NextSibling {
		if is(c, atom.Li) {
			start++
		}
	}
	if inItem {
		start--
	}
	setAttr(rest, "start", strconv.Itoa(start))
}
