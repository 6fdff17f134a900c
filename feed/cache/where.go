package cache

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// A query is answered by algebra on sets of story numbers: each term is a set,
// and, or and not are intersection, union and difference. What it costs does
// not depend on how selective the terms are.

// answer is what a query selects.
type answer struct {
	rows        *roaring.Bitmap // the stories listed
	hiddenRead  int
	hiddenMuted int
}

// ask answers q.
func (l *look) ask(q feed.Query) (answer, error) {
	var open []feed.Term // without is:unread at the top level
	unread := false
	for _, t := range q.Terms {
		if t.Kind == feed.TermIs && t.Value == "unread" && !t.Not {
			unread = true
			continue
		}
		open = append(open, t)
	}
	rows, err := l.all(open)
	if err != nil {
		return answer{}, err
	}
	once := l.once
	if q.Twins {
		once = func(rows *roaring.Bitmap) (*roaring.Bitmap, error) { return rows, nil }
	}
	var a answer
	muted := roaring.New()
	if !q.Muted && !asksMuted(q.Terms) {
		if muted, err = l.mutedSet(); err != nil {
			return a, err
		}
	}
	listed := rows // of those that are asked for, read and muted ones too
	if unread {
		keep, err := l.unread(q.KeepReadSince)
		if err != nil {
			return a, err
		}
		listed = roaring.And(rows, keep)
	}
	// What is hidden are the rows that would come with it: a story of which
	// another version is listed is not hidden.
	count := func(rows *roaring.Bitmap) (int, error) {
		rows, err := once(rows)
		if err != nil {
			return 0, err
		}
		return int(rows.GetCardinality()), nil
	}
	whole, shown := rows, listed
	if !muted.IsEmpty() {
		whole, shown = roaring.AndNot(rows, muted), roaring.AndNot(listed, muted)
	}
	if a.rows, err = once(shown); err != nil {
		return a, err
	}
	n := int(a.rows.GetCardinality())
	if unread {
		if a.hiddenRead, err = count(whole); err != nil {
			return a, err
		}
		a.hiddenRead -= n
	}
	if !muted.IsEmpty() {
		if a.hiddenMuted, err = count(listed); err != nil {
			return a, err
		}
		a.hiddenMuted -= n
	}
	return a, nil
}

// asksMuted tells whether a query speaks of muted stories itself.
func asksMuted(terms []feed.Term) bool {
	for _, t := range terms {
		if t.Kind == feed.TermIs && t.Value == "muted" || asksMuted(t.Terms) {
			return true
		}
	}
	return false
}

// all is the set for which every term holds; the caller may not change it.
func (l *look) all(terms []feed.Term) (*roaring.Bitmap, error) {
	rows, err := l.set(setAll, 0)
	if err != nil {
		return nil, err
	}
	for _, t := range terms {
		s, err := l.term(t)
		if err != nil {
			return nil, err
		}
		if t.Not {
			rows = roaring.AndNot(rows, s)
		} else {
			rows = roaring.And(rows, s)
		}
	}
	return rows, nil
}

// term is the set of a term as if it were not negated.
func (l *look) term(t feed.Term) (*roaring.Bitmap, error) {
	switch t.Kind {
	case feed.TermAll:
		return l.all(t.Terms)
	case feed.TermAny:
		return l.anyOf(t.Terms)
	case feed.TermWord, feed.TermPhrase:
		return l.textSet(t)
	case feed.TermTag:
		nums, err := l.tagsOf(t.Value)
		if err != nil {
			return nil, err
		}
		return l.union(setTag, nums)
	case feed.TermSection:
		nums, err := l.sectionsOf(t.Value)
		if err != nil {
			return nil, err
		}
		return l.union(setSection, nums)
	case feed.TermPublication:
		return l.publicationSet(t.Value)
	case feed.TermIs:
		return l.stateSet(t.Value)
	case feed.TermHas:
		switch t.Value {
		case "full":
			return l.set(setFull, 0)
		case "comments":
			return l.set(setComments, 0)
		case "images":
			return l.set(setImages, 0)
		}
	case feed.TermBy:
		return l.bylineSet(t.Value)
	case feed.TermSince:
		return l.sinceSet(t.Value)
	case feed.TermBefore:
		at, err := l.moment(t.Value)
		if err != nil {
			return nil, err
		}
		return l.dated(time.Time{}, at)
	case feed.TermMonth:
		from, err := time.ParseInLocation("2006-01", t.Value, l.c.o.Location)
		if err != nil {
			return nil, fmt.Errorf("month:%s is not a month: write month:2026-10", t.Value)
		}
		return l.dated(from, from.AddDate(0, 1, 0))
	}
	return nil, fmt.Errorf("%s:%s cannot be asked", t.Kind, t.Value)
}

func (l *look) anyOf(terms []feed.Term) (*roaring.Bitmap, error) {
	rows := roaring.New()
	for _, t := range terms {
		s, err := l.term(t)
		if err != nil {
			return nil, err
		}
		if t.Not {
			all, err := l.set(setAll, 0)
			if err != nil {
				return nil, err
			}
			s = roaring.AndNot(all, s)
		}
		rows.Or(s)
	}
	return rows, nil
}

func (l *look) union(kind setKind, keys []int64) (*roaring.Bitmap, error) {
	if len(keys) == 1 {
		return l.set(kind, keys[0])
	}
	rows := roaring.New()
	for _, k := range keys {
		s, err := l.set(kind, k)
		if err != nil {
			return nil, err
		}
		rows.Or(s)
	}
	return rows, nil
}

func (l *look) publicationSet(value string) (*roaring.Bitmap, error) {
	pubs, err := l.publications()
	if err != nil {
		return nil, err
	}
	var nums []int64
	for _, p := range pubs {
		if p.named(value) {
			nums = append(nums, p.num)
		}
	}
	return l.union(setPublication, nums)
}

func (l *look) bylineSet(value string) (*roaring.Bitmap, error) {
	var nums []int64
	err := l.each(`SELECT num FROM bylines WHERE instr(' ' || fold || ' ', ' ' || ? || ' ') > 0`, []any{feed.Fold(value)},
		func(rows *sql.Rows) error {
			var n int64
			if err := rows.Scan(&n); err != nil {
				return err
			}
			nums = append(nums, n)
			return nil
		})
	if err != nil {
		return nil, err
	}
	return l.union(setByline, nums)
}

func (l *look) stateSet(value string) (*roaring.Bitmap, error) {
	switch value {
	case "unread":
		return l.unread(time.Time{})
	case "read":
		return l.set(setRead, 0)
	case "saved":
		return l.set(setSaved, 0)
	case "stored":
		return l.set(setFull, 0)
	case "sponsored":
		return l.set(setSponsored, 0)
	case "edited":
		return l.set(setEdited, 0)
	case "top":
		return l.set(setTop, 0)
	case "featured":
		return l.set(setFeatured, 0)
	case "muted":
		return l.mutedSet()
	case "followed":
		return l.followedSet()
	case "new":
		return l.arrived(l.c.LastVisit())
	}
	return nil, fmt.Errorf("is:%s cannot be asked", value)
}

// unread is every story not marked read; with kept, also those marked after it.
func (l *look) unread(kept time.Time) (*roaring.Bitmap, error) {
	all, err := l.set(setAll, 0)
	if err != nil {
		return nil, err
	}
	read, err := l.set(setRead, 0)
	if err != nil {
		return nil, err
	}
	rows := roaring.AndNot(all, read)
	if !kept.IsZero() {
		err = l.ids(rows, `SELECT story FROM marks WHERE read > ? AND read <> 0`, millis(kept))
		rows.And(all)
	}
	return rows, err
}

// ids adds the numbers that a query gives.
func (l *look) ids(into *roaring.Bitmap, query string, args ...any) error {
	return l.each(query, args, func(rows *sql.Rows) error {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		into.Add(uint32(id))
		return nil
	})
}
