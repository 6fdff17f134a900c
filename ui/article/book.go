package article

import (
	"container/list"
	"hash/maphash"
	"sync"
	"time"

	"standfirst/feed"
)

const (
	// Budget is how long an article may be in setting before it is shown as
	// plain text.
	Budget = 300 * time.Millisecond
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

// NewBook makes an empty book. now is the clock, and budget how long an article
// may be in setting: Budget, where somebody waits for it.
func NewBook(now func() time.Time, budget time.Duration) *Book {
	return &Book{now: now, budget: budget, seed: maphash.MakeSeed(), slot: make(chan struct{}, 1), byKey: map[keep]*list.Element{}, order: list.New()}
}

// Open returns the article set for o: the one kept, or a new one. Of a very long
// article it is the first part (Rendered.Rest).
func (b *Book) Open(a feed.Article, o Options) Rendered {
	key := b.keep(a, o)
	if r, ok := b.find(key); ok {
		return r
	}
	return b.add(key, b.set(a, o, nil))
}

// Ahead sets an article that nobody waits for, unless it is kept already or
// another one is being set.
func (b *Book) Ahead(a feed.Article, o Options) {
	key := b.keep(a, o)
	if _, ok := b.find(key); ok {
		return
	}
	select {
	case b.slot <- struct{}{}:
	default:
		return
	}
	defer func() { <-b.slot }()
	defer func() { _ = recover() }() // it is shown plainly when it is opened
	if r := setPart(a, o, nil, until(b.now, b.budget)); !r.cut {
		b.add(key, r)
	}
}

// GoOn sets the next part of an article below those in r. Each part has the
// budget of its own.
func (b *Book) GoOn(a feed.Article, o Options, r Rendered) Rendered {
	if r.Rest == 0 {
		return r
	}
	return b.add(b.keep(a, o), b.set(a, o, &r))
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

// add keeps a set article in place of what was kept of it. Plain text is not
// kept: the next attempt may be in time.
func (b *Book) add(key keep, r Rendered) Rendered {
	if r.Plain {
		return r
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if at, ok := b.byKey[key]; ok {
		if at.Value.(entry).set.Rest > r.Rest {
			at.Value = entry{key, r}
		}
		return r
	}
	b.byKey[key] = b.order.PushFront(entry{key, r})
	if b.order.Len() > kept {
		last := b.order.Back()
		delete(b.byKey, last.Value.(entry).key)
		b.order.Remove(last)
	}
	return r
}

// set sets a part of an article, in plain text when that takes longer than the
// budget or another one is still running away.
func (b *Book) set(a feed.Article, o Options, before *Rendered) Rendered {
	timer := time.NewTimer(b.budget)
	defer timer.Stop()
	select {
	case b.slot <- struct{}{}:
	case <-timer.C:
		return plainly(a, o, before)
	}
	done := make(chan Rendered, 1)
	go func() {
		// The place is free before the answer is given: who gets it sets the next
		// one at once, which Ahead does only where the place is free.
		r := Rendered{cut: true}
		defer func() {
			_ = recover() // a fault in a library must not end the program: plain text is shown
			<-b.slot
			done <- r
		}()
		r = setPart(a, o, before, until(b.now, b.budget))
	}()
	select {
	case r := <-done:
		if !r.cut {
			return r
		}
	case <-timer.C:
	}
	return plainly(a, o, before)
}
