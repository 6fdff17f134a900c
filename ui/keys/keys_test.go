package keys

import (
	"strings"
	"testing"
)

func TestEveryPresetIsFreeOfClashes(t *testing.T) {
	for _, preset := range append(Presets(), "") {
		m, faults := New(preset, nil)
		for _, f := range faults {
			t.Errorf("preset %q: %v", preset, f)
		}
		for _, b := range m.Bindings() {
			if b.Help == "" || b.Group == "" || len(b.Contexts) == 0 {
				t.Errorf("%q: no words, group or context", b.Action)
			}
			for _, k := range b.Keys {
				if bad := unknownKey(k); bad != "" {
					t.Errorf("%q: unknown key %q", b.Action, bad)
				}
			}
		}
	}
}

// Every terminal delivers plain and capital letters, and ctrl with these alone.
func TestDefaultKeysReachTheProgramOnEveryTerminal(t *testing.T) {
	m, _ := New("", nil)
	for _, b := range m.Bindings() {
		for _, k := range b.Keys {
			if strings.HasPrefix(k, "alt+") {
				t.Errorf("%s: %s", b.Action, k)
			}
			if letter, ok := strings.CutPrefix(k, "ctrl+"); ok && !strings.Contains("bcdfruz", letter) {
				t.Errorf("%s: %s", b.Action, k)
			}
		}
	}
}

func TestMovingKeysNeverChangeAStory(t *testing.T) {
	for _, preset := range Presets() {
		m, _ := New(preset, nil)
		for _, c := range []Context{List, Rail, Reader, FirstRun} {
			for key, want := range map[string]Action{"j": Down, "k": Up} {
				if got, _ := m.Look([]string{key}, c, Anywhere); got != want {
					t.Errorf("%s, %s: %s is %q", preset, c, key, got)
				}
			}
		}
	}
}

func TestSequences(t *testing.T) {
	m, faults := New("vim", map[string]string{"top": "g g or home", "tags": "g t"})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if a, pending := m.Look([]string{"g"}, List, Anywhere); a != "" || !pending {
		t.Errorf("g: %q %v, want a pending sequence", a, pending)
	}
	if a, _ := m.Look([]string{"g", "t"}, List, Anywhere); a != Palette {
		t.Errorf("g t: %q", a)
	}
	if a, _ := m.Look([]string{"g", "g"}, List, Anywhere); a != Top {
		t.Errorf("g g: %q", a)
	}
	if a, pending := m.Look([]string{"g", "x"}, List, Anywhere); a != "" || pending {
		t.Errorf("g x: %q %v", a, pending)
	}
	if a, _ := m.Look([]string{"t"}, List, Anywhere); a != "" {
		t.Errorf("t is still bound to %q", a)
	}
}

func TestTheParticularContextComesFirst(t *testing.T) {
	m, _ := New("", nil)
	if a, _ := m.Look([]string{"n"}, Find, Reader, Anywhere); a != FindNext {
		t.Errorf("n while finding: %q", a)
	}
	if a, _ := m.Look([]string{"n"}, Reader, Anywhere); a != NextUnread {
		t.Errorf("n in the reader: %q", a)
	}
	if a, _ := m.Look([]string{"d"}, List, Anywhere); a != "" {
		t.Errorf("d in the list: %q", a)
	}
}

func TestFaultsAreSentencesWithARemedy(t *testing.T) {
	for _, c := range []struct {
		preset string
		own    map[string]string
		want   []string
	}{
		{"emacs", nil, []string{`unknown key preset "emacs": use vim, newsboat or netnewswire`}},
		{"", map[string]string{"next-unread": "x"}, []string{`"x" is bound to both full-article and next-unread: give full-article other keys, or none with full-article = ""`}},
		{"", map[string]string{"open": "e", "write": "e"}, []string{
			`"e" is bound to both changes and open: give changes other keys, or none with changes = ""`,
			`"e" is bound to both write and open: give write other keys, or none with write = ""`,
		}},
		{"", map[string]string{"next-unred": "x"}, []string{"unknown action \"next-unred\" (next-unread?): the names are listed by ? and by `standfirst help keys`"}},
		{"", map[string]string{"save": "hyper+s"}, []string{`save = "hyper+s": unknown key "hyper+s": write a letter, a sign, or a name such as space, enter, esc, tab, pgdown, ctrl+d`}},
		{"", map[string]string{"tags": "g t"}, []string{`"g" is bound to both top and tags: give top other keys, or none with top = ""`}},
	} {
		_, faults := New(c.preset, c.own)
		var got []string
		for _, f := range faults {
			got = append(got, f.Error())
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%v:\n got %s\nwant %s", c.own, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
		}
	}
}

func TestParseAndShow(t *testing.T) {
	got := Parse("j or Down or g G or Return or comma or |")
	want := []string{"j", "down", "g G", "enter", ",", "|"}
	if strings.Join(got, "/") != strings.Join(want, "/") {
		t.Errorf("got %q, want %q", got, want)
	}
	for keys, want := range map[string]string{"g g": "gg", "down": "↓", "ctrl+d": "ctrl+d", "space": "space", "ctrl+d x": "ctrl+d x"} {
		if got := Show(keys); got != want {
			t.Errorf("Show(%q) = %q, want %q", keys, got, want)
		}
	}
}
