package classify

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"pgregory.net/rapid"

	"standfirst/feed"
)

// table reads the alias table that ships with the program.
func table(t testing.TB) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../../config/aliases.toml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Tags map[string][]string }
	if err := toml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Tags
}

func TestEveryAliasMeansItsTag(t *testing.T) {
	rows := table(t)
	if len(rows) != 52 {
		t.Errorf("%d rows, want 52", len(rows))
	}
	c := New(rows)
	keys := map[string]string{}
	for name, others := range rows {
		tag := c.Tag(name)
		if tag.Name != name || tag.Published != name {
			t.Errorf("Tag(%q) = %+v", name, tag)
		}
		if other, taken := keys[tag.Key]; taken {
			t.Errorf("%q and %q share the key %q", name, other, tag.Key)
		}
		keys[tag.Key] = name
		for _, other := range others {
			word, cased := strings.CutPrefix(other, "=")
			got := c.Tag(word)
			if got.Key != tag.Key || got.Name != name || got.Published != word {
				t.Errorf("Tag(%q) = %+v, want %q", word, got, name)
			}
			for _, form := range []string{strings.ToLower(word), strings.ToUpper(word), strings.ReplaceAll(word, " ", "-"), strings.ReplaceAll(word, "'", "’"), "  " + word + " "} {
				got := c.Tag(form)
				if same := got.Name == name; same == (cased && strings.TrimSpace(form) != word) {
					t.Errorf("Tag(%q) = %+v; %q is case-sensitive: %v", form, got, word, cased)
				}
			}
		}
	}
}

func TestNearMissesStayApart(t *testing.T) {
	c := New(table(t))
	for _, p := range [][2]string{
		{"fostering", "kinship care"}, {"adults", "care leavers"}, {"SEND", "disabled children"}, {"Ofsted", "CQC"},
		{"SEND", "send"}, {"SEND", "Send"}, {"CP", "cp"}, {"LAC", "lac"}, {"AP", "ap"}, {"EH", "eh"}, {"CIN", "Cin"}, {"IRO", "iro"}, {"SEN", "Sen"},
		{"mental health", "CAMHS"}, {"children in care", "children in need"}, {"foster carers", "kinship carers"},
		{"section 17", "section 47"}, {"section 14", "section 114"}, {"DCS", "DCT"}, {"adoption", "adults"}, {"early help", "early years"},
	} {
		if a, b := c.Tag(p[0]), c.Tag(p[1]); a.Key == b.Key {
			t.Errorf("%q and %q are one tag: %+v", p[0], p[1], a)
		}
	}
	for _, p := range [][2]string{{"SGO", "SGOs"}, {"IRO", "IROs"}, {"IROs", "iros"}, {"SCR", "SCRs"}, {"children&#039;s homes", "children’s homes"}, {"Kinship carer", "kinship-carers"}} {
		if a, b := c.Tag(p[0]), c.Tag(p[1]); a.Key != b.Key {
			t.Errorf("%q and %q are two tags: %+v, %+v", p[0], p[1], a, b)
		}
	}
}

func TestUnknownWordsAreTagsOfTheirOwn(t *testing.T) {
	c := New(table(t))
	if got, want := c.Tag(" health &amp; wellbeing "), (feed.Tag{Key: "health and wellbeing", Name: "health & wellbeing", Published: "health & wellbeing"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := c.Tag(" \t"); got != (feed.Tag{}) {
		t.Errorf("a blank word: %+v", got)
	}
	if got := c.Tag("software &amp; &#8220;tools&#8221;").Name; got != "software & “tools”" {
		t.Errorf("references: %q", got)
	}
	if got := c.Tag("&#27;[31mred"); strings.ContainsRune(got.Name, '\x1b') {
		t.Errorf("a control character came out of %+v", got)
	}
}

func TestAnOwnTableWithACaseSensitiveName(t *testing.T) {
	c := New(map[string][]string{"ACE": {"=ACE", "=ACEs"}, "IT": {"=IT", "information technology"}})
	if a, b := c.Tag("ACE"), c.Tag("ace"); a.Key == b.Key || a.Name != "ACE" || b.Name != "ace" {
		t.Errorf("%+v and %+v", a, b)
	}
	if got := c.Tag("IT").Key; got != "information technology" {
		t.Errorf("key of IT: %q", got)
	}
}

func TestMatch(t *testing.T) {
	c := New(table(t))
	for _, q := range []struct {
		typed string
		want  string // the first names
	}{
		{"send", "SEND"},
		{"special educational", "SEND"},
		{"looked after", "children in care"},
		{"LAC", "children in care"},
		{"kinship carer", "kinship care"},
		{"zzz", ""},
		{"  ", ""},
	} {
		found := c.Match(q.typed)
		if q.want == "" {
			if len(found) != 0 {
				t.Errorf("Match(%q) = %+v", q.typed, found)
			}
			continue
		}
		if len(found) == 0 || found[0].Name != q.want {
			t.Errorf("Match(%q) = %+v, want %s first", q.typed, found, q.want)
		}
	}
	if got := c.Keys("send"); !slices.Equal(got, []string{"send", "special educational need"}) {
		t.Errorf("Keys(send) = %q", got)
	}
	if got := c.Keys("SEND"); !slices.Equal(got, []string{"special educational need"}) {
		t.Errorf("Keys(SEND) = %q", got)
	}
	if got := c.Wordings(c.Tag("LAC").Key); len(got) != 7 || got[0] != "children in care" {
		t.Errorf("Wordings = %q", got)
	}
}

func TestMentionsTakesOnlySafeWordings(t *testing.T) {
	c := New(table(t))
	text := "Please send this on: councils say looked-after children with SEND need practice, funding and attendance; the High Court used its Inherent Jurisdiction."
	var names []string
	for _, tag := range c.Mentions(text) {
		names = append(names, tag.Name)
	}
	if want := []string{"children in care", "SEND", "deprivation of liberty"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}

func TestTagProperties(t *testing.T) {
	c := New(table(t))
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.String().Draw(t, "word")
		tag := c.Tag(word)
		if (tag.Key == "") != (strings.TrimSpace(word) == "") {
			t.Fatalf("Tag(%q) = %+v", word, tag)
		}
		if again := c.Tag(tag.Published); again != tag {
			t.Fatalf("%+v as published becomes %+v", tag, again)
		}
	})
}

func BenchmarkNew(b *testing.B) {
	rows := table(b)
	for b.Loop() {
		New(rows)
	}
	_ = maps.Keys(rows)
}
