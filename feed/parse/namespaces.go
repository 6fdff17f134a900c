package parse

import "bytes"

// settleNamespace gives the stories of a document the namespace of their format
// when they have an unknown one: that of a draft, of a sister of RSS 1.0, or one
// misspelt. Nil: nothing to do.
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
		right := rss10
		if s.root == "feed" {
			right = atom10
		}
		switch string(bytes.TrimSpace(value)) {
		case "", atom10, atom03, rss10, rss09, rss09b:
			return nil
		}
		if s.root == "rss" && i == 0 && attribute == "xmlns" { // gofeed takes it for RSS's own
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
