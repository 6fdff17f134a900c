package newsroom

import "golang.org/x/sys/unix"

// niceness is that of work aside: about a third of the reader's share of a core,
// so that it goes on when other programs keep the machine busy.
const niceness = 5

// giveWay lowers the priority of this thread; Linux keeps one for each.
func giveWay() { _ = unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), niceness) }
