package ui

import (
	"runtime"
	"runtime/debug"
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

// collectLate has the collector run seldom until the screen is at rest, unless the
// reader said with GOGC how often. It may wait for a collection under way: not for
// the goroutine that draws.
func (t *threads) collectLate() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.late || t.ended {
		return
	}
	if before := debug.SetGCPercent(lateCollector); before != usualCollector {
		debug.SetGCPercent(before)
		return
	}
	t.late, t.limit = true, debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(min(lateMost, t.limit))
}

// collectAsUsual undoes it; mu is held.
func (t *threads) collectAsUsual() {
	if !t.late {
		return
	}
	t.late = false
	debug.SetGCPercent(usualCollector)
	debug.SetMemoryLimit(t.limit)
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
