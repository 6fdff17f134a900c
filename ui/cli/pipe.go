package cli

import (
	"errors"
	"io"
	"syscall"
)

// errClosed says that nobody reads the output any more.
var errClosed = errors.New("output closed")

// pipe is standard output; it remembers when its reader has gone.
type pipe struct {
	to     io.Writer
	broken bool
}

func (p *pipe) Write(b []byte) (int, error) {
	if p.broken {
		return 0, errClosed
	}
	n, err := p.to.Write(b)
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		p.broken = true
		return n, errClosed
	}
	return n, err
}
