package cli

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestManIsOfItsSources: the same sources make the same page, whatever the day.
func TestManIsOfItsSources(t *testing.T) {
	var out, fault bytes.Buffer
	program := closed(t, &out, &fault)
	program.Env = func(name string) string {
		if name == "SOURCE_DATE_EPOCH" {
			return "86400"
		}
		return ""
	}
	if code := Run(t.Context(), program, []string{"man"}); code != exitDone || !strings.Contains(out.String(), `"1970-01-02"`) {
		t.Errorf("exit %d, %s, %.80s", code, fault.String(), out.String())
	}
}

// TestManPageIsWhole: every command and flag stands in it, every chapter, and no
// dash that a page would set as a hyphen, so that what is copied from it works.
func TestManPageIsWhole(t *testing.T) {
	var out bytes.Buffer
	if code := Run(t.Context(), closed(t, &out, io.Discard), []string{"man"}); code != exitDone {
		t.Fatalf("exit %d", code)
	}
	page := out.String()
	for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "QUERIES", "EXAMPLES", "EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"} {
		if !strings.Contains(page, "\n.SH "+section+"\n") {
			t.Errorf("there is no chapter %s", section)
		}
	}
	walk(tree(t), func(cmd *cobra.Command) {
		if !strings.Contains(page, `\fB`+cmd.Name()) {
			t.Errorf("%s is missing", cmd.CommandPath())
		}
		cmd.LocalNonPersistentFlags().VisitAll(func(flag *pflag.Flag) {
			if !strings.Contains(page, `\fB\-\-`+strings.ReplaceAll(flag.Name, "-", `\-`)) {
				t.Errorf("%s --%s is missing", cmd.CommandPath(), flag.Name)
			}
		})
	})
	for line := range strings.Lines(page) {
		if strings.Contains(line, "--") || strings.Contains(line, "\n\n") || strings.Contains(line, "%!") || strings.ContainsAny(line, "\ue000\ue001\ue002\ue003") {
			t.Errorf("%q", line)
		}
	}
}

// TestTimerIsTheOneExplained: `help cron` shows what the release brings.
func TestTimerIsTheOneExplained(t *testing.T) {
	chapter, _ := topic("cron")
	for _, name := range []string{"standfirst.service", "standfirst.timer"} {
		text, err := os.ReadFile("../../.ci/systemd/" + name)
		if err != nil {
			t.Fatal(err)
		}
		shown := ""
		for line := range strings.Lines(string(text)) {
			if strings.TrimSpace(line) != "" {
				line = "    " + line
			}
			shown += line
		}
		if !strings.Contains(chapter, shown) {
			t.Errorf("help cron does not show %s as it is:\n%s", name, shown)
		}
	}
}
