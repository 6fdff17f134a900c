package classify

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"standfirst/feed"
)

// Sections is the section tree in effect for a publication: its section map
// with what the site told of itself. The order of the map is kept; parents
// stand before their children. Names are the site's own where REST gave them.
func Sections(pub feed.Publication, taxonomy *Taxonomy) []feed.Section {
	if taxonomy == nil || len(taxonomy.Sections) == 0 {
		return pub.Sections
	}
	learned := map[string]feed.Section{}
	for _, s := range taxonomy.Sections {
		learned[feed.FoldPath(s.Path)] = s
	}
	var sections []feed.Section
	placed := map[string]bool{}
	for _, s := range pub.Sections {
		key := feed.FoldPath(s.Path)
		if also, ok := learned[key]; ok {
			if taxonomy.Origin == FromREST {
				s.Name = also.Name
			}
			s.Categories = slices.Concat(words(s), also.Categories)
			s.Feeds = slices.Concat(s.Feeds, also.Feeds)
			if s.Page == "" {
				s.Page = also.Page
			}
		}
		placed[key] = true
		sections = append(sections, s)
	}
	for _, s := range taxonomy.Sections {
		if key := feed.FoldPath(s.Path); !placed[key] {
			placed[key] = true
			sections = slices.Insert(sections, placeFor(sections, key), s)
		}
	}
	return sections
}

// placeFor is where a section belongs: behind the last relative of its parent.
func placeFor(sections []feed.Section, key string) int {
	parent := path.Dir(key)
	if parent == "." {
		return len(sections)
	}
	at := len(sections)
	for i, s := range sections {
		if have := feed.FoldPath(s.Path); have == parent || under(have, parent) {
			at = i + 1
		}
	}
	return at
}

// words are the category words that mean a section.
func words(s feed.Section) []string {
	if len(s.Categories) == 0 {
		return []string{s.Name}
	}
	return s.Categories
}

// tree finds sections by word and by link.
type tree struct {
	sections []feed.Section
	folded   []string           // feed.FoldPath of each
	byPath   map[string]int     // folded path → section
	byWord   map[string]trusted // by folded word
}

// trusted are the sections that a word may mean, by the word of the most
// trusted source that knows it.
type trusted struct {
	rank     rank
	sections []int
}

type rank int

const (
	byREST rank = iota
	byMap
	byFeeds
)

func newTree(pub feed.Publication, taxonomy *Taxonomy) *tree {
	t := &tree{sections: Sections(pub, taxonomy), byPath: map[string]int{}, byWord: map[string]trusted{}}
	for i, s := range t.sections {
		folded := feed.FoldPath(s.Path)
		t.folded = append(t.folded, folded)
		if _, taken := t.byPath[folded]; !taken {
			t.byPath[folded] = i
		}
	}
	if taxonomy != nil {
		by := byFeeds
		if taxonomy.Origin == FromREST {
			by = byREST
		}
		t.learnAll(taxonomy.Sections, by)
	}
	t.learnAll(pub.Sections, byMap)
	return t
}

func (t *tree) learnAll(sections []feed.Section, by rank) {
	for _, s := range sections {
		i := t.byPath[feed.FoldPath(s.Path)]
		for _, word := range words(s) {
			t.learn(feed.Fold(word), i, by)
		}
		if s.Depth() > 0 { // "Comment > Group leaders" as one word
			t.learn(feed.Fold(strings.ReplaceAll(s.Path, "/", " ")), i, by)
		}
	}
}

func (t *tree) learn(word string, section int, by rank) {
	have, known := t.byWord[word]
	switch {
	case word == "", known && have.rank < by, known && have.rank == by && slices.Contains(have.sections, section):
		return
	case known && have.rank == by:
		have.sections = append(have.sections, section)
		t.byWord[word] = have
	default:
		t.byWord[word] = trusted{rank: by, sections: []int{section}}
	}
}

// fromLink finds the deepest section that the path of a link walks into; the
// last step, the story's own, does not count. -1: none.
func (t *tree) fromLink(link string) int {
	found, walked := -1, ""
	for _, step := range steps(link) {
		next, ok := t.below(walked, feed.Fold(step))
		if !ok {
			if found >= 0 {
				break
			}
			continue // "/magazine/news/story": the section may begin later
		}
		found, walked = next, t.folded[next]
	}
	return found
}

// below finds the section that a step of a link means under a parent.
func (t *tree) below(parent, step string) (int, bool) {
	whole := step
	if parent != "" {
		whole = parent + "/" + step
	}
	if i, ok := t.byPath[whole]; ok {
		return i, true
	}
	for _, i := range t.byWord[step].sections { // the step may be a slug that the map names
		if dir := path.Dir(t.folded[i]); dir == parent || dir == "." && parent == "" {
			return i, true
		}
	}
	return 0, false
}

// steps are the steps of a link's path above the story's own.
func steps(link string) []string {
	u, err := url.Parse(link)
	if err != nil {
		return nil
	}
	all := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	if len(all) < 2 {
		return nil
	}
	return all[:min(len(all)-1, maxDepth)]
}

// guessed makes a section of a link's path where no section is known at all:
// "/features/parliament/story/" lies in "features/parliament". Dates, numbers
// and words that every site uses are no sections.
func guessed(link string) string {
	var names []string
	for _, step := range steps(link) {
		step = strings.NewReplacer("-", " ", "_", " ").Replace(step)
		if !worded(step) || common(step) {
			if len(names) > 0 {
				break
			}
			continue
		}
		names = append(names, step)
	}
	return feed.SectionPath(names...)
}

// longestStep is the most words a section's step has; more is a headline.
const longestStep = 4

func worded(step string) bool {
	if strings.Count(step, " ") >= longestStep || strings.ContainsAny(step, ".:=~@") {
		return false
	}
	for _, r := range step {
		if r >= '0' && r <= '9' {
			return false
		}
	}
	return true
}

// common words of links that name a kind of page, a language or an archive,
// never a section.
func common(step string) bool {
	switch strings.ToLower(step) {
	case "article", "articles", "story", "stories", "post", "posts", "blog", "archive", "archives", "category",
		"tag", "author", "p", "a", "amp", "en", "en gb", "en us", "cy", "content", "index", "feed", "rss", "page":
		return true
	}
	return false
}
