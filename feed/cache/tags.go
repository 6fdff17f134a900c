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
		if err := l.fillWeeks(f, list, keys); err != nil {
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
func (l *look) fillWeeks(f frame, list []feed.TagCount, keys map[int64]int) error {
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
				list[at].Weeks[i] = f.total(roaring.And(s, week))
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
