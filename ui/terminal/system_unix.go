//go:build unix

package terminal

import (
	"errors"
	"os"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// peak is the most memory that an ended process held, in bytes (getrusage(2):
// kilobytes, but bytes on macOS).
func peak(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10
}

// unblock makes reading the pseudo-terminal end when it is closed: package pty
// leaves it in blocking mode, in which a waiting read keeps it open.
func unblock(f *os.File) error { return syscall.SetNonblock(int(f.Fd()), true) }

// resize sets the size without changing the mode.
func resize(f *os.File, cols, rows int) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	w := size(cols, rows)
	var failed error
	err = conn.Control(func(fd uintptr) {
		failed = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &unix.Winsize{Col: w.Cols, Row: w.Rows})
	})
	return errors.Join(err, failed)
}
