package newsroom

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"standfirst/feed"
	"standfirst/feed/cache"
)

// Moved is a publication that is asked at another address than the configured one.
type Moved struct {
	Publication feed.PublicationID
	Name        string
	To          string
}

const keptMoves = "moves told"

// TellMoves returns the adopted moves that were not told yet, each once: a change
// of address must not go unnoticed because a timer made the refresh.
func (n *Newsroom) TellMoves(ctx context.Context) (fresh []Moved, err error) {
	states, err := n.cache.Publications(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := n.cache.Kept(ctx, keptMoves)
	if err != nil {
		return nil, err
	}
	var told, now []Moved
	if kept != "" && json.Unmarshal([]byte(kept), &told) != nil {
		told = nil // told once more
	}
	for _, s := range states {
		if !s.MoveAdopted || s.Retired {
			continue
		}
		m := Moved{s.ID, s.Name, s.MovedTo}
		now = append(now, m)
		if !slices.Contains(told, m) {
			fresh = append(fresh, m)
		}
	}
	if slices.Equal(told, now) {
		return fresh, nil
	}
	text, err := json.Marshal(now)
	if err != nil {
		return nil, err
	}
	if err := n.cache.Keep(ctx, keptMoves, string(text)); !errors.Is(err, cache.ErrReadOnly) {
		return fresh, err
	}
	return fresh, nil
}
