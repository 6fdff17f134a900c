package newsroom

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/fetch"
	"standfirst/feed/parse"
	"standfirst/feed/wordpress"
)

// checkup is one publication being looked at.
type checkup struct {
	PublicationHealth
	room  *Newsroom
	state feed.PublicationState
	fetch cache.FetchState

	skew *time.Duration // the server's clock less ours
}

// known fills in what needs no question.
func (c *checkup) known(ctx context.Context) error {
	n, s := c.room, c.state
	c.Publication, c.Name, c.Fault, c.Remedy = s.ID, s.Name, s.Fault, s.Remedy
	c.Feed, c.Paging, c.Robots, c.Certificate, c.Clock = "never read", unknown, unknown, unknown, unknown
	if !s.LastSuccess.IsZero() {
		c.Feed = "read " + ago(n.o.Now().Sub(s.LastSuccess))
	}
	if s.MovedTo != "" {
		c.Feed += ", moved to " + bareHost(s.MovedTo)
	}
	full, all := 0, 0
	q := feed.Query{Muted: true, Sort: feed.SortNewest, Terms: []feed.Term{{Kind: feed.TermPublication, Value: string(s.ID)}}}
	e, err := n.cache.Edition(ctx, q, feed.Window{Limit: habit})
	if err != nil {
		return err
	}
	for _, row := range e.Rows {
		article, err := n.cache.Body(ctx, row.ID)
		if err != nil {
			return err
		}
		all++
		if article.Full && article.Origin == "feed" {
			full++
		}
	}
	c.Mode = mode(full, all)
	learned, err := n.learned(ctx, s.ID)
	if err != nil {
		return err
	}
	c.Sections = fmt.Sprintf("%d", len(s.Sections))
	if origin := learned.Taxonomy.Origin; origin != "" {
		c.Sections += " (with what its " + string(origin) + " told)"
	}
	now := n.o.Now()
	switch {
	case toCome(now, learned.Closed, closedFor):
		c.REST = "closed, asked again on " + learned.Closed.In(n.o.Location).Format("2 January")
	case learned.REST != "":
		c.REST = "open"
	case !c.fetch.WordPress && !s.LastSuccess.IsZero():
		c.REST = "none: not WordPress"
	case learned.Fault != "":
		c.REST = "of no use now"
	default:
		c.REST = unknown
	}
	if u, err := url.Parse(s.Feeds[0].URL); err == nil && u.Scheme == "http" {
		c.Certificate = "none: plain http"
	}
	return nil
}

func mode(full, all int) string {
	switch {
	case all == 0:
		return unknown
	case full == all:
		return "full text"
	case full*10 <= all:
		return "excerpts"
	}
	return "full text and excerpts"
}

// ask makes the live questions.
func (c *checkup) ask(ctx context.Context) error {
	n, p := c.room, c.state.Publication
	address := c.fetch.Schedule.Address(p.Feeds[0].URL)
	start := time.Now()
	response, err := n.http.Get(ctx, fetch.Request{URL: address, Kind: fetch.Feed, UserAgent: p.UserAgent, MaxBytes: p.MaxBytes, Private: p.Private})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if response != nil {
		c.readClock(response.Header)
	}
	sentence, remedy, fault := asFault(err)
	if err == nil && strings.HasPrefix(response.URL, "https:") {
		c.Certificate = "good"
	}
	if fault != nil {
		switch fault.Kind {
		case fetch.Expired, fetch.Authority, fetch.WrongHost, fetch.TLS:
			c.Certificate = sentence
		}
	}
	if err != nil {
		c.Feed, c.Fault, c.Remedy = "cannot be had now", sentence, remedy
		return nil
	}
	body, err := response.Bytes()
	var document *parse.Document
	if err == nil {
		document, err = parse.Parse(body, parse.Options{Base: response.URL, ContentType: response.ContentType, Now: n.o.Now(), MaxBytes: int(p.MaxBytes)})
	}
	if err != nil {
		c.Feed, c.Fault = "not readable now", sentenceOf(err)
		return nil
	}
	c.Feed = fmt.Sprintf("%s, %d stories, in %d ms", document.Format, len(document.Stories), time.Since(start).Milliseconds())
	c.Fault, c.Remedy = "", ""
	full := 0
	for _, s := range document.Stories {
		if s.Full {
			full++
		}
	}
	c.Mode = mode(full, len(document.Stories))
	if err := c.askPaging(ctx, document, address); err != nil {
		return err
	}
	return c.askRobots(ctx)
}

func (c *checkup) askPaging(ctx context.Context, document *parse.Document, address string) error {
	n, p := c.room, c.state.Publication
	switch {
	case document.PrevArchive != "" || document.Next != "":
		c.Paging = "by links"
		return nil
	case document.Complete:
		c.Paging = "none: the feed holds everything"
		return nil
	case !document.WordPress:
		c.Paging = "none"
		return nil
	}
	if err := n.pause(ctx, hostPause); err != nil {
		return err
	}
	response, err := n.http.Get(ctx, fetch.Request{URL: wordpress.OlderFeed(address, 2), Kind: fetch.Feed, UserAgent: p.UserAgent, MaxBytes: p.MaxBytes, Private: p.Private})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch {
	case err == nil && response.Hash != [32]byte{}:
		c.Paging = "works"
	case response != nil && response.Status == http.StatusNotFound:
		c.Paging = "works; there is one page"
	default:
		c.Paging = "refused"
	}
	return nil
}

func (c *checkup) askRobots(ctx context.Context) error {
	n, p := c.room, c.state.Publication
	address := resolve(p, "/any-story/")
	ok, delay, err := n.http.Allowed(ctx, fetch.Request{URL: address, UserAgent: p.UserAgent, Private: p.Private})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		c.Robots = "its rules cannot be had: nothing is stored for offline"
	case !ok:
		c.Robots = "pages are not for programs: nothing is stored for offline"
	case delay > 0:
		c.Robots = fmt.Sprintf("pages may be stored, %s apart", delay)
	default:
		c.Robots = "pages may be stored"
	}
	return nil
}

// clockSlack is how far two clocks may differ without a word.
const clockSlack = 2 * time.Minute

func (c *checkup) readClock(header http.Header) {
	skew, stated := skewOf(header, c.room.o.Now())
	if !stated {
		c.Clock = "not stated"
		return
	}
	c.skew = &skew
	c.Clock = "right"
	if skew.Abs() > clockSlack {
		c.Clock = offBy(skew)
	}
}

func offBy(skew time.Duration) string {
	if skew > 0 {
		return skew.String() + " ahead of ours"
	}
	return (-skew).String() + " behind ours"
}
