package parse

import (
	"bytes"
	"html"
	"net/url"
	"strings"

	"standfirst/feed/clean"
)

// baseURL parses the address of a document; nil when it is not an http address.
func baseURL(s string) *url.URL {
	if s = clean.URL(s); s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil
	}
	return u
}

// absolute returns link as an absolute http or https address, resolved against
// base (RFC 3986 §5.2), or "". An address that is absolute already keeps its
// bytes: only white space inside it is encoded.
func (p *parser) absolute(link string, base *url.URL) string {
	return absolute(link, base)
}

func absolute(link string, base *url.URL) string {
	link = tidyLink(link)
	if link == "" {
		return ""
	}
	if scheme := schemeOf(link); scheme != "" {
		if scheme == "feed" {
			link = strings.TrimPrefix(link[len("feed:"):], "//")
			if schemeOf(link) == "" {
				link = "http://" + link
			}
		}
		return clean.URL(link)
	}
	if base == nil {
		return ""
	}
	ref, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return clean.URL(base.ResolveReference(ref).String())
}

// tidyLink drops the white space around an address and the line ends in it, and
// encodes spaces inside it (WHATWG URL §4.4).
func tidyLink(link string) string {
	link = strings.TrimSpace(link)
	if !strings.ContainsAny(link, " \t\r\n") {
		return link
	}
	return strings.NewReplacer("\n", "", "\r", "", "\t", "", " ", "%20").Replace(link)
}

// schemeOf returns the scheme of an absolute address in lower case, or "".
func schemeOf(link string) string {
	for i := 0; i < len(link); i++ {
		c := link[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return strings.ToLower(link[:i])
		default:
			return ""
		}
	}
	return ""
}

// isWeb tells an address that is absolute http or https as it stands.
func isWeb(link string) bool {
	scheme := schemeOf(strings.TrimSpace(link))
	return scheme == "http" || scheme == "https"
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
