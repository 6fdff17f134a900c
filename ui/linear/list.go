package linear

import (
	"standfirst/feed"
	"standfirst/ui/words"
)

// A handful is what is said of a list at a time: as much as can be kept in mind
// when it is heard. A list asked for by number is bounded, too.
const (
	handful  = 5
	armful   = 500
	tagsSaid = 20
)

// list says the list from its first story.
func (s *session) list(args string) error {
	size := handful
	if args != "" {
		n, ok := number(args)
		if !ok || n < 1 || n > armful {
			s.out.sayf(`list takes a number from 1 to %d, such as "list 20".`, armful)
			return nil
		}
		size = n
	}
	s.begin()
	return s.stretch(size)
}

// begin forgets the numbers of the last list.
func (s *session) begin() {
	clear(s.numbers)
	s.said, s.at = 0, 0
	s.open, s.rest = false, nil
	if s.query.Has(feed.TermIs, "unread") {
		// What is read from now on stays in its place until the list is left.
		s.query.KeepReadSince = s.o.Now().Add(-1)
	}
}

// shift is how far the list has moved since its numbers were said: stories that
// a refresh brought stand before them, without a number.
func (s *session) shift() (int, error) {
	if s.said == 0 {
		return 0, nil
	}
	at, err := s.room.Place(s.ctx, s.query, s.numbers[s.said])
	if err != nil || at < 0 {
		return 0, err
	}
	return at - (s.said - 1), nil
}

// rows loads n rows from a number on and gives them their numbers; total is the
// last number that the list has.
func (s *session) rows(from, n int) (rows []feed.Row, edition feed.Edition, total int, err error) {
	shift, err := s.shift()
	if err != nil {
		return nil, edition, 0, err
	}
	edition, err = s.room.Edition(s.ctx, s.query, feed.Window{Offset: max(0, from-1+shift), Limit: n})
	if err != nil {
		return nil, edition, 0, err
	}
	for i, row := range edition.Rows {
		s.numbers[from+i] = row.ID
	}
	return edition.Rows, edition, edition.Total - shift, nil
}

// stretch says the next rows of the list, and what more would do.
func (s *session) stretch(size int) error {
	from := s.said + 1
	rows, edition, total, err := s.rows(from, size)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		if from == 1 {
			return s.sayNothing(edition)
		}
		s.out.say("That was the whole list. list begins again, next reads the next unread story.")
		return nil
	}
	names, err := s.names()
	if err != nil {
		return err
	}
	for i, row := range rows {
		s.out.say(s.rowText(from+i, row, names))
	}
	s.said = from + len(rows) - 1
	text := words.Number(s.said) + " of " + words.Number(total) + "."
	if s.said < total {
		text += " more continues."
	} else {
		text += " That is the whole list." + hiddenText(edition)
	}
	s.out.say(text)
	return nil
}

// hiddenText says what a list leaves out, so that nothing vanishes unexplained.
func hiddenText(e feed.Edition) string {
	text := ""
	if e.HiddenRead > 0 {
		text += " " + words.Number(e.HiddenRead) + " read are not listed; all lists them."
	}
	if e.HiddenMuted > 0 {
		text += " " + words.Number(e.HiddenMuted) + " muted are not listed; search show:muted lists them."
	}
	return text
}

// sayNothing explains an empty list.
func (s *session) sayNothing(e feed.Edition) error {
	where, err := s.listed()
	if err != nil {
		return err
	}
	var text string
	switch {
	case len(s.query.Terms) == 0 && s.asking:
		text = "No stories are stored yet; they are being fetched, and it is said when they are here."
	case len(s.query.Terms) == 0 && e.HiddenMuted == 0:
		text = "No stories are stored yet; refresh fetches them."
	case s.query.Words():
		text = "No match for " + where + "."
		text += s.guess()
	default:
		text = "There is nothing in " + where + "."
	}
	text += hiddenText(e)
	if len(s.query.Terms) > 0 && e.HiddenRead == 0 {
		text += " all lists everything."
	}
	s.out.say(text)
	return nil
}

// guess names words that a search may have meant.
func (s *session) guess() string {
	var found []string
	for _, t := range s.query.Terms {
		if t.Kind != feed.TermWord || t.Not {
			continue
		}
		guesses, err := s.room.Suggest(s.ctx, t.Value)
		if err != nil {
			return "" // the list is empty all the same
		}
		found = append(found, guesses...)
	}
	if len(found) == 0 {
		return ""
	}
	return " Did you mean " + either(found[:min(3, len(found))], "or") + "?"
}

// more goes on with the text, or else with the list.
func (s *session) more(string) error {
	switch {
	case len(s.index) > 0:
		s.moreIndex()
		return nil
	case s.open && len(s.rest) > 0:
		s.sayRest()
		return nil
	case s.open:
		s.out.say("That was the end. next reads the next unread story, back goes on with the list.")
		return nil
	}
	return s.stretch(handful)
}

// back leaves the story and says the list from it on.
func (s *session) back(string) error {
	if !s.open {
		s.out.say("No story is open. list says the list.")
		return nil
	}
	at, err := s.room.Place(s.ctx, s.query, s.article.ID)
	if err != nil {
		return err
	}
	shift, err := s.shift()
	if err != nil {
		return err
	}
	s.open, s.rest = false, nil
	// A story outside the list (found by its link, say) leads to the first.
	from := max(1, at-shift+1)
	if from > 1 {
		if _, _, _, err := s.rows(from-1, 1); err != nil {
			return err
		}
	}
	s.said = from - 1
	return s.stretch(handful)
}

// where says what is listed and what is open.
func (s *session) where(string) error {
	if err := s.heading(); err != nil {
		return err
	}
	switch {
	case !s.open && s.said > 0:
		s.out.sayf("%s said so far.", words.Plural(s.said, "story"))
	case s.open && len(s.rest) > 0:
		s.out.sayf("Open is: %s There is more of it.", stopped(headline(s.article.Story)))
	case s.open:
		s.out.sayf("Open is: %s", stopped(headline(s.article.Story)))
	}
	return nil
}
