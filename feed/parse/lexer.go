package parse

import (
	"bytes"
	"strings"
)

// The lexer finds where the pieces of an XML document begin and end. It knows
// no grammar and never fails, so that it can also look at broken documents: a
// "<" that starts nothing is text.

type tokenKind uint8

const (
	tokenEnd   tokenKind = iota // end of the document
	tokenOpen                   // <name …>
	tokenClose                  // </name>
	tokenCDATA                  // <![CDATA[ … ]]>
	tokenOther                  // comment, processing instruction, DOCTYPE
	tokenStray                  // "<" that starts nothing
	tokenCut                    // the document ends inside a tag, a comment or a CDATA section
)

// token is one piece of markup: data[start:end]. Text lies between two tokens.
type token struct {
	kind       tokenKind
	start, end int
	name       []byte // of a tag, prefix included
	attrs      int    // number of attributes of an open tag
	empty      bool   // <name/>
}

// local is the tag's name without its prefix.
func (t token) local() []byte { return localName(t.name) }

func localName(name []byte) []byte {
	if colon := bytes.LastIndexByte(name, ':'); colon >= 0 {
		return name[colon+1:]
	}
	return name
}

type lexer struct {
	data []byte
	pos  int
	// endless: no instruction has its end from here on. Many that have none must
	// not be looked through to the end of the document each.
	endless bool
}

// next returns the next piece of markup.
func (x *lexer) next() token {
	at := bytes.IndexByte(x.data[x.pos:], '<')
	if at < 0 {
		x.pos = len(x.data)
		return token{kind: tokenEnd, start: len(x.data), end: len(x.data)}
	}
	start := x.pos + at
	rest := x.data[start:]
	switch {
	case len(rest) < 2:
		return x.stop(start, len(rest), tokenCut)
	case rest[1] == '!':
		return x.bang(start, rest)
	case rest[1] == '?':
		return x.instruction(start, rest)
	case rest[1] == '/':
		return x.closing(start, rest)
	case isNameStart(rest[1]):
		return x.opening(start, rest)
	}
	return x.stop(start, 1, tokenStray)
}

func (x *lexer) stop(start, length int, kind tokenKind) token {
	x.pos = start + length
	return token{kind: kind, start: start, end: x.pos}
}

func (x *lexer) until(start int, rest []byte, skip int, end string, kind tokenKind) token {
	at := bytes.Index(rest[skip:], []byte(end))
	if at < 0 {
		return x.stop(start, len(rest), tokenCut)
	}
	return x.stop(start, skip+at+len(end), kind)
}

// instruction reads a processing instruction. That of a declaration ends at the
// first ">", since some write no question mark before it.
func (x *lexer) instruction(start int, rest []byte) token {
	if isDeclaration(rest) {
		return x.until(start, rest, 2, ">", tokenOther)
	}
	if !x.endless {
		if bytes.Contains(rest, []byte("?>")) {
			return x.until(start, rest, 2, "?>", tokenOther)
		}
		x.endless = true
	}
	return x.until(start, rest, 2, ">", tokenOther)
}

// isDeclaration tells the XML declaration.
func isDeclaration(piece []byte) bool {
	return len(piece) > 5 && bytes.EqualFold(piece[:5], []byte("<?xml")) && isSpace(piece[5])
}

var cdata = []byte("<![CDATA[")

func (x *lexer) bang(start int, rest []byte) token {
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return x.until(start, rest, 4, "-->", tokenOther)
	case len(rest) >= len(cdata) && bytes.EqualFold(rest[:len(cdata)], cdata):
		return x.until(start, rest, len(cdata), "]]>", tokenCDATA)
	}
	// DOCTYPE, perhaps with an internal subset in brackets.
	brackets, quote := 0, byte(0)
	for i := 2; i < len(rest); i++ {
		c := rest[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[':
			brackets++
		case c == ']':
			brackets--
		case c == '>' && brackets <= 0:
			return x.stop(start, i+1, tokenOther)
		}
	}
	return x.stop(start, len(rest), tokenCut)
}

func (x *lexer) closing(start int, rest []byte) token {
	end := bytes.IndexByte(rest, '>')
	if end < 0 {
		return x.stop(start, len(rest), tokenCut)
	}
	if next := bytes.IndexByte(rest[1:end], '<'); next >= 0 { // </p <b>
		end = next
		t := x.stop(start, end+1, tokenStray)
		return t
	}
	t := x.stop(start, end+1, tokenClose)
	t.name = bytes.TrimSpace(rest[2:end])
	return t
}

func (x *lexer) opening(start int, rest []byte) token {
	i := 1
	for i < len(rest) && isName(rest[i]) {
		i++
	}
	name, attrs := rest[1:i], 0
	for i < len(rest) {
		switch c := rest[i]; {
		case c == '>':
			t := x.stop(start, i+1, tokenOpen)
			t.name, t.attrs, t.empty = name, attrs, rest[i-1] == '/'
			return t
		case c == '=':
			attrs++
			i++
			for i < len(rest) && isSpace(rest[i]) {
				i++
			}
			if i < len(rest) && (rest[i] == '"' || rest[i] == '\'') {
				end := bytes.IndexByte(rest[i+1:], rest[i])
				if end < 0 && bytes.IndexByte(rest[i:], '<') >= 0 { // a quotation mark that nothing closes
					return x.stop(start, 1, tokenStray)
				}
				if end < 0 {
					return x.stop(start, len(rest), tokenCut)
				}
				i += end + 2
			}
		case c == '<': // the tag was never closed
			return x.stop(start, 1, tokenStray)
		default:
			i++
		}
	}
	return x.stop(start, len(rest), tokenCut)
}

// attr returns the value of the attribute called name in the open tag t, in any
// letter case, raw, and where it stands in data.
func (x *lexer) attr(t token, name string) (value []byte, at int, ok bool) {
	tag := x.data[t.start:t.end]
	for i := 1 + len(t.name); i < len(tag); {
		for i < len(tag) && !isNameStart(tag[i]) {
			if tag[i] == '"' || tag[i] == '\'' {
				end := bytes.IndexByte(tag[i+1:], tag[i])
				if end < 0 {
					return nil, 0, false
				}
				i += end + 1
			}
			i++
		}
		from := i
		for i < len(tag) && isName(tag[i]) {
			i++
		}
		key := tag[from:i]
		for i < len(tag) && isSpace(tag[i]) {
			i++
		}
		if i >= len(tag) || tag[i] != '=' {
			continue
		}
		for i++; i < len(tag) && isSpace(tag[i]); i++ {
		}
		if i >= len(tag) || tag[i] != '"' && tag[i] != '\'' {
			continue
		}
		end := bytes.IndexByte(tag[i+1:], tag[i])
		if end < 0 {
			return nil, 0, false
		}
		if strings.EqualFold(string(key), name) {
			return tag[i+1 : i+1+end], t.start + i + 1, true
		}
		i += end + 2
	}
	return nil, 0, false
}

func isNameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

func isName(c byte) bool {
	return isNameStart(c) || c >= '0' && c <= '9' || c == '-' || c == '.'
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
