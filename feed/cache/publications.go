package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"standfirst/feed"
)

// Subscribe writes the configured publications. One is known again by its ID or
// else, when the ID is new, by a feed address: it was renamed and keeps its
// stories. Those no longer configured are retired: kept, never asked.
func (c *Cache) Subscribe(ctx context.Context, configured []feed.Publication) error {
	same, err := c.subscribed(ctx, configured)
	if err != nil || same {
		return err
	}
	err = c.change(ctx, func(x *tx) error { return x.subscribe(configured) })
	if err == ErrReadOnly {
		return nil // shown as it was
	}
	return err
}

func (x *tx) subscribe(configured []feed.Publication) error {
	have, err := x.storedPublications()
	if err != nil {
		return err
	}
	taken, matched := map[int64]bool{}, map[int64]bool{}
	for _, h := range have {
		if slices.ContainsFunc(configured, func(p feed.Publication) bool { return p.ID == h.ID }) {
			taken[h.num] = true
		}
	}
	for position, p := range configured {
		num := int64(0)
		for _, h := range have {
			if h.ID == p.ID {
				num = h.num
			}
		}
		for _, h := range have {
			if num == 0 && !taken[h.num] && sharesFeed(h.Publication, p) {
				num = h.num
			}
		}
		spec := oneJSON(&p)
		if num == 0 {
			num, err = x.insert(`INSERT INTO publications (id, name, site, spec, position) VALUES (?, ?, ?, ?, ?)`,
				string(p.ID), p.Name, p.Site, spec, position)
		} else {
			err = x.do(`UPDATE publications SET id = ?, name = ?, site = ?, spec = ?, position = ?, retired = 0 WHERE num = ?`,
				string(p.ID), p.Name, p.Site, spec, position, num)
		}
		if err != nil {
			return fmt.Errorf("store publication %q: %w", p.ID, err)
		}
		taken[num], matched[num] = true, true
		for _, s := range p.Sections {
			if _, err := x.sectionNums(num, s.Path); err != nil {
				return err
			}
		}
	}
	for _, h := range have {
		if !matched[h.num] {
			if err := x.do(`UPDATE publications SET retired = 1 WHERE num = ?`, h.num); err != nil {
				return err
			}
		}
	}
	return nil
}

// subscribed tells whether the configured publications stand in the cache
// already, so that an ordinary start writes nothing.
func (c *Cache) subscribed(ctx context.Context, configured []feed.Publication) (same bool, err error) {
	err = c.see(ctx, func(l *look) error {
		have, err := l.storedPublications()
		if err != nil {
			return err
		}
		active := 0
		same = true
		for _, h := range have {
			if h.Retired {
				continue
			}
			same = same && active < len(configured) && h.spec == oneJSON(&configured[active])
			active++
		}
		same = same && active == len(configured)
		return nil
	})
	return same, err
}

func sharesFeed(a, b feed.Publication) bool {
	for _, f := range a.Feeds {
		for _, g := range b.Feeds {
			if NormalLink(f.URL) == NormalLink(g.URL) {
				return true
			}
		}
	}
	return false
}

type storedPublication struct {
	feed.Publication
	num    int64
	spec   string
	oldest int64
	edited string
	bytes  int64
}

// storedPublications are all of them in the configured order, retired ones
// last; the reader's own section map replaces the configured one.
func (l *look) storedPublications() (list []storedPublication, err error) {
	err = l.each(`SELECT num, spec, retired, oldest, edited, bytes FROM publications ORDER BY retired, position, num`, nil,
		func(rows *sql.Rows) error {
			var s storedPublication
			var retired bool
			if err := rows.Scan(&s.num, &s.spec, &retired, &s.oldest, &s.edited, &s.bytes); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(s.spec), &s.Publication); err != nil {
				return fmt.Errorf("read publication: %w", err)
			}
			s.Retired = retired
			sections, err := decodeSections(s.edited)
			if err != nil {
				return fmt.Errorf("read sections of %s: %w", s.ID, err)
			}
			if len(sections) > 0 {
				s.Sections = sections
			}
			list = append(list, s)
			return nil
		})
	return list, err
}

// Publications returns the state of every publication, in the configured order,
// retired ones last.
func (c *Cache) Publications(ctx context.Context) (list []feed.PublicationState, err error) {
	err = c.see(ctx, func(l *look) error {
		stored, err := l.storedPublications()
		if err != nil {
			return err
		}
		fetches, err := l.fetchStates()
		if err != nil {
			return err
		}
		f, err := l.frame(feed.Query{Muted: true}, func(feed.Term) bool { return true })
		if err != nil {
			return err
		}
		saved, err := l.set(setSaved, 0)
		if err != nil {
			return err
		}
		for _, s := range stored {
			in, err := l.set(setPublication, s.num)
			if err != nil {
				return err
			}
			n := f.count(in)
			st := feed.PublicationState{
				Publication: s.Publication, Stories: n.Total, Unread: n.Unread,
				Saved: int(in.AndCardinality(saved)), Oldest: instant(s.oldest), Bytes: s.bytes,
			}
			joinFetches(&st, fetches)
			list = append(list, st)
		}
		return nil
	})
	return list, err
}

// joinFetches makes one state of those of a publication's feeds: the earliest
// next check, the latest success, the first fault.
func joinFetches(st *feed.PublicationState, fetches []FetchState) {
	for _, a := range st.Feeds {
		i := slices.IndexFunc(fetches, func(f FetchState) bool { return f.URL == a.URL })
		if i < 0 {
			continue
		}
		f := fetches[i]
		st.LastSuccess = latest(st.LastSuccess, f.LastSuccess)
		st.LastTry = latest(st.LastTry, f.LastTry)
		if st.NextCheck.IsZero() || !f.NextCheck.IsZero() && f.NextCheck.Before(st.NextCheck) {
			st.NextCheck = f.NextCheck
		}
		if st.Status == "" || st.Fault == "" && f.Fault != "" {
			st.Status = f.Status
		}
		if st.Fault == "" {
			st.Fault, st.Remedy = f.Fault, f.Remedy
		}
		if f.MovedTo != "" && (st.MovedTo == "" || f.Adopted != "" && !st.MoveAdopted) {
			st.MovedTo, st.MovedFrom, st.MovedSince, st.MoveAdopted = f.MovedTo, a.URL, f.MovedSince, f.Adopted != ""
		}
		if st.Notice == "" {
			st.Notice = f.Notice
		}
	}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Taxonomy is what was learned from a publication's own site.
type Taxonomy struct {
	Sections []feed.Section
	At       time.Time // zero: never asked
	State    string    // in the caller's words: that the site closes its interface, for example
	Until    time.Time // when to ask again
}

// SetTaxonomy keeps what was learned of a publication's sections.
func (c *Cache) SetTaxonomy(ctx context.Context, pub feed.PublicationID, t Taxonomy) error {
	return c.changeJoined(ctx, 1, func(x *tx) error {
		p, err := x.publication(pub)
		if err != nil {
			return err
		}
		for _, s := range t.Sections {
			if _, err := x.sectionNums(p.num, s.Path); err != nil {
				return err
			}
		}
		return x.do(`UPDATE publications SET learned = ?, learned_at = ? WHERE num = ?`, oneJSON(&t), millis(t.At), p.num)
	})
}

// Taxonomy returns what SetTaxonomy kept, the zero value when nothing.
func (c *Cache) Taxonomy(ctx context.Context, pub feed.PublicationID) (t Taxonomy, err error) {
	err = c.see(ctx, func(l *look) error {
		var text string
		if _, err := l.one(`SELECT learned FROM publications WHERE id = ?`, []any{string(pub)}, &text); err != nil || text == "" {
			return err
		}
		return json.Unmarshal([]byte(text), &t)
	})
	return t, err
}
