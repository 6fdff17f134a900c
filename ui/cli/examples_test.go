//go:build unix

package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// example is a command line that the README, a topic or a help page shows.
type example struct{ from, line string }

var (
	// schedule is what cron reads before the command.
	schedule = regexp.MustCompile(`^(?:[0-9*/,-]+ +){5}`)
	inline   = regexp.MustCompile("`([^`]*\\bstandfirst [^`]*)`")
	within   = regexp.MustCompile(`#\((standfirst [^)]*(?:\)[^)"]*)?)\)"`) // of a status line
)

// examples are all command lines that are shown anywhere.
func examples(t *testing.T) (all []example) {
	t.Helper()
	walk(tree(t), func(cmd *cobra.Command) {
		for line := range strings.Lines(cmd.Example) {
			all = append(all, example{"help of " + cmd.CommandPath(), strings.TrimSpace(line)})
		}
		for _, found := range inline.FindAllStringSubmatch(cmd.Long, -1) {
			all = append(all, example{"help of " + cmd.CommandPath(), found[1]})
		}
	})
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"README": string(readme)}
	for _, name := range topicNames() {
		text, _ := topic(name)
		texts["help "+name] = text
	}
	for name, text := range texts {
		prose := ""
		fenced := false
		for line := range strings.Lines(text) {
			switch {
			case strings.HasPrefix(line, "```"):
				fenced = !fenced
			case fenced || strings.HasPrefix(line, "    "):
				line, _, _ := strings.Cut(strings.TrimSpace(line), "  #")
				line = schedule.ReplaceAllString(strings.TrimSpace(line), "")
				if strings.HasPrefix(line, "standfirst ") || strings.Contains(line, "; standfirst ") || strings.Contains(line, "time standfirst ") {
					all = append(all, example{name, line})
				}
			default:
				prose += line
			}
		}
		prose = strings.ReplaceAll(prose, "\\|", "|")
		for _, found := range append(inline.FindAllStringSubmatch(prose, -1), within.FindAllStringSubmatch(prose, -1)...) {
			line := strings.Join(strings.Fields(found[1]), " ")
			line = schedule.ReplaceAllString(line, "")
			if strings.Count(line, " ") == 1 {
				line += " --help" // a command's name; what it needs stands elsewhere
			}
			if strings.HasPrefix(line, "set -g ") {
				continue // tmux's own line; the command in it is found by itself
			}
			all = append(all, example{name, line})
		}
	}
	return all
}

// TestExamplesRun types every command line that is shown, each in a home of its
// own with the demonstration's stories, and looks at how it ends.
func TestExamplesRun(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash to type the examples in")
	}
	home := exampleHome(t, bash)
	seen := map[string]bool{}
	for _, one := range examples(t) {
		if seen[one.line] {
			continue
		}
		seen[one.line] = true
		t.Run(one.line, func(t *testing.T) {
			t.Parallel()
			typeExample(t, bash, home, one)
		})
	}
	if len(seen) < 100 {
		t.Errorf("%d examples were found, where are the others?", len(seen))
	}
}

// stands are names in the examples that mean something of the reader's own, and
// what the test has in their place: the demonstration answers for two hosts.
var stands = strings.NewReplacer(
	"https://gazette.example/2026/report.html", "http://www.first.example/features/snow-and-the-school-run/",
	"gazette.example/report", "http://www.first.example/features/snow-and-the-school-run/",
	"https://news.example/report.html", "http://www.first.example/features/snow-and-the-school-run/",
	"https://news.example/feed/", "http://www.first.example/feed/",
	"https://www.lgafirst.co.uk/feed/", "http://www.first.example/feed/",
	"curl -s https://ward-notes.example/", "cat ward-notes.html",
	"standfirst add gazette.example", "standfirst add http://www.communitycare.example/",
	"export FILE", "export choices.json", "import FILE", "import subscriptions.opml", "backup FILE", "backup new.db", "backup ~/standfirst-2026-11.db", "backup new.db", "restore FILE", "restore office.db",
	"show ID", "show 42", "help TOPIC", "help query", "profile NAME", "profile office", "source <(", "cat <(",
)

// ends are the codes of those that end otherwise than done, with the reason.
var ends = map[string]int{
	"standfirst decline community-care": exitNothing, // it did not move
	"standfirst decline first --json":   exitNothing,
	"standfirst prune":                  exitNothing, // everything is kept
	"standfirst prune --yes":            exitNothing,
	"standfirst redo":                   exitNothing, // nothing was taken back
	"standfirst redo --json":            exitNothing,
}

func typeExample(t *testing.T, bash, home string, one example) {
	if _, err := exec.LookPath("jq"); err != nil && strings.Contains(one.line, "jq ") {
		t.Skip("there is no jq to hand its answer to")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(home)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), bash, "-o", "pipefail", "-c", stands.Replace(one.line))
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "HOME="+dir, "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_STATE_HOME=", "XDG_CACHE_HOME=", "TZ=UTC",
		"PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "EDITOR=nano", "VISUAL=", "BROWSED="+filepath.Join(dir, "browsed"), "IN_TERMINAL=yes", "ERR_TERMINAL=yes")
	if strings.HasPrefix(one.line, "standfirst add") { // what is added must not be there
		cmd.Env = append(cmd.Env, "PAPERS=none", "STANDFIRST_CONFIG="+filepath.Join(dir, "new.toml"))
	}
	if strings.Contains(one.line, "Ward Notes") { // it does not answer, so that it stands in a file of its own
		cmd.Env = append(cmd.Env, "STANDFIRST_CONFIG="+filepath.Join(dir, "notes.toml"))
	}
	cmd.Stdin = strings.NewReader("yes\n") // whoever is asked agrees
	var out, fault bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &fault
	code := 0
	var exit *exec.ExitError
	if err := cmd.Run(); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if code != ends[one.line] {
		t.Errorf("%s: exit %d, want %d\n%.300s%s", one.from, code, ends[one.line], out.String(), fault.String())
	}
}

// exampleHome is a home with the demonstration's stories, a configuration of its
// own, and the files that the examples name.
func exampleHome(t *testing.T, bash string) string {
	t.Helper()
	home := t.TempDir()
	put := func(name, text string, mode fs.FileMode) {
		file := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	own := `[[publication]]
name = "first"
feed = "http://www.first.example/feed/"
`
	care := `[[publication]]
name = "Community Care"
feed = "http://www.communitycare.example/feed/"
`
	put(".config/standfirst/config.toml", own+care, 0o600)
	put(".config/standfirst/profiles/office/config.toml", own, 0o600)
	put("new.toml", own, 0o600)
	put("notes.toml", own+"[[publication]]\nname = \"Ward Notes\"\nfeed = \"http://ward-notes.example/feed/\"\n", 0o600)
	put("ward-notes.html", "<!DOCTYPE html><title>Ferry</title><article><h1>Ferry</h1><p>"+strings.Repeat("The ferry will run again from Monday, after a long winter. ", 20)+"</p></article>", 0o600)
	put(".newsboat/urls", "http://www.communitycare.example/feed/ fostering \"~The Carer\"\n", 0o600)
	put("urls", "http://www.communitycare.example/feed/\n", 0o600)
	put(".local/share/man/man1/.keep", "", 0o600)
	put(".config/fish/completions/.keep", "", 0o600)
	// Programs of others: these take what they are given.
	put("bin/nano", "#!/bin/sh\n", 0o700)
	put("bin/man", "#!/bin/sh\nexec cat >/dev/null\n", 0o700)
	put("bin/sendmail", "#!/bin/sh\ngrep -q '^To: team@example.org' && cat >/dev/null\n", 0o700)
	put("bin/ssh", "#!/bin/sh\nshift\nexec \"$@\"\n", 0o700)
	put("bin/systemctl", "#!/bin/sh\n", 0o700)
	prepare := exec.CommandContext(t.Context(), bash, "-e", "-c", `
standfirst refresh
standfirst mark saved section:first/comment
standfirst follow tag:fostering
standfirst mute "care homes" is:sponsored
standfirst offline is:followed
standfirst export opml --out subscriptions.opml
standfirst offline is:saved
standfirst export choices --out choices.json
standfirst export marks --out marks.jsonl
standfirst backup standfirst-2026-11.db
standfirst backup office.db
`)
	prepare.Dir = home
	prepare.Env = append(prepare.Environ(), "HOME="+home, "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_STATE_HOME=", "XDG_CACHE_HOME=", "TZ=UTC")
	if said, err := prepare.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return home
}
