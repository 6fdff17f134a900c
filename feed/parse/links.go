package parse

import (
	"net/url"
	"strings"

	"standfirst/feed/clean"
)

// baseURL parses the address of a document; nil when it is not an http address.
func baseURL(s string) *url.URL {
	if s = clean.URL(s); s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil
	}
	return u
}

// absolute returns link as an absolute http or https address, resolved against
// base (RFC 3986 §5.2), or "". An address that is absolute already keeps its
// bytes: only white space inside it is encoded.
func (p *parser) absolute(link string, base *url.URL) string {
	return absolute(link, base)
}

func absolute(link string, base *url.URL) string {
	link = tidyLink(link)
	if link == "" {
		return ""
	}
	if scheme := schemeOf(link); scheme != "" {
		if scheme == "feed" {
			link = strings.TrimPrefix(link[len("feed:"):], "//")
			if schemeOf(link) == "" {
				link = "http://" + link
			}
		}
		return clean.URL(link)
	}
	if base == nil || link[0] == '-' { // an option of some program rather than a path
		return ""
	}
	ref, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return clean.URL(base.ResolveReference(ref).String())
}

// tidyLink drops the white space around an address, encoded or not, and the line
// ends in it, and encodes what an address cannot hold but browsers take (WHATWG
// URL §4.4).
func tidyLink(link string) string {
	link = strings.TrimSpace(link)
	for strings.HasSuffix(link, "%20") {
		link = strings.TrimSpace(strings.TrimSuffix(link, "%20"))
	}
	if !strings.ContainsAny(link, " \t\r\n\"<>") {
		return link
	}
	return linkTidier.Replace(link)
}

var linkTidier = strings.NewReplacer("\n", "", "\r", "", "\t", "", " ", "%20", `"`, "%22", "<", "%3C", ">", "%3E")

// schemeOf returns the scheme of an absolute address in lower case, or "".
func schemeOf(link string) string {
	for i := 0; i < len(link); i++ {
		c := link[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return strings.ToLower(link[:i])
		default:
			return ""
		}
	}
	return ""
}

// isWeb tells an address that is absolute http or https as it stands.
func isWeb(link string) bool {
	scheme := schemeOf(strings.TrimSpace(link))
	return scheme == "http" || scheme == "https"
}
