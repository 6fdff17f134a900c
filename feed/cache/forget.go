package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// Forgotten says what Forget erased and what it could not reach.
type Forgotten struct {
	Stories []feed.StoryID
	Others  []feed.StoryID // the same story in other publications: not forgotten
	Backups int            // backups in the data folder it was erased from
	Left    []string       // files that may still hold it: set aside as damaged, or copies that could not be changed
}

// Matching returns the numbers of the stories answering a query, muted ones
// with them: what `forget QUERY` is about.
func (c *Cache) Matching(ctx context.Context, q feed.Query) (ids []feed.StoryID, err error) {
	if err := c.indexFor(ctx, q); err != nil {
		return nil, err
	}
	q.Muted, q.Twins = true, true
	err = c.see(ctx, func(l *look) error {
		a, err := l.ask(q)
		if err != nil {
			return err
		}
		return l.walk(a.rows, true, 0, func(id feed.StoryID) bool {
			ids = append(ids, id)
			return true
		})
	})
	return ids, err
}

// Forget erases stories for good, for court orders and takedowns: texts,
// pictures, versions, comments, marks, steps of the journal, their words in the
// index, their bylines and tags when no other story has them, in the archive
// and in the backups of the data folder; it overwrites what is freed. Only
// hashed names stay, so that a story never comes back from its feed. It takes
// as long as rewriting the file.
func (c *Cache) Forget(ctx context.Context, ids []feed.StoryID) (f Forgotten, err error) {
	if len(ids) == 0 {
		return f, nil
	}
	var names [][]int64
	err = c.change(ctx, func(x *tx) error {
		f, names = Forgotten{}, nil
		for _, id := range ids {
			r, here, err := x.record(id)
			if err != nil {
				return err
			}
			if !here {
				continue
			}
			others, err := x.others(r)
			if err != nil {
				return err
			}
			for _, o := range others {
				if !slices.Contains(ids, o.ID) {
					f.Others = append(f.Others, o.ID)
				}
			}
			keys, err := x.scanIDs(`SELECT key FROM identities WHERE story = ?`, int64(id))
			if err != nil {
				return err
			}
			names = append(names, keys)
			if err := x.erase(id); err != nil {
				return err
			}
			f.Stories = append(f.Stories, id)
		}
		if err := x.eraseWords(); err != nil || len(f.Stories) == 0 {
			return err
		}
		return x.oweErasure(erasure{f.Stories, names})
	})
	if err != nil || len(f.Stories) == 0 {
		return f, err
	}
	f.Backups, f.Left, err = c.finishForgetting(ctx)
	if err != nil {
		return f, fmt.Errorf("the stories are erased, but not yet from what was freed and from the backups; the next refresh goes on with it: %w", err)
	}
	return f, nil
}

// erasure is what is left to do when stories are erased from the tables. It
// stands in the archive until it is done: a fault in the middle must not leave a
// takedown half done with nobody knowing.
type erasure struct {
	Stories []feed.StoryID `json:"stories"`
	Names   [][]int64      `json:"names"` // as in identities
}

const keptErasure = "forgetting"

// oweErasure notes what is left to do, beside what an earlier fault left.
func (x *tx) oweErasure(e erasure) error {
	before, err := x.owedErasure()
	if err != nil {
		return err
	}
	e.Stories, e.Names = append(before.Stories, e.Stories...), append(before.Names, e.Names...)
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return x.keep(keptErasure, string(text))
}

func (l *look) owedErasure() (e erasure, err error) {
	var text string
	if ok, err := l.one(`SELECT value FROM kept WHERE key = ?`, []any{keptErasure}, &text); err != nil || !ok {
		return e, err
	}
	return e, json.Unmarshal([]byte(text), &e)
}

// finishForgetting overwrites what was freed, and erases the stories from
// marks.jsonl and the backups, now or after a fault had stopped it.
func (c *Cache) finishForgetting(ctx context.Context) (backups int, left []string, err error) {
	var owed erasure
	if err := c.see(ctx, func(l *look) (err error) {
		owed, err = l.owedErasure()
		return err
	}); err != nil || len(owed.Stories) == 0 {
		return 0, nil, err
	}
	if err := c.change(ctx, (*tx).findOldest); err != nil {
		return 0, nil, err
	}
	if err := c.write.scrub(ctx); err != nil {
		return 0, nil, inWords(fmt.Errorf("overwrite what was freed: %w", err))
	}
	if err := c.forgetMarks(owed.Names); err != nil {
		return 0, nil, err
	}
	if backups, left, err = c.forgetCopies(ctx, owed.Stories); err != nil {
		return backups, left, err
	}
	return backups, left, c.change(ctx, func(x *tx) error { return x.do(`DELETE FROM kept WHERE key = ?`, keptErasure) })
}

// erase removes a story and every trace of the reader's on it.
func (x *tx) erase(id feed.StoryID) error {
	if err := x.remove(id, whyForgotten); err != nil {
		return err
	}
	if err := x.do(`DELETE FROM marks WHERE story = ?`, int64(id)); err != nil {
		return err
	}
	var steps []step
	err := x.each(`SELECT `+stepColumns+` FROM journal WHERE ids IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var s step
		err := s.scan(rows)
		steps = append(steps, s)
		return err
	})
	if err != nil {
		return err
	}
	for _, s := range steps {
		if err := x.eraseStep(s, id); err != nil {
			return err
		}
	}
	return nil
}

func (x *tx) eraseStep(s step, id feed.StoryID) error {
	in := roaring.New()
	if err := in.UnmarshalBinary(s.ids); err != nil {
		return err
	}
	if !in.Contains(uint32(id)) {
		return nil
	}
	var before, after []int64
	if err := s.values(&before, &after); err != nil {
		return err
	}
	if len(before) > 0 {
		at := int(in.Rank(uint32(id))) - 1
		before = slices.Delete(before, at, at+1)
	}
	in.Remove(uint32(id))
	if in.IsEmpty() {
		return x.do(`DELETE FROM journal WHERE num = ?`, s.num)
	}
	blob, err := in.ToBytes()
	if err != nil {
		return err
	}
	return x.do(`UPDATE journal SET ids = ?, before = ? WHERE num = ?`, blob, jsonText(before), s.num)
}

// eraseWords takes away words, tags and bylines that no story has any more, and
// makes the index forget removed rows.
func (x *tx) eraseWords() error {
	if err := errors.Join(x.flushSets(), x.flushBits()); err != nil {
		return err
	}
	if err := eraseCommon(x.ctx, x.ses.conn); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM bylines WHERE NOT EXISTS (SELECT 1 FROM sets WHERE kind = 23 AND key = num)`,
		`DELETE FROM tags WHERE NOT EXISTS (SELECT 1 FROM sets WHERE kind = 22 AND key = num)
			AND NOT EXISTS (SELECT 1 FROM aliases WHERE tag = num AND known = 1)`,
		`DELETE FROM aliases WHERE known = 0 AND NOT EXISTS (SELECT 1 FROM tags WHERE num = tag)`,
		`INSERT INTO heads (heads) VALUES ('optimize')`,
		`INSERT INTO texts (texts) VALUES ('optimize')`,
	} {
		if err := x.do(statement); err != nil {
			return err
		}
	}
	return eraseIdleWords(x.ctx, x.ses.conn, true)
}

// scrub rewrites the file, so that nothing freed can be read from it, and
// empties the log.
func (s *store) scrub(ctx context.Context) error {
	return s.script(ctx, `PRAGMA secure_delete = ON`, `PRAGMA temp_store = FILE`, `VACUUM`, `PRAGMA temp_store = MEMORY`,
		`PRAGMA wal_checkpoint(TRUNCATE)`, `PRAGMA secure_delete = OFF`)
}

// script runs statements outside any transaction.
func (s *store) script(ctx context.Context, statements ...string) error {
	return s.with(ctx, func(conn *sql.Conn) error {
		for _, statement := range statements {
			rows, err := conn.QueryContext(ctx, statement)
			if err != nil {
				return err
			}
			for rows.Next() {
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return err
			}
		}
		return nil
	})
}

// forgetMarks takes the lines of stories out of marks.jsonl.
func (c *Cache) forgetMarks(names [][]int64) error {
	if c.marksFile == nil {
		return nil
	}
	gone := map[int64]bool{}
	for _, keys := range names {
		for _, k := range keys {
			gone[k] = true
		}
	}
	return c.marksFile.rewrite(func(l markLine) bool {
		return !slices.ContainsFunc(l.Names, func(k int64) bool { return gone[k] })
	})
}

// forgetCopies erases stories from the backups of the data folder, where they
// have the same numbers.
func (c *Cache) forgetCopies(ctx context.Context, ids []feed.StoryID) (done int, left []string, err error) {
	for _, unfinished := range []string{".new", ".mended", leavesSuffix} { // of a repair that was interrupted
		_ = os.Remove(c.path + unfinished)
	}
	copies, err := filepath.Glob(filepath.Join(c.backupFolder(), "*.db"))
	if err != nil {
		return 0, nil, err
	}
	for _, file := range copies {
		if err := forgetIn(ctx, file, c.path, ids); err != nil {
			left = append(left, file)
			continue
		}
		done++
	}
	entries, err := os.ReadDir(c.o.Dir)
	if err != nil {
		return done, left, err
	}
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, FileName+".damaged-") || strings.HasPrefix(name, FileName+".before-restore-") {
			left = append(left, filepath.Join(c.o.Dir, name))
		}
	}
	return done, left, nil
}

// forgetIn erases stories from a copy, and the tags and bylines that the archive
// itself has no more.
func forgetIn(ctx context.Context, file, archive string, ids []feed.StoryID) error {
	s, err := openStore(ctx, file, 1, "_txlock=immediate", "_pragma=busy_timeout(5000)", "_pragma=synchronous(FULL)")
	if err != nil {
		return err
	}
	list := listOf(ids)
	err = s.with(ctx, func(conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, `ATTACH DATABASE ? AS now`, "file:"+uriPath(archive)+"?mode=ro"); err != nil {
			return err
		}
		for table, column := range map[string]string{"stories": "id", "bodies": "story", "versions": "story", "comments": "story",
			"pictures": "story", "marks": "story", "queue": "story", "waiting": "story", "heads": "rowid", "texts": "rowid"} {
			if _, err := conn.ExecContext(ctx, `DELETE FROM `+table+` WHERE `+column+` IN (SELECT value FROM json_each(?))`, list); err != nil {
				return err
			}
		}
		for _, statement := range []string{
			`DELETE FROM journal WHERE ids IS NOT NULL`,
			`INSERT OR REPLACE INTO gone (story, why) SELECT value, 'forgotten' FROM json_each(?)`,
			`DELETE FROM tags WHERE key NOT IN (SELECT key FROM now.tags)`,
			`DELETE FROM aliases WHERE known = 0 AND tag NOT IN (SELECT num FROM tags)`,
			`DELETE FROM bylines WHERE byline NOT IN (SELECT byline FROM now.bylines)`,
			`DETACH DATABASE now`,
			`INSERT INTO heads (heads) VALUES ('optimize')`,
			`INSERT INTO texts (texts) VALUES ('optimize')`,
		} {
			var args []any
			if strings.Contains(statement, "?") {
				args = []any{list}
			}
			if _, err := conn.ExecContext(ctx, statement, args...); err != nil {
				return err
			}
		}
		return forgetWords(ctx, conn, ids)
	})
	if err == nil {
		err = s.scrub(ctx)
	}
	return errors.Join(err, s.close())
}

// forgetWords takes stories out of the common words of a copy, and the words away
// that no story of it has any more.
func forgetWords(ctx context.Context, conn *sql.Conn, ids []feed.StoryID) (err error) {
	common, err := hasCommon(ctx, conn)
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		end := "COMMIT"
		if err != nil {
			end = "ROLLBACK"
		}
		_, e := conn.ExecContext(context.WithoutCancel(ctx), end)
		err = errors.Join(err, e)
	}()
	if common {
		if err := eraseBits(ctx, conn, ids); err != nil {
			return err
		}
		if err := eraseCommon(ctx, conn); err != nil {
			return err
		}
	}
	return eraseIdleWords(ctx, conn, common)
}

// eraseIdleWords takes the words away that are in no body, once the index was
// optimized: before, it still lists what was removed from it. common tells that the
// file has common words.
func eraseIdleWords(ctx context.Context, conn *sql.Conn, common bool) error {
	idle := `DELETE FROM words WHERE word NOT IN (SELECT term FROM temp.terms)`
	if common {
		idle += ` AND word NOT IN (SELECT word FROM common)`
	}
	for _, statement := range []string{`CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'texts', 'row')`, idle, `DROP TABLE temp.terms`} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
