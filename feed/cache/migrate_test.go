package cache

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"standfirst/feed"
)

var update = flag.Bool("update", false, "write the fixture of the present schema")

// A step is a copy of the file and one transaction; a step that fails leaves
// the file as it was.
func TestAMigrationIsACopyAndOneTransaction(t *testing.T) {
	clk := &clock{testStart}
	dir := stock(t, clk)
	with := func(extra ...string) error {
		c, err := prepareDir(Options{Dir: dir, Now: clk.now, Version: "2.0"})
		if err != nil {
			t.Fatal(err)
		}
		c.steps = append(c.steps, extra...)
		err = c.open(t.Context())
		if err == nil && edition(t, c, "").Total != 300 {
			t.Error("stories are missing")
		}
		_ = c.Close()
		return err
	}
	at := func() (n int) {
		s, err := openStore(t.Context(), filepath.Join(dir, FileName), 1)
		if err != nil {
			t.Fatal(err)
		}
		defer s.close()
		if n, err = s.schema(t.Context()); err != nil {
			t.Fatal(err)
		}
		return n
	}
	first := at()
	good := `ALTER TABLE stories ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'; UPDATE stories SET mood = 'glad';`
	bad := good + ` INSERT INTO nowhere VALUES (1);`
	if err := with(bad); err == nil || at() != first {
		t.Fatalf("a failing step: %v, schema %d", err, at())
	}
	if err := with(good); err != nil || at() != first+1 {
		t.Fatalf("%v, schema %d", err, at())
	}
	copies, err := filepath.Glob(filepath.Join(dir, "backups", "before-schema-*.db"))
	if err != nil || len(copies) != 1 || quickCheck(t.Context(), copies[0]) != nil {
		t.Fatalf("%v, %v", copies, err)
	}
	if err := with(); err == nil || !strings.Contains(err.Error(), "Standfirst 2.0") {
		t.Fatalf("an older program: %v", err)
	}
}

// Every schema that was ever released is opened by this program.
func TestEveryOldSchemaOpens(t *testing.T) {
	all, err := steps()
	if err != nil {
		t.Fatal(err)
	}
	present := filepath.Join("testdata", fmt.Sprintf("schema-%d.db.zst", len(all)))
	if *update {
		writeFixture(t, present)
	}
	files, err := filepath.Glob(filepath.Join("testdata", "schema-*.db.zst"))
	if err != nil || len(files) != len(all) {
		t.Fatalf("%d schemas, fixtures %v, %v: run with -update when a schema is new", len(all), files, err)
	}
	d, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, file := range files {
		packed, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := d.DecodeAll(packed, nil)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, FileName), plain, 0o600); err != nil {
			t.Fatal(err)
		}
		c := openTest(t, dir, &clock{testStart})
		if e := edition(t, c, "is:saved is:read tag:adoption"); e.Total != 1 || e.Rows[0].Title != "Group leaders argue over adoption" {
			t.Errorf("%s: %v", file, titles(e.Rows))
		}
		if n := edition(t, c, "ofsted").Total; n != 1 {
			t.Errorf("%s: search finds %d", file, n)
		}
		if !strings.HasSuffix(file, "schema-1.db.zst") && !strings.HasSuffix(file, "schema-2.db.zst") {
			// From schema 3 on there are common words: whole ones, and first letters.
			err := c.see(t.Context(), func(l *look) error {
				for _, w := range []string{"harbour", "har" + beginning} {
					if _, common, err := l.commonNum(w); err != nil || !common {
						t.Errorf("%s: %q is common: %v, %v", file, w, common, err)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range []string{"harbour", "har", "harb"} {
				if n := edition(t, c, w).Total; n != fixtureStories {
					t.Errorf("%s: %q finds %d, want %d", file, w, n, fixtureStories)
				}
			}
		}
		if ch, err := c.Undo(t.Context()); err != nil || ch.Kind != feed.ChangeSaved {
			t.Errorf("%s: undo: %+v, %v", file, ch, err)
		}
		if b := c.Banner(); b != "" {
			t.Errorf("%s: %s", file, b)
		}
		check(t, c)
	}
}

// fixtureStories are more than make a common word.
const fixtureStories = commonSample + 20

func writeFixture(t *testing.T, file string) {
	c, clk := paper(t)
	var list []feed.Story
	for i := range fixtureStories {
		list = append(list, story(clk, 100+i, fmt.Sprint("Number ", i), func(s *feed.Story) {
			s.Body = fmt.Sprintf("<p>Down at the harbour, again: %d.</p>", i)
		}))
	}
	put(t, c, list...)
	if _, err := c.Index(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := edition(t, c, `"group leaders"`).Rows[0].ID
	if _, err := c.MarkRead(t.Context(), []feed.StoryID{id}, true); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Save(t.Context(), []feed.StoryID{id}, true); err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(t.TempDir(), "whole.db")
	if err := c.Backup(t.Context(), whole); err != nil {
		t.Fatal(err)
	}
	plain, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, e.EncodeAll(plain, nil), 0o644); err != nil {
		t.Fatal(err)
	}
}
