package markdown

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed"
	"standfirst/feed/clean"
)

// Markdown is a converted document.
type Markdown struct {
	Text    string       // CommonMark with tables and strikethrough
	Breaks  []int        // offsets in Text where its second and later parts begin: an article of more than 64 KiB is set part by part
	Links   []Link       // in order of appearance, each address once
	Images  []feed.Image // in order of appearance
	Words   int          // of the text, captions aside
	Notices []string     // what was cut or left out, one sentence each
}

// Link is one numbered link of a document.
type Link struct {
	Number int // from 1
	Text   string
	URL    string // http, https or mailto
	Host   string // as shown: real host, in xn-- form where needed
}

// Convert turns an HTML document or fragment, UTF-8, into Markdown. Relative
// addresses resolve against base, an absolute address; without one they are
// dropped. The error says that the HTML could not be read at all; PlainText is
// the way out then.
func Convert(source, base string) (Markdown, error) {
	root, err := Parse([]byte(source))
	if err != nil {
		return Markdown{}, err
	}
	at, err := url.Parse(base)
	if err != nil || !at.IsAbs() {
		at = nil
	}
	p := preparation{base: at, numbered: map[string]bool{}}
	var m Markdown
	var text strings.Builder
	for _, part := range split(root) {
		p.run(part)
		m.Words += Words(Text(part))
		p.escape(part, false)
		written, err := writer().ConvertNode(part)
		if err != nil {
			return m, fmt.Errorf("write markdown: %w", err)
		}
		said := strings.TrimSpace(clean.Text(string(written)))
		if said == "" {
			continue
		}
		if text.Len() > 0 {
			text.WriteString("\n\n")
			m.Breaks = append(m.Breaks, text.Len())
		}
		text.WriteString(said)
	}
	m.Text, m.Links, m.Images, m.Notices = text.String(), p.links, p.images, p.notices
	return m, nil
}

// writer is html-to-markdown with renderers of our own. Its own escaping is
// off: it looks for markup over the whole line of each suspect sign, which is
// quadratic (400 KB of asterisks take 40 s).
func writer() *converter.Converter {
	conv := converter.NewConverter(
		converter.WithEscapeMode(converter.EscapeModeDisabled),
		converter.WithPlugins(
			base.NewBasePlugin(),
			commonmark.NewCommonmarkPlugin(commonmark.WithListEndComment(false)),
			strikethrough.NewStrikethroughPlugin(),
			table.NewTablePlugin(
				table.WithNewlineBehavior(table.NewlineBehaviorPreserve),
				table.WithSpanCellBehavior(table.SpanBehaviorMirror),
				table.WithHeaderPromotion(true),
				table.WithSkipEmptyRows(true),
				table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal),
			),
		),
	)
	for level, tag := range []string{"h1", "h2", "h3", "h4", "h5", "h6"} {
		conv.Register.RendererFor(tag, converter.TagTypeBlock, headingWriter(level+1), converter.PriorityEarly)
	}
	conv.Register.RendererFor("a", converter.TagTypeInline, writeLink, converter.PriorityEarly)
	conv.Register.RendererFor("figure", converter.TagTypeBlock, writeFigure, converter.PriorityEarly)
	conv.Register.RendererFor(partTag, converter.TagTypeBlock, writePart, converter.PriorityEarly)
	return conv
}

// children renders what an element holds, on one line.
func children(ctx converter.Context, n *html.Node) string {
	var out bytes.Buffer
	ctx.RenderChildNodes(ctx, &out, n)
	return oneLine(out.String())
}

var lineEnd = regexp.MustCompile(`\s*\n\s*`)

func oneLine(s string) string { return strings.TrimSpace(lineEnd.ReplaceAllString(s, " ")) }

func headingWriter(level int) converter.HandleRenderFunc {
	return func(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
		if text := children(ctx, n); text != "" {
			fmt.Fprintf(w, "\n\n%s %s\n\n", strings.Repeat("#", level), text)
		}
		return converter.RenderSuccess
	}
}

func writeLink(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	var out bytes.Buffer
	ctx.RenderChildNodes(ctx, &out, n)
	text := out.String()
	before, after := "", ""
	if strings.TrimLeft(text, " \n") != text {
		before = " "
	}
	if strings.TrimRight(text, " \n") != text {
		after = " "
	}
	if text = oneLine(text); text == "" {
		w.WriteString(before)
		return converter.RenderSuccess
	}
	fmt.Fprintf(w, "%s[%s](%s)%s", before, text, destination(attr(n, "href")), after)
	return converter.RenderSuccess
}

// destination writes an address as CommonMark wants it (§6.3): brackets and
// blanks encoded.
func destination(address string) string { return encodeDestination.Replace(address) }

var encodeDestination = strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "[", "%5B", "]", "%5D",
	`\`, "%5C", "*", "%2A", "`", "%60", "\n", "", "\t", "", `"`, "%22", "|", "%7C")

func writeFigure(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	img := first(n, atom.Img)
	if img == nil {
		return converter.RenderTryNext
	}
	fmt.Fprintf(w, "\n\n![%s](%s)", escapeLine(attr(img, "alt"), false), destination(attr(img, "src")))
	if caption := attr(n, captionKey); caption != "" {
		fmt.Fprintf(w, "  \n*%s*", escapeLine(caption, false))
	}
	if credit := attr(n, creditKey); credit != "" {
		fmt.Fprintf(w, "  \n%s", escapeLine(credit, true))
	}
	w.WriteString("\n\n")
	return converter.RenderSuccess
}

// partTag stands between two paragraphs that the page parts by empty lines
// only; it writes nothing but the gap.
const partTag = "x-part"

func writePart(_ converter.Context, w converter.Writer, _ *html.Node) converter.RenderStatus {
	w.WriteString("\n\n")
	return converter.RenderSuccess
}
