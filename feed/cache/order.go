package cache

import (
	"cmp"
	"database/sql"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// Order by date without sorting: the sets of months and days say how many of a
// selection lie in each, so that any stretch of any list is found by skipping
// whole months, then whole days, and reading one day in order.

// shelf is one month or day of a selection.
type shelf struct {
	key int64
	n   int
}

// fewIDs: up to so many stories are looked up one by one instead of reading the
// day they stand in.
const fewIDs = 400

// walk calls f with the numbers of sel in order of date (and number), newest
// first when desc, skipping the first skip, until f returns false.
func (l *look) walk(sel *roaring.Bitmap, desc bool, skip int, f func(feed.StoryID) bool) error {
	months, err := l.shelves(setMonth, 0, 1<<62, sel, desc)
	if err != nil {
		return err
	}
	for _, m := range months {
		if skip >= m.n {
			skip -= m.n
			continue
		}
		days, err := l.shelves(setDay, m.key*100, m.key*100+99, sel, desc)
		if err != nil {
			return err
		}
		for _, d := range days {
			if skip >= d.n {
				skip -= d.n
				continue
			}
			more, err := l.walkDay(sel, d, desc, skip, f)
			if err != nil || !more {
				return err
			}
			skip = 0
		}
	}
	return nil
}

// shelves are the sets of a kind that hold something of sel, in order.
func (l *look) shelves(kind setKind, from, to int64, sel *roaring.Bitmap, desc bool) ([]shelf, error) {
	var list []shelf
	err := l.eachSet(kind, from, to, func(key int64, ids *roaring.Bitmap) error {
		if n := int(ids.AndCardinality(sel)); n > 0 {
			list = append(list, shelf{key, n})
		}
		return nil
	})
	if desc {
		slices.Reverse(list)
	}
	return list, err
}

func (l *look) walkDay(sel *roaring.Bitmap, d shelf, desc bool, skip int, f func(feed.StoryID) bool) (more bool, err error) {
	var ids []feed.StoryID
	if d.n <= fewIDs {
		ids, err = l.fewInOrder(sel, d.key, desc)
		if err != nil {
			return false, err
		}
		for _, id := range ids[min(skip, len(ids)):] {
			if !f(id) {
				return false, nil
			}
		}
		return true, nil
	}
	from := startOfDay(d.key)
	order := `SELECT id FROM stories WHERE date >= ? AND date < ? ORDER BY date, id`
	if desc {
		order = `SELECT id FROM stories WHERE date >= ? AND date < ? ORDER BY date DESC, id DESC`
	}
	more = true
	err = l.each(order, []any{from, from + 24*60*60*1000}, func(rows *sql.Rows) error {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		switch {
		case !sel.Contains(uint32(id)):
		case skip > 0:
			skip--
		case !f(feed.StoryID(id)):
			more = false
			return errStop
		}
		return nil
	})
	if err == errStop {
		err = nil
	}
	return more, err
}

// fewInOrder sorts the stories of one day that are in sel.
func (l *look) fewInOrder(sel *roaring.Bitmap, key int64, desc bool) ([]feed.StoryID, error) {
	day, err := l.set(setDay, key)
	if err != nil {
		return nil, err
	}
	return l.sorted(roaring.And(day, sel), desc)
}

// sorted orders a small set by date and number.
func (l *look) sorted(few *roaring.Bitmap, desc bool) ([]feed.StoryID, error) {
	type dated struct{ id, date int64 }
	list := make([]dated, 0, few.GetCardinality())
	err := l.each(`SELECT id, date FROM stories WHERE id IN (SELECT value FROM json_each(?))`, []any{listOf(few.ToArray())},
		func(rows *sql.Rows) error {
			var d dated
			if err := rows.Scan(&d.id, &d.date); err != nil {
				return err
			}
			list = append(list, d)
			return nil
		})
	slices.SortFunc(list, func(a, b dated) int {
		c := cmp.Or(cmp.Compare(a.date, b.date), cmp.Compare(a.id, b.id))
		if desc {
			return -c
		}
		return c
	})
	ids := make([]feed.StoryID, len(list))
	for i, d := range list {
		ids[i] = feed.StoryID(d.id)
	}
	return ids, err
}

func startOfDay(key int64) int64 {
	return time.Date(int(key/10000), time.Month(key/100%100), int(key%100), 0, 0, 0, 0, time.UTC).UnixMilli()
}

// position is the offset of a story in sel by date, which holds it.
func (l *look) position(sel *roaring.Bitmap, desc bool, id feed.StoryID) (int, error) {
	var date int64
	ok, err := l.one(`SELECT date FROM stories WHERE id = ?`, []any{int64(id)}, &date)
	if err != nil || !ok {
		return -1, err
	}
	at := instantAlways(date)
	month, day := monthKey(at), dayKey(at)
	before := 0
	count := func(list []shelf, key int64) {
		for _, s := range list {
			if s.key == key {
				return
			}
			before += s.n
		}
	}
	months, err := l.shelves(setMonth, 0, 1<<62, sel, desc)
	if err != nil {
		return -1, err
	}
	count(months, month)
	days, err := l.shelves(setDay, month*100, month*100+99, sel, desc)
	if err != nil {
		return -1, err
	}
	count(days, day)
	for _, d := range days {
		if d.key != day {
			continue
		}
		_, err = l.walkDay(sel, d, desc, 0, func(have feed.StoryID) bool {
			if have == id {
				return false
			}
			before++
			return true
		})
	}
	return before, err
}

// after is what follows a story in sel by date, itself left out: what is listed
// below it, or with up, above it.
func (l *look) after(sel *roaring.Bitmap, desc bool, id feed.StoryID, up bool) (*roaring.Bitmap, error) {
	var date int64
	ok, err := l.one(`SELECT date FROM stories WHERE id = ?`, []any{int64(id)}, &date)
	if err != nil || !ok {
		return roaring.New(), err
	}
	older := desc != up
	var rest *roaring.Bitmap
	tie := roaring.New()
	if older {
		rest, err = l.dated(time.Time{}, instantAlways(date))
		if err == nil {
			err = l.ids(tie, `SELECT id FROM stories WHERE date = ? AND id < ?`, date, int64(id))
		}
	} else {
		rest, err = l.dated(instantAlways(date+1), time.Time{})
		if err == nil {
			err = l.ids(tie, `SELECT id FROM stories WHERE date = ? AND id > ?`, date, int64(id))
		}
	}
	if err != nil {
		return nil, err
	}
	tie.Or(rest)
	tie.And(sel)
	return tie, nil
}
