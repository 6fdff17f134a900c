// Package cli is the same newsroom without a screen: for scripts, timers,
// screen readers, and the colleague who wants the briefing by e-mail. One file
// holds one command.
//
// The rules that every command keeps:
//
//   - Results go to standard output, faults to standard error as one sentence
//     with a remedy. Exit: 0 done, 1 failed, 2 misused, 3 nothing matched.
//   - Colour, hints and progress appear on a terminal alone. Piped output holds
//     no escape sequence, ever: what is printed passes feed/clean on its way out.
//   - The same flag means the same everywhere: --json, --tsv and --plain choose
//     the form, --limit the number, and a QUERY is the text of `help query`.
//   - A command that needs no cache opens none.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/newsroom"
)

// Program is what the command line is given by main: the outside world, and how
// to open what stands behind it.
type Program struct {
	Version string // "1.2.0"; empty: built from source
	Commit  string // may be empty; a + at its end: with changes that no commit holds

	Env            func(name string) string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// OutIsTerminal and ErrIsTerminal tell whether a person looks at the stream,
	// InIsTerminal whether one can answer.
	InIsTerminal, OutIsTerminal, ErrIsTerminal bool
	Width                                      int // columns of the terminal; 0: not known
	Now                                        func() time.Time
	Location                                   *time.Location // until the configuration says another; nil: the machine's

	// Load reads the configuration; faults of its text are config.Faults.
	Load func(Needs) (config.Config, error)
	// Open opens the newsroom on a configuration.
	Open func(context.Context, config.Config) (*newsroom.Newsroom, error)
	// Restore puts a backup in the place of the cache and tells where the present
	// one was set aside; no newsroom is open meanwhile.
	Restore func(ctx context.Context, c config.Config, file string) (aside string, err error)
	// Screen runs the reader on the terminal, or the linear one.
	Screen func(context.Context, config.Config, Needs) error
	// Demo runs the reader on the demonstration; offline starts no publisher.
	Demo func(ctx context.Context, n Needs, offline bool) error
	// Fetch gets one document, for inspect; nothing is kept.
	Fetch func(ctx context.Context, n Needs, link string) (Document, error)
	// Known is what is configured, for inspect: nothing when it cannot be read.
	Known func(Needs) (publications []feed.Publication, aliases map[string][]string)
	// Browse hands a link to the browser that the configuration names, or to the
	// machine's own.
	Browse func(c config.Config, link string) error
}

// Needs are the global flags: what to open, and how to show it.
type Needs struct {
	ConfigFile string // --config; empty: the usual place
	Profile    string // --profile; empty: none
	Linear     bool   // --linear
}

// Document is what an address answered with.
type Document struct {
	Data        []byte
	ContentType string
	URL         string // where it was found in the end
}

// The exit codes, the same for every command.
const (
	exitDone = iota
	exitFailed
	exitMisused
	exitNothing
)

// session is one run of the command line: the program, its global flags, and
// what it opened.
type session struct {
	Program
	needs Needs
	out   *pipe
	room  *newsroom.Newsroom
	// conf is the configuration, once loaded.
	conf   config.Config
	loaded bool
}

// load reads the configuration once. A file or profile that the reader named
// and that is not there is a fault of the command line.
func (s *session) load() error {
	if s.loaded {
		return nil
	}
	conf, err := s.Load(s.needs)
	if err == nil {
		s.conf, s.loaded = conf, true
		if conf.Location != nil {
			s.Location = conf.Location
		}
		return nil
	}
	var faults config.Faults
	if named := s.needs.ConfigFile + s.needs.Profile + s.Env("STANDFIRST_CONFIG") + s.Env("STANDFIRST_PROFILE"); named != "" && !errors.As(err, &faults) {
		return misuse{err.Error()}
	}
	return err
}

// open opens the newsroom once.
func (s *session) open(ctx context.Context) (*newsroom.Newsroom, error) {
	if s.room != nil {
		return s.room, nil
	}
	if err := s.load(); err != nil {
		return nil, err
	}
	room, err := s.Open(ctx, s.conf)
	if err != nil {
		return nil, err
	}
	s.room = room
	if banner := room.Banner(); banner != "" {
		fmt.Fprintln(s.Stderr, sentence(banner))
	}
	return room, nil
}

func (s *session) close() error {
	if s.room == nil {
		return nil
	}
	return s.room.Close()
}

func (s *session) now() time.Time { return s.Now().In(s.Location) }
