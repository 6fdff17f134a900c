package linear

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"standfirst/feed"
	"standfirst/feed/demo"
	"standfirst/feed/newsroom"
	"standfirst/ui/golden"
)

// glass is what a terminal would show: what is said, and what is typed at each
// prompt. A typed line is given when it is asked for, and not before.
type glass struct {
	mu    sync.Mutex
	text  bytes.Buffer
	typed []string
	grown chan struct{} // told of each writing
}

func newGlass(typed ...string) *glass { return &glass{typed: typed, grown: make(chan struct{}, 1)} }

func (g *glass) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case g.grown <- struct{}{}:
	default:
	}
	return g.text.Write(p)
}

// until is a typed line that waits for a text to be said.
func until(text string) string { return "\x00" + text }

func (g *glass) Read(p []byte) (int, error) {
	for len(g.typed) > 0 {
		next := g.typed[0]
		if text, wait := strings.CutPrefix(next, "\x00"); wait {
			if !strings.Contains(g.said(), text) {
				<-g.grown
				continue
			}
			g.typed = g.typed[1:]
			continue
		}
		g.typed = g.typed[1:]
		g.mu.Lock()
		g.text.WriteString(printable(next) + "\n")
		g.mu.Unlock()
		return copy(p, next+"\n"), nil
	}
	return 0, io.EOF
}

func (g *glass) said() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.text.String()
}

// desk is a newsroom on the demonstration, with a clock that stands.
type desk struct {
	room      *newsroom.Newsroom
	publisher *demo.Publisher
	now       time.Time
	options   newsroom.Options
}

func empty(t *testing.T) *desk {
	t.Helper()
	d := &desk{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return d.now }
	publisher, err := demo.Start(context.Background(), demo.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = publisher.Close() })
	d.publisher = publisher
	d.options = newsroom.Options{
		Dir: t.TempDir(), Publications: demo.Publications(), Now: clock, Dial: publisher.Dial,
		Aliases: map[string][]string{"kinship care": {"kinship carers", "family and friends care"}},
	}
	d.room, err = newsroom.Open(t.Context(), d.options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.room.Close() })
	return d
}

// printed is a desk with the demonstration's stories.
func printed(t *testing.T) *desk {
	t.Helper()
	d := empty(t)
	d.refresh(t)
	return d
}

// refresh asks one publication after the other, so that what came is always in
// the same order.
func (d *desk) refresh(t *testing.T) {
	t.Helper()
	for _, p := range demo.Publications() {
		if _, err := d.room.Refresh(t.Context(), newsroom.RefreshRequest{Only: []feed.PublicationID{p.ID}, Force: true}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.room.AfterRefresh(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) terminal(g *glass) Options {
	return Options{Newsroom: d.room, In: g, Out: g, Now: func() time.Time { return d.now }}
}

// run types lines and returns the whole glass.
func (d *desk) run(t *testing.T, change func(*Options), typed ...string) string {
	t.Helper()
	g := newGlass(typed...)
	o := d.terminal(g)
	if change != nil {
		change(&o)
	}
	if err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	speakable(t, g.said())
	return g.said()
}

// speakable checks that a text holds nothing but printable signs and line feeds.
func speakable(t interface{ Errorf(string, ...any) }, text string) {
	for i, r := range text {
		if r != '\n' && r != '\u200c' && r != '\u200d' && !unicode.IsPrint(r) {
			t.Errorf("%U is said at byte %d: %q", r, i, text[max(0, i-40):min(len(text), i+40)])
			return
		}
	}
}

func TestTranscripts(t *testing.T) {
	for _, c := range []struct {
		name  string
		typed []string
	}{
		{"morning", []string{"list", "more", "2", "more", "back", "next", "n", "quit"}},
		{"subjects", []string{
			"tags", "", "tag kinship carers", "tag kinshp", "tag c", "section news", "section first comment", "section children",
			"publication first", "publication nowhere", "where", "unread", "1", "back", "all", "sections community care", "tag zzzz", "tag",
		}},
		{"search", []string{"search kinship", "search kinshp", "search tag:", "search is:top", `search "no such words"`, "search", "s sort:oldest", "q"}},
		{"marks", []string{
			"read", "read 1 3-4", "list", "unread 3", "save 2", "save 2", "undo", "undo", "undo", "redo", "read 900", "read x", "save 5-1",
			"saved", "all", "tag Ofsted", "read all", "read all", "next", "next", "undo", "unread 1, 2", "undo",
		}},
		{"interests", []string{"follow", "follow kinship care", "follow kinship care", "section first news", "follow", "followed", "all", "follow", "unfollow kinship care", "undo", "unfollow", "new", "publications"}},
		{"typing", []string{
			"", "LIST 2", "", "lst", "re", "un", "kinship care in Wales", "help list", "help 2", "help nothing", "help", "0", "999", "list 0", "open", "full", "comments", "back", "99999999999999999999",
			strings.Repeat("long ", 1000), strings.Repeat("longer ", 2000), "more\x1b[2J", "\xff\xfe", "?",
		}},
		{"end", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			golden.Equal(t, c.name, printed(t).run(t, nil, c.typed...))
		})
	}
}

func TestLinksAndFullArticles(t *testing.T) {
	d := printed(t)
	golden.Equal(t, "links", d.run(t, nil, "publication first", "open 1", "1", "open", "full", "full"))
	var opened []string
	d.run(t, func(o *Options) {
		o.Browse = func(link string) error {
			opened = append(opened, link)
			return nil
		}
	}, "1", "open", "open 2")
	if len(opened) != 2 || !strings.HasPrefix(opened[0], "http") || opened[0] == opened[1] {
		t.Errorf("the browser was given %q", opened)
	}
	text := d.run(t, func(o *Options) { o.Browse = func(string) error { return errors.New("there is no browser here") } }, "open 1")
	if !strings.Contains(text, "There is no browser here.") && !strings.Contains(text, "there is no browser here.") || !strings.Contains(text, "\nhttp") {
		t.Errorf("a browser that fails leaves no link: %s", text)
	}
}

// A story in two publications is one line of the list; the other version is read
// by name, and both are read with it.
func TestAStoryIsReadElsewhere(t *testing.T) {
	d := printed(t)
	golden.Equal(t, "elsewhere", d.run(t, nil, "elsewhere", "search kinship allowance", "elsewhere 1", "=", "list", "publication first", "search marlham", "elsewhere 1"))
}

func TestCommentsAreReadInTheirOrder(t *testing.T) {
	d := printed(t)
	golden.Equal(t, "comments", d.run(t, nil, "comments", "tag Ofsted", "comments 1", "comments 2", "more", "comments", "comments x", "comments 3", "publication first", "comments 1"))
	d.room = d.reopen(t, demo.NoDial)
	golden.Equal(t, "comments offline", d.run(t, nil, "tag Ofsted", "comments 1", "list", "all", "list 7", "comments 7"))
}

func TestTheFirstRunSaysWhenTheStoriesAreHere(t *testing.T) {
	text := empty(t).run(t, func(o *Options) { o.Refresh = true }, until("Refreshed"), "where", "quit")
	golden.Equal(t, "first run", text)
}

func TestRefreshIsAnnouncedOnceAndMovesNoNumber(t *testing.T) {
	d := printed(t)
	d.now = d.now.Add(2 * time.Hour)
	if links := d.publisher.Publish(1); len(links) != 2 {
		t.Fatal("the demonstration has nothing late to publish")
	}
	text := d.run(t, nil, "list 2", "refresh", until("Refreshed"), "2", "back", "more", "publication first")
	golden.Equal(t, "late news", text)
	if n := strings.Count(text, "Refreshed"); n != 1 {
		t.Errorf("announced %d times", n)
	}
}

func TestInputThatEndsWaitsForTheRefreshItAskedFor(t *testing.T) {
	d := empty(t)
	if text := d.run(t, nil, "refresh"); !strings.Contains(text, "Refreshed:") {
		t.Errorf("the end of the input cut the refresh short: %s", text)
	}
}

func TestOfflineExcerptsStayUnread(t *testing.T) {
	d := printed(t)
	room := d.reopen(t, demo.NoDial)
	d.now = d.now.Add(3 * time.Hour)
	g := newGlass("refresh", until("No connection"), "search pub:first -has:full is:unread", "1", "full", "list")
	o := d.terminal(g)
	o.Newsroom = room
	if err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	golden.Equal(t, "offline", g.said())
}

func (d *desk) reopen(t *testing.T, dial func(context.Context, string, string) (net.Conn, error)) *newsroom.Newsroom {
	t.Helper()
	if err := d.room.Close(); err != nil {
		t.Fatal(err)
	}
	d.options.Dial = dial
	room, err := newsroom.Open(t.Context(), d.options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = room.Close() })
	return room
}

func TestNewSinceTheLastVisit(t *testing.T) {
	d := printed(t)
	d.run(t, nil, "list")
	d.now = d.now.Add(20 * time.Hour)
	d.publisher.Publish(1)
	room := d.reopen(t, d.publisher.Dial)
	d.room = room
	d.refresh(t)
	golden.Equal(t, "new", d.run(t, nil, "new", "where"))
}

func TestLinesAreBrokenAtTheWidth(t *testing.T) {
	d := printed(t)
	text := d.run(t, func(o *Options) { o.Width = 60 }, "list", "1", "more", "open", "help")
	for l := range strings.SplitSeq(text, "\n") {
		if len([]rune(l)) > 62 && !strings.HasPrefix(l, "http") {
			t.Errorf("wider than the window: %q", l)
		}
	}
}

func TestTheContextEndsARunThatWaits(t *testing.T) {
	d := printed(t)
	ctx, cancel := context.WithCancel(t.Context())
	in, typing := io.Pipe()
	defer typing.Close()
	g := newGlass()
	o := d.terminal(g)
	o.In = in
	done := make(chan error, 1)
	go func() { done <- Run(ctx, o) }()
	if _, err := io.WriteString(typing, "list\n"); err != nil {
		t.Fatal(err)
	}
	for !strings.Contains(g.said(), "more continues.\n> ") {
		<-g.grown
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if !strings.HasSuffix(g.said(), "> \n") {
		t.Errorf("the prompt's line is not left: %q", g.said())
	}
}

func TestAnOutputThatFailsEndsTheRun(t *testing.T) {
	d := printed(t)
	o := d.terminal(newGlass("list", "more"))
	o.Out = broken{}
	if err := Run(t.Context(), o); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
