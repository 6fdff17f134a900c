package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

const about = `Standfirst reads the trade press in a terminal: what is new, by section and tag, readable offline.
With a screen reader, or on a terminal without cursor movement, start it with --linear.

Without a command it opens the reader. Every command below works on the same cache without the screen; ` +
	"`standfirst help TOPIC` tells more (query, keys, configuration, files, json, cron and others: `standfirst help topics`)."

const (
	groupRead   = "read"
	groupMark   = "mark"
	groupFetch  = "fetch"
	groupPaper  = "paper"
	groupKeep   = "keep"
	groupHelper = "helper"
)

// root builds the tree of commands. Building it costs nothing worth saving: no
// command opens anything before it runs.
func (s *session) root() *cobra.Command {
	root := &cobra.Command{
		Use:     "standfirst",
		Short:   "A terminal reader for the trade press",
		Long:    about,
		Example: "  standfirst\n  standfirst demo\n  standfirst list tag:fostering is:unread",
		Version: s.version(),
		Args:    s.knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.load(); err != nil {
				return err
			}
			return s.Screen(cmd.Context(), s.conf, s.needs)
		},
		SilenceUsage: true, SilenceErrors: true,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		SuggestionsMinimumDistance: 2,
	}
	root.PersistentPreRun = func(cmd *cobra.Command, _ []string) {
		if cmd != root && cmd.Name() != "demo" { // the reader minds its own signals
			cmd.SetContext(untilInterrupted(cmd.Context()))
		}
	}
	root.SetVersionTemplate("standfirst {{.Version}}\n")
	root.SetFlagErrorFunc(flagFault)
	flags := root.PersistentFlags()
	flags.BoolVar(&s.needs.Linear, "linear", false, "for screen readers: lines and a prompt instead of a screen")
	flags.StringVar(&s.needs.ConfigFile, "config", "", "read the configuration from this file")
	flags.StringVar(&s.needs.Profile, "profile", "", "use the separate configuration and cache of this name")
	flags.SortFlags = false

	root.AddGroup(
		&cobra.Group{ID: groupRead, Title: "read"}, &cobra.Group{ID: groupMark, Title: "mark and choose"},
		&cobra.Group{ID: groupFetch, Title: "fetch"}, &cobra.Group{ID: groupPaper, Title: "the paper"},
		&cobra.Group{ID: groupKeep, Title: "keep"}, &cobra.Group{ID: groupHelper, Title: "help"},
	)
	add := func(group string, commands ...*cobra.Command) {
		for _, cmd := range commands {
			cmd.GroupID = group
			if cmd.Args == nil && !cmd.HasSubCommands() {
				cmd.Args = noArguments()
			}
			root.AddCommand(cmd)
		}
	}
	add(groupRead, s.list(), s.search(), s.show(), s.tags(), s.sections(), s.digest(), s.cite(), s.browse())
	add(groupMark, s.mark(), s.undo(), s.redo(), s.follow(), s.mute())
	add(groupFetch, s.refresh(), s.offline(), s.backfill(), s.savePage())
	add(groupPaper, s.publications(), s.inspect(), s.add(), s.remove(), s.decline(), s.importCommand(), s.export(), s.config())
	add(groupKeep, s.backup(), s.prune(), s.forget(), s.doctor())
	if s.Restore != nil {
		add(groupKeep, s.restore())
	}
	add(groupHelper, s.demo(), s.completion(), s.man(), s.versionCommand())
	help := s.help()
	help.GroupID = groupHelper
	root.SetHelpCommand(help)
	_ = root.RegisterFlagCompletionFunc("profile", s.completeProfiles)
	onlyWhatFits(root)
	return root
}

// knownCommand refuses a word that is no command, naming those that are near.
func (s *session) knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return misused("there is no command %q; did you mean %s?", args[0], strings.Join(near, " or "))
	}
	return misused("there is no command %q; `standfirst --help` lists them, `standfirst search %s` looks for it in the stories", args[0], args[0])
}

// inGroup is a command that only gathers others.
func inGroup(cmd *cobra.Command, commands ...*cobra.Command) *cobra.Command {
	var names []string
	for _, sub := range commands {
		if sub.Args == nil {
			sub.Args = noArguments()
		}
		names = append(names, sub.Name())
	}
	cmd.AddCommand(commands...)
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return misused("%s has no %q; it has %s", called(cmd), args[0], strings.Join(names, ", "))
		}
		return misused("%s needs one of %s; see `%s --help`", called(cmd), strings.Join(names, ", "), cmd.CommandPath())
	}
	cmd.RunE = func(*cobra.Command, []string) error { return nil }
	return cmd
}
