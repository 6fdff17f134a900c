package newsroom

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"net/url"
	"time"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/classify"
	"standfirst/feed/discover"
	"standfirst/feed/fetch"
	"standfirst/feed/parse"
	"standfirst/feed/schedule"
)

// address asks one feed address and stores what came.
func (r *refresh) address(ctx context.Context, p feed.Publication, from feed.Address) Outcome {
	n := r.room
	now := n.o.Now()
	known := r.states[from.URL]
	known.URL, known.Publication, known.Items = from.URL, p.ID, nil
	if may, wait := r.due(known.Schedule, now); !may {
		return Outcome{Status: StatusNotDue, Wait: wait}
	}
	if wait := n.waking(r.request, from.URL, now); wait > 0 && n.pause(ctx, wait) != nil {
		return Outcome{Status: StatusCancelled}
	}
	reading, err := n.reading(ctx, p)
	if err != nil {
		return r.unstored(ctx, err)
	}
	if known.Reading != reading {
		// The section map or the aliases changed: everything is read anew.
		known.Reading, known.Schedule.Hash = reading, ""
		known.Schedule.ETag, known.Schedule.LastModified = "", ""
	}
	request := fetch.Request{
		URL: known.Schedule.Address(from.URL), Kind: fetch.Feed, UserAgent: p.UserAgent, MaxBytes: p.MaxBytes, Private: p.Private,
		ETag: known.Schedule.ETag, LastModified: known.Schedule.LastModified, Plain: known.Schedule.Plain(now),
	}
	response, leave := n.inHand(request.URL), func() {}
	if response == nil {
		response, leave, err = r.get(ctx, request)
	}
	defer leave()
	if ctx.Err() != nil {
		return Outcome{Status: StatusCancelled}
	}
	if err != nil && (response == nil || !response.Partial) {
		return r.failed(ctx, p, known, err)
	}
	r.readClock(response.Header, now)
	answer := schedule.Answer{
		At: now, Good: true, ETag: response.ETag, LastModified: response.LastModified, MaxAge: response.MaxAge,
		Expires: response.Expires, RetryAfter: response.RetryAfter, Moved: response.Moved,
	}
	if response.Status == 304 || !response.Partial && hex.EncodeToString(response.Hash[:]) == known.Schedule.Hash {
		answer.Full = response.Status != 304
		answer.Hash = known.Schedule.Hash
		return Outcome{Status: StatusUnchanged, Moved: r.settle(ctx, p, &known, answer)}
	}
	return r.read(ctx, p, from, known, response, answer, leave)
}

// read parses an answer and stores its stories, then the state that says so.
// landed gives its place under way to others.
func (r *refresh) read(ctx context.Context, p feed.Publication, from feed.Address, known cache.FetchState, response *fetch.Response, answer schedule.Answer, landed func()) Outcome {
	n := r.room
	body, cut, leave, err := r.unpacked(ctx, response, landed)
	if err != nil {
		return Outcome{Status: StatusCancelled}
	}
	defer leave()
	if len(body) == 0 && cut != nil {
		return r.failed(ctx, p, known, cut)
	}
	seen, err := n.seenItems(ctx, known)
	if err != nil {
		return r.unstored(ctx, err)
	}
	var document *parse.Document
	n.aside(func() {
		document, err = parse.Parse(body, parse.Options{
			Base: response.URL, ContentType: response.ContentType, Now: answer.At, MaxBytes: int(p.MaxBytes),
			Unseen: func(hash [32]byte) bool { return !seen[short(hash)] },
		})
	})
	if err != nil {
		if cut != nil {
			err = cut
		}
		o := r.failed(ctx, p, known, r.inWords(err, body, response))
		var fault *parse.Fault
		if errors.As(err, &fault) && (fault.Kind == parse.KindLogin || fault.Kind == parse.KindPage) {
			o.page, o.host = hex.EncodeToString(response.Hash[:]), host(known.URL)
		}
		return o
	}
	desk, err := n.desk(ctx, p)
	if err != nil {
		return r.unstored(ctx, err)
	}
	for i := range document.Stories {
		desk.Classify(from, &document.Stories[i])
	}
	items := len(document.Stories)
	if document.Hashes != nil {
		items = len(document.Hashes)
	}
	weight := min(int64(len(body)), storingMost)
	if err := n.storing.Acquire(ctx, weight); err != nil {
		return Outcome{Status: StatusCancelled}
	}
	defer n.storing.Release(weight)
	leave()
	stored, err := n.cache.PutOf(ctx, p.ID, document.Stories, items)
	if err != nil {
		return r.unstored(ctx, err)
	}
	r.index.stored(stored.New + stored.Updated)
	outcome := Outcome{Status: StatusOK, New: stored.New, Updated: stored.Updated, came: stored.IDs, Warnings: document.Warnings}
	if document.Ended != "" {
		answer.Gone = true
		outcome.Warnings = append(outcome.Warnings, "This feed has ended: "+document.Ended)
	}
	if cut != nil {
		// What came whole is stored; the rest is asked for again, so nothing
		// that would make the server say "not modified" is kept.
		o := r.failed(ctx, p, known, cut)
		o.New, o.Updated, o.Warnings, o.came = outcome.New, outcome.Updated, outcome.Warnings, outcome.came
		return o
	}
	answer.Full, answer.Hash = true, hex.EncodeToString(response.Hash[:])
	answer.Hints = &schedule.Hints{TTL: document.TTL, Update: document.UpdateEvery, SkipHours: document.SkipHours, SkipDays: document.SkipDays}
	known.Items = make([]uint64, len(document.Hashes))
	for i, hash := range document.Hashes {
		known.Items[i] = short(hash)
	}
	if document.Truncated {
		answer.ETag, answer.LastModified, answer.Hash = "", "", ""
	}
	known.WordPress = document.WordPress
	if known.WordPress {
		known.REST = discover.Read(nil, response.URL, response.Header).REST
	}
	outcome.Moved = r.settle(ctx, p, &known, answer)
	if answer.Gone {
		outcome.Status = StatusGone
		outcome.Fault = "the publisher has ended this feed"
		outcome.Remedy = "everything stored stays; look for a new feed on the site"
	}
	return outcome
}

// settle keeps the state after a good answer, and tells the address that is asked
// from now on when a move proved itself.
func (r *refresh) settle(ctx context.Context, p feed.Publication, known *cache.FetchState, answer schedule.Answer) (adopted string) {
	n := r.room
	pace := schedule.Pace{Every: n.o.Every, Own: p.Every, Seed: schedule.Seed(known.URL)}
	known.Schedule = known.Schedule.After(answer, pace)
	if to, ripe := known.Schedule.Ripe(known.Schedule.Address(known.URL)); ripe {
		known.Schedule, adopted = known.Schedule.Adopt(), to
		n.o.Log.Info("feed moved for good", "publication", string(p.ID), "host", host(to))
	}
	known.Fault, known.Remedy = "", ""
	known.Status = StatusOK
	if !answer.Full {
		known.Status = StatusUnchanged
	}
	if answer.Gone {
		known.Schedule.Gone = true
		known.Status = StatusGone
		known.Fault, known.Remedy = "the publisher has ended this feed", "everything stored stays; look for a new feed on the site"
	}
	r.write(ctx, *known)
	return adopted
}

// failed keeps what went wrong; nothing else of the state changes.
func (r *refresh) failed(ctx context.Context, p feed.Publication, known cache.FetchState, err error) Outcome {
	n := r.room
	sentence, remedy, fault := asFault(err)
	answer := schedule.Answer{At: n.o.Now()}
	outcome := Outcome{Status: StatusFailed, Fault: sentence, Remedy: remedy}
	if fault != nil {
		if fault.Kind == fetch.Cancelled {
			return Outcome{Status: StatusCancelled}
		}
		answer.Gone = fault.Kind == fetch.Gone
		answer.RetryAfter = fault.RetryAfter
		outcome.unreached = fault.Unreached()
	}
	if answer.Gone {
		outcome.Status = StatusGone
	}
	known.Schedule = known.Schedule.After(answer, schedule.Pace{Every: n.o.Every, Own: p.Every, Seed: schedule.Seed(known.URL)})
	known.Status, known.Fault, known.Remedy = outcome.Status, sentence, remedy
	r.write(ctx, known)
	return outcome
}

func (r *refresh) write(ctx context.Context, state cache.FetchState) {
	plan := state.Schedule
	state.NextCheck, state.LastTry, state.LastSuccess = plan.Next, plan.Tried, plan.Good
	state.Failures, state.Gone = plan.Failures, plan.Gone
	state.ShowMove()
	if plan.Gone {
		state.NextCheck = time.Time{} // nobody asks again by the schedule
	}
	if err := r.keep(ctx, state); err != nil {
		// The stories are stored; at worst this feed is asked again early.
		r.room.o.Log.Warn("keep fetch state", "err", err)
	}
}

func (r *refresh) unstored(ctx context.Context, err error) Outcome {
	if ctx.Err() != nil {
		return Outcome{Status: StatusCancelled}
	}
	r.room.o.Log.Error("store stories", "err", err)
	return Outcome{Status: StatusFailed, Fault: "its stories could not be stored: " + err.Error(), Remedy: "see standfirst doctor"}
}

// inWords turns the error of parsing into a fault with words for this host.
func (r *refresh) inWords(err error, body []byte, response *fetch.Response) error {
	var fault *parse.Fault
	if !errors.As(err, &fault) {
		return err
	}
	switch fault.Kind {
	case parse.KindPage, parse.KindLogin, parse.KindWall, parse.KindEmpty:
		return fetch.NotAFeed(discover.KindOf(body, response.Header), host(response.URL))
	}
	return &fetch.Fault{Kind: fetch.BadAnswer, Sentence: fault.Sentence, Remedy: fault.Remedy, Err: err}
}

// short is the part of an item's hash that is kept.
func short(hash [32]byte) uint64 { return binary.LittleEndian.Uint64(hash[:]) }

// seenItems are the items of the last document, unless its stories must be
// sorted anew.
func (n *Newsroom) seenItems(ctx context.Context, known cache.FetchState) (map[uint64]bool, error) {
	if known.Schedule.Good.IsZero() {
		return nil, nil // never read
	}
	last, err := n.cache.FetchState(ctx, known.URL)
	if err != nil || last.Reading != known.Reading {
		return nil, err
	}
	seen := make(map[uint64]bool, len(last.Items))
	for _, hash := range last.Items {
		seen[hash] = true
	}
	return seen, nil
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// taxonomy is what the site itself told of its sections, nil when it did not.
func (n *Newsroom) taxonomy(ctx context.Context, id feed.PublicationID) *classify.Taxonomy {
	learned, err := n.learned(ctx, id)
	if err != nil || len(learned.Taxonomy.Sections) == 0 {
		return nil
	}
	return &learned.Taxonomy
}
