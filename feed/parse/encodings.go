package parse

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// known returns the encoding that a label names, nil when there is none.
func known(label string) encoding.Encoding {
	label = strings.ToLower(strings.TrimSpace(label))
	switch label {
	case "hz-gb-2312": // browsers refuse it
		return simplifiedchinese.HZGB2312
	case "iso-2022-kr", "iso-2022-cn", "replacement":
		return nil
	}
	if enc, _ := charset.Lookup(label); enc != nil {
		return enc
	}
	// What browsers have forgotten: EBCDIC, the code pages of DOS.
	if enc, err := ianaindex.IANA.Encoding(label); err == nil && enc != nil {
		return enc
	}
	return nil
}

func isUTF8(label string) bool {
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "us-ascii", "ascii", "unicode-1-1-utf-8":
		return true
	}
	return false
}

func isWide(label string) bool {
	label = strings.ToLower(label)
	return strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "utf-32") || strings.HasPrefix(label, "ucs-") ||
		strings.HasPrefix(label, "iso-10646") || label == "utf16" || label == "utf32"
}

// sevenBit tells text in a character set that shifts with escape sequences or
// tildes, whose bytes are valid UTF-8 without meaning it.
func sevenBit(data []byte, labels ...string) bool {
	for _, label := range labels {
		switch strings.ToLower(label) {
		case "iso-2022-jp", "csiso2022jp":
			return bytes.IndexByte(data, 0x1b) >= 0
		case "hz-gb-2312":
			return bytes.Contains(data, []byte("~{"))
		}
	}
	return shifts(data)
}

// shifts tells ISO-2022-JP by its escape sequences, whatever is declared.
func shifts(data []byte) bool {
	return (bytes.Contains(data, []byte("\x1b$B")) || bytes.Contains(data, []byte("\x1b$@"))) && isASCII(data)
}

func isShifting(label string) bool {
	label = strings.ToLower(label)
	return strings.HasPrefix(label, "iso-2022-") || strings.HasPrefix(label, "csiso2022") || label == "hz-gb-2312"
}

func isASCII(data []byte) bool {
	for _, c := range data {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decode fails when the bytes cannot be in this encoding: more than one
// replacement character in a hundred.
func decode(enc encoding.Encoding, data []byte) ([]byte, bool) {
	out, _, err := transform.Bytes(enc.NewDecoder(), data)
	if err != nil {
		return nil, false
	}
	bad := bytes.Count(out, []byte("\uFFFD"))
	return out, bad*100 <= len(data)
}

// countBad counts bytes that are not UTF-8, and whole runes outside ASCII.
func countBad(data []byte) (bad, wide int) {
	for len(data) > 0 {
		if data[0] < utf8.RuneSelf {
			data = data[1:]
			continue
		}
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			wide++
		}
		data = data[size:]
	}
	return bad, wide
}

// tolerate makes data valid UTF-8; what is not becomes U+FFFD.
func tolerate(data []byte, warnings *[]string) []byte {
	if utf8.Valid(data) {
		return data
	}
	*warnings = append(*warnings, "Some characters of the feed are damaged; they are shown as \uFFFD.")
	return bytes.ToValidUTF8(data, []byte("\uFFFD"))
}

// plainLabel shows a charset name of the feed: letters of such names only.
func plainLabel(label string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return -1
	}, label[:min(len(label), 40)])
}
