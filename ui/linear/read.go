package linear

import (
	"errors"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// next opens the next unread story; at the end of a filter it says so, and when
// it is typed again goes on with all stories.
func (s *session) next(string) error {
	if s.leaving {
		s.leaving = false
		s.query = feed.Query{}
		s.begin()
	}
	from := s.at
	id, err := s.room.NextUnread(s.ctx, s.query, from, true)
	if err != nil {
		return err
	}
	if id == 0 && from != 0 {
		if id, err = s.room.NextUnread(s.ctx, s.query, 0, true); err != nil {
			return err
		}
		if id != 0 {
			s.out.say("That was the end of the list; it goes on from the top.")
		}
	}
	if id != 0 {
		return s.openStory(id)
	}
	where, err := s.listed()
	if err != nil {
		return err
	}
	if len(s.query.Terms) == 0 {
		s.out.say("Nothing unread is left.")
		return nil
	}
	counts, err := s.room.Counts(s.ctx, feed.Query{})
	if err != nil {
		return err
	}
	if counts.All.Unread == 0 {
		s.out.sayf("Nothing unread is left in %s, nor anywhere else.", where)
		return nil
	}
	s.leaving = true
	s.out.sayf("Nothing unread is left in %s. next goes on to all stories, %s unread.", where, words.Number(counts.All.Unread))
	return nil
}

// read opens the story with a number.
func (s *session) read(n int) error {
	id, ok, err := s.story(n)
	if err != nil || !ok {
		return err
	}
	return s.openStory(id)
}

// story is the one with a number; ok is false when there is none, which is said.
func (s *session) story(n int) (id feed.StoryID, ok bool, err error) {
	if id, ok = s.numbers[n]; ok {
		return id, true, nil
	}
	if n > 0 {
		rows, _, total, err := s.rows(n, 1)
		if err != nil {
			return 0, false, err
		}
		if len(rows) > 0 {
			return rows[0].ID, true, nil
		}
		if total > 0 {
			s.out.sayf("There is no story %s: the list ends at %s.", words.Number(n), words.Number(total))
			return 0, false, nil
		}
		s.out.say("The list is empty. all lists everything.")
		return 0, false, nil
	}
	s.out.say("Stories are numbered from 1.")
	return 0, false, nil
}

// openStory says a story's head and the first of its text, and marks it read.
func (s *session) openStory(id feed.StoryID) error {
	article, err := s.room.Article(s.ctx, id)
	if err != nil {
		return err
	}
	return s.sayArticle(article)
}

func (s *session) sayArticle(article feed.Article) error {
	names, err := s.names()
	if err != nil {
		return err
	}
	s.open, s.article, s.at = true, article, article.ID
	text := textOf(article)
	s.out.say(stopped(headline(article.Story)))
	switch saysAgain(text, article.Standfirst) {
	case sameText:
		text = nil
		fallthrough
	case otherText:
		if article.Standfirst != "" {
			s.out.say(stopped(article.Standfirst))
		}
	}
	s.out.say(s.creditText(article, names))
	for _, text := range s.stateText(article) {
		s.out.say(text)
	}
	const ended = "That is the end. next reads the next unread story, back goes on with the list."
	switch {
	case len(text) > 0:
		s.out.say("")
		s.begun(text, ended)
	case article.Standfirst != "":
		s.begun(nil, ended)
	default:
		s.begun(nil, "There is no text here; open hands its link to the browser.")
	}
	if article.Full || !s.offline {
		return s.room.Opened(s.ctx, article.ID)
	}
	s.out.say("It stays unread, since only the excerpt can be read without a connection.")
	return nil
}

// creditText is byline, publication, date, length, comments and tags.
func (s *session) creditText(a feed.Article, names sectionNames) string {
	text := ""
	if byline := clean.Line(a.Byline, 0); byline != "" {
		text = "By " + stopped(byline) + " "
	}
	text += names[a.Publication].name
	if section := names.of(a.Story); section != "" {
		text += ", " + section
	}
	if date := a.Date(); !date.IsZero() {
		text += ". " + words.Moment(date, s.o.Location, "Monday 2 January 2006")
	}
	if a.Minutes() > 0 && a.Full {
		text += ". " + words.Plural(a.Minutes(), "minute")
	}
	if a.Comments > 0 {
		text += ". " + words.Plural(a.Comments, "comment")
	}
	if tags := tagsText(feed.Row{Story: a.Story}); tags != "" {
		text += ". " + tags
	}
	return text + "."
}

// stateText is what there is to know of the text, one sentence each.
func (s *session) stateText(a feed.Article) (out []string) {
	if a.Sponsored {
		out = append(out, "This is sponsored content.")
	}
	if a.Marks.IsSaved() {
		out = append(out, "It is saved.")
	}
	if a.Edited {
		out = append(out, "It changed since you read it.")
	}
	if len(a.Others) > 0 {
		var also []string
		for _, other := range a.Others {
			also = append(also, clean.Line(other.PublicationName, 0))
		}
		out = append(out, "Also in "+either(also, "and")+": elsewhere reads it there.")
	}
	switch {
	case a.Queued:
		out = append(out, "This is an excerpt. The full article is queued for the next connection.")
	case a.Fault != "":
		out = append(out, "This is an excerpt. The full article could not be had: "+stopped(a.Fault))
	case !a.Full:
		out = append(out, "This is an excerpt; full fetches the full article.")
	}
	for _, notice := range a.Notices {
		out = append(out, sentence(notice))
	}
	return out
}

// begun says the first stretch of a text; more says the others, then ended.
func (s *session) begun(paragraphs []string, ended string) {
	s.rest, s.ended = stretches(paragraphs), ended
	if len(s.rest) == 0 {
		s.out.say(ended)
		return
	}
	s.sayRest()
}

func (s *session) sayRest() {
	stretch := s.rest[0]
	s.rest = s.rest[1:]
	s.out.say(stretch)
	s.out.say("")
	if len(s.rest) == 0 {
		s.out.say(s.ended)
		return
	}
	s.out.sayf("more goes on: %s to come.", partsText(len(s.rest)))
}

func partsText(n int) string {
	if n == 1 {
		return "one part is"
	}
	return words.Number(n) + " parts are"
}

// chosen is the story that a command means: the one with the number behind it,
// or the open one. ok is false when it means none, which is said.
func (s *session) chosen(name, args string) (article feed.Article, ok bool, err error) {
	if args == "" {
		if !s.open {
			s.out.sayf(`No story is open. Type its number first, or "%s 2".`, name)
		}
		return s.article, s.open, nil
	}
	n, isNumber := number(args)
	if !isNumber {
		s.out.sayf(`%s takes one number of the list, such as "%s 3".`, name, name)
		return article, false, nil
	}
	id, ok, err := s.story(n)
	if err != nil || !ok {
		return article, false, err
	}
	article, err = s.room.Article(s.ctx, id)
	return article, err == nil, err
}

// full fetches the full article; the answer waits for the network.
func (s *session) full(args string) error {
	article, ok, err := s.chosen("full", args)
	if err != nil || !ok {
		return err
	}
	if article.Full {
		s.out.say("This is the full article already.")
		if args != "" {
			return s.sayArticle(article)
		}
		return nil
	}
	s.out.say("Fetching the full article.")
	s.out.flush()
	article, err = s.room.FetchArticle(s.ctx, article.ID)
	switch {
	case errors.Is(err, newsroom.ErrOffline):
		s.out.say("No connection. The article is queued for the next one.")
		return nil
	case err != nil:
		return err
	case !article.Full && article.Fault != "":
		s.out.sayf("It could not be had: %s", stopped(article.Fault))
		return nil
	}
	return s.sayArticle(article)
}

// browse hands the link to the browser, or says it.
func (s *session) browse(args string) error {
	article, ok, err := s.chosen("open", args)
	if err != nil || !ok {
		return err
	}
	link := clean.URL(article.Address())
	switch {
	case link == "":
		s.out.say("This story has no link.")
		return nil
	case s.o.Browse == nil:
		s.out.say("The link is:")
	default:
		if err := s.o.Browse(link); err != nil {
			s.out.say("The browser could not be opened: " + stopped(err.Error()) + " The link is:")
		} else {
			s.out.say("Handed to the browser:")
		}
	}
	s.out.sayLink(link)
	return nil
}
