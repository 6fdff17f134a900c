package stories

import (
	"slices"
	"strings"
	"unicode"

	"standfirst/feed"
	"standfirst/ui/line"
	"standfirst/ui/theme"
	"standfirst/ui/words"
)

// meta draws publication, section, length and tags. What does not fit is
// dropped in this order: tags from the right (followed ones last), reading time
// and comments, section. The publication is never dropped.
func (p Pane) meta(row feed.Row, width int, t theme.Theme) string {
	dot := t.Faint.Render(" " + t.Glyphs.Dot + " ")
	head := ""
	if row.Featured && row.Top == "" {
		head = t.Accent.Render("FEATURED") + dot
	}
	if row.Sponsored {
		head += t.Faint.Render("SPONSORED") + dot
	}
	name := t.Publication(p.names.Hue[row.Publication]).Bold(false).Render(line.Cut(row.PublicationName, width, t.Glyphs.Ellipsis))
	section := p.names.Section(row.Story, t.Glyphs.Child)
	var length, marks []string
	switch {
	case !row.Full && !row.Stored:
		marks = append(marks, "excerpt")
	case row.Minutes() > 0:
		length = append(length, words.Number(row.Minutes())+" min")
	}
	if row.Comments > 0 {
		length = append(length, words.Plural(row.Comments, "comment"))
	}
	if row.Versions > 1 {
		marks = append(marks, t.Glyphs.Versions+" "+words.Number(row.Versions))
	}
	build := func(parts ...string) string {
		out := head + name
		for _, part := range parts {
			if part != "" {
				out += dot + t.Faint.Render(part)
			}
		}
		return out
	}
	separator := " " + t.Glyphs.Dot + " "
	whole := build(section, strings.Join(append(append([]string(nil), length...), marks...), separator))
	if line.Width(whole) <= width {
		if p.density == Full {
			return whole // the tags have lines of their own
		}
		return whole + p.tags(row, width-line.Width(whole), t)
	}
	for _, shorter := range []string{build(section, strings.Join(marks, separator)), build("", strings.Join(marks, separator)), build()} {
		if line.Width(shorter) <= width {
			return shorter
		}
	}
	return name
}

// tags draws as many tags as fit in room columns, followed ones first to stay,
// and "+2" for the others.
func (p Pane) tags(row feed.Row, room int, t theme.Theme) string {
	if len(row.Tags) == 0 {
		return ""
	}
	followed := keySet(row.Followed)
	// Try fewer and fewer; the last tag that is not followed goes first.
	kept := append([]feed.Tag(nil), row.Tags...)
	for len(kept) > 0 {
		text := p.tagText(kept, len(row.Tags)-len(kept), followed, t)
		if line.Width(text) <= room {
			return text
		}
		drop := len(kept) - 1
		for drop > 0 && followed[kept[drop].Key] {
			drop--
		}
		if followed[kept[drop].Key] {
			drop = len(kept) - 1
		}
		kept = append(kept[:drop:drop], kept[drop+1:]...)
	}
	more := "   +" + words.Number(len(row.Tags))
	if line.Width(more) <= room {
		return t.Tag.Render(more)
	}
	return ""
}

// tagLines are all tags of a story in lines of a width, for the density that
// leaves none out. A tag that is wider than a line is cut.
func (p Pane) tagLines(row feed.Row) (lines [][]feed.Tag) {
	if p.density != Full {
		return nil
	}
	width, used := max(1, p.width-textAt-rightMargin), 0
	for _, tag := range row.Tags {
		wide := len("  #") + line.Width(wording(tag))
		if len(lines) == 0 || used+wide > width+len("  ") {
			lines, used = append(lines, nil), 0
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], tag)
		used += wide
	}
	return lines
}

func (p Pane) tagText(tags []feed.Tag, left int, followed map[string]bool, t theme.Theme) string {
	out := t.Space.Render("   ") + hashed(tags, followed, t)
	if left > 0 {
		out += t.Space.Render("  ") + t.Tag.Render("+"+words.Number(left))
	}
	return out
}

// hashed draws tags one after another, those that are followed underlined.
func hashed(tags []feed.Tag, followed map[string]bool, t theme.Theme) string {
	out := ""
	for i, tag := range tags {
		if i > 0 {
			out += t.Space.Render("  ")
		}
		style := t.Tag
		if followed[tag.Key] {
			style = t.TagFollowed
		}
		out += style.Render("#" + wording(tag))
	}
	return out
}

func keySet(keys []string) map[string]bool {
	set := map[string]bool{}
	for _, key := range keys {
		set[key] = true
	}
	return set
}

func wording(tag feed.Tag) string {
	switch {
	case tag.Published != "":
		return tag.Published
	case tag.Name != "":
		return tag.Name
	}
	return tag.Key
}

// Section is a story's section in the publication's own words, parents first:
// "comment › group leaders". Of several the first. Empty when it has none.
func (n Names) Section(s feed.Story, child string) string {
	paths := particular(s.Sections)
	if len(paths) == 0 {
		return ""
	}
	return n.path(s.Publication, paths[0], child)
}

// AllSections are all sections of a story, as Section names them: "Children,
// Workforce".
func (n Names) AllSections(s feed.Story, child string) string {
	return strings.Join(n.SectionNames(s, child), ", ")
}

// SectionNames are all sections of a story, one by one.
func (n Names) SectionNames(s feed.Story, child string) []string {
	var all []string
	for _, path := range particular(s.Sections) {
		all = append(all, n.path(s.Publication, path, child))
	}
	return all
}

// particular leaves out the sections that are parents of another: the most
// particular one says most, and stands where its parent stood.
func particular(paths []string) (leaves []string) {
	for _, path := range paths {
		for _, other := range paths {
			if strings.HasPrefix(other, path+"/") {
				path = other
			}
		}
		if !slices.Contains(leaves, path) {
			leaves = append(leaves, path)
		}
	}
	return leaves
}

func (n Names) path(id feed.PublicationID, path, child string) string {
	names := n.Sections[id]
	var out []string
	steps := strings.Split(path, "/")
	for i := range steps {
		name := names[strings.Join(steps[:i+1], "/")]
		if name == "" {
			name = steps[i]
		}
		out = append(out, name)
	}
	return strings.Join(out, " "+child+" ")
}

// markWords puts hit signs around the places of a headline where one of the
// words begins, whatever the case.
func markWords(text string, wanted []string) string {
	signs := []rune(text)
	low := make([]rune, len(signs))
	for i, r := range signs {
		low[i] = unicode.ToLower(r)
	}
	var out strings.Builder
	for i := 0; i < len(signs); {
		n := 0
		if i == 0 || !unicode.IsLetter(signs[i-1]) && !unicode.IsDigit(signs[i-1]) {
			for _, w := range wanted {
				if want := []rune(strings.ToLower(w)); len(want) > n && hasRunes(low[i:], want) {
					n = len(want)
				}
			}
		}
		if n == 0 {
			out.WriteRune(signs[i])
			i++
			continue
		}
		out.WriteString(hitOpen + string(signs[i:i+n]) + hitClose)
		i += n
	}
	return out.String()
}

func hasRunes(text, beginning []rune) bool {
	if len(beginning) > len(text) {
		return false
	}
	for i := range beginning {
		if text[i] != beginning[i] {
			return false
		}
	}
	return true
}
