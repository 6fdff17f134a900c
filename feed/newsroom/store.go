package newsroom

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/fetch"
	"standfirst/feed/wordpress"
)

// Storing full articles for offline reading is robot-like, so it keeps to what
// a robot must: robots.txt and its Crawl-delay, one request at a time to a host
// with a pause between two, and no way round a paywall or a log-in. A site with
// an open REST interface is asked once for a hundred articles instead.

// StoreProgress is sent after each story.
type StoreProgress struct {
	Done, Of int
	Title    string
	Fault    string // why this one could not be had; empty when it was
}

// StoreReport is what came of storing articles.
type StoreReport struct {
	Stored  int
	Already int // were on disk before
	Failed  int
	Queued  int      // wait for the next connection, or for a site that wants a rest
	Faults  []string // one sentence each, naming the story; at most maxFaults
}

const (
	hostPause  = time.Second     // between two requests to one host, unless its robots.txt asks for more
	longest    = 5 * time.Minute // a Crawl-delay above it means that robots are not wanted
	hostsBusy  = askedAtOnce     // hosts in line; fetch bounds those asked at once, and lets none that hangs hold up the others
	failuresOn = 5               // failures in a row after which a host is left alone
	maxFaults  = 100
)

// Store fetches and stores the full articles of stories that are not on disk
// yet. progress may be nil; it is called from one goroutine at a time. What was
// stored stays when ctx ends, so that the same call goes on where it stopped.
// ErrOffline: nothing could be reached; all of it was queued.
func (n *Newsroom) Store(ctx context.Context, ids []feed.StoryID, progress func(StoreProgress)) (StoreReport, error) {
	run := &storing{room: n, progress: progress, of: len(ids)}
	return run.all(ctx, ids)
}

// storing is one run of Store.
type storing struct {
	room *Newsroom
	// failed is told of every story that could not be had and was not queued;
	// nil: nobody is.
	failed func(ctx context.Context, s feed.Story, l lack) error

	mu       sync.Mutex
	progress func(StoreProgress)
	done, of int
	reached  bool
	report   StoreReport
}

func (r *storing) all(ctx context.Context, ids []feed.StoryID) (StoreReport, error) {
	byHost := map[string][]feed.Story{}
	var hosts []string
	for _, id := range ids {
		article, err := r.room.cache.Body(ctx, id)
		if errors.Is(err, cache.ErrNoStory) {
			r.step(feed.Story{ID: id}, lack{sentence: "there is no such story"})
			continue
		}
		if err != nil {
			return r.report, err
		}
		s := article.Story
		s.Body = ""
		switch at := bareHost(s.Link); {
		case s.Full:
			r.already(s)
		case at == "":
			r.step(s, lack{sentence: "it has no page to fetch"})
		default:
			if byHost[at] == nil {
				hosts = append(hosts, at)
			}
			byHost[at] = append(byHost[at], s)
		}
	}
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(hostsBusy)
	for _, at := range hosts {
		group.Go(guarded(func() error { return r.host(inner, byHost[at]) }))
	}
	err := group.Wait()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if err == nil && !r.reached && r.report.Queued > 0 {
		err = ErrOffline
	}
	return r.report, err
}

// host stores the stories of one host, one request after the other.
func (r *storing) host(ctx context.Context, list []feed.Story) error {
	list, err := r.fromREST(ctx, list)
	if err != nil {
		return err
	}
	failures := 0
	for i, s := range list {
		wait, l, err := r.leave(ctx, s)
		if err != nil {
			return err
		}
		if l.sentence == "" {
			if i > 0 {
				if err := r.room.pause(ctx, wait); err != nil {
					return err
				}
			}
			if l, err = r.room.textFromPage(ctx, s); err != nil {
				return err
			}
		}
		if l.rest() {
			return r.queue(ctx, list[i:], l)
		}
		if err := r.told(ctx, s, l); err != nil {
			return err
		}
		if failures++; l.sentence == "" {
			failures = 0
		}
		if failures == failuresOn && i+1 < len(list) {
			l.sentence = fmt.Sprintf("its site failed %d times in a row and is left alone: %s", failuresOn, l.sentence)
			return r.queue(ctx, list[i+1:], l)
		}
	}
	return nil
}

// rest tells whether the whole host is to be left alone for now.
func (l lack) rest() bool {
	return l.unreached || l.kind == fetch.TooMany || l.kind == fetch.Unavailable
}

// leave asks the site's robots.txt whether a page may be stored, and how long
// to wait between two.
func (r *storing) leave(ctx context.Context, s feed.Story) (wait time.Duration, l lack, err error) {
	pub, _ := r.room.publication(s.Publication)
	ok, delay, err := r.room.http.Allowed(ctx, fetch.Request{URL: s.Link, UserAgent: pub.UserAgent, Private: pub.Private})
	if err != nil {
		l, err := lackOf(ctx, err)
		if !l.unreached { // RFC 9309 §2.3.1.4: without its rules nothing is allowed
			l = lack{sentence: "its site's rules for robots cannot be had now, so nothing is stored from it", kind: fetch.Unavailable}
		}
		return 0, l, err
	}
	if !ok {
		return 0, lack{sentence: "its site does not want its pages stored by programs: x fetches it when you read it"}, nil
	}
	if delay > longest {
		return 0, lack{sentence: fmt.Sprintf("its site wants %s between two pages: x fetches it when you read it", delay)}, nil
	}
	return max(hostPause, delay), lack{}, nil
}

// fromREST stores what REST interfaces give and returns the stories that are
// left for their pages.
func (r *storing) fromREST(ctx context.Context, list []feed.Story) (left []feed.Story, err error) {
	byPub := map[feed.PublicationID][]feed.Story{}
	for _, s := range list {
		byPub[s.Publication] = append(byPub[s.Publication], s)
	}
	had := map[feed.StoryID]bool{}
	for id, stories := range byPub {
		pub, ok := r.room.publication(id)
		root, err := r.room.root(ctx, id)
		if err != nil {
			return nil, err
		}
		if !ok || root == "" {
			continue
		}
		allowed, delay, err := r.room.http.Allowed(ctx, fetch.Request{URL: root.Posts(wordpress.Posts{Page: 1}), UserAgent: pub.UserAgent, Private: pub.Private})
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil || !allowed || delay > longest {
			continue
		}
		for len(stories) > 0 {
			some := stories[:min(len(stories), wordpress.PerPage)]
			stories = stories[len(some):]
			got, err := r.room.textFromREST(ctx, pub, some)
			if err != nil {
				return nil, err
			}
			for _, s := range some {
				if got[s.ID] {
					had[s.ID] = true
					if err := r.told(ctx, s, lack{}); err != nil {
						return nil, err
					}
				}
			}
			if len(got) == 0 {
				break // of no use here
			}
			if err := r.room.pause(ctx, max(hostPause, delay)); err != nil {
				return nil, err
			}
		}
	}
	for _, s := range list {
		if !had[s.ID] {
			left = append(left, s)
		}
	}
	return left, nil
}

// told counts what came of one story and passes a failure on.
func (r *storing) told(ctx context.Context, s feed.Story, l lack) error {
	r.step(s, l)
	if l.sentence == "" || r.failed == nil {
		return nil
	}
	return r.failed(ctx, s, l)
}

func (r *storing) step(s feed.Story, l lack) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	switch {
	case l.sentence == "":
		r.report.Stored++
	default:
		r.report.Failed++
		r.report.fault(s, l)
	}
	r.reached = r.reached || !l.unreached
	r.tell(s, l)
}

func (r *storing) already(s feed.Story) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	r.report.Already++
	r.reached = true
	r.tell(s, lack{})
}

// queue puts stories by for the next connection.
func (r *storing) queue(ctx context.Context, list []feed.Story, l lack) error {
	ids := make([]feed.StoryID, len(list))
	for i, s := range list {
		ids[i] = s.ID
	}
	if err := r.room.cache.Queue(ctx, ids...); err != nil {
		return fmt.Errorf("queue articles: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done += len(list)
	r.report.Queued += len(list)
	r.reached = r.reached || !l.unreached
	r.report.fault(list[0], l)
	r.tell(list[len(list)-1], l)
	return nil
}

// tell is called with mu held.
func (r *storing) tell(s feed.Story, l lack) {
	if r.progress != nil {
		r.progress(StoreProgress{Done: r.done, Of: r.of, Title: s.Title, Fault: l.sentence})
	}
}

func (r *StoreReport) fault(s feed.Story, l lack) {
	if len(r.Faults) < maxFaults && l.sentence != "" {
		r.Faults = append(r.Faults, strings.TrimPrefix(s.Title+": "+l.sentence, ": "))
	}
}

// VerifyStored proves that stories open without the network: it opens each and
// returns those whose full article is not here, or has no text.
func (n *Newsroom) VerifyStored(ctx context.Context, ids []feed.StoryID) (missing []feed.StoryID, err error) {
	for _, id := range ids {
		article, err := n.Article(ctx, id)
		if err != nil && !errors.Is(err, cache.ErrNoStory) {
			return missing, err
		}
		if err != nil || !article.Full || strings.TrimSpace(article.Markdown) == "" {
			missing = append(missing, id)
		}
	}
	return missing, nil
}
