package cache

import (
	"database/sql"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
)

// setKind says what the stories of a set have in common; the key of a set says
// which one of that kind it is.
type setKind int64

// The kinds, as they stand in the file; a number is never used again.
const (
	setAll         setKind = 1  // key 0: every story that is here
	setRead        setKind = 2  // key 0
	setSaved       setKind = 3  // key 0
	setFull        setKind = 4  // key 0: the full article is on disk
	setSponsored   setKind = 5  // key 0
	setEdited      setKind = 6  // key 0: changed since it was read
	setImages      setKind = 7  // key 0
	setComments    setKind = 8  // key 0: at least one comment
	setTop         setKind = 9  // key 0
	setFeatured    setKind = 10 // key 0
	setCompared    setKind = 11 // key 0: looked for in other publications
	setPublication setKind = 20 // key: publications.num
	setSection     setKind = 21 // key: sections.num; a parent holds its children's stories
	setTag         setKind = 22 // key: tags.num
	setByline      setKind = 23 // key: bylines.num
	setMonth       setKind = 24 // key: year*100+month of the date, UTC
	setDay         setKind = 25 // key: year*10000+month*100+day of the date, UTC
	setWords       setKind = 26 // key: interests.num of followed or muted words
)

// partBits: a part of a set covers 1<<partBits story numbers, the reach of one
// roaring container.
const partBits = 16

type setID struct {
	kind setKind
	key  int64
}

type setPart struct {
	setID
	part int64
}

type setChange struct {
	add, remove *roaring.Bitmap
}

// memo holds what one look has read, so that a rail of a hundred rows reads
// each set once.
type memo struct {
	sets     map[setID]*roaring.Bitmap
	turn     int64 // of the search index
	haveTurn bool
	common   map[string]int
	pubs     []pubInfo
	wants    []interest
	haveWant bool
	muted    *roaring.Bitmap
	followed *roaring.Bitmap
	twins    *twins
}

// set returns a set; the caller must not change it.
func (l *look) set(kind setKind, key int64) (*roaring.Bitmap, error) {
	id := setID{kind, key}
	if have, ok := l.memo.sets[id]; ok {
		return have, nil
	}
	all := roaring.New()
	err := l.each(`SELECT ids FROM sets WHERE kind = ? AND key = ? ORDER BY part`, []any{int64(kind), key},
		func(rows *sql.Rows) error {
			var blob []byte
			if err := rows.Scan(&blob); err != nil {
				return err
			}
			return addPart(all, blob)
		})
	if err != nil {
		return nil, err
	}
	if l.memo.sets == nil {
		l.memo.sets = map[setID]*roaring.Bitmap{}
	}
	l.memo.sets[id] = all
	return all, nil
}

func addPart(all *roaring.Bitmap, blob []byte) error {
	part := roaring.New()
	if _, err := part.FromBuffer(blob); err != nil {
		return fmt.Errorf("read set: %w", err)
	}
	if all.IsEmpty() {
		*all = *part
	} else {
		all.Or(part)
	}
	return nil
}

// eachSet calls f for every set of a kind with from <= key <= to, in the order
// of their keys.
func (l *look) eachSet(kind setKind, from, to int64, f func(key int64, ids *roaring.Bitmap) error) error {
	var (
		last    int64
		current *roaring.Bitmap
	)
	err := l.each(`SELECT key, ids FROM sets WHERE kind = ? AND key BETWEEN ? AND ? ORDER BY key, part`,
		[]any{int64(kind), from, to}, func(rows *sql.Rows) error {
			var (
				key  int64
				blob []byte
			)
			if err := rows.Scan(&key, &blob); err != nil {
				return err
			}
			if current != nil && key != last {
				if err := f(last, current); err != nil {
					return err
				}
				current = nil
			}
			if current == nil {
				current = roaring.New()
			}
			last = key
			return addPart(current, blob)
		})
	if err == nil && current != nil {
		err = f(last, current)
	}
	return err
}

// size is the number of stories in a set, without reading it.
func (l *look) size(kind setKind, key int64) (n int, err error) {
	_, err = l.one(`SELECT coalesce(sum(n), 0) FROM sets WHERE kind = ? AND key = ?`, []any{int64(kind), key}, &n)
	return n, err
}

func (x *tx) put(id setID, story int64)  { x.touch(id, story).add.Add(uint32(story)) }
func (x *tx) drop(id setID, story int64) { x.touch(id, story).remove.Add(uint32(story)) }

func (x *tx) touch(id setID, story int64) *setChange {
	part := setPart{id, story >> partBits}
	ch := x.sets[part]
	if ch == nil {
		ch = &setChange{roaring.New(), roaring.New()}
		x.sets[part] = ch
	}
	// The last word on a story counts.
	ch.add.Remove(uint32(story))
	ch.remove.Remove(uint32(story))
	return ch
}

// markPad is what the sets that marks change are filled up to a multiple of. SQLite
// writes a row of the same size over the old one; another size gives pages back
// and takes others, which costs a mark two pages more on its way to disk.
const markPad = 1024

func padded(kind setKind, blob []byte) []byte {
	if kind != setRead && kind != setSaved {
		return blob
	}
	if rest := len(blob) % markPad; rest > 0 {
		blob = append(blob, make([]byte, markPad-rest)...)
	}
	return blob
}

// flushSets writes the changed parts.
func (x *tx) flushSets() error {
	for part, ch := range x.sets {
		ids := roaring.New()
		var blob []byte
		had, err := x.one(`SELECT ids FROM sets WHERE kind = ? AND key = ? AND part = ?`,
			[]any{int64(part.kind), part.key, part.part}, &blob)
		if err != nil {
			return err
		}
		if had {
			if err := addPart(ids, blob); err != nil {
				return err
			}
		}
		ids.AndNot(ch.remove)
		ids.Or(ch.add)
		if ids.IsEmpty() {
			err = x.do(`DELETE FROM sets WHERE kind = ? AND key = ? AND part = ?`, int64(part.kind), part.key, part.part)
		} else {
			ids.RunOptimize()
			if blob, err = ids.ToBytes(); err == nil {
				blob = padded(part.kind, blob)
				err = x.do(`INSERT INTO sets (kind, key, part, n, ids) VALUES (?, ?, ?, ?, ?)
					ON CONFLICT (kind, key, part) DO UPDATE SET n = excluded.n, ids = excluded.ids`,
					int64(part.kind), part.key, part.part, int64(ids.GetCardinality()), blob)
			}
		}
		if err != nil {
			return fmt.Errorf("write set: %w", err)
		}
	}
	clear(x.sets)
	x.memo = &memo{}
	return nil
}
