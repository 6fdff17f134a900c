package cache

import (
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// fault is what SQLite met, in words that a reader can act on. The error of
// SQLite stays within reach of errors.As.
type fault struct {
	said  string
	cause error
}

func (f *fault) Error() string { return f.said }
func (f *fault) Unwrap() error { return f.cause }

// inWords puts what SQLite says of a failing disk into plain words and leaves
// the rest of an error, and other errors, as they are.
func inWords(err error) error {
	var (
		done *fault
		e    *sqlite.Error
	)
	if errors.As(err, &done) || !errors.As(err, &e) {
		return err
	}
	said := ""
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		said = "the disk is full: make room and try again"
	case sqlite3.SQLITE_IOERR:
		said = fmt.Sprintf("the disk failed under the archive (code %d): see that it is well and try again", e.Code())
	case sqlite3.SQLITE_CANTOPEN:
		said = "the archive cannot be opened: see that its disk is well and that its folder may be written, and try again"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		said = "the archive cannot be written: see that its folder and its file may be"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		said = "another program keeps the archive busy: try again when it has ended"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		said = "a part of the archive cannot be read"
	case sqlite3.SQLITE_NOMEM:
		said = "there is not enough memory: close other programs and try again"
	default:
		return err
	}
	return &fault{strings.Replace(err.Error(), e.Error(), said, 1), err}
}

// noteFault remembers damage, so that nothing is written into it, and passes
// the error on, in words.
func (c *Cache) noteFault(err error) error {
	if isDamage(err) && !errors.Is(err, ErrDamaged) {
		c.mu.Lock()
		first := !c.damaged
		c.damaged = true
		c.mu.Unlock()
		if first {
			c.noteDamage()
		}
		return &fault{ErrDamaged.Error(), errors.Join(ErrDamaged, err)}
	}
	return inWords(err)
}

// errTorn is a row that cannot have been written like this.
var errTorn = errors.New("the row is damaged")

// isDamage tells whether a page, or a row of ours, could not be read for what it
// should be.
func isDamage(err error) bool {
	if errors.Is(err, errTorn) {
		return true
	}
	code := primaryCode(err)
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

func primaryCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// isFull tells whether a write failed for want of room.
func isFull(err error) bool {
	switch primaryCode(err) {
	case sqlite3.SQLITE_FULL:
		return true
	case sqlite3.SQLITE_IOERR:
		var e *sqlite.Error
		return errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_IOERR_WRITE || e.Code() == sqlite3.SQLITE_IOERR_FSYNC ||
			e.Code() == sqlite3.SQLITE_IOERR_TRUNCATE || e.Code() == sqlite3.SQLITE_IOERR_SHMSIZE)
	}
	return false
}
