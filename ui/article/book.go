package article

import (
	"container/list"
	"hash/maphash"
	"sync"
	"time"

	"standfirst/feed"
)

const (
	// budget is how long an article may be in setting before it is shown as
	// plain text.
	budget = 300 * time.Millisecond
	// kept is how many set articles are kept: the one shown, its neighbours, and
	// where the reader came from.
	kept = 40
)

// Book sets articles within a budget and keeps the last ones. It is safe for
// use by several goroutines; an article is set in the caller's, so call it from
// a command, never from Update or View.
//
// Setting stops by itself between blocks when the budget is used up. Parsing
// cannot be stopped: should it run away, the caller gets plain text, and as
// long as it runs every other article is set plainly too, so that there are
// never two.
type Book struct {
	now    func() time.Time
	budget time.Duration
	seed   maphash.Seed
	slot   chan struct{} // full while a setting runs

	mu    sync.Mutex
	byKey map[keep]*list.Element
	order *list.List // of entry, last used first
}

type entry struct {
	key keep
	set Rendered
}

// NewBook makes an empty book. now is the clock.
func NewBook(now func() time.Time) *Book {
	return &Book{now: now, budget: budget, seed: maphash.MakeSeed(), slot: make(chan struct{}, 1), byKey: map[keep]*list.Element{}, order: list.New()}
}

// Open returns the article set for o: the one kept, or a new one.
func (b *Book) Open(a feed.Article, o Options) Rendered {
	key := b.keep(a, o)
	if r, ok := b.find(key); ok {
		return r
	}
	r := b.set(a, o)
	if !r.Plain {
		b.add(key, r)
	}
	return r
}

// Kept returns the article when it is kept for o: for painting at once.
func (b *Book) Kept(a feed.Article, o Options) (Rendered, bool) { return b.find(b.keep(a, o)) }

func (b *Book) find(key keep) (Rendered, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at, ok := b.byKey[key]
	if !ok {
		return Rendered{}, false
	}
	b.order.MoveToFront(at)
	return at.Value.(entry).set, true
}

func (b *Book) add(key keep, r Rendered) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.byKey[key]; ok {
		return
	}
	b.byKey[key] = b.order.PushFront(entry{key, r})
	if b.order.Len() > kept {
		last := b.order.Back()
		delete(b.byKey, last.Value.(entry).key)
		b.order.Remove(last)
	}
}

// set sets an article, in plain text when that takes longer than the budget or
// another one is still running away.
func (b *Book) set(a feed.Article, o Options) Rendered {
	timer := time.NewTimer(b.budget)
	defer timer.Stop()
	select {
	case b.slot <- struct{}{}:
	case <-timer.C:
		return plainly(a, o)
	}
	done := make(chan Rendered, 1)
	go func() {
		defer func() { <-b.slot }()
		defer func() {
			// A fault in a library must not end the program: plain text is shown.
			if recover() != nil {
				done <- Rendered{Plain: true}
			}
		}()
		done <- Set(a, o, until(b.now, b.budget))
	}()
	select {
	case r := <-done:
		if !r.Plain {
			return r
		}
	case <-timer.C:
	}
	return plainly(a, o)
}
