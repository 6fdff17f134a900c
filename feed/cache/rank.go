package cache

import (
	"cmp"
	"database/sql"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// rankedMost is the number of matches, the newest, that are put in order of
// worth; the others follow by date.
const rankedMost = 2000

// What a hit is worth where it stands, and what being new is worth: as much as
// a hit in the standfirst, halved every half year.
var columnWorth = []struct {
	column string
	worth  float64
}{{"title", 10}, {"tags", 6}, {"standfirst", 4}, {"byline", 3}}

const (
	bodyWorth    = 1
	recencyWorth = 4
	recencyHalf  = 182 * 24 * 60 * 60 * 1000
)

// ranked puts the newest rankedMost stories of sel in order, best first.
func (l *look) ranked(q feed.Query, sel *roaring.Bitmap) ([]feed.StoryID, error) {
	newest := sel
	if n := sel.GetCardinality(); n > rankedMost {
		least, err := sel.Select(uint32(n - rankedMost))
		if err != nil {
			return nil, err
		}
		newest = sel.Clone()
		newest.RemoveRange(0, uint64(least))
	}
	if newest.IsEmpty() {
		return nil, nil
	}
	type scored struct {
		id    feed.StoryID
		date  int64
		score float64
	}
	list := make([]scored, 0, newest.GetCardinality())
	at := make(map[uint32]int, newest.GetCardinality())
	now := millis(l.c.now())
	err := l.each(`SELECT id, date FROM stories WHERE id IN (SELECT value FROM json_each(?))`, []any{listOf(newest.ToArray())},
		func(rows *sql.Rows) error {
			var s scored
			if err := rows.Scan(&s.id, &s.date); err != nil {
				return err
			}
			s.score = recencyWorth * math.Exp2(-float64(max(0, now-s.date))/recencyHalf)
			at[uint32(s.id)] = len(list)
			list = append(list, s)
			return nil
		})
	if err != nil {
		return nil, err
	}
	for _, t := range textTerms(q.Terms) {
		for i := range list {
			list[i].score += bodyWorth
		}
		for _, c := range columnWorth {
			hits, err := l.inHeads(seek(t), c.column, span{int64(newest.Minimum()), int64(newest.Maximum())})
			if err != nil {
				return nil, err
			}
			hits = roaring.And(hits, newest)
			for it := hits.Iterator(); it.HasNext(); {
				if i, ok := at[it.Next()]; ok {
					list[i].score += c.worth
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.date, a.date), cmp.Compare(b.id, a.id))
	})
	ids := make([]feed.StoryID, len(list))
	for i, s := range list {
		ids[i] = s.id
	}
	return ids, nil
}
