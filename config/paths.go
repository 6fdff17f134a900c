package config

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
)

// Paths are where things live. Nothing is made here.
type Paths struct {
	Config  string // folder of config.toml and aliases.toml
	File    string // config.toml
	Aliases string // the reader's own aliases.toml
	Data    string // standfirst.db, marks.jsonl, backups/
	State   string // the log and reports
	Cache   string // what can be made anew
	Log     string
	Exports string // articles and briefings written for the reader

	home string
}

// program is the name of our folders.
const program = "standfirst"

// FindPaths finds the folders for a profile ("" for none) in the environment:
// XDG Base Directory Specification 0.8, on macOS too, where people keep their
// terminal programs' files there; %APPDATA% and %LOCALAPPDATA% on Windows. A
// variable that is not an absolute path is passed over, as the specification
// demands.
func FindPaths(env func(string) string, profile string) (Paths, error) {
	return findPaths(env, profile, runtime.GOOS)
}

func findPaths(env func(string) string, profile, system string) (Paths, error) {
	if profile != "" && !profileName.MatchString(profile) {
		return Paths{}, fmt.Errorf("%q is no name for a profile: use letters, digits, - and _", profile)
	}
	home := env("HOME")
	if !absolute(home, system) {
		home = ""
	}
	roaming, local := "", ""
	if system == "windows" {
		if home = env("USERPROFILE"); !absolute(home, system) {
			home = ""
		}
		roaming, local = env("APPDATA"), env("LOCALAPPDATA")
	}
	pick := func(variable, own, below string) string {
		for _, folder := range []string{env(variable), own} {
			if absolute(folder, system) {
				return folder
			}
		}
		if home == "" {
			return ""
		}
		return filepath.Join(home, below)
	}
	p := Paths{
		Config: pick("XDG_CONFIG_HOME", roaming, ".config"),
		Data:   pick("XDG_DATA_HOME", local, filepath.Join(".local", "share")),
		State:  pick("XDG_STATE_HOME", local, filepath.Join(".local", "state")),
		Cache:  pick("XDG_CACHE_HOME", local, ".cache"),
	}
	if p.State == "" { // the log can live beside the data
		p.State = p.Data
	}
	if p.Cache == "" {
		p.Cache = p.Data
	}
	if p.Config == "" || p.Data == "" {
		return Paths{}, fmt.Errorf("there is no home folder: set HOME, or both XDG_CONFIG_HOME and XDG_DATA_HOME")
	}
	for _, folder := range []*string{&p.Config, &p.Data, &p.State, &p.Cache} {
		*folder = filepath.Join(*folder, program)
		if profile != "" {
			*folder = filepath.Join(*folder, "profiles", profile)
		}
	}
	p.home = home
	p.File = filepath.Join(p.Config, "config.toml")
	p.Aliases = filepath.Join(p.Config, "aliases.toml")
	p.Log = filepath.Join(p.State, "standfirst.log")
	p.Exports = filepath.Join(p.Data, "exports")
	if home != "" {
		p.Exports = filepath.Join(home, "Documents", program)
	}
	return p, nil
}

func absolute(folder, system string) bool {
	if system == "windows" && runtime.GOOS != "windows" { // in a test
		return regexp.MustCompile(`^[A-Za-z]:[\\/]`).MatchString(folder)
	}
	return filepath.IsAbs(folder)
}

var profileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// Profiles lists the profiles that have a configuration, by name.
func Profiles(env func(string) string) []string {
	p, err := FindPaths(env, "")
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(filepath.Join(p.Config, "profiles"))
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		if profileName.MatchString(entry.Name()) && entry.IsDir() {
			if _, err := os.Stat(filepath.Join(p.Config, "profiles", entry.Name(), "config.toml")); err == nil {
				names = append(names, entry.Name())
			}
		}
	}
	slices.Sort(names)
	return names
}

func unknownProfile(env func(string) string, name string) error {
	if best := Nearest(name, Profiles(env)); best != "" {
		return fmt.Errorf("there is no profile %q: did you mean %q?", name, best)
	}
	return fmt.Errorf("there is no profile %q: standfirst --profile %s config edit makes one", name, name)
}
