package article

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"standfirst/feed"
	"standfirst/ui/line"
)

// figure sets a picture or its place, what it shows and who made it.
func (s *setter) figure(img *ast.Image, width int) []string {
	picture := feed.Image{URL: openable(string(img.Destination)), Alt: plain(img, s.source)}
	var said, credits []string
	for n := img.NextSibling(); n != nil; n = n.NextSibling() {
		words := ""
		if t, ok := n.(*ast.Text); ok {
			raw, last := together(t, s.source)
			words, n = resolve(raw), last
		} else {
			words = plain(n, s.source)
		}
		switch words = strings.TrimSpace(words); {
		case words == "":
		case n.Kind() == ast.KindEmphasis:
			said = append(said, words)
		default:
			credits = append(credits, words)
		}
	}
	var lines []string
	if cells := s.pictures[picture.URL]; len(cells) > 0 {
		lines = append(lines, cells...)
	} else if s.ask != "" && picture.URL != "" {
		lines = append(lines, s.shade(width)...)
	}
	for _, words := range append([]string{picture.Alt}, said...) {
		lines = append(lines, s.leaves.paragraph(newInline(s.links).write(words), caption, width)...)
	}
	for _, words := range credits {
		lines = append(lines, s.leaves.paragraph(newInline(s.links).write(words), aside, width)...)
	}
	s.images = append(s.images, picture)
	return lines
}

// shade is the place of a picture that is not shown: three lines for the first,
// one for those that follow.
func (s *setter) shade(width int) []string {
	words := "  " + s.ask + " shows it  "
	full := s.theme.Rule.Render(strings.Repeat(s.theme.Glyphs.Shade, width))
	left := (width - line.Width(words)) / 2
	if left < 1 {
		return []string{s.theme.Faint.Render(line.Cut(strings.TrimSpace(words), width, ""))}
	}
	right := width - left - line.Width(words)
	middle := s.theme.Rule.Render(strings.Repeat(s.theme.Glyphs.Shade, left)) + s.theme.Faint.Render(words) +
		s.theme.Rule.Render(strings.Repeat(s.theme.Glyphs.Shade, right))
	if s.shaded {
		return []string{middle}
	}
	s.shaded = true
	return []string{full, middle, full}
}
