package article

import (
	"strings"
	"time"

	xansi "github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/line"
	"standfirst/ui/theme"
)

const (
	// narrowest is the width below which nothing is indented any further.
	narrowest = 20
	// deepest is how many quotations and lists are drawn within each other.
	deepest = 8
)

// setter sets one article. It lives for one call.
type setter struct {
	theme    theme.Theme
	leaves   *leaves
	links    *linkList
	source   []byte
	pictures map[string][]string
	ask      string // the key that shows pictures, empty: pictures are not offered
	shaded   bool   // a picture's place was drawn already
	images   []feed.Image
	level    int // of the article's main headings, whichever its author began with
	deadline func() bool
	block    int   // ordinal of the top-level block being set
	blocks   []int // for each line of the body, its block
	cut      bool  // the deadline passed
}

// parse reads Markdown with the extensions that our own converter writes.
func parse(source []byte) ast.Node {
	return goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).Parser().Parse(text.NewReader(source))
}

// document sets all blocks of a document, one empty line between them.
func (s *setter) document(root ast.Node, width int, skip func(ast.Node) bool) []string {
	var out []string
	if s.level == 0 {
		s.level = 6
	}
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && !skip(n) {
			s.level = min(s.level, h.Level)
		}
	}
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if s.cut = s.cut || s.deadline(); s.cut {
			break
		}
		if skip(n) {
			continue
		}
		lines := s.set(n, width, body, 0)
		if len(lines) == 0 {
			continue
		}
		s.block++
		if len(out) > 0 {
			out = append(out, "")
			s.blocks = append(s.blocks, s.block)
		}
		for range lines {
			s.blocks = append(s.blocks, s.block)
		}
		out = append(out, lines...)
	}
	return out
}

// set sets one block at a width.
func (s *setter) set(n ast.Node, width int, v voice, depth int) []string {
	if s.cut = s.cut || s.deadline(); s.cut {
		return nil
	}
	width = max(1, width)
	switch n := n.(type) {
	case *ast.Heading:
		return s.heading(n, width)
	case *ast.Paragraph:
		if img, ok := n.FirstChild().(*ast.Image); ok {
			return s.figure(img, width)
		}
		return s.leaves.paragraph(newInline(s.links).add(n, s.source), v, width)
	case *ast.TextBlock:
		if img, ok := n.FirstChild().(*ast.Image); ok { // in a list without empty lines
			return s.figure(img, width)
		}
		return s.leaves.paragraph(newInline(s.links).add(n, s.source), v, width)
	case *ast.Blockquote:
		return s.quotation(n, width, depth)
	case *ast.List:
		return s.list(n, width, v, depth)
	case *ast.FencedCodeBlock:
		return s.code(n.Lines(), width)
	case *ast.CodeBlock:
		return s.code(n.Lines(), width)
	case *ast.ThematicBreak:
		dot := s.theme.Glyphs.Dot
		mark := line.Cut(dot+"  "+dot+"  "+dot, width, "")
		return []string{strings.Repeat(" ", max(0, (width-line.Width(mark))/2)) + s.theme.Faint.Render(strings.TrimRight(mark, " "))}
	case *extast.Table:
		return s.table(n, width)
	case *ast.HTMLBlock:
		return nil // our Markdown holds none
	}
	return s.children(n, width, v, depth, false)
}

// children sets the blocks within a block.
func (s *setter) children(parent ast.Node, width int, v voice, depth int, tight bool) []string {
	var out []string
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		lines := s.set(n, width, v, depth)
		if len(lines) == 0 {
			continue
		}
		if len(out) > 0 && !tight {
			out = append(out, "")
		}
		out = append(out, lines...)
	}
	return out
}

func (s *setter) heading(n *ast.Heading, width int) []string {
	v := heading
	if n.Level > s.level {
		v = minor
	}
	return s.leaves.paragraph(newInline(s.links).add(n, s.source), v, width)
}

// quotation draws a bar beside the lines.
func (s *setter) quotation(n *ast.Blockquote, width, depth int) []string {
	indent := 2
	if width-indent < narrowest || depth >= deepest {
		indent = 0
	}
	lines := s.children(n, width-indent, quoted, depth+1, false)
	if indent == 0 {
		return lines
	}
	bar := s.theme.Bar.Render(s.theme.Glyphs.Bar)
	for i, l := range lines {
		lines[i] = strings.TrimRight(bar+" "+l, " ")
	}
	return lines
}

// code is set as it is, behind two blanks; lines that are too long are broken
// at the edge.
func (s *setter) code(segments *text.Segments, width int) []string {
	var source strings.Builder
	for i := range segments.Len() {
		segment := segments.At(i)
		source.Write(segment.Value(s.source))
	}
	indent := min(2, max(0, width-narrowest))
	broken := xansi.Hardwrap(strings.ReplaceAll(clean.Text(source.String()), "\t", "    "), max(1, width-indent), true)
	lines := s.leaves.code(strings.TrimRight(broken, "\n"), 0)
	for i, l := range lines {
		if l != "" {
			lines[i] = strings.Repeat(" ", indent) + l
		}
	}
	return lines
}

// until is a deadline: it tells whether the budget is used up.
func until(now func() time.Time, budget time.Duration) func() bool {
	end := now().Add(budget)
	return func() bool { return now().After(end) }
}
