package opml

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"

	"standfirst/feed/clean"
)

// node is an outline of the document written: a folder or a feed.
type node struct {
	XMLName  xml.Name `xml:"outline"`
	Text     string   `xml:"text,attr"`
	Title    string   `xml:"title,attr,omitempty"`
	Type     string   `xml:"type,attr,omitempty"`
	URL      string   `xml:"xmlUrl,attr,omitempty"`
	Site     string   `xml:"htmlUrl,attr,omitempty"`
	Category string   `xml:"category,attr,omitempty"`
	Children []*node
}

type document struct {
	XMLName xml.Name `xml:"opml"`
	Version string   `xml:"version,attr"`
	Title   string   `xml:"head>title"`
	Created string   `xml:"head>dateCreated"`
	Body    []*node  `xml:"body>outline"`
}

// Write returns a list as OPML 2.0, feeds in the given order, folders where
// their first feed stands. Addresses pass clean.URL, so that no user name gets
// out, and titles clean.Line. What was written is read back before it is
// returned: an error means that it would not give the same feeds.
func Write(title string, feeds []Feed, now time.Time) ([]byte, error) {
	doc := document{Version: "2.0", Title: clean.Line(title, maxText), Created: now.UTC().Format(time.RFC1123)}
	folders := map[string]*node{}
	var want []string
	for _, f := range feeds {
		link := clean.URL(f.URL)
		if link == "" {
			return nil, fmt.Errorf("write opml: the address of %q is not http or https", clean.Line(f.Title, 80))
		}
		name := clean.Line(f.Title, maxText)
		if name == "" {
			name = link
		}
		leaf := &node{Text: name, Title: name, Type: "rss", URL: link, Site: clean.URL(f.Site), Category: categoryList(f.Category)}
		path := f.Path[:min(len(f.Path), MaxDepth)]
		if parent := folder(&doc, folders, path); parent != nil {
			parent.Children = append(parent.Children, leaf)
		} else {
			doc.Body = append(doc.Body, leaf)
		}
		want = append(want, link)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return nil, fmt.Errorf("write opml: %w", err)
	}
	b.WriteByte('\n')
	back, err := Read(b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("write opml: read back: %w", err)
	}
	var got []string
	for _, f := range back.Feeds {
		got = append(got, f.URL)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return nil, fmt.Errorf("write opml: %d feeds were to be written, %d can be read back", len(want), len(got))
	}
	return b.Bytes(), nil
}

// folder finds or makes the folder of a path; nil for the root.
func folder(doc *document, folders map[string]*node, path []string) *node {
	var parent *node
	key := ""
	for _, name := range path {
		name = clean.Line(name, maxText)
		if name == "" {
			continue
		}
		key += "\x00" + name
		next := folders[key]
		if next == nil {
			next = &node{Text: name, Title: name}
			folders[key] = next
			if parent == nil {
				doc.Body = append(doc.Body, next)
			} else {
				parent.Children = append(parent.Children, next)
			}
		}
		parent = next
	}
	return parent
}

// categoryList joins categories with commas, which cannot stand inside one.
func categoryList(words []string) string {
	var kept []string
	for _, word := range words {
		if word = strings.ReplaceAll(clean.Line(word, maxText), ",", " "); strings.TrimSpace(word) != "" {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, ",")
}
