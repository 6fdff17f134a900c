package cache

import (
	"database/sql"
	"fmt"
	"strings"

	"standfirst/feed"
)

// numbers holds the numbers that a transaction gave or found for words.
type numbers struct {
	pubs     map[feed.PublicationID]pubRow
	tags     map[string]int64
	since    map[int64]int64
	wordings map[string]bool
	sections map[sectionKey][]int64
	bylines  map[string]int64
}

type sectionKey struct {
	pub  int64
	path string
}

// pubRow is what writing a story needs of its publication.
type pubRow struct {
	num   int64
	id    feed.PublicationID
	churn int
}

func (x *tx) numbers() *numbers {
	if x.known == nil {
		x.known = &numbers{
			pubs: map[feed.PublicationID]pubRow{}, tags: map[string]int64{}, since: map[int64]int64{},
			wordings: map[string]bool{}, sections: map[sectionKey][]int64{}, bylines: map[string]int64{},
		}
	}
	return x.known
}

func (x *tx) publication(id feed.PublicationID) (pubRow, error) {
	known := x.numbers().pubs
	if p, ok := known[id]; ok {
		return p, nil
	}
	p := pubRow{id: id}
	ok, err := x.one(`SELECT num, churn FROM publications WHERE id = ?`, []any{string(id)}, &p.num, &p.churn)
	if err != nil {
		return p, err
	}
	if !ok {
		return p, fmt.Errorf("no publication %q", id)
	}
	known[id] = p
	return p, nil
}

// resolve turns the tags of a story into numbers, making new ones.
func (x *tx) resolve(r *record) error {
	r.tags = r.tags[:0:0]
	date := millis(r.Date())
	for _, t := range r.Tags {
		if t.Key == "" {
			t.Key = feed.Fold(t.Name)
		}
		if t.Name == "" {
			t.Name = t.Published
		}
		if t.Key == "" || t.Name == "" {
			continue
		}
		num, err := x.tagNum(t, date)
		if err != nil {
			return err
		}
		if hasTag(r.tags, num) {
			continue
		}
		wording := t.Published
		if wording == t.Name {
			wording = ""
		}
		r.tags = append(r.tags, tagged{num, wording})
	}
	return nil
}

func hasTag(tags []tagged, num int64) bool {
	for _, t := range tags {
		if t.num == num {
			return true
		}
	}
	return false
}

// tagNum finds or makes a tag, learns its wording and its first date.
func (x *tx) tagNum(t feed.Tag, date int64) (int64, error) {
	known := x.numbers()
	num, ok := known.tags[t.Key]
	if !ok {
		var (
			name  string
			since int64
		)
		found, err := x.one(`SELECT num, name, since FROM tags WHERE key = ?`, []any{t.Key}, &num, &name, &since)
		if err != nil {
			return 0, err
		}
		switch {
		case !found:
			if num, err = x.insert(`INSERT INTO tags (key, name, since) VALUES (?, ?, ?)`, t.Key, t.Name, date); err != nil {
				return 0, err
			}
			since = date
		case name != t.Name && feed.Fold(name) != feed.Fold(t.Name):
			// The table of aliases chose another canonical wording.
			if err := x.do(`UPDATE tags SET name = ? WHERE num = ?`, t.Name, num); err != nil {
				return 0, err
			}
		}
		known.tags[t.Key], known.since[num] = num, since
	}
	if date != 0 && (known.since[num] == 0 || date < known.since[num]) {
		if err := x.do(`UPDATE tags SET since = ? WHERE num = ?`, date, num); err != nil {
			return 0, err
		}
		known.since[num] = date
	}
	for _, wording := range []string{t.Name, t.Published} {
		if wording == "" || known.wordings[wording] {
			continue
		}
		known.wordings[wording] = true
		if err := x.do(`INSERT OR IGNORE INTO aliases (fold, wording, tag) VALUES (?, ?, ?)`, feed.Fold(wording), wording, num); err != nil {
			return 0, err
		}
	}
	return num, nil
}

// sectionNums finds or makes a section and its parents; the section itself
// comes first.
func (x *tx) sectionNums(pub int64, path string) ([]int64, error) {
	key := sectionKey{pub, path}
	known := x.numbers().sections
	if nums, ok := known[key]; ok {
		return nums, nil
	}
	var nums []int64
	for at := path; at != ""; at = parent(at) {
		var num int64
		ok, err := x.one(`SELECT num FROM sections WHERE pub = ? AND path = ?`, []any{pub, at}, &num)
		if err != nil {
			return nil, err
		}
		if !ok {
			if num, err = x.insert(`INSERT INTO sections (pub, path, fold) VALUES (?, ?, ?)`, pub, at, feed.FoldPath(at)); err != nil {
				return nil, err
			}
		}
		nums = append(nums, num)
	}
	known[key] = nums
	return nums, nil
}

// parent is the path above, or "".
func parent(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[:i]
		}
	}
	return ""
}

func (x *tx) bylineNum(byline string) (int64, error) {
	known := x.numbers().bylines
	if num, ok := known[byline]; ok {
		return num, nil
	}
	var num int64
	ok, err := x.one(`SELECT num FROM bylines WHERE byline = ?`, []any{byline}, &num)
	if err == nil && !ok {
		num, err = x.insert(`INSERT INTO bylines (byline, fold) VALUES (?, ?)`, byline, feed.Fold(byline))
	}
	if err != nil {
		return 0, err
	}
	known[byline] = num
	return num, nil
}

// tagsOf finds the tags that a wording means. A tag of exactly that name or key
// is the one; else the wording stands for every tag that has it when case does
// not count: "send" finds SEND and, where there is one, a tag "send".
func (l *look) tagsOf(wording string) ([]int64, error) {
	find := func(query string, args ...any) (nums []int64, err error) {
		err = l.each(query, args, func(rows *sql.Rows) error {
			var num int64
			if err := rows.Scan(&num); err != nil {
				return err
			}
			nums = append(nums, num)
			return nil
		})
		return nums, err
	}
	nums, err := find(`SELECT num FROM tags WHERE name = ?`, wording)
	if err != nil || len(nums) > 0 {
		return nums, err
	}
	if nums, err = find(`SELECT num FROM tags WHERE key = ?`, wording); err != nil || len(nums) > 0 {
		return nums, err
	}
	fold := feed.Fold(wording)
	return find(`SELECT tag FROM aliases WHERE fold = ?1 UNION SELECT num FROM tags WHERE key = ?1`, fold)
}

// sectionsOf finds the sections that a value means: "first/comment", with the
// publication's id or name before the path, or a path alone, in every
// publication that has it; failing that, the last step of a path.
func (l *look) sectionsOf(value string) ([]int64, error) {
	pubs, err := l.publications()
	if err != nil {
		return nil, err
	}
	var nums []int64
	find := func(query string, args ...any) error {
		return l.each(query, args, func(rows *sql.Rows) error {
			var num int64
			if err := rows.Scan(&num); err != nil {
				return err
			}
			nums = append(nums, num)
			return nil
		})
	}
	if head, path, ok := strings.Cut(value, "/"); ok {
		for _, p := range pubs {
			if p.named(head) {
				if err := find(`SELECT num FROM sections WHERE pub = ? AND fold = ?`, p.num, feed.FoldPath(path)); err != nil {
					return nil, err
				}
			}
		}
	}
	folded := feed.FoldPath(value)
	if len(nums) == 0 {
		err = find(`SELECT num FROM sections WHERE fold = ?`, folded)
	}
	if err == nil && len(nums) == 0 {
		err = find(`SELECT num FROM sections WHERE substr(fold, -length(?1) - 1) = '/' || ?1`, folded)
	}
	return nums, err
}

// pubInfo is a publication as queries need it.
type pubInfo struct {
	num     int64
	id      feed.PublicationID
	name    string
	retired bool
}

// named tells whether a wording means this publication.
func (p pubInfo) named(wording string) bool {
	folded := feed.Fold(wording)
	return folded == feed.Fold(string(p.id)) || folded == feed.Fold(p.name)
}

// publications are all of them in the configured order, retired ones last.
func (l *look) publications() ([]pubInfo, error) {
	if l.memo.pubs != nil {
		return l.memo.pubs, nil
	}
	pubs := []pubInfo{}
	err := l.each(`SELECT num, id, name, retired FROM publications ORDER BY retired, position, num`, nil, func(rows *sql.Rows) error {
		var p pubInfo
		if err := rows.Scan(&p.num, &p.id, &p.name, &p.retired); err != nil {
			return err
		}
		pubs = append(pubs, p)
		return nil
	})
	l.memo.pubs = pubs
	return pubs, err
}
