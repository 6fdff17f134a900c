package fetch

import (
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpguts"
	"golang.org/x/net/idna"
)

// Kind is what is asked for; it sets the Accept header and the size limit.
type Kind int

const (
	Feed Kind = iota
	Page
	REST
	Picture
	robotsTxt
)

// noun is the word for a kind in sentences.
func (k Kind) noun() string {
	switch k {
	case Feed:
		return "feed"
	case REST:
		return "answer"
	case Picture:
		return "picture"
	case robotsTxt:
		return "robots.txt"
	}
	return "page"
}

func (k Kind) accept() string {
	switch k {
	case Feed:
		return "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, " +
			"application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
	case REST:
		return "application/json"
	case Picture:
		return "image/png, image/jpeg, image/gif, image/webp, image/*;q=0.5"
	case robotsTxt:
		return "text/plain, */*;q=0.1"
	}
	return "text/html, application/xhtml+xml, */*;q=0.1"
}

// Request is one GET.
type Request struct {
	URL  string // http or https; a user name in it is dropped
	Kind Kind

	// ETag and LastModified are validators as the server sent them for this
	// URL, byte for byte; both are sent back. Plain leaves them out: the weekly
	// question to a server whose validators may lie.
	ETag, LastModified string
	Plain              bool

	UserAgent string // replaces the client's, when not empty
	MaxBytes  int64  // largest unpacked body; 0: the limit of the kind

	// Private lists addresses (scheme://host:port; the port may be left out
	// when it is the scheme's own) that the reader wrote down and that may be
	// reached although they are private or loopback. Everything else passes
	// the address guard, whoever chose it.
	Private []string
}

// target parses and checks an address to be asked, without user name and
// fragment.
func target(address string) (*url.URL, *Fault) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, &Fault{Kind: BadAddress, Sentence: "the address cannot be read", Remedy: "check how it is written in the configuration", Err: err}
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if u.Scheme != "http" && u.Scheme != "https" {
		return u, &Fault{Kind: Scheme, Sentence: "the address is not http or https but " + quoted(u.Scheme), Remedy: "only web addresses can be fetched"}
	}
	if u.Hostname() == "" {
		return nil, &Fault{Kind: BadAddress, Sentence: "the address names no host", Remedy: "check how it is written in the configuration"}
	}
	return u, nil
}

// asciiHost is the host in the form that is looked up and shown: lower case,
// other scripts as xn--, so that a look-alike name is seen for what it is.
func asciiHost(u *url.URL) string {
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	return host
}

// header is what every request of a chain says.
func (c *Client) header(r Request) http.Header {
	agent := r.UserAgent
	if agent == "" {
		agent = c.agent
	}
	h := http.Header{
		"Accept":          {r.Kind.accept()},
		"Accept-Encoding": {"gzip"},
		"User-Agent":      {agent},
	}
	if !r.Plain {
		setValidator(h, "If-None-Match", r.ETag)
		setValidator(h, "If-Modified-Since", r.LastModified)
	}
	return h
}

// maxValidator bounds what a server makes us keep and send back every time.
const maxValidator = 4 << 10

// validator returns a validator as received, or "" when it could not be sent
// back as it is.
func validator(value string) string {
	if len(value) > maxValidator || !httpguts.ValidHeaderFieldValue(value) {
		return ""
	}
	return value
}

func setValidator(h http.Header, name, value string) {
	if value = validator(value); value != "" {
		h[name] = []string{value}
	}
}
