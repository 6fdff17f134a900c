package newsroom

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"standfirst/feed"
	"standfirst/feed/cache"
)

// Add takes in a publication and asks it for the first time. What the
// configuration says is the caller's: without a change there, the publication is
// gone again at the next start, its stories kept. A publication with the same
// feed, or the same word for it, is not added twice.
func (n *Newsroom) Add(ctx context.Context, p feed.Publication) (feed.Change, error) {
	if len(p.Feeds) == 0 || p.ID == "" || p.Name == "" {
		return feed.Change{}, errors.New("add publication: it has no name or no feed")
	}
	pubs := n.publications()
	for _, have := range pubs {
		if have.ID == p.ID {
			return feed.Change{}, fmt.Errorf("add publication: there is one called %s already", have.Name)
		}
		for _, at := range have.Feeds {
			if cache.NormalLink(at.URL) == cache.NormalLink(p.Feeds[0].URL) {
				return feed.Change{}, fmt.Errorf("add publication: its feed is that of %s", have.Name)
			}
		}
	}
	p.Retired = false
	change, err := n.resubscribe(ctx, append(pubs, p), p)
	if err != nil {
		return change, err
	}
	if _, err := n.Refresh(ctx, RefreshRequest{Only: []feed.PublicationID{p.ID}, Force: true}, nil); err != nil && !errors.Is(err, ErrRefreshing) {
		return change, err
	}
	return change, nil
}

// Remove stops asking a publication. Its stories stay, with the reader's marks;
// adding it again finds them.
func (n *Newsroom) Remove(ctx context.Context, id feed.PublicationID) (feed.Change, error) {
	pubs := n.publications()
	at := slices.IndexFunc(pubs, func(p feed.Publication) bool { return p.ID == id })
	if at < 0 {
		return feed.Change{}, fmt.Errorf("remove publication: there is none called %q", id)
	}
	p := pubs[at]
	return n.resubscribe(ctx, slices.Delete(pubs, at, at+1), p)
}

func (n *Newsroom) resubscribe(ctx context.Context, pubs []feed.Publication, about feed.Publication) (feed.Change, error) {
	if err := n.cache.Subscribe(ctx, pubs); err != nil {
		return feed.Change{}, fmt.Errorf("subscribe: %w", err)
	}
	n.mu.Lock()
	n.pubs, n.edited = pubs, nil
	n.mu.Unlock()
	return feed.Change{Kind: feed.ChangeSubscribe, Count: 1, What: about.Name, At: n.o.Now()}, nil
}

// Decline takes back a move of a publication's feed to another address, adopted
// or only seen: the configured address is asked again and the same move is not
// adopted any more.
func (n *Newsroom) Decline(ctx context.Context, id feed.PublicationID) error {
	p, ok := n.publication(id)
	if !ok {
		return fmt.Errorf("decline move: there is no publication %q", id)
	}
	var states []cache.FetchState
	for _, from := range p.Feeds {
		state, err := n.cache.FetchState(ctx, from.URL)
		if err != nil {
			return fmt.Errorf("decline move: %w", err)
		}
		if state.Schedule.Move == nil && state.Schedule.Instead == "" {
			continue
		}
		state.URL, state.Publication, state.Items = from.URL, p.ID, nil
		state.Schedule = state.Schedule.Decline()
		state.MovedTo, state.Adopted, state.MovedSeen = "", "", 0
		states = append(states, state)
	}
	return n.cache.SetFetchState(ctx, states...)
}
