package markdown

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed/clean"
)

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
