package newsroom

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"standfirst/feed"
	"standfirst/feed/cache"
)

// Paper is the configuration file where the newsroom may change it. The file is
// the caller's: what an edit is, only it knows. Each function leaves the file
// alone when it fails.
type Paper struct {
	// Add and Remove write publications in and take one out; edit is what Step
	// needs to take that back.
	Add    func(...feed.Publication) (edit string, err error)
	Remove func(feed.PublicationID) (edit string, err error)
	// Step takes an edit back (undo) or does it again. The file edited by hand so
	// that there is no way: Overtaken.
	Step func(edit string, undo bool) error
	// Read returns what is configured now.
	Read func() ([]feed.Publication, error)
}

// Overtaken is an error of Paper.Step: the step is given up, and the next Undo is
// about the one before it.
type Overtaken = cache.Overtaken

// Lasting tells whether publications added and removed are written into the
// configuration; else they are so until the program ends.
func (n *Newsroom) Lasting() bool { return n.o.Paper != nil }

// Add takes in a publication and asks it for the first time: in the
// configuration too, where there is a Paper; without one it is gone again at the
// next start, its stories kept. A publication with the same feed, or the same
// word for it, is not added twice. One step for Undo.
func (n *Newsroom) Add(ctx context.Context, p feed.Publication) (feed.Change, error) {
	change, err := n.Include(ctx, p)
	if err != nil {
		return change, err
	}
	if _, err := n.Refresh(ctx, RefreshRequest{Only: []feed.PublicationID{p.ID}, Force: true}, nil); err != nil && !errors.Is(err, ErrRefreshing) {
		return change, err
	}
	return change, nil
}

// Include is Add for any number of publications, all or none, and asks nobody.
func (n *Newsroom) Include(ctx context.Context, list ...feed.Publication) (feed.Change, error) {
	pubs := n.publications()
	for _, p := range list {
		if len(p.Feeds) == 0 || p.ID == "" || p.Name == "" {
			return feed.Change{}, errors.New("add publication: it has no name or no feed")
		}
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
		pubs = append(pubs, p)
	}
	edit := ""
	if n.o.Paper != nil {
		var err error
		if edit, err = n.o.Paper.Add(list...); err != nil {
			return feed.Change{}, err
		}
	}
	return n.rewritten(ctx, feed.ChangeAdd, list, pubs, edit)
}

// Remove stops asking a publication, and takes it out of the configuration where
// there is a Paper. Its stories stay, with the reader's marks; adding it again
// finds them. One step for Undo.
func (n *Newsroom) Remove(ctx context.Context, id feed.PublicationID) (feed.Change, error) {
	pubs := n.publications()
	at := slices.IndexFunc(pubs, func(p feed.Publication) bool { return p.ID == id })
	if at < 0 {
		return feed.Change{}, fmt.Errorf("remove publication: there is none called %q", id)
	}
	p, edit := pubs[at], ""
	if n.o.Paper != nil && p.ID != SavedPages {
		var err error
		if edit, err = n.o.Paper.Remove(id); err != nil {
			return feed.Change{}, err
		}
	}
	return n.rewritten(ctx, feed.ChangeRemove, []feed.Publication{p}, slices.Delete(pubs, at, at+1), edit)
}

// rewritten follows a change of the configuration: pubs is what it should say,
// unless the file itself says it.
func (n *Newsroom) rewritten(ctx context.Context, kind feed.ChangeKind, about, pubs []feed.Publication, edit string) (feed.Change, error) {
	change, err := feed.Change{}, error(nil)
	if edit != "" {
		pubs, err = n.configured()
	}
	if err == nil {
		change, err = n.cache.Resubscribe(ctx, pubs, kind, about, edit)
	}
	if errors.Is(err, cache.ErrReadOnly) { // as long as the program runs, or the file says so
		change, err = feed.Change{Kind: kind, Count: len(about), What: about[0].Name, At: n.o.Now()}, nil
	}
	if err != nil {
		if edit != "" {
			err = errors.Join(err, n.o.Paper.Step(edit, true))
		}
		return feed.Change{}, fmt.Errorf("subscribe: %w", err)
	}
	n.setPublications(pubs)
	return change, nil
}

// reconfigure lets the configuration follow a step that is taken back or done
// again.
func (n *Newsroom) reconfigure(edit string, undo bool) ([]feed.Publication, error) {
	if err := n.o.Paper.Step(edit, undo); err != nil {
		return nil, err
	}
	return n.configured()
}

// configured is what the file says now, and the saved pages where there are some.
func (n *Newsroom) configured() ([]feed.Publication, error) {
	pubs, err := n.o.Paper.Read()
	if err == nil && slices.ContainsFunc(n.publications(), func(p feed.Publication) bool { return p.ID == SavedPages }) {
		pubs = append(pubs, savedPages())
	}
	return pubs, err
}

func (n *Newsroom) setPublications(pubs []feed.Publication) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.pubs, n.edited = pubs, nil
}

// Decline takes back the moves of a publication's feeds to other addresses,
// adopted or only seen: the configured addresses are asked again and the same
// moves are not adopted any more. One step for Undo. A publication whose feeds
// have not moved is cache.ErrNoMove.
func (n *Newsroom) Decline(ctx context.Context, id feed.PublicationID) (feed.Change, error) {
	p, ok := n.publication(id)
	if !ok {
		return feed.Change{}, fmt.Errorf("decline move: there is no publication %q", id)
	}
	var urls []string
	for _, from := range p.Feeds {
		urls = append(urls, from.URL)
	}
	change, err := n.cache.DeclineMoves(ctx, "the move of "+p.Name, urls...)
	if errors.Is(err, cache.ErrNoMove) {
		return change, fmt.Errorf("%s: %w", p.Name, ErrNoMove)
	}
	return change, err
}

// ErrNoMove: none of a publication's feeds has moved, as far as is known.
var ErrNoMove = cache.ErrNoMove
