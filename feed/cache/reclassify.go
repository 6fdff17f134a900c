package cache

import (
	"context"
	"database/sql"
	"errors"

	"standfirst/feed"
)

// Reclassify gives every story of a publication to f, without its body, and
// writes the sections and tags that f changed: after its taxonomy was learned,
// or the table of aliases changed. It tells how many stories changed.
func (c *Cache) Reclassify(ctx context.Context, pub feed.PublicationID, f func(feed.Story) feed.Story) (changed int, err error) {
	last := int64(0)
	for {
		var some []*record
		err := c.see(ctx, func(l *look) error {
			some = nil
			err := l.each(`SELECT `+storyColumns+` FROM stories s JOIN publications p ON p.num = s.pub
				WHERE p.id = ? AND s.id > ? ORDER BY s.id LIMIT ?`, []any{string(pub), last, batch}, func(rows *sql.Rows) error {
				r := &record{}
				some = append(some, r)
				return scanRecord(rows, r)
			})
			if err != nil {
				return err
			}
			return l.nameTags(some)
		})
		if err != nil || len(some) == 0 {
			return changed, err
		}
		last = int64(some[len(some)-1].ID)
		next := map[feed.StoryID]feed.Story{}
		for _, r := range some {
			s := f(r.Story)
			if jsonText(s.Sections) != jsonText(r.Sections) || jsonText(s.Tags) != jsonText(r.Tags) || s.Sponsored != r.Sponsored {
				next[r.ID] = s
			}
		}
		if len(next) == 0 {
			continue
		}
		err = c.change(ctx, func(x *tx) error {
			for id, s := range next {
				r, here, err := x.record(id)
				if err != nil {
					return err
				}
				if !here {
					continue
				}
				before, err := x.memberships(r)
				if err != nil {
					return err
				}
				r.Sections, r.Tags, r.Sponsored = s.Sections, s.Tags, s.Sponsored
				if err := x.resolve(r); err != nil {
					return err
				}
				if err := x.writeRecord(before, r); err != nil {
					return err
				}
				if err := x.await(id, true); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return changed, err
		}
		changed += len(next)
	}
}

// SetAliases makes the wordings of the table of aliases findable, each under the
// tag that the stories carry for it.
func (c *Cache) SetAliases(ctx context.Context, rows []feed.Wordings) error {
	text := oneJSON(&rows)
	var had string
	err := c.see(ctx, func(l *look) error {
		_, err := l.one(`SELECT value FROM kept WHERE key = 'wordings'`, nil, &had)
		return err
	})
	if err != nil || had == text {
		return err
	}
	err = c.change(ctx, func(x *tx) error {
		if err := x.do(`DELETE FROM aliases WHERE known = 1`); err != nil {
			return err
		}
		for _, row := range rows {
			num, err := x.tagNum(row.Tag, 0)
			if err != nil {
				return err
			}
			for _, wording := range row.All {
				err := x.do(`INSERT INTO aliases (fold, wording, tag, known) VALUES (?, ?, ?, 1)
					ON CONFLICT (fold) DO UPDATE SET wording = excluded.wording, tag = excluded.tag, known = 1`, feed.Fold(wording), wording, num)
				if err != nil {
					return err
				}
			}
		}
		return x.keep("wordings", text)
	})
	if errors.Is(err, ErrReadOnly) {
		return nil // asked as it was
	}
	return err
}
