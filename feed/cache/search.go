package cache

import (
	"database/sql"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"standfirst/feed"
)

// prefixFrom is the number of letters from which a word matches as a beginning.
const prefixFrom = 3

// beginning ends the entry for the words that begin with three letters.
const beginning = "·"

// firstLetters is that entry for a word; whole tells that it has no other letters.
func firstLetters(word string) (entry string, whole bool) {
	n := 0
	for i := range word {
		if n == prefixFrom {
			return word[:i] + beginning, false
		}
		n++
	}
	if n < prefixFrom {
		return "", false
	}
	return word + beginning, true
}

// expandMost is the number of words that the beginning of a word may mean
// before the index is asked to gather them itself.
const expandMost = 400

// lookUpMost is the number of words that are looked for among the common ones one by
// one; for more it is cheaper to read them all.
const lookUpMost = 30

// everything is the span of all story numbers.
var everything = span{0, 1 << 32}

type span struct{ from, to int64 }

// textSet is every story with a word or phrase in its headline, standfirst,
// byline, tags or body.
func (l *look) textSet(t feed.Term) (*roaring.Bitmap, error) {
	s := seek(t)
	if len(s.words) == 0 {
		return roaring.New(), nil
	}
	rows, err := l.inHeads(s, "", everything)
	if err != nil {
		return nil, err
	}
	bodies, err := l.inTexts(s)
	if err != nil {
		return nil, err
	}
	return roaring.Or(rows, bodies), nil
}

// inHeads looks in one column of heads, or with "" in all of them.
func (l *look) inHeads(s sought, column string, in span) (*roaring.Bitmap, error) {
	expression := `"` + strings.Join(s.words, " ") + `"`
	if s.prefix {
		expression += " *"
	}
	if s.one != "" && s.one != s.words[0] {
		expression = `(` + expression + ` OR "` + s.one + `")`
	}
	if column != "" {
		expression = column + " : " + expression
	}
	return l.matching("heads", expression, in)
}

// inTexts looks in the bodies. The index knows which words a body has; whether
// they stand together is read in the bodies that have them all.
func (l *look) inTexts(s sought) (*roaring.Bitmap, error) {
	var rows *roaring.Bitmap
	for i, w := range s.words {
		has, err := l.bodiesWith(w, s.prefix && i == len(s.words)-1)
		if err != nil {
			return nil, err
		}
		if rows == nil {
			rows = has
		} else {
			rows = roaring.And(rows, has)
		}
	}
	if s.one != "" && s.one != s.words[0] {
		has, err := l.bodiesWith(s.one, false)
		if err != nil {
			return nil, err
		}
		rows = roaring.Or(rows, has)
	}
	if len(s.words) == 1 {
		return rows, nil
	}
	turn, err := l.indexTurn()
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("phrase %q %v", s.words, s.prefix)
	if have := l.c.found.get(turn, key); have != nil {
		return have, nil
	}
	if rows, err = l.together(s, rows); err == nil && !l.writing {
		l.c.found.put(turn, key, rows)
	}
	return rows, err
}

// bodiesWith is every story whose body has a word, or one beginning with it.
func (l *look) bodiesWith(word string, prefix bool) (*roaring.Bitmap, error) {
	if !prefix {
		return l.bodiesOf(word)
	}
	if entry, whole := firstLetters(word); whole {
		return l.bodiesOf(entry)
	}
	return l.bodiesBeginning(word)
}

// bodiesBeginning is every story whose body has a word that begins with some
// letters.
func (l *look) bodiesBeginning(letters string) (*roaring.Bitmap, error) {
	words, err := l.wordsBeginning(letters)
	if err != nil {
		return nil, err
	}
	rows := roaring.New()
	if len(words) > expandMost {
		// The index gathers them itself, but for the common ones.
		listed, err := l.matching("texts", `"`+letters+`" *`, everything)
		if err != nil {
			return nil, err
		}
		rows.Or(listed)
		common, err := l.common()
		if err != nil {
			return nil, err
		}
		words = words[:0]
		for w := range common {
			if strings.HasPrefix(w, letters) && !strings.HasSuffix(w, beginning) {
				words = append(words, w)
			}
		}
	}
	if len(words) > lookUpMost {
		if _, err := l.common(); err != nil {
			return nil, err
		}
	}
	for _, w := range words {
		has, err := l.bodiesOf(w)
		if err != nil {
			return nil, err
		}
		rows.Or(has)
	}
	return rows, nil
}

// bodiesOf is every story whose body has an entry of the index. The caller must not
// change the answer.
func (l *look) bodiesOf(entry string) (*roaring.Bitmap, error) {
	if num, ok, err := l.commonNum(entry); err != nil || ok {
		if err != nil {
			return nil, err
		}
		return l.commonBodies(num)
	}
	return l.matching("texts", `"`+entry+`"`, everything)
}

// wordsBeginning are the known words that begin with some letters.
func (l *look) wordsBeginning(letters string) (words []string, err error) {
	err = l.each(`SELECT word FROM words WHERE word >= ? AND word < ? LIMIT ?`, []any{letters, letters + "\U0010ffff", expandMost + 1},
		func(rows *sql.Rows) error {
			var w string
			err := rows.Scan(&w)
			words = append(words, w)
			return err
		})
	return words, err
}

// matching runs an FTS5 expression over a span of story numbers. The numbers
// come back as one text: a row each would cost five times as much. The caller
// must not change the answer.
func (l *look) matching(table, expression string, in span) (*roaring.Bitmap, error) {
	key := table + " " + expression
	turn := int64(0)
	if in == everything {
		var err error
		if turn, err = l.indexTurn(); err != nil {
			return nil, err
		}
		if have := l.c.found.get(turn, key); have != nil {
			return have, nil
		}
	}
	var text sql.NullString
	query := `SELECT group_concat(rowid) FROM ` + table + ` WHERE ` + table + ` MATCH ?`
	args := []any{expression}
	if in != everything {
		query += ` AND rowid BETWEEN ? AND ?`
		args = append(args, in.from, in.to)
	}
	if _, err := l.one(query, args, &text); err != nil {
		return nil, err
	}
	rows := roaring.New()
	if text.String != "" {
		ids := make([]uint32, 0, len(text.String)/5+1)
		for part := range strings.SplitSeq(text.String, ",") {
			n, err := strconv.ParseUint(part, 10, 32)
			if err != nil {
				return nil, err
			}
			ids = append(ids, uint32(n))
		}
		rows.AddMany(ids)
	}
	if in == everything && !l.writing {
		rows.RunOptimize()
		l.c.found.put(turn, key, rows)
	}
	return rows, nil
}

// together keeps the stories in whose bodies the words stand one after another.
func (l *look) together(s sought, rows *roaring.Bitmap) (*roaring.Bitmap, error) {
	type packed struct {
		id   uint32
		html []byte
	}
	var (
		work  = make(chan packed, 64)
		wg    sync.WaitGroup
		mu    sync.Mutex
		found = roaring.New()
		fault error
	)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for p := range work {
				body, err := unpack(p.html)
				hit := err == nil && s.in(plainText(body))
				mu.Lock()
				if hit {
					found.Add(p.id)
				}
				if err != nil && fault == nil {
					fault = err
				}
				mu.Unlock()
			}
		})
	}
	var err error
	// In parts: the list of numbers is a parameter.
	for it, more := rows.Iterator(), true; more && err == nil; {
		var ids []uint32
		for it.HasNext() && len(ids) < 1000 {
			ids = append(ids, it.Next())
		}
		if more = it.HasNext(); len(ids) == 0 {
			break
		}
		err = l.each(`SELECT story, html FROM bodies WHERE story IN (SELECT value FROM json_each(?))`, []any{listOf(ids)},
			func(rows *sql.Rows) error {
				var p packed
				err := rows.Scan(&p.id, &p.html)
				work <- p
				return err
			})
	}
	close(work)
	wg.Wait()
	if err == nil {
		err = fault
	}
	return found, err
}

// textTerms are the words and phrases that a query looks for.
func textTerms(terms []feed.Term) []feed.Term {
	var list []feed.Term
	for _, t := range terms {
		switch {
		case t.Not:
		case t.Kind == feed.TermWord || t.Kind == feed.TermPhrase:
			if folded(t.Value) != "" {
				list = append(list, t)
			}
		default:
			list = append(list, textTerms(t.Terms)...)
		}
	}
	return list
}
