package parse

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"time"

	"standfirst/feed"
	"standfirst/feed/clean"
)

const (
	maxBytes   = 32 << 20 // decoded, unless Options says otherwise
	maxStories = 5000     // taken from one document, the newest
	maxTitle   = 1 << 10  // bytes of a headline, byline or category
	maxLead    = 4 << 10  // bytes of a standfirst
	maxBody    = 2 << 20  // bytes of a body
)

// Options say how a document came. The zero value is good for a file.
type Options struct {
	Base        string    // the address it was fetched from; relative links resolve against it
	ContentType string    // of the HTTP answer
	Now         time.Time // judges dates without a year; zero: such dates are not read
	MaxStories  int       // 0: 5,000
	MaxBytes    int       // 0: 32 MiB
	// Unseen makes parsing incremental. It is asked about every story that could
	// be cut out of the document, in order, with a hash of its bytes and of all
	// that it inherits from around it; stories it answers false for are not
	// parsed. A repaired document asks again from the start, so it must only look
	// up. Nil, or a document that cannot be cut for certain: everything is parsed.
	Unseen func(hash [32]byte) bool

	nothingAside bool // gofeed gets every text, for comparison
}

// Document is what a feed says, stories in document order.
type Document struct {
	Format      string // "rss 2.0", "atom 1.0", "json feed 1.1"
	Title       string
	Link        string // the site's page; absolute or empty
	Description string
	Language    string
	Generator   string
	WordPress   bool
	Stories     []feed.Story
	Warnings    []string // what was repaired, cut or left out: one sentence each

	// Hashes of all stories of the document in its own order, seen ones
	// included, as given to Options.Unseen; nil when the document was parsed as
	// a whole. Keep them for the next time, once the stories are stored.
	Hashes [][32]byte
	Seen   int // stories that Unseen knew

	// When to ask again, as far as the document says; zero: it does not.
	TTL         time.Duration
	UpdateEvery time.Duration // sy:updatePeriod over sy:updateFrequency
	SkipHours   []int         // 0 to 23, GMT
	SkipDays    []time.Weekday

	Next        string // the next page of it (RFC 5005 §3)
	PrevArchive string // the archive before it (RFC 5005 §4)
	Complete    bool   // it holds all there ever was (RFC 5005 §2)
	Ended       string // the notice of a feed that has ended; empty while it lives
	Truncated   bool   // the document was cut off: an absent story says nothing
}

// Parse reads a feed. Its error is a *Fault. A document that is broken in
// places gives the stories that could be read, and warnings.
func Parse(data []byte, o Options) (*Document, error) {
	limit := o.MaxBytes
	if limit <= 0 {
		limit = maxBytes
	}
	if o.MaxStories <= 0 {
		o.MaxStories = maxStories
	}
	if len(data) > limit {
		return nil, tooLarge(limit)
	}
	data, packed, err := unpack(data, limit)
	if err != nil {
		return nil, err
	}
	if len(data) > limit {
		return nil, tooLarge(limit)
	}
	text, warnings := toUTF8(data, o.ContentType)
	if packed {
		warnings = append(warnings, "The feed was compressed although the server did not say so.")
	}
	p := &parser{options: o, base: baseURL(o.Base), doc: &Document{Warnings: warnings}}
	text, err = p.start(dropNoncharacters(text))
	if err != nil {
		return nil, err
	}
	if text[0] == '{' || text[0] == '[' {
		err = p.readJSON(text)
	} else {
		err = p.readXML(text)
	}
	if err != nil {
		return nil, err
	}
	p.finish()
	return p.doc, nil
}

// parser is one run of Parse.
type parser struct {
	options Options
	base    *url.URL // of the document; nil when unknown
	doc     *Document
	cutText int // bodies cut to maxBody
}

func (p *parser) warn(format string, args ...any) {
	sentence := clean.Line(fmt.Sprintf(format, args...), maxTitle)
	for _, w := range p.doc.Warnings {
		if w == sentence {
			return
		}
	}
	p.doc.Warnings = append(p.doc.Warnings, sentence)
}

func tooLarge(limit int) *Fault {
	return &Fault{Kind: KindTooLarge, Sentence: fmt.Sprintf("the feed is too large (limit %d MB)", limit>>20),
		Remedy: "Raise max_size of this publication if you trust it."}
}

// start finds the first character of the document proper.
func (p *parser) start(text []byte) ([]byte, error) {
	trimmed := bytes.TrimLeft(text, " \r\n\t\x00\ufeff")
	if len(trimmed) == 0 {
		return nil, &Fault{Kind: KindEmpty, Sentence: "the answer is empty", Remedy: "Try again later; if it stays empty, check the address."}
	}
	if trimmed[0] == '<' || trimmed[0] == '{' || trimmed[0] == '[' {
		return trimmed, nil
	}
	// Something was printed before the feed: a warning of the server's program.
	if at := bytes.IndexByte(trimmed[:min(len(trimmed), 256)], '{'); at > 0 && bytes.Contains(trimmed, []byte("jsonfeed.org/version/")) {
		p.warn("There is text before the feed; it was left out.") // a guard against scripts, or a callback
		return trimmed[at:], nil
	}
	if at := feedWithin(trimmed); at > 0 {
		p.warn("There is text before the feed; it was left out.")
		return dropDeclaration(trimmed[at:]), nil
	}
	return nil, p.notFeed("the answer is not a feed", nil)
}

// feedWithin finds where a feed begins behind something else; 0: nowhere.
func feedWithin(text []byte) int {
	head := text[:min(len(text), 64<<10)]
	for _, sign := range []string{"<?xml", "<rss", "<feed", "<rdf:RDF", "<RDF"} {
		if at := bytes.Index(head, []byte(sign)); at > 0 {
			return at
		}
	}
	return 0
}

func (p *parser) notFeed(sentence string, err error) *Fault {
	return &Fault{Kind: KindNotFeed, Sentence: sentence, Remedy: "Check the address: it should be that of an RSS, Atom or JSON feed.", Err: err}
}

// finish does what needs the whole document.
func (p *parser) finish() {
	d := p.doc
	d.Title = headline(d.Title)
	d.Description = clean.Line(plainText(d.Description, maxLead), maxLead)
	d.Language = clean.Line(d.Language, 64)
	d.Generator = clean.Line(d.Generator, 256)
	d.Link = p.absolute(d.Link, p.base)
	d.Next = p.absolute(d.Next, p.base)
	d.PrevArchive = p.absolute(d.PrevArchive, p.base)
	d.Ended = clean.Line(d.Ended, maxLead)
	if len(d.Stories) > p.options.MaxStories {
		p.warn("The feed holds %d stories; the newest %d were taken.", len(d.Stories), p.options.MaxStories)
		d.Stories = newest(d.Stories, p.options.MaxStories)
	}
	if p.cutText == 1 {
		p.warn("One story was longer than %d MB and was cut.", maxBody>>20)
	} else if p.cutText > 1 {
		p.warn("%d stories were longer than %d MB and were cut.", p.cutText, maxBody>>20)
	}
	if d.Format == "atom 1.0" && len(d.Stories) == 1 && strings.EqualFold(d.Stories[0].Title, "This feed has ended") {
		d.Ended = d.Stories[0].Standfirst
		if d.Ended == "" {
			d.Ended = d.Stories[0].Title
		}
	}
}
