//go:build unix

package hostile

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"standfirst/ui/terminal"
)

// stocked is a home with a refreshed publication, its stories read and saved by
// turns.
func stocked(t *testing.T) (terminal.Home, *site) {
	t.Helper()
	s := newSite(t)
	s.serve("hostile", answer{body: paperItems(40, `<item><title>Story %d</title><guid isPermaLink="false">g%d</guid><link>http://paper.example/%d</link><description>%s</description></item>`, func(n int) []any {
		return []any{n, n, n, strings.Repeat(fmt.Sprintf("words of story %d. ", n), 60)}
	})})
	h := newHome(t)
	s.paper(t, h, "", "hostile")
	refresh(t, h, mostTime)
	if r := h.Run(t, "mark", "read", "story"); r.Code != 0 {
		t.Fatalf("mark: %s", r.Err)
	}
	stories := h.List(t, "pub:hostile")
	for _, story := range stories[:5] {
		if r := h.Run(t, "mark", "saved", fmt.Sprint(story.ID)); r.Code != 0 {
			t.Fatalf("mark: %s", r.Err)
		}
	}
	return h, s
}

// TestDamagedArchive: whatever is done to the file, the program says what it
// found, sets the damaged file aside instead of deleting it, starts, and has the
// marks again once the stories are back.
func TestDamagedArchive(t *testing.T) {
	t.Parallel()
	noise := func(data []byte, at, n int) {
		r := rand.New(rand.NewPCG(7, 7))
		for i := at; i < min(len(data), at+n); i++ {
			data[i] = byte(r.Uint32())
		}
	}
	for name, damage := range map[string]func([]byte) []byte{
		"0 bytes":         func([]byte) []byte { return nil },
		"header":          func(d []byte) []byte { noise(d, 0, 100); return d },
		"cut in half":     func(d []byte) []byte { return d[:len(d)/2] },
		"cut to 50 bytes": func(d []byte) []byte { return d[:50] },
		"cut to one page": func(d []byte) []byte { return d[:4096] },
		"four pages": func(d []byte) []byte {
			for n := range 4 {
				noise(d, len(d)*(n+1)/6, 4096)
			}
			return d
		},
		"everything behind": func(d []byte) []byte { noise(d, 4096, len(d)); return d },
		"zeros":             func(d []byte) []byte { return make([]byte, len(d)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, _ := stocked(t)
			path := h.Database()
			for _, more := range []string{"-wal", "-shm"} {
				_ = os.Remove(path + more) // closed cleanly: there should be none
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			data = damage(data)
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			// What a crash leaves behind makes the next start look closer.
			if err := os.WriteFile(path+"-wal", make([]byte, 4096), 0o600); err != nil {
				t.Fatal(err)
			}
			term := h.Start(t, 100, 30)
			term.Until("STANDFIRST").Rest()
			term.Press("esc", "Q")
			if !term.Gone(5 * time.Second) {
				t.Fatal("it does not leave")
			}
			restored(t, term)
			aside := false
			_ = filepath.WalkDir(filepath.Dir(path), func(other string, entry os.DirEntry, err error) error {
				if err == nil && !entry.IsDir() {
					// Set aside, or, found while reading, noted for the next start.
					aside = aside || strings.Contains(other, ".db.damaged-")
				}
				return nil
			})
			if !aside {
				files, _ := filepath.Glob(filepath.Dir(path) + "/*")
				t.Errorf("the damaged file is gone: %q", files)
			}
			r := refresh(t, h, mostTime)
			stories := h.List(t, "pub:hostile")
			if read, saved := counts(stories); len(stories) != 40 || read != 40 || saved != 5 {
				t.Errorf("%d stories, %d read, %d saved; want 40, 40, 5\n%s", len(stories), read, saved, r.Err)
			}
		})
	}
}

// TestOddFolders: no home, a folder that cannot be written, a folder or another
// program's file in the archive's place: one sentence, or reading only.
func TestOddFolders(t *testing.T) {
	t.Parallel()
	sentence := func(t *testing.T, r terminal.Result, words ...string) {
		t.Helper()
		if r.Code != 1 || strings.Count(strings.TrimSpace(r.Err), "\n") > 1 || strings.Contains(r.Err, "goroutine ") {
			t.Errorf("exit %d: %s", r.Code, r.Err)
		}
		for _, word := range words {
			if !strings.Contains(r.Err, word) {
				t.Errorf("no %q in: %s", word, r.Err)
			}
		}
	}
	t.Run("no HOME", func(t *testing.T) {
		h := newHome(t)
		h.Env = []string{"PATH=" + os.Getenv("PATH"), "TERM=xterm"}
		sentence(t, h.Run(t, "list"), "HOME")
	})
	t.Run("HOME that is no folder", func(t *testing.T) {
		h := newHome(t)
		h.Env = []string{"PATH=" + os.Getenv("PATH"), "TERM=xterm", "HOME=/dev/null"}
		sentence(t, h.Run(t, "list"))
	})
	t.Run("a folder in its place", func(t *testing.T) {
		h := newHome(t)
		if err := os.MkdirAll(h.Database(), 0o700); err != nil {
			t.Fatal(err)
		}
		sentence(t, h.Run(t, "list"), "folder")
	})
	t.Run("another program's file", func(t *testing.T) {
		h, _ := stocked(t)
		data, err := os.ReadFile(h.Database())
		if err != nil {
			t.Fatal(err)
		}
		copy(data[68:72], "elsE") // application_id
		if err := os.WriteFile(h.Database(), data, 0o600); err != nil {
			t.Fatal(err)
		}
		sentence(t, h.Run(t, "list"), "another program")
		if now, _ := os.ReadFile(h.Database()); !bytes.Equal(now, data) {
			t.Error("the other program's file was changed")
		}
	})
	t.Run("a newer archive", func(t *testing.T) {
		h, _ := stocked(t)
		data, err := os.ReadFile(h.Database())
		if err != nil {
			t.Fatal(err)
		}
		copy(data[60:64], "\x00\x00\x7f\xff") // user_version
		if err := os.WriteFile(h.Database(), data, 0o600); err != nil {
			t.Fatal(err)
		}
		sentence(t, h.Run(t, "list"), "newer")
		if now, _ := os.ReadFile(h.Database()); !bytes.Equal(now, data) {
			t.Error("the newer archive was changed")
		}
	})
	t.Run("read only", func(t *testing.T) {
		if os.Getuid() == 0 {
			t.Skip("SKIPPED: root may write everywhere; the read-only folder was not tried")
		}
		h, _ := stocked(t)
		folder := filepath.Dir(h.Database())
		if err := os.Chmod(folder, 0o500); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.Chmod(folder, 0o700) }()
		if stories := h.List(t, "pub:hostile"); len(stories) != 40 {
			t.Errorf("%d stories can be read", len(stories))
		}
	})
}

// TestTwoAtOnce: two screens and a refreshing command on one archive: none gets
// an error, none loses a mark.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	h, _ := stocked(t)
	one, two := screen(t, h), screen(t, h)
	var group sync.WaitGroup
	results := make([]terminal.Result, 6)
	group.Go(func() {
		for n := range results {
			results[n] = h.Run(t, "refresh", "--force")
		}
	})
	for range 6 {
		one.keys("s", "j")
		two.keys("m", "j")
	}
	group.Wait()
	for _, r := range results {
		if r.Code != 0 || strings.Contains(r.Err, "lock") || strings.Contains(r.Err, "busy") {
			t.Errorf("refresh beside two screens: exit %d: %s", r.Code, r.Err)
		}
	}
	for _, s := range []*session{one, two} {
		if s.shown("locked") || s.shown("busy") || s.shown("SQLITE") {
			t.Errorf("a fault was shown:\n%s", s.Text())
		}
		s.leave()
	}
}

// TestKilled kills the program in the middle of its work, again and again: no
// mark that a command has confirmed is lost, and the archive stays sound.
func TestKilled(t *testing.T) {
	t.Parallel()
	rounds := 8
	if long {
		rounds = 200
	}
	h, _ := stocked(t)
	stories := h.List(t, "pub:hostile")
	confirmed := map[string]bool{}
	for _, s := range stories {
		confirmed[fmt.Sprint(s.ID)] = s.Saved
	}
	r := rand.New(rand.NewPCG(1, 2))
	for round := range rounds {
		// A refresh is killed at some moment while a mark is made beside it.
		term := h.Start(t, 80, 24, "refresh", "--force")
		story := fmt.Sprint(stories[round%len(stories)].ID)
		want := !confirmed[story]
		if done := h.Run(t, "mark", map[bool]string{true: "saved", false: "unsaved"}[want], story); done.Code == 0 {
			confirmed[story] = want
		} else {
			t.Errorf("mark beside a refresh: %s", done.Err)
		}
		time.Sleep(time.Duration(r.IntN(60)) * time.Millisecond)
		_ = term.Process().Kill() // it may have ended already
		term.Gone(5 * time.Second)
		// The screen is killed after its key was answered.
		if round%4 == 0 {
			see := screen(t, h)
			see.keys("j")
			see.Press("s")
			_ = see.Process().Kill() // it runs
			see.Gone(5 * time.Second)
			for _, s := range h.List(t, "pub:hostile") {
				confirmed[fmt.Sprint(s.ID)] = s.Saved
			}
		}
	}
	for _, s := range h.List(t, "pub:hostile") {
		if s.Saved != confirmed[fmt.Sprint(s.ID)] || !s.Read {
			t.Errorf("%s: read %v, saved %v; confirmed %v", s.Title, s.Read, s.Saved, confirmed[fmt.Sprint(s.ID)])
		}
	}
	if r := h.Run(t, "refresh", "--force"); r.Code != 0 || strings.Contains(r.Err, "damaged") {
		t.Errorf("after %d kills: exit %d: %s", rounds, r.Code, r.Err)
	}
}
