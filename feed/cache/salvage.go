package cache

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"standfirst/feed"
)

// rebuild makes a new archive of what can be saved, in this order: the rows of
// the broken file that can still be read, what only the newest sound backup has,
// the marks in marks.jsonl. It sets the broken file aside and never deletes it.
func (c *Cache) rebuild(ctx context.Context, why string) error {
	fresh := c.path + ".new"
	if err := c.newFile(ctx, fresh); err != nil {
		return err
	}
	n := &Cache{o: c.o, path: fresh, steps: c.steps}
	s, err := openStore(ctx, fresh, 1, "_txlock=immediate", "_pragma=journal_mode(DELETE)", "_pragma=synchronous(FULL)")
	if err != nil {
		return err
	}
	n.write, n.read = s, s
	rescued, err := n.rescue(ctx, c.path)
	backup := ""
	if err == nil {
		backup, err = n.mergeBackup(ctx)
	}
	if err == nil {
		err = n.derive(ctx)
	}
	marks := 0
	if err == nil {
		marks, err = n.mergeMarksFile(ctx)
	}
	var stories int
	if err == nil {
		err = s.scanOne(ctx, `SELECT count(*) FROM stories`, &stories)
	}
	if err = errors.Join(err, s.close()); err != nil {
		return fmt.Errorf("rebuild archive: %w", err)
	}
	aside := fmt.Sprintf("%s.damaged-%s", c.path, c.now().UTC().Format("20060102-150405"))
	if err := setAside(c.path, aside); err != nil {
		return fmt.Errorf("set the damaged archive aside: %w", err)
	}
	if err := os.Rename(fresh, c.path); err != nil {
		return err
	}
	_ = os.Remove(c.path + damageMark)
	said := fmt.Sprintf("The archive was rebuilt because %s: %d stor%s saved", why, stories, storyEnd(stories))
	if !rescued {
		said += ", nothing of the old file could be read"
	}
	if backup != "" {
		said += ", " + filepath.Base(backup) + " was used"
	}
	if marks > 0 {
		said += fmt.Sprintf(", %d mark%s came from %s", marks, plural(marks), MarksFileName)
	}
	c.notices = append(c.notices, said+". The old file is "+filepath.Base(aside)+".")
	return nil
}

// ownTables are the tables that are copied row by row; sets, waiting and the
// index follow from them.
var ownTables = []string{
	"kept", "publications", "sections", "tags", "aliases", "bylines", "stories", "bodies", "versions", "identities", "gone",
	"marks", "journal", "interests", "views", "fetches", "queue", "comments", "pictures",
}

// rescue copies what can be read of a broken file; ok is false when that is
// nothing at all.
func (c *Cache) rescue(ctx context.Context, from string) (ok bool, err error) {
	old := readable(ctx, from)
	if old == nil && from == c.brokenPath() {
		mended := from + ".mended"
		defer os.Remove(mended)
		if err := mend(from, c.path, mended); err == nil {
			old = readable(ctx, mended)
		}
	}
	if old == nil {
		return false, ctx.Err()
	}
	defer old.close()
	err = old.with(ctx, func(source *sql.Conn) error {
		return c.write.with(ctx, func(target *sql.Conn) error {
			for _, table := range ownTables {
				if err := rescueTable(ctx, source, target, table); err != nil {
					return fmt.Errorf("rescue %s: %w", table, err)
				}
			}
			return nil
		})
	})
	return true, err
}

// brokenPath is the file that c, an archive in the making, replaces.
func (c *Cache) brokenPath() string { return strings.TrimSuffix(c.path, ".new") }

// readable opens a file whose tables can at least be found, or returns nil.
func readable(ctx context.Context, path string) *store {
	for _, params := range [][]string{{"mode=ro"}, {"mode=ro", "immutable=1"}} {
		s, err := openStore(ctx, path, 1, append(params, "_pragma=cell_size_check(1)")...)
		if err != nil {
			continue
		}
		var n int
		if err := s.scanOne(ctx, `SELECT count(*) FROM sqlite_schema`, &n); err == nil && n > 0 {
			return s
		}
		_ = s.close()
	}
	return nil
}

// mend makes a copy of a broken file that SQLite agrees to read: with the
// beginning of a sound archive, and of the length its pages need. What is
// behind that may still be damaged.
func mend(broken, sound, to string) error {
	if err := copyFile(broken, to); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	head, own := make([]byte, 100), make([]byte, 100)
	err = readStart(sound, head)
	if err == nil {
		err = readStart(broken, own)
	}
	info, statErr := f.Stat()
	if err = errors.Join(err, statErr); err != nil {
		return errors.Join(err, f.Close())
	}
	page := int64(binary.BigEndian.Uint16(head[16:]))
	pages := (info.Size() + page - 1) / page
	if bytes.HasPrefix(own, head[:16]) { // it says itself how long it was
		pages = max(pages, int64(binary.BigEndian.Uint32(own[28:])))
	}
	binary.BigEndian.PutUint32(head[28:], uint32(pages))
	clear(head[32:40]) // no free pages are known
	_, err = f.WriteAt(head, 0)
	return errors.Join(err, f.Truncate(pages*page), f.Close())
}

func readStart(path string, into []byte) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.ReadFull(f, into)
	return err
}

// rescueTable copies the rows of one table from both ends, since a damaged page
// stops a scan, and then steps over the numbers in between.
func rescueTable(ctx context.Context, source, target *sql.Conn, table string) error {
	columns, err := columnsOf(ctx, target, table)
	if err != nil {
		return err
	}
	list := strings.Join(columns, ", ")
	insert := `INSERT OR IGNORE INTO ` + table + ` (` + list + `) VALUES (?` + strings.Repeat(", ?", len(columns)-1) + `)`
	if _, err := target.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	copyAll := func() error {
		st, err := target.PrepareContext(ctx, insert)
		if err != nil {
			return err
		}
		defer st.Close()
		number := ""
		if slices.Contains(numbered, table) {
			number = "rowid"
		}
		up, err := copyRows(ctx, source, st, `SELECT `+list+` FROM `+table+` ORDER BY `+cmpOr(number, columns[0]), len(columns))
		if err != nil || up.whole {
			return err
		}
		down, err := copyRows(ctx, source, st, `SELECT `+list+` FROM `+table+` ORDER BY `+cmpOr(number, columns[0])+` DESC`, len(columns))
		if err != nil || number == "" {
			return err
		}
		return stepOver(ctx, source, st, table, list, len(columns), up.last, down.last)
	}
	err = copyAll()
	if err == nil {
		_, err = target.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		_, _ = target.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return err
}

// numbered are the tables with a row number, their first column.
var numbered = []string{"publications", "sections", "tags", "bylines", "stories", "bodies", "versions", "gone", "marks", "journal",
	"interests", "queue", "comments"}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func columnsOf(ctx context.Context, conn *sql.Conn, table string) (names []string, err error) {
	rows, err := conn.QueryContext(ctx, `SELECT name FROM pragma_table_info(?)`, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		names = append(names, n)
	}
	return names, rows.Err()
}

// copied tells how far copyRows came.
type copied struct {
	whole bool
	last  int64 // the first column of the last row, when it is a number
}

// copyRows copies rows until the end or the first fault of the source, which is
// not an error here.
func copyRows(ctx context.Context, source *sql.Conn, insert *sql.Stmt, query string, columns int, args ...any) (c copied, err error) {
	rows, err := source.QueryContext(ctx, query, args...)
	if err != nil {
		return c, ctx.Err()
	}
	defer rows.Close()
	values := make([]any, columns)
	into := make([]any, columns)
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return c, ctx.Err()
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return c, err
		}
		if n, ok := values[0].(int64); ok {
			c.last = n
		}
	}
	c.whole = rows.Err() == nil
	return c, ctx.Err()
}

// stepOver copies what lies between two damaged places, with growing steps over
// numbers whose page cannot be read.
func stepOver(ctx context.Context, source *sql.Conn, insert *sql.Stmt, table, list string, columns int, from, to int64) error {
	query := `SELECT ` + list + ` FROM ` + table + ` WHERE rowid > ? AND rowid < ? ORDER BY rowid`
	for step := int64(1); from < to; {
		c, err := copyRows(ctx, source, insert, query, columns, from, to)
		if err != nil || c.whole {
			return err
		}
		if c.last > from {
			from, step = c.last, 1
			continue
		}
		from += step
		step = min(step*2, 64)
	}
	return nil
}

// mergeBackup adds what only the newest sound rotating backup has, and names it.
func (c *Cache) mergeBackup(ctx context.Context) (used string, err error) {
	files, err := c.rotating()
	if err != nil {
		return "", err
	}
	slices.Reverse(files)
	for _, file := range files {
		if state, _, err := inspect(file); state != sound || err != nil || quickCheck(ctx, file) != "" {
			continue
		}
		if ok, err := c.rescue(ctx, file); ok || err != nil {
			return file, err
		}
	}
	return "", nil
}

// derive makes sets, waiting and the figures of publications anew from the
// tables they follow from.
func (c *Cache) derive(ctx context.Context) error {
	err := c.change(ctx, func(x *tx) error {
		for _, statement := range []string{
			`DELETE FROM sets`, `DELETE FROM waiting`, `DELETE FROM words`,
			`INSERT INTO heads (heads) VALUES ('delete-all')`, `INSERT INTO texts (texts) VALUES ('delete-all')`,
			`DELETE FROM bodies WHERE story NOT IN (SELECT id FROM stories)`,
			`DELETE FROM stories WHERE pub NOT IN (SELECT num FROM publications)`,
			`INSERT INTO waiting (story, again) SELECT id, 0 FROM stories`,
			`UPDATE publications SET oldest = 0, bytes = 0`,
			`DELETE FROM gone WHERE story IN (SELECT id FROM stories)`,
			// Nor may a new story get the number of a lost one, and its marks.
			`INSERT INTO sqlite_sequence (name, seq) SELECT 'stories', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'stories')`,
			`UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max(story), 0) FROM identities),
				(SELECT coalesce(max(story), 0) FROM marks), (SELECT coalesce(max(story), 0) FROM gone)) WHERE name = 'stories'`,
		} {
			if err := x.do(statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for after := int64(0); ; {
		n := 0
		err := c.change(ctx, func(x *tx) error {
			ids, err := x.scanIDs(`SELECT id FROM stories WHERE id > ? ORDER BY id LIMIT 1000`, after)
			if err != nil {
				return err
			}
			for _, id := range ids {
				if err := x.deriveStory(feed.StoryID(id)); err != nil {
					return fmt.Errorf("story %d: %w", id, err)
				}
				after = id
			}
			n = len(ids)
			return nil
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

func (x *tx) deriveStory(id feed.StoryID) error {
	r, here, err := x.record(id)
	if err != nil || !here {
		return err
	}
	sets, err := x.memberships(r)
	if err != nil {
		return err
	}
	for s := range sets {
		x.put(s, int64(id))
	}
	if r.flags&flagEdited != 0 {
		x.put(setID{setEdited, 0}, int64(id))
	}
	body, _, packed, err := x.bodyOf(id)
	if err != nil {
		// The text did not survive: what the feed still has comes back.
		if err := x.do(`DELETE FROM bodies WHERE story = ?`, int64(id)); err != nil {
			return err
		}
		if err := x.do(`UPDATE stories SET text_hash = 0, flags = flags & ~1 WHERE id = ?`, int64(id)); err != nil {
			return err
		}
		x.drop(setID{setFull, 0}, int64(id))
	}
	x.grow(r.pub, r.Date(), len(packed))
	if err := x.keepNames(r.pub, namesOf([]feed.Story{r.Story})[0], id); err != nil {
		return err
	}
	if err := x.putWordSets(r, func() string { return plainText(body) }); err != nil {
		return err
	}
	return x.remark(id)
}
