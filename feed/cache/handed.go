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
}

// handedMost bytes are held: what some hundred and fifty stories hold, which is
// what comes while a batch is indexed.
const handedMost = 1 << 20

func (h *handed) put(id feed.StoryID, body string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.size+len(body) > handedMost {
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
