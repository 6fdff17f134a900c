package demo

import (
	"strings"
	"time"
	"unicode"
)

// epoch is the day from which the days in links are counted back.
var epoch = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)

// A site is one of the two WordPress sites: what its owner has set.
type site struct {
	key         string // folder of its stories and prefix of its theme
	host        string // with www
	name        string
	description string // as the channel has it: escaped
	language    string
	home        string // link of the channel
	uploads     string // path of its pictures
	staff       string // address word of the staff byline's author page
	staffName   string
	icon        bool // the channel carries the site's icon
	fullText    bool // the feed carries whole articles
	footer      bool // descriptions end in "The post … appeared first on …"
	comments    bool // stories are open for comments
	rest        bool // the REST interface answers visitors
	cutWords    int  // words of an automatic excerpt
	cutMark     string
	handWritten bool // a hand-written standfirst is the feed's description
	categories  []*term
}

// A term is a category or a tag.
type term struct {
	id     int
	name   string // as a feed has it
	slug   string
	parent *term
	intro  string
}

func firstSite() *site {
	s := &site{
		key: "first", host: "www.first.example", name: "first magazine for councillors", language: "en-GB",
		uploads: "/wp-content/uploads", staff: "webmaster", staffName: "The Editorial Team",
		icon: true, footer: true, rest: true, cutWords: 55, cutMark: " [&#8230;]", handWritten: true,
	}
	s.home = "http://" + s.host
	features := &term{id: 4, name: "features", slug: "features"}
	comment := &term{id: 6, name: "comment", slug: "comment"}
	s.categories = []*term{
		{id: 2, name: "news", slug: "news"},
		{id: 3, name: "interview", slug: "interview"},
		features,
		{id: 5, name: "parliament", slug: "parliament", parent: features},
		comment,
		{id: 7, name: "lga chairman", slug: "lga-chairman", parent: comment},
		{id: 8, name: "group leaders", slug: "group-leaders", parent: comment},
		{id: 9, name: "councillor", slug: "councillor"},
		{id: 10, name: "local by-elections", slug: "local-by-elections"},
	}
	return s
}

func careSite() *site {
	s := &site{
		key: "communitycare", host: "www.communitycare.example", name: "Community Care", language: "en-GB",
		description: "Social Work News &#038; Social Care Jobs",
		uploads:     "/wp-content/uploads/sites/7", staff: "communitycare", staffName: "Community Care",
		fullText: true, comments: true, cutWords: 40, cutMark: "&#8230;",
	}
	s.home = "http://" + s.host + "/"
	s.categories = []*term{
		{id: 3, name: "Adults", slug: "adults", intro: "News and practice for those who work with adults who need care and support"},
		{id: 4, name: "Children", slug: "children", intro: "The latest on work with children, young people and families"},
		{id: 5, name: "Workforce", slug: "workforce", intro: "Pay, conditions, caseloads and careers in social work"},
		{id: 6, name: "Social work leaders", slug: "social-work-leaders", intro: "For those who lead services and the people in them"},
		{id: 7, name: "Sponsored", slug: "sponsored"},
	}
	return s
}

// url returns the address of a path of this site.
func (s *site) url(path string) string { return "http://" + s.host + path }

// answersTo tells whether a request's Host names this site.
func (s *site) answersTo(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, ":80"))
	return host == s.host || "www."+host == s.host
}

func (s *site) category(name string) *term {
	for _, t := range s.categories {
		if t.name == name {
			return t
		}
	}
	return nil
}

// path is the place of a category in addresses, parents first: "features/parliament".
func (t *term) path() string {
	if t.parent != nil {
		return t.parent.path() + "/" + t.slug
	}
	return t.slug
}

// within tells whether t is u or a child of u.
func (t *term) within(u *term) bool {
	for ; t != nil; t = t.parent {
		if t == u {
			return true
		}
	}
	return false
}

// slugOf is WordPress's sanitize_title: lower case, apostrophes and entities
// dropped, everything else that is not a letter or a digit one hyphen.
func slugOf(name string) string {
	name = strings.NewReplacer("&#039;", "", "'", "", "’", "", "‘", "", "&amp;", " ", "&", " ").Replace(strings.ToLower(name))
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "-")
}
