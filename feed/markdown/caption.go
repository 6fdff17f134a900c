package markdown

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed/clean"
)

// longestCaption is the length, in bytes, beyond which a text under a picture
// is a paragraph of the story.
const longestCaption = 500

// captioned lists the wrappers that WordPress and others put round a picture
// and its caption.
func captioned(root *html.Node) []*html.Node {
	var found []*html.Node
	for n := range root.Descendants() {
		// A wrapper round figures leaves them to themselves.
		if is(n, atom.Div, atom.Dl, atom.Span, atom.P) && first(n, atom.Img) != nil && first(n, atom.Figure) == nil && !within(n, atom.Figure) {
			if text := captionsOf(n); text != "" && text == clean.Line(Text(n), 0) {
				found = append(found, n)
			}
		}
	}
	return found
}

// captionsOf is the text of the captions in a picture's wrapper.
func captionsOf(n *html.Node) string {
	var parts []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if first(c, atom.Img) == nil && (is(c, atom.Figcaption) || is(c, atom.P, atom.Div, atom.Span, atom.Dd, atom.Small) && isCaptionName(c)) {
				parts = append(parts, clean.Line(Text(c), 0))
			} else {
				walk(c)
			}
		}
	}
	walk(n)
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

func isCaptionName(n *html.Node) bool {
	for class := range strings.FieldsSeq(strings.ToLower(attr(n, "class"))) {
		if class == "caption" || strings.HasSuffix(class, "-caption") || strings.HasSuffix(class, "caption-text") || strings.HasSuffix(class, "__caption") ||
			strings.HasSuffix(class, "_caption") || class == "credit" || strings.HasSuffix(class, "-credit") || strings.HasSuffix(class, "--copyright") || class == "image-text" {
			return true
		}
	}
	return false
}

// captionBelow makes the caption of a figure that has none of the paragraph
// below it, when that is set like one or names who made the picture and no more.
func captionBelow(figure *html.Node) {
	if first(figure, atom.Figcaption) != nil {
		return
	}
	next := figure.NextSibling
	for next != nil && (isBlank(next) || is(next, atom.P) && next.FirstChild == nil) {
		next = next.NextSibling
	}
	if !is(next, atom.P, atom.Div, atom.Small, atom.Em) || first(next, atom.Img, atom.P, atom.Ul, atom.Table) != nil {
		return
	}
	line := clean.Line(Text(next), 0)
	if line == "" || len(line) > longestCaption {
		return
	}
	description, by, _ := Caption(line)
	if isCaptionName(next) || by != "" && (description == "" && len(by) < 120 || isCaptionLine(next)) {
		remove(next)
		figure.AppendChild(element(atom.Figcaption, textNode(line)))
	}
}

// isCaptionLine tells a short paragraph that is set small or in italics as a
// whole.
func isCaptionLine(n *html.Node) bool {
	parts := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if parts++; parts > 9 { // not a line; and a paragraph of pictures would be looked through for each of them
			return false
		}
	}
	line := strings.TrimSpace(textOf(n))
	if line == "" || len(line) > longestCaption {
		return false
	}
	set := 0
	for _, part := range all(n, atom.Em, atom.I, atom.Small) {
		if !between(part, n, atom.Em) && !between(part, n, atom.I) && !between(part, n, atom.Small) {
			set += len(strings.TrimSpace(textOf(part)))
		}
	}
	return is(n, atom.Em, atom.Small) || set >= len(line)-2
}

var (
	posedBy = regexp.MustCompile(`(?i)[(\[]?\s*(?:(?:pictures?|photos?|image)\s+)?posed by (?:an? )?(?:models?|actors?)\s*[)\]]?\.?`)
	credit  = regexp.MustCompile(`(?i)^(.*?)[\s;(\[]*\b((?:photo(?:graph)?s?|pictures?|images?|pics?|credits?|illustrations?|(?:photo|image|picture) credits?)(?::|\s+(?:by|courtesy of|credit:))\s*.+?)[)\]]?$`)
	rights  = regexp.MustCompile(`^(.*?)[\s;(\[]*(©\s*.+?)[)\]]?$`)
	agency  = regexp.MustCompile(`^(.*?)\s*\(([^()]*(?:Getty|Alamy|Shutterstock|Adobe ?Stock|iStock|Rex|PA Wire|PA Images|Reuters|AFP|dpa|Unsplash|Pexels)[^()]*)\)\.?$`)
	isFile  = regexp.MustCompile(`(?i)^\S+\.(?:jpe?g|png|gif|webp|avif)$|^(?:img|dsc|image|screenshot|untitled)[-_ ]?\d*$`)
)

// Caption splits the line under a picture into what it shows, who made it, as
// printed, and whether models posed for it:
//
//	"Ann Lee; Photo: X (posed by models)" → "Ann Lee", "Photo: X", true
func Caption(line string) (description, by string, posed bool) {
	line = strings.TrimSpace(line)
	if posedBy.MatchString(line) {
		posed = true
		line = strings.TrimSpace(posedBy.ReplaceAllString(line, " "))
	}
	description = line
	for _, rule := range []*regexp.Regexp{credit, rights, agency} {
		if parts := rule.FindStringSubmatch(line); parts != nil {
			description, by = parts[1], parts[2]
			break
		}
	}
	description = strings.TrimRight(strings.Join(strings.Fields(description), " "), " ;,(–—-|/•·")
	by = strings.TrimRight(strings.Join(strings.Fields(by), " "), " ;,.")
	if isFile.MatchString(description) {
		description = ""
	}
	return description, by, posed
}
