package keys

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Presets are the names that New knows, the default first.
func Presets() []string { return []string{"vim", "newsboat", "netnewswire"} }

// Fault is one mistake in a key configuration, in plain words with a remedy.
type Fault struct {
	Name string // the name at fault: an action or a preset
	Text string
}

func (f Fault) Error() string { return f.Text }

// New builds the key map of a preset ("" means vim) with the reader's own
// bindings, action name to keys, on top. An own binding replaces all keys of
// its action. Every fault is reported, not only the first; the map is usable
// although faulty: what clashes keeps its first owner.
func New(preset string, own map[string]string) (Map, []error) {
	var faults []error
	if preset == "" {
		preset = Presets()[0]
	}
	if !slices.Contains(Presets(), preset) {
		faults = append(faults, Fault{preset, fmt.Sprintf("unknown key preset %q: use %s", preset, list(Presets()))})
		preset = Presets()[0]
	}
	bindings := table()
	for action, bound := range changes(preset) {
		i := find(bindings, action)
		bindings[i].Keys = Parse(bound)
	}
	names := make([]string, 0, len(own))
	for name := range own {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		i := find(bindings, Action(name))
		if i < 0 {
			faults = append(faults, Fault{name, fmt.Sprintf("unknown action %q%s: the names are listed by ? and by `standfirst help keys`", name, nearest(name, bindings))})
			continue
		}
		bound := Parse(own[name])
		for _, k := range bound {
			if bad := unknownKey(k); bad != "" {
				faults = append(faults, Fault{name, fmt.Sprintf("%s = %q: unknown key %q: write a letter, a sign, or a name such as space, enter, esc, tab, pgdown, ctrl+d", name, own[name], bad)})
			}
		}
		bindings[i].Keys = bound
	}
	m := Map{Preset: preset, own: own, bindings: bindings, byKeys: map[Context]map[string]Action{}, prefixes: map[Context]map[string]bool{}}
	faults = append(faults, m.index(own)...)
	return m, faults
}

// On puts the reader's own bindings on another preset, with the faults of New.
func (m Map) On(preset string) (Map, []error) { return New(preset, m.own) }

// index fills the look-up tables and reports clashes.
func (m *Map) index(own map[string]string) []error {
	var faults []error
	reported := map[string]bool{}
	clash := func(typed string, a, b Action) {
		first, second := a, b
		if _, mine := own[string(first)]; mine { // the remedy names the default
			first, second = second, first
		}
		text := fmt.Sprintf("%q is bound to both %s and %s: give %s other keys, or none with %s = \"\"", typed, first, second, first, first)
		if !reported[text] {
			reported[text] = true
			faults = append(faults, Fault{string(second), text})
		}
	}
	taken := func(c Context, typed string) (Action, bool) {
		for _, near := range overlapping(c) {
			if a, ok := m.byKeys[near][typed]; ok {
				return a, true
			}
		}
		return "", false
	}
	for _, c := range contexts() {
		m.byKeys[c], m.prefixes[c] = map[string]Action{}, map[string]bool{}
	}
	for _, b := range m.bindings {
		for _, c := range b.Contexts {
			for _, k := range b.Keys {
				if other, ok := taken(c, k); ok && other != b.Action {
					clash(k, other, b.Action)
					continue
				}
				m.byKeys[c][k] = b.Action
			}
		}
	}
	for _, b := range m.bindings {
		for _, c := range b.Contexts {
			for _, k := range b.Keys {
				parts := strings.Fields(k)
				for n := 1; n < len(parts); n++ {
					head := strings.Join(parts[:n], " ")
					if other, ok := taken(c, head); ok {
						clash(head, other, b.Action)
						continue
					}
					m.prefixes[c][head] = true
				}
			}
		}
	}
	return faults
}

// overlapping lists the contexts in which a key of c would be ambiguous. Find
// is none of them: while hits are shown its keys come first, on purpose.
func overlapping(c Context) []Context {
	switch c {
	case Anywhere:
		return []Context{Anywhere, List, Rail, Reader, FirstRun}
	case Find:
		return []Context{Find}
	}
	return []Context{c, Anywhere}
}

func contexts() []Context { return []Context{Anywhere, List, Rail, Reader, Find, FirstRun} }

func find(bindings []Binding, a Action) int {
	return slices.IndexFunc(bindings, func(b Binding) bool { return b.Action == a })
}

// unknownKey returns the part of a binding that no terminal can send.
func unknownKey(bound string) string {
	for _, p := range strings.Fields(bound) {
		base := p
		for _, mod := range []string{"ctrl+", "alt+", "shift+"} {
			base = strings.TrimPrefix(base, mod)
		}
		if len([]rune(base)) == 1 || slices.Contains(namedKeys(), base) {
			continue
		}
		return p
	}
	return ""
}

func namedKeys() []string {
	names := []string{"space", "enter", "esc", "tab", "backspace", "delete", "insert", "up", "down", "left", "right", "home", "end", "pgup", "pgdown"}
	for n := 1; n <= 12; n++ {
		names = append(names, fmt.Sprintf("f%d", n))
	}
	return names
}

// nearest suggests the action that shares the longest beginning with a name.
func nearest(name string, bindings []Binding) string {
	best, length := "", 2
	for _, b := range bindings {
		n := 0
		for n < len(name) && n < len(b.Action) && name[n] == b.Action[n] {
			n++
		}
		if n > length {
			best, length = string(b.Action), n
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (%s?)", best)
}

func list(words []string) string {
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
