package cache

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// arrived is every story first seen after a time; all of them when it is zero.
func (l *look) arrived(since time.Time) (*roaring.Bitmap, error) {
	if since.IsZero() {
		return l.set(setAll, 0)
	}
	rows := roaring.New()
	return rows, l.ids(rows, `SELECT id FROM stories WHERE first_seen > ?`, millis(since))
}

func (l *look) sinceSet(value string) (*roaring.Bitmap, error) {
	if value == "last-visit" {
		return l.arrived(l.c.LastVisit())
	}
	from, err := l.moment(value)
	if err != nil {
		return nil, err
	}
	return l.dated(from, time.Time{})
}

// moment reads the value of since: and before:.
func (l *look) moment(value string) (time.Time, error) {
	now := l.c.now().In(l.c.o.Location)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch value {
	case "today":
		return today, nil
	case "yesterday":
		return today.AddDate(0, 0, -1), nil
	case "last-visit":
		return l.c.LastVisit(), nil
	}
	if n, err := strconv.Atoi(strings.TrimRight(value, "hdwmy")); err == nil && len(value) > 1 && n >= 0 {
		switch value[len(value)-1] {
		case 'h':
			return now.Add(-time.Duration(n) * time.Hour), nil
		case 'd':
			return now.AddDate(0, 0, -n), nil
		case 'w':
			return now.AddDate(0, 0, -7*n), nil
		case 'm':
			return now.AddDate(0, -n, 0), nil
		case 'y':
			return now.AddDate(-n, 0, 0), nil
		}
	}
	for _, layout := range []string{"2006-01-02", "2006-01", "2006-01-02T15:04", time.RFC3339} {
		if at, err := time.ParseInLocation(layout, value, l.c.o.Location); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time: write 7d, 2026-01-31 or last-visit", value)
}

// dated is every story listed from one time until before another; a zero time
// is an open end. Whole months and days come from their sets, the rest from the
// index by date.
func (l *look) dated(from, until time.Time) (*roaring.Bitmap, error) {
	rows := roaring.New()
	const first, last = -1 << 62, 1 << 62
	lo, hi := int64(first), int64(last)
	if !from.IsZero() {
		lo = millis(from)
	}
	if !until.IsZero() {
		hi = millis(until)
	}
	if lo >= hi {
		return rows, nil
	}
	// The months and days wholly inside.
	monthFrom, monthTo := int64(first), int64(last)
	if lo != first {
		if t := instantAlways(lo); t.Equal(startOfMonth(t)) {
			monthFrom = monthKey(t)
		} else {
			monthFrom = monthKey(startOfMonth(t).AddDate(0, 1, 0))
		}
	}
	if hi != last {
		monthTo = monthKey(startOfMonth(instantAlways(hi)).AddDate(0, 0, -1))
	}
	or := func(_ int64, ids *roaring.Bitmap) error {
		rows.Or(ids)
		return nil
	}
	if monthFrom > monthTo {
		return rows, l.datedDays(rows, lo, hi)
	}
	if err := l.eachSet(setMonth, monthFrom, monthTo, or); err != nil {
		return nil, err
	}
	if lo != first {
		if err := l.datedDays(rows, lo, startOfMonthKey(monthFrom)); err != nil {
			return nil, err
		}
	}
	if hi != last {
		if err := l.datedDays(rows, startOfMonthKey(monthTo+1), hi); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// datedDays adds the stories of lo <= date < hi, a span of less than two months.
func (l *look) datedDays(rows *roaring.Bitmap, lo, hi int64) error {
	const day = 24 * 60 * 60 * 1000
	firstDay, endDay := (lo+day-1)/day*day, hi/day*day
	if firstDay >= endDay {
		return l.ids(rows, `SELECT id FROM stories WHERE date >= ? AND date < ?`, lo, hi)
	}
	err := l.eachSet(setDay, dayKey(instantAlways(firstDay)), dayKey(instantAlways(endDay-day)), func(_ int64, ids *roaring.Bitmap) error {
		rows.Or(ids)
		return nil
	})
	if err == nil && lo < firstDay {
		err = l.ids(rows, `SELECT id FROM stories WHERE date >= ? AND date < ?`, lo, firstDay)
	}
	if err == nil && endDay < hi {
		err = l.ids(rows, `SELECT id FROM stories WHERE date >= ? AND date < ?`, endDay, hi)
	}
	return err
}

func instantAlways(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func startOfMonth(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// startOfMonthKey is the first millisecond of a month given as year*100+month,
// where month may be 13.
func startOfMonthKey(key int64) int64 {
	return time.Date(int(key/100), time.Month(key%100), 1, 0, 0, 0, 0, time.UTC).UnixMilli()
}
