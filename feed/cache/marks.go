package cache

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// Opened marks a story read, with all its versions, without making a step for
// Undo, and forgets that its text had changed.
func (c *Cache) Opened(ctx context.Context, id feed.StoryID) error {
	now := c.markTime()
	_, err := c.orWait(ctx, func(x *tx) error {
		m, _, err := x.mark(id)
		if err != nil {
			return err
		}
		if m.edited {
			if err := x.seenAsIs(id); err != nil {
				return err
			}
		}
		all, err := x.twinsOf(id)
		if err != nil {
			return err
		}
		for _, id := range all {
			if m, here, err := x.mark(id); err != nil {
				return err
			} else if here && !m.IsRead() {
				if err := x.setRead(id, now); err != nil {
					return err
				}
			}
		}
		return nil
	}, func(m *feed.Marks) {
		if !m.IsRead() {
			m.Read = now
		}
	}, id)
	return err
}

// MarkRead marks stories read or unread, with all their versions: one step for
// Undo, whose Count counts each story once. It returns when the marks are on
// disk, or with Waiting, in the change and on their rows, when the disk is full.
func (c *Cache) MarkRead(ctx context.Context, ids []feed.StoryID, read bool) (feed.Change, error) {
	kind, to := feed.ChangeUnread, time.Time{}
	if read {
		kind, to = feed.ChangeRead, c.markTime()
	}
	var change feed.Change
	waits, err := c.orWait(ctx, func(x *tx) (err error) {
		change, err = x.markStep(kind, ids, to, fmt.Sprintf("%d stor%s", len(ids), storyEnd(len(ids))))
		return err
	}, func(m *feed.Marks) {
		if !read || !m.IsRead() {
			m.Read = to
		}
	}, ids...)
	change.Waiting = waits
	return change, err
}

// Save saves or unsaves stories: one step for Undo.
func (c *Cache) Save(ctx context.Context, ids []feed.StoryID, saved bool) (feed.Change, error) {
	kind, to := feed.ChangeUnsaved, time.Time{}
	if saved {
		kind, to = feed.ChangeSaved, c.markTime()
	}
	var change feed.Change
	waits, err := c.orWait(ctx, func(x *tx) (err error) {
		change, err = x.markStep(kind, ids, to, fmt.Sprintf("%d stor%s", len(ids), storyEnd(len(ids))))
		return err
	}, func(m *feed.Marks) {
		if !saved || !m.IsSaved() {
			m.Saved = to
		}
	}, ids...)
	change.Waiting = waits
	return change, err
}

// MarkListed marks read all stories of q's edition; with from, those from that
// story down; but leaves some out, such as one that is shown elsewhere. One step
// for Undo.
func (c *Cache) MarkListed(ctx context.Context, q feed.Query, from feed.StoryID, but ...feed.StoryID) (feed.Change, error) {
	var change feed.Change
	if err := c.indexFor(ctx, q); err != nil {
		return change, err
	}
	now := c.markTime()
	waits, err := c.orWait(ctx, func(x *tx) error {
		ids, err := x.listed(q, from)
		if err != nil {
			return err
		}
		ids = slices.DeleteFunc(ids, func(id feed.StoryID) bool { return slices.Contains(but, id) })
		change, err = x.markStep(feed.ChangeRead, ids, now, fmt.Sprintf("%d stor%s", len(ids), storyEnd(len(ids))))
		return err
	}, nil)
	change.Waiting = waits
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
	if from, err = l.standing(a.rows, from); err != nil {
		return nil, err
	}
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

// markStep sets one mark on stories and their twins and journals the ones it
// changed. It counts twins once.
func (x *tx) markStep(kind feed.ChangeKind, ids []feed.StoryID, to time.Time, what string) (feed.Change, error) {
	changed := roaring.New()
	old := map[uint32]int64{}
	n := 0
	for _, id := range ids {
		all, err := x.twinsOf(id)
		if err != nil {
			return feed.Change{}, err
		}
		did := false
		for _, id := range all {
			m, here, err := x.mark(id)
			if err != nil {
				return feed.Change{}, err
			}
			was := m.of(kind)
			if !here || was.IsZero() == to.IsZero() {
				continue
			}
			did = true
			changed.Add(uint32(id))
			if !was.IsZero() {
				old[uint32(id)] = millis(was)
			}
			if err := x.setMark(kind, id, m, to); err != nil {
				return feed.Change{}, err
			}
		}
		if did {
			n++
		}
	}
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

// of is the mark that a kind of change is about.
func (m markRow) of(kind feed.ChangeKind) time.Time {
	if kind == feed.ChangeSaved || kind == feed.ChangeUnsaved {
		return m.Saved
	}
	return m.Read
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
