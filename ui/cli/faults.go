package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// misuse is a fault of the command line itself: exit 2.
type misuse struct{ text string }

func (m misuse) Error() string { return m.text }

func misused(format string, args ...any) error { return misuse{fmt.Sprintf(format, args...)} }

// nothing says that the question had no answer: exit 3.
type nothing struct{ text string }

func (n nothing) Error() string { return n.text }

func matchedNothing(format string, args ...any) error { return nothing{fmt.Sprintf(format, args...)} }

// quiet leaves the explaining to Run.
func quiet(io.Writer, fang.Styles, error) {}

// explain prints an error as a person needs it and returns the exit code.
func (s *session) explain(err error) int {
	if err == nil {
		return exitDone
	}
	code, text := judge(err)
	text += s.elsewhere(err)
	for i, sentence := range strings.Split(strings.TrimRight(clean.Text(text), "\n"), "\n") {
		if i == 0 {
			sentence = "standfirst: " + sentence
		}
		fmt.Fprintln(s.Stderr, sentence)
	}
	return code
}

func judge(err error) (code int, text string) {
	var (
		wrong  misuse
		none   nothing
		asked  *feed.QueryFault
		faults config.Faults
	)
	switch {
	case errors.As(err, &wrong):
		return exitMisused, wrong.text
	case errors.As(err, &none):
		return exitNothing, none.text
	case errors.As(err, &asked):
		return exitMisused, err.Error() + "; `standfirst help query` explains the rest"
	case errors.As(err, &faults):
		return exitMisused, "the configuration has " + words.Plural(len(faults), "fault") + "; nothing was started\n" + faults.Error()
	case errors.Is(err, context.Canceled):
		return exitFailed, "stopped; what was stored until then is kept"
	case errors.Is(err, newsroom.ErrReadOnly):
		return exitFailed, "nothing was changed, the cache can only be read; let its folder be written, or let XDG_DATA_HOME name another"
	case errors.Is(err, newsroom.ErrOffline):
		return exitFailed, "no connection; try again when there is one (what is stored can be read)"
	}
	return exitFailed, err.Error()
}

// elsewhere is the remedy for a home that cannot be written: which variable
// names another folder. Empty for any other fault.
func (s *session) elsewhere(err error) string {
	var fault *fs.PathError
	if !errors.As(err, &fault) {
		return ""
	}
	paths, missing := config.FindPaths(s.Env, "")
	if missing != nil {
		return ""
	}
	// What fails may be a folder above ours that could not be made.
	within := func(folder string) bool {
		return strings.HasPrefix(fault.Path, folder) || strings.HasPrefix(folder, fault.Path+string(filepath.Separator))
	}
	data, settings := within(paths.Data), within(paths.Config)
	switch {
	case data && settings:
		return "; if your home cannot be used, let XDG_CONFIG_HOME and XDG_DATA_HOME name other folders"
	case data:
		return "; if this folder cannot be used, let XDG_DATA_HOME name another"
	case settings:
		return "; if this folder cannot be used, let XDG_CONFIG_HOME name another"
	}
	return ""
}

// The faults of flags and arguments, in one voice.

// called is the command as typed, without the program's name unless it is all.
func called(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// flagFault says what is wrong with a flag, and which one was meant.
func flagFault(cmd *cobra.Command, err error) error {
	var (
		value   *pflag.InvalidValueError
		unknown *pflag.NotExistError
		lacking *pflag.ValueRequiredError
	)
	remedy := "see `" + cmd.CommandPath() + " --help`"
	switch {
	case errors.As(err, &value) && value.GetFlag() != nil:
		takes := map[string]string{"int": "a number", "bool": "no value"}[value.GetFlag().Value.Type()]
		if takes != "" {
			return misused("--%s takes %s, not %q; %s", value.GetFlag().Name, takes, value.GetValue(), remedy)
		}
	case errors.As(err, &lacking) && lacking.GetFlag() != nil:
		return misused("--%s needs a value behind it; %s", lacking.GetFlag().Name, remedy)
	case errors.As(err, &unknown):
		name, dashes := unknown.GetSpecifiedName(), "--"
		if letters := unknown.GetSpecifiedShortnames(); letters != "" {
			name, dashes = letters, "-"
		}
		meant := nearFlag(cmd, name)
		if owner := ownerOf(cmd, name); meant == "" && owner != nil {
			remedy = "it stands behind its command, as in `" + owner.CommandPath() + " --" + name + "`"
		} else if meant != "" {
			remedy = "did you mean --" + meant + "?"
		}
		return misused("%s has no flag %s%s; %s", called(cmd), dashes, name, remedy)
	}
	return misused("%s; %s", strings.TrimSuffix(err.Error(), "."), remedy)
}

// ownerOf is the first command below this one that has the flag; nil: none.
func ownerOf(cmd *cobra.Command, name string) *cobra.Command {
	for _, sub := range cmd.Commands() {
		if sub.Flags().Lookup(name) != nil {
			return sub
		}
	}
	return nil
}

// nearFlag is the flag of a command that was meant by a name: the only one that
// begins like it, or the one that differs by a letter or two.
func nearFlag(cmd *cobra.Command, name string) string {
	var all, begin []string
	collect := func(flag *pflag.Flag) {
		all = append(all, flag.Name)
		if strings.HasPrefix(flag.Name, name) {
			begin = append(begin, flag.Name)
		}
	}
	cmd.LocalFlags().VisitAll(collect)
	cmd.InheritedFlags().VisitAll(collect)
	if len(begin) == 1 {
		return begin[0]
	}
	if len([]rune(name)) < 3 {
		return ""
	}
	return config.Nearest(name, all)
}

// arguments checks the number of arguments: at least least, at most most (-1:
// any number); what names them in the sentence.
func arguments(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least, least > 0 && blank(args):
			return misused("%s needs %s; see `%s --help`", called(cmd), what, cmd.CommandPath())
		case most == 0 && len(args) > 0:
			return misused("%s takes no arguments, %q is one too many; see `%s --help`", called(cmd), args[0], cmd.CommandPath())
		case most > 0 && len(args) > most:
			return misused("%s takes %s, %q is one too many; see `%s --help`", called(cmd), what, args[most], cmd.CommandPath())
		}
		return nil
	}
}

// blank tells whether nothing was meant: a script's variable that was empty must
// not become the query that asks for everything.
func blank(args []string) bool { return strings.TrimSpace(strings.Join(args, "")) == "" }

func noArguments() cobra.PositionalArgs { return arguments(0, 0, "") }
