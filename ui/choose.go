package ui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/ui/rail"
	"standfirst/ui/stories"
)

// Choosing what is listed: chips, sections, tags, views.

func feedAll() feed.Query { return feed.Query{} }

// show asks for a query, under the name of a view when it is one.
func (a *App) show(q feed.Query, view string) tea.Cmd {
	if a.query.Equal(q) && a.view == view && a.before == nil {
		a.selectRail()
		return nil
	}
	a.query, a.view, a.before = q, view, nil
	a.selectRail()
	return a.ask(false)
}

// The kinds of terms that stand for one another: choosing one replaces the
// others of its group and leaves the rest of the filter.
var whereKinds = []feed.TermKind{feed.TermPublication, feed.TermSection}

// withoutPlaces drops the terms that the rail's first rows stand for.
func withoutPlaces(q feed.Query) feed.Query {
	var terms []feed.Term
	for _, t := range q.Terms {
		if t.Kind == feed.TermIs && !t.Not && (t.Value == "new" || t.Value == "followed" || t.Value == "saved") {
			continue
		}
		terms = append(terms, t)
	}
	q.Terms = terms
	return q
}

// withoutTags drops tags, also those joined by "or".
func withoutTags(q feed.Query) feed.Query {
	var terms []feed.Term
	for _, t := range q.Terms {
		if t.Kind == feed.TermTag || (t.Kind == feed.TermAny || t.Kind == feed.TermAll) && onlyTags(t.Terms) {
			continue
		}
		terms = append(terms, t)
	}
	q.Terms = terms
	return q
}

func onlyTags(terms []feed.Term) bool {
	for _, t := range terms {
		if t.Kind != feed.TermTag {
			return false
		}
	}
	return len(terms) > 0
}

func sectionTerm(id feed.PublicationID, path string) feed.Term {
	return feed.Term{Kind: feed.TermSection, Value: string(id) + "/" + path}
}

// tagTerm asks for a tag by its name: a key alone would not tell SEND from send.
func tagTerm(name string) feed.Term { return feed.Term{Kind: feed.TermTag, Value: name} }

// hasTag tells whether the list is of a tag.
func (a *App) hasTag(tc feed.TagCount) bool {
	for _, t := range a.query.Terms {
		if t.Kind == feed.TermTag && !t.Not && a.tagKey(t.Value) == tc.Key {
			return true
		}
	}
	return false
}

// queryOf is the query of a row of the rail, under the chips that were there
// when the rail was entered, those of the row's own kind aside.
func (a *App) queryOf(r rail.Row) (feed.Query, string) {
	base := withoutPlaces(a.railBase)
	is := func(state string) feed.Query { return base.With(feed.Term{Kind: feed.TermIs, Value: state}) }
	switch r.Kind {
	case rail.NewSince:
		return is("new"), ""
	case rail.Followed:
		return is("followed"), ""
	case rail.Saved:
		return is("saved"), ""
	case rail.View:
		for _, v := range a.views {
			if v.Name == r.Value {
				return v.Query, v.Name
			}
		}
	case rail.Publication:
		return a.railBase.WithoutKind(whereKinds...).With(feed.Term{Kind: feed.TermPublication, Value: string(r.Publication)}), ""
	case rail.Section:
		return a.railBase.WithoutKind(whereKinds...).With(sectionTerm(r.Publication, r.Value)), ""
	case rail.Tag:
		return withoutTags(a.railBase).With(tagTerm(r.Name)), ""
	}
	return feedAll(), ""
}

// showRow lists what a row of the rail leads to.
func (a *App) showRow(r rail.Row) tea.Cmd {
	if r.Kind == rail.All {
		a.railBase = feed.Query{}
	}
	q, view := a.queryOf(r)
	if a.query.Equal(q) && a.view == view {
		return nil
	}
	a.query, a.view, a.before = q, view, nil
	return a.ask(false)
}

// selectRail puts the rail's cursor on the row that says most about the list.
func (a *App) selectRail() {
	if a.view != "" && a.rail.Select(rail.View, "", a.view) {
		return
	}
	for i := len(a.query.Terms) - 1; i >= 0; i-- {
		t := a.query.Terms[i]
		if t.Not {
			continue
		}
		switch t.Kind {
		case feed.TermTag:
			if a.rail.Select(rail.Tag, "", a.tagKey(t.Value)) {
				return
			}
		case feed.TermSection:
			id, path, _ := strings.Cut(t.Value, "/")
			if a.rail.Select(rail.Section, feed.PublicationID(id), path) || a.rail.Select(rail.Publication, feed.PublicationID(id), "") {
				return
			}
		case feed.TermPublication:
			if a.rail.Select(rail.Publication, feed.PublicationID(t.Value), "") {
				return
			}
		case feed.TermIs:
			kind := map[string]rail.Kind{"new": rail.NewSince, "followed": rail.Followed, "saved": rail.Saved}[t.Value]
			if kind != rail.All && a.rail.Select(kind, "", "") {
				return
			}
		}
	}
	a.rail.Select(rail.All, "", "")
}

// showRail gives the rail its figures.
func (a *App) showRail() {
	visit := a.lastVisit
	if !visit.IsZero() {
		visit = visit.In(a.o.Location)
	}
	a.rail.Show(rail.Content{Counts: a.counts, Publications: a.states, Views: a.views, Interests: a.interests, LastVisit: visit, Now: a.o.Now()})
	if a.focus != onRail {
		a.selectRail()
	}
}

// stepSection goes to the next or previous section, empty ones too: those of
// the present publication, or of all.
func (a *App) stepSection(step int) tea.Cmd {
	all := a.rail.Places(rail.Section)
	if len(all) == 0 {
		a.say("No sections yet: they come with the first stories.")
		return nil
	}
	at := -1
	for i, r := range all {
		if a.query.Has(feed.TermSection, string(r.Publication)+"/"+r.Value) {
			at = i
		}
	}
	if at < 0 && step > 0 { // from a publication's page, into its first section
		for i, r := range all {
			if a.query.Has(feed.TermPublication, string(r.Publication)) {
				at = i - 1
				break
			}
		}
	}
	if at < 0 && step < 0 {
		at = len(all)
	}
	at = (at + step + len(all)) % len(all)
	r := all[at]
	return a.goTo(withoutPlaces(a.query).WithoutKind(whereKinds...).With(sectionTerm(r.Publication, r.Value)))
}

// stepTag goes to the next or previous tag with unread stories, followed first.
func (a *App) stepTag(step int) tea.Cmd {
	var all []feed.TagCount
	for _, followed := range []bool{true, false} {
		for _, tc := range a.counts.Tags {
			if tc.Followed == followed && !tc.Muted && (tc.Unread > 0 || a.hasTag(tc)) {
				all = append(all, tc)
			}
		}
	}
	at := -1
	for i, tc := range all {
		if a.hasTag(tc) {
			at = i
		}
	}
	if len(all) == 0 || len(all) == 1 && at == 0 {
		a.say("No other tag has unread stories.")
		return nil
	}
	if at < 0 && step < 0 {
		at = 0
	}
	tc := all[(at+step+len(all))%len(all)]
	return a.goTo(withoutTags(withoutPlaces(a.query)).With(tagTerm(tc.Name)))
}

// goTo lists a query with the list in focus.
func (a *App) goTo(q feed.Query) tea.Cmd {
	close := a.closeReader()
	a.focus = onList
	return tea.Batch(close, a.show(q, ""))
}

func (a *App) clearTags() tea.Cmd { return a.show(withoutTags(a.query), "") }

// dropChip removes the last part of the filter.
func (a *App) dropChip() tea.Cmd {
	if a.view != "" {
		return a.show(feedAll(), "")
	}
	if n := len(a.query.Terms); n > 0 {
		return a.show(a.query.Without(n-1), "")
	}
	a.say("There is no filter to take back.")
	return nil
}

func (a *App) showPublication(n int) tea.Cmd {
	if n < 0 || n >= len(a.states) {
		a.say("There is no publication " + strconv.Itoa(n+1) + ".")
		return nil
	}
	a.focus = onList
	return a.show(feed.Query{Terms: []feed.Term{{Kind: feed.TermPublication, Value: string(a.states[n].ID)}}}, "")
}

func (a *App) toggleUnread() tea.Cmd {
	if !a.unreadApplies() {
		a.say("Searches, views and saved stories are shown whole; type is:unread in " + a.keys.Key("filter") + " to narrow them.")
		return nil
	}
	a.unreadOnly = !a.unreadOnly
	value := ""
	if a.unreadOnly {
		value = "yes"
	}
	cmd := a.askAt(a.list.ID())
	return tea.Batch(cmd, keep(a.ctx, a.news, keptUnread, value))
}

// askAt asks the changed question anew, keeping a story in view.
func (a *App) askAt(id feed.StoryID) tea.Cmd {
	a.entered = a.o.Now()
	return a.put(question{query: a.effective(), window: feed.Window{Limit: firstRows}, story: id})
}

func (a *App) nextDensity() tea.Cmd {
	a.o.Density = a.list.Density().Next()
	a.resize()
	a.say("Density: " + string(a.o.Density))
	return tea.Batch(a.askMore(), a.keepOver(keptDensity, string(a.o.Density), string(a.written.density)))
}

// nextSort goes through the orders that suit the list.
func (a *App) nextSort() tea.Cmd {
	orders := []feed.Sort{feed.SortAuto, feed.SortOldest, feed.SortPublication}
	if a.query.Words() {
		orders = []feed.Sort{feed.SortAuto, feed.SortNewest, feed.SortOldest}
	}
	next := orders[0]
	for i, s := range orders {
		if s == a.sort {
			next = orders[(i+1)%len(orders)]
		}
	}
	a.sort = next
	a.say("Order: " + sortWords(next, a.query.Words()))
	return a.askAt(a.list.ID())
}

func sortWords(s feed.Sort, searching bool) string {
	switch {
	case s == feed.SortOldest:
		return "oldest first"
	case s == feed.SortPublication:
		return "by publication"
	case s == feed.SortBest, s == feed.SortAuto && searching:
		return "best match first"
	}
	return "newest first"
}

// onStates takes the publications.
func (a *App) onStates(m statesMsg) tea.Cmd {
	if m.err != nil {
		a.fail(m.err)
		return nil
	}
	a.states = m.states
	for _, s := range m.states {
		if s.LastSuccess.After(a.refreshed) {
			a.refreshed = s.LastSuccess
		}
	}
	a.name()
	a.showRail()
	a.showSections()
	if a.papers != nil {
		a.papers.Show(a.states, a.o.Now(), a.news.Banner())
	}
	return nil
}

// takeChoices takes the density and measure that the reader chose, or where
// nothing was chosen those of the configuration.
func (a *App) takeChoices(m keptMsg) {
	a.o.Density = a.written.density
	if d := stories.Density(m.over(keptDensity, string(a.written.density))); d == stories.Headlines || d == stories.Standard || d == stories.Full {
		a.o.Density = d
	}
	n, err := strconv.Atoi(m.over(keptMeasure, strconv.Itoa(a.written.measure)))
	if err != nil {
		n = a.written.measure
	}
	a.o.Measure = clamp(n, leastMeasure, mostMeasure)
	a.reader.measure = a.o.Measure
}

// onChosen shows choices that were taken back or done again.
func (a *App) onChosen(m chosenMsg) tea.Cmd {
	a.takeChoices(keptMsg(m))
	a.resize()
	return tea.Batch(a.redraw(), a.askMore())
}

// onKept takes the screen's own choices of earlier sessions.
func (a *App) onKept(m keptMsg) tea.Cmd {
	a.takeChoices(m)
	if m[keptHistory] != "" {
		a.history = strings.Split(m[keptHistory], "\n")
	}
	a.sessions, _ = strconv.Atoi(m[keptSessions])
	a.sessions++
	cmds := []tea.Cmd{keep(a.ctx, a.news, keptSessions, strconv.Itoa(a.sessions))}
	if m[keptUnread] == "yes" && !a.unreadOnly {
		a.unreadOnly = true
		cmds = append(cmds, a.ask(false))
	}
	a.resize()
	return tea.Batch(cmds...)
}
