package cache

import (
	"context"
	"strconv"
	"time"
)

// A session ended when no key was pressed for so long.
const visitGap = 4 * time.Hour

// LastVisit is the last key of a session that ended four hours ago or more;
// fixed while the program runs. Zero at the first start.
func (c *Cache) LastVisit() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.sinceVisit.IsZero() {
		return c.sinceVisit
	}
	return c.lastVisit
}

// Visit notes that a key was pressed now. Cheap; written at most once a minute.
func (c *Cache) Visit() {
	now := c.now()
	c.mu.Lock()
	due := now.Sub(c.visited).Abs() >= time.Minute && c.readOnly == "" && !c.damaged
	if due {
		c.visited = now
	}
	previous := c.lastVisit
	c.mu.Unlock()
	if !due {
		return
	}
	// A full disk loses a minute of this, no more.
	_ = c.changeOnce(context.Background(), context.Background(), func(x *tx) error {
		if err := x.keep("last key", strconv.FormatInt(now.UnixMilli(), 10)); err != nil {
			return err
		}
		return x.keep("last visit", strconv.FormatInt(millis(previous), 10))
	})
}

// loadVisit works out, at the start, which session was the last that ended.
func (c *Cache) loadVisit(ctx context.Context) error {
	return c.see(ctx, func(l *look) error {
		read := func(key string) (time.Time, error) {
			var text string
			if _, err := l.one(`SELECT value FROM kept WHERE key = ?`, []any{key}, &text); err != nil || text == "" {
				return time.Time{}, err
			}
			ms, err := strconv.ParseInt(text, 10, 64)
			return instant(ms), err
		}
		lastKey, err := read("last key")
		if err != nil {
			return err
		}
		before, err := read("last visit")
		if err != nil {
			return err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.lastVisit = before
		if before.After(c.now()) {
			c.lastVisit = time.Time{} // the clock was ahead then: nothing is known
		}
		if !lastKey.IsZero() && c.now().Sub(lastKey) >= visitGap {
			c.lastVisit = lastKey
		}
		return nil
	})
}
