package discover

import (
	"fmt"
	"net/url"
	"strings"
)

// Address reads what a person types or pastes for a feed or a site: a full
// address, one without a scheme ("gazette.example/feed"), or one with a
// reader's own scheme (feed:, rss:). It returns an http or https address
// without user name and fragment.
func Address(typed string) (string, error) {
	s := strings.TrimSpace(typed)
	if inner, ok := feedScheme(s); ok {
		s = inner
	}
	if strings.HasPrefix(s, "//") {
		s = "https:" + s
	}
	if !hasScheme(s) {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", fmt.Errorf("read address: %w", err)
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Errorf("read address: %q is not http or https", u.Scheme)
	case u.Hostname() == "" || strings.HasPrefix(u.Hostname(), "-") || strings.ContainsAny(u.Host, " <>\"'"):
		return "", fmt.Errorf("read address: no host in %q", typed)
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	return u.String(), nil
}

// feedScheme opens feed://host/path and feed:https://host/path, and the same
// with rss, as browsers' "open in reader" hands them over.
func feedScheme(s string) (inner string, ok bool) {
	for _, scheme := range []string{"feed:", "rss:", "feeds:"} {
		if len(s) < len(scheme) || !strings.EqualFold(s[:len(scheme)], scheme) {
			continue
		}
		inner = s[len(scheme):]
		if rest, found := strings.CutPrefix(inner, "//"); found {
			if hasScheme(rest) { // feed://https://host/path
				return rest, true
			}
			if scheme == "feeds:" {
				return "https://" + rest, true
			}
			return "http://" + rest, true
		}
		return inner, hasScheme(inner)
	}
	return "", false
}

// hasScheme tells "https://x" and "mailto:x" from "host:8080/path".
func hasScheme(s string) bool {
	scheme, rest, found := strings.Cut(s, ":")
	if !found || scheme == "" || strings.ContainsAny(scheme, "./?# ") {
		return false
	}
	port := rest
	if i := strings.IndexAny(port, "/?#"); i >= 0 {
		port = port[:i]
	}
	return port == "" || strings.Trim(port, "0123456789") != ""
}

// WellKnown returns addresses where a site often has a feed although no page
// names it: below the page itself first, then of the whole site. They are to
// be asked one after the other until one is a feed.
func WellKnown(page string) []string {
	u, err := url.Parse(page)
	if err != nil || u.Host == "" {
		return nil
	}
	var tries []string
	add := func(path, query string) {
		t := (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: path, RawQuery: query}).String()
		for _, have := range tries {
			if have == t {
				return
			}
		}
		tries = append(tries, t)
	}
	if dir := strings.TrimSuffix(u.Path, "/"); dir != "" && !strings.HasSuffix(dir, "/feed") {
		add(dir+"/feed/", "")
	}
	add("/feed/", "")
	add("/rss", "")
	add("/atom.xml", "")
	add("/index.xml", "")
	add("/rss.xml", "")
	add("/feed.xml", "")
	add("/feed.json", "")
	add("/", "feed=rss2") // WordPress without readable links
	return tries
}

// RESTRoots returns where a WordPress site may have its REST interface, the
// announced one first: sites often take the announcement away and leave the
// interface.
func RESTRoots(p Page, site string) []string {
	var roots []string
	if p.REST != "" {
		roots = append(roots, p.REST)
	}
	u, err := url.Parse(site)
	if err != nil || u.Host == "" {
		return roots
	}
	for _, guess := range []string{
		u.Scheme + "://" + u.Host + "/wp-json/",
		u.Scheme + "://" + u.Host + "/?rest_route=/",
	} {
		if guess != p.REST {
			roots = append(roots, guess)
		}
	}
	return roots
}
