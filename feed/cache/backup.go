package cache

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Two kinds of copies. Backup writes the whole archive where the reader says.
// RotateBackup keeps, in the data folder, what cannot be fetched again and would
// be missed most: marks, follows, mutes, views, the journal, names, and saved
// stories with their texts. Both are ordinary archives, and are read through
// once before they count.

// backupsKept is the number of rotating backups.
const backupsKept = 3

func (c *Cache) backupFolder() string { return filepath.Join(c.o.Dir, "backups") }

// Backup writes a whole, compact copy of the archive to file, which must not be
// there yet, and checks it.
func (c *Cache) Backup(ctx context.Context, file string) error {
	if _, ok := exists(file); ok {
		return fmt.Errorf("backup: %s is there already", file)
	}
	source := c.write
	if source == nil {
		source = c.read
	}
	return finishCopy(ctx, file, func(part string) error { return source.copyTo(ctx, part) })
}

// finishCopy writes a copy under another name, checks it, and only then gives
// it its own.
func finishCopy(ctx context.Context, file string, write func(part string) error) error {
	part := file + ".part"
	_ = os.Remove(part) // of an interrupted try
	err := write(part)
	if err == nil {
		if fault := quickCheck(ctx, part); fault != nil {
			err = fmt.Errorf("the copy is faulty: %w", fault)
		}
	}
	if err == nil {
		err = syncFile(part)
	}
	if err == nil {
		err = os.Rename(part, file)
	}
	if err != nil {
		for _, end := range []string{"", "-wal", "-shm", "-journal"} {
			_ = os.Remove(part + end)
		}
		return inWords(fmt.Errorf("backup: %w", err))
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// RotateBackup writes today's backup of what cannot be fetched again, unless it
// is there, and removes all but the newest three.
func (c *Cache) RotateBackup(ctx context.Context) error {
	if err := c.writable(); err != nil {
		return err
	}
	if _, _, err := c.finishForgetting(ctx); err != nil {
		return err
	}
	folder := c.backupFolder()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	today := "marks-" + c.now().UTC().Format("2006-01-02") + ".db"
	file := filepath.Join(folder, today)
	if _, ok := exists(file); ok {
		return nil
	}
	err := finishCopy(ctx, file, func(part string) error {
		if err := c.newFile(ctx, part); err != nil {
			return err
		}
		return c.write.with(ctx, func(conn *sql.Conn) error { return copyPrecious(ctx, conn, part) })
	})
	if err != nil {
		return err
	}
	old, err := c.rotating()
	if err != nil {
		return err
	}
	// One dated after today was made while the clock was ahead: it goes first, or
	// it would stay for years and today's would go instead.
	slices.SortStableFunc(old, func(a, b string) int {
		return cmp.Compare(btoi(filepath.Base(a) <= today), btoi(filepath.Base(b) <= today))
	})
	for _, file := range old[:max(0, len(old)-backupsKept)] {
		if err := os.Remove(file); err != nil {
			return fmt.Errorf("backup: %w", err)
		}
	}
	return nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rotating are the rotating backups, oldest first.
func (c *Cache) rotating() ([]string, error) {
	files, err := filepath.Glob(filepath.Join(c.backupFolder(), "marks-????-??-??.db"))
	slices.Sort(files)
	return files, err
}

// What a rotating backup holds: these tables whole, and of the tables of texts
// the rows of saved stories.
var (
	preciousTables = []string{"kept", "publications", "sections", "tags", "aliases", "identities", "gone", "marks", "journal", "interests", "views"}
	savedTables    = []string{"stories WHERE id", "bodies WHERE story", "versions WHERE story", "comments WHERE story", "pictures WHERE story"}
)

func copyPrecious(ctx context.Context, conn *sql.Conn, to string) (err error) {
	if _, err := conn.ExecContext(ctx, `ATTACH DATABASE ? AS copy`, to); err != nil {
		return err
	}
	defer func() {
		_, e := conn.ExecContext(context.WithoutCancel(ctx), `DETACH DATABASE copy`)
		err = errors.Join(err, e)
	}()
	// finishCopy brings it to disk, once.
	for _, pragma := range []string{"synchronous = OFF", "journal_mode = MEMORY"} {
		if _, err := conn.ExecContext(ctx, "PRAGMA copy."+pragma); err != nil {
			return err
		}
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	copyAll := func() error {
		for _, table := range preciousTables {
			if _, err := conn.ExecContext(ctx, `INSERT OR REPLACE INTO copy.`+table+` SELECT * FROM main.`+table); err != nil {
				return fmt.Errorf("copy %s: %w", table, err)
			}
		}
		for _, table := range savedTables {
			name, _, _ := strings.Cut(table, " ")
			if _, err := conn.ExecContext(ctx, `INSERT OR REPLACE INTO copy.`+name+` SELECT * FROM main.`+table+
				` IN (SELECT story FROM main.marks WHERE saved <> 0)`); err != nil {
				return fmt.Errorf("copy %s: %w", name, err)
			}
		}
		_, err := conn.ExecContext(ctx, "COMMIT")
		return err
	}
	if err := copyAll(); err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return err
	}
	return nil
}

// Restore puts a copy made by Backup in the place of the archive in o.Dir, which
// no program may have open, and sets the present one aside under the name it
// returns ("" when there was none).
func Restore(ctx context.Context, o Options, file string) (aside string, err error) {
	c, err := prepareDir(o)
	if err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	state, why, err := inspect(file)
	switch {
	case err != nil:
		return "", fmt.Errorf("restore: %w", err)
	case state == missing:
		return "", fmt.Errorf("restore: there is no file %s", file)
	case state == broken:
		return "", fmt.Errorf("restore: %s is damaged: %s", file, why)
	}
	if fault := quickCheck(ctx, file); fault != nil {
		return "", fmt.Errorf("restore: %s is damaged: %w", file, fault)
	}
	s, err := openStore(ctx, file, 1, "mode=ro")
	if err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	if err := errors.Join(c.refuseNewer(ctx, s), s.close()); err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	lock, sole := takeLock(ctx, c.o.Dir)
	if lock == nil {
		return "", fmt.Errorf("restore: %s cannot be written", c.o.Dir)
	}
	defer lock.release()
	if !sole {
		return "", errors.New("restore: Standfirst is running: leave it first")
	}
	fresh := c.path + ".new"
	if err := copyFile(file, fresh); err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	if _, ok := exists(c.path); ok {
		aside = c.path + ".before-restore-" + c.now().UTC().Format("20060102-150405")
		if err := setAside(c.path, aside); err != nil {
			return "", fmt.Errorf("restore: %w", err)
		}
	}
	if err := os.Rename(fresh, c.path); err != nil {
		return aside, fmt.Errorf("restore: %w", err)
	}
	return aside, nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	_ = os.Remove(to) // of an interrupted try
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// setAside gives the archive a second name and moves its log there; the next
// rename takes its place in one step, so that there is an archive at any time.
func setAside(path, aside string) error {
	if err := os.Link(path, aside); err != nil {
		if err := os.Rename(path, aside); err != nil {
			return err
		}
	}
	for _, end := range []string{"-wal", "-journal"} {
		if _, ok := exists(path + end); ok {
			if err := os.Rename(path+end, aside+end); err != nil {
				return err
			}
		}
	}
	_ = os.Remove(path + "-shm") // an index of the log, made anew
	return nil
}
