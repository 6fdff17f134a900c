// Package digest turns an edition into a briefing: what a practitioner pastes
// into a team meeting, prints, or sends to a colleague. It is pure: it is given
// rows and the time, and writes bytes.
//
// A Briefing is made once by Make and written in any of five forms: Markdown,
// HTML (one self-contained file that asks the network for nothing), JSON, EPUB
// and an e-mail draft. All forms say the same, in the same order: title, period,
// counts, contents, the groups, and the citations last. Stories that the reader
// saved come first, in a group of their own; no story stands in it twice.
package digest

import (
	"strings"
	"time"

	"standfirst/feed"
	"standfirst/feed/clean"
)

// By says what the groups of a briefing are.
type By string

const (
	BySection     By = "section"
	ByTag         By = "tag"
	ByPublication By = "publication"
	ByDay         By = "day"
)

// groupings lists every By, in the order that help names them.
var groupings = [...]By{BySection, ByTag, ByPublication, ByDay}

// ParseBy reads a grouping's name.
func ParseBy(name string) (By, bool) {
	for _, by := range groupings {
		if string(by) == name {
			return by, true
		}
	}
	return "", false
}

// Options say what a briefing is called and how it is laid out.
type Options struct {
	Title        string             // empty: "Briefing"
	Question     string             // the query's text form, shown under the title; may be empty
	Since, Until time.Time          // the period asked for; zero: that of the stories themselves
	By           By                 // empty: BySection
	More         int                // stories that answered the question and are not among the rows
	Publications []feed.Publication // in the reader's order, with their section maps, for names and order
	// Articles are the full texts to print, by story; nil: headlines only.
	Articles map[feed.StoryID]feed.Article
	Location *time.Location // nil: UTC
	Now      time.Time      // when the briefing is made
}

// Briefing is an edition laid out in groups. All its strings are clean.
type Briefing struct {
	Title    string
	Question string
	From, To time.Time // the period, both included; zero when there is no story and none was asked for
	Made     time.Time
	Counts   Counts
	More     int     // stories that were left out, since there are too many
	Groups   []Group // none is empty

	where *time.Location
}

// Counts are the figures under the title.
type Counts struct {
	Stories      int `json:"stories"`
	Unread       int `json:"unread"`
	Saved        int `json:"saved"`
	Publications int `json:"publications"`
	Minutes      int `json:"minutes"` // reading time of all stories together
}

// Group is a heading with its stories, in the edition's order.
type Group struct {
	Name    string
	Stories []Story
}

// Story is one story of a briefing.
type Story struct {
	feed.Row
	Number  int      // its place in the briefing and in the citations, from 1
	Within  []string // the names of its sections: "comment › group leaders"
	Also    []Other  // the same story in other publications
	Text    string   // the full text as Markdown; empty without Options.Articles
	Lacking string   // why Text is short or missing: one sentence; may be empty
	Cite    Citation // how to cite it
}

// Other is the same story, elsewhere.
type Other struct {
	Publication string `json:"publication"`
	Link        string `json:"link"`
}

// Make lays rows out as a briefing. The rows' order is kept within each group.
func Make(rows []feed.Row, o Options) Briefing {
	where := o.Location
	if where == nil {
		where = time.UTC
	}
	if o.By == "" {
		o.By = BySection
	}
	b := Briefing{
		Title: line(o.Title), Question: line(o.Question),
		From: o.Since, To: o.Until, Made: o.Now.In(where), More: o.More, where: where,
	}
	if b.Title == "" {
		b.Title = "Briefing"
	}
	stories := once(rows)
	publications := map[feed.PublicationID]bool{}
	for i := range stories {
		story := &stories[i]
		tidy(story)
		story.Within = sectionNames(story.Row, o.Publications)
		story.Cite = Cite(story.Row, b.Made)
		if o.Articles != nil {
			story.Text, story.Lacking = fullText(o.Articles, *story)
		}
		publications[story.Publication] = true
		b.count(*story, o)
	}
	b.Counts.Publications = len(publications)
	b.Groups = arrange(stories, o, where)
	number := 0
	for _, group := range b.Groups {
		for i := range group.Stories {
			number++
			group.Stories[i].Number = number
		}
	}
	return b
}

func (b *Briefing) count(story Story, o Options) {
	b.Counts.Stories++
	b.Counts.Minutes += story.Minutes()
	if !story.Marks.IsRead() {
		b.Counts.Unread++
	}
	if story.Marks.IsSaved() {
		b.Counts.Saved++
	}
	date := story.Date()
	if date.IsZero() {
		return
	}
	if o.Since.IsZero() && (b.From.IsZero() || date.Before(b.From)) {
		b.From = date
	}
	if o.Until.IsZero() && date.After(b.To) {
		b.To = date
	}
}

// fullText returns the full text of a story, or what there is of it and why.
func fullText(articles map[feed.StoryID]feed.Article, story Story) (markdown, lacking string) {
	article, ok := articles[story.ID]
	if !ok || strings.TrimSpace(article.Markdown) == "" {
		return "", "The text of this story is not stored; follow its link."
	}
	if !article.Full && !story.Full {
		lacking = "Only an excerpt is stored; follow the link for the whole article."
	}
	markdown = clean.Text(article.Markdown)
	if feed.Fold(ArticleText(markdown)) == feed.Fold(story.Standfirst) {
		markdown = "" // the excerpt stands there already, as the standfirst
	}
	return markdown, lacking
}

// tidy cleans what will be printed: the cache holds clean text already, this is
// the second gate on the way out.
func tidy(story *Story) {
	story.Title = line(story.Title)
	if story.Title == "" {
		story.Title = "Untitled"
	}
	story.Standfirst = line(story.Standfirst)
	story.Byline = line(story.Byline)
	story.PublicationName = line(story.PublicationName)
	if story.PublicationName == "" {
		story.PublicationName = line(string(story.Publication))
	}
	story.Link = clean.URL(story.Link)
	for i := range story.Also {
		story.Also[i].Publication = line(story.Also[i].Publication)
		story.Also[i].Link = clean.URL(story.Also[i].Link)
	}
}

// Stories are all stories of the briefing, in the order of their numbers.
func (b Briefing) Stories() []Story {
	var all []Story
	for _, group := range b.Groups {
		all = append(all, group.Stories...)
	}
	return all
}

// line is one clean line of any length.
func line(s string) string { return clean.Line(s, 0) }
