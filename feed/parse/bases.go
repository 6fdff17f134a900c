package parse

import (
	"bytes"
	"html"
	"net/url"
	"strings"
)

// settleBases rewrites every xml:base as an absolute folder. gofeed takes a
// base for a folder even when it names a file and knows nothing of the
// document's own address; a folder resolves the same for both.
func (p *parser) settleBases(text []byte, s shape) []byte {
	if !s.bases {
		return nil
	}
	var out bytes.Buffer
	out.Grow(len(text) + 256)
	type level struct {
		name []byte
		base *url.URL
	}
	stack := []level{{nil, p.base}}
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
