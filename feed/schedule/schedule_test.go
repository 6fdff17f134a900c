package schedule

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// noon is a Thursday.
var noon = time.Date(2030, 5, 2, 12, 0, 0, 0, time.UTC)

func good(at time.Time) Answer { return Answer{At: at, Good: true, Full: true, ETag: `"a"`} }

func TestParseRetryAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"120": 2 * time.Minute, " 120 ": 2 * time.Minute, "0": time.Minute, "1": time.Minute, "86400": 24 * time.Hour,
		"86401": 24 * time.Hour, "99999999999999999999999": 24 * time.Hour, "9223372036854775807": 24 * time.Hour,
		"Thu, 02 May 2030 15:00:00 GMT": 3 * time.Hour, "Thursday, 02-May-30 15:00:00 GMT": 3 * time.Hour,
		"Wed, 01 May 2030 15:00:00 GMT": time.Minute, "Fri, 02 May 2031 15:00:00 GMT": 24 * time.Hour,
	} {
		if got, ok := ParseRetryAfter(value, noon); got != want || !ok {
			t.Errorf("%q: %v, %v; want %v", value, got, ok, want)
		}
	}
	for _, value := range []string{"", " ", "soon", "-5", "1.5", "1e3", "12 hours", "٣"} {
		if got, ok := ParseRetryAfter(value, noon); ok || got != 0 {
			t.Errorf("%q: %v, %v; want nothing", value, got, ok)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{1,25}`)).Draw(t, "value")
		if got, ok := ParseRetryAfter(value, noon); ok && (got < MinRetryAfter || got > MaxRetryAfter) {
			t.Fatalf("%q: %v is out of bounds", value, got)
		}
	})
}

func TestWaits(t *testing.T) {
	with := func(change func(*Answer)) Answer {
		a := good(noon)
		change(&a)
		return a
	}
	for _, c := range []struct {
		name  string
		state State
		a     Answer
		p     Pace
		want  time.Duration
	}{
		{"the default", State{}, good(noon), Pace{}, time.Hour},
		{"the reader's own", State{}, good(noon), Pace{Every: 2 * time.Hour, Own: 30 * time.Minute}, 30 * time.Minute},
		{"the reader's own, too short", State{}, good(noon), Pace{Own: time.Second}, 5 * time.Minute},
		{"the reader's own, above a day", State{}, good(noon), Pace{Own: 48 * time.Hour}, 48 * time.Hour},
		{"max-age", State{}, with(func(a *Answer) { a.MaxAge = 3 * time.Hour }), Pace{}, 3 * time.Hour},
		{"max-age of a month", State{}, with(func(a *Answer) { a.MaxAge = 720 * time.Hour }), Pace{}, 24 * time.Hour},
		{"expires", State{}, with(func(a *Answer) { a.Expires = noon.Add(5 * time.Hour) }), Pace{}, 5 * time.Hour},
		{"expires in the past", State{}, with(func(a *Answer) { a.Expires = noon.Add(-5 * time.Hour) }), Pace{}, time.Hour},
		{"retry-after", State{}, with(func(a *Answer) { a.RetryAfter = 4 * time.Hour }), Pace{}, 4 * time.Hour},
		{"ttl", State{}, with(func(a *Answer) { a.Hints = &Hints{TTL: 2 * time.Hour} }), Pace{}, 2 * time.Hour},
		{"ttl of five minutes", State{}, with(func(a *Answer) { a.Hints = &Hints{TTL: 5 * time.Minute} }), Pace{}, time.Hour},
		{"ttl, remembered", State{Hints: Hints{TTL: 2 * time.Hour}}, Answer{At: noon, Good: true, ETag: "x"}, Pace{}, 2 * time.Hour},
		{"sy: only lengthens", State{}, with(func(a *Answer) { a.Hints = &Hints{Update: 15 * time.Minute} }), Pace{}, time.Hour},
		{"sy: weekly", State{}, with(func(a *Answer) { a.Hints = &Hints{Update: 168 * time.Hour} }), Pace{}, 24 * time.Hour},
		{"no validators", State{}, Answer{At: noon, Good: true, Full: true}, Pace{}, 24 * time.Hour},
		{"no validators, the reader's own", State{}, Answer{At: noon, Good: true, Full: true}, Pace{Own: time.Hour}, time.Hour},
		{"not modified, validators kept", State{ETag: "x"}, Answer{At: noon, Good: true}, Pace{}, time.Hour},
		{"first failure", State{}, Answer{At: noon}, Pace{}, time.Hour},
		{"second failure", State{Failures: 1}, Answer{At: noon}, Pace{}, 2 * time.Hour},
		{"fifth failure", State{Failures: 4}, Answer{At: noon}, Pace{}, 16 * time.Hour},
		{"a thousandth failure", State{Failures: 999}, Answer{At: noon}, Pace{}, 24 * time.Hour},
		{"failure with retry-after", State{}, Answer{At: noon, RetryAfter: 9 * time.Hour}, Pace{}, 9 * time.Hour},
		{"failure, short retry-after", State{Failures: 3}, Answer{At: noon, RetryAfter: time.Minute}, Pace{}, 8 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(20) {
				c.p.Seed = seed
				got := c.state.After(c.a, c.p).Next.Sub(noon)
				longest := max(24*time.Hour, c.p.Own)
				if got < c.want || got > min(c.want+c.want/10, longest) {
					t.Fatalf("wait %v, want %v and up to a tenth more", got, c.want)
				}
			}
		})
	}
}

func TestJitterSpreads(t *testing.T) {
	seen := map[time.Duration]bool{}
	for i := range 100 {
		p := Pace{Seed: Seed(fmt.Sprintf("https://gazette.example/%d/feed/", i))}
		first := State{}.After(good(noon), p).Next
		if again := (State{}).After(good(noon), p).Next; !again.Equal(first) {
			t.Fatal("the same feed and time give two waits")
		}
		seen[first.Sub(noon).Truncate(time.Minute)] = true
	}
	if len(seen) < 5 {
		t.Errorf("100 feeds fall due in %d different minutes", len(seen))
	}
}

func TestSkips(t *testing.T) {
	night := []int{22, 23, 24, 1, 2, 3, 4, 5}
	weekend := []time.Weekday{time.Saturday, time.Sunday}
	all := make([]int, 24)
	for i := range all {
		all[i] = i
	}
	for _, c := range []struct {
		name  string
		hints Hints
		at    time.Time
		want  time.Time // the start of the hour it falls into
	}{
		{"not now", Hints{SkipHours: night}, noon, noon.Add(time.Hour)},
		{"over night", Hints{SkipHours: night}, time.Date(2030, 5, 2, 21, 30, 0, 0, time.UTC), time.Date(2030, 5, 3, 6, 0, 0, 0, time.UTC)},
		{"hours are GMT", Hints{SkipHours: night}, time.Date(2030, 5, 2, 21, 30, 0, 0, time.FixedZone("", 4*3600)), time.Date(2030, 5, 2, 18, 0, 0, 0, time.UTC)},
		{"over the weekend", Hints{SkipDays: weekend}, time.Date(2030, 5, 3, 23, 30, 0, 0, time.UTC), time.Date(2030, 5, 6, 0, 0, 0, 0, time.UTC)},
		{"both", Hints{SkipDays: weekend, SkipHours: night}, time.Date(2030, 5, 3, 21, 30, 0, 0, time.UTC), time.Date(2030, 5, 6, 6, 0, 0, 0, time.UTC)},
		{"every hour skipped", Hints{SkipHours: all}, noon, noon.Add(time.Hour)},
	} {
		a := good(c.at)
		a.Hints = &c.hints
		got := State{}.After(a, Pace{Seed: 7}).Next
		if !got.UTC().Truncate(time.Hour).Equal(c.want) {
			t.Errorf("%s: %v, want in the hour of %v", c.name, got.UTC(), c.want)
		}
	}
}

func TestDue(t *testing.T) {
	s := State{}
	if !s.Due(noon) || s.ManualWait(noon) != 0 {
		t.Error("a feed never asked is not due")
	}
	s = s.After(good(noon), Pace{})
	if s.Due(noon.Add(59*time.Minute)) || !s.Due(noon.Add(2*time.Hour)) {
		t.Errorf("next is %v", s.Next)
	}
	if got := s.ManualWait(noon.Add(time.Minute)); got != 4*time.Minute {
		t.Errorf("by hand after a minute: wait %v", got)
	}
	if got := s.ManualWait(noon.Add(6 * time.Minute)); got != 0 {
		t.Errorf("by hand after six minutes: wait %v", got)
	}
	before := noon.Add(-48 * time.Hour)
	if !s.Due(before) || s.ManualWait(before) != 0 {
		t.Error("a clock that was set back keeps the feed waiting")
	}
	if got := s.ManualWait(noon.Add(-30 * time.Minute)); got != ManualFloor {
		t.Errorf("a clock set back a little: wait %v", got)
	}
	s = s.After(Answer{At: noon, Gone: true}, Pace{})
	if !s.Gone || s.Due(noon.Add(1000*time.Hour)) || s.ManualWait(noon.Add(time.Hour)) != 0 {
		t.Error("an ended feed is asked again, or cannot be asked by hand")
	}
	if s = s.After(good(noon.Add(2*time.Hour)), Pace{}); s.Gone || s.Failures != 0 {
		t.Error("an ended feed that answers again stays ended")
	}
}

func TestValidatorsAndThePlainWeek(t *testing.T) {
	s := State{}.After(Answer{At: noon, Good: true, Full: true, ETag: "1", LastModified: "l", Hash: "h"}, Pace{})
	s = s.After(Answer{At: noon.Add(time.Hour)}, Pace{})
	if s.ETag != "1" || s.Failures != 1 {
		t.Errorf("a failure changed the validators or was not counted: %+v", s)
	}
	s = s.After(Answer{At: noon.Add(2 * time.Hour), Good: true, ETag: "2"}, Pace{})
	if s.ETag != "2" || s.LastModified != "l" || s.Hash != "h" || s.Failures != 0 {
		t.Errorf("after a 304: %+v", s)
	}
	if week := noon.Add(7 * 24 * time.Hour); s.Plain(week.Add(-time.Minute)) || !s.Plain(week) {
		t.Error("the plain question does not come after a week of 304s")
	}
	s = s.After(Answer{At: noon.Add(200 * time.Hour), Good: true, Full: true}, Pace{})
	if s.ETag != "" || s.LastModified != "" || s.Plain(noon.Add(9999*time.Hour)) {
		t.Errorf("validators that are no longer sent are kept: %+v", s)
	}
}

func TestMoves(t *testing.T) {
	const from, to = "http://gazette.example/feed", "https://news.gazette.example/feed"
	day := 24 * time.Hour
	moved := func(at time.Duration, to string, full bool) Answer {
		return Answer{At: noon.Add(at), Good: true, Full: full, ETag: "e", Moved: to}
	}
	ripe := func(from string, answers ...Answer) bool {
		s := State{}
		for _, a := range answers {
			s = s.After(a, Pace{})
		}
		_, ok := s.Ripe(from)
		return ok
	}
	for _, c := range []struct {
		name    string
		from    string
		answers []Answer
		want    bool
	}{
		{"once", from, []Answer{moved(0, to, true)}, false},
		{"three times in a day", from, []Answer{moved(0, to, true), moved(time.Hour, to, true), moved(2*time.Hour, to, true)}, false},
		{"twice in a month", from, []Answer{moved(0, to, true), moved(30*day, to, true)}, false},
		{"three times in seven days", from, []Answer{moved(0, to, true), moved(day, to, false), moved(7*day, to, false)}, true},
		{"with failures between", from, []Answer{moved(0, to, true), {At: noon.Add(day)}, moved(2*day, to, true), moved(8*day, to, true)}, true},
		{"never a body", from, []Answer{moved(0, to, false), moved(day, to, false), moved(7*day, to, false)}, false},
		{"back in between", from, []Answer{moved(0, to, true), moved(3*day, "", true), moved(5*day, to, true), moved(8*day, to, true)}, false},
		{"elsewhere in between", from, []Answer{moved(0, to, true), moved(3*day, "https://x.example/", true), moved(5*day, to, true), moved(8*day, to, true)}, false},
		{"from https to http", "https://a.example/", []Answer{moved(0, from, true), moved(day, from, true), moved(8*day, from, true)}, false},
	} {
		if got := ripe(c.from, c.answers...); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}

	s := State{}
	for i := range 3 {
		s = s.After(moved(time.Duration(i)*4*day, to, true), Pace{})
	}
	adopted := s.Adopt()
	if adopted.Address(from) != to || adopted.ETag != "" || s.Address(from) != from {
		t.Errorf("adopted: %+v", adopted)
	}
	back := adopted.Decline()
	for i := range 5 {
		back = back.After(moved(time.Duration(20+4*i)*day, to, true), Pace{})
	}
	if _, ok := back.Ripe(from); ok || back.Address(from) != from {
		t.Errorf("a move that was taken back is adopted again: %+v", back)
	}
}

func TestQuiet(t *testing.T) {
	daily := func(days, perDay int, end time.Time) (dates []time.Time) {
		for d := range days {
			for n := range perDay {
				dates = append(dates, end.Add(-time.Duration(d)*24*time.Hour-time.Duration(n)*time.Minute))
			}
		}
		return dates
	}
	day := 24 * time.Hour
	monthly := []time.Time{}
	for m := range 6 {
		for n := range 8 {
			monthly = append(monthly, noon.Add(-time.Duration(m*30)*day-time.Duration(n)*time.Hour))
		}
	}
	for _, c := range []struct {
		name  string
		now   time.Time
		dates []time.Time
		want  string
	}{
		{"a day late", noon.Add(2 * day), daily(10, 5, noon), ""},
		{"three weeks", noon.Add(22 * day), daily(10, 5, noon), "nothing new for 3 weeks, usually daily"},
		{"four days", noon.Add(4 * day), daily(10, 1, noon), "nothing new for 4 days, usually daily"},
		{"a monthly burst, after a month", noon.Add(35 * day), monthly, ""},
		{"a monthly burst, after four", noon.Add(120 * day), monthly, "nothing new for 4 months, usually monthly"},
		{"too little known", noon.Add(300 * day), daily(3, 9, noon), ""},
		{"dates in the future and none", noon.Add(day), append(daily(9, 1, noon), noon.Add(900*day), time.Time{}), ""},
		{"no story", noon, nil, ""},
	} {
		if got := Quiet(c.now, c.dates); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAfterSleep(t *testing.T) {
	seen := map[time.Duration]bool{}
	for i := range 50 {
		wait := AfterSleep(noon, Seed(fmt.Sprint(i))).Sub(noon)
		if wait < 10*time.Second || wait > 130*time.Second {
			t.Errorf("wait %v", wait)
		}
		seen[wait.Truncate(time.Second)] = true
	}
	if len(seen) < 25 {
		t.Errorf("50 feeds begin in %d different seconds", len(seen))
	}
}

// TestStateSurvivesDisk: a restart reads what was written and asks no earlier.
func TestStateSurvivesDisk(t *testing.T) {
	a := good(noon)
	a.Hints = &Hints{TTL: time.Hour, Update: 24 * time.Hour, SkipHours: []int{1}, SkipDays: []time.Weekday{0}}
	a.Moved = "https://x.example/"
	want := State{Moves: Moves{Declined: "https://d.example"}}.After(a, Pace{})
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got State
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if empty, _ := json.Marshal(State{}); string(empty) != "{}" {
		t.Errorf("the zero state is written as %s", empty)
	}
}

// TestNextIsBounded: whatever servers say, no feed is asked within the reader's
// shortest wait nor lost for longer than the rules allow.
func TestNextIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := rapid.Int64Range(math.MinInt64, math.MaxInt64)
		d := func(name string) time.Duration { return time.Duration(span.Draw(t, name)) }
		hints := Hints{
			TTL: d("ttl"), Update: d("sy"),
			SkipHours: rapid.SliceOf(rapid.IntRange(-5, 30)).Draw(t, "hours"),
			SkipDays:  rapid.SliceOf(rapid.Custom(func(t *rapid.T) time.Weekday { return time.Weekday(rapid.IntRange(-1, 8).Draw(t, "day")) })).Draw(t, "days"),
		}
		a := Answer{
			At: noon, Good: rapid.Bool().Draw(t, "good"), Full: rapid.Bool().Draw(t, "full"), ETag: rapid.String().Draw(t, "etag"),
			MaxAge: d("age"), Expires: noon.Add(d("expires")), RetryAfter: d("retry"), Hints: &hints,
		}
		s := State{Failures: rapid.IntRange(0, 1<<40).Draw(t, "failures")}.After(a, Pace{Seed: rapid.Uint64().Draw(t, "seed")})
		wait := s.Next.Sub(noon)
		if wait < Hourly || wait > Longest+8*24*time.Hour {
			t.Fatalf("next in %v", wait)
		}
		if len(hints.SkipHours)+len(hints.SkipDays) == 0 && wait > Longest {
			t.Fatalf("next in %v", wait)
		}
	})
}

// TestDay plays 24 hours with a clock of its own: every minute the program is
// started anew from what is on disk and asks whatever is due. It logs requests
// per host.
func TestDay(t *testing.T) {
	type site struct {
		host   string
		feeds  int
		answer func(at time.Time, asked int) Answer
		hints  Hints
		least  int
		most   int // requests a day, all feeds of the host together
	}
	ok := func(at time.Time, asked int) Answer {
		return Answer{At: at, Good: true, Full: asked%3 == 0, ETag: "e"}
	}
	sites := []site{
		{"gazette.example", 1, ok, Hints{}, 20, 24},
		{"council.example", 20, ok, Hints{}, 400, 480},
		{"cached.example", 1, func(at time.Time, _ int) Answer {
			a := good(at)
			a.MaxAge = 6 * time.Hour
			return a
		}, Hints{}, 3, 4},
		{"weekly.example", 1, ok, Hints{Update: 168 * time.Hour}, 1, 1},
		{"night.example", 1, ok, Hints{SkipHours: []int{0, 1, 2, 3, 4, 5, 22, 23}}, 12, 16},
		{"bare.example", 1, func(at time.Time, _ int) Answer { return Answer{At: at, Good: true, Full: true} }, Hints{}, 1, 1},
		{"down.example", 1, func(at time.Time, _ int) Answer { return Answer{At: at} }, Hints{}, 4, 5},
		{"busy.example", 1, func(at time.Time, asked int) Answer { return Answer{At: at, RetryAfter: 90 * time.Minute} }, Hints{}, 4, 5},
		{"ended.example", 1, func(at time.Time, _ int) Answer { return Answer{At: at, Gone: true} }, Hints{}, 1, 1},
	}
	var table strings.Builder
	for _, site := range sites {
		total, skipped := 0, 0
		minutes := map[time.Time]int{}
		for f := range site.feeds {
			p := Pace{Seed: Seed(fmt.Sprint(site.host, f))}
			disk, _ := json.Marshal(State{Hints: site.hints})
			asked := 0
			for m := range 24 * 60 {
				at := noon.Add(time.Duration(m) * time.Minute)
				var s State
				if err := json.Unmarshal(disk, &s); err != nil {
					t.Fatal(err)
				}
				if !s.Due(at) {
					continue
				}
				if asked > 0 && s.Hints.skips(at) {
					skipped++
				}
				s = s.After(site.answer(at, asked), p)
				asked++
				minutes[at]++
				disk, _ = json.Marshal(s)
			}
			total += asked
		}
		busiest := 0
		for at, n := range minutes {
			if !at.Equal(noon) { // the very first refresh asks all
				busiest = max(busiest, n)
			}
		}
		fmt.Fprintf(&table, "\n%-16s %2d feeds  %3d requests  at most %d in one minute", site.host, site.feeds, total, busiest)
		if total < site.least || total > site.most {
			t.Errorf("%s was asked %d times in a day, want %d to %d", site.host, total, site.least, site.most)
		}
		if skipped > 0 {
			t.Errorf("%s was asked %d times in hours it wants skipped", site.host, skipped)
		}
	}
	t.Log(table.String())
}
