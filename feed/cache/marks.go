package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// Opened marks a story read without making a step for Undo, and forgets that
// its text had changed.
func (c *Cache) Opened(ctx context.Context, id feed.StoryID) error {
	now := c.markTime()
	return c.orWait(ctx, func(x *tx) error {
		m, _, err := x.mark(id)
		if err != nil {
			return err
		}
		if m.edited {
			if err := x.seenAsIs(id); err != nil {
				return err
			}
		}
		if m.IsRead() {
			return nil
		}
		return x.setRead(id, now)
	}, func(m *feed.Marks) {
		if !m.IsRead() {
			m.Read = now
		}
	}, id)
}

// MarkRead marks stories read or unread: one step for Undo. It returns when the
// marks are on disk, or with Marks.Waiting on their rows when the disk is full.
func (c *Cache) MarkRead(ctx context.Context, ids []feed.StoryID, read bool) (feed.Change, error) {
	kind, to := feed.ChangeUnread, time.Time{}
	if read {
		kind, to = feed.ChangeRead, c.markTime()
	}
	var change feed.Change
	err := c.orWait(ctx, func(x *tx) (err error) {
		change, err = x.markStep(kind, ids, to, fmt.Sprintf("%d stor%s", len(ids), storyEnd(len(ids))))
		return err
	}, func(m *feed.Marks) {
		if !read || !m.IsRead() {
			m.Read = to
		}
	}, ids...)
	return change, err
}

// Save saves or unsaves stories: one step for Undo.
func (c *Cache) Save(ctx context.Context, ids []feed.StoryID, saved bool) (feed.Change, error) {
	kind, to := feed.ChangeUnsaved, time.Time{}
	if saved {
		kind, to = feed.ChangeSaved, c.markTime()
	}
	var change feed.Change
	err := c.orWait(ctx, func(x *tx) (err error) {
		change, err = x.markStep(kind, ids, to, fmt.Sprintf("%d stor%s", len(ids), storyEnd(len(ids))))
		return err
	}, func(m *feed.Marks) {
		if !saved || !m.IsSaved() {
			m.Saved = to
		}
	}, ids...)
	return change, err
}

// MarkListed marks read all stories of q's edition; with from, those from that
// story down. One step for Undo.
func (c *Cache) MarkListed(ctx context.Context, q feed.Query, from feed.StoryID) (feed.Change, error) {
	var change feed.Change
	if err := c.indexFor(ctx, q); err != nil {
		return change, err
	}
	now := c.markTime()
	err := c.orWait(ctx, func(x *tx) error {
		ids, err := x.listed(q, from)
		if err != nil {
			return err
		}
		change, err = x.markStep(feed.ChangeRead, ids, now, fmt.Sprintf("%d stor%s", len(ids), storyEnd(len(ids))))
		return err
	}, nil)
	return change, err
}

// listed are the unread stories of q's edition, from a story down.
func (l *look) listed(q feed.Query, from feed.StoryID) ([]feed.StoryID, error) {
	a, err := l.ask(q)
	if err != nil {
		return nil, err
	}
	read, err := l.set(setRead, 0)
	if err != nil {
		return nil, err
	}
	rows := roaring.AndNot(a.rows, read)
	if from != 0 {
		switch order := sortOf(q); order {
		case feed.SortNewest, feed.SortOldest:
			below, err := l.after(rows, order == feed.SortNewest, from, false)
			if err != nil {
				return nil, err
			}
			if rows.Contains(uint32(from)) {
				below.Add(uint32(from))
			}
			rows = below
		default:
			below, passed, ranked := roaring.New(), false, 0
			err := l.inOrder(q, a.rows, 0, func(id feed.StoryID) bool {
				if passed = passed || id == from; passed {
					below.Add(uint32(id))
				}
				return true
			}, &ranked)
			if err != nil {
				return nil, err
			}
			rows.And(below)
		}
	}
	ids := make([]feed.StoryID, 0, rows.GetCardinality())
	for it := rows.Iterator(); it.HasNext(); {
		ids = append(ids, feed.StoryID(it.Next()))
	}
	return ids, nil
}

func storyEnd(n int) string {
	if n == 1 {
		return "y"
	}
	return "ies"
}

// markTime is now as the marks table can hold it.
func (c *Cache) markTime() time.Time { return c.now().UTC().Truncate(time.Millisecond) }

// markStep sets one mark on stories and journals the ones it changed.
func (x *tx) markStep(kind feed.ChangeKind, ids []feed.StoryID, to time.Time, what string) (feed.Change, error) {
	changed := roaring.New()
	old := map[uint32]int64{}
	for _, id := range ids {
		m, here, err := x.mark(id)
		if err != nil {
			return feed.Change{}, err
		}
		was := m.Read
		if kind == feed.ChangeSaved || kind == feed.ChangeUnsaved {
			was = m.Saved
		}
		if !here || was.IsZero() == to.IsZero() {
			continue
		}
		changed.Add(uint32(id))
		if !was.IsZero() {
			old[uint32(id)] = millis(was)
		}
		if err := x.setMark(kind, id, m, to); err != nil {
			return feed.Change{}, err
		}
	}
	n := int(changed.GetCardinality())
	if n == 0 {
		return feed.Change{Kind: kind}, nil
	}
	if len(ids) != n {
		what = fmt.Sprintf("%d stor%s", n, storyEnd(n))
	}
	var before []int64 // in the order of the numbers
	if len(old) > 0 {
		for it := changed.Iterator(); it.HasNext(); {
			before = append(before, old[it.Next()])
		}
	}
	changed.RunOptimize()
	blob, err := changed.ToBytes()
	if err != nil {
		return feed.Change{}, err
	}
	return x.journal(step{kind: kind, count: n, what: what, ids: blob, before: jsonText(before), after: jsonText([]int64{millis(to)})})
}

// mark reads the marks of a story that is here.
func (l *look) mark(id feed.StoryID) (m markRow, here bool, err error) {
	var read, saved int64
	here, err = l.one(`SELECT coalesce(m.read, 0), coalesce(m.saved, 0), (s.flags & 8) <> 0 FROM stories s LEFT JOIN marks m ON m.story = s.id
		WHERE s.id = ?`, []any{int64(id)}, &read, &saved, &m.edited)
	m.Marks = feed.Marks{Read: instant(read), Saved: instant(saved)}
	return m, here, err
}

type markRow struct {
	feed.Marks
	edited bool // the text changed since it was read
}

func (x *tx) setMark(kind feed.ChangeKind, id feed.StoryID, m markRow, to time.Time) error {
	switch kind {
	case feed.ChangeSaved, feed.ChangeUnsaved:
		return x.setSaved(id, to)
	}
	if m.edited {
		if err := x.seenAsIs(id); err != nil {
			return err
		}
	}
	return x.setRead(id, to)
}

func (x *tx) setRead(id feed.StoryID, at time.Time) error {
	return x.writeMark("read", setRead, id, at)
}

func (x *tx) setSaved(id feed.StoryID, at time.Time) error {
	return x.writeMark("saved", setSaved, id, at)
}

func (x *tx) writeMark(column string, kind setKind, id feed.StoryID, at time.Time) error {
	err := x.do(`INSERT INTO marks (story, `+column+`) VALUES (?, ?) ON CONFLICT (story) DO UPDATE SET `+column+` = excluded.`+column,
		int64(id), millis(at))
	if err != nil {
		return err
	}
	if at.IsZero() {
		x.drop(setID{kind, 0}, int64(id))
	} else {
		x.put(setID{kind, 0}, int64(id))
	}
	x.marked = append(x.marked, id)
	return nil
}

// seenAsIs forgets that a text changed since it was read.
func (x *tx) seenAsIs(id feed.StoryID) error {
	x.drop(setID{setEdited, 0}, int64(id))
	return x.do(`UPDATE stories SET flags = flags & ~8 WHERE id = ?`, int64(id))
}

// SetPlace keeps how far a story was read, 0 to 1.
func (c *Cache) SetPlace(ctx context.Context, id feed.StoryID, place float64) error {
	place = min(max(place, 0), 1)
	return c.change(ctx, func(x *tx) error {
		return x.do(`INSERT INTO marks (story, place) VALUES (?, ?) ON CONFLICT (story) DO UPDATE SET place = excluded.place`, int64(id), place)
	})
}

// Undo takes the last step back, Redo does it again. A Change with ID 0 says
// that there was nothing to do.
func (c *Cache) Undo(ctx context.Context) (feed.Change, error) { return c.stepBack(ctx, true) }

// Redo does the step last undone again.
func (c *Cache) Redo(ctx context.Context) (feed.Change, error) { return c.stepBack(ctx, false) }

func (c *Cache) stepBack(ctx context.Context, undo bool) (done feed.Change, err error) {
	query := `SELECT ` + stepColumns + ` FROM journal WHERE state = 0 ORDER BY num DESC LIMIT 1`
	if !undo {
		query = `SELECT ` + stepColumns + ` FROM journal WHERE state = 1 ORDER BY num LIMIT 1`
	}
	err = c.change(ctx, func(x *tx) error {
		var s step
		found := false
		err := x.each(query, nil, func(rows *sql.Rows) error {
			found = true
			return s.scan(rows)
		})
		if err != nil || !found {
			return err
		}
		count, err := x.apply(s, undo)
		if err != nil {
			return fmt.Errorf("%s: %w", s.what, err)
		}
		state := 0
		if undo {
			state = 1
		}
		if err := x.do(`UPDATE journal SET state = ? WHERE num = ?`, state, s.num); err != nil {
			return err
		}
		done = s.change()
		done.Undone, done.Count = undo, count
		return nil
	})
	return done, err
}

// apply takes a step back or does it again, and tells how many things that
// changed. What the reader changed since stays as it is.
func (x *tx) apply(s step, undo bool) (int, error) {
	switch s.kind {
	case feed.ChangeRead, feed.ChangeUnread, feed.ChangeSaved, feed.ChangeUnsaved:
		return x.applyMarks(s, undo)
	case feed.ChangeFollow, feed.ChangeUnfollow, feed.ChangeMute, feed.ChangeUnmute:
		return 1, x.applyInterest(s, undo)
	case feed.ChangeView, feed.ChangeNoView:
		return 1, x.applyViews(s, undo)
	case feed.ChangeSections:
		return 1, x.applySections(s, undo)
	}
	return 0, errors.New("this step cannot be taken back")
}

func (x *tx) applyMarks(s step, undo bool) (int, error) {
	ids := roaring.New()
	if err := ids.UnmarshalBinary(s.ids); err != nil {
		return 0, err
	}
	var before, after []int64
	if err := s.values(&before, &after); err != nil {
		return 0, err
	}
	n, i := 0, -1
	for it := ids.Iterator(); it.HasNext(); {
		id := feed.StoryID(it.Next())
		i++
		was := int64(0)
		if len(before) > 0 {
			was = before[i]
		}
		from, to := was, after[0]
		if undo {
			from, to = to, from
		}
		m, here, err := x.mark(id)
		if err != nil {
			return n, err
		}
		have := millis(m.Read)
		if s.kind == feed.ChangeSaved || s.kind == feed.ChangeUnsaved {
			have = millis(m.Saved)
		}
		if !here || have != from {
			continue
		}
		if err := x.setMark(s.kind, id, m, instant(to)); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// History returns the last steps, newest first.
func (c *Cache) History(ctx context.Context, limit int) (list []feed.Change, err error) {
	err = c.see(ctx, func(l *look) error {
		return l.each(`SELECT `+stepColumns+` FROM journal ORDER BY num DESC LIMIT ?`, []any{limit}, func(rows *sql.Rows) error {
			var s step
			if err := s.scan(rows); err != nil {
				return err
			}
			list = append(list, s.change())
			return nil
		})
	})
	return list, err
}

// step is a row of the journal.
type step struct {
	num           int64
	at            int64
	kind          feed.ChangeKind
	count         int
	what          string
	state         int
	ids           []byte
	before, after string
}

const stepColumns = `num, at, kind, count, what, state, ids, before, after`

func (s *step) scan(rows *sql.Rows) error {
	return rows.Scan(&s.num, &s.at, &s.kind, &s.count, &s.what, &s.state, &s.ids, &s.before, &s.after)
}

func (s *step) change() feed.Change {
	return feed.Change{ID: s.num, Kind: s.kind, Count: s.count, What: s.what, At: instant(s.at), Undone: s.state != 0}
}

func (s *step) values(before, after any) error {
	for text, into := range map[string]any{s.before: before, s.after: after} {
		if text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return err
		}
	}
	return nil
}

// journalKept is the number of steps kept; nobody undoes more.
const journalKept = 1000

// journal writes a step; what was undone before it cannot be redone any more.
func (x *tx) journal(s step) (feed.Change, error) {
	s.at = millis(x.c.markTime())
	if err := x.do(`UPDATE journal SET state = 2 WHERE state = 1`); err != nil {
		return feed.Change{}, err
	}
	num, err := x.insert(`INSERT INTO journal (at, kind, count, what, ids, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		s.at, string(s.kind), s.count, s.what, s.ids, s.before, s.after)
	if err != nil {
		return feed.Change{}, err
	}
	s.num = num
	if num%100 == 0 {
		if err := x.do(`DELETE FROM journal WHERE num <= ?`, num-journalKept); err != nil {
			return feed.Change{}, err
		}
	}
	return s.change(), nil
}
