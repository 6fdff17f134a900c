package newsroom

import (
	"context"

	"standfirst/feed"
)

// Opened marks a story read without making a step for Undo.
func (n *Newsroom) Opened(ctx context.Context, id feed.StoryID) error { return n.cache.Opened(ctx, id) }

// MarkRead marks stories read or unread: one step for Undo. It returns when
// the marks are on disk.
func (n *Newsroom) MarkRead(ctx context.Context, ids []feed.StoryID, read bool) (feed.Change, error) {
	return n.cache.MarkRead(ctx, ids, read)
}

// MarkListed marks read all stories of q's edition; with from, those from that
// story down; but leaves some out, such as one that is shown elsewhere. One step
// for Undo.
func (n *Newsroom) MarkListed(ctx context.Context, q feed.Query, from feed.StoryID, but ...feed.StoryID) (feed.Change, error) {
	return n.cache.MarkListed(ctx, q, from, but...)
}

// Save saves or unsaves stories: one step for Undo.
func (n *Newsroom) Save(ctx context.Context, ids []feed.StoryID, saved bool) (feed.Change, error) {
	return n.cache.Save(ctx, ids, saved)
}

// Undo takes the last step back, Redo does it again. A Change with ID 0 says
// that there was nothing to do.
func (n *Newsroom) Undo(ctx context.Context) (feed.Change, error) {
	change, err := n.cache.Undo(ctx)
	return n.followed(ctx, change, err)
}

// followed does what follows from a step taken back or done again.
func (n *Newsroom) followed(ctx context.Context, change feed.Change, err error) (feed.Change, error) {
	if err != nil || change.ID == 0 {
		return change, err
	}
	switch change.Kind {
	case feed.ChangeSections:
		err = n.mapsChanged(ctx)
	case feed.ChangeAdd, feed.ChangeRemove:
		var pubs []feed.Publication
		if pubs, err = n.cache.Configured(ctx); err == nil {
			n.setPublications(pubs)
		}
	}
	return change, err
}

// Redo does the last step again that Undo took back.
func (n *Newsroom) Redo(ctx context.Context) (feed.Change, error) {
	change, err := n.cache.Redo(ctx)
	return n.followed(ctx, change, err)
}

// History returns the last steps, newest first.
func (n *Newsroom) History(ctx context.Context, limit int) ([]feed.Change, error) {
	return n.cache.History(ctx, limit)
}

// SetInterest follows or mutes (i.Muted) a tag, section, byline or words, or
// with on == false ends it. One step for Undo.
func (n *Newsroom) SetInterest(ctx context.Context, i feed.Interest, on bool) (feed.Change, error) {
	return n.cache.SetInterest(ctx, i, on)
}

// Interests returns everything followed and muted.
func (n *Newsroom) Interests(ctx context.Context) ([]feed.Interest, error) {
	return n.cache.Interests(ctx)
}

// Views returns the saved views by name.
func (n *Newsroom) Views(ctx context.Context) ([]feed.View, error) { return n.cache.Views(ctx) }

// SaveView keeps or replaces a view: one step for Undo.
func (n *Newsroom) SaveView(ctx context.Context, v feed.View) (feed.Change, error) {
	return n.cache.SaveView(ctx, v)
}

// RemoveView removes a view: one step for Undo.
func (n *Newsroom) RemoveView(ctx context.Context, name string) (feed.Change, error) {
	return n.cache.RemoveView(ctx, name)
}

// RenameView renames a view: one step for Undo.
func (n *Newsroom) RenameView(ctx context.Context, from, to string) (feed.Change, error) {
	return n.cache.RenameView(ctx, from, to)
}

// SetPlace keeps how far a story was read, 0 to 1.
func (n *Newsroom) SetPlace(ctx context.Context, id feed.StoryID, place float64) error {
	return n.cache.SetPlace(ctx, id, place)
}

// Kept returns one of the screen's own small choices (measure, density, number
// of sessions), empty when it was never kept.
func (n *Newsroom) Kept(ctx context.Context, key string) (string, error) {
	return n.cache.Kept(ctx, key)
}

// Choose is Keep for what the reader chose, and says so in words: one step for
// Undo.
func (n *Newsroom) Choose(ctx context.Context, key, value, what string) (feed.Change, error) {
	return n.cache.Choose(ctx, key, value, what)
}

// Keep keeps one of the screen's own small choices.
func (n *Newsroom) Keep(ctx context.Context, key, value string) error {
	return n.cache.Keep(ctx, key, value)
}
