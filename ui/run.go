package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/ui/glass"
)

// ErrDemonstration is returned by Run when a first run asked for the
// demonstration instead.
var ErrDemonstration = errors.New("the demonstration was asked for")

// framesPerSecond is as many as Bubble Tea draws at most. A key waits for the
// next frame, so that half as many would double what is felt; measured with
// keys pressed at random times, 120 frames paint 4 ms sooner than 60.
const framesPerSecond = 120

// graceTime is how long a lost terminal or an ending system is given before the
// process ends regardless.
const graceTime = 2 * time.Second

// Run shows the screen until the reader leaves, the context ends, or the
// terminal is gone. The terminal is left as it was found, also after a panic.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a := newApp(ctx, o)
	room := makeRoom(a.o.Env)
	a.room = room
	defer room.end()
	in, out := watch(os.Stdin, cancel), watch(os.Stdout, cancel)
	pane := glass.New(out)
	p := tea.NewProgram(a, tea.WithContext(ctx), tea.WithFPS(framesPerSecond), tea.WithInput(in), tea.WithOutput(thrifty{out, pane}), tea.WithoutSignalHandler(), tea.WithFilter(stirred(room, sized(pane))))
	stop := onSignals(func() { p.Quit() })
	defer stop()
	_, err := p.Run()
	switch {
	case a.err != nil:
		return a.err
	case errors.Is(err, tea.ErrInterrupted), errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil && !errors.Is(err, tea.ErrProgramPanic):
		return nil
	case err != nil:
		return fmt.Errorf("run the screen: %w", err)
	}
	return nil
}

// sized bounds what a terminal claims to be: a frame of 65,535 × 65,535 cells
// would take eight gigabytes.
func sized(pane *glass.Writer) func(tea.Model, tea.Msg) tea.Msg {
	return func(_ tea.Model, msg tea.Msg) tea.Msg {
		m, ok := msg.(tea.WindowSizeMsg)
		if !ok {
			return msg
		}
		pane.Resize(m.Width, m.Height)
		return tea.WindowSizeMsg{Width: min(m.Width, mostWidth), Height: min(m.Height, mostHeight)}
	}
}

// onSignals ends the screen at the signals that would otherwise leave the
// terminal as it is: hang-up, quit, terminate and interrupt. Should it hang, the
// process ends by itself.
func onSignals(quit func()) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT)
	done := make(chan struct{})
	go func() {
		select {
		case <-signals:
			time.AfterFunc(graceTime, func() { os.Exit(1) })
			quit()
		case <-done:
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}

// watched is the terminal, seen to be gone as soon as it cannot be read or
// written any more: without that the program would stay for ever where hang-ups
// are ignored (nohup, some tmux and SSH set-ups).
type watched struct {
	*os.File
	gone func()
}

// thrifty is a terminal that is written to through glass.
type thrifty struct {
	watched
	glass *glass.Writer
}

func (t thrifty) Write(p []byte) (int, error) { return t.glass.Write(p) }

func watch(f *os.File, gone func()) watched { return watched{f, gone} }

func (w watched) Read(p []byte) (int, error) {
	n, err := w.File.Read(p)
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		w.lost()
	}
	return n, err
}

func (w watched) Write(p []byte) (int, error) {
	n, err := w.File.Write(p)
	if err != nil {
		w.lost()
	}
	return n, err
}

func (w watched) lost() {
	time.AfterFunc(graceTime, func() { os.Exit(1) })
	w.gone()
}
