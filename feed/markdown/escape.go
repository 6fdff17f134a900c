package markdown

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed/clean"
)

// FromText writes a plain text as Markdown that reads as that text: paragraphs
// at empty lines, hard breaks at the others. For stories that came without HTML.
func FromText(text string) string {
	var paragraphs []string
	for paragraph := range strings.SplitSeq(clean.Text(text), "\n\n") {
		var lines []string
		for l := range strings.SplitSeq(paragraph, "\n") {
			if l = strings.TrimSpace(l); l != "" {
				l = strings.ReplaceAll(escapeText(l, true), "<", "&lt;")
				lines = append(lines, l)
			}
		}
		if len(lines) > 0 {
			paragraphs = append(paragraphs, strings.Join(lines, "  \n"))
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

// escape replaces the text of a tree by Markdown that reads as that text.
// Code is left alone: html-to-markdown fences it.
func (p *preparation) escape(n *html.Node, inLine bool) bool {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch {
		case child.Type == html.TextNode:
			text := child.Data
			if strings.TrimSpace(text) == "" {
				continue
			}
			child.Data = escapeText(text, !inLine)
			inLine = true
		case is(child, atom.Pre, atom.Code, atom.Kbd, atom.Samp, atom.Var, atom.Tt):
			inLine = !is(child, atom.Pre)
		case is(child, atom.Br):
			inLine = false
		case is(child, atom.Figure):
			inLine = false // its parts are escaped when it is written
		case child.Type == html.ElementNode && (isBlock(child) || is(child, atom.Li, atom.Td, atom.Th) || child.Data == partTag):
			p.escape(child, false)
			inLine = false
		default:
			inLine = p.escape(child, inLine)
		}
	}
	return inLine
}

var (
	// lineMarkup is what begins a block at the start of a line (CommonMark §4,
	// §5): the sign of a heading or a list, the stop behind a number, a line
	// that underlines.
	lineMarkup = regexp.MustCompile(`^\s*(?:()#{1,6}(?:\s|$)|()[-+](?:\s|$)|\d{1,9}()[.)](?:\s|$)|()(?:=+|-+)\s*$)`)
	entityLike = regexp.MustCompile(`^&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});`)
)

// escapeLine is escapeText for what html-to-markdown does not see, which turns
// the signs of HTML into text for all else.
func escapeLine(text string, lineStart bool) string {
	return strings.ReplaceAll(escapeText(text, lineStart), "<", `\<`)
}

// escapeText escapes what CommonMark would read as markup (§2.4): in one pass,
// by the neighbouring signs alone. lineStart tells that the text begins a line.
func escapeText(text string, lineStart bool) string {
	if lineStart {
		if match := lineMarkup.FindStringSubmatchIndex(text); match != nil {
			at := max(match[2], match[4], match[6], match[8]) // the empty group that took part
			return text[:at] + `\` + text[at:at+1] + escapeText(text[at+1:], false)
		}
	}
	if !strings.ContainsAny(text, "\\`*_[]&|~") {
		return text
	}
	var out strings.Builder
	out.Grow(len(text) + 16)
	var previous rune
	for i, r := range text {
		switch r {
		case '\\', '`', '*', '[', ']', '|', '~':
			out.WriteByte('\\')
		case '_':
			// Within a word it is no markup (§6.2).
			if next, _ := utf8.DecodeRuneInString(text[i+1:]); !isWord(previous) || !isWord(next) {
				out.WriteByte('\\')
			}
		case '&':
			if entityLike.MatchString(text[i:min(len(text), i+36)]) {
				out.WriteString("&amp;")
				previous = r
				continue
			}
		}
		out.WriteRune(r)
		previous = r
	}
	return out.String()
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
