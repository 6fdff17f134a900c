package cli

import (
	"os"
	"strings"
	"testing"
)

// TestREADMECommands: every command line of the README's examples is one, down
// to its flags and their values, its arguments and its query.
func TestREADMECommands(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(readme)) {
		line, _, _ = strings.Cut(line, " #")
		words := splitQuoted(strings.TrimSpace(line))
		if len(words) < 2 || words[0] != "standfirst" {
			continue
		}
		seen++
		root := tree(t)
		cmd, args, err := root.Find(withNegations(words[1:]))
		if err != nil || cmd == root {
			t.Errorf("%s: there is no such command: %v", line, err)
			continue
		}
		if err := cmd.ParseFlags(args); err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if strings.Contains(cmd.Use, "query") {
			if _, err := query(cmd.Flags().Args()); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
	if seen < 8 {
		t.Errorf("%d command lines were found, where are the others?", seen)
	}
}

// TestQueriesOfTheManual: every query that the chapter shows is one.
func TestQueriesOfTheManual(t *testing.T) {
	chapter, _ := topic("query")
	seen := 0
	for line := range strings.Lines(chapter) {
		shown := ""
		if row, found := strings.CutPrefix(line, "| "); found {
			shown, _, _ = strings.Cut(row, " | ")
		} else if strings.HasPrefix(line, "    ") {
			shown = "`" + strings.TrimSpace(line) + "`"
		}
		for i, text := range strings.Split(shown, "`") {
			if i%2 == 0 || strings.Contains(text, "…") {
				continue
			}
			seen++
			if _, err := query([]string{text}); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
	if seen < 15 {
		t.Errorf("%d queries were found", seen)
	}
}
