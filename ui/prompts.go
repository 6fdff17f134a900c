package ui

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/ui/keys"
	"standfirst/ui/prompt"
)

// What is typed at the foot: searches, the filter, commands, names.

func (a *App) openPrompt(p prompt.Pane, about string) {
	p.Resize(a.width)
	a.prompt = &typing{Pane: p, about: about}
}

func (a *App) promptKey(key tea.KeyPressMsg, name string) tea.Cmd {
	switch name {
	case "esc":
		return a.leavePrompt()
	case "enter":
		return a.enterPrompt()
	case "backspace":
		if a.prompt.Text() == "" {
			return a.leavePrompt()
		}
	case "up", "down":
		if a.prompt.Purpose == prompt.Search { // the list moves under the typing
			step := map[string]int{"up": -1, "down": 1}[name]
			if a.list.Move(step) {
				return tea.Batch(a.askMore(), a.rest())
			}
			return nil
		}
	}
	return a.typed(key)
}

// typed gives the prompt a key or a paste and lets a search follow it.
func (a *App) typed(msg tea.Msg) tea.Cmd {
	before := a.prompt.Text()
	p, cmd := a.prompt.Update(msg)
	a.prompt.Pane = p
	if p.Text() == before {
		return cmd
	}
	switch p.Purpose {
	case prompt.Search:
		return tea.Batch(cmd, a.searchFor(p.Text()))
	case prompt.Find:
		a.reader.find(p.Text())
		a.prompt.SetNote(a.reader.findNote())
	case prompt.Filter:
		a.prompt.SetNote("")
		if _, err := feed.ParseQuery(p.Text()); err != nil {
			a.prompt.SetNote(err.Error())
		}
	}
	return cmd
}

// leavePrompt closes the prompt and leaves all as it was.
func (a *App) leavePrompt() tea.Cmd {
	purpose := a.prompt.Purpose
	a.prompt = nil
	switch purpose {
	case prompt.Search:
		return a.endSearch()
	case prompt.Find:
		a.reader.find("")
	}
	return nil
}

func (a *App) enterPrompt() tea.Cmd {
	p := a.prompt
	text := strings.TrimSpace(p.Text())
	switch p.Purpose {
	case prompt.Search:
		a.prompt = nil
		if text == "" {
			return a.endSearch()
		}
		return a.enterList()
	case prompt.Find:
		a.prompt = nil
		return nil
	case prompt.Filter:
		q, err := feed.ParseQuery(text)
		if err != nil {
			p.SetNote(err.Error())
			return nil
		}
		a.prompt = nil
		if q.Sort != feed.SortAuto {
			a.sort = q.Sort
		}
		return a.goTo(q)
	case prompt.Command:
		a.prompt = nil
		return a.command(text)
	case prompt.Name, prompt.Rename:
		a.prompt = nil
		return a.nameView(text, p.about)
	case prompt.Add:
		a.prompt = nil
		return a.find(text)
	case prompt.Section:
		a.prompt = nil
		return a.typedSection(text, p.about)
	case prompt.Pipe:
		a.prompt = nil
		return a.pipeTo(text)
	}
	a.prompt = nil
	return nil
}

// openSearch begins a search in the present filter.
func (a *App) openSearch() tea.Cmd {
	if a.before == nil {
		a.before = &resting{query: a.query, view: a.view, sort: a.sort, story: a.list.ID()}
	}
	a.focus = onList
	a.openPrompt(prompt.New(prompt.Search, "", nil, nil), "")
	return nil
}

// searchFor lists what is found, at every letter. Words are searched in the
// filter that the search began from.
func (a *App) searchFor(text string) tea.Cmd {
	if a.before == nil {
		return nil
	}
	q := a.before.query
	if strings.TrimSpace(text) == "" {
		a.query, a.view = a.before.query, a.before.view
		return a.ask(false)
	}
	parsed, err := feed.ParseQuery(text)
	if err != nil { // half a phrase or field, not yet closed
		return nil
	}
	for _, t := range parsed.Terms {
		q = q.With(t)
	}
	a.query, a.view = q, ""
	if a.before.view != "" {
		a.query.Sort = feed.SortAuto
	}
	return a.ask(false)
}

// endSearch goes back to where the search began.
func (a *App) endSearch() tea.Cmd {
	b := a.before
	a.before = nil
	if b == nil {
		return nil
	}
	if a.query.Equal(b.query) {
		return nil
	}
	a.query, a.view, a.sort = b.query, b.view, b.sort
	a.selectRail()
	return a.askAt(b.story)
}

// noteSearch says at the prompt what was found.
func (a *App) noteSearch(m editionMsg) {
	if a.prompt == nil || a.prompt.Purpose != prompt.Search {
		return
	}
	if strings.TrimSpace(a.prompt.Text()) == "" {
		a.prompt.SetNote("")
		return
	}
	a.prompt.SetNote(foundWords(m.edition, m.suggest))
}

// openFilter opens the filter as text.
func (a *App) openFilter() tea.Cmd {
	q := a.query
	q.Sort = a.sort
	text := q.String()
	if text != "" {
		text += " "
	}
	a.openPrompt(prompt.New(prompt.Filter, text, nil, a.completeFilter), "")
	return nil
}

// completeFilter continues the last word of a filter: fields, then the
// sections, tags and publications that there are.
func (a *App) completeFilter(text string) []string {
	cut := lastWord(text)
	head, word := text[:cut], text[cut:]
	not := ""
	if strings.HasPrefix(word, "-") {
		not, word = "-", word[1:]
	}
	var offers []string
	field, value, typed := strings.Cut(word, ":")
	if !typed {
		for _, f := range []string{"tag:", "section:", "pub:", "is:unread", "is:read", "is:saved", "is:followed", "is:new", "is:top", "is:stored", "is:edited", "is:muted",
			"has:full", "has:comments", "has:images", "since:", "before:", "month:", "by:"} {
			if strings.HasPrefix(f, word) {
				offers = append(offers, head+not+f)
			}
		}
		return offers
	}
	value = strings.ToLower(strings.Trim(value, `"`))
	offer := func(name string) {
		if strings.HasPrefix(strings.ToLower(name), value) && len(offers) < 20 {
			if strings.ContainsAny(name, " \t") {
				name = strconv.Quote(name)
			}
			offers = append(offers, head+not+field+":"+name+" ")
		}
	}
	switch field {
	case "tag":
		for _, tc := range a.counts.Tags {
			offer(tc.Name)
		}
	case "section":
		for _, s := range a.states {
			for _, sec := range s.Sections {
				offer(string(s.ID) + "/" + sec.Path)
			}
		}
	case "pub":
		for _, s := range a.states {
			offer(s.Name)
		}
	case "is":
		for _, state := range []string{"unread", "read", "saved", "followed", "muted", "sponsored", "stored", "edited", "top", "new"} {
			offer(state)
		}
	case "month":
		for _, m := range a.months {
			offer(strconv.Itoa(m.Year) + "-" + twoDigits(int(m.Month)))
		}
	}
	return offers
}

// lastWord is where the last word of a filter begins; quoted blanks belong to it.
func lastWord(text string) int {
	quoted, at := false, 0
	for i, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
			at = i + 1
		}
	}
	return at
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// openViewName asks for the name of a view.
func (a *App) openViewName() tea.Cmd {
	if a.view != "" {
		a.openPrompt(prompt.New(prompt.Rename, a.view, nil, nil), a.view)
		return nil
	}
	if len(a.query.Terms) == 0 {
		a.say("All stories need no view: choose something first.")
		return nil
	}
	a.openPrompt(prompt.New(prompt.Name, strings.Join(a.chips(), " "), nil, nil), "")
	return nil
}

func (a *App) nameView(name, old string) tea.Cmd {
	switch {
	case name == "" || name == old:
		return nil
	case old != "":
		a.view = name
		return change(a.ctx, func(ctx context.Context) (feed.Change, error) { return a.news.RenameView(ctx, old, name) },
			changedMsg{said: "View renamed to " + name})
	}
	q := a.query
	q.Sort = a.sort
	if a.unreadOnly && a.unreadApplies() {
		q = q.With(feed.Term{Kind: feed.TermIs, Value: "unread"})
	}
	a.view, a.query, a.before = name, q, nil
	return change(a.ctx, func(ctx context.Context) (feed.Change, error) {
		return a.news.SaveView(ctx, feed.View{Name: name, Query: q})
	}, changedMsg{said: "Saved as the view " + name})
}

// onPaste types what is pasted; on the front page it searches, and an address is
// offered for adding.
func (a *App) onPaste(m tea.PasteMsg) tea.Cmd {
	text := strings.Join(strings.Fields(m.Content), " ")
	switch {
	case a.palette != nil:
		p, cmd := a.palette.Update(m)
		a.palette = &p
		return cmd
	case a.prompt != nil:
		return a.typed(m)
	case a.help != nil:
		h, cmd := a.help.Update(m)
		a.help = &h
		return cmd
	case a.sheet != nil || a.papers != nil || a.focus == onReader || text == "":
		return nil
	case strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://"):
		return a.openAdd(text)
	}
	open := a.openSearch()
	return tea.Batch(open, a.typed(tea.PasteMsg{Content: text}))
}

// openCommand opens the command line.
func (a *App) openCommand() tea.Cmd {
	a.openPrompt(prompt.New(prompt.Command, "", a.history, a.completeCommand), "")
	return nil
}

// digit collects the number of a link in the reader.
func (a *App) digit(name string) (tea.Cmd, bool) {
	if a.focus != onReader || a.sheet != nil || a.papers != nil {
		a.digits = ""
		return nil, false
	}
	if len(name) == 1 && name[0] >= '0' && name[0] <= '9' {
		if len(a.digits) < 4 {
			a.digits += name
		}
		return nil, true
	}
	if a.digits == "" {
		return nil, false
	}
	typed := a.digits
	a.digits = ""
	switch name {
	case "enter":
		n, _ := strconv.Atoi(typed)
		return a.openLink(n), true
	case "esc":
		return nil, true
	case "backspace":
		a.digits = typed[:len(typed)-1]
		return nil, true
	}
	return nil, false
}

// Commands by name: every action of the key table, and those below that take
// words.
var wordCommands = []struct{ name, help string }{
	{"theme", "theme NAME"}, {"since", "since WHEN: yesterday, 7d, 2026-11-01"}, {"muted", "what is muted"},
	{"history", "the last 20 changes"}, {"mouse", "mouse on, mouse off"}, {"keys", "keys vim, newsboat, netnewswire"},
	{"tag", "tag WORDS"}, {"section", "section WORDS"}, {"density", "density headlines, standard, full"}, {"mute", "mute words WORDS, mute byline NAME, mute sponsored"}, {"measure", "measure COLUMNS"},
	{"sections", "sections PUBLICATION: edit its section map"}, {"add", "add NAME or ADDRESS"}, {"decline", "decline PUBLICATION: back to its configured address after a move"},
}

func (a *App) completeCommand(text string) []string {
	head, word, spaced := strings.Cut(text, " ")
	var offers []string
	if spaced {
		for _, value := range a.commandValues(head) {
			if strings.HasPrefix(strings.ToLower(value), strings.ToLower(word)) {
				offers = append(offers, head+" "+value)
			}
		}
		return offers
	}
	for _, c := range wordCommands {
		if strings.HasPrefix(c.name, text) {
			offers = append(offers, c.name+" ")
		}
	}
	for _, b := range a.keys.Bindings() {
		if strings.HasPrefix(string(b.Action), text) {
			offers = append(offers, string(b.Action))
		}
	}
	return offers
}

func (a *App) commandValues(name string) []string {
	switch name {
	case "theme":
		return themeNames()
	case "keys":
		return keys.Presets()
	case "mouse":
		return []string{"on", "off"}
	case "density":
		return []string{"headlines", "standard", "full"}
	case "since":
		return []string{"yesterday", "last-visit", "7d", "30d"}
	case "mute":
		return []string{"words ", "byline ", "sponsored"}
	case "tag":
		var names []string
		for _, tc := range a.counts.Tags {
			names = append(names, tc.Name)
		}
		return names
	case "section":
		var names []string
		for _, s := range a.states {
			for _, sec := range s.Sections {
				names = append(names, sec.Name)
			}
		}
		return names
	}
	return nil
}
