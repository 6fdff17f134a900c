package page

import (
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// decode turns a page into UTF-8: byte order mark, then the charset of the
// Content-Type header, then the page's own declaration, then UTF-8 when the
// bytes are that, else Windows-1252 (HTML §13.2.3.2). The package looks at the
// first kilobyte only; the whole page is looked at before it is taken for
// Windows-1252.
func decode(source []byte, contentType string) []byte {
	encoding, _, certain := charset.DetermineEncoding(source, contentType)
	if !certain && utf8.Valid(source) {
		return source
	}
	decoded, err := encoding.NewDecoder().Bytes(source)
	if err != nil {
		return source
	}
	return decoded
}
