// Package keys holds the one key map. The table in table.go names every action,
// its default keys, where it applies and what it does in words; dispatch, the
// help screen, the footer and the command line are all drawn from it.
//
// A binding is one or more keys, or a sequence of keys typed one after the
// other ("g g"). The same keys may mean two things only in two different
// contexts; anything else is a Clash, which names both actions.
package keys

import (
	"slices"
	"strings"
)

// Action is what a key asks for, under the name used on the command line and in
// the configuration.
type Action string

// Context is where an action applies. A key is looked up in the contexts of the
// moment, the most particular first.
type Context string

const (
	Anywhere Context = "anywhere"
	List     Context = "list"
	Rail     Context = "rail"
	Reader   Context = "reader"
	Find     Context = "find"      // hits are being shown in the reader
	FirstRun Context = "first run" // nothing is cached yet
)

// Binding is one line of the key map.
type Binding struct {
	Action   Action
	Contexts []Context // where it applies; Anywhere for all
	Keys     []string  // alternatives; a sequence is joined by blanks
	Group    string    // the heading it stands under in the help
	Help     string    // what it does, in a few words
}

// In tells whether the binding applies in a context.
func (b Binding) In(c Context) bool {
	return slices.Contains(b.Contexts, c) || slices.Contains(b.Contexts, Anywhere)
}

// Map is a whole key map, ready for looking up. It is made by New and never
// changes.
type Map struct {
	Preset   string
	own      map[string]string // the reader's own bindings, action to keys
	bindings []Binding
	byKeys   map[Context]map[string]Action
	prefixes map[Context]map[string]bool
}

// Bindings are the lines of the map, in the table's order. Read only.
func (m Map) Bindings() []Binding { return m.bindings }

// Look finds the action of the keys pressed so far, in the first context that
// knows them. Pending says that more keys may follow: a sequence has begun.
func (m Map) Look(pressed []string, contexts ...Context) (action Action, pending bool) {
	typed := strings.Join(pressed, " ")
	for _, c := range contexts {
		if a, ok := m.byKeys[c][typed]; ok {
			return a, false
		}
		if m.prefixes[c][typed] {
			return "", true
		}
	}
	return "", false
}

// Key is the first key of an action, as shown to people: "space", "G". It is
// empty when the action is bound to none.
func (m Map) Key(a Action) string {
	for _, b := range m.bindings {
		if b.Action == a && len(b.Keys) > 0 {
			return Show(b.Keys[0])
		}
	}
	return ""
}

// Named finds a binding by the name of its action.
func (m Map) Named(name string) (Binding, bool) {
	for _, b := range m.bindings {
		if string(b.Action) == name {
			return b, true
		}
	}
	return Binding{}, false
}

// Show writes keys as they stand in help: arrows as arrows, sequences closed up
// where every key is a single sign.
func Show(keys string) string {
	parts := strings.Fields(keys)
	single := true
	for i, p := range parts {
		if arrow, ok := arrows[p]; ok {
			parts[i] = arrow
		}
		single = single && len([]rune(parts[i])) == 1
	}
	if single {
		return strings.Join(parts, "")
	}
	return strings.Join(parts, " ")
}

var arrows = map[string]string{"up": "↑", "down": "↓", "left": "←", "right": "→"}

// otherNames are spellings people use for keys, with the one we know.
var otherNames = map[string]string{
	"escape": "esc", "return": "enter", "pgdn": "pgdown", "pagedown": "pgdown", "pageup": "pgup",
	"del": "delete", "bs": "backspace", "spc": "space", "comma": ",", "bar": "|", "pipe": "|",
}

// Parse reads the text form of bindings: alternatives joined by " or ", the keys
// of a sequence by blanks: "j or down", "g g". Empty text binds to nothing.
func Parse(text string) []string {
	var bound []string
	for _, alternative := range strings.Split(text, " or ") {
		parts := strings.Fields(alternative)
		for i, p := range parts {
			low := strings.ToLower(p)
			switch {
			case otherNames[low] != "":
				parts[i] = otherNames[low]
			case len([]rune(p)) > 1:
				parts[i] = low
			}
		}
		if len(parts) > 0 {
			bound = append(bound, strings.Join(parts, " "))
		}
	}
	return bound
}
