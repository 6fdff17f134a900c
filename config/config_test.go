package config

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// environment is an env function over pairs.
func environment(pairs ...string) func(string) string {
	set := map[string]string{"HOME": "/home/reader"}
	for i := 0; i+1 < len(pairs); i += 2 {
		set[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return set[name] }
}

// TestFaults reads every file of testdata/bad: the whole text is what the user
// sees, so the whole text is compared.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.toml")
	if err != nil || len(files) < 12 {
		t.Fatalf("testdata/bad: %d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			_, err := Load(Options{Path: filepath.ToSlash(file), Env: environment()})
			var faults Faults
			if !errors.As(err, &faults) {
				t.Fatalf("no faults: %v", err)
			}
			golden := strings.TrimSuffix(file, ".toml") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(err.Error()+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, _ := os.ReadFile(golden)
			if got := err.Error() + "\n"; got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func mustLoad(t *testing.T, o Options) Config {
	t.Helper()
	if o.Env == nil {
		o.Env = environment()
	}
	c, err := Load(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheStarterPaper(t *testing.T) {
	c := mustLoad(t, Options{})
	if c.File != "" || len(c.Publications) != 2 {
		t.Fatalf("file %q, %d publications", c.File, len(c.Publications))
	}
	first, weekly := c.Publications[0], c.Publications[1]
	var paths []string
	for _, s := range first.Sections {
		paths = append(paths, s.Path)
	}
	if got, want := strings.Join(paths, " · "), "news · interview · features · features/parliament · comment · comment/lga chairman · comment/group leaders · councillor · local by-elections"; got != want {
		t.Errorf("sections of first: %s", got)
	}
	if first.ID != "first" || first.SectionsFrom != "path" || first.Feeds[0].URL != "https://www.lgafirst.co.uk/feed/" {
		t.Errorf("%+v", first)
	}
	if weekly.ID != "community-care" || weekly.SectionsFrom != "category" || !weekly.TopStory || len(weekly.Sections) != 6 || weekly.Sections[0].Path != "children" {
		t.Errorf("%+v", weekly)
	}
	if c.Theme != "auto" || c.Density != "auto" || c.Measure != 72 || !c.Mouse || c.Location.String() != "Europe/London" || c.Images != "ask" || c.Offline != "followed" || c.KeepDays != 0 || c.Refresh.Duration.Hours() != 1 || c.Notify != "off" || c.Citation != "harvard" || c.Exports != "/home/reader/Documents/standfirst" {
		t.Errorf("%+v", c)
	}
}

// Every line of the starter paper that shows a default shows the true one, and
// reads well when its "# " is taken away.
func TestTheStarterPaperShowsTheDefaults(t *testing.T) {
	var lines []string
	for _, line := range strings.Split(string(Starter()), "\n") {
		if bare, ok := strings.CutPrefix(line, "# "); ok && (statement.MatchString(bare) || header.MatchString(bare)) && !strings.Contains(bare, "(standfirst") {
			line = bare
		}
		lines = append(lines, line)
	}
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	shown, plain := mustLoad(t, Options{Path: file}), mustLoad(t, Options{})
	if len(shown.Opens) != 1 || len(shown.Pipes) != 1 || len(shown.Mutes) != 2 || shown.Themes["evening"] == nil || len(shown.Keys.Bindings) != 2 || len(shown.Publications) != 2 {
		t.Errorf("not every example was read: %+v", shown)
	}
	if shown.Theme != plain.Theme || shown.Density != plain.Density || shown.Measure != plain.Measure || shown.ASCII != plain.ASCII || shown.ReducedMotion != plain.ReducedMotion || shown.Linear != plain.Linear || shown.Mouse != plain.Mouse || shown.Timezone != plain.Timezone || shown.Images != plain.Images || shown.Offline != plain.Offline || shown.KeepDays != plain.KeepDays || shown.Refresh != plain.Refresh || shown.Notify != plain.Notify || shown.Citation != plain.Citation || shown.Exports != plain.Exports || shown.Keys.Preset != plain.Keys.Preset {
		t.Errorf("shown %+v\nplain %+v", shown, plain)
	}
}

func TestGoodFiles(t *testing.T) {
	c := mustLoad(t, Options{Path: "testdata/good/minimal.toml"})
	if len(c.Publications) != 1 || c.Publications[0].ID != "example" || c.Publications[0].Feeds[0].URL != "http://127.0.0.1:8080/feed/" {
		t.Errorf("a minimal file: %+v", c.Publications)
	}
	if got := c.Publications[0].Origins(); len(got) != 1 || got[0] != "http://127.0.0.1:8080" {
		t.Errorf("origins %q", got)
	}

	c = mustLoad(t, Options{Path: "testdata/good/settings.toml"})
	if len(c.Publications) != 2 {
		t.Errorf("a file without publications keeps the starter paper's, not %d", len(c.Publications))
	}
	if c.Theme != "evening" || c.Themes["evening"].Base() != "dark" || c.Themes["evening"].Colours()["accent"] != "#e0a458" || len(c.Themes["evening"].Colours()) != 1 {
		t.Errorf("theme %q %+v", c.Theme, c.Themes)
	}
	if !c.Refresh.Off || c.Mouse || c.Measure != 80 || c.KeepDays != 90 || c.Keys.Preset != "newsboat" || c.Keys.Bindings["top"] != "g g" || len(c.Mutes) != 2 || !c.Mutes[1].Sponsored {
		t.Errorf("%+v", c)
	}

	c = mustLoad(t, Options{Path: "testdata/good/whole.toml"})
	p := c.Publications[0]
	if p.ID != "ann" || len(p.Feeds) != 2 || p.Feeds[0].URL != "http://paper.example/feed/" || p.Feeds[1].Section != "news/local" || p.Feeds[1].Tags[0] != "statistics" || p.MaxSize != 64<<20 || p.Every.Duration.Hours() != 24 {
		t.Errorf("%+v", p)
	}
	if len(p.Sections) != 3 || p.Sections[1].Name != "The News" || p.Sections[2].Path != "news/local" || p.Sections[2].Name != "Local" {
		t.Errorf("sections %+v", p.Sections)
	}

	if c = mustLoad(t, Options{Path: "testdata/good/windows.toml"}); c.Theme != "dark" {
		t.Errorf("a file with a byte order mark and CRLF: %+v", c.Theme)
	}
}

func TestTheEnvironmentOverrides(t *testing.T) {
	c := mustLoad(t, Options{Path: "testdata/good/settings.toml", Env: environment("STANDFIRST_REFRESH", "2h", "STANDFIRST_DENSITY", "full", "STANDFIRST_MOUSE", "1", "STANDFIRST_MEASURE", "60", "STANDFIRST_KEYS", "vim", "STANDFIRST_THEME", "")})
	if c.Refresh.Off || c.Refresh.Duration.Hours() != 2 || c.Density != "full" || !c.Mouse || c.Measure != 60 || c.Keys.Preset != "vim" || c.Theme != "evening" {
		t.Errorf("%+v", c)
	}
	if c = mustLoad(t, Options{Env: environment("STANDFIRST_REFRESH", "off", "STANDFIRST_CONFIG", "testdata/good/minimal.toml")}); !c.Refresh.Off || len(c.Publications) != 1 {
		t.Errorf("%+v", c)
	}
	_, err := Load(Options{Env: environment("STANDFIRST_REFRESH", "soon", "STANDFIRST_DENSITY", "ful", "STANDFIRST_MOUSE", "maybe", "STANDFIRST_MEASURE", "x", "STANDFIRST_KEYS", "vi", "STANDFIRST_TIMEZONE", "London")})
	want := `environment: STANDFIRST_MEASURE=x: not a number

environment: STANDFIRST_MOUSE=maybe: neither true nor false
  write 1 or 0

environment: STANDFIRST_REFRESH=soon: "soon" is no length of time
  write it like "30m", "2h" or "1d"

environment: STANDFIRST_DENSITY: density cannot be "ful"
  did you mean "full"?

environment: STANDFIRST_KEYS: preset cannot be "vi"
  did you mean "vim"?

environment: STANDFIRST_TIMEZONE: there is no time zone "London"
  did you mean "Europe/London"?`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestChecksOfOtherPackages(t *testing.T) {
	_, err := Load(Options{Path: "testdata/good/settings.toml", Env: environment(), Checks: []func(Config) []Complaint{func(c Config) []Complaint {
		return []Complaint{{Setting: "keys.bindings.save", Message: "unknown action", Remedy: "see ?"}, {Setting: "keys.nothing", Message: "no place of its own"}, {Message: "as a whole"}}
	}}})
	want := `testdata/good/settings.toml: as a whole

testdata/good/settings.toml:17:2: no place of its own
  17 | [keys]
     |  ^^^^

testdata/good/settings.toml:22:8: unknown action
  22 | save = ""
     |        ^^
  see ?`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	huge := filepath.Join(dir, "huge.toml")
	if err := os.WriteFile(huge, make([]byte, largestFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"testdata/none.toml": "there is no configuration at testdata/none.toml: leave --config out to read the starter paper",
		dir:                  "read configuration: " + dir + " is a folder, not a file",
		huge:                 "read configuration: " + huge + " is 4 MiB: a configuration is at most 4 MiB",
	} {
		if _, err := Load(Options{Path: path, Env: environment()}); err == nil || err.Error() != want {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	files, _ := filepath.Glob("testdata/*/*.toml")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := defaults()
		c.File = "config.toml"
		_, err := load(c, []byte(text), Options{Env: environment()})
		if err != nil && strings.ContainsAny(err.Error(), "\x1b\x00\r") {
			t.Errorf("a control character in %q", err)
		}
	})
}

func BenchmarkLoadStarter(b *testing.B) {
	for b.Loop() {
		if _, err := Load(Options{Env: environment()}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAliases(b *testing.B) {
	for b.Loop() {
		if _, err := Aliases(""); err != nil {
			b.Fatal(err)
		}
	}
}

func TestFaultsOfEveryKindAreTold(t *testing.T) {
	env, dir := environment(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "standfirst"), 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) string {
		file := filepath.Join(dir, "standfirst", name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	write("config.toml", "measure = \"wide\"\n[keys.bindings]\nfly = \"x\"\n")
	write("aliases.toml", "[tags]\n\"x\" = [\"\"]\n")
	_, err := Load(Options{Checks: []func(Config) []Complaint{func(Config) []Complaint {
		return []Complaint{{Setting: "keys.bindings.fly", Message: "unknown action"}, {Setting: "measure", Message: "told already"}}
	}}, Env: func(name string) string {
		if name == "XDG_CONFIG_HOME" {
			return dir
		}
		return env(name)
	}})
	want := filepath.Join(dir, "standfirst") + `/config.toml:1:11: measure is a number, not text
  1 | measure = "wide"
    |           ^^^^^^
  write it like measure = 72

` + filepath.Join(dir, "standfirst") + `/config.toml:3:7: unknown action
  3 | fly = "x"
    |       ^^^

` + filepath.Join(dir, "standfirst") + `/aliases.toml:2:8: a wording is empty
  2 | "x" = [""]
    |        ^^
  take it away`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
