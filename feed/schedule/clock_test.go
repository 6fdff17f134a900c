package schedule

import (
	"fmt"
	"testing"
	"time"
)

// jumps are how far a clock may be set between two looks at it: by hand, by the
// network, by the change of summer time in a system that keeps local time, by an
// empty battery.
var jumps = []time.Duration{
	time.Minute, time.Hour, 2 * time.Hour, 23 * time.Hour, 25 * time.Hour, 8 * 24 * time.Hour, 366 * 24 * time.Hour, 30 * 366 * 24 * time.Hour,
}

// TestClockJumps: however the clock is set, forward or back, a feed is asked
// again within a day of it, never twice within five minutes by the schedule, and
// by hand after five minutes.
func TestClockJumps(t *testing.T) {
	for _, size := range jumps {
		for _, jump := range []time.Duration{size, -size} {
			for _, failed := range []bool{false, true} {
				name := fmt.Sprintf("%v, failed %v", jump, failed)
				s := State{}
				at := noon
				for range 5 { // habits, and back-off when it fails
					a := good(at)
					a.Good = !failed
					s = s.After(a, Pace{Seed: 3})
					at = at.Add(25 * time.Hour)
				}
				now := s.Tried.Add(jump)
				if wait := s.ManualWait(now); wait > ManualFloor {
					t.Errorf("%s: by hand after %v", name, wait)
				}
				began, asked := now, 0
				last := time.Time{}
				for ; now.Sub(began) < 3*Longest; now = now.Add(time.Minute) {
					if !s.Due(now) {
						continue
					}
					if !last.IsZero() && now.Sub(last) < ManualFloor {
						t.Errorf("%s: asked twice within %v", name, now.Sub(last))
					}
					if asked == 0 && now.Sub(began) > Longest+clockSlip {
						t.Errorf("%s: asked only after %v", name, now.Sub(began))
					}
					last, asked = now, asked+1
					a := good(now)
					a.Good = !failed
					s = s.After(a, Pace{Seed: 3})
				}
				if asked == 0 {
					t.Errorf("%s: never asked again", name)
				}
			}
		}
	}
}

// TestClockAheadKeepsNothing: what was noted while the clock was years ahead is
// not believed when it is right again: the plain question comes, and no move is
// adopted for days that nobody lived through.
func TestClockAheadKeepsNothing(t *testing.T) {
	ahead := noon.AddDate(10, 0, 0)
	a := Answer{At: ahead, Good: true, Full: true, ETag: "1", Moved: "https://new.example/feed"}
	s := State{}.After(a, Pace{})
	if !s.Plain(noon) {
		t.Error("the validators of a day to come are believed for ten years")
	}
	for i := range 5 {
		a.At = noon.Add(time.Duration(i) * 25 * time.Hour)
		s = s.After(a, Pace{})
	}
	if to, ok := s.Ripe("https://old.example/feed"); ok {
		t.Errorf("moved to %s after four days", to)
	}
	a.At = noon.Add(8 * 24 * time.Hour)
	if s = s.After(a, Pace{}); s.Move.Since.Before(noon) || s.Move.Since.After(noon.Add(time.Hour)) {
		t.Errorf("watched since %v", s.Move.Since)
	}
	if _, ok := s.Ripe("https://old.example/feed"); !ok {
		t.Error("a move that proved itself is not adopted")
	}
}

// TestSummerTime: the days on which clocks change have no hour in which a feed is
// asked twice or not at all; hints are in GMT.
func TestSummerTime(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []time.Time{time.Date(2030, 3, 31, 0, 0, 0, 0, london), time.Date(2030, 10, 27, 0, 0, 0, 0, london)} {
		s := State{}.After(good(day), Pace{Seed: 9})
		asked := 0
		for now := day; now.Before(day.Add(24 * time.Hour)); now = now.Add(time.Minute) {
			if s.Due(now.In(london)) {
				asked++
				s = s.After(good(now.In(london)), Pace{Seed: 9})
			}
		}
		if asked < 21 || asked > 24 {
			t.Errorf("%v: asked %d times in a day", day, asked)
		}
	}
}
