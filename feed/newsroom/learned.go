package newsroom

import (
	"context"
	"encoding/json"
	"time"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/classify"
	"standfirst/feed/wordpress"
)

// learned is what a publication's own site told of itself, and when to ask
// again.
type learned struct {
	Taxonomy classify.Taxonomy `json:"taxonomy,omitzero"`
	REST     string            `json:"rest,omitempty"`  // root of its REST interface, once it answered
	Closed   time.Time         `json:"closed,omitzero"` // the interface is closed to visitors: not asked before
	Fault    string            `json:"fault,omitempty"` // why nothing could be learned
	Asked    time.Time         `json:"asked,omitzero"`
	Retry    time.Time         `json:"retry,omitzero"`   // not asked before, after a fault that passes
	Sticky   []string          `json:"sticky,omitempty"` // links that the interface says are kept at the top, newest first
	Front    wordpress.Front   `json:"front,omitzero"`   // what its section page said last
	Page     string            `json:"page,omitempty"`   // the address of that page
}

// learned loads what is known, once.
func (n *Newsroom) learned(ctx context.Context, id feed.PublicationID) (learned, error) {
	n.mu.Lock()
	known, ok := n.known[id]
	n.mu.Unlock()
	if ok {
		return known, nil
	}
	kept, err := n.cache.Taxonomy(ctx, id)
	if err != nil {
		return learned{}, err
	}
	if kept.State != "" {
		if err := json.Unmarshal([]byte(kept.State), &known); err != nil {
			known = learned{} // written by another version: it is learned again
		}
	}
	n.mu.Lock()
	n.known[id] = known
	n.mu.Unlock()
	return known, nil
}

// keepLearned keeps what was learned.
func (n *Newsroom) keepLearned(ctx context.Context, id feed.PublicationID, l learned) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	err = n.cache.SetTaxonomy(ctx, id, cache.Taxonomy{Sections: l.Taxonomy.Sections, At: l.Asked, State: string(text)})
	if err == nil {
		n.mu.Lock()
		n.known[id] = l
		n.mu.Unlock()
	}
	return err
}
