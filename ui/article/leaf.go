package article

import (
	"bytes"
	"strings"

	"charm.land/glamour/v2/ansi"
	xansi "github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"standfirst/ui/line"
	"standfirst/ui/theme"
)

// voice is the manner in which a leaf is set.
type voice int

const (
	body    voice = iota
	quoted        // within a quotation
	heading       // a heading of the article
	minor         // a heading below those
	caption       // what a picture shows
	aside         // credits, notes
	label         // the head of a table
	edits         // what was changed: links are words added
)

// leafKey tells Glamour renderers apart: each serves one width and one voice.
type leafKey struct {
	voice voice
	width int
}

// leaves renders leaf blocks through Glamour. It serves one goroutine, as a
// Glamour renderer does.
type leaves struct {
	theme theme.Theme
	made  map[leafKey]renderer.Renderer
}

func newLeaves(t theme.Theme) *leaves {
	return &leaves{theme: t, made: map[leafKey]renderer.Renderer{}}
}

// lines renders one leaf block, whose text lies in source, at a width.
func (l *leaves) lines(block ast.Node, source []byte, v voice, width int) []string {
	document := ast.NewDocument()
	document.AppendChild(document, block)
	var out bytes.Buffer
	if err := l.renderer(leafKey{v, width}).Render(&out, source, document); err != nil {
		return nil // only a failing writer makes an error, and a buffer does not fail
	}
	var lines []string
	for l := range strings.SplitSeq(strings.Trim(out.String(), "\n"), "\n") {
		lines = append(lines, within(withoutEnd(l), width)...)
	}
	return lines
}

// within breaks a line that is wider than it should be: Wrap lets wide signs
// stand out where there is hardly any room. Width 0 is no limit.
func within(l string, width int) []string {
	all := line.Width(l)
	if width <= 0 || all <= width {
		return []string{l}
	}
	var lines []string
	for from := 0; from < all; {
		piece := xansi.Cut(l, from, from+width)
		if line.Width(piece) == 0 { // a sign of two columns where there is one
			piece = xansi.Cut(l, from, from+2)
		}
		from += max(1, line.Width(piece))
		lines = append(lines, withoutEnd(piece))
	}
	return lines
}

// withoutEnd takes the blanks off the end of a line: Glamour's padding, and
// those within the last style, which would show when it underlines.
func withoutEnd(l string) string {
	l = strings.TrimRight(l, " ")
	if !strings.HasSuffix(l, " "+xansi.ResetStyle) {
		return l
	}
	plain := strings.TrimRight(xansi.Strip(l), " ")
	if plain == "" {
		return ""
	}
	return xansi.Truncate(l, xansi.StringWidth(plain), "")
}

// paragraph renders inline text as a block of lines.
func (l *leaves) paragraph(t *inline, v voice, width int) []string {
	if t.empty() {
		return nil
	}
	return l.lines(t.block(ast.NewParagraph()), t.source, v, width)
}

// code renders a code block; Glamour leaves its lines as they are.
func (l *leaves) code(code string, width int) []string {
	block := ast.NewFencedCodeBlock(nil)
	source := []byte(code)
	for start := 0; start < len(source); {
		end := start + bytes.IndexByte(source[start:], '\n') + 1
		if end == start {
			end = len(source)
		}
		block.Lines().Append(text.NewSegment(start, end))
		start = end
	}
	return l.lines(block, source, body, width)
}

func (l *leaves) renderer(key leafKey) renderer.Renderer {
	if r, ok := l.made[key]; ok {
		return r
	}
	glamour := ansi.NewRenderer(ansi.Options{
		WordWrap:         key.width,
		PreserveNewLines: true, // hard breaks; soft ones are blanks by now
		Styles:           l.styles(key.voice),
	})
	r := renderer.NewRenderer(renderer.WithNodeRenderers(util.Prioritized(glamour, 1000)))
	l.made[key] = r
	return r
}

// styles are the theme's styles in Glamour's terms. They sit on the inline
// elements, never on blocks, so that Glamour's padding is plain blanks.
func (l *leaves) styles(v voice) ansi.StyleConfig {
	plain := ansi.StylePrimitive{Color: l.colour(theme.Ink)}
	switch v {
	case quoted:
		plain = ansi.StylePrimitive{Color: l.colour(theme.Quiet), Italic: yes()}
	case heading:
		plain = ansi.StylePrimitive{Color: l.colour(theme.Accent), Bold: yes()}
	case minor, label:
		plain.Bold = yes()
	case caption:
		plain.Color = l.colour(theme.Quiet)
	case aside:
		plain.Color = l.colour(theme.Faint)
	}
	strong, italic, struck, link, code := plain, plain, plain, plain, plain
	strong.Bold, struck.CrossedOut, link.Underline = yes(), yes(), yes()
	italic.Italic = yes()
	if v == quoted {
		italic.Italic = no() // stress within italics stands upright
	}
	code.Color = l.colour(theme.Quiet)
	if v == edits {
		link.Color, struck.Color = l.colour(theme.Stored), l.colour(theme.Faint)
	}
	number := ansi.StylePrimitive{Color: l.colour(theme.Accent), Bold: maybe(!l.theme.Coloured), Italic: no()}
	return ansi.StyleConfig{
		Text: plain, Strong: strong, Emph: italic, Strikethrough: struck, LinkText: link,
		CodeBlock: ansi.StyleCodeBlock{StyleBlock: ansi.StyleBlock{StylePrimitive: code}},
		HTMLSpan:  ansi.StyleBlock{StylePrimitive: code},   // code in running text: see inline.code
		Code:      ansi.StyleBlock{StylePrimitive: number}, // the numbers of links: see inline.number
	}
}

// colour is a role's colour in Glamour's terms. Ink is the screen's foreground
// where the theme paints the screen (theme.Theme.Foreground): to say it again on
// every line would make up a third of what is written.
func (l *leaves) colour(r theme.Role) *string {
	if r == theme.Ink && l.theme.Foreground != nil {
		return nil
	}
	if c := l.theme.Colour(r); c != "" {
		return &c
	}
	return nil
}

func maybe(b bool) *bool {
	if b {
		return &b
	}
	return nil
}

func yes() *bool { return maybe(true) }

func no() *bool { return new(bool) }
