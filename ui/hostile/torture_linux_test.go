//go:build linux && amd64

package hostile

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"standfirst/ui/terminal"
)

// act is something a reader does in one run of the program.
type act struct {
	name    string
	args    []string
	network bool // it asks the network
	// done tells what of it cannot be seen when the program said that it was done.
	done func(t *testing.T, h terminal.Home, before, after []terminal.Story) (missing string)
	// whole tells what is left of it that must not be, when it said that it was not.
	whole func(t *testing.T, h terminal.Home) (broken string)
	// touches tells whether the marks of a story may change by it.
	touches func(terminal.Story) bool
}

// acts are what the torture interrupts.
func acts() []act {
	story := func(stories []terminal.Story, title string) (found terminal.Story) {
		for _, s := range stories {
			if s.Title == title {
				found = s
			}
		}
		return found
	}
	only := func(title string) func(terminal.Story) bool {
		return func(s terminal.Story) bool { return s.Title == title }
	}
	return []act{
		{
			name: "refresh", args: []string{"refresh", "--force"}, network: true,
			done: func(_ *testing.T, _ terminal.Home, before, after []terminal.Story) string {
				if len(after) != len(before)+newStories {
					return fmt.Sprintf("%d stories, %d before", len(after), len(before))
				}
				return ""
			},
		},
		{
			name: "save", args: []string{"mark", "saved", `"Story 3"`}, touches: only("Story 3"),
			done: func(_ *testing.T, _ terminal.Home, _, after []terminal.Story) string {
				if !story(after, "Story 3").Saved {
					return "the mark"
				}
				return ""
			},
		},
		{
			name: "undo", args: []string{"undo"}, touches: only("Story 1"),
			done: func(_ *testing.T, _ terminal.Home, _, after []terminal.Story) string {
				if story(after, "Story 1").Saved {
					return "the undoing"
				}
				return ""
			},
		},
		{
			name: "store", args: []string{"offline", `"Story 2"`}, network: true,
			done: func(t *testing.T, h terminal.Home, _, _ []terminal.Story) string {
				if r := h.Run(t, "show", fmt.Sprint(story(h.List(t), "Story 2").ID)); !strings.Contains(r.Out, "the whole page") {
					return "the page: " + r.Out + r.Err
				}
				return ""
			},
		},
		{
			name: "add", args: []string{"add", "ROOT/another", "--yes"}, network: true,
			done: func(t *testing.T, h terminal.Home, _, _ []terminal.Story) string {
				if !strings.Contains(h.Run(t, "config", "show").Out, "/another") {
					return "the publication"
				}
				return ""
			},
			whole: func(t *testing.T, h terminal.Home) string {
				text, err := os.ReadFile(filepath.Join(h.Dir, "config", "standfirst", "config.toml"))
				if err != nil || !strings.Contains(string(text), "# a word of the reader") || !strings.Contains(string(text), "/healthy") {
					return fmt.Sprintf("the configuration: %v\n%s", err, text)
				}
				if r := h.Run(t, "config", "check"); r.Code != 0 {
					return "the configuration: " + r.Err
				}
				return ""
			},
		},
		{
			name: "back up", args: []string{"backup", "copy.db"},
			done: func(t *testing.T, h terminal.Home, _, _ []terminal.Story) string {
				if fault := restorable(t, h, filepath.Join(h.Dir, "copy.db")); fault != "" {
					return "a sound copy: " + fault
				}
				return ""
			},
			whole: func(t *testing.T, h terminal.Home) string {
				path := filepath.Join(h.Dir, "copy.db")
				if _, err := os.Stat(path); err != nil {
					return ""
				}
				return restorable(t, h, path)
			},
		},
		{
			name: "forget", args: []string{"forget", `"Story 4"`, "--yes"}, touches: only("Story 4"),
			done: func(_ *testing.T, _ terminal.Home, _, after []terminal.Story) string {
				if story(after, "Story 4").Title != "" {
					return "the forgetting"
				}
				return ""
			},
		},
		{
			name: "export", args: []string{"export", "marks", "--out", "marks-out.jsonl"},
			done: func(t *testing.T, h terminal.Home, before, _ []terminal.Story) string {
				text, err := os.ReadFile(filepath.Join(h.Dir, "marks-out.jsonl"))
				if n := strings.Count(string(text), "\n"); err != nil || n < len(before)/2 {
					return fmt.Sprintf("the whole file (%d lines): %v", n, err)
				}
				return ""
			},
		},
	}
}

// newStories is how many stories the publication has more when it is asked
// again.
const newStories = 3

// tortured is a home with stories, marks, a backup of yesterday's kind and
// something to undo.
func tortured(t *testing.T) (terminal.Home, *site) {
	t.Helper()
	s := newSite(t)
	paper := func(n int) answer {
		return answer{body: paperItems(n, `<item><title>Story %d</title><guid isPermaLink="false">g%d</guid><link>ROOT/page%d</link><description>%s</description></item>`, func(n int) []any {
			return []any{n, n, n, fmt.Sprintf("words of story %d.", n)}
		})}
	}
	s.serve("hostile", paper(12))
	s.serve("another", paper(2))
	s.serve("page2", answer{headers: map[string]string{"Content-Type": "text/html"}, body: "<!doctype html><title>p</title><article><h1>Story</h1>" + strings.Repeat("<p>the whole page, which says much more than the feed does, sentence after sentence.</p>", 30) + "</article>"})
	h := newHome(t)
	s.paper(t, h, "# a word of the reader", "hostile")
	refresh(t, h, mostTime)
	for _, mark := range [][]string{{"read", "story"}, {"saved", `"Story 5"`}, {"saved", `"Story 1"`}} {
		if r := h.Run(t, append([]string{"mark"}, mark...)...); r.Code != 0 {
			t.Fatalf("mark %v: %s", mark, r.Err)
		}
	}
	s.serve("hostile", paper(12+newStories))
	return h, s
}

// integrity is what is wrong with the archive of a home; empty: nothing. A backup
// reads all of it and checks the copy.
func integrity(t *testing.T, h terminal.Home) string {
	t.Helper()
	path := filepath.Join(h.Dir, "checked.db")
	defer os.Remove(path)
	if r := h.Run(t, "backup", path); r.Code != 0 {
		return r.Err
	}
	return ""
}

// restorable is what is wrong with a backup; empty: nothing.
func restorable(t *testing.T, h terminal.Home, file string) string {
	t.Helper()
	elsewhere := h.With("XDG_DATA_HOME=" + filepath.Join(h.Dir, "elsewhere"))
	if r := elsewhere.Run(t, "restore", file); r.Code != 0 {
		return r.Err
	}
	if n := len(elsewhere.List(t)); n != len(h.List(t)) {
		return fmt.Sprintf("it holds %d stories", n)
	}
	return ""
}

// TestTorture makes each call of the disk and of the network fail in turn, in
// everything a reader does, as curl's and SQLite's tests do: alone, and with
// all that follow. Whatever fails, what was there is there, what the program
// said was done is done, and what was not is told in a sentence. All calls in
// the long form; else a few of each, spread over the run.
func TestTorture(t *testing.T) {
	t.Parallel()
	for _, a := range acts() {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			h, s := tortured(t)
			a.args = slices.Clone(a.args)
			for i := range a.args {
				a.args[i] = strings.ReplaceAll(a.args[i], "ROOT", s.URL)
			}
			before := h.List(t)
			for _, ail := range ailments {
				if ail.network && !a.network {
					continue
				}
				a.torture(t, h, ail, before)
			}
		})
	}
}

// torture interrupts an act at one call after the other.
func (a act) torture(t *testing.T, h terminal.Home, ail ailment, before []terminal.Story) {
	t.Helper()
	r, all := failing(t, duplicate(t, h), ail, 0, a.args...)
	if r.Code != 0 || all == 0 {
		t.Fatalf("%s without a failure: exit %d, %d calls\n%s%s", a.name, r.Code, all, r.Out, r.Err)
	}
	first, step := 1, 1
	if !long {
		first, step = max(1, all/4), max(1, all/2)
	}
	failed, tried := 0, 0
	for n := first; ; n += step {
		home := duplicate(t, h)
		r, calls := failing(t, home, ail, n, a.args...)
		if calls < n {
			break // it went through
		}
		tried++
		if r.Code != 0 {
			failed++
		}
		if fault := a.judge(t, home, r, before); fault != "" {
			t.Errorf("%s, %s, at call %d of %d: %s\nexit %d: %s%s", a.name, ail.name, n, all, fault, r.Code, r.Out, r.Err)
		}
		_ = os.RemoveAll(home.Dir)
	}
	t.Logf("%s: %s: %d calls, %d tried, %d times it gave up", a.name, ail.name, all, tried, failed)
}

// duplicate copies a home.
func duplicate(t *testing.T, h terminal.Home) terminal.Home {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(h.Dir)); err != nil {
		t.Fatal(err)
	}
	// CopyFS widens the permissions, which are of no matter here.
	env := make([]string, len(h.Env))
	for i := range h.Env {
		env[i] = strings.ReplaceAll(h.Env[i], h.Dir, dir)
	}
	return terminal.Home{Binary: h.Binary, Dir: dir, Env: env}
}

// judge tells what is wrong after an act was interrupted.
func (a act) judge(t *testing.T, h terminal.Home, r terminal.Result, before []terminal.Story) string {
	t.Helper()
	said := strings.TrimSpace(r.Err)
	switch {
	case r.Code < 0 || r.Code > 3:
		return "it ended by a fault"
	case strings.Contains(r.Out+said, "goroutine ") || strings.Contains(r.Out+said, "panic"):
		return "a trace"
	case r.Code != 0 && !sentence(said):
		return "no plain sentence"
	}
	printed(t, r)
	after := h.List(t)
	if fault := integrity(t, h); fault != "" {
		return "the archive: " + fault
	}
	if aside, _ := filepath.Glob(h.Database() + ".*"); len(aside) > 0 { // a constant pattern
		return fmt.Sprintf("a sound archive was set aside: %q", aside)
	}
	now := map[string]terminal.Story{}
	for _, s := range after {
		now[fmt.Sprint(s.ID)] = s
	}
	for _, was := range before {
		s, here := now[fmt.Sprint(was.ID)]
		free := a.touches != nil && a.touches(was)
		if !here && !free {
			return "lost: " + was.Title
		}
		if !free && (s.Read != was.Read || s.Saved != was.Saved) {
			return fmt.Sprintf("a mark of %s: read %v, saved %v; before: %v, %v", was.Title, s.Read, s.Saved, was.Read, was.Saved)
		}
	}
	if r.Code == 0 {
		if missing := a.done(t, h, before, after); missing != "" {
			return "it said that it was done; missing: " + missing
		}
	}
	if a.whole != nil {
		if broken := a.whole(t, h); broken != "" {
			return "left broken: " + broken
		}
	}
	return ""
}

// sentence tells whether what a command said of its failure can be read: few
// lines, no code of a library.
func sentence(said string) bool {
	for _, foreign := range []string{"SQL", "sqlite", "database", "disk I/O error", "errno", "0x", "<nil>"} {
		if strings.Contains(said, foreign) {
			return false
		}
	}
	return said != "" && strings.Count(said, "\n") <= 2
}
