package cli

import (
	"bytes"
	"io"
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
				return bashCompletion(root, s.out)
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

// bashCompletion is cobra's script, which needs a function of the bash-completion
// package; where that is not installed the line is cut into words here: at
// blanks, not at the : and = of a query, as bash itself would.
func bashCompletion(root *cobra.Command, to io.Writer) error {
	var script bytes.Buffer
	if err := root.GenBashCompletionV2(&script, true); err != nil {
		return err
	}
	_, err := io.WriteString(to, strings.Replace(script.String(), packaged, `    if declare -F _get_comp_words_by_ref >/dev/null 2>&1; then
    `+packaged+`    else
        read -r -a words <<<"${COMP_LINE:0:COMP_POINT}"
        [[ "${COMP_LINE:0:COMP_POINT}" == *[[:space:]] ]] && words+=("")
        cword=$((${#words[@]} - 1))
        cur="${words[cword]}" prev="${words[cword > 0 ? cword - 1 : 0]}"
    fi
`, 1))
	return err
}

const packaged = `    _get_comp_words_by_ref "$@" cur prev words cword
`
