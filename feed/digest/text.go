package digest

import (
	"fmt"
	"io"
	"strings"
)

// Plain writes the briefing as plain text: the text part of the e-mail, and
// what reads well aloud.
func (b Briefing) Plain(w io.Writer) error {
	var page strings.Builder
	fmt.Fprintf(&page, "%s\n", b.Title)
	if period := b.Period(); period != "" {
		fmt.Fprintf(&page, "%s\n", period)
	}
	fmt.Fprintf(&page, "%s\n", b.Summary())
	if b.Question != "" {
		fmt.Fprintf(&page, "Question: %s\n", b.Question)
	}
	if len(b.Groups) > 1 {
		page.WriteString("\nContents\n")
		for _, group := range b.Groups {
			fmt.Fprintf(&page, "- %s (%d)\n", group.Name, len(group.Stories))
		}
	}
	for _, group := range b.Groups {
		fmt.Fprintf(&page, "\n\n%s\n%s\n", group.Name, strings.Repeat("=", min(60, len([]rune(group.Name)))))
		for _, story := range group.Stories {
			fmt.Fprintf(&page, "\n%d. %s\n", story.Number, story.Title)
			for _, text := range []string{story.Lead(), b.Meta(story), story.Link} {
				if text != "" {
					fmt.Fprintf(&page, "%s\n", text)
				}
			}
			for _, other := range story.Also {
				fmt.Fprintf(&page, "Also in %s: %s\n", other.Publication, other.Link)
			}
			for _, text := range []string{ArticleText(story.Text), story.Lacking} {
				if text != "" {
					fmt.Fprintf(&page, "\n%s\n", text)
				}
			}
		}
	}
	if b.Counts.Stories > 0 {
		page.WriteString("\n\nCitations\n=========\n\n")
		for _, story := range b.Stories() {
			fmt.Fprintf(&page, "%d. %s\n", story.Number, story.Cite)
		}
	}
	_, err := io.WriteString(w, page.String())
	return err
}
