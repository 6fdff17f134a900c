package cache

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"standfirst/feed"
)

// Bits of stories.flags.
const (
	flagFull      = 1
	flagSponsored = 2
	flagFeatured  = 4
	flagEdited    = 8 // the text changed since it was read
)

// record is a row of stories with its words resolved to numbers.
type record struct {
	feed.Story
	pub      int64
	tags     []tagged
	flags    int64
	same     int64
	textHash int64
	restHash int64
	textAt   int64
	edits    int64
}

// tagged is a tag of a story: its number and its wording there, empty when that
// is the canonical one.
type tagged struct {
	num     int64
	wording string
}

func (t tagged) MarshalJSON() ([]byte, error) { return json.Marshal([]any{t.num, t.wording}) }

func (t *tagged) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&t.num, &t.wording})
}

const storyColumns = `s.id, s.pub, p.id, s.title, s.standfirst, s.link, s.guid, s.byline, s.sections, s.tags,
	s.published, s.updated, s.first_seen, s.comments, s.words, s.flags, s.top, s.same, s.text_hash, s.rest_hash,
	s.text_at, s.edits, s.categories, s.images, s.enclosures, s.comments_url`

// scanRecord reads storyColumns, then more.
func scanRecord(rows interface{ Scan(...any) error }, r *record, more ...any) error {
	var (
		published, updated, seen                       int64
		sections, tags, categories, images, enclosures string
	)
	into := []any{
		&r.ID, &r.pub, &r.Publication, &r.Title, &r.Standfirst, &r.Link, &r.GUID, &r.Byline, &sections, &tags,
		&published, &updated, &seen, &r.Comments, &r.Words, &r.flags, &r.Top, &r.same, &r.textHash, &r.restHash,
		&r.textAt, &r.edits, &categories, &images, &enclosures, &r.CommentsURL,
	}
	if err := rows.Scan(append(into, more...)...); err != nil {
		return err
	}
	r.Published, r.Updated, r.FirstSeen = instant(published), instant(updated), instant(seen)
	r.Full = r.flags&flagFull != 0
	r.Sponsored = r.flags&flagSponsored != 0
	r.Featured = r.flags&flagFeatured != 0
	for _, part := range []struct {
		text string
		into any
	}{{sections, &r.Sections}, {tags, &r.tags}, {categories, &r.Categories}, {images, &r.Images}, {enclosures, &r.Enclosures}} {
		if part.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(part.text), part.into); err != nil {
			return fmt.Errorf("read story %d: %w", r.ID, err)
		}
	}
	return nil
}

// nameTags fills Story.Tags from the numbers.
func (l *look) nameTags(records []*record) error {
	need := map[int64]feed.Tag{}
	for _, r := range records {
		for _, t := range r.tags {
			need[t.num] = feed.Tag{}
		}
	}
	if len(need) == 0 {
		return nil
	}
	nums := make([]int64, 0, len(need))
	for n := range need {
		nums = append(nums, n)
	}
	err := l.each(`SELECT num, key, name FROM tags WHERE num IN (SELECT value FROM json_each(?))`, []any{listOf(nums)},
		func(rows *sql.Rows) error {
			var (
				num int64
				t   feed.Tag
			)
			if err := rows.Scan(&num, &t.Key, &t.Name); err != nil {
				return err
			}
			need[num] = t
			return nil
		})
	if err != nil {
		return err
	}
	for _, r := range records {
		r.Tags = make([]feed.Tag, 0, len(r.tags))
		for _, t := range r.tags {
			tag := need[t.num]
			tag.Published = t.wording
			if tag.Published == "" {
				tag.Published = tag.Name
			}
			r.Tags = append(r.Tags, tag)
		}
	}
	return nil
}

func (l *look) record(id feed.StoryID) (*record, bool, error) {
	var found *record
	err := l.each(`SELECT `+storyColumns+` FROM stories s JOIN publications p ON p.num = s.pub WHERE s.id = ?`, []any{int64(id)},
		func(rows *sql.Rows) error {
			found = &record{}
			return scanRecord(rows, found)
		})
	if err != nil || found == nil {
		return nil, false, err
	}
	return found, true, l.nameTags([]*record{found})
}

// jsonText writes a value for a column; empty lists become "".
func jsonText[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(err) // lists of strings, numbers and images always can
	}
	return string(b)
}

// listOf writes numbers for json_each; an empty list is one too.
func listOf[T any](numbers []T) string {
	if len(numbers) == 0 {
		return "[]"
	}
	return jsonText(numbers)
}

func monthKey(t time.Time) int64 { return int64(t.Year())*100 + int64(t.Month()) }
func dayKey(t time.Time) int64   { return monthKey(t)*100 + int64(t.Day()) }

// memberships are the sets a story belongs to by what it is.
func (x *tx) memberships(r *record) (map[setID]bool, error) {
	in := map[setID]bool{{setAll, 0}: true, {setPublication, r.pub}: true}
	date := r.Date().UTC()
	in[setID{setMonth, monthKey(date)}] = true
	in[setID{setDay, dayKey(date)}] = true
	for kind, holds := range map[setKind]bool{
		setFull: r.Full, setSponsored: r.Sponsored, setFeatured: r.Featured, setTop: r.Top != "",
		setImages: len(r.Images) > 0, setComments: r.Comments > 0,
	} {
		if holds {
			in[setID{kind, 0}] = true
		}
	}
	for _, t := range r.tags {
		in[setID{setTag, t.num}] = true
	}
	for _, path := range r.Sections {
		nums, err := x.sectionNums(r.pub, path)
		if err != nil {
			return nil, err
		}
		for _, n := range nums {
			in[setID{setSection, n}] = true
		}
	}
	if r.Byline != "" {
		n, err := x.bylineNum(r.Byline)
		if err != nil {
			return nil, err
		}
		in[setID{setByline, n}] = true
	}
	return in, nil
}
