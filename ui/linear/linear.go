// Package linear is the newsroom for screen readers, dumb terminals and pipes:
// no alternate screen, nothing drawn twice, no escape sequences. Lines are
// appended, a prompt comes last, and words stand where the screen has marks.
//
// A line is typed, an answer follows: one or more whole sentences. The rules:
//
//   - A number names a story for as long as its list stands: what a refresh
//     brings meanwhile moves no number.
//   - What is opened is marked read, as on the screen, without a step for undo;
//     an excerpt opened offline stays unread.
//   - tag, section and publication narrow the list and replace their own kind;
//     search asks anything (it takes the whole query language); all clears.
//   - Only full and comments wait for the network, since an answer was asked for;
//     a refresh runs beside the prompt and says one line when it is done, never
//     in the middle of an answer.
package linear

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"standfirst/feed"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// Options are what the linear screen needs. Newsroom, In and Out are required.
type Options struct {
	Newsroom *newsroom.Newsroom
	In       io.Reader
	Out      io.Writer
	Now      func() time.Time // nil: time.Now
	Location *time.Location   // zone of the times said; nil: UTC
	Refresh  bool             // ask the due publications at the start; stored articles are completed
	Width    int              // columns that lines are broken at; 0 or less: lines are not broken
	// Browse hands a link to the browser; nil: the link is said.
	Browse func(link string) error
}

// Run answers what is typed until quit, the end of In, or the end of ctx; an
// interrupt (ctrl+c), a hang-up and SIGTERM end it likewise. Every mark is on
// disk by then. The error tells that Out or the newsroom failed for good.
//
// In is read by a goroutine, and only while a prompt is waiting; when ctx ends
// first, that goroutine ends with the next line.
func Run(ctx context.Context, o Options) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	s := &session{o: o, room: o.Newsroom, ctx: ctx, out: &speaker{w: o.Out, width: o.Width}, numbers: map[int]feed.StoryID{}, refreshed: make(chan refreshed, 1)}
	defer s.beside.Wait()
	defer stop()
	return s.run(newTyped(o.In))
}

// session is what one run of the linear screen remembers.
type session struct {
	o    Options
	room *newsroom.Newsroom
	ctx  context.Context // of the whole run: a session is one run, and every command ends with it
	out  *speaker

	query   feed.Query
	numbers map[int]feed.StoryID // the stories of the list said so far
	said    int                  // the last number said: more goes on behind it

	at       feed.StoryID // the story opened last: next goes on behind it
	open     bool         // article is one
	article  feed.Article // the story opened last
	rest     []string     // stretches of text still to be said
	ended    string       // said when the rest is empty
	index    []string     // lines of an index still to be said
	indexEnd string       // said when they are
	leaving  bool         // next was told that the filter has nothing unread left

	beside    sync.WaitGroup // what runs beside the prompt
	asking    bool           // a refresh is under way
	byHand    bool           // it was asked for
	refreshed chan refreshed
	offline   bool // the last refresh reached nothing
	quits     bool
}

func (s *session) run(in *typed) error {
	defer in.stop()
	if err := s.greet(); err != nil {
		return s.failed(err)
	}
	if s.o.Refresh {
		s.startRefresh(newsroom.RefreshRequest{})
	}
	s.out.prompt()
	for waiting := false; !s.quits; {
		if s.out.err != nil {
			return fmt.Errorf("write answer: %w", s.out.err)
		}
		if !waiting {
			in.ask()
			waiting = true
		}
		select {
		case <-s.ctx.Done():
			s.out.newLine()
			return nil
		case r := <-s.refreshed:
			s.out.newLine()
			s.announce(r)
			s.out.prompt()
		case l := <-in.lines:
			waiting = false
			if l.ended {
				s.out.newLine()
				s.finish()
				return s.out.err
			}
			s.room.Visit()
			if l.tooLong {
				s.out.sayf("That line is longer than %s letters. help lists the commands.", words.Number(longestLine))
			} else {
				s.answer(l.text)
			}
			if !s.quits {
				s.out.prompt()
			}
		}
	}
	s.out.say("Goodbye.")
	s.out.flush()
	return s.out.err
}

// finish waits, at the end of the input, for a refresh that the input asked for:
// a script's last line may be refresh.
func (s *session) finish() {
	if !s.asking || !s.byHand {
		return
	}
	select {
	case <-s.ctx.Done():
	case r := <-s.refreshed:
		s.announce(r)
		s.out.flush()
	}
}

// failed is an error of the very start: without it nothing can be answered.
func (s *session) failed(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return fmt.Errorf("read the paper: %w", err)
}

// greet says what is new and what can be typed.
func (s *session) greet() error {
	counts, err := s.room.Counts(s.ctx, feed.Query{})
	if err != nil {
		return err
	}
	if banner := s.room.Banner(); banner != "" {
		s.out.say(sentence(banner))
	}
	var text string
	switch {
	case counts.All.Total == 0 && s.o.Refresh:
		text = "Welcome to Standfirst. No stories are stored yet; they are being fetched, and it is said when they are here. "
	case counts.All.Total == 0:
		text = "Welcome to Standfirst. No stories are stored yet; refresh fetches them. "
	default:
		text = words.Number(counts.All.Unread) + " unread. "
		if visit := s.room.LastVisit(); !visit.IsZero() {
			text += "New since " + s.moment(visit) + ": " + words.Number(counts.New.Unread) + ". "
		}
	}
	if err := s.tellMoves(); err != nil {
		return err
	}
	s.out.say(text + "Commands: next, list, more, NUMBER, tag WORDS, section WORDS, search WORDS, undo, help, quit.")
	return nil
}
