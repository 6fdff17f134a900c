package hostile

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestSoak keeps one screen open through many refreshes of many publications
// that change on every one: memory, threads, open files and the archive stay
// where they were after the first rounds. 20 publications and 10 rounds; 200 and
// 50 in the long form.
func TestSoak(t *testing.T) {
	if _, err := os.Stat("/proc/self/fd"); err != nil {
		t.Skip("SKIPPED: no /proc on this system; memory and open files of a long run were not watched")
	}
	papers, rounds := 20, 10
	if long {
		papers, rounds = 200, 50
	} else {
		t.Parallel()
	}
	s := newSite(t)
	var names []string
	for n := range papers {
		var answers []answer
		for round := range rounds + 2 {
			answers = append(answers, answer{body: paperItems(10, `<item><title>Story %d of %d</title><guid isPermaLink="false">g%d</guid><link>http://paper%d.example/%d</link><description>%s</description></item>`, func(i int) []any {
				// Two of ten are new each round, the wording of all others changes.
				number := i + 2*round
				return []any{number, n, number, n, number, strings.Repeat(fmt.Sprintf("words %d of round %d. ", number, round), 30)}
			})})
		}
		name := fmt.Sprintf("paper%d", n)
		s.serve(name, answers...)
		names = append(names, name)
	}
	h := newHome(t)
	s.paper(t, h, "", names...)
	see := screen(t, h)
	pid := see.Process().Pid
	type use struct{ memory, threads, files int }
	var first, last use
	for round := range rounds {
		// Refreshed beside the screen, which follows by itself or when told to.
		if r := h.Run(t, "refresh", "--force"); r.Code != 0 {
			t.Fatalf("refresh: %s%s", r.Out, r.Err)
		}
		see.keys("0", "j", "enter", "G", "esc")
		time.Sleep(100 * time.Millisecond)
		last = use{status(t, pid, "VmRSS") >> 10, status(t, pid, "Threads"), files(t, pid)}
		if round == rounds/3 {
			first = last
		}
	}
	t.Logf("after a third: %+v; at the end: %+v; archive %d MiB", first, last, diskUse(t, h)>>20)
	if last.memory > 250 || last.memory > first.memory*3/2+30 {
		t.Errorf("memory went from %d to %d MiB", first.memory, last.memory)
	}
	if last.threads > first.threads+8 {
		t.Errorf("threads went from %d to %d", first.threads, last.threads)
	}
	if last.files > first.files+8 {
		t.Errorf("open files went from %d to %d", first.files, last.files)
	}
	stories := h.List(t, "words")
	if want := papers * (10 + 2*(rounds-1)); len(h.List(t)) != want+3 {
		t.Errorf("%d stories, want %d: %d hold a word of all", len(h.List(t)), want+3, len(stories))
	}
	see.leave()
	// A story of this size costs some kilobytes, with its index and one version.
	if most := int64(papers*(10+2*rounds))*16<<10 + 4<<20; diskUse(t, h) > most {
		t.Errorf("the archive takes %d KiB, more than %d", diskUse(t, h)>>10, most>>10)
	}
}

// status is a number of proc(5) status.
func status(t *testing.T, pid int, name string) int {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			n, err := strconv.Atoi(strings.Fields(value)[0])
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("no %s", name)
	return 0
}

func files(t *testing.T, pid int) int {
	t.Helper()
	list, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}
