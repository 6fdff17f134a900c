package cache

import (
	"context"
	"time"

	"standfirst/feed"
)

// Amend gives stories, without their bodies, to f and writes what f changed of
// that which a site tells beside its feed: sections, tags, images and the marks
// Sponsored and Featured. Stories that are not here are passed over. It tells
// how many changed.
func (c *Cache) Amend(ctx context.Context, ids []feed.StoryID, f func(feed.Story) feed.Story) (changed int, err error) {
	for len(ids) > 0 {
		some := ids[:min(len(ids), batch)]
		ids = ids[len(some):]
		n := 0
		err := c.change(ctx, func(x *tx) error {
			n = 0
			for _, id := range some {
				did, err := x.amend(id, f)
				if err != nil {
					return err
				}
				if did {
					n++
				}
			}
			return nil
		})
		if err != nil {
			return changed, err
		}
		changed += n
	}
	return changed, nil
}

func (x *tx) amend(id feed.StoryID, f func(feed.Story) feed.Story) (changed bool, err error) {
	r, here, err := x.record(id)
	if err != nil || !here {
		return false, err
	}
	s := f(r.Story)
	subjects := jsonText(s.Sections) != jsonText(r.Sections) || jsonText(s.Tags) != jsonText(r.Tags)
	if !subjects && jsonText(s.Images) == jsonText(r.Images) && s.Sponsored == r.Sponsored && s.Featured == r.Featured {
		return false, nil
	}
	before, err := x.memberships(r)
	if err != nil {
		return false, err
	}
	r.Images, r.Sponsored, r.Featured = s.Images, s.Sponsored, s.Featured
	if subjects {
		r.Sections, r.Tags = s.Sections, s.Tags
		if err := x.resolve(r); err != nil {
			return false, err
		}
	}
	if err := x.writeRecord(before, r); err != nil {
		return false, err
	}
	return true, x.do(`INSERT OR IGNORE INTO waiting (story) VALUES (?)`, int64(id))
}

// SetLastVisit makes LastVisit another time until the program ends; the zero
// time gives it back. Nothing is written.
func (c *Cache) SetLastVisit(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sinceVisit = at
}
