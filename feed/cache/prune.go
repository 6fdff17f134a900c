package cache

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	sqlite3 "modernc.org/sqlite/lib"

	"standfirst/feed"
)

// The rule of retention: everything is kept, unless the reader sets keep_days.
// Then Prune removes the stories that were published and came more than that
// many days ago, with their texts, versions, comments and pictures. Saved
// stories are never removed. Marks stay, and the hashed names, so that a story
// that is still in a feed does not come back.

// Why a story is no longer here.
const (
	whyPruned    = "pruned"
	whyForgotten = "forgotten"
)

// firstDay is before the first release: no story came earlier.
var firstDay = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// PrunePlan says what Prune removes, or removed.
type PrunePlan struct {
	Before  time.Time // zero: everything is kept
	Stories int
	Spared  int   // saved stories that are older
	Bytes   int64 // of text on disk
	Oldest  time.Time
	Newest  time.Time
}

// PlanPrune says what Prune would remove by Options.KeepDays; it removes nothing.
func (c *Cache) PlanPrune(ctx context.Context) (p PrunePlan, err error) {
	err = c.see(ctx, func(l *look) error {
		_, p, err = l.planPrune()
		return err
	})
	return p, err
}

func (l *look) planPrune() (*roaring.Bitmap, PrunePlan, error) {
	var p PrunePlan
	ids := roaring.New()
	if l.c.o.KeepDays <= 0 {
		return ids, p, nil
	}
	p.Before = l.c.now().AddDate(0, 0, -l.c.o.KeepDays)
	limit := millis(p.Before)
	// Stories that came while this machine's clock was far behind bear its dates.
	// The publisher's own date counts beside ours, therefore, unless it lies ahead;
	// and a day before this program was made says nothing.
	if err := l.ids(ids, `SELECT id FROM stories WHERE date < ?1 AND first_seen < ?1 AND first_seen >= ?3 AND (published < ?1 OR published > ?2)`, limit, millis(l.c.now()), millis(firstDay)); err != nil {
		return nil, p, err
	}
	saved, err := l.set(setSaved, 0)
	if err != nil {
		return nil, p, err
	}
	p.Spared = int(ids.AndCardinality(saved))
	ids.AndNot(saved)
	p.Stories = int(ids.GetCardinality())
	var oldest, newest int64
	_, err = l.one(`SELECT coalesce(sum(length(b.html)), 0), coalesce(min(s.date), 0), coalesce(max(s.date), 0)
		FROM json_each(?) j CROSS JOIN stories s ON s.id = j.value LEFT JOIN bodies b ON b.story = s.id`,
		[]any{listOf(ids.ToArray())}, &p.Bytes, &oldest, &newest)
	p.Oldest, p.Newest = instant(oldest), instant(newest)
	return ids, p, err
}

// Prune removes what PlanPrune tells, a batch at a time.
func (c *Cache) Prune(ctx context.Context) (p PrunePlan, err error) {
	var ids *roaring.Bitmap
	if err = c.see(ctx, func(l *look) error {
		ids, p, err = l.planPrune()
		return err
	}); err != nil || p.Stories == 0 {
		return p, err
	}
	for it := ids.ManyIterator(); ; {
		buf := make([]uint32, batch)
		n := it.NextMany(buf)
		if n == 0 {
			break
		}
		err := c.change(ctx, func(x *tx) error {
			for _, id := range buf[:n] {
				var saved int64
				if _, err := x.one(`SELECT saved FROM marks WHERE story = ?`, []any{int64(id)}, &saved); err != nil {
					return err
				}
				if saved != 0 {
					continue // saved since the plan was made
				}
				if err := x.remove(feed.StoryID(id), whyPruned); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return p, err
		}
	}
	return p, c.change(ctx, (*tx).findOldest)
}

// Shrink gives the free pages of the file back when they are a quarter of it, and
// tells how many bytes smaller the file is. For a while it takes as much room again
// as the file has then, and nothing else can be written meanwhile: it is for when
// nobody reads. On a full disk, or when another program holds the archive, nothing
// is done, and the free pages are used again.
func (c *Cache) Shrink(ctx context.Context) (freed int64, err error) {
	if err := c.writable(); err != nil {
		return 0, err
	}
	var pages, free int64
	if err := c.write.scanOne(ctx, `SELECT page_count, freelist_count FROM pragma_page_count, pragma_freelist_count`, &pages, &free); err != nil {
		return 0, c.noteFault(err)
	}
	if free*4 < pages {
		return 0, nil
	}
	// The room it works in is on disk, as large as what is left.
	err = c.write.script(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	before, _ := exists(c.path)
	if err == nil {
		err = c.write.script(ctx, `PRAGMA temp_store = FILE`, `VACUUM`)
	}
	err = errors.Join(err, c.write.script(context.WithoutCancel(ctx), `PRAGMA temp_store = MEMORY`, `PRAGMA wal_checkpoint(TRUNCATE)`))
	if err != nil && !isFull(err) && primaryCode(err) != sqlite3.SQLITE_BUSY {
		return 0, c.noteFault(err)
	}
	after, _ := exists(c.path)
	return max(0, before-after), nil
}

// findOldest works out the oldest story of every publication anew.
func (x *tx) findOldest() error {
	pubs, err := x.publications()
	if err != nil {
		return err
	}
	for _, p := range pubs {
		in, err := x.set(setPublication, p.num)
		if err != nil {
			return err
		}
		oldest := int64(0)
		err = x.walk(in, false, 0, func(id feed.StoryID) bool {
			_, err = x.one(`SELECT date FROM stories WHERE id = ?`, []any{int64(id)}, &oldest)
			return false
		})
		if err != nil {
			return err
		}
		if err := x.do(`UPDATE publications SET oldest = ? WHERE num = ?`, oldest, p.num); err != nil {
			return err
		}
	}
	return nil
}

// remove takes a story and all its texts away and notes why.
func (x *tx) remove(id feed.StoryID, why string) error {
	r, here, err := x.record(id)
	if err != nil || !here {
		return err
	}
	if err := x.part(r); err != nil {
		return err
	}
	sets, err := x.memberships(r)
	if err != nil {
		return err
	}
	wants, err := x.interests()
	if err != nil {
		return err
	}
	for _, w := range wants {
		if w.Kind == feed.InterestWords {
			sets[setID{setWords, w.num}] = true
		}
	}
	for _, kind := range []setKind{setRead, setSaved, setEdited, setCompared} {
		sets[setID{kind, 0}] = true
	}
	for s := range sets {
		x.drop(s, int64(id))
	}
	if err := x.turnIndex(); err != nil {
		return err
	}
	if err := x.clearBits(int64(id)); err != nil {
		return err
	}
	_, _, packed, err := x.bodyOf(id)
	if err != nil {
		packed = nil // it cannot be unpacked any more
	}
	x.grow(r.pub, time.Time{}, -len(packed))
	for _, statement := range []string{
		`DELETE FROM stories WHERE id = ?`, `DELETE FROM bodies WHERE story = ?`, `DELETE FROM versions WHERE story = ?`,
		`DELETE FROM comments WHERE story = ?`, `DELETE FROM pictures WHERE story = ?`, `DELETE FROM queue WHERE story = ?`,
		`DELETE FROM waiting WHERE story = ?`, `DELETE FROM heads WHERE rowid = ?`, `DELETE FROM texts WHERE rowid = ?`,
	} {
		if err := x.do(statement, int64(id)); err != nil {
			return err
		}
	}
	return x.do(`INSERT OR REPLACE INTO gone (story, why) VALUES (?, ?)`, int64(id), why)
}

// mayReturn tells whether a story that went may come in again: a pruned one
// when the rule of retention would keep it now, a forgotten one never.
func (x *tx) mayReturn(id feed.StoryID, in *incoming) (bool, error) {
	var why string
	gone, err := x.one(`SELECT why FROM gone WHERE story = ?`, []any{int64(id)}, &why)
	switch {
	case err != nil:
		return false, err
	case !gone:
		return true, nil // lost by damage
	case why == whyForgotten:
		return false, nil
	}
	return x.c.o.KeepDays == 0 || in.Date().After(x.c.now().AddDate(0, 0, -x.c.o.KeepDays)), nil
}

// remark enters a story that is back into the sets of its marks.
func (x *tx) remark(id feed.StoryID) error {
	var read, saved int64
	if _, err := x.one(`SELECT read, saved FROM marks WHERE story = ?`, []any{int64(id)}, &read, &saved); err != nil {
		return err
	}
	if read != 0 {
		x.put(setID{setRead, 0}, int64(id))
	}
	if saved != 0 {
		x.put(setID{setSaved, 0}, int64(id))
	}
	return nil
}

// scanIDs reads a column of numbers.
func (l *look) scanIDs(query string, args ...any) (list []int64, err error) {
	err = l.each(query, args, func(rows *sql.Rows) error {
		var n int64
		err := rows.Scan(&n)
		list = append(list, n)
		return err
	})
	return list, err
}
