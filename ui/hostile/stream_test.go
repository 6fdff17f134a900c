package hostile

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// A stream is what a terminal was sent, cut into its parts by the rules of
// ECMA-48 §5 and xterm's control sequences: text, controls, escape sequences,
// control sequences and control strings.

// kind says what a part of the stream is.
type kind byte

const (
	plain   kind = iota // signs to be shown
	control             // C0
	escape              // ESC, intermediates, final
	csi                 // ESC [ parameters intermediates final
	str                 // OSC, DCS, APC, PM, SOS: introducer and content
)

type part struct {
	kind kind
	s    string // csi: what follows ESC [; str: introducer, then content; escape: what follows ESC
	open bool   // it has no end
}

// cut parts a stream. It is written to be simple, not quick.
func cut(raw []byte) (parts []part) {
	s := string(raw)
	add := func(k kind, s string, open bool) { parts = append(parts, part{k, s, open}) }
	for s != "" {
		switch c := s[0]; {
		case c != 0x1b && c < 0x20 || c == 0x7f:
			add(control, s[:1], false)
			s = s[1:]
		case c != 0x1b:
			end := strings.IndexFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f })
			if end < 0 {
				end = len(s)
			}
			add(plain, s[:end], false)
			s = s[end:]
		case len(s) == 1:
			add(escape, "", true)
			s = ""
		case s[1] == '[':
			i := 2
			for i < len(s) && s[i] >= 0x20 && s[i] < 0x40 {
				i++
			}
			if i == len(s) || s[i] < 0x40 || s[i] > 0x7e {
				add(csi, s[2:i], true)
				s = s[i:]
				continue
			}
			add(csi, s[2:i+1], false)
			s = s[i+1:]
		case strings.IndexByte("]P_^X", s[1]) >= 0:
			end, after := len(s), len(s)
			for i := 2; i < len(s); i++ {
				if s[i] == 0x07 && s[1] == ']' {
					end, after = i, i+1
					break
				}
				if s[i] == 0x1b || s[i] == 0x18 || s[i] == 0x1a {
					end, after = i, i
					if strings.HasPrefix(s[i:], "\x1b\\") {
						after = i + 2
					}
					break
				}
			}
			add(str, s[1:2]+s[2:end], after == end)
			s = s[after:]
		default:
			i := 1
			for i < len(s) && s[i] >= 0x20 && s[i] < 0x30 {
				i++
			}
			if i == len(s) {
				add(escape, s[1:], true)
				s = ""
				continue
			}
			add(escape, s[1:i+1], false)
			s = s[i+1:]
		}
	}
	return parts
}

// What the program, or the library under its screen, has a reason to send. All
// else is a fault.
var (
	// controls: new line, return, backspace and tab move the cursor.
	controls = "\r\n\b\t"
	// escapes: save and restore the cursor, reverse line feed, keypad modes.
	escapes = []string{"7", "8", "M", "=", ">", "\\"}
	// finals of plain control sequences: colours and attributes (m), moving the
	// cursor (A–H, G, d, f, a, e, `), erasing and shifting (J K X L M P @ S T b),
	// tabs (I Z), the scroll region (r), the cursor's place (s u), device
	// attributes (c) and reports (n).
	finals = "mABCDEFGHdfae`JKXLMP@STbIZrsucn"
	// modes that are set, reset or asked for: the cursor and its keys, wrapping,
	// mouse, focus, the alternate screen, pasting, synchronised output, wide
	// signs, dark or light, size by message.
	modes = map[string]bool{"1": true, "7": true, "12": true, "25": true, "47": true, "1000": true, "1002": true, "1003": true, "1004": true, "1006": true, "1047": true,
		"1048": true, "1049": true, "2004": true, "2026": true, "2027": true, "2031": true, "2048": true}
)

// judge names everything in a stream that must not be in it. An OSC 52, which
// writes to the clipboard, is allowed when a copy key was pressed.
func judge(raw []byte, copied bool) (faults []string) {
	found := func(format string, args ...any) {
		if fault := fmt.Sprintf(format, args...); len(faults) < 20 {
			faults = append(faults, fault)
		}
	}
	parts := cut(raw)
	for i, p := range parts {
		if p.open && i < len(parts)-1 {
			found("a sequence without an end: %q", short(p.s))
			continue
		}
		switch p.kind {
		case plain:
			for _, bad := range unseen(p.s) {
				found("%s in text %q", bad, short(p.s))
			}
		case control:
			if !strings.Contains(controls, p.s) {
				found("control %q", p.s)
			}
		case escape:
			if p.s != "" && !listed(escapes, p.s) {
				found("ESC %q", p.s)
			}
		case csi:
			if !plainCSI(p.s) && !privateCSI(p.s) {
				found("CSI %q", short(p.s))
			}
		case str:
			if fault := judgeString(p.s, copied); fault != "" {
				found("%s", fault)
			}
		}
	}
	return faults
}

// unseen names signs that steer a terminal or hide and reorder text.
func unseen(s string) (bad []string) {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			bad = append(bad, fmt.Sprintf("byte %#x that is no UTF-8", s[i]))
		case r >= 0x80 && r <= 0x9f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x206f, r == 0x200b, r == 0xad, r == 0x61c, r == 0x180e, r >= 0x2060 && r <= 0x2064, r >= 0xfff9 && r <= 0xfffb, r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xe0001:
			bad = append(bad, fmt.Sprintf("U+%04X", r))
		}
		i += size
	}
	return bad
}

func plainCSI(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := 0; i < len(s)-1; i++ {
		if c := s[i]; c != ';' && c != ':' && (c < '0' || c > '9') {
			return false
		}
	}
	return strings.IndexByte(finals, s[len(s)-1]) >= 0
}

// privateCSI knows the forms that no standard numbers: modes, the keyboard
// protocols, what terminal this is, the shape of the cursor.
func privateCSI(s string) bool {
	last := s[max(0, len(s)-1):]
	switch {
	case strings.HasPrefix(s, "?") && (last == "h" || last == "l"):
		for mode := range strings.SplitSeq(s[1:len(s)-1], ";") {
			if !modes[mode] {
				return false
			}
		}
		return true
	case strings.HasPrefix(s, "?") && strings.HasSuffix(s, "$p"):
		return modes[s[1:len(s)-2]]
	case s == "?u", s == "?6n", s == "?996n", s == "!p", s == ">c", s == ">0c", s == "?4m", s == "?5W": // the last two: keyboard, tab stops
		return true
	case strings.HasPrefix(s, ">") && strings.IndexAny(last, "qum") == 0, strings.HasPrefix(s, "=") && last == "u", strings.HasPrefix(s, "<") && last == "u":
		return digits(s[1 : len(s)-1])
	case strings.HasSuffix(s, " q"): // DECSCUSR
		return digits(s[:len(s)-2])
	}
	return false
}

func digits(s string) bool { return strings.Trim(s, "0123456789;") == "" }

// judgeString judges a control string: a hyperlink, the window's title, a colour
// asked for, progress, a notice; device strings ask only.
func judgeString(s string, copied bool) string {
	introducer, s := s[:1], s[1:]
	switch introducer {
	case "]":
		number, rest, _ := strings.Cut(s, ";")
		switch number {
		case "8":
			_, address, ok := strings.Cut(rest, ";")
			if !ok {
				return fmt.Sprintf("OSC 8 %q", short(s))
			}
			for i := range len(address) {
				if address[i] <= 0x20 || address[i] >= 0x7f {
					return fmt.Sprintf("OSC 8 to %q", short(address))
				}
			}
			for _, scheme := range []string{"https://", "http://", "mailto:"} {
				if address == "" || strings.HasPrefix(address, scheme) {
					return ""
				}
			}
			return fmt.Sprintf("OSC 8 to %q", short(address))
		case "52":
			if copied {
				return ""
			}
			return "OSC 52 without a copy key"
		case "0", "1", "2":
			if len(rest) > 256 || len(unseen(rest)) > 0 {
				return fmt.Sprintf("title %q", short(rest))
			}
			return ""
		case "10", "11", "12", "110", "111", "112":
			for _, form := range []string{"?", "#", "rgb:"} {
				if value, ok := strings.CutPrefix(rest, form); (ok || rest == "") && strings.Trim(value, "0123456789abcdefABCDEF/") == "" {
					return ""
				}
			}
		case "9":
			if after, ok := strings.CutPrefix(rest, "4;"); ok && digits(after) {
				return ""
			}
		case "22", "66":
			return ""
		}
		return fmt.Sprintf("OSC %q", short(s))
	case "P":
		if strings.HasPrefix(s, "+q") || strings.HasPrefix(s, "$q") {
			return ""
		}
	case "_":
		if strings.HasPrefix(s, "Gi=") && strings.Contains(s, "a=q") {
			return ""
		}
	}
	return fmt.Sprintf("string sequence %q", short(introducer+s))
}

func listed(list []string, s string) bool {
	for _, one := range list {
		if one == s {
			return true
		}
	}
	return false
}

func short(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// TestTheJudgeSees: a judge that lets everything pass would prove nothing.
func TestTheJudgeSees(t *testing.T) {
	for _, bad := range []string{
		"\x1b]52;c;UFdO\a", "\x1b]8;;javascript:x\x1b\\", "\x1b]8;;file:///x\a", "\x1b]8;;https://x.example/\x80\a", "\x1bPq#0\x1b\\", "\x1b_Ga=T;x\x1b\\", "\x1b^x\x1b\\", "\x1bXx\x1b\\",
		"\x1bc", "\x1b#8", "\x1b(0", "\x1b[5i", "\x1b[6t", "\x1b[?5h", "\x1b[?1049;3h", "a\u009bb", "a\u009d2;x\u009c", "\x9b2J", "\x00", "\a", "\x0e", "a\u202eb", "a\u2066b", "a\u200bb",
		"\x1b]0;" + strings.Repeat("x", 300) + "\a", "\x1b]50;x\a", "\x1b]777;notify;x\a", "\x1b]4;1;red\a", "\x1b]\x1b[31mtext", "\x1b]11;red\a", "\x1b[>0;276;0z", "\x1b[1\x01m",
	} {
		if faults := judge([]byte("before"+bad+"after"), false); len(faults) == 0 {
			t.Errorf("%q passed", bad)
		}
	}
	for _, good := range []string{
		"\x1b[?1049h\x1b[?25l\x1b[2J\x1b[1;1H", "\x1b[38;2;1;2;3mred\x1b[m", "\x1b[4:3mx", "\x1b]8;id=1;https://x.example/\x1b\\l\x1b]8;;\x1b\\", "\x1b]11;?\a", "\x1b]9;4;1;50\a",
		"\x1b[?2026$p", "\x1b[>q", "\x1b[=1;1u", "\x1b[>4;2m", "\x1b[3X\x1b[K\r\n", "שלום 👩‍👧 🏴", "\x1b]2;Standfirst\a", "\x1b[?2004l", "\x1b[2 q",
	} {
		if faults := judge([]byte(good), false); len(faults) > 0 {
			t.Errorf("%q: %v", good, faults)
		}
	}
	if faults := judge([]byte("\x1b]52;c;aGk=\a"), true); len(faults) > 0 {
		t.Errorf("a copy after its key: %v", faults)
	}
}
