package clean

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"
	"pgregory.net/rapid"
)

func TestText(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":                     {"Café – “naïve” €5\n\tand on", "Café – “naïve” €5\n\tand on"},
		"colour":                    {"a\x1b[31mred\x1b[0m b", "ared b"},
		"clipboard":                 {"a\x1b]52;c;UFdO\ab", "ab"},
		"title, string terminator":  {"a\x1b]2;PWN\x1b\\b", "ab"},
		"unterminated OSC":          {"he\x1b]52;c;UFdO\nllo", "he52;c;UFdO\nllo"},
		"unterminated DCS":          {"\x1bPhello", "hello"},
		"escape at the end":         {"end\x1b", "end"},
		"eight-bit CSI":             {"A\u009b2JB", "AB"},
		"eight-bit OSC":             {"A\u009d2;PWN\u009cB", "AB"},
		"eight-bit OSC without end": {"A\u009d2;B", "A2;B"},
		"raw C1 byte":               {"A\x9b2JB", "A\uFFFD2JB"},
		"overlong sequence":         {"\x1b[" + strings.Repeat("1;", 4000) + "mx", strings.Repeat("1;", 4000) + "mx"},
		"C0":                        {"a\x00b\x07c\x08d\x7fe", "abcde"},
		"line ends":                 {"a\r\nb\rc\u2028d\u0085e", "a\nb\nc\nd\ne"},
		"override":                  {"abc\u202edef\u2066g\u061c", "abcdefg"},
		"right to left stays":       {"שלום \u200fعربي\u200e", "שלום \u200fعربي\u200e"},
		"invisible":                 {"a\u200bb\ufeffc\u2060d\u2064e\u180ef\u00adg", "abcdefg"},
		"zwj family stays":          {"👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"},
		"flag of Wales stays":       {"🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F", "🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F"},
		"tags elsewhere":            {"a\U000E0041\U000E0042b", "ab"},
		"tags after a line end":     {"\n\U000E0041b", "\nb"},
		"language tag":              {"a\U000E0001b", "ab"},
		"zalgo":                     {"Z" + strings.Repeat("\u0301", 5000) + "algo", "Z" + strings.Repeat("\u0301", 8) + "algo"},
		"marks beside a drop":       {"Z" + strings.Repeat("\u0301", 8) + "\u200b" + strings.Repeat("\u0301", 8), "Z" + strings.Repeat("\u0301", 8)},
		"zwj chain":                 {strings.Repeat("👩\u200d", 2000) + "👩!", "\uFFFD!"},
		"search marks":              {"a\ue000b\ue001", "ab"},
		"hindi stays":               {"नमस्ते दुनिया", "नमस्ते दुनिया"},
	} {
		if got := Text(c.in); got != c.want {
			t.Errorf("%s: Text(%q) = %q, want %q", name, c.in, got, c.want)
		}
	}
}

func TestLine(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{"  one \n\t two\u00a0three ", 0, "one two three"},
		{"plain", 5, "plain"},
		{"plainer", 6, "pla…"},
		{"two words", 7, "two…"},
		{"e\u0301e\u0301e\u0301", 8, "e\u0301…"},
		{"\r\n", 10, ""},
		{"abc", 2, ""},
		{strings.Repeat("a", 1<<20), 1024, strings.Repeat("a", 1021) + "…"},
	} {
		if got := Line(c.in, c.max); got != c.want {
			t.Errorf("Line(%.40q, %d) = %.60q, want %.60q", c.in, c.max, got, c.want)
		}
	}
}

func TestURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://news.example/a?b=1&c#d":         "https://news.example/a?b=1&c#d",
		" http://news.example ":                  "http://news.example",
		"HTTP://News.example/":                   "http://News.example/",
		"http://bank.test@127.0.0.1/":            "http://127.0.0.1/",
		"https://user:pw@news.example:8080/x@y":  "https://news.example:8080/x@y",
		"http://[::1]:80/x":                      "http://[::1]:80/x",
		"http://[::1/x":                          "",
		"http:///x":                              "",
		"http://:80/":                            "",
		"//news.example/x":                       "",
		"javascript:alert(1)":                    "",
		"file:///etc/passwd":                     "",
		"https:news.example":                     "",
		"https://news.example/a b":               "",
		"https://news.example/\u202egpj.exe":     "",
		"https://news.example\\@evil.example/":   "",
		"https://evil.example`x/":                "",
		"-oProxyCommand=x":                       "",
		"https://news.example:99999999/":         "",
		"https://news.example/\x1b[31m":          "",
		"https://news.example/\U000E0041":        "",
		"https://b\u00fccher.example/caf\u00e9":  "https://b\u00fccher.example/caf\u00e9",
		"https://n.example/" + long(maxURL):      "",
		"https://n.example/" + long(maxURL-18-1): "https://n.example/" + long(maxURL-18-1),
	} {
		if got := URL(in); got != want {
			t.Errorf("URL(%.60q) = %.60q, want %.60q", in, got, want)
		}
	}
}

func long(n int) string { return strings.Repeat("x", n) }

func TestHost(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.News.example:8080/x":  "www.news.example:8080",
		"https://аpple.example/":           "xn--pple-43d.example",
		"https://bücher.example":           "xn--bcher-kva.example",
		"http://bank.test@127.0.0.1/login": "127.0.0.1",
		"mailto:a@b.example":               "",
	} {
		if got := Host(in); got != want {
			t.Errorf("Host(%q) = %q, want %q", in, got, want)
		}
	}
}

// check holds the promises of the package comment for any text.
func check(t interface{ Fatalf(string, ...any) }, in string) {
	out := Text(in)
	if !utf8.ValidString(out) {
		t.Fatalf("Text(%q) = %q: not UTF-8", in, out)
	}
	for _, r := range out {
		if unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) && r != 0x200e && r != 0x200f ||
			r == 0x200b || r == 0xad || r == 0x180e || r >= 0x2060 && r <= 0x2064 || r == 0xfeff || r >= 0x206a && r <= 0x206f {
			t.Fatalf("Text(%q) = %q: %U is left", in, out, r)
		}
	}
	for clusters := graphemes.FromString(out); clusters.Next(); {
		cluster := clusters.Value()
		marks, points, tags := 0, 0, false
		for _, r := range cluster {
			points++
			if unicode.Is(unicode.M, r) {
				marks++
			}
			tags = tags || r >= 0xe0000 && r <= 0xe007f
		}
		if marks > maxMarks || points > maxPoints || ansi.StringWidth(cluster) > maxWidth || tags && !isFlag(cluster) {
			t.Fatalf("Text(%q) = %q: cluster %+q is too large", in, out, cluster)
		}
	}
	if again := Text(out); again != out {
		t.Fatalf("Text(Text(%q)) = %q, want %q", in, again, out)
	}
	line := Line(in, 40)
	if len(line) > 40 || strings.ContainsAny(line, "\n\t") || strings.TrimSpace(line) != line || strings.Contains(line, "  ") {
		t.Fatalf("Line(%q) = %q", in, line)
	}
	if again := Line(line, 40); again != line {
		t.Fatalf("Line(Line(%q)) = %q, want %q", in, again, line)
	}
	if link := URL(in); link != URL(link) || Text(link) != link {
		t.Fatalf("URL(%q) = %q: not stable", in, link)
	}
}

func TestPromises(t *testing.T) {
	piece := rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{"\x1b]52;c;", "\x1b[", "\a", "\x1b\\", "\x9b", "\u009b", "\u009d", "\u009c", "\u202e", "\u200d", "\u0301", "\U0001F3F4",
			"\U000E0067", "\U000E007F", "\U0001F1EC", "\r\n", "\u0600", "\u1160", "\u094d", "\u0915", "👩", "\ufe0f", "\u2e3b", "https://", "user@", " "}),
		rapid.StringOf(rapid.RuneFrom(nil, unicode.M, unicode.Cf, unicode.Cc)),
	)
	rapid.Check(t, func(t *rapid.T) {
		check(t, strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "pieces"), ""))
	})
}

func FuzzText(f *testing.F) {
	f.Add("Café – “naïve” €5")
	f.Add("he\x1b]52;c;UFdO\nllo \u009d2;x\u009c \u202e 👩‍👩‍👧‍👦 Z\u0301\u0301")
	f.Add("https://user@news.example/\x9b")
	f.Fuzz(func(t *testing.T, in string) { check(t, in) })
}

func BenchmarkText(b *testing.B) {
	clean := strings.Repeat("The council’s foster carers – 37 of them – said “no” to £5 a week.\n", 200)
	b.Run("clean", func(b *testing.B) {
		b.SetBytes(int64(len(clean)))
		b.ReportAllocs()
		for b.Loop() {
			if len(Text(clean)) != len(clean) {
				b.Fatal("changed")
			}
		}
	})
	dirty := strings.Repeat("The council’s \x1b[31mfoster carers\x1b[0m – 37 of them\r\n", 200)
	b.Run("dirty", func(b *testing.B) {
		b.SetBytes(int64(len(dirty)))
		for b.Loop() {
			Text(dirty)
		}
	})
}

func TestCleanTextIsNotCopied(t *testing.T) {
	for _, s := range []string{"Family hubs need neighbours, not just buildings", "Café – “naïve” €5 日本語 русский שלום"} {
		if n := testing.AllocsPerRun(20, func() { Text(s); Line(s, 0) }); n != 0 {
			t.Errorf("%q: %v allocations", s, n)
		}
	}
}
