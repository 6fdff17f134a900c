package wordpress

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// Feed writes posts as the RSS 2.0 document that WordPress itself would have
// sent (feed-rss2.php), so that a story is read alike whichever way it came.
// words names the number of a category or tag; an unknown one is "".
func Feed(posts []Post, site string, words func(term int) string) []byte {
	var b bytes.Buffer
	element := func(name, text string) {
		b.WriteString("<" + name + ">")
		_ = xml.EscapeText(&b, []byte(text)) // a Buffer takes everything
		b.WriteString("</" + name + ">")
	}
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>`)
	element("title", site)
	element("link", site)
	element("generator", "https://wordpress.org/?v=6.0")
	for _, p := range posts {
		b.WriteString("<item>")
		element("title", p.Title)
		element("link", p.Link)
		if p.Byline != "" {
			element("dc:creator", p.Byline)
		}
		if !p.Published.IsZero() {
			element("pubDate", p.Published.UTC().Format(time.RFC1123Z))
		}
		for _, term := range p.Terms {
			if word := strings.TrimSpace(words(term)); word != "" {
				element("category", word)
			}
		}
		guid := p.GUID
		if guid == "" {
			guid = fmt.Sprintf("%s?p=%d", site, p.ID)
		}
		b.WriteString(`<guid isPermaLink="false">`)
		_ = xml.EscapeText(&b, []byte(guid))
		b.WriteString("</guid>")
		element("description", p.Excerpt)
		if p.Content != "" {
			element("content:encoded", p.Content)
		}
		b.WriteString("</item>")
	}
	b.WriteString("</channel></rss>")
	return b.Bytes()
}
