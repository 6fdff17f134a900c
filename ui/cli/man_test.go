package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"
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
