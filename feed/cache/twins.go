package cache

import (
	"context"
	"database/sql"
	"strconv"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// One story in several publications is one row, counts once and has one mark.
//
// Twins are the versions of such a story, at most one of each publication.
// stories.same joins them; stand is the order in which they stand for the story:
// one that another's page names as the original, then the one printed first, then
// by the reader's own order of publications. Which of them stands is decided for
// each answer among the twins that are in it, after everything muted has left it:
// neither a filter nor a mute can make a story vanish whose other version it lets
// through. A top story stands before its twins, and then a featured one.
//
// A mark on one twin is a mark on all: it is written to each, and one that joins
// later takes over what the story has. So it does not depend on who stands for it
// whether a story is read.

// twins are all stories that have a twin. They are never changed once made.
type twins struct {
	all    *roaring.Bitmap
	places []*[placesHeld]place // by number of the story, a part each
	groups [][]uint32           // in the order in which they stand
}

// place is where a story stands: its group, counted from 1 (0: it has no twin),
// and its rank there.
type place struct{ group, rank int32 }

const placesHeld = 4096

func (w *twins) of(id uint32) place {
	if part := int(id / placesHeld); part < len(w.places) && w.places[part] != nil {
		return w.places[part][id%placesHeld]
	}
	return place{}
}

func (w *twins) add(group []uint32) {
	if len(group) < 2 {
		return
	}
	w.groups = append(w.groups, group)
	for rank, id := range group {
		part := int(id / placesHeld)
		for len(w.places) <= part {
			w.places = append(w.places, nil)
		}
		if w.places[part] == nil {
			w.places[part] = &[placesHeld]place{}
		}
		w.places[part][id%placesHeld] = place{int32(len(w.groups)), int32(rank)}
	}
}

// twinsHeld are the twins as read last: they hold until their turn changes,
// whoever changes it.
type twinsHeld struct {
	mu   sync.Mutex
	turn int64
	held *twins
}

// twins returns what holds in this view of the archive.
func (l *look) twins() (*twins, error) {
	if l.memo.twins != nil {
		return l.memo.twins, nil
	}
	turn, err := l.twinsTurn()
	if err != nil {
		return nil, err
	}
	h := &l.c.twinsHeld
	h.mu.Lock()
	w, known := h.held, h.held != nil && h.turn == turn && !l.turnedTwins
	h.mu.Unlock()
	if !known {
		if w, err = l.readTwins(); err != nil {
			return nil, err
		}
		if !l.turnedTwins { // else it is not on disk yet
			h.mu.Lock()
			if h.held == nil || turn > h.turn {
				h.held, h.turn = w, turn
			}
			h.mu.Unlock()
		}
	}
	l.memo.twins = w
	return w, nil
}

func (l *look) readTwins() (*twins, error) {
	w := &twins{all: roaring.New()}
	var (
		last  int64
		group []uint32
	)
	err := l.each(`SELECT same, id FROM stories WHERE same <> 0 ORDER BY same, stand, id`, nil, func(rows *sql.Rows) error {
		var same, id int64
		if err := rows.Scan(&same, &id); err != nil {
			return err
		}
		if same != last {
			w.add(group)
			last, group = same, nil
		}
		group = append(group, uint32(id))
		return nil
	})
	w.add(group)
	for _, group := range w.groups {
		w.all.AddMany(group)
	}
	return w, err
}

// twinsTurn counts the changes of twins in this view.
func (l *look) twinsTurn() (turn int64, err error) {
	var text string
	if _, err := l.one(`SELECT value FROM kept WHERE key = 'twins turn'`, nil, &text); err != nil || text == "" {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

// turnTwins notes that this transaction changes which stories are one.
func (x *tx) turnTwins() error {
	x.memo.twins = nil
	if x.turnedTwins {
		return nil
	}
	turn, err := x.twinsTurn()
	if err != nil {
		return err
	}
	x.turnedTwins = true
	return x.keep("twins turn", strconv.FormatInt(turn+1, 10))
}

// within are the stories of s that have a twin in s.
func (w *twins) within(s *roaring.Bitmap) *roaring.Bitmap {
	some := roaring.And(s, w.all)
	if some.IsEmpty() {
		return some
	}
	ids := some.ToArray()
	seen := make([]uint8, len(w.groups)+1)
	for _, id := range ids {
		if g := w.of(id).group; seen[g] < 2 {
			seen[g]++
		}
	}
	kept := ids[:0]
	for _, id := range ids {
		if seen[w.of(id).group] > 1 {
			kept = append(kept, id)
		}
	}
	return roaring.BitmapOf(kept...)
}

// once is s with one twin of each group. Those of first stand before others.
func (w *twins) once(s *roaring.Bitmap, first ...*roaring.Bitmap) *roaring.Bitmap {
	ids := w.within(s).ToArray()
	if len(ids) == 0 {
		return s
	}
	weigh := func(id uint32, rank int32) int32 {
		for i, f := range first {
			if f.Contains(id) {
				return rank - int32(len(first)-i)<<20
			}
		}
		return rank + 1
	}
	best := make([]int32, len(w.groups)+1) // the least weight, 0: none yet
	for _, id := range ids {
		at := w.of(id)
		if weight := weigh(id, at.rank); best[at.group] == 0 || weight < best[at.group] {
			best[at.group] = weight
		}
	}
	behind := make([]uint32, 0, len(ids)/2)
	for _, id := range ids {
		if at := w.of(id); weigh(id, at.rank) != best[at.group] {
			behind = append(behind, id)
		}
	}
	return roaring.AndNot(s, roaring.BitmapOf(behind...))
}

// tally counts the stories of many sets, twins once. It is not for two
// goroutines.
type tally struct {
	w    *twins
	seen []uint32 // by group: the turn in which it was seen last
	turn uint32
}

// behind is how many of s stand behind a twin in s.
func (t *tally) behind(s *roaring.Bitmap) (n int) {
	if s.IsEmpty() {
		return 0
	}
	if t.seen == nil {
		t.seen = make([]uint32, len(t.w.groups)+1)
	}
	t.turn++
	for it := s.Iterator(); it.HasNext(); {
		g := t.w.of(it.Next()).group
		if t.seen[g] == t.turn {
			n++
		}
		t.seen[g] = t.turn
	}
	return n
}

// once is rows with one twin of each group.
func (l *look) once(rows *roaring.Bitmap) (*roaring.Bitmap, error) {
	w, err := l.twins()
	if err != nil || !rows.Intersects(w.all) {
		return rows, err
	}
	tops, err := l.set(setTop, 0)
	if err != nil {
		return nil, err
	}
	featured, err := l.set(setFeatured, 0)
	if err != nil {
		return nil, err
	}
	return w.once(rows, tops, featured), nil
}

// Repeated tells how many of some stories that just came are no stories of their
// own: twins of another of them, or of one that was here.
func (c *Cache) Repeated(ctx context.Context, ids []feed.StoryID) (n int, err error) {
	if len(ids) == 0 {
		return 0, nil
	}
	err = c.see(ctx, func(l *look) error {
		w, err := l.twins()
		if err != nil {
			return err
		}
		came := roaring.New()
		for _, id := range ids {
			came.Add(uint32(id))
		}
		for _, group := range w.groups {
			some := 0
			for _, id := range group {
				if came.Contains(id) {
					some++
				}
			}
			if some == len(group) {
				some--
			}
			n += some
		}
		return nil
	})
	return n, err
}

// standing is the twin of a story that stands for it in rows; itself when none
// does.
func (l *look) standing(rows *roaring.Bitmap, id feed.StoryID) (feed.StoryID, error) {
	if id <= 0 || rows.Contains(uint32(id)) {
		return id, nil
	}
	all, err := l.twinsOf(id)
	if err != nil {
		return id, err
	}
	for _, twin := range all {
		if rows.Contains(uint32(twin)) {
			return twin, nil
		}
	}
	return id, nil
}

// twinsOf are a story, first, and its twins.
func (l *look) twinsOf(id feed.StoryID) ([]feed.StoryID, error) {
	w, err := l.twins()
	if err != nil {
		return nil, err
	}
	list := []feed.StoryID{id}
	if at := w.of(uint32(id)); at.group != 0 {
		for _, twin := range w.groups[at.group-1] {
			if feed.StoryID(twin) != id {
				list = append(list, feed.StoryID(twin))
			}
		}
	}
	return list, nil
}
