package linear

import (
	"errors"
	"strings"

	"standfirst/feed"
)

// Choosing what is listed. The kinds of terms replace their own and leave the
// others, as on the screen; every answer begins with the whole filter in words.

// show lists a query from its first story, its name and figures first.
func (s *session) show(q feed.Query) error {
	s.query = q
	s.begin()
	e, err := s.room.Edition(s.ctx, s.query, feed.Window{})
	if err != nil {
		return err
	}
	if e.Total > 0 {
		if err := s.heading(); err != nil {
			return err
		}
	}
	return s.stretch(handful)
}

// place lists what a row at the top of the screen's rail stands for.
func place(state string) func(*session, string) error {
	return func(s *session, _ string) error {
		q := s.query.WithoutKind(feed.TermWord, feed.TermPhrase)
		var terms []feed.Term
		for _, t := range q.Terms {
			if t.Kind != feed.TermIs || t.Not || t.Value != "new" && t.Value != "followed" && t.Value != "saved" {
				terms = append(terms, t)
			}
		}
		q.Terms = terms
		return s.show(q.With(feed.Term{Kind: feed.TermIs, Value: state}))
	}
}

// all takes every term away.
func (s *session) all(string) error { return s.show(feed.Query{}) }

// unread lists unread stories only; with numbers it marks.
func (s *session) unread(args string) error {
	if args != "" {
		return s.mark(markUnread, args)
	}
	return s.show(s.query.With(feed.Term{Kind: feed.TermIs, Value: "unread"}))
}

// search takes the whole query language.
func (s *session) search(args string) error {
	if args == "" {
		s.out.say(`search needs words, such as "search kinship care", or a query, such as "search tag:fostering since:7d".`)
		return nil
	}
	q, err := feed.ParseQuery(args)
	var fault *feed.QueryFault
	if errors.As(err, &fault) {
		s.out.sayf("The search cannot be read at letter %d: %s", fault.Column, stopped(fault.Message))
		return nil
	}
	if err != nil {
		return err
	}
	return s.show(q)
}

// tag lists the stories with a tag.
func (s *session) tag(args string) error {
	term, ok, err := s.tagTerm(args)
	if err != nil || !ok {
		return err
	}
	return s.show(s.query.WithoutKind(feed.TermTag, feed.TermWord, feed.TermPhrase, feed.TermAny, feed.TermAll).With(term))
}

// tagTerm finds the tag that words mean; ok is false when they mean none, which
// is said.
func (s *session) tagTerm(args string) (term feed.Term, ok bool, err error) {
	tags, err := s.room.Tags(s.ctx)
	if err != nil {
		return term, false, err
	}
	var known []thing
	for _, tag := range tags {
		known = append(known, thing{name: tag.Name, value: tag.Name, wordings: append([]string{tag.Key, tag.Name}, tag.Aliases...)})
	}
	value, ok := s.choose(known, args, "tag")
	return feed.Term{Kind: feed.TermTag, Value: value}, ok, nil
}

// section lists a section, or the parent and its children.
func (s *session) section(args string) error {
	term, ok, err := s.sectionTerm(args)
	if err != nil || !ok {
		return err
	}
	return s.show(s.query.WithoutKind(feed.TermSection, feed.TermPublication, feed.TermWord, feed.TermPhrase).With(term))
}

func (s *session) sectionTerm(args string) (term feed.Term, ok bool, err error) {
	names, err := s.names()
	if err != nil {
		return term, false, err
	}
	here := s.publicationListed()
	var known []thing
	for _, id := range names.order() {
		for _, path := range names[id].order {
			name := names.path(id, path)
			last := name[strings.LastIndex(name, ", ")+1:]
			one := thing{
				name: names[id].name + ", " + name, value: string(id) + "/" + path,
				wordings: []string{name, last, path, names[id].name + " " + name, names[id].name + " " + last, string(id) + "/" + path},
			}
			one.prefer = id == here
			known = append(known, one)
		}
	}
	value, ok := s.choose(known, args, "section")
	return feed.Term{Kind: feed.TermSection, Value: value}, ok, nil
}

// publicationListed is the publication that the list is of, if it is of one.
func (s *session) publicationListed() feed.PublicationID {
	for _, t := range s.query.Terms {
		switch {
		case t.Not:
		case t.Kind == feed.TermPublication:
			return feed.PublicationID(t.Value)
		case t.Kind == feed.TermSection:
			id, _, _ := strings.Cut(t.Value, "/")
			return feed.PublicationID(id)
		}
	}
	return ""
}

func (s *session) publication(args string) error {
	value, ok, err := s.publicationNamed(args)
	if err != nil || !ok {
		return err
	}
	q := s.query.WithoutKind(feed.TermSection, feed.TermPublication, feed.TermWord, feed.TermPhrase)
	return s.show(q.With(feed.Term{Kind: feed.TermPublication, Value: string(value)}))
}

func (s *session) publicationNamed(args string) (feed.PublicationID, bool, error) {
	names, err := s.names()
	if err != nil {
		return "", false, err
	}
	var known []thing
	for _, id := range names.order() {
		known = append(known, thing{name: names[id].name, value: string(id), wordings: []string{names[id].name, string(id)}})
	}
	value, ok := s.choose(known, args, "publication")
	return feed.PublicationID(value), ok, nil
}
