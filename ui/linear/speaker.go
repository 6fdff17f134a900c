package linear

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"standfirst/feed/clean"
	"standfirst/ui/line"
	"standfirst/ui/words"
)

// speaker writes whole answers: nothing of one is written before all of it is
// there, but for flush. It is the one gate to the output; nothing but printable
// text and line feeds passes.
type speaker struct {
	w      io.Writer
	width  int
	answer strings.Builder
	err    error // the first error of writing; nothing is written after it
}

// say adds a paragraph to the answer.
func (p *speaker) say(text string) {
	for part := range strings.SplitSeq(printable(text), "\n") {
		part = strings.TrimSpace(part)
		if p.width <= 0 {
			p.answer.WriteString(part + "\n")
			continue
		}
		for _, l := range line.Wrap(part, p.width, len(part)+1, "") {
			p.answer.WriteString(l + "\n")
		}
	}
}

func (p *speaker) sayf(format string, args ...any) { p.say(fmt.Sprintf(format, args...)) }

// sayLink adds a line that is not broken, so that it can be copied.
func (p *speaker) sayLink(link string) { p.answer.WriteString(printable(link) + "\n") }

// prompt ends the answer.
func (p *speaker) prompt() {
	p.answer.WriteString("> ")
	p.flush()
}

// newLine leaves the line of the prompt.
func (p *speaker) newLine() {
	p.answer.WriteString("\n")
	p.flush()
}

func (p *speaker) flush() {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, p.answer.String())
	}
	p.answer.Reset()
}

// printable is the last gate before the output. Joiners stay: Persian and the
// scripts of India are misspelt without them.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\u200c', r == '\u200d':
			return r
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, clean.Text(text))
}

// sentence makes a text one: capital first, full stop last.
func sentence(text string) string {
	text = stopped(text)
	first, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[n:]
}

// stopped is a text on one line with a full stop behind it, unless it ends as a
// sentence does.
func stopped(text string) string {
	text = clean.Line(text, 0)
	if text == "" {
		return ""
	}
	bare := strings.TrimRight(text, `"'”’»)`)
	if strings.HasSuffix(bare, ".") || strings.HasSuffix(bare, "!") || strings.HasSuffix(bare, "?") || strings.HasSuffix(bare, "…") {
		return text
	}
	return strings.TrimRight(text, ":;,") + "."
}

// either joins choices: "a", "a or b", "a, b or c".
func either(choices []string, word string) string {
	if len(choices) < 2 {
		return strings.Join(choices, "")
	}
	last := len(choices) - 1
	return strings.Join(choices[:last], ", ") + " " + word + " " + choices[last]
}

// moment names a time as it is said: "today 07:58", "yesterday 17:42",
// "Saturday 17:42", "2 November", "2 November 2025".
func (s *session) moment(t time.Time) string {
	now, t := s.o.Now().In(s.o.Location), t.In(s.o.Location)
	days := 0
	for day := t; days < 7 && !words.SameDay(day, now) && day.Before(now); days++ {
		day = day.AddDate(0, 0, 1)
	}
	switch {
	case days == 0:
		return "today " + t.Format("15:04")
	case days == 1:
		return "yesterday " + t.Format("15:04")
	case days < 7:
		return t.Format("Monday 15:04")
	case t.Year() == now.Year():
		return t.Format("2 January")
	}
	return t.Format("2 January 2006")
}

// age is how long ago t was, or its date when that says more.
func (s *session) age(t time.Time) string {
	t = t.In(s.o.Location)
	long := words.LongAge(s.o.Now(), t)
	if long == "just now" || strings.HasSuffix(long, " ago") {
		return long
	}
	return t.Format("2 January 2006")
}
