package newsroom

import (
	"context"

	"standfirst/feed"
	"standfirst/feed/fetch"
)

// queueTries is how often a queued article is tried before it is given up.
const queueTries = 5

// FetchQueued stores the articles that were asked for without a connection. One
// that cannot be had stays queued for a few more times, unless it is clear that
// it will never come. ErrOffline: there is still no connection.
func (n *Newsroom) FetchQueued(ctx context.Context, progress func(StoreProgress)) (StoreReport, error) {
	queued, err := n.cache.Queued(ctx)
	if err != nil || len(queued) == 0 {
		return StoreReport{}, err
	}
	tries := map[feed.StoryID]int{}
	ids := make([]feed.StoryID, 0, len(queued))
	for _, q := range queued {
		tries[q.Story] = q.Tries
		ids = append(ids, q.Story)
	}
	run := &storing{room: n, progress: progress, of: len(ids)}
	run.failed = func(ctx context.Context, s feed.Story, l lack) error {
		if l.forGood() || tries[s.ID]+1 >= queueTries {
			return n.cache.Unqueue(ctx, s.ID)
		}
		return n.cache.QueueFault(ctx, s.ID, l.sentence)
	}
	report, err := run.all(ctx, ids)
	if err != nil {
		return report, err
	}
	// Stories that came to disk another way, or went, need nothing any more.
	var settled []feed.StoryID
	for _, id := range ids {
		article, err := n.cache.Body(ctx, id)
		if err != nil || article.Full && article.Queued {
			settled = append(settled, id)
		}
	}
	if len(settled) == 0 {
		return report, nil
	}
	return report, n.cache.Unqueue(ctx, settled...)
}

// forGood tells whether asking again would bring nothing else.
func (l lack) forGood() bool {
	switch l.kind {
	case "", fetch.NotFound, fetch.Gone, fetch.Denied, fetch.LoginPage, fetch.BadAddress, fetch.Scheme, fetch.Forbidden:
		return !l.unreached
	}
	return false
}
