package article

import (
	"html"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"standfirst/feed/clean"
	"standfirst/feed/markdown"
)

// inline is the content of one leaf block, rebuilt as a tree whose text is
// final: every escape and entity of the Markdown is resolved and the result
// cleaned. Glamour decodes entities and escapes once more, so the text is
// written down such that it comes out as it is.
type inline struct {
	source []byte
	top    []ast.Node
	links  *linkList
	opened string // a hyperlink to be opened with the next text
	words  strings.Builder
}

// linkList numbers the links of an article, each address once.
type linkList struct {
	hyperlinks bool
	all        []markdown.Link
	numbers    map[string]int
}

func (l *linkList) number(address, label string) int {
	if n, ok := l.numbers[address]; ok {
		return n
	}
	n := len(l.all) + 1
	l.numbers[address] = n
	l.all = append(l.all, markdown.Link{Number: n, Text: label, URL: address, Host: markdown.HostOf(address)})
	return n
}

func newInline(links *linkList) *inline { return &inline{links: links} }

func (t *inline) empty() bool { return strings.TrimSpace(t.words.String()) == "" }

// block puts the content into a leaf block.
func (t *inline) block(block ast.Node) ast.Node {
	for _, n := range t.top {
		block.AppendChild(block, n)
	}
	return block
}

// add appends the children of a parsed node.
func (t *inline) add(parent ast.Node, source []byte) *inline {
	t.each(parent, source, func(n ast.Node) { t.top = append(t.top, n) })
	return t
}

// each rebuilds the children of a parsed node.
func (t *inline) each(parent ast.Node, source []byte, into func(ast.Node)) {
	fresh := true // at the start of a line, where an indent of East Asian type is left out: Glamour does not count it
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if words, ok := n.(*ast.Text); ok {
			raw, last := together(words, source)
			said := resolve(raw)
			if fresh {
				said = strings.TrimLeft(said, " \u3000")
			}
			fresh = last.HardLineBreak()
			out := t.text(said)
			out.SetHardLineBreak(last.HardLineBreak())
			into(out)
			if last.SoftLineBreak() {
				into(t.text(" "))
			}
			n = last
			continue
		}
		fresh = false
		for _, out := range t.node(n, source) {
			into(out)
		}
	}
}

// together joins pieces of text that the parser cut apart, up to the end of the
// line: an escape may be cut in two.
func together(n *ast.Text, source []byte) (raw string, last *ast.Text) {
	raw = string(n.Segment.Value(source))
	for !n.SoftLineBreak() && !n.HardLineBreak() {
		next, ok := n.NextSibling().(*ast.Text)
		if !ok {
			break
		}
		raw += string(next.Segment.Value(source))
		n = next
	}
	return raw, n
}

// write appends text of our own.
func (t *inline) write(s string) *inline {
	t.top = append(t.top, t.text(s))
	return t
}

func (t *inline) node(n ast.Node, source []byte) []ast.Node {
	switch n := n.(type) {
	case *ast.String:
		return []ast.Node{t.text(clean.Text(string(n.Value)))}
	case *ast.CodeSpan:
		return []ast.Node{t.code(literal(n, source))}
	case *ast.Emphasis:
		return []ast.Node{t.children(ast.NewEmphasis(n.Level), n, source)}
	case *extension.Strikethrough:
		struck := extension.NewStrikethrough()
		struck.AppendChild(struck, t.text(plain(n, source)))
		return []ast.Node{struck}
	case *ast.Link:
		return t.link(string(n.Destination), n, source)
	case *ast.AutoLink:
		address := string(n.URL(source))
		if n.AutoLinkType == ast.AutoLinkEmail {
			address = "mailto:" + address
		}
		return t.autoLink(address, string(n.Label(source)))
	case *ast.Image:
		if label := plain(n, source); label != "" {
			return []ast.Node{t.text("[" + label + "]")}
		}
		return nil
	case *extension.TaskCheckBox:
		if n.IsChecked {
			return []ast.Node{t.text("☑ ")}
		}
		return []ast.Node{t.text("☐ ")}
	case *ast.RawHTML:
		return nil
	}
	// Nothing else is parsed; should it be one day, its text is kept.
	return []ast.Node{t.text(plain(n, source))}
}

func (t *inline) children(into, from ast.Node, source []byte) ast.Node {
	t.each(from, source, func(n ast.Node) { into.AppendChild(into, n) })
	return into
}

// link sets a link: its text underlined, then its number. What cannot be opened
// is text.
func (t *inline) link(address string, n ast.Node, source []byte) []ast.Node {
	target := openable(address)
	if target == "" {
		var out []ast.Node
		t.each(n, source, func(child ast.Node) { out = append(out, child) })
		return out
	}
	t.open(target)
	// Glamour ignores a bare "#" as an address and only styles the text.
	link := ast.NewLink()
	link.Destination = []byte("#")
	t.children(link, n, source)
	label := plain(n, source)
	out := []ast.Node{link, t.number(target, label)}
	if host := markdown.HostOf(target); misleads(label, host) {
		out = append(out, t.text(" ("+host+")"))
	}
	return out
}

func (t *inline) autoLink(address, label string) []ast.Node {
	target := openable(address)
	if target == "" {
		return []ast.Node{t.text(clean.Text(label))}
	}
	t.open(target)
	link := ast.NewLink()
	link.Destination = []byte("#")
	link.AppendChild(link, t.text(clean.Line(label, 0)))
	return []ast.Node{link, t.number(target, label)}
}

// open begins a hyperlink with the next text, where the terminal has them.
func (t *inline) open(address string) {
	if t.links.hyperlinks && printable(address) {
		t.opened = ansi.SetHyperlink(address, "id="+strconv.Itoa(len(t.links.all)+len(t.source)))
	}
}

// number sets the number behind a link and ends its hyperlink. It is handed
// over as a code span, the plainest element that Glamour gives a style of its
// own; code itself goes by another road, see code.
func (t *inline) number(address, label string) ast.Node {
	number := "\u00a0" + strconv.Itoa(t.links.number(address, label))
	if t.links.hyperlinks && printable(address) {
		number += ansi.ResetHyperlink()
	}
	t.opened = ""
	span := ast.NewCodeSpan()
	span.AppendChild(span, t.segment(number))
	return span
}

// code is code in running text. Glamour gets it as inline HTML, which has a
// style of its own too, and which it strips of tags, decodes and trims: so the
// text is written as HTML that says just that text.
func (t *inline) code(s string) ast.Node {
	t.words.WriteString(s)
	raw := ast.NewRawHTML()
	raw.Segments.Append(t.segment(strings.ReplaceAll(html.EscapeString(s), `\`, `\\`)).Segment)
	return raw
}

// text is a piece of text, written so that Glamour's decoding gives it back.
func (t *inline) text(s string) *ast.Text {
	t.words.WriteString(s)
	return t.segment(t.opening() + againstDecoding.Replace(s))
}

var againstDecoding = strings.NewReplacer("&", "&amp;", `\`, `\\`)

func (t *inline) opening() string {
	opened := strings.ReplaceAll(t.opened, "&", "&amp;")
	t.opened = ""
	return opened
}

func (t *inline) segment(s string) *ast.Text {
	start := len(t.source)
	t.source = append(t.source, s...)
	return ast.NewTextSegment(text.NewSegment(start, len(t.source)))
}
