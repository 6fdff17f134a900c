package cache

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"sync"

	_ "modernc.org/sqlite" // the pure Go driver, registered as "sqlite"
)

// store is a few connections to one file, each with its prepared statements.
// They are kept by hand, since database/sql would prepare a statement anew for
// every transaction.
type store struct {
	db   *sql.DB
	free chan *session
	done chan struct{} // closed when the store is
	once sync.Once
}

var errClosed = errors.New("the cache is closed")

// session is one connection, used by one goroutine at a time.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

// openStore opens path with pragmas in the DSN, so that every connection has
// them, and opens the first connection.
func openStore(ctx context.Context, path string, connections int, params ...string) (*store, error) {
	db, err := sql.Open("sqlite", "file:"+uriPath(path)+"?"+strings.Join(params, "&"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	s := &store{db: db, free: make(chan *session, connections), done: make(chan struct{})}
	for range connections {
		s.free <- &session{}
	}
	first, err := s.take(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s.free <- first
	return s, nil
}

// uriPath escapes what has a meaning in an SQLite URI.
func uriPath(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path))
}

// take waits for a free connection, and connects it at its first use. It goes
// back through free.
func (s *store) take(ctx context.Context) (*session, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var ses *session
	select {
	case ses = <-s.free:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.done:
		return nil, errClosed
	}
	if ses.conn == nil {
		conn, err := s.db.Conn(ctx)
		if err != nil {
			s.free <- ses
			return nil, err
		}
		ses.conn, ses.stmts = conn, map[string]*sql.Stmt{}
	}
	return ses, nil
}

func (ses *session) stmt(query string) (*sql.Stmt, error) {
	if st, ok := ses.stmts[query]; ok {
		return st, nil
	}
	// Not the caller's context: the statement outlives it.
	st, err := ses.conn.PrepareContext(context.Background(), query)
	if err == nil {
		ses.stmts[query] = st
	}
	return st, err
}

func (ses *session) run(ctx context.Context, query string) error {
	st, err := ses.stmt(query)
	if err == nil {
		_, err = st.ExecContext(ctx)
	}
	return err
}

// close waits for what is under way and closes every connection.
func (s *store) close() (err error) {
	s.once.Do(func() { err = s.closeOnce() })
	return err
}

func (s *store) closeOnce() error {
	close(s.done)
	var errs []error
	for range cap(s.free) {
		ses := <-s.free
		for _, st := range ses.stmts {
			errs = append(errs, st.Close())
		}
		if ses.conn != nil {
			errs = append(errs, ses.conn.Close())
		}
	}
	return errors.Join(append(errs, s.db.Close())...)
}

// scanOne runs a query outside any transaction and scans its first row.
func (s *store) scanOne(ctx context.Context, query string, into ...any) error {
	return s.with(ctx, func(conn *sql.Conn) error { return conn.QueryRowContext(ctx, query).Scan(into...) })
}

// with gives f a connection for what cannot be prepared ahead.
func (s *store) with(ctx context.Context, f func(*sql.Conn) error) error {
	ses, err := s.take(ctx)
	if err != nil {
		return err
	}
	defer func() { s.free <- ses }()
	return f(ses.conn)
}
