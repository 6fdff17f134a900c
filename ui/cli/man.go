package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muesli/mango"
	mcobra "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"standfirst/config"
)

func (s *session) man() *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Write the manual page",
		Example: "  standfirst man | man -l -\n  standfirst man > ~/.local/share/man/man1/standfirst.1",
		RunE: func(cmd *cobra.Command, _ []string) error {
			page, err := mcobra.NewManPage(1, cmd.Root())
			if err != nil {
				return fmt.Errorf("write manual page: %w", err)
			}
			page.WithLongDescription(literal(cmd.Root().Long))
			explain(cmd.Root(), &page.Root)
			for _, section := range manSections(cmd.Root()) {
				page.WithSection(section[0], literal(section[1]))
			}
			_, err = fmt.Fprintln(s.out, asTyped(page.Build(dated{roff.NewDocument(), s.pageDate()})))
			return err
		},
	}
}

// explain gives the commands of a page their long descriptions, and their flags
// the kind of value they take.
func explain(cmd *cobra.Command, page *mango.Command) {
	flags := map[string]mango.Flag{}
	for name, flag := range page.Flags {
		if known := cmd.Flags().Lookup(name); known != nil {
			flag.Name = literal(name + valueOf(known))
		}
		flag.Short, flag.Usage = "", literal(flag.Usage) // mango writes -h with two dashes
		flags[name] = flag
	}
	page.Flags = flags
	for _, sub := range cmd.Commands() {
		entry := page.Commands[sub.Name()]
		if entry == nil {
			continue
		}
		entry.Short = strings.TrimSuffix(sub.Short, ".") + "."
		if sub.Long != "" {
			entry.Short += " " + sub.Long
		}
		entry.Short, entry.Usage = literal(entry.Short), literal(entry.Usage)
		explain(sub, entry)
	}
}

// valueOf is the value behind a flag, as it is written in a page: " NUMBER".
func valueOf(flag *pflag.Flag) string {
	switch {
	case flag.Value.Type() == "bool":
		return ""
	case flag.Value.Type() == "int":
		return " NUMBER"
	case flag.Name == "config" || flag.Name == "out":
		return " FILE"
	case flag.Name == "profile":
		return " NAME"
	case flag.Name == "since":
		return " WHEN"
	case flag.Name == "base":
		return " URL"
	}
	return " " + strings.ToUpper(flag.Name)
}

// manSections are what a page tells behind the commands.
func manSections(root *cobra.Command) [][2]string {
	var examples []string
	walk := func(cmd *cobra.Command) {
		for line := range strings.Lines(cmd.Example) {
			if line = strings.TrimSpace(line); !slices.Contains(examples, line) {
				examples = append(examples, line)
			}
			break // one is enough here; --help shows the others
		}
	}
	walk(root)
	for _, cmd := range root.Commands() {
		if cmd.HasSubCommands() {
			for _, sub := range cmd.Commands() {
				walk(sub)
			}
			continue
		}
		walk(cmd)
	}
	var topics []string
	for _, name := range topicNames() {
		topics = append(topics, "standfirst help "+name+": "+topicTitle(name))
	}
	bullets := func(lines []string) string { return "*" + strings.Join(lines, "\n*") }
	return [][2]string{
		{"Queries", "Where a command takes a query, it is words and fields, all of which must hold: tag:\"kinship care\" -tag:adoption section:first/comment is:unread since:7d.\n" +
			"`standfirst help query` explains it."},
		{"Examples", bullets(examples)},
		{"Exit status", bullets([]string{"0: done", "1: failed", "2: misused: a wrong flag, an impossible query, a faulty configuration", "3: nothing matched"})},
		{"Environment", "Settings of the configuration, for one run:\n" + bullets(config.Variables()) + "\n" +
			"XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME and XDG_CACHE_HOME move the files; VISUAL and EDITOR name the editor, BROWSER the browser; " +
			"HTTP_PROXY, HTTPS_PROXY and NO_PROXY a proxy; NO_COLOR takes all colour away, and TERM=dumb starts the reader as --linear does."},
		{"Files", bullets([]string{"~/.config/standfirst/config.toml: the configuration", "~/.config/standfirst/aliases.toml: other wordings of tags",
			"~/.local/share/standfirst/standfirst.db: stories, articles, marks; SQLite", "~/.local/share/standfirst/marks.jsonl: the marks once more",
			"~/.local/share/standfirst/backups/: copies of what cannot be fetched again", "~/.local/state/standfirst/: the log"})},
		{"See also", bullets(topics)},
	}
}

// The two signs that manual pages set prettily, where they must stay as they are
// typed: literal hides them from the library, which would escape their escapes,
// and asTyped puts them in (groff_char(7)). A % is a verb to the library.
var (
	hidden = strings.NewReplacer("-", "\ue000", "'", "\ue001", "`", "\ue002", "%", "%%", "~", "\ue003")
	typed  = strings.NewReplacer("\ue000", `\-`, "\ue001", `\(aq`, "\ue002", "\\`", "\ue003", `\(ti`)
)

func literal(text string) string { return hidden.Replace(text) }
func asTyped(page string) string {
	page = strings.ReplaceAll(page, `\fB--`, `\fB\-\-`) // mango's own dashes
	return typed.Replace(page)
}

// dated is a page with a date of our choice in its head.
type dated struct {
	*roff.Document
	at time.Time
}

func (d dated) Heading(section uint, title, description string, _ time.Time) {
	d.Document.Heading(section, title, description, d.at)
}

// pageDate is today, or the day of the sources: the same sources make the same
// page (reproducible-builds.org, SOURCE_DATE_EPOCH).
func (s *session) pageDate() time.Time {
	if seconds, err := strconv.ParseInt(s.Env("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return time.Unix(seconds, 0).UTC()
	}
	return s.now()
}
