package digest

import (
	"encoding/json"
	"io"
	"time"
)

// The JSON form of a briefing; `standfirst help json` documents its fields.
type (
	// Document is the whole.
	Document struct {
		Title    string          `json:"title"`
		Question string          `json:"question"`
		From     *time.Time      `json:"from"`
		To       *time.Time      `json:"to"`
		Made     *time.Time      `json:"made"`
		Counts   Counts          `json:"counts"`
		Groups   []DocumentGroup `json:"groups"`
	}
	// DocumentGroup is a heading with its stories.
	DocumentGroup struct {
		Name    string          `json:"name"`
		Stories []DocumentStory `json:"stories"`
	}
	// DocumentStory is a story of it.
	DocumentStory struct {
		Number int `json:"number"`
		Record
		Also     []Other `json:"also"`
		Text     string  `json:"text,omitempty"`    // Markdown; with the full texts alone
		Lacking  string  `json:"lacking,omitempty"` // why the text is short or missing
		Citation string  `json:"citation"`
	}
)

// JSON writes the briefing as one JSON object, indented.
func (b Briefing) JSON(w io.Writer) error {
	document := Document{b.Title, b.Question, moment(b.From), moment(b.To), moment(b.Made), b.Counts, []DocumentGroup{}}
	for _, g := range b.Groups {
		out := DocumentGroup{Name: g.Name}
		for _, s := range g.Stories {
			also := s.Also
			if also == nil {
				also = []Other{}
			}
			out.Stories = append(out.Stories, DocumentStory{s.Number, NewRecord(s.Row), also, s.Text, s.Lacking, s.Cite.String()})
		}
		document.Groups = append(document.Groups, out)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}
