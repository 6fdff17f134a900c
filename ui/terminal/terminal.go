package terminal

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// Terminal is the program in a pseudo-terminal, with the screen that a person
// would see.
type Terminal struct {
	t      testing.TB
	cmd    *exec.Cmd
	pty    *os.File
	screen vt10x.Terminal
	gone   chan struct{}
	err    error

	mu  sync.Mutex
	raw bytes.Buffer
	at  time.Time // of the last byte
}

// Start starts the program in a terminal of that size; it is killed when the
// test ends.
func (h Home) Start(t testing.TB, cols, rows int, args ...string) *Terminal {
	t.Helper()
	cmd := exec.Command(h.Binary, args...)
	cmd.Env, cmd.Dir = h.Env, h.Dir
	return Attach(t, cmd, cols, rows)
}

// Attach starts any command in a terminal of that size.
func Attach(t testing.TB, cmd *exec.Cmd, cols, rows int) *Terminal {
	t.Helper()
	term := &Terminal{t: t, cmd: cmd, gone: make(chan struct{})}
	file, err := pty.StartWithSize(cmd, size(cols, rows))
	if err != nil {
		t.Fatalf("start %v: %v", cmd.Args, err)
	}
	if err := unblock(file); err != nil {
		t.Fatalf("start %v: %v", cmd.Args, err)
	}
	term.pty = file
	// The emulator answers what the program asks of a terminal (cursor, device).
	term.screen = vt10x.New(vt10x.WithSize(max(1, cols), max(1, rows)), vt10x.WithWriter(file))
	go term.read()
	t.Cleanup(term.close)
	return term
}

func size(cols, rows int) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(min(max(cols, 0), 0xffff)), Rows: uint16(min(max(rows, 0), 0xffff))}
}

func (term *Terminal) read() {
	chunk := make([]byte, 32<<10)
	for {
		n, err := term.pty.Read(chunk)
		term.mu.Lock()
		term.raw.Write(chunk[:n])
		term.at = time.Now()
		term.mu.Unlock()
		_, _ = term.screen.Write(chunk[:n])
		if err != nil {
			term.err = term.cmd.Wait()
			close(term.gone)
			return
		}
	}
}

func (term *Terminal) close() {
	select {
	case <-term.gone:
	default:
		_ = term.cmd.Process.Kill()
		<-term.gone
	}
	_ = term.pty.Close()
}

// typed are the bytes a terminal sends for named keys.
var typed = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f",
	"up": "\x1b[A", "down": "\x1b[B", "ctrl+c": "\x03", "ctrl+d": "\x04", "ctrl+r": "\x12", "ctrl+u": "\x15",
}

// Press types keys one after the other, each a name (enter, esc, ctrl+r …) or
// a text, and waits after each until the screen rests.
func (term *Terminal) Press(names ...string) *Terminal {
	term.t.Helper()
	for _, name := range names {
		text, named := typed[name]
		if !named {
			text = name
		}
		term.mu.Lock()
		term.at = time.Now() // the key's answer is still to come
		term.mu.Unlock()
		if _, err := term.pty.WriteString(text); err != nil {
			term.t.Fatalf("press %q: %v\n%s", name, err, term.Text())
		}
		if name == "esc" {
			time.Sleep(escTime)
		}
		term.Rest()
	}
	return term
}

// escTime keeps what is typed next apart from an escape key: sent at once, the
// two would be one key with alt.
const escTime = 150 * time.Millisecond

// Rest waits until nothing was written for a while (two seconds at most).
func (term *Terminal) Rest() {
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
		term.mu.Lock()
		quiet := time.Since(term.at)
		term.mu.Unlock()
		if quiet > 120*time.Millisecond {
			return
		}
	}
}

// Text is the screen as lines, right-trimmed.
func (term *Terminal) Text() string {
	term.screen.Lock()
	defer term.screen.Unlock()
	cols, rows := term.screen.Size()
	var page strings.Builder
	for y := range rows {
		var line strings.Builder
		for x := range cols {
			if c := term.screen.Cell(x, y).Char; c != 0 {
				line.WriteRune(c)
			} else {
				line.WriteByte(' ')
			}
		}
		page.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return page.String()
}

// Until waits until the screen shows all the given texts.
func (term *Terminal) Until(texts ...string) *Terminal {
	term.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(30 * time.Millisecond) {
		page, missing := term.Text(), ""
		for _, text := range texts {
			if !strings.Contains(page, text) {
				missing = text
			}
		}
		if missing == "" {
			return term
		}
		select {
		case <-term.gone:
			term.t.Fatalf("the program ended (%v) before it showed %q:\n%s", term.err, missing, page)
		default:
		}
		if time.Now().After(end) {
			term.t.Fatalf("the screen never showed %q:\n%s", missing, page)
		}
	}
}

// Left waits until the program has ended by itself, without a fault.
func (term *Terminal) Left() {
	term.t.Helper()
	if !term.Gone(20 * time.Second) {
		term.t.Fatalf("the program did not leave:\n%s", term.Text())
	}
	if term.err != nil {
		term.t.Fatalf("the program ended with %v:\n%s", term.err, term.Text())
	}
}

// Gone waits until the program has ended, however it ended, but no longer than
// that, and tells whether it has.
func (term *Terminal) Gone(within time.Duration) bool {
	select {
	case <-term.gone:
		return true
	case <-time.After(within):
		return false
	}
}

// Alive tells whether the program still runs.
func (term *Terminal) Alive() bool {
	select {
	case <-term.gone:
		return false
	default:
		return true
	}
}

// Code is the exit code of the program, once it is gone; -1: ended by a signal.
func (term *Terminal) Code() int {
	<-term.gone
	return term.cmd.ProcessState.ExitCode()
}

// Memory is the most that the program held, in bytes, once it is gone.
func (term *Terminal) Memory() int64 {
	<-term.gone
	return peak(term.cmd.ProcessState)
}

// Bytes is everything written to the terminal so far.
func (term *Terminal) Bytes() []byte {
	term.mu.Lock()
	defer term.mu.Unlock()
	return bytes.Clone(term.raw.Bytes())
}

// Resize changes the size of the window.
func (term *Terminal) Resize(cols, rows int) {
	term.t.Helper()
	if err := resize(term.pty, cols, rows); err != nil {
		term.t.Fatalf("resize: %v", err)
	}
	term.screen.Resize(max(1, cols), max(1, rows))
}

// Signal sends the program a signal.
func (term *Terminal) Signal(s os.Signal) {
	term.t.Helper()
	if err := term.cmd.Process.Signal(s); err != nil {
		term.t.Fatalf("send %v: %v", s, err)
	}
}

// Process is the running program.
func (term *Terminal) Process() *os.Process { return term.cmd.Process }

// HangUp takes the terminal away, as a closed window or a lost connection does.
func (term *Terminal) HangUp() { _ = term.pty.Close() }
