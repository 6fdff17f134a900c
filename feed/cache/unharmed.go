package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
)

// rowCopier copies the rows of one table.
type rowCopier struct {
	source  *sql.Conn
	insert  *sql.Stmt
	table   string
	columns []string
}

// copied tells how far rows came.
type copied struct {
	whole bool
	last  int64 // the first column of the last row, when it is a number
}

// rows copies rows until the end or the first fault of the source, which is not
// an error here. A row that came to harm is left out: a backup or the feed may
// have it whole.
func (r rowCopier) rows(ctx context.Context, query string, args ...any) (c copied, err error) {
	rows, err := r.source.QueryContext(ctx, query, args...)
	if err != nil {
		return c, ctx.Err()
	}
	defer rows.Close()
	values := make([]any, len(r.columns))
	into := make([]any, len(r.columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return c, ctx.Err()
		}
		if n, ok := values[0].(int64); ok {
			c.last = n
		}
		if !unharmed(r.table, r.columns, values) {
			continue
		}
		if _, err := r.insert.ExecContext(ctx, values...); err != nil {
			return c, err
		}
	}
	c.whole = rows.Err() == nil
	return c, ctx.Err()
}

// stepOver copies what lies between two damaged places, with growing steps over
// numbers whose page cannot be read.
func (r rowCopier) stepOver(ctx context.Context, query string, from, to int64) error {
	for step := int64(1); from < to; {
		c, err := r.rows(ctx, query, from, to)
		if err != nil || c.whole {
			return err
		}
		if c.last > from {
			from, step = c.last, 1
			continue
		}
		from += step
		step = min(step*2, 64)
	}
	return nil
}

// The columns that hold JSON, packed text and sets of numbers, by their tables.
var (
	jsonColumns = map[string][]string{
		"publications": {"spec", "learned", "edited"}, "stories": {"sections", "tags", "categories", "images", "enclosures"},
		"journal": {"before", "after"}, "fetches": {"state"},
	}
	packedColumns = map[string][]string{"bodies": {"html"}, "versions": {"html"}, "comments": {"list"}}
	setColumns    = map[string][]string{"journal": {"ids"}}
)

// unharmed tells whether a row read from a damaged file can be what was written.
// SQLite keeps no sums: the end of a long row, which stands on a page of its own,
// may have become zeros or part of another row.
func unharmed(table string, columns []string, values []any) bool {
	if number, ok := values[0].(int64); ok && slices.Contains(numbered, table) && (number < 1 || number > mostRow) {
		return false // no set could hold it
	}
	for i, v := range values {
		switch v := v.(type) {
		case string:
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return false
			}
			if v != "" && slices.Contains(jsonColumns[table], columns[i]) && !json.Valid([]byte(v)) {
				return false
			}
		case []byte:
			if slices.Contains(packedColumns[table], columns[i]) {
				text, err := unpack(v)
				if err != nil || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
					return false
				}
			}
			if slices.Contains(setColumns[table], columns[i]) && len(v) > 0 && roaring.New().UnmarshalBinary(v) != nil {
				return false
			}
		}
	}
	return true
}
