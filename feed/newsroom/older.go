package newsroom

import (
	"context"
	"errors"
	"fmt"
	"html"

	"standfirst/feed"
	"standfirst/feed/fetch"
	"standfirst/feed/parse"
	"standfirst/feed/wordpress"
)

// The three ways back in time: see Backfill.

// pageOfFeed reads a page of a WordPress feed; one past the end is a 404
// (class-wp.php, handle_404).
func (b *backfill) pageOfFeed(ctx context.Context) (more bool, err error) {
	address := wordpress.OlderFeed(b.state.Schedule.Address(b.pub.Feeds[0].URL), b.at.Page)
	document, gone, sentence, err := b.document(ctx, address)
	switch {
	case err != nil:
		return false, err
	case gone:
		return b.ended()
	case sentence != "":
		return b.stop(sentence)
	case len(document.Stories) == 0:
		return b.ended()
	}
	fresh, err := b.store(ctx, document)
	if err != nil {
		return false, err
	}
	if !b.took(document.Stories, fresh) {
		return b.stop(goesRound)
	}
	b.at.Page++
	return true, nil
}

// pageByLinks reads a document and finds the one before it (RFC 5005 §3, §4).
func (b *backfill) pageByLinks(ctx context.Context) (more bool, err error) {
	if b.visited[b.at.Next] {
		b.at.Next = b.pub.Feeds[0].URL
		return b.stop(goesRound)
	}
	b.visited[b.at.Next] = true
	document, gone, sentence, err := b.document(ctx, b.at.Next)
	switch {
	case err != nil:
		return false, err
	case gone:
		return b.ended()
	case sentence != "":
		return b.stop(sentence)
	}
	fresh, err := b.store(ctx, document)
	if err != nil {
		return false, err
	}
	next := document.PrevArchive
	if next == "" {
		next = document.Next
	}
	more = b.took(document.Stories, fresh)
	switch {
	case next == "" && document.WordPress && b.report.Pages == 1:
		// It was not refreshed yet, so that nobody knew.
		b.at.Way, b.at.Page, b.at.Next = wayPages, 2, ""
		return true, nil
	case next == "" && b.report.Pages == 1 && b.at.Next == b.state.Schedule.Address(b.pub.Feeds[0].URL) && !document.Complete:
		// Nothing is kept: the feed may name older documents one day.
		return b.stop("its feed names nothing older: only what it prints now can be had")
	case next == "":
		return b.ended()
	case !more:
		return b.stop(goesRound)
	}
	b.at.Next = next
	return true, nil
}

// document reads a feed. gone: there is none at the address; sentence: why it
// cannot be had now.
func (b *backfill) document(ctx context.Context, address string) (document *parse.Document, gone bool, sentence string, err error) {
	if sentence, err = b.allowed(ctx, address); err != nil || sentence != "" {
		return nil, false, sentence, err
	}
	n := b.room
	response, err := n.http.Get(ctx, fetch.Request{URL: address, Kind: fetch.Feed, UserAgent: b.pub.UserAgent, MaxBytes: b.pub.MaxBytes, Private: b.pub.Private})
	if err != nil {
		l, err := lackOf(ctx, err)
		return nil, l.kind == fetch.NotFound || l.kind == fetch.Gone, l.sentence, err
	}
	body, err := response.Bytes()
	if err != nil {
		l, err := lackOf(ctx, err)
		return nil, false, l.sentence, err
	}
	document, err = parse.Parse(body, parse.Options{Base: response.URL, ContentType: response.ContentType, Now: n.o.Now(), MaxBytes: int(b.pub.MaxBytes)})
	if err != nil {
		return nil, false, "an older page of it could not be read: " + err.Error(), nil
	}
	return document, false, "", nil
}

// store sorts and stores the stories of a document.
func (b *backfill) store(ctx context.Context, document *parse.Document) (fresh int, err error) {
	desk, err := b.room.desk(ctx, b.pub)
	if err != nil {
		return 0, err
	}
	for i := range document.Stories {
		desk.Classify(b.pub.Feeds[0], &document.Stories[i])
	}
	stored, err := b.room.cache.Put(ctx, b.pub.ID, document.Stories)
	return stored.New, err
}

// pageOfREST reads a page of an open interface. Stories that are here already
// are left as their feed told them.
func (b *backfill) pageOfREST(ctx context.Context) (more bool, err error) {
	n := b.room
	root, err := n.root(ctx, b.pub.ID)
	if err != nil {
		return false, err
	}
	if root == "" { // it closed meanwhile: the feed goes on from the start
		b.at = reached{Way: wayPages, Page: 2, Oldest: b.at.Oldest}
		b.idle = 0
		return true, nil
	}
	address := root.Posts(wordpress.Posts{Page: b.at.Page, Before: b.at.Before.Format("2006-01-02T15:04:05")})
	if sentence, err := b.allowed(ctx, address); err != nil || sentence != "" {
		b.report.Fault = sentence
		return false, err
	}
	status, body, err := n.askREST(ctx, b.pub, address)
	if err != nil {
		l, err := lackOf(ctx, err)
		b.report.Fault = l.sentence
		return false, err
	}
	posts, err := wordpress.ReadPosts(status, body)
	switch {
	case errors.Is(err, wordpress.ErrEnd), err == nil && len(posts) == 0:
		return b.ended()
	case errors.Is(err, wordpress.ErrBlocked):
		return true, n.closed(ctx, b.pub.ID, err)
	case err != nil:
		return b.stop(fmt.Sprintf("its REST interface stopped answering (status %d): ask again to go on", status))
	}
	stories, fresh, err := b.storePosts(ctx, posts)
	if err != nil {
		return false, err
	}
	if !b.took(stories, fresh) {
		return b.stop(goesRound)
	}
	b.at.Page++
	return true, nil
}

func (b *backfill) storePosts(ctx context.Context, posts []wordpress.Post) (stories []feed.Story, fresh int, err error) {
	n := b.room
	known, err := n.learned(ctx, b.pub.ID)
	if err != nil {
		return nil, 0, err
	}
	words := func(term int) string {
		ref := known.Taxonomy.Terms[term]
		if ref.Tag != "" {
			return ref.Tag
		}
		for _, s := range known.Taxonomy.Sections {
			if s.Path == ref.Section {
				return s.Name
			}
		}
		return ""
	}
	document, err := parse.Parse(wordpress.Feed(posts, b.pub.Site, words), parse.Options{Base: b.pub.Site, Now: n.o.Now()})
	if err != nil {
		return nil, 0, fmt.Errorf("read posts: %w", err)
	}
	desk, err := n.desk(ctx, b.pub)
	if err != nil {
		return nil, 0, err
	}
	byLink := map[string]wordpress.Post{}
	for _, post := range posts {
		byLink[html.UnescapeString(post.Link)] = post
	}
	var unknown []feed.Story
	for _, s := range document.Stories {
		if _, err := n.cache.Lookup(ctx, s.Link); err == nil {
			continue
		}
		post := byLink[s.Link]
		desk.ClassifyTerms(b.pub.Feeds[0], &s, post.Terms)
		s.Images = describePicture(s.Images, post)
		unknown = append(unknown, s)
	}
	stored, err := n.cache.Put(ctx, b.pub.ID, unknown)
	return document.Stories, stored.New, err
}
