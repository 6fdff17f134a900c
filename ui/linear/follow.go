package linear

import (
	"strings"

	"standfirst/feed"
	"standfirst/feed/clean"
)

func (s *session) follow(args string) error {
	if args == "" {
		if _, ok := s.listedInterest(); !ok {
			return s.following()
		}
	}
	return s.setFollow(args, true)
}

func (s *session) unfollow(args string) error { return s.setFollow(args, false) }

func (s *session) setFollow(args string, on bool) error {
	interest, ok := s.listedInterest()
	if args != "" {
		term, found, err := s.interestTerm(args)
		if err != nil || !found {
			return err
		}
		interest, ok = s.interestOf(term)
	}
	if !ok {
		s.out.say(`Nothing is listed that can be followed. Say which: "follow kinship care", "unfollow kinship care".`)
		return nil
	}
	names, err := s.names()
	if err != nil {
		return err
	}
	if interest.Kind == feed.InterestSection {
		interest.Name = names[interest.Publication].name + ", " + names.path(interest.Publication, interest.Value)
	}
	change, err := s.room.SetInterest(s.ctx, interest, on)
	if err != nil {
		return err
	}
	switch {
	case change.ID == 0 && on:
		s.out.sayf("%s is followed already.", capital(interest.Name))
	case change.ID == 0:
		s.out.sayf("%s is not followed.", capital(interest.Name))
	case on:
		s.out.sayf("Following %s. undo takes it back.", interest.Name)
	default:
		s.out.sayf("Not following %s any more. undo takes it back.", interest.Name)
	}
	return nil
}

// interestTerm finds the tag that words name, or else the section; "section"
// before them means a section alone.
func (s *session) interestTerm(args string) (feed.Term, bool, error) {
	kind, rest, _ := strings.Cut(args, " ")
	switch {
	case strings.EqualFold(kind, "section") && rest != "":
		return s.sectionTerm(rest)
	case strings.EqualFold(kind, "tag") && rest != "":
		return s.tagTerm(rest)
	}
	return s.tagTerm(args)
}

// listedInterest is the last tag or section of the filter.
func (s *session) listedInterest() (feed.Interest, bool) {
	for i := len(s.query.Terms) - 1; i >= 0; i-- {
		if interest, ok := s.interestOf(s.query.Terms[i]); ok {
			return interest, true
		}
	}
	return feed.Interest{}, false
}

func (s *session) interestOf(t feed.Term) (feed.Interest, bool) {
	switch {
	case t.Not:
	case t.Kind == feed.TermTag:
		return feed.Interest{Kind: feed.InterestTag, Value: feed.Fold(t.Value), Name: t.Value}, true
	case t.Kind == feed.TermSection:
		if id, path, ok := strings.Cut(t.Value, "/"); ok {
			return feed.Interest{Kind: feed.InterestSection, Publication: feed.PublicationID(id), Value: path, Name: t.Value}, true
		}
	}
	return feed.Interest{}, false
}

// following says what is followed.
func (s *session) following() error {
	all, err := s.room.Interests(s.ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, interest := range all {
		if !interest.Muted {
			names = append(names, clean.Line(interest.Name, 0))
		}
	}
	if len(names) == 0 {
		s.out.say(`You follow nothing yet. "follow kinship care" follows a tag, "follow section first news" a section; follow alone follows what is listed.`)
		return nil
	}
	s.out.say("You follow " + either(names, "and") + ". followed lists their stories.")
	return nil
}
