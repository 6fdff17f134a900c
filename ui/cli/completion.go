package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

func (s *session) completion() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion " + strings.Join(shells, "|"),
		Short: "Write the completion script of a shell",
		Example: "  source <(standfirst completion bash)\n" +
			"  standfirst completion fish > ~/.config/fish/completions/standfirst.fish",
		Args:      arguments(1, 1, "the name of a shell: "+strings.Join(shells, ", ")),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(s.out, true)
			case "zsh":
				return root.GenZshCompletion(s.out)
			case "fish":
				return root.GenFishCompletion(s.out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(s.out)
			}
			return misused("there is no completion for %q; there is one for %s", args[0], strings.Join(shells, ", "))
		},
	}
}
