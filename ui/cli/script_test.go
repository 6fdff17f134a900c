package cli

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/demo"
	"standfirst/feed/newsroom"
)

var update = flag.Bool("update", false, "write the transcripts anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"standfirst": func() { os.Exit(standfirst()) }})
}

// clock is the time of every transcript: a Sunday morning.
var clock = time.Date(2026, 11, 22, 7, 30, 0, 0, time.UTC)

// standfirst is the command line as main would build it, on the demonstration's
// publisher and with the clock standing still. Variables of the transcripts:
// LATER moves the clock, IN_TERMINAL lets somebody answer, OUT_TERMINAL and ERR_TERMINAL let somebody look, COLUMNS wide, PUBLISHER=gone lets nobody answer, PUBLISHER=half lets
// one site fail, PUBLISHER=moved one feed move for good, BROWSED is where links go instead of a browser.
func standfirst() int {
	now := clock
	if later, err := time.ParseDuration(os.Getenv("LATER")); err == nil {
		now = now.Add(later)
	}
	clock := func() time.Time { return now }
	var publisher *demo.Publisher
	defer func() {
		if publisher != nil {
			_ = publisher.Close()
		}
	}()
	columns, _ := strconv.Atoi(os.Getenv("COLUMNS"))
	return Run(context.Background(), Program{
		Width:   columns,
		Version: "9.8.7", Commit: "0123456789abcdef", Env: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Now: clock, Location: time.UTC,
		InIsTerminal: os.Getenv("IN_TERMINAL") != "", OutIsTerminal: os.Getenv("OUT_TERMINAL") != "", ErrIsTerminal: os.Getenv("ERR_TERMINAL") != "",
		Load: func(n Needs) (config.Config, error) {
			return config.Load(config.Options{Path: n.ConfigFile, Profile: n.Profile, Env: os.Getenv})
		},
		Open: func(ctx context.Context, c config.Config) (*newsroom.Newsroom, error) {
			dial := (&demo.Publisher{}).Dial
			if os.Getenv("PUBLISHER") != "gone" {
				var err error
				if publisher, err = demo.Start(ctx, demo.Options{Now: clock}); err != nil {
					return nil, err
				}
				dial = publisher.Dial
				if os.Getenv("PUBLISHER") == "moved" {
					if err := publisher.Move("www.first.example", true); err != nil {
						return nil, err
					}
				}
				if os.Getenv("PUBLISHER") == "half" {
					if err := publisher.Fail("www.first.example", 503); err != nil {
						return nil, err
					}
				}
			}
			publications := demo.Publications()
			if os.Getenv("PAPERS") == "none" {
				publications = nil
			}
			if c.File != "" { // the reader's own paper, but nobody is asked outside
				invented := publications
				publications = nil
				for _, p := range Publications(c.Publications) {
					if i := slices.IndexFunc(invented, func(q feed.Publication) bool { return q.ID == p.ID }); i >= 0 {
						p = invented[i]
					}
					publications = append(publications, p)
				}
			}
			aliases, err := config.Aliases(c.Paths.Aliases)
			if err != nil {
				return nil, err
			}
			return newsroom.Open(ctx, newsroom.Options{Aliases: aliases, Dir: c.Paths.Data, Publications: publications, Location: c.Location, Now: clock, Dial: dial, KeepDays: c.KeepDays, Catalogue: catalogue, Paper: Paper(c.Paths.File)})
		},
		Restore: func(ctx context.Context, c config.Config, file string) (string, error) {
			return newsroom.Restore(ctx, newsroom.Options{Dir: c.Paths.Data, Now: clock}, file)
		},
		Screen: func(_ context.Context, c config.Config, n Needs) error {
			_, err := fmt.Printf("the reader, linear %v, %d publications\n", n.Linear, len(c.Publications))
			return err
		},
		Demo: func(_ context.Context, _ Needs, offline bool) error {
			_, err := fmt.Printf("the demonstration, offline %v\n", offline)
			return err
		},
		Known: func(Needs) ([]feed.Publication, map[string][]string) { return demo.Publications(), nil },
		Fetch: func(ctx context.Context, _ Needs, link string) (Document, error) {
			publisher, err := demo.Start(ctx, demo.Options{Now: clock})
			if err != nil {
				return Document{}, err
			}
			defer func() { _ = publisher.Close() }()
			client := http.Client{Transport: &http.Transport{DialContext: publisher.Dial}}
			response, err := client.Get(link)
			if err != nil {
				return Document{}, err
			}
			defer func() { _ = response.Body.Close() }()
			data, err := io.ReadAll(response.Body)
			return Document{data, response.Header.Get("Content-Type"), response.Request.URL.String()}, err
		},
		Browse: func(c config.Config, link string) error {
			if os.Getenv("BROWSED") == "" {
				return errors.New("no browser was found; set BROWSER")
			}
			return os.WriteFile(os.Getenv("BROWSED"), []byte(strings.Join(append(c.Browser, link), " ")+"\n"), 0o600)
		},
	}, os.Args[1:])
}

// catalogue knows one publication that answers and one that does not.
func catalogue(words string) (found []newsroom.Named) {
	for _, p := range append(demo.Publications(), feed.Publication{ID: "ward-notes", Name: "Ward Notes", Feeds: []feed.Address{{URL: "http://ward-notes.example/feed/"}}}) {
		if strings.HasPrefix(feed.Fold(p.Name), feed.Fold(words)) {
			found = append(found, newsroom.Named{Publication: p, Try: p.ID == "ward-notes"})
		}
	}
	return found
}

// TestScripts runs the transcripts, one a command: what is typed and what comes.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: *update, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, "HOME="+env.WorkDir+"/home", "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_STATE_HOME=", "XDG_CACHE_HOME=", "TZ=UTC",
				"GORACE="+os.Getenv("GORACE"))
			return os.MkdirAll(env.WorkDir+"/home", 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "story": story, "json": wellFormed, "fits": fitsSchema, "lines": lines},
	})
}

// exits CODE COMMAND…: the command ends with this code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE command…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != want {
		ts.Fatalf("exit %d, want %d\n%s%s", code, want, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// story VARIABLE WORDS: the number of the story whose title holds the words, and
// its address (VARIABLE_LINK), into the environment.
func story(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(ts.Exec("standfirst", "list", "--json"))
	var rows []struct {
		ID    feed.StoryID `json:"id"`
		Title string       `json:"title"`
		Link  string       `json:"link"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &rows))
	for _, row := range rows {
		if strings.Contains(row.Title, args[1]) {
			ts.Setenv(args[0], fmt.Sprint(row.ID))
			ts.Setenv(args[0]+"_LINK", row.Link)
			return
		}
	}
	ts.Fatalf("no story is called %q", args[1])
}

// json: standard output is one JSON document; with names, each object of its
// array has these fields.
func wellFormed(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile("stdout")
	var document any
	decoder := json.NewDecoder(strings.NewReader(text))
	if err := decoder.Decode(&document); err != nil {
		ts.Fatalf("not JSON: %v\n%s", err, text)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		ts.Fatalf("a second document follows")
	}
	objects, ok := document.([]any)
	if !ok {
		objects = []any{document}
	}
	for _, object := range objects {
		fields, _ := object.(map[string]any)
		for _, name := range args {
			if _, ok := fields[name]; !ok {
				ts.Fatalf("an object without %q: %v", name, object)
			}
		}
	}
}

// lines N: standard output has as many lines.
func lines(ts *testscript.TestScript, _ bool, args []string) {
	if n := strings.Count(ts.ReadFile("stdout"), "\n"); fmt.Sprint(n) != args[0] {
		ts.Fatalf("%d lines, want %s\n%s", n, args[0], ts.ReadFile("stdout"))
	}
}

// TestEveryCommandHasATranscript: a command that no transcript types is not done,
// nor one whose misuse none shows.
func TestEveryCommandHasATranscript(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	used, misused := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			how, typed, found := strings.Cut(strings.TrimSpace(line), "standfirst")
			if !found || !strings.HasPrefix(how, "ex") { // exec, exits
				continue
			}
			cmd, _, err := tree(t).Find(splitQuoted(typed))
			if err != nil {
				cmd = tree(t)
			}
			misused[cmd.CommandPath()] = misused[cmd.CommandPath()] || strings.HasPrefix(how, "exits 2")
			used[cmd.CommandPath()] = used[cmd.CommandPath()] || !strings.HasPrefix(how, "exits 2")
		}
	}
	walk(tree(t), func(cmd *cobra.Command) {
		if !used[cmd.CommandPath()] && !cmd.HasSubCommands() {
			t.Errorf("no transcript types %q", cmd.CommandPath())
		}
		if !misused[cmd.CommandPath()] {
			t.Errorf("no transcript shows the misuse of %q", cmd.CommandPath())
		}
	})
}
