package parse

import (
	"bytes"
	"strconv"
)

// repair puts right what makes gofeed refuse a whole document, and says what it
// did. CDATA sections and comments are left alone.
func repair(text []byte, s shape) (fixed []byte, fixes []string) {
	out := bytes.NewBuffer(make([]byte, 0, len(text)+1024))
	x := lexer{data: text}
	var refs, angles, broken int
	end := 0
	for {
		t := x.next()
		refs += writeText(out, text[end:t.start])
		end = t.end
		switch t.kind {
		case tokenEnd:
			return closeTail(out.Bytes(), refs, angles, broken)
		case tokenStray:
			angles++
			out.WriteString("&lt;")
			out.Write(text[t.start+1 : t.end])
		case tokenOpen:
			refs += writeText(out, text[t.start:t.end])
		case tokenCut:
			if cutCDATA := bytes.HasPrefix(text[t.start:], []byte("<![CDATA[")); cutCDATA {
				out.Write(text[t.start:t.end])
			}
			return closeTail(out.Bytes(), refs, angles, broken)
		case tokenOther:
			// A second declaration inside the document stops an XML reader.
			if s.root != "" && bytes.HasPrefix(text[t.start:t.end], []byte("<?xml ")) {
				broken++
				break
			}
			out.Write(text[t.start:t.end])
		default:
			out.Write(text[t.start:t.end])
		}
	}
}

// closeTail cuts a document that ends too early behind its last whole story and
// closes what is open there.
func closeTail(text []byte, refs, angles, broken int) ([]byte, []string) {
	var fixes []string
	if refs > 0 {
		fixes = append(fixes, plural(refs, "One character reference that XML does not allow was left out.", "%d character references that XML does not allow were left out."))
	}
	if angles > 0 {
		fixes = append(fixes, plural(angles, "One “<” that starts no tag was taken as text.", "%d “<” that start no tag were taken as text."))
	}
	if broken > 0 {
		fixes = append(fixes, "An XML declaration in the middle of the feed was left out.")
	}
	s, err := survey(text)
	if err != nil || !s.cut || len(s.parent) == 0 {
		return text, fixes
	}
	end := 0
	if n := len(s.items); n > 0 {
		end = s.items[n-1].end
	}
	if end == 0 {
		return text, fixes
	}
	_, shut := frameOf(text, s)
	fixes = append(fixes, "The feed is cut off; the stories that came whole were kept.")
	return append(text[:end:end], shut...), fixes
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return string(bytes.Replace([]byte(many), []byte("%d"), []byte(strconv.Itoa(n)), 1))
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
