package newsroom

import (
	"context"

	"standfirst/feed"
)

// sameByCanonical joins a story with the one that its page names as the
// original, when that is another publication's and here.
func (n *Newsroom) sameByCanonical(ctx context.Context, s feed.Story, canonical string) error {
	if canonical == "" || bareHost(canonical) == bareHost(s.Link) {
		return nil
	}
	id, err := n.cache.Lookup(ctx, canonical)
	if err != nil || id == s.ID {
		return nil // the original is not here
	}
	return n.cache.SetSame(ctx, []feed.StoryID{id, s.ID})
}
