package markdown

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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
	bytes   int // of text so far
}

// Pictures lists the pictures of a tree that Figures has been over.
func Pictures(root *html.Node, base *url.URL) []feed.Image {
	p := preparation{base: base}
	for _, figure := range all(root, atom.Figure) {
		if about, ok := p.picture(figure); ok {
			p.images = append(p.images, about.Image)
		}
	}
	return p.images
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

// silence removes what is not read and cleans what is, up to maxText.
func (p *preparation) silence(n *html.Node) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		switch {
		case p.bytes >= maxText:
			p.notice("The article is longer than 256 KiB: the rest was left out.")
			remove(child)
		case child.Type == html.TextNode:
			child.Data = clean.Text(withoutShortcodes(child.Data))
			if room := maxText - p.bytes; len(child.Data) > room {
				child.Data = strings.ToValidUTF8(child.Data[:room], "")
				p.bytes = maxText
				p.notice("The article is longer than 256 KiB: the rest was left out.")
			} else if strings.TrimSpace(child.Data) != "" {
				p.bytes += len(child.Data)
			}
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
// [name key="value"] and [/name]. Plain words in brackets stay.
var shortcode = regexp.MustCompile(`\[/?(?:caption|gallery|embed|audio|video|playlist|poll|wp_[a-z_]+|vc_[a-z_]+|et_pb_[a-z_]+|fusion_[a-z_]+|contact-form-7)(?:\s[^\[\]]*)?/?\]|\[/?[a-z][a-z0-9_-]*(?:\s+[a-z_-]+=(?:"[^"\[\]]*"|'[^'\[\]]*'|[“”″][^“”″\[\]]*[“”″]))+\s*/?\]`)

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

// picture is what a figure tells: the picture, and apart from each other what
// its alternative text and its caption say.
type picture struct {
	feed.Image
	alt, caption string
}

func (p *preparation) picture(figure *html.Node) (picture, bool) {
	var told picture
	img := first(figure, atom.Img)
	if img == nil {
		return told, false
	}
	if told.URL = clean.URL(p.resolve(sourceOf(img))); told.URL == "" {
		return told, false
	}
	var altCredit string
	var altPosed bool
	told.alt, altCredit, altPosed = Caption(clean.Line(attr(img, "alt"), longestCaption))
	if c := first(figure, atom.Figcaption); c != nil {
		told.caption, told.Credit, told.Posed = Caption(clean.Line(textOf(c), longestCaption))
	}
	if told.Credit == "" {
		told.Credit = altCredit
	}
	told.Posed = told.Posed || altPosed
	if told.Alt = told.caption; told.Alt == "" {
		told.Alt = told.alt
	}
	if told.alt == "" || strings.EqualFold(strings.TrimRight(told.caption, "."), strings.TrimRight(told.alt, ".")) {
		told.alt, told.caption = told.Alt, ""
	}
	return told, true
}

// describe splits the captions of figures and notes the pictures. A caption
// whose picture cannot be had stays as a line in italics.
func (p *preparation) describe(root *html.Node) {
	for _, figure := range all(root, atom.Figure) {
		told, ok := p.picture(figure)
		if !ok || len(p.images) >= maxLinks {
			if c := first(figure, atom.Figcaption); c != nil {
				replace(figure, element(atom.P, element(atom.Em, textNode(clean.Line(textOf(c), longestCaption)))))
			} else {
				remove(figure)
			}
			continue
		}
		p.images = append(p.images, told.Image)
		credited := told.Credit
		if told.Posed {
			credited = strings.TrimSpace(credited + " (posed by models)")
		}
		// The caption is written from the attributes.
		for c := first(figure, atom.Figcaption); c != nil; c = first(figure, atom.Figcaption) {
			remove(c)
		}
		setAttr(figure, captionKey, told.caption)
		setAttr(figure, creditKey, credited)
		img := first(figure, atom.Img)
		img.Attr = nil
		setAttr(img, "src", told.URL)
		setAttr(img, "alt", told.alt)
	}
}

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

// inlines: what Markdown has no sign for.
func (p *preparation) inlines(root *html.Node) {
	for _, n := range all(root, atom.Sup, atom.Sub, atom.Q, atom.Mark, atom.U, atom.Ins, atom.Abbr, atom.Code, atom.Pre, atom.Wbr, atom.Cite, atom.Small) {
		if n.Parent == nil {
			continue
		}
		switch {
		case is(n, atom.Sup):
			replace(n, textNode(raised(clean.Line(textOf(n), 0), superscripts, "^")))
		case is(n, atom.Sub):
			replace(n, textNode(raised(clean.Line(textOf(n), 0), subscripts, "_")))
		case is(n, atom.Q):
			n.InsertBefore(textNode("“"), n.FirstChild)
			n.AppendChild(textNode("”"))
			unwrap(n)
		case is(n, atom.Code, atom.Pre):
			language(n)
		default:
			unwrap(n)
		}
	}
}

const (
	superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹"
	subscripts   = "₀₁₂₃₄₅₆₇₈₉"
)

// raised writes a number with the small digits of Unicode, anything else behind
// a sign. The brackets of a footnote's number go.
func raised(text, digits, sign string) string {
	number := strings.Trim(text, "[]()")
	if number != "" && len(number) < 5 && strings.Trim(number, "0123456789") == "" {
		var out strings.Builder
		for _, r := range number {
			out.WriteRune([]rune(digits)[r-'0'])
		}
		return out.String()
	}
	switch text {
	case "", "st", "nd", "rd", "th", "®", "™", "℠":
		return text
	}
	if r := []rune(text); len(r) == 1 && !isWord(r[0]) {
		return text // a fraction, a sign
	}
	return sign + text
}

var languageName = regexp.MustCompile(`^[A-Za-z0-9+#._-]{1,32}$`)

// language keeps the name of a code block's language when it can be one:
// looking up a name of 30 KB takes 15 s.
func language(n *html.Node) {
	kept := ""
	for class := range strings.FieldsSeq(attr(n, "class")) {
		for _, prefix := range []string{"language-", "lang-"} {
			if name, ok := strings.CutPrefix(class, prefix); ok && len(name) <= maxLanguage && languageName.MatchString(name) {
				kept = "language-" + name
			}
		}
	}
	n.Attr = nil
	if kept != "" {
		setAttr(n, "class", kept)
	}
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

// address makes links absolute and numbers them; links that cannot be opened
// become their text.
func (p *preparation) address(root *html.Node) {
	seen := map[string]bool{}
	for _, a := range all(root, atom.A) {
		if a.Parent == nil {
			continue
		}
		text := clean.Line(textOf(a), 200)
		target := p.resolve(attr(a, "href"))
		back := text == "↩" || text == "↩︎" || text == "⤴" || text == "^"
		switch {
		case back && strings.HasPrefix(strings.TrimSpace(attr(a, "href")), "#"):
			remove(a)
		case target == "" || len(target) > maxAddress || strings.HasPrefix(strings.TrimSpace(attr(a, "href")), "#"):
			unwrap(a)
		case !seen[target] && len(p.links) >= maxLinks:
			p.notice("The article has more than 500 links: the rest are shown as text.")
			unwrap(a)
		case text == "" && first(a, atom.Figure, atom.Img) == nil:
			remove(a)
		default:
			a.Attr = nil
			setAttr(a, "href", target)
			if first(a, atom.Figure) != nil {
				unwrap(a) // Markdown has no linked figure
				continue
			}
			if !seen[target] {
				seen[target] = true
				p.links = append(p.links, Link{Number: len(p.links) + 1, Text: text, URL: target, Host: HostOf(target)})
			}
		}
	}
}

// resolve makes an address absolute; empty unless it is http, https or mailto.
func (p *preparation) resolve(address string) string {
	address = strings.TrimSpace(address)
	if address == "" {
		return ""
	}
	if mail, ok := cutScheme(address, "mailto:"); ok {
		if mail = clean.Line(mail, 320); mailbox.MatchString(mail) {
			return "mailto:" + mail
		}
		return ""
	}
	if p.base != nil {
		u, err := p.base.Parse(address)
		if err != nil {
			return ""
		}
		address = u.String()
	}
	return clean.URL(address)
}

// mailbox is a plain address, without the subject and text that a link can
// bring along (RFC 6068).
var mailbox = regexp.MustCompile(`^[^\s@<>()?&,;:"\\]+@[A-Za-z0-9.-]+$`)

func cutScheme(address, scheme string) (string, bool) {
	if len(address) > len(scheme) && strings.EqualFold(address[:len(scheme)], scheme) {
		rest, _, _ := strings.Cut(address[len(scheme):], "?")
		return rest, true
	}
	return "", false
}

// HostOf is what stands behind a link's number: the host, or the mailbox.
func HostOf(address string) string {
	if mail, ok := cutScheme(address, "mailto:"); ok {
		return mail
	}
	return clean.Host(address)
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
