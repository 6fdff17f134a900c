package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed/clean"
)

// PlainText is the text of an HTML document or fragment without any markup:
// blocks are separated by an empty line, rows of a list or table by a line
// feed, cells by a tab. It is the text of searches, of word counts and of
// `standfirst inspect`. Scripts, styles and form fields have none; pictures and
// their captions have none either, unless a picture stands for a sign (emoji).
func PlainText(source string) string {
	root, err := Parse([]byte(source))
	if err != nil {
		return ""
	}
	Figures(root)
	return Text(root)
}

// Text is PlainText of a parsed tree. Captions are left out once Figures has
// been over the tree.
func Text(root *html.Node) string {
	w := textWriter{}
	w.node(root, false)
	return strings.TrimSpace(clean.Text(w.out.String()))
}

// Words counts the words of a plain text: runs of letters and digits, and of
// scripts written without spaces every two signs as one word, which gives the
// reading times of both kinds the same meaning.
func Words(text string) int {
	count, packed, inWord := 0, 0, false
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Khmer, unicode.Lao):
			packed++
			inWord = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !inWord {
				count++
			}
			inWord = true
		case r == '\'' || r == '’' || r == '-' || unicode.IsMark(r):
			// don’t, well-known: one word
		default:
			inWord = false
		}
	}
	return count + (packed+1)/2
}

// gap is what separates two words, narrower ones first.
type gap int

const (
	noGap gap = iota
	blankGap
	tabGap
	lineGap
	blockGap
)

func (g gap) String() string { return [...]string{"", " ", "\t", "\n", "\n\n"}[g] }

// textWriter collects words; between two of them stands the widest gap that
// was asked for.
type textWriter struct {
	out strings.Builder
	gap gap
}

func (w *textWriter) separate(g gap) {
	if w.out.Len() > 0 {
		w.gap = max(w.gap, g)
	}
}

func (w *textWriter) words(s string, preformatted bool) {
	for len(s) > 0 {
		end := strings.IndexFunc(s, unicode.IsSpace)
		if end == 0 {
			r, size := utf8.DecodeRuneInString(s)
			if r == '\n' && preformatted {
				w.separate(lineGap)
			} else {
				w.separate(blankGap)
			}
			s = s[size:]
			continue
		}
		if end < 0 {
			end = len(s)
		}
		w.out.WriteString(w.gap.String())
		w.gap = noGap
		w.out.WriteString(s[:end])
		s = s[end:]
	}
}

func (w *textWriter) node(n *html.Node, preformatted bool) {
	var around gap
	switch {
	case n.Type == html.TextNode:
		w.words(withoutShortcodes(n.Data), preformatted)
		return
	case n.Type == html.CommentNode, isSilent(n), is(n, atom.Figcaption) && n.Parent != nil && attr(n.Parent, framedKey) != "":
		return
	case is(n, atom.Br):
		w.separate(lineGap)
	case is(n, atom.Img):
		w.words(emoji(n), false)
	case is(n, atom.Td, atom.Th):
		around = tabGap
	case is(n, atom.Li, atom.Tr, atom.Dt, atom.Dd), is(n, atom.Ul, atom.Ol) && is(n.Parent, atom.Li):
		around = lineGap
	case isBlock(n):
		around = blockGap
	}
	w.separate(around)
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		w.node(child, preformatted || is(n, atom.Pre))
	}
	w.separate(around)
}

// textOf is the text of a node as it stands, without regard to blocks.
func textOf(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && !is(d.Parent, atom.Script, atom.Style) {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}

// isSilent names elements whose content is not read.
func isSilent(n *html.Node) bool {
	return is(n, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Iframe, atom.Object, atom.Embed,
		atom.Video, atom.Audio, atom.Canvas, atom.Svg, atom.Math, atom.Input, atom.Select, atom.Textarea, atom.Datalist)
}

// isBlock names elements that stand on lines of their own (HTML §15.3).
func isBlock(n *html.Node) bool {
	return is(n, atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Center, atom.Details, atom.Summary,
		atom.Dialog, atom.Div, atom.Dl, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Main, atom.Nav,
		atom.Ol, atom.P, atom.Pre, atom.Section, atom.Table, atom.Caption, atom.Ul, atom.Iframe, atom.Video, atom.Audio)
}

// emoji is the sign that a picture stands for, or nothing: WordPress turns
// emoji into <img class="wp-smiley" alt="👏">.
func emoji(n *html.Node) string {
	alt := strings.TrimSpace(attr(n, "alt"))
	if alt == "" || len(alt) > 32 {
		return ""
	}
	if hasClass(n, "wp-smiley", "emoji") {
		return alt
	}
	for _, r := range alt {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r < 0x2000 {
			return ""
		}
	}
	return alt
}
