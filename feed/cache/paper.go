package cache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"standfirst/feed"
)

// Publications added and removed are steps for Undo like all others. What the
// configuration file says is not the cache's; a step keeps the edit that the file
// needs to follow, and Options.Reconfigure carries it out within the step's own
// transaction, so that file and cache change together or not at all.

// paperStep is such a step as journalled.
type paperStep struct {
	Publications []feed.Publication
	Places       []int  // theirs among the configured ones
	Edit         string // for Options.Reconfigure; may be empty
}

// Overtaken is an error of Options.Reconfigure: what a step was about has been
// changed by other means, so that it can no longer be taken back or done again.
// The step is given up; the next Undo is about the one before it.
type Overtaken struct{ Err error }

func (o Overtaken) Error() string { return o.Err.Error() }
func (o Overtaken) Unwrap() error { return o.Err }

// Resubscribe writes what is configured after publications were added
// (feed.ChangeAdd) or removed (feed.ChangeRemove): one step for Undo. edit is what
// Options.Reconfigure is given then; it may be empty.
func (c *Cache) Resubscribe(ctx context.Context, configured []feed.Publication, kind feed.ChangeKind, about []feed.Publication, edit string) (change feed.Change, err error) {
	err = c.change(ctx, func(x *tx) error {
		before, err := x.configured()
		if err != nil {
			return err
		}
		if err := x.subscribe(configured); err != nil {
			return err
		}
		s := paperStep{Publications: about, Edit: edit}
		all := configured
		if kind == feed.ChangeRemove {
			all = before
		}
		for _, p := range about {
			s.Places = append(s.Places, slices.IndexFunc(all, func(q feed.Publication) bool { return q.ID == p.ID }))
		}
		what := fmt.Sprintf("%d publications", len(about))
		if len(about) == 1 {
			what = about[0].Name
		}
		change, err = x.journal(step{kind: kind, count: len(about), what: what, after: oneJSON(&s)})
		return err
	})
	return change, err
}

// Configured returns the publications as last configured, without the reader's
// edits of their section maps.
func (c *Cache) Configured(ctx context.Context) (list []feed.Publication, err error) {
	err = c.see(ctx, func(l *look) (err error) {
		list, err = l.configured()
		return err
	})
	return list, err
}

func (l *look) configured() (list []feed.Publication, err error) {
	stored, err := l.storedPublications()
	if err != nil {
		return nil, err
	}
	for _, s := range stored {
		if s.Retired {
			continue
		}
		var p feed.Publication
		if err := json.Unmarshal([]byte(s.spec), &p); err != nil {
			return nil, fmt.Errorf("read publication: %w", err)
		}
		list = append(list, p)
	}
	return list, nil
}

func (x *tx) applyPaper(s step, undo bool) (int, error) {
	var p paperStep
	if err := s.values(nil, &p); err != nil {
		return 0, err
	}
	if x.c.o.Reconfigure != nil && p.Edit != "" {
		configured, err := x.c.o.Reconfigure(p.Edit, undo)
		if err != nil {
			return 0, err
		}
		x.failed = append(x.failed, func() {
			_, _ = x.c.o.Reconfigure(p.Edit, !undo) // the step's own error is told
		})
		return len(p.Publications), x.subscribe(configured)
	}
	configured, err := x.configured()
	if err != nil {
		return 0, err
	}
	if comes := (s.kind == feed.ChangeAdd) != undo; comes {
		configured, err = p.into(configured)
	} else {
		configured = p.outOf(configured)
	}
	if err != nil {
		return 0, err
	}
	return len(p.Publications), x.subscribe(configured)
}

func (p paperStep) outOf(configured []feed.Publication) []feed.Publication {
	return slices.DeleteFunc(configured, func(q feed.Publication) bool {
		return slices.ContainsFunc(p.Publications, func(mine feed.Publication) bool { return mine.ID == q.ID })
	})
}

func (p paperStep) into(configured []feed.Publication) ([]feed.Publication, error) {
	for i, mine := range p.Publications {
		if slices.ContainsFunc(configured, func(q feed.Publication) bool { return q.ID == mine.ID }) {
			continue
		}
		for _, q := range configured {
			if sharesFeed(q, mine) {
				return nil, Overtaken{errors.New("its feed is that of " + q.Name + " now")}
			}
		}
		place := len(configured)
		if i < len(p.Places) && p.Places[i] >= 0 {
			place = min(p.Places[i], place)
		}
		configured = slices.Insert(configured, place, mine)
	}
	return configured, nil
}
