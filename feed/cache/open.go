package cache

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// applicationID stands in the header of every archive ("Sfst"), so that another
// program's file is never taken for one.
const applicationID = 0x53667374

// The state in which Open finds the file.
type condition int

const (
	missing condition = iota
	sound
	broken  // empty, cut short, overwritten: set aside and salvaged
	foreign // another program's file: left alone
)

// inspect looks at the file without SQLite, which would open an empty file
// happily as an empty archive.
func inspect(path string) (condition, string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return missing, "", nil
	case err != nil:
		return foreign, "", err
	case info.IsDir():
		return foreign, "", fmt.Errorf("%s is a folder: move it away, or choose another data folder", path)
	case info.Size() == 0:
		return broken, "it was empty (0 bytes)", nil
	}
	f, err := os.Open(path)
	if err != nil {
		return foreign, "", fmt.Errorf("%s cannot be read: %w", path, err)
	}
	defer f.Close()
	head := make([]byte, 100)
	switch _, err := io.ReadFull(f, head); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return broken, "it was cut short", nil
	case err != nil: // a disk that fails once makes no damaged file
		return foreign, "", fmt.Errorf("%s cannot be read: %w", path, err)
	}
	// The header: https://www.sqlite.org/fileformat.html §1.3.
	if !bytes.HasPrefix(head, []byte("SQLite format 3\x00")) {
		return broken, "its beginning was overwritten", nil
	}
	if id := binary.BigEndian.Uint32(head[68:]); id != applicationID {
		return foreign, "", fmt.Errorf("%s belongs to another program: move it away, or choose another data folder", path)
	}
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 65536
	}
	pages := int64(binary.BigEndian.Uint32(head[28:]))
	counted := bytes.Equal(head[24:28], head[92:96]) // else the number of pages is not kept
	if wal, _ := exists(path + "-wal"); counted && wal == 0 && info.Size() < page*pages {
		return broken, "its end was missing", nil
	}
	return sound, "", nil
}

// open takes the steps from a folder to two pools of connections.
func (c *Cache) open(ctx context.Context) error {
	lock, sole := takeLock(ctx, c.o.Dir)
	c.lock = lock
	state, why, err := inspect(c.path)
	if err != nil {
		return err
	}
	if lock == nil || !writableFile(c.path) {
		if state != sound {
			return fmt.Errorf("the data folder %s cannot be written: choose another with XDG_DATA_HOME", c.o.Dir)
		}
		return c.openReadOnly(ctx, "The archive can only be read: "+c.o.Dir+" cannot be written, so marks are not kept.")
	}
	unclean := leftover(c.path)
	if state == sound && sole && (unclean || marked(c.path)) {
		fault := quickCheck(ctx, c.path)
		if fault != nil { // once more: a read that fails once is no damage
			fault = quickCheck(ctx, c.path)
		}
		switch {
		case fault == nil:
			_ = os.Remove(c.path + damageMark)
		case isDamage(fault) || errors.Is(fault, errFaulty):
			state, why = broken, "it was damaged"
		default:
			return fault
		}
	}
	switch {
	case state == broken && !sole:
		return errors.New("the archive is damaged and another Standfirst has it open: close that one first")
	case state == broken:
		if err := c.rebuild(ctx, why); err != nil {
			return err
		}
	case state == missing:
		if err := c.create(ctx); err != nil {
			return err
		}
	}
	if err := c.openStores(ctx); err != nil {
		return err
	}
	if err := c.migrate(ctx, sole); err != nil {
		return err
	}
	if c.marksFile, err = openMarksFile(c.o.Dir); err != nil {
		c.notices = append(c.notices, "marks.jsonl, the second copy of the marks, cannot be written.")
	}
	if lock != nil {
		lock.share(ctx)
	}
	return c.loadVisit(ctx)
}

// openStores opens the writer and the readers. A file system that cannot do
// WAL (a network drive) is found out by a first write, and gets the old
// rollback journal.
func (c *Cache) openStores(ctx context.Context) (err error) {
	for _, mode := range []string{"WAL", "DELETE"} {
		c.write, err = openStore(ctx, c.path, 1, writerParams(mode)...)
		if err == nil {
			if err = c.write.tryWrite(ctx); err == nil {
				break
			}
			err = errors.Join(err, c.write.close())
			c.write = nil
		}
		if isFull(err) || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		if c.write == nil && !isFull(err) {
			return err
		}
		// No room even for the log: read what is there.
		return c.openReadOnly(ctx, "The disk is full, so the archive can only be read and marks are not kept: make room, then start again.")
	}
	c.read, err = openStore(ctx, c.path, readers, "mode=ro", "_pragma=busy_timeout(5000)", "_pragma=query_only(1)",
		"_pragma=cache_size(-2000)", "_pragma=temp_store(2)")
	return err
}

// readers is the number of reading connections: the screen asks for rows,
// counts and an article at once.
const readers = 3

func writerParams(journal string) []string {
	return []string{
		"_txlock=immediate",
		"_pragma=busy_timeout(5000)",
		"_pragma=journal_mode(" + journal + ")",
		"_pragma=synchronous(FULL)",
		"_pragma=journal_size_limit(33554432)",
		"_pragma=wal_autocheckpoint(1000)",
		"_pragma=cache_size(-4000)", // KiB; the system keeps the file in memory too
		"_pragma=temp_store(2)",
	}
}

func (s *store) tryWrite(ctx context.Context) error {
	ses, err := s.take(ctx)
	if err != nil {
		return err
	}
	defer func() { s.free <- ses }()
	if err := ses.run(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	return ses.run(ctx, "ROLLBACK")
}

// openReadOnly opens what cannot be written, and says why.
func (c *Cache) openReadOnly(ctx context.Context, why string) error {
	c.readOnly = why
	var err error
	for _, params := range [][]string{{"mode=ro"}, {"mode=ro", "immutable=1"}} {
		if c.read, err = openStore(ctx, c.path, readers, append(params, "_pragma=busy_timeout(5000)")...); err != nil {
			continue
		}
		var n int
		if err = c.read.scanOne(ctx, `SELECT count(*) FROM publications`, &n); err == nil {
			break
		}
		err = errors.Join(err, c.read.close())
		c.read = nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", c.path, err)
	}
	if err := c.refuseNewer(ctx, c.read); err != nil {
		return err
	}
	return c.loadVisit(ctx)
}

// create makes an empty archive beside its place and moves it there whole, with
// the right permissions from its first byte.
func (c *Cache) create(ctx context.Context) error {
	fresh := c.path + ".new"
	if err := c.newFile(ctx, fresh); err != nil {
		return err
	}
	return os.Rename(fresh, c.path)
}

// newFile makes an empty archive with the newest schema.
func (c *Cache) newFile(ctx context.Context, path string) error {
	for _, end := range []string{"", "-journal", "-wal", "-shm"} {
		_ = os.Remove(path + end) // left by an interrupted try
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	// Three packed bodies fit a page of 8 KiB, one fits one of 4. Half a file
	// counts for nothing, so it goes to disk once, when it is whole.
	s, err := openStore(ctx, path, 1, "_pragma=page_size(8192)", "_txlock=immediate",
		"_pragma=journal_mode(MEMORY)", "_pragma=synchronous(OFF)")
	if err != nil {
		return err
	}
	err = errors.Join(s.migrateAll(ctx, c.o.Version, c.steps), s.close())
	if err == nil {
		err = syncFile(path)
	}
	if err != nil {
		_ = os.Remove(path)
	}
	return err
}

func writableFile(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return true
	}
	if err != nil {
		return false
	}
	return f.Close() == nil
}

// leftover tells whether the last program to write stopped without closing.
func leftover(path string) bool {
	wal, _ := exists(path + "-wal")
	journal, _ := exists(path + "-journal")
	return wal > 0 || journal > 0
}

// damageMark is the name of the small file that tells the next start to repair.
const damageMark = ".damaged-found"

func marked(path string) bool {
	_, ok := exists(path + damageMark)
	return ok
}

func (c *Cache) noteDamage() {
	_ = os.WriteFile(c.path+damageMark, []byte(c.now().UTC().Format(time.RFC3339)+"\n"), 0o600)
}

// errFaulty: SQLite read the whole file and found that its parts do not fit.
var errFaulty = errors.New("its parts do not fit together")

// quickCheck reads the file through and returns the first fault: errFaulty, or
// what kept SQLite from reading it.
func quickCheck(ctx context.Context, path string) error {
	s, err := openStore(ctx, path, 1, "_pragma=busy_timeout(5000)")
	if err != nil {
		return inWords(err)
	}
	defer s.close()
	var said string
	if err := s.scanOne(ctx, `PRAGMA quick_check(1)`, &said); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return inWords(err)
	}
	if strings.TrimSpace(said) != "ok" {
		return errFaulty // which page it is tells a reader nothing
	}
	return s.with(ctx, func(conn *sql.Conn) error {
		torn, err := tornBits(ctx, conn)
		if err == nil && torn {
			err = errFaulty
		}
		return inWords(err)
	})
}

// openLock tells instances of the program of each other. The kernel frees it
// when a process ends, however it ends.
type openLock struct{ f *flock.Flock }

// takeLock returns nil when the folder cannot be written; sole is true when no
// other instance has the archive open.
func takeLock(ctx context.Context, dir string) (lock *openLock, sole bool) {
	f := flock.New(filepath.Join(dir, "standfirst.lock"), flock.SetPermissions(0o600))
	sole, err := f.TryLock()
	if err != nil {
		return nil, false
	}
	l := &openLock{f}
	if !sole {
		l.share(ctx)
	}
	return l, sole
}

// share waits, a short while, until others finished opening.
func (l *openLock) share(ctx context.Context) {
	_ = l.f.Unlock()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_, _ = l.f.TryRLockContext(ctx, 20*time.Millisecond)
}

func (l *openLock) release() { _ = l.f.Close() }
