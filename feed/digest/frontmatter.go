package digest

import (
	"encoding/json"
	"fmt"
	"strings"

	"standfirst/feed"
)

// FrontMatter is what is known of a story as YAML at the head of a Markdown file,
// between two lines of hyphens. Sections are as shown. The values are JSON, which
// YAML 1.2 reads as it is.
func FrontMatter(row feed.Row, sections []string) (string, error) {
	record := NewRecord(row)
	if sections == nil {
		sections = []string{}
	}
	var out strings.Builder
	out.WriteString("---\n")
	for _, fact := range []struct {
		name  string
		value any
	}{
		{"title", record.Title}, {"standfirst", record.Standfirst}, {"byline", record.Byline}, {"publication", record.Publication},
		{"date", record.Date}, {"sections", sections}, {"tags", record.Tags}, {"link", record.Link},
	} {
		var value strings.Builder
		encoder := json.NewEncoder(&value)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(fact.value); err != nil {
			return "", fmt.Errorf("write front matter: %w", err)
		}
		fmt.Fprintf(&out, "%s: %s", fact.name, value.String())
	}
	out.WriteString("---\n\n")
	return out.String(), nil
}
