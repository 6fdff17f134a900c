package newsroom

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/discover"
	"standfirst/feed/fetch"
	"standfirst/feed/markdown"
	"standfirst/feed/page"
	"standfirst/feed/wordpress"
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
		article.Markdown, article.Breaks = text.Text, text.Breaks
		article.Notices = append(article.Notices, text.Notices...)
	}
	if article.Standfirst != "" && (strings.TrimSpace(article.Markdown) == "" || len(text.Images) == 0 && onlyStandfirst(article.Story)) {
		article.Markdown, article.Breaks = plainMarkdown(article.Standfirst), nil
	}
	return article, nil
}

// onlyStandfirst tells that an excerpt says no more than its standfirst, which
// has lost the publisher's marks of an excerpt ("[…]").
func onlyStandfirst(s feed.Story) bool {
	if s.Full || s.Standfirst == "" {
		return false
	}
	text, _ := wordpress.TrimEnding(strings.Join(strings.Fields(markdown.PlainText(s.Body)), " "))
	return strings.TrimRight(text, " ,;:–-…") == strings.TrimRight(s.Standfirst, " ,;:–-…")
}

// FetchArticle fetches the story's full text, stores it and returns the
// article. A text that cannot be had is Fault of the article returned, and not
// an error; ErrOffline: nothing could be reached and it was queued.
func (n *Newsroom) FetchArticle(ctx context.Context, id feed.StoryID) (feed.Article, error) {
	article, err := n.Article(ctx, id)
	if err != nil {
		return article, err
	}
	lack, err := n.fullText(ctx, article.Story)
	if err != nil {
		return article, err
	}
	if lack.unreached {
		if err := n.cache.Queue(ctx, id); err != nil {
			return article, fmt.Errorf("queue article: %w", err)
		}
		return article, ErrOffline
	}
	article, err = n.Article(ctx, id)
	if lack.sentence != "" {
		article.Fault = lack.sentence
	}
	return article, err
}

// lack says why a full text could not be had; the zero lack: it was had.
type lack struct {
	sentence  string
	unreached bool            // no server was met: it is our own connection
	kind      fetch.FaultKind // empty when the answer came and was of no use
}

// fullText fetches and stores the full text of a story: from the REST interface
// where the site has one, else from its page.
func (n *Newsroom) fullText(ctx context.Context, s feed.Story) (lack, error) {
	if pub, ok := n.publication(s.Publication); ok {
		had, err := n.textFromREST(ctx, pub, []feed.Story{s})
		if err != nil || had[s.ID] {
			return lack{}, err
		}
	}
	return n.textFromPage(ctx, s)
}

// textFromPage fetches and stores the text of a story's page.
func (n *Newsroom) textFromPage(ctx context.Context, s feed.Story) (lack, error) {
	if s.Link == "" {
		return lack{sentence: "the story has no link, so there is no page to fetch"}, nil
	}
	pub, _ := n.publication(s.Publication)
	response, err := n.http.Get(ctx, fetch.Request{URL: s.Link, Kind: fetch.Page, UserAgent: pub.UserAgent, Private: pub.Private})
	if err != nil {
		return lackOf(ctx, err)
	}
	body, err := response.Bytes()
	if err != nil && len(body) == 0 {
		return lackOf(ctx, err)
	}
	switch discover.KindOf(body, response.Header) {
	case discover.Login:
		return lack{sentence: "its page wants a log-in: o opens it in the browser", kind: fetch.LoginPage}, nil
	case discover.Challenge:
		return lack{sentence: "its site checks for a browser first: o opens it there", kind: fetch.BotWall}, nil
	}
	found, err := page.Extract(body, page.Options{Base: response.URL, ContentType: response.ContentType, Selector: pub.Selector})
	if errors.Is(err, page.ErrNoText) {
		return lack{sentence: "its page holds no text that could be read: o opens it in the browser"}, nil
	}
	if err != nil {
		return lack{sentence: "its page could not be read: o opens it in the browser"}, nil
	}
	kept, err := n.cache.StoreArticle(ctx, s.ID, cache.Fetched{
		HTML: found.HTML, Words: found.Words, Origin: "page", Images: found.Images, Byline: found.Byline,
	})
	if err != nil {
		return lack{}, fmt.Errorf("store article: %w", err)
	}
	if err := n.original(ctx, s, found.Canonical); err != nil {
		return lack{}, err
	}
	if !kept {
		return lack{sentence: "its page holds less text than the feed: the longer one is kept"}, nil
	}
	return lack{}, nil
}

// lackOf judges why an answer could not be had.
func lackOf(ctx context.Context, cause error) (lack, error) {
	if ctx.Err() != nil {
		return lack{}, ctx.Err()
	}
	sentence, remedy, known := asFault(cause)
	if remedy != "" {
		sentence += ": " + remedy
	}
	l := lack{sentence: sentence}
	if known != nil {
		l.kind, l.unreached = known.Kind, known.Unreached()
	}
	return l, nil
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
