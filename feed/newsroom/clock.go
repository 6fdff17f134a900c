package newsroom

import (
	"net/http"
	"slices"
	"time"
)

// Clocks are set: by hand, by the network after a start without a battery, by
// years. What is kept with a time must not wait for one that lies years ahead,
// and what is removed by age must not go because the clock jumped.

// toCome tells whether a time that was kept as at most so far ahead is still to
// come. One further ahead was kept while the clock was wrong.
func toCome(now, until time.Time, most time.Duration) bool {
	left := until.Sub(now)
	return left > 0 && left <= most
}

// lately tells whether something happened less than so long ago. The future is
// not lately, but for what two clocks may differ.
func lately(now, at time.Time, within time.Duration) bool {
	age := now.Sub(at)
	return !at.IsZero() && age > -clockSlack && age < within
}

// skewOf is how far a server's clock is ahead of ours, when it states its time.
func skewOf(header http.Header, now time.Time) (skew time.Duration, stated bool) {
	at, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0, false
	}
	return at.Sub(now).Round(time.Second), true
}

// middleOf is the middle one of several clocks: the truth, unless most are wrong.
func middleOf(skews []time.Duration) (middle time.Duration, known bool) {
	if len(skews) == 0 {
		return 0, false
	}
	slices.Sort(skews)
	return skews[len(skews)/2], true
}

// clockTrust is how far the servers' clocks may be from ours for stories to be
// removed by their age.
const clockTrust = 24 * time.Hour

// clockTrusted tells whether the last refresh confirmed what day it is. After one
// that no server answered nothing is removed either: it can wait.
func (n *Newsroom) clockTrusted() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.skewed && n.skew.Abs() <= clockTrust
}

// readClock notes what time a server has.
func (r *refresh) readClock(header http.Header, now time.Time) {
	if skew, stated := skewOf(header, now); stated {
		r.mu.Lock()
		r.skews = append(r.skews, skew)
		r.mu.Unlock()
	}
}
