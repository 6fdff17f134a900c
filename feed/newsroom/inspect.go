package newsroom

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"standfirst/feed"
	"standfirst/feed/classify"
	"standfirst/feed/clean"
	"standfirst/feed/discover"
	"standfirst/feed/fetch"
	"standfirst/feed/markdown"
	"standfirst/feed/opml"
	"standfirst/feed/page"
	"standfirst/feed/parse"
)

// InspectRequest is a document to be looked at.
type InspectRequest struct {
	As          string // "feed", "article", "opml"; "" or "auto": by what it is
	Base        string // the address it came from
	ContentType string
	Data        []byte
	Now         time.Time
	// Publications and Aliases sort the stories of a feed whose host is that of
	// one of the publications; both may be empty.
	Publications []feed.Publication
	Aliases      map[string][]string
}

// Inspection is what the reader makes of a document. Its JSON form is the
// contract of `standfirst inspect --json`.
type Inspection struct {
	OK         bool
	Error      string
	Kind       string
	Format     string
	Title      string
	Link       string
	Language   string
	Stories    []InspectedStory
	Byline     string
	Published  *time.Time
	Site       string
	Standfirst string
	Images     []feed.Image
	Markdown   string
	Text       string
	Feeds      []InspectedFeed
	Warnings   []string
}

// InspectedStory is one story of an inspected feed. Dates are UTC, null when
// the feed gives none.
type InspectedStory struct {
	ID         string       `json:"id"`
	Title      string       `json:"title"`
	Link       string       `json:"link"`
	Date       *time.Time   `json:"date"`
	Published  *time.Time   `json:"published"`
	Updated    *time.Time   `json:"updated"`
	Byline     string       `json:"byline"`
	Standfirst string       `json:"standfirst"`
	Categories []string     `json:"categories"`
	Sections   []string     `json:"sections"`
	Tags       []string     `json:"tags"`
	Comments   *int         `json:"comments"`
	Images     []feed.Image `json:"images"`
	Markdown   string       `json:"markdown"`
}

// InspectedFeed is one line of an inspected subscription list.
type InspectedFeed struct {
	URL      string   `json:"url"`
	Title    string   `json:"title"`
	Path     []string `json:"path"`
	Category []string `json:"category"`
}

// Inspect reads a document with the steps that a refresh uses, without cache or
// network.
func Inspect(r InspectRequest) Inspection {
	switch r.As {
	case "feed":
		return inspectFeed(r)
	case "article":
		return inspectArticle(r)
	case "opml":
		return inspectOPML(r)
	}
	list, err := opml.Read(r.Data)
	switch {
	case err == nil && len(list.Feeds) > 0:
		return inspectOPML(r)
	case discover.KindOf(r.Data, nil) == discover.WebPage:
		// A page with an article in it is one; else it is a feed gone wrong,
		// and the fault says so.
		if document, err := parse.Parse(r.Data, parse.Options{Base: r.Base, ContentType: r.ContentType, Now: r.Now}); err == nil && len(document.Stories) > 0 {
			return inspectFeed(r)
		}
		if article := inspectArticle(r); article.OK && markdown.Words(article.Text) >= articleWords {
			return article
		}
	}
	return inspectFeed(r)
}

// articleWords is the least text that makes a page an article when nobody said
// what it is.
const articleWords = 80

func inspectFeed(r InspectRequest) Inspection {
	in := Inspection{Kind: "feed", Warnings: []string{}}
	document, err := parse.Parse(r.Data, parse.Options{Base: r.Base, ContentType: r.ContentType, Now: r.Now})
	if err != nil {
		in.Error = sentenceOf(err)
		return in
	}
	in.OK, in.Format, in.Title, in.Link, in.Language = true, document.Format, document.Title, document.Link, document.Language
	in.Warnings = append(in.Warnings, document.Warnings...)
	if document.Ended != "" {
		in.Warnings = append(in.Warnings, "This feed has ended: "+document.Ended)
	}
	var desk *classify.Desk
	var from feed.Address
	if pub, at, ok := knownPublication(r.Publications, r.Base, document.Link); ok {
		from = at
		desk = classify.New(r.Aliases).For(pub, nil)
	}
	in.Stories = make([]InspectedStory, 0, len(document.Stories))
	for _, s := range document.Stories {
		if desk != nil {
			desk.Classify(from, &s)
		}
		in.Stories = append(in.Stories, inspected(s))
	}
	return in
}

func inspected(s feed.Story) InspectedStory {
	out := InspectedStory{
		ID: s.GUID, Title: s.Title, Link: s.Link, Date: moment(s.Published), Published: moment(s.Published), Updated: moment(s.Updated),
		Byline: s.Byline, Standfirst: s.Standfirst, Categories: list(s.Categories), Sections: list(s.Sections), Images: s.Images,
	}
	if out.Date == nil {
		out.Date = out.Updated
	}
	for _, tag := range s.Tags {
		out.Tags = append(out.Tags, tag.Published)
	}
	out.Tags = list(out.Tags)
	if s.Comments >= 0 {
		out.Comments = &s.Comments
	}
	if out.Images == nil {
		out.Images = []feed.Image{}
	}
	if text, err := markdown.Convert(s.Body, s.Link); err == nil && len(text.Images) == 0 && onlyStandfirst(s) {
		out.Markdown = plainMarkdown(s.Standfirst)
	} else if err == nil {
		out.Markdown = text.Text
	} else {
		out.Markdown = plainMarkdown(markdown.PlainText(s.Body))
	}
	return out
}

func moment(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC()
	return &at
}

func list(words []string) []string {
	if words == nil {
		return []string{}
	}
	return words
}

// knownPublication finds the publication that a document belongs to: by its
// address, else by the host of the address or of the site it names.
func knownPublication(pubs []feed.Publication, base, site string) (feed.Publication, feed.Address, bool) {
	for _, p := range pubs {
		for _, at := range p.Feeds {
			if at.URL == base {
				return p, at, true
			}
		}
	}
	for _, p := range pubs {
		for _, at := range p.Feeds {
			if h := bareHost(at.URL); h != "" && (h == bareHost(base) || h == bareHost(site)) {
				return p, feed.Address{}, true
			}
		}
	}
	return feed.Publication{}, feed.Address{}, false
}

func bareHost(address string) string {
	return strings.TrimPrefix(strings.ToLower(host(address)), "www.")
}

func inspectArticle(r InspectRequest) Inspection {
	in := Inspection{Kind: "article", Warnings: []string{}}
	found, err := page.Extract(r.Data, page.Options{Base: r.Base, ContentType: r.ContentType})
	in.Title, in.Byline, in.Site, in.Standfirst, in.Link = found.Title, found.Byline, found.Site, found.Standfirst, found.Canonical
	in.Published, in.Images = moment(found.Published), found.Images
	in.Warnings = append(in.Warnings, found.Warnings...)
	if err != nil {
		in.Error = sentenceOf(err)
		return in
	}
	in.OK, in.Text = true, found.Text
	text, err := markdown.Convert(found.HTML, r.Base)
	if err != nil {
		in.Warnings = append(in.Warnings, "The text could not be set; it is given plain.")
		in.Markdown = plainMarkdown(found.Text)
		return in
	}
	in.Markdown = text.Text
	in.Warnings = append(in.Warnings, text.Notices...)
	return in
}

// toldRepeats is how many lines that repeat a feed are told one by one.
const toldRepeats = 20

func titled(f opml.Feed) string {
	if f.Title == "" {
		return "A line"
	}
	return f.Title
}

// inspectOPML shows every line that names a feed, repeated ones too: nothing is
// merged here, and an import keeps the first.
func inspectOPML(r InspectRequest) Inspection {
	in := Inspection{Kind: "opml", Warnings: []string{}}
	found, err := opml.Read(r.Data)
	if err != nil {
		in.Error = strings.TrimPrefix(sentenceOf(err), "read opml: ") + ". Export the subscriptions of the other reader once more, as OPML."
		return in
	}
	in.OK, in.Title = true, found.Title
	in.Feeds = make([]InspectedFeed, 0, len(found.Feeds))
	repeated, again := 0, []string(nil)
	for _, f := range found.Feeds {
		if f.Duplicate {
			if repeated++; repeated <= toldRepeats {
				again = append(again, fmt.Sprintf("%s names a feed that is named before: %s", titled(f), f.URL))
			}
		}
		in.Feeds = append(in.Feeds, InspectedFeed{URL: f.URL, Title: f.Title, Path: list(f.Path), Category: list(f.Category)})
	}
	in.Warnings = append(in.Warnings, found.Warnings...)
	in.Warnings = append(in.Warnings, again...)
	if more := repeated - len(again); more > 0 {
		in.Warnings = append(in.Warnings, fmt.Sprintf("%d more of the lines name a feed that is named before.", more))
	}
	for _, s := range found.Skipped {
		in.Warnings = append(in.Warnings, fmt.Sprintf("Line %d was left out: %s", s.Line, s.Reason))
	}
	return in
}

// sentenceOf is an error as one clean sentence with its remedy.
func sentenceOf(err error) string {
	var asked *fetch.Fault
	if errors.As(err, &asked) {
		if asked.Remedy == "" {
			return asked.Sentence
		}
		return asked.Sentence + "; " + asked.Remedy
	}
	return clean.Line(err.Error(), 1000)
}
