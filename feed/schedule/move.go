package schedule

import (
	"strings"
	"time"
)

// A lasting redirect is adopted only when it has proved itself: a gateway that
// sends everyone to its log-in page answers 301 as well.
const (
	moveAnswers = 3
	moveTime    = 7 * 24 * time.Hour
)

// Moves is what is known of a feed's moving to another address.
type Moves struct {
	Move     *Move     `json:"move,omitempty"`     // a lasting redirect being watched
	Instead  string    `json:"instead,omitempty"`  // an adopted address, asked instead of the configured one
	Adopted  time.Time `json:"adopted,omitzero"`   // when it was
	Declined string    `json:"declined,omitempty"` // an address that the reader took back
}

// Move is a lasting redirect (301, 308 on every hop) being watched.
type Move struct {
	To    string    `json:"to"`
	Since time.Time `json:"since"` // first good answer from there
	Last  time.Time `json:"last"`
	Seen  int       `json:"seen"` // good answers from there
	Full  bool      `json:"full"` // one of them was a body that parsed
}

// watch notes one good answer. Any good answer from elsewhere begins anew, and so
// does a clock that was ahead before; failures in between count for nothing
// either way.
func (s State) watch(a Answer) *Move {
	if a.Moved == "" || a.Moved == s.Declined || a.Moved == s.Instead {
		return nil
	}
	m := Move{To: a.Moved, Since: a.At}
	if s.Move != nil && s.Move.To == a.Moved && !s.Move.Last.After(a.At.Add(clockSlip)) {
		m = *s.Move
	}
	m.Last = a.At
	m.Seen++
	m.Full = m.Full || a.Full
	return &m
}

// Ripe returns the address that should be asked from now on instead of from,
// the one asked until now. An https address is never left for an http one.
func (s State) Ripe(from string) (to string, ok bool) {
	m := s.Move
	if m == nil || m.Seen < moveAnswers || !m.Full || m.Last.Sub(m.Since) < moveTime {
		return "", false
	}
	if hasScheme(from, "https") && !hasScheme(m.To, "https") {
		return "", false
	}
	return m.To, true
}

// Adopt makes the watched address the one to ask. Validators belong to an
// address and are dropped.
func (s State) Adopt() State {
	if s.Move != nil {
		s.Instead, s.Adopted, s.Move = s.Move.To, s.Move.Last, nil
		s.ETag, s.LastModified, s.Hash = "", "", ""
	}
	return s
}

// Decline goes back to the configured address for good: the same move is not
// adopted again.
func (s State) Decline() State {
	if s.Move != nil {
		s.Declined, s.Move = s.Move.To, nil
	}
	if s.Instead != "" {
		s.Declined, s.Instead, s.Adopted = s.Instead, "", time.Time{}
		s.ETag, s.LastModified, s.Hash = "", "", ""
	}
	return s
}

// With makes the moves those of another time: a decline is taken back, or done
// again.
func (s State) With(m Moves) State {
	if m.Instead != s.Instead {
		s.ETag, s.LastModified, s.Hash = "", "", ""
	}
	s.Moves = m
	return s
}

// Address is the one to ask: the adopted one, or else the configured.
func (s State) Address(configured string) string {
	if s.Instead != "" {
		return s.Instead
	}
	return configured
}

func hasScheme(address, scheme string) bool {
	return len(address) > len(scheme) && strings.EqualFold(address[:len(scheme)+1], scheme+":")
}
