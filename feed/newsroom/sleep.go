package newsroom

import (
	"time"

	"standfirst/feed/schedule"
)

const (
	// sleepAtLeast is the shortest sleep of the machine after which feeds that
	// fell due meanwhile are spread: the network comes back slowly, and every
	// feed of the day is due at once.
	sleepAtLeast = 10 * time.Minute
	// wakingFor is how long after a sleep they are spread.
	wakingFor = 3 * time.Minute
)

// sleepWatch tells whether the machine slept since it was last asked. Of the two
// clocks of the system only the one on the wall goes on while it sleeps, hence
// the runtime's own clock and not Options.Now.
func sleepWatch() func() bool {
	last := time.Now()
	return func() bool {
		now := time.Now()
		byWall := now.Round(0).Sub(last.Round(0))
		ran := now.Sub(last)
		last = now
		return byWall-ran >= sleepAtLeast
	}
}

// waking is how long a feed that is due waits because the machine just woke up.
// What a person asks for waits for nothing.
func (n *Newsroom) waking(r RefreshRequest, address string, now time.Time) time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.slept() {
		n.woke = now
	}
	if r.Manual || r.Force || !lately(now, n.woke, wakingFor) {
		return 0
	}
	return max(0, schedule.AfterSleep(n.woke, schedule.Seed(address)).Sub(now))
}
