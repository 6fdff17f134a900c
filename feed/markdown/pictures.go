package markdown

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed"
	"standfirst/feed/clean"
)

// Pictures lists the pictures of a tree that Figures has been over.
func Pictures(root *html.Node, base *url.URL) []feed.Image {
	p := preparation{base: base}
	for _, figure := range all(root, atom.Figure) {
		if about, ok := p.picture(figure); ok {
			p.images = append(p.images, about.Image)
		}
	}
	return p.images
}

// picture is what a figure tells: the picture, and apart from each other what
// its alternative text and its caption say.
type picture struct {
	feed.Image
	alt, caption string
}

func (p *preparation) picture(figure *html.Node) (picture, bool) {
	var told picture
	img := first(figure, atom.Img)
	if img == nil {
		return told, false
	}
	if told.URL = clean.URL(p.resolve(sourceOf(img))); told.URL == "" {
		return told, false
	}
	var altCredit string
	var altPosed bool
	told.alt, altCredit, altPosed = Caption(clean.Line(attr(img, "alt"), longestCaption))
	if c := first(figure, atom.Figcaption); c != nil {
		told.caption, told.Credit, told.Posed = Caption(clean.Line(textOf(c), longestCaption))
	}
	if told.Credit == "" {
		told.Credit = altCredit
	}
	told.Posed = told.Posed || altPosed
	if told.Alt = told.caption; told.Alt == "" {
		told.Alt = told.alt
	}
	if told.alt == "" || strings.EqualFold(strings.TrimRight(told.caption, "."), strings.TrimRight(told.alt, ".")) {
		told.alt, told.caption = told.Alt, ""
	}
	return told, true
}

// describe splits the captions of figures and notes the pictures. A caption
// whose picture cannot be had stays as a line in italics.
func (p *preparation) describe(root *html.Node) {
	for _, figure := range all(root, atom.Figure) {
		told, ok := p.picture(figure)
		if !ok || len(p.images) >= maxLinks {
			if c := first(figure, atom.Figcaption); c != nil {
				replace(figure, element(atom.P, element(atom.Em, textNode(clean.Line(textOf(c), longestCaption)))))
			} else {
				remove(figure)
			}
			continue
		}
		p.images = append(p.images, told.Image)
		credited := told.Credit
		if told.Posed {
			credited = strings.TrimSpace(credited + " (posed by models)")
		}
		// The caption is written from the attributes.
		for c := first(figure, atom.Figcaption); c != nil; c = first(figure, atom.Figcaption) {
			remove(c)
		}
		setAttr(figure, captionKey, told.caption)
		setAttr(figure, creditKey, credited)
		img := first(figure, atom.Img)
		img.Attr = nil
		setAttr(img, "src", told.URL)
		setAttr(img, "alt", told.alt)
	}
}
