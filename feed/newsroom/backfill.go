package newsroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/fetch"
)

// The archive: what publications printed before. It is asked for page by page,
// back in time: from an open REST interface a hundred stories at a time, from a
// WordPress feed by its paged addresses, from any other feed by the links to
// older documents that it names itself (RFC 5005). The page reached is kept, so
// that the next call goes on there.

// BackfillRequest says how far back to go.
type BackfillRequest struct {
	Only  []feed.PublicationID // empty: all
	Since time.Time            // stop at stories older than this; zero: by Pages alone
	Pages int                  // of each publication; 0: as many as it takes
}

// BackfillProgress is sent after each page.
type BackfillProgress struct {
	Publication feed.PublicationID
	Name        string
	Pages       int // so far, in this call
	New         int
	Oldest      time.Time // how far back its archive is read now
}

// BackfillReport is what came of one publication.
type BackfillReport struct {
	Publication feed.PublicationID
	Name        string
	Pages       int
	New         int
	Oldest      time.Time // of what was read; zero: nothing dated
	Ended       bool      // there is nothing older
	Fault       string    // why it stopped before, in one sentence; what came is kept
}

const (
	// endless is the most pages of one publication in one call: fifty thousand
	// stories by REST, five thousand by feed.
	endless = 500
	// repeats is how many pages running may bring nothing older and nothing new.
	repeats = 2
)

// Backfill fetches older stories of publications, several hosts at once but one
// request after the other to each. progress may be nil; it is called from one
// goroutine at a time. A publication that cannot be had is a Fault in its report,
// and not an error; the error is the end of ctx, and what came stays.
func (n *Newsroom) Backfill(ctx context.Context, r BackfillRequest, progress func(BackfillProgress)) ([]BackfillReport, error) {
	states, err := n.states(ctx)
	if err != nil {
		return nil, err
	}
	var asked []feed.Publication
	for _, p := range n.publications() {
		if wanted(p, r.Only) {
			asked = append(asked, p)
		}
	}
	reports := make([]BackfillReport, len(asked))
	byHost := map[string][]int{}
	for i, p := range asked {
		at := bareHost(p.Feeds[0].URL)
		byHost[at] = append(byHost[at], i)
		reports[i] = BackfillReport{Publication: p.ID, Name: p.Name}
	}
	var mu sync.Mutex
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(hostsBusy)
	for _, list := range byHost {
		group.Go(guarded(func() error {
			for _, i := range list {
				run := &backfill{room: n, request: r, pub: asked[i], state: states[asked[i].Feeds[0].URL], report: &reports[i]}
				run.tell = func(p BackfillProgress) {
					mu.Lock()
					defer mu.Unlock()
					if progress != nil {
						progress(p)
					}
				}
				if err := run.all(inner); err != nil {
					return fmt.Errorf("fetch older stories of %s: %w", asked[i].ID, err)
				}
			}
			return nil
		}))
	}
	err = group.Wait()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if err == nil {
		err = n.join(ctx)
	}
	return reports, errors.Join(err, n.index(context.WithoutCancel(ctx)))
}

// reached is how far the archive of a publication was read, as kept.
type reached struct {
	Way    string    // wayREST, wayPages or wayLinks
	Page   int       // the next one
	Next   string    // address of the next document, by links
	Before time.Time // stories after it are not counted: pages shift as news comes
	Oldest time.Time
	Ended  bool
}

const (
	wayREST  = "rest"
	wayPages = "pages"
	wayLinks = "links"
)

// backfill is one publication in one call.
type backfill struct {
	room    *Newsroom
	request BackfillRequest
	pub     feed.Publication
	state   cache.FetchState
	report  *BackfillReport
	tell    func(BackfillProgress)

	at      reached
	oldest  time.Time // in this call
	idle    int       // pages running that brought nothing
	visited map[string]bool
	last    time.Duration // pause that the site asks for
}

func (b *backfill) key() string { return "backfill " + string(b.pub.ID) }

func (b *backfill) all(ctx context.Context) error {
	if err := b.load(ctx); err != nil {
		return err
	}
	b.visited = map[string]bool{}
	for b.report.Pages < endless {
		if b.done() {
			return nil
		}
		if b.report.Pages > 0 {
			if err := b.room.pause(ctx, max(hostPause, b.last)); err != nil {
				return err
			}
		}
		before := b.at
		more, err := b.page(ctx)
		if err != nil {
			return err
		}
		if b.at != before {
			if err := b.keep(ctx); err != nil {
				return err
			}
		}
		b.report.Oldest = b.at.Oldest
		b.tell(BackfillProgress{Publication: b.pub.ID, Name: b.pub.Name, Pages: b.report.Pages, New: b.report.New, Oldest: b.at.Oldest})
		if !more {
			return nil
		}
	}
	b.report.Fault = fmt.Sprintf("%d pages were read, which is enough for once: ask again to go on", endless)
	return nil
}

// done tells whether the request is answered.
func (b *backfill) done() bool {
	b.report.Oldest, b.report.Ended = b.at.Oldest, b.at.Ended
	switch {
	case b.at.Ended:
		return true
	case b.request.Pages > 0 && b.report.Pages >= b.request.Pages:
		return true
	}
	return !b.request.Since.IsZero() && !b.at.Oldest.IsZero() && b.at.Oldest.Before(b.request.Since)
}

// load finds where the last call stopped, or how to begin.
func (b *backfill) load(ctx context.Context) error {
	kept, err := b.room.cache.Kept(ctx, b.key())
	if err != nil {
		return err
	}
	if kept != "" && json.Unmarshal([]byte(kept), &b.at) == nil && b.at.Way != "" {
		if b.at.Way == wayPages && b.at.Page > 2 {
			b.at.Page-- // a story taken off the site moved one from the next page to this
		}
		return nil
	}
	b.at = reached{}
	root, err := b.room.root(ctx, b.pub.ID)
	switch {
	case err != nil:
		return err
	case root != "":
		b.at = reached{Way: wayREST, Page: 1, Before: b.room.o.Now().UTC().Truncate(time.Second)}
	case b.state.WordPress:
		b.at = reached{Way: wayPages, Page: 2}
	default:
		b.at = reached{Way: wayLinks, Next: b.state.Schedule.Address(b.pub.Feeds[0].URL)}
	}
	return nil
}

func (b *backfill) keep(ctx context.Context) error {
	text, err := json.Marshal(b.at)
	if err != nil {
		return err
	}
	return b.room.cache.Keep(ctx, b.key(), string(text))
}

// page reads the next page. more is false when there is nothing to go on with;
// the report says why.
func (b *backfill) page(ctx context.Context) (more bool, err error) {
	switch b.at.Way {
	case wayREST:
		return b.pageOfREST(ctx)
	case wayPages:
		return b.pageOfFeed(ctx)
	}
	return b.pageByLinks(ctx)
}

// stop ends this call with a sentence.
func (b *backfill) stop(sentence string) (more bool, err error) {
	b.report.Fault = sentence
	return false, nil
}

// ended notes that there is nothing older.
func (b *backfill) ended() (more bool, err error) {
	b.at.Ended, b.report.Ended = true, true
	return false, nil
}

// allowed asks robots.txt: a whole archive is robot-like.
func (b *backfill) allowed(ctx context.Context, address string) (sentence string, err error) {
	ok, delay, err := b.room.http.Allowed(ctx, fetch.Request{URL: address, UserAgent: b.pub.UserAgent, Private: b.pub.Private})
	if err != nil {
		l, err := lackOf(ctx, err)
		return "its site's rules for robots cannot be had now: " + l.sentence, err
	}
	if !ok {
		return "its site does not want its older pages read by programs", nil
	}
	if delay > longest {
		return fmt.Sprintf("its site wants %s between two pages, which would take too long", delay), nil
	}
	b.last = delay
	return "", nil
}

// took counts a page of stories that were stored. more is false when the pages
// lead nowhere.
func (b *backfill) took(stories []feed.Story, fresh int) (more bool) {
	b.report.Pages++
	b.report.New += fresh
	older := false
	for _, s := range stories {
		at := s.Published
		if at.IsZero() {
			at = s.Updated
		}
		if at.IsZero() {
			continue
		}
		if b.oldest.IsZero() || at.Before(b.oldest) {
			b.oldest, older = at, true
		}
	}
	if !b.oldest.IsZero() && (b.at.Oldest.IsZero() || b.oldest.Before(b.at.Oldest)) {
		b.at.Oldest = b.oldest
	}
	if b.idle++; older || fresh > 0 {
		b.idle = 0
	}
	return b.idle < repeats
}

const goesRound = "its server sends the same stories again and again: there is no way further back"

func wanted(p feed.Publication, only []feed.PublicationID) bool {
	if p.Retired || len(p.Feeds) == 0 {
		return false
	}
	for _, id := range only {
		if id == p.ID {
			return true
		}
	}
	return len(only) == 0
}
