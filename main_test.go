package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"standfirst/ui/terminal"
)

// binary is the built program under test; TestMain makes it once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "standfirst")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if binary, err = terminal.Build(dir); err != nil {
		fmt.Fprintln(os.Stderr, "build standfirst:", err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// TestImports holds the house together: who may import whom, package by package.
func TestImports(t *testing.T) {
	pure := []string{"feed/clean", "feed/parse", "feed/classify", "feed/wordpress", "feed/page", "feed/markdown",
		"feed/discover", "feed/opml", "feed/schedule", "feed/digest"}
	panes := []string{"ui/rail", "ui/stories", "ui/article", "ui/palette", "ui/prompt", "ui/sheet", "ui/publications", "ui/help"}
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

// TestDemonstration is the main job: read by section and tag, leave, come back
// without publishers, and everything is still there.
func TestDemonstration(t *testing.T) {
	h := terminal.NewHome(t, binary)
	term := h.Start(t, 120, 36, "demo")
	term.Until("STANDFIRST", "Community Care", "first", "TAGS", "updated")
	front := term.Text()
	if strings.Count(front, "●") < 5 {
		t.Errorf("the front page shows few unread stories:\n%s", front)
	}
	term.Press("t", "kinship").Until("kinship care").Press("enter").Until("kinship care")
	term.Press("j", "enter").Until("by ").Press("G").Until("Tags")
	term.Press("q", "0", "Q").Left()

	term = h.Start(t, 120, 36, "demo", "--offline")
	term.Until("STANDFIRST", "Community Care", "story 1 of")
	for range 3 {
		term.Press("enter").Until("o browser").Press("G").Until("Tags")
		term.Press("q", "j")
	}
	term.Press("Q").Left()
	if !bytes.Contains(term.Bytes(), []byte("\x1b[?1049l")) {
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
	h := terminal.NewHome(t, binary, "STANDFIRST_REFRESH=off", "STANDFIRST_DENSITY=headlines")
	var settings strings.Builder
	want := map[string][]terminal.Story{}
	for line := range strings.Lines(string(manifest)) {
		columns := strings.Split(line, "\t")
		if len(columns) < 6 || columns[5] != "wordpress" {
			continue
		}
		name := filepath.Base(columns[0])
		fmt.Fprintf(&settings, "[[publication]]\nname = %q\nfeed = %q\n\n", name, server.URL+"/"+columns[0])
		out := h.Run(t, "inspect", "--json", "--base", server.URL+"/"+columns[0], filepath.Join(wd(t), "../shared/corpus", columns[0])).Out
		var document struct {
			OK      bool             `json:"ok"`
			Stories []terminal.Story `json:"stories"`
		}
		if err := json.Unmarshal([]byte(out), &document); err != nil || !document.OK || len(document.Stories) == 0 {
			t.Errorf("inspect %s: %v %.200s", name, err, out)
		}
		want[name] = document.Stories
	}
	h.Configure(t, settings.String())
	if r := h.Run(t, "refresh", "--force"); r.Code != 0 {
		t.Fatalf("refresh: exit %d: %s", r.Code, r.Err)
	}
	got := map[string][]terminal.Story{}
	for name := range want { // two of them print the same stories
		got[name] = h.List(t, fmt.Sprintf("pub:%q", name))
	}
	term := h.Start(t, 200, 50)
	term.Until("STANDFIRST")
	for name, stories := range want {
		titles := map[string]terminal.Story{}
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
		for _, s := range stories {
			have, ok := titles[s.Title]
			if !ok || s.Title == "" { // without a headline they cannot be told apart here
				continue
			}
			r := h.Run(t, "show", fmt.Sprintf("%.0f", have.ID), "--markdown")
			if r.Code != 0 {
				t.Errorf("%s: show %q: exit %d: %s", name, s.Title, r.Code, r.Err)
			}
			shown := r.Out
			for _, word := range wordsOf(s.Markdown) {
				if !strings.Contains(shown, word) {
					t.Errorf("%s: %q lost %q of its text", name, s.Title, word)
					break
				}
			}
		}
		// The newest story of each, found by its publication and opened.
		newest, below := got[name][0], 0
		for i, s := range got[name] {
			if s.Title != "" {
				newest, below = s, i
				break
			}
		}
		words := strings.Fields(newest.Title)
		term.Press("0", "f").Press(fmt.Sprintf("pub:%q", name), "enter")
		term.Until(strings.Join(words[:min(3, len(words))], " "))
		for _, s := range stories {
			if inText := wordsOf(s.Markdown); s.Title == newest.Title && len(inText) > 0 {
				for range below {
					term.Press("j")
				}
				term.Press("enter").Until(inText[0])
				term.Press("q")
				break
			}
		}
	}
	term.Press("Q").Left()
}

// wordsOf are the long plain words of a Markdown text, addresses left out.
func wordsOf(markdown string) []string {
	text := regexp.MustCompile(`!\[[^\]]*\]|\([a-z]+:[^)]*\)|[a-z]+://\S+`).ReplaceAllString(markdown, " ")
	return regexp.MustCompile(`\b[A-Za-z]{6,14}\b`).FindAllString(text, -1)
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
	var broken atomic.Bool
	bad := map[string]string{
		"html": "<!doctype html><html><head><title>Sign in</title></head><body><form>password</form></body></html>",
		"none": "", "cut": good[:60], "binary": "\x89PNG\r\n\x1a\n\x00\x00",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.Trim(r.URL.Path, "/")
		switch {
		case name == "gone" && broken.Load():
			w.WriteHeader(http.StatusGone)
		case broken.Load() && name != "good":
			fmt.Fprint(w, bad[name])
		default:
			fmt.Fprint(w, strings.ReplaceAll(good, "Kept", strings.ToUpper(name)+" kept"))
		}
	}))
	defer server.Close()
	h := terminal.NewHome(t, binary)
	var settings strings.Builder
	names := []string{"html", "none", "cut", "binary", "gone", "good"}
	for _, name := range names {
		fmt.Fprintf(&settings, "[[publication]]\nname = %q\nfeed = %q\n\n", name, server.URL+"/"+name)
	}
	h.Configure(t, settings.String())
	if r := h.Run(t, "refresh", "--force"); r.Code != 0 {
		t.Fatalf("first refresh: exit %d: %s", r.Code, r.Err)
	}
	broken.Store(true)
	r := h.Run(t, "refresh", "--force")
	if r.Code != 1 {
		t.Errorf("refresh with failing publications: exit %d, want 1", r.Code)
	}
	for _, name := range names[:5] {
		lines := 0
		for line := range strings.Lines(r.Out + r.Err) {
			if strings.HasPrefix(line, name) {
				lines++
			}
		}
		if lines != 1 {
			t.Errorf("%s: %d lines about it, want 1:\n%s%s", name, lines, r.Out, r.Err)
		}
	}
	if n := len(h.List(t)); n != len(names) {
		t.Errorf("%d stories after a bad refresh, want %d", n, len(names))
	}
}

// TestAKeyCostsWhatItChanges: on a page of Japanese headlines a key sends the two
// rows that it changes, not the page (package glass).
func TestAKeyCostsWhatItChanges(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>Minato</title>`)
		for i := range 40 {
			fmt.Fprintf(w, `<item><title>港の新しいニュース %02d</title><link>http://minato.example/%d</link><guid>%d</guid></item>`, i, i, i)
		}
		fmt.Fprint(w, `</channel></rss>`)
	}))
	defer server.Close()
	h := terminal.NewHome(t, binary, "STANDFIRST_REFRESH=off", "STANDFIRST_DENSITY=headlines")
	h.Configure(t, fmt.Sprintf("[[publication]]\nname = \"Minato\"\nfeed = %q\n", server.URL))
	if r := h.Run(t, "refresh", "--force"); r.Code != 0 {
		t.Fatalf("refresh: exit %d: %s", r.Code, r.Err)
	}
	term := h.Start(t, 120, 50)
	term.Until("STANDFIRST", "story 1 of 40")
	var sizes []int
	for range 9 {
		before := len(term.Bytes())
		term.Press("j")
		sizes = append(sizes, len(term.Bytes())-before)
	}
	term.Until("story 10 of 40")
	slices.Sort(sizes)
	if sizes[4] == 0 || sizes[4] > 900 {
		t.Errorf("a key sends %d bytes", sizes[4])
	}
	term.Press("Q").Left()
}

// TestFaultyConfiguration: every fault is named with its place, nothing starts.
func TestFaultyConfiguration(t *testing.T) {
	h := terminal.NewHome(t, binary)
	h.Configure(t, "thema = \"dark\"\n\n[[publication]]\nname = \"One\"\nfeed = \"ftp://one.example/\"\n")
	r := h.Run(t, "refresh")
	if r.Code != 2 {
		t.Errorf("exit %d, want 2", r.Code)
	}
	for _, want := range []string{"config.toml:1:1", "thema", "theme", "config.toml:5:8", "http"} {
		if !strings.Contains(r.Err, want) {
			t.Errorf("the faults do not mention %q:\n%s", want, r.Err)
		}
	}
	if _, err := os.Stat(filepath.Join(h.Dir, "data", "standfirst", "standfirst.db")); err == nil {
		t.Error("a cache was made although the configuration is faulty")
	}
}

// TestFirstRun: nothing cached and no network.
func TestFirstRun(t *testing.T) {
	h := terminal.NewHome(t, binary)
	h.Configure(t, "[[publication]]\nname = \"Nobody\"\nfeed = \"http://127.0.0.1:9/feed\"\n")
	term := h.Start(t, 100, 30)
	term.Until("Nobody", "demonstration", "again", "add")
	term.Press("Q").Left()
}

// TestNewsboatIsOffered: the first run offers newsboat's list, and one key brings
// its publications into the file and onto the screen.
func TestNewsboatIsOffered(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>Ward Notes</title>`+
			`<item><title>A bench for every bus stop</title><link>http://ward.example/1</link><guid>1</guid></item></channel></rss>`)
	}))
	defer server.Close()
	h := terminal.NewHome(t, binary)
	h.Configure(t, "[[publication]]\nname = \"Nobody\"\nfeed = \"http://127.0.0.1:9/feed\"\n")
	urls := filepath.Join(h.Dir, ".newsboat", "urls")
	if err := os.MkdirAll(filepath.Dir(urls), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(urls, []byte(server.URL+"/feed \"~Ward Notes\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	term := h.Start(t, 120, 30)
	term.Until(".newsboat/urls", "could not be fetched")
	term.Press("i").Until("1 publication added")
	term.Press("R").Until("A bench for every bus stop")
	term.Press("Q").Left()
	if got := h.List(t); len(got) != 1 || got[0].Publication != "Ward Notes" {
		t.Errorf("listed without the screen: %+v", got)
	}
	if r := h.Run(t, "config", "show"); !strings.Contains(r.Out, "name = \"Ward Notes\"") || !strings.Contains(r.Out, "name = \"Nobody\"") {
		t.Errorf("the file has:\n%s", r.Out)
	}
}

// TestDependenciesHaveTheirReason: the README's table names every module that
// go.mod asks for itself.
func TestDependenciesHaveTheirReason(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{if not (or .Indirect .Main)}}{{.Path}}{{end}}", "all").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "## Dependencies")
	modules := strings.Fields(string(out))
	for _, module := range modules {
		parts := strings.Split(module, "/")
		name := parts[len(parts)-1]
		if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
			name = parts[len(parts)-2]
		}
		if !strings.Contains(table, name+"`") {
			t.Errorf("README.md gives no reason for %s", module)
		}
	}
	if len(modules) < 10 {
		t.Errorf("go list named %d modules only", len(modules))
	}
}

// TestDependenciesAreReviewed holds the help topic of dependencies to go.mod, to
// the dates of the releases, to who brings them along and to their licence files.
func TestDependenciesAreReviewed(t *testing.T) {
	topic, err := os.ReadFile("ui/cli/topics/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| `([^`]+)` +\\| (\\S+) +\\| (\\S+) +\\| (\\S+) +\\| (.*?) +\\|(?: (.*?) +\\|)?$")
	rows := map[string][]string{}
	for _, cells := range row.FindAllStringSubmatch(string(topic), -1) {
		rows[cells[1]] = cells[2:]
	}
	output := func(args ...string) []byte {
		out, err := exec.Command("go", args...).Output()
		if err != nil {
			t.Fatalf("go %v: %v", args, err)
		}
		return out
	}
	var mod struct {
		Require []struct {
			Path, Version string
			Indirect      bool
		}
	}
	if err := json.Unmarshal(output("mod", "edit", "-json"), &mod); err != nil {
		t.Fatal(err)
	}
	graph := regexp.MustCompile(`@\S+`).ReplaceAllString(string(output("mod", "graph")), "")
	commit := regexp.MustCompile(`^v0\.0\.0-\d{14}-`)
	for _, m := range mod.Require {
		cells := rows[m.Path]
		delete(rows, m.Path)
		if cells == nil {
			t.Errorf("nothing is said of %s", m.Path)
			continue
		}
		if want := commit.ReplaceAllString(m.Version, ""); cells[0] != want {
			t.Errorf("%s: release %s, built in is %s", m.Path, cells[0], want)
		}
		var known struct {
			Dir  string
			Time time.Time
		}
		if err := json.Unmarshal(output("list", "-m", "-json", m.Path), &known); err != nil {
			t.Fatal(err)
		}
		if date := known.Time.Format(time.DateOnly); !known.Time.IsZero() && cells[1] != date {
			t.Errorf("%s: of %s, it is of %s", m.Path, cells[1], date)
		}
		if known.Dir != "" { // it is here
			if found := licences(t, known.Dir); !slices.Contains(found, cells[2]) {
				t.Errorf("%s: licence %s, its files say %q", m.Path, cells[2], found)
			}
		}
		if m.Indirect == (cells[4] != "") {
			t.Errorf("%s stands in the wrong table", m.Path)
		}
		brought := regexp.MustCompile(`(?m)^\S*\b` + regexp.QuoteMeta(cells[3]) + `(/v\d+)? ` + regexp.QuoteMeta(m.Path) + `$`)
		if m.Indirect && !brought.MatchString(graph) {
			t.Errorf("%s does not come through %s", m.Path, cells[3])
		}
	}
	for module := range rows {
		t.Errorf("%s is no dependency any more", module)
	}
}

// licences are the licences of a module's files, by their most particular words.
func licences(t *testing.T, dir string) (found []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.ToLower(file.Name())
		if file.IsDir() || !strings.HasPrefix(name, "licen") && !strings.HasPrefix(name, "copying") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(string(data)), " ")
		for _, known := range []struct{ words, name string }{
			{"Apache License", "Apache-2.0"}, {"Mozilla Public License", "MPL-2.0"}, {"Permission is hereby granted, free of charge", "MIT"},
			{"Neither the name", "BSD-3-Clause"}, {"endorse or promote products", "BSD-3-Clause"}, {"Redistribution and use", "BSD-2-Clause"},
		} {
			if strings.Contains(text, known.words) {
				found = append(found, known.name)
				break
			}
		}
	}
	return found
}
