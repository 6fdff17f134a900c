package ui

import (
	"runtime"
	"runtime/debug"
	"sync"
)

// What a key waits for most during a refresh is the garbage collector: its
// threads take the cores from the one that draws. So it runs seldom from the
// beginning of a refresh until the screen is at rest, and what that cost in
// memory is given back then: at once it would take the cores from the next key.
const (
	usualCollector = 100 // per cent of what lives that may be garbage, by itself
	lateCollector  = 300
	lateMost       = 192 << 20 // bytes of memory from which on it runs as often as it must
	worthGiving    = 16 << 20  // bytes
)

// collector is how often it runs. Its calls may wait for a collection under way:
// they are not for the goroutine that draws, and it has a lock of its own.
type collector struct {
	mu     sync.Mutex
	chosen bool // by the reader, with GOGC: it is left alone
	late   bool
	limit  int64 // of memory, before
	over   bool  // the screen has ended
}

// collectLate has the collector run seldom until the screen is at rest, unless the
// reader said with GOGC how often.
func (t *threads) collectLate() {
	if t == nil {
		return
	}
	c := &t.collector
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.late || c.over || c.chosen {
		return
	}
	debug.SetGCPercent(lateCollector)
	c.late, c.limit = true, debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(min(lateMost, c.limit))
}

// asUsual undoes it, for good when the screen has ended, and tells whether there
// was anything to undo.
func (c *collector) asUsual(over bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = c.over || over
	if !c.late {
		return false
	}
	c.late = false
	debug.SetGCPercent(usualCollector)
	debug.SetMemoryLimit(c.limit)
	return true
}

// returnMemory gives what is free, or may be garbage, back to the system when it
// is worth it.
func returnMemory() {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	if memory.HeapIdle-memory.HeapReleased+memory.HeapAlloc/2 > worthGiving {
		debug.FreeOSMemory()
	}
}
