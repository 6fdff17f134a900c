package cache

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"standfirst/feed"
)

// TestMain lets the test binary play a second process.
func TestMain(m *testing.M) {
	var err error
	switch mode := os.Getenv(childMode); mode {
	case "":
		code := m.Run()
		for _, a := range benchArchives {
			if !a.keep {
				_ = os.RemoveAll(a.dir)
			}
		}
		os.Exit(code)
	case "read-only":
		err = playReadOnly(os.Args[1])
	case "writer":
		err = playWriter(os.Args[1], os.Args[2])
	default:
		err = fmt.Errorf("no such part: %s", mode)
	}
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func timeout() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), time.Minute)
}

// playWriter stores stories and marks them until it is killed or told to stop,
// and says each mark that is on disk.
func playWriter(dir, seed string) error {
	ctx, stop := timeout()
	defer stop()
	c, err := Open(ctx, Options{Dir: dir})
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Subscribe(ctx, testPublications); err != nil {
		return err
	}
	go func() {
		// The parent closes our input when it has seen enough.
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
		stop()
	}()
	clk := &clock{testStart}
	fmt.Println("open")
	for n := 0; ctx.Err() == nil; n++ {
		var list []feed.Story
		for i := range 5 {
			s := story(clk, n*5+i, fmt.Sprintf("Story %s-%d", seed, n*5+i), nil)
			s.GUID = fmt.Sprintf("%s-%d", seed, n*5+i)
			s.Link = "https://first.example/" + s.GUID
			s.Published = testStart.Add(-time.Duration(n) * time.Minute)
			list = append(list, s)
		}
		r, err := c.Put(ctx, "first", list)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			return err
		}
		if n%7 == 0 {
			if _, err := c.Index(ctx); err != nil && ctx.Err() == nil {
				return err
			}
		}
		for _, id := range r.IDs {
			_, err := c.MarkRead(ctx, []feed.StoryID{id}, true)
			if ctx.Err() != nil {
				break
			}
			if err != nil {
				return err
			}
			fmt.Println("marked", id)
		}
	}
	fmt.Println("done")
	return nil
}

// A mark that was acknowledged is there after the process was killed in the
// middle of its writing, twenty times in the same archive.
func TestKilledTwentyTimesNoMarkIsLost(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	dir := t.TempDir()
	marked := map[feed.StoryID]bool{}
	for round := range rounds {
		cmd := child(t, "writer", dir, fmt.Sprint(round))
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for seen := 0; lines.Scan(); seen++ {
			var id feed.StoryID
			if _, err := fmt.Sscanf(lines.Text(), "marked %d", &id); err == nil {
				marked[id] = true
			} else if strings.HasPrefix(lines.Text(), "failed") {
				t.Error(lines.Text())
			}
			if seen == 8+round*3 {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = cmd.Wait() // killed
	}
	clk := &clock{testStart}
	c := openTest(t, dir, clk)
	if b := c.Banner(); b != "" {
		t.Errorf("banner: %s", b)
	}
	if len(marked) < rounds*5 {
		t.Fatalf("only %d marks were made", len(marked))
	}
	for id := range marked {
		if a, err := c.Body(t.Context(), id); err != nil || !a.Marks.IsRead() {
			t.Errorf("mark of story %d is lost: %v", id, err)
		}
	}
	check(t, c)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if fault := quickCheck(t.Context(), filepath.Join(dir, FileName)); fault != nil {
		t.Error(fault)
	}
	t.Logf("%d rounds, %d acknowledged marks, none lost", rounds, len(marked))
}

// Two programs write the same archive at the same time without an error.
func TestTwoWritersSideBySide(t *testing.T) {
	dir := t.TempDir()
	var (
		wg   sync.WaitGroup
		both sync.WaitGroup // until each has marked a good number
	)
	const enough = 25
	both.Add(2)
	for n := range 2 {
		cmd := child(t, "writer", dir, fmt.Sprint("w", n))
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() {
			both.Wait()
			_ = in.Close()
		}()
		wg.Go(func() {
			marks, last := 0, ""
			for lines := bufio.NewScanner(out); lines.Scan(); {
				last = lines.Text()
				if strings.HasPrefix(last, "marked") {
					if marks++; marks == enough {
						both.Done()
					}
				}
			}
			if err := cmd.Wait(); err != nil || last != "done" || marks < enough {
				t.Errorf("writer %d: %v after %d marks: %s", n, err, marks, last)
			}
			if marks < enough {
				both.Done()
			}
		})
	}
	wg.Wait()
	c := openTest(t, dir, &clock{testStart})
	check(t, c)
}

// A full disk: reading goes on, marks wait and say so, and are written when
// there is room.
func TestFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("a disk can only be filled here as root on Linux (tmpfs)")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m,mode=0700"); err != nil {
		t.Skipf("tmpfs cannot be mounted: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	clk := &clock{testStart}
	c := openTest(t, dir, clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	p := newPress(5)
	var list []feed.Story
	for i := range 60 {
		list = append(list, p.story(i, clk.ago(time.Duration(i)*time.Hour)))
	}
	put(t, c, list...)
	ballast := filepath.Join(dir, "ballast")
	fill := func() { // the rest of the disk
		f, err := os.Create(ballast)
		if err != nil {
			t.Fatal(err)
		}
		for block := make([]byte, 4096); err == nil; {
			_, err = f.Write(block)
		}
		_ = f.Close()
	}
	fill()
	waited := false
	for id := feed.StoryID(1); id <= 40; id++ {
		change, err := c.MarkRead(t.Context(), []feed.StoryID{id}, true)
		if err != nil {
			t.Fatalf("mark on a full disk: %v", err)
		}
		waits := strings.Contains(c.Banner(), "disk is full")
		if change.Waiting != waits {
			t.Errorf("the change of story %d waits: %v; the banner: %q", id, change.Waiting, c.Banner())
		}
		waited = waited || waits
	}
	if !waited {
		t.Fatal("the disk did not fill")
	}
	t.Log(c.Banner())
	waits := 0
	for _, r := range edition(t, c, "").Rows {
		if r.ID <= 40 && !r.Marks.IsRead() {
			t.Errorf("story %d is not shown as read", r.ID)
		}
		if r.Marks.Waiting {
			waits++
		}
	}
	if waits == 0 {
		t.Error("no mark is shown as waiting")
	}
	if _, err := c.Put(t.Context(), "first", []feed.Story{p.story(1000, clk.at)}); !isFull(err) {
		t.Errorf("a story on a full disk: %v", err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if n := c.Retry(); n != 0 {
		t.Fatalf("%d still wait", n)
	}
	if b := c.Banner(); b != "" {
		t.Errorf("banner: %s", b)
	}
	if n := edition(t, c, "is:read").Total; n != 40 {
		t.Errorf("%d read", n)
	}
	for _, r := range edition(t, c, "").Rows {
		if r.Marks.Waiting {
			t.Errorf("story %d still waits", r.ID)
		}
	}
	if ch, err := c.Undo(t.Context()); err != nil || ch.Count != 1 {
		t.Errorf("undo of a waiting mark: %+v, %v", ch, err)
	}
	check(t, c)
	// What no disk took until the end is told.
	fill()
	for id := feed.StoryID(1); id <= 40; id++ {
		change, err := c.MarkRead(t.Context(), []feed.StoryID{id}, false)
		if err != nil {
			t.Fatal(err)
		}
		if change.Waiting {
			if err := c.Close(); !errors.Is(err, ErrNotKept) {
				t.Errorf("closed with marks that wait: %v", err)
			}
			return
		}
	}
	t.Error("the disk did not fill again")
}
