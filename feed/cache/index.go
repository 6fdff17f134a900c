package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"standfirst/feed"
)

// IndexBatch stories are indexed at a time: more than are stored at a time, since
// the index is written in segments, one a transaction, and few large ones are
// searched faster than many small ones.
const IndexBatch = 400

// Index brings what waits into the search index, a batch at a time, and tells
// how many stories that were. While one batch is written the next is read.
func (c *Cache) Index(ctx context.Context) (done int, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type read struct {
		*indexBatch
		err error
	}
	next := make(chan read)
	go func() {
		defer close(next)
		met := newVocabulary()
		for after, n := int64(-1), IndexBatch; n == IndexBatch; {
			b, err := c.readBatch(ctx, after, met)
			if n = len(b.entries); n > 0 {
				after = b.entries[n-1].id
			}
			select {
			case next <- read{b, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	for r := range next {
		if r.err != nil {
			return done, r.err
		}
		if len(r.entries) == 0 {
			break
		}
		err := c.change(ctx, func(x *tx) error { return x.writeBatch(r.indexBatch) })
		if err != nil {
			return done, err
		}
		done += len(r.entries)
	}
	return done, ctx.Err()
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

// await puts a story in the queue of the index; again: its older text is there.
func (x *tx) await(id feed.StoryID, again bool) error {
	return x.do(`INSERT INTO waiting (story, again) VALUES (?, ?) ON CONFLICT (story) DO UPDATE SET turn = turn + 1`, int64(id), again)
}

// entry is what the index gets of one story, all of it folded.
type entry struct {
	id, turn                        int64
	again                           bool
	gone                            bool
	title, standfirst, byline, tags string
	body                            []int32  // its terms
	rest                            string   // words that the vocabulary had no room for
	words                           []string // those of the body not met before in this run
}

// indexBatch is what is indexed in one transaction.
type indexBatch struct {
	entries    []entry
	vocabulary []string // the terms, by their numbers
	terms      []int32  // of all bodies, each once
	common     []string // to be common words, if they are none
}

// readBatch reads the next batch that waits after a number.
func (c *Cache) readBatch(ctx context.Context, after int64, met *vocabulary) (*indexBatch, error) {
	b := &indexBatch{}
	met.begin()
	err := c.see(ctx, func(l *look) error {
		var records []*record // for the names of their tags
		err := l.each(`SELECT w.story, w.again, w.turn, s.id IS NULL, coalesce(s.title, ''), coalesce(s.standfirst, ''), coalesce(s.byline, ''),
			coalesce(s.tags, '') FROM waiting w LEFT JOIN stories s ON s.id = w.story
			WHERE w.story > ? ORDER BY w.story LIMIT ?`, []any{after, IndexBatch}, func(rows *sql.Rows) error {
			var (
				e    entry
				r    record
				tags string
			)
			if err := rows.Scan(&e.id, &e.again, &e.turn, &e.gone, &e.title, &e.standfirst, &e.byline, &tags); err != nil {
				return err
			}
			if tags != "" {
				if err := json.Unmarshal([]byte(tags), &r.tags); err != nil {
					return fmt.Errorf("read story %d: %w", e.id, err)
				}
			}
			e.title, e.standfirst, e.byline = folded(e.title), folded(e.standfirst), folded(e.byline)
			b.entries, records = append(b.entries, e), append(records, &r)
			return nil
		})
		if err != nil {
			return err
		}
		if err := l.nameTags(records); err != nil {
			return err
		}
		for i, r := range records {
			b.entries[i].tags = folded(tagWords(r.Tags))
		}
		return l.bodyEntries(b, met)
	})
	met.finish(b)
	return b, err
}

// bodyEntries fills in what the index gets of the bodies. One that was handed
// over is what the story was stored with: it holds until its text changes.
func (l *look) bodyEntries(b *indexBatch, met *vocabulary) error {
	var (
		ids   []feed.StoryID
		after = map[int64]*entry{}
	)
	for i := range b.entries {
		e := &b.entries[i]
		if body, ok := l.c.handed.take(feed.StoryID(e.id)); ok && e.turn == 0 && !e.again && !e.gone {
			e.words, e.body, e.rest = met.terms(plainText(body), b)
			continue
		}
		ids, after[e.id] = append(ids, feed.StoryID(e.id)), e
	}
	return l.each(`SELECT story, html FROM bodies WHERE story IN (SELECT value FROM json_each(?))`, []any{listOf(ids)}, func(rows *sql.Rows) error {
		var (
			id     int64
			packed sql.RawBytes
		)
		if err := rows.Scan(&id, &packed); err != nil {
			return err
		}
		body, err := unpack(packed)
		if err != nil {
			return err
		}
		e := after[id]
		e.words, e.body, e.rest = met.terms(plainText(body), b)
		return nil
	})
}

// tagWords are the wordings of tags, the canonical ones and those published.
func tagWords(tags []feed.Tag) string {
	var words []string
	for _, t := range tags {
		words = append(words, t.Name)
		if t.Published != t.Name {
			words = append(words, t.Published)
		}
	}
	return strings.Join(words, " ; ")
}

// writeBatch writes one batch.
func (x *tx) writeBatch(b *indexBatch) error {
	if err := x.turnIndex(); err != nil {
		return err
	}
	if err := x.promote(b.common); err != nil {
		return err
	}
	common, err := x.common()
	if err != nil {
		return err
	}
	nums := make([]int32, len(b.vocabulary)) // as common words
	for _, t := range b.terms {
		nums[t] = ownEntry
		if num, ok := common[b.vocabulary[t]]; ok {
			nums[t] = int32(num)
		}
	}
	var fresh []string
	for _, e := range b.entries {
		// Another run may have been here first, or the text have changed since it
		// was read: then it is indexed there, or at its next turn.
		done, err := x.exec(`DELETE FROM waiting WHERE story = ? AND turn = ?`, e.id, e.turn)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil {
			return err
		} else if n == 0 || e.gone {
			continue
		}
		if err := x.writeEntry(b, e, nums); err != nil {
			return err
		}
	}
	// The words of all of them: the run counts them as told.
	for _, e := range b.entries {
		fresh = append(fresh, e.words...)
	}
	slices.Sort(fresh) // neighbours share pages
	for _, w := range fresh {
		if err := x.do(`INSERT OR IGNORE INTO words (word) VALUES (?)`, w); err != nil {
			return err
		}
	}
	return nil
}

// ownEntry is a term that is no common word: it gets an entry in texts.
const ownEntry = -1

// writeEntry writes one story; nums are the terms as common words.
func (x *tx) writeEntry(b *indexBatch, e entry, nums []int32) error {
	verb := `INSERT`
	if e.again {
		verb = `INSERT OR REPLACE`
		if err := x.clearBits(e.id); err != nil {
			return err
		}
	}
	if err := x.do(verb+` INTO heads (rowid, title, standfirst, byline, tags) VALUES (?, ?, ?, ?, ?)`,
		e.id, e.title, e.standfirst, e.byline, e.tags); err != nil {
		return err
	}
	var rest strings.Builder
	rest.Grow(8*len(e.body) + len(e.rest))
	rest.WriteString(e.rest)
	for _, t := range e.body {
		num := nums[t]
		if num == ownEntry {
			rest.WriteString(b.vocabulary[t])
			rest.WriteByte(' ')
			continue
		}
		bits, err := x.bitRow(rowID(int(num), e.id))
		if err != nil {
			return err
		}
		setBit(lane(bits, int(num)), e.id)
	}
	return x.do(verb+` INTO texts (rowid, body) VALUES (?, ?)`, e.id, rest.String())
}
