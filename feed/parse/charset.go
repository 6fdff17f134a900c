package parse

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// unpack opens a document that came gzipped without the server saying so.
func unpack(data []byte, limit int) ([]byte, bool, error) {
	if len(data) < 3 || data[0] != 0x1f || data[1] != 0x8b || data[2] != 8 {
		return data, false, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, true, &Fault{Kind: KindBroken, Sentence: "the answer is compressed and damaged", Remedy: "Try again later.", Err: err}
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if len(out) == 0 {
		return nil, true, &Fault{Kind: KindBroken, Sentence: "the answer is compressed and damaged", Remedy: "Try again later.", Err: err}
	}
	return out, true, nil
}

// Text returns a document of at most limit bytes as UTF-8 without declaration and
// byte order mark, unpacked if it is gzipped, for the readers of other formats.
// warnings say what is doubtful about it.
func Text(data []byte, contentType string, limit int) (text []byte, warnings []string, err error) {
	data, _, err = unpack(data, limit)
	if err != nil {
		return nil, nil, err
	}
	if len(data) > limit {
		return nil, nil, tooLarge(limit)
	}
	text, warnings = toUTF8(data, contentType)
	return dropNoncharacters(text), warnings, nil
}

// toUTF8 returns the document as UTF-8 without byte order mark and XML
// declaration, so that nothing behind it decodes a second time. Who is believed,
// in this order: a byte order mark, the bytes when they are UTF-8, the charset
// of the HTTP header, the declaration, a guess. Bytes that are valid UTF-8 and
// hold a letter outside ASCII are hardly ever anything else, whatever is
// declared (RFC 3629 §5 counts on it).
func toUTF8(data []byte, contentType string) (text []byte, warnings []string) {
	data, bom, width := trimBOM(data)
	if bom == nil {
		bom, width = sniffWide(data)
	}
	if bom != nil && !(width > 1 && looksNarrow(data)) {
		if width == 1 {
			return dropDeclaration(tolerate(trimMoreBOM(data), &warnings)), warnings
		}
		decoded, _, err := transform.Bytes(bom.NewDecoder(), data)
		if err == nil {
			return dropDeclaration(tolerate(trimMoreBOM(decoded), &warnings)), warnings
		}
	}
	declared := declaredCharset(data)
	if bytes.HasPrefix(data, []byte{0x4c, 0x6f, 0xa7, 0x94}) { // "<?xm" in EBCDIC (XML 1.0 appendix F)
		if head, err := charmap.CodePage037.NewDecoder().Bytes(data[:min(len(data), 1024)]); err == nil {
			if declared = declaredCharset(head); known(declared) == nil {
				declared = "IBM037"
			}
		}
	}
	header := headerCharset(contentType)
	if !sevenBit(data, header, declared) && utf8.Valid(data) {
		for _, label := range []string{header, declared} {
			if label != "" && !isUTF8(label) && !isASCII(data) && known(label) != nil {
				warnings = append(warnings, fmt.Sprintf("The feed says it is written in %s but is UTF-8; it was read as UTF-8.", plainLabel(label)))
				break
			}
		}
		return dropDeclaration(data), warnings
	}
	for _, label := range []string{header, declared} {
		if label == "" || isUTF8(label) || isWide(label) || shifts(data) && !isShifting(label) {
			continue
		}
		enc := known(label)
		if enc == nil {
			warnings = append(warnings, fmt.Sprintf("The feed names an unknown character set, %s.", plainLabel(label)))
			continue
		}
		if decoded, ok := decode(enc, data); ok {
			return dropDeclaration(tolerate(decoded, &warnings)), warnings
		}
	}
	// UTF-8 with bad bytes in it: in other encodings, hardly any two bytes make
	// a whole character of UTF-8.
	if bad, wide := countBad(data); bad <= wide && !shifts(data) {
		return dropDeclaration(tolerate(data, &warnings)), warnings
	}
	label := guess(data)
	if decoded, ok := decode(known(label), data); ok {
		warnings = append(warnings, fmt.Sprintf("The feed does not say truly how it is written; it was read as %s.", plainLabel(label)))
		return dropDeclaration(tolerate(decoded, &warnings)), warnings
	}
	return dropDeclaration(tolerate(data, &warnings)), warnings
}

// trimBOM takes a byte order mark off and says what it stands for; width is the
// bytes of a code unit.
func trimBOM(data []byte) ([]byte, encoding.Encoding, int) {
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		return data[3:], unicode.UTF8, 1
	case bytes.HasPrefix(data, []byte{0xff, 0xfe, 0, 0}):
		return data[4:], utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(data, []byte{0, 0, 0xfe, 0xff}):
		return data[4:], utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return data[2:], unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return data[2:], unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2
	}
	return data, nil, 0
}

func trimMoreBOM(data []byte) []byte {
	for {
		trimmed := bytes.TrimPrefix(bytes.TrimLeft(data, " \r\n\t"), []byte("\ufeff"))
		if len(trimmed) == len(data) || !bytes.HasPrefix(bytes.TrimLeft(data, " \r\n\t"), []byte("\ufeff")) {
			return data
		}
		data = trimmed
	}
}

// sniffWide knows UTF-16 and UTF-32 by the zeros around their first "<" (XML 1.0
// appendix F), which line ends may stand before.
func sniffWide(data []byte) (encoding.Encoding, int) {
	head := data[:min(len(data), 256)]
	at := len(head) - len(bytes.TrimLeft(head, "\x00 \r\n\t"))
	if at+4 > len(head) || head[at] != '<' && head[at] != '{' && head[at] != '[' {
		return nil, 0
	}
	zeros := func(from, step int) (n int) {
		for i := from; i >= 0 && i < len(head) && head[i] == 0 && n < 3; i += step {
			n++
		}
		return n
	}
	before, behind := zeros(at-1, -1), zeros(at+1, 1)
	switch {
	case behind == 3 && at%4 == 0:
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 4
	case before == 3 && at%4 == 3:
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 4
	case behind == 1 && at%2 == 0 && head[at+3] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2
	case before >= 1 && behind == 1 && at%2 == 1:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2
	}
	return nil, 0
}

// looksNarrow tells a wide byte order mark that stands before one-byte text.
func looksNarrow(data []byte) bool {
	head := data[:min(len(data), 64)]
	return len(head) >= 8 && bytes.IndexByte(head, 0) < 0 && utf8.Valid(head[:8]) && bytes.IndexByte(head, '<') >= 0
}

func headerCharset(contentType string) string {
	if contentType == "" {
		return ""
	}
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return strings.Trim(params["charset"], ` '`)
	}
	_, label, ok := strings.Cut(strings.ToLower(contentType), "charset=")
	if !ok {
		return ""
	}
	label, _, _ = strings.Cut(label, ";")
	return strings.Trim(label, ` "'`)
}

// declaredCharset reads encoding="…" of the XML declaration.
func declaredCharset(data []byte) string {
	start, end := declaration(data)
	if end == 0 {
		return ""
	}
	_, value, ok := bytes.Cut(data[start:end], []byte("encoding"))
	if !ok {
		return ""
	}
	value = bytes.TrimLeft(value, " \t\r\n=")
	if len(value) == 0 || value[0] != '"' && value[0] != '\'' {
		return ""
	}
	if stop := bytes.IndexByte(value[1:], value[0]); stop > 0 {
		return string(bytes.TrimSpace(value[1 : 1+stop]))
	}
	return ""
}

// declaration finds "<?xml … ?>" before the first element.
func declaration(data []byte) (start, end int) {
	head := data[:min(len(data), 1024)]
	start = bytes.Index(head, []byte("<?"))
	if start < 0 || !isDeclaration(head[start:]) {
		return 0, 0
	}
	stop := bytes.IndexByte(head[start:], '>') // some end it without the question mark
	if stop < 0 {
		return 0, 0
	}
	return start, start + stop + 1
}

// dropDeclaration leaves out the XML declaration: what it says about the
// characters no longer holds.
func dropDeclaration(data []byte) []byte {
	start, end := declaration(data)
	if end == 0 || len(bytes.TrimSpace(data[:start])) > 0 {
		return data
	}
	return data[end:]
}

// dropNoncharacters leaves out U+FFFE and U+FFFF, which XML forbids even in CDATA
// (XML 1.0 §2.2): what is left of a byte order mark read the wrong way round.
func dropNoncharacters(text []byte) []byte {
	for _, c := range []string{"\ufffe", "\uffff"} {
		if bytes.Contains(text, []byte(c)) {
			text = bytes.ReplaceAll(text, []byte(c), nil)
		}
	}
	return text
}
