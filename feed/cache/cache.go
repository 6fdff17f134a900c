package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"standfirst/feed"
)

// FileName is the name of the one SQLite file in the data folder.
const FileName = "standfirst.db"

// Options are what a Cache is opened with. Dir is required.
type Options struct {
	Dir      string           // data folder, made with mode 0700
	Now      func() time.Time // nil: time.Now
	Location *time.Location   // whose days and months count; nil: UTC
	Version  string           // of the program; named when an older one refuses the file
	KeepDays int              // retention in days, 0: everything is kept
	// Reconfigure makes the configuration follow a step about publications that
	// is taken back (undo) or done again, and returns what is configured then. An
	// error that is Overtaken gives the step up. nil: the cache alone changes.
	Reconfigure func(edit string, undo bool) ([]feed.Publication, error)
}

// Cache is the archive, open from Open to Close. Its methods may be called from
// any goroutine.
type Cache struct {
	o     Options
	path  string
	write *store // one connection
	read  *store // a small pool
	lock  *openLock

	marksFile *marksFile

	mu        sync.Mutex
	notices   []string // what Open found, for Banner
	readOnly  string   // why nothing can be written, or empty
	damaged   bool     // a page could not be read: nothing is written any more
	waiting   []func(*tx) error
	waitMarks map[feed.StoryID]func(*feed.Marks)
	retrying  bool
	lost      int // waiting changes that no disk took
	// retryTimer is set while changes wait.
	retryTimer *time.Timer
	closed     bool
	found      found // answers of the search index
	handed     handed
	joint      joint
	twinsHeld  twinsHeld
	steps      []string
	lastVisit  time.Time
	// sinceVisit stands for lastVisit while the reader wants another one.
	sinceVisit time.Time
	visited    time.Time // last visit written
}

// ErrReadOnly: the data folder or its file cannot be written.
var ErrReadOnly = errors.New("the cache can only be read")

// ErrDamaged: the file is damaged and nothing more is written to it.
var ErrDamaged = errors.New("the cache is damaged: leave and start again to repair it")

// ErrNotKept: changes that waited for room on a full disk could not be written
// before the end.
var ErrNotKept = errors.New("the disk is full or failed, and changes were not kept")

// Open opens the archive in o.Dir or makes it. What had to be done for it
// (read-only, rebuilt, restored) is told by Banner.
func Open(ctx context.Context, o Options) (*Cache, error) {
	c, err := prepareDir(o)
	if err != nil {
		return nil, fmt.Errorf("open cache: %w", err)
	}
	err = c.open(ctx)
	if isDamage(err) {
		// Found before anything was shown: repair it at once.
		c.noteDamage()
		_ = c.closeStores()
		c = &Cache{o: c.o, path: c.path, steps: c.steps}
		err = c.open(ctx)
	}
	if err != nil {
		_ = c.closeStores()
		return nil, inWords(fmt.Errorf("open cache: %w", err))
	}
	return c, nil
}

// prepareDir fills the options' defaults and makes the data folder; whether it
// can be written shows later.
func prepareDir(o Options) (*Cache, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.Dir == "" {
		return nil, errors.New("no data folder is named: set HOME or XDG_DATA_HOME")
	}
	all, err := steps()
	if err != nil {
		return nil, err
	}
	c := &Cache{o: o, path: filepath.Join(o.Dir, FileName), steps: all}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		if _, ok := exists(c.path); !ok {
			return nil, fmt.Errorf("the data folder %s cannot be made: %w", o.Dir, err)
		}
	}
	return c, nil
}

// Close writes what waits, if it can, and closes the file. ErrNotKept says that
// marks still waited.
func (c *Cache) Close() error {
	c.retryWaiting()
	c.mu.Lock()
	var lost error
	if n := len(c.waiting) + c.lost; n > 0 && !c.closed {
		lost = fmt.Errorf("%w: %d of them; make room and make them again", ErrNotKept, n)
	}
	c.closed = true
	if c.retryTimer != nil {
		c.retryTimer.Stop()
	}
	c.mu.Unlock()
	if c.marksFile != nil {
		c.marksFile.close()
	}
	return errors.Join(lost, inWords(c.closeStores()))
}

func (c *Cache) closeStores() error {
	var errs []error
	if c.read != nil {
		errs = append(errs, c.read.close())
	}
	if c.write != nil {
		errs = append(errs, c.write.close())
	}
	if c.lock != nil {
		c.lock.release()
	}
	return errors.Join(errs...)
}

// Banner is a lasting sentence about the cache, or empty: that it can only be
// read, that it was rebuilt, that marks wait for room on the disk.
func (c *Cache) Banner() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var said []string
	if c.damaged {
		said = append(said, "The archive is damaged and can only be read; leave and start again to repair it.")
	}
	if c.readOnly != "" {
		said = append(said, c.readOnly)
	}
	if n := len(c.waiting); n > 0 {
		said = append(said, fmt.Sprintf("The disk is full: %d change%s wait%s for room.", n, plural(n), third(n)))
	}
	return strings.Join(append(said, c.notices...), " ")
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

func third(n int) string {
	if n == 1 {
		return "s"
	}
	return ""
}

func (c *Cache) now() time.Time { return c.o.Now() }

// exists tells whether a file is there, and its size.
func exists(path string) (size int64, ok bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	return info.Size(), true
}

// millis and instant convert between a time and what the columns hold.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
