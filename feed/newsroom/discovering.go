package newsroom

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"standfirst/feed"
	"standfirst/feed/classify"
	"standfirst/feed/clean"
	"standfirst/feed/discover"
	"standfirst/feed/fetch"
	"standfirst/feed/parse"
	"standfirst/feed/schedule"
)

// Candidate is a publication that could be added: nothing of it is kept yet.
type Candidate struct {
	// Publication as it would be configured; its Sections are proposed from
	// what its stories show.
	Publication feed.Publication
	Headlines   []string // of its newest stories, at most three
	Why         string   // in words: where it was found, or why it could not be read now
	Readable    bool     // a feed answered
}

// Named is a publication known by its name: Options.Catalogue finds them.
type Named struct {
	Publication feed.Publication
	Note        string
	Try         bool // nobody has seen the address answer
}

const (
	candidatesMost = 5
	headlinesShown = 3
	nameBytes      = 80
)

// ErrNothingFound: no feed was found for what was typed.
var ErrNothingFound = errors.New("no feed was found")

// Discover finds the publications that words may mean: the address of a feed or
// of a page, a domain, or a name of the catalogue. The address is asked once and
// its answer serves for everything; only where its page names no feed are the
// usual addresses tried, one after the other. ErrNothingFound wraps a sentence
// for people.
func (n *Newsroom) Discover(ctx context.Context, words string) ([]Candidate, error) {
	n.mu.Lock()
	n.held = nil // of the search before
	n.mu.Unlock()
	words = strings.TrimSpace(words)
	if words == "" {
		return nil, fmt.Errorf("%w: type a name or an address", ErrNothingFound)
	}
	if n.o.Catalogue != nil && !strings.Contains(words, "://") {
		if named := n.o.Catalogue(words); len(named) > 0 {
			return n.named(ctx, named)
		}
	}
	if strings.ContainsAny(words, " \t") || !strings.ContainsAny(words, ".:/") {
		return nil, fmt.Errorf("%w: %q is not in the catalogue; type the address of its site", ErrNothingFound, clean.Line(words, nameBytes))
	}
	address, err := discover.Address(words)
	if err != nil {
		return nil, fmt.Errorf("%w: %q is no web address", ErrNothingFound, clean.Line(words, nameBytes))
	}
	return n.atAddress(ctx, address)
}

// named reads the feeds of catalogue entries for their headlines.
func (n *Newsroom) named(ctx context.Context, named []Named) ([]Candidate, error) {
	named = named[:min(len(named), candidatesMost)]
	found := make([]Candidate, len(named))
	var group sync.WaitGroup
	for i, entry := range named {
		group.Go(func() {
			c := Candidate{Publication: entry.Publication, Why: "from the catalogue"}
			if entry.Note != "" {
				c.Why += ": " + entry.Note
			}
			if len(entry.Publication.Feeds) > 0 {
				document, _, sentence := n.readFeed(ctx, entry.Publication.Feeds[0].URL, nil)
				switch {
				case document != nil:
					c.Readable = true
					c.Headlines = headlines(document)
				case entry.Try:
					c.Why = "to try: nobody has seen it answer, and now " + sentence
				default:
					c.Why += "; it cannot be read now: " + sentence
				}
			}
			found[i] = c
		})
	}
	group.Wait()
	return found, ctx.Err()
}

// atAddress asks an address once and finds the feeds that its answer leads to.
func (n *Newsroom) atAddress(ctx context.Context, address string) ([]Candidate, error) {
	private := []string{fetch.Origin(address)} // the reader wrote it down
	response, err := n.http.Get(ctx, fetch.Request{URL: address, Kind: fetch.Feed, Private: private})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrNothingFound, sentenceOf(err))
	}
	body, err := response.Bytes()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrNothingFound, sentenceOf(err))
	}
	document, fault := n.parse(body, response)
	if fault == nil {
		n.hold(response, address)
		return []Candidate{n.candidate(document, address, response.URL, "the address is a feed", private)}, nil
	}
	switch kind := discover.KindOf(body, response.Header); kind {
	case discover.Login, discover.Challenge, discover.Empty:
		return nil, fmt.Errorf("%w: %s", ErrNothingFound, sentenceOf(fetch.NotAFeed(kind, host(response.URL))))
	}
	page := discover.Read(body, response.URL, response.Header)
	var found []Candidate
	seen := map[string]bool{}
	for _, c := range page.Feeds {
		if len(found) == candidatesMost || seen[c.URL] {
			continue
		}
		seen[c.URL] = true
		document, at, _ := n.readFeed(ctx, c.URL, private)
		if document == nil || slices.ContainsFunc(found, func(have Candidate) bool { return have.Publication.Feeds[0].URL == at }) {
			continue
		}
		found = append(found, n.candidate(document, at, response.URL, "named by the page", private))
	}
	for _, try := range discover.WellKnown(response.URL) {
		if len(found) > 0 || ctx.Err() != nil {
			break
		}
		if document, at, _ := n.readFeed(ctx, try, private); !seen[try] && document != nil {
			found = append(found, n.candidate(document, at, response.URL, "the page names no feed; this one is where sites often have it", private))
		}
	}
	if len(found) == 0 && ctx.Err() == nil {
		return nil, fmt.Errorf("%w: the page at %s names none, and the usual addresses have none; look for a sign that says RSS on it", ErrNothingFound, clean.Host(response.URL))
	}
	return found, ctx.Err()
}

// readFeed reads a feed; document is nil when it cannot be had, and sentence
// says why. at is the address to ask from now on.
func (n *Newsroom) readFeed(ctx context.Context, address string, private []string) (document *parse.Document, at, sentence string) {
	response, err := n.http.Get(ctx, fetch.Request{URL: address, Kind: fetch.Feed, Private: private})
	if err != nil {
		return nil, "", sentenceOf(err)
	}
	body, err := response.Bytes()
	if err != nil {
		return nil, "", sentenceOf(err)
	}
	document, err = n.parse(body, response)
	if err != nil {
		return nil, "", sentenceOf(err)
	}
	n.hold(response, address)
	if response.Moved != "" {
		address = response.Moved
		n.hold(response, address)
	}
	return document, address, ""
}

// held is an answer that Discover had: adding a publication takes it from there
// and asks nobody a second time, which some servers refuse.
type held struct {
	response *fetch.Response
	at       time.Time
}

func (n *Newsroom) hold(response *fetch.Response, address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.held == nil {
		n.held = map[string]held{}
	}
	n.held[address] = held{response, n.o.Now()}
}

// inHand is the answer that is held for an address, nil when there is none or it
// is so old that one may ask again. It is given once, and the others go with it.
func (n *Newsroom) inHand(address string) *fetch.Response {
	n.mu.Lock()
	defer n.mu.Unlock()
	h, ok := n.held[address]
	if !ok {
		return nil
	}
	n.held = nil
	if age := n.o.Now().Sub(h.at); age < 0 || age >= schedule.ManualFloor {
		return nil
	}
	return h.response
}

// parse reads an answer as a feed. A web page that could be read as one, by
// marks in its text, is none here: it names its feeds itself.
func (n *Newsroom) parse(body []byte, response *fetch.Response) (*parse.Document, error) {
	if discover.KindOf(body, response.Header) == discover.WebPage {
		return nil, errors.New("it is a web page")
	}
	return parse.Parse(body, parse.Options{Base: response.URL, ContentType: response.ContentType, Now: n.o.Now()})
}

// candidate makes a publication of a feed.
func (n *Newsroom) candidate(document *parse.Document, address, site, why string, private []string) Candidate {
	p := feed.Publication{Name: clean.Line(document.Title, nameBytes), Site: document.Link, Feeds: []feed.Address{{URL: address}}}
	if p.Name == "" {
		p.Name = bareHost(address)
	}
	if p.Site == "" {
		p.Site = site
	}
	p.ID = n.freeID(p.Name)
	if isPrivate(address) {
		p.Private = private
	}
	for _, proposal := range classify.Propose(p, nil, document.Stories) {
		p.Sections = append(p.Sections, proposal.Section)
		if proposal.From == "link" {
			p.SectionsFrom = feed.SectionsFromPath
		}
	}
	return Candidate{Publication: p, Headlines: headlines(document), Why: why, Readable: true}
}

func headlines(document *parse.Document) (titles []string) {
	for _, s := range document.Stories {
		if s.Title != "" && len(titles) < headlinesShown {
			titles = append(titles, s.Title)
		}
	}
	return titles
}

// freeID makes a word of a name that no publication has.
func (n *Newsroom) freeID(name string) feed.PublicationID {
	// As written, not as tags are compared: Ward Notes is ward-notes.
	plain := strings.Map(func(r rune) rune {
		if r == '\'' || r == '’' || unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(name)))
	words := strings.FieldsFunc(plain, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'z') })
	base := strings.Join(words[:min(len(words), 5)], "-")
	if base == "" {
		base = "publication"
	}
	for i := 1; ; i++ {
		id := feed.PublicationID(base)
		if i > 1 {
			id = feed.PublicationID(base + "-" + strconv.Itoa(i))
		}
		if _, taken := n.publication(id); !taken {
			return id
		}
	}
}

// isPrivate tells an address in the reader's own network, as written.
func isPrivate(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if u.Hostname() == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast())
}
