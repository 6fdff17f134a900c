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
	"standfirst/feed/markdown"
)

// ArticleHTML is an article's Markdown as an XHTML fragment that asks the
// network for nothing: raw HTML stays out (goldmark's default), pictures become
// their description, links lead to http, https or mailto alone. Its highest
// heading is of the level given.
func ArticleHTML(source string, highest int) string {
	var page strings.Builder
	setter := goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithRendererOptions(html.WithXHTML()),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(guard{highest}, 100))),
	)
	if err := setter.Convert([]byte(clean.Text(source)), &page); err != nil {
		// A strings.Builder does not fail; should a renderer, the text still comes whole.
		return "<pre>" + template.HTMLEscapeString(source) + "</pre>"
	}
	return page.String()
}

// ArticleText is an article's Markdown as plain text that reads well aloud:
// without signs, and with the links' words but not their addresses.
func ArticleText(source string) string { return markdown.PlainText(ArticleHTML(source, 1)) }

// guard is the transformer that judges links, pictures and headings.
type guard struct{ highest int }

// Transform implements parser.ASTTransformer.
func (g guard) Transform(document *ast.Document, reader text.Reader, _ parser.Context) {
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
		heading.Level = min(6, heading.Level-highest+g.highest)
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
