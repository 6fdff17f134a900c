package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// interest is a row of interests.
type interest struct {
	num int64
	feed.Interest
}

// SetInterest follows or mutes (i.Muted) a tag, section, byline or words, or
// with on == false ends it. One step for Undo. A thing is followed or muted,
// never both: the later word counts.
func (c *Cache) SetInterest(ctx context.Context, i feed.Interest, on bool) (change feed.Change, err error) {
	if i.Kind == feed.InterestWords {
		if _, err := c.Index(ctx); err != nil && !isFull(err) {
			return change, err
		}
	}
	err = c.change(ctx, func(x *tx) error {
		i := x.canonical(i)
		had, err := x.interest(i)
		if err != nil {
			return err
		}
		kind := feed.ChangeUnfollow
		switch {
		case on && i.Muted:
			kind = feed.ChangeMute
		case on:
			kind = feed.ChangeFollow
		case had != nil && had.Muted:
			kind = feed.ChangeUnmute
		}
		if on && had != nil && had.Muted == i.Muted || !on && (had == nil || had.Muted != i.Muted) {
			change = feed.Change{Kind: kind}
			return nil
		}
		var now *feed.Interest
		if on {
			i.Since = c.markTime()
			now = &i
		}
		var was *feed.Interest
		if had != nil {
			was = &had.Interest
		}
		if err := x.writeInterest(i, now); err != nil {
			return err
		}
		change, err = x.journal(step{kind: kind, count: 1, what: i.Name, before: oneJSON(was), after: oneJSON(now)})
		return err
	})
	return change, err
}

// Interests returns everything followed and muted, in the order it was done.
func (c *Cache) Interests(ctx context.Context) (list []feed.Interest, err error) {
	err = c.see(ctx, func(l *look) error {
		wants, err := l.interests()
		for _, w := range wants {
			list = append(list, w.Interest)
		}
		return err
	})
	return list, err
}

// canonical fills what names the thing: a tag by its key, words by their folded
// form.
func (l *look) canonical(i feed.Interest) feed.Interest {
	if i.Name == "" {
		i.Name = i.Value
	}
	switch i.Kind {
	case feed.InterestTag:
		if nums, err := l.tagsOf(i.Value); err == nil && len(nums) > 0 {
			var name string
			if _, err := l.one(`SELECT key, name FROM tags WHERE num = ?`, []any{nums[0]}, &i.Value, &name); err == nil && name != "" {
				i.Name = name
			}
		} else {
			i.Value = feed.Fold(i.Value)
		}
	case feed.InterestSponsored:
		i.Value = ""
		if i.Name == "" {
			i.Name = "sponsored stories"
		}
	}
	return i
}

// oneJSON writes one value or "".
func oneJSON[T any](v *T) string {
	if v == nil {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs always can
	}
	return string(b)
}

func (l *look) interests() ([]interest, error) {
	if l.memo.haveWant {
		return l.memo.wants, nil
	}
	var list []interest
	err := l.each(`SELECT num, kind, pub, value, name, muted, since FROM interests ORDER BY num`, nil, func(rows *sql.Rows) error {
		var (
			i     interest
			since int64
		)
		if err := rows.Scan(&i.num, &i.Kind, &i.Publication, &i.Value, &i.Name, &i.Muted, &since); err != nil {
			return err
		}
		i.Since = instant(since)
		list = append(list, i)
		return nil
	})
	l.memo.wants, l.memo.haveWant = list, err == nil
	return list, err
}

func (l *look) interest(i feed.Interest) (*interest, error) {
	list, err := l.interests()
	for _, have := range list {
		if have.Kind == i.Kind && have.Publication == i.Publication && have.Value == i.Value {
			return &have, err
		}
	}
	return nil, err
}

// writeInterest makes i's row be now, or takes it away when now is nil.
func (x *tx) writeInterest(i feed.Interest, now *feed.Interest) error {
	var num int64
	had, err := x.one(`SELECT num FROM interests WHERE kind = ? AND pub = ? AND value = ?`,
		[]any{string(i.Kind), string(i.Publication), i.Value}, &num)
	if err != nil {
		return err
	}
	if had {
		if err := x.do(`DELETE FROM interests WHERE num = ?`, num); err != nil {
			return err
		}
		if err := x.do(`DELETE FROM sets WHERE kind = ? AND key = ?`, int64(setWords), num); err != nil {
			return err
		}
	}
	x.memo = &memo{}
	if now == nil {
		return nil
	}
	num, err = x.insert(`INSERT INTO interests (kind, pub, value, name, muted, since) VALUES (?, ?, ?, ?, ?, ?)`,
		string(now.Kind), string(now.Publication), now.Value, now.Name, now.Muted, millis(now.Since))
	if err != nil || now.Kind != feed.InterestWords {
		return err
	}
	return x.fillWordSet(num, now.Value)
}

// fillWordSet finds the stories here that hold words one after another.
func (x *tx) fillWordSet(num int64, words string) error {
	hits, err := x.textSet(feed.Term{Kind: feed.TermPhrase, Value: words})
	if err != nil {
		return err
	}
	for it := hits.Iterator(); it.HasNext(); {
		x.put(setID{setWords, num}, int64(it.Next()))
	}
	return nil
}

// putWordSets enters a story into the sets of followed and muted words.
func (x *tx) putWordSets(r *record, plain func() string) error {
	wants, err := x.interests()
	if err != nil {
		return err
	}
	for _, w := range wants {
		if w.Kind != feed.InterestWords {
			continue
		}
		phrase := seek(feed.Term{Kind: feed.TermPhrase, Value: w.Value})
		in := phrase.in(r.Title) || phrase.in(r.Standfirst) || phrase.in(plain())
		if in {
			x.put(setID{setWords, w.num}, int64(r.ID))
		} else {
			x.drop(setID{setWords, w.num}, int64(r.ID))
		}
	}
	return nil
}

// interestSet is every story that an interest is about.
func (l *look) interestSet(i interest) (*roaring.Bitmap, error) {
	switch i.Kind {
	case feed.InterestTag:
		return l.term(feed.Term{Kind: feed.TermTag, Value: i.Value})
	case feed.InterestSection:
		value := i.Value
		if i.Publication != "" {
			value = string(i.Publication) + "/" + value
		}
		return l.term(feed.Term{Kind: feed.TermSection, Value: value})
	case feed.InterestByline:
		return l.bylineSet(i.Value)
	case feed.InterestSponsored:
		return l.set(setSponsored, 0)
	case feed.InterestWords:
		return l.set(setWords, i.num)
	}
	return roaring.New(), nil
}

// mutedSet is every story that something muted hides. A saved story is never
// hidden.
func (l *look) mutedSet() (*roaring.Bitmap, error) {
	if l.memo.muted == nil {
		rows, err := l.wanted(true)
		if err != nil {
			return nil, err
		}
		if !rows.IsEmpty() {
			saved, err := l.set(setSaved, 0)
			if err != nil {
				return nil, err
			}
			rows = roaring.AndNot(rows, saved)
		}
		l.memo.muted = rows
	}
	return l.memo.muted, nil
}

// followedSet is every story that something followed is about.
func (l *look) followedSet() (*roaring.Bitmap, error) {
	if l.memo.followed == nil {
		rows, err := l.wanted(false)
		if err != nil {
			return nil, err
		}
		l.memo.followed = rows
	}
	return l.memo.followed, nil
}

func (l *look) wanted(muted bool) (*roaring.Bitmap, error) {
	wants, err := l.interests()
	if err != nil {
		return nil, err
	}
	rows := roaring.New()
	for _, w := range wants {
		if w.Muted != muted {
			continue
		}
		s, err := l.interestSet(w)
		if err != nil {
			return nil, err
		}
		rows.Or(s)
	}
	return rows, nil
}

// followedTags are the keys of the followed tags.
func (l *look) followedTags() (map[string]bool, error) {
	wants, err := l.interests()
	keys := map[string]bool{}
	for _, w := range wants {
		if w.Kind == feed.InterestTag && !w.Muted {
			keys[w.Value] = true
		}
	}
	return keys, err
}

func (x *tx) applyInterest(s step, undo bool) error {
	var before, after *feed.Interest
	if err := s.values(&before, &after); err != nil {
		return err
	}
	now, other := after, before
	if undo {
		now, other = before, after
	}
	subject := now
	if subject == nil {
		subject = other
	}
	if subject == nil {
		return nil
	}
	return x.writeInterest(*subject, now)
}

// cleanName is a name as typed, without spaces around and doubled.
func cleanName(s string) string { return strings.Join(strings.Fields(s), " ") }
