package newsroom

import (
	"bytes"
	"encoding/json"
	"time"

	"standfirst/feed"
)

// The forms of an inspection as JSON: every kind has all its fields, always; only
// error is left out where nothing went wrong.
type (
	// InspectedHead opens all of them.
	InspectedHead struct {
		OK    bool   `json:"ok"`
		Error string `json:"error,omitempty"`
		Kind  string `json:"kind"`
	}
	// FeedInspection is a feed.
	FeedInspection struct {
		InspectedHead
		Format   string           `json:"format"`
		Title    string           `json:"title"`
		Link     string           `json:"link"`
		Language string           `json:"language"`
		Stories  []InspectedStory `json:"stories"`
		Warnings []string         `json:"warnings"`
	}
	// ArticleInspection is the article of a page.
	ArticleInspection struct {
		InspectedHead
		Title      string       `json:"title"`
		Byline     string       `json:"byline"`
		Published  *time.Time   `json:"published"`
		Site       string       `json:"site"`
		Link       string       `json:"link"` // the page's own address for itself
		Standfirst string       `json:"standfirst"`
		Images     []feed.Image `json:"images"`
		Markdown   string       `json:"markdown"`
		Text       string       `json:"text"`
		Warnings   []string     `json:"warnings"`
	}
	// ListInspection is a list of feeds.
	ListInspection struct {
		InspectedHead
		Title    string          `json:"title"`
		Feeds    []InspectedFeed `json:"feeds"`
		Warnings []string        `json:"warnings"`
	}
)

// MarshalJSON writes the form of the inspection's kind. Signs of HTML stay as
// they are.
func (in Inspection) MarshalJSON() ([]byte, error) {
	head := InspectedHead{in.OK, in.Error, in.Kind}
	var form any
	switch in.Kind {
	case "article":
		form = ArticleInspection{head, in.Title, in.Byline, in.Published, in.Site, in.Link, in.Standfirst, filled(in.Images),
			in.Markdown, in.Text, filled(in.Warnings)}
	case "opml":
		form = ListInspection{head, in.Title, filled(in.Feeds), filled(in.Warnings)}
	default:
		form = FeedInspection{head, in.Format, in.Title, in.Link, in.Language, filled(in.Stories), filled(in.Warnings)}
	}
	var w bytes.Buffer
	encoder := json.NewEncoder(&w)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(form)
	return w.Bytes(), err
}

func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
