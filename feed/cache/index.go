package cache

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"standfirst/feed"
)

// indexBatch is larger than batch: the index is written in segments, one a
// transaction, and few large ones are searched faster than many small ones.
const indexBatch = 400

// Index brings what waits into the search index, a batch at a time, and tells
// how many stories that were. While one batch is written the next is read.
func (c *Cache) Index(ctx context.Context) (done int, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type read struct {
		entries []entry
		err     error
	}
	next := make(chan read)
	go func() {
		defer close(next)
		for after, n := int64(-1), indexBatch; n == indexBatch; {
			entries, err := c.waitingEntries(ctx, after)
			if n = len(entries); n > 0 {
				after = entries[n-1].id
			}
			select {
			case next <- read{entries, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	known := map[string]bool{} // words written in this run
	for r := range next {
		if r.err != nil {
			return done, r.err
		}
		if len(r.entries) == 0 {
			break
		}
		var fresh []string
		err := c.change(ctx, func(x *tx) (err error) {
			fresh, err = x.writeEntries(r.entries, known)
			return err
		})
		if err != nil {
			return done, err
		}
		done += len(r.entries)
		for _, w := range fresh {
			known[w] = true
		}
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
	id, turn                              int64
	again                                 bool
	gone                                  bool
	title, standfirst, byline, tags, body string
	words                                 []string // each word of the body once
}

// waitingEntries reads the next batch that waits after a number.
func (c *Cache) waitingEntries(ctx context.Context, after int64) (list []entry, err error) {
	err = c.see(ctx, func(l *look) error {
		err := l.each(`SELECT story, again, turn FROM waiting WHERE story > ? ORDER BY story LIMIT ?`, []any{after, indexBatch}, func(rows *sql.Rows) error {
			var e entry
			err := rows.Scan(&e.id, &e.again, &e.turn)
			list = append(list, e)
			return err
		})
		in := map[string]bool{}
		for i := range list {
			if err != nil {
				return err
			}
			err = l.fillEntry(&list[i], in)
		}
		return err
	})
	return list, err
}

// fillEntry folds the texts of one story; in is scratch.
func (l *look) fillEntry(e *entry, in map[string]bool) error {
	r, here, err := l.record(feed.StoryID(e.id))
	if err != nil || !here {
		e.gone = true
		return err
	}
	body, _, _, err := l.bodyOf(r.ID)
	if err != nil {
		return err
	}
	var tags []string
	for _, t := range r.Tags {
		tags = append(tags, t.Name)
		if t.Published != t.Name {
			tags = append(tags, t.Published)
		}
	}
	e.title, e.standfirst, e.byline = folded(r.Title), folded(r.Standfirst), folded(r.Byline)
	e.tags = folded(strings.Join(tags, " ; "))
	e.words, e.body = bodyEntry(plainText(body), in)
	return nil
}

// bodyEntry lists the words of a body, each once, since the index is only asked
// whether a body has a word; entries are those and their first letters.
func bodyEntry(text string, in map[string]bool) (words []string, entries string) {
	clear(in)
	var b strings.Builder
	add := func(w string) bool {
		if in[w] {
			return false
		}
		in[w] = true
		b.WriteString(w)
		b.WriteByte(' ')
		return true
	}
	eachWord(text, func(from, to int) bool {
		w := foldWord(text[from:to])
		if w == "" || len(w) > longestWord || !add(w) {
			return true
		}
		words = append(words, w)
		if first, _ := firstLetters(w); first != "" {
			add(first)
		}
		return true
	})
	return words, b.String()
}

// longestWord, in bytes: what is longer is no word, and would fill the table of
// words.
const longestWord = 80

// writeEntries writes one batch and returns the words not known before.
func (x *tx) writeEntries(list []entry, known map[string]bool) (fresh []string, err error) {
	batch := map[string]bool{}
	for _, e := range list {
		verb := `INSERT`
		if e.again {
			verb = `INSERT OR REPLACE`
		}
		if !e.gone {
			if err := x.do(verb+` INTO heads (rowid, title, standfirst, byline, tags) VALUES (?, ?, ?, ?, ?)`,
				e.id, e.title, e.standfirst, e.byline, e.tags); err != nil {
				return nil, err
			}
			if err := x.do(verb+` INTO texts (rowid, body) VALUES (?, ?)`, e.id, e.body); err != nil {
				return nil, err
			}
		}
		// A text that changed meanwhile waits on, for its turn as an older one.
		if err := x.do(`DELETE FROM waiting WHERE story = ? AND turn = ?`, e.id, e.turn); err != nil {
			return nil, err
		}
		if err := x.do(`UPDATE waiting SET again = 1 WHERE story = ?`, e.id); err != nil {
			return nil, err
		}
		for _, w := range e.words {
			if !known[w] && !batch[w] {
				batch[w] = true
				fresh = append(fresh, w)
			}
		}
	}
	slices.Sort(fresh) // neighbours share pages
	for _, w := range fresh {
		if err := x.do(`INSERT OR IGNORE INTO words (word) VALUES (?)`, w); err != nil {
			return nil, err
		}
	}
	return fresh, nil
}
