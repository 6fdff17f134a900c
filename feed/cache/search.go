package cache

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// prefixFrom is the number of letters from which a word matches as a beginning.
const prefixFrom = 3

// rankedMost is the number of matches, the newest, that are put in order of
// worth; the others follow by date.
const rankedMost = 2000

// Index brings what waits into the search index, a batch at a time, and tells
// how many stories that were.
func (c *Cache) Index(ctx context.Context) (done int, err error) {
	for {
		n := 0
		err := c.change(ctx, func(x *tx) error {
			var err error
			n, err = x.indexSome()
			return err
		})
		if done += n; err != nil || n < batch {
			return done, err
		}
	}
}

// Waiting is the number of stories that a search would have to index first.
func (c *Cache) Waiting(ctx context.Context) (n int, err error) {
	err = c.see(ctx, func(l *look) error {
		_, err := l.one(`SELECT count(*) FROM waiting`, nil, &n)
		return err
	})
	return n, err
}

// indexFor indexes what waits before q searches it. A cache that cannot be
// written, or a full disk, searches what is indexed.
func (c *Cache) indexFor(ctx context.Context, q feed.Query) error {
	if !q.Words() || c.writable() != nil {
		return nil
	}
	if n, err := c.Waiting(ctx); err != nil || n == 0 {
		return err
	}
	_, err := c.Index(ctx)
	if isFull(err) {
		return nil
	}
	return err
}

func (x *tx) indexSome() (int, error) {
	var ids []int64
	err := x.each(`SELECT story FROM waiting LIMIT ?`, []any{batch}, func(rows *sql.Rows) error {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		ids = append(ids, id)
		return nil
	})
	for _, id := range ids {
		if err != nil {
			return 0, err
		}
		err = x.indexStory(feed.StoryID(id))
	}
	if err == nil && len(ids) > 0 {
		err = x.do(`DELETE FROM waiting WHERE story IN (SELECT value FROM json_each(?))`, jsonText(ids))
	}
	return len(ids), err
}

func (x *tx) indexStory(id feed.StoryID) error {
	r, here, err := x.record(id)
	if err != nil || !here {
		return err
	}
	body, _, _, err := x.bodyOf(id)
	if err != nil {
		return err
	}
	var words []string
	for _, t := range r.Tags {
		words = append(words, t.Name)
		if t.Published != t.Name {
			words = append(words, t.Published)
		}
	}
	return x.do(`INSERT OR REPLACE INTO search (rowid, title, standfirst, body, byline, tags) VALUES (?, ?, ?, ?, ?, ?)`,
		int64(id), r.Title, r.Standfirst, plainText(body), r.Byline, strings.Join(words, " · "))
}

// match is a term in FTS5's language.
func match(t feed.Term) string {
	text := quote(t.Value)
	if t.Kind == feed.TermPhrase {
		return text
	}
	if utf8.RuneCountInString(t.Value) < prefixFrom {
		return text
	}
	text += " *"
	if one := feed.Fold(t.Value); one != "" && !strings.Contains(one, " ") && !strings.EqualFold(one, t.Value) {
		text = "(" + text + " OR " + quote(one) + ")" // homes finds home
	}
	return text
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// hasWord tells whether there is anything to look for in a text.
func hasWord(s string) bool { return countWords(s) > 0 }

// textSet is every story with a word or phrase.
func (l *look) textSet(t feed.Term) (*roaring.Bitmap, error) {
	if !hasWord(t.Value) {
		return roaring.New(), nil
	}
	return l.matching(match(t), 0, math.MaxInt64)
}

// matching runs an FTS5 query over a span of story numbers. The numbers come
// back as one text: a row each would cost five times as much.
func (l *look) matching(expression string, from, to int64) (*roaring.Bitmap, error) {
	var text sql.NullString
	_, err := l.one(`SELECT group_concat(rowid) FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?`,
		[]any{expression, from, to}, &text)
	if err != nil {
		return nil, err
	}
	rows := roaring.New()
	if text.String == "" {
		return rows, nil
	}
	ids := make([]uint32, 0, len(text.String)/5+1)
	for part := range strings.SplitSeq(text.String, ",") {
		n, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return nil, err
		}
		ids = append(ids, uint32(n))
	}
	rows.AddMany(ids)
	return rows, nil
}

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
	err := l.each(`SELECT id, date FROM stories WHERE id IN (SELECT value FROM json_each(?))`, []any{jsonText(newest.ToArray())},
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
			hits, err := l.matching(c.column+" : "+match(t), int64(newest.Minimum()), int64(newest.Maximum()))
			if err != nil {
				return nil, err
			}
			hits.And(newest)
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

// textTerms are the words and phrases that a query looks for.
func textTerms(terms []feed.Term) []feed.Term {
	var list []feed.Term
	for _, t := range terms {
		switch {
		case t.Not:
		case t.Kind == feed.TermWord || t.Kind == feed.TermPhrase:
			if hasWord(t.Value) {
				list = append(list, t)
			}
		default:
			list = append(list, textTerms(t.Terms)...)
		}
	}
	return list
}
