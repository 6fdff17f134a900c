package schedule

import "time"

// State is what is kept per feed address, as JSON, between two requests. The
// zero State belongs to a feed that was never asked.
type State struct {
	// Validators and hash of the last body that parsed; opaque.
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	Hash         string `json:"hash,omitempty"`

	Tried    time.Time `json:"tried,omitzero"`     // last request, whatever came of it
	Good     time.Time `json:"good,omitzero"`      // last good answer, "not modified" included
	Full     time.Time `json:"full,omitzero"`      // last good answer with a body
	Next     time.Time `json:"next,omitzero"`      // not asked by itself before
	Failures int       `json:"failures,omitempty"` // since the last good answer
	Gone     bool      `json:"gone,omitempty"`     // its publisher ended it (410)
	Hints    Hints     `json:"hints,omitzero"`

	Moves
}

// Hints are a feed's own words on how often to ask. They come from the last
// document and stay while answers are "not modified".
type Hints struct {
	TTL       time.Duration  `json:"ttl,omitempty"`        // RSS ttl
	Update    time.Duration  `json:"update,omitempty"`     // sy:updatePeriod divided by sy:updateFrequency
	SkipHours []int          `json:"skip_hours,omitempty"` // 0 to 23, GMT (24 is read as 0)
	SkipDays  []time.Weekday `json:"skip_days,omitempty"`  // GMT
}

// Answer is what came of one request.
type Answer struct {
	At   time.Time
	Good bool // a body that parsed, or "not modified"
	Full bool // with Good: there was a body
	Gone bool // 410

	ETag, LastModified, Hash string // as received; used only if Good
	Hints                    *Hints // of a body that was parsed; nil keeps the last ones

	MaxAge     time.Duration
	Expires    time.Time
	RetryAfter time.Duration
	Moved      string // where every redirect was for good: that address
}

// Pace is how often the reader wants to ask and what sets one feed's chance
// apart from another's.
type Pace struct {
	Every time.Duration // for all publications; 0: Hourly
	Own   time.Duration // for this publication, 0: none; it also frees a feed without validators from waiting a day
	Seed  uint64        // from Seed
}

// After returns the state after an answer.
func (s State) After(a Answer, p Pace) State {
	s.Tried = a.At
	switch {
	case a.Good:
		s.Good, s.Failures, s.Gone = a.At, 0, false
		if a.Full {
			s.Full = a.At
			s.ETag, s.LastModified, s.Hash = a.ETag, a.LastModified, a.Hash
		} else { // a 304 may bring new validators (RFC 9110 §15.4.5)
			keep(&s.ETag, a.ETag)
			keep(&s.LastModified, a.LastModified)
		}
		if a.Hints != nil {
			s.Hints = *a.Hints
		}
		s.Move = s.watch(a)
	case a.Gone:
		s.Gone = true
		s.Failures++
	default:
		s.Failures++
	}
	s.Next = s.next(a, p)
	return s
}

func keep(field *string, value string) {
	if value != "" {
		*field = value
	}
}

// clockSlip is how far in the future a last request may lie before the clock
// is thought to have been wrong then.
const clockSlip = time.Hour

// Due tells whether the feed is to be asked now.
func (s State) Due(now time.Time) bool {
	if s.Gone {
		return false
	}
	return !now.Before(s.Next) || s.Tried.After(now.Add(clockSlip))
}

// ManualFloor is the shortest time between two requests made by hand.
const ManualFloor = 5 * time.Minute

// ManualWait is how long a request by hand must still wait; 0: it may go.
func (s State) ManualWait(now time.Time) time.Duration {
	if s.Tried.After(now.Add(clockSlip)) {
		return 0
	}
	return min(max(s.Tried.Add(ManualFloor).Sub(now), 0), ManualFloor)
}

// plainEvery is how long "not modified" is believed: validators that lie are
// common enough (a date of 1970, one in the future, one for every body).
const plainEvery = 7 * 24 * time.Hour

// Plain tells that the next request should leave out the validators.
func (s State) Plain(now time.Time) bool {
	return (s.ETag != "" || s.LastModified != "") && (now.Sub(s.Full) >= plainEvery || s.Full.After(now.Add(clockSlip)))
}
