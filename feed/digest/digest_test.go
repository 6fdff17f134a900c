package digest

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"standfirst/feed"
)

var update = flag.Bool("update", false, "write the goldens anew")

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
}()

func at(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return t
}

func tags(names ...string) []feed.Tag {
	var list []feed.Tag
	for _, name := range names {
		list = append(list, feed.Tag{Key: feed.Fold(name), Name: name, Published: name})
	}
	return list
}

var papers = []feed.Publication{
	{ID: "ward-notes", Name: "Ward Notes", Sections: []feed.Section{
		{Path: "news", Name: "News"}, {Path: "comment", Name: "Comment"}, {Path: "comment/group leaders", Name: "group leaders"},
	}},
	{ID: "family-practice", Name: "Family Practice", Sections: []feed.Section{
		{Path: "children", Name: "Children"}, {Path: "adoption, fostering", Name: "Adoption, fostering"},
	}},
}

// edition is an invented edition with one of everything.
func edition() []feed.Row {
	story := func(id feed.StoryID, paper int, title, link, standfirst, day string, row feed.Row) feed.Row {
		row.ID, row.Title, row.Link, row.Standfirst = id, title, link, standfirst
		row.Publication, row.PublicationName = papers[paper].ID, papers[paper].Name
		row.Published, row.FirstSeen = at(day), at(day).Add(time.Hour)
		return row
	}
	return []feed.Row{
		story(1, 0, "Ten areas to pay kinship carers from spring", "https://ward-notes.example/news/kinship-pay", "Councils will share a fund.",
			"2026-11-21 09:00", feed.Row{Story: feed.Story{Sections: []string{"news"}, Tags: tags("Kinship care", "Funding"), Byline: "Rowan Achebe", Comments: 14, Words: 880}}),
		story(2, 1, "Review finds *missed* chances [update] & asks why", "https://family-practice.example/children/review?a=1&b=(2)", "Agencies “did not talk”, says report.",
			"2026-11-20 23:30", feed.Row{Story: feed.Story{Sections: []string{"children"}, Tags: tags("Safeguarding", "Kinship care"), Comments: -1, Words: 400},
				Marks: feed.Marks{Saved: at("2026-11-21 10:00"), Read: at("2026-11-21 10:00")}}),
		story(3, 1, "Ten areas to pay kinship carers, from Spring", "https://family-practice.example/adoption/kinship-pay", "The same story, elsewhere.",
			"2026-11-20 12:00", feed.Row{Story: feed.Story{Sections: []string{"adoption, fostering"}, Tags: tags("Kinship care"), Comments: 3}}),
		story(4, 0, "Budget gap widens", "http://www.ward-notes.example/comment/gap/?utm_source=rss", "", "2026-11-18 08:00",
			feed.Row{Story: feed.Story{Sections: []string{"comment/group leaders"}, Tags: tags("Funding"), Byline: "Councillor Maren de Vries and Tom Okafor", Comments: 1, Words: 220}}),
		story(5, 0, "Budget gap widens", "https://ward-notes.example/comment/gap#respond", "", "2026-11-18 08:00",
			feed.Row{Story: feed.Story{Sections: []string{"comment/group leaders"}, Comments: 1}}),
		story(6, 1, "Foster carers: <b>what</b> changes", "", "No link was sent.", "2026-10-30 07:00",
			feed.Row{Story: feed.Story{Tags: tags("Fostering"), Comments: 0, Sponsored: true}}),
	}
}

func options() Options {
	return Options{
		Title: "Team briefing", Question: `tag:"kinship care" since:30d`, Publications: papers, Location: london, Now: at("2026-11-22 07:30"),
	}
}

func full() map[feed.StoryID]feed.Article {
	return map[feed.StoryID]feed.Article{
		1: {Story: feed.Story{Full: true}, Markdown: "Councils **will** share a fund.\n\n## Who pays\n\n- the [department](https://gov.example/fund \"Fund\")\n- a [trap](javascript:alert(1)) and <https://gov.example>\n\n![A carer](https://img.example/a.jpg)\n\n```\n# not a heading\n```\n\n| area | sum |\n|---|---|\n| North | £2 & more |\n\n<script>alert(1)</script>\n"},
		2: {Markdown: "Agencies did not talk."},
		6: {Markdown: "No *link* was sent."},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}

func TestGoldens(t *testing.T) {
	for _, one := range []struct {
		name  string
		write func(Briefing, *bytes.Buffer) error
	}{
		{"briefing.md", func(b Briefing, w *bytes.Buffer) error { return b.Markdown(w) }},
		{"briefing.html", func(b Briefing, w *bytes.Buffer) error { return b.HTML(w) }},
		{"briefing.json", func(b Briefing, w *bytes.Buffer) error { return b.JSON(w) }},
		{"briefing.txt", func(b Briefing, w *bytes.Buffer) error { return b.Plain(w) }},
	} {
		t.Run(one.name, func(t *testing.T) {
			o := options()
			o.Articles = full()
			var out bytes.Buffer
			if err := one.write(Make(edition(), o), &out); err != nil {
				t.Fatal(err)
			}
			golden(t, one.name, out.Bytes())
		})
	}
}

// layout is a briefing as group names with the numbers of their stories.
func layout(b Briefing) []string {
	var list []string
	for _, group := range b.Groups {
		text := group.Name + ":"
		for _, story := range group.Stories {
			text += " " + string(rune('0'+story.ID))
		}
		list = append(list, text)
	}
	return list
}

func TestGroups(t *testing.T) {
	for by, want := range map[By][]string{
		BySection:     {"Saved: 2", "Ward Notes · News: 1", "Ward Notes · Comment › group leaders: 4", "Family Practice: 6"},
		ByPublication: {"Saved: 2", "Ward Notes: 1 4", "Family Practice: 6"},
		ByTag:         {"Saved: 2", "Funding: 1 4", "Other subjects: 6"},
		ByDay:         {"Saved: 2", "Saturday 21 November 2026: 1", "Wednesday 18 November 2026: 4", "Friday 30 October 2026: 6"},
	} {
		o := options()
		o.By = by
		if diff := cmp.Diff(want, layout(Make(edition(), o))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", by, diff)
		}
	}
}

func TestFollowedSubjectsComeFirst(t *testing.T) {
	rows := edition()
	rows[5].Followed = []string{feed.Fold("Fostering")}
	o := options()
	o.By = ByTag
	want := []string{"Saved: 2", "Fostering: 6", "Funding: 1 4"}
	if diff := cmp.Diff(want, layout(Make(rows, o))); diff != "" {
		t.Error(diff)
	}
}

func TestSameStoryOnce(t *testing.T) {
	b := Make(edition(), options())
	if b.Counts != (Counts{Stories: 4, Unread: 3, Saved: 1, Publications: 2, Minutes: 7}) {
		t.Errorf("counts %+v", b.Counts)
	}
	var also []Other
	for _, story := range b.Stories() {
		also = append(also, story.Also...)
	}
	want := []Other{{"Family Practice", "https://family-practice.example/adoption/kinship-pay"}}
	if diff := cmp.Diff(want, also); diff != "" {
		t.Error(diff)
	}
	// A saved twin makes the one that stays a saved story.
	rows := edition()
	rows[4].Marks.Saved = at("2026-11-19 09:00")
	if got := layout(Make(rows, options()))[0]; got != "Saved: 2 4" {
		t.Errorf("first group %q", got)
	}
	// Short or distant headlines, and those of one publication, stay apart.
	for name, change := range map[string]func(a, b *feed.Row){
		"a short headline":    func(a, b *feed.Row) { a.Title, b.Title = "News in brief", "News in brief" },
		"a month between":     func(a, _ *feed.Row) { a.Published = a.Published.AddDate(0, -1, 0) },
		"the same paper":      func(a, b *feed.Row) { b.Publication = a.Publication },
		"a different address": func(a, _ *feed.Row) { a.Title = "Twelve areas to pay kinship carers from spring" },
	} {
		rows := []feed.Row{edition()[0], edition()[2]}
		change(&rows[0], &rows[1])
		if n := Make(rows, options()).Counts.Stories; n != 2 {
			t.Errorf("%s: %d stories", name, n)
		}
	}
}

func TestPeriod(t *testing.T) {
	for _, one := range []struct{ since, until, want string }{
		{"2026-11-14 00:00", "2026-11-21 12:00", "14 to 21 November 2026"},
		{"2026-10-30 00:00", "2026-11-02 12:00", "30 October to 2 November 2026"},
		{"2025-12-30 00:00", "2026-01-02 12:00", "30 December 2025 to 2 January 2026"},
		{"2026-11-21 00:00", "2026-11-21 12:00", "21 November 2026"},
		{"2026-06-20 23:30", "2026-06-21 12:00", "21 June 2026"}, // half past midnight in London
	} {
		o := options()
		o.Since, o.Until = at(one.since), at(one.until)
		if got := Make(nil, o).Period(); got != one.want {
			t.Errorf("%s to %s: %q, want %q", one.since, one.until, got, one.want)
		}
	}
	if got := Make(edition(), options()).Period(); got != "30 October to 21 November 2026" {
		t.Errorf("period of the stories: %q", got)
	}
	if got := Make(nil, options()).Period(); got != "" {
		t.Errorf("period of nothing: %q", got)
	}
}

// TestNothingForbidden drives a stranger's worst strings through every form.
func TestNothingForbidden(t *testing.T) {
	const evil = "a\x1b]52;c;UFdO\x07b\u009b2Jc\u202ed\x00</title><script>x</script>\u2028]]>`\r\nX-Header: y"
	row := edition()[0]
	row.Title, row.Standfirst, row.Byline, row.PublicationName, row.Link = evil, evil, evil, evil, "javascript:"+evil
	row.Sections, row.Tags, row.Snippet = []string{evil}, tags(evil), evil
	row.Images = []feed.Image{{URL: "file:///etc", Alt: evil, Credit: evil}}
	for _, by := range groupings {
		b := Make([]feed.Row{row}, Options{Title: evil, Question: evil, By: by, Now: at("2026-11-22 07:30"),
			Articles: map[feed.StoryID]feed.Article{row.ID: {Markdown: evil + "\n\n![x](http://a.example/x.png) <img src=http://a.example>"}}})
		var all bytes.Buffer
		for _, write := range []func(*bytes.Buffer) error{
			func(w *bytes.Buffer) error { return b.Markdown(w) }, func(w *bytes.Buffer) error { return b.Plain(w) },
			func(w *bytes.Buffer) error { return b.HTML(w) }, func(w *bytes.Buffer) error { return b.JSON(w) },
		} {
			if err := write(&all); err != nil {
				t.Fatal(err)
			}
		}
		for _, r := range all.String() {
			if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0x202e {
				t.Fatalf("by %s: forbidden character %U", by, r)
			}
		}
		var mail bytes.Buffer
		if err := b.Mail(&mail); err != nil {
			t.Fatal(err)
		}
		head, _, _ := strings.Cut(mail.String(), "\r\n\r\n")
		for _, text := range []string{"\nX-Header", "\x1b", "\x00"} {
			if strings.Contains(head, text) {
				t.Errorf("mail header holds %q", text)
			}
		}
		checkBook(t, b)
	}
}

func TestJSONListsAreNeverNull(t *testing.T) {
	var out bytes.Buffer
	b := Make([]feed.Row{{Story: feed.Story{ID: 7, Comments: -1}}}, Options{Now: at("2026-11-22 07:30")})
	if err := b.JSON(&out); err != nil {
		t.Fatal(err)
	}
	var document struct {
		Groups []struct {
			Stories []map[string]any `json:"stories"`
		} `json:"groups"`
	}
	if err := json.Unmarshal(out.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	story := document.Groups[0].Stories[0]
	var null []string
	for name, value := range story {
		if value == nil {
			null = append(null, name)
		}
	}
	slices.Sort(null)
	if diff := cmp.Diff([]string{"comments", "date", "first_seen", "published", "updated"}, null); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsLeftOutIsCounted(t *testing.T) {
	if got := Make(edition(), Options{More: 740}).Summary(); !strings.HasSuffix(got, ", 740 more left out") {
		t.Errorf("%q", got)
	}
}
