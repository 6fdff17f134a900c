// Package words says times, ages and numbers the way the screen words them:
// "3 h", "Sat 17:42", "Sunday 22 November 2026", "1,247". British usage, the
// 24-hour clock. Times are read in the location they carry.
package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Age is how long ago t was, short: "now", "5 min", "3 h", "6 d", "5 w", then
// the date: "12 Aug", "Aug 2025". A time to come reads "now".
func Age(now, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	switch ago := now.Sub(t); {
	case ago < time.Minute:
		return "now"
	case ago < time.Hour:
		return fmt.Sprintf("%d min", ago/time.Minute)
	case ago < 24*time.Hour:
		return fmt.Sprintf("%d h", ago/time.Hour)
	case ago < 14*24*time.Hour:
		return fmt.Sprintf("%d d", ago/(24*time.Hour))
	case ago < 8*7*24*time.Hour:
		return fmt.Sprintf("%d w", ago/(7*24*time.Hour))
	case t.Year() == now.In(t.Location()).Year():
		return t.Format("2 Jan")
	}
	return t.Format("Jan 2006")
}

// LongAge is Age spelt out, for being heard: "3 hours ago", "1 day ago".
func LongAge(now, t time.Time) string {
	short := Age(now, t)
	n, unit, ok := strings.Cut(short, " ")
	long := map[string]string{"min": "minute", "h": "hour", "d": "day", "w": "week"}[unit]
	if !ok || long == "" {
		if short == "now" {
			return "just now"
		}
		return short
	}
	count, _ := strconv.Atoi(n)
	return Plural(count, long) + " ago"
}

// Since names a moment of the past by how it is remembered: "17:42",
// "yesterday 17:42", "Sat 17:42", "12 Oct", "12 Oct 2025".
func Since(now, t time.Time) string {
	now = now.In(t.Location())
	switch days := daysBetween(t, now); {
	case days <= 0:
		return t.Format("15:04")
	case days == 1:
		return "yesterday " + t.Format("15:04")
	case days < 7:
		return t.Format("Mon 15:04")
	case t.Year() == now.Year():
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// Day is the date over a group of stories: "Saturday 21 November", with the year
// when it is another.
func Day(now, t time.Time) string {
	if t.Year() == now.In(t.Location()).Year() {
		return t.Format("Monday 2 January")
	}
	return t.Format("Monday 2 January 2006")
}

// Moment is a date and its time of day: "Monday 5 October 2026, 09:30", in the
// form that day gives the date. Midnight UTC is how a date without a time is
// kept: it has none to show, and no zone may move it to another day.
func Moment(t time.Time, where *time.Location, day string) string {
	if u := t.UTC(); u.Equal(time.Date(u.Year(), u.Month(), u.Day(), 0, 0, 0, 0, time.UTC)) {
		return u.Format(day)
	}
	return t.In(where).Format(day + ", 15:04")
}

// SameDay tells whether two times fall on one day.
func SameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

func daysBetween(from, to time.Time) int {
	a := time.Date(from.Year(), from.Month(), from.Day(), 12, 0, 0, 0, time.UTC)
	b := time.Date(to.Year(), to.Month(), to.Day(), 12, 0, 0, 0, time.UTC)
	return int(b.Sub(a) / (24 * time.Hour))
}

// Number groups thousands: "1,247".
func Number(n int) string {
	if n < 0 {
		return "-" + Number(-n)
	}
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Plural counts things: "1 story", "1,247 stories", "0 comments".
func Plural(n int, one string) string {
	many := one + "s"
	if strings.HasSuffix(one, "y") && !strings.HasSuffix(one, "day") {
		many = one[:len(one)-1] + "ies"
	}
	if n == 1 {
		many = one
	}
	return Number(n) + " " + many
}

// Plain writes a number without grouping, for use as a name.
func Plain(n int64) string { return strconv.FormatInt(n, 10) }
