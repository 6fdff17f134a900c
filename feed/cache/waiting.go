package cache

import (
	"context"
	"errors"
	"time"

	"standfirst/feed"
)

// orWait makes a change of marks, or when the disk is full keeps it in memory
// until there is room, and tells that it waits: set says how the marks of ids
// look meanwhile.
func (c *Cache) orWait(ctx context.Context, f func(*tx) error, set func(*feed.Marks), ids ...feed.StoryID) (waits bool, err error) {
	err = c.changeWhole(ctx, f)
	if err == nil || !isFull(err) {
		return false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, f)
	if c.waitMarks == nil {
		c.waitMarks = map[feed.StoryID]func(*feed.Marks){}
	}
	c.retryLater()
	for _, id := range ids {
		before := c.waitMarks[id]
		c.waitMarks[id] = func(m *feed.Marks) {
			if before != nil {
				before(m)
			}
			set(m)
			m.Waiting = true
		}
	}
	return true, nil
}

// retryEvery is how often waiting changes are tried again by themselves.
const retryEvery = 5 * time.Second

// retryLater tries again after a while, and again, until nothing waits or the
// cache is closed. It is called with mu held.
func (c *Cache) retryLater() {
	if c.retryTimer != nil {
		return
	}
	c.retryTimer = time.AfterFunc(retryEvery, func() {
		left := c.Retry()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.retryTimer = nil
		if left > 0 && !c.closed {
			c.retryLater()
		}
	})
}

// overlay shows marks that wait for room on the disk.
func (c *Cache) overlay(id feed.StoryID, m feed.Marks) feed.Marks {
	c.mu.Lock()
	defer c.mu.Unlock()
	if set := c.waitMarks[id]; set != nil {
		set(&m)
	}
	return m
}

// Retry writes the changes that wait for room on the disk, and tells how many
// still wait.
func (c *Cache) Retry() int {
	c.retryWaiting()
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.waiting)
}

func (c *Cache) retryWaiting() {
	for {
		c.mu.Lock()
		if len(c.waiting) == 0 || c.damaged || c.readOnly != "" || c.retrying {
			c.mu.Unlock()
			return
		}
		next := c.waiting[0]
		c.retrying = true
		c.mu.Unlock()
		err := c.changeOnce(context.Background(), context.Background(), next)
		c.mu.Lock()
		c.retrying = false
		if isFull(err) {
			c.mu.Unlock()
			return
		}
		if len(c.waiting) > 0 {
			c.waiting = c.waiting[1:]
		}
		if len(c.waiting) == 0 {
			c.waitMarks = nil
		}
		if err != nil && !errors.Is(err, ErrNoStory) {
			c.notices = append(c.notices, "A change made while the disk was full could not be kept.")
			c.lost++
		}
		c.mu.Unlock()
	}
}
