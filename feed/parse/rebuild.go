package parse

import (
	"bytes"
	"strings"
)

// hasStories tells a document that holds a feed, whatever is around it.
func hasStories(s shape) bool {
	for _, name := range s.parent {
		if isContainer(name) {
			return true
		}
	}
	return false
}

// isContainer tells the elements that hold stories.
func isContainer(name string) bool {
	switch strings.ToLower(string(localName([]byte(name)))) {
	case "rss", "rdf", "feed", "channel":
		return true
	}
	return false
}

// usual tells a document whose stories are where gofeed looks for them.
func usual(text []byte, s shape) bool {
	if len(s.items) == 0 && s.partial.start == 0 {
		return s.root == "rss" || s.root == "rdf" || s.root == "feed"
	}
	var path []string
	for _, name := range s.parent {
		path = append(path, strings.ToLower(string(localName([]byte(name)))))
	}
	entry := bytes.EqualFold(storyName(text, s), []byte("entry"))
	switch strings.Join(path, "/") {
	case "rss/channel", "rss", "rdf", "rdf/channel":
		return !entry
	case "feed":
		return entry
	}
	return false
}

func storyName(text []byte, s shape) []byte {
	x := lexer{data: text, pos: s.partial.start}
	if len(s.items) > 0 {
		x.pos = s.items[0].start
	}
	t := x.next()
	return t.local()
}

// rebuild writes a document around stories that stand in unusual places: under
// another root, in a web page, in a list of their own (RSS 1.1), as items of an
// Atom feed. What the channel says of itself before its stories comes along.
func (p *parser) rebuild(text []byte, s shape) ([]byte, shape, error) {
	if len(s.items) == 0 && s.root != "channel" {
		if s.cut {
			return nil, s, &Fault{Kind: KindTruncated, Sentence: "the feed ends before its first story", Remedy: "Try again later; nothing that you have was touched."}
		}
		return nil, s, p.notFeed("the answer is XML but not a feed", nil)
	}
	p.warn("The feed is not built as its standard says; its stories were read all the same.")
	if len(s.items) == 0 {
		text = bytes.Join([][]byte{[]byte("<rss>"), text, []byte("</rss>")}, nil)
		s, err := survey(text)
		return text, s, err
	}
	atom := bytes.EqualFold(storyName(text, s), []byte("entry"))
	holder := len(s.parent) - 1
	for i, name := range s.parent {
		if isContainer(name) {
			holder = i
			atom = strings.EqualFold(string(localName([]byte(name))), "feed")
		}
	}
	var b bytes.Buffer
	open, shut, story := "<rss", "</channel></rss>", "item"
	if atom {
		open, shut, story = "<feed", "</feed>", "entry"
	}
	b.WriteString(open)
	x := lexer{data: text}
	seen := map[string]bool{}
	for i := len(s.tags) - 1; i >= 0; i-- { // inner declarations win
		x.pos = s.tags[i].start
		for _, attr := range x.declarations(x.next()) {
			if !seen[attr[0]] {
				seen[attr[0]] = true
				b.WriteString(" " + attr[0] + `="` + strings.ReplaceAll(attr[1], `"`, "&quot;") + `"`)
			}
		}
	}
	b.WriteString(">")
	if !atom {
		b.WriteString("<channel>")
	}
	from, to := s.tags[holder].end, s.items[0].start
	if holder+1 < len(s.tags) {
		to = s.tags[holder+1].start
	}
	if head, err := survey(bytes.Join([][]byte{[]byte("<x>"), text[from:to], []byte("</x>")}, nil)); err == nil && head.whole && s.root != "html" {
		b.Write(text[from:to])
	}
	for _, item := range s.items {
		x.pos = item.start
		t := x.next()
		prefix := t.name[:len(t.name)-len(t.local())]
		b.WriteString("<" + string(prefix) + story)
		rest := bytes.TrimRight(text[t.start+1+len(t.name):t.end], "/> \r\n\t")
		b.Write(rest)
		b.WriteString(">")
		x.channelDefinition(&b, t)
		if !t.empty {
			inner := text[t.end:item.end]
			if at := bytes.LastIndex(inner, []byte("</")); at >= 0 {
				inner = inner[:at]
			}
			b.Write(inner)
		}
		b.WriteString("</" + string(prefix) + story + ">\n")
	}
	b.WriteString(shut)
	text = b.Bytes()
	s, err := survey(text)
	return text, s, err
}

// channelDefinition writes what an item of the Channel Definition Format (1997)
// says in attributes as elements.
func (x *lexer) channelDefinition(b *bytes.Buffer, t token) {
	if href, _, ok := x.attr(t, "href"); ok {
		b.WriteString("<link>" + string(href) + "</link>")
	}
	if modified, _, ok := x.attr(t, "lastmod"); ok {
		b.WriteString("<modified>" + string(modified) + "</modified>")
	}
}

// declarations returns the xmlns and xml: attributes of an open tag.
func (x *lexer) declarations(t token) (attrs [][2]string) {
	tag := string(x.data[t.start:t.end])
	for _, part := range strings.FieldsFunc(tag, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '>' }) {
		name, _, ok := strings.Cut(part, "=")
		if !ok || name != "xmlns" && !strings.HasPrefix(name, "xmlns:") && name != "xml:base" {
			continue
		}
		if value, _, ok := x.attr(t, name); ok {
			attrs = append(attrs, [2]string{name, string(value)})
		}
	}
	return attrs
}
