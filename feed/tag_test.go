package feed

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	same := [][]string{
		{"children's social care", "Children’s Social Care", "childrens-social-care", "children social care", "CHILDREN'S  SOCIAL_CARE", " children`s social care "},
		{"health & wellbeing", "Health and wellbeing", "health&wellbeing"},
		{"by-elections", "by election", "By‑Elections"},
		{"nurseries", "nursery", "Nursery"},
		{"family hubs", "Family Hub", "families hubs", "family’s hub"},
		{"processes", "process"}, {"inboxes", "inbox"}, {"churches", "church"},
		{"adults' social care", "adult social care"},
		{"U.K.", "UK", "u.k"},
		{"café", "cafe\u0301", "CAFÉ", "cafe"},
		{"soft\u00adhyphen", "softhyphen"},
		{"Education, Health and Care plan(s)", "education health & care plan s"},
		{"#kinship", "kinship"},
		{"“drift and delay”", "drift and delay"},
		{"Llŷn", "llyn"},
	}
	for _, group := range same {
		want := Fold(group[0])
		for _, s := range group[1:] {
			if got := Fold(s); got != want {
				t.Errorf("Fold(%q) = %q, but Fold(%q) = %q", s, got, group[0], want)
			}
		}
	}
	exact := map[string]string{
		"":                        "",
		" \t ":                    "",
		"Children & young people": "children and young people",
		"news":                    "news",
		"2.0":                     "2 0",
		"C#":                      "c#",
		"C++":                     "c++",
		"!!!":                     "!!!",
		"👏":                       "👏",
		"section 17":              "section 17",
		"1990s":                   "1990s",
		"analysis":                "analysis",
		"campus":                  "campus",
		"子供":                      "子供",
		"J. K. Rowe":              "j k rowe",
	}
	for in, want := range exact {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldKeepsDifferentWordsApart(t *testing.T) {
	pairs := [][2]string{
		{"news", "new"}, {"C#", "C"}, {"adults", "adoption"}, {"children", "child"}, {"fostering", "foster"},
		{"section 17", "section 47"}, {"2.0", "20"}, {"Davies", "Davy"}, {"special guardianship", "special guardians"},
		{"care leavers", "care experienced"}, {"DCS", "DCT"}, {"1990s", "1990"}, {"s17", "17"},
	}
	for _, p := range pairs {
		if Fold(p[0]) == Fold(p[1]) {
			t.Errorf("%q and %q fold to the same %q", p[0], p[1], Fold(p[0]))
		}
	}
}

func TestFoldProperties(t *testing.T) {
	parts := rapid.SampledFrom([]string{"s", "'s", "’", "ies", "sses", "&", "-", ".", "A.", "é", "e\u0301", "#", " ", "children", "news", "ß", "İ", "K", "\u200b", "!", "ﬁ", "Ω", "\u0345", "9"})
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(parts), func(p []string) string { return strings.Join(p, "") })).Draw(t, "wording")
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		if !utf8.ValidString(once) {
			t.Fatalf("Fold(%q) is not UTF-8: %q", s, once)
		}
		if once == "" && strings.TrimSpace(s) != "" {
			t.Fatalf("Fold(%q) lost the wording", s)
		}
		if strings.Contains(once, "  ") || strings.TrimSpace(once) != once {
			t.Fatalf("Fold(%q) = %q has loose spaces", s, once)
		}
	})
}

func TestSectionPath(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{[]string{"comment", "Group  leaders"}, "comment/group leaders"},
		{[]string{"Opinion/Blogs"}, "opinion blogs"},
		{[]string{"", "news"}, "news"},
	} {
		if got := SectionPath(c.names...); got != c.want {
			t.Errorf("SectionPath(%q) = %q, want %q", c.names, got, c.want)
		}
	}
	if got, want := FoldPath("/Comment/Group-Leaders/"), FoldPath("comment/group leaders"); got != want {
		t.Errorf("FoldPath: %q and %q", got, want)
	}
}

func BenchmarkFold(b *testing.B) {
	for b.Loop() {
		Fold("Children’s services & family hubs")
	}
}
