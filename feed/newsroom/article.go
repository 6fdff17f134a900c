package newsroom

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/fetch"
	"standfirst/feed/markdown"
	"standfirst/feed/page"
)

// ErrOffline: the network was asked for and could not be reached at all.
var ErrOffline = errors.New("no connection: queued for the next one")

// Article returns the story's longest known text as Markdown. It never asks
// the network.
func (n *Newsroom) Article(ctx context.Context, id feed.StoryID) (feed.Article, error) {
	article, err := n.cache.Body(ctx, id)
	if err != nil {
		return article, err
	}
	text, err := markdown.Convert(article.Body, article.Link)
	switch {
	case err != nil:
		article.Markdown = plainMarkdown(markdown.PlainText(article.Body))
		article.Notices = append(article.Notices, "This text could not be set; it is shown plain.")
	default:
		article.Markdown = text.Text
		article.Notices = append(article.Notices, text.Notices...)
	}
	if strings.TrimSpace(article.Markdown) == "" && article.Standfirst != "" {
		article.Markdown = plainMarkdown(article.Standfirst)
	}
	return article, nil
}

// FetchArticle fetches the story's page, stores its text and returns the
// article. A page that cannot be had is Fault of the article returned, and not
// an error; ErrOffline: nothing could be reached and it was queued.
func (n *Newsroom) FetchArticle(ctx context.Context, id feed.StoryID) (feed.Article, error) {
	article, err := n.Article(ctx, id)
	if err != nil {
		return article, err
	}
	fault, err := n.fetchPage(ctx, article)
	if err != nil {
		return article, err
	}
	article, err = n.Article(ctx, id)
	if fault != "" {
		article.Fault = fault
	}
	return article, err
}

// fetchPage fetches and stores the full text of a story. fault says in one
// sentence why it could not be had.
func (n *Newsroom) fetchPage(ctx context.Context, article feed.Article) (fault string, err error) {
	if article.Link == "" {
		return "the story has no link, so there is no page to fetch", nil
	}
	pub, _ := n.publication(article.Publication)
	response, err := n.http.Get(ctx, fetch.Request{URL: article.Link, Kind: fetch.Page, UserAgent: pub.UserAgent, Private: pub.Private})
	if err != nil {
		return n.noPage(ctx, article.ID, err)
	}
	body, err := response.Bytes()
	if err != nil && len(body) == 0 {
		return n.noPage(ctx, article.ID, err)
	}
	found, err := page.Extract(body, page.Options{Base: response.URL, ContentType: response.ContentType, Selector: pub.Selector})
	if errors.Is(err, page.ErrNoText) {
		return "its page holds no text that could be read: o opens it in the browser", nil
	}
	if err != nil {
		return "its page could not be read: o opens it in the browser", nil
	}
	kept, err := n.cache.StoreArticle(ctx, article.ID, cache.Fetched{
		HTML: found.HTML, Words: found.Words, Origin: "page", Images: found.Images, Byline: found.Byline,
	})
	if err != nil {
		return "", fmt.Errorf("store article: %w", err)
	}
	if !kept {
		return "its page holds less text than the feed: the longer one is kept", nil
	}
	return "", nil
}

// noPage judges why a page could not be had.
func (n *Newsroom) noPage(ctx context.Context, id feed.StoryID, cause error) (fault string, err error) {
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	sentence, remedy, known := asFault(cause)
	if known != nil && known.Unreached() {
		if err := n.cache.Queue(ctx, id); err != nil {
			return "", fmt.Errorf("queue article: %w", err)
		}
		return "", ErrOffline
	}
	if remedy != "" {
		sentence += ": " + remedy
	}
	return sentence, nil
}

// plainMarkdown is plain text as Markdown that shows it as it is.
func plainMarkdown(text string) string { return escapes.Replace(text) }

var escapes = strings.NewReplacer(escapePairs()...)

// escapePairs put a backslash before every sign that Markdown gives a meaning
// (CommonMark 0.31 §2.4).
func escapePairs() []string {
	var pairs []string
	for _, sign := range "\\`*_{}[]()#+-.!|<>&~" {
		pairs = append(pairs, string(sign), "\\"+string(sign))
	}
	return pairs
}
