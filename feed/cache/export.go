package cache

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"standfirst/feed"
)

// ExportMarks writes the read and saved marks of every story as JSON lines, the
// form of marks.jsonl, for a second machine, and tells how many.
func (c *Cache) ExportMarks(ctx context.Context, w io.Writer) (n int, err error) {
	out := bufio.NewWriter(w)
	err = c.see(ctx, func(l *look) error {
		ids, err := l.scanIDs(`SELECT story FROM marks WHERE read <> 0 OR saved <> 0 ORDER BY story`)
		if err != nil {
			return err
		}
		for _, id := range ids {
			line, err := l.markLine(feed.StoryID(id))
			if err != nil {
				return err
			}
			if len(line.Names) == 0 {
				continue
			}
			b, err := json.Marshal(line)
			if err != nil {
				return err
			}
			if _, err := out.Write(append(b, '\n')); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		err = fmt.Errorf("export marks: %w", err)
	}
	return n, err
}

// ImportMarks merges lines that ExportMarks wrote: a story read or saved there
// is read or saved here, and nothing here is taken back. It tells how many
// stories got a mark, and how many lines were of stories not here.
func (c *Cache) ImportMarks(ctx context.Context, r io.Reader) (merged, unknown int, err error) {
	lines, err := readMarkLines(r)
	if err != nil {
		return 0, 0, fmt.Errorf("import marks: %w", err)
	}
	merged, unknown, err = c.mergeMarks(ctx, lines, false)
	if err != nil {
		err = fmt.Errorf("import marks: %w", err)
	}
	return merged, unknown, err
}

func (c *Cache) mergeMarksFile(ctx context.Context) (int, error) {
	f, err := os.Open(filepath.Join(c.o.Dir, MarksFileName))
	if err != nil {
		return 0, nil //nolint:nilerr // there is no second copy
	}
	defer f.Close()
	lines, err := readMarkLines(f)
	if err != nil {
		return 0, err
	}
	merged, _, err := c.mergeMarks(ctx, lines, true)
	return merged, err
}

// mergeMarks merges lines into the marks of the stories that are here. With keep,
// those of unknown stories wait for them.
func (c *Cache) mergeMarks(ctx context.Context, lines []markLine, keep bool) (merged, unknown int, err error) {
	for len(lines) > 0 {
		some := lines[:min(batch, len(lines))]
		lines = lines[len(some):]
		m, u := 0, 0
		err := c.change(ctx, func(x *tx) error {
			m, u = 0, 0
			for _, line := range some {
				known, changed, err := x.mergeMark(line)
				if err != nil {
					return err
				}
				if !known {
					u++
					if keep {
						changed, err = x.remember(line)
						if err != nil {
							return err
						}
					}
				}
				if changed {
					m++
				}
			}
			return nil
		})
		if err != nil {
			return merged, unknown, err
		}
		merged, unknown = merged+m, unknown+u
	}
	return merged, unknown, nil
}

// remember keeps the marks of a story that was lost with the archive, under the
// story's names: when its feed brings it again, it is as it was.
func (x *tx) remember(line markLine) (done bool, err error) {
	if line.Read == 0 && line.Saved == 0 {
		return false, nil
	}
	var pub, id int64
	ok, err := x.one(`SELECT num FROM publications WHERE id = ?`, []any{string(line.Publication)}, &pub)
	if err == nil && !ok { // until the configuration names it again
		lost := feed.Publication{ID: line.Publication, Name: string(line.Publication)}
		pub, err = x.insert(`INSERT INTO publications (id, name, spec, retired) VALUES (?, ?, ?, 1)`, string(lost.ID), lost.Name, oneJSON(&lost))
	}
	if err != nil {
		return false, err
	}
	for _, name := range line.Names { // a backup may know the names
		if ok, err = x.one(`SELECT story FROM identities WHERE pub = ? AND key = ?`, []any{pub, name}, &id); ok || err != nil {
			break
		}
	}
	if err == nil && !ok { // a number that no other story gets
		err = x.do(`UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'stories'`)
		if err == nil {
			_, err = x.one(`SELECT seq FROM sqlite_sequence WHERE name = 'stories'`, nil, &id)
		}
	}
	if err != nil {
		return false, err
	}
	for _, name := range line.Names {
		if err := x.do(`INSERT OR IGNORE INTO identities (pub, key, story) VALUES (?, ?, ?)`, pub, name, id); err != nil {
			return false, err
		}
	}
	return true, x.do(`INSERT INTO marks (story, read, saved) VALUES (?, ?, ?) ON CONFLICT (story) DO UPDATE SET read = excluded.read, saved = excluded.saved`,
		id, line.Read, line.Saved)
}

func (x *tx) mergeMark(line markLine) (known, changed bool, err error) {
	var id int64
	for _, name := range line.Names {
		ok, err := x.one(`SELECT i.story FROM publications p CROSS JOIN identities i ON i.pub = p.num WHERE p.id = ? AND i.key = ?`,
			[]any{string(line.Publication), name}, &id)
		if err != nil {
			return false, false, err
		}
		if ok {
			known = true
			break
		}
	}
	if !known {
		return false, false, nil
	}
	m, here, err := x.mark(feed.StoryID(id))
	if err != nil || !here {
		return here, false, err
	}
	if line.Read != 0 && !m.IsRead() {
		changed = true
		if err := x.setRead(feed.StoryID(id), instant(line.Read)); err != nil {
			return true, false, err
		}
	}
	if line.Saved != 0 && !m.IsSaved() {
		changed = true
		if err := x.setSaved(feed.StoryID(id), instant(line.Saved)); err != nil {
			return true, false, err
		}
	}
	if changed {
		all, err := x.joinedWith([]feed.StoryID{feed.StoryID(id)})
		if err != nil {
			return true, false, err
		}
		if err := x.level(all); err != nil {
			return true, false, err
		}
	}
	return true, changed, nil
}
