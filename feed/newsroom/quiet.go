package newsroom

import (
	"context"
	"encoding/json"
	"time"

	"standfirst/feed"
	"standfirst/feed/schedule"
)

const (
	keptQuiet  = "quiet"
	quietEvery = 24 * time.Hour // how often habits are looked at
	habit      = 40             // stories of a publication, the newest, that show its habit
)

// quiet is what was last found of the publications' habits.
type quiet struct {
	At      time.Time
	Notices map[feed.PublicationID]string
}

// noticeQuiet looks once a day for publications that brought nothing new for
// three times their usual gap, and sooner when one of those has news.
func (n *Newsroom) noticeQuiet(ctx context.Context, fresh map[feed.PublicationID]int) error {
	was, err := n.quiet(ctx)
	if err != nil {
		return err
	}
	now := n.o.Now()
	spoke := false
	for id := range was.Notices {
		spoke = spoke || fresh[id] > 0
	}
	if age := now.Sub(was.At); age >= 0 && age < quietEvery && !spoke {
		return nil
	}
	is := quiet{At: now, Notices: map[feed.PublicationID]string{}}
	dates, err := n.cache.NewestDates(ctx, habit)
	if err != nil {
		return err
	}
	for _, p := range n.publications() {
		if notice := schedule.Quiet(now, dates[p.ID]); notice != "" {
			is.Notices[p.ID] = notice
		}
	}
	text, err := json.Marshal(is)
	if err != nil {
		return err
	}
	return n.cache.Keep(ctx, keptQuiet, string(text))
}

func (n *Newsroom) quiet(ctx context.Context) (q quiet, err error) {
	kept, err := n.cache.Kept(ctx, keptQuiet)
	if err != nil || kept == "" {
		return q, err
	}
	if json.Unmarshal([]byte(kept), &q) != nil {
		q = quiet{}
	}
	return q, nil
}
