package gate

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func TestFrame(t *testing.T) {
	for _, c := range []struct{ why, in, want string }{
		{"plain text", "Ofsted – children’s homes\n\t42 %", "Ofsted – children’s homes\n\t42 %"},
		{"colours", "\x1b[38;2;236;230;218mink\x1b[m \x1b[4:3mcurly\x1b[0m", "\x1b[38;2;236;230;218mink\x1b[m \x1b[4:3mcurly\x1b[0m"},
		{"a hyperlink", "\x1b]8;id=1;https://gov.example/a?b=1\x1b\\x\x1b]8;;\x1b\\", "\x1b]8;id=1;https://gov.example/a?b=1\x1b\\x\x1b]8;;\x1b\\"},
		{"a hyperlink ended by BEL", "\x1b]8;;mailto:a@b.example\ax\x1b]8;;\a", "\x1b]8;;mailto:a@b.example\ax\x1b]8;;\a"},
		{"clear screen", "a\x1b[2Jb", "ab"},
		{"cursor", "a\x1b[1;1Hb", "ab"},
		{"clipboard", "a\x1b]52;c;UFdO\ab", "ab"},
		{"window title", "a\x1b]0;x\x1b\\b", "ab"},
		{"unterminated string keeps the line", "he\x1b]52;c;UFdO\nllo", "he52;c;UFdO\nllo"},
		{"device control string", "a\x1bPq#0\x1b\\b", "ab"},
		{"application command", "a\x1b_G=1\x1b\\b", "ab"},
		{"javascript link", "\x1b]8;;javascript:alert(1)\x1b\\x\x1b]8;;\x1b\\", "x\x1b]8;;\x1b\\"},
		{"file link", "\x1b]8;;file:///etc/passwd\x1b\\x", "x"},
		{"link with a control", "\x1b]8;;https://a\nb\x1b\\x", "8;;https://a\nbx"},
		{"eight-bit CSI", "a\u009b2Jb", "a2Jb"},
		{"eight-bit OSC", "a\u009d2;T\u009cb", "a2;Tb"},
		{"raw C1 byte", "a\x9b2Jb", "a2Jb"},
		{"invalid UTF-8", "a\xff\xfeb", "ab"},
		{"bidirectional override", "a\u202eb\u2066c", "abc"},
		{"Hebrew and Arabic stay", "שלום سلام", "שלום سلام"},
		{"emoji stay", "👩‍👧‍👦 🇬🇧 ❤️", "👩‍👧‍👦 🇬🇧 ❤️"},
		{"carriage return, backspace, bell, delete, NUL", "a\rb\bc\ad\x7fe\x00", "abcde"},
		{"escape at the end", "a\x1b", "a"},
		{"reset", "a\x1bcb", "ab"},
		{"private SGR", "a\x1b[?25lb\x1b[>4;1mc", "abc"},
	} {
		if got := Frame(c.in); got != c.want {
			t.Errorf("%s: got %q, want %q", c.why, got, c.want)
		}
	}
}

func TestCleanFrameIsNotCopied(t *testing.T) {
	frame := strings.Repeat("\x1b[1mHeadline\x1b[m of the day – 3 min\n", 40)
	if n := testing.AllocsPerRun(10, func() { Frame(frame) }); n != 0 {
		t.Errorf("%.0f allocations on a clean frame", n)
	}
}

// FuzzFrame lets another parser judge what passed: nothing but text, line feed,
// tab, SGR and hyperlinks to allowed addresses may be left, and a second pass
// may find nothing more.
func FuzzFrame(f *testing.F) {
	for _, seed := range []string{"\x1b[31mred\x1b[m", "\x1b]8;;https://x.example\x1b\\l\x1b]8;;\x1b\\", "he\x1b]52;c;UFdO\nllo", "a\u009b2J\u009d2;T\u009c",
		"\x1b\x1b[2J", "\x1b[\x1b[2J", "\x1b]8;;https://a\x9cb\a", "\x1b[38;2;1;2;3", "\x1bP\x1b\\\x1b]0;x\a", "\x1b]\x1b\x1b\\", "\x1b(0\x1b#8"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out := Frame(in)
		if !utf8.ValidString(out) {
			t.Fatalf("not UTF-8: %q from %q", out, in)
		}
		if again := Frame(out); again != out {
			t.Fatalf("a second pass found more: %q, then %q, from %q", out, again, in)
		}
		p := ansi.NewParser()
		p.SetHandler(ansi.Handler{
			Execute: func(b byte) {
				if b != '\n' && b != '\t' {
					t.Fatalf("control %#x in %q from %q", b, out, in)
				}
			},
			HandleCsi: func(cmd ansi.Cmd, _ ansi.Params) {
				if cmd.Final() != 'm' || cmd.Prefix() != 0 || cmd.Intermediate() != 0 {
					t.Fatalf("CSI %c in %q from %q", cmd.Final(), out, in)
				}
			},
			HandleOsc: func(cmd int, data []byte) {
				parts := strings.SplitN(string(data), ";", 3)
				if cmd != 8 || len(parts) != 3 || !opens(parts[2]) {
					t.Fatalf("OSC %d %q in %q from %q", cmd, data, out, in)
				}
			},
			// ESC \ is the end of a hyperlink.
			HandleEsc: func(cmd ansi.Cmd) {
				if cmd.Final() != '\\' {
					t.Fatalf("ESC %c in %q from %q", cmd.Final(), out, in)
				}
			},
			HandleDcs: func(ansi.Cmd, ansi.Params, []byte) { t.Fatalf("DCS in %q from %q", out, in) },
			HandleApc: func([]byte) { t.Fatalf("APC in %q from %q", out, in) },
			HandlePm:  func([]byte) { t.Fatalf("PM in %q from %q", out, in) },
			HandleSos: func([]byte) { t.Fatalf("SOS in %q from %q", out, in) },
		})
		p.Parse([]byte(out))
	})
}

func BenchmarkFrame(b *testing.B) {
	frame := strings.Repeat("\x1b[38;2;236;230;218mHeadline of the day – what councils said\x1b[m  3 min\n", 50)
	b.SetBytes(int64(len(frame)))
	for b.Loop() {
		Frame(frame)
	}
}
