//go:build unix

package hostile

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"standfirst/ui/terminal"
)

// ignored starts a program with hang-ups ignored, as nohup does, without nohup's
// care for the output: a signal that is ignored stays so in a child.
func ignored(t *testing.T, h terminal.Home) *terminal.Terminal {
	t.Helper()
	signal.Ignore(syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	return h.Start(t, 100, 30, "demo")
}

func restored(t *testing.T, term *terminal.Terminal) {
	t.Helper()
	raw := term.Bytes()
	for _, mode := range []struct{ on, off string }{{"\x1b[?1049h", "\x1b[?1049l"}, {"\x1b[?25l", "\x1b[?25h"}, {"\x1b[?2004h", "\x1b[?2004l"}, {"\x1b[?1002h", "\x1b[?1002l"}, {"\x1b[?1003h", "\x1b[?1003l"}, {"\x1b[?1006h", "\x1b[?1006l"}, {"\x1b[?1004h", "\x1b[?1004l"}} {
		if on := bytes.LastIndex(raw, []byte(mode.on)); on >= 0 && bytes.LastIndex(raw, []byte(mode.off)) < on {
			t.Errorf("the terminal was not restored: no %q after %q", mode.off, mode.on)
		}
	}
}

// TestSignals: every signal that asks for an end gets one, with the terminal as
// it was; a terminal that is gone ends the program too.
func TestSignals(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]syscall.Signal{"HUP": syscall.SIGHUP, "TERM": syscall.SIGTERM, "INT": syscall.SIGINT, "QUIT": syscall.SIGQUIT} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := newHome(t).Start(t, 100, 30, "demo")
			term.Until("STANDFIRST").Rest()
			term.Signal(s)
			if !term.Gone(5 * time.Second) {
				t.Fatalf("still there after SIG%s:\n%s", name, term.Text())
			}
			restored(t, term)
			if bytes.Contains(term.Bytes(), []byte("goroutine ")) {
				t.Error("a trace was printed")
			}
			for _, fault := range judge(term.Bytes(), false) {
				t.Error(fault)
			}
		})
	}
	t.Run("keys", func(t *testing.T) {
		t.Parallel()
		term := newHome(t).Start(t, 100, 30, "demo")
		term.Until("STANDFIRST").Rest()
		term.Press("ctrl+c", "ctrl+c")
		if !term.Gone(5 * time.Second) {
			t.Fatal("still there after ctrl+c")
		}
		restored(t, term)
	})
}

// TestHangUp: the terminal is taken away, with hang-ups heard and ignored.
// (nohup, some tmux and SSH set-ups ignore them.)
func TestHangUp(t *testing.T) {
	for _, deaf := range []bool{false, true} {
		h := newHome(t)
		var term *terminal.Terminal
		if deaf {
			term = ignored(t, h)
		} else {
			term = h.Start(t, 100, 30, "demo")
		}
		term.Until("STANDFIRST", "Community Care").Rest()
		term.HangUp()
		if !term.Gone(6 * time.Second) {
			t.Errorf("hang-ups ignored %v: still there without a terminal", deaf)
		}
	}
}

// TestIdle: with nothing to do, nothing is done: no byte is written and hardly
// any processor time is used.
func TestIdle(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("SKIPPED: no /proc on this system; processor time at rest was not measured")
	}
	t.Parallel()
	term := newHome(t, "STANDFIRST_REFRESH=1h").Start(t, 120, 36, "demo")
	term.Until("STANDFIRST", "Community Care", "updated")
	time.Sleep(3 * time.Second) // what follows a first refresh
	before, bytesBefore := ticks(t, term.Process().Pid), len(term.Bytes())
	const watch = 5 * time.Second
	time.Sleep(watch)
	// Clock ticks are hundredths of a second (sysconf(3), USER_HZ).
	used := time.Duration(ticks(t, term.Process().Pid)-before) * 10 * time.Millisecond
	t.Logf("%v of processor time in %v at rest", used, watch)
	if used > watch/50 {
		t.Errorf("%v of processor time in %v at rest", used, watch)
	}
	if n := len(term.Bytes()) - bytesBefore; n > 0 {
		t.Errorf("%d bytes written at rest: %q", n, term.Bytes()[bytesBefore:])
	}
}

// ticks is the processor time of a process: fields 14 and 15 of proc(5) stat.
func ticks(t *testing.T, pid int) int {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])   // digits, says proc(5)
	system, _ := strconv.Atoi(fields[12]) // likewise
	return user + system
}

// TestSizes: terminals of every size, and storms of resizing while keys come.
func TestSizes(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	term := h.Start(t, 0, 0, "demo")
	term.Rest()
	if term.Gone(time.Second) {
		t.Fatalf("a terminal of 0 by 0 ended the program:\n%s", term.Bytes())
	}
	term.Resize(120, 36)
	term.Until("STANDFIRST", "Community Care")
	for _, size := range [][2]int{{1, 1}, {2, 50}, {300, 2}, {20, 5}, {40, 10}, {39, 9}, {80, 24}, {300, 100}, {1000, 300}, {0, 0}, {65535, 1}, {120, 36}} {
		term.Resize(size[0], size[1])
		term.Press("j", "enter", "G", "esc")
		if !term.Alive() {
			t.Fatalf("%v ended the program:\n%s", size, term.Text())
		}
	}
	for n := range 1500 {
		term.Resize(20+n%200, 5+n%60)
		if n%50 == 0 {
			term.Press([]string{"j", "enter", "space", "t", "esc", "?", "esc", "!", "esc"}[n/50%9])
		}
	}
	term.Resize(120, 36)
	for range 4 {
		term.Press("esc")
	}
	term.Until("STANDFIRST", "Community Care")
	term.Press("Q").Left()
	t.Logf("%d MiB", term.Memory()>>20)
	if term.Memory() > 500<<20 {
		t.Errorf("%d MiB", term.Memory()>>20)
	}
	restored(t, term)
	for _, fault := range judge(term.Bytes(), false) {
		t.Error(fault)
	}
}

// TestPoorTerminals: terminals that can do little or name nothing.
func TestPoorTerminals(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"dumb", "", "linux", "vt100", "no-such-terminal"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := newHome(t, "TERM="+name, "NO_COLOR=1", "COLORTERM=").Start(t, 100, 30, "demo")
			term.Until("Welcome to Standfirst")
			term.Press("Q")
			if !term.Gone(2 * time.Second) { // the linear one is left by a word
				term.Press("enter", "quit", "enter")
			}
			if !term.Gone(5 * time.Second) {
				t.Fatalf("it cannot be left:\n%s", term.Text())
			}
			if name == "dumb" && bytes.Contains(term.Bytes(), []byte("\x1b")) {
				t.Errorf("a dumb terminal got an escape sequence: %q", short(string(term.Bytes())))
			}
			if bytes.Contains(term.Bytes(), []byte("\x1b[38;2;")) {
				t.Error("colours in spite of NO_COLOR")
			}
			restored(t, term)
		})
	}
	t.Run("none", func(t *testing.T) {
		r := newHome(t).Run(t)
		if r.Code != 1 || !strings.Contains(r.Err, "needs a terminal") {
			t.Errorf("exit %d: %s", r.Code, r.Err)
		}
		printed(t, r)
	})
}

// TestStoppedAndContinued: ctrl+z gives the terminal back, fg takes it again.
func TestStoppedAndContinued(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("SKIPPED: no bash; suspending was not tried")
	}
	t.Parallel()
	h := newHome(t)
	cmd := exec.Command(shell, "--norc", "-i")
	cmd.Env, cmd.Dir = append(h.Env, "PS1=ready> "), h.Dir
	term := terminal.Attach(t, cmd, 100, 30)
	term.Until("ready>").Press(h.Binary+" demo", "enter").Until("STANDFIRST", "Community Care")
	term.Press("\x1a").Until("Stopped", "ready>")
	if raw := term.Bytes(); bytes.LastIndex(raw, []byte("\x1b[?1049l")) < bytes.LastIndex(raw, []byte("\x1b[?1049h")) {
		t.Error("the shell got the terminal in the reader's state")
	}
	term.Press("fg", "enter").Until("STANDFIRST", "Community Care")
	term.Press("Q").Until("ready>")
	term.Press("exit", "enter")
	if !term.Gone(5 * time.Second) {
		t.Error("the shell is still busy")
	}
}
