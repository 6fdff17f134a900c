package newsroom

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/classify"
	"standfirst/feed/discover"
	"standfirst/feed/fetch"
	"standfirst/feed/parse"
	"standfirst/feed/wordpress"
)

// Learning: what a WordPress site itself tells of its sections and tags, once a
// month, from its REST interface; where that is closed, from the feeds of the
// sections that the map names without knowing their words. A refresh never waits
// for it and it never fails a refresh.

const (
	learnEvery  = 30 * 24 * time.Hour
	learnRetry  = 24 * time.Hour // after a fault that passes
	termPages   = 10             // of a hundred categories or tags each
	learnedFrom = 12             // section feeds asked of one publication
)

// learn asks the publications that are due, one at a time a host, and sorts
// their stories by what came. fresh tells their new stories.
func (n *Newsroom) learn(ctx context.Context, pubs []feed.Publication, fresh map[feed.PublicationID]int) error {
	states, err := n.states(ctx)
	if err != nil {
		return err
	}
	byHost := map[string][]feed.Publication{}
	for _, p := range pubs {
		state := states[p.Feeds[0].URL]
		if !state.WordPress {
			continue
		}
		at := bareHost(state.Schedule.Address(p.Feeds[0].URL))
		byHost[at] = append(byHost[at], p)
	}
	var (
		group, inner = errgroup.WithContext(ctx)
		mu           sync.Mutex
		errs         []error
	)
	group.SetLimit(hostsBusy)
	for _, list := range byHost {
		group.Go(guarded(func() error {
			for _, p := range list {
				learnt, err := n.learnOne(inner, p, states[p.Feeds[0].URL])
				if err == nil {
					err = n.enrich(inner, p, fresh[p.ID] > 0, learnt)
				}
				if err != nil {
					mu.Lock()
					errs = append(errs, fmt.Errorf("learn from %s: %w", p.ID, err))
					mu.Unlock()
				}
			}
			return inner.Err()
		}))
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return errors.Join(append(errs, n.resort(ctx))...)
}

func (n *Newsroom) states(ctx context.Context) (map[string]cache.FetchState, error) {
	list, err := n.cache.FetchStates(ctx)
	if err != nil {
		return nil, err
	}
	states := make(map[string]cache.FetchState, len(list))
	for _, state := range list {
		states[state.URL] = state
	}
	return states, nil
}

// learnOne asks one publication for its taxonomy, when it is time; learnt tells
// that it answered.
func (n *Newsroom) learnOne(ctx context.Context, p feed.Publication, state cache.FetchState) (learnt bool, err error) {
	known, err := n.learned(ctx, p.ID)
	if err != nil {
		return false, err
	}
	now := n.o.Now()
	if toCome(now, known.Closed, closedFor) || toCome(now, known.Retry, learnRetry) || lately(now, known.Asked, learnEvery) {
		return false, nil
	}
	taxonomy, root, err := n.taxonomyFromREST(ctx, p, state)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	switch {
	case err == nil:
		known.Taxonomy, known.REST, known.Fault = *taxonomy, string(root), ""
		known.Asked, known.Closed, known.Retry = now, time.Time{}, time.Time{}
	case errors.Is(err, wordpress.ErrBlocked):
		known.Closed, known.Fault, known.REST = now.Add(closedFor), err.Error(), ""
		taxonomy, err := n.taxonomyFromFeeds(ctx, p)
		if err != nil {
			return false, err
		}
		if taxonomy != nil {
			known.Taxonomy = *taxonomy
		}
	default:
		known.Retry, known.Fault = now.Add(learnRetry), err.Error()
	}
	return err == nil, n.keepLearned(ctx, p.ID, known)
}

// taxonomyFromREST asks the interface, at the root that the site names, else at
// the usual ones. ErrBlocked: none of them lets us ask.
func (n *Newsroom) taxonomyFromREST(ctx context.Context, p feed.Publication, state cache.FetchState) (*classify.Taxonomy, wordpress.Root, error) {
	site := p.Site
	if site == "" {
		site = state.Schedule.Address(p.Feeds[0].URL)
	}
	var last error = wordpress.ErrBlocked
	for _, base := range discover.RESTRoots(discover.Page{REST: sameSite(state.REST, site)}, site) {
		root := wordpress.RootOf(base, site)
		ok, _, err := n.http.Allowed(ctx, fetch.Request{URL: root.Categories(1), UserAgent: p.UserAgent, Private: p.Private})
		if err != nil {
			return nil, "", err
		}
		if !ok {
			return nil, "", fmt.Errorf("%w: its robots.txt keeps programs away", wordpress.ErrBlocked)
		}
		categories, err := n.terms(ctx, p, root.Categories)
		if err == nil && len(categories) > 0 {
			tags, err := n.terms(ctx, p, root.Tags)
			if err != nil && !errors.Is(err, wordpress.ErrBlocked) {
				return nil, "", err
			}
			return classify.LearnFromREST(categories, tags, n.o.Now()), root, nil
		}
		if err != nil {
			last = err
		}
		if err != nil && !errors.Is(err, wordpress.ErrBlocked) {
			return nil, "", err
		}
	}
	return nil, "", last
}

// sameSite is a REST root that lies on the site itself, else "".
func sameSite(root, site string) string {
	if root == "" || bareHost(root) != bareHost(site) {
		return ""
	}
	return root
}

// terms asks for the pages of a taxonomy until one is not full. Totals are not
// believed, and a page that comes twice ends it.
func (n *Newsroom) terms(ctx context.Context, p feed.Publication, address func(page int) string) ([]classify.Term, error) {
	var all []classify.Term
	seen := map[int]bool{}
	for page := 1; page <= termPages; page++ {
		status, body, err := n.askREST(ctx, p, address(page))
		if err != nil {
			return all, err
		}
		list, err := wordpress.ReadTerms(status, body)
		if errors.Is(err, wordpress.ErrEnd) || err != nil && page > 1 {
			return all, ctx.Err() // what came is kept
		}
		if err != nil {
			return nil, err
		}
		fresh := false
		for _, t := range list {
			if t.ID == 0 || seen[t.ID] {
				continue
			}
			seen[t.ID], fresh = true, true
			all = append(all, classify.Term{ID: t.ID, Name: html.UnescapeString(t.Name), Slug: t.Slug, Link: t.Link, Parent: t.Parent, Count: t.Count})
		}
		if !fresh || len(list) < wordpress.PerPage {
			return all, nil
		}
	}
	return all, nil
}

// taxonomyFromFeeds learns the words of sections from their own feeds. Only the
// sections are asked whose words the map does not know; nil when there are none.
func (n *Newsroom) taxonomyFromFeeds(ctx context.Context, p feed.Publication) (*classify.Taxonomy, error) {
	p, err := n.sorted(ctx, p)
	if err != nil {
		return nil, err
	}
	var read []classify.SectionFeed
	asked := 0
	for _, s := range p.Sections {
		if len(s.Categories) > 0 {
			continue
		}
		for _, path := range s.Feeds {
			address := resolve(p, path)
			if address == "" || asked == learnedFrom {
				continue
			}
			if asked++; asked > 1 {
				if err := n.pause(ctx, hostPause); err != nil {
					return nil, err
				}
			}
			if stories := n.storiesAt(ctx, p, address); len(stories) > 0 {
				read = append(read, classify.SectionFeed{Path: s.Path, Name: s.Name, URL: address, Stories: stories})
				break
			}
		}
	}
	if len(read) == 0 {
		return nil, ctx.Err()
	}
	return classify.LearnFromFeeds(read, n.o.Now()), ctx.Err()
}

// storiesAt reads the feed at an address; nil when there is none.
func (n *Newsroom) storiesAt(ctx context.Context, p feed.Publication, address string) []feed.Story {
	response, err := n.http.Get(ctx, fetch.Request{URL: address, Kind: fetch.Feed, UserAgent: p.UserAgent, MaxBytes: p.MaxBytes, Private: p.Private})
	if err != nil {
		return nil
	}
	body, err := response.Bytes()
	if err != nil {
		return nil
	}
	document, err := parse.Parse(body, parse.Options{Base: response.URL, ContentType: response.ContentType, Now: n.o.Now(), MaxBytes: int(p.MaxBytes)})
	if err != nil {
		return nil
	}
	return document.Stories
}

// resolve makes a path or address of the section map absolute, on the
// publication's own site; "" when it cannot be.
func resolve(p feed.Publication, path string) string {
	site := p.Site
	if site == "" && len(p.Feeds) > 0 {
		site = p.Feeds[0].URL
	}
	base, err := url.Parse(site)
	if err != nil || path == "" {
		return ""
	}
	to, err := base.Parse(strings.TrimSpace(path))
	if err != nil || to.Scheme != "http" && to.Scheme != "https" || to.Host == "" {
		return ""
	}
	return to.String()
}
