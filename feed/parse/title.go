package parse

import (
	"html"
	"regexp"
	"strings"

	"golang.org/x/net/html/atom"

	"standfirst/feed/clean"
)

// headline makes one line of a title: tags stripped, entities decoded once.
// Only HTML's own tags are tags: "List<String>" and "a < b" stay as they are.
func headline(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		s = stripTags(s)
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = unescape(s)
	}
	return clean.Line(mend(s), maxTitle)
}

// unescape decodes the character references in s that end in a semicolon. HTML
// also knows some without, which turns "R&copy=2" into "R©=2".
func unescape(s string) string {
	var b strings.Builder
	for {
		at := strings.IndexByte(s, '&')
		if at < 0 {
			break
		}
		b.WriteString(s[:at])
		s = s[at:]
		end := strings.IndexByte(s[:min(len(s), 40)], ';')
		if end > 0 {
			span := s[:end+1]
			if text := html.UnescapeString(span); text != html.UnescapeString(span[:end])+";" && span != "&#;" && span != "&#x;" && span != "&#X;" {
				b.WriteString(text)
				s = s[end+1:]
				continue
			}
		}
		b.WriteByte('&')
		s = s[1:]
	}
	if b.Len() == 0 {
		return s
	}
	b.WriteString(s)
	return b.String()
}

// plainHeadline makes one line of a title that is plain text by its standard:
// "<i>" in it is what it says. Character references are decoded all the same,
// since nobody means them.
func plainHeadline(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = unescape(s)
	}
	return clean.Line(mend(s), maxTitle)
}

// stripTags takes HTML tags and comments out; text in scripts and styles goes
// with them.
func stripTags(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		at := strings.IndexByte(s, '<')
		if at < 0 {
			break
		}
		b.WriteString(s[:at])
		s = s[at:]
		if strings.HasPrefix(s, "<!--") {
			end := strings.Index(s, "-->")
			if end < 0 {
				break
			}
			s = s[end+3:]
			continue
		}
		if strings.HasPrefix(s, "<?") { // a processing instruction
			if end := strings.IndexByte(s, '>'); end > 0 {
				s = s[end+1:]
				continue
			}
		}
		name, closing, end := tagAt(s)
		if end == 0 {
			b.WriteByte('<')
			s = s[1:]
			continue
		}
		s = s[end:]
		switch name {
		case atom.Script, atom.Style:
			if !closing {
				low := strings.ToLower(s)
				stop := strings.Index(low, "</"+name.String())
				if stop < 0 {
					return b.String()
				}
				s = s[stop:]
			}
		case atom.Br, atom.P, atom.Div, atom.Li, atom.Td, atom.Tr, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			b.WriteByte(' ')
		}
	}
	b.WriteString(s)
	return b.String()
}

// tagAt reads the HTML tag that s starts with: its name, whether it is an end
// tag, and its length; length 0 when it is no tag of HTML.
func tagAt(s string) (name atom.Atom, closing bool, length int) {
	i := 1
	if i < len(s) && s[i] == '/' {
		closing = true
		i++
	}
	from := i
	for i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= 'A' && s[i] <= 'Z' || s[i] >= '0' && s[i] <= '9') {
		i++
	}
	if i < len(s) && s[i] == ':' && i > from && i-from <= 12 { // XHTML with a prefix
		i++
		from = i
		for i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9') {
			i++
		}
	}
	if i == from || i-from > 12 || i < len(s) && s[i] != '>' && s[i] != '/' && !isSpace(s[i]) {
		return 0, false, 0
	}
	name = atom.Lookup([]byte(strings.ToLower(s[from:i])))
	if !inlineTags[name] {
		return 0, false, 0
	}
	quote := byte(0)
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return name, closing, i + 1
		case c == '<':
			return 0, false, 0
		}
	}
	return 0, false, 0
}

// inlineTags are the elements that people put into headlines.
var inlineTags = func() map[atom.Atom]bool {
	known := map[atom.Atom]bool{}
	for _, a := range []atom.Atom{atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Blink, atom.Blockquote, atom.Body, atom.Br, atom.Cite,
		atom.Center, atom.Code, atom.Del, atom.Dfn, atom.Div, atom.Em, atom.Figure, atom.Font, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Html,
		atom.I, atom.Iframe, atom.Img, atom.Ins, atom.Kbd, atom.Label, atom.Li, atom.Mark, atom.Marquee, atom.Math, atom.Nobr, atom.Object, atom.Ol, atom.P, atom.Pre, atom.Q,
		atom.Rp, atom.Rt, atom.Ruby, atom.S, atom.Samp, atom.Script, atom.Small, atom.Span, atom.Strike, atom.Strong, atom.Style, atom.Sub, atom.Sup, atom.Svg,
		atom.Table, atom.Tbody, atom.Td, atom.Th, atom.Tr, atom.Time, atom.Title, atom.Tt, atom.U, atom.Ul, atom.Var, atom.Wbr} {
		known[a] = true
	}
	return known
}()

var (
	mailThenName = regexp.MustCompile(`^\S+@\S+\s+\((.+)\)$`)
	nameThenMail = regexp.MustCompile(`^(.+?)\s*[(<]\s*(?:mailto:)?\S+@\S+?\s*[)>]$`)
	onlyMail     = regexp.MustCompile(`^(?:mailto:)?[^\s@]+@[^\s@]+$`)
)

// person returns the name in an author element: RSS writes
// "mail@example (Name)", and a bare address is no byline.
func person(s string) string {
	s = strings.Trim(headline(s), " ,;")
	if strings.IndexByte(s, '@') < 0 {
		return s // the patterns are dear
	}
	if m := mailThenName.FindStringSubmatch(s); m != nil {
		return strings.TrimSpace(m[1])
	}
	if m := nameThenMail.FindStringSubmatch(s); m != nil {
		return strings.Trim(m[1], ` "'`)
	}
	if onlyMail.MatchString(s) {
		return ""
	}
	return s
}

// byline joins the names of a story's authors as printed, each once.
func byline(names []string) string {
	var kept []string
	for _, name := range names {
		name = person(name)
		seen := name == ""
		for _, k := range kept {
			seen = seen || strings.EqualFold(k, name)
		}
		if !seen {
			kept = append(kept, name)
		}
	}
	return clean.Line(strings.Join(kept, ", "), maxTitle)
}
