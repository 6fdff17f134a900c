package linear

import (
	"fmt"
	"strings"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/words"
)

// comments reads what stands under the story, oldest first; the answer waits
// for the network. Without one it says from when the comments are.
func (s *session) comments(args string) error {
	article, ok, err := s.chosen("comments", args)
	if err != nil || !ok {
		return err
	}
	list, err := s.room.Comments(s.ctx, article.ID, true)
	if err != nil {
		return err
	}
	if list.Fault != "" {
		s.out.say("The comments could not be fetched: " + stopped(list.Fault))
		if len(list.Comments) > 0 && !list.Fetched.IsZero() {
			s.out.sayf("These are from %s.", s.moment(list.Fetched))
		}
	}
	if n := len(list.Comments); n > 0 && article.Comments > n {
		s.out.sayf("The publication counts %s; it sends %s.", words.Plural(article.Comments, "comment"), words.Number(n))
	}
	switch {
	case len(list.Comments) > 0:
		s.open, s.article, s.at = true, article, article.ID
		s.begun(s.commentsText(list.Comments), "That is the last comment. next reads the next unread story, back goes on with the list.")
	case list.Fault == "":
		s.out.sayf("There are no comments under %s.", quoted(headline(article.Story)))
	}
	return nil
}

// commentsText is each comment as a paragraph, answers naming whom they answer.
func (s *session) commentsText(list []feed.Comment) []string {
	by := map[string]string{}
	out := make([]string, 0, len(list))
	for i, c := range list {
		name := clean.Line(c.Byline, 0)
		if name == "" {
			name = "Somebody"
		}
		by[c.ID] = name
		head := fmt.Sprintf("Comment %d of %d. %s", i+1, len(list), name)
		if to := by[c.Parent]; to != "" && c.Parent != "" {
			head += ", answering " + to
		}
		if !c.At.IsZero() {
			head += ", " + s.age(c.At)
		}
		out = append(out, head+". "+strings.ReplaceAll(strings.TrimSpace(c.Text), "\n\n", "\n"))
	}
	return out
}
