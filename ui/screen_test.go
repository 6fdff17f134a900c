package ui

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/demo"
	"standfirst/feed/newsroom"
)

// monday is when the tests are set: a Sunday morning in November.
var sunday = time.Date(2026, 11, 22, 8, 31, 0, 0, time.UTC)

// A screen is the whole program without a terminal: keys go in, text comes out.
// Commands are run as Bubble Tea would, until nothing is left to be done.
type screen struct {
	t     testing.TB
	app   *App
	news  *newsroom.Newsroom
	pub   *demo.Publisher
	now   time.Time
	ended bool
	sent  []string // what went to the terminal's clipboard
}

// stocked is a data folder with the demonstration's stories, made once.
var stocked = struct {
	dir string
	err error
}{}

func TestMain(m *testing.M) {
	if os.Getenv(publishing) != "" {
		publish()
		return
	}
	if where := os.Getenv(panicIn); where != "" {
		if err := panicking(where, os.Getenv(panicStore)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	dir, err := os.MkdirTemp("", "standfirst-ui")
	if err == nil {
		stocked.dir = dir
		stocked.err = stock(dir)
	} else {
		stocked.err = err
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func aliases() map[string][]string {
	known, err := config.Aliases("")
	if err != nil {
		panic(err) // the embedded list is ours
	}
	return known
}

func stock(dir string) error {
	ctx := context.Background()
	now := func() time.Time { return sunday }
	pub, err := demo.Start(ctx, demo.Options{Now: now})
	if err != nil {
		return err
	}
	defer pub.Close()
	n, err := newsroom.Open(ctx, newsroom.Options{Dir: dir, Publications: demo.Publications(), Aliases: aliases(), Dial: pub.Dial, Now: now})
	if err != nil {
		return err
	}
	if _, err = n.Refresh(ctx, newsroom.RefreshRequest{Force: true}, func(newsroom.Progress) {}); err != nil {
		return err
	}
	return n.Close()
}

// open starts a screen of that size on the demonstration, its stories stored.
func open(t testing.TB, width, height int, change ...func(*Options)) *screen {
	t.Helper()
	if stocked.err != nil {
		t.Fatal(stocked.err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(stocked.dir)); err != nil {
		t.Fatal(err)
	}
	return openAt(t, dir, width, height, change...)
}

// openAt starts a screen on a data folder.
func openAt(t testing.TB, dir string, width, height int, change ...func(*Options)) *screen {
	t.Helper()
	return openRoom(t, dir, width, height, func(*newsroom.Options) {}, change...)
}

// openRoom starts a screen on a data folder, its newsroom changed.
func openRoom(t testing.TB, dir string, width, height int, room func(*newsroom.Options), change ...func(*Options)) *screen {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &screen{t: t, now: sunday}
	now := func() time.Time { return s.now }
	var err error
	if s.pub, err = demo.Start(ctx, demo.Options{Now: now}); err != nil {
		t.Fatal(err)
	}
	of := newsroom.Options{Dir: dir, Publications: demo.Publications(), Aliases: aliases(), Dial: s.pub.Dial, Now: now}
	room(&of)
	if s.news, err = newsroom.Open(ctx, of); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); s.news.Close(); s.pub.Close() })
	var states []feed.PublicationState
	for _, p := range demo.Publications() {
		states = append(states, feed.PublicationState{Publication: p})
	}
	o := Options{Newsroom: s.news, States: states, Now: now, Theme: "none", Mouse: true, budget: time.Minute}
	o.wait = func(_ time.Duration, m tea.Msg) tea.Cmd { return func() tea.Msg { return m } }
	for _, c := range change {
		c(&o)
	}
	s.app = newApp(ctx, o)
	s.send(tea.WindowSizeMsg{Width: width, Height: height})
	s.run(s.app.Init())
	return s
}

// send hands a message to the screen and runs what follows from it.
func (s *screen) send(msg tea.Msg) {
	_, cmd := s.app.Update(msg)
	s.run(cmd)
}

// run carries out a command and everything that comes of it.
func (s *screen) run(cmd tea.Cmd) {
	if cmd == nil || s.ended {
		return
	}
	answer := make(chan tea.Msg, 1)
	go func() { answer <- cmd() }()
	select {
	case msg := <-answer:
		s.take(msg)
	case <-time.After(10 * time.Second):
		s.t.Helper()
		s.t.Fatal("a command does not end")
	}
}

func (s *screen) take(msg tea.Msg) {
	switch m := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range m {
			s.run(c)
		}
	case tea.QuitMsg:
		s.ended = true
	default:
		name := fmt.Sprintf("%T", msg)
		switch {
		case strings.HasSuffix(name, "sequenceMsg"):
			s.ended = true // only leaving is a sequence
		case strings.HasSuffix(name, "setClipboardMsg"):
			s.sent = append(s.sent, fmt.Sprint(msg))
		case strings.HasPrefix(name, "tea."):
		default:
			s.send(msg)
		}
	}
}

// keyNames are the keys that are written as a word.
var keyNames = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "backspace": tea.KeyBackspace,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
}

// press presses keys: names such as "enter" and "ctrl+d", or text to be typed.
func (s *screen) press(pressed ...string) *screen {
	s.t.Helper()
	for _, k := range pressed {
		base, ctrl := strings.CutPrefix(k, "ctrl+")
		switch code, named := keyNames[k]; {
		case ctrl:
			s.send(tea.KeyPressMsg{Code: rune(base[0]), Mod: tea.ModCtrl})
		case k == "shift+tab":
			s.send(tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift})
		case k == "space":
			s.send(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
		case named:
			s.send(tea.KeyPressMsg{Code: code})
		default:
			for _, r := range k {
				s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
		}
	}
	return s
}

// wait lets time pass.
func (s *screen) wait(d time.Duration) *screen {
	s.now = s.now.Add(d)
	return s
}

// text is the screen, without colours.
func (s *screen) text() string { return ansi.Strip(s.app.View().Content) }

// foot is the last line.
func (s *screen) foot() string {
	lines := strings.Split(s.text(), "\n")
	return lines[len(lines)-1]
}

// shows fails unless every text is on the screen.
func (s *screen) shows(texts ...string) *screen {
	s.t.Helper()
	for _, text := range texts {
		if !strings.Contains(s.text(), text) {
			s.t.Fatalf("%q is not on the screen:\n%s", text, s.text())
		}
	}
	return s
}

// hides fails when a text is on the screen.
func (s *screen) hides(texts ...string) *screen {
	s.t.Helper()
	for _, text := range texts {
		if strings.Contains(s.text(), text) {
			s.t.Fatalf("%q is on the screen:\n%s", text, s.text())
		}
	}
	return s
}
