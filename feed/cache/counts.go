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
// gives both. Paper is of no query. Muted stories count nowhere but in Muted.
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

// frame is a selection on which rows are counted: versions of stories, of which
// each story counts once a row.
type frame struct {
	all, unread *roaring.Bitmap
	tally       *tally
	// Those of them that have a twin there.
	twins, unreadTwins *roaring.Bitmap
}

func (f frame) count(s *roaring.Bitmap) feed.Count {
	n := f.versions(s)
	if n.Total < 2 || f.twins.IsEmpty() {
		return n
	}
	twins := roaring.And(s, f.twins)
	behind := f.tally.behind(twins)
	if behind > 0 && n.Unread > 1 {
		n.Unread -= f.tally.behind(roaring.And(twins, f.unreadTwins))
	}
	n.Total -= behind
	return n
}

// versions is count for a set of one publication: it holds no twins.
func (f frame) versions(s *roaring.Bitmap) feed.Count {
	return feed.Count{Unread: int(s.AndCardinality(f.unread)), Total: int(s.AndCardinality(f.all))}
}

// total is the second figure of count.
func (f frame) total(s *roaring.Bitmap) int {
	n := int(s.AndCardinality(f.all))
	if !f.twins.IsEmpty() {
		n -= f.tally.behind(roaring.And(s, f.twins))
	}
	return n
}

func (f frame) whole() feed.Count { return f.count(f.all) }

// frame answers the terms of q that keep approves, muted stories left out.
func (l *look) frame(q feed.Query, keep func(feed.Term) bool) (frame, error) {
	var f frame
	var terms []feed.Term
	for _, t := range q.Terms {
		if !(t.Kind == feed.TermIs && (t.Value == "unread" || t.Value == "read")) && keep(t) {
			terms = append(terms, t)
		}
	}
	a, err := l.ask(feed.Query{Terms: terms, Muted: q.Muted, Twins: true})
	if err != nil {
		return f, err
	}
	read, err := l.set(setRead, 0)
	if err != nil {
		return f, err
	}
	w, err := l.twins()
	if err != nil {
		return f, err
	}
	f = frame{all: a.rows, unread: roaring.AndNot(a.rows, read), tally: &tally{w: w}}
	f.twins, f.unreadTwins = w.within(f.all), w.within(f.unread)
	return f, nil
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
	paper, err := l.frame(feed.Query{Muted: q.Muted}, func(feed.Term) bool { return true })
	if err != nil {
		return c, err
	}
	c.Paper = paper.whole()
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
		whole, err := l.frame(feed.Query{Terms: q.Terms, Muted: true}, func(t feed.Term) bool { return !isPlace(t) })
		if err != nil {
			return c, err
		}
		shown := whole.total(roaring.AndNot(whole.all, muted))
		c.Muted = whole.total(whole.all) - shown
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
		c.Publications[byNum[num]] = f.versions(s)
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
			c.Sections[at.pub][at.path] = f.versions(s)
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
