package cache

import (
	"strconv"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// found holds the last answers of the search index: a search typed letter by
// letter asks for its first words again at every key, and a page, its counts and
// a place in it ask for the same. They hold until the index changes, whoever
// changes it.
type found struct {
	mu    sync.Mutex
	turn  int64
	sets  map[string]*roaring.Bitmap
	order []string // the oldest first
}

// foundMost answers are held: a few kilobytes each.
const foundMost = 32

// get returns an answer; the caller must not change it.
func (f *found) get(turn int64, key string) *roaring.Bitmap {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.turn != turn {
		return nil
	}
	return f.sets[key]
}

func (f *found) put(turn int64, key string, set *roaring.Bitmap) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if turn < f.turn {
		return // an older view of the archive
	}
	if turn > f.turn || f.sets == nil {
		f.turn, f.sets, f.order = turn, map[string]*roaring.Bitmap{}, nil
	}
	if f.sets[key] == nil {
		f.order = append(f.order, key)
	}
	f.sets[key] = set
	if len(f.order) > foundMost {
		delete(f.sets, f.order[0])
		f.order = f.order[1:]
	}
}

// indexTurn counts the changes of the search index in this view.
func (l *look) indexTurn() (turn int64, err error) {
	if l.memo.haveTurn {
		return l.memo.turn, nil
	}
	var text string
	if _, err := l.one(`SELECT value FROM kept WHERE key = 'index turn'`, nil, &text); err != nil {
		return 0, err
	}
	if text != "" {
		turn, err = strconv.ParseInt(text, 10, 64)
	}
	l.memo.turn, l.memo.haveTurn = turn, err == nil
	return turn, err
}

// turnIndex notes that this transaction changes the search index.
func (x *tx) turnIndex() error {
	if x.turned {
		return nil
	}
	turn, err := x.indexTurn()
	if err != nil {
		return err
	}
	x.turned = true
	x.memo.haveTurn = false
	return x.keep("index turn", strconv.FormatInt(turn+1, 10))
}
