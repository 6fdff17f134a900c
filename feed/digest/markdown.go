package digest

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Markdown writes the briefing as CommonMark: ready to paste into a wiki, an
// issue or a chat.
func (b Briefing) Markdown(w io.Writer) error {
	var page strings.Builder
	fmt.Fprintf(&page, "# %s\n\n", Escape(b.Title))
	if period := b.Period(); period != "" {
		fmt.Fprintf(&page, "**%s**  \n", period)
	}
	fmt.Fprintf(&page, "%s\n\n", b.Summary())
	if b.Question != "" {
		fmt.Fprintf(&page, "Question: %s\n\n", code(b.Question))
	}
	slugs := b.slugs()
	if len(b.Groups) > 1 {
		page.WriteString("## Contents\n\n")
		for i, group := range b.Groups {
			fmt.Fprintf(&page, "- [%s](#%s) (%d)\n", Escape(group.Name), slugs[i], len(group.Stories))
		}
		page.WriteString("\n")
	}
	for _, group := range b.Groups {
		fmt.Fprintf(&page, "## %s\n\n", Escape(group.Name))
		for _, story := range group.Stories {
			b.markdownStory(&page, story)
		}
	}
	if b.Counts.Stories > 0 {
		page.WriteString("## Citations\n\n")
		for _, story := range b.Stories() {
			fmt.Fprintf(&page, "%d. %s\n", story.Number, story.Cite.Markdown())
		}
	}
	_, err := io.WriteString(w, page.String())
	return err
}

func (b Briefing) markdownStory(page *strings.Builder, story Story) {
	title := Escape(story.Title)
	if story.Link != "" {
		title = fmt.Sprintf("[%s](<%s>)", title, destination(story.Link))
	}
	fmt.Fprintf(page, "### %s\n\n", title)
	if lead := story.Lead(); lead != "" {
		fmt.Fprintf(page, "%s\n\n", Escape(lead))
	}
	fmt.Fprintf(page, "*%s*", Escape(b.Meta(story)))
	for _, other := range story.Also {
		fmt.Fprintf(page, "  \nAlso in %s", Escape(other.Publication))
		if other.Link != "" {
			fmt.Fprintf(page, ": <%s>", destination(other.Link))
		}
	}
	page.WriteString("\n\n")
	if story.Text != "" {
		page.WriteString(lowered(story.Text) + "\n\n")
	}
	if story.Lacking != "" {
		fmt.Fprintf(page, "*%s*\n\n", story.Lacking)
	}
}

// Escape writes text so that Markdown reads it as text (CommonMark §2.4), with
// no more backslashes than that takes: the source is read by people, too.
func Escape(s string) string {
	var w strings.Builder
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		next, _ := utf8.DecodeRuneInString(s[i+size:])
		switch {
		case strings.ContainsRune("\\`*_[]<>", r), i == 0 && strings.ContainsRune("#+-=", r),
			r == '&' && (unicode.IsLetter(next) || next == '#'), r == '~' && next == '~':
			w.WriteByte('\\')
		case (r == '.' || r == ')') && i > 0 && i < 10 && strings.Trim(s[:i], "0123456789") == "":
			w.WriteByte('\\') // "1. " would open a list
		}
		w.WriteRune(r)
	}
	return w.String()
}

// code is s as a code span, between as many backticks as it needs (CommonMark §6.1).
func code(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// destination is a link for use between < and >; clean.URL has refused those
// two in it already, a backslash is the one sign left to escape (CommonMark §6.3).
func destination(link string) string { return strings.ReplaceAll(link, `\`, `%5C`) }

// slugs are the anchors that GitHub, GitLab and most renderers give to the
// groups' headings.
func (b Briefing) slugs() []string {
	used := map[string]int{}
	for _, taken := range []string{slug(b.Title), "contents"} {
		used[taken]++
	}
	list := make([]string, len(b.Groups))
	for i, group := range b.Groups {
		name := slug(group.Name)
		list[i] = name
		if n := used[name]; n > 0 {
			list[i] = fmt.Sprintf("%s-%d", name, n)
		}
		used[name]++
		// Headlines are headings too and may take a later group's name.
		for _, story := range group.Stories {
			used[slug(story.Title)]++
		}
	}
	return list
}

func slug(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r), r == '-', r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, heading)
}

// underHeadline is the level of an article's highest heading: the title of the
// briefing, the group and the headline stand above it.
const underHeadline = 4

// lowered moves the headings of an article below its headline, the highest of
// them to underHeadline: "## Findings" becomes "#### Findings".
func lowered(markdown string) string {
	highest := 6
	headings(markdown, func(_ string, level int) {
		if level > 0 {
			highest = min(highest, level)
		}
	})
	var w strings.Builder
	headings(markdown, func(text string, level int) {
		if level > 0 {
			text = strings.TrimLeft(text, " ")
			text = strings.Repeat("#", min(6, level-highest+underHeadline)) + text[level:]
		}
		w.WriteString(text)
	})
	return w.String()
}

// headings gives each line with the level of the heading it is, 0 for any other
// line; lines inside a fenced block are no headings.
func headings(markdown string, each func(text string, level int)) {
	fence := ""
	for text := range strings.Lines(strings.TrimSpace(markdown)) {
		trimmed, level := strings.TrimLeft(text, " "), 0
		switch {
		case fence != "":
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
			}
		case strings.HasPrefix(trimmed, "```"), strings.HasPrefix(trimmed, "~~~"):
			fence = trimmed[:3]
		case strings.HasPrefix(trimmed, "#"):
			marks := len(trimmed) - len(strings.TrimLeft(trimmed, "#"))
			if marks <= 6 && strings.HasPrefix(trimmed[marks:], " ") {
				level = marks
			}
		}
		each(text, level)
	}
}
