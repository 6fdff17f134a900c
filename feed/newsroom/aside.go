package newsroom

import "runtime"

// hands is how many documents are parsed at once: as many as there are
// cores, and one fewer while a reader is at the keys.
func (o Options) hands() int {
	cores := runtime.GOMAXPROCS(0)
	if o.Aside {
		return max(1, cores-1)
	}
	return cores
}

// aside does something costly, on a thread that gives way to the reader's keys
// when somebody is at them. A panic comes out as it would without.
func (n *Newsroom) aside(do func()) {
	if !n.o.Aside {
		do()
		return
	}
	var fault any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { fault = recover() }()
		// The goroutine ends without unlocking, and its thread with it: a thread
		// may not raise itself again.
		runtime.LockOSThread()
		giveWay()
		do()
	}()
	if <-done; fault != nil {
		panic(fault)
	}
}
