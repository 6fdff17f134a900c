package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// binary is the built program under test; TestMain makes it once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "standfirst")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(dir, "standfirst")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build standfirst:", err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// terminal is the built binary in a pty, with the screen a person would see.
type terminal struct {
	t      *testing.T
	cmd    *exec.Cmd
	pty    *os.File
	screen vt10x.Terminal
	gone   chan struct{}
	err    error

	mu  sync.Mutex
	raw bytes.Buffer
	at  time.Time // of the last byte
}

// home is a bare home folder for one test, with its environment.
type home struct {
	dir string
	env []string
}

func newHome(t *testing.T, extra ...string) home {
	dir := t.TempDir()
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8",
		"XDG_CONFIG_HOME=" + dir + "/config", "XDG_DATA_HOME=" + dir + "/data", "XDG_STATE_HOME=" + dir + "/state",
		"XDG_CACHE_HOME=" + dir + "/cache", "BROWSER=true", "NO_PROXY=127.0.0.1", "TZ=Europe/London",
	}
	return home{dir, append(env, extra...)}
}

// configure writes the configuration file of the home.
func (h home) configure(t *testing.T, text string) {
	t.Helper()
	path := filepath.Join(h.dir, "config", "standfirst", "config.toml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs the binary without a terminal and returns what it printed.
func (h home) run(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env, cmd.Dir = h.env, h.dir
	var out, fault bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &fault
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		t.Fatalf("run %v: %v", args, err)
	}
	return out.String(), fault.String(), code
}

// start starts the binary in a terminal of that size.
func (h home) start(t *testing.T, cols, rows int, args ...string) *terminal {
	t.Helper()
	term := &terminal{t: t, gone: make(chan struct{})}
	term.cmd = exec.Command(binary, args...)
	term.cmd.Env, term.cmd.Dir = h.env, h.dir
	file, err := pty.StartWithSize(term.cmd, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
	if err != nil {
		t.Fatalf("start %v: %v", args, err)
	}
	term.pty = file
	// The emulator answers what the binary asks of a terminal (cursor, device).
	term.screen = vt10x.New(vt10x.WithSize(cols, rows), vt10x.WithWriter(file))
	go term.read()
	t.Cleanup(term.close)
	return term
}

func (term *terminal) read() {
	chunk := make([]byte, 32<<10)
	for {
		n, err := term.pty.Read(chunk)
		term.mu.Lock()
		term.raw.Write(chunk[:n])
		term.at = time.Now()
		term.mu.Unlock()
		_, _ = term.screen.Write(chunk[:n])
		if err != nil {
			term.err = term.cmd.Wait()
			close(term.gone)
			return
		}
	}
}

func (term *terminal) close() {
	select {
	case <-term.gone:
	default:
		_ = term.cmd.Process.Kill()
		<-term.gone
	}
	_ = term.pty.Close()
}

// typed are the bytes a terminal sends for named keys.
var typed = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f",
	"up": "\x1b[A", "down": "\x1b[B", "ctrl+c": "\x03", "ctrl+d": "\x04", "ctrl+r": "\x12", "ctrl+u": "\x15",
}

// press types keys one after the other and waits after each until the screen rests.
func (term *terminal) press(names ...string) *terminal {
	term.t.Helper()
	for _, name := range names {
		text, named := typed[name]
		if !named {
			text = name
		}
		if _, err := term.pty.WriteString(text); err != nil {
			term.t.Fatalf("press %q: %v\n%s", name, err, term.text())
		}
		term.rest()
	}
	return term
}

// rest waits until nothing was written for a while (two seconds at most).
func (term *terminal) rest() {
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
		term.mu.Lock()
		quiet := time.Since(term.at)
		term.mu.Unlock()
		if quiet > 120*time.Millisecond {
			return
		}
	}
}

// text is the screen as lines, right-trimmed.
func (term *terminal) text() string {
	cols, rows := term.screen.Size()
	var page strings.Builder
	for y := range rows {
		var line strings.Builder
		for x := range cols {
			if c := term.screen.Cell(x, y).Char; c != 0 {
				line.WriteRune(c)
			} else {
				line.WriteByte(' ')
			}
		}
		page.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return page.String()
}

// until waits until the screen shows all the given texts.
func (term *terminal) until(texts ...string) *terminal {
	term.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(30 * time.Millisecond) {
		page, missing := term.text(), ""
		for _, text := range texts {
			if !strings.Contains(page, text) {
				missing = text
			}
		}
		if missing == "" {
			return term
		}
		select {
		case <-term.gone:
			term.t.Fatalf("the binary ended (%v) before it showed %q:\n%s", term.err, missing, page)
		default:
		}
		if time.Now().After(end) {
			term.t.Fatalf("the screen never showed %q:\n%s", missing, page)
		}
	}
}

// left waits until the binary has ended by itself.
func (term *terminal) left() {
	term.t.Helper()
	select {
	case <-term.gone:
		if term.err != nil {
			term.t.Fatalf("the binary ended with %v:\n%s", term.err, term.text())
		}
	case <-time.After(20 * time.Second):
		term.t.Fatalf("the binary did not leave:\n%s", term.text())
	}
}

// bytes is everything written to the terminal so far.
func (term *terminal) bytes() []byte {
	term.mu.Lock()
	defer term.mu.Unlock()
	return bytes.Clone(term.raw.Bytes())
}

// TestImports holds the house together: who may import whom, package by package.
func TestImports(t *testing.T) {
	pure := []string{"feed/clean", "feed/parse", "feed/classify", "feed/wordpress", "feed/page", "feed/markdown",
		"feed/discover", "feed/opml", "feed/schedule", "feed/digest"}
	panes := []string{"ui/rail", "ui/stories", "ui/article", "ui/palette", "ui/search", "ui/publications", "ui/help"}
	// net/http is not among them: discover and schedule read its headers and dates.
	outside := []string{"net", "os", "os/exec", "database/sql", "time/tzdata"}
	under := func(name, folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }

	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		name := strings.TrimPrefix(words[0], "standfirst/")
		seen++
		for _, path := range words[1:] {
			ours, isOurs := strings.CutPrefix(path, "standfirst/")
			var may bool
			switch {
			case !isOurs:
				// The pure steps see neither network nor disk; only cache opens a database.
				may = !slices.Contains(pure, name) || !slices.Contains(outside, path)
				if name == "feed" {
					may = !strings.Contains(strings.Split(path, "/")[0], ".")
				}
				if strings.HasPrefix(path, "modernc.org/") || path == "database/sql" {
					may = name == "feed/cache"
				}
			case name == "standfirst":
				may = true
			case name == "feed", name == "config":
				may = false
			case slices.Contains(pure, name), name == "feed/fetch", name == "feed/cache", name == "feed/demo":
				may = ours == "feed" || slices.Contains(pure, ours)
			case name == "feed/newsroom":
				may = under(ours, "feed") && ours != "feed/demo"
			case under(name, "ui"):
				// The screen asks the newsroom; of the steps it may use the pure ones alone.
				may = ours == "feed" || ours == "feed/newsroom" || ours == "config" || under(ours, "ui") || slices.Contains(pure, ours)
				if slices.Contains(panes, name) && (slices.Contains(panes, ours) || ours == "ui" || ours == "feed/newsroom") {
					may = false
				}
				if ours == "ui" || ours == "ui/cli" {
					may = false // nothing imports the screen but main
				}
			}
			if !may {
				t.Errorf("%s must not import %s", name, path)
			}
		}
	}
	if seen < 10 {
		t.Errorf("go list named %d packages only", seen)
	}
}

// story is what `list --json` prints of a story, as far as tests look.
type story struct {
	Title       string   `json:"title"`
	Link        string   `json:"link"`
	Publication string   `json:"publication"`
	Sections    []string `json:"sections"`
	Tags        []string `json:"tags"`
	Categories  []string `json:"categories"`
	Read        bool     `json:"read"`
	Saved       bool     `json:"saved"`
}

// list returns the stories that answer a query, as the command line prints them.
func (h home) list(t *testing.T, query ...string) []story {
	t.Helper()
	out, fault, code := h.run(t, append([]string{"list", "--limit", "0", "--json"}, query...)...)
	if code != 0 && code != 3 {
		t.Fatalf("list %v: exit %d: %s", query, code, fault)
	}
	var stories []story
	if err := json.Unmarshal([]byte(out), &stories); err != nil {
		t.Fatalf("list %v printed no JSON: %v\n%s", query, err, out)
	}
	return stories
}

// TestDemonstration is the main job: read by section and tag, leave, come back
// without publishers, and everything is still there.
func TestDemonstration(t *testing.T) {
	h := newHome(t)
	term := h.start(t, 120, 36, "demo")
	term.until("STANDFIRST", "Community Care", "first", "TAGS", "updated")
	front := term.text()
	if strings.Count(front, "●") < 5 {
		t.Errorf("the front page shows few unread stories:\n%s", front)
	}
	term.press("t", "kinship").until("kinship care").press("enter").until("kinship care")
	term.press("j", "enter").until("by ").press("G").until("Tags")
	term.press("q", "0", "Q").left()

	term = h.start(t, 120, 36, "demo", "--offline")
	term.until("STANDFIRST", "Community Care")
	for range 3 {
		term.press("enter").until(" min").press("G").until("Tags")
		term.press("q", "j")
	}
	term.press("Q").left()
	if !bytes.Contains(term.bytes(), []byte("\x1b[?1049l")) {
		t.Error("the terminal was not restored")
	}
}

// TestFeedsOfStrangers refreshes WordPress feeds that nobody here wrote, under
// their own names, and reads each headline back through the screen.
func TestFeedsOfStrangers(t *testing.T) {
	manifest, err := os.ReadFile("../shared/corpus/MANIFEST.tsv")
	if err != nil {
		t.Skip("SKIPPED: no ../shared/corpus beside this clone; real WordPress feeds were not read")
	}
	server := httptest.NewServer(http.FileServer(http.Dir("../shared/corpus")))
	defer server.Close()
	h := newHome(t, "STANDFIRST_REFRESH=off", "STANDFIRST_DENSITY=headlines")
	var settings strings.Builder
	want := map[string][]story{}
	for line := range strings.Lines(string(manifest)) {
		columns := strings.Split(line, "\t")
		if len(columns) < 6 || columns[5] != "wordpress" {
			continue
		}
		name := filepath.Base(columns[0])
		fmt.Fprintf(&settings, "[[publication]]\nname = %q\nfeed = %q\n\n", name, server.URL+"/"+columns[0])
		out, _, _ := h.run(t, "inspect", "--json", "--base", server.URL+"/"+columns[0], filepath.Join(wd(t), "../shared/corpus", columns[0]))
		var document struct {
			OK      bool    `json:"ok"`
			Stories []story `json:"stories"`
		}
		if err := json.Unmarshal([]byte(out), &document); err != nil || !document.OK || len(document.Stories) == 0 {
			t.Errorf("inspect %s: %v %.200s", name, err, out)
		}
		want[name] = document.Stories
	}
	h.configure(t, settings.String())
	if _, fault, code := h.run(t, "refresh", "--force"); code != 0 {
		t.Fatalf("refresh: exit %d: %s", code, fault)
	}
	got := map[string][]story{}
	for _, s := range h.list(t) {
		got[s.Publication] = append(got[s.Publication], s)
	}
	term := h.start(t, 200, 50)
	term.until("STANDFIRST")
	for name, stories := range want {
		titles := map[string]story{}
		for _, s := range got[name] {
			titles[s.Title] = s
		}
		for _, s := range stories {
			have, ok := titles[s.Title]
			if !ok {
				t.Errorf("%s: %q was lost on the way to the list", name, s.Title)
				continue
			}
			if len(have.Sections)+len(have.Tags) == 0 && len(s.Categories) > 0 {
				t.Errorf("%s: %q lost its subjects %q", name, s.Title, s.Categories)
			}
		}
		// The first story of each, found by its publication and opened.
		first := stories[0].Title
		words := strings.Fields(first)
		term.press("0", "f").press(fmt.Sprintf("pub:%q", name), "enter")
		term.until(strings.Join(words[:min(3, len(words))], " "))
	}
	term.press("Q").left()
}

func wd(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestBadFeeds: a publication that serves nonsense costs one line about itself;
// its neighbour is read and nothing cached is lost.
func TestBadFeeds(t *testing.T) {
	good := `<?xml version="1.0"?><rss version="2.0"><channel><title>Good</title>` +
		`<item><title>Kept all along</title><link>http://good.example/1</link><guid>1</guid></item></channel></rss>`
	broken := false
	bad := map[string]string{
		"html": "<!doctype html><html><head><title>Sign in</title></head><body><form>password</form></body></html>",
		"none": "", "cut": good[:60], "binary": "\x89PNG\r\n\x1a\n\x00\x00",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.Trim(r.URL.Path, "/")
		switch {
		case name == "gone" && broken:
			w.WriteHeader(http.StatusGone)
		case broken && name != "good":
			fmt.Fprint(w, bad[name])
		default:
			fmt.Fprint(w, strings.ReplaceAll(good, "Kept", strings.ToUpper(name)+" kept"))
		}
	}))
	defer server.Close()
	h := newHome(t)
	var settings strings.Builder
	names := []string{"html", "none", "cut", "binary", "gone", "good"}
	for _, name := range names {
		fmt.Fprintf(&settings, "[[publication]]\nname = %q\nfeed = %q\n\n", name, server.URL+"/"+name)
	}
	h.configure(t, settings.String())
	if _, fault, code := h.run(t, "refresh", "--force"); code != 0 {
		t.Fatalf("first refresh: exit %d: %s", code, fault)
	}
	broken = true
	out, fault, code := h.run(t, "refresh", "--force")
	if code != 1 {
		t.Errorf("refresh with failing publications: exit %d, want 1", code)
	}
	for _, name := range names[:5] {
		lines := 0
		for line := range strings.Lines(out + fault) {
			if strings.HasPrefix(line, name) {
				lines++
			}
		}
		if lines != 1 {
			t.Errorf("%s: %d lines about it, want 1:\n%s%s", name, lines, out, fault)
		}
	}
	if n := len(h.list(t)); n != len(names) {
		t.Errorf("%d stories after a bad refresh, want %d", n, len(names))
	}
}

// TestFaultyConfiguration: every fault is named with its place, nothing starts.
func TestFaultyConfiguration(t *testing.T) {
	h := newHome(t)
	h.configure(t, "thema = \"dark\"\n\n[[publication]]\nname = \"One\"\nfeed = \"ftp://one.example/\"\n")
	_, fault, code := h.run(t, "refresh")
	if code != 2 {
		t.Errorf("exit %d, want 2", code)
	}
	for _, want := range []string{"config.toml:1:1", "thema", "theme", "config.toml:5:8", "http"} {
		if !strings.Contains(fault, want) {
			t.Errorf("the faults do not mention %q:\n%s", want, fault)
		}
	}
	if _, err := os.Stat(filepath.Join(h.dir, "data", "standfirst", "standfirst.db")); err == nil {
		t.Error("a cache was made although the configuration is faulty")
	}
}

// TestFirstRun: nothing cached and no network.
func TestFirstRun(t *testing.T) {
	h := newHome(t)
	h.configure(t, "[[publication]]\nname = \"Nobody\"\nfeed = \"http://127.0.0.1:9/feed\"\n")
	term := h.start(t, 100, 30)
	term.until("Nobody", "demonstration", "again", "add")
	term.press("Q").left()
}
