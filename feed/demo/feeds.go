package demo

import (
	"embed"
	"html"
	"slices"
	"strings"
	"text/template"
	"time"
)

// The theme: the documents as WordPress prints them, tabs and empty lines
// included (wp-includes/feed-rss2.php, feed-rss2-comments.php).
//
//go:embed theme
var themeFiles embed.FS

// readTheme parses the templates; they are ours, so a fault in one is a panic.
func readTheme() map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, name := range []string{"rss.xml", "comments.xml", "first.story.html", "first.list.html", "communitycare.story.html", "communitycare.list.html"} {
		files := []string{"theme/" + name}
		if key, _, _ := strings.Cut(name, "."); strings.HasSuffix(name, ".html") {
			files = append(files, "theme/"+key+".parts.html")
		}
		all[name] = template.Must(template.New(name).Funcs(template.FuncMap{"attribute": attribute, "attr": html.EscapeString}).ParseFS(themeFiles, files...))
	}
	return all
}

func (a *answer) render(name string, data any) string {
	var out strings.Builder
	if err := a.theme[name].Execute(&out, data); err != nil {
		panic("demo: " + err.Error())
	}
	return out.String()
}

const rssDate = "Mon, 02 Jan 2006 15:04:05 +0000"

type channel struct {
	Title, Self, Link, Description, Built, Icon string
	Items                                       []item
}

type item struct {
	First                                 bool
	Title, Link, Byline, Published, GUID  string
	Categories                            []string
	Description, Content                  string
	Comments, CommentsFeed                string
	Count                                 int
	CommentAuthor, CommentText, PlainText string
}

// storiesFeed sends a listing as RSS 2.0.
func (a *answer) storiesFeed(l *listing) {
	c := channel{Title: a.feedTitle(l), Self: a.url(a.r.URL.RequestURI()), Link: a.home, Description: a.description}
	if l.kind != "" && a.fullText {
		c.Link = a.url(l.path)
	}
	if a.icon {
		c.Icon = a.url(a.uploads + "/2021/11/cropped-first-icon-32x32.png")
	}
	var built time.Time
	for i, s := range l.stories {
		if s.modified.After(built) {
			built = s.modified
		}
		c.Items = append(c.Items, a.item(s, i == 0))
	}
	c.Built = built.UTC().Format(rssDate)
	a.sendFeed(a.lastModified(), a.render("rss.xml", c))
}

// feedTitle is the channel's title: WordPress's own on first, Yoast's wording
// on Community Care.
func (a *answer) feedTitle(l *listing) string {
	switch {
	case l.kind == "":
		return a.name
	case !a.fullText:
		return html.EscapeString(l.heading) + " &#8211; " + a.name
	case l.kind == "author":
		return l.heading + ", Author at " + a.name
	case l.kind == "search":
		return "You searched for " + html.EscapeString(l.heading) + " - " + a.name
	}
	return l.heading + " Archives - " + a.name
}

func (a *answer) item(s *story, first bool) item {
	it := item{First: first, Title: s.title, Link: s.link, Byline: s.byline, Published: s.published.UTC().Format(rssDate),
		GUID: s.guid, Categories: s.categoryWords(), Description: "<p>" + a.excerpt(s) + "</p>\n"}
	if a.footer {
		it.Description += `<p>The post <a rel="nofollow" href="` + s.link + `">` + s.title +
			`</a> appeared first on <a rel="nofollow" href="` + a.home + `">` + a.name + "</a>.</p>\n"
	}
	if a.fullText {
		// wp-includes/feed.php, get_the_content_feed
		it.Content = strings.ReplaceAll(a.content(s), "]]>", "]]&gt;")
	}
	if a.comments {
		it.Count, it.Comments, it.CommentsFeed = len(s.comments), s.link+"#respond", s.link+"feed/"
		if it.Count > 0 {
			it.Comments = s.link + "#comments"
		}
	}
	return it
}

// excerpt is the story's description without its paragraph: written by hand
// where the site uses that, otherwise cut from the text.
func (a *answer) excerpt(s *story) string {
	if a.handWritten && s.standfirst != "" {
		return s.standfirst
	}
	return cut(s.body, a.cutWords, a.cutMark)
}

// content is the text as a feed and the REST interface carry it.
func (a *answer) content(s *story) string {
	text := s.body
	if s.poll != "" {
		text = "Note: There is a poll embedded within this post, please visit the site to participate in this post's poll.\n" + text
	}
	if a.fullText && s.picture != nil {
		text = s.picture.inText() + text
	}
	if !a.fullText {
		text = "\n" + text
		if s.standfirst != "" {
			text = "\n<p class=\"standfirst\"><strong>" + s.standfirst + "</strong></p>" + text
		}
	}
	return text
}

// inText is the classic editor's picture with its caption.
func (p *picture) inText() string {
	id := itoa(p.id)
	image := `<img fetchpriority="high" decoding="async" aria-describedby="caption-attachment-` + id + `" class="size-full wp-image-` + id +
		`" src="` + p.url + `" alt="` + p.alt + `" width="610" height="407" />`
	if p.caption == "" {
		return "<p>" + strings.Replace(image, ` aria-describedby="caption-attachment-`+id+`"`, "", 1) + "</p>\n"
	}
	return `<div id="attachment_` + id + `" style="width: 620px" class="wp-caption alignnone">` + image +
		`<p id="caption-attachment-` + id + `" class="wp-caption-text">` + p.caption + "</p></div>\n"
}

// commentsPerFeed is WordPress's default for the newest comments of a feed.
const commentsPerFeed = 10

// commentsFeed sends the newest comments of a story, or of the whole site when
// s is nil, newest first. WordPress tells nothing of their threads here.
func (a *answer) commentsFeed(s *story) {
	type said struct {
		on *story
		comment
	}
	var all []said
	for _, have := range a.stories {
		if s == nil || s == have {
			for _, c := range have.comments {
				all = append(all, said{have, c})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b said) int { return b.at.Compare(a.at) })
	c := channel{Title: "Comments for " + a.name, Self: a.url(a.r.URL.RequestURI()), Link: a.home, Description: a.description, Icon: ""}
	modified := a.lastModified()
	if s != nil {
		c.Title, c.Link, modified = "Comments on: "+s.title, s.link, s.modified
	}
	if len(all) > 0 && all[0].at.After(modified) {
		modified = all[0].at
	}
	c.Built = modified.UTC().Format(rssDate)
	for _, one := range all[:min(len(all), commentsPerFeed)] {
		title := "By: " + one.name
		if s == nil {
			title = "Comment on " + one.on.title + " by " + one.name
		}
		anchor := "#comment-" + itoa(one.id)
		c.Items = append(c.Items, item{Title: title, Link: one.on.link + anchor, Byline: one.name,
			Published: one.at.UTC().Format(rssDate), GUID: one.on.guid + anchor, PlainText: plain(one.text), CommentText: "<p>" + one.text + "</p>\n"})
	}
	a.sendFeed(modified, a.render("comments.xml", c))
}
