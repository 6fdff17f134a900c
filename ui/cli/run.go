package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"charm.land/fang/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
)

// Run runs one command line (without the program's name) and returns the exit
// code.
func Run(ctx context.Context, p Program, args []string) int {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Location == nil {
		p.Location = time.Local
	}
	// A reader that closes the pipe (`| head`) must not kill a refresh half way:
	// with the signal taken, the write fails instead and pipe tells us.
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE)
	defer signal.Stop(broken)

	s := &session{Program: p, out: &pipe{to: p.Stdout}}
	root := s.root()
	root.SetArgs(withNegations(args))
	root.SetIn(p.Stdin)
	root.SetOut(s.out)
	root.SetErr(p.Stderr)

	err := s.execute(ctx, root, args)
	if closing := s.close(); err == nil {
		err = closing
	}
	if s.out.broken && (err == nil || errors.Is(err, errClosed)) {
		return exitDone // whoever read us had enough
	}
	return s.explain(err)
}

// execute runs the command. fang is asked for help alone: it sets the colours of
// its page by the terminal's background, a question no other command should
// have to put to the terminal.
func (s *session) execute(ctx context.Context, root *cobra.Command, args []string) error {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	helpless := !slices.Contains(args, "--help") && !slices.Contains(args, "-h") && (len(args) == 0 || args[0] != "help")
	if helpless || s.dumb() {
		return root.ExecuteContext(ctx)
	}
	root.SetOut(s.Stdout) // fang looks at the file itself
	if !s.OutIsTerminal {
		root.SetOut(bare{s.out}) // and writes colour into a pipe when CLICOLOR_FORCE says so
	}
	return fang.Execute(ctx, root, fang.WithoutManpage(), fang.WithoutCompletions(), fang.WithVersion(s.version()),
		fang.WithErrorHandler(quiet))
}

// bare is output without escape sequences, each written as a whole.
type bare struct{ to io.Writer }

func (b bare) Write(text []byte) (int, error) {
	if _, err := io.WriteString(b.to, ansi.Strip(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}

// dumb tells of a terminal that knows no escape sequence; it is asked nothing and
// shown no bar.
func (s *session) dumb() bool { return s.Env("TERM") == "dumb" }

// untilInterrupted ends with ctrl+c or a request to terminate; what runs then
// stops between two writes and says so. A second one ends the program at once.
func untilInterrupted(ctx context.Context) context.Context {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx
}
