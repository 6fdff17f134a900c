package cache

import (
	"context"
	"strings"

	"standfirst/feed"
)

// A body that comes shorter than this share of what is known is a feed that
// blanked or cut it, not an edit: the longer one stays.
const keptShare = 0.8

// churn counts, for one document, how many known stories came and how many of
// them with another text.
type churn struct{ known, edited int }

// A publication that changes more than churnShare of its texts in churnTimes
// refreshes running rewrites them by machine; no more versions are kept then.
const (
	churnShare = 0.8
	churnTimes = 2
	churnLeast = 3 // known stories below which a share means nothing
)

// maxVersions bounds the versions kept of one story.
const maxVersions = 20

func (c *Cache) noteChurn(ctx context.Context, pub feed.PublicationID, t churn, items int) error {
	high := items >= churnLeast && float64(t.edited) > churnShare*float64(items)
	return c.change(ctx, func(x *tx) error {
		p, err := x.publication(pub)
		if err != nil {
			return err
		}
		switch {
		case high:
			return x.do(`UPDATE publications SET churn = churn + 1 WHERE num = ?`, p.num)
		case p.churn > 0:
			return x.do(`UPDATE publications SET churn = 0 WHERE num = ?`, p.num)
		}
		return nil
	})
}

// updateStory takes over what a known story says now. edited tells whether its
// text became another one.
func (x *tx) updateStory(p pubRow, old *record, in *incoming) (edited bool, err error) {
	before, err := x.memberships(old)
	if err != nil {
		return false, err
	}
	oldBody, origin, oldHTML, err := x.bodyOf(old.ID)
	if err != nil {
		return false, err
	}
	r := *old
	r.textHash, r.restHash = in.textHash, in.restHash
	if in.Title != "" {
		r.Title = in.Title
	}
	if in.Standfirst != "" {
		r.Standfirst = in.Standfirst
	}
	newBody := in.Body != oldBody && takesOver(in, oldBody, origin)
	if newBody {
		r.Words = in.words
		r.Full = in.Full || r.Full && origin == "feed" && in.words >= old.Words
	} else {
		r.Words = max(r.Words, in.Words)
		r.Full = r.Full || in.Full && in.Body == oldBody
	}
	x.takeRest(&r, in)
	edited = r.Title != old.Title || r.Standfirst != old.Standfirst ||
		newBody && oldBody != "" && !sameWords(plainText(oldBody), in.plain())
	if edited {
		if p.churn < churnTimes && old.edits < maxVersions {
			err = x.do(`INSERT INTO versions (story, seen, title, standfirst, html) VALUES (?, ?, ?, ?, ?)`,
				int64(old.ID), old.textAt, old.Title, old.Standfirst, oldHTML)
			if err != nil {
				return false, err
			}
			r.edits++
			if err := x.flagEdited(&r); err != nil {
				return false, err
			}
		}
		r.textAt = millis(in.FirstSeen)
	}
	if r.Title != old.Title || r.Standfirst != old.Standfirst || r.Link != old.Link {
		if err := x.part(&r); err != nil {
			return false, err
		}
		x.drop(setID{setCompared, 0}, int64(r.ID))
	}
	if err := x.resolve(&r); err != nil {
		return false, err
	}
	if newBody {
		x.grow(p.num, r.Date(), len(in.html)-len(oldHTML))
		if err := x.do(`INSERT OR REPLACE INTO bodies (story, html, origin) VALUES (?, ?, 'feed')`, int64(r.ID), in.html); err != nil {
			return false, err
		}
	}
	if err := x.writeRecord(before, &r); err != nil {
		return false, err
	}
	if edited || newBody {
		if err := x.putWordSets(&r, in.plain); err != nil {
			return false, err
		}
	}
	if edited || newBody || old.Byline != r.Byline || jsonText(old.tags) != jsonText(r.tags) {
		return edited, x.await(r.ID, true)
	}
	return edited, nil
}

// takesOver tells whether an incoming body replaces the known one: a fuller
// one, or an edit of about the same length. Text fetched from the page is only
// replaced by a longer one.
func takesOver(in *incoming, oldBody, origin string) bool {
	if in.Body == "" {
		return false
	}
	had := countWords(plainText(oldBody))
	have := countWords(in.plain())
	if origin != "" && origin != "feed" {
		return in.Full && have > had
	}
	return float64(have) >= keptShare*float64(had)
}

// takeRest takes over what is not text. An empty value is not news: feeds drop
// elements from one day to the next.
func (x *tx) takeRest(r *record, in *incoming) {
	if in.Link != "" {
		r.Link = in.Link
	}
	if in.Byline != "" {
		r.Byline = in.Byline
	}
	if r.Published.IsZero() && !in.Published.IsZero() {
		r.Published = in.Published
	}
	if in.Updated.After(r.Updated) {
		r.Updated = in.Updated
	}
	if in.Comments >= 0 {
		r.Comments = in.Comments
	}
	if in.CommentsURL != "" {
		r.CommentsURL = in.CommentsURL
	}
	if len(in.Categories) > 0 {
		r.Categories = in.Categories
	}
	if len(in.Sections) > 0 {
		r.Sections = in.Sections
	}
	if len(in.Tags) > 0 {
		r.Tags = in.Tags
	}
	if len(in.Images) > 0 {
		r.Images = in.Images
	}
	if len(in.Enclosures) > 0 {
		r.Enclosures = in.Enclosures
	}
	r.Sponsored = in.Sponsored || r.Sponsored
	r.Featured = in.Featured
}

// flagEdited notes that a text changed since it was read.
func (x *tx) flagEdited(r *record) error {
	var read int64
	if _, err := x.one(`SELECT read FROM marks WHERE story = ?`, []any{int64(r.ID)}, &read); err != nil {
		return err
	}
	if read != 0 {
		r.flags |= flagEdited
		x.put(setID{setEdited, 0}, int64(r.ID))
	}
	return nil
}

// bodyOf reads a story's body; all is empty when it has none.
func (l *look) bodyOf(id feed.StoryID) (body, origin string, packed []byte, err error) {
	ok, err := l.one(`SELECT html, origin FROM bodies WHERE story = ?`, []any{int64(id)}, &packed, &origin)
	if err != nil || !ok {
		return "", "", []byte{packNone}, err
	}
	body, err = unpack(packed)
	return body, origin, packed, err
}

// sameWords tells whether two texts differ in spaces only.
func sameWords(a, b string) bool {
	return a == b || strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}
