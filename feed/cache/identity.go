package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"net/url"
	"strings"

	"standfirst/feed"
)

// A story goes by several names, each hashed with its publication:
//
//   - its GUID with its link: the surest, since a GUID can occur twice;
//   - its GUID alone, unless the document uses it twice;
//   - its link with its headline: for feeds that renumber.
//
// GUIDs that are addresses are compared like links, so that a move from http to
// https renames nothing; a GUID that is the link with a time behind "#", as
// GOV.UK sends, is the link.
type names struct {
	exact int64 // GUID and link
	guid  int64 // GUID alone; 0 when it occurs twice in the document
	title int64 // link and headline; 0 without a link
	link  int64 // link alone: to look a story up, never to recognise one
}

// linkName is the name by which Lookup finds a story.
func linkName(link string) int64 { return hash("link", NormalLink(link)) }

// namesOf names the stories of one document.
func namesOf(stories []feed.Story) []names {
	guids := make([]string, len(stories))
	seen := map[string]int{}
	for i, s := range stories {
		guids[i] = normalGUID(s)
		seen[guids[i]]++
	}
	all := make([]names, len(stories))
	for i, s := range stories {
		link := NormalLink(s.Link)
		guid := guids[i]
		if guid == "" && link == "" {
			all[i].exact = hash("text", feed.Fold(s.Title), s.Standfirst)
			continue
		}
		all[i].exact = hash("guid+link", guid, link)
		if guid != "" && seen[guid] == 1 {
			all[i].guid = hash("guid", guid)
		}
		if link != "" {
			all[i].title = hash("link+title", link, feed.Fold(s.Title))
			all[i].link = linkName(link)
		}
	}
	return all
}

func normalGUID(s feed.Story) string {
	guid := strings.TrimSpace(s.GUID)
	if !strings.HasPrefix(guid, "http://") && !strings.HasPrefix(guid, "https://") {
		return guid
	}
	base, _, cut := strings.Cut(guid, "#")
	if cut && s.Link != "" && NormalLink(base) == NormalLink(s.Link) {
		return NormalLink(s.Link)
	}
	return NormalLink(guid)
}

// NormalLink brings a link to the form under which links are compared: without
// scheme, "www.", user, standard port, fragment, tracking parameters and a
// slash at the end; other parameters keep their order.
func NormalLink(link string) string {
	link = strings.TrimSpace(link)
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return link
	}
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	host = strings.TrimSuffix(strings.TrimSuffix(host, ":80"), ":443")
	out := host + strings.TrimRight(u.EscapedPath(), "/")
	var kept []string
	for _, p := range strings.Split(u.RawQuery, "&") {
		if p != "" && !isTracking(p) {
			kept = append(kept, p)
		}
	}
	if len(kept) > 0 {
		out += "?" + strings.Join(kept, "&")
	}
	return out
}

// isTracking knows the parameters that tell where a reader came from, not what
// is read.
func isTracking(param string) bool {
	name, _, _ := strings.Cut(strings.ToLower(param), "=")
	if strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "mc_") || strings.HasPrefix(name, "at_") {
		return true
	}
	switch name {
	case "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "ref", "cmp", "cmpid", "source", "rss", "ftag", "smid", "xtor", "wt.mc_id":
		return true
	}
	return false
}

// hash makes a name of 63 bits, never 0. Two stories of one publication meet by
// chance once in 10^9 archives of 100,000.
func hash(parts ...string) int64 {
	b := scratch.Get().(*buffer)
	defer b.done()
	for _, p := range parts {
		b.in = append(append(b.in, p...), 0)
	}
	sum := sha256.Sum256(b.in)
	return max(int64(binary.BigEndian.Uint64(sum[:])>>1), 1)
}
