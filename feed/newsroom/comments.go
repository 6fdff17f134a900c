package newsroom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/fetch"
	"standfirst/feed/markdown"
	"standfirst/feed/parse"
	"standfirst/feed/wordpress"
)

const (
	commentBytes = 16 << 10 // of one comment
	commentPages = wordpress.MaxComments / wordpress.PerPage
	// commentsPerFeed is WordPress's default for the newest comments that a
	// feed shows: so many mean that there may be more.
	commentsPerFeed = 10
)

// Comments returns the comments of a story, oldest first and answers under what
// they answer, as last fetched. With ask they are fetched anew first: from the
// REST interface where it is open, else from the feed of the story's comments,
// which knows the newest ones only; they are joined with those that are here.
// What could not be had is Fault of the list returned, and not an error.
func (n *Newsroom) Comments(ctx context.Context, id feed.StoryID, ask bool) (feed.Comments, error) {
	had, err := n.cache.Comments(ctx, id)
	if err != nil || !ask {
		return had, err
	}
	article, err := n.cache.Body(ctx, id)
	if err != nil {
		return had, err
	}
	got, err := n.askComments(ctx, article.Story, had)
	if err != nil {
		return had, err
	}
	if got.Fault != "" {
		had.Fault = got.Fault
		return had, nil
	}
	got.Story, got.Fetched = id, n.o.Now()
	got.Comments = wordpress.Thread(got.Comments)
	if err := n.cache.PutComments(ctx, got); err != nil {
		return had, fmt.Errorf("keep comments: %w", err)
	}
	return got, nil
}

func (n *Newsroom) askComments(ctx context.Context, s feed.Story, had feed.Comments) (feed.Comments, error) {
	pub, _ := n.publication(s.Publication)
	root, err := n.root(ctx, s.Publication)
	if err != nil {
		return had, err
	}
	if post := wordpress.PostID(s.GUID); root != "" && post != 0 {
		list, err := n.commentsFromREST(ctx, pub, root, post)
		if ctx.Err() != nil {
			return had, ctx.Err()
		}
		if err == nil && (len(list) > 0 || s.Comments <= 0) {
			return feed.Comments{Comments: list, Count: len(list)}, nil
		}
	}
	address := s.CommentsURL
	if address == "" {
		return feed.Comments{Fault: "this publication sends no comments"}, nil
	}
	response, err := n.http.Get(ctx, fetch.Request{URL: address, Kind: fetch.Feed, UserAgent: pub.UserAgent, Private: pub.Private})
	if err != nil {
		l, err := lackOf(ctx, err)
		return feed.Comments{Fault: l.sentence}, err
	}
	body, err := response.Bytes()
	if err != nil {
		l, err := lackOf(ctx, err)
		return feed.Comments{Fault: l.sentence}, err
	}
	document, err := parse.Parse(body, parse.Options{Base: response.URL, ContentType: response.ContentType, Now: n.o.Now()})
	if err != nil {
		return feed.Comments{Fault: "its comments could not be read"}, nil
	}
	list := make([]feed.Comment, 0, len(document.Stories))
	for _, item := range document.Stories {
		list = append(list, commentOf(item))
	}
	joined := join(had.Comments, list)
	count := len(joined)
	if len(list) >= commentsPerFeed {
		count = max(count, s.Comments)
	}
	return feed.Comments{Comments: joined, Count: count}, nil
}

// commentsFromREST asks for the comments of a post, page by page. Pages that
// repeat end it.
func (n *Newsroom) commentsFromREST(ctx context.Context, p feed.Publication, root wordpress.Root, post int) ([]feed.Comment, error) {
	var all []feed.Comment
	seen := map[string]bool{}
	for page := 1; page <= commentPages; page++ {
		status, body, err := n.askREST(ctx, p, root.Comments(post, page))
		if err != nil {
			return nil, err
		}
		list, err := wordpress.ReadComments(status, body)
		if errors.Is(err, wordpress.ErrEnd) || err != nil && page > 1 {
			return all, ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		fresh := false
		for _, c := range list {
			if seen[c.ID] {
				continue
			}
			seen[c.ID], fresh = true, true
			c.Byline, c.Text = clean.Line(c.Byline, lineBytes), commentText(c.Text)
			all = append(all, c)
		}
		if !fresh || len(list) < wordpress.PerPage {
			return all, nil
		}
	}
	return all, nil
}

// commentOf makes a comment of an item of a comments feed: "By: NAME", with its
// number behind the "#comment-" of its link.
func commentOf(item feed.Story) feed.Comment {
	c := feed.Comment{At: item.Published, Byline: item.Byline, ID: item.GUID}
	for _, address := range []string{item.Link, item.GUID} {
		if _, number, ok := strings.Cut(address, "#comment-"); ok && number != "" {
			c.ID = number
			break
		}
	}
	if c.Byline == "" {
		c.Byline = strings.TrimSpace(strings.TrimPrefix(item.Title, "By:"))
	}
	text := item.Body
	if text == "" {
		text = item.Standfirst
		c.Text = clip(clean.Text(text))
		return c
	}
	c.Text = commentText(text)
	return c
}

func commentText(source string) string {
	return clip(clean.Text(markdown.PlainText(source)))
}

func clip(text string) string {
	if len(text) > commentBytes {
		text = strings.ToValidUTF8(text[:commentBytes], "") + " …"
	}
	return strings.TrimSpace(text)
}

// join adds to the comments that were here those that came; what came goes
// first, since a comment may have been edited.
func join(had, came []feed.Comment) []feed.Comment {
	all := slices.Clone(came)
	known := map[string]bool{}
	for _, c := range came {
		known[c.ID] = true
	}
	for _, c := range had {
		if !known[c.ID] {
			all = append(all, c)
		}
	}
	return all
}
