package newsroom

import (
	"context"
	"time"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/classify"
)

// Edition returns the rows of w in the stories answering q, with its counts.
func (n *Newsroom) Edition(ctx context.Context, q feed.Query, w feed.Window) (feed.Edition, error) {
	return n.cache.Edition(ctx, q, w)
}

// Place returns the offset of a story in q's edition, -1 when it is not in it.
func (n *Newsroom) Place(ctx context.Context, q feed.Query, id feed.StoryID) (int, error) {
	return n.cache.Place(ctx, q, id)
}

// NextUnread returns the next (forward) or previous unread story after id in
// q's order, id 0 meaning from the start; 0 when there is none.
func (n *Newsroom) NextUnread(ctx context.Context, q feed.Query, id feed.StoryID, forward bool) (feed.StoryID, error) {
	return n.cache.NextUnread(ctx, q, id, forward)
}

// Counts returns the figures of the rail under q.
func (n *Newsroom) Counts(ctx context.Context, q feed.Query) (feed.Counts, error) {
	return n.cache.Counts(ctx, q)
}

// Tags returns the whole tag index, followed first, with weeks and aliases.
func (n *Newsroom) Tags(ctx context.Context) ([]feed.TagCount, error) { return n.cache.Tags(ctx) }

// Related returns the tags that occur most with the given one, best first.
func (n *Newsroom) Related(ctx context.Context, key string, limit int) ([]feed.TagCount, error) {
	return n.cache.Related(ctx, key, limit)
}

// Months returns the months that have stories under q, newest first.
func (n *Newsroom) Months(ctx context.Context, q feed.Query) ([]Month, error) {
	return n.cache.Months(ctx, q)
}

// Lookup finds a story by its number or its link.
func (n *Newsroom) Lookup(ctx context.Context, idOrLink string) (feed.StoryID, error) {
	return n.cache.Lookup(ctx, idOrLink)
}

// Elsewhere returns the same story in other publications, newest first.
func (n *Newsroom) Elsewhere(ctx context.Context, id feed.StoryID) ([]feed.Row, error) {
	return n.cache.Elsewhere(ctx, id)
}

// LastVisit is the last key of a session that ended four hours ago or more;
// fixed while the program runs. Zero at the first start.
func (n *Newsroom) LastVisit() time.Time { return n.cache.LastVisit() }

// Visit notes that a key was pressed now. Cheap; written at most once a minute.
func (n *Newsroom) Visit() { n.cache.Visit() }

// Publications returns the state of every publication, in the configured order,
// retired ones last. Sections hold the map as now known: configured, learned
// and edited.
func (n *Newsroom) Publications(ctx context.Context) ([]feed.PublicationState, error) {
	states, err := n.cache.Publications(ctx)
	if err != nil {
		return nil, err
	}
	said, err := n.quiet(ctx)
	if err != nil {
		return nil, err
	}
	for i := range states {
		if states[i].Notice == "" {
			states[i].Notice = said.Notices[states[i].ID]
		}
		states[i].Sections = classify.Sections(states[i].Publication, n.taxonomy(ctx, states[i].ID))
	}
	return states, nil
}

// Month is a month with its figures.
type Month = cache.Month

// ErrNoStory: there is no such story here.
var ErrNoStory = cache.ErrNoStory

// ErrReadOnly: the archive's folder cannot be written, nothing was changed.
var ErrReadOnly = cache.ErrReadOnly
