package cache

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"standfirst/feed"
)

// The pages above the texts are lost, everything below them is there: no story,
// text or mark is missing afterwards, and a pruned story stays away.
func TestLeavesWithoutARoot(t *testing.T) {
	clk := &clock{testStart}
	for _, tables := range [][]string{{"stories"}, {"bodies"}, {"stories", "bodies"}} {
		dir := stock(t, clk)
		path := filepath.Join(dir, FileName)
		c := openTest(t, dir, clk)
		gone := []feed.StoryID{7, 8, 9}
		err := c.change(t.Context(), func(x *tx) error {
			for _, id := range gone {
				if err := x.remove(id, whyPruned); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		want := map[feed.StoryID]string{}
		for _, r := range edition(t, c, "").Rows {
			want[r.ID] = body(t, c, r.ID).Body
		}
		roots := map[string]int{}
		for _, table := range tables {
			var root int
			if err := c.write.scanOne(t.Context(), `SELECT rootpage FROM sqlite_schema WHERE name = '`+table+`'`, &root); err != nil {
				t.Fatal(err)
			}
			roots[table] = root
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, 2))
		edit(t, path, func(b []byte) []byte {
			for _, root := range roots {
				for i := range 8192 {
					b[(root-1)*8192+i] = byte(r.Uint32())
				}
			}
			return b
		})
		if c, err = Open(t.Context(), Options{Dir: dir, Now: clk.now}); err != nil {
			t.Fatal(err)
		}
		if c.Banner() == "" {
			provoke(t, c)
			_ = c.Close()
			if c, err = Open(t.Context(), Options{Dir: dir, Now: clk.now}); err != nil {
				t.Fatal(err)
			}
		}
		rows := edition(t, c, "").Rows
		if len(rows) != len(want) {
			t.Errorf("without the roots of %v: %d stories, want %d; %s", tables, len(rows), len(want), c.Banner())
		}
		for _, row := range rows {
			if text := body(t, c, row.ID).Body; text != want[row.ID] {
				t.Fatalf("without the roots of %v: story %d has %d bytes of text, want %d", tables, row.ID, len(text), len(want[row.ID]))
			}
			if row.Marks.IsRead() != (row.ID%2 == 0) {
				t.Errorf("story %d: read is %v", row.ID, row.Marks.IsRead())
			}
		}
		check(t, c)
		_ = c.Close()
	}
}

// A root has as many leaves as have room, one more is hung by itself, and what is
// listed as free is left out.
func TestHangingLeaves(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	path := filepath.Join(dir, "t.db")
	s, err := openStore(ctx, path, 1, "_pragma=page_size(512)", "_pragma=journal_mode(DELETE)")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.script(ctx, `CREATE TABLE notes (id INTEGER PRIMARY KEY, name TEXT, text BLOB, n INTEGER)`,
		`WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 400) INSERT INTO notes SELECT i, 'note ' || i, zeroblob(90), i FROM c`,
		`DELETE FROM notes WHERE id BETWEEN 100 AND 200`); err != nil {
		t.Fatal(err)
	}
	var root uint32
	if err := s.scanOne(ctx, `SELECT rootpage FROM sqlite_schema`, &root); err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	kinds := []string{"INTEGER", "TEXT", "BLOB", "INTEGER"}
	free := freePages(path)
	all, most, err := findLeaves(path, kinds, nil)
	if err != nil || len(free) == 0 {
		t.Fatalf("%d free pages, %v", len(free), err)
	}
	live, _, err := findLeaves(path, kinds, free)
	if err != nil || len(live) >= len(all) {
		t.Fatalf("%d leaves, %d with the free ones, %v", len(live), len(all), err)
	}
	for _, size := range []int{most, 1} { // the last turn of both is a single leaf
		seen := map[int]bool{}
		rest := live
		if size == most {
			rest = rest[:2*most+1]
		}
		for turns := 0; len(rest) > 0; turns++ {
			var under []leaf
			if under, rest = inRow(rest, size); turns > len(live) {
				t.Fatal("it does not end")
			}
			if err := hang(path, root, under); err != nil {
				t.Fatal(err)
			}
			s, err := openStore(ctx, path, 1, "mode=ro", "immutable=1")
			if err != nil {
				t.Fatal(err)
			}
			var first, last, n int
			if err := s.scanOne(ctx, `SELECT min(id), max(id), count(*) FROM notes`, &first, &last, &n); err != nil {
				t.Fatalf("%d leaves under one root: %v", len(under), err)
			}
			if int64(first) != under[0].first || int64(last) != under[len(under)-1].last {
				t.Errorf("%d to %d, want %d to %d", first, last, under[0].first, under[len(under)-1].last)
			}
			seen[first] = true
			if err := s.close(); err != nil {
				t.Fatal(err)
			}
		}
		if len(seen) < 3 {
			t.Errorf("%d turns of %d leaves", len(seen), size)
		}
	}
}

// No page, whatever is in it, makes looking for leaves fail.
func TestRowsOfAnyPage(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	kinds := []string{"INTEGER", "TEXT", "BLOB", "INTEGER"}
	for range 200_000 {
		page := make([]byte, 512)
		for i := range page {
			page[i] = byte(r.Uint32() >> r.IntN(8))
		}
		page[0], page[3], page[4] = leafPage, 0, byte(r.IntN(4))
		rowsOf(page, kinds)
	}
	for _, n := range []int64{0, 1, 127, 128, 1 << 40, 1<<63 - 1, -1} {
		b := make([]byte, 9)
		putNine(b, n)
		if v, l := varint(b); v != n || l != 9 {
			t.Errorf("%d is written as % x and read as %d", n, b, v)
		}
	}
}
