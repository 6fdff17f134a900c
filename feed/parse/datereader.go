package parse

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// dateReader gathers the parts of a date. -1: not seen.
type dateReader struct {
	now                   time.Time
	year, month, day      int
	yearDay               int
	hour, minute          int
	second, nano          int
	offset                int // seconds east
	zoned, clock, pm, am  bool
	zonedByDigits, afterT bool
	numbers               []number // digits whose meaning is not known yet
	spelled               bool     // the month was a word
	early                 bool     // … before any number: it may be a weekday (mar., maandag)
}

type number struct {
	value, digits int
}

func (d *dateReader) read(s string) bool {
	d.year, d.month, d.day, d.yearDay = -1, -1, -1, -1
	if rest, ok := d.iso(s); ok {
		s = rest
	}
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r >= '0' && r <= '9':
			s = d.digits(s)
		case (r == '+' || r == '-' || r == '−') && d.clock && !d.zonedByDigits && zoneDigits(s[size:]) > 0:
			n := zoneDigits(s[size:])
			d.zone(s[size:size+n], r == '+')
			s = s[size+n:]
		case unicode.IsLetter(r):
			end := len(s)
			for i, c := range s {
				if !unicode.IsLetter(c) && c != '.' && c != '’' && c != '\'' && !unicode.Is(unicode.M, c) {
					end = i
					break
				}
			}
			if end == 1 && (r == 'T' || r == 't') && len(s) > 1 && s[1] >= '0' && s[1] <= '9' {
				s, d.afterT = s[1:], true
				continue
			}
			if !d.word(strings.Trim(s[:end], ".'’")) {
				return false
			}
			s = s[end:]
		default:
			s = s[size:]
		}
	}
	return d.settle()
}

// iso reads a leading year-first date: 2026-05-04, 20260504, 2026-124, 2026-05,
// 2026/5/4, 2026.5.4.
func (d *dateReader) iso(s string) (rest string, ok bool) {
	n := countDigits(s)
	switch {
	case n == 2 && len(s) > 8 && s[2] == '-' && countDigits(s[3:]) == 2 && s[5] == '-' && countDigits(s[6:]) == 2 && s[8] == 'T':
		d.year, d.month, d.day = fullYear(number{atoi(s[:2]), 2}), atoi(s[3:5]), atoi(s[6:8])
		return s[8:], true
	case n == 8 || n == 14 || n == 12:
		if n > 8 || len(s) == 8 || s[8] == 'T' || s[8] == ' ' {
			year, month, day := atoi(s[:4]), atoi(s[4:6]), atoi(s[6:8])
			if year < 1900 || month > 12 || day > 31 {
				return s, false
			}
			d.year, d.month, d.day = year, month, day
			if n >= 12 {
				d.clock, d.hour, d.minute = true, atoi(s[8:10]), atoi(s[10:12])
				if n == 14 {
					d.second = atoi(s[12:14])
				}
			}
			return s[n:], true
		}
		return s, false
	case n == 4 && len(s) >= 8 && s[4] == '-' && s[5] == 'W' && countDigits(s[6:]) == 2: // 2026-W06-2
		year, week, day, length := atoi(s[:4]), atoi(s[6:8]), 1, 8
		if len(s) > 9 && s[8] == '-' && countDigits(s[9:]) == 1 {
			day, length = atoi(s[9:10]), 10
		}
		if week < 1 || week > 53 || day < 1 || day > 7 {
			return s, false
		}
		fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // always in the first week (ISO 8601)
		date := fourth.AddDate(0, 0, 7*(week-1)+day-1-(int(fourth.Weekday())+6)%7)
		d.year, d.month, d.day = date.Year(), int(date.Month()), date.Day()
		return s[length:], true
	case n == 4 && len(s) == 4:
		d.year, d.month, d.day = atoi(s), 1, 1
		return "", true
	case n != 4 || !strings.ContainsRune("-/.:", rune(s[4])):
		return s, false
	}
	mark := s[4]
	year, s1 := atoi(s[:4]), s[5:]
	m := countDigits(s1)
	switch {
	case m == 3 && mark == '-':
		d.year, d.yearDay = year, atoi(s1[:3])
		return s1[3:], true
	case m != 1 && m != 2:
		return s, false
	}
	month, s2 := atoi(s1[:m]), s1[m:]
	if month < 1 || month > 12 {
		return s, false
	}
	if s2 == "" || s2[0] != mark {
		if mark != '-' || s2 != "" && s2[0] != 'T' {
			return s, false
		}
		d.year, d.month, d.day = year, month, 1
		return s2, true
	}
	k := countDigits(s2[1:])
	if k != 1 && k != 2 {
		return s, false
	}
	d.year, d.month, d.day = year, month, atoi(s2[1:1+k])
	return s2[1+k:], true
}

// digits reads a clock time or a bare number from the start of s.
func (d *dateReader) digits(s string) string {
	n := countDigits(s)
	if d.afterT && !d.clock && (n == 2 && (len(s) == 2 || s[2] != ':') || n == 4 || n == 6) { // T10, T1011, T101112
		d.clock, d.hour = true, atoi(s[:2])
		if n > 2 {
			d.minute = atoi(s[2:4])
		}
		if n > 4 {
			d.second = atoi(s[4:6])
		}
		return s[n:]
	}
	if n <= 2 && !d.clock && n < len(s) && (s[n] == ':' || (s[n] == '.' || s[n] == 'h' || s[n] == 'H') && d.dated() && countDigits(s[n+1:]) == 2) {
		if m := countDigits(s[n+1:]); m == 1 || m == 2 {
			d.clock, d.hour, d.minute = true, atoi(s[:n]), atoi(s[n+1:n+1+m])
			s = s[n+1+m:]
			if len(s) > 1 && (s[0] == ':' || s[0] == '.') {
				if k := countDigits(s[1:]); k == 1 || k == 2 {
					d.second = atoi(s[1 : 1+k])
					s = s[1+k:]
				}
			}
			if len(s) > 1 && (s[0] == '.' || s[0] == ',') {
				if k := countDigits(s[1:]); k > 0 {
					d.nano = nanoseconds(s[1 : 1+k])
					s = s[1+k:]
				}
			}
			return s
		}
	}
	if n <= 4 && len(d.numbers) < 8 {
		d.numbers = append(d.numbers, number{atoi(s[:n]), n})
	} else if n > 4 {
		d.numbers = append(d.numbers, number{-1, n})
	}
	s = s[n:]
	// 1st, 2nd, 3rd, 4th; 4e, 4º
	for _, suffix := range []string{"st", "nd", "rd", "th", "er", "º", "ª", "°", "e "} {
		if len(s) >= len(suffix) && strings.EqualFold(s[:len(suffix)], suffix) {
			return s[len(suffix):]
		}
	}
	return s
}

func (d *dateReader) dated() bool {
	return d.day > 0 || len(d.numbers) >= 2 || len(d.numbers) >= 1 && d.month > 0
}

// word reads a month, a zone or half of the day; weekdays and small words tell
// nothing. False: the text is no date.
func (d *dateReader) word(w string) bool {
	low := strings.ToLower(w)
	switch low {
	case "am", "a.m", "vorm", "오전", "上午":
		d.am = true
		return true
	case "pm", "p.m", "nachm", "오후", "下午":
		d.pm = true
		return true
	case "年", "년", "月", "월", "日", "일", "at", "um", "de", "del", "of", "klo", "kl", "uhr", "o", "à", "alle", "ore", "г", "год", "года", "в", "t":
		return true
	}
	if month := monthOf(low); month > 0 && (d.month < 0 || d.early) {
		d.month, d.spelled = month, true
		d.early = len(d.numbers) == 0 && d.year < 0
		return true
	}
	if offset, ok := zoneOf(w); ok && (d.clock || d.spelled) {
		if !d.zoned {
			d.zoned, d.offset = true, offset
		}
		return true
	}
	return true
}

func zoneDigits(s string) int {
	n := countDigits(s)
	switch {
	case n == 2 && len(s) > 4 && s[2] == ':' && countDigits(s[3:]) >= 2:
		return 5
	case n == 1 && len(s) > 3 && s[1] == ':' && countDigits(s[2:]) >= 2:
		return 4
	case n >= 1 && n <= 4:
		return n
	}
	return 0
}

func (d *dateReader) zone(digits string, east bool) {
	hours, minutes := 0, 0
	if h, m, ok := strings.Cut(digits, ":"); ok {
		hours, minutes = atoi(h), atoi(m)
	} else if len(digits) <= 2 {
		hours = atoi(digits)
	} else {
		hours, minutes = atoi(digits[:len(digits)-2]), atoi(digits[len(digits)-2:])
	}
	if hours > 15 || minutes > 59 {
		return
	}
	d.zoned, d.zonedByDigits, d.offset = true, true, (hours*60+minutes)*60
	if !east {
		d.offset = -d.offset
	}
}

// settle gives the bare numbers their meaning.
func (d *dateReader) settle() bool {
	if d.year >= 0 {
		return d.month > 0 || d.yearDay > 0
	}
	var days []int
	monthFirst := d.am || d.pm // the clock of those who write the month first
	yearFirst := false
	for i, n := range d.numbers {
		switch {
		case n.value < 0:
			return false
		case (n.digits >= 3 || n.value > 31) && d.year < 0:
			d.year = fullYear(n)
			yearFirst = i == 0
		default:
			days = append(days, n.value)
		}
	}
	if d.month > 0 {
		switch {
		case len(days) == 0:
			return false
		case d.year < 0 && len(days) >= 2: // 4 May 26
			d.day, d.year = days[0], fullYear(number{days[1], 2})
		case d.year < 0:
			d.day = days[0]
			if d.now.IsZero() {
				return false
			}
			d.year = d.now.Year()
			if time.Month(d.month) > d.now.Month()+1 { // a date without a year is past
				d.year--
			}
		default:
			d.day = days[0]
		}
		return true
	}
	switch {
	case len(days) >= 3 && d.year < 0:
		d.day, d.month, d.year = days[0], days[1], fullYear(number{days[2], 2})
	case len(days) >= 2 && d.year >= 0:
		d.day, d.month = days[0], days[1]
	default:
		return false
	}
	if monthFirst || yearFirst {
		d.day, d.month = d.month, d.day
	}
	if d.month > 12 && d.day <= 12 && !yearFirst {
		d.day, d.month = d.month, d.day
	}
	return true
}

func fullYear(n number) int {
	switch {
	case n.digits > 2:
		return n.value
	case n.value < 69:
		return 2000 + n.value
	}
	return 1900 + n.value // RFC 2822 §4.3, with the pivot of POSIX
}

func (d *dateReader) time() (time.Time, bool) {
	if d.yearDay > 0 {
		d.month, d.day = 1, d.yearDay
		if d.yearDay > 366 {
			return time.Time{}, false
		}
	} else if d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 {
		return time.Time{}, false
	}
	if d.yearDay <= 0 && time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC).Day() != d.day {
		return time.Time{}, false // 31 June
	}
	if d.pm && d.hour < 12 {
		d.hour += 12
	}
	if d.am && d.hour == 12 {
		d.hour = 0
	}
	if d.hour > 24 || d.minute > 59 || d.second > 60 { // 24:00:00 ends a day; 60 is a leap second
		return time.Time{}, false
	}
	return checkDate(time.Date(d.year, time.Month(d.month), d.day, d.hour, d.minute, d.second, d.nano, time.FixedZone("", d.offset)))
}

func countDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func nanoseconds(fraction string) int {
	fraction = (fraction + "000000000")[:9]
	return atoi(fraction)
}
