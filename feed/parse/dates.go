package parse

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// date returns the first of texts that is a date, in UTC; zero when none is.
func (p *parser) date(texts ...string) time.Time {
	for _, text := range texts {
		if text == "" {
			continue
		}
		if t, ok := parseDate(text, p.options.Now); ok {
			return t
		}
	}
	return time.Time{}
}

// parseDate reads a date as feeds write it: RFC 3339 and its looser relatives
// (W3C date and time, ISO 8601), RFC 822 and 2822 with every liberty taken,
// words in other languages, seconds since 1970. A time without a zone is UTC.
// It reads words and numbers one by one rather than by layouts, so that order,
// commas, dashes and weekday names do not matter where they tell nothing.
//
// A date of digits alone with slashes is day/month/year, month/day/year only
// when nothing else is possible.
func parseDate(text string, now time.Time) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if len(text) < 4 || len(text) > 200 {
		return time.Time{}, false
	}
	if t, err := time.Parse(time.RFC1123Z, text); err == nil { // what nearly all RSS feeds send
		return checkDate(t)
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil { // and nearly all Atom feeds
		return checkDate(t)
	}
	if t, ok := unixDate(text); ok {
		return checkDate(t)
	}
	var d dateReader
	d.now = now
	if !d.read(text) {
		return time.Time{}, false
	}
	return d.time()
}

func checkDate(t time.Time) (time.Time, bool) {
	t = t.UTC()
	if t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}, false
	}
	return t, true
}

// unixDate reads seconds or milliseconds since 1970.
func unixDate(text string) (time.Time, bool) {
	whole, _, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 0 {
		return time.Time{}, false
	}
	switch len(whole) {
	case 9, 10:
		return time.Unix(n, 0), true
	case 13:
		return time.UnixMilli(n), true
	}
	return time.Time{}, false
}

// peekDate looks for a date in the bytes of a story without parsing it; 0 when
// there is none. It only ranks the stories of an overlong feed.
func peekDate(story []byte, now time.Time) int64 {
	for _, name := range []string{"<pubDate", "<published", "<dc:date", "<updated", "<issued", "<modified"} {
		at := bytes.Index(story, []byte(name))
		if at < 0 {
			continue
		}
		text := story[at+len(name):]
		from := bytes.IndexByte(text, '>')
		if from < 0 {
			continue
		}
		text = text[from+1:]
		to := bytes.IndexByte(text, '<')
		if to < 0 {
			continue
		}
		if t, ok := parseDate(string(text[:to]), now); ok {
			return t.Unix()
		}
	}
	return 0
}
