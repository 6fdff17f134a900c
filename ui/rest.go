package ui

import (
	"runtime"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// spare is how many threads more than cores run Go code while the screen is up. A
// key passes through four goroutines on its way to the glass; with every thread
// deep in a refresh each of them would wait for its turn, ten milliseconds at a
// time. With a thread to spare the system's scheduler lets it through at once.
const spare = 3

// restAfter is how long nothing happens before the screen is at rest.
const restAfter = 3 * time.Second

// atRest: less than one part in so many of a processor is used at rest.
const atRest = 20

// threads is how many threads run Go code: several for as long as something
// happens, one at rest. Bubble Tea wakes up for every frame, drawn or not, and
// the scheduler then wakes the others to see whether there is more to do: a third
// of all that a screen at rest costs.
type threads struct {
	before, busy int

	mu      sync.Mutex
	resting bool
	ended   bool
	used    time.Duration // processor time when something last happened
	timer   *time.Timer
	stirs   int // how often something happened

	collector collector
}

// makeRoom lets keys through beside a refresh. It returns nil when the reader
// chose GOMAXPROCS.
func makeRoom(env func(string) string) *threads {
	if env("GOMAXPROCS") != "" {
		return nil
	}
	before := runtime.GOMAXPROCS(0)
	t := &threads{before: before, busy: before + spare, used: processorTime(), collector: collector{chosen: env("GOGC") != ""}}
	runtime.GOMAXPROCS(t.busy)
	t.timer = time.AfterFunc(restAfter, t.rest)
	return t
}

func (t *threads) rest() {
	stirs, idle := t.idle()
	if !idle {
		return
	}
	// Without the lock: a key must not wait for it.
	if t.collector.asUsual(false) {
		returnMemory()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended || t.stirs != stirs {
		return
	}
	runtime.GOMAXPROCS(1)
	t.resting = true
}

// idle tells that nothing happens, and how often something did.
func (t *threads) idle() (stirs int, idle bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended || t.resting {
		return 0, false
	}
	// No message does not mean no work: an index is made, a backup, in silence.
	if used := processorTime(); used-t.used > restAfter/atRest {
		t.used = used
		t.timer.Reset(restAfter)
		return 0, false
	}
	return t.stirs, true
}

// stir notes that something happens.
func (t *threads) stir() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.resting {
		runtime.GOMAXPROCS(t.busy)
		t.resting = false
	}
	t.used = processorTime()
	t.stirs++
	t.timer.Reset(restAfter)
}

// end makes them as many as they were.
func (t *threads) end() {
	if t == nil {
		return
	}
	t.collector.asUsual(true)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timer.Stop()
	t.ended = true
	runtime.GOMAXPROCS(t.before)
}

// stirred is a filter that notes every message before another filter sees it.
func stirred(t *threads, next func(tea.Model, tea.Msg) tea.Msg) func(tea.Model, tea.Msg) tea.Msg {
	return func(m tea.Model, msg tea.Msg) tea.Msg {
		t.stir()
		return next(m, msg)
	}
}
