package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/newsroom"
)

// closed is a program that may open nothing.
func closed(t *testing.T, out, fault io.Writer) Program {
	t.Helper()
	return Program{
		Version: "9.8.7", Commit: "0123456789abcdef", Env: func(string) string { return "" }, Stdin: strings.NewReader(""), Stdout: out, Stderr: fault,
		Now: time.Now, Location: time.UTC,
		Restore: func(context.Context, config.Config, string) (string, error) {
			t.Error("a backup was put back")
			return "", nil
		},
		Load: func(Needs) (config.Config, error) {
			t.Error("the configuration was read")
			return config.Config{}, nil
		},
		Open: func(context.Context, config.Config) (*newsroom.Newsroom, error) {
			t.Error("the newsroom was opened")
			return nil, nil
		},
	}
}

func walk(cmd *cobra.Command, do func(*cobra.Command)) {
	do(cmd)
	for _, sub := range cmd.Commands() {
		walk(sub, do)
	}
}

func tree(t *testing.T) *cobra.Command {
	s := &session{Program: closed(t, io.Discard, io.Discard), out: &pipe{to: io.Discard}}
	return s.root()
}

func TestEveryCommandIsExplained(t *testing.T) {
	walk(tree(t), func(cmd *cobra.Command) {
		examples := strings.Split(cmd.Example, "\n")
		if cmd.Short == "" || len(examples) < 2 {
			t.Errorf("%s: short %q, %d examples", cmd.CommandPath(), cmd.Short, len(examples))
		}
		for _, example := range examples {
			if !strings.Contains(example, cmd.CommandPath()) && !strings.Contains(example, cmd.CommandPath()[len("standfirst"):]) {
				t.Errorf("%s: the example %q does not show it", cmd.CommandPath(), example)
			}
		}
		if cmd.HasParent() && cmd.Parent() == cmd.Root() && cmd.GroupID == "" {
			t.Errorf("%s stands in no group", cmd.CommandPath())
		}
	})
}

// TestFlagsReadAlike holds a flag to one meaning in all commands.
func TestFlagsReadAlike(t *testing.T) {
	kinds, texts := map[string]string{}, map[string]string{}
	same := []string{"json", "tsv"} // --plain, --markdown and --limit tell their default, too
	walk(tree(t), func(cmd *cobra.Command) {
		cmd.LocalNonPersistentFlags().VisitAll(func(flag *pflag.Flag) {
			if kind, seen := kinds[flag.Name]; seen && kind != flag.Value.Type() {
				t.Errorf("%s --%s is a %s, elsewhere a %s", cmd.CommandPath(), flag.Name, flag.Value.Type(), kind)
			}
			if text, seen := texts[flag.Name]; seen && text != flag.Usage && slices.Contains(same, flag.Name) {
				t.Errorf("%s --%s: %q, elsewhere %q", cmd.CommandPath(), flag.Name, flag.Usage, text)
			}
			kinds[flag.Name], texts[flag.Name] = flag.Value.Type(), flag.Usage
			if flag.Shorthand != "" && flag.Name != "help" {
				t.Errorf("%s -%s: flags have one name", cmd.CommandPath(), flag.Shorthand)
			}
		})
	})
}

// TestHelpOpensNothing: help, version, man and completions answer at once.
func TestHelpOpensNothing(t *testing.T) {
	for _, args := range [][]string{
		{"--version"}, {"version"}, {"--help"}, {"help"}, {"help", "refresh"}, {"help", "topics"}, {"help", "mark", "read"}, {"list", "--help"}, {"man"},
		{"completion", "bash"}, {"completion", "zsh"}, {"completion", "fish"}, {"completion", "powershell"},
	} {
		var out, fault bytes.Buffer
		if code := Run(t.Context(), closed(t, &out, &fault), args); code != exitDone || out.Len() == 0 || fault.Len() > 0 {
			t.Errorf("%q: exit %d, %d bytes, fault %q", args, code, out.Len(), fault.String())
		}
		if bytes.ContainsRune(out.Bytes(), '\x1b') {
			t.Errorf("%q writes an escape sequence to a pipe", args)
		}
	}
}

// TestNoEscapeInAPipe: not even when the environment asks for colour.
func TestNoEscapeInAPipe(t *testing.T) {
	for _, name := range []string{"CLICOLOR_FORCE", "TTY_FORCE", "FORCE_COLOR"} {
		t.Setenv(name, "1")
	}
	t.Setenv("TERM", "xterm-256color")
	t.Setenv("COLORTERM", "truecolor")
	for _, args := range [][]string{{"--help"}, {"help"}, {"list", "--help"}, {"help", "mark", "read"}, {"help", "keys"}, {"lst"}, {"list", "--jsn"}} {
		var out, fault bytes.Buffer
		Run(t.Context(), closed(t, &out, &fault), args)
		if strings.ContainsRune(out.String()+fault.String(), '\x1b') || out.Len()+fault.Len() == 0 {
			t.Errorf("%q: %q", args, out.String()+fault.String())
		}
	}
}

// TestDumbTerminal: it is asked nothing, and shown neither colour nor a bar.
func TestDumbTerminal(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"help"}, {"list", "--help"}} {
		var out, fault bytes.Buffer
		p := closed(t, &out, &fault)
		p.OutIsTerminal, p.ErrIsTerminal = true, true
		p.Env = func(name string) string { return map[string]string{"TERM": "dumb"}[name] }
		if code := Run(t.Context(), p, args); code != exitDone || strings.ContainsRune(out.String()+fault.String(), '\x1b') || !strings.Contains(out.String(), "--config") {
			t.Errorf("%q: exit %d, %q", args, code, out.String()+fault.String())
		}
	}
}

func TestTopics(t *testing.T) {
	named := []string{"query", "keys", "configuration", "files", "offline", "newsboat", "cron", "tmux", "screen-readers", "promises", "dependencies", "how-fast", "json", "schema"}
	for _, name := range named {
		if !slices.Contains(topicNames(), name) {
			t.Errorf("there is no topic %q", name)
		}
	}
	for _, name := range topicNames() {
		var out bytes.Buffer
		if code := Run(t.Context(), closed(t, &out, io.Discard), []string{"help", name}); code != exitDone {
			t.Errorf("help %s: exit %d", name, code)
		}
		if !strings.Contains(out.String(), "\n") || topicTitle(name) == "" {
			t.Errorf("topic %s: %q", name, out.String())
		}
	}
	// Every field that the schema knows stands in the topic about JSON.
	var document struct {
		Definitions map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal([]byte(schema()), &document); err != nil {
		t.Fatal(err)
	}
	chapter, _ := topic("json")
	if len(document.Definitions) < 9 {
		t.Errorf("the schema defines %d things", len(document.Definitions))
	}
	for name, definition := range document.Definitions {
		for field := range definition.Properties {
			if !strings.Contains(chapter, "`"+field+"`") {
				t.Errorf("help json does not name %s of a %s", field, name)
			}
		}
	}
}

// TestTopicsNameRealCommands: a command in a topic or the README exists, with
// its flags.
func TestTopicsNameRealCommands(t *testing.T) {
	root := tree(t)
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(topicNames(), "README") {
		text, _ := topic(name)
		if name == "README" {
			text = string(readme)
		}
		for _, piece := range strings.Split(text, "standfirst ")[1:] {
			if piece == "" || strings.HasPrefix(piece, "\n") {
				continue
			}
			words := strings.Fields(strings.FieldsFunc(piece, func(r rune) bool { return strings.ContainsRune("`\n|;)>\"'", r) })[0])
			if len(words) == 0 || !slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == words[0] }) {
				continue // a flag, or prose
			}
			cmd, _, err := root.Find(words)
			if err != nil {
				t.Errorf("%s: %v: %v", name, words, err)
				continue
			}
			for _, word := range words {
				if flag, ok := strings.CutPrefix(word, "--"); ok && flag != "" && cmd.Flag(strings.Trim(flag, ".,")) == nil && flag != "json" {
					t.Errorf("%s: %q: there is no --%s", name, strings.Join(words, " "), flag)
				}
			}
		}
	}
}

func TestMisuse(t *testing.T) {
	for _, one := range []struct{ args, want string }{
		{"lst", `there is no command "lst"; did you mean list?`},
		{"fostering", "there is no command \"fostering\"; `standfirst --help` lists them, `standfirst search fostering` looks for it in the stories"},
		{"list --jsn", "list has no flag --jsn; did you mean --json?"},
		{"list --json --tsv", "--json, --tsv and --plain exclude each other; give one of them"},
		{"list --js", "list has no flag --js; did you mean --json?"},
		{"list -j", "list has no flag -j; did you mean --json?"},
		{"list -q", "list has no flag -q; see `standfirst list --help`"},
		{"--confg x list", "list has no flag --confg; did you mean --config?"},
		{"list --limit", "--limit needs a value behind it; see `standfirst list --help`"},
		{"list --json=perhaps", "--json takes no value, not \"perhaps\"; see `standfirst list --help`"},
		{"--yes", "standfirst has no flag --yes; it stands behind its command, as in `standfirst add --yes`"},
		{"--tsv list", "standfirst has no flag --tsv; it stands behind its command, as in `standfirst backfill --tsv`"},
		{"list --limit -5", "--limit -5 is less than nothing; give a number, or 0 for all"},
		{"list --limit many", "--limit takes a number, not \"many\"; see `standfirst list --help`"},
		{"show", "show needs the number or the address of a story; see `standfirst show --help`"},
		{"show 1 2", "show takes the number or the address of a story, \"2\" is one too many; see `standfirst show --help`"},
		{"show 1 --html --json", "--markdown, --plain, --html and --json exclude each other; give one of them"},
		{"search", "search needs words to look for; see `standfirst search --help`"},
		{"publications first", "publications takes no arguments, \"first\" is one too many; see `standfirst publications --help`"},
		{"mark", "mark needs one of read, unread, saved, unsaved; see `standfirst mark --help`"},
		{"mark red 1", `mark has no "red"; it has read, unread, saved, unsaved`},
		{"mark read", "mark read needs a query, or the numbers of stories; --all means every story"},
		{"digest --by month", `--by "month" is not known; it is section, tag, publication or day`},
		{"digest --format pdf", `--format "pdf" is not known; it is one of markdown, html, json, epub, eml, plain`},
		{"follow --stop", "--stop needs to know what; `standfirst follow` lists what is followed"},
		{"help nowhere", "there is no command or topic \"nowhere\"; `standfirst help topics` lists the topics"},
		{"help querys", `there is no command or topic "querys"; did you mean query?`},
		{"completion tcsh", `there is no completion for "tcsh"; there is one for bash, zsh, fish, powershell`},
	} {
		var out, fault bytes.Buffer
		code := Run(t.Context(), closed(t, &out, &fault), strings.Fields(one.args))
		if code != exitMisused || out.Len() > 0 || fault.String() != "standfirst: "+one.want+"\n" {
			t.Errorf("%s: exit %d, out %q\n got %s want standfirst: %s", one.args, code, out.String(), fault.String(), one.want)
		}
	}
}

func TestRequote(t *testing.T) {
	for _, one := range []struct {
		args []string
		want string
	}{
		{nil, ""},
		{[]string{"tag:kinship care", "is:unread"}, `tag:"kinship care" is:unread`},
		{[]string{"-tag:kinship care"}, `-tag:"kinship care"`},
		{[]string{"pub:Community Care"}, `pub:"Community Care"`},
		{[]string{`tag:"kinship care" is:unread`}, `tag:"kinship care" is:unread`},
		{[]string{"tag:fostering is:unread"}, `tag:fostering is:unread`},
		{[]string{"is:unread since:7d"}, `is:unread since:7d`},
		{[]string{"is:unread fostering"}, `is:unread fostering`},
		{[]string{"missed chances"}, `"missed chances"`},
		{[]string{"-care home"}, `-"care home"`},
		{[]string{"(tag:a", "OR", "tag:b)"}, `(tag:a OR tag:b)`},
		{[]string{"tag:a OR tag:b"}, `tag:a OR tag:b`},
		{[]string{"section:first/group leaders"}, `section:"first/group leaders"`},
		{[]string{"kinship", "allowance"}, `kinship allowance`},
	} {
		if got := queryText(one.args); got != one.want {
			t.Errorf("%q: %s, want %s", one.args, got, one.want)
		}
	}
}

func TestInterestOf(t *testing.T) {
	for _, one := range []struct {
		term  feed.Term
		muted bool
		kind  feed.InterestKind
		ok    bool
	}{
		{feed.Term{Kind: feed.TermTag, Value: "Kinship Care"}, false, feed.InterestTag, true},
		{feed.Term{Kind: feed.TermSection, Value: "children"}, false, feed.InterestSection, true},
		{feed.Term{Kind: feed.TermWord, Value: "budget"}, false, "", false},
		{feed.Term{Kind: feed.TermWord, Value: "budget"}, true, feed.InterestWords, true},
		{feed.Term{Kind: feed.TermBy, Value: "A"}, true, feed.InterestByline, true},
		{feed.Term{Kind: feed.TermIs, Value: "sponsored"}, true, feed.InterestSponsored, true},
		{feed.Term{Kind: feed.TermIs, Value: "unread"}, true, "", false},
		{feed.Term{Kind: feed.TermTag, Value: "x", Not: true}, true, "", false},
	} {
		got, ok := interestOf(one.term, one.muted)
		if ok != one.ok || ok && got.Kind != one.kind {
			t.Errorf("%+v: %v, %v", one.term, got.Kind, ok)
		}
	}
}

// shut is a reader that went away.
type shut struct{}

func (shut) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestClosedPipeIsQuiet(t *testing.T) {
	var fault bytes.Buffer
	if code := Run(t.Context(), closed(t, shut{}, &fault), []string{"help", "query"}); code != exitDone || fault.Len() > 0 {
		t.Errorf("exit %d, fault %q", code, fault.String())
	}
}

func TestVersion(t *testing.T) {
	for _, one := range []struct{ version, commit, want string }{
		{"1.2.0", "0123456789ab", "1.2.0 (0123456)"}, {"1.2.0", "", "1.2.0"}, {"", "0123456789ab", "(built from source, 0123456)"},
		{"", "0123456789ab+", "(built from source, 0123456 and changes)"}, {"", "", "(built from source)"},
	} {
		s := session{Program: Program{Version: one.version, Commit: one.commit}}
		if got := s.version(); got != one.want {
			t.Errorf("%q, want %q", got, one.want)
		}
	}
}
