package feed

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The text form of a Query:
//
//	query  = any
//	any    = all { "OR" all }
//	all    = term { term }
//	term   = [ "-" ] ( "(" any ")" | field ":" value | value )
//	value  = word | '"' text '"'        in a text \" is a quotation mark, \\ a backslash
//
// A word without a field is looked for as the beginning of a word, a text in
// quotation marks as it stands. sort: and show: stand at the top level only.

// QueryFault says what is wrong with the text form of a query, and where.
type QueryFault struct {
	Column  int    // of the fault, counted in characters from 1
	Message string // a sentence without a full stop: what is wrong and what can be written
}

// Error gives the sentence with its column.
func (f *QueryFault) Error() string { return fmt.Sprintf("column %d: %s", f.Column, f.Message) }

// The values that is:, has: and sort: take.
var (
	isValues   = []string{"unread", "read", "saved", "followed", "muted", "sponsored", "stored", "edited", "top", "featured", "new"}
	hasValues  = []string{"full", "comments", "images"}
	sortValues = []string{string(SortNewest), string(SortOldest), string(SortBest), string(SortPublication)}
)

// queryFields are the words that may stand before a colon.
var queryFields = []string{"tag", "section", "pub", "is", "has", "since", "before", "month", "by", "sort", "show"}

var (
	spanPattern  = regexp.MustCompile(`^[0-9]{1,4}[hdwmy]$`)
	datePattern  = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9])?)?$`)
	monthPattern = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])$`)
)

// maxQueryDepth bounds the parentheses of a query, and maxQueryText its length
// in bytes: a view can be sent by a stranger.
const (
	maxQueryDepth = 32
	maxQueryText  = 8 << 10
)

// ParseQuery reads the text form. The error is a *QueryFault. An empty text is
// the zero Query.
func ParseQuery(text string) (Query, error) {
	p := queryParser{text: text}
	if len(text) > maxQueryText {
		return Query{}, p.fault(0, "the query is longer than %d characters", maxQueryText)
	}
	if !utf8.ValidString(text) {
		return Query{}, p.fault(0, "the query is not valid UTF-8")
	}
	terms, err := p.any(0)
	if err != nil {
		return Query{}, err
	}
	if p.at < len(p.text) {
		return Query{}, p.fault(p.at, "there is no ( for this )")
	}
	p.query.Terms = terms
	return p.query, nil
}

type queryParser struct {
	text  string
	at    int // byte
	query Query
}

func (p *queryParser) fault(at int, format string, args ...any) error {
	return &QueryFault{Column: utf8.RuneCountInString(p.text[:at]) + 1, Message: fmt.Sprintf(format, args...)}
}

func (p *queryParser) space() {
	for p.at < len(p.text) {
		r, n := utf8.DecodeRuneInString(p.text[p.at:])
		if !isBreak(r) {
			return
		}
		p.at += n
	}
}

// blank tells whether no term can begin here.
func (p *queryParser) blank() bool {
	r, _ := utf8.DecodeRuneInString(p.text[p.at:])
	return p.at == len(p.text) || isBreak(r) || r == ')'
}

// any reads alternatives up to the end or an unopened ")". The list holds all
// terms of the only alternative, or one TermAny.
func (p *queryParser) any(depth int) ([]Term, error) {
	start := p.at
	var choices []Term
	for {
		terms, err := p.all(depth)
		if err != nil {
			return nil, err
		}
		at := p.at
		or := p.or()
		if len(terms) == 0 && (or || len(choices) > 0) {
			return nil, p.fault(at, "OR needs something on both sides")
		}
		if !or && len(choices) == 0 {
			return terms, nil
		}
		switch {
		case len(terms) == 1 && terms[0].Kind == TermAny && !terms[0].Not:
			choices = append(choices, terms[0].Terms...)
		case len(terms) == 1:
			choices = append(choices, terms[0])
		default:
			choices = append(choices, Term{Kind: TermAll, Terms: terms})
		}
		if !or {
			break
		}
		if depth == 0 && (p.query.Sort != "" || p.query.Muted) {
			return nil, p.fault(start, "sort: and show: count for the whole query: write them after the last alternative")
		}
	}
	return []Term{{Kind: TermAny, Terms: choices}}, nil
}

// or eats the word OR.
func (p *queryParser) or() bool {
	p.space()
	rest := p.text[p.at:]
	if !strings.HasPrefix(rest, "OR") {
		return false
	}
	if next, _ := utf8.DecodeRuneInString(rest[2:]); len(rest) > 2 && !isBreak(next) && !strings.ContainsRune(`()"`, next) {
		return false
	}
	p.at += 2
	return true
}

// all reads terms up to OR, ")" or the end.
func (p *queryParser) all(depth int) (terms []Term, err error) {
	for {
		p.space()
		if p.at == len(p.text) || p.text[p.at] == ')' {
			return terms, nil
		}
		if at := p.at; p.or() {
			p.at = at
			return terms, nil
		}
		more, err := p.term(depth)
		if err != nil {
			return nil, err
		}
		terms = append(terms, more...)
	}
}

func (p *queryParser) term(depth int) ([]Term, error) {
	start := p.at
	not := false
	if p.text[p.at] == '-' {
		not = true
		p.at++
		if p.blank() {
			return nil, p.fault(start, `- needs a term right behind it: -tag:adoption`)
		}
		if p.text[p.at] == '-' {
			return nil, p.fault(p.at, "one - is enough")
		}
	}
	if p.text[p.at] == '(' {
		return p.group(depth, not, start)
	}
	field, fieldAt := p.field()
	if field == "" {
		value, quoted, err := p.value()
		if err != nil {
			return nil, err
		}
		kind := TermWord
		if quoted || value == "OR" { // a word that can only be written in quotation marks
			kind = TermPhrase
		}
		return []Term{{Kind: kind, Value: value, Not: not}}, nil
	}
	name := strings.ToLower(field)
	if !slices.Contains(queryFields, name) {
		return nil, p.fault(fieldAt, "%s: is not known: write %s:, or put the text in quotation marks", field, strings.Join(queryFields, ":, "))
	}
	valueAt := p.at
	if p.blank() || p.text[p.at] == '(' {
		return nil, p.fault(valueAt, "%s: needs a value right behind it: %s", name, example(name))
	}
	value, _, err := p.value()
	if err != nil {
		return nil, err
	}
	if name == "sort" || name == "show" {
		return nil, p.setting(depth, not, start, valueAt, name, value)
	}
	value, ok := checkValue(TermKind(name), value)
	if !ok {
		return nil, p.fault(valueAt, "%s: does not take %q: %s", name, value, example(name))
	}
	return []Term{{Kind: TermKind(name), Value: value, Not: not}}, nil
}

// group reads what stands in parentheses. Without a "-" the terms of one
// alternative need none, and come back as they are.
func (p *queryParser) group(depth int, not bool, start int) ([]Term, error) {
	open := p.at
	if depth == maxQueryDepth {
		return nil, p.fault(open, "there are more than %d parentheses in each other", maxQueryDepth)
	}
	p.at++
	terms, err := p.any(depth + 1)
	if err != nil {
		return nil, err
	}
	if p.at == len(p.text) {
		return nil, p.fault(open, "there is no ) for this (")
	}
	p.at++
	switch {
	case len(terms) == 0:
		return nil, p.fault(open, "there is nothing between these parentheses")
	case !not:
		return terms, nil
	case len(terms) == 1 && terms[0].Not:
		if terms[0].Kind == TermAll {
			return terms[0].Terms, nil // -(-(x y)) is x y
		}
		terms[0].Not = false // -(-x) is x
		return terms, nil
	case len(terms) == 1:
		terms[0].Not = true
		return terms, nil
	}
	return []Term{{Kind: TermAll, Terms: terms, Not: true}}, nil
}

// setting reads sort: and show:, which say how, not what.
func (p *queryParser) setting(depth int, not bool, start, valueAt int, name, value string) error {
	switch {
	case not:
		return p.fault(start, "%s: cannot be turned round with -", name)
	case depth > 0:
		return p.fault(start, "%s: counts for the whole query: write it outside the parentheses", name)
	case name == "show" && strings.EqualFold(value, "muted"):
		p.query.Muted = true
		return nil
	case name == "sort" && slices.Contains(sortValues, strings.ToLower(value)):
		if p.query.Sort != "" && p.query.Sort != Sort(strings.ToLower(value)) {
			return p.fault(start, "sort: stands here twice")
		}
		p.query.Sort = Sort(strings.ToLower(value))
		return nil
	}
	return p.fault(valueAt, "%s: does not take %q: %s", name, value, example(name))
}

// field eats a name and its colon, if that is what comes.
func (p *queryParser) field() (string, int) {
	start := p.at
	for i, r := range p.text[p.at:] {
		if r == ':' && i > 0 {
			p.at += i + 1
			return p.text[start : start+i], start
		}
		if !unicode.IsLetter(r) {
			break
		}
	}
	return "", start
}

// value eats a word or a quoted text.
func (p *queryParser) value() (value string, quoted bool, err error) {
	start := p.at
	if p.text[p.at] == '"' {
		p.at++
		var b strings.Builder
		for p.at < len(p.text) {
			c := p.text[p.at]
			p.at++
			switch {
			case c == '"':
				value = strings.Join(strings.Fields(b.String()), " ")
				if value == "" {
					return "", true, p.fault(start, "there is nothing between these quotation marks")
				}
				return value, true, nil
			case c == '\\' && p.at < len(p.text) && (p.text[p.at] == '"' || p.text[p.at] == '\\'):
				b.WriteByte(p.text[p.at])
				p.at++
			default:
				b.WriteByte(c)
			}
		}
		return "", true, p.fault(start, "there is no second quotation mark for this one")
	}
	for p.at < len(p.text) {
		r, n := utf8.DecodeRuneInString(p.text[p.at:])
		if isBreak(r) || r == '(' || r == ')' || r == '"' {
			break
		}
		p.at += n
	}
	return p.text[start:p.at], false, nil
}

// dateForms are the ways to write a time, as time.Parse knows them. 30 February is
// none.
var dateForms = []string{"2006-01-02", "2006-01", "2006-01-02T15:04"}

// checkValue tells whether a field takes a value, and its plain form.
func checkValue(kind TermKind, value string) (string, bool) {
	low := strings.ToLower(value)
	switch kind {
	case TermIs:
		return low, slices.Contains(isValues, low)
	case TermHas:
		return low, slices.Contains(hasValues, low)
	case TermSince, TermBefore:
		if high := strings.ToUpper(value); datePattern.MatchString(high) {
			return high, slices.ContainsFunc(dateForms, func(form string) bool {
				_, err := time.Parse(form, high)
				return err == nil
			})
		}
		return low, low == "today" || low == "yesterday" || low == "last-visit" || spanPattern.MatchString(low)
	case TermMonth:
		return low, monthPattern.MatchString(low)
	}
	return value, true
}

// example shows how a field is written.
func example(field string) string {
	switch field {
	case "is":
		return "write is:" + strings.Join(isValues, ", is:")
	case "has":
		return "write has:" + strings.Join(hasValues, ", has:")
	case "sort":
		return "write sort:" + strings.Join(sortValues, ", sort:")
	case "show":
		return "write show:muted"
	case "since", "before":
		return "write " + field + ":7d, " + field + ":2026-01-31, " + field + ":yesterday or " + field + ":last-visit"
	case "month":
		return "write month:2026-10"
	case "section":
		return `write section:comment or section:"first/comment"`
	case "pub":
		return `write pub:first or pub:"Community Care"`
	case "by":
		return `write by:"Rowan Achebe"`
	}
	return `write tag:ofsted or tag:"kinship care"`
}

// String writes the text form. ParseQuery(q.String()) asks what q asks.
func (q Query) String() string {
	parts := make([]string, 0, len(q.Terms)+2)
	for _, t := range q.Terms {
		// An OR among other terms, or before sort:, needs its parentheses.
		alone := len(q.Terms) == 1 && q.Sort == SortAuto && !q.Muted
		parts = append(parts, t.text(!alone))
	}
	if q.Muted {
		parts = append(parts, "show:muted")
	}
	if q.Sort != SortAuto {
		parts = append(parts, "sort:"+string(q.Sort))
	}
	return strings.Join(parts, " ")
}

// String writes one term as it stands in a query.
func (t Term) String() string { return t.text(true) }

func (t Term) text(inside bool) string {
	sign := ""
	if t.Not {
		sign = "-"
	}
	switch t.Kind {
	case TermAny, TermAll:
		between := " "
		if t.Kind == TermAny {
			between = " OR "
		}
		parts := make([]string, len(t.Terms))
		for i, u := range t.Terms {
			parts[i] = u.text(true)
		}
		text := strings.Join(parts, between)
		if inside || t.Not {
			return sign + "(" + text + ")"
		}
		return text
	case TermWord:
		if plainWord(t.Value) {
			return sign + t.Value
		}
		return sign + quoteValue(t.Value)
	case TermPhrase:
		return sign + quoteValue(t.Value)
	}
	if t.Value != "" && !strings.ContainsAny(t.Value, `"()`) && !strings.ContainsFunc(t.Value, isBreak) {
		return sign + string(t.Kind) + ":" + t.Value
	}
	return sign + string(t.Kind) + ":" + quoteValue(t.Value)
}

// plainWord tells whether a word can stand by itself: it would not be read as
// an operator, a field or two words.
func plainWord(s string) bool {
	if s == "" || s == "OR" || s[0] == '-' || strings.ContainsAny(s, `"()`) || strings.ContainsFunc(s, isBreak) {
		return false
	}
	p := queryParser{text: s}
	field, _ := p.field()
	return field == ""
}

func isBreak(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func quoteValue(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
