package fetch

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"standfirst/feed/discover"
)

// Fault is why a request brought nothing: for people a sentence and what to do
// about it, for the program a kind. Sentence and Remedy begin with a small
// letter, have no full stop and hold printable ASCII only.
type Fault struct {
	Kind       FaultKind
	Sentence   string
	Remedy     string        // may be empty: there is nothing to do but wait
	Status     int           // HTTP status, 0 when none came
	RetryAfter time.Duration // when the server asks for a rest: between a minute and a day; 0: it does not
	Err        error         // the cause; it may quote the server, so it is not for eyes or logs

	stage string // of a timeout: connect, tls, headers, body, total
}

func (f *Fault) Error() string { return f.Sentence }
func (f *Fault) Unwrap() error { return f.Err }

// Unreached tells that no server was met at all: when every publication fails
// so, it is our own connection that is down.
func (f *Fault) Unreached() bool {
	switch f.Kind {
	case NoName, NoLookup, Refused, Unreachable, Proxy:
		return true
	case Timeout:
		return f.Status == 0 && f.stage == "connect"
	}
	return false
}

// FaultKind sorts faults for those who branch.
type FaultKind string

const (
	BadAddress  FaultKind = "bad address"    // the address itself cannot be asked
	Scheme      FaultKind = "scheme"         // not http or https, or redirected to something else
	Forbidden   FaultKind = "address guard"  // a private address that the reader did not write down
	NoName      FaultKind = "no such host"   // the name does not exist
	NoLookup    FaultKind = "name look-up"   // the name could not be looked up
	Refused     FaultKind = "refused"        // nothing listens there
	Unreachable FaultKind = "unreachable"    // no route
	Proxy       FaultKind = "proxy"          // the proxy does not answer, or refuses
	Expired     FaultKind = "tls expired"    // certificate out of date, or not valid yet
	Authority   FaultKind = "tls authority"  // certificate from nobody known
	WrongHost   FaultKind = "tls wrong host" // certificate of another host
	TLS         FaultKind = "tls"            // any other fault of the secure connection
	Timeout     FaultKind = "timeout"        // the sentence says of what
	Closed      FaultKind = "closed"         // connection closed before an answer
	BadAnswer   FaultKind = "bad answer"     // not HTTP, or senseless
	Loop        FaultKind = "redirect loop"
	TooLarge    FaultKind = "too large"
	Truncated   FaultKind = "cut short"
	Encoding    FaultKind = "encoding" // packed in a way that was not asked for, or damaged
	Denied      FaultKind = "denied"   // 401, 403, 451
	NotFound    FaultKind = "not found"
	Gone        FaultKind = "gone"
	TooMany     FaultKind = "too many requests"
	Unavailable FaultKind = "unavailable" // 503
	Server      FaultKind = "server error"
	Status      FaultKind = "status"    // any other status
	BotWall     FaultKind = "bot wall"  // a check for browsers stands before the site
	LoginPage   FaultKind = "log-in"    // a log-in page came instead
	WebPage     FaultKind = "web page"  // a web page came instead of a feed
	Cancelled   FaultKind = "cancelled" // by the caller; not an outcome of the publication
)

const (
	tryLater  = "try again later"
	openSite  = "open the site in a browser"
	botRemedy = "the publisher lets only browsers in; ask for the feed to be let through, or try another user_agent for this publication"

	proxyPassword       = "the proxy asks for a password (407)"
	proxyPasswordRemedy = "put it into the proxy's address in the environment (HTTPS_PROXY, HTTP_PROXY)"

	portalRemedy = "open a browser and log in to this network, then refresh; nothing was changed"
)

func tooLarge(kind Kind, limit int64) *Fault {
	remedy := ""
	if kind == Feed {
		remedy = "raise max_size for this publication if you trust it; nothing stored was lost"
	}
	return &Fault{Kind: TooLarge, Sentence: kind.noun() + " too large (limit " + size(limit) + ")", Remedy: remedy}
}

func truncated(kind Kind, cause error) *Fault {
	return &Fault{Kind: Truncated, Sentence: "the connection ended before the " + kind.noun() + " did", Remedy: tryLater + "; what came whole is kept", Err: cause}
}

func unpacking(kind Kind, cause error) *Fault {
	if cutShort(cause) {
		return truncated(kind, cause)
	}
	return &Fault{Kind: Encoding, Sentence: "the gzipped " + kind.noun() + " is damaged", Remedy: tryLater, Err: cause}
}

func size(bytes int64) string {
	if bytes < 1<<20 {
		return strconv.FormatInt(max(bytes>>10, 1), 10) + " KB"
	}
	return strconv.FormatInt(bytes>>20, 10) + " MB"
}

// statusFault judges a status that brings nothing. A wall for browsers comes
// under 403, 429 and 503 alike, so the page is looked at first.
func statusFault(response *Response, kind Kind, now time.Time) *Fault {
	f := &Fault{Status: response.Status, RetryAfter: response.RetryAfter}
	noun := kind.noun()
	say := func(kind FaultKind, sentence, remedy string) *Fault {
		f.Kind, f.Sentence, f.Remedy = kind, sentence, remedy
		return f
	}
	rest := ""
	if f.RetryAfter > 0 {
		rest = " and asks to wait " + wait(f.RetryAfter)
	}
	if response.Status >= 400 {
		if page, _ := response.Bytes(); discover.KindOf(page, response.Header) == discover.Challenge {
			return say(BotWall, "the site checks for a browser before it lets anyone in (status "+strconv.Itoa(response.Status)+")", botRemedy)
		}
	}
	switch s := response.Status; {
	case s == http.StatusNotFound:
		return say(NotFound, "there is no "+noun+" at this address (404)", "it may be back later; else look for its new address on the site")
	case s == http.StatusGone:
		return say(Gone, "the publisher has ended this "+noun+" (410)", "it is not asked again; everything stored stays")
	case s == http.StatusTooManyRequests:
		return say(TooMany, "the server says that it is asked too often (429)"+rest, "nothing to do: it is asked again later")
	case s == http.StatusServiceUnavailable:
		return say(Unavailable, "the server is not available now (503)"+rest, "nothing to do: it is asked again later")
	case s == http.StatusUnauthorized, s == http.StatusForbidden, s == http.StatusUnavailableForLegalReasons:
		return say(Denied, fmt.Sprintf("the server does not give this %s to us (%d)", noun, s), openSite+"; it may need a subscription, or let only browsers in")
	case s == http.StatusProxyAuthRequired:
		return say(Proxy, proxyPassword, proxyPasswordRemedy)
	case s == http.StatusNetworkAuthenticationRequired:
		return say(LoginPage, "this network wants you to log in first (511)", portalRemedy) // RFC 6585 §6
	case s == http.StatusNotModified:
		return say(BadAnswer, "the server answered 'not modified' to a question without a date", tryLater)
	case s >= 500:
		return say(Server, fmt.Sprintf("the server has a fault of its own (%d)", s)+rest, tryLater)
	case s >= 400:
		return say(Status, fmt.Sprintf("the server refuses the request (%d)", s)+rest, "check the address")
	}
	return say(Status, fmt.Sprintf("the server answered without a %s (%d)", noun, response.Status), tryLater)
}

// NotAFeed puts into words that a good answer was something else than a feed:
// what discover.KindOf made of it. host is shown.
func NotAFeed(kind discover.Kind, host string) *Fault {
	switch host = shown(host); kind {
	case discover.Challenge:
		return &Fault{Kind: BotWall, Sentence: "got a check for browsers, not a feed", Remedy: botRemedy}
	case discover.Login:
		return &Fault{Kind: LoginPage, Sentence: "got a web page, not a feed (login page?)", Remedy: portalRemedy}
	case discover.Empty:
		return &Fault{Kind: BadAnswer, Sentence: "got an empty answer, not a feed", Remedy: tryLater + "; nothing was changed"}
	case discover.WebPage:
		return &Fault{Kind: WebPage, Sentence: "got a web page, not a feed (login page?)", Remedy: "open " + host + " in a browser; if you are on a guest network, log in first; else look for the feed's address there"}
	}
	return &Fault{Kind: BadAnswer, Sentence: "got something that is not a feed", Remedy: "look for the feed's address on " + host}
}

func quoted(s string) string { return "\"" + shown(s) + "\"" }

// article puts a or an before a scheme and shows it.
func article(scheme string) string {
	a := "a "
	if scheme != "" && strings.ContainsRune("aeiouf", rune(scheme[0])) && scheme != "file" && scheme != "feed" {
		a = "an "
	}
	return a + shown(scheme) + ":"
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func wait(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return plural(int(d.Round(time.Second)/time.Second), "second")
	case d < 2*time.Hour:
		return plural(int(d.Round(time.Minute)/time.Minute), "minute")
	}
	return plural(int(d.Round(time.Hour)/time.Hour), "hour")
}

// shown lets through what may stand in a sentence: printable ASCII, not much
// of it. Hosts, schemes and encodings are ASCII by their own rules; whatever
// else a server writes there is not worth showing.
func shown(s string) string {
	const most = 120
	var b strings.Builder
	for _, r := range s {
		if r >= 0x20 && r < 0x7f && b.Len() < most {
			b.WriteRune(r)
		}
	}
	return b.String()
}
