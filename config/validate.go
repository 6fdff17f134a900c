package config

import (
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// judge gathers the faults of values that were read well but cannot be meant.
type judge struct {
	c      *Config
	faults Faults
}

// settle completes c and judges its values.
func (c *Config) settle(paths Paths) Faults {
	j := &judge{c: c}
	j.marked(reflect.ValueOf(*c), "")
	j.themes()
	j.place()
	j.commands()
	j.bindings()
	j.mutes()
	j.publications()
	if c.Refresh.Duration > 0 && c.Refresh.Duration < shortestCheck {
		j.say("refresh", "refresh is shorter than 5 minutes", `write "5m" or more, or "off": R refreshes at any time`)
	}
	switch {
	case c.Exports == "":
		c.Exports = paths.Exports
	case c.Exports == "~" || strings.HasPrefix(c.Exports, "~/"):
		if paths.home == "" {
			j.say("exports", "there is no home folder for ~", "write the whole path")
		}
		c.Exports = filepath.Join(paths.home, strings.TrimPrefix(c.Exports, "~"))
	case !filepath.IsAbs(c.Exports):
		j.say("exports", "exports is not a whole path", `write it like "~/Documents/standfirst"`)
	}
	return j.faults
}

// shortestCheck is how often a feed may be asked at most, by any setting: the
// publisher pays for it.
const shortestCheck = 5 * time.Minute

// say adds a fault at a setting, or at the variable that overrode it.
func (j *judge) say(setting, message, remedy string) {
	message, remedy = printable(message), printable(remedy)
	if j.c.overridden[setting] {
		name := variable(setting)
		if setting == "keys.preset" {
			name = "STANDFIRST_KEYS"
		}
		j.faults = append(j.faults, Fault{File: "environment", Message: name + ": " + message, Remedy: remedy})
		return
	}
	j.faults = append(j.faults, j.c.At(setting, message, remedy))
}

// printable leaves control characters out: a sentence may quote what the file says,
// and it says it to a terminal.
func printable(sentence string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, sentence)
}

// marked judges what the enum, min and max marks of the fields demand.
func (j *judge) marked(v reflect.Value, where string) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		setting := where + f.Tag.Get("toml")
		switch {
		case f.Tag.Get("enum") != "":
			allowed := strings.Split(f.Tag.Get("enum"), ",")
			if value := v.Field(i).String(); !slices.Contains(allowed, value) {
				j.say(setting, fmt.Sprintf("%s cannot be %q", f.Tag.Get("toml"), value), meant(value, slices.DeleteFunc(allowed, func(s string) bool { return s == "" })))
			}
		case f.Tag.Get("min") != "":
			low, _ := strconv.ParseInt(f.Tag.Get("min"), 10, 64)
			high, _ := strconv.ParseInt(f.Tag.Get("max"), 10, 64)
			if n := v.Field(i).Int(); n < low || n > high {
				j.say(setting, fmt.Sprintf("%s cannot be %d", f.Tag.Get("toml"), n), fmt.Sprintf("use %d to %d", low, high))
			}
		case f.Type == reflect.TypeFor[Keys]():
			j.marked(v.Field(i), setting+".")
		case f.Type == reflect.TypeFor[[]Publication]():
			for k := range v.Field(i).Len() {
				j.marked(v.Field(i).Index(k), fmt.Sprintf("%s.%d.", setting, k))
			}
		}
	}
}

// Themes lists the built-in themes.
func Themes() []string {
	return []string{"auto", "dark", "light", "contrast", "terminal", "16", "none"}
}

// Roles lists what a theme may colour.
func Roles() []string {
	roles := []string{"background", "ink", "quiet", "read", "faint", "rule", "selection", "accent", "tag", "stored"}
	for i := 1; i <= 8; i++ {
		roles = append(roles, "publication"+strconv.Itoa(i))
	}
	return roles
}

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func (j *judge) themes() {
	own := slices.Sorted(maps.Keys(j.c.Themes))
	if known := slices.Concat(Themes(), own); !slices.Contains(known, j.c.Theme) {
		j.say("theme", fmt.Sprintf("there is no theme %q", j.c.Theme), meant(j.c.Theme, known))
	}
	for _, name := range own {
		if slices.Contains(Themes(), name) {
			j.say("themes."+name, fmt.Sprintf("%s is a built-in theme", name), "give yours another name")
		}
		theme := j.c.Themes[name]
		for _, role := range slices.Sorted(maps.Keys(theme)) {
			setting, value := "themes."+name+"."+role, theme[role]
			bases := []string{"auto", "dark", "light", "contrast"}
			switch {
			case role == "base":
				if !slices.Contains(bases, value) {
					j.say(setting, fmt.Sprintf("a theme cannot be based on %q", value), meant(value, bases))
				}
			case !slices.Contains(Roles(), role):
				j.say(setting, fmt.Sprintf("%q is not a colour of a theme", role), meant(role, append(Roles(), "base")))
			case !hexColour.MatchString(value):
				j.say(setting, fmt.Sprintf("%q is not a colour", value), `write it like "#e96855"`)
			}
		}
	}
}

// place finds the time zone.
func (j *judge) place() {
	name := j.c.Timezone
	if strings.EqualFold(name, "local") {
		j.c.Location = time.Local
		return
	}
	location, err := time.LoadLocation(name)
	if err != nil || name == "" {
		remedy := `write it like "Europe/London", or "local"`
		for _, area := range []string{"", "Europe/", "America/", "Asia/", "Africa/", "Australia/", "Pacific/", "Atlantic/"} {
			guess := area + strings.ReplaceAll(titled(last(strings.ReplaceAll(name, "/", "."))), " ", "_")
			if _, err := time.LoadLocation(guess); err == nil && strings.Contains(guess, "/") {
				remedy = fmt.Sprintf("did you mean %q?", guess)
			}
		}
		j.say("timezone", fmt.Sprintf("there is no time zone %q", name), remedy)
		location = time.UTC
	}
	j.c.Location = location
}

func titled(name string) string {
	words := strings.Fields(strings.ReplaceAll(strings.ToLower(name), "_", " "))
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, " ")
}

func (j *judge) commands() {
	each := func(setting string, c Command) {
		if at, message, remedy := c.check(); message != "" {
			if at >= 0 {
				setting = fmt.Sprintf("%s.%d", setting, at)
			}
			j.say(setting, message, remedy)
		}
	}
	for _, one := range []struct {
		setting string
		command Command
	}{{"browser", j.c.Browser}, {"clipboard_command", j.c.Clipboard}, {"notify_command", j.c.NotifyCommand}} {
		if one.command != nil {
			each(one.setting, one.command)
		}
	}
	for _, group := range []struct {
		setting  string
		commands map[string]Command
	}{{"pipe", j.c.Pipes}, {"open", j.c.Opens}} {
		for _, name := range slices.Sorted(maps.Keys(group.commands)) {
			each(group.setting+"."+name, group.commands[name])
		}
	}
	if j.c.Notify == "command" && len(j.c.NotifyCommand) == 0 {
		j.say("notify", "there is no command to announce with", `add notify_command = ["notify-send", "{title}", "{text}"]`)
	}
}

func (j *judge) mutes() {
	for i, m := range j.c.Mutes {
		set := 0
		for _, text := range []string{m.Tag, m.Section, m.Byline, m.Words} {
			if strings.TrimSpace(text) != "" {
				set++
			}
		}
		if m.Sponsored {
			set++
		}
		setting := fmt.Sprintf("mute.%d", i)
		switch {
		case set != 1:
			j.say(setting, fmt.Sprintf("a mute names one thing, this one %d", set), `write one of tag, section, byline, words or sponsored = true, and another [[mute]] for the next`)
		case m.Publication != "" && m.Section == "":
			j.say(setting+".publication", "publication goes with section only", "to hide a whole publication, remove it")
		case m.Publication != "" && !slices.ContainsFunc(j.c.Publications, func(p Publication) bool { return strings.EqualFold(p.Name, m.Publication) || p.ID == m.Publication }):
			j.say(setting+".publication", fmt.Sprintf("there is no publication %q", m.Publication), meant(m.Publication, j.names()))
		}
	}
}

func (j *judge) names() []string {
	var names []string
	for _, p := range j.c.Publications {
		names = append(names, p.Name)
	}
	return names
}

// bindings judges how keys are written; what they clash with only the key map knows.
func (j *judge) bindings() {
	for _, action := range slices.Sorted(maps.Keys(j.c.Keys.Bindings)) {
		text := j.c.Keys.Bindings[action]
		for _, alternative := range strings.Split(text, " or ") {
			for _, key := range strings.Fields(alternative) {
				if message, remedy := keyFault(key); message != "" {
					j.say("keys.bindings."+action, message, remedy)
				}
			}
		}
	}
}

// keyFault judges the name of a key. A terminal sends the same byte for some
// pairs (ECMA-48: ctrl takes the upper bits), so one of them cannot be bound.
func keyFault(key string) (message, remedy string) {
	if len([]rune(key)) == 1 {
		if r := []rune(key)[0]; !unicode.IsPrint(r) {
			return "a key cannot be a control character", `write it like "ctrl+d"`
		}
		return "", ""
	}
	low := strings.ToLower(key)
	switch low {
	case "ctrl+i":
		return "a terminal cannot tell ctrl+i from tab", `write "tab"`
	case "ctrl+m":
		return "a terminal cannot tell ctrl+m from enter", `write "enter"`
	case "ctrl+[":
		return "a terminal cannot tell ctrl+[ from esc", `write "esc"`
	}
	parts := strings.Split(low, "+")
	if strings.HasSuffix(low, "++") {
		parts = append(strings.Split(strings.TrimSuffix(low, "++"), "+"), "+")
	}
	name := parts[len(parts)-1]
	modifiers := []string{"ctrl", "alt", "shift", "super", "meta"}
	for _, modifier := range parts[:len(parts)-1] {
		if !slices.Contains(modifiers, modifier) {
			return fmt.Sprintf("unknown key %q", key), meant(modifier, modifiers)
		}
	}
	if len([]rune(name)) == 1 {
		if len(parts) == 2 && parts[0] == "shift" && strings.ToUpper(name) != name {
			return fmt.Sprintf("unknown key %q", key), fmt.Sprintf("write the capital: %q", strings.ToUpper(name))
		}
		return "", ""
	}
	if !slices.Contains(namedKeys(), name) {
		return fmt.Sprintf("unknown key %q", key), meant(name, namedKeys())
	}
	return "", ""
}

func namedKeys() []string {
	return []string{"space", "enter", "return", "esc", "escape", "tab", "backspace", "delete", "del", "insert", "up", "down", "left", "right",
		"home", "end", "pgup", "pgdown", "pgdn", "pageup", "pagedown", "comma", "bar", "pipe", "bs", "spc", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12"}
}
