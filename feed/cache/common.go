package cache

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// Common words: those in an eighth of all bodies or more. FTS5 keeps a list of
// stories for each word, reads such a list at some 400 ns a story and writes it at
// twice that. A bit a story is smaller, and read and written at once. Half
// of the words of a text are common ones.
//
// First letters that an eighth of all bodies have are "common words", too.
//
// Which words are common is seen in a run that indexes many texts: the first
// refresh, a second publication, an archive loaded from its beginnings. An archive
// that only ever grows by a few stories keeps its lists.

const (
	// commonShare: a word is common when one text in so many has it.
	commonShare = 8
	// commonSample is how many texts a run has read before it calls a word common.
	commonSample = 200
	// commonMost bounds the number of common words.
	commonMost = laneCount * 32
	// promoteMost bounds how many words become common in one batch when each has a
	// long list in texts, which is read once more.
	promoteMost = 8
	// longIndex is the number of stories from which those lists are long.
	longIndex = 5000

	partStories = 1 << 10         // stories in a part
	laneBytes   = partStories / 8 // of one word in one row
	laneCount   = 28              // words in one row
	rowBytes    = laneBytes * laneCount

	// gapMost is how far apart, in stories divided by 64, two rows of a group may be: a
	// damaged number must not fill the memory.
	gapMost = 1 << 16
)

// rowID is the row of bitmaps for a common word and a story.
func rowID(num int, story int64) int64 { return int64(num/laneCount)<<32 | story/partStories }

// lane is what a row holds of one word.
func lane(bits []byte, num int) []byte {
	at := num % laneCount * laneBytes
	return bits[at : at+laneBytes]
}

func setBit(lane []byte, story int64)   { lane[story%partStories/8] |= 1 << (story % 8) }
func clearBit(lane []byte, story int64) { lane[story%partStories/8] &^= 1 << (story % 8) }

// common are the common words with their numbers.
func (l *look) common() (map[string]int, error) {
	if l.memo.common != nil {
		return l.memo.common, nil
	}
	words := map[string]int{}
	err := l.each(`SELECT num, word FROM common`, nil, func(rows *sql.Rows) error {
		var (
			num  int
			word string
		)
		if err := rows.Scan(&num, &word); err != nil {
			return err
		}
		words[word] = num
		return nil
	})
	if err == nil {
		l.memo.common = words
	}
	return words, err
}

// commonNum is the number of one word when it is common.
func (l *look) commonNum(word string) (num int, ok bool, err error) {
	if l.memo.common != nil {
		num, ok = l.memo.common[word]
		return num, ok, nil
	}
	ok, err = l.one(`SELECT num FROM common WHERE word = ?`, []any{word}, &num)
	return num, ok, err
}

// commonBodies is every story whose body has a common word.
func (l *look) commonBodies(num int) (*roaring.Bitmap, error) {
	var dense []uint64
	group := rowID(num, 0)
	err := l.each(`SELECT id, substr(bits, ?, ?) FROM bitmaps WHERE id BETWEEN ? AND ?`,
		[]any{num%laneCount*laneBytes + 1, laneBytes, group, group | (1<<32 - 1)}, func(rows *sql.Rows) error {
			var (
				id   int64
				bits sql.RawBytes
			)
			if err := rows.Scan(&id, &bits); err != nil {
				return err
			}
			if len(bits) != laneBytes {
				return fmt.Errorf("read bitmap %d: %w: a word has %d bytes of it", id, errTorn, len(bits))
			}
			from := int(id&(1<<32-1)) * (laneBytes / 8)
			if from > len(dense)+gapMost {
				return fmt.Errorf("read bitmap %d: %w: it is out of order", id, errTorn)
			}
			dense = append(dense, make([]uint64, max(0, from+laneBytes/8-len(dense)))...)
			for i := range laneBytes / 8 {
				dense[from+i] = binary.LittleEndian.Uint64(bits[i*8:])
			}
			return nil
		})
	return roaring.FromDense(dense, false), err
}

// promote makes words common ones. The stories that texts has of them get their
// bits.
func (x *tx) promote(words []string) error {
	known, err := x.common()
	if err != nil {
		return err
	}
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { _, ok := known[w]; return ok })
	if len(words) == 0 {
		return nil
	}
	var indexed int64
	if _, err := x.one(`SELECT coalesce(max(id), 0) FROM texts_docsize`, nil, &indexed); err != nil {
		return err
	}
	if indexed > longIndex && len(words) > promoteMost {
		words = words[:promoteMost]
	}
	free := 0
	taken := make(map[int]bool, len(known))
	for _, num := range known {
		taken[num] = true
	}
	for _, w := range words {
		for taken[free] {
			free++
		}
		if free >= commonMost {
			return nil
		}
		if indexed > 0 {
			has, err := x.matching("texts", `"`+w+`"`, everything)
			if err != nil {
				return err
			}
			for it := has.Iterator(); it.HasNext(); {
				story := int64(it.Next())
				bits, err := x.bitRow(rowID(free, story))
				if err != nil {
					return err
				}
				setBit(lane(bits, free), story)
			}
		}
		if err := x.do(`INSERT INTO common (num, word) VALUES (?, ?)`, free, w); err != nil {
			return err
		}
		known[w], taken[free] = free, true
	}
	return nil
}

// bitRow reads a row of bitmaps, or makes one. What is changed in it is written at
// the end of the transaction.
func (x *tx) bitRow(id int64) ([]byte, error) {
	bits, err := x.haveRow(id)
	if err == nil && bits == nil {
		bits = make([]byte, rowBytes)
		x.bits[id] = bits
	}
	return bits, err
}

// haveRow is bitRow for a row that is there; nil: it is not.
func (x *tx) haveRow(id int64) ([]byte, error) {
	if bits := x.bits[id]; bits != nil {
		return bits, nil
	}
	if x.bits == nil {
		x.bits = map[int64][]byte{}
	}
	var bits []byte
	ok, err := x.one(`SELECT bits FROM bitmaps WHERE id = ?`, []any{id}, &bits)
	if err != nil || !ok {
		return nil, err
	}
	if len(bits) != rowBytes {
		return nil, fmt.Errorf("read bitmap %d: %w: it has %d bytes", id, errTorn, len(bits))
	}
	x.bits[id] = bits
	return bits, nil
}

// clearBits takes a story out of every common word.
func (x *tx) clearBits(story int64) error {
	words, err := x.common()
	if err != nil {
		return err
	}
	for _, num := range words {
		bits, err := x.haveRow(rowID(num, story))
		if err != nil {
			return err
		}
		if bits != nil {
			clearBit(lane(bits, num), story)
		}
	}
	return nil
}

// flushBits writes the changed rows of bitmaps.
func (x *tx) flushBits() error {
	for _, id := range slices.Sorted(maps.Keys(x.bits)) {
		if err := x.do(`INSERT INTO bitmaps (id, bits) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET bits = excluded.bits`, id, x.bits[id]); err != nil {
			return err
		}
	}
	clear(x.bits)
	return nil
}

// hasCommon tells whether a file has common words, as archives before schema 3
// have not.
func hasCommon(ctx context.Context, conn *sql.Conn) (has bool, err error) {
	err = conn.QueryRowContext(ctx, `SELECT count(*) > 0 FROM sqlite_master WHERE name = 'bitmaps'`).Scan(&has)
	return has, err
}

// tornBits tells whether a file has rows of bitmaps that commonBodies would refuse:
// no check of SQLite's own sees them.
func tornBits(ctx context.Context, conn *sql.Conn) (torn bool, err error) {
	if has, err := hasCommon(ctx, conn); err != nil || !has {
		return false, err
	}
	err = conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM bitmaps WHERE length(bits) <> ? OR id < 0 OR
		id & 4294967295 > (SELECT coalesce(max(seq), 0) / ? FROM sqlite_sequence WHERE name = 'stories'))`, rowBytes, partStories).Scan(&torn)
	return torn, err
}

// eraseBits takes stories out of every common word of a file.
func eraseBits(ctx context.Context, conn *sql.Conn, ids []feed.StoryID) error {
	for _, id := range ids {
		story := int64(id)
		for group := range commonMost / laneCount {
			row := rowID(group*laneCount, story)
			var bits []byte
			switch err := conn.QueryRowContext(ctx, `SELECT bits FROM bitmaps WHERE id = ?`, row).Scan(&bits); {
			case errors.Is(err, sql.ErrNoRows) || err == nil && len(bits) != rowBytes:
				continue
			case err != nil:
				return err
			}
			for num := range laneCount {
				clearBit(lane(bits, num), story)
			}
			if _, err := conn.ExecContext(ctx, `UPDATE bitmaps SET bits = ? WHERE id = ?`, bits, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// eraseCommon takes away the common words that no story has any more.
func eraseCommon(ctx context.Context, conn *sql.Conn) error {
	used, err := usedCommon(ctx, conn)
	if err != nil {
		return err
	}
	for num := range commonMost {
		if !used[num] {
			if _, err := conn.ExecContext(ctx, `DELETE FROM common WHERE num = ?`, num); err != nil {
				return err
			}
		}
	}
	return nil
}

// usedCommon tells which common words have a bit.
func usedCommon(ctx context.Context, conn *sql.Conn) (used [commonMost]bool, err error) {
	rows, err := conn.QueryContext(ctx, `SELECT id, bits FROM bitmaps`)
	if err != nil {
		return used, err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			id   int64
			bits sql.RawBytes
		)
		if err := rows.Scan(&id, &bits); err != nil {
			return used, err
		}
		for num := range laneCount {
			if at := int(id>>32)*laneCount + num; at < commonMost && len(bits) == rowBytes {
				used[at] = used[at] || slices.ContainsFunc(lane(bits, num), func(b byte) bool { return b != 0 })
			}
		}
	}
	return used, rows.Err()
}
