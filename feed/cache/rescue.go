package cache

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// ownTables are the tables that are copied row by row; sets, waiting and the
// index follow from them.
var ownTables = []string{
	"kept", "publications", "sections", "tags", "aliases", "bylines", "stories", "bodies", "versions", "identities", "gone",
	"marks", "journal", "interests", "views", "fetches", "queue", "comments", "pictures",
}

// rescue copies what can be read of a broken file; ok is false when that is
// nothing at all.
func (c *Cache) rescue(ctx context.Context, from string) (ok bool, err error) {
	old, file := readable(ctx, from), from
	if old == nil && from == c.brokenPath() {
		file = from + ".mended"
		defer os.Remove(file)
		if err := mend(from, c.path, file); err == nil {
			old = readable(ctx, file)
		}
	}
	if old == nil {
		return false, ctx.Err()
	}
	defer old.close()
	err = old.with(ctx, func(source *sql.Conn) error {
		return c.write.with(ctx, func(target *sql.Conn) error {
			var torn []string
			for _, table := range ownTables {
				whole, err := rescueTable(ctx, source, target, table)
				if err != nil {
					return fmt.Errorf("rescue %s: %w", table, err)
				}
				if !whole && slices.Contains(leafTables, table) {
					torn = append(torn, table)
				}
			}
			if len(torn) == 0 || from != c.brokenPath() {
				return nil
			}
			return c.rescueLeaves(ctx, file, source, target, torn)
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
	if err = errors.Join(err, f.Truncate(pages*page)); err == nil {
		err = mendSchema(sound, f, page)
	}
	return errors.Join(err, f.Close())
}

// mendSchema gives a copy the pages that say where its tables begin, when it lost
// one of them, from a fresh archive: both were laid out by the same program. It
// looks first whether they were, and else leaves the copy alone.
// https://www.sqlite.org/fileformat.html §1.6.
func mendSchema(sound string, f *os.File, page int64) error {
	model, err := os.ReadFile(sound)
	if err != nil {
		return err
	}
	first := make([]byte, page)
	if _, err := f.ReadAt(first, 0); err != nil {
		return err
	}
	const head, interiorTable = 100, 5
	if int64(len(model)) < page || !bytes.Equal(first[head:], model[head:page]) || first[head] != interiorTable {
		return nil
	}
	for at := page; at+page <= int64(len(model)); at += page {
		kind := []byte{0}
		if _, err := f.ReadAt(kind, at); err != nil {
			return err
		}
		if kind[0] != 0 && kind[0]|8 != model[at]|8 { // a leaf may have grown into a tree
			return nil
		}
	}
	cells := int(binary.BigEndian.Uint16(first[head+3:]))
	children := []uint32{binary.BigEndian.Uint32(first[head+8:])}
	for i := range cells {
		cell := binary.BigEndian.Uint16(first[head+12+2*i:])
		children = append(children, binary.BigEndian.Uint32(first[cell:]))
	}
	for _, child := range children {
		at := (int64(child) - 1) * page
		if at < page || at+page > int64(len(model)) {
			return nil
		}
		if _, err := f.WriteAt(model[at:at+page], at); err != nil {
			return err
		}
	}
	return nil
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
// stops a scan, and then steps over the numbers in between. whole tells that no
// page was damaged.
func rescueTable(ctx context.Context, source, target *sql.Conn, table string) (whole bool, err error) {
	columns, err := columnsOf(ctx, target, table, "name")
	if err != nil {
		return false, err
	}
	list := strings.Join(columns, ", ")
	insert := `INSERT OR IGNORE INTO ` + table + ` (` + list + `) VALUES (?` + strings.Repeat(", ?", len(columns)-1) + `)`
	if _, err := target.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return false, err
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
		copier := rowCopier{source, st, table, columns}
		up, err := copier.rows(ctx, `SELECT `+list+` FROM `+table+` ORDER BY `+cmp.Or(number, columns[0]))
		if whole = up.whole; err != nil || whole {
			return err
		}
		down, err := copier.rows(ctx, `SELECT `+list+` FROM `+table+` ORDER BY `+cmp.Or(number, columns[0])+` DESC`)
		if err != nil || number == "" {
			return err
		}
		return copier.stepOver(ctx, `SELECT `+list+` FROM `+table+` WHERE rowid > ? AND rowid < ? ORDER BY rowid`, up.last, down.last)
	}
	err = copyAll()
	if err == nil {
		_, err = target.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		_, _ = target.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return whole, err
}

// numbered are the tables with a row number, their first column.
var numbered = []string{"publications", "sections", "tags", "bylines", "stories", "bodies", "versions", "gone", "marks", "journal",
	"interests", "queue", "comments"}

// columnsOf are the names of the columns of a table, or what else
// pragma_table_info says of each.
func columnsOf(ctx context.Context, conn *sql.Conn, table, what string) (list []string, err error) {
	rows, err := conn.QueryContext(ctx, `SELECT `+what+` FROM pragma_table_info(?) ORDER BY cid`, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, rows.Err()
}
