package cache

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"standfirst/feed"
	"standfirst/feed/schedule"
)

// FetchState is what is known of one feed address.
type FetchState struct {
	URL          string
	Publication  feed.PublicationID
	ETag         string // as sent, quotes included
	LastModified string // as sent
	BodyHash     string // of the last body that was a feed
	NextCheck    time.Time
	LastTry      time.Time
	LastSuccess  time.Time // a feed was read, 304 included
	Failures     int       // in a row
	Code         int       // last HTTP status, 0 when there was none
	Status       string    // one or two words
	Fault        string    // one plain sentence; empty when the last try was good
	Remedy       string
	Notice       string
	Gone         bool // 410: not asked any more
	// A permanent redirect, until it is adopted.
	MovedTo    string
	MovedSince time.Time
	MovedSeen  int    // answers that gave it, each a feed
	Adopted    string // the address asked instead, when adopted
	Interval   time.Duration
	Warnings   []string
	Schedule   schedule.State // when to ask again, and why
	WordPress  bool           // its publisher's system, as the document said
	REST       string         // root of the REST interface that the answer named; may be empty
	Reading    string         // how its stories were sorted when they were read; changed: read anew
	Items      []uint64       `json:"-"` // hashes of the items of the last document
}

// FetchState returns what is known of a feed address; the zero value with its
// URL when nothing is.
func (c *Cache) FetchState(ctx context.Context, url string) (f FetchState, err error) {
	err = c.see(ctx, func(l *look) error {
		var text string
		var items []byte
		ok, err := l.one(`SELECT state, items FROM fetches WHERE url = ?`, []any{url}, &text, &items)
		if err != nil || !ok {
			return err
		}
		f, err = decodeFetch(text, items)
		return err
	})
	f.URL = url
	return f, err
}

// FetchStates returns the states of every feed address, without their items.
func (c *Cache) FetchStates(ctx context.Context) (list []FetchState, err error) {
	err = c.see(ctx, func(l *look) (err error) {
		list, err = l.fetchStates()
		return err
	})
	return list, err
}

func (l *look) fetchStates() (list []FetchState, err error) {
	err = l.each(`SELECT state FROM fetches ORDER BY url`, nil, func(rows *sql.Rows) error {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		f, err := decodeFetch(text, nil)
		list = append(list, f)
		return err
	})
	return list, err
}

func decodeFetch(text string, items []byte) (f FetchState, err error) {
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		return f, fmt.Errorf("read state of feed: %w", err)
	}
	for ; len(items) >= 8; items = items[8:] {
		f.Items = append(f.Items, binary.LittleEndian.Uint64(items))
	}
	return f, nil
}

// SetFetchState writes the states of one or more feed addresses at once. A nil
// Items leaves the hashes as they are.
func (c *Cache) SetFetchState(ctx context.Context, states ...FetchState) error {
	if len(states) == 0 {
		return nil
	}
	return c.change(ctx, func(x *tx) error {
		for _, f := range states {
			if err := x.writeFetch(f); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *tx) writeFetch(f FetchState) error {
	var items any
	if f.Items != nil {
		packed := make([]byte, 0, 8*len(f.Items))
		for _, h := range f.Items {
			packed = binary.LittleEndian.AppendUint64(packed, h)
		}
		items = packed
	}
	return x.do(`INSERT INTO fetches (url, pub, state, items) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET
		pub = excluded.pub, state = excluded.state, items = coalesce(excluded.items, items)`,
		f.URL, string(f.Publication), oneJSON(&f), items)
}

// Queued is an article asked for without a connection.
type Queued struct {
	Story feed.StoryID
	Asked time.Time
	Tries int
	Fault string
}

// Queue asks for an article at the next connection; Unqueue takes it back.
func (c *Cache) Queue(ctx context.Context, ids ...feed.StoryID) error {
	return c.change(ctx, func(x *tx) error {
		for _, id := range ids {
			if err := x.do(`INSERT OR IGNORE INTO queue (story, asked) VALUES (?, ?)`, int64(id), millis(c.now())); err != nil {
				return err
			}
		}
		return nil
	})
}

// Unqueue takes stories out of the queue: they were fetched or given up.
func (c *Cache) Unqueue(ctx context.Context, ids ...feed.StoryID) error {
	return c.change(ctx, func(x *tx) error {
		return x.do(`DELETE FROM queue WHERE story IN (SELECT value FROM json_each(?))`, listOf(ids))
	})
}

// QueueFault notes why a queued article could not be had this time.
func (c *Cache) QueueFault(ctx context.Context, id feed.StoryID, fault string) error {
	return c.change(ctx, func(x *tx) error {
		return x.do(`UPDATE queue SET tries = tries + 1, fault = ? WHERE story = ?`, fault, int64(id))
	})
}

// Queued returns the articles asked for, the first one first.
func (c *Cache) Queued(ctx context.Context) (list []Queued, err error) {
	err = c.see(ctx, func(l *look) error {
		return l.each(`SELECT story, asked, tries, fault FROM queue ORDER BY asked, story`, nil, func(rows *sql.Rows) error {
			var q Queued
			var asked int64
			if err := rows.Scan(&q.Story, &asked, &q.Tries, &q.Fault); err != nil {
				return err
			}
			q.Asked = instant(asked)
			list = append(list, q)
			return nil
		})
	})
	return list, err
}

// Comments returns what PutComments kept of a story.
func (c *Cache) Comments(ctx context.Context, id feed.StoryID) (list feed.Comments, err error) {
	list = feed.Comments{Story: id, Count: -1}
	err = c.see(ctx, func(l *look) error {
		var packed []byte
		ok, err := l.one(`SELECT list FROM comments WHERE story = ?`, []any{int64(id)}, &packed)
		if err != nil || !ok {
			return err
		}
		text, err := unpack(packed)
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(text), &list)
	})
	return list, err
}

// PutComments keeps the comments of list.Story, replacing the last ones, and
// their number.
func (c *Cache) PutComments(ctx context.Context, list feed.Comments) error {
	packed := pack(oneJSON(&list))
	return c.change(ctx, func(x *tx) error {
		r, here, err := x.record(list.Story)
		if err != nil {
			return err
		}
		if !here {
			return ErrNoStory
		}
		if list.Count >= 0 && list.Count != r.Comments {
			before, err := x.memberships(r)
			if err != nil {
				return err
			}
			r.Comments = list.Count
			if err := x.writeRecord(before, r); err != nil {
				return err
			}
		}
		return x.do(`INSERT OR REPLACE INTO comments (story, at, list) VALUES (?, ?, ?)`, int64(list.Story), millis(list.Fetched), packed)
	})
}

// PutPicture keeps a picture of a story under its address.
func (c *Cache) PutPicture(ctx context.Context, id feed.StoryID, url, contentType string, bytes []byte) error {
	return c.change(ctx, func(x *tx) error {
		return x.do(`INSERT OR REPLACE INTO pictures (url, story, at, type, bytes) VALUES (?, ?, ?, ?, ?)`,
			url, int64(id), millis(c.now()), contentType, bytes)
	})
}

// Picture returns a kept picture; ok is false when it is not here.
func (c *Cache) Picture(ctx context.Context, url string) (contentType string, bytes []byte, ok bool, err error) {
	err = c.see(ctx, func(l *look) error {
		ok, err = l.one(`SELECT type, bytes FROM pictures WHERE url = ?`, []any{url}, &contentType, &bytes)
		return err
	})
	return contentType, bytes, ok, err
}
