package cli

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/opml"
	"standfirst/ui/words"
)

// Imported says what came of another reader's list of feeds.
type Imported struct {
	Added     []string `json:"added"`     // names
	Duplicate []string `json:"duplicate"` // names, in the configuration or in the list already
	Rejected  []string `json:"rejected"`  // one sentence each
	Notes     []string `json:"notes"`     // what was mended in reading, one sentence each
}

// Summary is the report in one line.
func (i Imported) Summary() string {
	return fmt.Sprintf("%s added, %d there already, %d rejected",
		words.Plural(len(i.Added), "publication"), len(i.Duplicate), len(i.Rejected))
}

// lines is the report feed by feed, in sentences.
func (i Imported) lines() (lines []string) {
	for _, name := range i.Added {
		lines = append(lines, "added: "+name)
	}
	for _, name := range i.Duplicate {
		lines = append(lines, "there already: "+name)
	}
	lines = append(lines, i.Rejected...)
	return append(lines, i.Notes...)
}

// Import reads the feeds of an OPML document or of newsboat's urls file, one
// publication each, folders kept as sections: what of them is new to the
// configuration, and a report. Nothing is changed.
func Import(conf config.Config, text []byte) (Imported, []feed.Publication, error) {
	var (
		report Imported
		found  []opml.Feed
		tags   map[string][]string
	)
	report.Added, report.Duplicate, report.Rejected, report.Notes = []string{}, []string{}, []string{}, []string{}
	if opml.Likely(text) {
		list, err := opml.Read(text)
		if err != nil {
			return report, nil, err
		}
		found = list.Feeds
		report.Notes = append(report.Notes, list.Warnings...)
		for _, skipped := range list.Skipped {
			report.Rejected = append(report.Rejected, fmt.Sprintf("line %d, %s: %s", skipped.Line, titleOr(skipped.Title, skipped.URL), skipped.Reason))
		}
	} else {
		found, tags, report.Rejected, report.Notes = readURLs(text)
	}
	taken := takenBy(conf.Publications)
	var fresh []feed.Publication
	for _, f := range found {
		path, words := categorised(f.Category)
		if len(f.Path) == 0 {
			f.Path = path
		}
		p := publicationOf(f, append(words, tags[f.URL]...))
		if f.Duplicate || taken.addresses[sameAddress(f.URL)] {
			report.Duplicate = append(report.Duplicate, p.Name)
			continue
		}
		p.Name = taken.name(p.Name)
		taken.add(p)
		p.ID = config.MakeID(p.Name)
		fresh = append(fresh, Publication(p))
		report.Added = append(report.Added, p.Name)
	}
	return report, fresh, nil
}

func titleOr(title, address string) string {
	if title != "" {
		return clean.Line(title, 80)
	}
	return clean.Line(address, 200)
}

// categorised reads the category attribute (OPML 2.0): "/a/b" is a path of
// folders, of which the first counts, a word without a slash a tag.
func categorised(list []string) (path, tags []string) {
	for _, word := range list {
		steps, isPath := strings.CutPrefix(word, "/")
		switch {
		case !isPath:
			tags = append(tags, clean.Line(word, longestName))
		case path == nil:
			path = strings.Split(steps, "/")
		}
	}
	return path, tags
}

// publicationOf makes a publication of one feed of a list. A folder is known to
// be the section of everything in it.
func publicationOf(f opml.Feed, tags []string) config.Publication {
	p := config.Publication{Name: clean.Line(f.Title, longestName), Site: clean.URL(f.Site)}
	if p.Name == "" || clean.URL(p.Name) != "" {
		p.Name = strings.TrimPrefix(clean.Host(f.URL), "www.")
	}
	var path, names []string
	for _, folder := range f.Path {
		name := strings.Join(strings.Fields(strings.ReplaceAll(clean.Line(folder, longestName), "/", " ")), " ")
		if name != "" {
			names = append(names, name)
			path = append(path, strings.ToLower(name))
		}
	}
	for i := range path {
		p.Sections = append(p.Sections, config.Section{Path: strings.Join(path[:i+1], "/"), Name: names[i]})
	}
	p.Feeds = []config.Address{{URL: f.URL, Section: strings.Join(path, "/"), Tags: tags}}
	return p
}

// longestName is the configuration's bound, in bytes here to be on the safe side.
const longestName = 80

// taken are the addresses, names and ids in use.
type taken struct{ addresses, names, ids map[string]bool }

func takenBy(publications []config.Publication) taken {
	t := taken{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, p := range publications {
		t.add(p)
	}
	return t
}

func (t taken) add(p config.Publication) {
	for _, address := range append([]config.Address{{URL: p.Feed}}, p.Feeds...) {
		if address.URL != "" {
			t.addresses[sameAddress(address.URL)] = true
		}
	}
	id := p.ID
	if id == "" {
		id = config.MakeID(p.Name)
	}
	t.names[strings.ToLower(p.Name)], t.ids[id] = true, true
}

// name is the name, with a number when another publication has it.
func (t taken) name(name string) string {
	for n, candidate := 2, name; ; n++ {
		if !t.names[strings.ToLower(candidate)] && !t.ids[config.MakeID(candidate)] {
			return candidate
		}
		candidate = fmt.Sprintf("%s %d", clean.Line(name, longestName-8), n)
	}
}

// sameAddress folds what does not make another feed: scheme, www, a last slash.
func sameAddress(link string) string {
	address, err := url.Parse(link)
	if err != nil {
		return link
	}
	return strings.TrimPrefix(strings.ToLower(address.Host), "www.") + strings.TrimRight(address.EscapedPath(), "/") + "?" + address.RawQuery
}

// readURLs reads newsboat's urls file: an address a line, then tags, of which
// "~Title" is a title and "!tag" hides. Queries and commands are not feeds.
func readURLs(text []byte) (feeds []opml.Feed, tags map[string][]string, rejected, notes []string) {
	tags, rejected, notes = map[string][]string{}, []string{}, []string{}
	seen := map[string]bool{}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		parts := splitQuoted(strings.TrimSpace(line))
		if len(parts) == 0 || strings.HasPrefix(parts[0], "#") {
			continue
		}
		link := clean.URL(parts[0])
		if link == "" {
			reason := "is no http or https address"
			switch scheme, _, _ := strings.Cut(parts[0], ":"); scheme {
			case "query":
				reason = "is a query: save it as a view in the reader (`f`, then `F`)"
			case "exec", "filter", "file":
				reason = "is a command or a file: Standfirst asks addresses only"
			}
			rejected = append(rejected, fmt.Sprintf("line %d, %s: it %s", number, clean.Line(parts[0], 100), reason))
			continue
		}
		if clean.NamesUser(parts[0]) {
			notes = append(notes, fmt.Sprintf("line %d: the user name in its address was left out: it would end up in logs and exports", number))
		}
		one := opml.Feed{URL: link, Duplicate: seen[sameAddress(link)]}
		seen[sameAddress(link)] = true
		for _, tag := range parts[1:] {
			tag = clean.Line(tag, 200)
			switch {
			case strings.HasPrefix(tag, "~"):
				one.Title = tag[1:]
			case tag != "" && !strings.HasPrefix(tag, "!") && !slices.ContainsFunc(tags[link], func(t string) bool { return feed.Fold(t) == feed.Fold(tag) }):
				tags[link] = append(tags[link], tag)
			}
		}
		feeds = append(feeds, one)
	}
	return feeds, tags, rejected, notes
}

// splitQuoted splits a line at blanks, outside of quotation marks; a backslash
// keeps the sign after it.
func splitQuoted(line string) []string {
	var (
		parts   []string
		part    strings.Builder
		quoted  bool
		started bool
	)
	runes := []rune(line)
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; {
		case r == '"':
			quoted, started = !quoted, true
		case r == '\\' && quoted && i+1 < len(runes):
			i++
			part.WriteRune(runes[i])
		case (r == ' ' || r == '\t') && !quoted:
			if started {
				parts = append(parts, part.String())
				part.Reset()
				started = false
			}
		default:
			part.WriteRune(r)
			started = true
		}
	}
	if started {
		parts = append(parts, part.String())
	}
	return parts
}
