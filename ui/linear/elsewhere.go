package linear

import (
	"cmp"
	"slices"

	"standfirst/feed"
)

// elsewhere reads the same story as the next of the other publications prints
// it; typed again it comes round to the first one.
func (s *session) elsewhere(args string) error {
	article, ok, err := s.chosen("elsewhere", args)
	if err != nil || !ok {
		return err
	}
	others := slices.Clone(article.Others)
	if len(others) == 0 {
		s.out.say("No other publication has this story.")
		return nil
	}
	slices.SortFunc(others, func(a, b feed.Row) int { return cmp.Compare(a.ID, b.ID) })
	at := max(0, slices.IndexFunc(others, func(o feed.Row) bool { return o.ID > article.ID }))
	return s.openStory(others[at].ID)
}
