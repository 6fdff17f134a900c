package parse

import (
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"

	"standfirst/feed"
	"standfirst/feed/wordpress"
)

// rssHead takes what the channel says.
func (p *parser) rssHead(f *rss.Feed, root string) {
	d := p.doc
	d.Format = "rss"
	if root == "rdf" && f.Version == "" {
		d.Format = "rss 1.0"
	} else if version := strings.TrimSpace(f.Version); version != "" {
		d.Format = "rss " + version
	}
	e := extensions(f.Extensions)
	d.Title = first(f.Title, e.text("dc", "title"))
	d.Description = first(f.Description, e.text("dc", "description"), e.text("itunes", "summary"))
	d.Language = first(f.Language, e.text("dc", "language"))
	d.Generator = f.Generator
	d.WordPress = wordpress.IsGenerator(f.Generator)
	d.Link = f.Link
	for _, l := range e.atom("link") {
		switch href := l.Attrs["href"]; l.Attrs["rel"] {
		case "", "alternate":
			d.Link = first(d.Link, href)
		case "next":
			d.Next = href
		case "prev-archive":
			d.PrevArchive = href
		}
	}
	d.Complete = e.any("fh", "complete") != nil || e.any("http://purl.org/syndication/history/1.0", "complete") != nil
	if minutes, err := strconv.Atoi(strings.TrimSpace(f.TTL)); err == nil && minutes > 0 && minutes < 1<<20 {
		d.TTL = time.Duration(minutes) * time.Minute
	}
	d.UpdateEvery = updateEvery(e.text("sy", "updatePeriod"), e.text("sy", "updateFrequency"))
	for _, hour := range f.SkipHours {
		if h, err := strconv.Atoi(strings.TrimSpace(hour)); err == nil && h >= 0 && h <= 24 {
			d.SkipHours = append(d.SkipHours, h%24) // RSS 0.91 counts from 1 to 24
		}
	}
	for _, name := range f.SkipDays {
		for day := time.Sunday; day <= time.Saturday; day++ {
			if strings.EqualFold(strings.TrimSpace(name), day.String()) {
				d.SkipDays = append(d.SkipDays, day)
			}
		}
	}
}

// updateEvery reads the syndication module: a period and how often in it.
func updateEvery(period, frequency string) time.Duration {
	var every time.Duration
	switch strings.ToLower(strings.TrimSpace(period)) {
	case "hourly":
		every = time.Hour
	case "daily":
		every = 24 * time.Hour
	case "weekly":
		every = 7 * 24 * time.Hour
	case "monthly":
		every = 30 * 24 * time.Hour
	case "yearly":
		every = 365 * 24 * time.Hour
	default:
		return 0
	}
	if n, err := strconv.Atoi(strings.TrimSpace(frequency)); err == nil && n > 1 {
		every /= time.Duration(n)
	}
	return every
}

// rssStory makes a story of an item.
func (p *parser) rssStory(f *rss.Feed, item *rss.Item) feed.Story {
	e := extensions(item.Extensions)
	s := feed.Story{Comments: -1}
	if item.GUID != nil {
		s.GUID = strings.TrimSpace(item.GUID.Value)
	}
	s.GUID = first(s.GUID, e.text("atom", "id"), e.text("dc", "identifier"))
	s.Link = p.rssLink(item, e)
	s.Title = headline(first(item.Title, e.text("dc", "title"), e.text("media", "title"), e.text("itunes", "title"), e.atomText("title")))
	s.Published = p.date(item.PubDate, e.text("dcterms", "issued"), e.text("dcterms", "available"), e.atomText("published"), e.atomText("issued"),
		item.Custom["published"], item.Custom["issued"])
	s.Updated = p.date(e.text("dc", "date"), e.text("dcterms", "modified"), e.atomText("updated"), e.atomText("modified"),
		item.Custom["updated"], item.Custom["modified"], item.Custom["lastBuildDate"], item.Custom["date"], e.text("dcterms", "date"))

	var c categories
	for _, category := range item.Categories {
		c.add(category.Value)
	}
	for _, subject := range e.texts("dc", "subject") {
		c.add(subject)
	}
	for _, subject := range e.texts("dcterms", "subject") {
		c.add(subject)
	}
	for _, category := range e.atom("category") {
		c.addTerm(first(category.Attrs["term"], category.Value), category.Attrs["label"])
	}
	c.addList(item.Custom["keywords"])
	c.media(e)
	s.Categories = c.words

	names := e.texts("dc", "creator")
	names = append(names, e.texts("dc", "author")...)
	if byline(names) == "" {
		names = append(names, item.Author)
		for _, author := range e.atom("author") {
			names = append(names, childText(author, "name"))
		}
	}
	if byline(names) == "" {
		names = append(names, e.texts("itunes", "author")...)
	}
	s.Byline = byline(names)

	s.Comments, s.CommentsURL = p.rssComments(item, e)
	for _, enclosure := range item.Enclosures {
		s.Enclosures = p.addEnclosure(s.Enclosures, enclosure.URL)
	}
	p.media(&s, e)
	for _, enclosure := range item.Enclosures {
		if strings.HasPrefix(enclosure.Type, "image/") {
			p.addImage(&s, feed.Image{URL: enclosure.URL})
		}
	}
	content := first(item.Content, item.Custom["encoded"], item.Custom["fullitem"], e.text("xhtml", "body"), e.atomText("content"))
	lead := first(item.Description, e.text("dc", "description"), e.text("dcterms", "abstract"), e.atomText("summary"), e.text("itunes", "summary"),
		e.text("media", "description"), item.Custom["summary"], e.text("itunes", "subtitle"))
	p.texts(&s, content, lead)
	return s
}

// rssLink finds the page of an item: its link, an Atom link to an HTML
// alternate, a guid that says it is one.
func (p *parser) rssLink(item *rss.Item, e extensions) string {
	candidates := []string{item.Link}
	for i := len(item.Links) - 1; i >= 0; i-- {
		candidates = append(candidates, item.Links[i])
	}
	for _, l := range e.atom("link") {
		if rel := l.Attrs["rel"]; (rel == "" || rel == "alternate") && isHTMLType(l.Attrs["type"]) {
			candidates = append(candidates, first(l.Attrs["href"], l.Value))
		}
	}
	if item.GUID != nil && strings.EqualFold(strings.TrimSpace(item.GUID.IsPermalink), "true") && isWeb(item.GUID.Value) {
		candidates = append(candidates, item.GUID.Value)
	}
	if id := e.atomText("id"); isWeb(id) {
		candidates = append(candidates, id)
	}
	for _, candidate := range candidates {
		// Many feeds escape an address twice, or put an escaped one into CDATA.
		if link := p.absolute(strings.ReplaceAll(candidate, "&amp;", "&"), p.base); link != "" {
			return link
		}
	}
	return ""
}

func isHTMLType(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "", "text/html", "application/xhtml+xml", "html", "xhtml":
		return true
	}
	return false
}

// rssComments returns the number of comments, -1 when unknown, and the address
// of their feed.
func (p *parser) rssComments(item *rss.Item, e extensions) (int, string) {
	address := p.absolute(first(e.text("wfw", "commentRss"), e.text("wfw", "commentRSS")), p.base)
	for _, name := range []string{e.text("slash", "comments"), e.text("thr", "total"), e.text(threadNamespace, "total")} {
		if n, err := strconv.Atoi(strings.TrimSpace(name)); err == nil && n >= 0 {
			return n, address
		}
	}
	return wordpress.Comments(item.Comments), address
}

// threadNamespace is that of the Atom threading extension (RFC 4685 §3.1).
const threadNamespace = "http://purl.org/syndication/thread/1.0"

// addEnclosure adds an address once.
func (p *parser) addEnclosure(list []string, address string) []string {
	address = p.absolute(address, p.base)
	if address == "" || len(list) >= maxImages {
		return list
	}
	for _, known := range list {
		if known == address {
			return list
		}
	}
	return append(list, address)
}

// extensions are the elements of other namespaces, by gofeed's prefix for them.
type extensions ext.Extensions

// any returns the elements prefix:name, the letter case of the name ignored.
func (e extensions) any(prefix, name string) []ext.Extension {
	byName := e[prefix]
	if byName == nil {
		return nil
	}
	if found := byName[name]; found != nil {
		return found
	}
	for key, found := range byName {
		if strings.EqualFold(key, name) {
			return found
		}
	}
	return nil
}

// text returns the first text of prefix:name that is not empty.
func (e extensions) text(prefix, name string) string {
	for _, x := range e.any(prefix, name) {
		if x.Value != "" {
			return x.Value
		}
	}
	return ""
}

func (e extensions) texts(prefix, name string) []string {
	var all []string
	for _, x := range e.any(prefix, name) {
		all = append(all, x.Value)
	}
	return all
}

// atom returns the Atom elements in an RSS document.
func (e extensions) atom(name string) []ext.Extension {
	for _, prefix := range []string{"atom", "atom10", "atom03", atom10, atom03} {
		if found := e.any(prefix, name); found != nil {
			return found
		}
	}
	return nil
}

func (e extensions) atomText(name string) string {
	for _, x := range e.atom(name) {
		if x.Value != "" {
			return x.Value
		}
	}
	return ""
}

func childText(x ext.Extension, name string) string {
	for _, child := range x.Children[name] {
		if child.Value != "" {
			return child.Value
		}
	}
	return ""
}

// first returns the first string with something in it.
func first(texts ...string) string {
	for _, s := range texts {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}
