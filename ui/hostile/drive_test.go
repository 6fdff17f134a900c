package hostile

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"standfirst/ui/terminal"
)

// The bounds of one case. They are there for safety and generous: what they
// catch takes minutes and gigabytes.
const (
	mostTime   = 40 * time.Second
	mostMemory = 320 << 20
	leaveTime  = 2 * time.Second // the promise is one; the machine may be busy
)

// refresh refreshes once and holds the run to its bounds.
func refresh(t *testing.T, h terminal.Home, within time.Duration) terminal.Result {
	t.Helper()
	r := h.Run(t, "refresh", "--force")
	t.Logf("refresh: exit %d, %.2f s, %d MiB", r.Code, r.Took.Seconds(), r.Memory>>20)
	if r.Code != 0 && r.Code != 1 || strings.Contains(r.Err, "goroutine ") || strings.Contains(r.Err, "panic") {
		t.Fatalf("refresh ended with %d:\n%s", r.Code, r.Err)
	}
	if r.Took > within {
		t.Errorf("refresh took %v, more than %v", r.Took, within)
	}
	if r.Memory > mostMemory {
		t.Errorf("refresh held %d MiB", r.Memory>>20)
	}
	printed(t, r)
	return r
}

// printed judges what a command wrote: text, line feeds and tabs alone.
func printed(t *testing.T, r terminal.Result) {
	t.Helper()
	for _, text := range []string{r.Out, r.Err} {
		if i := strings.IndexFunc(text, func(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' || r == 0x7f }); i >= 0 {
			t.Errorf("control %q in the output: %q", text[i], text[max(0, i-30):min(len(text), i+30)])
		}
		for _, bad := range unseen(text) {
			t.Errorf("%s in the output", bad)
		}
	}
}

// commands runs every command that prints stories and judges what it prints.
func commands(t *testing.T, h terminal.Home, stories []terminal.Story) {
	t.Helper()
	list := [][]string{
		{"list"}, {"list", "--tsv"}, {"list", "--json"}, {"search", "the"}, {"tags"}, {"sections"}, {"publications"}, {"digest", "--since", "all"}, {"digest", "--since", "all", "--full", "--format", "html"},
		{"digest", "--since", "all", "--format", "plain"}, {"digest", "--since", "all", "--format", "eml"}, {"export", "opml"}, {"cite", "pub:hostile"},
	}
	for _, s := range stories[:min(len(stories), 4)] {
		list = append(list, []string{"show", fmt.Sprint(s.ID)}, []string{"show", fmt.Sprint(s.ID), "--markdown"}, []string{"show", fmt.Sprint(s.ID), "--html"})
	}
	for _, args := range list {
		r := h.Run(t, args...)
		if r.Code != 0 && r.Code != 3 && r.Code != 1 || strings.Contains(r.Err, "goroutine ") {
			t.Errorf("%v: exit %d: %s", args, r.Code, r.Err)
		}
		if r.Took > mostTime || r.Memory > mostMemory {
			t.Errorf("%v: %v, %d MiB", args, r.Took, r.Memory>>20)
		}
		if len(args) > 3 && args[len(args)-1] == "eml" {
			r.Out = strings.ReplaceAll(r.Out, "\r\n", "\n") // the line end of RFC 5322
		}
		printed(t, r)
	}
}

// session is the screen on a home, walked through by keys; all it wrote is
// judged when it is left.
type session struct {
	*terminal.Terminal
	t       *testing.T
	seen    strings.Builder // every screen that was looked at
	copying int             // where in the stream the first copy key was pressed; -1: none was
}

func screen(t *testing.T, h terminal.Home, args ...string) *session {
	t.Helper()
	s := &session{Terminal: h.Start(t, 120, 36, args...), t: t, copying: -1}
	s.Until("STANDFIRST")
	s.Rest()
	s.look()
	return s
}

func (s *session) look() { s.seen.WriteString(s.Text() + "\n") }

// keys presses keys and looks at the screen after each.
func (s *session) keys(names ...string) *session {
	s.t.Helper()
	for _, name := range names {
		if !s.Alive() {
			s.t.Fatalf("the screen ended before %q:\n%s", name, s.seen.String()[max(0, s.seen.Len()-12000):])
		}
		if (name == "y" || name == "Y" || name == "o") && s.copying < 0 {
			s.copying = len(s.Bytes())
		}
		s.Press(name)
		s.look()
	}
	return s
}

// foot is the last line: it tells where one is by the keys it names.
func (s *session) foot() string {
	lines := strings.Split(strings.TrimSpace(s.Text()), "\n")
	return lines[len(lines)-1]
}

// back closes whatever a key has opened over the reader.
func (s *session) back() *session {
	s.t.Helper()
	if foot := s.foot(); !strings.Contains(foot, "browser") && !strings.Contains(foot, "enter open ") {
		s.keys("esc")
	}
	return s
}

// list goes back to the list.
func (s *session) list() *session {
	s.t.Helper()
	for range 2 {
		if !strings.Contains(s.foot(), "enter open ") {
			s.keys("esc")
		}
	}
	return s
}

// filter shows what answers a query.
func (s *session) filter(query string) *session {
	s.t.Helper()
	return s.keys("f", "ctrl+u", query, "enter")
}

// shown tells whether a text was on any screen, line ends aside.
func (s *session) shown(text string) bool {
	all := s.seen.String()
	return strings.Contains(all, text) || strings.Contains(strings.Join(strings.Fields(all), " "), text)
}

// leave leaves by Q, and judges.
func (s *session) leave(forbidden ...string) {
	s.t.Helper()
	start := time.Now()
	if !s.Alive() {
		s.t.Fatalf("the screen ended by itself:\n%s", s.Text())
	}
	s.Press("Q")
	if !s.Gone(leaveTime) {
		s.t.Errorf("Q did not leave within %v:\n%s", leaveTime, s.Text())
		return
	}
	s.t.Logf("left in %.2f s, %d MiB", time.Since(start).Seconds(), s.Memory()>>20)
	if s.Memory() > mostMemory {
		s.t.Errorf("the screen held %d MiB", s.Memory()>>20)
	}
	s.judge(forbidden...)
}

// judge judges all bytes that the terminal got.
func (s *session) judge(forbidden ...string) {
	s.t.Helper()
	raw := s.Bytes()
	before, after := raw, []byte(nil)
	if s.copying >= 0 {
		before, after = raw[:s.copying], raw[s.copying:]
	}
	for _, fault := range append(judge(before, false), judge(after, true)...) {
		s.t.Errorf("the terminal got %s", fault)
	}
	for _, bad := range spoiled(raw) {
		s.t.Errorf("the terminal obeys a stranger: %q", bad)
	}
	for _, bad := range forbidden {
		if bytes.Contains(raw, []byte(bad)) {
			s.t.Errorf("the terminal got %q", bad)
		}
	}
	for _, p := range cut(after) {
		if data, ok := strings.CutPrefix(p.s, "]52;c;"); ok && p.kind == str {
			text, err := base64.StdEncoding.DecodeString(data)
			if err != nil || len(unseen(string(text))) > 0 || strings.ContainsFunc(string(text), func(r rune) bool { return r < 0x20 || r == 0x7f }) {
				s.t.Errorf("the clipboard got %q (%v)", text, err)
			}
		}
	}
	for _, mode := range []string{"\x1b[?1049l", "\x1b[?25h"} {
		if on := strings.ReplaceAll(strings.ReplaceAll(mode, "l", "h"), "25h", "25l"); bytes.LastIndex(raw, []byte(mode)) < bytes.LastIndex(raw, []byte(on)) {
			s.t.Errorf("the terminal was not restored: %q is missing", mode)
		}
	}
}

// walk opens the first n stories of a publication and uses every key that takes
// something out of them.
func walk(t *testing.T, h terminal.Home, publication string, n int, forbidden ...string) *session {
	t.Helper()
	s := screen(t, h).filter(`pub:"` + publication + `"`)
	for range n {
		s.keys("enter", "G").list().keys("j")
	}
	s.keys("g", "enter")
	for _, key := range []string{"L", "y", "Y", "w", "e", "i", "=", "c"} {
		s.keys(key).back()
	}
	s.list().keys("W", "esc", "!", "esc", "?", "esc", "v", "v", "v")
	s.filter("pub:healthy")
	if !s.shown(neighbour + " 2") {
		t.Errorf("the neighbour was not on the screen:\n%s", s.Text())
	}
	s.leave(forbidden...)
	return s
}
