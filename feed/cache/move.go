package cache

import (
	"context"
	"errors"
	"time"

	"standfirst/feed"
	"standfirst/feed/schedule"
)

// moveStep is what was known of the moves of some feed addresses, as journalled.
type moveStep map[string]schedule.Moves

// ErrNoMove: no move was seen or adopted.
var ErrNoMove = errors.New("it has not moved")

// DeclineMoves takes back every move of feed addresses that was adopted or is
// being watched (schedule.State.Decline): one step for Undo, named what.
func (c *Cache) DeclineMoves(ctx context.Context, what string, urls ...string) (change feed.Change, err error) {
	err = c.change(ctx, func(x *tx) error {
		before, after := moveStep{}, moveStep{}
		for _, url := range urls {
			f, ok, err := x.fetchOf(url)
			if err != nil {
				return err
			}
			if !ok || f.Schedule.Move == nil && f.Schedule.Instead == "" {
				continue
			}
			before[url] = f.Schedule.Moves
			f.Schedule = f.Schedule.Decline()
			after[url] = f.Schedule.Moves
			if err := x.writeMoves(f); err != nil {
				return err
			}
		}
		if len(before) == 0 {
			return ErrNoMove
		}
		change, err = x.journal(step{kind: feed.ChangeDecline, count: len(before), what: what, before: oneJSON(&before), after: oneJSON(&after)})
		return err
	})
	return change, err
}

func (x *tx) fetchOf(url string) (f FetchState, ok bool, err error) {
	var text string
	ok, err = x.one(`SELECT state FROM fetches WHERE url = ?`, []any{url}, &text)
	if err != nil || !ok {
		return f, ok, err
	}
	f, err = decodeFetch(text, nil)
	f.URL = url
	return f, true, err
}

// writeMoves writes a state whose moves changed.
func (x *tx) writeMoves(f FetchState) error {
	f.ShowMove()
	return x.writeFetch(f)
}

func (x *tx) applyMove(s step, undo bool) error {
	var before, after moveStep
	if err := s.values(&before, &after); err != nil {
		return err
	}
	now := after
	if undo {
		now = before
	}
	for url, moves := range now {
		f, ok, err := x.fetchOf(url)
		if err != nil {
			return err
		}
		if !ok {
			continue // its publication was forgotten
		}
		f.Schedule = f.Schedule.With(moves)
		if err := x.writeMoves(f); err != nil {
			return err
		}
	}
	return nil
}

// ShowMove fills the fields that say of a move what the schedule knows.
func (f *FetchState) ShowMove() {
	moves := f.Schedule.Moves
	f.MovedTo, f.MovedSince, f.MovedSeen, f.Adopted = "", time.Time{}, 0, moves.Instead
	switch {
	case moves.Instead != "":
		f.MovedTo, f.MovedSince = moves.Instead, moves.Adopted
	case moves.Move != nil:
		f.MovedTo, f.MovedSince, f.MovedSeen = moves.Move.To, moves.Move.Since, moves.Move.Seen
	}
}
