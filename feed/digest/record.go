package digest

import (
	"time"

	"standfirst/feed"
	"standfirst/feed/clean"
)

// Record is a story as JSON: in the briefing, in `list`, `search` and `show`.
// Its field names are stable; `standfirst help json` documents them. Times are
// RFC 3339 in UTC or null; lists are never null.
type Record struct {
	ID            feed.StoryID `json:"id"`
	Title         string       `json:"title"`
	Link          string       `json:"link"`
	Publication   string       `json:"publication"`    // its name
	PublicationID string       `json:"publication_id"` // its word in queries
	Sections      []string     `json:"sections"`       // paths: "comment/group leaders"
	Tags          []string     `json:"tags"`           // as published
	Date          *time.Time   `json:"date"`
	Published     *time.Time   `json:"published"`
	Updated       *time.Time   `json:"updated"`
	FirstSeen     *time.Time   `json:"first_seen"`
	Byline        string       `json:"byline"`
	Standfirst    string       `json:"standfirst"`
	Read          bool         `json:"read"`
	Saved         bool         `json:"saved"`
	Stored        bool         `json:"stored"`
	Edited        bool         `json:"edited"`
	Sponsored     bool         `json:"sponsored"`
	Top           string       `json:"top"`      // why it is the top story, or empty
	Comments      *int         `json:"comments"` // null when unknown
	Words         int          `json:"words"`
	Minutes       int          `json:"minutes"` // 0 when the length is not known
	Images        []feed.Image `json:"images"`
	Enclosures    []string     `json:"enclosures"`
	Snippet       string       `json:"snippet,omitempty"` // search: the text around the hit
}

// NewRecord converts a row; this is the border, so its strings are cleaned.
func NewRecord(row feed.Row) Record {
	r := Record{
		ID: row.ID, Title: line(row.Title), Link: clean.URL(row.Link),
		Publication: line(row.PublicationName), PublicationID: line(string(row.Publication)),
		Sections: lines(row.Sections), Tags: make([]string, 0, len(row.Tags)), Enclosures: lines(row.Enclosures),
		Date: moment(row.Date()), Published: moment(row.Published), Updated: moment(row.Updated), FirstSeen: moment(row.FirstSeen),
		Byline: line(row.Byline), Standfirst: clean.Text(row.Standfirst),
		Read: row.Marks.IsRead(), Saved: row.Marks.IsSaved(), Stored: row.Stored, Edited: row.Edited, Sponsored: row.Sponsored,
		Top: line(row.Top), Words: row.Words, Minutes: row.Minutes(), Images: make([]feed.Image, 0, len(row.Images)),
	}
	if r.Publication == "" {
		r.Publication = r.PublicationID
	}
	for _, tag := range row.Tags {
		name := tag.Published
		if name == "" {
			name = tag.Name
		}
		r.Tags = append(r.Tags, line(name))
	}
	if row.Comments >= 0 {
		r.Comments = &row.Comments
	}
	for _, image := range row.Images {
		image.URL, image.Alt, image.Credit = clean.URL(image.URL), line(image.Alt), line(image.Credit)
		r.Images = append(r.Images, image)
	}
	return r
}

func lines(texts []string) []string {
	list := make([]string, 0, len(texts))
	for _, text := range texts {
		list = append(list, line(text))
	}
	return list
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}
