package cache

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
)

// A table is a tree of pages, and what stands above its leaves is a small part of
// it. When one of those few pages is lost SQLite finds nothing below it any more,
// while the leaves are all there: they are looked for in the whole file, and
// hung under a new root in a copy of it.
// https://www.sqlite.org/fileformat.html §1.6 and §2.

// leavesSuffix names the copy.
const leavesSuffix = ".leaves"

// leafTables are the tables whose leaves are looked for: those with the texts.
// Marks have a file of their own.
var leafTables = []string{"stories", "bodies", "versions"}

const (
	interiorPage = 5
	leafPage     = 13
	rootHead     = 12    // bytes before the places of the cells of an interior page
	rootCell     = 4 + 9 // a page and the number of its last row
	// mostRow is the highest number that a set can hold.
	mostRow = 1<<32 - 1
	// addedMost is how many columns a table may have got since a row was written.
	addedMost = 6
)

// leaf is a page of rows and the numbers of its first and last row.
type leaf struct {
	page        uint32
	first, last int64
}

// rescueLeaves copies the rows of tables that lost the pages above them. broken is
// a file whose list of tables can be read; rows that are here already stay.
func (c *Cache) rescueLeaves(ctx context.Context, broken string, source, target *sql.Conn, tables []string) error {
	work := c.brokenPath() + leavesSuffix
	defer os.Remove(work)
	if err := copyFile(broken, work); err != nil {
		return ctx.Err() // no room for it: what could be read is kept
	}
	// What was given back holds rows as they were before: a removed story, a text
	// before it was fetched in full.
	free := freePages(c.brokenPath())
	for _, table := range tables {
		var root uint32
		if err := source.QueryRowContext(ctx, `SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?`, table).Scan(&root); err != nil || root < 2 {
			continue // nobody can say where it was
		}
		kinds, err := columnsOf(ctx, target, table, "type")
		if err != nil {
			return err
		}
		leaves, most, err := findLeaves(broken, kinds, free)
		if err != nil {
			continue
		}
		for len(leaves) > 0 {
			var under []leaf
			under, leaves = inRow(leaves, most)
			if err := hang(work, root, under); err != nil {
				break // the copy cannot be written: what was found is kept
			}
			if err := copyLeaves(ctx, work, target, table); err != nil {
				return err
			}
		}
	}
	// A list of what was given back may be lost itself.
	_, err := target.ExecContext(ctx, `DELETE FROM stories WHERE id IN (SELECT story FROM gone)`)
	return err
}

// copyLeaves copies the rows of a table as they stand in a copy of the file.
func copyLeaves(ctx context.Context, work string, target *sql.Conn, table string) error {
	s, err := openStore(ctx, work, 1, "mode=ro", "immutable=1", "_pragma=cell_size_check(1)")
	if err != nil {
		return ctx.Err() // not even now
	}
	err = s.with(ctx, func(source *sql.Conn) error {
		_, err := rescueTable(ctx, source, target, table)
		return err
	})
	return errors.Join(err, s.close())
}

// findLeaves looks for the pages whose rows can be those of a table and that are
// not free; most of them have room under one root.
func findLeaves(file string, kinds []string, free map[uint32]bool) (leaves []leaf, most int, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	size, err := pageSize(f)
	if err != nil {
		return nil, 0, err
	}
	page := make([]byte, size)
	for n := uint32(2); ; n++ {
		if _, err := f.ReadAt(page, int64(n-1)*int64(size)); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			continue // a bad place on the disk
		}
		if first, last, ok := rowsOf(page, kinds); ok && !free[n] {
			leaves = append(leaves, leaf{n, first, last})
		}
	}
	slices.SortStableFunc(leaves, func(a, b leaf) int { return cmp.Compare(a.last, b.last) })
	return leaves, (size - rootHead) / (rootCell + 2), nil
}

// freePages are the pages that a file lists as free. A list that is damaged ends
// where it is.
func freePages(file string) map[uint32]bool {
	free := map[uint32]bool{}
	f, err := os.Open(file)
	if err != nil {
		return free
	}
	defer f.Close()
	size, err := pageSize(f)
	if err != nil {
		return free
	}
	page := make([]byte, size)
	if _, err := f.ReadAt(page[:36], 0); err != nil {
		return free
	}
	for trunk := binary.BigEndian.Uint32(page[32:]); trunk > 1 && !free[trunk]; trunk = binary.BigEndian.Uint32(page) {
		if _, err := f.ReadAt(page, int64(trunk-1)*int64(size)); err != nil {
			return free
		}
		count := int64(binary.BigEndian.Uint32(page[4:]))
		if count > int64(size/4-2) {
			return free // no list of pages
		}
		free[trunk] = true
		for i := range count {
			free[binary.BigEndian.Uint32(page[8+4*i:])] = true
		}
	}
	return free
}

func pageSize(f *os.File) (int, error) {
	head := make([]byte, 18)
	if _, err := f.ReadAt(head, 0); err != nil {
		return 0, err
	}
	size := int(binary.BigEndian.Uint16(head[16:]))
	if size == 1 {
		size = 1 << 16
	}
	if size < 512 || size&(size-1) != 0 {
		return 0, errors.New("no page size")
	}
	return size, nil
}

// rowsOf tells the numbers of the first and last row of a leaf when all its rows
// can be those of a table with columns of these kinds.
func rowsOf(page []byte, kinds []string) (first, last int64, ok bool) {
	const head = 8
	cells := int(binary.BigEndian.Uint16(page[3:]))
	if page[0] != leafPage || cells == 0 || head+2*cells > len(page) {
		return 0, 0, false
	}
	for i := range cells {
		at := int(binary.BigEndian.Uint16(page[head+2*i:]))
		if at < head || at >= len(page) {
			return 0, 0, false
		}
		cell := page[at:]
		_, n := varint(cell)
		row, m := varint(cell[n:])
		if n == 0 || m == 0 || row < 1 || row > mostRow || !recordOf(cell[n+m:], kinds) || i > 0 && row <= last {
			return 0, 0, false
		}
		if i == 0 {
			first = row
		}
		last = row
	}
	return first, last, true
}

// recordOf tells whether the header of a record fits columns of these declared
// types, or the first of them; the first is the row number.
func recordOf(record []byte, kinds []string) bool {
	length, at := varint(record)
	if at == 0 || length > int64(len(record)) {
		return false
	}
	columns := 0
	for ; int64(at) < length; columns++ {
		serial, n := varint(record[at:length])
		if n == 0 || columns == len(kinds) {
			return false
		}
		at += n
		text, blob := serial >= 13 && serial%2 == 1, serial >= 12 && serial%2 == 0
		switch {
		case columns == 0: // the row number stands before the record
			if serial != 0 {
				return false
			}
		case serial == 0, kinds[columns] == "TEXT" && text, kinds[columns] == "BLOB" && blob:
		case (kinds[columns] == "INTEGER" || kinds[columns] == "REAL") && serial <= 9:
		default:
			return false
		}
	}
	return columns > 1 && columns >= min(len(kinds), max(4, len(kinds)-addedMost))
}

// varint reads a number of one to nine bytes, the highest first, and tells its
// length, 0 when it is cut off.
func varint(b []byte) (v int64, n int) {
	for n < len(b) && n < 8 {
		v = v<<7 | int64(b[n]&0x7f)
		if n++; b[n-1] < 0x80 {
			return v, n
		}
	}
	if n == 8 && n < len(b) {
		return v<<8 | int64(b[n]), 9
	}
	return 0, 0
}

// inRow takes leaves that follow one another; what lies across others is left for
// another turn.
func inRow(leaves []leaf, most int) (under, rest []leaf) {
	for i, l := range leaves {
		if len(under) == most {
			return under, append(rest, leaves[i:]...)
		}
		if len(under) > 0 && l.first <= under[len(under)-1].last {
			rest = append(rest, l)
			continue
		}
		under = append(under, l)
	}
	return under, rest
}

// hang writes a root page that has these leaves; one leaf is the root itself.
func hang(file string, root uint32, leaves []leaf) error {
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	size, err := pageSize(f)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	page := make([]byte, size)
	if len(leaves) == 1 {
		_, err := f.ReadAt(page, int64(leaves[0].page-1)*int64(size))
		if err == nil {
			_, err = f.WriteAt(page, int64(root-1)*int64(size))
		}
		return errors.Join(err, f.Close())
	}
	end := size
	for i, l := range leaves[:len(leaves)-1] {
		end -= rootCell
		binary.BigEndian.PutUint32(page[end:], l.page)
		putNine(page[end+4:], l.last)
		binary.BigEndian.PutUint16(page[rootHead+2*i:], uint16(end))
	}
	page[0] = interiorPage
	binary.BigEndian.PutUint16(page[3:], uint16(len(leaves)-1))
	binary.BigEndian.PutUint16(page[5:], uint16(end)) // 65,536 is written as 0
	binary.BigEndian.PutUint32(page[8:], leaves[len(leaves)-1].page)
	_, err = f.WriteAt(page, int64(root-1)*int64(size))
	return errors.Join(err, f.Close())
}

// putNine writes a number as a varint of nine bytes, which every number fits.
func putNine(b []byte, v int64) {
	b[8] = byte(v)
	v >>= 8
	for i := 7; i >= 0; i-- {
		b[i] = byte(v) | 0x80
		v >>= 7
	}
}
