package parse

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"

	"standfirst/feed"
)

// batchBytes of stories go through gofeed at a time, so that what it builds
// around them can be freed before the next ones: its peak is some eight times
// its input.
const batchBytes = 256 << 10

// maxFrame is the largest part around the stories that is read again for every
// batch.
const maxFrame = 64 << 10

// readXML reads RSS and Atom in any of their forms.
func (p *parser) readXML(text []byte) error {
	s, err := survey(text)
	if err != nil {
		return err
	}
	if !hasStories(s) && !isContainer(s.root) {
		// A program's warning in HTML may stand before the feed.
		if at := feedWithin(text); at > 0 {
			rest := dropDeclaration(text[at:])
			if inner, err := survey(rest); err == nil && isContainer(inner.root) && hasStories(inner) {
				p.warn("There is text before the feed; it was left out.")
				text, s = rest, inner
			}
		}
	}
	if isPage(text, s) && !hasStories(s) {
		return p.pageFault(text)
	}
	if s.root == "" {
		return p.notFeed("the answer holds no element", nil)
	}
	text, s, err = p.settle(text, s)
	if err != nil {
		return err
	}
	if s.whole {
		if err = p.pieces(text, s); err == nil {
			return nil
		}
		p.reset()
	}
	fixed, fixes := repair(text)
	if fixedShape, err2 := survey(fixed); err2 == nil && len(fixes) > 0 {
		p.reset()
		for _, fix := range fixes {
			p.warn("%s", fix)
		}
		p.doc.Truncated = s.cut
		s = fixedShape
		if err = p.pieces(fixed, s); err == nil {
			return nil
		}
		text = fixed
	} else if !s.whole {
		if err = p.pieces(text, s); err == nil {
			return nil
		}
	}
	p.reset()
	return p.salvage(text, err)
}

// reset forgets what a failed reading left in the document.
func (p *parser) reset() {
	p.doc = &Document{Warnings: p.doc.Warnings, Truncated: p.doc.Truncated}
	p.cutText = 0
}

// pieces reads the document in batches of stories when it can be cut for
// certain, else at once.
func (p *parser) pieces(text []byte, s shape) error {
	certain := s.whole && s.alike && len(s.items) > 0
	if !certain {
		return p.counted(len(s.items), func() error { return p.gofeed(text, s.root, true, nil) })
	}
	chosen := p.choose(text, s)
	frame := len(text) - (s.items[len(s.items)-1].end - s.items[0].start)
	if len(chosen) == len(s.items) && len(text) <= 2*batchBytes || frame > maxFrame {
		return p.counted(len(chosen), func() error { return p.gofeedSpans(text, s, chosen, true) })
	}
	for first := true; first || len(chosen) > 0; first = false {
		size, n := 0, 0
		for n < len(chosen) && (n == 0 || size < batchBytes) {
			size += chosen[n].end - chosen[n].start
			n++
		}
		if err := p.counted(n, func() error { return p.gofeedSpans(text, s, chosen[:n], first) }); err != nil {
			return err
		}
		chosen = chosen[n:]
	}
	return nil
}

// counted fails when read adds fewer than n stories: gofeed passes over what it
// does not take for one.
func (p *parser) counted(n int, read func() error) error {
	before := len(p.doc.Stories)
	if err := read(); err != nil {
		return err
	}
	if got := len(p.doc.Stories) - before; got < n {
		return fmt.Errorf("read feed: %d of %d stories", got, n)
	}
	return nil
}

// choose says which stories are parsed: the unseen ones, and of too many the
// newest.
func (p *parser) choose(text []byte, s shape) []span {
	chosen := s.items
	if p.options.Unseen != nil {
		frame := sha256.New()
		frame.Write(openTags(text, s))
		inherited := frame.Sum(nil)
		p.doc.Hashes = make([][32]byte, 0, len(s.items))
		chosen = make([]span, 0, 16)
		h := sha256.New()
		for _, item := range s.items {
			var sum [32]byte
			h.Reset()
			h.Write(inherited)
			h.Write(text[item.start:item.end])
			h.Sum(sum[:0])
			p.doc.Hashes = append(p.doc.Hashes, sum)
			if p.options.Unseen(sum) {
				chosen = append(chosen, item)
			} else {
				p.doc.Seen++
			}
		}
	}
	if len(chosen) <= p.options.MaxStories {
		return chosen
	}
	p.warn("The feed holds %d stories; the newest %d were taken.", len(s.items), p.options.MaxStories)
	type dated struct {
		span
		unix int64
	}
	all := make([]dated, len(chosen))
	for i, item := range chosen {
		all[i] = dated{item, peekDate(text[item.start:item.end], p.options.Now)}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].unix > all[j].unix })
	all = all[:p.options.MaxStories]
	sort.Slice(all, func(i, j int) bool { return all[i].start < all[j].start })
	chosen = make([]span, len(all))
	for i := range all {
		chosen[i] = all[i].span
	}
	return chosen
}

// newest keeps the n stories with the latest dates, in document order.
func newest(stories []feed.Story, n int) []feed.Story {
	order := make([]int, len(stories))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return stories[order[i]].Date().After(stories[order[j]].Date()) })
	order = order[:n]
	sort.Ints(order)
	kept := make([]feed.Story, n)
	for i, at := range order {
		kept[i] = stories[at]
	}
	return kept
}

// openTags returns the tags open around the stories: what they inherit.
func openTags(text []byte, s shape) []byte {
	var b bytes.Buffer
	for _, tag := range s.tags {
		b.Write(text[tag.start:tag.end])
	}
	return b.Bytes()
}

// usualStory is what most stories have in bytes without their long texts.
const usualStory = 2 << 10

// gofeedSpans gives gofeed the document without the stories that are not in
// spans. With head, what stands around the stories counts too.
func (p *parser) gofeedSpans(text []byte, s shape, spans []span, head bool) error {
	var (
		b    bytes.Buffer
		long longTexts
	)
	last := s.items[len(s.items)-1]
	// An xml:base has gofeed look into the texts of Atom.
	aside := !p.options.nothingAside && !(s.root == "feed" && s.bases)
	size := len(text) - (last.end - s.items[0].start) + len(spans)
	for _, item := range spans {
		if length := item.end - item.start; aside {
			size += min(length, usualStory)
		} else {
			size += length
		}
	}
	b.Grow(size)
	b.Write(text[:s.items[0].start])
	for _, item := range spans {
		if aside {
			long.write(&b, text[item.start:item.end])
		} else {
			b.Write(text[item.start:item.end])
		}
		b.WriteByte('\n')
	}
	if head { // what stands between stories: the rest of the channel
		for i := 1; i < len(s.items); i++ {
			if gap := text[s.items[i-1].end:s.items[i].start]; len(bytes.TrimSpace(gap)) > 0 {
				b.Write(gap)
			}
		}
	}
	b.Write(text[last.end:])
	return p.gofeed(b.Bytes(), s.root, head, &long)
}

// gofeed reads one document and adds its stories. long holds the texts that were
// taken out of it, nil for none.
func (p *parser) gofeed(text []byte, root string, head bool, long *longTexts) (err error) {
	defer func() {
		// A panic of the library on a stranger's bytes costs this document, not
		// the program.
		if r := recover(); r != nil {
			err = errors.New("read feed: the reader gave up")
		}
	}()
	if root == "feed" {
		f, err := (&atom.Parser{}).Parse(bytes.NewReader(text))
		if err != nil {
			return err
		}
		if head {
			p.atomHead(f)
		}
		for _, entry := range f.Entries {
			long.backAtom(entry)
			p.doc.Stories = append(p.doc.Stories, p.atomStory(f, entry))
		}
		return nil
	}
	f, err := (&rss.Parser{}).Parse(bytes.NewReader(text))
	if err != nil {
		return err
	}
	if head {
		p.rssHead(f, root)
	}
	for _, item := range f.Items {
		long.backRSS(item)
		p.doc.Stories = append(p.doc.Stories, p.rssStory(f, item))
	}
	return nil
}

// salvage reads every story by itself, after a repair did not help.
func (p *parser) salvage(text []byte, cause error) error {
	s, err := survey(text)
	if err != nil {
		return err
	}
	if len(s.items) == 0 {
		if s.cut || errors.Is(cause, io.ErrUnexpectedEOF) {
			return &Fault{Kind: KindTruncated, Sentence: "the feed ends before its first story", Remedy: "Try again later; nothing that you have was touched.", Err: cause}
		}
		return &Fault{Kind: KindBroken, Sentence: "the feed is broken and holds no story that can be read", Remedy: "Try again later; if it stays so, tell the publisher.", Err: cause}
	}
	open, shut := frameOf(text, s)
	bad := 0
	for i, item := range s.items {
		piece := text[item.start:item.end]
		doc := bytes.Join([][]byte{open, piece, shut}, nil)
		before := len(p.doc.Stories)
		if err := p.gofeed(doc, s.root, i == 0, nil); err != nil || len(p.doc.Stories) == before {
			bad++
		}
	}
	if bad == len(s.items) {
		return &Fault{Kind: KindBroken, Sentence: "the feed is broken and none of its stories can be read", Remedy: "Try again later; if it stays so, tell the publisher.", Err: cause}
	}
	p.doc.Truncated = p.doc.Truncated || s.cut
	if bad == 1 {
		p.warn("The feed is broken; one story could not be read.")
	} else if bad > 1 {
		p.warn("The feed is broken; %d stories could not be read.", bad)
	} else {
		p.warn("The feed is broken; its stories were read one by one.")
	}
	return nil
}

// frameOf returns the tags open around the stories, and their ends.
func frameOf(text []byte, s shape) (open, shut []byte) {
	open = openTags(text, s)
	var b strings.Builder
	for i := len(s.parent) - 1; i >= 0; i-- {
		b.WriteString("</" + s.parent[i] + ">")
	}
	return open, []byte(b.String())
}
