//go:build unix

package cli

import (
	"os/exec"
	"strings"
	"testing"
)

// TestBashCompletes types half a line in a bash without the bash-completion
// package, which cuts words at the : of a query, and looks at what is offered.
func TestBashCompletes(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash to complete in")
	}
	for _, one := range []struct{ typed, offered string }{
		{"standfirst under", ""},
		{"standfirst mark ", "read saved unread unsaved"},
		{"standfirst list is:s", "saved sponsored stored"}, // bash has put is: there already
		{"standfirst digest --by ", "section tag publication day"},
		{"standfirst digest --format=h", "html"},
		{"standfirst help scr", "screen-readers"},
		{"standfirst help mark uns", "unsaved"},
		{"standfirst follow ", "tag: section:"},
		{"standfirst list --js", "--json"},
		{"standfirst undo ", ""},
	} {
		cmd := exec.CommandContext(t.Context(), bash, "--noprofile", "--norc", "-c", `
source <(standfirst completion bash)
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9
compopt() { :; }
__start_standfirst
echo ${COMPREPLY[*]}`, "bash", one.typed)
		cmd.Env = append(cmd.Environ(), "HOME="+t.TempDir(), "XDG_CONFIG_HOME=", "XDG_DATA_HOME=")
		said, err := cmd.CombinedOutput()
		if got := strings.TrimSpace(string(said)); err != nil || got != one.offered {
			t.Errorf("%q: %q, %v; want %q", one.typed, got, err, one.offered)
		}
	}
}
