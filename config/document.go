package config

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// document is a TOML file with the place of everything in it, so that a fault
// found late can still be shown where it stands. The library reads and judges
// the file; this only keeps what its decoder throws away.
type document struct {
	file   string
	lines  []string
	root   *node
	broken bool // something could not be read, so nothing is missing for sure
}

// node is a value of the document.
type node struct {
	kind  kind
	at    span // of the value
	key   span // of its key, or of the table's header
	keys  map[string]*node
	order []string
	items []*node
	text  string
	whole int64
	truth bool
	named bool // the table has a header of its own
}

type kind string

const (
	aTable   kind = "a table"
	aList    kind = "a list"
	aText    kind = "text"
	aNumber  kind = "a number"
	aBroken  kind = "a number with a fraction"
	aTruth   kind = "true or false"
	aDate    kind = "a date"
	aMissing kind = "nothing"
)

// span is a place: from 1, the column and width in bytes of the line.
type span struct{ line, column, width int }

// mostFaults bounds the faults of syntax that are looked for: past it the file
// is no configuration at all.
const mostFaults = 20

// readDocument reads a TOML file. Where a statement cannot be read it is left
// out, so that the faults behind it are found, too.
func readDocument(file string, text []byte) (*document, Faults) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	d := &document{file: file, lines: strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), root: newTable(span{})}
	var faults Faults
	readable := bytes.Clone(text)
	for len(faults) < mostFaults {
		var all map[string]any
		err := toml.Unmarshal(readable, &all)
		if err == nil {
			break
		}
		line, fault := d.syntax(err)
		if open := opened(readable, line, fault.Message); open > 0 {
			line = open
			at := opening.FindStringIndex(d.lines[open-1])
			fault = d.fault(span{open, at[1], 1}, "the list or table that begins here has no end", "close it with ] or }")
		}
		faults = append(faults, fault)
		if !blank(readable, line, fmt.Sprintf("[-%d]", len(faults))) {
			return d, faults
		}
		d.broken = true
	}
	if len(faults) < mostFaults {
		d.grow(readable)
	}
	for i := range faults {
		delete(d.root.keys, fmt.Sprintf("-%d", i+1))
	}
	d.root.order = slices.DeleteFunc(d.root.order, func(key string) bool { return d.root.keys[key] == nil })
	return d, faults
}

// syntax makes a fault of what the library says, and tells its line.
func (d *document) syntax(err error) (int, Fault) {
	var wrong *toml.DecodeError
	if !errors.As(err, &wrong) {
		return 0, Fault{File: d.file, Message: "this is not TOML: " + strings.TrimPrefix(err.Error(), "toml: ")}
	}
	line, column := wrong.Position()
	said := strings.TrimPrefix(wrong.Error(), "toml: ")
	return line, d.fault(span{line, column, 1}, said, remedyFor(said))
}

// opened finds the line of the bracket that was never closed, when that is what
// the library stumbled over lines later; 0 when it is not.
func opened(text []byte, line int, said string) int {
	if !strings.Contains(said, "array") && !strings.Contains(said, "inline table") {
		return 0
	}
	lines := bytes.Split(text, []byte("\n"))
	for n := min(line, len(lines)); n > 0; n-- {
		if opening.Match(lines[n-1]) {
			if n == line {
				return 0 // the fault is on the line itself and better placed there
			}
			return n
		}
	}
	return 0
}

// remedyFor knows the commonest slips behind the library's words.
func remedyFor(said string) string {
	switch {
	case strings.Contains(said, "already exists"), strings.Contains(said, "already defined"), strings.Contains(said, "duplicate"), strings.Contains(said, "redefined"):
		return "write it once: take one of the two away"
	case strings.Contains(said, "table name"), strings.Contains(said, "table key"):
		return "a table begins with [keys], one of several with [[publication]]"
	case strings.Contains(said, "UTF-8"):
		return "save the file as UTF-8"
	case strings.Contains(said, "expected newline"):
		return "one setting a line"
	case strings.Contains(said, "escape"):
		return `write \\ for a backslash, or put the text in 'single quotation marks'`
	case strings.Contains(said, "start of value"), strings.Contains(said, "expected value"), strings.Contains(said, "keyword"), strings.Contains(said, "number"):
		return `text stands in quotation marks: name = "Community Care"`
	case strings.Contains(said, "string"):
		return "close the quotation marks on the same line"
	case strings.Contains(said, "start of key"), strings.Contains(said, "expected '='"):
		return "a setting is written: name = value"
	case strings.Contains(said, "array"):
		return "the values of a list are parted by commas and end with ]"
	}
	return ""
}

// statement is how a line of its own begins: a table's header or a key.
var statement = regexp.MustCompile(`^[ \t]*(\[\[?[ \t]*[A-Za-z_]|=|"[^"]*"[ \t]*=|'[^']*'[ \t]*=|[A-Za-z0-9_-][^={}\[\]"']*=)`)

// begins is a line that is no continuation of a list, though perhaps broken.
var begins = regexp.MustCompile(statement.String() + `|^[ \t]*[A-Za-z_]`)

// header is the line that begins a table.
var header = regexp.MustCompile(`^[ \t]*\[\[?[ \t]*[A-Za-z_"']`)

// placeholderHeader is what blank puts for a broken header.
var placeholderHeader = regexp.MustCompile(`^\[-[0-9]+\]`)

// opening is a statement whose value opens a list or a table.
var opening = regexp.MustCompile(`=[ \t]*[\[{]`)

// blank wipes the statement that holds a line (from 1), keeping every other
// byte in its place. For the header of a table it puts another, under which
// nothing is a setting. It reports whether there was anything to wipe.
func blank(text []byte, line int, other string) bool {
	starts := []int{0}
	for i, b := range text {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	if line < 1 || line > len(starts) {
		return false
	}
	first, last := line-1, line-1
	at := func(n int) []byte {
		end := len(text)
		if n+1 < len(starts) {
			end = starts[n+1]
		}
		return text[starts[n]:end]
	}
	for first > 0 && !begins.Match(at(first)) {
		first--
	}
	isHeader := header.Match(at(first)) && !placeholderHeader.Match(at(first))
	for last+1 < len(starts) && !statement.Match(at(last+1)) {
		last++
	}
	wiped := false
	for n := first; n <= last; n++ {
		for i, b := range at(n) {
			if b != '\n' && b != '\r' && b != ' ' {
				at(n)[i] = ' '
				wiped = true
			}
		}
	}
	if line := at(first); isHeader && len(other) < len(line) {
		copy(line, other)
	}
	return wiped
}

// secret is what may stand before the host of an address; it is never shown.
var secret = regexp.MustCompile(`://[^/@\s"']+@`)

// fault places a message.
func (d *document) fault(at span, message, remedy string) Fault {
	f := Fault{File: d.file, Line: at.line, Message: message, Remedy: remedy}
	if at.line >= 1 && at.line <= len(d.lines) {
		f.Source = secret.ReplaceAllStringFunc(d.lines[at.line-1], func(s string) string { return "://" + strings.Repeat("*", len(s)-4) + "@" })
		before := f.Source[:min(max(at.column-1, 0), len(f.Source))]
		marked := f.Source[len(before):min(len(before)+max(at.width, 0), len(f.Source))]
		f.Column, f.Width = 1+utf8.RuneCountInString(before), utf8.RuneCountInString(marked)
	}
	return f
}

func newTable(key span) *node {
	return &node{kind: aTable, key: key, at: key, keys: map[string]*node{}}
}

// set adds a child, a table's own children being kept when it comes again.
func (n *node) set(key string, child *node) {
	if n.keys[key] == nil {
		n.order = append(n.order, key)
	}
	n.keys[key] = child
}

// grow builds the tree of nodes from a text that is known to be sound.
func (d *document) grow(text []byte) {
	var p unstable.Parser
	p.Reset(text)
	table := d.root
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = d.root
			for keys := e.Key(); keys.Next(); {
				name, at := string(keys.Node().Data), spanOf(&p, keys.Node())
				if keys.IsLast() && e.Kind == unstable.ArrayTable {
					list := table.keys[name]
					if list == nil {
						list = &node{kind: aList, key: at, at: at}
						table.set(name, list)
					}
					next := newTable(at)
					next.named = true
					list.items = append(list.items, next)
					table = next
					break
				}
				table = table.into(name, at)
			}
		case unstable.KeyValue:
			addPair(&p, table, e)
		}
	}
}

// into steps into a table, making it when it is not there; of a list of tables
// it is the last.
func (n *node) into(name string, at span) *node {
	child := n.keys[name]
	if child == nil {
		child = newTable(at)
		n.set(name, child)
	}
	if child.kind == aList && len(child.items) > 0 {
		return child.items[len(child.items)-1]
	}
	return child
}

func addPair(p *unstable.Parser, table *node, pair *unstable.Node) {
	for keys := pair.Key(); keys.Next(); {
		name, at := string(keys.Node().Data), spanOf(p, keys.Node())
		if keys.IsLast() {
			value := valueOf(p, pair.Value())
			value.key = at
			if value.at.line == 0 {
				value.at = at
			}
			table.set(name, value)
			return
		}
		table = table.into(name, at)
	}
}

func valueOf(p *unstable.Parser, v *unstable.Node) *node {
	n := &node{at: spanOf(p, v), text: string(v.Data)}
	switch v.Kind {
	case unstable.String:
		n.kind = aText
	case unstable.Bool:
		n.kind, n.truth = aTruth, n.text == "true"
	case unstable.Integer:
		n.kind = aNumber
		n.whole, _ = strconv.ParseInt(n.text, 0, 64)
	case unstable.Float:
		n.kind = aBroken
	case unstable.Array:
		n.kind = aList
		for items := v.Children(); items.Next(); {
			if item := items.Node(); item.Kind != unstable.Comment {
				n.items = append(n.items, valueOf(p, item))
			}
		}
		if n.at.line == 0 && len(n.items) > 0 {
			n.at = n.items[0].at
		}
	case unstable.InlineTable:
		n.kind, n.keys = aTable, map[string]*node{}
		for pairs := v.Children(); pairs.Next(); {
			if pairs.Node().Kind == unstable.KeyValue {
				addPair(p, n, pairs.Node())
			}
		}
	default:
		n.kind = aDate
	}
	return n
}

func spanOf(p *unstable.Parser, n *unstable.Node) span {
	if n.Raw.Length == 0 {
		return span{}
	}
	start := p.Shape(n.Raw).Start
	return span{start.Line, start.Column, int(n.Raw.Length)}
}
