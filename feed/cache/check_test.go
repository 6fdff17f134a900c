package cache

import (
	"context"
	"database/sql"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// check compares the derived sets with the tables they follow from.
func check(t testing.TB, c *Cache) {
	t.Helper()
	want := map[setID]*roaring.Bitmap{}
	add := func(id setID, story feed.StoryID) {
		if want[id] == nil {
			want[id] = roaring.New()
		}
		want[id].Add(uint32(story))
	}
	err := c.change(context.Background(), func(x *tx) error {
		ids, err := x.scanIDs(`SELECT id FROM stories`)
		if err != nil {
			return err
		}
		for _, id := range ids {
			r, _, err := x.record(feed.StoryID(id))
			if err != nil {
				return err
			}
			sets, err := x.memberships(r)
			if err != nil {
				return err
			}
			for s := range sets {
				add(s, r.ID)
			}
			m, _, err := x.mark(r.ID)
			if err != nil {
				return err
			}
			for kind, in := range map[setKind]bool{setRead: m.IsRead(), setSaved: m.IsSaved(), setEdited: m.edited} {
				if in {
					add(setID{kind, 0}, r.ID)
				}
			}
			body, _, _, err := x.bodyOf(r.ID)
			if err != nil {
				return err
			}
			wants, err := x.interests()
			if err != nil {
				return err
			}
			for _, w := range wants {
				phrase := seek(feed.Term{Kind: feed.TermPhrase, Value: w.Value})
				if w.Kind == feed.InterestWords && (phrase.in(r.Title) || phrase.in(r.Standfirst) || phrase.in(plainText(body))) {
					add(setID{setWords, w.num}, r.ID)
				}
			}
		}
		return x.each(`SELECT DISTINCT kind, key FROM sets`, nil, func(rows *sql.Rows) error {
			var id setID
			if err := rows.Scan(&id.kind, &id.key); err != nil {
				return err
			}
			if id.kind == setCompared { // follows from no table
				return nil
			}
			if want[id] == nil {
				want[id] = roaring.New()
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = c.see(context.Background(), func(l *look) error {
		for id, w := range want {
			have, err := l.set(id.kind, id.key)
			if err != nil {
				return err
			}
			n, err := l.size(id.kind, id.key)
			if err != nil {
				return err
			}
			if !have.Equals(w) || n != int(w.GetCardinality()) {
				t.Errorf("set %v holds %v (%d), want %v", id, have, n, w)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
