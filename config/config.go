// Package config is what the reader of the paper chose: publications with their
// section maps, and a few settings. It imports nothing of ours.
//
// The configuration is one TOML file. It is read strictly: an unknown setting,
// a wrong type or an impossible value is a Fault with its line, its column and
// a remedy, and all faults are reported together. Without a file there is the
// starter paper (default.toml); a file without any publication keeps the
// starter paper's. Environment variables STANDFIRST_… override settings for one
// run. What the reader chooses while reading (follows, mutes, views, measure,
// density) is kept in the cache, not here.
//
// The program changes the file only for adding and removing publications,
// whole blocks at a time (see Add and Remove).
package config

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	_ "time/tzdata" // Europe/London must be known on every machine
)

// Config is the whole configuration. Every field has a usable value after Load.
type Config struct {
	// File is where it was read; empty when the starter paper is in use.
	File  string `toml:"-"`
	Paths Paths  `toml:"-"`
	// Aliases is the table of the reader's own aliases.toml on top of the
	// built-in one: canonical tag → other wordings.
	Aliases map[string][]string `toml:"-"`

	Publications []Publication `toml:"publication" doc:"A publication: a name and a feed, or several."`

	Theme   string           `toml:"theme" doc:"auto, dark, light, contrast, terminal, 16, none, or the name of a table under themes."`
	Themes  map[string]Theme `toml:"themes" doc:"Themes of your own: base = a built-in theme, and colours by role."`
	Density string           `toml:"density" enum:"auto,headlines,standard,full" doc:"Lines a story takes in the list."`
	Measure int              `toml:"measure" min:"40" max:"120" doc:"Width of the article's text, in columns."`
	ASCII   bool             `toml:"ascii" doc:"Marks without Unicode, also where the terminal could show it."`

	ReducedMotion bool `toml:"reduced_motion" doc:"No spinner and no scrolling effects."`
	Linear        bool `toml:"linear" doc:"Start in linear mode, for screen readers."`
	Mouse         bool `toml:"mouse" doc:"Use the mouse."`

	Timezone string         `toml:"timezone" doc:"Where the times of stories are told, such as Europe/London; local: that of the machine."`
	Location *time.Location `toml:"-"`

	Images   string   `toml:"images" enum:"ask,on,off" doc:"Pictures: shown when asked for, always, or never."`
	Offline  string   `toml:"offline" enum:"saved,followed,all,off" doc:"Whose full articles are stored after each refresh; saved ones are included."`
	KeepDays int      `toml:"keep_days" min:"0" max:"36500" doc:"Days after which prune may remove a story that is not saved; 0 keeps everything."`
	Refresh  Interval `toml:"refresh" doc:"How often the open reader refreshes, such as 30m; off: only when asked."`

	Keys  Keys   `toml:"keys" doc:"The key map."`
	Mutes []Mute `toml:"mute" doc:"What is hidden, and counted: one tag, section, byline or words each."`

	Browser   Command `toml:"browser" doc:"The command that opens a link, as a list: [\"firefox\", \"{url}\"]."`
	Clipboard Command `toml:"clipboard_command" doc:"The command that takes what is copied on its standard input."`

	Pipes map[string]Command `toml:"pipe" doc:"Commands that take an article as Markdown on standard input, by name."`
	Opens map[string]Command `toml:"open" doc:"Commands that are given a story, by name."`

	Notify        string  `toml:"notify" enum:"off,terminal,command" doc:"Whether new stories on what you follow are announced."`
	NotifyCommand Command `toml:"notify_command" doc:"The command that announces, as a list: [\"notify-send\", \"{title}\", \"{text}\"]."`
	Citation      string  `toml:"citation" enum:"harvard,markdown" doc:"The form in which Y copies a citation."`
	Exports       string  `toml:"exports" doc:"The folder that articles and briefings are written to; ~ is your home."`

	document   *document
	overridden map[string]bool // settings that came from the environment
}

// Publication is one publication as configured.
type Publication struct {
	Name  string    `toml:"name" doc:"As it is shown."`
	ID    string    `toml:"id" doc:"A short word that names it for good; made from the name when left out."`
	Site  string    `toml:"site" doc:"Address of the front page."`
	Feed  string    `toml:"feed" doc:"Address of the feed."`
	Feeds []Address `toml:"feeds" doc:"Addresses, when there are several; the first is the main feed."`
	// SectionsFrom is "", "path", "category" or "type".
	SectionsFrom string    `toml:"sections_from" enum:",path,category,type" doc:"Where a story's section stands: in its link, in its category words, or as the document type before the headline."`
	Sections     []Section `toml:"section" doc:"The section map, in the order it is shown."`

	UserAgent string   `toml:"user_agent" doc:"Sent instead of the stated user agent."`
	Every     Interval `toml:"every" doc:"Shortest time between two checks, such as 2h."`
	MaxSize   Size     `toml:"max_size" doc:"Largest feed that is read, such as 64 MiB."`
	Selector  string   `toml:"selector" doc:"CSS selector of the article's text on the site's pages."`
	TopStory  bool     `toml:"top_story" doc:"Ask for one section page a refresh, to learn the top story."`
}

// Address is one feed address and what it alone tells.
type Address struct {
	URL     string   `toml:"url" doc:"Address of the feed."`
	Section string   `toml:"section" doc:"Path of the section whose feed this is."`
	Tags    []string `toml:"tags" doc:"Tags that every story of this feed carries."`
}

// Section is one line of a section map. In the file it may be its path alone.
type Section struct {
	Path       string   `toml:"path" doc:"Its place, parents first: comment/group leaders."`
	Name       string   `toml:"name" doc:"As the publication writes it; the last step of the path when left out."`
	Categories []string `toml:"categories" doc:"Category words that mean this section; its name when left out."`
	Feeds      []string `toml:"feeds" doc:"Paths or addresses to try for a feed of this section alone."`
	Page       string   `toml:"page" doc:"Address of the section's page."`
	IfPresent  bool     `toml:"if_present" doc:"Shown only once it has stories."`
}

// Keys is the key map: a preset and the reader's own bindings on top.
type Keys struct {
	Preset string `toml:"preset" enum:"vim,newsboat,netnewswire" doc:"The key map to start from."`
	// Bindings maps an action's name to its keys: "x", "g g", "j or down"; ""
	// takes all keys from it.
	Bindings map[string]string `toml:"bindings" doc:"Action to keys: open = \"enter or l\", top = \"g g\"; an empty text takes all its keys away."`
}

// Mute is one thing to hide. Exactly one of Tag, Section, Byline, Words and
// Sponsored is set.
type Mute struct {
	Tag         string `toml:"tag" doc:"A tag, in any of its wordings."`
	Section     string `toml:"section" doc:"Path of a section; its publication beside it."`
	Publication string `toml:"publication" doc:"The publication of the section, by name or id."`
	Byline      string `toml:"byline" doc:"Who wrote it, as printed."`
	Words       string `toml:"words" doc:"Words of the headline or standfirst."`
	Sponsored   bool   `toml:"sponsored" doc:"Everything labelled as sponsored."`
}

// Theme is a theme of the reader's own: "base" names the built-in theme it
// changes, every other key is a role with a colour "#rrggbb".
type Theme map[string]string

// Base is the built-in theme that t changes; "auto" unless stated.
func (t Theme) Base() string {
	if base := t["base"]; base != "" {
		return base
	}
	return "auto"
}

// Colours are the roles that t changes, as far as they are roles and colours.
func (t Theme) Colours() map[string]string {
	colours := map[string]string{}
	for role, colour := range t {
		if slices.Contains(Roles(), role) && hexColour.MatchString(colour) {
			colours[role] = colour
		}
	}
	return colours
}

// Options say where to look and what else to check.
type Options struct {
	// Path is a file named by the reader (--config); empty: STANDFIRST_CONFIG,
	// else config.toml in the usual place.
	Path string
	// Env looks an environment variable up, "" when it is not set; nil: os.Getenv.
	Env func(string) string
	// Profile is a name for a separate configuration and data folder; empty:
	// STANDFIRST_PROFILE, else none.
	Profile string
	// NewProfile allows a profile that does not exist yet.
	NewProfile bool
	// Checks look at what only other packages can judge: key names, contrast.
	// Their complaints are reported with all other faults.
	Checks []func(Config) []Complaint
}

// Complaint is a fault found by another package.
type Complaint struct {
	Setting string // where it stands: "keys.bindings.save", "theme"
	Message string
	Remedy  string
}

//go:embed default.toml
var starter []byte

// Starter is the text of the starter paper: the configuration in use when the
// reader wrote none, and the commented model for an own one.
func Starter() []byte { return append([]byte(nil), starter...) }

// starterName stands for the starter paper in messages.
const starterName = "default.toml"

// largestFile bounds what is read: a configuration is written by hand.
const largestFile = 4 << 20

// Load reads the configuration and the aliases beside it. The error is Faults when
// a file or a variable is at fault; nothing else of the result can be used then, save Paths.
func Load(o Options) (Config, error) {
	if o.Env == nil {
		o.Env = os.Getenv
	}
	if o.Profile == "" {
		o.Profile = o.Env("STANDFIRST_PROFILE")
	}
	paths, err := FindPaths(o.Env, o.Profile)
	if err != nil {
		return Config{}, err
	}
	named := o.Path
	if named == "" {
		named = o.Env("STANDFIRST_CONFIG")
	}
	c := defaults()
	c.Paths = paths
	c.File = paths.File
	if named != "" {
		c.File = named
		c.Paths.File = named
	}
	text, err := readFile(c.File)
	switch {
	case errors.Is(err, fs.ErrNotExist) && named == "":
		if o.Profile != "" && !o.NewProfile {
			return c, unknownProfile(o.Env, o.Profile)
		}
		c.File, text = "", starter
	case errors.Is(err, fs.ErrNotExist):
		return c, fmt.Errorf("there is no configuration at %s: leave --config out to read the starter paper", named)
	case err != nil:
		return c, fmt.Errorf("read configuration: %w", err)
	}
	return load(c, text, o)
}

func load(c Config, text []byte, o Options) (Config, error) {
	name := c.File
	if name == "" {
		name = starterName
	}
	paths := c.Paths
	faults := c.read(name, text)
	if faults == nil && !c.document.has("publication") {
		own := c.document
		paper := defaults()
		if faults = paper.read(starterName, starter); faults == nil {
			c.Publications = paper.Publications
		}
		c.document = own
	}
	faults = append(faults, c.override(o.Env)...)
	faults = faults.and(c.settle(paths))
	var others Faults
	for _, check := range o.Checks {
		for _, said := range check(c) {
			others = append(others, c.At(said.Setting, said.Message, said.Remedy))
		}
	}
	faults = faults.and(others).sorted()
	aliases, err := Aliases(paths.Aliases)
	var own Faults
	if err != nil && !errors.As(err, &own) {
		return c, err
	}
	c.Aliases = aliases
	if faults = append(faults, own...); len(faults) > 0 {
		return c, faults
	}
	return c, nil
}

// At places a message at a setting ("keys.bindings.save") of the file that c
// was read from.
func (c Config) At(setting, message, remedy string) Fault {
	name := c.File
	if name == "" {
		name = starterName
	}
	if c.document == nil {
		return Fault{File: name, Message: message, Remedy: remedy}
	}
	return c.document.fault(c.document.find(setting), message, remedy)
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s is a folder, not a file", path)
	}
	if info.Size() > largestFile {
		return nil, fmt.Errorf("%s is %d MiB: a configuration is at most %d MiB", path, info.Size()>>20, largestFile>>20)
	}
	return os.ReadFile(path)
}

// defaults are the settings of a reader who set none.
func defaults() Config {
	return Config{
		Theme: "auto", Density: "auto", Measure: 72, Mouse: true, Timezone: "Europe/London", Images: "ask", Offline: "followed",
		Refresh: Interval{Duration: time.Hour}, Keys: Keys{Preset: "vim"}, Notify: "off", Citation: "harvard",
	}
}
