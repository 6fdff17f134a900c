package cache

import (
	"sync"

	"standfirst/feed"
)

// handed holds the bodies of stories just stored, so that an index made soon
// after need not read and unpack them again. A body that is not here is read
// from the file.
type handed struct {
	mu     sync.Mutex
	bodies map[feed.StoryID]string
	size   int
	off    bool // no index is made soon
}

// handedMost bytes are held: what some six hundred stories hold.
const handedMost = 4 << 20

// HoldBodies says whether the bodies of stories stored from now on are held for an
// index that is made soon.
func (c *Cache) HoldBodies(on bool) {
	c.handed.mu.Lock()
	defer c.handed.mu.Unlock()
	c.handed.off = !on
}

func (h *handed) put(id feed.StoryID, body string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.off || h.size+len(body) > handedMost {
		return
	}
	if h.bodies == nil {
		h.bodies = map[feed.StoryID]string{}
	}
	h.size += len(body) - len(h.bodies[id])
	h.bodies[id] = body
}

// take returns a body and holds it no longer.
func (h *handed) take(id feed.StoryID) (body string, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	body, ok = h.bodies[id]
	delete(h.bodies, id)
	h.size -= len(body)
	return body, ok
}
