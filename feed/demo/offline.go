package demo

import (
	"context"
	"errors"
	"net"
	"syscall"
)

// NoDial is the dialer of a demonstration without its publisher: every host is
// as unreachable as on a train, and nothing leaves the machine.
func NoDial(_ context.Context, network, address string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: network, Err: errors.Join(syscall.ENETUNREACH, errors.New("offline: "+address))}
}
