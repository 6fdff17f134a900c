package schedule

import (
	"fmt"
	"slices"
	"time"
)

// quietGaps is how many gaps between days of news make a habit.
const quietGaps = 3

// Quiet reports a publication that brought nothing new for three times its
// usual gap, as a notice ("nothing new for 3 weeks, usually daily"), or "".
// published are the dates of its stories, in any order; the usual gap is the
// mean time between days with news, so that a burst counts as one.
func Quiet(now time.Time, published []time.Time) string {
	const day = 24 * time.Hour
	var days []int64
	var last time.Time
	for _, at := range published {
		if at.IsZero() || at.After(now) {
			continue
		}
		if at.After(last) {
			last = at
		}
		days = append(days, at.Unix()/int64(day/time.Second))
	}
	slices.Sort(days)
	days = slices.Compact(days)
	gaps := len(days) - 1
	if gaps < quietGaps {
		return ""
	}
	usual := time.Duration(days[gaps]-days[0]) * day / time.Duration(gaps)
	silent := now.Sub(last)
	if silent <= 3*usual {
		return ""
	}
	return fmt.Sprintf("nothing new for %s, usually %s", span(silent), rhythm(usual))
}

func span(d time.Duration) string {
	days := int(d / (24 * time.Hour))
	switch {
	case days >= 60:
		return fmt.Sprintf("%d months", days/30)
	case days >= 14:
		return fmt.Sprintf("%d weeks", days/7)
	}
	return fmt.Sprintf("%d days", days)
}

func rhythm(d time.Duration) string {
	switch days := int((d + 12*time.Hour) / (24 * time.Hour)); {
	case days <= 1:
		return "daily"
	case days >= 6 && days <= 8:
		return "weekly"
	case days >= 27 && days <= 33:
		return "monthly"
	case days > 33:
		return fmt.Sprintf("every %d months", (days+15)/30)
	case days >= 12:
		return fmt.Sprintf("every %d weeks", (days+3)/7)
	default:
		return fmt.Sprintf("every %d days", days)
	}
}
