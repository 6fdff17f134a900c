package feed

import "time"

// Query is the question an Edition answers: every term of Terms must hold.
// Its one text form is read by ParseQuery and written by String:
//
//	tag:"kinship care" -tag:adoption section:first/comment is:unread since:7d fostering
//
// The zero Query asks for all stories, newest first.
type Query struct {
	Terms []Term
	Sort  Sort
	// KeepReadSince keeps stories that were read after it in an is:unread
	// edition, so that a row stays in place until the list is left. It is not
	// part of the text form.
	KeepReadSince time.Time
	// Muted shows muted stories too. In the text form: is:muted shows only them.
	Muted bool
	// Twins shows every version of a story that several publications carry, and
	// not only the one that stands for it. It is not part of the text form.
	Twins bool
}

// Sort is the order of an edition.
type Sort string

const (
	SortAuto        Sort = "" // best first for a search by words, newest first otherwise
	SortNewest      Sort = "newest"
	SortOldest      Sort = "oldest"
	SortBest        Sort = "best"
	SortPublication Sort = "publication"
)

// TermKind says what a Term asks.
type TermKind string

const (
	TermWord        TermKind = "word"    // a word, prefix-matched
	TermPhrase      TermKind = "phrase"  // "exact words"
	TermTag         TermKind = "tag"     // tag:"kinship care"; Value is the wording, any alias
	TermSection     TermKind = "section" // section:first/comment: publication id or name, "/", path; or a path alone
	TermPublication TermKind = "pub"     // pub:"Community Care": id or name
	TermIs          TermKind = "is"      // is:unread read saved followed muted sponsored stored edited top new
	TermHas         TermKind = "has"     // has:full comments images
	TermSince       TermKind = "since"   // since:7d, since:last-visit, since:2026-01-01
	TermBefore      TermKind = "before"  // before:2026-01-01
	TermMonth       TermKind = "month"   // month:2026-10
	TermBy          TermKind = "by"      // by:"Rowan Achebe"
	TermAny         TermKind = "or"      // any of Terms
	TermAll         TermKind = "and"     // all of Terms
)

// Term is one condition of a Query. Any and All carry Terms, the others Value.
type Term struct {
	Kind  TermKind
	Value string
	Not   bool
	Terms []Term
}

// With returns the query with t added, unless it is there already.
func (q Query) With(t Term) Query {
	for _, have := range q.Terms {
		if have.Equal(t) {
			return q
		}
	}
	q.Terms = append(append([]Term(nil), q.Terms...), t)
	return q
}

// Without returns the query without its i-th term.
func (q Query) Without(i int) Query {
	terms := append([]Term(nil), q.Terms[:i]...)
	q.Terms = append(terms, q.Terms[i+1:]...)
	return q
}

// WithoutKind returns the query without terms of that kind at the top level.
func (q Query) WithoutKind(kinds ...TermKind) Query {
	var terms []Term
next:
	for _, t := range q.Terms {
		for _, k := range kinds {
			if t.Kind == k {
				continue next
			}
		}
		terms = append(terms, t)
	}
	q.Terms = terms
	return q
}

// Has tells whether the query has a term of that kind and value at the top level.
func (q Query) Has(kind TermKind, value string) bool {
	for _, t := range q.Terms {
		if t.Kind == kind && t.Value == value && !t.Not {
			return true
		}
	}
	return false
}

// Words tells whether the query searches text.
func (q Query) Words() bool { return anyWords(q.Terms) }

func anyWords(terms []Term) bool {
	for _, t := range terms {
		if t.Kind == TermWord || t.Kind == TermPhrase || anyWords(t.Terms) {
			return true
		}
	}
	return false
}

// Equal tells whether two terms ask the same.
func (t Term) Equal(u Term) bool {
	if t.Kind != u.Kind || t.Value != u.Value || t.Not != u.Not || len(t.Terms) != len(u.Terms) {
		return false
	}
	for i := range t.Terms {
		if !t.Terms[i].Equal(u.Terms[i]) {
			return false
		}
	}
	return true
}

// Equal tells whether two queries ask the same, KeepReadSince aside.
func (q Query) Equal(p Query) bool {
	if q.Sort != p.Sort || q.Muted != p.Muted || q.Twins != p.Twins || len(q.Terms) != len(p.Terms) {
		return false
	}
	for i := range q.Terms {
		if !q.Terms[i].Equal(p.Terms[i]) {
			return false
		}
	}
	return true
}
