package digest

import (
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"standfirst/feed/clean"
)

// setter turns an article's Markdown into XHTML that asks the network for
// nothing: raw HTML stays out (goldmark's default), pictures become their
// description, links lead to http, https or mailto alone.
type setter struct{ markdown goldmark.Markdown }

func newSetter() setter {
	return setter{goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithRendererOptions(html.WithXHTML()),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(guard{}, 100))),
	)}
}

func (s setter) set(markdown string) template.HTML {
	var page strings.Builder
	if err := s.markdown.Convert([]byte(markdown), &page); err != nil {
		// A strings.Builder does not fail; should a renderer, the text still comes whole.
		return template.HTML("<pre>" + template.HTMLEscapeString(markdown) + "</pre>") //nolint:gosec // escaped in this line
	}
	return template.HTML(page.String()) //nolint:gosec // made by goldmark without raw HTML, links judged by guard
}

// guard is the transformer that judges links, pictures and headings.
type guard struct{}

// lowestHeading is the level that an article's highest heading gets: the title of
// the document, the group and the headline stand above it.
const lowestHeading = 4

// Transform implements parser.ASTTransformer.
func (guard) Transform(document *ast.Document, reader text.Reader, _ parser.Context) {
	var pictures []*ast.Image
	var links []ast.Node
	var headings []*ast.Heading
	highest := 6
	_ = ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Heading:
			headings, highest = append(headings, node), min(highest, node.Level)
		case *ast.Image:
			pictures = append(pictures, node)
		case *ast.Link:
			if !mayLead(string(node.Destination)) {
				links = append(links, node)
			}
		case *ast.AutoLink:
			if node.AutoLinkType == ast.AutoLinkURL && !mayLead(string(node.URL(reader.Source()))) {
				links = append(links, node)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, heading := range headings {
		heading.Level = min(6, heading.Level-highest+lowestHeading)
	}
	for _, node := range links {
		if auto, ok := node.(*ast.AutoLink); ok {
			node.Parent().ReplaceChild(node.Parent(), node, ast.NewString(auto.Label(reader.Source())))
			continue
		}
		unwrap(node, nil)
	}
	for _, picture := range pictures {
		unwrap(picture, ast.NewString([]byte("Picture: ")))
	}
}

// unwrap puts a node's children in its place, behind an opening word.
func unwrap(node ast.Node, opening ast.Node) {
	parent := node.Parent()
	if opening != nil && node.HasChildren() {
		parent.InsertBefore(parent, node, opening)
	}
	for child := node.FirstChild(); child != nil; {
		next := child.NextSibling()
		parent.InsertBefore(parent, node, child)
		child = next
	}
	parent.RemoveChild(parent, node)
}

func mayLead(link string) bool {
	return clean.URL(link) != "" || strings.HasPrefix(strings.ToLower(link), "mailto:")
}
