package ui

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"standfirst/feed/demo"
	"standfirst/feed/newsroom"
	"standfirst/ui/keys"
	"standfirst/ui/terminal"
)

// A clock that panics when a certain function asks for the time is a seam that
// needs no hook in the program: everything we run asks it.
const (
	panicIn    = "STANDFIRST_TEST_PANIC"
	panicStore = "STANDFIRST_TEST_PANIC_STORE" // the child's data folder
)

// TestAPanicLeavesTheTerminal: a fault of our own in the drawing, in a command
// or in reading a feed. The terminal is as it was; a feed's fault costs that
// feed.
func TestAPanicLeavesTheTerminal(t *testing.T) {
	for where, ends := range map[string]bool{"ui.(*App).View": true, "ui.(*App).Update": true, "cache.(*Cache).markTime": true, "newsroom.(*refresh).address": false} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), panicIn+"="+where, panicStore+"="+t.TempDir(), "TERM=xterm-256color")
			term := terminal.Attach(t, cmd, 100, 30)
			if !ends {
				term.Until("STANDFIRST", "could not be")
				term.Press("Q")
			} else {
				// The clock begins to panic a second after the child began, whenever
				// that is: the keys are pressed until one of them meets it.
				for end := time.Now().Add(time.Minute); !term.Gone(3*time.Second) && time.Now().Before(end); {
					for _, key := range []string{"j", "R", "m", "s", "enter", "0"} {
						if term.Alive() {
							term.Press(key)
						}
					}
				}
			}
			if !term.Gone(5 * time.Second) {
				t.Fatalf("still there:\n%s", term.Text())
			}
			raw := term.Bytes()
			for _, mode := range []struct{ on, off string }{{"\x1b[?1049h", "\x1b[?1049l"}, {"\x1b[?25l", "\x1b[?25h"}, {"\x1b[?2004h", "\x1b[?2004l"}, {"\x1b[?1002h", "\x1b[?1002l"}} {
				if on := bytes.LastIndex(raw, []byte(mode.on)); on >= 0 && bytes.LastIndex(raw, []byte(mode.off)) < on {
					t.Errorf("no %q after %q", mode.off, mode.on)
				}
			}
			if ends && term.Code() == 0 {
				t.Error("a program that panicked says it went well")
			}
		})
	}
}

// panicking is the child of the test above: this test program, started again with
// panicIn set. The folder is its parent's, since a child that panics removes
// nothing.
func panicking(where, dir string) error {
	ctx := context.Background()
	begun := time.Now()
	now := func() time.Time {
		at := time.Now()
		if at.Sub(begun) > time.Second || strings.HasPrefix(where, "newsroom.(*refresh)") {
			pages := make([]uintptr, 64)
			for frames := runtime.CallersFrames(pages[:runtime.Callers(2, pages)]); ; {
				frame, more := frames.Next()
				if strings.HasSuffix(frame.Function, where) || strings.Contains(frame.Function, where+".") {
					panic("on purpose")
				}
				if !more {
					break
				}
			}
		}
		return at
	}
	pub, err := demo.Start(ctx, demo.Options{Now: time.Now})
	if err != nil {
		return err
	}
	defer func() { _ = pub.Close() }()
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		return pub.Dial(ctx, network, address)
	}
	room, err := newsroom.Open(ctx, newsroom.Options{Dir: dir, Publications: demo.Publications(), Dial: dial, Now: now})
	if err != nil {
		return err
	}
	bound, _ := keys.New("", nil) // the default map has no fault: ui/keys tests it
	return Run(ctx, Options{Newsroom: room, Keys: bound, Refresh: true, Every: time.Hour, Location: time.UTC, Now: now, Env: os.Getenv, Mouse: true, Theme: "dark"})
}
