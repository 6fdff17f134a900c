package digest

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"standfirst/feed"
	"standfirst/feed/clean"
)

// Citation is a reference to a story in the Harvard style of British
// universities (Pears and Shields, Cite Them Right, "online newspaper articles"):
//
//	Achebe, R. (2026) ‘Ten areas to pay kinship carers’, first, 14 November.
//	Available at: https://… (Accessed: 22 November 2026).
type Citation struct {
	Author      string // "Achebe, R. and Holloway, M."; the publication when nobody is named
	Year        string // "2026" or "no date"
	Title       string
	Publication string
	Day         string // "14 November"; may be empty
	Link        string // may be empty
	Accessed    string // "22 November 2026"; empty without a link
}

// Cite makes the citation of a story, read on the day accessed, in its zone.
func Cite(row feed.Row, accessed time.Time) Citation {
	c := Citation{
		Title:       within(strings.TrimSuffix(line(row.Title), ".")),
		Publication: line(row.PublicationName),
		Year:        "no date",
		Link:        clean.URL(row.Link),
	}
	if c.Title == "" {
		c.Title = "Untitled"
	}
	if date := row.Date(); !date.IsZero() {
		date = date.In(accessed.Location())
		c.Year, c.Day = date.Format("2006"), date.Format("2 January")
	}
	if c.Link != "" {
		c.Accessed = accessed.Format("2 January 2006")
	}
	c.Author = authors(line(row.Byline))
	if c.Author == "" {
		c.Author = c.Publication
	}
	return c
}

// within turns single quotation marks into double ones: the title itself stands
// between single ones. An apostrophe is a mark between letters, or one that
// closes nothing.
func within(title string) string {
	var w strings.Builder
	open := false
	for i, r := range title {
		switch next, _ := utf8.DecodeRuneInString(title[i+utf8.RuneLen(r):]); {
		case r == '‘':
			open, r = true, '“'
		case r == '’' && open && !unicode.IsLetter(next):
			open, r = false, '”'
		}
		w.WriteRune(r)
	}
	return w.String()
}

// String is the citation as plain text.
func (c Citation) String() string {
	return c.write(func(s string) string { return s }, c.Publication, c.Link)
}

// Markdown is the citation as Markdown, the publication in italics.
func (c Citation) Markdown() string {
	name := c.Publication
	if name != "" {
		name = "*" + Escape(name) + "*"
	}
	link := c.Link
	if link != "" {
		link = "<" + destination(link) + ">"
	}
	return c.write(Escape, name, link)
}

func (c Citation) write(text func(string) string, name, link string) string {
	var w strings.Builder
	if c.Author != "" {
		w.WriteString(text(c.Author) + " ")
	}
	w.WriteString("(" + c.Year + ") ‘" + text(c.Title) + "’")
	for _, part := range []string{name, c.Day} {
		if part != "" {
			w.WriteString(", " + part)
		}
	}
	w.WriteString(".")
	if c.Link != "" {
		w.WriteString(" Available at: " + link + " (Accessed: " + c.Accessed + ").")
	}
	return w.String()
}

// styles are the words before a name that a reference leaves out.
var styles = []string{"councillor", "cllr", "dr", "professor", "prof", "sir", "dame", "lord", "lady", "baroness", "baron",
	"mr", "mrs", "ms", "miss", "mx", "rev", "reverend", "rt hon", "the", "judge", "justice"}

// particles belong to the surname that follows them.
var particles = []string{"van", "von", "de", "der", "den", "del", "della", "da", "di", "du", "la", "le", "ten", "ter", "bin", "al", "el", "st"}

// authors turns a byline into reference form. A byline that is not plainly one
// or more personal names is kept as it was printed: better unsorted than wrong.
func authors(byline string) string {
	byline = strings.TrimSpace(byline)
	for _, opening := range []string{"by ", "words by ", "written by "} {
		if len(byline) > len(opening) && strings.EqualFold(byline[:len(opening)], opening) {
			byline = strings.TrimSpace(byline[len(opening):])
		}
	}
	joined := strings.NewReplacer(" and ", "\x00", " & ", "\x00", ", ", "\x00", " with ", "\x00").Replace(byline)
	var people []string
	for name := range strings.SplitSeq(joined, "\x00") {
		person, ok := surnameFirst(strings.TrimSpace(name))
		if !ok {
			return byline
		}
		people = append(people, person)
	}
	switch n := len(people); {
	case n == 1:
		return people[0]
	case n > 3:
		return people[0] + " et al."
	default:
		return strings.Join(people[:n-1], ", ") + " and " + people[n-1]
	}
}

// surnameFirst turns "Councillor Maren de Vries" into "de Vries, M."; false when
// it does not look like the name of a person.
func surnameFirst(name string) (string, bool) {
	words := strings.Fields(name)
	for len(words) > 1 && slices.Contains(styles, strings.ToLower(strings.TrimSuffix(words[0], "."))) {
		if strings.EqualFold(words[0], "the") {
			return "", false // "The editorial team"
		}
		words = words[1:]
	}
	if len(words) < 2 || len(words) > 5 {
		return "", false
	}
	surname := len(words) - 1
	for surname > 1 && slices.Contains(particles, strings.ToLower(words[surname-1])) {
		surname--
	}
	var initials strings.Builder
	for i, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		lower := i >= surname && i < len(words)-1 && slices.Contains(particles, strings.ToLower(word))
		if strings.IndexFunc(word, notInName) >= 0 || !unicode.IsUpper(first) && !lower {
			return "", false
		}
		if i < surname {
			for part := range strings.SplitSeq(word, "-") {
				if letter, size := utf8.DecodeRuneInString(part); size > 0 {
					initials.WriteString(string(letter) + ".")
				}
			}
		}
	}
	if organisation(words) {
		return "", false
	}
	return strings.Join(words[surname:], " ") + ", " + initials.String(), true
}

func notInName(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && !strings.ContainsRune("-’'.", r)
}

// organisation tells a byline such as "Community Care" or "Press Association"
// from a person's name by the words that only organisations carry.
func organisation(words []string) bool {
	for _, word := range words {
		switch strings.ToLower(word) {
		case "care", "association", "team", "staff", "council", "department", "office", "news", "press", "group", "editorial",
			"reporter", "reporters", "correspondent", "editor", "ltd", "limited", "trust", "foundation", "university", "agency",
			"commission", "committee", "network", "magazine", "service", "services", "children", "social", "work", "government", "for", "of":
			return true
		}
	}
	return false
}
