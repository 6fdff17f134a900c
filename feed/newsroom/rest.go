package newsroom

import (
	"context"
	"errors"
	"fmt"
	"html"
	"strings"
	"time"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/clean"
	"standfirst/feed/fetch"
	"standfirst/feed/markdown"
	"standfirst/feed/page"
	"standfirst/feed/wordpress"
)

// closedFor is how long a REST interface that turned us away is left alone.
const closedFor = 7 * 24 * time.Hour

// root is the REST interface of a publication, empty when it has none that is
// known and open.
func (n *Newsroom) root(ctx context.Context, id feed.PublicationID) (wordpress.Root, error) {
	known, err := n.learned(ctx, id)
	if err != nil || known.REST == "" || toCome(n.o.Now(), known.Closed, closedFor) {
		return "", err
	}
	return wordpress.Root(known.REST), nil
}

// askREST makes one request of a REST interface. A refusal is an answer: its
// status and body say what it is. The error is a *fetch.Fault without an
// answer, or the end of ctx.
func (n *Newsroom) askREST(ctx context.Context, p feed.Publication, address string) (status int, body []byte, err error) {
	response, err := n.http.Get(ctx, fetch.Request{URL: address, Kind: fetch.REST, UserAgent: p.UserAgent, Private: p.Private})
	if ctx.Err() != nil {
		return 0, nil, ctx.Err()
	}
	if response == nil {
		return 0, nil, err
	}
	if err != nil && response.Status < 400 {
		return 0, nil, err // cut short
	}
	body, _ = response.Bytes() // a broken one cannot be read as JSON either
	return response.Status, body, nil
}

// closed remembers that an interface turned us away.
func (n *Newsroom) closed(ctx context.Context, id feed.PublicationID, cause error) error {
	if !errors.Is(cause, wordpress.ErrBlocked) {
		return nil
	}
	known, err := n.learned(ctx, id)
	if err != nil {
		return err
	}
	known.Closed, known.Fault = n.o.Now().Add(closedFor), cause.Error()
	return n.keepLearned(ctx, id, known)
}

// textFromREST stores the full texts of stories of one publication from its
// REST interface, in one request for up to wordpress.PerPage of them, and tells
// which were had. An interface that is closed, or of no use, is no error: there
// is still the page.
func (n *Newsroom) textFromREST(ctx context.Context, p feed.Publication, stories []feed.Story) (had map[feed.StoryID]bool, err error) {
	root, err := n.root(ctx, p.ID)
	if err != nil || root == "" {
		return nil, err
	}
	wanted := map[int]feed.Story{}
	var numbers []int
	for _, s := range stories[:min(len(stories), wordpress.PerPage)] {
		if id := wordpress.PostID(s.GUID); id != 0 {
			wanted[id] = s
			numbers = append(numbers, id)
		}
	}
	if len(numbers) == 0 {
		return nil, nil
	}
	status, body, err := n.askREST(ctx, p, root.Posts(wordpress.Posts{Page: 1, Include: numbers}))
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, nil
	}
	posts, err := wordpress.ReadPosts(status, body)
	if err != nil {
		return nil, n.closed(ctx, p.ID, err)
	}
	had = map[feed.StoryID]bool{}
	for _, post := range posts {
		s, ok := wanted[post.ID]
		if !ok || cache.NormalLink(post.Link) != cache.NormalLink(s.Link) {
			continue // numbers are unique on one site; a guid may come from another
		}
		kept, err := n.storePost(ctx, s, post)
		if err != nil {
			return had, err
		}
		had[s.ID] = kept
	}
	return had, nil
}

// storePost stores a post's text as that of a story.
func (n *Newsroom) storePost(ctx context.Context, s feed.Story, post wordpress.Post) (kept bool, err error) {
	text := wordpress.TrimNotes(wordpress.TrimFooter(post.Content, post.Link))
	if strings.TrimSpace(text) == "" {
		return false, nil // protected by a password
	}
	// The interface's text is the inside of a page and is read like one, so
	// that both come out alike.
	source := `<html><head><title>` + html.EscapeString(s.Title) + `</title></head><body><div id="standfirst-post">` + text + `</div></body></html>`
	found, err := page.Extract([]byte(source), page.Options{Base: post.Link, ContentType: "text/html; charset=utf-8", Selector: "#standfirst-post"})
	if err != nil {
		return false, nil
	}
	images := found.Images
	if picture, ok := pictureOf(post); ok && len(images) == 0 {
		images = []feed.Image{picture}
	}
	kept, err = n.cache.StoreArticle(ctx, s.ID, cache.Fetched{HTML: found.HTML, Words: found.Words, Origin: "rest", Images: images, Byline: clean.Line(post.Byline, lineBytes)})
	if err != nil {
		return false, fmt.Errorf("store article: %w", err)
	}
	return kept, nil
}

// lineBytes bounds a name or caption from an interface.
const lineBytes = 1 << 10

// pictureOf is the picture that stands for a post, its description and credit
// apart.
func pictureOf(post wordpress.Post) (feed.Image, bool) {
	address := clean.URL(post.Picture.URL)
	if address == "" {
		return feed.Image{}, false
	}
	description, credit, posed := markdown.Caption(clean.Line(markdown.PlainText(post.Picture.Credit), lineBytes))
	altered, also, alsoPosed := markdown.Caption(clean.Line(post.Picture.Alt, lineBytes))
	picture := feed.Image{URL: address, Alt: altered, Credit: credit, Posed: posed || alsoPosed}
	if picture.Alt == "" {
		picture.Alt = description
	}
	if picture.Credit == "" {
		picture.Credit = also
	}
	return picture, true
}
