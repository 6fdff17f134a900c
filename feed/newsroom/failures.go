package newsroom

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"standfirst/feed"
)

// keptFailures holds the articles that could not be stored unasked, and when
// that was tried: a page behind a paywall is not asked for every hour.
const keptFailures = "not stored"

func (n *Newsroom) failures(ctx context.Context) (map[feed.StoryID]time.Time, error) {
	failures := map[feed.StoryID]time.Time{}
	kept, err := n.cache.Kept(ctx, keptFailures)
	if err != nil || kept == "" {
		return failures, err
	}
	if json.Unmarshal([]byte(kept), &failures) != nil {
		return map[feed.StoryID]time.Time{}, nil // another version's: they are tried once more
	}
	return failures, nil
}

func (n *Newsroom) keepFailures(ctx context.Context, failures map[feed.StoryID]time.Time, now time.Time) error {
	maps.DeleteFunc(failures, func(_ feed.StoryID, at time.Time) bool { return !lately(now, at, tryAgain) })
	text, err := json.Marshal(failures)
	if err != nil {
		return err
	}
	return n.cache.Keep(ctx, keptFailures, string(text))
}
