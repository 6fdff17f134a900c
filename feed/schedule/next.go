package schedule

import (
	"encoding/binary"
	"hash/fnv"
	"time"
)

const (
	Hourly  = 60 * time.Minute // the shortest wait unless the reader chooses another
	Longest = 24 * time.Hour
)

func (s State) next(a Answer, p Pace) time.Time {
	every := p.Every
	if p.Own > 0 {
		every = p.Own
	}
	if every <= 0 {
		every = Hourly
	}
	every = max(every, ManualFloor)

	wait := every
	if a.Good {
		wait = max(wait, s.Hints.TTL, s.Hints.Update, a.MaxAge)
		if !a.Expires.IsZero() {
			wait = max(wait, a.Expires.Sub(a.At))
		}
		if s.ETag == "" && s.LastModified == "" && p.Own == 0 {
			wait = Longest
		}
	} else {
		for n := 1; n < s.Failures && wait < Longest; n++ {
			wait *= 2
		}
	}
	wait = max(wait, a.RetryAfter)

	longest := max(Longest, every)
	wait = min(wait, longest)
	wait = min(wait+chance(wait/10, p.Seed, a.At), longest)
	return s.Hints.skip(a.At.Add(wait), p.Seed)
}

// skip moves a time out of the hours and days that the feed asks to be left
// alone. Hints that leave no hour of the week are no hints.
func (h Hints) skip(at time.Time, seed uint64) time.Time {
	if len(h.SkipHours) == 0 && len(h.SkipDays) == 0 {
		return at
	}
	const week = 7 * 24
	free := at
	for range week + 1 {
		if !h.skips(free.UTC()) {
			if free.Equal(at) {
				return at
			}
			return free.Add(chance(10*time.Minute, seed, free))
		}
		free = free.UTC().Truncate(time.Hour).Add(time.Hour)
	}
	return at
}

func (h Hints) skips(gmt time.Time) bool {
	for _, hour := range h.SkipHours {
		if hour%24 == gmt.Hour() {
			return true
		}
	}
	for _, day := range h.SkipDays {
		if day == gmt.Weekday() {
			return true
		}
	}
	return false
}

// AfterSleep returns when to ask a feed that fell due while the machine slept:
// when the network has had ten seconds to come back, and spread over two
// minutes.
func AfterSleep(now time.Time, seed uint64) time.Time {
	return now.Add(10*time.Second + chance(2*time.Minute, seed, now))
}

// Seed makes the number that sets one feed's chance apart, from its address.
func Seed(address string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(address))
	return h.Sum64()
}

// chance is a part of most that looks random and is the same for the same feed
// and time.
func chance(most time.Duration, seed uint64, at time.Time) time.Duration {
	if most <= 0 {
		return 0
	}
	h := fnv.New64a()
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], seed)
	binary.LittleEndian.PutUint64(b[8:], uint64(at.Unix()))
	h.Write(b[:])
	sum := h.Sum64()
	sum ^= sum >> 32 // FNV's low bits follow its last input byte
	return time.Duration(sum % uint64(most))
}
