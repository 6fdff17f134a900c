package page

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// published is when a story appeared: as the page states it, else as it prints
// it, else as its address says. A date without a time is midnight UTC.
func published(root *html.Node, l linkedData, beside map[*html.Node]bool, address string) time.Time {
	stated := []string{l.published}
	for _, name := range []string{"article:published_time", "datePublished", "og:published_time", "article.published", "govuk:first-published-at", "parsely-pub-date",
		"sailthru.date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "pubdate", "publish-date", "publication_date",
		"citation_publication_date"} {
		stated = append(stated, meta(root, name))
	}
	stated = append(stated, markedDates(root, beside)...)
	if t := firstTime(append(stated, meta(root, "date"))...); !t.IsZero() {
		return t
	}
	if t := printedDate(root, beside); !t.IsZero() {
		return t
	}
	if day := datedPath.FindStringSubmatch(address); day != nil {
		return day3(day[1], day[2], day[3])
	}
	return time.Time{}
}

// datedPath is the day in an address: "/2026/11/20/" or "/2026-11-20".
var datedPath = regexp.MustCompile(`[/-]((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?:[/-]|$)`)

// markedDates are those that HTML and schema.org have elements for.
func markedDates(root *html.Node, beside map[*html.Node]bool) []string {
	var all []string
	for _, n := range query(root, "time[datetime][pubdate], time[datetime][itemprop=datePublished], time.published[datetime], article time[datetime], header time[datetime], abbr.published[title], [itemprop=datePublished][content], [itemprop=datePublished][datetime]") {
		if !inComments(n) && !inMarked(n, beside) {
			all = append(all, attr(n, "datetime"), attr(n, "title"), attr(n, "content"))
		}
	}
	return all
}

// printedDate is the first date of a short line that is marked as holding one:
// by its own or its parent's name, or as a time element. The dates of other
// stories stand in lists, asides and footers.
func printedDate(root *html.Node, beside map[*html.Node]bool) time.Time {
	var second time.Time // of a date that was changed later
	for _, n := range query(root, `time, [itemprop=datePublished], [class*="date"], [class*="publish"], [class*="posted"], [class*="byline"], [class*="meta"], [class*="subline"], [class*="info"], [id*="date"], [class*="author"], [class*="clock"] + *, [class*="einleitung"]`) {
		if inComments(n) || within(n, atom.Footer, atom.Nav, atom.Form, atom.Head) || inMarked(n, beside) || commentName.MatchString(attr(n, "class")) {
			continue
		}
		text := words(n)
		if len(text) > 200 {
			continue
		}
		t := firstTime(attr(n, "datetime"))
		if inner := query(n, "time[datetime]"); t.IsZero() && len(inner) > 0 {
			t = firstTime(attr(inner[0], "datetime"))
		}
		if t.IsZero() {
			t = dateIn(text)
		}
		switch {
		case t.IsZero():
		case changed.MatchString(text):
			if second.IsZero() {
				second = t
			}
		default:
			return t
		}
	}
	return second
}

// besideStory marks what is about other stories: asides that are long or have a
// list or headings, and items of lists that have a heading. It is asked for every
// date and name, so it is looked through once.
func besideStory(root *html.Node) map[*html.Node]bool {
	marked := map[*html.Node]bool{}
	for _, n := range find(root, atom.Li, atom.Aside) {
		if marked[n] || within(n, atom.Li) && is(n, atom.Li) {
			continue // the outer list is judged
		}
		headings := len(find(n, atom.H2, atom.H3, atom.H4, atom.H5))
		if headings > 0 || is(n, atom.Aside) && (len(find(n, atom.Li)) > 0 || size(n) > 300) {
			marked[n] = true
		}
	}
	return marked
}

func inMarked(n *html.Node, marked map[*html.Node]bool) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if marked[p] {
			return true
		}
	}
	return false
}

var (
	changed     = regexp.MustCompile(`(?i)^\W*(?:last )?(?:updated|modified|changed|reviewed)|letzte änderung|aktualisiert|mis à jour|actualizado`)
	commentName = regexp.MustCompile(`(?i)comment`)
)

// The forms of a printed date: "5 October 2026", "October 5,2026", "5.10.2026"
// and "05/10/2026" (the day first, as in Europe), "2026-10-05".
var (
	dayFirst   = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th|\.|er|º)?\s*(?:de\s+)?(\p{L}{3,10})\.?,?\s*(?:de\s+)?((?:19|20)\d\d)\b`)
	monthFirst = regexp.MustCompile(`(?i)\b(\p{L}{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s*((?:19|20)\d\d)\b`)
	numbers    = regexp.MustCompile(`\b(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)\b`)
	isoDay     = regexp.MustCompile(`\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b`)
)

// dateIn is the first date that a text names, midnight UTC.
func dateIn(text string) time.Time {
	var found time.Time
	at := len(text)
	take := func(form *regexp.Regexp, year, month, day int) {
		for _, m := range form.FindAllStringSubmatchIndex(text, -1) {
			t := day3(text[m[2*year]:m[2*year+1]], text[m[2*month]:m[2*month+1]], text[m[2*day]:m[2*day+1]])
			if !t.IsZero() && m[0] < at {
				found, at = t, m[0]
			}
		}
	}
	take(dayFirst, 3, 2, 1)
	take(monthFirst, 3, 1, 2)
	take(numbers, 3, 2, 1)
	take(isoDay, 1, 2, 3)
	if found.IsZero() {
		take(numbers, 3, 1, 2) // the month first: the day is above twelve
	}
	return found
}

// day3 is the day of a year, a month (its number or its name) and a day; zero
// when there is no such day.
func day3(year, month, day string) time.Time {
	y, _ := strconv.Atoi(year)
	d, _ := strconv.Atoi(day)
	m, err := strconv.Atoi(month)
	if err != nil {
		m = monthOf(month)
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if m < 1 || m > 12 || t.Day() != d {
		return time.Time{}
	}
	return t
}

// monthOf is the number of a month by its name or a beginning of it, in English,
// German, French and Spanish; 0 when it is none.
func monthOf(name string) int {
	name = strings.ToLower(name)
	for i, names := range [...]string{
		"january januar jänner janvier enero", "february februar février febrero", "march märz mars marzo", "april avril abril",
		"may mai mayo", "june juni juin junio", "july juli juillet julio", "august août agosto", "september sept septembre septiembre",
		"october oktober octobre octubre", "november novembre noviembre", "december dezember décembre diciembre",
	} {
		for full := range strings.FieldsSeq(names) {
			if strings.HasPrefix(full, name) {
				return i + 1
			}
		}
	}
	return 0
}

// firstTime is the first of the dates that can be read, in UTC.
func firstTime(values ...string) time.Time {
	for _, v := range values {
		v = strings.TrimSpace(v)
		if v == "" {
			continue
		}
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04",
			"2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02", "2006/01/02", "20060102", time.RFC1123Z, time.RFC1123} {
			if t, err := time.Parse(layout, v); err == nil {
				return t.UTC()
			}
		}
		if t := dateIn(v); !t.IsZero() && len(v) < 60 {
			return t
		}
	}
	return time.Time{}
}
