package demo

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"
)

// press turns the Markdown of a story file into the HTML that WordPress would
// have saved and texturised: numeric entities for quotation marks and dashes,
// "&#038;" for an ampersand.
type press struct{ markdown goldmark.Markdown }

func newPress() press {
	return press{goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.DefinitionList, extension.NewTypographer(
			extension.WithTypographicSubstitutions(extension.TypographicSubstitutions{
				extension.LeftSingleQuote:  []byte("&#8216;"),
				extension.RightSingleQuote: []byte("&#8217;"),
				extension.LeftDoubleQuote:  []byte("&#8220;"),
				extension.RightDoubleQuote: []byte("&#8221;"),
				extension.EnDash:           []byte("&#8211;"),
				extension.EmDash:           []byte("&#8212;"),
				extension.Ellipsis:         []byte("&#8230;"),
				extension.Apostrophe:       []byte("&#8217;"),
				extension.LeftAngleQuote:   nil,
				extension.RightAngleQuote:  nil,
			}),
		)),
		goldmark.WithRendererOptions(gmhtml.WithUnsafe()),
	)}
}

// body renders a story's text.
func (p press) body(source string) (string, error) {
	var out bytes.Buffer
	if err := p.markdown.Convert([]byte(source), &out); err != nil {
		return "", fmt.Errorf("render text: %w", err)
	}
	return strings.ReplaceAll(out.String(), "&amp;", "&#038;"), nil
}

// line renders one line: a headline, a standfirst, a comment.
func (p press) line(source string) (string, error) {
	out, err := p.body(source)
	if err != nil {
		return "", err
	}
	out = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(out), "<p>"), "</p>")
	// An editor's plain quotation mark before a digit or a bracket stays as typed.
	return strings.ReplaceAll(out, "&quot;", "&#8221;"), nil
}

// blocks gives a body the class names of WordPress's block editor.
func blocks(body string) string {
	return strings.NewReplacer(
		"<h2>", `<h2 class="wp-block-heading">`, "<h3>", `<h3 class="wp-block-heading">`,
		"<ul>", `<ul class="wp-block-list">`, "<ol>", `<ol class="wp-block-list">`,
		"<blockquote>", `<blockquote class="wp-block-quote is-layout-flow wp-block-quote-is-layout-flow">`,
	).Replace(body)
}

var (
	unseen = regexp.MustCompile(`(?is)<(script|style|figure)\b.*?</(script|style|figure)>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
)

// plain is WordPress's wp_strip_all_tags: entities stay as they are.
func plain(body string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(unseen.ReplaceAllString(body, " "), " ")), " ")
}

// cut is an automatic excerpt: the first n words, and mark when there are more.
func cut(body string, n int, mark string) string {
	words := strings.Fields(tags.ReplaceAllString(unseen.ReplaceAllString(body, ""), ""))
	if len(words) <= n {
		return strings.Join(words, " ")
	}
	return strings.Join(words[:n], " ") + mark
}

// decoded is a rendered line as plain Unicode text.
func decoded(line string) string { return html.UnescapeString(tags.ReplaceAllString(line, "")) }

// attribute is a rendered line made fit for an HTML attribute.
func attribute(line string) string { return html.EscapeString(decoded(line)) }
