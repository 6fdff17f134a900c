package cache

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"standfirst/feed"
)

// look is one consistent view of the archive: a read transaction, or the
// writer's own.
type look struct {
	c    *Cache
	ctx  context.Context
	ses  *session
	memo *memo // what this look has read already
	// writing: the look may see what is not on disk yet.
	writing bool
	// ends tells that the caller gave up, where ctx itself never ends.
	ends func() error
	// turnedTwins: which stories are one is changed, and not on disk yet.
	turnedTwins bool
}

// tx is a write transaction. Changes to sets are gathered and written once, at
// the end.
type tx struct {
	look
	sets   map[setPart]*setChange
	known  *numbers
	turned bool              // the search index is changed
	grown  map[int64]*growth // by publications.num
	bits   map[int64][]byte  // the changed rows of bitmaps
	// marked are the stories whose read or saved mark changed.
	marked []feed.StoryID
	after  []func() // run when the transaction is on disk
	failed []func() // run when it could not be kept
}

// see runs f in a read transaction.
func (c *Cache) see(ctx context.Context, f func(*look) error) error {
	ses, err := c.read.take(ctx)
	if err != nil {
		return c.noteFault(err)
	}
	defer func() { c.read.free <- ses }()
	if err := ses.run(ctx, "BEGIN"); err != nil {
		return c.noteFault(err)
	}
	defer ses.run(context.WithoutCancel(ctx), "ROLLBACK") //nolint:errcheck // nothing was written
	return c.noteFault(f(&look{c: c, ctx: ctx, ses: ses, memo: &memo{}}))
}

// change runs f in a write transaction and returns when it is on disk. With an
// error nothing of it is kept.
func (c *Cache) change(ctx context.Context, f func(*tx) error) error {
	if err := c.writable(); err != nil {
		return err
	}
	c.retryWaiting()
	return c.changeOnce(ctx, ctx, f)
}

// changeWhole is change for what is short: ctx ends the waiting for its turn, but
// not the change once it has begun. Watching for that end would cost as much as
// the change itself.
func (c *Cache) changeWhole(ctx context.Context, f func(*tx) error) error {
	if err := c.writable(); err != nil {
		return err
	}
	c.retryWaiting()
	return c.changeOnce(ctx, context.WithoutCancel(ctx), f)
}

// changeOnce waits for the writer as long as turn lasts, and works as long as ctx
// does.
func (c *Cache) changeOnce(turn, ctx context.Context, f func(*tx) error) error {
	ses, err := c.write.take(turn)
	if err != nil {
		return c.noteFault(err)
	}
	open := false
	defer func() {
		if open { // f panicked: the connection must not stay in its transaction
			_ = ses.run(context.WithoutCancel(ctx), "ROLLBACK")
		}
		c.write.free <- ses
	}()
	if err := ses.run(ctx, "BEGIN IMMEDIATE"); err != nil {
		return c.noteFault(err)
	}
	open = true
	x := &tx{look: look{c: c, ctx: ctx, ses: ses, memo: &memo{}, writing: true}, sets: map[setPart]*setChange{}}
	// The driver watches a context that can end with a goroutine a statement; a
	// write is made of many short ones. They look for the end between them.
	x.ends = ctx.Err
	x.ctx = context.WithoutCancel(ctx)
	err = f(x)
	open = false
	// Once all is written the commit is not given up half way.
	commit := func() error { return ses.run(context.WithoutCancel(ctx), "COMMIT") }
	for _, finish := range []func() error{x.flushSets, x.flushBits, x.flushGrowth, x.noteMarks, commit} {
		if err == nil {
			err = finish()
		}
	}
	if err != nil {
		// SQLite has rolled back by itself after some faults: the first error
		// tells more.
		_ = ses.run(context.WithoutCancel(ctx), "ROLLBACK")
		for _, run := range x.failed {
			run()
		}
		return c.noteFault(err)
	}
	for _, run := range x.after {
		run()
	}
	return nil
}

func (c *Cache) writable() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.damaged:
		return ErrDamaged
	case c.readOnly != "":
		return ErrReadOnly
	}
	return nil
}

func (l *look) stmt(query string) (*sql.Stmt, error) {
	if l.ends != nil {
		if err := l.ends(); err != nil {
			return nil, err
		}
	}
	return l.ses.stmt(query)
}

// each runs a query and calls row for every row of it.
func (l *look) each(query string, args []any, row func(*sql.Rows) error) error {
	st, err := l.stmt(query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(l.ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one scans the first row; ok is false when there is none.
func (l *look) one(query string, args []any, into ...any) (ok bool, err error) {
	st, err := l.stmt(query)
	if err != nil {
		return false, err
	}
	switch err := st.QueryRowContext(l.ctx, args...).Scan(into...); {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, nil
}

func (x *tx) exec(query string, args ...any) (sql.Result, error) {
	st, err := x.stmt(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(x.ctx, args...)
}

// do is exec for when only the error matters.
func (x *tx) do(query string, args ...any) error {
	_, err := x.exec(query, args...)
	return err
}

func (x *tx) insert(query string, args ...any) (int64, error) {
	res, err := x.exec(query, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// growth is what a transaction adds to the figures of a publication.
type growth struct {
	oldest int64
	bytes  int64
}

func (x *tx) grow(pub int64, date time.Time, bytes int) {
	g := x.grown[pub]
	if g == nil {
		g = &growth{}
		if x.grown == nil {
			x.grown = map[int64]*growth{}
		}
		x.grown[pub] = g
	}
	if at := millis(date); at != 0 && (g.oldest == 0 || at < g.oldest) {
		g.oldest = at
	}
	g.bytes += int64(bytes)
}

func (x *tx) flushGrowth() error {
	for pub, g := range x.grown {
		err := x.do(`UPDATE publications SET bytes = bytes + ?1,
			oldest = CASE WHEN ?2 = 0 OR oldest <> 0 AND oldest <= ?2 THEN oldest ELSE ?2 END WHERE num = ?3`, g.bytes, g.oldest, pub)
		if err != nil {
			return err
		}
	}
	return nil
}
