package newsroom

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/fetch"
	"standfirst/feed/schedule"
)

// RefreshRequest says what to refresh and how.
type RefreshRequest struct {
	Only   []feed.PublicationID // empty: all
	Manual bool                 // asked for by a person: the floor of five minutes applies instead of the schedule
	Force  bool                 // ask now, whatever the schedule says
	Index  bool                 // index meanwhile: for a refresh that nobody watches
}

// ManualFloor is the shortest time between two requests of a publication made by
// hand.
const ManualFloor = schedule.ManualFloor

// Progress is sent for each publication when it starts and when it ends.
type Progress struct {
	Publication feed.PublicationID
	Name        string
	Done        int // publications finished
	Of          int // publications to ask
	Ended       bool
	Outcome     Outcome // when Ended
}

// Outcome is what came of asking one publication.
type Outcome struct {
	Publication feed.PublicationID
	Name        string
	Status      string // one of the Status constants
	New         int
	Updated     int
	Fault       string // one plain sentence, empty when it went well
	Remedy      string
	Warnings    []string
	Moved       string        // the address that was adopted now: it is asked from here on
	Wait        time.Duration // not asked: how long until it may be
	Took        time.Duration

	came      []feed.StoryID // the new stories
	unreached bool           // no server was met
	page      string         // hash of a web page that came instead of the feed
	host      string         // that gave it
}

// What can come of asking a publication.
const (
	StatusOK        = "ok"
	StatusUnchanged = "not modified"
	StatusNotDue    = "not due"
	StatusGone      = "gone"
	StatusFailed    = "failed"
	StatusCancelled = "cancelled"
)

// Report is what came of a whole refresh.
type Report struct {
	Outcomes []Outcome // in the configured order
	New      int       // stories; one that several publications print counts once, and not when it was here
	Failed   int
	Offline  bool   // nothing could be reached at all
	Notice   string // one sentence about all of them ("log in to this network first"); may be empty
}

var (
	// ErrRefreshing: a refresh is under way, here or in another instance.
	ErrRefreshing = errors.New("a refresh is under way already")
	// ErrNoRoom: the disk is nearly full; refreshing is paused, reading goes on.
	ErrNoRoom = errors.New("less than 50 MiB are free on the disk: refreshing is paused until there is room")
)

// askedAtOnce bounds the publications that stand in line. It is far above what
// is under way (see flightPlaces, and fetch, by host), so that many publishers
// that hang leave room in the line for those that answer.
const askedAtOnce = 1000

// Refresh asks the due publications, stores what is new and tells progress as
// it goes, from one goroutine at a time. A failing publication is an Outcome,
// not an error; the error says that the refresh as a whole could not run:
// ErrRefreshing, ErrNoRoom, cache.ErrReadOnly or the end of ctx.
func (n *Newsroom) Refresh(ctx context.Context, r RefreshRequest, progress func(Progress)) (Report, error) {
	release, err := n.lock()
	if err != nil {
		return Report{}, err
	}
	defer release()
	if free, known := freeSpace(n.o.Dir); known && free < minFree {
		return Report{}, ErrNoRoom
	}
	if err := n.resort(ctx); err != nil {
		return Report{}, err
	}
	list, err := n.cache.FetchStates(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("refresh: %w", err)
	}
	states := make(map[string]cache.FetchState, len(list))
	for _, state := range list {
		states[state.URL] = state
	}
	run := &refresh{room: n, request: r, states: states, progress: progress, flight: newFlight(), held: newHeld(), batch: map[string]cache.FetchState{}}
	if r.Index {
		run.index = n.indexMeanwhile(ctx)
		defer run.index.end()
	}
	report, err := run.all(ctx)
	if err != nil {
		return report, err
	}
	run.index.rest()
	// Before the list is shown again: a story that two publications print is one
	// row from the first moment on.
	if err := n.joinNew(ctx, &report); err != nil && ctx.Err() == nil && !errors.Is(err, cache.ErrReadOnly) {
		n.o.Log.Warn("after refresh", "step", "same stories", "err", err)
	}
	return report, nil
}

// minFree is what must be free on the disk for a refresh: enough for the
// reader's own marks for years.
const minFree = 50 << 20

// refresh is one run of Refresh.
type refresh struct {
	room    *Newsroom
	request RefreshRequest
	states  map[string]cache.FetchState
	flight  *semaphore.Weighted // places for feeds under way
	index   *meanwhile          // nil unless asked for
	held    *semaphore.Weighted // bytes of large documents that wait beside them

	mu       sync.Mutex
	progress func(Progress)
	done, of int
	batch    map[string]cache.FetchState // states waiting to be written together
	skews    []time.Duration             // of the servers' clocks against ours
	flushed  time.Time
}

func (r *refresh) all(ctx context.Context) (Report, error) {
	var asked []feed.Publication
	for _, p := range r.room.publications() {
		if wanted(p, r.request.Only) {
			asked = append(asked, p)
		}
	}
	r.of, r.flushed = len(asked), time.Now()
	outcomes := make([]Outcome, len(asked))
	var group errgroup.Group
	group.SetLimit(askedAtOnce)
	for i, p := range asked {
		group.Go(func() error {
			outcomes[i] = r.publication(ctx, p)
			return nil
		})
	}
	_ = group.Wait() // its functions report by outcome
	if err := r.flush(context.WithoutCancel(ctx)); err != nil {
		return Report{}, fmt.Errorf("refresh: %w", err)
	}
	report := r.report(outcomes)
	r.room.mu.Lock()
	r.room.offline = report.Offline
	r.room.skew, r.room.skewed = middleOf(r.skews)
	if report.Notice == "" && r.room.skewed && r.room.skew.Abs() > clockTrust {
		report.Notice = "This machine's clock and the servers' differ by days: set it. Until then no story is removed for its age."
	}
	r.room.mu.Unlock()
	return report, ctx.Err()
}

// publication asks all addresses of one publication and sums up.
func (r *refresh) publication(ctx context.Context, p feed.Publication) (sum Outcome) {
	start := time.Now()
	sum = Outcome{Publication: p.ID, Name: p.Name}
	r.tell(Progress{Publication: p.ID, Name: p.Name})
	parts := make([]Outcome, len(p.Feeds))
	var group sync.WaitGroup
	for i, from := range p.Feeds {
		group.Go(func() { parts[i] = r.safely(ctx, p, from) })
	}
	group.Wait()
	for _, part := range parts {
		sum.add(part)
	}
	sum.Took = time.Since(start)
	r.room.answered(sum)
	r.tell(Progress{Publication: p.ID, Name: p.Name, Ended: true, Outcome: sum})
	return sum
}

// add joins the outcome of one address: the worst status stands, as long as
// it is told which.
func (o *Outcome) add(part Outcome) {
	rank := map[string]int{"": -1, StatusNotDue: 0, StatusUnchanged: 1, StatusOK: 2, StatusGone: 3, StatusCancelled: 4, StatusFailed: 5}
	if rank[part.Status] > rank[o.Status] {
		o.Status, o.Wait, o.unreached, o.page, o.host = part.Status, part.Wait, part.unreached, part.page, part.host
		if part.Fault != "" {
			o.Fault, o.Remedy = part.Fault, part.Remedy
		}
	}
	o.New += part.New
	o.came = append(o.came, part.came...)
	o.Updated += part.Updated
	o.Warnings = append(o.Warnings, part.Warnings...)
	if part.Moved != "" {
		o.Moved = part.Moved
	}
}

// safely asks one address; a panic on what a stranger sent becomes that
// publication's fault.
func (r *refresh) safely(ctx context.Context, p feed.Publication, from feed.Address) (o Outcome) {
	defer func() {
		if fault := recover(); fault != nil {
			r.room.o.Log.Error("panic while reading a feed", "publication", string(p.ID), "panic", fmt.Sprint(fault))
			o = Outcome{Status: StatusFailed, Fault: "the feed could not be read: it breaks the reader", Remedy: "please report it; everything stored stays"}
		}
	}()
	return r.address(ctx, p, from)
}

func (r *refresh) tell(p Progress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p.Ended {
		r.done++
	}
	p.Done, p.Of = r.done, r.of
	if r.progress != nil {
		r.progress(p)
	}
}

// due judges whether an address may be asked now; wait says how long not.
func (r *refresh) due(state schedule.State, now time.Time) (ok bool, wait time.Duration) {
	switch {
	case r.request.Force:
		return true, 0
	case r.request.Manual:
		wait = state.ManualWait(now)
		return wait == 0, wait
	case state.Due(now):
		return true, 0
	}
	return false, max(0, state.Next.Sub(now))
}

// keep notes a state to be written soon, with others: most answers of a
// refresh are "not modified", and a write to disk each would cost more than
// asking.
func (r *refresh) keep(ctx context.Context, state cache.FetchState) error {
	r.mu.Lock()
	r.batch[state.URL] = state
	full := len(r.batch) >= 64 || time.Since(r.flushed) > time.Second
	r.mu.Unlock()
	if full {
		return r.flush(ctx)
	}
	return nil
}

func (r *refresh) flush(ctx context.Context) error {
	r.mu.Lock()
	waiting := make([]cache.FetchState, 0, len(r.batch))
	for _, state := range r.batch {
		waiting = append(waiting, state)
	}
	clear(r.batch)
	r.flushed = time.Now()
	r.mu.Unlock()
	if len(waiting) == 0 {
		return nil
	}
	return r.room.cache.SetFetchState(ctx, waiting...)
}

// samePage: so many hosts that serve one and the same web page are not
// at fault themselves.
const samePage = 3

func (r *refresh) report(outcomes []Outcome) Report {
	report := Report{Outcomes: outcomes}
	reached, unreached := 0, 0
	pages := map[string]map[string]bool{} // the hosts that gave each
	for _, o := range outcomes {
		report.New += o.New
		switch o.Status {
		case StatusFailed, StatusGone:
			report.Failed++
		}
		switch {
		case o.unreached:
			unreached++
		case o.Status != StatusNotDue && o.Status != StatusCancelled:
			reached++
		}
		if o.page != "" {
			if pages[o.page] == nil {
				pages[o.page] = map[string]bool{}
			}
			pages[o.page][o.host] = true
			if len(pages[o.page]) == samePage {
				report.Notice = "Several publishers answer with the same web page: this network may want you to log in first. Nothing was changed."
			}
		}
	}
	report.Offline = unreached > 0 && reached == 0
	return report
}

// asFault brings every error of asking to a sentence and a remedy.
func asFault(err error) (sentence, remedy string, known *fetch.Fault) {
	if errors.As(err, &known) {
		return known.Sentence, known.Remedy, known
	}
	return "it could not be read", "try again later", nil
}
