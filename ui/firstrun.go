package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/ui/keys"
	"standfirst/ui/words"
)

// The first run, empty lists, and the ends of them: in words.

// firstRun tells whether nothing at all is cached yet.
func (a *App) firstRun() bool {
	return a.list.Loaded() && a.counted && a.counts.All.Total == 0 && len(a.query.Terms) == 0
}

// emptyWords is what is said in place of an empty list; nil when the list has
// rows or is not known yet.
func (a *App) emptyWords() []string {
	e := a.list.Edition()
	if !a.list.Loaded() || e.Total > 0 {
		return nil
	}
	if a.firstRun() {
		return a.firstWords()
	}
	return []string{a.nothingWords()}
}

func (a *App) nothingWords() string {
	e := a.list.Edition()
	key := a.keys.Key
	var did []string
	if a.unreadOnly && a.unreadApplies() && e.HiddenRead > 0 {
		did = append(did, fmt.Sprintf("%s read — %s shows", words.Number(e.HiddenRead), key(keys.UnreadOnly)))
	}
	if e.HiddenMuted > 0 {
		did = append(did, words.Number(e.HiddenMuted)+" muted — :muted shows")
	}
	if a.query.Words() {
		text := "No match for “" + strings.Join(searched(a.query), " ") + "”"
		if len(a.suggest) > 0 {
			text += ": " + strings.Join(a.suggest, ", ") + "?"
		}
		return text + " · " + key(keys.All) + " clears."
	}
	where := a.filterWhere()
	text := "No stories in " + where + "."
	if a.unreadOnly && a.unreadApplies() {
		text = "No unread in " + where + "."
	}
	if len(did) > 0 {
		text += " " + strings.Join(did, " · ")
	}
	next := ""
	if len(a.query.Terms) > 0 {
		next = " · " + key(keys.NextSection) + " next section · " + key(keys.DropChip) + " removes the last part of the filter"
		if len(did) == 0 {
			next = " " + strings.TrimPrefix(next, " · ")
		}
	}
	return text + next
}

// filterWhere names what the list is of, without the state.
func (a *App) filterWhere() string {
	chips := a.chips()
	if len(chips) > 1 && chips[len(chips)-1] == "unread only" {
		chips = chips[:len(chips)-1]
	}
	return join(chips, " · ")
}

// firstWords is the first-run screen.
func (a *App) firstWords() []string {
	var names []string
	for _, s := range a.states {
		names = append(names, s.Name)
	}
	out := []string{"Welcome to Standfirst."}
	if len(names) > 0 {
		out = append(out, "The paper takes "+sentenceList(names)+".")
	}
	out = append(out, "")
	switch {
	case a.refreshing.stop != nil:
		out = append(out, fmt.Sprintf("Fetching the first stories: %d of %s done. They appear here as they come.", a.refreshing.done, words.Plural(max(a.refreshing.of, 1), "publication")))
	case a.offline || a.allFailed():
		out = append(out, "The first stories could not be fetched:")
		for _, s := range a.states {
			if s.Fault != "" {
				out = append(out, s.Name+": "+s.Fault)
			}
		}
		out = append(out, "")
		out = append(out, a.offers()...)
	default:
		out = append(out, "No stories are stored yet.", "")
		out = append(out, a.offers()...)
	}
	if a.o.NewsboatURLs != "" && a.o.Import != nil {
		out = append(out, "", a.o.NewsboatURLs+" found — "+a.keys.Key(keys.Import)+" imports its publications.")
	}
	return out
}

func (a *App) allFailed() bool {
	failed := 0
	for _, s := range a.states {
		if s.Fault != "" {
			failed++
		}
	}
	return failed > 0 && failed == len(a.states)
}

func (a *App) offers() []string {
	out := []string{a.keys.Key(keys.Refresh) + "  try again", a.keys.Key(keys.Add) + "  add a publication"}
	if a.o.CanDemo {
		out = append(out, a.keys.Key(keys.Demo)+"  see the demonstration, which needs no network")
	}
	return append(out, a.keys.Key(keys.Publications)+"  what is wrong, and what to do")
}

func sentenceList(names []string) string {
	if len(names) > 8 {
		return words.Plural(len(names), "publication")
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// demonstration ends the screen for the demonstration.
func (a *App) demonstration() tea.Cmd {
	if !a.o.CanDemo {
		return nil
	}
	a.err = ErrDemonstration
	return a.leave()
}

func (a *App) importNewsboat() tea.Cmd {
	if a.o.Import == nil || a.o.NewsboatURLs == "" {
		return nil
	}
	ctx, run := a.ctx, a.o.Import
	return func() tea.Msg {
		text, err := run(ctx)
		return saidMsg{text: text, err: err, papers: true}
	}
}

// endRow is the last line of a list: how far back the store goes.
func (a *App) endRow(q feed.Query) string {
	if q.Words() {
		return ""
	}
	var parts []string
	for _, s := range a.states {
		if s.Oldest.IsZero() || !a.concerns(q, s.ID) {
			continue
		}
		layout := "2 Jan"
		if s.Oldest.Year() != a.o.Now().Year() {
			layout = "2 Jan 2006"
		}
		parts = append(parts, s.Oldest.In(a.o.Location).Format(layout)+" ("+s.Name+")")
	}
	if len(parts) == 0 {
		return ""
	}
	out := "Stored back to " + list(parts, 3)
	if older := a.olderOffer(q); older != "" {
		out += " · " + older
	}
	return out
}

// concerns tells whether a query can list stories of a publication.
func (a *App) concerns(q feed.Query, id feed.PublicationID) bool {
	for _, t := range q.Terms {
		if t.Not {
			continue
		}
		switch t.Kind {
		case feed.TermPublication:
			if feed.PublicationID(t.Value) != id {
				return false
			}
		case feed.TermSection:
			if of, _ := a.sectionOf(t.Value); of != id {
				return false
			}
		}
	}
	return true
}

// leaving keeps what a session leaves behind.
func (a *App) leaving() tea.Cmd {
	if cmd := a.keepPlace(); cmd != nil {
		return cmd
	}
	return func() tea.Msg { return doneMsg{} }
}

// foundWords says what a search found.
func foundWords(e feed.Edition, suggest []string) string {
	switch {
	case e.Total == 0 && len(suggest) > 0:
		return "nothing found: " + strings.Join(suggest, ", ") + "?"
	case e.Total == 0:
		return "nothing found"
	}
	text := words.Number(e.Total) + " found"
	if e.Ranked > 0 && e.Ranked < e.Total {
		text += ", the newest " + words.Number(e.Ranked) + " ranked"
	}
	if e.Excerpts > 0 {
		text += " in " + words.Plural(e.FullTexts, "full text") + " and " + words.Plural(e.Excerpts, "excerpt")
	}
	return text
}
