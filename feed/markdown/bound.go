package markdown

import (
	"bytes"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// Limits on the tree, before anything is converted: what html-to-markdown and
// Glamour do with deeper, longer or wider input costs seconds and gigabytes.
const (
	maxDepth    = 96       // elements within elements; real pages stay below 60
	maxText     = 64 << 10 // bytes of text in one part of an article: what is set well within the budget of the reader
	maxNodes    = 200_000  // nodes of one page
	maxNesting  = 8        // quotations and lists within each other
	maxLinks    = 500      // numbered links
	maxAddress  = 2 << 10  // bytes of one address
	maxRows     = 200      // of a table
	maxColumns  = 20       // of a table
	maxLanguage = 32       // bytes of a code block's language
)

// flatten drops the tags of elements nested too deeply and keeps their text.
func flatten(source []byte) []byte {
	type element struct {
		name string
		kept bool
	}
	var out bytes.Buffer
	var open []element
	depth := 0
	pop := func() {
		if open[len(open)-1].kept {
			depth--
		}
		open = open[:len(open)-1]
	}
	tokens := html.NewTokenizer(bytes.NewReader(source))
	for {
		kind := tokens.Next()
		switch kind {
		case html.ErrorToken:
			if tokens.Err() != io.EOF {
				return out.Bytes()
			}
			return out.Bytes()
		case html.StartTagToken:
			raw := bytes.Clone(tokens.Raw())
			name, _ := tokens.TagName()
			tag := string(name)
			if isVoid(tag) {
				out.Write(raw)
				continue
			}
			if n := len(open); n > 0 && open[n-1].name == tag && endIsOptional(tag) {
				pop()
			}
			kept := depth < maxDepth || tag == "script" || tag == "style"
			if kept {
				out.Write(raw)
				depth++
			} else {
				out.WriteByte(' ') // words of two elements stay apart
			}
			open = append(open, element{tag, kept})
		case html.EndTagToken:
			raw := bytes.Clone(tokens.Raw())
			name, _ := tokens.TagName()
			at := -1
			for i := len(open) - 1; i >= 0 && i >= len(open)-maxDepth; i-- {
				if open[i].name == string(name) {
					at = i
					break
				}
			}
			if at < 0 {
				continue
			}
			kept := open[at].kept
			for len(open) > at {
				pop()
			}
			if kept {
				out.Write(raw)
			}
		default:
			out.Write(tokens.Raw())
		}
	}
}

// bound unwraps elements below maxDepth, and after maxNodes keeps of the tree
// its text alone.
func bound(n *html.Node, depth int, nodes *int) {
	var rest strings.Builder
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		*nodes++
		switch {
		case *nodes > maxNodes:
			for next = child; next != nil; {
				flat := next
				next = next.NextSibling
				switch flat.Type {
				case html.TextNode:
					rest.WriteString(flat.Data + " ")
				case html.ElementNode:
					rest.WriteString(textOf(flat) + " ")
				}
				n.RemoveChild(flat)
			}
			n.AppendChild(textNode(rest.String()))
		case depth >= maxDepth && child.Type == html.ElementNode:
			flat := textOf(child)
			n.InsertBefore(&html.Node{Type: html.TextNode, Data: flat}, child)
			n.RemoveChild(child)
		default:
			bound(child, depth+1, nodes)
		}
		child = next
	}
}

func isVoid(tag string) bool {
	switch tag {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// endIsOptional names the elements that a second one of its kind closes
// (HTML §13.1.2.4).
func endIsOptional(tag string) bool {
	switch tag {
	case "p", "li", "dt", "dd", "option", "tr", "td", "th":
		return true
	}
	return false
}
