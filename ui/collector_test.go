package ui

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// The collector runs late until the screen is at rest, is as it was afterwards,
// and leaves the reader's own choice alone.
func TestTheCollectorRunsLateUntilRest(t *testing.T) {
	before, limit := runtime.GOMAXPROCS(0), debug.SetMemoryLimit(-1)
	defer runtime.GOMAXPROCS(before)
	wants := func(when string, percent int, most int64) {
		t.Helper()
		n := debug.SetGCPercent(usualCollector)
		if debug.SetGCPercent(n); n != percent || debug.SetMemoryLimit(-1) != most {
			t.Errorf("%s: %d %% and %d bytes, want %d and %d", when, n, debug.SetMemoryLimit(-1), percent, most)
		}
	}
	room := makeRoom(func(string) string { return "" })
	for range 2 {
		room.collectLate()
		room.collectLate()
		wants("during a refresh", lateCollector, lateMost)
		garbage := make([]byte, 8*worthGiving)
		for i := range garbage {
			garbage[i] = 1
		}
		runtime.KeepAlive(garbage)
		room.stir() // or what this took would count as work
		room.rest()
		wants("at rest", usualCollector, limit)
		var memory runtime.MemStats
		if runtime.ReadMemStats(&memory); memory.HeapIdle-memory.HeapReleased > worthGiving {
			t.Errorf("%d bytes are kept at rest", memory.HeapIdle-memory.HeapReleased)
		}
		room.stir()
	}
	room.collectLate()
	room.end()
	wants("at the end", usualCollector, limit)
	room.collectLate() // a refresh was about to begin
	wants("after the end", usualCollector, limit)

	room = makeRoom(func(name string) string { return map[string]string{"GOGC": "100"}[name] })
	defer room.end()
	room.collectLate()
	wants("with GOGC chosen", usualCollector, limit)
}
