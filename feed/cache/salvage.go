package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"standfirst/feed"
)

// rebuild makes a new archive of what can be saved, in this order: the rows of
// the broken file that can still be read, what only the newest sound backup has,
// the marks in marks.jsonl. It sets the broken file aside and never deletes it.
func (c *Cache) rebuild(ctx context.Context, why string) error {
	fresh := c.path + ".new"
	if err := c.newFile(ctx, fresh); err != nil {
		return err
	}
	n := &Cache{o: c.o, path: fresh, steps: c.steps}
	s, err := openStore(ctx, fresh, 1, "_txlock=immediate", "_pragma=journal_mode(DELETE)", "_pragma=synchronous(FULL)")
	if err != nil {
		return err
	}
	n.write, n.read = s, s
	rescued, err := n.rescue(ctx, c.path)
	backup := ""
	if err == nil {
		backup, err = n.mergeBackup(ctx)
	}
	if err == nil {
		err = n.derive(ctx)
	}
	marks := 0
	if err == nil {
		marks, err = n.mergeMarksFile(ctx)
	}
	var stories int
	if err == nil {
		err = s.scanOne(ctx, `SELECT count(*) FROM stories`, &stories)
	}
	if err = errors.Join(err, s.close()); err != nil {
		return fmt.Errorf("rebuild archive: %w", err)
	}
	aside := fmt.Sprintf("%s.damaged-%s", c.path, c.now().UTC().Format("20060102-150405"))
	if err := setAside(c.path, aside); err != nil {
		return fmt.Errorf("set the damaged archive aside: %w", err)
	}
	if err := os.Rename(fresh, c.path); err != nil {
		return err
	}
	_ = os.Remove(c.path + damageMark)
	said := fmt.Sprintf("The archive was rebuilt because %s: %d stor%s could be carried over", why, stories, storyEnd(stories))
	if !rescued {
		said += ", nothing of the old file could be read"
	}
	if backup != "" {
		said += ", " + filepath.Base(backup) + " was used"
	}
	if marks > 0 {
		said += fmt.Sprintf(", %d mark%s came from %s", marks, plural(marks), MarksFileName)
	}
	c.notices = append(c.notices, said+". The old file is "+filepath.Base(aside)+".")
	return nil
}

// mergeBackup adds what only the newest sound rotating backup has, and names it.
func (c *Cache) mergeBackup(ctx context.Context) (used string, err error) {
	files, err := c.rotating()
	if err != nil {
		return "", err
	}
	slices.Reverse(files)
	for _, file := range files {
		if state, _, err := inspect(file); state != sound || err != nil || quickCheck(ctx, file) != nil {
			continue
		}
		if ok, err := c.rescue(ctx, file); ok || err != nil {
			return file, err
		}
	}
	return "", nil
}

// derive makes sets, waiting and the figures of publications anew from the
// tables they follow from.
func (c *Cache) derive(ctx context.Context) error {
	err := c.change(ctx, func(x *tx) error {
		for _, statement := range []string{
			`DELETE FROM sets`, `DELETE FROM waiting`, `DELETE FROM words`, `DELETE FROM common`, `DELETE FROM bitmaps`,
			`INSERT INTO heads (heads) VALUES ('delete-all')`, `INSERT INTO texts (texts) VALUES ('delete-all')`,
			`DELETE FROM bodies WHERE story NOT IN (SELECT id FROM stories)`,
			`DELETE FROM stories WHERE pub NOT IN (SELECT num FROM publications)`,
			`DELETE FROM versions WHERE story NOT IN (SELECT id FROM stories)`,
			`INSERT INTO waiting (story, again) SELECT id, 0 FROM stories`,
			`UPDATE publications SET oldest = 0, bytes = 0`,
			`DELETE FROM gone WHERE story IN (SELECT id FROM stories)`,
			// Nor may a new story get the number of a lost one, and its marks.
			`INSERT INTO sqlite_sequence (name, seq) SELECT 'stories', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'stories')`,
			`UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max(story), 0) FROM identities),
				(SELECT coalesce(max(story), 0) FROM marks), (SELECT coalesce(max(story), 0) FROM gone)) WHERE name = 'stories'`,
		} {
			if err := x.do(statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for after := int64(0); ; {
		n := 0
		err := c.change(ctx, func(x *tx) error {
			ids, err := x.scanIDs(`SELECT id FROM stories WHERE id > ? ORDER BY id LIMIT 1000`, after)
			if err != nil {
				return err
			}
			for _, id := range ids {
				if err := x.deriveStory(feed.StoryID(id)); err != nil {
					return fmt.Errorf("story %d: %w", id, err)
				}
				after = id
			}
			n = len(ids)
			return nil
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

func (x *tx) deriveStory(id feed.StoryID) error {
	r, here, err := x.record(id)
	if err != nil && !isDamage(err) && x.ctx.Err() == nil {
		// Nobody can read it any more; its names and marks wait for the feed.
		return x.do(`DELETE FROM stories WHERE id = ?`, int64(id))
	}
	if err != nil || !here {
		return err
	}
	sets, err := x.memberships(r)
	if err != nil {
		return err
	}
	for s := range sets {
		x.put(s, int64(id))
	}
	if r.flags&flagEdited != 0 {
		x.put(setID{setEdited, 0}, int64(id))
	}
	body, _, packed, err := x.bodyOf(id)
	if err != nil {
		// The text did not survive: what the feed still has comes back.
		if err := x.do(`DELETE FROM bodies WHERE story = ?`, int64(id)); err != nil {
			return err
		}
		if err := x.do(`UPDATE stories SET text_hash = 0, flags = flags & ~1 WHERE id = ?`, int64(id)); err != nil {
			return err
		}
		x.drop(setID{setFull, 0}, int64(id))
	}
	x.grow(r.pub, r.Date(), len(packed))
	if err := x.keepNames(r.pub, namesOf([]feed.Story{r.Story})[0], id); err != nil {
		return err
	}
	if err := x.putWordSets(r, func() string { return plainText(body) }); err != nil {
		return err
	}
	return x.remark(id)
}
