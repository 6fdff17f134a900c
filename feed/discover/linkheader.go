package discover

import (
	"net/http"
	"strings"
)

type headerLink struct{ target, rel, kind, title string }

// linkHeader reads Link headers (RFC 8288 §3): <target>; rel="…"; type="…".
func linkHeader(h http.Header) []headerLink {
	var links []headerLink
	for _, value := range h.Values("Link") {
		for value != "" {
			open := strings.IndexByte(value, '<')
			if open < 0 {
				break
			}
			target, rest, found := strings.Cut(value[open+1:], ">")
			if !found {
				break
			}
			l := headerLink{target: target}
			value = l.parameters(rest)
			links = append(links, l)
		}
	}
	return links
}

// parameters reads up to the comma that ends the link and returns what follows.
func (l *headerLink) parameters(s string) (rest string) {
	for {
		s = strings.TrimLeft(s, " \t;")
		if s == "" {
			return ""
		}
		if s[0] == ',' {
			return s[1:]
		}
		end := strings.IndexAny(s, "=;,")
		if end < 0 {
			return ""
		}
		name := strings.ToLower(strings.TrimSpace(s[:end]))
		if s[end] != '=' {
			s = s[end:]
			continue
		}
		var value string
		value, s = parameterValue(strings.TrimLeft(s[end+1:], " \t"))
		switch name {
		case "rel":
			if l.rel == "" { // RFC 8288 §3.3: the first one counts
				l.rel = value
			}
		case "type":
			l.kind = value
		case "title":
			l.title = value
		}
	}
}

func parameterValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, ";,")
		if end < 0 {
			return strings.TrimSpace(s), ""
		}
		return strings.TrimSpace(s[:end]), s[end:]
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i++; i < len(s) {
				b.WriteByte(s[i])
			}
		case '"':
			return b.String(), s[i+1:]
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), ""
}
