package newsroom

import (
	"context"
	"errors"
	"io"
	"time"

	"standfirst/feed"
	"standfirst/feed/cache"
)

// PrunePlan says what Prune removes, or removed.
type PrunePlan = cache.PrunePlan

// Forgotten says what Forget erased and what it could not reach.
type Forgotten = cache.Forgotten

// PlanPrune says what Prune would remove by Options.KeepDays.
func (n *Newsroom) PlanPrune(ctx context.Context) (PrunePlan, error) { return n.cache.PlanPrune(ctx) }

// Prune removes what PlanPrune tells; saved stories stay.
func (n *Newsroom) Prune(ctx context.Context) (PrunePlan, error) { return n.cache.Prune(ctx) }

// Shrink makes the archive's file smaller when much of it is free, and tells by how
// many bytes.
func (n *Newsroom) Shrink(ctx context.Context) (int64, error) { return n.cache.Shrink(ctx) }

// Forget erases stories for good, from the archive and its own backups.
func (n *Newsroom) Forget(ctx context.Context, ids []feed.StoryID) (Forgotten, error) {
	return n.cache.Forget(ctx, ids)
}

// Matching returns every story answering a query, muted ones with them.
func (n *Newsroom) Matching(ctx context.Context, q feed.Query) ([]feed.StoryID, error) {
	return n.cache.Matching(ctx, q)
}

// Backup writes a whole copy of the archive to file, which must not be there.
func (n *Newsroom) Backup(ctx context.Context, file string) error { return n.cache.Backup(ctx, file) }

// Restore puts a backup in the archive's place, while no newsroom is open on
// o.Dir, and tells where the archive that was there was put aside; empty: there
// was none.
func Restore(ctx context.Context, o Options, file string) (aside string, err error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	return cache.Restore(ctx, cache.Options{Dir: o.Dir, Now: o.Now, Location: o.Location, Version: o.Version, KeepDays: o.KeepDays}, file)
}

// ExportMarks writes all marks as JSON lines for a second machine and tells how
// many; ImportMarks merges such lines, and tells how many stories got a mark and
// how many lines were of stories not here.
func (n *Newsroom) ExportMarks(ctx context.Context, w io.Writer) (int, error) {
	return n.cache.ExportMarks(ctx, w)
}

// ImportMarks: see ExportMarks.
func (n *Newsroom) ImportMarks(ctx context.Context, r io.Reader) (merged, unknown int, err error) {
	return n.cache.ImportMarks(ctx, r)
}

// afterwards is the housekeeping of a refresh: today's backup of what cannot be
// fetched again, and retention, when the servers confirm what day it is.
func (n *Newsroom) afterwards(ctx context.Context) error {
	if err := n.cache.RotateBackup(ctx); err != nil && !errors.Is(err, cache.ErrReadOnly) {
		return err
	}
	if n.o.KeepDays <= 0 || !n.clockTrusted() {
		return nil
	}
	_, err := n.cache.Prune(ctx)
	return err
}
