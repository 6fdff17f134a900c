package parse

import (
	"bytes"
	"fmt"
	"strconv"
)

// repair puts right what makes gofeed refuse a whole document, and says what it
// did. CDATA sections and comments are left alone.
func repair(text []byte) (fixed []byte, fixes []string) {
	out := bytes.NewBuffer(make([]byte, 0, len(text)+1024))
	x := lexer{data: text}
	var refs, angles, broken, ends, quotes int
	var stack [][]byte
	end := 0
	for {
		t := x.next()
		refs += writeText(out, text[end:t.start])
		end = t.end
		switch t.kind {
		case tokenEnd, tokenCut:
			if bytes.HasPrefix(text[t.start:], []byte("<![CDATA[")) {
				out.Write(text[t.start:t.end])
			}
			fixed, cut := closeTail(out.Bytes())
			for _, fix := range []struct {
				n         int
				one, many string
			}{
				{refs, "One character reference that XML does not allow was left out.", "%d character references that XML does not allow were left out."},
				{angles, "One “<” that starts no tag was taken as text.", "%d “<” that start no tag were taken as text."},
				{quotes, "The attributes of one tag were put in quotation marks.", "The attributes of %d tags were put in quotation marks."},
				{ends, "One end tag that ends nothing was left out.", "%d end tags that end nothing were left out."},
				{broken, "An XML declaration in the middle of the feed was left out.", "%d XML declarations in the middle of the feed were left out."},
				{cut, "The feed is cut off; the stories that came before the cut were kept.", ""},
			} {
				if fix.n == 1 {
					fixes = append(fixes, fix.one)
				} else if fix.n > 1 {
					fixes = append(fixes, fmt.Sprintf(fix.many, fix.n))
				}
			}
			return fixed, fixes
		case tokenStray:
			angles++
			out.WriteString("&lt;")
			out.Write(text[t.start+1 : t.end])
		case tokenOpen:
			tag := text[t.start:t.end]
			if bare := quoteAttributes(tag); bare != nil {
				quotes++
				tag = bare
			}
			refs += writeText(out, tag)
			if !t.empty && !isVoid(t.name) {
				stack = append(stack, t.name)
			}
		case tokenClose:
			n := len(stack) - 1
			for n >= 0 && !bytes.Equal(stack[n], t.name) {
				n--
			}
			if n < 0 {
				// An XML reader would end the element it stands in.
				ends++
				break
			}
			stack = stack[:n]
			out.Write(text[t.start:t.end])
		case tokenOther:
			// A declaration inside the document stops an XML reader.
			if pi := text[t.start:t.end]; bytes.HasPrefix(pi, []byte("<?xml")) && !bytes.HasPrefix(pi, []byte("<?xml-")) {
				broken++
				break
			}
			out.Write(text[t.start:t.end])
		default:
			out.Write(text[t.start:t.end])
		}
	}
}

// quoteAttributes puts bare values of a tag's attributes into quotation marks; nil
// when there are none.
func quoteAttributes(tag []byte) []byte {
	var out []byte
	end := 0
	for i := 0; i < len(tag); i++ {
		switch c := tag[i]; {
		case c == '"' || c == '\'':
			stop := bytes.IndexByte(tag[i+1:], c)
			if stop < 0 {
				return nil
			}
			i += stop + 1
		case c == '=' && i+1 < len(tag):
			from := i + 1
			for from < len(tag) && isSpace(tag[from]) {
				from++
			}
			if from == len(tag) || tag[from] == '"' || tag[from] == '\'' {
				break
			}
			to := from
			for to < len(tag)-1 && !isSpace(tag[to]) && tag[to] != '"' && tag[to] != '\'' && !(tag[to] == '/' && to == len(tag)-2) {
				to++
			}
			out = append(out, tag[end:from]...)
			out = append(out, '"')
			out = append(out, tag[from:to]...)
			out = append(out, '"')
			end, i = to, to-1
		}
	}
	if out == nil {
		return nil
	}
	return append(out, tag[end:]...)
}

// closeTail cuts a document that ends too early behind its last story, and
// closes what is open there. The story that it was cut in stays when its link
// or id came whole: what is missing comes with the next refresh.
func closeTail(text []byte) (closed []byte, cut int) {
	s, err := survey(text)
	if err != nil || !s.cut || len(s.parent) == 0 {
		return text, 0
	}
	_, shut := frameOf(text, s)
	if s.partial.end > 0 && s.named {
		x := lexer{data: text, pos: s.partial.start}
		t := x.next()
		return bytes.Join([][]byte{text[:s.partial.end], []byte("</"), t.name, []byte(">"), shut}, nil), 1
	}
	if n := len(s.items); n > 0 {
		return append(text[:s.items[n-1].end:s.items[n-1].end], shut...), 1
	}
	return text, 0
}

// writeText copies character data or a tag without the character references
// that XML forbids (XML 1.0 §2.2), and tells how many there were. A reference
// into the C1 range means a Windows-1252 character, as in HTML.
func writeText(out *bytes.Buffer, data []byte) (dropped int) {
	for {
		at := bytes.Index(data, []byte("&#"))
		if at < 0 {
			out.Write(data)
			return dropped
		}
		out.Write(data[:at])
		data = data[at:]
		window := data[:min(len(data), 16)]
		end := bytes.IndexByte(window, ';')
		if end < 0 {
			out.WriteString("&amp;#")
			data = data[2:]
			continue
		}
		digits, base := string(data[2:end]), 10
		if len(digits) > 1 && (digits[0] == 'x' || digits[0] == 'X') {
			digits, base = digits[1:], 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		switch {
		case err != nil && len(digits) > 0 && !allDigits(digits, base):
			out.WriteString("&amp;#")
			data = data[2:]
			continue
		case err != nil || !allowedInXML(rune(n)) || n > 0x10ffff:
			dropped++
		default:
			out.Write(data[:end+1])
		}
		data = data[end+1:]
	}
}

func allDigits(s string, base int) bool {
	for _, c := range []byte(s) {
		hex := c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
		if !(c >= '0' && c <= '9' || base == 16 && hex) {
			return false
		}
	}
	return s != ""
}

func allowedInXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= 0x10ffff
}
