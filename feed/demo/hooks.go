package demo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

func newHouse(s *site, base time.Time) (*house, error) {
	desk := &copyDesk{site: s, press: newPress(), base: base, tags: map[string]*term{}}
	h := &house{site: s}
	var err error
	if h.stories, err = desk.load(s.key); err != nil {
		return nil, err
	}
	if h.late, err = desk.load(s.key + "/late"); err != nil {
		return nil, err
	}
	for _, t := range desk.tags {
		h.tags = append(h.tags, t)
	}
	slices.SortFunc(h.tags, func(a, b *term) int {
		return strings.Compare(strings.ToLower(a.name)+a.name, strings.ToLower(b.name)+b.name)
	})
	for i, t := range h.tags {
		t.id = 21 + i
	}
	return h, nil
}

// lastModified is the time of the last change on the whole site, as WordPress
// reckons it (get_lastpostmodified): validators follow it alone.
func (h *house) lastModified() time.Time {
	var last time.Time
	for _, s := range h.stories {
		if s.modified.After(last) {
			last = s.modified
		}
	}
	return last
}

// change is the time to give to a change made now: later than every earlier
// one, so that validators differ even when the clock stands still.
func (h *house) change(now time.Time) time.Time {
	now = now.UTC().Truncate(time.Second)
	if last := h.lastModified(); !now.After(last) {
		return last.Add(time.Second)
	}
	return now
}

// Publish puts n new stories on each site, dated now, and returns their links:
// those of first, then those of Community Care. They are the briefs of
// stories/*/late in their order; when those are used up they come again under
// another number and with the number in the headline.
func (p *Publisher) Publish(n int) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var links []string
	for _, h := range p.houses {
		for range n {
			s := h.brief(h.printed)
			h.printed++
			at := h.change(p.now())
			s.published, s.modified = at, at
			h.stories = append(h.stories, s)
			links = append(links, s.link)
		}
		sortNewest(h.stories)
	}
	return links
}

// Lengthen adds n older stories to each site's archive, one a day before its
// oldest one: something for an archive to be long enough to be interrupted.
// They are the briefs of Publish under numbers of their own.
func (p *Publisher) Lengthen(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, h := range p.houses {
		last := h.stories[len(h.stories)-1].published
		for range n {
			h.older++
			s := h.brief(1_000_000 + h.older)
			s.id = h.older
			s.guid = h.url("/?p=" + strconv.Itoa(s.id))
			last = last.AddDate(0, 0, -1)
			s.published, s.modified = last, last
			h.stories = append(h.stories, s)
		}
	}
}

// brief returns the i-th waiting story; from the second round on with i in its
// number, link and headline.
func (h *house) brief(i int) *story {
	round, s := i/len(h.late), *h.late[i%len(h.late)]
	if round > 0 {
		mark := strconv.Itoa(i + 1)
		s.id += 1000 * round
		s.guid = h.url("/?p=" + strconv.Itoa(s.id))
		s.link = strings.TrimSuffix(s.link, "/") + "-" + mark + "/"
		s.slug += "-" + mark
		s.title += " (" + mark + ")"
	}
	return &s
}

// Edit replaces old by new in the headline, standfirst and text of the story
// with that slug, and notes the change. Both are texts as served: HTML.
func (p *Publisher) Edit(slug, old, new string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	h, s := p.find(slug)
	if s == nil {
		return fmt.Errorf("edit story: no story %q", slug)
	}
	if !strings.Contains(s.title+"\n"+s.standfirst+"\n"+s.body, old) {
		return fmt.Errorf("edit story %s: %q is not in it", slug, old)
	}
	s.title = strings.ReplaceAll(s.title, old, new)
	s.standfirst = strings.ReplaceAll(s.standfirst, old, new)
	s.body = strings.ReplaceAll(s.body, old, new)
	s.modified = h.change(p.now())
	return nil
}

// Withdraw takes a story off its site. As on a real one, this does not change
// the feed's validators unless the story was the last one changed.
func (p *Publisher) Withdraw(slug string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	h, s := p.find(slug)
	if s == nil {
		return fmt.Errorf("withdraw story: no story %q", slug)
	}
	h.stories = slices.DeleteFunc(h.stories, func(have *story) bool { return have == s })
	return nil
}

// Say adds a comment to a story of Community Care. Post feeds keep their
// validators, so their comment counts go stale behind a 304.
func (p *Publisher) Say(slug, name, text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	h, s := p.find(slug)
	if s == nil || !h.comments {
		return fmt.Errorf("add comment: no open story %q", slug)
	}
	text, err := newPress().line(text)
	if err != nil {
		return err
	}
	s.comments = append(s.comments, comment{id: s.id*40 + len(s.comments), depth: 1, name: name, text: text, at: p.now()})
	return nil
}

// Fail makes every request to a host ("communitycare.example") end in that
// status; 429 and 503 ask for two minutes. Status 0 heals it.
func (p *Publisher) Fail(host string, status int) error {
	return p.set(host, func(h *house) { h.fault = status })
}

// Shrink makes the feeds of a host show n stories at most; 0 shows all again.
func (p *Publisher) Shrink(host string, n int) error {
	return p.set(host, func(h *house) { h.shown = n })
}

// Move makes the main feed of a host answer that it has moved for good, to
// /feed/rss2/ on the same host, or takes that back.
func (p *Publisher) Move(host string, moved bool) error {
	return p.set(host, func(h *house) { h.moved = moved })
}

func (p *Publisher) set(host string, change func(*house)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.house(host)
	if h == nil {
		return fmt.Errorf("no publication at %q", host)
	}
	change(h)
	return nil
}

func (p *Publisher) find(slug string) (*house, *story) {
	for _, h := range p.houses {
		for _, s := range h.stories {
			if s.slug == slug {
				return h, s
			}
		}
	}
	return nil, nil
}
