package article

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"

	"standfirst/feed/clean"
)

// resolve gives Markdown's text its meaning: escapes and entities, each once,
// from left to right (CommonMark §2.4, §2.5), then cleaned.
func resolve(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return clean.Text(s)
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && isPunctuation(s[i+1]):
			i++
			out.WriteByte(s[i])
		case c == '&':
			reference := entity(s[i:])
			sign := html.UnescapeString(reference)
			if len(sign) > 1 && strings.HasSuffix(sign, ";") {
				// "&#9i;" is none: what HTML reads of it without its end is text here.
				reference, sign = "&", "&"
			}
			out.WriteString(sign)
			i += len(reference) - 1
		default:
			out.WriteByte(c)
		}
	}
	return clean.Text(out.String())
}

// entity is the character reference that s begins with, or its first sign.
func entity(s string) string {
	for i := 1; i < len(s) && i < 40; i++ {
		switch c := s[i]; {
		case c == ';' && i > 1:
			return s[:i+1]
		case c == '#' && i == 1, c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		default:
			return s[:1]
		}
	}
	return s[:1]
}

func isPunctuation(c byte) bool {
	return c > 0x20 && c < 0x7f && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
}

// plain is the text of a parsed node without its markup.
func plain(n ast.Node, source []byte) string {
	var out strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch c := child.(type) {
		case *ast.Text:
			raw, last := together(c, source)
			out.WriteString(resolve(raw))
			if last.SoftLineBreak() || last.HardLineBreak() {
				out.WriteByte(' ')
			}
			child = last
		case *ast.String:
			out.WriteString(clean.Text(string(c.Value)))
		case *ast.CodeSpan:
			out.WriteString(literal(c, source))
		case *ast.AutoLink:
			out.WriteString(clean.Line(string(c.Label(source)), 0))
		case *ast.RawHTML:
		default:
			out.WriteString(plain(c, source))
			if c.Type() == ast.TypeBlock {
				out.WriteByte(' ')
			}
		}
	}
	return out.String()
}

// literal is the text of a code span, in which nothing is escaped.
func literal(n ast.Node, source []byte) string {
	var out strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			out.Write(t.Segment.Value(source))
			if t.SoftLineBreak() {
				out.WriteByte(' ')
			}
		}
	}
	return clean.Line(out.String(), 0)
}
