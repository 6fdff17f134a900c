package newsroom

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"standfirst/feed"
)

// Health is what Doctor finds: states and figures, nothing of what is read.
type Health struct {
	Live         bool // the publications were asked now
	Publications []PublicationHealth
	Clock        string // this machine's, against the servers' clocks; empty: not asked
	Disk         string
	Cache        string
	Banner       string // a lasting fault of the cache; empty: none
	Stories      int
	Bytes        int64 // of text
	Unindexed    int   // stories that wait for the search index
	Queued       int   // articles that wait for a connection
}

// PublicationHealth is one line of Health; each field is a few words.
type PublicationHealth struct {
	Publication feed.PublicationID
	Name        string
	Feed        string // "read 2 hours ago", "never read"
	Mode        string // "full text", "excerpts", "full text and excerpts"
	Sections    string
	REST        string
	Paging      string
	Robots      string
	Certificate string
	Clock       string
	Fault       string // one sentence; empty: in order
	Remedy      string
}

// unknown stands where only a live question would tell.
const unknown = "not asked"

// Doctor tells the state of the publications, the disk and the cache. With live
// it asks each publication now: its feed, an older page of it, its robots.txt.
func (n *Newsroom) Doctor(ctx context.Context, live bool) (Health, error) {
	states, err := n.Publications(ctx)
	if err != nil {
		return Health{}, err
	}
	fetches, err := n.states(ctx)
	if err != nil {
		return Health{}, err
	}
	h := Health{Live: live, Banner: n.Banner()}
	for _, state := range states {
		h.Stories += state.Stories
		h.Bytes += state.Bytes
	}
	if h.Unindexed, err = n.cache.Waiting(ctx); err != nil {
		return h, err
	}
	queued, err := n.cache.Queued(ctx)
	if err != nil {
		return h, err
	}
	h.Queued = len(queued)
	stories := "stories"
	if h.Stories == 1 {
		stories = "story"
	}
	h.Cache = fmt.Sprintf("%d %s, %s of text", h.Stories, stories, megabytes(h.Bytes))
	h.Disk = "free space not known"
	if free, known := freeSpace(n.o.Dir); known {
		h.Disk = megabytes(int64(free)) + " free"
		if free < minFree {
			h.Disk += ": refreshing is paused until there is more"
		}
	}
	var checks []*checkup
	for _, state := range states {
		if state.Retired || len(state.Feeds) == 0 {
			continue
		}
		c := &checkup{room: n, state: state, fetch: fetches[state.Feeds[0].URL]}
		if err := c.known(ctx); err != nil {
			return h, err
		}
		checks = append(checks, c)
	}
	if live {
		if err := askAll(ctx, checks); err != nil {
			return h, err
		}
		h.Clock = ownClock(checks)
	}
	for _, c := range checks {
		h.Publications = append(h.Publications, c.PublicationHealth)
	}
	return h, nil
}

// askAll asks the publications, one at a time a host.
func askAll(ctx context.Context, checks []*checkup) error {
	byHost := map[string][]*checkup{}
	for _, c := range checks {
		at := bareHost(c.state.Feeds[0].URL)
		byHost[at] = append(byHost[at], c)
	}
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(hostsBusy)
	for _, list := range byHost {
		group.Go(guarded(func() error {
			for _, c := range list {
				if err := c.ask(inner); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	return group.Wait()
}

// ownClock judges this machine's clock by the middle one of the servers'.
func ownClock(checks []*checkup) string {
	var skews []time.Duration
	for _, c := range checks {
		if c.skew != nil {
			skews = append(skews, *c.skew)
		}
	}
	middle, stated := middleOf(skews)
	if !stated {
		return unknown
	}
	if middle.Abs() <= clockSlack {
		return "right"
	}
	return "the servers' clocks are " + offBy(middle) + ": set this machine's clock"
}

func megabytes(n int64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%d GB", n>>30)
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KB", (n+1023)>>10)
}

func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "now"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes ago", int(d/time.Minute))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours ago", int(d/time.Hour))
	}
	return fmt.Sprintf("%d days ago", int(d/(24*time.Hour)))
}
