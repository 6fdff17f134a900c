package ui

import (
	"context"
	"errors"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/newsroom"
	"standfirst/ui/keys"
	"standfirst/ui/prompt"
	"standfirst/ui/words"
)

// Reading: opening a story, paging, and marking it read; onward.go goes on.
//
// A story is marked read one second after it was opened with enter or space, or
// at once when it is left for the next one. The reader that stands beside the
// list marks only once it has the focus or was scrolled, and an excerpt opened
// without a connection stays unread.

const (
	readAfter = time.Second            // how long an opened story is looked at before it counts as read
	restTime  = 150 * time.Millisecond // how long the cursor rests before the side reader follows it

	leastMeasure, mostMeasure = 40, 120
)

// articleMsg carries an article; fetched says that it came from the network.
type articleMsg struct {
	id      storyID
	article feed.Article
	fetched bool
	quiet   bool // nobody waits for it
	err     error
}

func loadArticle(ctx context.Context, n *newsroom.Newsroom, id storyID) tea.Cmd {
	return func() tea.Msg {
		article, err := n.Article(ctx, id)
		return articleMsg{id: id, article: article, err: err}
	}
}

func fetchArticle(ctx context.Context, n *newsroom.Newsroom, id storyID, quiet bool) tea.Cmd {
	return func() tea.Msg {
		article, err := n.FetchArticle(ctx, id)
		return articleMsg{id: id, article: article, fetched: true, quiet: quiet, err: err}
	}
}

// readMsg says that a story was looked at for a while.
type readMsg struct{ id storyID }

// restedMsg says that the cursor has rested on a story.
type restedMsg struct{ id storyID }

// openedMsg says that a story opened is marked read on disk.
type openedMsg struct {
	id  storyID
	at  time.Time
	err error
}

func opened(ctx context.Context, n *newsroom.Newsroom, id storyID, at time.Time) tea.Cmd {
	return func() tea.Msg { return openedMsg{id, at, n.Opened(ctx, id)} }
}

// onReading takes the answers that concern the reader.
func (a *App) onReading(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case articleMsg:
		return a.onArticle(m)
	case renderedMsg:
		a.reader.onRendered(m)
		return tea.Batch(a.picturesHere(), a.setOn(m))
	case picturesMsg:
		return a.onPictures(m)
	case readMsg:
		if m.id == a.reader.id && a.focus == onReader && !a.reader.settled {
			return a.markOpened()
		}
	case restedMsg:
		if a.place.reader > 0 && a.focus != onReader && a.list.ID() == m.id && a.reader.id != m.id {
			return a.look(m.id)
		}
	case readableMsg:
		if m.err == nil {
			a.unread, a.stored = m.unread, m.stored
		}
	case noticeMsg:
		return a.onNotice(m)
	case commentsMsg:
		return a.onComments(m)
	case olderMsg:
		return a.onOlder(m)
	case fetchedOlderMsg:
		return a.onFetchedOlder(m)
	case foundMsg:
		return a.onFound(m)
	case subscribedMsg:
		return a.onSubscribed(m)
	case movedMsg:
		return a.onMoved(m)
	case chosenMsg:
		return a.onChosen(m)
	case changesMsg:
		a.showChanges(m)
	case storingMsg:
		return a.onStoring(m)
	case storedMsg:
		return a.onStored(m)
	case unstoredMsg:
		return a.onUnstored(m)
	case openedMsg:
		if m.err != nil {
			a.fail(m.err)
			return nil
		}
		a.showMarks(m.id, func(k *feed.Marks) {
			if !k.IsRead() {
				k.Read = m.at
			}
		})
		return a.count()
	case versionsMsg:
		return a.onVersions(m)
	}
	return nil
}

// rest lets the side reader follow the cursor once it has rested.
func (a *App) rest() tea.Cmd {
	id := a.list.ID()
	if a.place.reader == 0 || id == 0 || id == a.reader.id || a.focus == onReader {
		return nil
	}
	return a.o.wait(restTime, restedMsg{id})
}

// look loads a story into the reader.
func (a *App) look(id storyID) tea.Cmd {
	row, _ := a.list.Selected()
	if row.ID != id {
		row = feed.Row{Story: feed.Story{ID: id}}
	}
	keepPlace := a.keepPlace()
	a.reader.begin(row)
	a.resizeReader()
	return tea.Batch(keepPlace, loadArticle(a.ctx, a.news, id))
}

// openSelected opens the story under the cursor; on the end row it loads older
// stories.
func (a *App) openSelected() tea.Cmd {
	if a.list.OnEnd() {
		return a.loadOlder()
	}
	row, ok := a.list.Selected()
	if !ok {
		return nil
	}
	return a.open(row.ID)
}

// open shows a story with the keys in the reader.
func (a *App) open(id storyID) tea.Cmd {
	a.focus = onReader
	a.resizeReader()
	var look tea.Cmd
	if a.reader.id != id {
		look = a.look(id)
	}
	a.reader.settled = false
	return tea.Batch(look, a.o.wait(readAfter, readMsg{id}), a.fetchWhenOnline())
}

// enterReader gives the side reader the keys.
func (a *App) enterReader() tea.Cmd {
	if id := a.list.ID(); id != 0 {
		return a.open(id)
	}
	return nil
}

func (a *App) openByValue(value string) tea.Cmd {
	return a.openByLookup(value)
}

func (a *App) openByLookup(value string) tea.Cmd {
	ctx, n := a.ctx, a.news
	return func() tea.Msg {
		id, err := n.Lookup(ctx, value)
		if err != nil {
			return doneMsg{err}
		}
		article, err := n.Article(ctx, id)
		return articleMsg{id: id, article: article, err: err, fetched: false}
	}
}

// fetchWhenOnline fetches the full text of an excerpt that is opened, when the
// last refresh reached anything.
func (a *App) fetchWhenOnline() tea.Cmd {
	r := a.reader
	if !a.o.Refresh || a.offline || r.id == 0 || r.asked == r.id || !r.loaded || r.whole() || r.article.Link == "" {
		return nil
	}
	a.reader.asked = r.id
	a.reader.fetching = true
	return fetchArticle(a.ctx, a.news, r.id, true)
}

// fetchFull fetches the full text on x.
func (a *App) fetchFull() tea.Cmd {
	row, ok := a.subject()
	if !ok {
		return nil
	}
	if row.Stored && a.focus == onReader {
		a.say("The full article is stored.")
		return nil
	}
	if a.focus == onReader {
		a.reader.fetching = true
	}
	a.say("Fetching the full article …")
	return fetchArticle(a.ctx, a.news, row.ID, false)
}

// storeQuietly fetches the article of a story that was saved.
func (a *App) storeQuietly(id storyID) tea.Cmd { return fetchArticle(a.ctx, a.news, id, true) }

func (a *App) onArticle(m articleMsg) tea.Cmd {
	if m.id == a.reader.id && m.fetched {
		a.reader.fetching = false
	}
	if m.err != nil && m.article.ID == 0 {
		switch {
		case errors.Is(m.err, newsroom.ErrOffline) && !m.quiet:
			a.say("Queued for the next connection.")
		case !m.quiet:
			a.fail(m.err)
		}
		return nil
	}
	stored := !m.article.Stored.IsZero()
	if m.fetched {
		a.list.Change(m.id, func(r *feed.Row) { r.Stored, r.Full = r.Stored || stored, r.Full || m.article.Full })
		if !m.quiet {
			switch {
			case errors.Is(m.err, newsroom.ErrOffline) || m.article.Queued:
				a.say("Queued for the next connection.")
			case m.article.Fault != "":
				a.message = message{text: m.article.Fault, fault: true, at: a.o.Now()}
			default:
				a.say("Full article stored.")
			}
		}
	}
	var another tea.Cmd
	if m.id != a.reader.id {
		if m.fetched {
			return nil
		}
		another = tea.Batch(a.keepPlace(), a.o.wait(readAfter, readMsg{m.id}))
		a.focus, a.reader.settled = onReader, false // opened from a list of other versions
		a.reader.begin(feed.Row{Story: m.article.Story, PublicationName: a.publicationName(m.article.Publication), Marks: m.article.Marks, Stored: stored})
	}
	a.reader.show(m.article)
	a.reader.pane.SetCount(a.countWords())
	return tea.Batch(a.renderReader(), a.fetchIfOpen(), another)
}

func (a *App) fetchIfOpen() tea.Cmd {
	if a.focus != onReader {
		return nil
	}
	return a.fetchWhenOnline()
}

// reread loads the article again after a change that may concern it.
func (a *App) reread() tea.Cmd {
	if a.reader.id == 0 {
		return nil
	}
	return loadArticle(a.ctx, a.news, a.reader.id)
}

// countWords is the story's place in the list, "3 of 37".
func (a *App) countWords() string {
	if a.list.ID() != a.reader.id {
		return ""
	}
	return words.Number(a.list.Place()) + " of " + words.Number(a.list.Edition().Total)
}

// markOpened marks the story in the reader read, unless it is an excerpt that
// could not be completed for want of a connection.
func (a *App) markOpened() tea.Cmd {
	r := &a.reader
	if r.id == 0 || r.settled {
		return nil
	}
	r.settled = true
	if row, ok := r.row(); ok && row.Marks.IsRead() {
		return nil
	}
	if r.loaded && !r.whole() && a.offline {
		return nil
	}
	return opened(a.ctx, a.news, r.id, a.o.Now())
}

// keepPlace keeps how far the story in the reader was read.
func (a *App) keepPlace() tea.Cmd {
	id, place, ok := a.reader.place()
	if !ok {
		return nil
	}
	ctx, n := a.ctx, a.news
	return func() tea.Msg { return doneMsg{n.SetPlace(ctx, id, place)} }
}

// closeReader gives the keys back to the list.
func (a *App) closeReader() tea.Cmd {
	if a.focus != onReader {
		return nil
	}
	if a.reader.finding() {
		a.reader.find("")
		return nil
	}
	was := a.zoomed
	a.focus, a.zoomed = onList, false
	cmd := a.keepPlace()
	if a.place.reader == 0 {
		a.reader.end()
	}
	a.resizeReader()
	if was {
		return tea.Batch(cmd, a.renderReader())
	}
	return cmd
}

// readerDo carries out the actions of the reader.
func (a *App) readerDo(action keys.Action) tea.Cmd {
	moved := false
	switch action {
	case keys.Down:
		moved = a.reader.scroll(1)
	case keys.Up:
		moved = a.reader.scroll(-1)
	case keys.HalfDown:
		moved = a.reader.page(0.5)
	case keys.HalfUp:
		moved = a.reader.page(-0.5)
	case keys.PageDown:
		moved = a.reader.page(1)
	case keys.PageUp:
		moved = a.reader.page(-1)
	case keys.Top:
		moved = a.reader.pane.Top()
	case keys.Bottom:
		moved = a.reader.pane.Bottom()
	case keys.Search:
		a.openPrompt(prompt.New(prompt.Find, "", nil, nil), "")
		return nil
	case keys.FindNext:
		a.reader.nextHit(1)
	case keys.FindPrevious:
		a.reader.nextHit(-1)
	}
	if moved {
		return a.scrolled()
	}
	return nil
}

// scrolled notes that the article is being read, not looked at.
func (a *App) scrolled() tea.Cmd {
	a.reader.touched = true
	if a.focus != onReader { // the side reader, by the wheel
		return a.markOpened()
	}
	return nil
}

// zoom gives the reader the whole screen, and takes it back.
func (a *App) zoom() tea.Cmd {
	if a.place.reader == 0 {
		if a.focus != onReader {
			return a.openSelected()
		}
		return nil
	}
	if a.focus != onReader {
		cmd := a.enterReader()
		a.zoomed = true
		a.resizeReader()
		return tea.Batch(cmd, a.renderReader())
	}
	a.zoomed = !a.zoomed
	a.resizeReader()
	return a.renderReader()
}

func (a *App) setMeasure(by int) tea.Cmd {
	a.o.Measure = clamp(a.o.Measure+by, leastMeasure, mostMeasure)
	a.reader.measure = a.o.Measure
	a.say("Measure: " + words.Number(a.o.Measure) + " columns")
	return tea.Batch(a.renderReader(), a.keepOver(keptMeasure, strconv.Itoa(a.o.Measure), strconv.Itoa(a.written.measure)))
}

// resizeReader gives the reader its rectangle.
func (a *App) resizeReader() {
	width, height := min(a.width, mostWidth), min(a.height, mostHeight)
	if a.full() || a.place.reader == 0 {
		a.reader.resize(width, max(1, height-footHeight))
		return
	}
	a.reader.resize(a.place.reader, a.place.body)
}
