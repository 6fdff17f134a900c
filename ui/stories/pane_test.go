package stories

import (
	"fmt"
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

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func names() Names {
	return Names{
		Hue: map[feed.PublicationID]int{"first": 0, "community-care": 1},
		Sections: map[feed.PublicationID]map[string]string{
			"first":          {"comment": "comment", "comment/group leaders": "group leaders", "news": "news"},
			"community-care": {"children": "Children"},
		},
	}
}

func tag(name string) feed.Tag { return feed.Tag{Key: feed.Fold(name), Name: name, Published: name} }

// page is an invented front page.
func page() []feed.Row {
	row := func(id int, hours int, pub, title, lead string) feed.Row {
		name := map[string]string{"first": "first", "community-care": "Community Care"}[pub]
		at := noon.Add(-time.Duration(hours) * time.Hour)
		return feed.Row{PublicationName: name, Story: feed.Story{ID: feed.StoryID(id), Publication: feed.PublicationID(pub),
			Title: title, Standfirst: lead, Published: at, FirstSeen: at, Words: 880, Full: true, Comments: -1}}
	}
	rows := []feed.Row{
		row(1, 2, "community-care", "Review finds missed chances before toddler’s death", "Panel says three agencies each held part of the picture and none held the whole."),
		row(2, 3, "first", "Kinship carers to get pilot allowance in ten areas", "Ministers set out who qualifies, and what councils must fund themselves."),
		row(3, 5, "community-care", "Ofsted to drop single-word grades for children’s homes", "Inspectorate confirms report cards from April after a ten-week consultation."),
		row(4, 7, "first", "‘We stopped counting visits and started counting conversations’", "A lead member on what changed when her council rebuilt its front door, and why she would do it again tomorrow."),
		row(5, 30, "community-care", "Social work vacancies fall for third year running", "Agency use is down too, but caseloads are not, the annual census shows."),
		row(6, 31, "first", "養育費の新制度が十の地域で始まる：自治体は何を負担するのか、詳細が明らかに", "عربي في العنوان الفرعي 👩‍👩‍👧 and back again"),
		row(7, 400, "first", "", ""),
	}
	rows[0].Sections, rows[0].Stored, rows[0].Comments, rows[0].Top = []string{"children"}, true, 14, "on Community Care’s Children page"
	rows[0].Tags = []feed.Tag{tag("child protection"), tag("reviews")}
	rows[1].Sections, rows[1].Stored, rows[1].Marks.Saved = []string{"news"}, true, noon
	rows[1].Tags, rows[1].Followed = []feed.Tag{tag("funding"), tag("kinship care")}, []string{feed.Fold("kinship care")}
	rows[2].Sections, rows[2].Versions, rows[2].Edited, rows[2].Comments = []string{"children"}, 2, true, 9
	rows[2].Tags = []feed.Tag{tag("Ofsted"), tag("children’s homes"), tag("inspection"), tag("accommodation")}
	rows[3].Sections, rows[3].Full = []string{"comment", "comment/group leaders"}, false
	rows[4].Marks.Read, rows[4].Featured = noon, true
	return rows
}

func show(width, height int, d Density) Pane {
	p := New(d, time.UTC)
	p.SetNames(names())
	p.SetNow(noon)
	p.Resize(width, height)
	rows := page()
	p.Show(Shown{
		Edition: feed.Edition{Rows: rows, Total: len(rows)}, Top: &rows[0], TopPlace: 0, Place: -1,
		NewSince: noon.Add(-20 * time.Hour), End: "Stored back to 2 Nov (first) · enter loads older",
	}, false)
	return p
}

func plainTheme() theme.Theme { return theme.New(theme.Choice{NoColour: true}) }
func darkTheme() theme.Theme {
	return theme.New(theme.Choice{Name: theme.Dark, Known: true, Dark: true})
}

func TestView(t *testing.T) {
	for _, d := range []Density{Headlines, Standard, Full} {
		for _, size := range [][2]int{{92, 32}, {60, 20}, {38, 12}} {
			name := fmt.Sprintf("%s-%dx%d", d, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				p := show(size[0], size[1], d)
				p.Move(1)
				golden.Equal(t, name, ansi.Strip(p.View(plainTheme(), true)))
			})
		}
	}
	p := show(92, 32, Standard)
	p.Move(1)
	golden.Equal(t, "standard-92x32-dark", p.View(darkTheme(), true))
	golden.Equal(t, "standard-92x32-unfocused", ansi.Strip(p.View(plainTheme(), false)))
	ascii := theme.New(theme.Choice{NoColour: true, ASCII: true})
	p.SetTail(ascii.Glyphs.Ellipsis)
	golden.Equal(t, "standard-92x32-ascii", ansi.Strip(p.View(ascii, true)))
}

func TestTagPage(t *testing.T) {
	p := show(92, 20, Standard)
	rows := page()[1:3]
	p.Show(Shown{Edition: feed.Edition{Rows: rows, Total: 2}, Place: -1,
		Heading: Heading{Title: "kinship care", Facts: "63 stories since March 2019", Also: "kinship carers, connected persons", Often: "special guardianship · funding"}}, false)
	golden.Equal(t, "tag-92x20", ansi.Strip(p.View(plainTheme(), true)))
}

func TestSearchMarksHits(t *testing.T) {
	rows := page()[1:2]
	rows[0].Snippet = "… councils must fund \ue000kinship\ue001 carers and other \ue000kin\ue001 themselves from within their present means, says \ue000kinship\ue001 charity"
	p := show(60, 10, Full)
	p.SetWords([]string{"kin"})
	p.Show(Shown{Edition: feed.Edition{Rows: rows, Total: 1, Query: feed.Query{Terms: []feed.Term{{Kind: feed.TermWord, Value: "kin"}}}}, Place: -1}, false)
	golden.Equal(t, "search-60x10-dark", p.View(darkTheme(), true))
}

// many is an edition of n stories of which a window is at hand.
func many(n, offset, size int) feed.Edition {
	e := feed.Edition{Total: n, Offset: offset}
	for i := offset; i < min(n, offset+size); i++ {
		at := noon.Add(-time.Duration(i) * time.Hour)
		e.Rows = append(e.Rows, feed.Row{Story: feed.Story{ID: feed.StoryID(i + 1), Title: fmt.Sprintf("Story %d", i+1), Published: at, FirstSeen: at}})
	}
	return e
}

func TestTheCursorStaysWithItsStory(t *testing.T) {
	p := New(Headlines, time.UTC)
	p.Resize(60, 20)
	p.Show(Shown{Edition: many(100, 0, 100), Place: -1}, false)
	p.Move(5)
	id := p.ID()
	grown := many(100, 0, 100)
	for i := range 3 {
		grown.Rows = append([]feed.Row{{Story: feed.Story{ID: feed.StoryID(1000 + i), Published: noon, FirstSeen: noon}}}, grown.Rows...)
	}
	grown.Total += 3
	p.Show(Shown{Edition: grown, Place: 8}, true)
	if p.ID() != id || p.Place() != 9 {
		t.Errorf("cursor on story %d at place %d, want %d at 9", p.ID(), p.Place(), id)
	}
}

// Keys pressed before the first story came, or against the top, do not hold the
// list at what happened to come first.
func TestAKeyThatWentNowhereKeepsTheTop(t *testing.T) {
	p := New(Headlines, time.UTC)
	p.Resize(60, 20)
	p.Show(Shown{Edition: many(0, 0, 0), Place: -1}, false)
	p.Move(1)
	p.Show(Shown{Edition: many(3, 0, 3), Place: -1}, true)
	p.Move(-1)
	grown := many(4, 0, 4)
	grown.Rows = append(grown.Rows[3:], grown.Rows[:3]...)
	p.Show(Shown{Edition: grown, Place: -1}, true)
	if p.Place() != 1 || p.ID() != 4 || p.Moved() {
		t.Errorf("cursor on story %d at place %d", p.ID(), p.Place())
	}
}

func TestAHundredThousandStoriesAreReadByWindows(t *testing.T) {
	const all = 100_000
	p := New(Standard, time.UTC)
	p.Resize(92, 32)
	p.Show(Shown{Edition: many(all, 0, WindowSize), Place: -1}, false)
	asked := 0
	load := func() {
		if w, need := p.Need(); need {
			asked++
			p.Show(Shown{Edition: many(all, w.Offset, w.Limit), Place: Stay}, true)
		}
	}
	for range 1000 {
		p.Move(1)
		load()
	}
	if row, ok := p.Selected(); !ok || row.ID != 1001 {
		t.Errorf("after 1000 steps on story %d (%v)", row.ID, ok)
	}
	if asked > 20 {
		t.Errorf("asked %d times for 1000 steps", asked)
	}
	p.Bottom()
	load()
	if row, ok := p.Selected(); !ok || row.ID != all {
		t.Errorf("at the bottom on story %d (%v)", row.ID, ok)
	}
	if !strings.Contains(p.View(plainTheme(), true), "Story 100000") {
		t.Error("the last story is not drawn")
	}
}

func TestNoLineIsWiderThanThePane(t *testing.T) {
	words := rapid.StringOf(rapid.RuneFrom([]rune("abc def –’日本語한글👩‍👩‍👧🇬🇧éא\u0301\u200d⚕️")))
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(0, 300).Draw(t, "width"), rapid.IntRange(0, 60).Draw(t, "height")
		p := show(width, height, rapid.SampledFrom([]Density{Headlines, Standard, Full}).Draw(t, "density"))
		rows := page()
		for i := range rows {
			rows[i].Title, rows[i].Standfirst = "x"+words.Draw(t, "title"), words.Draw(t, "lead")
			rows[i].Tags = []feed.Tag{tag("x" + words.Draw(t, "tag"))}
		}
		p.Show(Shown{Edition: feed.Edition{Rows: rows, Total: len(rows)}, Place: -1}, false)
		p.Move(rapid.IntRange(0, 8).Draw(t, "cursor"))
		view := p.View(darkTheme(), true)
		if width == 0 || height == 0 {
			return
		}
		lines := strings.Split(view, "\n")
		if len(lines) != height {
			t.Fatalf("%d lines for a height of %d", len(lines), height)
		}
		for _, l := range lines {
			if line.Width(l) != width {
				t.Fatalf("%q is %d wide, not %d", ansi.Strip(l), line.Width(l), width)
			}
		}
		if !strings.Contains(ansi.Strip(view), theme.New(theme.Choice{}).Glyphs.Focus) {
			t.Fatalf("the cursor is not in view:\n%s", ansi.Strip(view))
		}
	})
}

func BenchmarkView(b *testing.B) {
	p := New(Headlines, time.UTC)
	p.Resize(92, 46)
	p.Show(Shown{Edition: many(5000, 0, WindowSize), Place: -1}, false)
	t := darkTheme()
	for b.Loop() {
		p.Move(1)
		p.View(t, true)
		if p.Place() > 100 {
			p.Top()
		}
	}
}

func TestSectionsSayTheMostParticular(t *testing.T) {
	n := Names{Sections: map[feed.PublicationID]map[string]string{"p": {"comment/group leaders": "Group Leaders"}}}
	s := feed.Story{Publication: "p", Sections: []string{"comment", "news", "comment/group leaders"}}
	if got := n.Section(s, "›"); got != "comment › Group Leaders" {
		t.Errorf("one: %q", got)
	}
	if got := n.AllSections(s, "›"); got != "comment › Group Leaders, news" {
		t.Errorf("all: %q", got)
	}
	if got := n.Section(feed.Story{Publication: "p"}, "›") + n.AllSections(feed.Story{}, "›"); got != "" {
		t.Errorf("none: %q", got)
	}
}
