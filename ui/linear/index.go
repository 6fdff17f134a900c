package linear

import (
	"strings"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/words"
)

// The indexes: tags, sections and publications with their figures, one a line.
// They leave the list as it is; more goes on with them while they last.

func (s *session) tags(args string) error {
	all, err := s.room.Tags(s.ctx)
	if err != nil {
		return err
	}
	wanted := folded(args)
	var lines []string
	for _, tag := range all {
		if !mentions(tag, wanted) {
			continue
		}
		text := clean.Line(tag.Name, 0) + ": " + figures(tag.Count)
		if tag.Followed {
			text += ", followed"
		}
		if tag.Muted {
			text += ", muted"
		}
		lines = append(lines, text+".")
	}
	switch {
	case len(lines) == 0 && args != "":
		s.out.sayf("No tag holds %s. tags says them all.", quoted(args))
	case len(lines) == 0:
		s.out.say("There are no tags yet; refresh fetches stories.")
	default:
		s.sayIndex(lines, "tag WORDS lists the stories of one.")
	}
	return nil
}

func mentions(tag feed.TagCount, wanted string) bool {
	for _, wording := range append([]string{tag.Key, tag.Name}, tag.Aliases...) {
		if strings.Contains(folded(wording), wanted) {
			return true
		}
	}
	return false
}

func (s *session) sections(args string) error {
	names, err := s.names()
	if err != nil {
		return err
	}
	only := feed.PublicationID("")
	if args != "" {
		ok := false
		if only, ok, err = s.publicationNamed(args); err != nil || !ok {
			return err
		}
	}
	counts, err := s.room.Counts(s.ctx, feed.Query{})
	if err != nil {
		return err
	}
	var lines []string
	for _, id := range names.order() {
		if only != "" && id != only {
			continue
		}
		for _, path := range names[id].order {
			lines = append(lines, names[id].name+", "+names.path(id, path)+": "+figures(counts.Sections[id][path])+".")
		}
	}
	if len(lines) == 0 {
		s.out.say("No sections are known yet; refresh learns them.")
		return nil
	}
	s.sayIndex(lines, "section WORDS lists the stories of one.")
	return nil
}

func (s *session) publications(string) error {
	states, err := s.room.Publications(s.ctx)
	if err != nil {
		return err
	}
	var lines []string
	for _, p := range states {
		text := clean.Line(p.Name, 0) + ": " + figures(feed.Count{Unread: p.Unread, Total: p.Stories})
		switch {
		case p.Retired:
			text += ", not subscribed any more"
		case p.LastSuccess.IsZero():
			text += ", never read yet"
		default:
			text += ", last read " + s.moment(p.LastSuccess)
		}
		for _, more := range []string{p.Fault, p.Remedy, p.Notice} {
			if more != "" {
				text = stopped(text) + " " + sentence(more)
			}
		}
		lines = append(lines, stopped(text))
	}
	if len(lines) == 0 {
		s.out.say("There are no publications. standfirst add subscribes to one.")
		return nil
	}
	s.sayIndex(lines, "publication WORDS lists one.")
	return nil
}

func figures(c feed.Count) string {
	return words.Number(c.Unread) + " unread of " + words.Plural(c.Total, "story")
}

// sayIndex says lines, some at a time.
func (s *session) sayIndex(lines []string, ended string) {
	s.index, s.indexEnd = lines, ended
	s.moreIndex()
}

func (s *session) moreIndex() {
	n := min(tagsSaid, len(s.index))
	for _, text := range s.index[:n] {
		s.out.say(text)
	}
	if s.index = s.index[n:]; len(s.index) == 0 {
		s.out.say(s.indexEnd)
		return
	}
	s.out.sayf("%s left; more continues. %s", words.Number(len(s.index)), s.indexEnd)
}
