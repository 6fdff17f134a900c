package wordpress

import (
	"encoding/json"
	"html"
	"strings"
	"time"

	"standfirst/feed"
)

// Post is a story as the REST interface gives it: its text as published, not
// cleaned, and the numbers of its categories and tags.
type Post struct {
	ID        int
	GUID      string
	Link      string
	Title     string // HTML, entities as sent
	Excerpt   string // HTML
	Content   string // HTML; empty when protected by a password
	Byline    string
	Published time.Time
	Modified  time.Time
	Sticky    bool
	Terms     []int
	Picture   feed.Image // description in Alt, caption (plain text) in Credit, both as sent
}

type rendered struct {
	Rendered  string `json:"rendered"`
	Protected bool   `json:"protected"`
}

type post struct {
	ID       int             `json:"id"`
	Date     string          `json:"date_gmt"`
	Modified string          `json:"modified_gmt"`
	GUID     rendered        `json:"guid"`
	Link     string          `json:"link"`
	Title    rendered        `json:"title"`
	Content  rendered        `json:"content"`
	Excerpt  rendered        `json:"excerpt"`
	Sticky   bool            `json:"sticky"`
	Cats     []int           `json:"categories"`
	Tags     []int           `json:"tags"`
	Embedded json.RawMessage `json:"_embedded"`
}

type embedded struct {
	Author []struct {
		Name string `json:"name"`
	} `json:"author"`
	Media []struct {
		Alt     string   `json:"alt_text"`
		Caption rendered `json:"caption"`
		Source  string   `json:"source_url"`
	} `json:"wp:featuredmedia"`
}

// ReadPosts reads an answer to Root.Posts. ErrEnd: the page is behind the last;
// ErrBlocked: visitors may not ask.
func ReadPosts(status int, body []byte) ([]Post, error) {
	list, err := read[post](status, body)
	if err != nil {
		return nil, err
	}
	posts := make([]Post, 0, len(list))
	for _, p := range list {
		out := Post{
			ID: p.ID, GUID: p.GUID.Rendered, Link: p.Link, Title: p.Title.Rendered, Excerpt: p.Excerpt.Rendered,
			Content: p.Content.Rendered, Published: gmt(p.Date), Modified: gmt(p.Modified), Sticky: p.Sticky,
			Terms: append(append([]int(nil), p.Cats...), p.Tags...),
		}
		if p.Content.Protected {
			out.Content = ""
		}
		// What is embedded may be an error object instead (a blocked author);
		// then only that is missing.
		var with embedded
		if json.Unmarshal(p.Embedded, &with) == nil {
			if len(with.Author) > 0 {
				out.Byline = html.UnescapeString(with.Author[0].Name)
			}
			if len(with.Media) > 0 {
				m := with.Media[0]
				out.Picture = feed.Image{URL: m.Source, Alt: html.UnescapeString(m.Alt), Credit: m.Caption.Rendered}
			}
		}
		posts = append(posts, out)
	}
	return posts, nil
}

// gmt reads the interface's UTC times, which carry no zone.
func gmt(s string) time.Time {
	at, err := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(s, "Z"))
	if err != nil {
		return time.Time{}
	}
	return at
}

// Term is one category or tag.
type Term struct {
	ID     int    `json:"id"`
	Count  int    `json:"count"`
	Link   string `json:"link"`
	Name   string `json:"name"` // entities as sent
	Slug   string `json:"slug"`
	Parent int    `json:"parent"`
}

// ReadTerms reads an answer to Root.Categories or Root.Tags.
func ReadTerms(status int, body []byte) ([]Term, error) { return read[Term](status, body) }
