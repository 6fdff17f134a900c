package newsroom

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"

	"standfirst/feed/fetch"
)

// desks are the places at which documents are parsed, as many as there are hands
// (see Options.hands) and two at the least. Large documents may sit at all but
// one, so that no number of them holds up a small one.
type desks struct {
	all, large chan struct{}
}

// large is the size in bytes, unpacked, from which a document has to leave a
// desk free for others: it takes longer than a person would notice.
const large = 1 << 20

// heldBytes bounds the large documents that wait for a desk without a place
// among those under way (see flightPlaces), as they came, packed or not.
const heldBytes = 48 << 20

func newDesks(cores int) desks {
	n := max(2, cores)
	return desks{all: make(chan struct{}, n), large: make(chan struct{}, n-1)}
}

// take waits for a desk. leave may be called twice.
func (d desks) take(ctx context.Context, isLarge bool) (leave func(), err error) {
	var taken []chan struct{}
	leave = sync.OnceFunc(func() {
		for _, place := range taken {
			<-place
		}
	})
	for _, place := range []chan struct{}{d.large, d.all} {
		if place == d.large && !isLarge {
			continue
		}
		select {
		case place <- struct{}{}:
			taken = append(taken, place)
		case <-ctx.Done():
			leave()
			return nil, ctx.Err()
		}
	}
	return leave, nil
}

// unpacked takes a desk and the document to it. What a packed document's size
// will be is known for certain only then; one that was taken for small and is
// not has to stand in the other line. off is called once, when the document is
// large and waits without its place under way.
func (r *refresh) unpacked(ctx context.Context, response *fetch.Response, off func()) (body []byte, cut error, leave func(), err error) {
	isLarge := response.Size() > large
	letGo := func() {}
	for {
		if isLarge && r.held.TryAcquire(int64(response.Size())) {
			letGo = sync.OnceFunc(func() { r.held.Release(int64(response.Size())) })
			off()
		}
		desk, err := r.room.desks.take(ctx, isLarge)
		if err != nil {
			letGo()
			return nil, nil, nil, err
		}
		body, cut := response.Bytes()
		if isLarge || len(body) <= large {
			return body, cut, func() { desk(); letGo() }, nil
		}
		desk()
		isLarge = true
	}
}

func newHeld() *semaphore.Weighted { return semaphore.NewWeighted(heldBytes) }
