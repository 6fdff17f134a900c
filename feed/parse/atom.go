package parse

import (
	"strconv"
	"strings"

	"github.com/mmcdole/gofeed/atom"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/wordpress"
)

// atomHead takes what the feed element says.
func (p *parser) atomHead(f *atom.Feed) {
	d := p.doc
	d.Format = "atom"
	if version := strings.TrimSpace(f.Version); version != "" {
		d.Format = "atom " + version
	}
	e := extensions(f.Extensions)
	d.Title = f.Title
	d.Description = f.Subtitle
	d.Language = f.Language
	if f.Generator != nil {
		d.Generator = strings.TrimSpace(f.Generator.Value + " " + f.Generator.Version)
		d.WordPress = wordpress.IsGenerator(f.Generator.Value) || wordpress.IsGenerator(f.Generator.URI)
	}
	page, other := alternates(f.Links)
	d.Link = first(page, other)
	for _, l := range f.Links {
		switch strings.ToLower(l.Rel) {
		case "next":
			d.Next = l.Href
		case "prev-archive":
			d.PrevArchive = l.Href
		}
	}
	d.Complete = e.any("fh", "complete") != nil || e.any("http://purl.org/syndication/history/1.0", "complete") != nil
	d.UpdateEvery = updateEvery(e.text("sy", "updatePeriod"), e.text("sy", "updateFrequency"))
}

// atomStory makes a story of an entry.
func (p *parser) atomStory(f *atom.Feed, entry *atom.Entry) feed.Story {
	e := extensions(entry.Extensions)
	s := feed.Story{Comments: -1, GUID: strings.TrimSpace(entry.ID)}
	s.Link = p.atomLink(entry)
	s.Title = headline(first(entry.Title, e.text("dc", "title"), e.text("media", "title"), mediaTitle(e)))
	s.Published = p.date(entry.Published, e.text("dcterms", "issued"), e.text("dcterms", "available"))
	s.Updated = p.date(entry.Updated, e.text("dcterms", "modified"), e.text("dc", "date"))

	var c categories
	for _, category := range entry.Categories {
		c.addTerm(category.Term, category.Label)
	}
	for _, subject := range e.texts("dc", "subject") {
		c.add(subject)
	}
	c.media(e)
	s.Categories = c.words

	s.Byline = byline(atomNames(entry.Authors))
	if s.Byline == "" {
		s.Byline = byline(append(e.texts("dc", "creator"), e.texts("itunes", "author")...))
	}
	if s.Byline == "" && entry.Source != nil {
		s.Byline = byline(atomNames(entry.Source.Authors))
	}
	if s.Byline == "" {
		s.Byline = byline(atomNames(f.Authors))
	}
	for _, total := range []string{e.text("thr", "total"), e.text(threadNamespace, "total"), e.text("slash", "comments")} {
		if n, err := strconv.Atoi(strings.TrimSpace(total)); err == nil && n >= 0 {
			s.Comments = n
			break
		}
	}
	for _, l := range entry.Links {
		switch strings.ToLower(l.Rel) {
		case "enclosure":
			s.Enclosures = p.addEnclosure(s.Enclosures, l.Href)
			if strings.HasPrefix(l.Type, "image/") {
				p.addImage(&s, feed.Image{URL: l.Href, Alt: l.Title})
			}
		case "replies":
			if strings.Contains(l.Type, "atom") || strings.Contains(l.Type, "rss") {
				s.CommentsURL = p.absolute(l.Href, p.base)
			}
		}
	}
	if s.CommentsURL == "" {
		s.CommentsURL = p.absolute(e.text("wfw", "commentRss"), p.base)
	}
	p.media(&s, e)
	content := ""
	if entry.Content != nil && entry.Content.Src == "" {
		content = entry.Content.Value
		if kind := strings.ToLower(entry.Content.Type); kind == "text" || kind == "text/plain" {
			content = paragraphs(content)
		}
	}
	p.texts(&s, content, first(entry.Summary, e.text("media", "description"), mediaDescription(e), e.text("dc", "description")))
	governmentStory(&s)
	return s
}

func atomNames(people []*atom.Person) []string {
	var names []string
	for _, person := range people {
		names = append(names, first(person.Name, person.Email))
	}
	return names
}

// alternates returns the last link to an HTML page and the last alternate of
// another type; either may be empty.
func alternates(links []*atom.Link) (page, other string) {
	for _, l := range links {
		if rel := strings.ToLower(strings.TrimSpace(l.Rel)); rel != "alternate" || strings.TrimSpace(l.Href) == "" {
			continue
		}
		if isHTMLType(l.Type) {
			page = l.Href
		} else {
			other = l.Href
		}
	}
	return page, other
}

// atomLink finds the page of an entry: an HTML alternate, an id that is a web
// address, an alternate of another type when it is one without guessing.
func (p *parser) atomLink(entry *atom.Entry) string {
	page, other := alternates(entry.Links)
	for _, candidate := range []string{page, webOnly(entry.ID), webOnly(other)} {
		if link := p.absolute(candidate, p.base); link != "" {
			return link
		}
	}
	return ""
}

// governmentStory reads an entry of a GOV.UK organisation feed: its id is the
// page's address and the time of the last change, so that a page changed again
// would come as another story; the page's address is its key. The document
// type before the headline is in the category too, and leaves the headline.
func governmentStory(s *feed.Story) {
	if host := clean.Host(s.Link); host != "www.gov.uk" && host != "gov.uk" {
		return
	}
	if id, _, cut := strings.Cut(s.GUID, "#"); cut && id == s.Link {
		s.GUID = s.Link
	}
	kind, title, ok := strings.Cut(s.Title, ": ")
	if !ok || strings.TrimSpace(title) == "" {
		return
	}
	for _, category := range s.Categories {
		if strings.EqualFold(category, kind) {
			s.Title = title
			return
		}
	}
}
