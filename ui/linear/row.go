package linear

import (
	"strconv"
	"strings"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/words"
)

// rowText is a story of the list as one line of sentences.
func (s *session) rowText(n int, row feed.Row, names sectionNames) string {
	var marks []string
	for _, mark := range []struct {
		is   bool
		word string
	}{
		{!row.Marks.IsRead(), "unread"}, {row.Marks.IsSaved(), "saved"}, {row.Top != "", "top story"},
		{row.Featured && row.Top == "", "featured"}, {row.Sponsored, "sponsored"}, {row.Edited, "changed since you read it"},
	} {
		if mark.is {
			marks = append(marks, mark.word)
		}
	}
	text := strconv.Itoa(n) + ". "
	if len(marks) > 0 {
		text += strings.Join(marks, ", ") + ". "
	}
	text += stopped(headline(row.Story)) + " " + s.factsText(row, names) + "."
	if tags := tagsText(row); tags != "" {
		text += " " + tags + "."
	}
	if found := strings.NewReplacer("\ue000", "", "\ue001", "").Replace(row.Snippet); found != "" {
		text += " Found in: " + stopped(found)
	}
	return text
}

func headline(story feed.Story) string {
	if title := clean.Line(story.Title, 0); title != "" {
		return title
	}
	return "Untitled"
}

// factsText is the meta line, for being heard: "Community Care, Children, 2
// hours ago, 6 minutes, 14 comments, stored".
func (s *session) factsText(row feed.Row, names sectionNames) string {
	facts := []string{clean.Line(row.PublicationName, 0)}
	if section := names.of(row.Story); section != "" {
		facts = append(facts, section)
	}
	if date := row.Date(); !date.IsZero() {
		facts = append(facts, s.age(date))
	}
	if row.Minutes() > 0 && (row.Full || row.Stored) {
		facts = append(facts, words.Plural(row.Minutes(), "minute"))
	}
	if row.Comments > 0 {
		facts = append(facts, words.Plural(row.Comments, "comment"))
	}
	if row.Versions > 1 {
		facts = append(facts, "also in "+words.Plural(row.Versions-1, "other publication"))
	}
	if row.Stored {
		facts = append(facts, "stored")
	} else if !row.Full {
		facts = append(facts, "excerpt")
	}
	return strings.Join(facts, ", ")
}

// tagsText names a story's tags as published.
func tagsText(row feed.Row) string {
	followed := map[string]bool{}
	for _, key := range row.Followed {
		followed[key] = true
	}
	var names []string
	for _, tag := range row.Tags {
		name := tag.Published
		if name == "" {
			name = tag.Name
		}
		name = clean.Line(name, 0)
		if followed[tag.Key] {
			name += " (followed)"
		}
		names = append(names, name)
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return "Tag: " + names[0]
	}
	return "Tags: " + strings.Join(names, ", ")
}
