package demo

import (
	"encoding/json"
	"html"
	"slices"
	"strings"
	"sync"
	"time"

	_ "time/tzdata" // pages carry London time, also where the system has no zones
)

// london is the sites' own time zone.
var london = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("demo: " + err.Error()) // the zone is embedded
	}
	return zone
})

// A leaf is what a theme's template is given: the page's own matter, and what
// every page carries around it.
type leaf struct {
	*answer
	Story    *view
	List     *listing
	Top      *view
	Featured []*view
	Rows     []*view
	Latest   []*view
	Popular  []*view
	Months   []string
	Previous *view
	Next     *view
	Pages    []int
	Year     string
}

// A view is a story as templates need it.
type view struct {
	Title, Link, Standfirst, Byline, AuthorPath, Excerpt string
	ID, Count                                            int
	Sections, Tags                                       []*view
	Name, Path, Class                                    string // of a term
	Picture                                              *pictureView
	Body, Poll, Canonical                                string
	Published, Modified, Local, Day, ShortDay            string
	Data                                                 string
	CommentList                                          string
}

type pictureView struct{ URL, Alt, Caption, Thumb string }

// With gives a story's view the page's addresses, for a part of the theme that
// needs both.
func (v *view) With(l *leaf) *onPage { return &onPage{view: v, leaf: l} }

type onPage struct {
	*view
	leaf *leaf
}

func (p *onPage) URL(path string) string { return p.leaf.url(path) }

func (l *leaf) URL(path string) string { return l.url(path) }
func (l *leaf) Name() string           { return l.name }
func (l *leaf) Strap() string          { return l.description }
func (l *leaf) Uploads() string        { return l.url(l.uploads) }
func (l *listing) Heading() string     { return html.EscapeString(l.heading) }
func (l *listing) Kind() string        { return l.kind }
func (l *listing) Path() string        { return l.path }
func (l *listing) Number() int         { return l.number }
func (l *listing) NextNumber() int {
	if l.number < l.last {
		return l.number + 1
	}
	return 0
}
func (l *listing) Intro() string {
	if l.section == nil {
		return ""
	}
	return l.section.intro
}

// storyPage sends an article's page with everything a theme puts round it.
func (a *answer) storyPage(s *story) {
	page := a.leaf()
	page.Story = a.view(s)
	if i := slices.Index(a.stories, s); i > 0 {
		page.Next = a.view(a.stories[i-1])
	}
	if i := slices.Index(a.stories, s); i+1 < len(a.stories) {
		page.Previous = a.view(a.stories[i+1])
	}
	a.w.Header().Add("Link", "<"+a.url("/wp-json/")+`>; rel="https://api.w.org/"`)
	a.w.Header().Add("Link", "<"+a.url("/?p="+itoa(s.id))+">; rel=shortlink")
	a.send("text/html; charset=UTF-8", a.render(a.key+".story.html", page))
}

// listPage sends an archive's page. Community Care sets a top story and two
// featured ones, in no order, above the dated list; the page leaves them out
// of it.
func (a *answer) listPage(l *listing) {
	page := a.leaf()
	page.List = l
	for _, s := range l.stories {
		switch {
		case a.fullText && shows(s.top, l):
			page.Top = a.view(s)
		case a.fullText && shows(s.featured, l) && len(page.Featured) < 2:
			page.Featured = append([]*view{a.view(s)}, page.Featured...)
		default:
			page.Rows = append(page.Rows, a.view(s))
		}
	}
	for n := range l.last {
		page.Pages = append(page.Pages, n+1)
	}
	a.w.Header().Add("Link", "<"+a.url("/wp-json/")+`>; rel="https://api.w.org/"`)
	a.send("text/html; charset=UTF-8", a.render(a.key+".list.html", page))
}

func (a *answer) leaf() *leaf {
	page := &leaf{answer: a, Months: a.months(), Year: a.now.In(london()).Format("2006")}
	for _, s := range a.stories[:min(3, len(a.stories))] {
		page.Latest = append(page.Latest, a.view(s))
	}
	popular := slices.Clone(a.stories)
	slices.SortStableFunc(popular, func(a, b *story) int { return len(b.comments) - len(a.comments) })
	for _, s := range popular[:min(3, len(popular))] {
		page.Popular = append(page.Popular, a.view(s))
	}
	return page
}

func (a *answer) view(s *story) *view {
	local := s.published.In(london())
	v := &view{Title: s.title, Link: s.link, Standfirst: s.standfirst, Byline: s.byline, AuthorPath: "/author/" + s.author + "/",
		ID: s.id, Count: len(s.comments), Body: s.body, Poll: s.poll, Canonical: s.canonical,
		Published: s.published.UTC().Format("2006-01-02T15:04:05+00:00"), Modified: s.modified.UTC().Format("2006-01-02T15:04:05+00:00"),
		Local: local.Format("2006-01-02T15:04:05-0700"), Day: local.Format("January 2, 2006"), ShortDay: local.Format("January 2,2006")}
	v.Excerpt = a.excerpt(s)
	if v.Canonical == "" {
		v.Canonical = s.link
	}
	for _, t := range s.sections {
		v.Sections = append(v.Sections, &view{Name: t.name, Path: "/category/" + t.path() + "/", Class: "category-" + t.slug})
	}
	for _, t := range s.tags {
		v.Tags = append(v.Tags, &view{Name: strings.ReplaceAll(t.name, "& ", "&amp; "), Path: "/tag/" + t.slug + "/", Class: "tag-" + t.slug})
	}
	if s.picture != nil {
		v.Picture = &pictureView{URL: s.picture.url, Alt: s.picture.alt, Caption: s.picture.caption,
			Thumb: strings.TrimSuffix(s.picture.url, ".jpg") + "-300x200.jpg"}
	}
	v.Data = a.schema(s)
	v.CommentList = commentList(s)
	return v
}

// schema is the page's linked data, as Yoast prints it.
func (a *answer) schema(s *story) string {
	var keywords, sections []string
	for _, t := range s.tags {
		keywords = append(keywords, html.UnescapeString(t.name))
	}
	for _, t := range s.sections {
		sections = append(sections, t.name)
	}
	type author struct {
		Name string `json:"name"`
	}
	graph := struct {
		Context string `json:"@context"`
		Graph   []any  `json:"@graph"`
	}{"https://schema.org", []any{struct {
		Type          string   `json:"@type"`
		ID            string   `json:"@id"`
		Author        author   `json:"author"`
		Headline      string   `json:"headline"`
		DatePublished string   `json:"datePublished"`
		DateModified  string   `json:"dateModified"`
		WordCount     int      `json:"wordCount"`
		CommentCount  int      `json:"commentCount"`
		Keywords      []string `json:"keywords"`
		Section       []string `json:"articleSection"`
		Language      string   `json:"inLanguage"`
	}{"Article", s.link + "#article", author{s.byline}, decoded(s.title), s.published.UTC().Format(time.RFC3339), s.modified.UTC().Format(time.RFC3339),
		len(strings.Fields(plain(s.body))), len(s.comments), keywords, sections, a.language}}}
	out, err := json.Marshal(graph)
	if err != nil {
		panic("demo: " + err.Error()) // strings and numbers only
	}
	return string(out)
}

// commentList draws the threads as nested lists, the way WooThemes' Canvas does.
func commentList(s *story) string {
	var out strings.Builder
	var answers func(parent, depth int)
	number := 0
	answers = func(parent, depth int) {
		for _, c := range s.comments {
			if c.parent != parent || c.depth != depth {
				continue
			}
			number++
			id, local := itoa(c.id), c.at.In(london())
			stripe := "odd alt"
			if number%2 == 1 {
				stripe = "even"
			}
			out.WriteString(`<li class="comment ` + stripe + ` depth-` + itoa(depth) + `" id="comment-` + id + `"><div id="li-comment-` + id +
				`" class="comment-container"><div class="comment-head"><span class="name"><cite class="fn">` + html.EscapeString(c.name) +
				`</cite></span> <span class="date">` + local.Format("January 2, 2006 at 3:04 pm") + `</span> <span class="perma"><a href="` + s.link +
				`#comment-` + id + `" title="Direct link to this comment">#</a></span></div><div class="comment-entry"><p>` + c.text +
				`</p><div class="reply"><a rel="nofollow" class="comment-reply-link" href="#comment-` + id + "\">Reply</a></div></div></div>\n")
			inner := out.Len()
			out.WriteString(`<ul class="children">`)
			begin := out.Len()
			answers(c.id, depth+1)
			if out.Len() == begin {
				kept := out.String()[:inner]
				out.Reset()
				out.WriteString(kept)
			} else {
				out.WriteString("</ul>")
			}
			out.WriteString("</li>\n")
		}
	}
	answers(0, 1)
	return out.String()
}
