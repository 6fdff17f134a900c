package newsroom

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"standfirst/feed/fetch"
)

// Documents come faster than they are parsed and wait for it in memory, so what
// bounds a refresh's memory is how many feeds are under way. One that most
// likely answers "not modified" counts one, one that will send its document
// counts as many as whole.
//
// A publisher that lets us wait gives its place up to the others, so that a slow
// one never delays a fast one.
const (
	flightPlaces = 64 // two requests at each of 32 hosts, when nothing is new
	whole        = 4
	patience     = time.Second
)

func newFlight() *semaphore.Weighted { return semaphore.NewWeighted(flightPlaces) }

// get asks for a document when there is room for it. leave ends its stay; it may
// be called twice. The error is the fetch's own, or the end of ctx.
func (r *refresh) get(ctx context.Context, request fetch.Request) (response *fetch.Response, leave func(), err error) {
	places := int64(1)
	if request.Plain || request.ETag == "" && request.LastModified == "" {
		places = whole
	}
	if err := r.flight.Acquire(ctx, places); err != nil {
		return nil, func() {}, err
	}
	leave = sync.OnceFunc(func() { r.flight.Release(places) })
	tired := time.AfterFunc(patience, leave)
	defer tired.Stop()
	response, err = r.room.http.Get(ctx, request)
	return response, leave, err
}
