package demo

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// copyDesk reads story files for one site at one time.
type copyDesk struct {
	site  *site
	press press
	base  time.Time
	tags  map[string]*term
}

// load reads the stories of one folder, newest first.
func (d *copyDesk) load(folder string) ([]*story, error) {
	names, err := fs.Glob(storyFiles, "stories/"+folder+"/*.md")
	if err != nil {
		return nil, fmt.Errorf("find stories: %w", err)
	}
	var all []*story
	for _, name := range names {
		text, err := storyFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read stories: %w", err)
		}
		for _, piece := range strings.Split("\n"+string(text), "\n=== ")[1:] {
			s, err := d.story(piece)
			if err != nil {
				return nil, fmt.Errorf("read %s: story %.40q: %w", name, piece, err)
			}
			all = append(all, s)
		}
	}
	sortNewest(all)
	return all, nil
}

// story reads one story; the first line of piece is its number and slug.
func (d *copyDesk) story(piece string) (*story, error) {
	first, rest, _ := strings.Cut(piece, "\n")
	number, slug, found := strings.Cut(strings.TrimSpace(first), " ")
	id, err := strconv.Atoi(number)
	if err != nil || !found {
		return nil, fmt.Errorf("number and slug expected, not %q", first)
	}
	lines := bufio.NewReader(strings.NewReader(rest))
	head, err := textproto.NewReader(lines).ReadMIMEHeader()
	if err != nil {
		return nil, fmt.Errorf("read fields: %w", err)
	}
	text, err := io.ReadAll(lines)
	if err != nil {
		return nil, fmt.Errorf("read text: %w", err)
	}
	source, talk, _ := strings.Cut(string(text), "\n--- comments ---\n")

	s := &story{id: id, slug: slug, byline: head.Get("By"), poll: head.Get("Poll"), sticky: head.Get("Sticky") != "",
		canonical: head.Get("Canonical"), top: list(head.Get("Top")), featured: list(head.Get("Featured"))}
	if s.byline == "" {
		s.byline = d.site.staffName
	}
	s.author = slugOf(s.byline)
	if s.byline == d.site.staffName {
		s.author = d.site.staff
	} else if d.site.fullText {
		s.author = strings.ReplaceAll(s.author, "-", "")
	}
	if s.published, s.printed, err = d.when(head.Get("Ago"), id); err != nil {
		return nil, err
	}
	s.modified = s.published
	if changed := head.Get("Modified"); changed != "" {
		if s.modified, _, err = d.when(changed, id); err != nil {
			return nil, err
		}
	}
	for _, name := range list(head.Get("In")) {
		t := d.site.category(name)
		if t == nil {
			return nil, fmt.Errorf("no section %q", name)
		}
		s.sections = append(s.sections, t)
	}
	if len(s.sections) == 0 {
		return nil, fmt.Errorf("no section given")
	}
	for _, name := range list(head.Get("Tags")) {
		s.tags = append(s.tags, d.tag(name))
	}
	for _, field := range []struct {
		from string
		to   *string
	}{{head.Get("Title"), &s.title}, {head.Get("Standfirst"), &s.standfirst}} {
		if *field.to, err = d.press.line(field.from); err != nil {
			return nil, err
		}
	}
	if s.body, err = d.press.body(source); err != nil {
		return nil, err
	}
	if !d.site.fullText {
		s.body = blocks(s.body)
	}
	d.address(s, head.Get("Host"))
	if head.Get("Picture") != "" {
		if err := d.illustrate(s, head.Get("Picture"), head.Get("Caption")); err != nil {
			return nil, err
		}
	}
	s.comments, err = d.comments(s, talk)
	return s, err
}

// address sets the story's link and GUID. first puts the section in its links,
// Community Care the day; some stories of first were first published on the
// hosting company's address and keep it in their GUID.
func (d *copyDesk) address(s *story, host string) {
	if d.site.fullText {
		s.link = d.site.url(s.printed.Format("/2006/01/02/") + s.slug + "/")
	} else {
		s.link = d.site.url("/" + s.sections[0].path() + "/" + s.slug + "/")
	}
	if host == "" {
		host = d.site.host
	}
	s.guid = "http://" + host + "/?p=" + strconv.Itoa(s.id)
}

func (d *copyDesk) illustrate(s *story, alt, caption string) error {
	p := &picture{id: s.id + 9000}
	if alt == "-" {
		alt = ""
	}
	var err error
	if p.alt, err = d.press.line(alt); err != nil {
		return err
	}
	p.alt = attribute(p.alt)
	if p.caption, err = d.press.line(caption); err != nil {
		return err
	}
	name := s.slug
	if d.site.fullText {
		name = "img-" + strconv.Itoa(p.id)
	}
	p.url = d.site.url(d.site.uploads + s.printed.Format("/2006/01/") + name + ".jpg")
	s.picture = p
	return nil
}

// when reads "3d 08:15" or "2h40m" and returns the time, and the day counted
// back from epoch. The seconds come from the story's number: no two stories of
// Community Care share a time.
func (d *copyDesk) when(ago string, id int) (at, day time.Time, err error) {
	days, clock, byDay := strings.Cut(ago, "d ")
	if !byDay {
		back, err := time.ParseDuration(ago)
		if err != nil {
			return at, day, fmt.Errorf("read time %q: %w", ago, err)
		}
		return d.base.Add(-back).UTC().Truncate(time.Second), epoch.AddDate(0, 0, -int(back.Hours()/24)), nil
	}
	n, err := strconv.Atoi(days)
	if err != nil {
		return at, day, fmt.Errorf("read time %q: %w", ago, err)
	}
	hour, err := time.Parse("15:04", clock)
	if err != nil {
		return at, day, fmt.Errorf("read time %q: %w", ago, err)
	}
	midnight := d.base.UTC().Truncate(24 * time.Hour)
	at = midnight.AddDate(0, 0, -n).Add(time.Duration(hour.Hour())*time.Hour + time.Duration(hour.Minute())*time.Minute)
	if d.site.fullText {
		at = at.Add(time.Duration(id%60) * time.Second)
	}
	return at, epoch.AddDate(0, 0, -n), nil
}

// comments reads "Sam, 2h: text" lines; the number of ">" before a name is the
// depth below the comment it answers.
func (d *copyDesk) comments(s *story, talk string) ([]comment, error) {
	var all []comment
	for _, line := range strings.Split(talk, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		said := strings.TrimLeft(line, ">")
		head, text, found := strings.Cut(said, ": ")
		name, after, timed := strings.Cut(strings.TrimSpace(head), ", ")
		later, err := time.ParseDuration(after)
		if !found || !timed || err != nil {
			return nil, fmt.Errorf("comment %q: want \"name, 2h: text\"", line)
		}
		c := comment{id: s.id*40 + len(all), depth: len(line) - len(said) + 1, name: name, at: s.published.Add(later)}
		if c.text, err = d.press.line(text); err != nil {
			return nil, err
		}
		for i := len(all) - 1; i >= 0 && c.depth > 1; i-- {
			if all[i].depth == c.depth-1 {
				c.parent = all[i].id
				break
			}
		}
		all = append(all, c)
	}
	return all, nil
}

// tag returns the term of a tag. A tag that would share its slug with a
// category gets "-2", as WordPress does.
func (d *copyDesk) tag(name string) *term {
	if t := d.tags[name]; t != nil {
		return t
	}
	t := &term{name: name, slug: slugOf(name)}
	for _, c := range d.site.categories {
		if c.slug == t.slug {
			t.slug += "-2"
		}
	}
	d.tags[name] = t
	return t
}

func list(field string) []string {
	var all []string
	for _, word := range strings.Split(field, ",") {
		if word = strings.TrimSpace(word); word != "" {
			all = append(all, word)
		}
	}
	return all
}
