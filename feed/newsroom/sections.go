package newsroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/classify"
)

// How stories are sorted into sections: by the map of the configuration, or the
// one that the reader edited in its place, joined with what the site itself told
// (classify.Sections). When one of them changes, the stories that are here
// already are sorted anew: resort.

// SetSections keeps the reader's own section map of a publication, or with nil
// gives it up for the configured one, and sorts its stories by it. One step for
// Undo.
func (n *Newsroom) SetSections(ctx context.Context, pub feed.PublicationID, sections []feed.Section) (feed.Change, error) {
	change, err := n.cache.SetSections(ctx, pub, sections)
	if err != nil {
		return change, err
	}
	return change, n.mapsChanged(ctx)
}

// EditedSections returns the reader's own section maps, of the publications that
// have one.
func (n *Newsroom) EditedSections(ctx context.Context) (map[feed.PublicationID][]feed.Section, error) {
	return n.cache.EditedSections(ctx)
}

// mapsChanged follows a change of the reader's section maps.
func (n *Newsroom) mapsChanged(ctx context.Context) error {
	n.mu.Lock()
	n.edited = nil
	n.mu.Unlock()
	return n.resort(ctx)
}

// sorted is a publication with the section map in effect, edits of the reader
// included.
func (n *Newsroom) sorted(ctx context.Context, p feed.Publication) (feed.Publication, error) {
	n.mu.Lock()
	edited := n.edited
	n.mu.Unlock()
	if edited == nil {
		states, err := n.cache.Publications(ctx)
		if err != nil {
			return p, fmt.Errorf("load section maps: %w", err)
		}
		edited = map[feed.PublicationID][]feed.Section{}
		for _, state := range states {
			edited[state.ID] = state.Sections
		}
		n.mu.Lock()
		n.edited = edited
		n.mu.Unlock()
	}
	if sections, ok := edited[p.ID]; ok {
		p.Sections = sections
	}
	return p, nil
}

// desk sorts the stories of a publication as is known now. It is for one
// goroutine.
func (n *Newsroom) desk(ctx context.Context, p feed.Publication) (*classify.Desk, error) {
	p, err := n.sorted(ctx, p)
	if err != nil {
		return nil, err
	}
	return n.classifier.For(p, n.taxonomy(ctx, p.ID)), nil
}

// reading names how a publication's stories are sorted: when it changes, seen
// items are read again.
func (n *Newsroom) reading(ctx context.Context, p feed.Publication) (string, error) {
	p, err := n.sorted(ctx, p)
	return fingerprint(p.SectionsFrom, p.Sections, p.Feeds) + n.aliases, err
}

// resort sorts the stories of every publication whose map, aliases or learned
// taxonomy are others than at the last time.
func (n *Newsroom) resort(ctx context.Context) error {
	kept, err := n.cache.Kept(ctx, keptSorted)
	if err != nil {
		return err
	}
	was := map[feed.PublicationID]string{}
	if kept != "" && json.Unmarshal([]byte(kept), &was) != nil {
		was = map[feed.PublicationID]string{} // another version's: all is sorted once more
	}
	is := map[feed.PublicationID]string{}
	same := true
	for _, p := range n.publications() {
		sorting, err := n.sorting(ctx, p)
		if err != nil {
			return err
		}
		if is[p.ID] = sorting; was[p.ID] == sorting {
			continue
		}
		same = false
		if err := n.sortAgain(ctx, p); err != nil {
			if errors.Is(err, cache.ErrReadOnly) {
				return nil // shown as it was sorted last
			}
			return fmt.Errorf("sort the stories of %s: %w", p.ID, err)
		}
	}
	if same && len(was) == len(is) {
		return nil
	}
	text, err := json.Marshal(is)
	if err != nil {
		return err
	}
	if err := n.cache.Keep(ctx, keptSorted, string(text)); !errors.Is(err, cache.ErrReadOnly) {
		return err
	}
	return nil
}

const keptSorted = "sorted"

// sorting is reading and what the site told.
func (n *Newsroom) sorting(ctx context.Context, p feed.Publication) (string, error) {
	reading, err := n.reading(ctx, p)
	if taxonomy := n.taxonomy(ctx, p.ID); err == nil && taxonomy != nil {
		reading += fingerprint(taxonomy.Origin, taxonomy.Sections, taxonomy.Tags)
	}
	return reading, err
}

func (n *Newsroom) sortAgain(ctx context.Context, p feed.Publication) error {
	if len(p.Feeds) == 0 {
		return nil // saved pages stand where the reader put them
	}
	desk, err := n.desk(ctx, p)
	if err != nil {
		return err
	}
	_, err = n.cache.Reclassify(ctx, p.ID, func(s feed.Story) feed.Story { return sortOne(desk, p, s) })
	return err
}

// sortOne sorts a stored story. What its feed address alone told (Address) is
// not kept with it, so it is taken from the story itself.
func sortOne(desk *classify.Desk, p feed.Publication, s feed.Story) feed.Story {
	before := s
	sorted := s
	if len(p.Feeds) == 1 {
		desk.Classify(p.Feeds[0], &sorted)
	} else {
		desk.Classify(addressOf(p, s), &sorted)
	}
	sorted.Title = before.Title // the document type before it went when it came
	if len(sorted.Sections) == 0 && len(before.Categories) == 0 {
		// The headline that told its section is gone: it stays where it was.
		sorted.Sections = before.Sections
	}
	return sorted
}

// addressOf is what the feed addresses of a publication may have told of one of
// its stories: the section and tags of theirs that it carries.
func addressOf(p feed.Publication, s feed.Story) (told feed.Address) {
	for _, from := range p.Feeds {
		if told.Section == "" && from.Section != "" && slices.Contains(s.Sections, from.Section) {
			told.Section = from.Section
		}
		for _, tag := range from.Tags {
			if slices.ContainsFunc(s.Tags, func(t feed.Tag) bool {
				return feed.Fold(t.Published) == feed.Fold(tag) || t.Key == feed.Fold(tag)
			}) {
				told.Tags = append(told.Tags, tag)
			}
		}
	}
	return told
}
