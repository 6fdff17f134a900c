package discover

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// Kind is what a document is, as far as a reader of news must know.
type Kind string

const (
	FeedXML   Kind = "feed"      // RSS, RDF or Atom, by its root element
	FeedJSON  Kind = "json feed" // JSON Feed, by its version
	XML       Kind = "xml"       // other XML: a site map, OPML
	JSON      Kind = "json"
	WebPage   Kind = "web page"
	Login     Kind = "login"     // a web page that wants a password, or a guest network's
	Challenge Kind = "challenge" // a wall that lets only browsers in
	Empty     Kind = "empty"
	Other     Kind = "other"
)

// sniffed is how much of a document is looked at: walls and log-in pages are
// short, and a feed shows itself in its first element.
const sniffed = 64 << 10

// KindOf tells what body is. header is the answer's and may be nil.
func KindOf(body []byte, header http.Header) Kind {
	start := body[:min(len(body), sniffed)]
	if bytes.HasPrefix(start, []byte{0xfe, 0xff}) || bytes.HasPrefix(start, []byte{0xff, 0xfe}) {
		start = bytes.ReplaceAll(start[2:], []byte{0}, nil) // UTF-16: ASCII is enough here
	}
	start = bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")))

	root := strings.ToLower(rootElement(start))
	if _, local, found := strings.Cut(root, ":"); found {
		root = local
	}
	switch root {
	case "rss", "rdf", "feed", "channel": // a channel alone is RSS 1.1 or CDF
		return FeedXML
	}
	if !strings.HasPrefix(root, "html") && hidden().Match(start) {
		return FeedXML // after a server's warning in bold type, say
	}
	if challengeHeader(header) {
		return Challenge
	}
	switch {
	case len(start) == 0:
		return Empty
	case start[0] == '{' || start[0] == '[':
		if jsonFeed().Match(start) {
			return FeedJSON
		}
		return JSON
	case isPage(root, start, header):
		return pageKind(start)
	case root != "":
		return XML
	}
	return Other
}

// hidden is the root of a feed that does not stand first.
var hidden = lazily(`<(rss\s[^>]*version\s*=|rdf:RDF\s|feed\s[^>]*xmlns\s*=)`)

var jsonFeed = lazily(`"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version`)

// lazily compiles a pattern when it is first used: the program starts without
// any of them.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// rootElement is the name of the first element, after the declaration,
// comments and the document type. Text before it is stepped over: a warning of
// the server's software does not make a feed something else.
func rootElement(b []byte) string {
	for {
		at := bytes.IndexByte(b, '<')
		if at < 0 {
			return ""
		}
		b = b[at+1:]
		switch {
		case bytes.HasPrefix(b, []byte("!--")):
			end := bytes.Index(b, []byte("-->"))
			if end < 0 {
				return ""
			}
			b = b[end:]
		case bytes.HasPrefix(b, []byte("!")), bytes.HasPrefix(b, []byte("?")):
			continue // a declaration holds no element; an inner "<!ENTITY" is passed the same way
		default:
			end := bytes.IndexFunc(b, func(r rune) bool {
				return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == ':' || r == '_' || r == '-' || r == '.')
			})
			if end > 0 {
				return string(b[:end])
			}
		}
	}
}

var pageElements = map[string]bool{
	"html": true, "head": true, "body": true, "title": true, "meta": true, "script": true, "div": true, "p": true,
	"h1": true, "center": true, "link": true, "style": true, "main": true, "form": true, "span": true, "br": true,
}

func isPage(root string, start []byte, header http.Header) bool {
	if len(start) > 9 && bytes.EqualFold(start[:9], []byte("<!doctype")) && !bytes.Contains(start[:min(len(start), 200)], []byte("SYSTEM")) {
		return true
	}
	if pageElements[root] {
		return true
	}
	return header != nil && strings.Contains(strings.ToLower(header.Get("Content-Type")), "html")
}

// challengeHeader knows the walls that say so in a header.
func challengeHeader(h http.Header) bool {
	return strings.EqualFold(h.Get("Cf-Mitigated"), "challenge") || // Cloudflare
		h.Get("X-Amzn-Waf-Action") != "" || // AWS: challenge, captcha
		strings.EqualFold(h.Get("X-Datadome"), "protected") && h.Get("X-Dd-B") != "" && strings.Contains(h.Get("Content-Type"), "html")
}

// challenges are marks of walls that no page behind them carries. Scripts that
// the same makers put on every ordinary page are left out on purpose.
var challenges = [][]byte{
	[]byte("window._cf_chl_opt"), []byte("/cdn-cgi/challenge-platform/h/"), []byte("cf-error-details"), []byte("cf-browser-verification"), // Cloudflare
	[]byte("sucuri_cloudproxy_js"), []byte("sucuri website firewall"), // Sucuri
	[]byte("_incapsula_resource?swudnsai"), []byte("incapsula incident id"), // Imperva
	[]byte("geo.captcha-delivery.com/captcha"), []byte("geo.captcha-delivery.com/interstitial"), // DataDome
	[]byte(`id="px-captcha"`), []byte("id='px-captcha'"), // HUMAN
	[]byte("id=\"anubis_challenge\""), []byte("within.website/x/cmd/anubis"), // Anubis
	[]byte("awswafintegration.getToken"), []byte("ddos-guard/js-challenge"), []byte("errors.edgesuite.net"),
	[]byte("wordfence_blocked"), []byte("generated by wordfence"), []byte("sg-captcha"), []byte("/.well-known/sgcaptcha"),
}

var (
	title = lazily(`(?is)<title[^>]*>(.*?)</title`)
	// challengeTitle: the whole title of a wall, as its makers write it.
	challengeTitle = lazily(`(?i)^(just a moment\s*(\.\.\.|…)?|attention required! \| cloudflare|please wait\s*(\.\.\.|…)?|one moment, please\s*(\.\.\.|…)?|access denied|making sure you(&#39;|'|’)re not a bot!?|robot challenge screen|ddos-guard|security check(point)?|verify(ing)? (that )?you are (a )?human.*|are you a robot\?.*|pardon our interruption.*|human verification)$`)
	// loginTitle: words that name a gate and hardly ever a story.
	loginTitle = lazily(`(?i)(^|\b)(log ?-?in|sign ?-?in|log ?-?on|sign ?-?on|captive portal|hotspot|wi-?fi|guest (access|network)|network (access|authentication)|authentication required|welcome to .*(wi-?fi|network))(\b|$)`)
	password   = lazily(`(?i)<input[^>]+type\s*=\s*["']?password`)
	refresh    = lazily(`(?i)<meta[^>]+http-equiv\s*=\s*["']?refresh`)
	portal     = lazily(`(?i)(captive|hotspot|wispaccessgateway|/login\?|portal)`)
	tags       = lazily(`<[^>]*>`)
)

// pageKind tells an ordinary web page from a gate before one. An ordinary page
// may carry a small log-in form in its header, so a password field makes a
// gate only of a page with little else on it.
func pageKind(start []byte) Kind {
	lower := bytes.ToLower(start)
	for _, mark := range challenges {
		if bytes.Contains(lower, bytes.ToLower(mark)) {
			return Challenge
		}
	}
	name := ""
	if found := title().FindSubmatch(start); found != nil {
		name = strings.TrimSpace(string(found[1]))
	}
	short := len(bytes.Join(bytes.Fields(tags().ReplaceAll(start, nil)), nil)) < 4<<10 && len(start) < sniffed
	switch {
	case short && challengeTitle().MatchString(name):
		return Challenge
	case short && (password().Match(start) || loginTitle().MatchString(name)):
		return Login
	case len(start) < 4<<10 && refresh().Match(start) && portal().Match(start):
		return Login
	}
	return WebPage
}
