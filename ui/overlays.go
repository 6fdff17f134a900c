package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/ui/help"
	"standfirst/ui/keys"
	"standfirst/ui/palette"
	"standfirst/ui/publications"
	"standfirst/ui/sheet"
)

// What is laid over the page: palette, prompt, help, publications, sheets.

// overlayKey hands a key to the overlay that is typed into, if there is one.
func (a *App) overlayKey(key tea.KeyPressMsg, name string) (tea.Cmd, bool) {
	switch {
	case a.palette != nil:
		return a.paletteKey(key, name), true
	case a.prompt != nil:
		return a.promptKey(key, name), true
	case a.help != nil:
		return a.helpKey(key, name), true
	}
	return nil, false
}

// closeOverlay takes away what is on top.
func (a *App) closeOverlay() tea.Cmd {
	switch {
	case a.palette != nil:
		a.palette = nil
	case a.prompt != nil:
		return a.leavePrompt()
	case a.help != nil:
		a.help = nil
	}
	return nil
}

func (a *App) helpKey(key tea.KeyPressMsg, name string) tea.Cmd {
	switch {
	case name == "esc" && a.help.Typed() != "":
		a.help.Clear()
	case name == "esc", a.help.Typed() == "" && (name == "q" || name == "?"):
		a.help = nil
	case a.help.Typed() == "" && name == "Q":
		return a.leave()
	default:
		h, cmd := a.help.Update(key)
		a.help = &h
		return cmd
	}
	return nil
}

func (a *App) openHelp() tea.Cmd {
	notes := []string{
		"tmux keeps ctrl+b and screen ctrl+a for themselves; " + a.keys.Key(keys.PageUp) + " pages up everywhere. ctrl+z suspends; fg brings the page back.",
		"The mouse selects, opens and scrolls; with shift held down it selects text, as the terminal does. :mouse off leaves it to the terminal.",
		"Every action can be typed after " + a.keys.Key(keys.Command) + " by the name at the right, and bound to other keys under [keys.bindings]; `standfirst help keys` says how.",
	}
	h := help.New(a.keys, a.contexts()[0], notes)
	a.help = &h
	a.resize()
	return nil
}

// openPalette opens the palette over all tags, sections, publications, views
// and months.
func (a *App) openPalette(typed string) tea.Cmd {
	p := palette.New(a.entries(), typed)
	a.palette = &p
	a.resize()
	return loadSubjects(a.ctx, a.news)
}

func (a *App) onSubjects(m subjectsMsg) tea.Cmd {
	if m.err != nil {
		a.fail(m.err)
		return nil
	}
	a.tags, a.months = m.tags, m.months
	if a.palette != nil {
		p := a.palette.SetEntries(a.entries())
		a.palette = &p
		a.resize()
	}
	return nil
}

// entries are what the palette finds.
func (a *App) entries() []palette.Entry {
	tags := a.tags
	if tags == nil {
		tags = a.counts.Tags
	}
	var out []palette.Entry
	for _, followed := range []bool{true, false} {
		for _, tc := range tags {
			if tc.Followed == followed {
				out = append(out, palette.Entry{Kind: palette.Tag, Name: tc.Name, Value: tc.Key, Also: tc.Aliases, Count: tc.Count, Weeks: tc.Weeks, Followed: tc.Followed, Muted: tc.Muted})
			}
		}
	}
	for i, s := range a.states {
		for _, sec := range s.Sections {
			out = append(out, palette.Entry{Kind: palette.Section, Name: a.sectionName(s.ID, sec.Path), Where: s.Name, Publication: s.ID, Value: sec.Path,
				Count: a.counts.Sections[s.ID][sec.Path], Followed: a.interested(feed.InterestSection, s.ID, sec.Path, false), Muted: a.interested(feed.InterestSection, s.ID, sec.Path, true), Hue: i})
		}
	}
	for i, s := range a.states {
		out = append(out, palette.Entry{Kind: palette.Publication, Name: s.Name, Publication: s.ID, Count: a.counts.Publications[s.ID], Hue: i})
	}
	for _, v := range a.views {
		out = append(out, palette.Entry{Kind: palette.View, Name: v.Name, Value: v.Name, Count: a.counts.Views[v.Name]})
	}
	for _, m := range a.months {
		at := time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC)
		out = append(out, palette.Entry{Kind: palette.Month, Name: at.Format("January 2006"), Value: at.Format("2006-01"), Count: m.Count})
	}
	return out
}

func (a *App) paletteKey(key tea.KeyPressMsg, name string) tea.Cmd {
	switch name {
	case "esc":
		a.palette = nil
		return nil
	case "enter":
		return a.choose(false)
	case "tab":
		return a.choose(true)
	}
	p, cmd := a.palette.Update(key)
	a.palette = &p
	return cmd
}

// choose does what the palette's sign says with the entry under its cursor.
// Stay keeps the palette open and means "and".
func (a *App) choose(stay bool) tea.Cmd {
	e, op, ok := a.palette.Selected()
	if !ok {
		return nil
	}
	if stay && op == palette.Show {
		op = palette.And
	}
	if stay {
		a.palette.Clear()
	} else {
		a.palette = nil
	}
	switch op {
	case palette.Follow, palette.Mute:
		i, ok := interestOf(e)
		if !ok {
			a.say("Only tags and sections can be followed or muted.")
			return nil
		}
		if op == palette.Mute {
			return a.setMute(i)
		}
		return a.setFollow(i)
	}
	a.focus = onList
	if e.Kind == palette.View {
		for _, v := range a.views {
			if v.Name == e.Value {
				return tea.Batch(a.closeReader(), a.show(v.Query, v.Name))
			}
		}
		return nil
	}
	term := termOf(e)
	switch op {
	case palette.And:
		return tea.Batch(a.closeReader(), a.show(a.query.With(term), ""))
	case palette.Not:
		term.Not = true
		return tea.Batch(a.closeReader(), a.show(a.query.With(term), ""))
	case palette.Or:
		return tea.Batch(a.closeReader(), a.show(or(a.query, term), ""))
	}
	return tea.Batch(a.closeReader(), a.show(feed.Query{Terms: []feed.Term{term}}, ""))
}

func termOf(e palette.Entry) feed.Term {
	switch e.Kind {
	case palette.Section:
		return sectionTerm(e.Publication, e.Value)
	case palette.Publication:
		return feed.Term{Kind: feed.TermPublication, Value: string(e.Publication)}
	case palette.Month:
		return feed.Term{Kind: feed.TermMonth, Value: e.Value}
	}
	return tagTerm(e.Name)
}

func interestOf(e palette.Entry) (feed.Interest, bool) {
	switch e.Kind {
	case palette.Tag:
		return feed.Interest{Kind: feed.InterestTag, Value: e.Value, Name: e.Name}, true
	case palette.Section:
		return feed.Interest{Kind: feed.InterestSection, Publication: e.Publication, Value: e.Value, Name: e.Name}, true
	}
	return feed.Interest{}, false
}

// or joins a term to the last one of the filter: either will do.
func or(q feed.Query, t feed.Term) feed.Query {
	n := len(q.Terms)
	if n == 0 {
		return q.With(t)
	}
	last := q.Terms[n-1]
	joined := feed.Term{Kind: feed.TermAny, Terms: []feed.Term{last, t}}
	if last.Kind == feed.TermAny && !last.Not {
		joined.Terms = append(append([]feed.Term(nil), last.Terms...), t)
	}
	return q.Without(n - 1).With(joined)
}

// label gives the tags of the story hint letters.
func (a *App) label() tea.Cmd {
	row, ok := a.subject()
	if !ok || len(row.Tags) == 0 {
		a.say("This story has no tags.")
		return nil
	}
	a.hints = map[string]feed.Tag{}
	for i, tag := range row.Tags {
		if i < len(hintLetters) {
			a.hints[hintLetters[i:i+1]] = tag
		}
	}
	return nil
}

// hintLetters are easy to reach, and none looks like another.
const hintLetters = "asdfghjkleruio"

// hintWords are the labelled tags, for the footer.
func (a *App) hintWords() []hint {
	var out []hint
	for _, l := range strings.Split(hintLetters, "") {
		if tag, ok := a.hints[l]; ok {
			name := tag.Published
			if name == "" {
				name = tag.Name
			}
			out = append(out, hint{l, name})
		}
	}
	return out
}

// hint is a key and what it does.
type hint struct{ key, word string }

func (a *App) onHint(name string) tea.Cmd {
	hints := a.hints
	a.hints = nil
	if tag, ok := hints[name]; ok {
		return a.goTo(feed.Query{Terms: []feed.Term{tagTerm(tag.Name)}})
	}
	if tag, ok := hints[strings.ToLower(name)]; ok {
		return a.setFollow(feed.Interest{Kind: feed.InterestTag, Value: tag.Key, Name: tag.Name})
	}
	return nil
}

// The publications screen.

func (a *App) openPapers() tea.Cmd {
	p := publications.New(a.o.Location)
	p.Show(a.states, a.o.Now(), a.news.Banner())
	p.SetAsking(a.refreshing.asking)
	a.papers = &p
	a.resize()
	return loadStates(a.ctx, a.news)
}

func (a *App) papersDo(action keys.Action) (tea.Cmd, bool) {
	p := a.papers
	move := map[keys.Action]int{keys.Down: 1, keys.Up: -1, keys.Top: -100000, keys.Bottom: 100000, keys.PageDown: 10, keys.PageUp: -10, keys.HalfDown: 5, keys.HalfUp: -5}
	if n, ok := move[action]; ok {
		p.Move(n)
		return nil, true
	}
	s, ok := p.Selected()
	switch action {
	case keys.Back, keys.Leave, keys.Publications:
		a.papers = nil
	case keys.Open:
		if ok {
			a.papers = nil
			return a.goTo(feed.Query{Terms: []feed.Term{{Kind: feed.TermPublication, Value: string(s.ID)}}}), true
		}
	case keys.Refresh:
		if ok {
			r := manual()
			r.Only = []feed.PublicationID{s.ID}
			return a.refresh(r), true
		}
	case keys.Sections:
		if ok {
			return a.openSections(""), true
		}
	case keys.Remove:
		if ok {
			return a.removePublication(s.ID), true
		}
	case keys.RefreshAll, keys.Quit, keys.Help, keys.Command, keys.Undo, keys.Redo, keys.Add, keys.Decline, keys.Suspend, keys.Cancel:
		return nil, false
	}
	return nil, true
}

// Sheets.

type sheetKind int

const (
	sheetHistory sheetKind = iota
	sheetLinks
	sheetVersions
	sheetChanges
	sheetComments
	sheetMuted
	sheetCandidates
	sheetSections
	sheetText
)

func (a *App) openSheet(kind sheetKind, p sheet.Pane) {
	a.sheet = &shown{Pane: p, kind: kind}
	a.resize()
}

// openDrawn opens a sheet whose lines depend on its width.
func (a *App) openDrawn(kind sheetKind, p sheet.Pane, draw func(width int) []string) {
	a.sheet = &shown{Pane: p, kind: kind, draw: draw}
	a.resize()
}

func (a *App) sheetDo(action keys.Action) (tea.Cmd, bool) {
	s := a.sheet
	switch action {
	case keys.Down:
		s.Move(1)
	case keys.Up:
		s.Move(-1)
	case keys.Top:
		s.Top()
	case keys.Bottom:
		s.Bottom()
	case keys.PageDown, keys.ReadOn:
		s.Page(1)
	case keys.PageUp:
		s.Page(-1)
	case keys.HalfDown:
		s.Page(0.5)
	case keys.HalfUp:
		s.Page(-0.5)
	case keys.Back, keys.Leave:
		a.sheet = nil
	case keys.Open:
		return a.sheetChoose(), true
	case keys.Undo, keys.Redo:
		if s.kind == sheetHistory {
			a.sheet = nil
			return nil, false
		}
		if s.kind == sheetSections {
			return nil, false
		}
	case keys.Remove:
		if item, ok := s.Selected(); ok && s.kind == sheetSections {
			return a.removeSection(item.Value), true
		}
	case keys.CopyLink:
		if item, ok := s.Selected(); ok && s.kind == sheetLinks {
			return a.copy(item.Value, "Link"), true
		}
	case keys.Quit, keys.Help, keys.Suspend, keys.Cancel:
		return nil, false
	}
	return nil, true
}

// sheetChoose does what enter means on a sheet.
func (a *App) sheetChoose() tea.Cmd {
	item, ok := a.sheet.Selected()
	if !ok {
		return nil
	}
	switch a.sheet.kind {
	case sheetLinks:
		a.sheet = nil
		return a.browse(item.Value)
	case sheetVersions:
		a.sheet = nil
		return a.openByValue(item.Value)
	case sheetCandidates:
		return a.addFound(item.Value)
	case sheetSections:
		return a.chooseSection(item.Value)
	case sheetMuted:
		return a.unmuteByValue(item.Value)
	}
	return nil
}
