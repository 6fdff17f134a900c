package cache

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"standfirst/feed"
)

// stock makes a closed archive of 300 stories, half of them read, five saved,
// one tag followed, and tells its folder.
func stock(t testing.TB, clk *clock) string {
	t.Helper()
	dir := t.TempDir()
	c := openTest(t, dir, clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	p := newPress(3)
	var list []feed.Story
	for i := range 300 {
		list = append(list, p.story(i, clk.ago(time.Duration(i)*time.Hour)))
	}
	put(t, c, list...)
	if _, err := c.Index(t.Context()); err != nil {
		t.Fatal(err)
	}
	var read []feed.StoryID
	for id := 2; id <= 300; id += 2 {
		read = append(read, feed.StoryID(id))
	}
	if _, err := c.MarkRead(t.Context(), read, true); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Save(t.Context(), []feed.StoryID{1, 50, 100, 150, 200}, true); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SetInterest(t.Context(), feed.Interest{Kind: feed.InterestTag, Value: "subject 1"}, true); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SaveView(t.Context(), feed.View{Name: "Leaders", Query: mustParse(t, "section:comment/leaders is:unread")}); err != nil {
		t.Fatal(err)
	}
	if err := c.RotateBackup(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func edit(t *testing.T, path string, f func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, f(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// What is left of an archive after each kind of damage. Marks and choices
// survive every one of them; stories as far as their pages do.
func TestDamageIsRepairedAndToldOf(t *testing.T) {
	scribble := func(seed uint64) func([]byte) []byte {
		return func(b []byte) []byte {
			r := rand.New(rand.NewPCG(seed, 1))
			for range 4 {
				page := 1 + r.IntN(len(b)/8192-1)
				for i := range 8192 {
					b[page*8192+i] = byte(r.Uint32())
				}
			}
			return b
		}
	}
	for _, damage := range []struct {
		name    string
		do      func([]byte) []byte
		said    string
		atLeast int
	}{
		{"four pages", scribble(1), "", 150},
		{"four other pages", scribble(2), "", 150},
		{"four more pages", scribble(5), "", 150},
		{"cut in half", func(b []byte) []byte { return b[:len(b)/2] }, "its end was missing", 100},
		{"a tenth left", func(b []byte) []byte { return b[:len(b)/10] }, "its end was missing", 5},
		{"seven tenths left", func(b []byte) []byte { return b[:len(b)*7/10] }, "its end was missing", 100},
		{"its last byte missing", func(b []byte) []byte { return b[:len(b)-1] }, "its end was missing", 250},
		{"zero bytes", func([]byte) []byte { return nil }, "it was empty (0 bytes)", 5},
		{"sixty bytes", func(b []byte) []byte { return b[:60] }, "it was cut short", 5},
		{"garbage at the beginning", func(b []byte) []byte { copy(b, "this is not a database at all, it is a letter to my aunt"); return b }, "its beginning was overwritten", 290},
	} {
		t.Run(damage.name, func(t *testing.T) {
			clk := &clock{testStart}
			dir := stock(t, clk)
			path := filepath.Join(dir, FileName)
			edit(t, path, damage.do)
			c, err := Open(t.Context(), Options{Dir: dir, Now: clk.now})
			if err != nil {
				t.Fatal(err)
			}
			if c.Banner() == "" {
				// Damage in the middle shows when the page is read: the first
				// time all writing stops, the second start repairs.
				provoke(t, c)
				if !strings.Contains(c.Banner(), "damaged") {
					t.Skip("none of the pages is in use")
				}
				if _, err := c.MarkRead(t.Context(), []feed.StoryID{1}, true); !errors.Is(err, ErrDamaged) {
					t.Fatalf("written into a damaged archive: %v", err)
				}
				if err := c.Close(); err != nil {
					t.Log(err)
				}
				if c, err = Open(t.Context(), Options{Dir: dir, Now: clk.now}); err != nil {
					t.Fatal(err)
				}
			}
			defer c.Close()
			if b := c.Banner(); !strings.Contains(b, "was rebuilt") || !strings.Contains(b, damage.said) {
				t.Fatalf("banner: %q", b)
			}
			t.Log(c.Banner())
			e := edition(t, c, "")
			if e.Total < damage.atLeast {
				t.Errorf("%d stories left, want %d", e.Total, damage.atLeast)
			}
			if n := edition(t, c, "is:saved").Total; n != 5 {
				t.Errorf("%d saved stories, want 5", n)
			}
			for _, r := range e.Rows {
				if r.Marks.IsRead() != (r.ID%2 == 0) {
					t.Errorf("story %d: read is %v", r.ID, r.Marks.IsRead())
				}
			}
			if views, err := c.Views(t.Context()); err != nil || len(views) != 1 {
				t.Errorf("views: %v, %v", views, err)
			}
			if wants, err := c.Interests(t.Context()); err != nil || len(wants) != 1 {
				t.Errorf("follows: %v, %v", wants, err)
			}
			aside, err := filepath.Glob(path + ".damaged-*")
			if err != nil || len(aside) == 0 {
				t.Errorf("the damaged file was not set aside: %v, %v", aside, err)
			}
			check(t, c)
			// What the feed still has comes back, read as it was.
			p := newPress(3)
			var list []feed.Story
			for i := range 300 {
				list = append(list, p.story(i, clk.ago(time.Duration(i)*time.Hour)))
			}
			put(t, c, list...)
			e = edition(t, c, "")
			read := edition(t, c, "is:read").Total
			if e.Total != 300 || read < 145 {
				t.Errorf("after the next refresh: %d stories, %d read", e.Total, read)
			}
			edition(t, c, "care")
			check(t, c)
		})
	}
}

// provoke reads everything once.
func provoke(t *testing.T, c *Cache) {
	for id := range feed.StoryID(300) {
		_, _ = c.Body(t.Context(), id+1)
	}
	for _, q := range []string{"", "care", "social", "is:unread", "has:full", "tag:\"subject 1\"", "sort:oldest", "by:writer"} {
		_, _ = c.Edition(t.Context(), mustParse(t, q), feed.Window{Limit: 1000})
	}
	_, _ = c.Counts(t.Context(), feed.Query{})
	_, _ = c.Tags(t.Context())
	_, _ = c.History(t.Context(), 100)
	_ = c.see(t.Context(), func(l *look) error {
		for _, table := range ownTables {
			var n int
			if _, err := l.one(`SELECT count(*) FROM `+table+` NOT INDEXED`, nil, &n); err != nil {
				return err
			}
		}
		var n int
		_, err := l.one(`SELECT count(*) FROM (SELECT * FROM identities INDEXED BY identities_story)`, nil, &n)
		return err
	})
}

func TestWhatIsNotAnArchiveIsLeftAlone(t *testing.T) {
	clk := &clock{testStart}
	for name, make := range map[string]func(path string) error{
		"belongs to another program": func(path string) error {
			s, err := openStore(t.Context(), path, 1)
			if err != nil {
				return err
			}
			if err := s.scanOne(t.Context(), `CREATE TABLE t (x); SELECT 1`, new(int)); err != nil {
				return err
			}
			return s.close()
		},
		"is a folder": func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, FileName)
		if err := make(path); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), Options{Dir: dir, Now: clk.now})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(t.Context(), Options{Now: clk.now}); err == nil || !strings.Contains(err.Error(), "XDG_DATA_HOME") {
		t.Errorf("no folder: %v", err)
	}
}

func TestANewerArchiveIsRefused(t *testing.T) {
	clk := &clock{testStart}
	dir := stock(t, clk)
	s, err := openStore(t.Context(), filepath.Join(dir, FileName), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.scanOne(t.Context(), `UPDATE kept SET value = '9.1' WHERE key = 'made_by'; PRAGMA user_version = 99; SELECT 1`, new(int)); err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), Options{Dir: dir, Now: clk.now, Version: "1.0"})
	if err == nil || !strings.Contains(err.Error(), "Standfirst 9.1") || !strings.Contains(err.Error(), "schema 99") {
		t.Fatalf("%v", err)
	}
}

func TestFilesAreTheReadersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	clk := &clock{testStart}
	c := openTest(t, dir, clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	put(t, c, story(clk, 1, "One", nil))
	if _, err := c.MarkRead(t.Context(), []feed.StoryID{1}, true); err != nil {
		t.Fatal(err)
	}
	if err := c.RotateBackup(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// childMode names the part that a child process plays; see TestMain.
const childMode = "STANDFIRST_CACHE_CHILD"

func child(t *testing.T, mode string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), childMode+"="+mode)
	cmd.Stderr = os.Stderr
	return cmd
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Getuid() != 0 {
		t.Log("run as an ordinary user: the folder's mode is enough")
	}
	clk := &clock{testStart}
	dir := stock(t, clk)
	for _, d := range []string{filepath.Dir(filepath.Dir(dir)), filepath.Dir(dir), dir} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{FileName, MarksFileName, "standfirst.lock"} {
		if err := os.Chmod(filepath.Join(dir, f), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// A user that owns nothing here, where the test runs as root.
	program := filepath.Join(filepath.Dir(filepath.Dir(dir)), "program")
	if err := copyFile(self, program); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(program, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(program) })
	cmd := child(t, "read-only", dir)
	cmd.Path = program
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"stories 300", "unread 150", "can only be read", "mark: the cache can only be read", "search found"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in: %s", want, out)
		}
	}
}

func playReadOnly(dir string) error {
	clk := &clock{testStart}
	ctx, stop := timeout()
	defer stop()
	c, err := Open(ctx, Options{Dir: dir, Now: clk.now})
	if err != nil {
		return err
	}
	defer c.Close()
	e, err := c.Edition(ctx, feed.Query{}, feed.Window{Limit: 10})
	if err != nil {
		return err
	}
	n, err := c.Counts(ctx, feed.Query{})
	if err != nil {
		return err
	}
	s, err := c.Edition(ctx, feed.Query{Terms: []feed.Term{{Kind: feed.TermWord, Value: "care"}}}, feed.Window{Limit: 10})
	if err != nil {
		return err
	}
	_, mark := c.MarkRead(ctx, []feed.StoryID{1}, true)
	fmt.Printf("stories %d\nunread %d\n%s\nmark: %v\nsearch found %d\n", e.Total, n.All.Unread, c.Banner(), mark, s.Total)
	return nil
}
