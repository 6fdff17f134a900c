package parse

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

const (
	maxPeak      = 12       // times a feed's size
	leastWeighed = 64 << 10 // bytes of a feed below which the figure says little
	weighing     = "STANDFIRST_WEIGH"
)

type peakSizes struct{ ours, gofeed float64 }

// TestPeaks: no feed needs a heap of more than maxPeak times its size.
func TestPeaks(t *testing.T) {
	if which := os.Getenv(weighing); which != "" {
		weigh(t, which)
		return
	}
	for _, real := range []bool{false, true} {
		if _, err := os.Stat(corpus); err != nil && real {
			break // the corpus's own tests say that it is missing
		}
		worst := peaks(t, real)
		t.Logf("real feeds %v: at most %.1f times a feed's size, gofeed alone %.1f", real, worst.ours, worst.gofeed)
		if worst.ours > maxPeak || worst.ours < 0.5 {
			t.Errorf("real feeds %v: the heap peaks at %.1f times a feed's size; the bar is %d", real, worst.ours, maxPeak)
		}
	}
}

// peaks weighs in a process of its own, whose collector stops the program while
// it looks: beside it, everything made meanwhile counts as needed, which on a
// busy machine is most of the figure.
func peaks(t testing.TB, real bool) (worst peakSizes) {
	t.Helper()
	which := "made"
	if real {
		which = "real"
	}
	child := exec.Command(os.Args[0], "-test.run=^TestPeaks$", "-test.v")
	child.Env = append(os.Environ(), "GODEBUG=gcstoptheworld=1", weighing+"="+which)
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("weigh: %v: %s", err, out)
	}
	_, figures, _ := strings.Cut(string(out), "worst ")
	if _, err := fmt.Sscan(figures, &worst.ours, &worst.gofeed); err != nil {
		t.Fatalf("weigh: %v: %s", err, out)
	}
	return worst
}

func weigh(t *testing.T, which string) {
	feeds := [][]byte{wordpressFeed(leastWeighed), wordpressFeed(5 << 20)}
	if which == "real" {
		feeds = corpusFeeds(t)
	}
	var worst peakSizes
	for _, data := range feeds {
		if len(data) < leastWeighed {
			continue
		}
		size := float64(len(data))
		worst.ours = max(worst.ours, float64(peak(func() { _, _ = Parse(data, Options{Now: now}) }))/size)
		worst.gofeed = max(worst.gofeed, float64(peak(func() { _, _ = gofeed.NewParser().Parse(bytes.NewReader(data)) }))/size)
	}
	t.Log("worst", worst.ours, worst.gofeed)
}

// peak returns the most that f holds on the heap at one time, above what was
// held before, in bytes. The collector runs whenever the heap has grown by a
// hundredth, and what it found in use is the figure: not what it has not swept
// yet.
func peak(f func()) uint64 {
	const name = "/gc/heap/live:bytes"
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	runtime.GC()
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	before, most := sample[0].Value.Uint64(), uint64(0)
	done, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		sample := []metrics.Sample{{Name: name}}
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
			select {
			case <-done:
				return
			case <-time.After(50 * time.Microsecond):
			}
		}
	}()
	for range 3 {
		f()
	}
	close(done)
	<-stopped
	return most - min(most, before)
}
