//go:build unix

package newsroom

import "golang.org/x/sys/unix"

// freeSpace is what an ordinary user may still write below a folder, in bytes.
func freeSpace(dir string) (free int64, known bool) {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}
