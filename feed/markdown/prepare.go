package markdown

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed"
	"standfirst/feed/clean"
)

// preparation is one document on its way from a stranger's tree to one that can
// be written as Markdown.
type preparation struct {
	base    *url.URL
	links   []Link
	images  []feed.Image
	notices []string
	// numbered are the addresses that have a number.
	numbered map[string]bool
}

func (p *preparation) notice(sentence string) {
	if !slices.Contains(p.notices, sentence) {
		p.notices = append(p.notices, sentence)
	}
}

func (p *preparation) run(root *html.Node) {
	p.silence(root)
	Figures(root)
	p.players(root)
	p.describe(root)
	p.tables(root)
	p.lists(root)
	p.inlines(root)
	p.nest(root, 0)
	p.address(root)
	p.breaks(root)
	p.emphasis(root)
	p.empties(root)
}

// empties removes blocks without content: a space that does not break is what
// editors leave in an empty paragraph.
func (p *preparation) empties(root *html.Node) {
	for _, n := range all(root, atom.P, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li, atom.Blockquote) {
		if n.Parent != nil && strings.TrimSpace(textOf(n)) == "" && first(n, atom.Img, atom.Hr, atom.Table, atom.Figure) == nil {
			remove(n)
		}
	}
}

// silence removes what is not read and cleans what is.
func (p *preparation) silence(n *html.Node) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		switch {
		case child.Type == html.TextNode:
			child.Data = clean.Text(withoutShortcodes(child.Data))
		case child.Type == html.CommentNode:
			remove(child)
		case isSilent(child) && !isPlayer(child):
			remove(child)
		default:
			p.silence(child)
		}
		child = next
	}
}

// shortcode is what a WordPress plug-in that is no longer there leaves behind:
// [name key="value"], [plugin_name] and [/name]. Plain words in brackets stay.
var shortcode = regexp.MustCompile(`\[/[a-z][a-z0-9_-]{2,}\]|\[[a-z]+(?:_[a-z0-9]+)+\]|\[/?(?:caption|gallery|embed|audio|video|playlist|poll|wp_[a-z_]+|vc_[a-z_]+|et_pb_[a-z_]+|fusion_[a-z_]+|contact-form-7)(?:\s[^\[\]]*)?/?\]|\[/?[a-z][a-z0-9_-]*(?:\s+[a-z_-]+=(?:"[^"\[\]]*"|'[^'\[\]]*'|[“”″][^“”″\[\]]*[“”″]))+\s*/?\]`)

func withoutShortcodes(s string) string {
	if !strings.Contains(s, "[") {
		return s
	}
	return shortcode.ReplaceAllString(s, "")
}

func isPlayer(n *html.Node) bool {
	return is(n, atom.Iframe, atom.Video, atom.Audio, atom.Embed, atom.Object)
}

// players become a line of their own that names them: ▶ title — host.
func (p *preparation) players(root *html.Node) {
	for _, n := range all(root, atom.Iframe, atom.Video, atom.Audio, atom.Embed, atom.Object) {
		if n.Parent == nil || within(n, atom.Video, atom.Audio, atom.Object) {
			continue
		}
		source := attr(n, "src")
		for _, key := range []string{"data-src", "data"} {
			if source == "" || strings.HasPrefix(source, "about:") {
				source = attr(n, key)
			}
		}
		if inner := first(n, atom.Source, atom.Embed); inner != nil && source == "" {
			source = attr(inner, "src")
		}
		address := p.resolve(source)
		if address == "" || strings.HasPrefix(address, "mailto:") {
			remove(n)
			continue
		}
		label := clean.Line(attr(n, "title"), 200)
		if label == "" {
			label = map[bool]string{true: "Audio", false: "Video"}[is(n, atom.Audio)]
			if is(n, atom.Iframe, atom.Object) {
				label = "Embedded"
			}
		}
		link := element(atom.A, textNode(label+" — "+clean.Host(address)))
		setAttr(link, "href", address)
		line := element(atom.P, textNode("▶ "), link)
		at := n
		for at.Parent != nil && is(at.Parent, atom.P, atom.Span, atom.A, atom.Center) {
			at = at.Parent
		}
		at.Parent.InsertBefore(line, at)
		remove(n)
	}
}

// breaks: two line breaks in a row part paragraphs; line breaks at the ends of
// a block go.
func (p *preparation) breaks(root *html.Node) {
	for _, br := range all(root, atom.Br) {
		if br.Parent == nil {
			continue
		}
		next, run := br.NextSibling, []*html.Node{}
		for next != nil && (is(next, atom.Br) || isBlank(next)) {
			run = append(run, next)
			next = next.NextSibling
		}
		doubled := slices.ContainsFunc(run, func(n *html.Node) bool { return is(n, atom.Br) })
		if !doubled {
			continue
		}
		for _, n := range run {
			remove(n)
		}
		if within(br, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Td, atom.Th, atom.A, atom.Em, atom.Strong, atom.B, atom.I, atom.Pre, atom.Code) {
			continue
		}
		replace(br, &html.Node{Type: html.ElementNode, Data: partTag})
	}
}

func isBlank(n *html.Node) bool {
	return n.Type == html.TextNode && strings.TrimSpace(n.Data) == ""
}
