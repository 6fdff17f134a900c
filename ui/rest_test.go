package ui

import (
	"runtime"
	"testing"
	"time"
)

// One thread at rest, several as soon as something happens, and at the end as
// many as before.
func TestThreadsRestAndStir(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	room := makeRoom(func(string) string { return "" })
	if n := runtime.GOMAXPROCS(0); n != before+spare {
		t.Errorf("%d threads at the start, want %d", n, before+spare)
	}
	for range 2 {
		room.rest()
		if n := runtime.GOMAXPROCS(0); n != 1 {
			t.Errorf("%d threads at rest", n)
		}
		room.stir()
		if n := runtime.GOMAXPROCS(0); n != before+spare {
			t.Errorf("%d threads when something happens, want %d", n, before+spare)
		}
	}
	room.used = -time.Hour // work goes on without a message
	if room.rest(); runtime.GOMAXPROCS(0) != before+spare {
		t.Error("at rest in the middle of work")
	}
	room.stir()
	room.rest()
	room.end()
	room.rest() // the timer was on its way
	if n := runtime.GOMAXPROCS(0); n != before {
		t.Errorf("%d threads at the end, want %d", n, before)
	}
	if room := makeRoom(func(string) string { return "2" }); room != nil || runtime.GOMAXPROCS(0) != before {
		t.Error("the reader's own GOMAXPROCS was not left alone")
	}
}
