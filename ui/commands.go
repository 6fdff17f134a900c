package ui

import (
	"context"
	"runtime/debug"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/newsroom"
	"standfirst/ui/stories"
	"standfirst/ui/words"
)

// The commands: everything that waits for the newsroom, the clock or the world.
// They capture values, never the App, and answer with a message that carries
// what was asked.

// editionMsg answers a question about the list.
type editionMsg struct {
	question question
	edition  feed.Edition
	top      *feed.Row
	topPlace int
	place    int
	heading  stories.Heading
	suggest  []string
	err      error
}

func loadEdition(ctx context.Context, n *newsroom.Newsroom, q question) tea.Cmd {
	return func() tea.Msg {
		m := editionMsg{question: q, topPlace: -1, place: -1}
		w := q.window
		if !q.more && q.story != 0 {
			if m.place, m.err = n.Place(ctx, q.query, q.story); m.err != nil {
				return m
			}
			if m.place >= firstRows/2 {
				w = feed.Window{Offset: m.place - stories.WindowSize/2, Limit: stories.WindowSize}
				w.Offset = max(0, w.Offset)
			}
		}
		if m.edition, m.err = n.Edition(ctx, q.query, w); m.err != nil || q.more {
			return m
		}
		if plainFront(q.query) {
			m.loadTop(ctx, n)
		}
		m.loadHeading(ctx, n)
		if m.edition.Total == 0 {
			for _, w := range searched(q.query) {
				if near, err := n.Suggest(ctx, w); err == nil {
					m.suggest = append(m.suggest, near...)
				}
			}
		}
		return m
	}
}

// loadTop finds the top story among those that the question asks for.
func (m *editionMsg) loadTop(ctx context.Context, n *newsroom.Newsroom) {
	q := m.question.query.With(feed.Term{Kind: feed.TermIs, Value: "top"})
	e, err := n.Edition(ctx, q, feed.Window{Limit: topsMost})
	if err != nil || len(e.Rows) == 0 {
		return
	}
	best := 0
	for i := range e.Rows {
		if trust(e.Rows[i].Top) > trust(e.Rows[best].Top) {
			best = i
		}
	}
	place, err := n.Place(ctx, m.question.query, e.Rows[best].ID)
	if err != nil || place < 0 {
		return
	}
	m.top, m.topPlace = &e.Rows[best], place
}

// topsMost is how many publications' top stories are compared: the newest ones.
const topsMost = 50

// trust ranks the reasons that the newsroom gives for a top story, when several
// publications have one: what stands on a page of the publication is surer than
// what is kept at the top of its archive, and that surer than a category. Of
// equals the newest stands on top.
func trust(reason string) int {
	switch {
	case strings.HasPrefix(reason, "on "):
		return 2
	case strings.HasPrefix(reason, "kept "):
		return 1
	}
	return 0
}

// loadHeading finds what stands above the list of one tag.
func (m *editionMsg) loadHeading(ctx context.Context, n *newsroom.Newsroom) {
	terms := m.question.query.Terms
	var tag feed.Term
	for _, t := range terms {
		switch {
		case t.Kind == feed.TermTag && !t.Not && tag.Kind == "":
			tag = t
		case t.Kind == feed.TermIs && t.Value == "unread":
		default:
			return
		}
	}
	if tag.Kind == "" {
		return
	}
	all, err := n.Tags(ctx)
	if err != nil {
		return
	}
	for _, tc := range all {
		if tc.Name != tag.Value {
			continue
		}
		m.heading = stories.Heading{Title: tc.Name, Facts: words.Plural(tc.Total, "story"), Also: list(tc.Aliases, 6)}
		if !tc.Since.IsZero() {
			m.heading.Facts += " since " + tc.Since.Format("January 2006")
		}
		related, err := n.Related(ctx, tc.Key, 4)
		if err == nil {
			var names []string
			for _, r := range related {
				names = append(names, r.Name)
			}
			m.heading.Often = join(names, " · ")
		}
		return
	}
}

// countsMsg carries the figures of the rail.
type countsMsg struct {
	counts    feed.Counts
	interests []feed.Interest
	views     []feed.View
	err       error
}

func loadCounts(ctx context.Context, n *newsroom.Newsroom, q feed.Query) tea.Cmd {
	return func() tea.Msg {
		var m countsMsg
		if m.counts, m.err = n.Counts(ctx, q); m.err != nil {
			return m
		}
		if m.interests, m.err = n.Interests(ctx); m.err != nil {
			return m
		}
		m.views, m.err = n.Views(ctx)
		return m
	}
}

// statesMsg carries the publications.
type statesMsg struct {
	states []feed.PublicationState
	err    error
}

func loadStates(ctx context.Context, n *newsroom.Newsroom) tea.Cmd {
	return func() tea.Msg {
		states, err := n.Publications(ctx)
		return statesMsg{states, err}
	}
}

// subjectsMsg carries what the palette finds.
type subjectsMsg struct {
	tags   []feed.TagCount
	months []newsroom.Month
	err    error
}

func loadSubjects(ctx context.Context, n *newsroom.Newsroom) tea.Cmd {
	return func() tea.Msg {
		var m subjectsMsg
		if m.tags, m.err = n.Tags(ctx); m.err == nil {
			m.months, m.err = n.Months(ctx, feed.Query{})
		}
		return m
	}
}

// The screen's own choices that the cache keeps.
const (
	keptDensity  = "density"
	keptMeasure  = "measure"
	keptUnread   = "unread only"
	keptSessions = "sessions"
	keptHistory  = "commands"
)

// keptMsg carries what was kept.
type keptMsg map[string]string

// written are the choices that stand in the configuration as well as in the
// cache. What is chosen while reading holds until the configuration says
// something new: the last word counts.
type written struct {
	density stories.Density
	measure int
}

// keepOver keeps a choice, and what the configuration said when it was made.
func (a *App) keepOver(key, value, written string) tea.Cmd {
	return chosen(a.ctx, a.news, key, value, written)
}

// over is a choice that was kept, empty when the configuration has changed since.
// One that came from another machine was made over no configuration of this one.
func (m keptMsg) over(key, written string) string {
	value, was, known := strings.Cut(m[key], " over ")
	if known && was != written {
		return ""
	}
	return value
}

func loadKept(ctx context.Context, n *newsroom.Newsroom) tea.Cmd {
	return func() tea.Msg {
		kept := keptMsg{}
		for _, key := range []string{keptDensity, keptMeasure, keptUnread, keptSessions, keptHistory} {
			if value, err := n.Kept(ctx, key); err == nil {
				kept[key] = value
			}
		}
		return kept
	}
}

// chosenMsg carries what was chosen of density, measure and theme, after a choice
// was taken back or done again.
type chosenMsg keptMsg

func loadChoices(ctx context.Context, n *newsroom.Newsroom) tea.Cmd {
	return func() tea.Msg {
		chosen := chosenMsg{}
		for _, key := range []string{keptDensity, keptMeasure} {
			value, err := n.Kept(ctx, key)
			if err != nil {
				return doneMsg{err}
			}
			chosen[key] = value
		}
		return chosen
	}
}

// doneMsg says that something without an answer was done, or failed.
type doneMsg struct{ err error }

// chosen keeps a choice of the reader, over what is written: one step for undo.
func chosen(ctx context.Context, n *newsroom.Newsroom, key, value, written string) tea.Cmd {
	return func() tea.Msg {
		_, err := n.Choose(ctx, key, value+" over "+written, key+" "+value)
		return doneMsg{err}
	}
}

func keep(ctx context.Context, n *newsroom.Newsroom, key, value string) tea.Cmd {
	return func() tea.Msg { return doneMsg{n.Keep(ctx, key, value)} }
}

// changedMsg carries a change of the reader's marks and choices, after it is on
// disk.
type changedMsg struct {
	change  feed.Change
	ids     []feed.StoryID    // stories to show changed, when few
	marks   func(*feed.Marks) // how
	said    string            // in words, when the change alone does not say it
	undo    bool              // it was taken back, or done again
	states  bool              // the publications changed too
	visible int               // unread stories that were on the screen
	err     error
}

func change(ctx context.Context, do func(context.Context) (feed.Change, error), m changedMsg) tea.Cmd {
	return func() tea.Msg {
		m.change, m.err = do(ctx)
		return m
	}
}

// unreadMsg names the next unread story.
type unreadMsg struct {
	query feed.Query
	id    feed.StoryID // 0: there is none
	place int
	open  bool
	ahead bool
	err   error
}

// lead is the story that a list shows before all others, out of its place.
type lead struct {
	id     feed.StoryID // 0: none
	unread bool
}

func findUnread(ctx context.Context, n *newsroom.Newsroom, q feed.Query, from feed.StoryID, forward, open bool, top lead) tea.Cmd {
	return func() tea.Msg {
		m := unreadMsg{query: q, open: open, ahead: forward, place: -1}
		if m.id, m.err = nextShown(ctx, n, q, from, forward, top); m.err == nil && m.id != 0 {
			m.place, m.err = n.Place(ctx, q, m.id)
		}
		return m
	}
}

// nextShown is the next or previous unread story in the order of the screen,
// where the top story stands first and nowhere else.
func nextShown(ctx context.Context, n *newsroom.Newsroom, q feed.Query, from feed.StoryID, forward bool, top lead) (feed.StoryID, error) {
	if top.id != 0 && from == top.id {
		if !forward {
			return 0, nil
		}
		from = 0
	}
	id, err := n.NextUnread(ctx, q, from, forward)
	if err == nil && id != 0 && id == top.id {
		id, err = n.NextUnread(ctx, q, id, forward)
	}
	if err == nil && id == 0 && !forward && top.unread {
		id = top.id
	}
	return id, err
}

// historyMsg carries the last changes.
type historyMsg struct {
	changes []feed.Change
	err     error
}

func loadHistory(ctx context.Context, n *newsroom.Newsroom) tea.Cmd {
	return func() tea.Msg {
		changes, err := n.History(ctx, 20)
		return historyMsg{changes, err}
	}
}

// progressMsg carries one step of a refresh; refreshedMsg its end.
type (
	progressMsg struct {
		progress newsroom.Progress
		from     <-chan newsroom.Progress
	}
	refreshedMsg struct {
		request newsroom.RefreshRequest
		report  newsroom.Report
		err     error
	}
)

// refresh asks the publications. Progress comes through a channel that is read
// by nextProgress.
func refresh(ctx context.Context, room *threads, n *newsroom.Newsroom, r newsroom.RefreshRequest, steps chan newsroom.Progress) tea.Cmd {
	return func() tea.Msg {
		defer close(steps)
		room.collectLate()
		report, err := n.Refresh(ctx, r, func(p newsroom.Progress) {
			select {
			case steps <- p:
			case <-ctx.Done():
			}
		})
		return refreshedMsg{r, report, err}
	}
}

func nextProgress(steps <-chan newsroom.Progress) tea.Cmd {
	return func() tea.Msg {
		p, open := <-steps
		if !open {
			return nil
		}
		return progressMsg{p, steps}
	}
}

// roundMsg says that it is time for another round of the publications.
type roundMsg struct{}

func after(d time.Duration, m tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return m })
}

// backgroundLateMsg ends the wait for the terminal's background.
type backgroundLateMsg struct{}

// backgroundWait is how long the first painting waits for the terminal to tell
// its background: over a slow line the answer takes about this long, and a
// terminal that never answers should not keep anybody waiting.
const backgroundWait = 120 * time.Millisecond

// list joins the first few words of a list by commas.
func list(all []string, most int) string {
	if len(all) > most {
		all = append(append([]string(nil), all[:most]...), "…")
	}
	return join(all, ", ")
}

func join(all []string, between string) string {
	out := ""
	for i, s := range all {
		if i > 0 {
			out += between
		}
		out += s
	}
	return out
}

// giveBackAfter is how long the first list has stood before giveBack works: the
// keys come first.
const giveBackAfter = 150 * time.Millisecond

// giveBack returns to the system the memory that starting took and nothing needs
// any more, mostly what libraries built their tables from: a tenth of what the
// program then rests at.
func giveBack() tea.Cmd {
	return tea.Tick(giveBackAfter, func(time.Time) tea.Msg {
		debug.FreeOSMemory()
		return nil
	})
}
