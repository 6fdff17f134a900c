package ui

import (
	"context"
	"errors"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/prompt"
	"standfirst/ui/sheet"
)

// Adding a publication: a name or an address is typed, what it may mean is
// listed with its newest headlines, and only what is chosen is kept. Removing
// one keeps its stories. Either is one step for undo.

// foundMsg carries the publications that words may mean.
type foundMsg struct {
	words string
	found []newsroom.Candidate
	err   error
}

// subscribedMsg says that a publication was added or removed.
type subscribedMsg struct {
	publication feed.Publication
	added       bool
	step        bool // it can be undone: the cache could be written
	err         error
}

// openAdd asks which publication to add: the address that was pasted, if any.
func (a *App) openAdd(address string) tea.Cmd {
	p := prompt.New(prompt.Add, address, nil, nil)
	p.SetNote("a name or an address; enter looks for it, esc leaves it")
	a.openPrompt(p, "")
	return nil
}

// find looks for the publications that words may mean.
func (a *App) find(words string) tea.Cmd {
	if words == "" {
		return nil
	}
	if a.running != nil {
		a.say("Busy with " + a.runs + ": ctrl+c stops it.")
		return nil
	}
	ctx, stop := context.WithCancel(a.ctx)
	a.running, a.runs = stop, finding
	a.say("Looking for " + words + " … ctrl+c stops")
	n := a.news
	return func() tea.Msg {
		found, err := n.Discover(ctx, words)
		return foundMsg{words, found, err}
	}
}

const finding = "looking for publications"

// onFound lists what was found, each with its newest headlines.
func (a *App) onFound(m foundMsg) tea.Cmd {
	if a.runs != finding || a.running == nil {
		return nil // stopped
	}
	a.running()
	a.running, a.runs = nil, ""
	a.message = message{}
	if m.err != nil {
		a.fail(m.err)
		return nil
	}
	if len(m.found) == 0 {
		a.say("Nothing was found for " + m.words + ".")
		return nil
	}
	a.found = m.found
	var items []sheet.Item
	for i, c := range m.found {
		at := ""
		if len(c.Publication.Feeds) > 0 {
			at, _ = clean.WithoutSecrets(c.Publication.Feeds[0].URL)
		}
		items = append(items, sheet.Item{Mark: strconv.Itoa(i + 1), Text: c.Publication.Name, Right: clean.Line(c.Why, 0), Below: at, Value: strconv.Itoa(i)})
		for _, headline := range c.Headlines {
			items = append(items, sheet.Item{Head: true, Text: "     “" + clean.Line(headline, 0) + "”"})
		}
		items = append(items, sheet.Item{Head: true})
	}
	a.papers = nil
	a.openSheet(sheetCandidates, sheet.New("Found for "+m.words, items, "enter adds it · esc leaves everything as it is"))
	return nil
}

// addFound adds the publication chosen, which is asked for the first time.
func (a *App) addFound(value string) tea.Cmd {
	i, err := strconv.Atoi(value)
	if err != nil || i < 0 || i >= len(a.found) {
		return nil
	}
	p := a.found[i].Publication
	a.sheet, a.found = nil, nil
	a.say("Adding " + p.Name + " …")
	return a.subscribe(p, true)
}

// subscribe adds or removes a publication, in the configuration too where there
// is one to change.
func (a *App) subscribe(p feed.Publication, add bool) tea.Cmd {
	ctx, n := a.ctx, a.news
	return func() tea.Msg {
		do := n.Add
		if !add {
			do = func(ctx context.Context, p feed.Publication) (feed.Change, error) { return n.Remove(ctx, p.ID) }
		}
		change, err := do(ctx, p)
		return subscribedMsg{p, add, change.ID != 0, err}
	}
}

func (a *App) onSubscribed(m subscribedMsg) tea.Cmd {
	if m.err != nil {
		a.fail(m.err)
		return loadStates(a.ctx, a.news)
	}
	said := "Removed " + m.publication.Name + "; its stories stay"
	if m.added {
		said = "Added " + m.publication.Name
	}
	if !a.news.Lasting() {
		said += ", until the program ends"
	}
	if m.step {
		said += " — " + a.keys.Key("undo") + " undoes"
	}
	a.say(said)
	reload := tea.Batch(a.ask(true), a.count(), loadStates(a.ctx, a.news))
	if m.added {
		return tea.Batch(reload, a.followUp())
	}
	return reload
}

// removePublication takes a publication out of the paper; its stories stay.
func (a *App) removePublication(id feed.PublicationID) tea.Cmd {
	for _, s := range a.states {
		if s.ID != id {
			continue
		}
		if s.Retired {
			a.say(s.Name + " is removed already; its stories stay until they are pruned.")
			return nil
		}
		return a.subscribe(s.Publication, false)
	}
	a.fail(errors.New("this publication is not in the paper"))
	return nil
}
