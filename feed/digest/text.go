package digest

import (
	"fmt"
	"io"
	"strings"
)

// Plain writes the briefing as plain text: the text part of the e-mail, and what
// is read aloud. Facts are words and sentences; there are no lines of signs, nor
// points between facts, which a screen reader would spell.
func (b Briefing) Plain(w io.Writer) error {
	var page strings.Builder
	fmt.Fprintf(&page, "%s\n", b.Title)
	if period := b.Period(); period != "" {
		fmt.Fprintf(&page, "%s\n", period)
	}
	fmt.Fprintf(&page, "%s.\n", b.Summary())
	if b.Question != "" {
		fmt.Fprintf(&page, "Question: %s\n", b.Question)
	}
	if len(b.Groups) > 1 {
		page.WriteString("\nContents\n")
		for _, group := range b.Groups {
			fmt.Fprintf(&page, "%s\n", heading(group))
		}
		page.WriteString("Citations\n")
	}
	for _, group := range b.Groups {
		fmt.Fprintf(&page, "\n\n%s\n", heading(group))
		for _, story := range group.Stories {
			fmt.Fprintf(&page, "\n%d. %s\n", story.Number, story.Title)
			for _, text := range []string{story.Lead(), b.spoken(story), story.Link} {
				if text != "" {
					fmt.Fprintf(&page, "%s\n", text)
				}
			}
			for _, other := range story.Also {
				fmt.Fprintf(&page, "%s\n", strings.TrimSuffix("Also in "+other.Publication+": "+other.Link, ": "))
			}
			for _, text := range []string{ArticleText(story.Text), story.Lacking} {
				if text != "" {
					fmt.Fprintf(&page, "\n%s\n", text)
				}
			}
		}
	}
	if b.Counts.Stories > 0 {
		page.WriteString("\n\nCitations\n\n")
		for _, story := range b.Stories() {
			fmt.Fprintf(&page, "%d. %s\n", story.Number, story.Cite)
		}
	}
	_, err := io.WriteString(w, page.String())
	return err
}

// heading is a group's name and its number of stories.
func heading(group Group) string {
	return inWords.Replace(group.Name) + ": " + plural(len(group.Stories), "story", "stories")
}

// inWords takes the signs out that stand between names on paper.
var inWords = strings.NewReplacer(separator, ", ", " › ", ", ")

// spoken is a story's line of facts in sentences.
func (b Briefing) spoken(story Story) string {
	sentences := []string{inWords.Replace(strings.Join(append([]string{story.PublicationName}, story.Within...), ", "))}
	if date := story.Date(); !date.IsZero() {
		sentences = append(sentences, date.In(b.where).Format("Monday 2 January 2006"))
	}
	if story.Byline != "" {
		sentences = append(sentences, strings.TrimSuffix(story.Byline, "."))
	}
	var facts []string
	if minutes := story.Minutes(); minutes > 0 {
		facts = append(facts, plural(minutes, "minute", "minutes"))
	}
	if story.Comments > 0 {
		facts = append(facts, plural(story.Comments, "comment", "comments"))
	}
	if story.Sponsored {
		facts = append(facts, "sponsored")
	}
	if story.Marks.IsSaved() {
		facts = append(facts, "saved")
	}
	if len(facts) > 0 {
		line := strings.Join(facts, ", ")
		sentences = append(sentences, strings.ToUpper(line[:1])+line[1:])
	}
	return strings.Join(sentences, ". ") + "."
}
