package parse

import (
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"

	"standfirst/feed"
)

// media reads the Media RSS elements of a story: pictures with description and
// credit, and other media as enclosures.
func (p *parser) media(s *feed.Story, e extensions) {
	all := e["media"]
	if len(all) == 0 {
		if image := e.text("itunes", "image"); image != "" {
			p.addImage(s, feed.Image{URL: image})
		}
		for _, x := range e.any("itunes", "image") {
			p.addImage(s, feed.Image{URL: x.Attrs["href"]})
		}
		return
	}
	credit, description := mediaWords(all, "", "")
	p.mediaContents(s, all, credit, description)
	for _, group := range all["group"] {
		c, d := mediaWords(group.Children, credit, description)
		p.mediaContents(s, group.Children, c, d)
	}
}

func (p *parser) mediaContents(s *feed.Story, all map[string][]ext.Extension, credit, description string) {
	for _, x := range all["content"] {
		c, d := mediaWords(x.Children, credit, description)
		address := x.Attrs["url"]
		switch {
		case x.Attrs["medium"] == "image" || strings.HasPrefix(x.Attrs["type"], "image"):
			p.addImage(s, feed.Image{URL: address, Alt: d, Credit: c})
		case x.Attrs["medium"] != "" || x.Attrs["type"] != "":
			s.Enclosures = p.addEnclosure(s.Enclosures, address)
		}
		for _, thumbnail := range x.Children["thumbnail"] {
			if len(s.Images) == 0 {
				p.addImage(s, feed.Image{URL: thumbnail.Attrs["url"], Alt: d, Credit: c})
			}
		}
	}
	for _, thumbnail := range all["thumbnail"] {
		if len(s.Images) == 0 {
			p.addImage(s, feed.Image{URL: thumbnail.Attrs["url"], Alt: description, Credit: credit})
		}
	}
}

// mediaWords returns the credit and description among elements, else those of
// the level above.
func mediaWords(all map[string][]ext.Extension, credit, description string) (string, string) {
	for _, x := range all["credit"] {
		if x.Value != "" {
			credit = "Photo: " + x.Value
			break
		}
	}
	for _, name := range []string{"description", "text"} {
		for _, x := range all[name] {
			if x.Value != "" && len(x.Value) <= maxTitle {
				return credit, headline(x.Value)
			}
		}
	}
	return credit, description
}

// mediaTitle and mediaDescription look into a media:group, where YouTube puts
// them.
func mediaTitle(e extensions) string { return inGroup(e, "title") }

func mediaDescription(e extensions) string { return inGroup(e, "description") }

func inGroup(e extensions, name string) string {
	for _, group := range e["media"]["group"] {
		if text := childText(group, name); text != "" {
			return text
		}
	}
	return ""
}

// media adds the categories and keywords of Media RSS and iTunes, wherever in a
// story they stand.
func (c *categories) media(e extensions) {
	c.mediaIn(e["media"])
	for _, x := range e.any("itunes", "category") {
		c.itunes(x)
	}
	c.addList(e.text("itunes", "keywords"))
}

func (c *categories) mediaIn(all map[string][]ext.Extension) {
	for _, x := range all["category"] {
		c.addTerm(x.Value, x.Attrs["label"])
	}
	for _, x := range all["keywords"] {
		c.addList(x.Value)
	}
	for _, name := range []string{"group", "content"} {
		for _, x := range all[name] {
			c.mediaIn(x.Children)
		}
	}
}

func (c *categories) itunes(x ext.Extension) {
	c.add(first(x.Attrs["text"], x.Value))
	for _, child := range x.Children["category"] {
		c.itunes(child)
	}
}
