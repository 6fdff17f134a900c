package newsroom

import (
	"context"
	"time"

	"standfirst/feed"
)

// listedAtOnce is how many rows are loaded at a time when a whole edition is
// walked through.
const listedAtOnce = 2000

// walk gives every row of q's edition to f, in order.
func (n *Newsroom) walk(ctx context.Context, q feed.Query, f func(feed.Row)) error {
	for offset := 0; ; offset += listedAtOnce {
		e, err := n.cache.Edition(ctx, q, feed.Window{Offset: offset, Limit: listedAtOnce})
		if err != nil {
			return err
		}
		for _, row := range e.Rows {
			f(row)
		}
		if len(e.Rows) < listedAtOnce {
			return ctx.Err()
		}
	}
}

// IDs returns all stories of q's edition, in order.
func (n *Newsroom) IDs(ctx context.Context, q feed.Query) (ids []feed.StoryID, err error) {
	err = n.walk(ctx, q, func(row feed.Row) { ids = append(ids, row.ID) })
	return ids, err
}

// Unstored returns the stories of q's edition whose full article is not on disk
// and that have a page to fetch it from, in order.
func (n *Newsroom) Unstored(ctx context.Context, q feed.Query) (ids []feed.StoryID, err error) {
	err = n.walk(ctx, q, func(row feed.Row) {
		if !row.Stored && row.Link != "" {
			ids = append(ids, row.ID)
		}
	})
	return ids, err
}

// SetLastVisit makes LastVisit, and with it is:new, another time until the
// program ends; the zero time gives it back.
func (n *Newsroom) SetLastVisit(at time.Time) { n.cache.SetLastVisit(at) }
