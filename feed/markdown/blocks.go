package markdown

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// lists: definition lists become paragraphs with the term in bold, details are
// shown open, odd numbers of ordered lists are put right.
func (p *preparation) lists(root *html.Node) {
	for _, dl := range all(root, atom.Dl) {
		var entry *html.Node
		for _, part := range all(dl, atom.Dt, atom.Dd) {
			if between(part, dl, atom.Dl) {
				continue
			}
			if is(part, atom.Dt) || entry == nil {
				entry = element(atom.P)
				dl.InsertBefore(entry, childOf(dl, part))
			}
			if is(part, atom.Dt) {
				term := element(atom.Strong)
				move(part, term)
				entry.AppendChild(term)
			} else if len(all(part, atom.P, atom.Ul, atom.Ol, atom.Table, atom.Figure, atom.Blockquote)) > 0 {
				part.DataAtom, part.Data = atom.Div, "div"
				entry = nil
				continue
			} else {
				entry.AppendChild(element(atom.Br))
				move(part, entry)
			}
			remove(part)
		}
		dl.DataAtom, dl.Data = atom.Div, "div"
	}
	for _, n := range all(root, atom.Summary) {
		strong := element(atom.Strong)
		move(n, strong)
		n.AppendChild(strong)
		n.DataAtom, n.Data = atom.P, "p"
	}
	for _, n := range all(root, atom.Details) {
		n.DataAtom, n.Data = atom.Div, "div"
	}
	for _, n := range all(root, atom.Ol) {
		if start, err := strconv.Atoi(attr(n, "start")); err != nil || start < 0 || start > 9999 {
			n.Attr = nil
		}
	}
	for _, n := range all(root, atom.H1) {
		n.DataAtom, n.Data = atom.H2, "h2" // the article's own headline is the first
	}
}

// between tells whether an element of a kind stands between a node and one of
// its ancestors.
func between(n, limit *html.Node, kind atom.Atom) bool {
	for q := n.Parent; q != nil && q != limit; q = q.Parent {
		if is(q, kind) {
			return true
		}
	}
	return false
}

// childOf is the child of ancestor that holds n.
func childOf(ancestor, n *html.Node) *html.Node {
	for n.Parent != ancestor {
		n = n.Parent
	}
	return n
}

// nest unwraps quotations and lists beyond maxNesting.
func (p *preparation) nest(n *html.Node, depth int) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		if is(child, atom.Blockquote, atom.Ul, atom.Ol) {
			p.nest(child, depth+1)
			if depth >= maxNesting {
				for _, item := range all(child, atom.Li) {
					item.DataAtom, item.Data = atom.P, "p"
				}
				unwrap(child)
				p.notice("Quotations or lists are nested more than 8 deep: the inner ones are shown flat.")
			}
		} else {
			p.nest(child, depth)
		}
		child = next
	}
}
