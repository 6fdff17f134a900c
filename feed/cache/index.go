package cache

import (
	"context"
	"database/sql"
	"strings"

	"standfirst/feed"
)

// Index brings what waits into the search index, a batch at a time, and tells
// how many stories that were.
func (c *Cache) Index(ctx context.Context) (done int, err error) {
	known := map[string]bool{} // words written in this run
	for {
		n := 0
		var fresh []string
		err := c.change(ctx, func(x *tx) error {
			var err error
			n, fresh, err = x.indexSome(known)
			return err
		})
		if done += n; err != nil || n < indexBatch {
			return done, err
		}
		for _, w := range fresh {
			known[w] = true
		}
	}
}

// indexBatch is larger than batch: the index is written in segments, one a
// transaction, and few large ones are searched faster than many small ones.
const indexBatch = 400

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
	return x.do(`INSERT OR IGNORE INTO waiting (story, again) VALUES (?, ?)`, int64(id), again)
}

// indexSome indexes one batch and returns the words that were not known.
func (x *tx) indexSome(known map[string]bool) (n int, fresh []string, err error) {
	type waiting struct {
		id    int64
		again bool
	}
	var list []waiting
	err = x.each(`SELECT story, again FROM waiting ORDER BY story LIMIT ?`, []any{indexBatch}, func(rows *sql.Rows) error {
		var w waiting
		err := rows.Scan(&w.id, &w.again)
		list = append(list, w)
		return err
	})
	batch := map[string]bool{}
	for _, w := range list {
		if err != nil {
			return 0, nil, err
		}
		err = x.indexStory(feed.StoryID(w.id), w.again, batch)
	}
	for w := range batch {
		if err == nil && !known[w] {
			err = x.do(`INSERT OR IGNORE INTO words (word) VALUES (?)`, w)
			fresh = append(fresh, w)
		}
	}
	if err == nil && len(list) > 0 {
		err = x.do(`DELETE FROM waiting WHERE story <= ?`, list[len(list)-1].id)
	}
	return len(list), fresh, err
}

// indexStory enters one story and adds the words of its body to words.
func (x *tx) indexStory(id feed.StoryID, again bool, words map[string]bool) error {
	r, here, err := x.record(id)
	if err != nil || !here {
		return err
	}
	body, _, _, err := x.bodyOf(id)
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
	verb := `INSERT`
	if again {
		verb = `INSERT OR REPLACE`
	}
	err = x.do(verb+` INTO heads (rowid, title, standfirst, byline, tags) VALUES (?, ?, ?, ?, ?)`, int64(id),
		folded(r.Title), folded(r.Standfirst), folded(r.Byline), folded(strings.Join(tags, " ; ")))
	if err != nil {
		return err
	}
	// Only that a body has a word is asked, so each comes once.
	var distinct strings.Builder
	in := map[string]bool{}
	text := plainText(body)
	eachWord(text, func(from, to int) bool {
		if w := foldWord(text[from:to]); w != "" && !in[w] {
			in[w] = true
			words[w] = true
			distinct.WriteString(w)
			distinct.WriteByte(' ')
		}
		return true
	})
	return x.do(verb+` INTO texts (rowid, body) VALUES (?, ?)`, int64(id), distinct.String())
}
