package cache

import (
	"strings"
	"unicode"

	"standfirst/feed"
)

// Hits stand between these two characters of the private use area, which clean
// leaves in no text.
const (
	hitStart = "\ue000"
	hitEnd   = "\ue001"
)

// snippetWords is the length of a snippet, with the hit in its first third.
const snippetWords = 26

// snippets fills the text around the first hit of each row.
func (l *look) snippets(q feed.Query, rows []feed.Row) error {
	var looked []sought
	for _, t := range textTerms(q.Terms) {
		looked = append(looked, seek(t))
	}
	if len(looked) == 0 {
		return nil
	}
	for i := range rows {
		body, _, _, err := l.bodyOf(rows[i].ID)
		if err != nil {
			return err
		}
		text := plainText(body)
		if s, ok := snippet(text, looked); ok {
			rows[i].Snippet = s
		} else if s, ok := snippet(rows[i].Standfirst, looked); ok {
			rows[i].Snippet = s
		}
	}
	return nil
}

// snippet cuts the words around the first hit out of a text.
func snippet(text string, looked []sought) (string, bool) {
	type span struct{ from, to int }
	var (
		spans []span
		words []string
	)
	eachWord(text, func(from, to int) bool {
		spans = append(spans, span{from, to})
		words = append(words, foldWord(text[from:to]))
		return true
	})
	hitAt := func(i int) int {
		for _, s := range looked {
			if s.at(words, i) {
				return len(s.words)
			}
		}
		return 0
	}
	first := 0
	for first < len(words) && hitAt(first) == 0 {
		first++
	}
	if first == len(words) {
		return "", false
	}
	start := max(0, first-snippetWords/3)
	end := min(len(words), start+snippetWords)
	var b strings.Builder
	if start > 0 {
		b.WriteString("… ")
	}
	at := spans[start].from
	for i := start; i < end; i++ {
		n := hitAt(i)
		if n == 0 {
			continue
		}
		last := min(i+n, end) - 1
		b.WriteString(text[at:spans[i].from])
		b.WriteString(hitStart + text[spans[i].from:spans[last].to] + hitEnd)
		at = spans[last].to
		i = last
	}
	b.WriteString(text[at:spans[end-1].to])
	if end < len(words) {
		b.WriteString(" …")
	} else {
		b.WriteString(strings.TrimRightFunc(text[spans[end-1].to:], unicode.IsSpace))
	}
	return strings.Join(strings.Fields(b.String()), " "), true
}
