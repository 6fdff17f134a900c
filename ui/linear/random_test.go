package linear

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"standfirst/feed/clean"
)

// TestNothingTypedBreaksIt types ten thousand random lines: commands with every
// kind of argument, beginnings of commands, and noise. Every one is answered, by
// printable sentences alone.
func TestNothingTypedBreaksIt(t *testing.T) {
	lines := 100 // a hundred checks of as many lines
	if testing.Short() {
		lines = 5
	}
	d := printed(t)
	var names []string
	for _, c := range commands() {
		if c.name != "quit" {
			names = append(names, c.name, c.name, c.name[:1+len(c.name)/2])
		}
	}
	name := rapid.OneOf(rapid.SampledFrom(names), rapid.StringMatching(`[a-z?]{1,6}`))
	argument := rapid.OneOf(
		rapid.SampledFrom([]string{"", "", "1", "2", "5", "0", "-1", "99999999999", "1-3", "3-1", "1-99999", "all", "kinship care", "kinship", "first news", "first", "community care",
			"children", "tag:Ofsted", "-tag:Ofsted is:unread", "sort:oldest", "(a OR b)", `"`, "section:first/comment", "month:2026-11", "show:muted", "/", ",", "-"}),
		rapid.String(),
	)
	typed := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) string { return name.Draw(t, "name") + " " + argument.Draw(t, "argument") }),
		rapid.Custom(func(t *rapid.T) string { return argument.Draw(t, "line") }),
		rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) }),
	)
	rapid.Check(t, func(rt *rapid.T) {
		all := rapid.SliceOfN(typed, lines, lines).Draw(rt, "typed")
		for i, l := range all {
			// One line is one line; and the run ends at the end of the input.
			all[i] = strings.NewReplacer("\n", " ", "\x00", " ").Replace(l)
			word, _, _ := strings.Cut(clean.Line(all[i], 0), " ")
			if found, _ := find(word); found.name == "quit" {
				all[i] = "where"
			}
		}
		g := newGlass(all...)
		if err := Run(t.Context(), d.terminal(g)); err != nil {
			rt.Fatal(err)
		}
		text := g.said()
		speakable(rt, text)
		if n := strings.Count(text, "\n> "); n < len(all) {
			rt.Fatalf("%d lines typed, %d prompts", len(all), n)
		}
	})
}

func FuzzPrintable(f *testing.F) {
	f.Add("a\x1b]0;title\x07b\u202ec\tאב\u200d\u00a0\u009b31m")
	f.Fuzz(func(t *testing.T, text string) {
		speakable(t, printable(text))
		speakable(t, printable(sentence(text)))
	})
}
