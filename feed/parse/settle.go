package parse

import (
	"bytes"
	"encoding/base64"
	"html"
	"net/url"
	"strings"
)

// Before gofeed sees a document, what gofeed takes differently from everybody
// else is put into words that it takes right.

// settle does all of it, and surveys the outcome.
func (p *parser) settle(text []byte, s shape) ([]byte, shape, error) {
	before := len(text)
	changed := false
	if s.bases {
		text, changed = settleBases(text, p.base), true
	}
	if bytes.Contains(text, []byte("base64")) {
		text, changed = settleBase64(text), true
	}
	if s.root == "feed" {
		if named := settleNamespace(text, s); named != nil {
			text, changed = named, true
		}
	}
	if s.nested {
		p.warn("Stories stand inside one another in the feed; they were taken apart.")
		text, changed = unnest(text), true
	}
	if changed || len(text) != before {
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

// settleNamespace gives a root called feed the namespace of Atom when it has an
// unknown one: that of a draft, or Atom's misspelt. Nil: nothing to do.
func settleNamespace(text []byte, s shape) []byte {
	x := lexer{data: text}
	t := x.next()
	for t.kind == tokenOther {
		t = x.next()
	}
	name := "xmlns"
	if s.space != "" {
		name += ":" + s.space
	}
	value, at, ok := x.attr(t, name)
	if t.kind != tokenOpen || !ok {
		return nil
	}
	switch string(bytes.TrimSpace(value)) {
	case "", atom10, atom03:
		return nil
	}
	return bytes.Join([][]byte{text[:at], []byte(atom10), text[at+len(value):]}, nil)
}

// The namespaces of Atom 1.0 (RFC 4287 §1.2) and of its last draft.
const (
	atom10 = "http://www.w3.org/2005/Atom"
	atom03 = "http://purl.org/atom/ns#"
)

// unnest closes every story before the next one opens directly inside it, and
// leaves out the end tags that are then one too many. An empty story inside
// another moves behind it.
func unnest(text []byte) []byte {
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

// settleBase64 decodes the elements of Atom 0.3 that say mode="base64", whatever
// their type, and writes them escaped.
func settleBase64(text []byte) []byte {
	var out bytes.Buffer
	x := lexer{data: text}
	end := 0
	for t := x.next(); t.kind != tokenEnd && t.kind != tokenCut; t = x.next() {
		if t.kind != tokenOpen || t.empty {
			continue
		}
		mode, at, ok := x.attr(t, "mode")
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
		out.WriteString("escaped")
		out.Write(text[at+len(mode) : t.end])
		out.WriteString(escapeText(strings.ToValidUTF8(string(decoded), "\uFFFD")))
		end = t.end + stop
	}
	if end == 0 {
		return text
	}
	out.Write(text[end:])
	return out.Bytes()
}

// settleBases rewrites every xml:base as an absolute folder. gofeed takes a
// base for a folder even when it names a file and knows nothing of the
// document's own address; a folder resolves the same for both.
func settleBases(text []byte, document *url.URL) []byte {
	var out bytes.Buffer
	out.Grow(len(text) + 256)
	type level struct {
		name []byte
		base *url.URL
	}
	stack := []level{{nil, document}}
	x := lexer{data: text}
	end := 0
	for t := x.next(); t.kind != tokenEnd && t.kind != tokenCut; t = x.next() {
		switch t.kind {
		case tokenOpen:
			base := stack[len(stack)-1].base
			if value, at, ok := x.attr(t, "xml:base"); ok {
				if u, err := url.Parse(tidyLink(html.UnescapeString(string(value)))); err == nil {
					switch {
					case base != nil:
						base = base.ResolveReference(u)
					case u.IsAbs():
						base = u
					}
				}
				out.Write(text[end:at])
				if base != nil && base.Opaque == "" {
					out.WriteString(html.EscapeString(folder(base)))
				}
				end = at + len(value)
			}
			if !t.empty && !isVoid(t.name) && len(stack) <= MaxDepth {
				stack = append(stack, level{t.name, base})
			}
		case tokenClose:
			for n := len(stack) - 1; n > 0; n-- {
				if bytes.Equal(stack[n].name, t.name) {
					stack = stack[:n]
					break
				}
			}
		}
	}
	out.Write(text[end:])
	return out.Bytes()
}

// folder returns base up to its last slash.
func folder(base *url.URL) string {
	dir := *base
	dir.RawQuery, dir.Fragment, dir.RawFragment = "", "", ""
	if i := strings.LastIndexByte(dir.Path, '/'); i >= 0 {
		dir.Path, dir.RawPath = dir.Path[:i+1], ""
	} else {
		dir.Path, dir.RawPath = "/", ""
	}
	return dir.String()
}
