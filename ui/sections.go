package ui

import (
	"context"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/keys"
	"standfirst/ui/prompt"
	"standfirst/ui/sheet"
	"standfirst/ui/words"
)

// The section map of a publication, edited as lines of text: the section with
// its parents, and the words of the feed that mean it.
//
//	comment/group leaders: group leaders, leaders' column
//
// Each change sorts the stories anew and is one step for undo.

// The values of the entries below the sections.
const (
	sectionNew   = "new"
	sectionReset = "reset"
)

// openSections lists the sections of a publication: the one under a cursor, or
// the one that the list or the story is of.
func (a *App) openSections(words string) tea.Cmd {
	id := a.publicationMeant(words)
	if id == "" {
		a.say("sections PUBLICATION: which publication's sections?")
		return nil
	}
	a.sectionsOf = id
	a.openSheet(sheetSections, a.sectionSheet())
	return nil
}

// publicationMeant finds a publication by words, or the one at hand.
func (a *App) publicationMeant(words string) feed.PublicationID {
	if words != "" {
		for _, s := range a.states {
			if string(s.ID) == words || strings.HasPrefix(feed.Fold(s.Name), feed.Fold(words)) {
				return s.ID
			}
		}
		return ""
	}
	if a.papers != nil {
		s, _ := a.papers.Selected()
		return s.ID
	}
	if a.focus == onRail {
		if r := a.rail.Selected(); r.Publication != "" {
			return r.Publication
		}
	}
	if row, ok := a.subject(); ok {
		return row.Publication
	}
	return ""
}

func (a *App) sectionState() (feed.PublicationState, bool) {
	i := slices.IndexFunc(a.states, func(s feed.PublicationState) bool { return s.ID == a.sectionsOf })
	if i < 0 {
		return feed.PublicationState{}, false
	}
	return a.states[i], true
}

func (a *App) sectionSheet() sheet.Pane {
	s, _ := a.sectionState()
	var items []sheet.Item
	for _, sec := range s.Sections {
		items = append(items, sheet.Item{
			Text:  strings.Repeat("  ", sec.Depth()) + sec.Name,
			Right: words.Plural(a.counts.Sections[s.ID][sec.Path].Total, "story"),
			Below: strings.Repeat("  ", sec.Depth()) + sectionLine(sec), Value: sec.Path,
		})
	}
	items = append(items,
		sheet.Item{Text: "Add a section", Value: sectionNew + "\n"},
		sheet.Item{Text: "Back to the map of the configuration", Value: sectionReset + "\n"})
	k := a.keys.Key
	return sheet.New("Sections of "+s.Name, items, "enter edits · "+k(keys.Remove)+" removes · "+k(keys.Undo)+" undoes · esc back")
}

// showSections brings an open section map up to date; the cursor stays.
func (a *App) showSections() {
	if a.sheet == nil || a.sheet.kind != sheetSections {
		return
	}
	item, _ := a.sheet.Selected()
	at := slices.IndexFunc(a.sheet.Items(), func(i sheet.Item) bool { return i.Value == item.Value })
	a.openSheet(sheetSections, a.sectionSheet())
	a.sheet.Move(max(0, at))
}

// sectionLine is the text form of a section; a word that is there in several
// spellings, from the configuration and from the site, stands once.
func sectionLine(s feed.Section) string {
	var list []string
	known := map[string]bool{}
	for _, word := range s.Categories {
		if folded := feed.Fold(word); !known[folded] {
			known[folded] = true
			list = append(list, word)
		}
	}
	return s.Path + ": " + strings.Join(list, ", ")
}

// editSection opens the text of a section in the prompt.
func (a *App) editSection(value string) {
	switch value {
	case sectionReset + "\n":
		return
	case sectionNew + "\n":
		value = ""
	}
	text := ""
	if s, ok := a.sectionState(); ok {
		for _, sec := range s.Sections {
			if sec.Path == value {
				text = sectionLine(sec)
			}
		}
	}
	p := prompt.New(prompt.Section, text, nil, nil)
	p.SetNote("parent/section: word, word")
	a.openPrompt(p, value)
}

// chooseSection does what enter means on an entry.
func (a *App) chooseSection(value string) tea.Cmd {
	if value == sectionReset+"\n" {
		return a.setSections(nil, "Sections as configured")
	}
	a.editSection(value)
	return nil
}

// readSection reads the text form of a section. What the old one has besides
// stays; a new last step of the path is its new name, as typed.
func readSection(text string, old feed.Section) (feed.Section, bool) {
	place, list, _ := strings.Cut(clean.Line(text, 0), ":")
	steps := strings.Split(place, "/")
	path := feed.SectionPath(steps...)
	if path == "" {
		return old, false
	}
	s := old
	if path != old.Path {
		s.Path = path
		for _, step := range steps {
			if step = strings.Join(strings.Fields(step), " "); step != "" {
				s.Name = step
			}
		}
	}
	s.Categories = nil
	for _, word := range strings.Split(list, ",") {
		if word = strings.TrimSpace(word); word != "" && !slices.Contains(s.Categories, word) {
			s.Categories = append(s.Categories, word)
		}
	}
	return s, true
}

// typedSection takes an edited section; an empty text takes it out of the map.
func (a *App) typedSection(text, old string) tea.Cmd {
	state, ok := a.sectionState()
	if !ok {
		return nil
	}
	sections := slices.Clone(state.Sections)
	at := slices.IndexFunc(sections, func(s feed.Section) bool { return s.Path == old && old != "" })
	if strings.TrimSpace(text) == "" {
		return a.removeSection(old)
	}
	var was feed.Section
	if at >= 0 {
		was = sections[at]
	}
	s, ok := readSection(text, was)
	if !ok {
		a.say("A section needs a name before its words: parent/section: word, word")
		return nil
	}
	if twin := slices.IndexFunc(sections, func(t feed.Section) bool { return t.Path == s.Path }); twin >= 0 && twin != at {
		a.say("There is a section " + s.Path + " already.")
		return nil
	}
	if at < 0 {
		return a.setSections(placed(sections, s), "Added the section "+s.Name)
	}
	if sectionLine(s) == sectionLine(was) {
		return nil
	}
	sections[at] = s
	if s.Path != was.Path { // its sub-sections move with it
		for i, sub := range sections {
			if rest, below := strings.CutPrefix(sub.Path, was.Path+"/"); below {
				sections[i].Path = s.Path + "/" + rest
			}
		}
	}
	return a.setSections(sections, "Changed the section "+s.Name)
}

// placed puts a new section behind its parent's other ones, or last.
func placed(sections []feed.Section, s feed.Section) []feed.Section {
	parent, _, _ := cutLast(s.Path)
	at := len(sections)
	if parent != "" {
		for i, have := range sections {
			if have.Path == parent || strings.HasPrefix(have.Path, parent+"/") {
				at = i + 1
			}
		}
	}
	return slices.Insert(sections, at, s)
}

func cutLast(path string) (parent, last string, found bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// removeSection takes a section out of the map, its sub-sections too; the
// stories stay.
func (a *App) removeSection(path string) tea.Cmd {
	state, ok := a.sectionState()
	if !ok || path == "" || strings.HasSuffix(path, "\n") {
		return nil
	}
	name := path
	left := slices.DeleteFunc(slices.Clone(state.Sections), func(s feed.Section) bool {
		if s.Path == path {
			name = s.Name
		}
		return s.Path == path || strings.HasPrefix(s.Path, path+"/")
	})
	if len(left) == 0 {
		a.say("The last section cannot be removed: the map would be the configured one again.")
		return nil
	}
	return a.setSections(left, "Removed the section "+name)
}

func (a *App) setSections(sections []feed.Section, said string) tea.Cmd {
	n, id := a.news, a.sectionsOf
	said += " (" + strconv.Itoa(len(sections)) + " in the map)"
	if sections == nil {
		said = "The map of the configuration counts again"
	}
	return change(a.ctx, func(ctx context.Context) (feed.Change, error) { return n.SetSections(ctx, id, sections) },
		changedMsg{said: said, states: true})
}
