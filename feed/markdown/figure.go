package markdown

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed/clean"
)

// Attributes in which a figure keeps the parts of its caption.
const (
	captionKey = "data-caption"
	creditKey  = "data-credit"
	framedKey  = "data-framed" // the figure is one of ours: a picture and its caption
)

// Figures gives every picture below root one form: <figure><img><figcaption>.
// It knows figure elements, WordPress captions, a picture alone in its
// paragraph with or without a line of text under it, and pictures that wait
// for a script (data-src). Pixels that only count readers are removed, emoji
// become their sign.
func Figures(root *html.Node) {
	for n := range root.Descendants() {
		if n.Data == "amp-img" && n.Type == html.ElementNode {
			n.DataAtom, n.Data = atom.Img, "img"
		}
	}
	for _, img := range all(root, atom.Img) {
		switch {
		case emoji(img) != "":
			replace(img, textNode(emoji(img)))
		case isPixel(img):
			remove(img)
		}
	}
	figures := all(root, atom.Figure)
	slices.Reverse(figures) // those within a gallery before the gallery
	for _, n := range append(figures, captioned(root)...) {
		if attr(n, framedKey) == "" {
			frame(n)
		}
	}
	for _, img := range all(root, atom.Img) {
		if img.Parent != nil && !within(img, atom.Figure, atom.Pre) {
			lift(img)
		}
	}
	for _, figure := range all(root, atom.Figure) {
		captionBelow(figure)
	}
}

// frame turns a wrapper into one plain figure for each of its pictures; the
// caption goes to the last. A figure without a picture (of a quotation, a
// table, a player) or with figures in it (a gallery) is unwrapped and its
// caption becomes a paragraph.
func frame(n *html.Node) {
	if n.Parent == nil {
		return
	}
	images := all(n, atom.Img)
	if len(images) == 0 || first(n, atom.Figure) != nil {
		for _, c := range all(n, atom.Figcaption) {
			if !between(c, n, atom.Figure) {
				c.DataAtom, c.Data = atom.P, "p"
			}
		}
		unwrap(n)
		return
	}
	caption := clean.Line(Text(n), 0)
	if len(caption) > 2*longestCaption {
		unwrap(n) // a whole section in a figure element
		return
	}
	for i, img := range images {
		figure := newFigure()
		remove(img)
		figure.AppendChild(img)
		if i == len(images)-1 && caption != "" {
			figure.AppendChild(element(atom.Figcaption, textNode(caption)))
		}
		n.Parent.InsertBefore(figure, n)
	}
	remove(n)
}

// lift makes a figure of a picture that stands in running text or alone, and
// sets it before its paragraph.
func lift(img *html.Node) {
	block := img
	for block.Parent != nil && !isBlock(block) && !is(block.Parent, atom.Body, atom.Td, atom.Th, atom.Li, atom.Div, atom.Article, atom.Section, atom.Main, atom.Blockquote) {
		block = block.Parent
	}
	if within(img, atom.Td, atom.Th) && first(block, atom.Img) == img && strings.TrimSpace(textOf(block)) == "" && attr(img, "alt") == "" {
		remove(img)
		return
	}
	if is(img.Parent, atom.A) && strings.TrimSpace(textOf(img.Parent)) == "" {
		unwrapKeepingPlace(img)
	}
	if small(img) {
		remove(img)
		return
	}
	figure := newFigure()
	parent := block.Parent
	if block == img {
		replace(img, figure)
	} else if parent != nil {
		parent.InsertBefore(figure, block)
		remove(img)
	} else {
		return
	}
	figure.AppendChild(img)
	if is(block, atom.P) && block != img && isCaptionLine(block) {
		figure.AppendChild(element(atom.Figcaption, textNode(clean.Line(Text(block), 0))))
		remove(block)
		return
	}
	// A lone line after the picture, in the same small wrapper, is its caption.
	if w := figure.Parent; is(w, atom.Div, atom.Span) && len(all(w, atom.Img)) == 1 && len(all(w, atom.P, atom.Ul, atom.H2, atom.H3, atom.Div)) == 0 {
		text := clean.Line(Text(w), 0)
		if text != "" && len(text) < longestCaption && first(w, atom.Span, atom.Small, atom.Em, atom.I) != nil {
			for child := figure.NextSibling; child != nil; child = figure.NextSibling {
				remove(child)
			}
			figure.AppendChild(element(atom.Figcaption, textNode(text)))
		}
	}
}

// unwrapKeepingPlace takes the link off a picture that is all of the link.
func unwrapKeepingPlace(img *html.Node) {
	if link := img.Parent; link.Parent != nil {
		unwrap(link)
	}
}

// newFigure is an empty figure of ours.
func newFigure() *html.Node {
	figure := element(atom.Figure)
	setAttr(figure, framedKey, "yes")
	return figure
}

// isPixel tells pictures that show nothing.
func isPixel(img *html.Node) bool {
	width, err1 := strconv.Atoi(attr(img, "width"))
	height, err2 := strconv.Atoi(attr(img, "height"))
	if err1 == nil && err2 == nil && width <= 2 && height <= 2 {
		return true
	}
	return sourceOf(img) == ""
}

// small tells icons: signs in running text without a description.
func small(img *html.Node) bool {
	width, err := strconv.Atoi(attr(img, "width"))
	return err == nil && width <= 48
}

// sourceOf is where a picture really is: pages that load pictures late keep a
// placeholder in src.
func sourceOf(img *html.Node) string {
	for _, key := range []string{"data-src", "data-lazy-src", "data-original", "data-orig-file", "lazysrc", "src"} {
		if source := strings.TrimSpace(attr(img, key)); source != "" && !strings.HasPrefix(source, "data:") && !strings.HasPrefix(source, "blob:") {
			return source
		}
	}
	for _, key := range []string{"data-srcset", "srcset"} {
		if fields := strings.Fields(attr(img, key)); len(fields) > 0 && !strings.HasPrefix(fields[0], "data:") {
			return strings.TrimSuffix(fields[0], ",")
		}
	}
	return ""
}
