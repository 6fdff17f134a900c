package cache

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// Month is a month of the reader's calendar with its figures.
type Month struct {
	Year  int
	Month time.Month
	feed.Count
}

// Counts returns the figures of the rail under q. A row stands for what is
// listed when it is chosen: All, New, Followed, Saved, publications and
// sections keep q's other terms but none of their own kind, tags keep all but
// tags. Whether q asks for unread stories does not matter, since each figure
// gives both. Muted stories count nowhere but in Muted.
func (c *Cache) Counts(ctx context.Context, q feed.Query) (counts feed.Counts, err error) {
	if err := c.indexFor(ctx, q); err != nil {
		return counts, err
	}
	err = c.see(ctx, func(l *look) error {
		counts, err = l.counts(q)
		return err
	})
	return counts, err
}

// frame is a selection on which rows are counted.
type frame struct{ all, unread *roaring.Bitmap }

func (f frame) count(s *roaring.Bitmap) feed.Count {
	return feed.Count{Unread: int(s.AndCardinality(f.unread)), Total: int(s.AndCardinality(f.all))}
}

func (f frame) whole() feed.Count {
	return feed.Count{Unread: int(f.unread.GetCardinality()), Total: int(f.all.GetCardinality())}
}

// frame answers the terms of q that keep approves, muted stories left out.
func (l *look) frame(q feed.Query, keep func(feed.Term) bool) (frame, error) {
	var f frame
	var terms []feed.Term
	for _, t := range q.Terms {
		if !(t.Kind == feed.TermIs && (t.Value == "unread" || t.Value == "read")) && keep(t) {
			terms = append(terms, t)
		}
	}
	a, err := l.ask(feed.Query{Terms: terms, Muted: q.Muted})
	if err != nil {
		return f, err
	}
	read, err := l.set(setRead, 0)
	if err != nil {
		return f, err
	}
	return frame{a.rows, roaring.AndNot(a.rows, read)}, nil
}

// isPlace tells the terms that a row of the rail above the tags stands for.
func isPlace(t feed.Term) bool {
	switch t.Kind {
	case feed.TermPublication, feed.TermSection:
		return true
	case feed.TermIs:
		return t.Value == "new" || t.Value == "followed" || t.Value == "saved" || t.Value == "muted"
	}
	return false
}

func (l *look) counts(q feed.Query) (feed.Counts, error) {
	c := feed.Counts{
		Publications: map[feed.PublicationID]feed.Count{},
		Sections:     map[feed.PublicationID]map[string]feed.Count{},
		Views:        map[string]feed.Count{},
		Oldest:       map[feed.PublicationID]time.Time{},
	}
	place, err := l.frame(q, func(t feed.Term) bool { return !isPlace(t) })
	if err != nil {
		return c, err
	}
	c.All = place.whole()
	for state, into := range map[string]*feed.Count{"new": &c.New, "followed": &c.Followed, "saved": &c.Saved} {
		s, err := l.stateSet(state)
		if err != nil {
			return c, err
		}
		*into = place.count(s)
	}
	if err := l.placeCounts(place, &c); err != nil {
		return c, err
	}
	muted, err := l.mutedSet()
	if err != nil {
		return c, err
	}
	if !muted.IsEmpty() {
		hidden, err := l.all(slices.DeleteFunc(slices.Clone(q.Terms), func(t feed.Term) bool {
			return isPlace(t) || t.Kind == feed.TermIs && (t.Value == "unread" || t.Value == "read")
		}))
		if err != nil {
			return c, err
		}
		c.Muted = int(hidden.AndCardinality(muted))
	}
	views, err := l.views()
	if err != nil {
		return c, err
	}
	for _, v := range views {
		f, err := l.frame(v.Query, func(feed.Term) bool { return true })
		if err != nil {
			return c, err
		}
		c.Views[v.Name] = f.whole()
	}
	tags, err := l.frame(q, func(t feed.Term) bool { return t.Kind != feed.TermTag })
	if err != nil {
		return c, err
	}
	c.Tags, err = l.tagCounts(tags)
	return c, err
}

// placeCounts counts publications and their sections, and finds the oldest
// story of each publication.
func (l *look) placeCounts(f frame, c *feed.Counts) error {
	pubs, err := l.publications()
	if err != nil {
		return err
	}
	byNum := map[int64]feed.PublicationID{}
	for _, p := range pubs {
		byNum[p.num] = p.id
		c.Publications[p.id] = feed.Count{}
		c.Sections[p.id] = map[string]feed.Count{}
	}
	err = l.eachSet(setPublication, 0, 1<<62, func(num int64, s *roaring.Bitmap) error {
		c.Publications[byNum[num]] = f.count(s)
		return nil
	})
	if err != nil {
		return err
	}
	type section struct {
		pub  feed.PublicationID
		path string
	}
	sections := map[int64]section{}
	err = l.each(`SELECT num, pub, path FROM sections`, nil, func(rows *sql.Rows) error {
		var (
			num, pub int64
			path     string
		)
		if err := rows.Scan(&num, &pub, &path); err != nil {
			return err
		}
		sections[num] = section{byNum[pub], path}
		return nil
	})
	if err != nil {
		return err
	}
	err = l.eachSet(setSection, 0, 1<<62, func(num int64, s *roaring.Bitmap) error {
		if at, ok := sections[num]; ok {
			c.Sections[at.pub][at.path] = f.count(s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return l.each(`SELECT p.id, p.oldest FROM publications p WHERE p.oldest <> 0`, nil, func(rows *sql.Rows) error {
		var (
			id feed.PublicationID
			ms int64
		)
		if err := rows.Scan(&id, &ms); err != nil {
			return err
		}
		c.Oldest[id] = instant(ms)
		return nil
	})
}

// tagCounts counts every tag that has stories in f: those with unread stories
// first, then by total.
func (l *look) tagCounts(f frame) ([]feed.TagCount, error) {
	counts := map[int64]feed.Count{}
	err := l.eachSet(setTag, 0, 1<<62, func(num int64, s *roaring.Bitmap) error {
		if n := f.count(s); n.Total > 0 {
			counts[num] = n
		}
		return nil
	})
	if err != nil || len(counts) == 0 {
		return nil, err
	}
	wants, err := l.interests()
	if err != nil {
		return nil, err
	}
	list := make([]feed.TagCount, 0, len(counts))
	err = l.each(`SELECT num, key, name, since FROM tags`, nil, func(rows *sql.Rows) error {
		var (
			num, since int64
			t          feed.TagCount
		)
		if err := rows.Scan(&num, &t.Key, &t.Name, &since); err != nil {
			return err
		}
		n, ok := counts[num]
		if !ok {
			return nil
		}
		t.Published, t.Count, t.Since = t.Name, n, instant(since)
		for _, w := range wants {
			if w.Kind == feed.InterestTag && w.Value == t.Key {
				t.Followed, t.Muted = !w.Muted, w.Muted
			}
		}
		list = append(list, t)
		return nil
	})
	slices.SortFunc(list, func(a, b feed.TagCount) int {
		return cmp.Or(cmp.Compare(b.Unread, a.Unread), cmp.Compare(b.Total, a.Total), cmp.Compare(a.Key, b.Key))
	})
	return list, err
}

// Tags returns the whole tag index, followed first, with the stories of the
// last eight weeks and the wordings seen or known.
func (c *Cache) Tags(ctx context.Context) (list []feed.TagCount, err error) {
	err = c.see(ctx, func(l *look) error {
		f, err := l.frame(feed.Query{Muted: true}, func(feed.Term) bool { return true })
		if err != nil {
			return err
		}
		if list, err = l.tagCounts(f); err != nil {
			return err
		}
		at := map[string]int{}
		for i, t := range list {
			at[t.Key] = i
		}
		keys := map[int64]int{}
		err = l.each(`SELECT num, key FROM tags`, nil, func(rows *sql.Rows) error {
			var num int64
			var key string
			if err := rows.Scan(&num, &key); err != nil {
				return err
			}
			if i, ok := at[key]; ok {
				keys[num] = i
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := l.fillWeeks(list, keys); err != nil {
			return err
		}
		err = l.each(`SELECT wording, tag FROM aliases ORDER BY known, fold`, nil, func(rows *sql.Rows) error {
			var wording string
			var num int64
			if err := rows.Scan(&wording, &num); err != nil {
				return err
			}
			if i, ok := keys[num]; ok && wording != list[i].Name {
				list[i].Aliases = append(list[i].Aliases, wording)
			}
			return nil
		})
		slices.SortStableFunc(list, func(a, b feed.TagCount) int {
			switch {
			case a.Followed == b.Followed:
				return 0
			case a.Followed:
				return -1
			}
			return 1
		})
		return err
	})
	return list, err
}

// fillWeeks counts each tag's stories in the last eight weeks, oldest first.
func (l *look) fillWeeks(list []feed.TagCount, keys map[int64]int) error {
	now := l.c.now().In(l.c.o.Location)
	end := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location())
	var weeks [8]*roaring.Bitmap
	for i := range weeks {
		s, err := l.dated(end.AddDate(0, 0, -7*(8-i)), end.AddDate(0, 0, -7*(7-i)))
		if err != nil {
			return err
		}
		weeks[i] = s
	}
	return l.eachSet(setTag, 0, 1<<62, func(num int64, s *roaring.Bitmap) error {
		if at, ok := keys[num]; ok {
			for i, week := range weeks {
				list[at].Weeks[i] = int(s.AndCardinality(week))
			}
		}
		return nil
	})
}

// Related returns the tags that occur most with the given one, best first.
func (c *Cache) Related(ctx context.Context, key string, limit int) (list []feed.TagCount, err error) {
	err = c.see(ctx, func(l *look) error {
		f, err := l.frame(feed.Query{Terms: []feed.Term{{Kind: feed.TermTag, Value: key}}}, func(feed.Term) bool { return true })
		if err != nil {
			return err
		}
		tags, err := l.tagCounts(f)
		if err != nil {
			return err
		}
		slices.SortStableFunc(tags, func(a, b feed.TagCount) int { return cmp.Compare(b.Total, a.Total) })
		for _, t := range tags {
			if t.Key != key && len(list) < limit {
				list = append(list, t)
			}
		}
		return nil
	})
	return list, err
}

// Months returns the months that have stories under q, newest first.
func (c *Cache) Months(ctx context.Context, q feed.Query) (list []Month, err error) {
	if err := c.indexFor(ctx, q); err != nil {
		return nil, err
	}
	err = c.see(ctx, func(l *look) error {
		f, err := l.frame(q, func(t feed.Term) bool {
			return t.Kind != feed.TermMonth && t.Kind != feed.TermSince && t.Kind != feed.TermBefore
		})
		if err != nil {
			return err
		}
		// The sets are of UTC months: the reader's own month begins hours apart.
		seen := map[int64]bool{}
		months, err := l.shelves(setMonth, 0, 1<<62, f.all, true)
		if err != nil {
			return err
		}
		for _, m := range months {
			at := instantAlways(startOfMonthKey(m.key)).In(l.c.o.Location)
			for _, first := range []time.Time{at.AddDate(0, 1, 0), at, at.AddDate(0, -1, 0)} {
				first = time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, l.c.o.Location)
				if seen[monthKey(first)] {
					continue
				}
				seen[monthKey(first)] = true
				in, err := l.dated(first, first.AddDate(0, 1, 0))
				if err != nil {
					return err
				}
				if n := f.count(in); n.Total > 0 {
					list = append(list, Month{first.Year(), first.Month(), n})
				}
			}
		}
		slices.SortFunc(list, func(a, b Month) int {
			return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(b.Month, a.Month))
		})
		return nil
	})
	return list, err
}
