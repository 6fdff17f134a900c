package classify

import (
	"slices"
	"strings"

	"standfirst/feed"
)

// Classify sets the sections, tags and the sponsored mark of a story from its
// categories and link. from is the address the story came by; taxonomy may be
// nil. For many stories of one publication use For once.
func (c *Classifier) Classify(pub feed.Publication, from feed.Address, taxonomy *Taxonomy, story *feed.Story) {
	c.For(pub, taxonomy).Classify(from, story)
}

// Desk classifies the stories of one publication. It keeps what it worked out
// for a word, so it is for one goroutine at a time.
type Desk struct {
	classifier *Classifier
	pub        feed.Publication
	tree       *tree
	siteTags   map[string]bool // folded names of the site's tags
	terms      map[int]TermRef
	known      map[string]meaning
}

// meaning is what a category word says.
type meaning struct {
	lower     string // for the alphabet of WordPress
	folded    string
	tag       feed.Tag
	sections  []int
	sponsored bool
}

// mostKnown bounds what a Desk remembers, against feeds of endless words.
const mostKnown = 4096

// For returns the desk of a publication; taxonomy may be nil.
func (c *Classifier) For(pub feed.Publication, taxonomy *Taxonomy) *Desk {
	d := &Desk{classifier: c, pub: pub, tree: newTree(pub, taxonomy), siteTags: map[string]bool{}, known: map[string]meaning{}}
	if taxonomy != nil {
		d.terms = taxonomy.Terms
		for _, tag := range taxonomy.Tags {
			d.siteTags[feed.Fold(tag)] = true
		}
	}
	return d
}

// Classify sets s.Sections, s.Tags and s.Sponsored; s.Title loses a document
// type before it that became the section.
func (d *Desk) Classify(from feed.Address, s *feed.Story) {
	p := placing{desk: d, tags: make([]feed.Tag, 0, len(s.Categories)+len(from.Tags))}
	if d.byType(from) {
		p.takeType(s)
	}
	onPath := -1
	if d.pub.SectionsFrom != feed.SectionsFromCategory {
		onPath = d.tree.fromLink(s.Link)
	}
	if onPath >= 0 && d.pub.SectionsFrom == feed.SectionsFromPath {
		p.add(onPath)
	}
	p.takeWords(s, onPath, from)
	if onPath >= 0 {
		p.add(onPath)
	}
	if d.pub.SectionsFrom == feed.SectionsFromPath && len(d.tree.sections) == 0 && len(p.paths) == 0 {
		p.addPath(guessed(s.Link))
	}
	p.takeAddress(from)
	p.finish(s)
}

// ClassifyTerms does the same for a story whose category and tag numbers are
// known (REST): nothing is inferred from words or link. Numbers that the
// taxonomy does not know are passed over; then the words decide.
func (d *Desk) ClassifyTerms(from feed.Address, s *feed.Story, terms []int) {
	p := placing{desk: d}
	for _, id := range terms {
		ref, ok := d.terms[id]
		if !ok {
			d.Classify(from, s)
			return
		}
		if ref.Tag != "" {
			p.tag(d.mean(ref.Tag))
		} else if i, ok := d.tree.byPath[feed.FoldPath(ref.Section)]; ok {
			p.add(i)
			p.sponsored = p.sponsored || d.mean(d.tree.sections[i].Name).sponsored
		}
	}
	if len(terms) == 0 {
		d.Classify(from, s)
		return
	}
	p.takeAddress(from)
	p.finish(s)
}

func (d *Desk) mean(word string) meaning {
	if m, ok := d.known[word]; ok {
		return m
	}
	tag := d.classifier.Tag(word)
	m := meaning{tag: tag, lower: strings.ToLower(word)}
	if tag.Key != "" {
		m.folded = feed.Fold(tag.Published)
		m.sections = d.tree.byWord[m.folded].sections
		m.sponsored = sponsoredWord(m.folded)
	}
	if len(d.known) >= mostKnown {
		clear(d.known)
	}
	d.known[word] = m
	return m
}

// placing gathers what a story's words say.
type placing struct {
	desk      *Desk
	paths     []string
	typed     string // the folded document type, when it became the section
	tags      []feed.Tag
	sponsored bool
}

func (p *placing) add(i int) { p.addPath(p.desk.tree.sections[i].Path) }

func (p *placing) addPath(path string) {
	if path != "" && !slices.Contains(p.paths, path) {
		p.paths = append(p.paths, path)
	}
}

// tag adds a tag once. Of several wordings of one tag the canonical one is
// kept, else the first: the raw words stay in Story.Categories.
func (p *placing) tag(m meaning) {
	if m.tag.Key == "" {
		return
	}
	for i, have := range p.tags {
		if have.Key == m.tag.Key {
			if have.Published != have.Name && m.tag.Published == m.tag.Name {
				p.tags[i] = m.tag
			}
			return
		}
	}
	p.tags = append(p.tags, m.tag)
}

// takeWords sorts the category words.
//
// WordPress writes a story's categories first, A to Z, then its tags, A to Z
// (feed-rss2.php, get_the_category_rss). So a word behind the one descent is
// the name of a tag, even where a section has the same name: it becomes both.
func (p *placing) takeWords(s *feed.Story, onPath int, from feed.Address) {
	wordPress := strings.Contains(s.GUID, "?p=") || strings.Contains(s.GUID, "&p=")
	behind := false
	last := ""
	for _, word := range s.Categories {
		m := p.desk.mean(word)
		p.sponsored = p.sponsored || m.sponsored
		behind = behind || wordPress && m.lower < last
		last = m.lower
		if len(m.sections) == 0 {
			if m.folded != p.typed {
				p.tag(m)
			}
			continue
		}
		p.add(p.choose(m.sections, onPath, s, from))
		if behind || p.desk.siteTags[m.folded] {
			p.tag(m)
		}
	}
}

// choose finds which of the sections of one name is meant ("parliament" under
// news and under features): the one on the link's path, or whose parent is
// among the words, or the one of the feed address, else the first.
func (p *placing) choose(sections []int, onPath int, s *feed.Story, from feed.Address) int {
	if len(sections) == 1 {
		return sections[0]
	}
	t := p.desk.tree
	address := feed.FoldPath(from.Section)
	best, bestRank := sections[0], 4
	for _, i := range sections {
		rank := 3
		parent, _, nested := cutLast(t.folded[i])
		switch {
		case onPath >= 0 && (onPath == i || under(t.folded[onPath], t.folded[i]) || nested && parent == t.folded[onPath]):
			rank = 0
		case nested && slices.ContainsFunc(s.Categories, func(w string) bool {
			return slices.ContainsFunc(p.desk.mean(w).sections, func(j int) bool { return t.folded[j] == parent })
		}):
			rank = 1
		case address != "" && (address == t.folded[i] || nested && address == parent):
			rank = 2
		}
		if rank < bestRank {
			best, bestRank = i, rank
		}
	}
	return best
}

func cutLast(path string) (parent, last string, nested bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// takeAddress adds what the feed address alone tells.
func (p *placing) takeAddress(from feed.Address) {
	if from.Section != "" {
		if i, ok := p.desk.tree.byPath[feed.FoldPath(from.Section)]; ok {
			p.add(i)
		} else {
			p.addPath(from.Section)
		}
	}
	for _, tag := range from.Tags {
		p.tag(p.desk.mean(tag))
	}
}

// finish drops parents whose child is there (choosing the parent includes it)
// and writes the result into the story.
func (p *placing) finish(s *feed.Story) {
	s.Sections = nil
	for _, path := range p.paths {
		if !slices.ContainsFunc(p.paths, func(other string) bool { return under(other, path) }) {
			s.Sections = append(s.Sections, path)
		}
	}
	s.Tags = p.tags
	s.Sponsored = s.Sponsored || p.sponsored || sponsoredTitle(s.Title)
}
