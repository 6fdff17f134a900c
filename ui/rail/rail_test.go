package rail

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"standfirst/feed"
	"standfirst/ui/golden"
	"standfirst/ui/line"
	"standfirst/ui/theme"
)

func content() Content {
	now := time.Date(2026, 11, 22, 8, 31, 0, 0, time.UTC)
	count := func(unread, total int) feed.Count { return feed.Count{Unread: unread, Total: total} }
	tag := func(name string, unread, total int, followed bool) feed.TagCount {
		return feed.TagCount{Tag: feed.Tag{Key: feed.Fold(name), Name: name}, Count: count(unread, total), Followed: followed}
	}
	state := func(id feed.PublicationID, name string, sections ...feed.Section) feed.PublicationState {
		return feed.PublicationState{Publication: feed.Publication{ID: id, Name: name, Sections: sections}}
	}
	section := func(path, name string) feed.Section { return feed.Section{Path: path, Name: name} }
	return Content{
		Now: now, LastVisit: now.Add(-15 * time.Hour),
		Publications: []feed.PublicationState{
			state("first", "first", section("news", "news"), section("features", "features"), section("features/parliament", "parliament"),
				section("comment", "comment"), section("comment/lga chairman", "lga chairman"), section("comment/group leaders", "group leaders"), section("councillor", "councillor")),
			state("community-care", "Community Care", section("children", "Children"), section("adults", "Adults")),
			state("old", "An old paper"),
		},
		Views: []feed.View{{Name: "Funding watch"}},
		Interests: []feed.Interest{
			{Kind: feed.InterestTag, Value: "kinship care", Name: "kinship care"},
			{Kind: feed.InterestSection, Publication: "community-care", Value: "children", Name: "Children"},
			{Kind: feed.InterestTag, Value: "sport", Name: "sport", Muted: true},
		},
		Counts: feed.Counts{
			All: count(37, 1284), New: count(12, 12), Followed: count(13, 40), Saved: count(0, 4),
			Publications: map[feed.PublicationID]feed.Count{"first": count(9, 200), "community-care": count(28, 1084), "old": count(0, 3)},
			Sections: map[feed.PublicationID]map[string]feed.Count{
				"first":          {"news": count(4, 80), "features": count(2, 20), "features/parliament": count(1, 5), "comment": count(2, 9), "comment/group leaders": count(2, 4)},
				"community-care": {"children": count(19, 700), "adults": count(5, 300), "workforce": count(4, 84)},
			},
			Tags:  []feed.TagCount{tag("kinship care", 4, 63, true), tag("child protection", 6, 90, false), tag("fostering", 2, 30, false), tag("family hubs", 0, 12, false), tag("sport", 3, 3, false)},
			Views: map[string]feed.Count{"Funding watch": count(3, 10)},
		},
	}
}

func dark() theme.Theme  { return theme.New(theme.Choice{Name: theme.Dark, Known: true, Dark: true}) }
func plain() theme.Theme { return theme.New(theme.Choice{NoColour: true}) }

func show(width, height int) Pane {
	p := New()
	p.Resize(width, height)
	p.Show(content())
	return p
}

func TestView(t *testing.T) {
	for name, size := range map[string][2]int{"27x34": {27, 34}, "20x12": {20, 12}, "40x8": {40, 8}} {
		p := show(size[0], size[1])
		p.Move(6)
		golden.Equal(t, name, ansi.Strip(p.View(plain(), true)))
	}
	p := show(27, 34)
	golden.Equal(t, "27x34-dark", p.View(dark(), true))
	golden.Equal(t, "27x34-unfocused", ansi.Strip(p.View(plain(), false)))
}

func TestFoldingAndParents(t *testing.T) {
	p := show(27, 40)
	p.Select(Section, "first", "comment/group leaders")
	if !p.Fold() || p.Selected().Value != "comment" {
		t.Fatalf("left of a child goes to its parent, is on %q", p.Selected().Name)
	}
	if !p.Fold() || strings.Contains(ansi.Strip(p.View(plain(), true)), "group leaders") {
		t.Error("left on a parent hides its children")
	}
	if !strings.Contains(ansi.Strip(p.View(plain(), true)), "▸ comment") {
		t.Error("a folded row says so")
	}
	if !p.Unfold() || p.Unfold() {
		t.Error("right unfolds once, then lets the list be entered")
	}
	for range 2 { // first the tree of comment, then up to its publication
		if !p.Fold() {
			t.Error("left does nothing")
		}
	}
	if p.Selected().Kind != Publication {
		t.Errorf("is on %q", p.Selected().Name)
	}
}

func TestTheCursorStaysOnItsPlace(t *testing.T) {
	p := show(27, 10)
	p.Select(Tag, "", "fostering")
	c := content()
	c.Views = nil
	c.Counts.Tags = c.Counts.Tags[1:]
	p.Show(c)
	if p.Selected().Value != "fostering" {
		t.Errorf("on %q", p.Selected().Name)
	}
	if !strings.Contains(p.View(plain(), true), "fostering") {
		t.Error("the cursor is out of view")
	}
}

func TestEverySectionIsShownInThePublishersWordsAndOrder(t *testing.T) {
	var got []string
	for _, r := range show(27, 40).Places(Section) {
		got = append(got, r.Name)
	}
	want := "news features parliament comment lga chairman group leaders councillor Children Adults workforce"
	if strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, " "), want)
	}
}

func TestNoLineIsWiderThanThePane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 300).Draw(t, "width"), rapid.IntRange(1, 60).Draw(t, "height")
		p := show(width, height)
		p.Move(rapid.IntRange(-3, 40).Draw(t, "cursor"))
		lines := strings.Split(p.View(dark(), true), "\n")
		if len(lines) != height {
			t.Fatalf("%d lines, not %d", len(lines), height)
		}
		for _, l := range lines {
			if line.Width(l) != width {
				t.Fatalf("%q is %d wide, not %d", ansi.Strip(l), line.Width(l), width)
			}
		}
	})
}

// A section that a publication has only now and then stands in the rail once it
// has stories.
func TestSectionsIfPresent(t *testing.T) {
	pub := feed.PublicationState{Publication: feed.Publication{ID: "p", Sections: []feed.Section{
		{Path: "news", Name: "news"}, {Path: "sponsored", Name: "Sponsored", IfPresent: true},
	}}}
	if got := sectionsOf(pub, nil); len(got) != 1 || got[0].Path != "news" {
		t.Errorf("without stories: %+v", got)
	}
	if got := sectionsOf(pub, map[string]feed.Count{"sponsored": {Total: 1}}); len(got) != 2 {
		t.Errorf("with a story: %+v", got)
	}
}
