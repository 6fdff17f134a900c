package cache

import (
	"context"
	"database/sql"
	"errors"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// errStop ends a walk early; it never leaves the package.
var errStop = errors.New("stop")

// Edition returns the rows of w in the stories answering q, with its counts. A
// Limit of 0 gives counts alone.
func (c *Cache) Edition(ctx context.Context, q feed.Query, w feed.Window) (feed.Edition, error) {
	e := feed.Edition{Query: q, Offset: w.Offset}
	if err := c.indexFor(ctx, q); err != nil {
		return e, err
	}
	err := c.see(ctx, func(l *look) error {
		a, err := l.ask(q)
		if err != nil {
			return err
		}
		e.Total = int(a.rows.GetCardinality())
		e.HiddenRead, e.HiddenMuted = a.hiddenRead, a.hiddenMuted
		list, ranked, err := l.stretch(q, a.rows, w)
		if err != nil {
			return err
		}
		if ranked < e.Total && sortOf(q) == feed.SortBest {
			e.Ranked = ranked
		}
		if e.Rows, err = l.rows(list); err != nil {
			return err
		}
		if !q.Words() {
			return nil
		}
		full, err := l.set(setFull, 0)
		if err != nil {
			return err
		}
		e.FullTexts = int(a.rows.AndCardinality(full))
		e.Excerpts = e.Total - e.FullTexts
		return l.snippets(q, e.Rows)
	})
	return e, err
}

// sortOf is the order that q asks for.
func sortOf(q feed.Query) feed.Sort {
	switch {
	case q.Sort == feed.SortAuto && q.Words():
		return feed.SortBest
	case q.Sort == feed.SortBest && !q.Words(), q.Sort == feed.SortAuto:
		return feed.SortNewest
	}
	return q.Sort
}

// stretch is the part w of sel in q's order. ranked is the number of stories
// that were put in order of worth; the others follow by date.
func (l *look) stretch(q feed.Query, sel *roaring.Bitmap, w feed.Window) (list []feed.StoryID, ranked int, err error) {
	if w.Limit <= 0 || sel.IsEmpty() {
		return nil, int(sel.GetCardinality()), nil
	}
	take := func(id feed.StoryID) bool {
		list = append(list, id)
		return len(list) < w.Limit
	}
	skip := max(w.Offset, 0)
	err = l.inOrder(q, sel, skip, take, &ranked)
	return list, ranked, err
}

// inOrder calls f with sel in q's order, skipping some, until f returns false.
func (l *look) inOrder(q feed.Query, sel *roaring.Bitmap, skip int, f func(feed.StoryID) bool, ranked *int) error {
	switch sortOf(q) {
	case feed.SortOldest:
		return l.walk(sel, false, skip, f)
	case feed.SortPublication:
		parts, err := l.byPublication(sel)
		if err != nil {
			return err
		}
		going := true
		for _, part := range parts {
			n := int(part.GetCardinality())
			if skip >= n {
				skip -= n
				continue
			}
			err := l.walk(part, true, skip, func(id feed.StoryID) bool {
				going = f(id)
				return going
			})
			if err != nil || !going {
				return err
			}
			skip = 0
		}
		return nil
	case feed.SortBest:
		best, err := l.ranked(q, sel)
		if err != nil {
			return err
		}
		*ranked = len(best)
		for _, id := range best[min(skip, len(best)):] {
			if !f(id) {
				return nil
			}
		}
		skip = max(0, skip-len(best))
		return l.walk(without(sel, best), true, skip, f)
	}
	return l.walk(sel, true, skip, f)
}

func without(sel *roaring.Bitmap, ids []feed.StoryID) *roaring.Bitmap {
	rest := sel.Clone()
	for _, id := range ids {
		rest.Remove(uint32(id))
	}
	return rest
}

// byPublication splits sel by publication, in their order.
func (l *look) byPublication(sel *roaring.Bitmap) ([]*roaring.Bitmap, error) {
	pubs, err := l.publications()
	if err != nil {
		return nil, err
	}
	var parts []*roaring.Bitmap
	for _, p := range pubs {
		s, err := l.set(setPublication, p.num)
		if err != nil {
			return nil, err
		}
		if part := roaring.And(s, sel); !part.IsEmpty() {
			parts = append(parts, part)
		}
	}
	return parts, nil
}

// Place returns the offset of a story in q's edition, or of the version that
// stands for it there; -1 when neither is in it.
func (c *Cache) Place(ctx context.Context, q feed.Query, id feed.StoryID) (int, error) {
	place := -1
	if err := c.indexFor(ctx, q); err != nil {
		return place, err
	}
	err := c.see(ctx, func(l *look) error {
		a, err := l.ask(q)
		if err != nil {
			return err
		}
		if id, err = l.standing(a.rows, id); err != nil || id <= 0 || !a.rows.Contains(uint32(id)) {
			return err
		}
		switch sortOf(q) {
		case feed.SortNewest, feed.SortOldest:
			place, err = l.position(a.rows, sortOf(q) == feed.SortNewest, id)
			return err
		}
		var ranked int
		at := 0
		return l.inOrder(q, a.rows, 0, func(have feed.StoryID) bool {
			if have == id {
				place = at
				return false
			}
			at++
			return true
		}, &ranked)
	})
	return place, err
}

// NextUnread returns the next (forward) or previous unread story after id in
// q's order, id 0 meaning from the start (or, backward, from the end); 0 when
// there is none.
func (c *Cache) NextUnread(ctx context.Context, q feed.Query, id feed.StoryID, forward bool) (next feed.StoryID, err error) {
	if err := c.indexFor(ctx, q); err != nil {
		return 0, err
	}
	err = c.see(ctx, func(l *look) error {
		a, err := l.ask(q)
		if err != nil {
			return err
		}
		read, err := l.set(setRead, 0)
		if err != nil {
			return err
		}
		if id, err = l.standing(a.rows, id); err != nil {
			return err
		}
		unread := roaring.AndNot(a.rows, read)
		order := sortOf(q)
		first := func(have feed.StoryID) bool {
			next = have
			return false
		}
		if order == feed.SortNewest || order == feed.SortOldest {
			desc := order == feed.SortNewest
			if id != 0 {
				if unread, err = l.after(unread, desc, id, !forward); err != nil {
					return err
				}
			}
			return l.walk(unread, desc == forward, 0, first)
		}
		// The other orders hold a few thousand ranked stories or whole
		// publications: walk the list.
		passed, ranked := id == 0, 0
		return l.inOrder(q, a.rows, 0, func(have feed.StoryID) bool {
			switch {
			case have == id:
				passed = true
				return forward
			case !unread.Contains(uint32(have)):
			case !forward:
				next = have
			case passed:
				next = have
				return false
			}
			return true
		}, &ranked)
	})
	return next, err
}

// rows reads the rows of some stories, in the order given.
func (l *look) rows(ids []feed.StoryID) ([]feed.Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found := make(map[feed.StoryID]*record, len(ids))
	marks := make(map[feed.StoryID]feed.Marks, len(ids))
	records := make([]*record, 0, len(ids))
	err := l.each(`SELECT `+storyColumns+`, coalesce(m.read, 0), coalesce(m.saved, 0) FROM json_each(?) j
		CROSS JOIN stories s ON s.id = j.value CROSS JOIN publications p ON p.num = s.pub LEFT JOIN marks m ON m.story = s.id`,
		[]any{listOf(ids)}, func(rows *sql.Rows) error {
			var read, saved int64
			r := &record{}
			if err := scanRecord(rows, r, &read, &saved); err != nil {
				return err
			}
			found[r.ID] = r
			marks[r.ID] = feed.Marks{Read: instant(read), Saved: instant(saved)}
			records = append(records, r)
			return nil
		})
	if err != nil {
		return nil, err
	}
	if err := l.nameTags(records); err != nil {
		return nil, err
	}
	versions, err := l.versionCounts(records)
	if err != nil {
		return nil, err
	}
	follows, err := l.followedTags()
	if err != nil {
		return nil, err
	}
	names, err := l.publicationNames()
	if err != nil {
		return nil, err
	}
	list := make([]feed.Row, 0, len(ids))
	for _, id := range ids {
		r, ok := found[id]
		if !ok {
			continue
		}
		row := feed.Row{
			Story: r.Story, PublicationName: names[r.Publication], Marks: l.c.overlay(id, marks[id]),
			Stored: r.Full, Edited: r.flags&flagEdited != 0, Versions: versions[r.same],
		}
		for _, t := range r.Tags {
			if follows[t.Key] {
				row.Followed = append(row.Followed, t.Key)
			}
		}
		list = append(list, row)
	}
	return list, nil
}

func (l *look) publicationNames() (map[feed.PublicationID]string, error) {
	pubs, err := l.publications()
	names := make(map[feed.PublicationID]string, len(pubs))
	for _, p := range pubs {
		names[p.id] = p.name
	}
	return names, err
}

// versionCounts tells how many publications carry each story of several.
func (l *look) versionCounts(records []*record) (map[int64]int, error) {
	counts := map[int64]int{}
	var keys []int64
	for _, r := range records {
		if r.same != 0 {
			keys = append(keys, r.same)
		}
	}
	if len(keys) == 0 {
		return counts, nil
	}
	err := l.each(`SELECT same, count(DISTINCT pub) FROM stories WHERE same <> 0 AND same IN (SELECT value FROM json_each(?)) GROUP BY same`,
		[]any{listOf(keys)}, func(rows *sql.Rows) error {
			var key int64
			var n int
			if err := rows.Scan(&key, &n); err != nil {
				return err
			}
			counts[key] = n
			return nil
		})
	return counts, err
}
