package digest

import (
	"archive/zip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"html/template"
	"io"
	"strings"
	"time"
)

//go:embed book.xhtml
var bookXHTML string

const container = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// epubType must stand first in the archive, stored, without extra field, so that
// it can be recognised by its bytes (EPUB Open Container Format 3.3 §4.3).
const epubType = "application/epub+zip"

// EPUB writes the briefing as an EPUB 3.3 book: a title page, one chapter a
// group, the citations, and the table of contents that reading devices show.
func (b Briefing) EPUB(w io.Writer) error {
	chapters, err := template.New("book").Parse(bookXHTML)
	if err != nil {
		return fmt.Errorf("read book template: %w", err)
	}
	page := b.set()
	book := zip.NewWriter(w)
	head := zip.FileHeader{
		Name: "mimetype", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(epubType)),
		CompressedSize64: uint64(len(epubType)), UncompressedSize64: uint64(len(epubType)),
	}
	first, err := book.CreateRaw(&head) // Create would put the sizes behind the data
	if err != nil {
		return fmt.Errorf("write book: %w", err)
	}
	if _, err := io.WriteString(first, epubType); err != nil {
		return fmt.Errorf("write book: %w", err)
	}
	put := func(name, text string) {
		if err != nil {
			return
		}
		var file io.Writer
		if file, err = book.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate}); err == nil {
			_, err = io.WriteString(file, text)
		}
	}
	chapter := func(name, part string, data any) {
		var text strings.Builder
		if err == nil {
			err = chapters.ExecuteTemplate(&text, part, data)
		}
		put("EPUB/"+name, xmlHead+text.String())
	}
	type spread struct {
		setPage
		Set setGroup
	}
	put("META-INF/container.xml", container)
	put("EPUB/package.opf", b.opf(page))
	put("EPUB/style.css", bookCSS)
	chapter("nav.xhtml", "nav", page)
	chapter("title.xhtml", "title", page)
	for _, group := range page.Sets {
		chapter(group.ID+".xhtml", "group", spread{page, group})
	}
	if len(page.Sets) > 0 {
		chapter("citations.xhtml", "citations", page)
	}
	if err != nil {
		return fmt.Errorf("write book: %w", err)
	}
	if err := book.Close(); err != nil {
		return fmt.Errorf("write book: %w", err)
	}
	return nil
}

// opf is the package document (EPUB 3.3 §5).
func (b Briefing) opf(page setPage) string {
	text := template.HTMLEscapeString
	var items, spine strings.Builder
	add := func(id string) {
		fmt.Fprintf(&items, "<item id=\"%s\" href=\"%s.xhtml\" media-type=\"application/xhtml+xml\"/>\n", id, id)
		fmt.Fprintf(&spine, "<itemref idref=\"%s\"/>\n", id)
	}
	add("title")
	for _, group := range page.Sets {
		add(group.ID)
	}
	if len(page.Sets) > 0 {
		add("citations")
	}
	title := b.Title
	if page.Period != "" {
		title += ", " + page.Period
	}
	return xmlHead + `<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en-GB">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">` + b.identifier() + `</dc:identifier>
<dc:title>` + text(title) + `</dc:title>
<dc:language>en-GB</dc:language>
<dc:creator>Standfirst</dc:creator>
<dc:date>` + b.Made.UTC().Format(time.RFC3339) + `</dc:date>
<meta property="dcterms:modified">` + b.Made.UTC().Format("2006-01-02T15:04:05Z") + `</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
` + items.String() + `</manifest>
<spine>
` + spine.String() + `</spine>
</package>
`
}

// identifier names the book by what is in it: the same briefing made twice in
// the same second is the same book. The form is a version 8 UUID (RFC 9562 §5.8).
func (b Briefing) identifier() string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\x00%s\x00%s\x00", b.Title, b.Question, b.Made.UTC().Format(time.RFC3339))
	for _, story := range b.Stories() {
		fmt.Fprintf(sum, "%d\x00%s\x00", story.ID, story.Title)
	}
	id := sum.Sum(nil)[:16]
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	s := hex.EncodeToString(id)
	return "urn:uuid:" + s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// bookCSS says little: a reading device has its reader's own choices.
const bookCSS = `h1, h2, h3 { line-height: 1.25; }
h3 { margin-bottom: .2em; }
p { margin: 0 0 .6em; }
.meta, .figures, .lacking { font-size: .85em; }
.lacking { font-style: italic; }
.text { margin-left: 1em; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: .2em .4em; }
`
