package terminal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Build builds the program of this module into dir, a folder of its own, and
// returns its path.
func Build(dir string) (string, error) {
	binary := filepath.Join(dir, "standfirst")
	build := exec.Command("go", "build", "-o", binary, "standfirst")
	// The race detector watches the tests; the program they start is the one
	// that people run, ten times as fast.
	flags := slices.DeleteFunc(strings.Fields(os.Getenv("GOFLAGS")), func(flag string) bool { return strings.Contains(flag, "-race") })
	build.Env = append(os.Environ(), "GOFLAGS="+strings.Join(flags, " "))
	build.Stderr = os.Stderr
	return binary, build.Run()
}

// Home is a bare home folder for one test, with its environment.
type Home struct {
	Binary string // the built program
	Dir    string
	Env    []string // NAME=value; a later one counts
}

// NewHome makes an empty home; extra is added to its environment.
func NewHome(t testing.TB, binary string, extra ...string) Home {
	dir := t.TempDir()
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8",
		"XDG_CONFIG_HOME=" + dir + "/config", "XDG_DATA_HOME=" + dir + "/data", "XDG_STATE_HOME=" + dir + "/state",
		"XDG_CACHE_HOME=" + dir + "/cache", "BROWSER=true", "NO_PROXY=127.0.0.1", "TZ=Europe/London",
	}
	return Home{binary, dir, append(env, extra...)}
}

// With is the same home with more in its environment.
func (h Home) With(extra ...string) Home {
	h.Env = append(h.Env[:len(h.Env):len(h.Env)], extra...)
	return h
}

// Database is the path of the one SQLite file.
func (h Home) Database() string { return filepath.Join(h.Dir, "data", "standfirst", "standfirst.db") }

// Configure writes the configuration file of the home.
func (h Home) Configure(t testing.TB, text string) {
	t.Helper()
	path := filepath.Join(h.Dir, "config", "standfirst", "config.toml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Result is what came of a run without a terminal.
type Result struct {
	Out, Err string
	Code     int // the exit code; -1: ended by a signal
	Took     time.Duration
	Memory   int64 // bytes held at the most; 0 where the system does not tell
}

// runTime is the longest that a run without a terminal may take.
const runTime = 2 * time.Minute

// Run runs the program without a terminal.
func (h Home) Run(t testing.TB, args ...string) Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), runTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, h.Binary, args...)
	cmd.Env, cmd.Dir = h.Env, h.Dir
	var out, fault bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &fault
	start := time.Now()
	err := cmd.Run()
	r := Result{Out: out.String(), Err: fault.String(), Took: time.Since(start)}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		r.Code = exit.ExitCode()
	case err != nil:
		t.Fatalf("run %v: %v", args, err)
	}
	r.Memory = peak(cmd.ProcessState)
	return r
}

// Story is what `list --json` prints of a story, as far as tests look.
type Story struct {
	ID          any      `json:"id"` // a number; of inspect, what the feed says
	Title       string   `json:"title"`
	Standfirst  string   `json:"standfirst"`
	Byline      string   `json:"byline"`
	Link        string   `json:"link"`
	Publication string   `json:"publication"`
	Sections    []string `json:"sections"`
	Tags        []string `json:"tags"`
	Categories  []string `json:"categories"`
	Read        bool     `json:"read"`
	Saved       bool     `json:"saved"`
	Markdown    string   `json:"markdown"` // of inspect alone
}

// List returns the stories that answer a query, as the command line prints them.
func (h Home) List(t testing.TB, query ...string) []Story {
	t.Helper()
	r := h.Run(t, append([]string{"list", "--limit", "0", "--json"}, query...)...)
	if r.Code != 0 && r.Code != 3 {
		t.Fatalf("list %v: exit %d: %s", query, r.Code, r.Err)
	}
	var stories []Story
	if err := json.Unmarshal([]byte(r.Out), &stories); err != nil {
		t.Fatalf("list %v printed no JSON: %v\n%s", query, err, r.Out)
	}
	return stories
}
