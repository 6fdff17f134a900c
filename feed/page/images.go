package page

import (
	"net/url"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed"
	"standfirst/feed/markdown"
)

// featured is the picture that a page prints above the body.
func featured(root *html.Node) *html.Node {
	for _, n := range query(root, `.featured-image, .post-thumbnail, .entry-image, .article-image, .wp-block-post-featured-image, img.wp-post-image`) {
		if inComments(n) || within(n, atom.Aside, atom.Nav, atom.Footer, atom.Li) {
			continue
		}
		if is(n, atom.Img) {
			return n
		}
		if pictures := find(n, atom.Img); len(pictures) > 0 {
			return pictures[0]
		}
	}
	return nil
}

// putPicture sets that picture, in the figure that is made of it by now, before
// the body.
func putPicture(body, img *html.Node) {
	if img == nil || contains(body, img) {
		return
	}
	figure := img
	for figure.Parent != nil && within(figure, atom.Figure) {
		figure = figure.Parent
	}
	if contains(figure, body) {
		return
	}
	remove(figure)
	body.InsertBefore(figure, body.FirstChild)
}

// images are the pictures of a body; without any, the one that the page names
// for those who share it.
func images(root, body *html.Node, base *url.URL) []feed.Image {
	if found := markdown.Pictures(body, base); len(found) > 0 {
		return found
	}
	address := resolve(base, meta(root, "og:image"))
	if address == "" {
		return nil
	}
	text, credit, posed := markdown.Caption(oneLine(meta(root, "og:image:alt")))
	return []feed.Image{{URL: address, Alt: text, Credit: credit, Posed: posed}}
}
