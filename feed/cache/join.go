package cache

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// Which stories are one is judged by the caller, a few at a time: Uncompared
// gives those that nobody has compared yet with all they may be the same as, Join
// takes the verdict. A story whose headline, lead or link is edited leaves its
// twins and is compared again.

// Told is a story as it is compared.
type Told struct {
	ID          feed.StoryID
	Publication feed.PublicationID
	Title       string
	Standfirst  string
	Link        string
	Date        time.Time
	Same        int64 // stories with one number, not 0, are one already
	Due         bool  // it was not compared yet: its turn has come
	nameless    bool  // it has no page to be compared by: stored before there was that column
}

// Comparing is some stories to compare, newest first, and what they may be the
// same as.
type Comparing struct {
	Stories []Told
	// Links are pairs of stories of two publications with one link, which no
	// other story of either has.
	Links [][2]feed.StoryID
	// Originals are pairs of which the first one's page names the second as the
	// original.
	Originals [][2]feed.StoryID
}

// How many stories, and how long a stretch of time, are compared at once.
const (
	comparedAtOnce = 6000
	comparedSpan   = 31 * 24 * time.Hour
	comparedFew    = 500
)

// Uncompared returns the newest stories that were not compared yet, and with
// them all that are listed less than within before or after one of them. No
// stories: there is nothing to compare.
func (c *Cache) Uncompared(ctx context.Context, within time.Duration) (found Comparing, err error) {
	err = c.see(ctx, func(l *look) error {
		ids, from, to, err := l.uncompared()
		if err != nil || len(ids) == 0 {
			return err
		}
		list := listOf(ids)
		if found.Links, err = l.pairs(sameLink, list); err != nil {
			return err
		}
		some, err := l.originals()
		if err == nil && some {
			found.Originals, err = l.pairs(originalOf, list)
		}
		if err != nil {
			return err
		}
		far := []int64{}
		for _, p := range slices.Concat(found.Links, found.Originals) {
			far = append(far, int64(p[0]), int64(p[1]))
		}
		names, err := l.publicationIDs()
		if err != nil {
			return err
		}
		due := roaring.BitmapOf(ids...)
		const columns = `SELECT id, pub, title, standfirst, link, date, same, page FROM stories WHERE `
		take := func(rows *sql.Rows) error {
			var t Told
			var pub, date, page int64
			if err := rows.Scan(&t.ID, &pub, &t.Title, &t.Standfirst, &t.Link, &date, &t.Same, &page); err != nil {
				return err
			}
			t.Publication, t.Date = names[pub], instantAlways(date)
			t.Due = due.Contains(uint32(t.ID))
			t.nameless = page == 0 && t.Link != ""
			found.Stories = append(found.Stories, t)
			return nil
		}
		oldest, newest := from-within.Milliseconds(), to+within.Milliseconds()
		if err := l.each(columns+`date BETWEEN ? AND ?`, []any{oldest, newest}, take); err != nil {
			return err
		}
		if len(far) > 0 {
			err = l.each(columns+`id IN (SELECT value FROM json_each(?)) AND date NOT BETWEEN ? AND ?`, []any{listOf(far), oldest, newest}, take)
		}
		slices.SortFunc(found.Stories, func(a, b Told) int {
			return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(b.ID, a.ID))
		})
		return err
	})
	return found, err
}

// uncompared are the next stories to compare, and the dates of the oldest and
// the newest of them.
func (l *look) uncompared() (ids []uint32, from, to int64, err error) {
	all, err := l.set(setAll, 0)
	if err != nil {
		return nil, 0, 0, err
	}
	seen, err := l.set(setCompared, 0)
	if err != nil {
		return nil, 0, 0, err
	}
	rest := roaring.AndNot(all, seen)
	if rest.IsEmpty() {
		return nil, 0, 0, nil
	}
	// Few are looked up, many are met on the way down from the newest of them.
	query, args := `SELECT s.id, s.date FROM json_each(?) j CROSS JOIN stories s ON s.id = j.value ORDER BY s.date DESC, s.id DESC`, []any{}
	if rest.GetCardinality() < comparedFew {
		args = append(args, listOf(rest.ToArray()))
	} else {
		var newest feed.StoryID
		err := l.walk(rest, true, 0, func(id feed.StoryID) bool { newest = id; return false })
		if err != nil {
			return nil, 0, 0, err
		}
		query = `SELECT id, date FROM stories INDEXED BY stories_date WHERE date <= (SELECT date FROM stories WHERE id = ?) ORDER BY date DESC, id DESC`
		args = append(args, int64(newest))
	}
	left := min(rest.GetCardinality(), comparedAtOnce)
	err = l.each(query, args, func(rows *sql.Rows) error {
		var id, date int64
		if err := rows.Scan(&id, &date); err != nil {
			return err
		}
		if !rest.Contains(uint32(id)) {
			return nil
		}
		if len(ids) == 0 {
			to = date
		}
		if to-date > comparedSpan.Milliseconds() {
			return errStop
		}
		ids, from = append(ids, uint32(id)), date
		if left--; left == 0 {
			return errStop
		}
		return nil
	})
	if err == errStop {
		err = nil
	}
	return ids, from, to, err
}

const (
	sameLink = `SELECT a.id, b.id FROM json_each(?) j CROSS JOIN stories a ON a.id = j.value
		CROSS JOIN stories b INDEXED BY stories_page ON b.page = a.page AND b.page <> 0 AND b.pub <> a.pub
		WHERE NOT EXISTS (SELECT 1 FROM stories c INDEXED BY stories_page
			WHERE c.page = a.page AND c.page <> 0 AND (c.pub = a.pub AND c.id <> a.id OR c.pub = b.pub AND c.id <> b.id))`
	originalOf = `SELECT a.id, b.id FROM json_each(?1) j CROSS JOIN stories a ON a.id = j.value
		CROSS JOIN stories b INDEXED BY stories_page ON b.page = a.original AND b.page <> 0 AND b.pub <> a.pub
		UNION SELECT b.id, a.id FROM json_each(?1) j CROSS JOIN stories a ON a.id = j.value
		CROSS JOIN stories b INDEXED BY stories_original ON b.original = a.page AND b.original <> 0 AND b.pub <> a.pub`
)

// originals tells whether any story names another as its original: few archives
// have one.
func (l *look) originals() (bool, error) {
	var n int
	return l.one(`SELECT 1 FROM stories WHERE original <> 0 LIMIT 1`, nil, &n)
}

func (l *look) pairs(query, list string) (pairs [][2]feed.StoryID, err error) {
	err = l.each(query, []any{list}, func(rows *sql.Rows) error {
		var a, b int64
		if err := rows.Scan(&a, &b); err != nil {
			return err
		}
		pairs = append(pairs, [2]feed.StoryID{feed.StoryID(a), feed.StoryID(b)})
		return nil
	})
	return pairs, err
}

func (l *look) publicationIDs() (map[int64]feed.PublicationID, error) {
	pubs, err := l.publications()
	names := make(map[int64]feed.PublicationID, len(pubs))
	for _, p := range pubs {
		names[p.num] = p.id
	}
	return names, err
}

// Join says of each group that its stories are one story in several
// publications, and that those due in of need not be looked at again. The stories
// that were one with a story of a group are so still. A group with two stories of
// one publication is not joined: they are two there.
func (c *Cache) Join(ctx context.Context, groups [][]feed.StoryID, of Comparing) error {
	return c.change(ctx, func(x *tx) error {
		for _, ids := range groups {
			if err := x.join(ids); err != nil {
				return err
			}
		}
		here, err := x.set(setAll, 0)
		if err != nil {
			return err
		}
		for _, t := range of.Stories {
			if !t.Due || !here.Contains(uint32(t.ID)) {
				continue
			}
			x.put(setID{setCompared, 0}, int64(t.ID))
			if t.nameless {
				if err := x.do(`UPDATE stories SET page = ? WHERE id = ? AND page = 0`, linkName(t.Link), int64(t.ID)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// joined is a story of a group in the making.
type joined struct {
	id, pub, date    int64
	position         int64
	page, original   int64
	same, read, save int64
	named            bool // another's page names it as the original
}

// joinedWith are some stories and all their twins.
func (x *tx) joinedWith(ids []feed.StoryID) (all []joined, err error) {
	err = x.each(`SELECT s.id, s.pub, s.date, p.position, s.page, s.original, s.same, coalesce(m.read, 0), coalesce(m.saved, 0)
		FROM stories s CROSS JOIN publications p ON p.num = s.pub LEFT JOIN marks m ON m.story = s.id
		WHERE s.id IN (SELECT value FROM json_each(?1))
		OR s.same <> 0 AND s.same IN (SELECT t.same FROM json_each(?1) j CROSS JOIN stories t ON t.id = j.value WHERE t.same <> 0)`,
		[]any{listOf(ids)}, func(rows *sql.Rows) error {
			var s joined
			err := rows.Scan(&s.id, &s.pub, &s.date, &s.position, &s.page, &s.original, &s.same, &s.read, &s.save)
			all = append(all, s)
			return err
		})
	return all, err
}

func (x *tx) join(ids []feed.StoryID) error {
	all, err := x.joinedWith(ids)
	if err != nil {
		return err
	}
	pubs := map[int64]bool{}
	for i, s := range all {
		if pubs[s.pub] {
			return nil
		}
		pubs[s.pub] = true
		all[i].named = slices.ContainsFunc(all, func(t joined) bool { return t.original != 0 && t.original == s.page && t.id != s.id })
	}
	if len(all) < 2 {
		return nil
	}
	slices.SortFunc(all, func(a, b joined) int {
		if a.named != b.named {
			if a.named {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.date, b.date), cmp.Compare(a.position, b.position), cmp.Compare(a.id, b.id))
	})
	// A number that no group has: that of a story could be the group's that it left.
	var same int64
	if _, err := x.one(`SELECT coalesce(max(same), 0) + 1 FROM stories WHERE same <> 0`, nil, &same); err != nil {
		return err
	}
	for stand, s := range all {
		if err := x.do(`UPDATE stories SET same = ?, stand = ? WHERE id = ?`, same, int64(stand), s.id); err != nil {
			return err
		}
	}
	if err := x.turnTwins(); err != nil {
		return err
	}
	return x.level(all)
}

// level gives every twin the marks that one of them has, the oldest of each.
func (x *tx) level(all []joined) error {
	read, saved := int64(0), int64(0)
	for _, s := range all {
		if s.read != 0 && (read == 0 || s.read < read) {
			read = s.read
		}
		if s.save != 0 && (saved == 0 || s.save < saved) {
			saved = s.save
		}
	}
	for _, s := range all {
		if s.read != read {
			if err := x.setRead(feed.StoryID(s.id), instant(read)); err != nil {
				return err
			}
		}
		if s.save != saved {
			if err := x.setSaved(feed.StoryID(s.id), instant(saved)); err != nil {
				return err
			}
		}
	}
	return nil
}

// part takes a story from its twins.
func (x *tx) part(r *record) error {
	if r.same == 0 {
		return nil
	}
	same := r.same
	r.same = 0
	if err := x.do(`UPDATE stories SET same = 0 WHERE id = ?`, int64(r.ID)); err != nil {
		return err
	}
	left, err := x.scanIDs(`SELECT id FROM stories WHERE same = ? AND same <> 0 LIMIT 2`, same)
	if err != nil {
		return err
	}
	if len(left) == 1 {
		if err := x.do(`UPDATE stories SET same = 0 WHERE id = ?`, left[0]); err != nil {
			return err
		}
	}
	return x.turnTwins()
}

// SetOriginal keeps what the page of a story names as its original, and has the
// story compared again when that is news.
func (c *Cache) SetOriginal(ctx context.Context, id feed.StoryID, link string) error {
	original := int64(0)
	if link = strings.TrimSpace(link); link != "" {
		original = linkName(link)
	}
	var had int64
	err := c.see(ctx, func(l *look) error {
		ok, err := l.one(`SELECT original FROM stories WHERE id = ?`, []any{int64(id)}, &had)
		if err == nil && !ok {
			err = ErrNoStory
		}
		return err
	})
	if err != nil || had == original {
		return err
	}
	return c.change(ctx, func(x *tx) error {
		x.drop(setID{setCompared, 0}, int64(id))
		return x.do(`UPDATE stories SET original = ? WHERE id = ?`, original, int64(id))
	})
}
