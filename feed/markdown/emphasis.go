package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// emphasis puts bold and italic text so that CommonMark sees it (§6.2): blanks
// and punctuation at the edge of a word that goes on move outside, emphasis
// side by side is joined.
func (p *preparation) emphasis(root *html.Node) {
	for _, n := range all(root, atom.Em, atom.I, atom.Strong, atom.B, atom.Del, atom.S, atom.Strike) {
		if n.Parent == nil || within(n, atom.Pre, atom.Code) {
			continue
		}
		if strings.TrimSpace(textOf(n)) == "" && first(n, atom.Img, atom.Br) == nil || holdsBlocks(n) {
			unwrap(n)
			continue
		}
		if last := lastText(n); last != nil && startsWord(n.NextSibling) {
			if body := strings.TrimRightFunc(last.Data, isEdge); body != last.Data {
				tail := last.Data[len(body):]
				last.Data = body
				n.Parent.InsertBefore(textNode(tail), n.NextSibling)
			}
		}
		if head := firstText(n); head != nil && endsWord(n.PrevSibling) {
			if body := strings.TrimLeftFunc(head.Data, isEdge); body != head.Data {
				n.Parent.InsertBefore(textNode(head.Data[:len(head.Data)-len(body)]), n)
				head.Data = body
			}
		}
		if strings.TrimSpace(textOf(n)) == "" {
			unwrap(n)
		} else if next := n.NextSibling; next != nil && next.Type == html.ElementNode && isEmphasis(next) && next.DataAtom != n.DataAtom {
			unwrap(n) // *a***b** cannot be told from ***ab*b*
		}
	}
}

// holdsBlocks tells emphasis round whole blocks, which Markdown does not have.
func holdsBlocks(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (isBlock(d) || is(d, atom.Li) || d.Data == partTag) {
			return true
		}
	}
	return false
}

func isEmphasis(n *html.Node) bool { return is(n, atom.Em, atom.I, atom.Strong, atom.B) }

func isEdge(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsSpace(r) }

func startsWord(n *html.Node) bool {
	if n == nil || n.Type != html.TextNode {
		return n != nil && n.Type == html.ElementNode && !isBlock(n) && !is(n, atom.Br) && startsWord(firstText(n))
	}
	r, _ := utf8.DecodeRuneInString(n.Data)
	return isWord(r)
}

func endsWord(n *html.Node) bool {
	if n == nil || n.Type != html.TextNode {
		return n != nil && n.Type == html.ElementNode && !isBlock(n) && !is(n, atom.Br) && endsWord(lastText(n))
	}
	r, _ := utf8.DecodeLastRuneInString(n.Data)
	return isWord(r)
}

func firstText(n *html.Node) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Data != "" {
			return d
		}
	}
	return nil
}

func lastText(n *html.Node) *html.Node {
	var last *html.Node
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Data != "" {
			last = d
		}
	}
	return last
}
