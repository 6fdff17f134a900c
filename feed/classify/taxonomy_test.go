package classify

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

func learnedAt() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) }

func siteTaxonomy() *Taxonomy {
	return LearnFromREST([]Term{
		{ID: 6, Name: "comment", Slug: "comment", Link: "https://m.example/category/comment/"},
		{ID: 8, Name: "group leaders", Slug: "group-leaders", Parent: 6, Link: "https://m.example/category/comment/group-leaders/"},
		{ID: 3, Name: "interview", Slug: "interview"},
		{ID: 2, Name: "News &amp; views", Slug: "news"},
	}, []Term{{ID: 21, Name: "children social care"}, {ID: 34, Name: "interview", Slug: "interview-2"}}, learnedAt())
}

func paths(sections []feed.Section) []string {
	var all []string
	for _, s := range sections {
		all = append(all, s.Path)
	}
	return all
}

func TestLearnFromREST(t *testing.T) {
	tax := siteTaxonomy()
	if got, want := paths(tax.Sections), []string{"comment", "comment/group leaders", "interview", "news & views"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if s := tax.Sections[1]; s.Name != "group leaders" || !slices.Equal(s.Feeds, []string{"https://m.example/category/comment/group-leaders/feed/"}) {
		t.Errorf("%+v", s)
	}
	text, err := json.Marshal(tax)
	if err != nil {
		t.Fatal(err)
	}
	var back Taxonomy
	if err := json.Unmarshal(text, &back); err != nil || len(back.Sections) != 4 || back.Terms[34].Tag != "interview" || back.Terms[8].Section != "comment/group leaders" || !back.Learned.Equal(learnedAt()) {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestATreeThatLies(t *testing.T) {
	var deep []Term
	for i := 1; i <= 400; i++ {
		deep = append(deep, Term{ID: i, Name: fmt.Sprint("n", i), Parent: i - 1})
	}
	for name, terms := range map[string][]Term{
		"circle":       {{ID: 1, Name: "a", Parent: 2}, {ID: 2, Name: "b", Parent: 1}},
		"own parent":   {{ID: 1, Name: "a", Parent: 1}, {ID: 2, Name: "b"}},
		"no parent":    {{ID: 1, Name: "a", Parent: 77}, {ID: 2, Name: "b", Parent: 1}},
		"same name":    {{ID: 1, Name: "A"}, {ID: 2, Name: "a"}, {ID: 0, Name: "z"}},
		"endless deep": deep,
	} {
		tax := LearnFromREST(terms, nil, learnedAt())
		if len(tax.Sections) < 1 || len(tax.Sections) > len(terms) {
			t.Errorf("%s: %q", name, paths(tax.Sections))
		}
		for _, s := range tax.Sections {
			if s.Depth() > maxDepth {
				t.Errorf("%s: %d deep", name, s.Depth())
			}
		}
		for _, term := range terms {
			if tax.Terms[term.ID].Section == "" {
				t.Errorf("%s: %q is lost", name, term.Name)
			}
		}
	}
}

func TestTheSitesOwnTreeWinsOverTheMap(t *testing.T) {
	pub := magazine()
	pub.SectionsFrom = feed.SectionsFromAuto
	pub.Sections = append(pub.Sections, feed.Section{Path: "letters", Name: "letters", Categories: []string{"interview", "post bag"}})
	c := New(table(t))
	for _, q := range []struct {
		words    []string
		link     string
		sections []string
		tags     []string
	}{
		{[]string{"interview"}, "", []string{"interview"}, []string{"interview"}}, // the site has a tag of that name, too
		{[]string{"News & views"}, "", []string{"news & views"}, nil},
		{[]string{"post bag"}, "", []string{"letters"}, nil},
		{[]string{"comment", "group leaders"}, "", []string{"comment/group leaders"}, nil},
		{nil, "https://m.example/news/x/", []string{"news"}, nil},
	} {
		s := feed.Story{Categories: q.words, Link: q.link}
		c.Classify(pub, feed.Address{}, siteTaxonomy(), &s)
		if !slices.Equal(s.Sections, q.sections) || !slices.Equal(tagNames(s.Tags), q.tags) {
			t.Errorf("%q: sections %q, tags %q", q.words, s.Sections, tagNames(s.Tags))
		}
	}
	if got := paths(Sections(pub, siteTaxonomy())); got[len(got)-1] != "news & views" || !slices.Contains(got, "letters") || len(got) != 11 {
		t.Errorf("%q", got)
	}
}

func TestClassifyTerms(t *testing.T) {
	desk := New(table(t)).For(magazine(), siteTaxonomy())
	s := feed.Story{Categories: []string{"interview", "children social care"}, Link: "https://m.example/news/x/"}
	desk.ClassifyTerms(feed.Address{}, &s, []int{8, 21, 34})
	if !slices.Equal(s.Sections, []string{"comment/group leaders"}) || !slices.Equal(tagNames(s.Tags), []string{"children social care", "interview"}) {
		t.Errorf("sections %q, tags %q", s.Sections, tagNames(s.Tags))
	}
	desk.ClassifyTerms(feed.Address{}, &s, []int{8, 999}) // made since the tree was learned
	if !slices.Equal(s.Sections, []string{"news", "interview"}) {
		t.Errorf("with an unknown number: %q", s.Sections)
	}
}

func withWords(lists ...string) []feed.Story {
	var stories []feed.Story
	for _, list := range lists {
		stories = append(stories, feed.Story{Categories: strings.Split(list, ", ")})
	}
	return stories
}

func TestLearnFromFeeds(t *testing.T) {
	tax := LearnFromFeeds([]SectionFeed{
		{Path: "children", URL: "https://c.example/children/feed/", Stories: withWords("Children and families, fostering", "Children and families, adoption", "Children and families, Adults", "Children and families, adoption")},
		{Path: "adults", Name: "Adults", Stories: withWords("Adults, Care Act", "Adults, Care Act", "Adults, fostering")},
		{Path: "empty"},
		{Path: "one", Stories: withWords("alone, certain")},
	}, learnedAt())
	want := map[string][]string{"children": {"children", "Children and families"}, "adults": {"Adults"}, "one": {"one"}}
	if len(tax.Sections) != len(want) {
		t.Errorf("%q", paths(tax.Sections))
	}
	for _, s := range tax.Sections {
		if !slices.Equal(s.Categories, want[s.Path]) {
			t.Errorf("%s = %q, want %q", s.Path, s.Categories, want[s.Path])
		}
	}
	c := New(table(t))
	s := feed.Story{Categories: []string{"Children & Families", "adoption"}}
	c.Classify(feed.Publication{}, feed.Address{}, tax, &s)
	if !slices.Equal(s.Sections, []string{"children"}) {
		t.Errorf("%q", s.Sections)
	}
	// The reader's own map wins over what was inferred.
	s.Categories = []string{"Children & Families"}
	c.Classify(feed.Publication{Sections: []feed.Section{{Path: "families", Name: "Families", Categories: []string{"children and families"}}}}, feed.Address{}, tax, &s)
	if !slices.Equal(s.Sections, []string{"families"}) {
		t.Errorf("%q", s.Sections)
	}
}

func TestAParentsFeedTeachesItsOwnWord(t *testing.T) {
	tax := LearnFromFeeds([]SectionFeed{
		{Path: "views", Stories: withWords("Opinions, Leaders", "Opinions, Leaders", "Opinions, x", "Opinions, y")},
		{Path: "views/leaders", Stories: withWords("Opinions, Leaders desk", "Opinions, Leaders desk", "Opinions, Leaders desk")},
	}, learnedAt())
	if got := tax.Sections[0].Categories; !slices.Equal(got, []string{"views", "Opinions"}) {
		t.Errorf("parent %q", got)
	}
	if got := tax.Sections[1].Categories; !slices.Equal(got, []string{"leaders", "Leaders desk"}) {
		t.Errorf("child %q", got)
	}
}

func TestPropose(t *testing.T) {
	var linked []feed.Story
	for i := range 12 {
		section := []string{"news", "features/long-reads", "news"}[i%3]
		linked = append(linked, feed.Story{Link: fmt.Sprintf("https://p.example/%s/story-number-%d/", section, i), Categories: []string{"Long Reads"}})
	}
	var got []string
	for _, p := range Propose(feed.Publication{}, nil, linked) {
		got = append(got, fmt.Sprintf("%s (%s) %d", p.Path, p.Name, p.Stories))
	}
	if want := []string{"features (features) 4", "features/long reads (Long Reads) 4", "news (news) 8"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if p := Propose(magazine(), nil, linked); len(p) != 1 || p[0].Path != "features/long reads" || p[0].Why != "4 of 12 links begin with /features/long-reads/" {
		t.Errorf("beside a map: %+v", p)
	}

	words := withWords("Adults, Workforce, AMHPs", "Adults, mental health", "Children, adoption", "Children, Workforce, retention", "Children, adoption", "Workforce, retention", "Workforce, agency", "Adults, adoption")
	got = nil
	for _, p := range Propose(feed.Publication{}, nil, words) {
		got = append(got, p.Name)
	}
	if want := []string{"Workforce", "Adults", "Children"}; len(got) != 3 || !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.Errorf("%q, want %q", got, want)
	}

	var scattered []feed.Story
	for i := range 10 {
		scattered = append(scattered, feed.Story{Link: fmt.Sprintf("https://p.example/%c-title/x", 'a'+i)})
	}
	if p := Propose(feed.Publication{}, nil, scattered); len(p) != 0 {
		t.Errorf("every story its own section: %+v", p)
	}
}

// The samples beside the project, read by the plainest means: what REST says of
// a story and what is inferred from RSS must agree on its sections.
func TestSamplesAgree(t *testing.T) {
	read := func(name string) []byte {
		text, err := os.ReadFile("../../../shared/samples/" + name)
		if err != nil {
			t.Skipf("the samples are not beside the project: %v", err)
		}
		return text
	}
	type term struct {
		ID, Parent       int
		Name, Slug, Link string
	}
	terms := func(name string) []Term {
		var all []term
		if err := json.Unmarshal(read(name), &all); err != nil {
			t.Fatal(err)
		}
		var out []Term
		for _, one := range all {
			out = append(out, Term{ID: one.ID, Name: one.Name, Slug: one.Slug, Link: one.Link, Parent: one.Parent})
		}
		return out
	}
	tax := LearnFromREST(terms("first.categories.json"), terms("first.tags.json"), learnedAt())
	var posts []struct {
		Link             string
		Categories, Tags []int
	}
	if err := json.Unmarshal(read("first.posts.json"), &posts); err != nil {
		t.Fatal(err)
	}
	exact := map[string][]int{}
	for _, p := range posts {
		exact[p.Link] = append(p.Categories, p.Tags...)
	}
	var rss struct {
		Items []struct {
			Link       string   `xml:"link"`
			GUID       string   `xml:"guid"`
			Categories []string `xml:"category"`
		} `xml:"channel>item"`
	}
	if err := xml.Unmarshal(read("first.rss.xml"), &rss); err != nil || len(rss.Items) != 12 {
		t.Fatalf("%d items, %v", len(rss.Items), err)
	}
	c := New(table(t))
	for _, item := range rss.Items {
		inferred := feed.Story{Link: item.Link, GUID: item.GUID, Categories: item.Categories}
		known := inferred
		c.For(magazine(), nil).Classify(feed.Address{}, &inferred)
		c.For(magazine(), tax).ClassifyTerms(feed.Address{}, &known, exact[item.Link])
		slices.Sort(inferred.Sections)
		slices.Sort(known.Sections)
		if !slices.Equal(inferred.Sections, known.Sections) || len(known.Sections) == 0 {
			t.Errorf("%s: inferred %q, known %q", item.Link, inferred.Sections, known.Sections)
		}
		for _, tag := range known.Tags {
			if !slices.ContainsFunc(inferred.Tags, func(have feed.Tag) bool { return have.Key == tag.Key }) && tag.Key != "interview" {
				t.Errorf("%s: the tag %q is missing from %q", item.Link, tag.Name, tagNames(inferred.Tags))
			}
		}
	}
}
