package newsroom

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

// clocked is a newsroom on one publication whose server has a clock of its own.
type clocked struct {
	*room
	true_ time.Time // the server's clock, which is right
	asked int
	age   time.Duration // of the stories that the feed holds
	dates bool          // it states their dates
}

func atClock(t *testing.T, keepDays int) *clocked {
	t.Helper()
	w := newWeb(t)
	c := &clocked{true_: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), dates: true}
	w.hosts["gazette.example"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Date", c.true_.Format(http.TimeFormat))
		if r.URL.Path != "/feed/" {
			http.NotFound(rw, r)
			return
		}
		c.asked++
		var items strings.Builder
		for n := range 3 {
			date := ""
			if c.dates {
				date = "<pubDate>" + c.true_.Add(-c.age-time.Duration(n)*time.Hour).Format(time.RFC1123Z) + "</pubDate>"
			}
			fmt.Fprintf(&items, "<item><title>Story %d of %d</title><guid>g%d-%d</guid>%s<description>words</description></item>", n, c.asked, n, c.asked, date)
		}
		fmt.Fprintf(rw, `<rss version="2.0"><channel><title>Gazette</title>%s</channel></rss>`, items.String())
	})
	c.room = onWeb(t, w, gazette("gazette"))
	if keepDays > 0 {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		n, err := Open(t.Context(), Options{Dir: c.o.Dir, Publications: []feed.Publication{gazette("gazette")}, Now: func() time.Time { return c.now }, Dial: w.dial, KeepDays: keepDays})
		if err != nil {
			t.Fatal(err)
		}
		n.pause = c.pause
		t.Cleanup(func() { _ = n.Close() })
		c.Newsroom = n
	}
	c.now = c.true_
	return c
}

// pass lets time go by, on both clocks.
func (c *clocked) pass(d time.Duration) { c.true_, c.now = c.true_.Add(d), c.now.Add(d) }

func (c *clocked) round() Report {
	c.t.Helper()
	report := c.refresh()
	c.after()
	return report
}

// TestClockJumpsRemoveNothing: a clock set years ahead, or years behind and right
// again, costs no story by its age, and says so.
func TestClockJumpsRemoveNothing(t *testing.T) {
	for _, jump := range []time.Duration{48 * time.Hour, 366 * 24 * time.Hour, 10 * 366 * 24 * time.Hour} {
		c := atClock(t, 30)
		c.round()
		c.now = c.now.Add(jump)
		if report := c.round(); !strings.Contains(report.Notice, "clock") {
			t.Errorf("%v ahead: nothing is said: %+v", jump, report)
		}
		if n := c.edition("").Total; n != 6 {
			t.Errorf("%v ahead: %d stories are left of 6", jump, n)
		}
		c.now = c.true_
		if report := c.round(); report.Notice != "" || c.edition("").Total != 9 {
			t.Errorf("right again: %+v, %d stories of 9", report, c.edition("").Total)
		}
		// The rule itself goes on.
		c.pass(40 * 24 * time.Hour)
		c.round()
		if n := c.edition("").Total; n > 9 || n < 3 {
			t.Errorf("forty days later %d stories are kept", n)
		}
	}
	for _, dates := range []bool{true, false} {
		c := atClock(t, 30)
		c.dates = dates
		c.now = time.Unix(1, 0).UTC()
		c.round()
		c.now = c.true_
		c.round()
		if n := c.edition("").Total; n != 6 {
			t.Errorf("from 1970 to now, dates stated %v: %d stories are left of 6", dates, n)
		}
	}
}

// TestClockJumpsKeepAsking: after any jump the feed is asked again within a day by
// the schedule, and nothing waits for a year that is not to come.
func TestClockJumpsKeepAsking(t *testing.T) {
	for _, jump := range []time.Duration{-time.Hour, time.Hour, -25 * time.Hour, 25 * time.Hour, -10 * 366 * 24 * time.Hour, 10 * 366 * 24 * time.Hour} {
		c := atClock(t, 0)
		slept := false
		c.slept = func() bool { defer func() { slept = false }(); return slept }
		for range 2 { // there and back again
			c.round()
			before := c.asked
			c.now = c.now.Add(jump)
			slept = true
			for range 26 {
				if _, err := c.Refresh(t.Context(), RefreshRequest{}, nil); err != nil {
					t.Fatal(err)
				}
				c.pass(time.Hour)
			}
			if c.asked == before {
				t.Errorf("%v: not asked within a day", jump)
			}
			for _, pause := range c.pauses {
				if pause > wakingFor {
					t.Errorf("%v: a pause of %v after a sleep", jump, pause)
				}
			}
			jump = -jump
		}
	}
}

// TestTimesToCome: what was kept while the clock was ahead is not waited for.
func TestTimesToCome(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		at         time.Duration // from now
		come, late bool          // within a day
	}{
		{-48 * time.Hour, false, false}, {-time.Hour, false, true}, {0, false, true}, {time.Minute, true, true}, {time.Hour, true, false}, {48 * time.Hour, false, false}, {10 * 366 * 24 * time.Hour, false, false},
	} {
		if got := toCome(now, now.Add(c.at), 24*time.Hour); got != c.come {
			t.Errorf("%v from now is to come: %v", c.at, got)
		}
		if got := lately(now, now.Add(c.at), 24*time.Hour); got != c.late {
			t.Errorf("%v from now was lately: %v", c.at, got)
		}
	}
	if lately(now, time.Time{}, 1<<62) {
		t.Error("never was lately")
	}
}

// TestClockJumpsKeepTheBackups: whatever day it is said to be, three backups are
// there, and the one just made is among them.
func TestClockJumpsKeepTheBackups(t *testing.T) {
	c := atClock(t, 0)
	names := func() []string {
		files, _ := filepath.Glob(filepath.Join(c.o.Dir, "backups", "marks-*.db")) // a constant pattern
		return files
	}
	days := []int{0, 1, 2, 3660, 3661, 3662, 3, 4, 5, -20000, -19999, 6, 7}
	for n, day := range days {
		c.now = c.true_.AddDate(0, 0, day)
		c.round()
		files := names()
		if want := "marks-" + c.now.Format(time.DateOnly) + ".db"; !strings.Contains(fmt.Sprint(files), want) {
			t.Errorf("day %d: today's backup is gone: %q", day, files)
		}
		if len(files) != min(3, n+1) {
			t.Errorf("day %d: %d backups", day, len(files))
		}
	}
	for _, file := range names() {
		if strings.Contains(file, "2036") {
			t.Errorf("a day to come is still among them: %s", file)
		}
	}
}

// TestClockAheadVisit: what is new is judged by the last visit, also after one
// while the clock was ahead.
func TestClockAheadVisit(t *testing.T) {
	c := atClock(t, 0)
	session := func() {
		n, err := Open(context.Background(), c.o)
		if err != nil {
			t.Fatal(err)
		}
		n.pause = c.pause
		c.Newsroom = n
		c.Visit()
		c.now = c.now.Add(10 * time.Minute)
		c.Visit()
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	session()
	for range 2 {
		c.now = c.true_.AddDate(10, 0, 0)
		session()
		c.now = c.now.Add(9 * time.Hour)
		session()
	}
	c.now = c.true_.Add(24 * time.Hour)
	session()
	if at := c.LastVisit(); at.After(c.now) {
		t.Errorf("the last visit is to come: %v", at)
	}
	end := c.now
	c.now = c.now.Add(9 * time.Hour)
	session()
	if at := c.LastVisit(); at.Before(end.Add(-time.Hour)) || at.After(end) {
		t.Errorf("the last visit was at %v, want about %v", at, end)
	}
}
