package newsroom

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/clean"
	"standfirst/feed/discover"
	"standfirst/feed/fetch"
	"standfirst/feed/page"
)

// SavedPages is the publication of the pages that the reader saved by their
// address. It has no feed and is never asked.
const SavedPages feed.PublicationID = "saved-pages"

const keptSavedPages = "saved pages"

func savedPages() feed.Publication { return feed.Publication{ID: SavedPages, Name: "Saved pages"} }

// withSavedPages adds that publication once there is a page in it.
func (n *Newsroom) withSavedPages(ctx context.Context, pubs []feed.Publication) ([]feed.Publication, error) {
	kept, err := n.cache.Kept(ctx, keptSavedPages)
	if err != nil || kept == "" || slices.ContainsFunc(pubs, func(p feed.Publication) bool { return p.ID == SavedPages }) {
		return pubs, err
	}
	return append(slices.Clone(pubs), savedPages()), nil
}

// SaveLink keeps a web page as a saved story with its full text, in a section
// and with tags as typed; both may be empty. A page that is a story here
// already is fetched and saved as that story. The error is one sentence.
func (n *Newsroom) SaveLink(ctx context.Context, link, section string, tags []string) (feed.StoryID, error) {
	address, err := discover.Address(link)
	if err != nil {
		return 0, fmt.Errorf("%q is no web address", clean.Line(link, nameBytes))
	}
	if id, err := n.cache.Lookup(ctx, address); err == nil {
		if article, err := n.cache.Body(ctx, id); err == nil && !article.Full {
			if _, err := n.FetchArticle(ctx, id); err != nil && !errors.Is(err, ErrOffline) {
				return id, err
			}
		}
		_, err := n.cache.Save(ctx, []feed.StoryID{id}, true)
		return id, err
	}
	s, err := n.readLink(ctx, address)
	if err != nil {
		return 0, err
	}
	if path := feed.SectionPath(clean.Line(section, nameBytes)); path != "" {
		s.Sections = []string{path}
	}
	for _, word := range tags {
		if tag := n.classifier.Tag(clean.Line(word, nameBytes)); tag.Key != "" {
			s.Tags = append(s.Tags, tag)
			s.Categories = append(s.Categories, tag.Published)
		}
	}
	if err := n.cache.Keep(ctx, keptSavedPages, "yes"); err != nil {
		return 0, err
	}
	pubs, err := n.withSavedPages(ctx, n.publications())
	if err != nil {
		return 0, err
	}
	if err := n.cache.Subscribe(ctx, pubs); err != nil {
		return 0, fmt.Errorf("save page: %w", err)
	}
	n.setPublications(pubs)
	if _, err := n.cache.Put(ctx, SavedPages, []feed.Story{s}); err != nil {
		return 0, fmt.Errorf("save page: %w", err)
	}
	id, err := n.cache.Lookup(ctx, s.Link)
	if err != nil {
		return 0, fmt.Errorf("save page: %w", err)
	}
	if _, err := n.cache.Save(ctx, []feed.StoryID{id}, true); err != nil {
		return id, fmt.Errorf("save page: %w", err)
	}
	return id, n.index(ctx)
}

// readLink makes a story of a page.
func (n *Newsroom) readLink(ctx context.Context, address string) (feed.Story, error) {
	response, err := n.http.Get(ctx, fetch.Request{URL: address, Kind: fetch.Page, Private: []string{fetch.Origin(address)}})
	if err != nil {
		if ctx.Err() != nil {
			return feed.Story{}, ctx.Err()
		}
		return feed.Story{}, errors.New(sentenceOf(err))
	}
	body, err := response.Bytes()
	if err != nil && len(body) == 0 {
		return feed.Story{}, errors.New(sentenceOf(err))
	}
	switch discover.KindOf(body, response.Header) {
	case discover.Login:
		return feed.Story{}, errors.New("the page wants a log-in; open it in a browser")
	case discover.Challenge:
		return feed.Story{}, errors.New("the site checks for a browser first; open it there")
	case discover.FeedXML, discover.FeedJSON:
		return feed.Story{}, errors.New("this is a feed, not a page: `standfirst add` adds it")
	}
	found, err := page.Extract(body, page.Options{Base: response.URL, ContentType: response.ContentType})
	if err != nil {
		return feed.Story{}, errors.New("the page holds no text that could be read")
	}
	link := response.URL
	if found.Canonical != "" && bareHost(found.Canonical) == bareHost(link) {
		link = found.Canonical
	}
	title := found.Title
	if title == "" {
		title = clean.Host(link)
	}
	return feed.Story{
		GUID: cache.NormalLink(link), Link: link, Title: title, Standfirst: found.Standfirst, Byline: found.Byline, Published: found.Published,
		Images: found.Images, Body: found.HTML, Full: true, Words: found.Words, Comments: -1,
	}, nil
}
