//go:build linux && amd64

package hostile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"standfirst/ui/terminal"
)

// The n-th call that fails. The program is started under a filter of system
// calls whose listener is the test (seccomp_unotify(2)): each call that touches
// the home or a network connection stops, is counted, and goes on or fails as
// the test says. SQLite's calls and the program's own are treated alike, on any
// of its threads, and the program that runs is the one that is published.

// filteredChild, in the environment, makes this test binary put the filter over
// itself and become the program of its arguments.
const filteredChild = "STANDFIRST_TEST_FILTERED"

// stopped are the calls that are stopped and looked at.
var stopped = []int{
	unix.SYS_OPEN, unix.SYS_OPENAT, unix.SYS_CREAT, unix.SYS_READ, unix.SYS_PREAD64, unix.SYS_READV, unix.SYS_PREADV, unix.SYS_WRITE, unix.SYS_PWRITE64, unix.SYS_WRITEV, unix.SYS_PWRITEV,
	unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_FTRUNCATE, unix.SYS_TRUNCATE, unix.SYS_FALLOCATE, unix.SYS_RENAME, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_UNLINK, unix.SYS_UNLINKAT,
	unix.SYS_LINK, unix.SYS_LINKAT, unix.SYS_MKDIR, unix.SYS_MKDIRAT, unix.SYS_STAT, unix.SYS_LSTAT, unix.SYS_FSTAT, unix.SYS_NEWFSTATAT, unix.SYS_STATX, unix.SYS_FLOCK, unix.SYS_FCNTL,
	unix.SYS_MMAP, unix.SYS_GETDENTS64, unix.SYS_COPY_FILE_RANGE, unix.SYS_SENDFILE, unix.SYS_CHMOD, unix.SYS_FCHMOD, unix.SYS_FCHMODAT, unix.SYS_SOCKET, unix.SYS_CONNECT,
}

// byName are the calls whose argument of that number is a path; all others have
// a descriptor first, or none.
var byName = map[int]int{
	unix.SYS_OPEN: 0, unix.SYS_CREAT: 0, unix.SYS_TRUNCATE: 0, unix.SYS_RENAME: 0, unix.SYS_UNLINK: 0, unix.SYS_LINK: 0, unix.SYS_MKDIR: 0, unix.SYS_STAT: 0, unix.SYS_LSTAT: 0, unix.SYS_CHMOD: 0,
	unix.SYS_OPENAT: 1, unix.SYS_RENAMEAT: 1, unix.SYS_RENAMEAT2: 1, unix.SYS_UNLINKAT: 1, unix.SYS_LINKAT: 1, unix.SYS_MKDIRAT: 1, unix.SYS_NEWFSTATAT: 1, unix.SYS_STATX: 1, unix.SYS_FCHMODAT: 1,
}

// taking are the calls that take room on the disk: a full one fails no other.
var taking = []int{
	unix.SYS_WRITE, unix.SYS_PWRITE64, unix.SYS_WRITEV, unix.SYS_PWRITEV, unix.SYS_FTRUNCATE, unix.SYS_FALLOCATE, unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_RENAME, unix.SYS_RENAMEAT,
	unix.SYS_LINK, unix.SYS_LINKAT, unix.SYS_MKDIR, unix.SYS_MKDIRAT, unix.SYS_COPY_FILE_RANGE,
}

// beFiltered is the child's part: it takes the filter, hands its listener to
// the test over descriptor 3, and becomes the program.
func beFiltered() error {
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	const nr, arch = 0, 4 // seccomp_data
	jump := func(k uint32, yes, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: k, Jt: yes, Jf: no}
	}
	load := func(k uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: k}
	}
	n := uint8(len(stopped))
	program := []unix.SockFilter{load(arch), jump(unix.AUDIT_ARCH_X86_64, 0, n+1), load(nr)}
	for i, call := range stopped {
		program = append(program, jump(uint32(call), n-uint8(i), 0))
	}
	program = append(program, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW}, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_USER_NOTIF})
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	listener, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_NEW_LISTENER, uintptr(unsafe.Pointer(&filter)))
	if errno != 0 {
		return errno
	}
	if err := unix.Sendmsg(3, []byte{0}, unix.UnixRights(int(listener)), nil, 0); err != nil {
		return err
	}
	unix.CloseOnExec(3)
	unix.CloseOnExec(int(listener))
	env := slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, filteredChild+"=") })
	return unix.Exec(os.Args[1], os.Args[1:], env)
}

// call is a stopped call (struct seccomp_notif).
type call struct {
	id         uint64
	pid, flags uint32
	nr         int32
	arch       uint32
	ip         uint64
	args       [6]uint64
}

// reply is what becomes of it (struct seccomp_notif_resp).
type reply struct {
	id    uint64
	val   int64
	errno int32
	flags uint32
}

// ailment is how calls fail.
type ailment struct {
	name    string
	network bool // calls of connections, not of the disk
	full    bool // only those that take room
	lasting bool // all from the n-th on, not the n-th alone
}

var ailments = []ailment{
	{name: "one call fails"}, {name: "the disk is gone", lasting: true}, {name: "the disk is full", full: true, lasting: true},
	{name: "one call of the network fails", network: true}, {name: "the network is gone", network: true, lasting: true},
}

// fails says how a call fails under an ailment; 0: it is none of its business.
func (a ailment) fails(c *call, home string) unix.Errno {
	switch int(c.nr) {
	case unix.SYS_SOCKET:
		if a.network && (c.args[0] == unix.AF_INET || c.args[0] == unix.AF_INET6) {
			return unix.ENETUNREACH
		}
		return 0
	case unix.SYS_FCNTL: // locks alone
		if c.args[1] != unix.F_SETLK && c.args[1] != unix.F_OFD_SETLK {
			return 0
		}
	case unix.SYS_MMAP: // of files alone
		if int32(c.args[4]) < 0 {
			return 0
		}
	}
	at, named := byName[int(c.nr)]
	if !named {
		fd := c.args[0]
		if c.nr == unix.SYS_MMAP {
			fd = c.args[4]
		}
		target, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", c.pid, int32(fd)))
		if err != nil {
			return 0
		}
		if a.network {
			if strings.HasPrefix(target, "socket:") {
				return unix.ECONNRESET
			}
			return 0
		}
		if !strings.HasPrefix(target, home) {
			return 0
		}
	} else if a.network || !inHome(c, at, home) {
		return 0
	}
	if !a.full {
		return unix.EIO
	}
	if slices.Contains(taking, int(c.nr)) || c.nr == unix.SYS_OPENAT && c.args[2]&unix.O_CREAT != 0 || c.nr == unix.SYS_OPEN && c.args[1]&unix.O_CREAT != 0 {
		return unix.ENOSPC
	}
	return 0
}

// inHome reads the path of a call out of the program's memory.
func inHome(c *call, at int, home string) bool {
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", c.pid))
	if err != nil {
		return false
	}
	defer memory.Close()
	var path []byte
	for page := make([]byte, 256); len(path) < 4096; {
		n, _ := memory.ReadAt(page, int64(c.args[at])+int64(len(path))) // short at the end of a mapping
		end := bytes.IndexByte(page[:n], 0)
		if end >= 0 {
			path = append(path, page[:end]...)
			break
		}
		if n == 0 {
			break
		}
		path = append(path, page[:n]...)
	}
	return strings.HasPrefix(string(path), home) || len(path) > 0 && path[0] != '/'
}

// failing runs the program with the n-th call of an ailment failing, n from 1,
// and tells how many such calls it made until then and after. Without n none
// fails.
func failing(t *testing.T, h terminal.Home, a ailment, n int, args ...string) (r terminal.Result, calls int) {
	t.Helper()
	ours, theirs, err := socketPair()
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, append([]string{h.Binary}, args...)...)
	cmd.Env, cmd.Dir, cmd.ExtraFiles = append(slices.Clip(h.Env), filteredChild+"=1"), h.Dir, []*os.File{theirs}
	var out, fault bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &fault
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = theirs.Close()
	counted := make(chan int, 1)
	go func() { counted <- supervise(ours, a, h.Dir, n) }()
	err = cmd.Wait()
	calls = <-counted
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return terminal.Result{Out: out.String(), Err: fault.String(), Code: cmd.ProcessState.ExitCode()}, calls
}

func socketPair() (ours *net.UnixConn, theirs *os.File, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	file := os.NewFile(uintptr(fds[0]), "ours")
	defer file.Close()
	conn, err := net.FileConn(file)
	if err != nil {
		return nil, nil, err
	}
	return conn.(*net.UnixConn), os.NewFile(uintptr(fds[1]), "theirs"), nil
}

// supervise answers the stopped calls until the program has ended, and counts
// those that an ailment can make fail.
func supervise(conn *net.UnixConn, a ailment, home string, n int) (calls int) {
	space := make([]byte, unix.CmsgSpace(4))
	_, got, _, _, err := conn.ReadMsgUnix(make([]byte, 1), space)
	if err != nil {
		return 0
	}
	messages, err := unix.ParseSocketControlMessage(space[:got])
	if err != nil || len(messages) == 0 {
		return 0
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		return 0
	}
	listener := fds[0]
	defer unix.Close(listener)
	for {
		ready := []unix.PollFd{{Fd: int32(listener), Events: unix.POLLIN}}
		if _, err := unix.Poll(ready, -1); err != nil && !errors.Is(err, unix.EINTR) {
			return calls
		}
		if ready[0].Revents&unix.POLLIN == 0 {
			if ready[0].Revents&unix.POLLHUP != 0 {
				return calls // nobody is left under the filter
			}
			continue
		}
		var c call
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&c))); errno != 0 {
			continue // the caller was interrupted or is gone
		}
		answer := reply{id: c.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
		if errno := a.fails(&c, home); errno != 0 {
			calls++
			if n > 0 && (calls == n || a.lasting && calls > n) {
				answer.errno, answer.flags = -int32(errno), 0
				note(&c, errno)
			}
		}
		_, _, _ = unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&answer))) // gone: nobody waits
	}
}

// note tells which calls fail, for a person who looks into one:
// STANDFIRST_TEST_CALLS=1.
func note(c *call, errno unix.Errno) {
	if os.Getenv("STANDFIRST_TEST_CALLS") == "" {
		return
	}
	at, named := byName[int(c.nr)]
	what := strconv.Itoa(int(int32(c.args[0])))
	if named {
		what = "path argument " + strconv.Itoa(at)
	} else if target, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", c.pid, int32(c.args[0]))); err == nil {
		what = filepath.Base(target)
	}
	fmt.Fprintf(os.Stderr, "call %d of %s: %v\n", c.nr, what, errno)
}
