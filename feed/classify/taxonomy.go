package classify

import (
	"net/url"
	"path"
	"strings"
	"time"

	"standfirst/feed"
	"standfirst/feed/clean"
)

// Taxonomy is what a site itself told of its sections and tags. The cache keeps
// it as JSON.
type Taxonomy struct {
	Origin   Origin         `json:"origin"`
	Learned  time.Time      `json:"learned"`
	Sections []feed.Section `json:"sections"` // parents before children
	// Tags are the names of the site's tags, as far as known.
	Tags []string `json:"tags,omitempty"`
	// Terms joins the site's numbers to sections (by path) and tags (by name).
	Terms map[int]TermRef `json:"terms,omitempty"`
}

// Origin says where a Taxonomy was learned.
type Origin string

const (
	FromREST  Origin = "rest"  // exact: wins over the section map
	FromFeeds Origin = "feeds" // inferred from section feeds: the section map wins
)

// TermRef is what a number in a story's REST answer means.
type TermRef struct {
	Section string `json:"section,omitempty"` // path
	Tag     string `json:"tag,omitempty"`     // name
}

// Term is one category or tag as a site's REST interface lists it, names with
// character references decoded.
type Term struct {
	ID     int
	Name   string
	Slug   string
	Link   string // address of its page
	Parent int    // ID of the category above; 0: none
	Count  int    // stories
}

// maxDepth bounds a tree that lies about its parents.
const maxDepth = 16

// LearnFromREST builds the exact taxonomy from a site's categories and tags
// (WordPress REST API, /wp/v2/categories and /wp/v2/tags). A parent that is
// missing or that goes in a circle makes its child a section at the top.
func LearnFromREST(categories, tags []Term, now time.Time) *Taxonomy {
	t := &Taxonomy{Origin: FromREST, Learned: now, Terms: map[int]TermRef{}}
	byID := make(map[int]Term, len(categories))
	children := map[int][]Term{}
	for _, c := range categories {
		byID[c.ID] = c
	}
	for _, c := range categories {
		parent := c.Parent
		if !reachesTop(byID, c) {
			parent = 0
		}
		children[parent] = append(children[parent], c)
	}
	seen := map[string]bool{}
	var grow func(parent int, names []string)
	grow = func(parent int, names []string) {
		for _, c := range children[parent] {
			name, slug := nameOf(c.Name), nameOf(c.Slug)
			if name == "" {
				name = slug
			}
			steps := append(append([]string(nil), names...), name)
			p := feed.SectionPath(steps...)
			if key := feed.FoldPath(p); key != "" && !seen[key] {
				seen[key] = true
				section := feed.Section{Path: p, Name: name, Categories: []string{name}, Page: clean.URL(c.Link)}
				if slug != "" && feed.Fold(slug) != feed.Fold(name) {
					section.Categories = append(section.Categories, slug)
				}
				if feedURL := feedOfPage(section.Page); feedURL != "" {
					section.Feeds = []string{feedURL}
				}
				t.Sections = append(t.Sections, section)
			}
			t.Terms[c.ID] = TermRef{Section: p}
			if c.ID != 0 && c.ID != parent {
				grow(c.ID, steps)
			}
		}
	}
	grow(0, nil)
	for _, tag := range tags {
		name := nameOf(tag.Name)
		t.Tags = append(t.Tags, name)
		t.Terms[tag.ID] = TermRef{Tag: name}
	}
	return t
}

// nameBytes is the longest name of a section or a tag.
const nameBytes = 200

// nameOf is a name as it may be shown: the site's interface is a stranger like
// its feed.
func nameOf(word string) string { return clean.Line(decode(word), nameBytes) }

func reachesTop(byID map[int]Term, c Term) bool {
	for depth := 0; depth < maxDepth; depth++ {
		if c.Parent == 0 {
			return true
		}
		parent, ok := byID[c.Parent]
		if !ok {
			return false
		}
		c = parent
	}
	return false
}

// feedOfPage is the address of the feed of a WordPress section page.
func feedOfPage(page string) string {
	u, err := url.Parse(page)
	if err != nil || u.Host == "" || u.RawQuery != "" {
		return ""
	}
	u.Path = path.Join("/", u.Path, "feed") + "/"
	u.RawPath = ""
	return u.String()
}

// SectionFeed is what was read from the feed of one section.
type SectionFeed struct {
	Path    string // of the section
	Name    string // as the publication writes it; empty: the last step of Path
	URL     string
	Stories []feed.Story
}

// sure is the share of a section feed's stories that must carry a word before
// the word is taken for the section's own.
const sure = 0.9

// LearnFromFeeds infers a section map from section feeds: a category word means
// a section when it is the section's name, or when nearly every story of its
// feed carries it and hardly any story of another section's feed does.
func LearnFromFeeds(feeds []SectionFeed, now time.Time) *Taxonomy {
	t := &Taxonomy{Origin: FromFeeds, Learned: now}
	carried := make([]map[string]float64, len(feeds)) // folded word → share of the feed's stories
	for i, f := range feeds {
		carried[i] = shares(f.Stories)
	}
	for i, f := range feeds {
		if len(f.Stories) == 0 {
			continue
		}
		name := f.Name
		if name == "" {
			name = path.Base(f.Path)
		}
		section := feed.Section{Path: f.Path, Name: name, Categories: []string{name}}
		if f.URL != "" {
			section.Feeds = []string{f.URL}
		}
		known := map[string]bool{feed.Fold(name): true}
		for _, word := range wordsOf(f.Stories) {
			key := feed.Fold(word)
			// Three stories are the least from which "every" says anything.
			if known[key] || len(f.Stories) < 3 || carried[i][key] < sure || ownElsewhere(carried, feeds, i, key) {
				continue
			}
			known[key] = true
			section.Categories = append(section.Categories, word)
		}
		t.Sections = append(t.Sections, section)
	}
	return t
}

// ownElsewhere tells whether a word is as common in another section, parents
// and children aside: a parent's feed includes its children's stories.
func ownElsewhere(carried []map[string]float64, feeds []SectionFeed, i int, key string) bool {
	mine := feed.FoldPath(feeds[i].Path)
	for j := range feeds {
		other := feed.FoldPath(feeds[j].Path)
		if j == i || under(other, mine) {
			continue
		}
		if under(mine, other) {
			if carried[j][key] >= sure { // the parent's own word
				return true
			}
			continue
		}
		if carried[j][key] > 0.5 {
			return true
		}
	}
	return false
}

// under tells whether a path stands below another.
func under(child, parent string) bool {
	return len(child) > len(parent) && strings.HasPrefix(child, parent) && child[len(parent)] == '/'
}

func shares(stories []feed.Story) map[string]float64 {
	counts := map[string]float64{}
	for _, s := range stories {
		seen := map[string]bool{}
		for _, word := range s.Categories {
			if key := feed.Fold(decode(word)); !seen[key] {
				seen[key] = true
				counts[key] += 1 / float64(len(stories))
			}
		}
	}
	return counts
}

// wordsOf lists the category words of stories once each, as first written.
func wordsOf(stories []feed.Story) []string {
	var words []string
	seen := map[string]bool{}
	for _, s := range stories {
		for _, word := range s.Categories {
			word = strings.TrimSpace(decode(word))
			if key := feed.Fold(word); key != "" && !seen[key] {
				seen[key] = true
				words = append(words, word)
			}
		}
	}
	return words
}
