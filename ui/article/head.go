package article

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/line"
	"standfirst/ui/words"
)

// bylineMost is how many lines a byline may take; a committee has no more.
const bylineMost = 8

// placeRoom is what the first line leaves free for "37 of 247".
const placeRoom = 12

// head is everything above the body: publication and section, headline over a
// rule, standfirst, byline with date, length and comments, and what there is to
// say of the text's state.
func head(a feed.Article, o Options, s *setter, width int) []string {
	if Opens(a) {
		a.Standfirst = ""
	}
	t := o.Theme
	dot := t.Faint.Render(" " + t.Glyphs.Dot + " ")
	first := t.Publication(o.Hue).Render(line.Cut(clean.Line(o.Publication, 0), width, t.Glyphs.Ellipsis))
	if o.Section != "" {
		room := width - placeRoom - line.Width(first) - 3
		if section := line.Cut(clean.Line(o.Section, 0), room, t.Glyphs.Ellipsis); section != "" {
			if first != "" {
				first += dot
			}
			first += t.Faint.Render(section)
		}
	}
	lines := []string{first, ""}
	longest := 0
	for _, l := range line.Wrap(headline(a), width, 40, t.Glyphs.Ellipsis) {
		lines = append(lines, t.Headline.Render(l))
		longest = max(longest, line.Width(l))
	}
	lines = append(lines, t.Accent.Render(strings.Repeat(t.Glyphs.Rule, longest)))
	if a.Standfirst != "" {
		for _, l := range line.Wrap(clean.Line(a.Standfirst, 0), width, 40, t.Glyphs.Ellipsis) {
			lines = append(lines, t.Lead.Render(l))
		}
	}
	lines = append(lines, "")
	lines = append(lines, credits(a, o, width, dot)...)
	for _, l := range state(a, o) {
		for _, part := range line.Wrap(l, width, 10, t.Glyphs.Ellipsis) {
			lines = append(lines, t.Faint.Render(part))
		}
	}
	return append(lines, "")
}

// Opens tells a standfirst that is only the beginning of the text, cut by a
// machine: it would be read twice.
func Opens(a feed.Article) bool {
	cut, ok := "", false
	for _, end := range []string{"[…]", "[...]", "…", "..."} {
		if cut, ok = strings.CutSuffix(strings.TrimSpace(a.Standfirst), end); ok {
			break
		}
	}
	if cut = folded(cut); !ok || cut == "" {
		return false
	}
	source := []byte(a.Markdown)
	if len(source) > 8<<10 {
		source = source[:8<<10]
	}
	text := ""
	for n := parse(source).FirstChild(); n != nil && len(text) < 2*len(cut); n = n.NextSibling() {
		if n.FirstChild() == nil || n.FirstChild().Kind() != ast.KindImage {
			text += " " + plain(n, source)
		}
	}
	return strings.Contains(folded(text), cut)
}

func headline(a feed.Article) string {
	if title := clean.Line(a.Title, 0); title != "" {
		return title
	}
	return "Untitled"
}

// credits is the line of byline, date, reading time and comments, broken
// between its parts.
func credits(a feed.Article, o Options, width int, dot string) []string {
	t := o.Theme
	var parts []string
	byline := 0 // lines of it
	if a.Byline != "" {
		// A long one, of many authors, goes over several lines: it is never cut.
		names := line.Wrap("by "+clean.Line(a.Byline, 0), width, bylineMost, t.Glyphs.Ellipsis)
		for i, name := range names {
			if rest, ok := strings.CutPrefix(name, "by "); ok && i == 0 {
				names[i] = t.Faint.Render("by ") + t.Ink.Render(rest)
			} else {
				names[i] = t.Ink.Render(name)
			}
		}
		parts = append(parts, names...)
		byline = len(names)
	}
	if date := a.Date(); !date.IsZero() {
		parts = append(parts, t.Faint.Render(words.Moment(date, location(o), "Monday 2 January 2006")))
	}
	if minutes := a.Minutes(); minutes > 0 {
		parts = append(parts, t.Faint.Render(strconv.Itoa(minutes)+" min"))
	}
	if a.Comments > 0 {
		parts = append(parts, t.Faint.Render(words.Plural(a.Comments, "comment")))
	}
	var lines []string
	for i, part := range parts {
		last := len(lines) - 1
		if last >= 0 && i >= byline && line.Width(lines[last])+line.Width(dot)+line.Width(part) <= width {
			lines[last] += dot + part
			continue
		}
		lines = append(lines, line.Cut(part, width, t.Glyphs.Ellipsis))
	}
	return lines
}

// state says what the reader should know of the text, one sentence each.
func state(a feed.Article, o Options) []string {
	var lines []string
	g := o.Theme.Glyphs
	if a.Sponsored {
		lines = append(lines, "Sponsored content")
	}
	if a.Edited {
		sentence := g.Edited + " changed since you read it"
		if o.Changes != "" {
			sentence += ": " + o.Changes + " shows what"
		}
		lines = append(lines, sentence)
	}
	if len(a.Others) > 0 {
		var names []string
		for _, other := range a.Others {
			names = append(names, clean.Line(other.PublicationName, 0))
		}
		sentence := g.Versions + " also in " + strings.Join(names, ", ")
		if o.Versions != "" {
			sentence += ": " + o.Versions + " shows them"
		}
		lines = append(lines, sentence)
	}
	switch {
	case a.Queued:
		lines = append(lines, "Excerpt only. The full article is queued for the next connection.")
	case a.Fault != "":
		lines = append(lines, clean.Line(a.Fault, 0))
	case !a.Full && o.Fetch != "":
		lines = append(lines, "Excerpt only: "+o.Fetch+" fetches the full article")
	case !a.Full:
		lines = append(lines, "Excerpt only")
	}
	for _, notice := range a.Notices {
		lines = append(lines, clean.Line(notice, 0))
	}
	return lines
}

// repeats tells the blocks of a body that the head has said already: the
// headline, and standfirst and byline where they open the body.
func repeats(a feed.Article, source []byte) func(ast.Node) bool {
	title, lead, byline := folded(a.Title), folded(a.Standfirst), folded(a.Byline)
	if Opens(a) {
		lead = "" // the head has left it to the body
	}
	met := 0 // paragraphs so far, those left out aside
	return func(n ast.Node) bool {
		switch n.(type) {
		case *ast.Heading:
			return title != "" && folded(plain(n, source)) == title
		case *ast.Paragraph:
			if _, picture := n.FirstChild().(*ast.Image); picture {
				return false
			}
			if met == 0 {
				said := folded(plain(n, source))
				if lead != "" && said == lead || byline != "" && (said == byline || said == "by "+byline) {
					return true
				}
			}
			met++
		}
		return false
	}
}

// folded is a text as it is compared: case, spacing, final stop and the shape of
// quotation marks aside.
func folded(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(plainQuotes.Replace(clean.Text(s))), " "))
	return strings.TrimRight(s, " .…")
}

var plainQuotes = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "\u00a0", " ")

// foot lists the tags and the hosts of the links.
func foot(a feed.Article, o Options, s *setter, width int) []string {
	t := o.Theme
	var lines []string
	var tags []string
	for _, tag := range a.Tags {
		name := tag.Published
		if name == "" {
			name = tag.Name
		}
		tags = append(tags, t.Tag.Render(clean.Line(name, 0)))
	}
	lines = append(lines, listing("Tags", tags, t.Faint.Render(" "+t.Glyphs.Dot+" "), o, width)...)
	var links []string
	for _, link := range s.links.all {
		links = append(links, t.LinkNumber.Render(strconv.Itoa(link.Number))+t.Faint.Render(" "+link.Host))
	}
	lines = append(lines, listing("Links", links, "  ", o, width)...)
	if len(lines) > 0 {
		lines = append([]string{""}, lines...)
	}
	return lines
}

// listing sets parts behind a name, hanging, broken between parts.
func listing(name string, parts []string, between string, o Options, width int) []string {
	if len(parts) == 0 {
		return nil
	}
	hang := 7 // "Links" and two blanks
	if width < 2*hang {
		hang = 0
		parts[0] = o.Theme.Faint.Render(name) + " " + parts[0]
	}
	indent := strings.Repeat(" ", hang)
	lines := []string{""}
	if hang > 0 {
		lines[0] = o.Theme.Faint.Render(name) + strings.Repeat(" ", hang-len(name))
	}
	fresh := true
	for _, part := range parts {
		part = line.Cut(part, max(1, width-hang), o.Theme.Glyphs.Ellipsis)
		last := len(lines) - 1
		switch {
		case fresh:
			lines[last] += part
		case line.Width(lines[last])+line.Width(between)+line.Width(part) <= width:
			lines[last] += between + part
		default:
			lines = append(lines, indent+part)
		}
		fresh = false
	}
	return lines
}
