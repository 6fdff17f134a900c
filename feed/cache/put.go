package cache

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"sort"
	"sync"
	"time"

	"standfirst/feed"
)

// batch is how many stories are written at a time, so that a mark or another
// instance gets in between.
const batch = 200

// PutReport says what came of the stories of one document.
type PutReport struct {
	New     int
	Updated int // known stories whose text was edited
	Same    int // known stories, also those pruned or forgotten
	IDs     []feed.StoryID
}

// Put stores the stories of one document of a publication and tells the new
// ones, in the order of their dates. It leaves the search index to Index.
//
// Known stories are recognised as stated at names; nothing is ever taken away
// because a document says less than before, and no edit touches a mark.
func (c *Cache) Put(ctx context.Context, pub feed.PublicationID, stories []feed.Story) (PutReport, error) {
	return c.PutOf(ctx, pub, stories, len(stories))
}

// PutOf is Put for a part of a document that held so many items: those whose
// text was new to the caller. The number tells edits from churn. Documents that
// come at the same time are written together, as long as they are small.
func (c *Cache) PutOf(ctx context.Context, pub feed.PublicationID, stories []feed.Story, items int) (PutReport, error) {
	var report PutReport
	seen := c.now().UTC().Truncate(time.Millisecond)
	var tally churn
	for part := range prepared(ordered(stories, seen)) {
		report.IDs = slices.Clip(report.IDs)
		var (
			next    PutReport
			counted churn
		)
		err := c.changeJoined(ctx, len(part), func(x *tx) error {
			next, counted = report, tally
			p, err := x.publication(pub)
			if err != nil {
				return err
			}
			for _, in := range part {
				if err := x.putStory(p, in, &next, &counted); err != nil {
					return fmt.Errorf("store story of %s: %w", pub, err)
				}
			}
			return nil
		})
		if err != nil {
			return report, err
		}
		report, tally = next, counted
		clear(part) // the packed texts of a large document are not held to its end
	}
	if tally.known > 0 {
		return report, c.noteChurn(ctx, pub, tally, max(items, len(stories)))
	}
	return report, nil
}

// incoming is a story on its way in, with all that can be worked out before
// the writer is taken.
type incoming struct {
	feed.Story
	names    names
	html     []byte
	plain    func() string // of the body; few stories need it
	words    int
	lists    lists
	textHash int64
	restHash int64
	place    int // in the document
}

// ordered orders the stories by date, oldest first and the document's end first,
// so that numbers follow dates and the newest story has the highest.
func ordered(stories []feed.Story, seen time.Time) []*incoming {
	ids := namesOf(stories)
	all := make([]*incoming, len(stories))
	for i, s := range stories {
		s.FirstSeen = seen
		all[i] = &incoming{Story: s, names: ids[i], place: i}
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i].Date(), all[j].Date()
		if !a.Equal(b) {
			return a.Before(b)
		}
		return all[i].place > all[j].place
	})
	return all
}

// prepared cuts stories into batches and works out what storing them needs: the
// next batch while this one is being written.
func prepared(all []*incoming) iter.Seq[[]*incoming] {
	return func(yield func([]*incoming) bool) {
		prepare := func(part []*incoming) {
			for _, in := range part {
				in.prepare()
			}
		}
		if len(all) <= batch { // nothing to do at the same time
			if len(all) > 0 {
				prepare(all)
				yield(all)
			}
			return
		}
		ready, enough := make(chan []*incoming), make(chan struct{})
		defer close(enough)
		var fault any // the caller's, like one in a small document
		go func() {
			defer close(ready)
			defer func() { fault = recover() }()
			for part := range slices.Chunk(all, batch) {
				prepare(part)
				select {
				case ready <- part:
				case <-enough:
					return
				}
			}
		}()
		for part := range ready {
			if !yield(part) {
				return
			}
		}
		if fault != nil {
			panic(fault)
		}
	}
}

func (in *incoming) prepare() {
	in.plain = sync.OnceValue(func() string { return plainText(in.Body) })
	if in.words = in.Words; in.words == 0 {
		in.words = countWords(in.plain())
	}
	in.html = pack(in.Body)
	in.textHash = hash(in.Title, in.Standfirst, in.Body)
	s := &in.Story
	in.lists = listsOf(s)
	in.restHash = hash(s.Link, s.Byline, s.Updated.String(), s.CommentsURL, in.lists.sections, in.lists.categories,
		jsonText(s.Tags), in.lists.images, in.lists.enclosures,
		fmt.Sprint(s.Comments, s.Full, s.Sponsored, s.Featured, s.Words))
}

// lists are those of a story's lists that are stored as they are, in JSON.
type lists struct{ sections, categories, images, enclosures string }

func listsOf(s *feed.Story) lists {
	return lists{jsonText(s.Sections), jsonText(s.Categories), jsonText(s.Images), jsonText(s.Enclosures)}
}

func (x *tx) putStory(p pubRow, in *incoming, report *PutReport, tally *churn) error {
	id, exact, err := x.identify(p.num, in)
	if err != nil {
		return err
	}
	if id == 0 {
		if id, err = x.insertStory(p, in, 0); err != nil {
			return err
		}
		report.New++
		report.IDs = append(report.IDs, id)
		return x.keepNames(p.num, in.names, id)
	}
	var textHash, restHash int64
	here, err := x.one(`SELECT text_hash, rest_hash FROM stories WHERE id = ?`, []any{int64(id)}, &textHash, &restHash)
	if err != nil {
		return err
	}
	if !here {
		back, err := x.mayReturn(id, in)
		if err != nil || !back {
			report.Same++
			return err
		}
		if _, err := x.insertStory(p, in, id); err != nil {
			return err
		}
		report.New++
		report.IDs = append(report.IDs, id)
		return x.keepNames(p.num, in.names, id)
	}
	tally.known++
	if textHash == in.textHash && restHash == in.restHash {
		report.Same++
		if exact {
			return nil
		}
		return x.keepNames(p.num, in.names, id)
	}
	old, _, err := x.record(id)
	if err != nil {
		return err
	}
	edited, err := x.updateStory(p, old, in)
	if err != nil {
		return err
	}
	if edited {
		report.Updated++
		tally.edited++
	} else {
		report.Same++
	}
	return x.keepNames(p.num, in.names, id)
}

// identify finds the story that goes by one of the names; exact tells that it
// was the surest one.
func (x *tx) identify(pub int64, in *incoming) (id feed.StoryID, exact bool, err error) {
	keys := [...]int64{in.names.exact, in.names.guid, in.names.title} // 0 is nobody's name
	var known [len(keys)]feed.StoryID
	err = x.each(`SELECT key, story FROM identities WHERE pub = ? AND key IN (?, ?, ?)`, []any{pub, keys[0], keys[1], keys[2]},
		func(rows *sql.Rows) error {
			var key int64
			var story feed.StoryID
			err := rows.Scan(&key, &story)
			known[slices.Index(keys[:], key)] = story
			return err
		})
	if err != nil {
		return 0, false, err
	}
	for i, id := range known {
		if id == 0 {
			continue
		}
		if i == 1 { // by its GUID alone
			reused, err := x.reused(id, in)
			if err != nil {
				return 0, false, err
			}
			if reused {
				continue
			}
		}
		return id, i == 0, nil
	}
	return 0, false, nil
}

// reused tells whether a feed gave a story's GUID to another story: address,
// headline and date all differ. An edit keeps one of them.
func (x *tx) reused(id feed.StoryID, in *incoming) (bool, error) {
	var (
		title, link string
		published   int64
	)
	ok, err := x.one(`SELECT title, link, published FROM stories WHERE id = ?`, []any{int64(id)}, &title, &link, &published)
	if err != nil || !ok {
		return false, err
	}
	return NormalLink(link) != NormalLink(in.Link) && feed.Fold(title) != feed.Fold(in.Title) &&
		published != millis(in.Published), nil
}

func (x *tx) keepNames(pub int64, n names, id feed.StoryID) error {
	return x.do(`INSERT OR IGNORE INTO identities (pub, key, story)
		SELECT ?1, column1, ?2 FROM (VALUES (?3), (?4), (?5), (?6)) WHERE column1 <> 0`, pub, int64(id), n.exact, n.guid, n.title, n.link)
}

// insertStory writes a new story, under the number it had when it comes back.
func (x *tx) insertStory(p pubRow, in *incoming, back feed.StoryID) (feed.StoryID, error) {
	r := &record{Story: in.Story, pub: p.num, textHash: in.textHash, restHash: in.restHash}
	r.ID, r.Words, r.Publication = back, in.words, p.id
	r.textAt = millis(in.FirstSeen)
	if err := x.resolve(r); err != nil {
		return 0, err
	}
	var num any
	if back != 0 {
		num = int64(back)
		if err := x.do(`DELETE FROM gone WHERE story = ?`, int64(back)); err != nil {
			return 0, err
		}
		if err := x.remark(back); err != nil {
			return 0, err
		}
	}
	id, err := x.insert(`INSERT INTO stories (id, pub, date, title, standfirst, link, guid, byline, sections, tags,
		published, updated, first_seen, comments, words, flags, top, same, text_hash, rest_hash, text_at, edits,
		categories, images, enclosures, comments_url, page)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		append([]any{num, r.pub}, r.columns(in.lists)...)...)
	if err != nil {
		return 0, err
	}
	r.ID = feed.StoryID(id)
	if in.Body != "" {
		if err := x.do(`INSERT OR REPLACE INTO bodies (story, html, origin) VALUES (?, ?, 'feed')`, id, in.html); err != nil {
			return 0, err
		}
	}
	x.grow(p.num, r.Date(), len(in.html))
	sets, err := x.memberships(r)
	if err != nil {
		return 0, err
	}
	for s := range sets {
		x.put(s, id)
	}
	if err := x.putWordSets(r, in.plain); err != nil {
		return 0, err
	}
	x.after = append(x.after, func() { x.c.handed.put(r.ID, in.Body) })
	return r.ID, x.await(r.ID, false)
}

// columns are the values of a row from date on.
func (r *record) columns(l lists) []any {
	flags := r.flags &^ (flagFull | flagSponsored | flagFeatured)
	for bit, on := range map[int64]bool{flagFull: r.Full, flagSponsored: r.Sponsored, flagFeatured: r.Featured} {
		if on {
			flags |= bit
		}
	}
	r.flags = flags
	page := int64(0)
	if r.Link != "" {
		page = linkName(r.Link)
	}
	return []any{
		millis(r.Date()), r.Title, r.Standfirst, r.Link, r.GUID, r.Byline, l.sections, jsonText(r.tags),
		millis(r.Published), millis(r.Updated), millis(r.FirstSeen), r.Comments, r.Words, flags, r.Top, r.same,
		r.textHash, r.restHash, r.textAt, r.edits, l.categories, l.images, l.enclosures, r.CommentsURL, page,
	}
}

// writeRecord updates a row and the sets that follow from it.
func (x *tx) writeRecord(before map[setID]bool, r *record) error {
	err := x.do(`UPDATE stories SET date = ?, title = ?, standfirst = ?, link = ?, guid = ?, byline = ?, sections = ?, tags = ?,
		published = ?, updated = ?, first_seen = ?, comments = ?, words = ?, flags = ?, top = ?, same = ?, text_hash = ?,
		rest_hash = ?, text_at = ?, edits = ?, categories = ?, images = ?, enclosures = ?, comments_url = ?, page = ? WHERE id = ?`,
		append(r.columns(listsOf(&r.Story)), int64(r.ID))...)
	if err != nil {
		return err
	}
	now, err := x.memberships(r)
	if err != nil {
		return err
	}
	for s := range before {
		if !now[s] {
			x.drop(s, int64(r.ID))
		}
	}
	for s := range now {
		if !before[s] {
			x.put(s, int64(r.ID))
		}
	}
	return nil
}
