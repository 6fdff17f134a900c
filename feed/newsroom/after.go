package newsroom

import (
	"context"
	"errors"
	"slices"
	"time"

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
// for search, learns from the publications that answered, finds top stories, and
// stores articles for offline reading: those
// queued, and those that Options.Offline names. Call it after each Refresh;
// progress tells of storing and may be nil.
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
	fresh, offline := n.fresh, n.offline
	n.fresh = map[feed.PublicationID]int{}
	n.mu.Unlock()
	var pubs []feed.Publication // that answered, in the configured order
	for _, p := range n.publications() {
		if _, ok := fresh[p.ID]; ok {
			pubs = append(pubs, p)
		}
	}
	var report StoreReport
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"index", func() error { return n.index(ctx) }},
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
		{"index", func() error { return n.index(ctx) }},
		{"notices", func() error { return n.noticeQuiet(ctx, fresh) }},
		{"housekeeping", func() error { return n.afterwards(ctx) }},
	} {
		err := step.do()
		if ctx.Err() != nil {
			return report, ctx.Err()
		}
		if err != nil && !errors.Is(err, cache.ErrReadOnly) && !errors.Is(err, ErrOffline) {
			n.o.Log.Warn("after refresh", "step", step.name, "err", err)
		}
	}
	return report, nil
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
