package digest

import (
	"encoding/json"
	"io"
	"time"
)

// JSON writes the briefing as one JSON object, indented. `standfirst help json`
// documents its fields.
func (b Briefing) JSON(w io.Writer) error {
	type story struct {
		Number int `json:"number"`
		Record
		Also     []Other `json:"also"`
		Text     string  `json:"text,omitempty"` // Markdown
		Lacking  string  `json:"lacking,omitempty"`
		Citation string  `json:"citation"`
	}
	type group struct {
		Name    string  `json:"name"`
		Stories []story `json:"stories"`
	}
	document := struct {
		Title    string     `json:"title"`
		Question string     `json:"question"`
		From     *time.Time `json:"from"`
		To       *time.Time `json:"to"`
		Made     *time.Time `json:"made"`
		Counts   Counts     `json:"counts"`
		Groups   []group    `json:"groups"`
	}{b.Title, b.Question, moment(b.From), moment(b.To), moment(b.Made), b.Counts, []group{}}
	for _, g := range b.Groups {
		out := group{Name: g.Name}
		for _, s := range g.Stories {
			also := s.Also
			if also == nil {
				also = []Other{}
			}
			out.Stories = append(out.Stories, story{s.Number, NewRecord(s.Row), also, s.Text, s.Lacking, s.Cite.String()})
		}
		document.Groups = append(document.Groups, out)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}
