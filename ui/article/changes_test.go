package article

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"standfirst/ui/golden"
)

func TestChanges(t *testing.T) {
	got := ""
	for _, c := range Changes("The council was told to act at once.\n\nIt will.", "The council has been told to act by May.\n\nIt will.") {
		got += fmt.Sprintf("%s[%s]", map[ChangeKind]string{Same: "", Added: "+", Removed: "-"}[c.Kind], c.Text)
	}
	if want := "[The council ]-[was]+[has been][ told to act ]-[at once]+[by May][.\n\nIt will.]"; got != want {
		t.Errorf("got %s", got)
	}
}

// TestChangesAddUp: what stayed and what was removed is the old text, what
// stayed and what was added the new one.
func TestChangesAddUp(t *testing.T) {
	text := rapid.StringMatching(`([a-dé’]{1,3}( |\n\n|  )){0,30}[a-d]{0,2}`)
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		var old, current strings.Builder
		for _, c := range Changes(before, after) {
			if c.Kind != Added {
				old.WriteString(c.Text)
			}
			if c.Kind != Removed {
				current.WriteString(c.Text)
			}
		}
		if old.String() != before || current.String() != after {
			t.Fatalf("%q → %q gives %q → %q", before, after, old.String(), current.String())
		}
	})
}

func TestManyWords(t *testing.T) {
	var b strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&b, "word%d ", i)
	}
	if got := Changes(b.String(), "word1 "+b.String()); len(got) == 0 {
		t.Error("nothing compared")
	}
}

func TestSetChanges(t *testing.T) {
	a := sink(t)
	before := "Children’s homes will be summed up in a word.\n\nNothing changes here.\n\nNor here.\n\nOfsted said so in March, and a long sentence follows that has to be broken over the end of the line."
	after := "Children’s homes will no longer be summed up in a word.\n\nNothing changes here.\n\nNor here.\n\nOfsted said so in April, and a long sentence follows that has to be broken over the end of the line."
	r := SetChanges(a, before, after, options(t, 60, plainChoice))
	check(t, r, 60)
	text := show(r)
	if strings.Contains(ansi.Strip(text), "Nothing changes") || !strings.Contains(text, "\x1b[4mno longer\x1b[m") || !strings.Contains(text, "\x1b[9mMarch\x1b[m") {
		t.Errorf("%q", text)
	}
	golden.Equal(t, "changes", strings.ReplaceAll(text, "\x1b", "␛"))
}
