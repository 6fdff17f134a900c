package cache

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// steps returns the migrations in order; the n-th leads to schema n+1.
func steps() ([]string, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	all := make([]string, len(names))
	for i, name := range names {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all[i] = string(text)
	}
	return all, nil
}

// migrateAll brings the file to the newest of these schemas, one transaction a
// step.
func (s *store) migrateAll(ctx context.Context, version string, all []string) error {
	at, err := s.schema(ctx)
	if err != nil {
		return err
	}
	for n := at; n < len(all); n++ {
		err := s.with(ctx, func(conn *sql.Conn) error { return migrateStep(ctx, conn, n+1, all[n], version) })
		if err != nil {
			return fmt.Errorf("bring archive to schema %d: %w", n+1, err)
		}
	}
	return nil
}

func migrateStep(ctx context.Context, conn *sql.Conn, to int, text, version string) error {
	t, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		text,
		fmt.Sprintf("PRAGMA application_id = %d", applicationID),
		fmt.Sprintf("PRAGMA user_version = %d", to),
	} {
		if _, err := t.ExecContext(ctx, statement); err != nil {
			return errors.Join(err, t.Rollback())
		}
	}
	if _, err := t.ExecContext(ctx, `INSERT OR REPLACE INTO kept (key, value) VALUES ('made_by', ?)`, version); err != nil {
		return errors.Join(err, t.Rollback())
	}
	return t.Commit()
}

func (s *store) schema(ctx context.Context) (n int, err error) {
	err = s.scanOne(ctx, `PRAGMA user_version`, &n)
	return n, err
}

// refuseNewer returns an error when a newer program made the file: an older one
// would damage what it does not know.
func (c *Cache) refuseNewer(ctx context.Context, s *store) error {
	all := c.steps
	at, err := s.schema(ctx)
	if err != nil || at <= len(all) {
		return err
	}
	var by string
	err = s.scanOne(ctx, `SELECT value FROM kept WHERE key = 'made_by'`, &by)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	name := strings.TrimSpace("Standfirst " + by)
	return fmt.Errorf("the archive was made by %s, with schema %d; this program knows schemas up to %d: use %s or newer", name, at, len(all), name)
}

// migrate keeps a copy of an older file and brings it to the newest schema.
func (c *Cache) migrate(ctx context.Context, sole bool) error {
	if c.write == nil {
		return nil
	}
	if err := c.refuseNewer(ctx, c.write); err != nil {
		return err
	}
	all := c.steps
	at, err := c.write.schema(ctx)
	if err != nil || at == len(all) {
		return err
	}
	if !sole {
		return errors.New("the archive must be brought to a new form and another Standfirst has it open: close that one first")
	}
	folder := filepath.Join(c.o.Dir, "backups")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	before := filepath.Join(folder, fmt.Sprintf("before-schema-%d.db", at+1))
	_ = os.Remove(before) // an earlier try of the same step
	if err := c.write.copyTo(ctx, before); err != nil {
		return fmt.Errorf("keep a copy of schema %d: %w", at, err)
	}
	return c.write.migrateAll(ctx, c.o.Version, all)
}

// copyTo writes a whole, compact copy of the file.
func (s *store) copyTo(ctx context.Context, to string) error {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return s.with(ctx, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `VACUUM INTO ?`, to) // an empty file is allowed
		if primaryCode(err) == sqlite3.SQLITE_ERROR {        // when it cannot tell that it is empty
			return fmt.Errorf("%s cannot be written: see that its disk is well and try again", to)
		}
		return err
	})
}
