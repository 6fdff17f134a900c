package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"standfirst/feed"
)

// ErrNoStory: there is no such story here.
var ErrNoStory = errors.New("no such story")

// Body returns a story with its longest known text and what is known of it. Its
// Body is cleaned HTML; Markdown is left to the caller.
func (c *Cache) Body(ctx context.Context, id feed.StoryID) (a feed.Article, err error) {
	err = c.see(ctx, func(l *look) error {
		r, here, err := l.record(id)
		if err != nil {
			return err
		}
		if !here {
			return ErrNoStory
		}
		a.Story = r.Story
		a.Edited = r.flags&flagEdited != 0
		if a.Body, a.Origin, _, err = l.bodyOf(id); err != nil {
			return err
		}
		var stored, read, saved int64
		if _, err := l.one(`SELECT stored FROM bodies WHERE story = ?`, []any{int64(id)}, &stored); err != nil {
			return err
		}
		a.Stored = instant(stored)
		if _, err := l.one(`SELECT read, saved, place FROM marks WHERE story = ?`, []any{int64(id)}, &read, &saved, &a.Place); err != nil {
			return err
		}
		a.Marks = c.overlay(id, feed.Marks{Read: instant(read), Saved: instant(saved)})
		var tries int
		if a.Queued, err = l.one(`SELECT tries, fault FROM queue WHERE story = ?`, []any{int64(id)}, &tries, &a.Fault); err != nil {
			return err
		}
		a.Others, err = l.others(r)
		return err
	})
	return a, err
}

// Elsewhere returns the rows of the same story in other publications, newest
// first.
func (c *Cache) Elsewhere(ctx context.Context, id feed.StoryID) (rows []feed.Row, err error) {
	err = c.see(ctx, func(l *look) error {
		r, here, err := l.record(id)
		if err != nil {
			return err
		}
		if !here {
			return ErrNoStory
		}
		rows, err = l.others(r)
		return err
	})
	return rows, err
}

// others are the rows of the same story in other publications.
func (l *look) others(r *record) ([]feed.Row, error) {
	if r.same == 0 {
		return nil, nil
	}
	var ids []feed.StoryID
	err := l.each(`SELECT id FROM stories WHERE same = ? AND same <> 0 AND pub <> ? ORDER BY date DESC, id DESC LIMIT 50`, []any{r.same, r.pub},
		func(rows *sql.Rows) error {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return err
			}
			ids = append(ids, feed.StoryID(id))
			return nil
		})
	if err != nil {
		return nil, err
	}
	return l.rows(ids)
}

// Fetched is the full text of a story from its page or interface.
type Fetched struct {
	HTML   string // cleaned
	Words  int    // 0: counted here
	Origin string // "rest" or "page"
	Images []feed.Image
	Byline string // empty: unknown
}

// StoreArticle keeps a fetched full text and takes the story out of the queue.
// A shorter text than the one known is not taken over; kept tells.
func (c *Cache) StoreArticle(ctx context.Context, id feed.StoryID, f Fetched) (kept bool, err error) {
	plain := plainText(f.HTML)
	words := max(f.Words, countWords(plain))
	packed := pack(f.HTML)
	err = c.change(ctx, func(x *tx) error {
		r, here, err := x.record(id)
		if err != nil {
			return err
		}
		if !here {
			return ErrNoStory
		}
		before, err := x.memberships(r)
		if err != nil {
			return err
		}
		body, origin, oldPacked, err := x.bodyOf(id)
		if err != nil {
			return err
		}
		if err := x.do(`DELETE FROM queue WHERE story = ?`, int64(id)); err != nil {
			return err
		}
		had := countWords(plainText(body))
		kept = f.HTML != "" && (words >= had || r.edits == 0 && origin == "feed" && !r.Full && float64(words) >= keptShare*float64(had))
		if !kept {
			return nil
		}
		if r.Full && body != "" && !sameWords(plainText(body), plain) && r.edits < maxVersions {
			// A second fetch of a changed page.
			if err := x.do(`INSERT INTO versions (story, seen, title, standfirst, html) VALUES (?, ?, ?, ?, ?)`,
				int64(id), r.textAt, r.Title, r.Standfirst, oldPacked); err != nil {
				return err
			}
			r.edits++
			r.textAt = millis(c.now())
			if err := x.flagEdited(r); err != nil {
				return err
			}
		}
		x.grow(r.pub, r.Date(), len(packed)-len(oldPacked))
		if err := x.do(`INSERT OR REPLACE INTO bodies (story, html, origin, stored) VALUES (?, ?, ?, ?)`,
			int64(id), packed, f.Origin, millis(c.now())); err != nil {
			return err
		}
		r.Full, r.Words = true, words
		if len(f.Images) > 0 {
			r.Images = f.Images
		}
		if r.Byline == "" {
			r.Byline = f.Byline
		}
		if err := x.writeRecord(before, r); err != nil {
			return err
		}
		if err := x.putWordSets(r, func() string { return plain }); err != nil {
			return err
		}
		return x.await(id, true)
	})
	return kept, err
}

// Version is a text of a story as it was from Seen on.
type Version struct {
	Seen       time.Time
	Title      string
	Standfirst string
	HTML       string
}

// Versions returns the texts of a story, oldest first, the present one last.
func (c *Cache) Versions(ctx context.Context, id feed.StoryID) (list []Version, err error) {
	err = c.see(ctx, func(l *look) error {
		r, here, err := l.record(id)
		if err != nil {
			return err
		}
		if !here {
			return ErrNoStory
		}
		err = l.each(`SELECT seen, title, standfirst, html FROM versions WHERE story = ? ORDER BY num`, []any{int64(id)}, func(rows *sql.Rows) error {
			var (
				v      Version
				seen   int64
				packed []byte
			)
			if err := rows.Scan(&seen, &v.Title, &v.Standfirst, &packed); err != nil {
				return err
			}
			v.Seen = instant(seen)
			v.HTML, err = unpack(packed)
			list = append(list, v)
			return err
		})
		if err != nil {
			return err
		}
		body, _, _, err := l.bodyOf(id)
		list = append(list, Version{instant(r.textAt), r.Title, r.Standfirst, body})
		return err
	})
	return list, err
}

// SetTop makes a story the top story of its publication, with the reason shown
// beside it; id 0 says that none is known. At most one story of a publication
// is the top one.
func (c *Cache) SetTop(ctx context.Context, pub feed.PublicationID, id feed.StoryID, reason string) error {
	return c.change(ctx, func(x *tx) error {
		p, err := x.publication(pub)
		if err != nil {
			return err
		}
		tops, err := x.set(setTop, 0)
		if err != nil {
			return err
		}
		for it := tops.Iterator(); it.HasNext(); {
			old := int64(it.Next())
			var had int64
			if _, err := x.one(`SELECT pub FROM stories WHERE id = ?`, []any{old}, &had); err != nil {
				return err
			}
			if had != p.num || feed.StoryID(old) == id {
				continue
			}
			if err := x.do(`UPDATE stories SET top = '' WHERE id = ?`, old); err != nil {
				return err
			}
			x.drop(setID{setTop, 0}, old)
		}
		if id == 0 {
			return nil
		}
		res, err := x.exec(`UPDATE stories SET top = ? WHERE id = ? AND pub = ?`, reason, int64(id), p.num)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNoStory)
		}
		if reason == "" {
			x.drop(setID{setTop, 0}, int64(id))
		} else {
			x.put(setID{setTop, 0}, int64(id))
		}
		return nil
	})
}

// Lookup finds a story by its number or its link.
func (c *Cache) Lookup(ctx context.Context, idOrLink string) (id feed.StoryID, err error) {
	idOrLink = strings.TrimSpace(idOrLink)
	err = c.see(ctx, func(l *look) error {
		if n, err := strconv.ParseInt(strings.TrimPrefix(idOrLink, "#"), 10, 64); err == nil {
			ok, err := l.one(`SELECT id FROM stories WHERE id = ?`, []any{n}, &id)
			if err == nil && !ok {
				err = fmt.Errorf("story %d: %w", n, ErrNoStory)
			}
			return err
		}
		ok, err := l.one(`SELECT s.id FROM publications p CROSS JOIN identities i ON i.pub = p.num AND i.key = ?
			CROSS JOIN stories s ON s.id = i.story ORDER BY s.id DESC LIMIT 1`, []any{linkName(idOrLink)}, &id)
		if err == nil && !ok {
			err = fmt.Errorf("%s: %w", idOrLink, ErrNoStory)
		}
		return err
	})
	return id, err
}
