package opml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"standfirst/feed/clean"
	"standfirst/feed/parse"
)

// Limits of a list. A folder below the 128th keeps its feeds there: real lists
// have three levels, and a deeper one is an attack or a fault.
const (
	MaxBytes  = 10 << 20
	MaxFeeds  = 10_000
	MaxDepth  = 128
	maxText   = 1 << 10 // bytes of a title or folder name
	maxReport = 1000    // lines reported one by one
)

// Feed is one subscription of a list.
type Feed struct {
	URL      string   // http or https, absolute
	Title    string   // may be empty
	Site     string   // address of the web page; may be empty
	Path     []string // folders from the root
	Category []string // the category attribute, a list with commas (OPML 2.0)
	// Duplicate: the list names the same address before.
	Duplicate bool
}

// Skipped is a line that was left out.
type Skipped struct {
	Line   int    // in the document, from 1
	Title  string // of the line; may be empty
	URL    string // as written, cleaned; may be empty
	Reason string // one plain sentence
}

// List is what a document holds.
type List struct {
	Title    string
	Feeds    []Feed // in document order, duplicates included
	Skipped  []Skipped
	Warnings []string // one sentence each
}

// Added, Duplicates and Rejected count the lines for a report.
func (l *List) Added() int {
	return len(l.Feeds) - l.Duplicates()
}

func (l *List) Duplicates() int {
	n := 0
	for _, f := range l.Feeds {
		if f.Duplicate {
			n++
		}
	}
	return n
}

func (l *List) Rejected() int { return len(l.Skipped) }

// Likely tells a list from plain text, by how it begins.
func Likely(data []byte) bool {
	text, _, err := parse.Text(data[:min(len(data), MaxBytes)], "", MaxBytes)
	if err != nil {
		return errors.Is(err, &parse.Fault{Kind: parse.KindTooLarge})
	}
	head := bytes.ToLower(text[:min(len(text), 4096)])
	return bytes.Contains(head, []byte("<opml")) || bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \t\r\n"), []byte("<"))
}

var (
	ErrTooLarge = errors.New("the list is too large")
	ErrNotOPML  = errors.New("the file is not an OPML list")
)

// Read reads a list. A broken document gives what was read before it broke,
// with a warning; the error says that nothing could be read.
func Read(data []byte) (*List, error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("read opml: %w (limit %d MB)", ErrTooLarge, MaxBytes>>20)
	}
	// A list is written in any of the ways that feeds are.
	text, warnings, err := parse.Text(data, "", MaxBytes)
	switch {
	case errors.Is(err, &parse.Fault{Kind: parse.KindTooLarge}):
		return nil, fmt.Errorf("read opml: %w (limit %d MB)", ErrTooLarge, MaxBytes>>20)
	case err != nil:
		return nil, fmt.Errorf("read opml: %w", ErrNotOPML)
	}
	r := reader{list: &List{}, seen: map[string]bool{}}
	for _, warning := range warnings {
		r.warn(strings.Replace(warning, "The feed", "The list", 1))
	}
	d := xml.NewDecoder(bytes.NewReader(escapeStray(text)))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	err = r.run(d)
	switch {
	case !r.opml:
		return nil, fmt.Errorf("read opml: %w", ErrNotOPML)
	case err != nil && len(r.list.Feeds)+len(r.list.Skipped) == 0:
		return nil, fmt.Errorf("read opml: %w: it breaks off before its first feed", ErrNotOPML)
	case err != nil:
		r.warn("The list is broken; the feeds before the fault were read.")
	}
	if r.folded > 0 {
		r.warn(fmt.Sprintf("Folders deeper than %d levels were folded into the %dth; every feed was kept.", MaxDepth, MaxDepth))
	}
	if r.more > 0 {
		r.warn(fmt.Sprintf("The list names more than %d feeds; %d were left out.", MaxFeeds, r.more))
	}
	return r.list, nil
}

type reader struct {
	list    *List
	seen    map[string]bool
	opml    bool
	path    []string // names of the open folders, at most MaxDepth
	open    []bool   // of every open outline: is it a folder
	folders int      // open folders, those folded included
	folded  int
	more    int // feeds above the limit
	text    *strings.Builder
}

func (r *reader) warn(sentence string) { r.list.Warnings = append(r.list.Warnings, sentence) }

func (r *reader) run(d *xml.Decoder) error {
	for {
		t, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch name := strings.ToLower(t.Name.Local); {
			case name == "opml":
				r.opml = true
			case name == "outline": // some lists are nothing but their lines
				r.opml = true
				line, _ := d.InputPos()
				r.outline(t, line)
			case name == "title" && r.opml && len(r.open) == 0:
				r.text = &strings.Builder{}
			}
		case xml.CharData:
			if r.text != nil {
				r.text.Write(t)
			}
		case xml.EndElement:
			switch strings.ToLower(t.Name.Local) {
			case "outline":
				r.shut()
			case "title":
				if r.text != nil {
					r.list.Title, r.text = tidy(r.text.String()), nil
				}
			}
		}
	}
}

// outline takes one line of the list: a feed when it has an address, else a
// folder.
func (r *reader) outline(t xml.StartElement, line int) {
	var address, title, text, site, kind, category, link string
	for _, a := range t.Attr {
		switch strings.ToLower(a.Name.Local) {
		case "xmlurl":
			address = a.Value
		case "title":
			title = a.Value
		case "text":
			text = a.Value
		case "htmlurl":
			site = a.Value
		case "type":
			kind = strings.ToLower(strings.TrimSpace(a.Value))
		case "category":
			category = a.Value
		case "url":
			link = a.Value
		}
	}
	name := tidy(text)
	if name == "" {
		name = tidy(title)
	}
	address = strings.TrimSpace(address)
	switch {
	case address != "":
		r.feed(address, name, site, category, line)
		r.open = append(r.open, false)
	case kind == "include" || kind == "link":
		r.skip(line, name, link, "it points to another document, which is not fetched unasked")
		r.open = append(r.open, false)
	case kind == "rss" || kind == "atom":
		r.skip(line, name, link, "it has no address")
		r.open = append(r.open, false)
	default:
		r.open = append(r.open, true)
		r.folders++
		if r.folders <= MaxDepth {
			r.path = append(r.path, name)
		} else {
			r.folded++
		}
	}
}

func (r *reader) shut() {
	n := len(r.open)
	if n == 0 {
		return
	}
	if r.open[n-1] {
		if r.folders <= MaxDepth {
			r.path = r.path[:len(r.path)-1]
		}
		r.folders--
	}
	r.open = r.open[:n-1]
}

func (r *reader) feed(address, title, site, category string, line int) {
	link := clean.URL(feedScheme(address))
	if link == "" {
		r.skip(line, title, address, refusal(address))
		return
	}
	if len(r.list.Feeds) >= MaxFeeds {
		r.more++
		return
	}
	if clean.NamesUser(feedScheme(address)) && len(r.list.Warnings) < maxReport {
		r.warn(fmt.Sprintf("Line %d: the user name in its address was left out: it would end up in logs and exports.", line))
	}
	same := sameHost(link)
	f := Feed{URL: link, Title: title, Site: clean.URL(site), Duplicate: r.seen[same]}
	r.seen[same] = true
	for _, folder := range r.path {
		if folder != "" {
			f.Path = append(f.Path, folder)
		}
	}
	for word := range strings.SplitSeq(category, ",") {
		if word = tidy(word); word != "" {
			f.Category = append(f.Category, word)
		}
	}
	r.list.Feeds = append(r.list.Feeds, f)
}

// sameHost writes scheme and host of an address in lower case, where case says
// nothing (RFC 3986 §6.2.2.1).
func sameHost(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	return strings.ToLower(scheme+"://"+host) + rest[len(host):]
}

// feedScheme reads the feed: scheme, in its two forms.
func feedScheme(address string) string {
	rest, ok := cutPrefixFold(address, "feed:")
	if !ok {
		return address
	}
	if strings.HasPrefix(rest, "//") {
		return "http:" + rest
	}
	return rest
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// refusal says why an address is not taken.
func refusal(address string) string {
	scheme, _, ok := strings.Cut(address, ":")
	switch {
	case ok && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")):
		return "its address is not a valid one"
	case ok && len(scheme) <= 20 && !strings.ContainsAny(scheme, "/. "):
		return "its address begins with " + clean.Line(scheme, 40) + ":, only http and https are read"
	}
	return "its address is not absolute"
}

func (r *reader) skip(line int, title, address, reason string) {
	if len(r.list.Skipped) < maxReport {
		r.list.Skipped = append(r.list.Skipped, Skipped{Line: line, Title: title, URL: clean.Line(address, maxText), Reason: reason})
	}
}
