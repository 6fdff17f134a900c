//go:build unix

package terminal

import (
	"os"
	"runtime"
	"syscall"
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
