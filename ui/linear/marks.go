package linear

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/words"
)

// marker is one way to mark stories.
type marker struct {
	name, done, already string
	mark                func(*session, []feed.StoryID) (feed.Change, error)
}

var (
	markRead = marker{"read", "marked read", "read", func(s *session, ids []feed.StoryID) (feed.Change, error) {
		return s.room.MarkRead(s.ctx, ids, true)
	}}
	markUnread = marker{"unread", "marked unread", "unread", func(s *session, ids []feed.StoryID) (feed.Change, error) {
		return s.room.MarkRead(s.ctx, ids, false)
	}}
	markSaved = marker{"save", "saved", "saved", func(s *session, ids []feed.StoryID) (feed.Change, error) {
		return s.room.Save(s.ctx, ids, true)
	}}
	markUnsaved = marker{"unsave", "not saved any more", "not saved", func(s *session, ids []feed.StoryID) (feed.Change, error) {
		return s.room.Save(s.ctx, ids, false)
	}}
)

// waits is said of a mark that a full disk did not take.
const waits = "Not on disk yet, which is full: this waits in memory until there is room."

func (s *session) markRead(args string) error {
	if !strings.EqualFold(args, "all") {
		return s.mark(markRead, args)
	}
	change, err := s.room.MarkListed(s.ctx, s.query, 0)
	if err != nil {
		return err
	}
	where, err := s.listed()
	if err != nil {
		return err
	}
	if change.Waiting {
		s.out.say(waits)
		return nil
	}
	if change.Count == 0 {
		s.out.sayf("Everything in %s was read already.", where)
		return nil
	}
	s.out.sayf("%s in %s marked read. undo takes it back.", words.Plural(change.Count, "story"), where)
	return nil
}

func (s *session) save(args string) error   { return s.mark(markSaved, args) }
func (s *session) unsave(args string) error { return s.mark(markUnsaved, args) }

// mark marks the stories with the numbers, or the open one.
func (s *session) mark(m marker, args string) error {
	var ids []feed.StoryID
	if args == "" {
		if !s.open {
			s.out.say("No story is open. " + misread(m.name))
			return nil
		}
		ids = []feed.StoryID{s.article.ID}
	} else {
		ok := false
		var err error
		if ids, ok, err = s.stories(m.name, args); err != nil || !ok {
			return err
		}
	}
	change, err := m.mark(s, ids)
	if err != nil {
		return err
	}
	subject := words.Plural(len(ids), "story")
	if len(ids) == 1 {
		article, err := s.room.Article(s.ctx, ids[0])
		if err != nil {
			return err
		}
		subject = quoted(headline(article.Story))
		if s.open && article.ID == s.article.ID {
			s.article.Marks = article.Marks
		}
		if m.name == markSaved.name && !article.Full {
			s.storeBeside(article.ID)
		}
	}
	switch {
	case change.Waiting:
		s.out.say(waits)
	case change.Count == 0:
		s.out.sayf("%s: %s already.", subject, m.already)
	case change.Count < len(ids):
		s.out.sayf("%s: %s; the others were already. undo takes it back.", words.Plural(change.Count, "story"), m.done)
	default:
		s.out.sayf("%s: %s. undo takes it back.", subject, m.done)
	}
	return nil
}

// storeBeside fetches the article of a saved story for reading it offline. What
// fails is said when the story is opened.
func (s *session) storeBeside(id feed.StoryID) {
	if !s.o.Refresh || s.offline {
		return
	}
	s.beside.Go(func() { _, _ = s.room.FetchArticle(s.ctx, id) })
}

// stories reads numbers and stretches of numbers: "1 3-5, 8". ok is false when
// they name no stories, which is said.
func (s *session) stories(name, args string) (ids []feed.StoryID, ok bool, err error) {
	seen := map[feed.StoryID]bool{}
	for _, word := range strings.FieldsFunc(args, func(r rune) bool { return r == ' ' || r == ',' }) {
		first, last, isRange := strings.Cut(word, "-")
		from, ok := number(first)
		to := from
		if isRange && ok {
			to, ok = number(last)
		}
		switch {
		case !ok || from < 1 || to < from:
			s.out.say(misread(name))
			return nil, false, nil
		case to-from >= armful:
			s.out.sayf(`That is more than %d stories at a time. To mark all that is listed there is "read all".`, armful)
			return nil, false, nil
		}
		for n := from; n <= to; n++ {
			id, ok, err := s.story(n)
			if err != nil || !ok {
				return nil, false, err
			}
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 0 {
		s.out.say(misread(name))
	}
	return ids, len(ids) > 0, nil
}

func (s *session) undo(string) error {
	return s.step(s.room.Undo, "Undone: ", "Nothing to undo.")
}

func (s *session) redo(string) error {
	return s.step(s.room.Redo, "Done again: ", "Nothing to do again.")
}

func (s *session) step(do func(context.Context) (feed.Change, error), done, nothing string) error {
	change, err := do(s.ctx)
	switch {
	case err != nil:
		return err
	case change.ID == 0 && change.Count == 0:
		s.out.say(nothing)
		return nil
	}
	s.out.say(done + stopped(changeText(change)))
	return nil
}

// changeText names a step of the journal: "37 stories, read".
func changeText(c feed.Change) string {
	what := clean.Line(c.What, 0)
	switch c.Kind {
	case feed.ChangeRead, feed.ChangeUnread, feed.ChangeSaved, feed.ChangeUnsaved:
		if what == "" {
			what = words.Plural(c.Count, "story")
		}
		return fmt.Sprintf("%s, %s", what, c.Kind)
	}
	if what == "" {
		return string(c.Kind) + " " + strconv.Itoa(c.Count)
	}
	return string(c.Kind) + " " + what
}
