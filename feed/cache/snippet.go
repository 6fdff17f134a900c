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

// snippet cuts the words around the first hit out of a text. It reads no further
// than it must.
func snippet(text string, looked []sought) (string, bool) {
	type place struct {
		from, to int
		word     string
	}
	longest := 1
	for _, s := range looked {
		longest = max(longest, len(s.words))
	}
	var places []place
	hit := -1 // in places
	words := make([]string, 0, longest)
	hitAt := func(i int) int {
		words = words[:0]
		for _, p := range places[i:min(i+longest, len(places))] {
			words = append(words, p.word)
		}
		for _, s := range looked {
			if s.at(words, 0) {
				return len(s.words)
			}
		}
		return 0
	}
	const before = snippetWords / 3
	eachWord(text, func(from, to int) bool {
		if hit >= 0 && len(places) == snippetWords+longest {
			return false
		}
		w := foldWord(text[from:to])
		if w == "" {
			return true
		}
		if hit < 0 && len(places) == before+longest {
			copy(places, places[1:])
			places = places[:len(places)-1]
		}
		places = append(places, place{from, to, w})
		for i := max(0, len(places)-longest); hit < 0 && i < len(places); i++ {
			if hitAt(i) > 0 {
				hit = i
			}
		}
		return true
	})
	if hit < 0 {
		return "", false
	}
	start := max(0, hit-before)
	end := min(len(places), start+snippetWords)
	var b strings.Builder
	if strings.TrimSpace(text[:places[start].from]) != "" {
		b.WriteString("… ")
	}
	at := places[start].from
	for i := start; i < end; i++ {
		n := hitAt(i)
		if n == 0 {
			continue
		}
		last := min(i+n, end) - 1
		b.WriteString(text[at:places[i].from])
		b.WriteString(hitStart + text[places[i].from:places[last].to] + hitEnd)
		at = places[last].to
		i = last
	}
	b.WriteString(text[at:places[end-1].to])
	if end < len(places) {
		b.WriteString(" …")
	} else {
		b.WriteString(strings.TrimRightFunc(text[places[end-1].to:], unicode.IsSpace))
	}
	return strings.Join(strings.Fields(b.String()), " "), true
}
