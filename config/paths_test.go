package config

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPaths(t *testing.T) {
	for _, c := range []struct {
		name    string
		env     []string
		profile string
		want    Paths
	}{
		{"home", nil, "", Paths{Config: "/home/reader/.config/standfirst", Data: "/home/reader/.local/share/standfirst", State: "/home/reader/.local/state/standfirst", Cache: "/home/reader/.cache/standfirst"}},
		{"XDG", []string{"XDG_CONFIG_HOME", "/c", "XDG_DATA_HOME", "/d", "XDG_STATE_HOME", "/s", "XDG_CACHE_HOME", "/k"}, "", Paths{Config: "/c/standfirst", Data: "/d/standfirst", State: "/s/standfirst", Cache: "/k/standfirst"}},
		{"relative folders are passed over", []string{"XDG_CONFIG_HOME", "c"}, "", Paths{Config: "/home/reader/.config/standfirst", Data: "/home/reader/.local/share/standfirst", State: "/home/reader/.local/state/standfirst", Cache: "/home/reader/.cache/standfirst"}},
		{"no home, but XDG", []string{"HOME", "", "XDG_CONFIG_HOME", "/c", "XDG_DATA_HOME", "/d"}, "", Paths{Config: "/c/standfirst", Data: "/d/standfirst", State: "/d/standfirst", Cache: "/d/standfirst"}},
		{"profile", []string{"XDG_CONFIG_HOME", "/c", "XDG_DATA_HOME", "/d"}, "office", Paths{Config: "/c/standfirst/profiles/office", Data: "/d/standfirst/profiles/office", State: "/home/reader/.local/state/standfirst/profiles/office", Cache: "/home/reader/.cache/standfirst/profiles/office"}},
	} {
		got, err := findPaths(environment(c.env...), c.profile, "linux")
		if err != nil || got.Config != c.want.Config || got.Data != c.want.Data || got.State != c.want.State || got.Cache != c.want.Cache {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
		if got.File != got.Config+"/config.toml" || got.Aliases != got.Config+"/aliases.toml" {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	windows := environment("USERPROFILE", `C:\Users\r`, "APPDATA", `C:\Users\r\AppData\Roaming`, "LOCALAPPDATA", `C:\Users\r\AppData\Local`)
	if got, err := findPaths(windows, "", "windows"); err != nil || filepath.Dir(got.Config) != `C:\Users\r\AppData\Roaming` || filepath.Dir(got.Data) != `C:\Users\r\AppData\Local` {
		t.Errorf("windows: %+v, %v", got, err)
	}
}

func TestNoHome(t *testing.T) {
	const want = "there is no home folder: set HOME, or both XDG_CONFIG_HOME and XDG_DATA_HOME"
	for _, env := range []func(string) string{environment("HOME", ""), environment("HOME", "relative"), environment("HOME", "", "XDG_CONFIG_HOME", "/c")} {
		if _, err := Load(Options{Env: env}); err == nil || err.Error() != want {
			t.Errorf("%v", err)
		}
	}
}

func TestProfiles(t *testing.T) {
	home := t.TempDir()
	env := environment("HOME", home)
	for _, name := range []string{"work", "evening"} {
		folder := filepath.Join(home, ".config", "standfirst", "profiles", name)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "config.toml"), []byte("theme = \"light\"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if c := mustLoad(t, Options{Env: env, Profile: "work"}); c.Theme != "light" {
		t.Errorf("theme %q", c.Theme)
	}
	if c := mustLoad(t, Options{Env: environment("HOME", home, "STANDFIRST_PROFILE", "evening")}); c.Theme != "light" {
		t.Errorf("theme %q", c.Theme)
	}
	for name, want := range map[string]string{
		"wrok":  `there is no profile "wrok": did you mean "work"?`,
		"other": `there is no profile "other": standfirst --profile other config edit makes one`,
		"../x":  `"../x" is no name for a profile: use letters, digits, - and _`,
	} {
		if _, err := Load(Options{Env: env, Profile: name}); err == nil || err.Error() != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c := mustLoad(t, Options{Env: env, Profile: "other", NewProfile: true}); len(c.Publications) != 2 {
		t.Errorf("%+v", c)
	}
}
