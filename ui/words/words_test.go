package words

import (
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for _, c := range []struct{ got, want string }{
		{Age(now, ago(-time.Hour)), "now"},
		{Age(now, ago(59*time.Minute)), "59 min"},
		{Age(now, ago(3*time.Hour)), "3 h"},
		{Age(now, ago(26*time.Hour)), "1 d"},
		{Age(now, ago(15*24*time.Hour)), "2 w"},
		{Age(now, ago(70*24*time.Hour)), "13 Sep"},
		{Age(now, ago(400*24*time.Hour)), "Oct 2025"},
		{Age(now, time.Time{}), ""},
		{LongAge(now, ago(3*time.Hour)), "3 hours ago"},
		{LongAge(now, ago(25*time.Hour)), "1 day ago"},
		{LongAge(now, ago(0)), "just now"},
		{LongAge(now, ago(400*24*time.Hour)), "Oct 2025"},
		{Since(now, ago(2*time.Hour)), "07:00"},
		{Since(now, ago(15*time.Hour)), "yesterday 18:00"},
		{Since(now, ago(3*24*time.Hour)), "Thu 09:00"},
		{Since(now, ago(30*24*time.Hour)), "23 Oct"},
		{Since(now, ago(400*24*time.Hour)), "18 Oct 2025"},
		{Day(now, now), "Sunday 22 November"},
		{Day(now, ago(400*24*time.Hour)), "Saturday 18 October 2025"},
		{Number(0), "0"}, {Number(999), "999"}, {Number(1247), "1,247"}, {Number(-1234567), "-1,234,567"},
		{Plural(1, "story"), "1 story"}, {Plural(1247, "story"), "1,247 stories"}, {Plural(0, "comment"), "0 comments"}, {Plural(2, "day"), "2 days"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestMoment(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	west := time.FixedZone("west", -5*3600)
	for _, c := range []struct {
		at    time.Time
		where *time.Location
		want  string
	}{
		{time.Date(2026, 10, 5, 8, 30, 0, 0, time.UTC), london, "Monday 5 October 2026, 09:30"},
		{time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC), london, "Monday 5 October 2026"},
		{time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC), west, "Monday 5 October 2026"},
		{time.Date(2026, 10, 5, 0, 0, 1, 0, time.UTC), west, "Sunday 4 October 2026, 19:00"},
	} {
		if got := Moment(c.at, c.where, "Monday 2 January 2006"); got != c.want {
			t.Errorf("%v: %q, want %q", c.at, got, c.want)
		}
	}
}
