package newsroom

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/fetch"
	"standfirst/feed/schedule"
	"standfirst/feed/wordpress"
)

// The top story, in the order of trust: what the publication's own section page
// puts under "Top story", for publications that ask for it; what its REST
// interface says is kept at the top; a story filed under words that say so.
// Where nothing says which story it is, none is.

// topStories finds the top story of publications that answered. fresh tells their
// new stories: most answers bring none, and then only a publication that has a
// top story, or that says elsewhere which it is, may have to change it.
func (n *Newsroom) topStories(ctx context.Context, pubs []feed.Publication, fresh map[feed.PublicationID]int) error {
	interests, err := n.cache.Interests(ctx)
	if err != nil {
		return err
	}
	has, err := n.havingMarks(ctx)
	if err != nil {
		return err
	}
	filed, err := n.cache.Filed(ctx, n.o.Now().Add(-topFor), topWords...)
	if err != nil {
		return err
	}
	// Side by side: a section page that does not come holds up no other paper's.
	var group errgroup.Group
	group.SetLimit(hostsBusy)
	errs := make([]error, len(pubs))
	for i, p := range pubs {
		known, err := n.learned(ctx, p.ID)
		if err != nil {
			return err
		}
		_, mayBe := filed[p.ID]
		if (!mayBe || fresh[p.ID] == 0) && !has[p.ID] && !p.TopStory && len(known.Sticky) == 0 {
			continue
		}
		group.Go(func() error {
			errs[i] = guarded(func() error { return n.topStory(ctx, p, interests, filed[p.ID]) })()
			return nil
		})
	}
	_ = group.Wait() // its functions report by errs
	return errors.Join(errs...)
}

func (n *Newsroom) topStory(ctx context.Context, p feed.Publication, interests []feed.Interest, filed cache.Filing) error {
	var featured []feed.StoryID
	var top feed.StoryID
	reason := ""
	if p.TopStory {
		front, page, err := n.front(ctx, p, interests)
		if err != nil {
			return err
		}
		if top = n.here(ctx, p, front.Top); top != 0 {
			reason = "on " + possessive(p.Name) + " " + page + " page"
		}
		for _, link := range front.Featured {
			if id := n.here(ctx, p, link); id != 0 && id != top {
				featured = append(featured, id)
			}
		}
	}
	if top == 0 {
		known, err := n.learned(ctx, p.ID)
		if err != nil {
			return err
		}
		for _, link := range known.Sticky {
			if id := n.here(ctx, p, link); id != 0 {
				top, reason = id, "kept at the top by "+p.Name
				break
			}
		}
	}
	if top == 0 && filed.Story != 0 {
		top, reason = filed.Story, "filed under “"+filed.Word+"” by "+p.Name
	}
	if err := n.setTop(ctx, p, top, reason); err != nil {
		return err
	}
	return n.setFeatured(ctx, p, featured)
}

// havingMarks are the publications with a top story or featured ones.
func (n *Newsroom) havingMarks(ctx context.Context) (map[feed.PublicationID]bool, error) {
	is := func(mark string) feed.Term { return feed.Term{Kind: feed.TermIs, Value: mark} }
	q := feed.Query{Muted: true, Twins: true, Terms: []feed.Term{{Kind: feed.TermAny, Terms: []feed.Term{is("top"), is("featured")}}}}
	has := map[feed.PublicationID]bool{}
	const page = 200
	for offset := 0; ; offset += page {
		e, err := n.cache.Edition(ctx, q, feed.Window{Offset: offset, Limit: page})
		if err != nil {
			return nil, err
		}
		for _, row := range e.Rows {
			has[row.Publication] = true
		}
		if len(e.Rows) < page {
			return has, nil
		}
	}
}

// setTop writes the top story when it is another one than before.
func (n *Newsroom) setTop(ctx context.Context, p feed.Publication, top feed.StoryID, reason string) error {
	is, err := n.marked(ctx, p, "top")
	if err != nil {
		return err
	}
	if len(is) == 0 && top == 0 || len(is) == 1 && is[0].ID == top && is[0].Top == reason {
		return nil
	}
	return n.cache.SetTop(ctx, p.ID, top, reason)
}

func (n *Newsroom) setFeatured(ctx context.Context, p feed.Publication, featured []feed.StoryID) error {
	was, err := n.marked(ctx, p, "featured")
	if err != nil {
		return err
	}
	ids := slices.Clone(featured)
	for _, row := range was {
		ids = append(ids, row.ID)
	}
	_, err = n.cache.Amend(ctx, ids, func(s feed.Story) feed.Story {
		s.Featured = slices.Contains(featured, s.ID)
		return s
	})
	return err
}

// marked are the stories of a publication with a mark, is:top or is:featured.
func (n *Newsroom) marked(ctx context.Context, p feed.Publication, mark string) ([]feed.Row, error) {
	q := feed.Query{Muted: true, Sort: feed.SortNewest, Terms: []feed.Term{
		{Kind: feed.TermPublication, Value: string(p.ID)}, {Kind: feed.TermIs, Value: mark},
	}}
	e, err := n.cache.Edition(ctx, q, feed.Window{Limit: 100})
	return e.Rows, err
}

// here finds a link among the publication's stories; 0: it is not.
func (n *Newsroom) here(ctx context.Context, p feed.Publication, link string) feed.StoryID {
	if link == "" {
		return 0
	}
	id, err := n.cache.Lookup(ctx, link)
	if err != nil {
		return 0
	}
	article, err := n.cache.Body(ctx, id)
	if err != nil || article.Publication != p.ID {
		return 0
	}
	return id
}

// front reads the page that says which story is the top one: that of the first
// followed section that has one, else of the first section, else the front page.
// It is asked with validators; what it said stays while it has not changed or
// cannot be had. page is its name.
func (n *Newsroom) front(ctx context.Context, p feed.Publication, interests []feed.Interest) (front wordpress.Front, page string, err error) {
	sorted, err := n.sorted(ctx, p)
	if err != nil {
		return front, "", err
	}
	address, page := resolve(p, p.Site), "front"
	chosen := false
	for _, s := range sorted.Sections {
		at := resolve(p, s.Page)
		if at == "" {
			continue
		}
		followed := slices.ContainsFunc(interests, func(i feed.Interest) bool {
			return !i.Muted && i.Kind == feed.InterestSection && i.Publication == p.ID && feed.FoldPath(i.Value) == feed.FoldPath(s.Path)
		})
		if followed || !chosen {
			address, page, chosen = at, s.Name, true
		}
		if followed {
			break
		}
	}
	known, err := n.learned(ctx, p.ID)
	if err != nil || address == "" {
		return front, page, err
	}
	if known.Page == address {
		front = known.Front
	}
	state, err := n.cache.FetchState(ctx, address)
	if err != nil {
		return front, page, err
	}
	now := n.o.Now()
	if known.Page == address && now.Sub(state.Schedule.Tried) < schedule.ManualFloor && !state.Schedule.Tried.After(now) {
		return front, page, nil
	}
	state.URL, state.Publication = address, p.ID
	read, asked, err := n.askFront(ctx, p, &state, now)
	if err != nil || asked == nil {
		return front, page, err
	}
	if err := n.cache.SetFetchState(ctx, state); err != nil {
		return front, page, err
	}
	if !read {
		return front, page, nil
	}
	if known, err = n.learned(ctx, p.ID); err != nil {
		return front, page, err
	}
	known.Front, known.Page = *asked, address
	return *asked, page, n.keepLearned(ctx, p.ID, known)
}

// askFront makes the one request. asked is nil when it brought nothing to keep;
// read tells that a page came, and not "not modified".
func (n *Newsroom) askFront(ctx context.Context, p feed.Publication, state *cache.FetchState, now time.Time) (read bool, asked *wordpress.Front, err error) {
	plan := state.Schedule
	response, err := n.http.Get(ctx, fetch.Request{
		URL: state.URL, Kind: fetch.Page, UserAgent: p.UserAgent, Private: p.Private,
		ETag: plan.ETag, LastModified: plan.LastModified, Plain: plan.Plain(now),
	})
	if ctx.Err() != nil {
		return false, nil, ctx.Err()
	}
	if err != nil {
		state.Schedule.Tried = now
		return false, &wordpress.Front{}, nil
	}
	answer := schedule.Answer{At: now, Good: true, ETag: response.ETag, LastModified: response.LastModified}
	if response.Status == 304 {
		state.Schedule = plan.After(answer, schedule.Pace{})
		return false, &wordpress.Front{}, nil
	}
	body, err := response.Bytes()
	if err != nil {
		state.Schedule.Tried = now
		return false, &wordpress.Front{}, nil
	}
	answer.Full, answer.Hash = true, hex.EncodeToString(response.Hash[:])
	state.Schedule = plan.After(answer, schedule.Pace{})
	found, err := wordpress.ReadFront(body, response.URL)
	if err != nil {
		return false, &wordpress.Front{}, nil
	}
	return true, &found, nil
}

// topFor is how long a story stays on top only because of what it is filed
// under: nobody takes it out of there again.
const topFor = 7 * 24 * time.Hour

// topWords, folded: a story filed under them is the top one, by its publisher's
// own word.
var topWords = []string{"top story", "lead story", "lead", "featured", "featured story"}

func possessive(name string) string {
	if strings.HasSuffix(name, "s") {
		return name + "'"
	}
	return name + "'s"
}
