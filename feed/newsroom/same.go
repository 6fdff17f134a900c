package newsroom

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"time"

	"standfirst/feed"
	"standfirst/feed/cache"
)

// The same story elsewhere: first what a page itself names as its original and
// what is printed under one link, then a near-identical headline and lead within
// three days in another publication. Every two stories of a group are compared,
// so that nothing is joined through a third one that says less than both.

// sameWithin is how far apart two publications print what they had from the same
// hand.
const sameWithin = 3 * 24 * time.Hour

// join compares the stories that were not compared yet and joins those that are
// one.
func (n *Newsroom) join(ctx context.Context) error {
	for {
		c, err := n.cache.Uncompared(ctx, sameWithin)
		if err != nil || len(c.Stories) == 0 {
			return err
		}
		if err := n.cache.Join(ctx, sameGroups(c), c); err != nil {
			return err
		}
	}
}

// joinNew joins what a refresh brought, and counts it by stories.
func (n *Newsroom) joinNew(ctx context.Context, report *Report) error {
	if err := n.join(ctx); err != nil {
		return err
	}
	var came []feed.StoryID
	for _, o := range report.Outcomes {
		came = append(came, o.came...)
	}
	known, err := n.cache.Repeated(ctx, came)
	report.New -= known
	return err
}

// original keeps what a story's page names as its original, when that is
// another publication's, and joins the two.
func (n *Newsroom) original(ctx context.Context, s feed.Story, canonical string) error {
	if canonical == "" || bareHost(canonical) == bareHost(s.Link) {
		return nil
	}
	if err := n.cache.SetOriginal(ctx, s.ID, canonical); err != nil {
		return err
	}
	return n.join(ctx)
}

// Why two stories are taken for one, the surest first.
const (
	asOriginal = iota
	byLink
	byText
)

// pair are two stories that may be one, by their places in the list.
type pair struct {
	a, b  int
	why   int
	apart time.Duration
}

// sameGroups finds the groups of two and more that are one story.
func sameGroups(c cache.Comparing) [][]feed.StoryID {
	list := make([]*told, len(c.Stories))
	at := make(map[feed.StoryID]int, len(list))
	for i, s := range c.Stories {
		list[i] = tell(s)
		at[s.ID] = i
	}
	stem(list)
	surely := map[[2]int]bool{}
	var pairs []pair
	add := func(ids [][2]feed.StoryID, why int, hold func(a, b *told) bool) {
		for _, p := range ids {
			a, knownA := at[p[0]]
			b, knownB := at[p[1]]
			if !knownA || !knownB || !hold(list[a], list[b]) {
				continue
			}
			surely[[2]int{min(a, b), max(a, b)}] = true
			pairs = append(pairs, pair{a, b, why, list[a].Date.Sub(list[b].Date).Abs()})
		}
	}
	add(c.Originals, asOriginal, func(a, b *told) bool { return a.Publication != b.Publication })
	add(c.Links, byLink, onePage)
	for i, j := range likely(list) {
		if sameStory(list[i], list[j]) {
			pairs = append(pairs, pair{i, j, byText, list[i].Date.Sub(list[j].Date).Abs()})
		}
	}
	slices.SortFunc(pairs, func(p, q pair) int {
		return cmp.Or(cmp.Compare(p.why, q.why), cmp.Compare(p.apart, q.apart), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	})
	return merge(list, pairs, func(a, b int) bool {
		return surely[[2]int{min(a, b), max(a, b)}] || sameStory(list[a], list[b])
	})
}

// merge makes groups of the pairs, the surest and nearest first. Two groups
// become one when each story of the one is the same as each of the other.
func merge(list []*told, pairs []pair, same func(a, b int) bool) [][]feed.StoryID {
	group := make([]int, len(list)) // by story
	members := make([][]int, len(list))
	known := map[int64]int{}
	for i, t := range list {
		group[i] = i
		if first, ok := known[t.Same]; ok && t.Same != 0 {
			group[i] = first
		}
		known[t.Same] = group[i]
		members[group[i]] = append(members[group[i]], i)
	}
	changed := map[int]bool{}
	for _, p := range pairs {
		g, h := group[p.a], group[p.b]
		if g == h || !joinable(list, members[g], members[h], same) {
			continue
		}
		for _, i := range members[h] {
			group[i] = g
		}
		members[g], members[h] = append(members[g], members[h]...), nil
		changed[g] = true
	}
	var found [][]feed.StoryID
	for g, is := range members {
		if !changed[g] || len(is) < 2 {
			continue
		}
		ids := make([]feed.StoryID, len(is))
		for k, i := range is {
			ids[k] = list[i].ID
		}
		found = append(found, ids)
	}
	return found
}

func joinable(list []*told, g, h []int, same func(a, b int) bool) bool {
	for _, a := range g {
		for _, b := range h {
			if list[a].Publication == list[b].Publication || !same(a, b) {
				return false
			}
		}
	}
	return true
}

// onePage tells whether two stories with one link are one: not when the links
// lead to two places on a page, or when each headline has words that the other
// has not, or one names what the other story does not speak of, as on a page that
// is used again and again.
func onePage(a, b *told) bool {
	if place, other := fragment(a.Link), fragment(b.Link); place != other && place != "" && other != "" {
		return false
	}
	if a.Publication == b.Publication || a.namesMore(b) && b.namesMore(a) {
		return false
	}
	return len(without(a.words, a, b, b.words)) == 0 || len(without(b.words, b, a, a.words)) == 0
}

func fragment(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return u.Fragment
}
