package linear

import (
	"strings"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/words"
)

// heading names the list and counts it.
func (s *session) heading() error {
	where, err := s.listed()
	if err != nil {
		return err
	}
	e, err := s.room.Edition(s.ctx, s.query, feed.Window{})
	if err != nil {
		return err
	}
	if len(s.query.Terms) == 0 || !names(s.query.Terms[0]) {
		where = capital(where)
	}
	text := where + ": " + words.Plural(e.Total, "story")
	if len(s.query.Terms) == 0 {
		text = where + ": " + words.Number(e.Total)
	}
	unread := s.query.With(feed.Term{Kind: feed.TermIs, Value: "unread"})
	if !s.query.Has(feed.TermIs, "unread") {
		u, err := s.room.Edition(s.ctx, unread, feed.Window{})
		if err != nil {
			return err
		}
		text += ", " + words.Number(u.Total) + " unread"
	}
	s.out.say(text + ".")
	return nil
}

// names tells the terms that are said in the publication's own words, which
// keep their small letters.
func names(t feed.Term) bool {
	return !t.Not && (t.Kind == feed.TermPublication || t.Kind == feed.TermSection)
}

func capital(text string) string {
	if text == "" {
		return ""
	}
	first := []rune(text)[0]
	return strings.ToUpper(string(first)) + text[len(string(first)):]
}

// listed is the filter in words.
func (s *session) listed() (string, error) {
	names, err := s.names()
	if err != nil {
		return "", err
	}
	var parts []string
	for _, t := range s.query.Terms {
		text := s.termText(t, names)
		if t.Not {
			text = "not " + text
		}
		parts = append(parts, text)
	}
	switch s.query.Sort {
	case feed.SortOldest:
		parts = append(parts, "oldest first")
	case feed.SortBest:
		parts = append(parts, "best first")
	case feed.SortPublication:
		parts = append(parts, "by publication")
	}
	if s.query.Muted {
		parts = append(parts, "muted ones too")
	}
	if len(s.query.Terms) == 0 {
		parts = append([]string{"all stories"}, parts...)
	}
	return clean.Line(strings.Join(parts, ", "), 0), nil
}

func (s *session) termText(t feed.Term, names sectionNames) string {
	switch t.Kind {
	case feed.TermTag:
		return "tag " + t.Value
	case feed.TermSection:
		id, path, _ := strings.Cut(t.Value, "/")
		if known, ok := names[feed.PublicationID(id)]; ok && path != "" {
			return known.name + ", " + names.path(feed.PublicationID(id), path)
		}
		return "section " + t.Value
	case feed.TermPublication:
		if known, ok := names[feed.PublicationID(t.Value)]; ok {
			return known.name
		}
		return t.Value
	case feed.TermWord, feed.TermPhrase:
		return "the words " + quoted(t.Value)
	case feed.TermIs:
		switch t.Value {
		case "unread", "read":
			return t.Value + " only"
		case "new":
			if visit := s.room.LastVisit(); !visit.IsZero() {
				return "new since " + s.moment(visit)
			}
		}
		return t.Value + " stories"
	}
	bare := t
	bare.Not = false
	return bare.String()
}
