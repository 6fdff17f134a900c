package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// Undo takes the last step back, Redo does it again. A Change with ID 0 says
// that there was nothing to do.
func (c *Cache) Undo(ctx context.Context) (feed.Change, error) { return c.stepBack(ctx, true) }

// Redo does the step last undone again.
func (c *Cache) Redo(ctx context.Context) (feed.Change, error) { return c.stepBack(ctx, false) }

func (c *Cache) stepBack(ctx context.Context, undo bool) (done feed.Change, err error) {
	query := `SELECT ` + stepColumns + ` FROM journal WHERE state = 0 ORDER BY num DESC LIMIT 1`
	if !undo {
		query = `SELECT ` + stepColumns + ` FROM journal WHERE state = 1 ORDER BY num LIMIT 1`
	}
	var s step
	err = c.change(ctx, func(x *tx) error {
		s = step{}
		found := false
		err := x.each(query, nil, func(rows *sql.Rows) error {
			found = true
			return s.scan(rows)
		})
		if err != nil || !found {
			return err
		}
		count, err := x.apply(s, undo)
		if err != nil {
			return fmt.Errorf("%s: %w", s.what, err)
		}
		state := 0
		if undo {
			state = 1
		}
		if err := x.do(`UPDATE journal SET state = ? WHERE num = ?`, state, s.num); err != nil {
			return err
		}
		done = s.change()
		done.Undone, done.Count = undo, count
		return nil
	})
	if _, is := errors.AsType[Overtaken](err); is {
		state := overtaken
		if undo {
			state = settled
			err = fmt.Errorf("%w; the next undo is about the change before it", err)
		}
		err = errors.Join(err, c.change(ctx, func(x *tx) error {
			return x.do(`UPDATE journal SET state = ? WHERE num = ?`, state, s.num)
		}))
	}
	return done, err
}

// The states of a step that Undo and Redo pass over: one undone that cannot be
// done again, and one done that cannot be undone (Overtaken).
const (
	overtaken = 2
	settled   = 3
)

// apply takes a step back or does it again, and tells how many things that
// changed. What the reader changed since stays as it is.
func (x *tx) apply(s step, undo bool) (int, error) {
	switch s.kind {
	case feed.ChangeRead, feed.ChangeUnread, feed.ChangeSaved, feed.ChangeUnsaved:
		return x.applyMarks(s, undo)
	case feed.ChangeFollow, feed.ChangeUnfollow, feed.ChangeMute, feed.ChangeUnmute:
		return 1, x.applyInterest(s, undo)
	case feed.ChangeView, feed.ChangeNoView:
		return 1, x.applyViews(s, undo)
	case feed.ChangeSections:
		return 1, x.applySections(s, undo)
	case feed.ChangeAdd, feed.ChangeRemove:
		return x.applyPaper(s, undo)
	case feed.ChangeDecline:
		return 1, x.applyMove(s, undo)
	case feed.ChangeChoice:
		return 1, x.applyChoice(s, undo)
	}
	return 0, errors.New("this step cannot be taken back")
}

func (x *tx) applyMarks(s step, undo bool) (int, error) {
	ids := roaring.New()
	if err := ids.UnmarshalBinary(s.ids); err != nil {
		return 0, err
	}
	var before, after []int64
	if err := s.values(&before, &after); err != nil {
		return 0, err
	}
	n, i := 0, -1
	counted := map[feed.StoryID]bool{}
	for it := ids.Iterator(); it.HasNext(); {
		id := feed.StoryID(it.Next())
		i++
		was := int64(0)
		if len(before) > 0 {
			was = before[i]
		}
		from, to := was, after[0]
		if undo {
			from, to = to, from
		}
		// A version that joined after the step took over its mark, to the
		// millisecond: it goes with it.
		all, err := x.twinsOf(id)
		if err != nil {
			return n, err
		}
		did := false
		for _, twin := range all {
			m, here, err := x.mark(twin)
			if err != nil {
				return n, err
			}
			if !here || millis(m.of(s.kind)) != from || twin != id && ids.Contains(uint32(twin)) {
				continue
			}
			if err := x.setMark(s.kind, twin, m, instant(to)); err != nil {
				return n, err
			}
			did = true
		}
		if did && !counted[id] {
			n++
			for _, twin := range all {
				counted[twin] = true
			}
		}
	}
	return n, nil
}

// History returns the last steps, newest first.
func (c *Cache) History(ctx context.Context, limit int) (list []feed.Change, err error) {
	err = c.see(ctx, func(l *look) error {
		return l.each(`SELECT `+stepColumns+` FROM journal ORDER BY num DESC LIMIT ?`, []any{limit}, func(rows *sql.Rows) error {
			var s step
			if err := s.scan(rows); err != nil {
				return err
			}
			list = append(list, s.change())
			return nil
		})
	})
	return list, err
}

// step is a row of the journal.
type step struct {
	num           int64
	at            int64
	kind          feed.ChangeKind
	count         int
	what          string
	state         int
	ids           []byte
	before, after string
}

const stepColumns = `num, at, kind, count, what, state, ids, before, after`

func (s *step) scan(rows *sql.Rows) error {
	return rows.Scan(&s.num, &s.at, &s.kind, &s.count, &s.what, &s.state, &s.ids, &s.before, &s.after)
}

func (s *step) change() feed.Change {
	return feed.Change{ID: s.num, Kind: s.kind, Count: s.count, What: s.what, At: instant(s.at), Undone: s.state == 1 || s.state == overtaken}
}

func (s *step) values(before, after any) error {
	for text, into := range map[string]any{s.before: before, s.after: after} {
		if text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return err
		}
	}
	return nil
}

// journalKept is the number of steps kept; nobody undoes more.
const journalKept = 1000

// journal writes a step; what was undone before it cannot be redone any more.
func (x *tx) journal(s step) (feed.Change, error) {
	s.at = millis(x.c.markTime())
	if err := x.do(`UPDATE journal SET state = 2 WHERE state = 1`); err != nil {
		return feed.Change{}, err
	}
	num, err := x.insert(`INSERT INTO journal (at, kind, count, what, ids, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		s.at, string(s.kind), s.count, s.what, s.ids, s.before, s.after)
	if err != nil {
		return feed.Change{}, err
	}
	s.num = num
	if num%100 == 0 {
		if err := x.do(`DELETE FROM journal WHERE num <= ?`, num-journalKept); err != nil {
			return feed.Change{}, err
		}
	}
	return s.change(), nil
}
