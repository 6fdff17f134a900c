package newsroom

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"standfirst/feed"
	"standfirst/feed/cache"
)

// What follows a refresh, in the order that a reader misses it: search, the top
// story, sections as the site itself has them, the articles for offline reading,
// and the housekeeping of the archive. None of it holds up the stories
// themselves.

// answered notes what came of asking a publication.
func (n *Newsroom) answered(o Outcome) {
	if o.Status != StatusOK && o.Status != StatusUnchanged {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fresh[o.Publication] += o.New + o.Updated
}

// AfterRefresh does what can wait until the stories are shown: it indexes them
// for search (see RefreshRequest.Unwatched), learns from the publications that
// answered, finds top stories, stores articles for offline reading (those queued,
// and those that Options.Offline names), and keeps the archive in order. Call it
// after each Refresh; progress tells of storing and may be nil.
//
// A part that fails is logged and the others go on. The error is the end of ctx,
// or ErrRefreshing when another instance is at it already.
func (n *Newsroom) AfterRefresh(ctx context.Context, progress func(StoreProgress)) (StoreReport, error) {
	release, err := hold(&n.following, n.afterFile)
	if err != nil {
		return StoreReport{}, err
	}
	defer release()
	n.mu.Lock()
	fresh, offline, unwatched := n.fresh, n.offline, n.unwatched
	n.fresh = map[feed.PublicationID]int{}
	n.mu.Unlock()
	var pubs []feed.Publication // that answered, in the configured order
	for _, p := range n.publications() {
		if _, ok := fresh[p.ID]; ok {
			pubs = append(pubs, p)
		}
	}
	var report StoreReport
	// The publishers are waited for; what asks nobody is done meanwhile.
	var own errgroup.Group
	saved := false // today's backup is there
	own.Go(guarded(func() error {
		n.inTurn(ctx, []step{
			{"notices", func() error { return n.noticeQuiet(ctx, fresh) }},
			{"backup", func() error {
				err := n.cache.RotateBackup(ctx)
				saved = err == nil
				return err
			}},
		})
		return nil
	}))
	n.inTurn(ctx, []step{
		{"index", func() error { return n.indexAfter(ctx, unwatched) }},
		{"learn", func() error { return n.learn(ctx, pubs, fresh) }},
		{"top stories", func() error { return n.topStories(ctx, pubs, fresh) }},
		{"queue", func() error {
			if offline {
				return nil
			}
			got, err := n.FetchQueued(ctx, progress)
			report.add(got)
			return err
		}},
		{"offline", func() error {
			if offline {
				return nil
			}
			got, err := n.storeWanted(ctx, progress)
			report.add(got)
			return err
		}},
		{"index", func() error { return n.indexAfter(ctx, unwatched) }},
	})
	if err := own.Wait(); err != nil {
		n.o.Log.Error("after refresh", "err", err)
	}
	if saved {
		n.inTurn(ctx, []step{{"prune", func() error { return n.prune(ctx) }}})
	}
	return report, ctx.Err()
}

// step is a part of what follows a refresh.
type step struct {
	name string
	do   func() error
}

// inTurn does one step after the other until ctx ends. One that fails is logged.
func (n *Newsroom) inTurn(ctx context.Context, steps []step) {
	for _, s := range steps {
		err := s.do()
		if ctx.Err() != nil {
			return
		}
		if err != nil && !errors.Is(err, cache.ErrReadOnly) && !errors.Is(err, ErrOffline) {
			n.o.Log.Warn("after refresh", "step", s.name, "err", err)
		}
	}
}

func (n *Newsroom) index(ctx context.Context) error {
	_, err := n.cache.Index(ctx)
	return err
}

func (r *StoreReport) add(more StoreReport) {
	r.Stored += more.Stored
	r.Already += more.Already
	r.Failed += more.Failed
	r.Queued += more.Queued
	r.Faults = append(r.Faults, more.Faults...)
	r.Faults = r.Faults[:min(len(r.Faults), maxFaults)]
}

// The choices of Options.Offline.
const (
	OfflineSaved    = "saved"
	OfflineFollowed = "followed" // and saved
	OfflineAll      = "all"
	OfflineOff      = "off"
)

const (
	storedAtOnce = 200                // articles stored after one refresh; the next goes on
	tryAgain     = 7 * 24 * time.Hour // before an article that could not be had is tried again
)

// storeWanted stores the articles that Options.Offline names.
func (n *Newsroom) storeWanted(ctx context.Context, progress func(StoreProgress)) (StoreReport, error) {
	is := func(value string) feed.Term { return feed.Term{Kind: feed.TermIs, Value: value} }
	var q feed.Query
	switch n.o.Offline {
	case OfflineAll:
	case OfflineSaved:
		q = q.With(is("saved"))
	case OfflineFollowed:
		q = q.With(feed.Term{Kind: feed.TermAny, Terms: []feed.Term{is("saved"), is("followed")}})
	default:
		return StoreReport{}, nil
	}
	q = q.With(feed.Term{Kind: feed.TermIs, Value: "stored", Not: true})
	ids, err := n.Unstored(ctx, q)
	if err != nil || len(ids) == 0 {
		return StoreReport{}, err
	}
	failures, err := n.failures(ctx)
	if err != nil {
		return StoreReport{}, err
	}
	now := n.o.Now()
	ids = slices.DeleteFunc(ids, func(id feed.StoryID) bool {
		at, failed := failures[id]
		return failed && lately(now, at, tryAgain)
	})
	ids = ids[:min(len(ids), storedAtOnce)]
	changed := false
	run := &storing{room: n, progress: progress, of: len(ids)}
	run.failed = func(_ context.Context, s feed.Story, _ lack) error {
		run.mu.Lock()
		defer run.mu.Unlock()
		failures[s.ID], changed = now, true
		return nil
	}
	report, err := run.all(ctx, ids)
	if changed {
		err = errors.Join(err, n.keepFailures(context.WithoutCancel(ctx), failures, now))
	}
	return report, err
}
