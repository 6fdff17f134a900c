package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/demo"
	"standfirst/feed/newsroom"
)

// paper is a configuration file without publications, and a newsroom on the
// demonstration's publisher.
func paper(t *testing.T) (*newsroom.Newsroom, func() config.Config) {
	t.Helper()
	home := t.TempDir()
	env := func(name string) string { return map[string]string{"HOME": home, "USERPROFILE": home}[name] }
	file := filepath.Join(home, "config.toml")
	if err := os.WriteFile(file, []byte("# mine\npublication = []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	load := func() config.Config {
		conf, err := config.Load(config.Options{Path: file, Env: env})
		if err != nil {
			t.Fatal(err)
		}
		return conf
	}
	publisher, err := demo.Start(t.Context(), demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = publisher.Close() })
	room, err := newsroom.Open(t.Context(), newsroom.Options{Dir: filepath.Join(home, "data"), Dial: publisher.Dial, Paper: Paper(file)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = room.Close() })
	return room, load
}

func TestSubscribeAndUnsubscribe(t *testing.T) {
	room, load := paper(t)
	care := demo.Publications()[1]
	if _, err := room.Add(t.Context(), care); err != nil {
		t.Fatal(err)
	}
	got := load().Publications
	if len(got) != 1 || got[0].Name != care.Name || len(got[0].Sections) != len(care.Sections) || !got[0].TopStory {
		t.Errorf("the file has %+v", got)
	}
	stories := func() int {
		e, err := room.Edition(t.Context(), feed.Query{}, feed.Window{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		return e.Total
	}
	if stories() == 0 {
		t.Error("its stories were not fetched")
	}
	before := load()
	if _, err := room.Add(t.Context(), care); err == nil {
		t.Error("it was added twice")
	}
	if _, err := room.Remove(t.Context(), care.ID); err != nil {
		t.Fatal(err)
	}
	if got := load().Publications; len(got) != 0 || stories() == 0 {
		t.Errorf("after removing: %+v, %d stories", got, stories())
	}
	text, err := os.ReadFile(before.Paths.File)
	if err != nil || !strings.HasPrefix(string(text), "# mine\n") && !strings.Contains(string(text), "\n# mine\n") {
		t.Errorf("the reader's own comment is gone: %q, %v", text, err)
	}
	if _, err := room.Remove(t.Context(), care.ID); err == nil {
		t.Error("it was removed twice")
	}
}

func TestImportFileReachesTheNewsroom(t *testing.T) {
	room, load := paper(t)
	var list strings.Builder
	for _, p := range demo.Publications() {
		list.WriteString(p.Feeds[0].URL + " \"~" + p.Name + "\"\n")
	}
	list.WriteString("exec:rm\n")
	urls := filepath.Join(t.TempDir(), "urls")
	if err := os.WriteFile(urls, []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := ImportFile(t.Context(), room, load(), urls)
	if err != nil || said != "2 publications added, 0 there already, 1 rejected" {
		t.Errorf("%q, %v", said, err)
	}
	states, err := room.Publications(t.Context())
	if err != nil || len(states) != 2 || states[0].Stories == 0 || states[1].Stories == 0 {
		t.Errorf("%+v, %v", states, err)
	}
	if _, err := ImportFile(t.Context(), room, load(), urls+"x"); err == nil {
		t.Error("a file that is not there was imported")
	}
}

func TestNewsboatURLs(t *testing.T) {
	home := t.TempDir()
	write := func(parts ...string) string {
		file := filepath.Join(append([]string{home}, parts...)...)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("https://carer.example/rss\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	env := map[string]string{"HOME": home}
	find := func() string { return NewsboatURLs(func(name string) string { return env[name] }) }
	if got := find(); got != "" {
		t.Errorf("found %q in an empty home", got)
	}
	if want := write(".newsboat", "urls"); find() != want {
		t.Errorf("found %q, want %q", find(), want)
	}
	if want := write(".config", "newsboat", "urls"); find() != want {
		t.Errorf("found %q, want %q", find(), want)
	}
	env["XDG_CONFIG_HOME"] = filepath.Join(home, "xdg")
	if want := write("xdg", "newsboat", "urls"); find() != want {
		t.Errorf("found %q, want %q", find(), want)
	}
	env = nil
	if got := find(); got != "" {
		t.Errorf("found %q without a home", got)
	}
}
