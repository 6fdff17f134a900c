package schedule

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Retry-After outside these bounds is taken as a mistake of the server: less
// would be no rest at all, more would lose the publication for days.
const (
	MinRetryAfter = time.Minute
	MaxRetryAfter = 24 * time.Hour
)

// ParseRetryAfter reads a Retry-After header, seconds or an HTTP date
// (RFC 9110 §10.2.3), as a wait from now between MinRetryAfter and
// MaxRetryAfter. It reports false for a value that is neither.
func ParseRetryAfter(value string, now time.Time) (time.Duration, bool) {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0, false
	}
	if digits(value) {
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil || seconds > int64(MaxRetryAfter/time.Second) {
			return MaxRetryAfter, true // more digits than an int64 holds: a long time
		}
		return clampRetry(time.Duration(seconds) * time.Second), true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	return clampRetry(at.Sub(now)), true
}

func clampRetry(d time.Duration) time.Duration {
	return min(max(d, MinRetryAfter), MaxRetryAfter)
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
