package article

import "testing"

// Entities are those of CommonMark §2.5, with their semicolon: HTML's leniency
// would read half a word as a sign.
func TestResolve(t *testing.T) {
	for in, want := range map[string]string{
		`a &amp; b`: "a & b", `&lt;p&gt;`: "<p>", `&#65;&#x42;`: "AB", `&semi;&#59;`: ";;", `\&amp;`: "&amp;", `\*x\*`: "*x*",
		`&#9i;`: "&#9i;", `&ampere;`: "&ampere;", `&#27[2J;`: "&#27[2J;", `&nothing;`: "&nothing;", `AT&T; R&D`: "AT&T; R&D", `&copy2026;`: "&copy2026;", `&`: "&",
	} {
		if got := resolve(in); got != want {
			t.Errorf("resolve(%q) = %q, want %q", in, got, want)
		}
	}
}
