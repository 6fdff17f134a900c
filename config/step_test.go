package config

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// journalled is an edit as it comes back from disk.
func journalled(t *testing.T, e Edit) (again Edit) {
	t.Helper()
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	return again
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Undo leaves the file as it was and Redo as it was after the edit, to the byte,
// whatever the file looks like.
func TestUndoAndRedoToTheByte(t *testing.T) {
	none := "publication = [] # mine, none for now\ntheme = \"dark\"\n"
	for name, text := range map[string]string{
		"comments": kept, "windows": strings.ReplaceAll(kept, "\n", "\r\n"), "byte order mark": "\ufeff" + kept,
		"no last newline": strings.TrimRight(kept, "\n"), "blank lines at the end": kept + "\n\n\n", "none": none, "only comments": "# mine\n\n" + none,
	} {
		t.Run(name, func(t *testing.T) {
			file := fileOf(t, text)
			step := func(e Edit, before string) {
				t.Helper()
				e = journalled(t, e)
				after := textOf(t, file)
				if err := e.Undo(file); err != nil {
					t.Fatal(err)
				}
				if got := textOf(t, file); got != before {
					t.Fatalf("after Undo:\n%q\nwant\n%q", got, before)
				}
				if err := e.Redo(file); err != nil {
					t.Fatal(err)
				}
				if got := textOf(t, file); got != after {
					t.Fatalf("after Redo:\n%q\nwant\n%q", got, after)
				}
			}
			edit, err := Add(file, Publication{Name: "Three", Feed: "https://three.example/"}, Publication{Name: "Four", Feed: "https://four.example/"})
			if err != nil {
				t.Fatal(err)
			}
			step(edit, text)
			for c := mustLoad(t, Options{Path: file}); len(c.Publications) > 0; c = mustLoad(t, Options{Path: file}) {
				before := textOf(t, file)
				removed, err := Remove(file, c.Publications[0].ID)
				if err != nil {
					t.Fatal(err)
				}
				step(removed.Edit, before)
			}
		})
	}
}

// What others wrote into the file meanwhile stays, as long as it is not the
// entry itself.
func TestUndoAroundOtherEdits(t *testing.T) {
	three := Publication{Name: "Three", Feed: "https://three.example/"}
	file := fileOf(t, kept)
	edit, err := Add(file, three)
	if err != nil {
		t.Fatal(err)
	}
	more := "\n# five is new\n[[publication]]\nname = \"Five\"\nfeed = \"https://five.example/\"\n"
	write(t, file, strings.Replace(textOf(t, file), "theme = \"dark\"", "density = \"full\"", 1)+more)
	if err := journalled(t, edit).Undo(file); err != nil {
		t.Fatal(err)
	}
	if got, want := textOf(t, file), strings.Replace(kept, "theme = \"dark\"", "density = \"full\"", 1)+more; got != want {
		t.Fatalf("after Undo:\n%s\nwant\n%s", got, want)
	}
	if err := edit.Redo(file); err != nil {
		t.Fatal(err)
	}
	if c := mustLoad(t, Options{Path: file}); strings.Join(idsOf(c), " ") != "one two three five" {
		t.Errorf("%q\n%s", idsOf(c), textOf(t, file))
	}

	// A line written right below the place belongs to the entry above it.
	write(t, file, kept)
	removed, err := Remove(file, "two")
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, strings.Replace(textOf(t, file), "  path = \"news\"\n", "  path = \"news\"\n  name = \"News\"\n  # and more\n  if_present = true\n", 1))
	if err := removed.Edit.Undo(file); err != nil {
		t.Fatal(err)
	}
	c := mustLoad(t, Options{Path: file})
	if strings.Join(idsOf(c), " ") != "one two" || !c.Publications[0].Sections[0].IfPresent || len(c.Publications[1].Feeds) != 2 {
		t.Errorf("%+v\n%s", c.Publications, textOf(t, file))
	}
}

func TestUndoWhereTheEntryWasEdited(t *testing.T) {
	for name, change := range map[string]func(added string) string{
		"edited": func(s string) string {
			return strings.Replace(s, "https://three.example/", "https://three.example/feed", 1)
		},
		"grown": func(s string) string {
			return strings.Replace(s, "name = \"Three\"\n", "name = \"Three\"\nevery = \"2h\"\n", 1)
		},
		"grown at the end": func(s string) string { return s + "every = \"2h\"\n" },
	} {
		t.Run(name, func(t *testing.T) {
			file := fileOf(t, kept)
			edit, err := Add(file, Publication{Name: "Three", Feed: "https://three.example/"})
			if err != nil {
				t.Fatal(err)
			}
			changed := change(textOf(t, file))
			write(t, file, changed)
			err = edit.Undo(file)
			if !errors.Is(err, ErrEdited) || !strings.Contains(err.Error(), "Three") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v", err)
			}
			if got := textOf(t, file); got != changed {
				t.Errorf("the file was changed:\n%s", got)
			}
		})
	}

	file := fileOf(t, kept)
	removed, err := Remove(file, "one")
	if err != nil {
		t.Fatal(err)
	}
	changed := textOf(t, file) + "\n[[publication]]\nname = \"Uno\"\nfeed = \"https://one.example/feed\"\n"
	write(t, file, changed)
	if err := removed.Edit.Undo(file); !errors.Is(err, ErrEdited) || textOf(t, file) != changed {
		t.Errorf("the same feed under another name: %v\n%s", err, textOf(t, file))
	}
	write(t, file, "theme = dark\n")
	if err := removed.Edit.Undo(file); err == nil || errors.Is(err, ErrEdited) || textOf(t, file) != "theme = dark\n" {
		t.Errorf("a faulty file: %v", err)
	}
}

// What a hand did already is not done twice.
func TestUndoOfWhatIsSoAlready(t *testing.T) {
	file := fileOf(t, kept)
	edit, err := Add(file, Publication{Name: "Three", Feed: "https://three.example/"})
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, kept)
	if err := edit.Undo(file); err != nil || textOf(t, file) != kept {
		t.Errorf("%v", err)
	}
	removed, err := Remove(file, "two")
	if err != nil {
		t.Fatal(err)
	}
	back := textOf(t, file) + "\n[[publication]]\nname = \"Two\"\nfeed = \"https://elsewhere.example/\"\n"
	write(t, file, back)
	if err := removed.Edit.Undo(file); err != nil || textOf(t, file) != back {
		t.Errorf("%v\n%s", err, textOf(t, file))
	}
}

// Any run of edits can be taken back one by one, and done again.
func TestUndoOfManyEdits(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		file := filepath.Join(dir, "config.toml")
		texts := []string{kept}
		if err := os.WriteFile(file, []byte(kept), 0o600); err != nil {
			t.Fatal(err)
		}
		var edits []Edit
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			c, err := Load(Options{Path: file, Env: environment()})
			if err != nil {
				t.Fatal(err)
			}
			if n := len(c.Publications); n > 0 && rapid.Bool().Draw(t, "remove") {
				r, err := Remove(file, c.Publications[rapid.IntRange(0, n-1).Draw(t, "which")].ID)
				if err != nil {
					t.Fatal(err)
				}
				edits = append(edits, r.Edit)
			} else {
				name := string(rune('A'+len(edits))) + "-new"
				e, err := Add(file, Publication{Name: name, Feed: "https://" + name + ".example/"})
				if err != nil {
					t.Fatal(err)
				}
				edits = append(edits, e)
			}
			text, _ := os.ReadFile(file)
			texts = append(texts, string(text))
		}
		for i := len(edits) - 1; i >= 0; i-- {
			if err := edits[i].Undo(file); err != nil {
				t.Fatal(err)
			}
			if text, _ := os.ReadFile(file); string(text) != texts[i] {
				t.Fatalf("after taking back %d:\n%q\nwant\n%q", i, text, texts[i])
			}
		}
		for i, e := range edits {
			if err := e.Redo(file); err != nil {
				t.Fatal(err)
			}
			if text, _ := os.ReadFile(file); string(text) != texts[i+1] {
				t.Fatalf("after doing %d again:\n%q\nwant\n%q", i, text, texts[i+1])
			}
		}
	})
}
