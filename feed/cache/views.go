package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"standfirst/feed"
)

// Views returns the saved views by name.
func (c *Cache) Views(ctx context.Context) (list []feed.View, err error) {
	err = c.see(ctx, func(l *look) (err error) {
		list, err = l.views()
		return err
	})
	return list, err
}

func (l *look) views() (list []feed.View, err error) {
	err = l.each(`SELECT name, query FROM views ORDER BY name COLLATE NOCASE`, nil, func(rows *sql.Rows) error {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return err
		}
		q, err := feed.ParseQuery(text)
		if err != nil {
			return fmt.Errorf("read view %q: %w", name, err)
		}
		list = append(list, feed.View{Name: name, Query: q})
		return nil
	})
	return list, err
}

// SaveView keeps a query under a name, or replaces it. One step for Undo.
func (c *Cache) SaveView(ctx context.Context, v feed.View) (feed.Change, error) {
	name := cleanName(v.Name)
	if name == "" {
		return feed.Change{}, errors.New("save view: it needs a name")
	}
	return c.viewStep(ctx, feed.ChangeView, name, func(had map[string]string) (map[string]string, error) {
		return map[string]string{name: v.Query.String()}, nil
	}, name)
}

// RemoveView forgets a view. One step for Undo.
func (c *Cache) RemoveView(ctx context.Context, name string) (feed.Change, error) {
	return c.viewStep(ctx, feed.ChangeNoView, name, func(map[string]string) (map[string]string, error) {
		return map[string]string{}, nil
	}, name)
}

// RenameView gives a view another name. One step for Undo.
func (c *Cache) RenameView(ctx context.Context, from, to string) (feed.Change, error) {
	to = cleanName(to)
	return c.viewStep(ctx, feed.ChangeView, from+" → "+to, func(had map[string]string) (map[string]string, error) {
		_, taken := had[to]
		switch {
		case to == "":
			return nil, errors.New("rename view: it needs a name")
		case taken && to != from:
			return nil, fmt.Errorf("rename view: there is a view %q already", to)
		case had[from] == "" && !hasKey(had, from):
			return nil, fmt.Errorf("rename view: there is no view %q", from)
		}
		return map[string]string{to: had[from]}, nil
	}, from, to)
}

func hasKey(m map[string]string, k string) bool {
	_, ok := m[k]
	return ok
}

// viewStep replaces what stands under some names and journals it.
func (c *Cache) viewStep(ctx context.Context, kind feed.ChangeKind, what string,
	next func(had map[string]string) (map[string]string, error), names ...string) (change feed.Change, err error) {
	err = c.change(ctx, func(x *tx) error {
		had := map[string]string{}
		for _, name := range names {
			var text string
			ok, err := x.one(`SELECT query FROM views WHERE name = ?`, []any{name}, &text)
			if err != nil {
				return err
			}
			if ok {
				had[name] = text
			}
		}
		now, err := next(had)
		if err != nil {
			return err
		}
		if len(now) == len(had) {
			same := true
			for k, v := range now {
				same = same && had[k] == v && hasKey(had, k)
			}
			if same {
				change = feed.Change{Kind: kind}
				return nil
			}
		}
		if err := x.writeViews(had, now); err != nil {
			return err
		}
		change, err = x.journal(step{kind: kind, count: 1, what: what, before: oneJSON(&had), after: oneJSON(&now)})
		return err
	})
	return change, err
}

func (x *tx) writeViews(old, now map[string]string) error {
	for name := range old {
		if err := x.do(`DELETE FROM views WHERE name = ?`, name); err != nil {
			return err
		}
	}
	for name, text := range now {
		if err := x.do(`INSERT OR REPLACE INTO views (name, query, since) VALUES (?, ?, ?)`, name, text, millis(x.c.markTime())); err != nil {
			return err
		}
	}
	return nil
}

func (x *tx) applyViews(s step, undo bool) error {
	var before, after map[string]string
	if err := s.values(&before, &after); err != nil {
		return err
	}
	if undo {
		return x.writeViews(after, before)
	}
	return x.writeViews(before, after)
}

// Kept and Keep hold the screen's own small choices in the cache; a key that
// was never kept is "".
func (c *Cache) Kept(ctx context.Context, key string) (value string, err error) {
	err = c.see(ctx, func(l *look) error {
		_, err := l.one(`SELECT value FROM kept WHERE key = ?`, []any{screenKey + key}, &value)
		return err
	})
	return value, err
}

// Keep holds a value until the next Keep of its key.
func (c *Cache) Keep(ctx context.Context, key, value string) error {
	return c.change(ctx, func(x *tx) error { return x.keep(screenKey+key, value) })
}

// screenKey sets the screen's keys apart from the cache's own.
const screenKey = "screen "

func (x *tx) keep(key, value string) error {
	return x.do(`INSERT OR REPLACE INTO kept (key, value) VALUES (?, ?)`, key, value)
}

// SetSections keeps the reader's own section map of a publication, or with nil
// gives it up for the configured one. One step for Undo.
func (c *Cache) SetSections(ctx context.Context, pub feed.PublicationID, sections []feed.Section) (change feed.Change, err error) {
	err = c.change(ctx, func(x *tx) error {
		var had, name string
		ok, err := x.one(`SELECT edited, name FROM publications WHERE id = ?`, []any{string(pub)}, &had, &name)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("no publication %q", pub)
		}
		before, after := editedMap{pub, had}, editedMap{pub, jsonText(sections)}
		if before == after {
			change = feed.Change{Kind: feed.ChangeSections}
			return nil
		}
		if err := x.writeSections(after); err != nil {
			return err
		}
		change, err = x.journal(step{kind: feed.ChangeSections, count: 1, what: "sections of " + name, before: oneJSON(&before), after: oneJSON(&after)})
		return err
	})
	return change, err
}

// EditedSections returns the reader's own section maps, of the publications that
// have one.
func (c *Cache) EditedSections(ctx context.Context) (maps map[feed.PublicationID][]feed.Section, err error) {
	maps = map[feed.PublicationID][]feed.Section{}
	err = c.see(ctx, func(l *look) error {
		return l.each(`SELECT id, edited FROM publications WHERE edited <> ''`, nil, func(rows *sql.Rows) error {
			var id, text string
			if err := rows.Scan(&id, &text); err != nil {
				return err
			}
			sections, err := decodeSections(text)
			if len(sections) > 0 {
				maps[feed.PublicationID(id)] = sections
			}
			return err
		})
	})
	return maps, err
}

// editedMap is a section map as journalled: JSON in JSON.
type editedMap struct {
	Publication feed.PublicationID
	Sections    string
}

func (x *tx) writeSections(m editedMap) error {
	return x.do(`UPDATE publications SET edited = ? WHERE id = ?`, m.Sections, string(m.Publication))
}

func (x *tx) applySections(s step, undo bool) error {
	var before, after editedMap
	if err := s.values(&before, &after); err != nil {
		return err
	}
	if undo {
		return x.writeSections(before)
	}
	return x.writeSections(after)
}

func decodeSections(text string) (list []feed.Section, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &list)
	}
	return list, err
}
