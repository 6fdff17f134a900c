package parse

import (
	"bytes"
	"fmt"
)

// The guard's limits. gofeed reads nested extension elements by recursion: some
// two million of them overflow the stack and end the process. Real feeds stay
// below 40 levels and 40 attributes.
const (
	MaxDepth      = 128
	maxAttributes = 256
	maxOpenVoid   = 10_000 // <br> and the like that nobody closes: gofeed nests them
)

// span is the part data[start:end] of a document.
type span struct{ start, end int }

// shape is what a walk over the tags of a document tells.
type shape struct {
	root  string // local name of the first element, lower case
	space string // its prefix
	items []span // whole stories (item, entry), in document order
	// parent is the path of open elements around the first story: their names as
	// written, and their open tags.
	parent []string
	tags   []span
	// whole: every tag is closed by its own, in order, and the document ends
	// after its root.
	whole bool
	// alike: all stories are children of one element, so that each of them can
	// be left out without touching the rest.
	alike  bool
	cut    bool // it ends inside an element
	nested bool // a story opens directly inside another: the first was never closed
	// partial is the beginning of a story that the document ends in, up to its
	// last whole child; named tells that its link or id came whole.
	partial span
	named   bool
	stray   bool // it holds a "<" that starts nothing
	bases   bool // xml:base is used
	// remarks: comments or processing instructions stand in a story, or hold what
	// XML does not allow in them; gofeed takes them for text, or gives up.
	remarks    bool
	textLinks  bool // a link of an Atom feed is written as RSS writes it
	permalinks bool // a guid has its attribute in unusual letters
}

// survey walks over the document once. It returns a Fault when the document is
// nested too deeply to be handed on.
func survey(data []byte) (shape, error) {
	s := shape{whole: true, alike: true}
	x := lexer{data: data}
	type open struct {
		name []byte
		span // its tag
	}
	stack := make([]open, 0, 16)
	voids, itemDepth, itemStart, parentStart := 0, 0, 0, -1
	ended := false
	opened := token{} // the last tag, when it was one that opens
	s.bases = bytes.Contains(data, []byte("xml:base"))
	for {
		t := x.next()
		switch t.kind {
		case tokenEnd, tokenCut:
			if len(stack) > 0 || s.root == "" || t.kind == tokenCut && !ended {
				s.whole, s.cut = false, s.root != ""
			}
			if itemDepth == 0 {
				s.partial = span{}
			}
			return s, nil
		case tokenStray:
			s.stray, s.whole = true, false
		case tokenOther:
			s.remarks = s.remarks || itemDepth > 0 || isBadComment(data[t.start:t.end])
		case tokenOpen:
			opened = t
			if t.attrs > maxAttributes {
				return s, &Fault{Kind: KindTooDeep,
					Sentence: fmt.Sprintf("one element of the feed has %d attributes (limit %d)", t.attrs, maxAttributes),
					Remedy:   "Tell the publisher; this is not a feed for readers."}
			}
			if t.attrs > 0 && isGUID(t.local()) && unlikePermalink(data[t.start:t.end]) {
				s.permalinks = true
			}
			if s.root == "" {
				s.root = string(bytes.ToLower(t.local()))
				if len(t.name) > len(t.local()) {
					s.space = string(t.name[:len(t.name)-len(t.local())-1])
				}
			}
			if ended && len(stack) == 0 {
				return s, nil // junk behind the root
			}
			if itemDepth > 0 && len(stack) == itemDepth && !t.empty && isStory(t.local()) && bytes.Equal(stack[len(stack)-1].name, t.name) {
				s.nested, s.whole = true, false
				s.items = append(s.items, span{itemStart, t.start})
				stack, itemDepth = stack[:len(stack)-1], 0
			}
			if itemDepth > 0 && len(stack) == itemDepth && t.empty && isStory(t.local()) && bytes.Equal(stack[len(stack)-1].name, t.name) {
				s.nested = true
			}
			if itemDepth == 0 && isStory(t.local()) && len(stack) > 0 {
				itemDepth, itemStart = len(stack)+1, t.start
				s.partial, s.named = span{t.start, 0}, false
				at := stack[len(stack)-1].start
				if parentStart < 0 {
					parentStart = at
					for _, o := range stack {
						s.parent = append(s.parent, string(o.name))
						s.tags = append(s.tags, o.span)
					}
				}
				s.alike = s.alike && at == parentStart
			}
			if t.empty {
				if itemDepth == len(stack)+1 {
					s.items = append(s.items, span{t.start, t.end})
					itemDepth = 0
				}
				if itemDepth > 0 && len(stack) == itemDepth {
					s.partial.end = t.end
					s.named = s.named || isIdentity(t.local())
				}
				if len(stack) == 0 {
					ended = true
				}
				break
			}
			if isVoid(t.name) && len(stack) > 0 {
				if voids++; voids > maxOpenVoid {
					return s, tooDeep()
				}
				// Not an element of a feed: look for its end as for a mismatch.
				s.whole = s.whole && closesSoon(data[t.end:], t.name)
				break
			}
			if len(stack) >= MaxDepth {
				return s, tooDeep()
			}
			stack = append(stack, open{t.name, span{t.start, t.end}})
		case tokenClose:
			if s.root == "feed" && opened.end > 0 && len(bytes.TrimSpace(data[opened.end:t.start])) > 0 && bytes.EqualFold(t.local(), []byte("link")) &&
				bytes.Equal(opened.name, t.name) {
				s.textLinks = true
			}
			opened = token{}
			if isVoid(t.name) && (len(stack) == 0 || !bytes.Equal(stack[len(stack)-1].name, t.name)) {
				break
			}
			n := len(stack)
			for n > 0 && !bytes.Equal(stack[n-1].name, t.name) {
				n--
			}
			if n == 0 { // closes nothing
				s.whole = false
				break
			}
			if n != len(stack) {
				s.whole = false
			}
			if itemDepth >= n && itemDepth > 0 {
				if itemDepth == n {
					s.items = append(s.items, span{itemStart, t.end})
				}
				itemDepth = 0
			}
			stack = stack[:n-1]
			if itemDepth > 0 && len(stack) == itemDepth {
				s.partial.end = t.end
				s.named = s.named || isIdentity(t.local())
			}
			if len(stack) == 0 {
				ended = true
			}
		}
	}
}

func tooDeep() *Fault {
	return &Fault{Kind: KindTooDeep, Sentence: fmt.Sprintf("the feed is nested too deeply (limit %d levels)", MaxDepth),
		Remedy: "Tell the publisher; this is not a feed for readers."}
}

// isStory tells the elements that hold a story, in RSS and Atom.
func isStory(local []byte) bool {
	switch len(local) {
	case 4:
		return bytes.EqualFold(local, []byte("item"))
	case 5:
		return bytes.EqualFold(local, []byte("entry"))
	}
	return false
}

// isBadComment tells a comment that XML forbids for the hyphens in it (XML 1.0
// §2.5).
func isBadComment(piece []byte) bool {
	inside, ok := bytes.CutPrefix(piece, []byte("<!--"))
	return ok && len(inside) >= 3 && (bytes.Contains(inside[:len(inside)-3], []byte("--")) || bytes.HasSuffix(inside, []byte("--->")))
}

func isGUID(local []byte) bool { return bytes.EqualFold(local, []byte("guid")) }

// isIdentity tells the elements by which a story is known again.
func isIdentity(local []byte) bool {
	return bytes.EqualFold(local, []byte("link")) || isGUID(local) || bytes.EqualFold(local, []byte("id"))
}

// isVoid tells HTML elements that are often left open in a feed's text.
func isVoid(name []byte) bool {
	switch len(name) {
	case 2:
		return bytes.EqualFold(name, []byte("br")) || bytes.EqualFold(name, []byte("hr"))
	case 3:
		return bytes.EqualFold(name, []byte("img")) || bytes.EqualFold(name, []byte("wbr"))
	}
	return false
}

func closesSoon(rest, name []byte) bool {
	rest = bytes.TrimLeft(rest, " \n\r\t")
	return bytes.HasPrefix(rest, []byte("</")) && bytes.HasPrefix(rest[2:], name)
}
