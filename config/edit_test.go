package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const kept = `# my paper
theme = "dark"   # easy on the eyes

# --- trade press
[[publication]]
name = "One" # the first
feed = "https://one.example/feed/"

  [[publication.section]]
  path = "news"

# about two
[[publication]]
name = "Two"
feeds = [
  "https://two.example/a",
  # the search
  "https://two.example/b",
]

# keys at last
[keys.bindings]
top = "g g"
`

func fileOf(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return file
}

func added(file string, p Publication) error {
	_, err := Add(file, p)
	return err
}

func textOf(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAddRemoveUndo(t *testing.T) {
	for name, text := range map[string]string{"unix": kept, "windows": "\ufeff" + strings.ReplaceAll(kept, "\n", "\r\n")} {
		t.Run(name, func(t *testing.T) {
			lines := func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
			file := fileOf(t, text)
			if _, err := Add(file, Publication{Name: "Three", Site: "https://three.example", Feeds: []Address{{URL: "https://three.example/s.atom", Tags: []string{"adoption"}}}}); err != nil {
				t.Fatal(err)
			}
			want := lines(text) + "\n[[publication]]\nname = \"Three\"\nsite = \"https://three.example\"\nfeeds = [\n  { url = \"https://three.example/s.atom\", tags = [\"adoption\"] },\n]\n"
			if got := textOf(t, file); lines(got) != want || strings.Contains(got, "\r") != (name == "windows") {
				t.Fatalf("after Add:\n%q\nwant\n%q", got, want)
			}
			before := textOf(t, file)
			removed, err := Remove(file, "one")
			if err != nil {
				t.Fatal(err)
			}
			got := lines(textOf(t, file))
			for _, comment := range []string{"# my paper", "# easy on the eyes", "# --- trade press", "# about two", "# the search", "# keys at last"} {
				if !strings.Contains(got, comment) {
					t.Errorf("the comment %q is gone:\n%s", comment, got)
				}
			}
			if strings.Contains(got, "one.example") || strings.Contains(got, `path = "news"`) || removed.Publication.Name != "One" {
				t.Errorf("after Remove: %+v\n%s", removed, got)
			}
			if err := removed.Edit.Undo(file); err != nil {
				t.Fatal(err)
			}
			if got := textOf(t, file); got != before {
				t.Errorf("after Undo:\n%s\nwant\n%s", got, before)
			}
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".config-*")); len(left) != 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

func TestUndoInAChangedFile(t *testing.T) {
	file := fileOf(t, kept)
	removed, err := Remove(file, "two")
	if err != nil {
		t.Fatal(err)
	}
	// The lines moved: putting the block at its old line would cut another in two.
	changed := strings.Replace(textOf(t, file), "# my paper\n", strings.Repeat("# more\n", 5), 1)
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := removed.Edit.Undo(file); err != nil {
		t.Fatal(err)
	}
	c := mustLoad(t, Options{Path: file})
	if len(c.Publications) != 2 || len(c.Publications[0].Sections) != 1 || len(c.Publications[1].Feeds) != 2 {
		t.Errorf("%+v\n%s", c.Publications, textOf(t, file))
	}
}

func TestAddWhereThereIsNoFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "deep", "er", "config.toml")
	if _, err := Add(file, Publication{Name: "Three", Feed: "https://three.example/feed/"}); err != nil {
		t.Fatal(err)
	}
	if c := mustLoad(t, Options{Path: file}); strings.Join(idsOf(c), " ") != "first community-care three" {
		t.Errorf("%q", idsOf(c))
	}
	if got := textOf(t, file); !strings.HasPrefix(got, string(Starter())) {
		t.Errorf("the starter paper's comments are gone:\n%s", got)
	}
	info, err := os.Stat(filepath.Dir(file))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder %v, %v", info.Mode(), err)
	}
}

func TestAddKeepsTheStarterPaperOfAFileWithoutPublications(t *testing.T) {
	file := fileOf(t, "theme = \"dark\" # mine\n")
	if _, err := Add(file, Publication{Name: "Three", Feed: "https://three.example/feed/"}); err != nil {
		t.Fatal(err)
	}
	if c := mustLoad(t, Options{Path: file}); strings.Join(idsOf(c), " ") != "first community-care three" || c.Theme != "dark" || len(c.Publications[0].Sections) != 9 {
		t.Errorf("%q", idsOf(c))
	}
}

func TestRemoveTheLast(t *testing.T) {
	text := "# mine\n[[publication]]\nname = \"One\"\nfeed = \"https://one.example/\"\n"
	file := fileOf(t, text)
	removed, err := Remove(file, "one")
	if err != nil {
		t.Fatal(err)
	}
	if c := mustLoad(t, Options{Path: file}); len(c.Publications) != 0 {
		t.Errorf("the starter paper came back: %q", idsOf(c))
	}
	if err := removed.Edit.Undo(file); err != nil {
		t.Fatal(err)
	}
	if got := textOf(t, file); got != text {
		t.Errorf("after Undo:\n%s", got)
	}
	if _, err := Remove(file, "one"); err != nil {
		t.Fatal(err)
	}
	if _, err := Add(file, Publication{Name: "Two", Feed: "https://two.example/"}); err != nil {
		t.Fatal(err)
	}
	if c := mustLoad(t, Options{Path: file}); strings.Join(idsOf(c), " ") != "two" {
		t.Errorf("%q", idsOf(c))
	}
}

func TestEditsThatAreRefused(t *testing.T) {
	text := kept
	three := Publication{Name: "Three", Feed: "https://three.example/"}
	for _, c := range []struct {
		name, text string
		do         func(file string) error
		want       string
	}{
		{"the same name", text, func(f string) error { return added(f, Publication{Name: "ONE", ID: "x", Feed: "https://x.example/"}) }, "One is already there"},
		{"the same feed", text, func(f string) error { return added(f, Publication{Name: "X", Feed: "http://www.one.example/feed"}) }, "One is already there: it has the same feed"},
		{"no such publication", text, func(f string) error { _, err := Remove(f, "none"); return err }, `there is no publication "none" in FILE`},
		{"one list", "publication = [{ name = \"A\", feed = \"https://a.example/\" }]\n", func(f string) error { return added(f, three) }, "the publications of FILE are written as one list: change it by hand (standfirst config edit)"},
		{"a faulty file", "theme = dark\n", func(f string) error { return added(f, three) }, "the configuration has faults, so it was left alone:\nFILE:1:9: unexpected character U+0064 'd' at start of value\n  1 | theme = dark\n    |         ^\n  text stands in quotation marks: name = \"Community Care\""},
		{"a faulty addition", text, func(f string) error { return added(f, Publication{Name: "X", Feed: "ftp://x.example/"}) }, "the configuration was left alone, since the change would have been at fault:\nFILE:27:8: \"ftp://x.example/\" is not a web address\n  27 | feed = \"ftp://x.example/\"\n     |        ^^^^^^^^^^^^^^^^^^\n  write it like \"https://www.example.org/feed/\""},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := fileOf(t, c.text)
			err := c.do(file)
			if err == nil || strings.ReplaceAll(err.Error(), file, "FILE") != c.want {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
			if got := textOf(t, file); got != c.text {
				t.Errorf("the file was changed:\n%s", got)
			}
		})
	}
}

func TestAddThroughALink(t *testing.T) {
	file := fileOf(t, "theme = \"dark\"\n")
	link := filepath.Join(t.TempDir(), "config.toml")
	if err := os.Symlink(file, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if _, err := Add(link, Publication{Name: "Three", Feed: "https://three.example/"}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info.Mode(), err)
	}
	if !strings.Contains(textOf(t, file), "three.example") {
		t.Error("the file behind the link was not changed")
	}
}

// Whatever is added can be read back as it was, and taking it out leaves the file as it was.
func TestBlockRoundTrip(t *testing.T) {
	base := "theme = \"dark\"\n\n[[publication]]\nname = \"Base\"\nfeed = \"https://base.example/\"\n"
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[A-Za-z"\\#\[\]'=é& ]{0,12}[a-z]`)
		p := Publication{Name: "P " + strings.Join(strings.Fields(word.Draw(t, "name")), " "), Feeds: []Address{{URL: "https://p.example/feed/"}}}
		for i := range rapid.IntRange(0, 3).Draw(t, "feeds") {
			p.Feeds = append(p.Feeds, Address{URL: "https://p.example/" + string(rune('a'+i)), Tags: rapid.SliceOfN(word, 0, 2).Draw(t, "tags")})
		}
		if rapid.Bool().Draw(t, "section") {
			p.Sections = []Section{{Path: "news", Name: "News", Categories: rapid.SliceOfN(word, 1, 3).Draw(t, "categories"), IfPresent: true}}
		}
		file := filepath.Join(dir, "config.toml")
		if err := os.WriteFile(file, []byte(base), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Add(file, p); err != nil {
			t.Fatal(err)
		}
		c, err := Load(Options{Path: file, Env: environment()})
		if err != nil {
			t.Fatal(err)
		}
		got := c.Publications[1]
		if got.Name != p.Name || len(got.Feeds) != len(p.Feeds) || len(got.Sections) != len(p.Sections) {
			t.Fatalf("got %+v, want %+v", got, p)
		}
		for i := range p.Feeds {
			if got.Feeds[i].URL != p.Feeds[i].URL || strings.Join(got.Feeds[i].Tags, "|") != strings.Join(p.Feeds[i].Tags, "|") {
				t.Fatalf("got %+v, want %+v", got.Feeds[i], p.Feeds[i])
			}
		}
		if len(p.Sections) == 1 && strings.Join(got.Sections[0].Categories, "|") != strings.Join(p.Sections[0].Categories, "|") {
			t.Fatalf("got %+v, want %+v", got.Sections[0], p.Sections[0])
		}
		if _, err := Remove(file, got.ID); err != nil {
			t.Fatal(err)
		}
		if left, _ := os.ReadFile(file); strings.TrimRight(string(left), "\n") != strings.TrimRight(base, "\n") {
			t.Fatalf("left %q", left)
		}
	})
}
