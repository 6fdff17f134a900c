package config

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/andybalholm/cascadia"
)

// longestName bounds a name: it must fit the rail.
const longestName = 80

// publications completes each publication and judges it, alone and beside the
// others.
func (j *judge) publications() {
	names, ids, feeds := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range j.c.Publications {
		p := &j.c.Publications[i]
		at := fmt.Sprintf("publication.%d", i)
		j.name(p, at)
		j.addresses(p, at)
		j.sections(p, at)
		j.once(names, strings.ToLower(p.Name), i, at+".name", func(first Publication) string {
			return fmt.Sprintf("two publications are called %q", first.Name)
		}, "give each its own name")
		j.once(ids, p.ID, i, at+".id", func(first Publication) string {
			return fmt.Sprintf("%q and %q have the same id %q", first.Name, p.Name, first.ID)
		}, `give this one another: id = "…"`)
		for k, feed := range p.Feeds {
			where := fmt.Sprintf("%s.feeds.%d", at, k)
			if p.Feed != "" && k == 0 {
				where = at + ".feed"
			}
			j.once(feeds, sameAddress(feed.URL), i, where, func(first Publication) string {
				return fmt.Sprintf("the feed %s is already that of %s", feed.URL, called(first))
			}, "write it once: take one of the two away")
		}
		if p.Every.Off || p.Every.Duration != 0 && p.Every.Duration < shortestCheck {
			j.say(at+".every", "every is shorter than 5 minutes, or off", `write "5m" or more; to stop asking, remove the publication`)
		}
		if strings.ContainsFunc(p.UserAgent, unicode.IsControl) {
			j.say(at+".user_agent", "a user agent is one line", "")
		}
		if p.Selector != "" {
			if _, err := cascadia.ParseGroup(p.Selector); err != nil {
				j.say(at+".selector", fmt.Sprintf("%q is no CSS selector: %v", p.Selector, err), `write it like "div.entry-content"`)
			}
		}
	}
}

// once says where a word stands for the second time.
func (j *judge) once(seen map[string]int, word string, i int, setting string, message func(first Publication) string, remedy string) {
	if word == "" {
		return
	}
	if first, taken := seen[word]; taken {
		j.say(setting, message(j.c.Publications[first]), remedy)
		return
	}
	seen[word] = i
}

func (j *judge) name(p *Publication, at string) {
	p.Name = strings.Join(strings.Fields(p.Name), " ")
	switch {
	case p.Name == "" && !j.c.document.broken:
		j.say(at+".name", "a publication needs a name", `add name = "…"`)
	case len([]rune(p.Name)) > longestName:
		j.say(at+".name", fmt.Sprintf("a name has at most %d characters", longestName), "")
	case strings.ContainsFunc(p.Name, unicode.IsControl):
		j.say(at+".name", "a name has no control characters", "")
	}
	if p.ID == "" {
		p.ID = MakeID(p.Name)
	} else if !validID.MatchString(p.ID) {
		j.say(at+".id", fmt.Sprintf("%q is no id", p.ID), fmt.Sprintf("use small letters, digits and hyphens: %q", MakeID(p.ID)))
	}
}

var validID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// MakeID makes the lasting id of a publication from its name: "Community Care"
// gives "community-care".
func MakeID(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			gap = false
		case r == '\'' || r == '’':
		case r > unicode.MaxASCII && unicode.IsLetter(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			fmt.Fprintf(&b, "x%x", r)
			gap = false
		default:
			gap = true
		}
	}
	if b.Len() == 0 {
		return "publication"
	}
	return b.String()
}

// addresses judges the feeds and makes Feeds complete.
func (j *judge) addresses(p *Publication, at string) {
	if p.Feed != "" {
		if len(p.Feeds) > 0 {
			j.say(at+".feeds", "feed and feeds are both there", "put the address of feed first in feeds")
		}
		p.Feeds = append([]Address{{URL: p.Feed}}, p.Feeds...)
	}
	if len(p.Feeds) == 0 && !j.c.document.broken {
		j.say(at, fmt.Sprintf("%s has no feed", called(*p)), `add feed = "https://…"`)
	}
	for k := range p.Feeds {
		where := fmt.Sprintf("%s.feeds.%d", at, k)
		if p.Feed != "" && k == 0 {
			where = at + ".feed"
		} else if j.c.document.child(j.c.document.root, append(strings.Split(where, "."), "url")...) != nil {
			where += ".url"
		}
		p.Feeds[k].URL = j.address(where, p.Feeds[k].URL)
	}
	if p.Feed != "" {
		p.Feed = p.Feeds[0].URL
	}
	if p.Site != "" {
		p.Site = j.address(at+".site", p.Site)
	}
}

func called(p Publication) string {
	if p.Name != "" {
		return p.Name
	}
	return "a publication"
}

// address judges an address and returns its usual form: feed:// and bare hosts
// become http addresses.
func (j *judge) address(setting, text string) string {
	clean, message, remedy := Address{}.normal(text)
	if message != "" {
		j.say(setting, message, remedy)
		return ""
	}
	return clean
}

func (Address) normal(text string) (clean, message, remedy string) {
	text = strings.TrimSpace(text)
	const remedyForm = `write it like "https://www.example.org/feed/"`
	if text == "" {
		return "", "the address is empty", remedyForm
	}
	if rest, ok := strings.CutPrefix(text, "feed:"); ok { // the feed: URI scheme of old browsers
		text = rest
		if host, ok := strings.CutPrefix(rest, "//"); ok {
			text = "http://" + host
		}
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == ' ' }):
		return "", fmt.Sprintf("%q is no address", text), remedyForm
	case u.Scheme == "" && looksLikeHost(text):
		return "", fmt.Sprintf("%q lacks https://", text), fmt.Sprintf("write %q", "https://"+text)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Sprintf("%q is not a web address", text), remedyForm
	case u.Hostname() == "":
		return "", fmt.Sprintf("%q names no host", text), remedyForm
	case u.User != nil:
		return "", "an address with a user name or password would end up in logs and exports", "take the part before @ out"
	}
	u.Fragment = ""
	u.Host = strings.ToLower(u.Host)
	return u.String(), "", ""
}

func looksLikeHost(text string) bool {
	host, _, _ := strings.Cut(text, "/")
	return strings.Contains(host, ".") && !strings.HasPrefix(host, ".")
}

// sameAddress is the form in which two addresses are compared.
func sameAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.TrimSuffix(u.EscapedPath(), "/") + "?" + u.RawQuery
}

// Origins are the scheme://host:port of every address written for p: what may
// be reached although it is private.
func (p Publication) Origins() []string {
	var origins []string
	add := func(address string) {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" {
			return
		}
		port := u.Port()
		if port == "" {
			port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
		}
		origin := u.Scheme + "://" + net.JoinHostPort(u.Hostname(), port)
		if !slices.Contains(origins, origin) {
			origins = append(origins, origin)
		}
	}
	add(p.Site)
	for _, feed := range p.Feeds {
		add(feed.URL)
	}
	for _, s := range p.Sections {
		for _, feed := range append([]string{s.Page}, s.Feeds...) {
			add(feed)
		}
	}
	return origins
}

// sections completes the section map and judges it.
func (j *judge) sections(p *Publication, at string) {
	paths := map[string]bool{}
	for k := range p.Sections {
		s := &p.Sections[k]
		where := fmt.Sprintf("%s.section.%d", at, k)
		if s.Path == "" {
			s.Path = strings.ReplaceAll(s.Name, "/", " ")
		}
		steps := strings.Split(s.Path, "/")
		for i, step := range steps {
			steps[i] = strings.Join(strings.Fields(step), " ")
		}
		if slices.Contains(steps, "") {
			if s.Path != "" || !j.c.document.broken {
				j.say(where+".path", "a section needs a path", `write it like path = "news" or path = "comment/group leaders"`)
			}
			continue
		}
		if s.Name == "" {
			s.Name = steps[len(steps)-1]
		}
		s.Path = strings.ToLower(strings.Join(steps, "/"))
		if paths[s.Path] {
			j.say(where+".path", fmt.Sprintf("the section %q is there twice", s.Path), "put the category words of both into one")
		}
		paths[s.Path] = true
		if len(s.Categories) == 0 {
			s.Categories = []string{s.Name}
		}
		for n, feed := range s.Feeds {
			j.sectionAddress(fmt.Sprintf("%s.feeds.%d", where, n), feed, *p)
		}
		if s.Page != "" {
			j.sectionAddress(where+".page", s.Page, *p)
		}
	}
	var known []string
	for _, s := range p.Sections {
		known = append(known, s.Path)
	}
	for k, s := range p.Sections {
		parent := parentOf(s.Path)
		if parent != "" && !paths[parent] && !j.c.document.broken {
			remedy := fmt.Sprintf("add a section with path = %q above it", parent)
			if best := Nearest(parent, known); best != "" {
				remedy = fmt.Sprintf("did you mean %q?", best+s.Path[len(parent):])
			}
			j.say(fmt.Sprintf("%s.section.%d.path", at, k), fmt.Sprintf("the section %q has no parent %q", s.Path, parent), remedy)
		}
	}
	for k, feed := range p.Feeds {
		section := strings.ToLower(feed.Section)
		if section != "" && len(known) > 0 && !paths[section] {
			j.say(fmt.Sprintf("%s.feeds.%d.section", at, k), fmt.Sprintf("%s has no section %q", called(*p), feed.Section), meant(section, known))
		}
		p.Feeds[k].Section = section
	}
	p.Sections = inOrder(p.Sections, "")
}

func (j *judge) sectionAddress(setting, address string, p Publication) {
	if strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") {
		if p.Site == "" {
			j.say(setting, fmt.Sprintf("the path %q belongs to no site", address), `add site = "https://…" to the publication`)
		}
		return
	}
	j.address(setting, address)
}

func parentOf(path string) string {
	i := strings.LastIndexByte(path, '/')
	return path[:max(i, 0)]
}

// inOrder puts each section behind its parent, in the order written.
func inOrder(sections []Section, parent string) []Section {
	var sorted []Section
	for _, s := range sections {
		if parentOf(s.Path) == parent && s.Path != parent {
			sorted = append(sorted, s)
			sorted = append(sorted, inOrder(sections, s.Path)...)
		}
	}
	return sorted
}
