package parse

import (
	"bytes"
	"slices"
)

// settleNamespace gives the stories of a document the namespace of their format
// when they have another: that of a draft, of a sister of RSS 1.0, one misspelt,
// or Atom's on a feed of RSS. Nil: nothing to do.
func settleNamespace(text []byte, s shape) []byte {
	x := lexer{data: text}
	tags := s.tags
	switch {
	case len(s.items) > 0:
		tags = append(tags[:len(tags):len(tags)], s.items[0])
	case s.partial.end > 0:
		tags = append(tags[:len(tags):len(tags)], s.partial)
	}
	if len(tags) == 0 {
		return nil
	}
	x.pos = tags[len(tags)-1].start
	t := x.next()
	attribute := "xmlns"
	if prefix := len(t.name) - len(t.local()); prefix > 0 {
		attribute += ":" + string(t.name[:prefix-1])
	}
	for i := len(tags) - 1; i >= 0; i-- { // the innermost declaration holds
		x.pos = tags[i].start
		value, at, ok := x.attr(x.next(), attribute)
		if !ok {
			continue
		}
		right, native := rss10, []string{"", rss10, rss09, rss09b}
		if s.root == "feed" || bytes.EqualFold(t.local(), []byte("entry")) {
			right, native = atom10, []string{"", atom10, atom03}
		}
		if slices.Contains(native, string(bytes.TrimSpace(value))) {
			return nil
		}
		return bytes.Join([][]byte{text[:at], []byte(right), text[at+len(value):]}, nil)
	}
	return nil
}

// The namespaces of Atom 1.0 (RFC 4287 §1.2) and of its last draft.
const (
	atom10 = "http://www.w3.org/2005/Atom"
	atom03 = "http://purl.org/atom/ns#"
)

// The namespaces of RSS 1.0 and of 0.90, which has two.
const (
	rss10  = "http://purl.org/rss/1.0/"
	rss09  = "http://channel.netscape.com/rdf/simple/0.9/"
	rss09b = "http://my.netscape.com/rdf/simple/0.9/"
)
