package parse

import (
	"bytes"
	"encoding/base64"
	"html"
	"strings"
)

// Before gofeed sees a document, what gofeed takes differently from everybody
// else is put into words that it takes right.

// settle does all of it. Each step answers nil when there is nothing to do for it;
// after one that did something the document is surveyed anew.
func (p *parser) settle(text []byte, s shape) ([]byte, shape, error) {
	for _, step := range []func([]byte, shape) []byte{
		wrapEntry, settleEntities, dropRemarks, settleLinks, p.settleBases, settleModes, settlePermalinks, settleNamespace, p.unnest,
	} {
		settled := step(text, s)
		if settled == nil {
			continue
		}
		text = settled
		var err error
		if s, err = survey(text); err != nil {
			return nil, s, err
		}
	}
	if usual(text, s) {
		return text, s, nil
	}
	return p.rebuild(text, s)
}

// wrapEntry makes a feed of an entry document (RFC 4287 §2).
func wrapEntry(text []byte, s shape) []byte {
	if s.root != "entry" {
		return nil
	}
	return bytes.Join([][]byte{[]byte("<feed>"), text, []byte("</feed>")}, nil)
}

// dropRemarks leaves out comments and processing instructions.
func dropRemarks(text []byte, s shape) []byte {
	if !s.remarks {
		return nil
	}
	out := make([]byte, 0, len(text))
	x := lexer{data: text}
	end := 0
	for t := x.next(); t.kind != tokenEnd && t.kind != tokenCut; t = x.next() {
		if t.kind == tokenOther && text[t.start+1] != '!' || bytes.HasPrefix(text[t.start:t.end], []byte("<!--")) {
			out = append(out, text[end:t.start]...)
			end = t.end
		}
	}
	return append(out, text[end:]...)
}

// settleLinks writes an Atom link whose address is its text, as in RSS, with the
// attribute that Atom has for it (RFC 4287 §4.2.7.1).
func settleLinks(text []byte, s shape) []byte {
	if !s.textLinks {
		return nil
	}
	var out bytes.Buffer
	x := lexer{data: text}
	end := 0
	for t := x.next(); t.kind != tokenEnd && t.kind != tokenCut; t = x.next() {
		if t.kind != tokenOpen || t.empty || !bytes.EqualFold(t.local(), []byte("link")) {
			continue
		}
		if _, _, ok := x.attr(t, "href"); ok {
			continue
		}
		inside := t.end
		shut := x.next()
		address := string(bytes.TrimSpace(text[inside:shut.start]))
		if shut.kind == tokenCDATA {
			address = html.EscapeString(strings.TrimSpace(string(text[shut.start+len(cdata) : shut.end-len("]]>")])))
			shut = x.next()
		}
		if shut.kind != tokenClose || !bytes.Equal(shut.name, t.name) || address == "" {
			continue
		}
		out.Write(text[end : t.end-1])
		out.WriteString(` href="` + strings.ReplaceAll(address, `"`, "&quot;") + `">`)
		end = shut.start
	}
	out.Write(text[end:])
	return out.Bytes()
}

// unnest closes every story before the next one opens directly inside it, and
// leaves out the end tags that are then one too many. An empty story inside
// another moves behind it.
func (p *parser) unnest(text []byte, s shape) []byte {
	if !s.nested {
		return nil
	}
	p.warn("Stories stand inside one another in the feed; they were taken apart.")
	var out bytes.Buffer
	out.Grow(len(text) + 1024)
	var stack [][]byte
	var moved []byte
	x := lexer{data: text}
	end := 0
	for t := x.next(); t.kind != tokenEnd && t.kind != tokenCut; t = x.next() {
		switch t.kind {
		case tokenOpen:
			if n := len(stack); n > 0 && isStory(t.local()) && bytes.Equal(stack[n-1], t.name) {
				out.Write(text[end:t.start])
				if t.empty {
					moved = append(moved, text[t.start:t.end]...)
					end = t.end
					break
				}
				out.WriteString("</" + string(t.name) + ">")
				stack = stack[:n-1]
				end = t.start
			}
			if !t.empty && !isVoid(t.name) {
				stack = append(stack, t.name)
			}
		case tokenClose:
			n := len(stack) - 1
			for n >= 0 && !bytes.Equal(stack[n], t.name) {
				n--
			}
			if n < 0 {
				out.Write(text[end:t.start])
				end = t.end
				break
			}
			stack = stack[:n]
			if len(moved) > 0 && isStory(t.local()) {
				out.Write(text[end:t.end])
				out.Write(moved)
				end, moved = t.end, moved[:0]
			}
		}
	}
	out.Write(text[end:])
	return out.Bytes()
}

// settleModes takes the modes of Atom 0.3 out, whatever the type says: an element
// in base64 is decoded and written escaped, and an escaped one needs no word of
// it, which would keep gofeed from decoding it.
func settleModes(text []byte, s shape) []byte {
	if s.root != "feed" || !bytes.Contains(text, []byte("base64")) && !bytes.Contains(text, []byte("escaped")) {
		return nil
	}
	var out bytes.Buffer
	x := lexer{data: text}
	end := 0
	for t := x.next(); t.kind != tokenEnd && t.kind != tokenCut; t = x.next() {
		if t.kind != tokenOpen || t.empty {
			continue
		}
		mode, at, ok := x.attr(t, "mode")
		if ok && bytes.EqualFold(bytes.TrimSpace(mode), []byte("escaped")) {
			out.Write(text[end:at])
			end = at + len(mode)
			continue
		}
		if !ok || !bytes.EqualFold(bytes.TrimSpace(mode), []byte("base64")) {
			continue
		}
		stop := bytes.IndexByte(text[t.end:], '<')
		if stop < 0 {
			break
		}
		encoded := strings.Join(strings.Fields(string(text[t.end:t.end+stop])), "")
		decoded, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			continue
		}
		out.Write(text[end:at])
		out.Write(text[at+len(mode) : t.end])
		out.WriteString(escapeText(strings.ToValidUTF8(string(decoded), "\uFFFD")))
		end = t.end + stop
	}
	if end == 0 {
		return nil
	}
	out.Write(text[end:])
	return out.Bytes()
}

const (
	permalink      = "isPermaLink=" // as the standard and gofeed write it
	lowerPermalink = "ispermalink="
)

// unlikePermalink tells a guid's tag that has the attribute in other letters.
func unlikePermalink(tag []byte) bool {
	return !bytes.Contains(tag, []byte(permalink)) && bytes.Contains(small(tag), []byte(lowerPermalink))
}

// small is a tag in small letters, those of ASCII only: each stays in its place.
func small(tag []byte) []byte {
	tag = bytes.Clone(tag)
	for i, c := range tag {
		if c >= 'A' && c <= 'Z' {
			tag[i] = c + 'a' - 'A'
		}
	}
	return tag
}

// settlePermalinks writes the attribute of a guid the way gofeed looks for it.
func settlePermalinks(text []byte, s shape) []byte {
	if !s.permalinks {
		return nil
	}
	out := bytes.Clone(text)
	x := lexer{data: text}
	for t := x.next(); t.kind != tokenEnd && t.kind != tokenCut; t = x.next() {
		if t.kind == tokenOpen && isGUID(t.local()) && unlikePermalink(text[t.start:t.end]) {
			at := bytes.Index(small(text[t.start:t.end]), []byte(lowerPermalink))
			copy(out[t.start+at:], permalink)
		}
	}
	return out
}
