package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func (s *session) help() *cobra.Command {
	return &cobra.Command{
		Use:     "help [command|topic]",
		Short:   "Explain a command or a topic; `help topics` lists the topics",
		Example: "  standfirst help query\n  standfirst help refresh",
		Args:    arguments(0, -1, ""),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			found, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var words []cobra.Completion
			if found == cmd.Root() {
				words = append(words, "topics")
				for _, name := range topicNames() {
					words = append(words, cobra.CompletionWithDesc(name, topicTitle(name)))
				}
			}
			for _, sub := range found.Commands() {
				words = append(words, cobra.CompletionWithDesc(sub.Name(), sub.Short))
			}
			return words, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			if blank(args) {
				return root.Help()
			}
			if args[0] == "topics" {
				for _, name := range topicNames() {
					if _, err := fmt.Fprintf(s.out, "%-15s %s\n", name, topicTitle(name)); err != nil {
						return err
					}
				}
				return nil
			}
			name := strings.Join(args, "-")
			if text, ok := topic(name); ok {
				_, err := fmt.Fprint(s.out, text)
				return err
			}
			if found, rest, err := root.Find(args); err == nil && found != root && len(rest) == 0 {
				return found.Help()
			}
			if found, rest, err := root.Find(args); err == nil && found != root && found.HasSubCommands() {
				return found.Args(found, rest)
			}
			near := root.SuggestionsFor(args[0])
			for _, other := range topicNames() {
				if len(args[0]) >= 3 && strings.HasPrefix(other, args[0][:3]) {
					near = append(near, other)
				}
			}
			if len(near) > 0 {
				return misused("there is no command or topic %q; did you mean %s?", strings.Join(args, " "), strings.Join(near, " or "))
			}
			return misused("there is no command or topic %q; `standfirst help topics` lists the topics", strings.Join(args, " "))
		},
	}
}
