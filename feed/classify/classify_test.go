package classify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"standfirst/feed"
)

func magazine() feed.Publication {
	return feed.Publication{ID: "first", Name: "first", SectionsFrom: feed.SectionsFromPath, Sections: []feed.Section{
		{Path: "news", Name: "news"}, {Path: "interview", Name: "interview"},
		{Path: "features", Name: "features"}, {Path: "features/parliament", Name: "parliament"},
		{Path: "comment", Name: "comment"},
		{Path: "comment/lga chairman", Name: "lga chairman", Categories: []string{"lga chairman", "lga chair"}},
		{Path: "comment/group leaders", Name: "group leaders"},
		{Path: "councillor", Name: "councillor"}, {Path: "local by-elections", Name: "local by-elections"},
	}}
}

func weekly() feed.Publication {
	return feed.Publication{ID: "community-care", Name: "Community Care", SectionsFrom: feed.SectionsFromCategory, Sections: []feed.Section{
		{Path: "children", Name: "Children", Categories: []string{"Children", "Children and families", "Children & young people"}},
		{Path: "adults", Name: "Adults"}, {Path: "workforce", Name: "Workforce"}, {Path: "social work leaders", Name: "Social work leaders"},
	}}
}

func tagNames(tags []feed.Tag) []string {
	var names []string
	for _, tag := range tags {
		names = append(names, tag.Published)
	}
	return names
}

func TestClassify(t *testing.T) {
	const wp = "https://elsewhere.example/?p=12"
	nested := feed.Publication{Sections: []feed.Section{
		{Path: "news", Name: "News"}, {Path: "news/parliament", Name: "Parliament"},
		{Path: "features", Name: "Features"}, {Path: "features/parliament", Name: "Parliament"},
	}}
	for _, c := range []struct {
		name     string
		pub      feed.Publication
		from     feed.Address
		link     string
		guid     string
		words    []string
		sections []string
		tags     []string
	}{
		{name: "by path", pub: magazine(), link: "https://m.example/news/costs/", words: []string{"news", "children social care", "finance"},
			sections: []string{"news"}, tags: []string{"children social care", "finance"}},
		{name: "the path first, then the other category", pub: magazine(), link: "https://m.example/news/kinship-first/", words: []string{"features", "news", "kinship care"},
			sections: []string{"news", "features"}, tags: []string{"kinship care"}},
		{name: "a sub-section names only itself", pub: magazine(), link: "https://m.example/comment/lga-chairman/a-settlement/", words: []string{"lga chairman", "finance"},
			sections: []string{"comment/lga chairman"}, tags: []string{"finance"}},
		{name: "parent and child", pub: magazine(), link: "https://m.example/comment/group-leaders/x/", words: []string{"comment", "group leaders"},
			sections: []string{"comment/group leaders"}},
		{name: "path without words", pub: magazine(), link: "https://m.example/features/parliament/bill-watch/",
			sections: []string{"features/parliament"}},
		{name: "words without path", pub: magazine(), link: "https://m.example/?p=9", words: []string{"LGA Chair"},
			sections: []string{"comment/lga chairman"}},
		{name: "the story's own step is no section", pub: magazine(), link: "https://m.example/councillor/",
			words: []string{"elections"}, tags: []string{"elections"}},
		{name: "a tag named like a section is both", pub: magazine(), guid: wp, link: "https://m.example/news/x/", words: []string{"news", "finance", "interview"},
			sections: []string{"news", "interview"}, tags: []string{"finance", "interview"}},
		{name: "a category named like a section is only the section", pub: magazine(), guid: wp, link: "https://m.example/interview/x/", words: []string{"interview", "care leavers"},
			sections: []string{"interview"}, tags: []string{"care leavers"}},
		{name: "several sections", pub: weekly(), guid: wp, link: "https://c.example/2026/10/05/agency/", words: []string{"Children", "Social work leaders", "Workforce", "agency social work"},
			sections: []string{"children", "social work leaders", "workforce"}, tags: []string{"agency social work"}},
		{name: "map wordings", pub: weekly(), words: []string{"children &amp; Young People", "Children and families"}, sections: []string{"children"}},
		{name: "wordings of one tag", pub: weekly(), words: []string{"family courts", "care proceedings", "public law outline"}, tags: []string{"care proceedings"}},
		{name: "nothing known", pub: feed.Publication{}, link: "https://o.example/a/b", words: []string{"Cats", "cats", " ", "Dogs"}, tags: []string{"Cats", "Dogs"}},
		{name: "the address alone", pub: weekly(), from: feed.Address{Section: "adults", Tags: []string{"children's social care", "statistics"}}, words: []string{"statistics"},
			sections: []string{"adults"}, tags: []string{"statistics", "children's social care"}},
		{name: "an address whose section is not in the map", pub: weekly(), from: feed.Address{Section: "opinion"}, sections: []string{"opinion"}},
		{name: "one name under two parents, by path", pub: nested, link: "https://n.example/features/parliament/x", words: []string{"Parliament"}, sections: []string{"features/parliament"}},
		{name: "one name under two parents, by word", pub: nested, words: []string{"Features", "Parliament"}, sections: []string{"features/parliament"}},
		{name: "one name under two parents, by address", pub: nested, from: feed.Address{Section: "features"}, words: []string{"Parliament"}, sections: []string{"features/parliament"}},
		{name: "a whole path as one word", pub: nested, words: []string{"Features > Parliament"}, sections: []string{"features/parliament"}},
		{name: "by path without a map", pub: feed.Publication{SectionsFrom: feed.SectionsFromPath}, link: "https://o.example/2026/10/local-news/council-tax/leaders-meet-again/", words: []string{"Council tax"},
			sections: []string{"local news/council tax"}, tags: []string{"Council tax"}},
		{name: "by path without a map, nothing in the path", pub: feed.Publication{SectionsFrom: feed.SectionsFromPath}, link: "https://o.example/2026/10/05/a-story/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := feed.Story{Link: c.link, GUID: c.guid, Categories: c.words, Sections: []string{"stale"}}
			New(table(t)).Classify(c.pub, c.from, nil, &s)
			if !slices.Equal(s.Sections, c.sections) {
				t.Errorf("sections %q, want %q", s.Sections, c.sections)
			}
			if got := tagNames(s.Tags); !slices.Equal(got, c.tags) {
				t.Errorf("tags %q, want %q", got, c.tags)
			}
		})
	}
}

func TestDocumentTypes(t *testing.T) {
	office := feed.Address{URL: "https://www.gov.uk/government/organisations/office.atom"}
	finder := feed.Address{URL: "https://www.gov.uk/search/all.atom?keywords=x", Tags: []string{"looked after children"}}
	typed := feed.Publication{SectionsFrom: feed.SectionsFromType}
	for _, c := range []struct {
		name, title, want string
		pub               feed.Publication
		from              feed.Address
		words             []string
		sections, tags    []string
	}{
		{name: "organisation feed", pub: typed, title: "News story: Homes to be inspected", words: []string{"News story"}, want: "Homes to be inspected", sections: []string{"news story"}},
		{name: "known by its address", from: office, title: "Official Statistics: Placements", words: []string{"Official Statistics"}, want: "Placements", sections: []string{"official statistics"}},
		{name: "a colon of the headline stays", pub: typed, title: "Guidance: Working together: a guide", words: []string{"Guidance"}, want: "Working together: a guide", sections: []string{"guidance"}},
		{name: "no prefix", pub: typed, title: "Fees: what changes", words: []string{"Policy paper"}, want: "Fees: what changes", sections: []string{"policy paper"}},
		{name: "search feed", from: finder, title: "Ofsted: raising standards", want: "Ofsted: raising standards", tags: []string{"looked after children"}},
		{name: "only a prefix", pub: typed, title: "Speech: ", words: []string{"Speech"}, want: "Speech: ", sections: []string{"speech"}},
		{name: "elsewhere a prefix is the headline", pub: weekly(), title: "Guidance: new rules", words: []string{"Guidance"}, want: "Guidance: new rules", tags: []string{"Guidance"}},
		{name: "more words", pub: typed, title: "News story: X", words: []string{"Ofsted", "News story"}, want: "X", sections: []string{"news story"}, tags: []string{"Ofsted"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := feed.Story{Title: c.title, Categories: c.words}
			New(table(t)).Classify(c.pub, c.from, nil, &s)
			if s.Title != c.want || !slices.Equal(s.Sections, c.sections) || !slices.Equal(tagNames(s.Tags), c.tags) {
				t.Errorf("title %q, sections %q, tags %q", s.Title, s.Sections, tagNames(s.Tags))
			}
		})
	}
}

func TestSponsored(t *testing.T) {
	for _, c := range []struct {
		title string
		words []string
		want  bool
	}{
		{"Family hubs", []string{"Children", "Sponsored"}, true},
		{"Family hubs", []string{"Sponsored Content"}, true},
		{"Sponsored: family hubs", nil, true},
		{"[Advertorial] Family hubs", nil, true},
		{"Family hubs (sponsored)", nil, true},
		{"Ministers sponsored: the list", nil, false},
		{"Charity sponsored walk", []string{"sponsorship", "promotion"}, false},
		{"", nil, false},
	} {
		s := feed.Story{Title: c.title, Categories: c.words}
		New(nil).Classify(weekly(), feed.Address{}, nil, &s)
		if s.Sponsored != c.want {
			t.Errorf("%q %q: sponsored %v", c.title, c.words, s.Sponsored)
		}
	}
}

// Whatever the words are, each one comes out as a section or a tag.
func TestNoWordIsLost(t *testing.T) {
	c := New(table(t))
	words := []string{"news", "Interview", "finance", "SEND", "send", "parliament", "Sponsored", "!!!", "子供", "group-leaders", "x"}
	for _, pub := range []feed.Publication{{}, magazine(), weekly(), {SectionsFrom: feed.SectionsFromType}} {
		s := feed.Story{Title: "News: a", Categories: words, Link: "https://m.example/news/a/"}
		c.Classify(pub, feed.Address{}, nil, &s)
		for _, word := range words {
			inTags := slices.ContainsFunc(s.Tags, func(tag feed.Tag) bool { return tag.Key == c.Tag(word).Key })
			inSections := slices.ContainsFunc(s.Sections, func(path string) bool { return strings.HasSuffix("/"+feed.FoldPath(path), "/"+feed.Fold(word)) })
			if !inTags && !inSections {
				t.Errorf("%q is lost: sections %q, tags %q", word, s.Sections, tagNames(s.Tags))
			}
		}
	}
}

func BenchmarkClassify5000(b *testing.B) {
	c := New(table(b))
	stories := make([]feed.Story, 5000)
	for i := range stories {
		stories[i] = feed.Story{Title: "Council told to rebuild trust", GUID: fmt.Sprintf("https://c.example/?p=%d", i),
			Link:       fmt.Sprintf("https://c.example/2026/10/05/story-%d/", i),
			Categories: []string{"Children", "Social work leaders", "child safeguarding practice reviews", "Ofsted", fmt.Sprintf("subject %d", i%300)}}
	}
	b.ReportAllocs()
	for b.Loop() {
		desk := c.For(weekly(), nil)
		for i := range stories {
			desk.Classify(feed.Address{}, &stories[i])
		}
	}
}
