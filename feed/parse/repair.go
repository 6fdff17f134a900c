package parse

import (
	"bytes"
	"fmt"
	"strconv"
)

// repair puts right what makes an XML reader refuse a whole document or read it
// wrongly, and says what it did. What stands in CDATA sections and comments is
// left alone. Its outcome is balanced: every tag is closed by its own.
func repair(text []byte) (fixed []byte, fixes []string) {
	r := repairer{text: text, out: bytes.NewBuffer(make([]byte, 0, len(text)+1024))}
	x := lexer{data: text}
	end := 0
	for {
		t := x.next()
		r.references += writeText(r.out, r.escape(text[end:t.start], "]]>", "]]&gt;"))
		end = t.end
		piece := text[t.start:t.end]
		switch t.kind {
		case tokenEnd, tokenCut:
			if bytes.HasPrefix(piece, cdata) {
				r.out.Write(piece)
			}
			return r.done()
		case tokenStray:
			r.stray(piece)
		case tokenCDATA:
			if !bytes.HasPrefix(piece, cdata) {
				r.escaped++
			}
			r.out.Write(cdata)
			r.out.Write(piece[len(cdata):])
		case tokenOpen:
			r.open(t)
		case tokenClose:
			r.close(t)
		case tokenOther:
			// A declaration inside the document stops an XML reader.
			if isDeclaration(piece) {
				r.declarations++
				break
			}
			r.out.Write(piece)
		default:
			r.out.Write(piece)
		}
	}
}

// repairer is one run of repair, and what it counts.
type repairer struct {
	text  []byte
	out   *bytes.Buffer
	stack [][]byte // names of the open elements, as written

	references, angles, quotes, declarations int
	ends, unclosed, unlike, escaped          int
}

func (r *repairer) done() (fixed []byte, fixes []string) {
	fixed, cut := closeTail(r.out.Bytes())
	for _, fix := range []struct {
		n         int
		one, many string
	}{
		{r.references, "One character reference that XML does not allow was left out.", "%d character references that XML does not allow were left out."},
		{r.angles, "One “<” that starts no tag was taken as text.", "%d “<” that start no tag were taken as text."},
		{r.quotes, "The attributes of one tag were put in quotation marks.", "The attributes of %d tags were put in quotation marks."},
		{r.ends, "One end tag that ends nothing was left out.", "%d end tags that end nothing were left out."},
		{r.unclosed, "One element that nothing ends was closed.", "%d elements that nothing ends were closed."},
		{r.unlike, "One end tag was written as its beginning is.", "%d end tags were written as their beginnings are."},
		{r.escaped, "One sign that XML does not allow in its place was written another way.", "%d signs that XML does not allow in their places were written another way."},
		{r.declarations, "An XML declaration in the middle of the feed was left out.", "%d XML declarations in the middle of the feed were left out."},
		{cut, "The feed is cut off; the stories that came before the cut were kept.", ""},
	} {
		if fix.n == 1 {
			fixes = append(fixes, fix.one)
		} else if fix.n > 1 {
			fixes = append(fixes, fmt.Sprintf(fix.many, fix.n))
		}
	}
	return fixed, fixes
}

// escape writes what XML does not allow in data another way.
func (r *repairer) escape(data []byte, bad, good string) []byte {
	n := bytes.Count(data, []byte(bad))
	if n == 0 {
		return data
	}
	r.escaped += n
	return bytes.ReplaceAll(data, []byte(bad), []byte(good))
}

func (r *repairer) stray(piece []byte) {
	r.angles++
	r.out.WriteString("&lt;")
	r.references += writeText(r.out, piece[1:])
}

func (r *repairer) open(t token) {
	tag := r.text[t.start:t.end]
	if bare := quoteAttributes(tag); bare != nil {
		r.quotes++
		tag = bare
	}
	if !isTag(tag[1+len(t.name):]) {
		r.stray(r.text[t.start:t.end])
		return
	}
	// A field that holds text holds no other field: it was never closed.
	if n := len(r.stack); n > 0 && isTextField(r.stack[n-1]) && isField(t.name) {
		r.shut(n - 1)
		r.unclosed++
	}
	r.out.WriteByte('<')
	r.references += writeText(r.out, r.escape(tag[1:], "<", "&lt;"))
	switch {
	case t.empty:
	case isVoid(t.name) && !closesSoon(r.text[t.end:], t.name):
		r.out.Truncate(r.out.Len() - 1)
		r.out.WriteString("/>")
		r.unclosed++
	default:
		r.stack = append(r.stack, t.name)
	}
}

func (r *repairer) close(t token) {
	n := len(r.stack) - 1
	for n >= 0 && !bytes.EqualFold(r.stack[n], t.name) {
		n--
	}
	if n < 0 { // an XML reader would end the element it stands in
		if !isVoid(t.name) {
			r.ends++
		}
		return
	}
	if end := r.text[t.start:t.end]; len(end) != len("</>")+len(t.name) && !isSpace(end[len(end)-2]) || !bytes.Equal(r.stack[n], t.name) {
		r.unlike++
	}
	r.unclosed += len(r.stack) - 1 - n
	r.shut(n)
}

// shut ends the open elements from number n on, the innermost first.
func (r *repairer) shut(n int) {
	for i := len(r.stack) - 1; i >= n; i-- {
		r.out.WriteString("</")
		r.out.Write(r.stack[i])
		r.out.WriteByte('>')
	}
	r.stack = r.stack[:n]
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
