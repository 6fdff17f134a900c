package digest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func briefing() Briefing {
	o := options()
	o.Articles = full()
	return Make(edition(), o)
}

// TestPage reads the HTML as a browser does: landmarks, one headline above the
// other, every link inside the page leads somewhere, nothing is fetched.
func TestPage(t *testing.T) {
	var out bytes.Buffer
	if err := briefing().HTML(&out); err != nil {
		t.Fatal(err)
	}
	document, err := html.Parse(&out)
	if err != nil {
		t.Fatal(err)
	}
	landmarks, ids, inside, level := map[string]int{}, map[string]bool{}, []string{}, 0
	for node := range document.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		landmarks[node.Data]++
		for _, attribute := range node.Attr {
			switch attribute.Key {
			case "id":
				if ids[attribute.Val] {
					t.Errorf("id %q stands twice", attribute.Val)
				}
				ids[attribute.Val] = true
			case "src", "srcset", "poster", "data", "action", "background":
				t.Errorf("<%s %s=%q> would be fetched", node.Data, attribute.Key, attribute.Val)
			case "href":
				link, err := url.Parse(attribute.Val)
				switch {
				case err != nil:
					t.Errorf("link %q: %v", attribute.Val, err)
				case strings.HasPrefix(attribute.Val, "#"):
					inside = append(inside, link.Fragment)
				case node.Data != "a" && attribute.Val != "data:,":
					t.Errorf("<%s href=%q> would be fetched", node.Data, attribute.Val)
				case node.Data == "a" && link.Scheme != "http" && link.Scheme != "https":
					t.Errorf("link %q", attribute.Val)
				}
			case "aria-labelledby":
				inside = append(inside, attribute.Val)
			}
			if strings.HasPrefix(attribute.Key, "on") || attribute.Key == "style" && strings.Contains(attribute.Val, "url(") {
				t.Errorf("<%s %s=%q>", node.Data, attribute.Key, attribute.Val)
			}
		}
		if len(node.Data) == 2 && node.Data[0] == 'h' && node.Data[1] >= '1' && node.Data[1] <= '6' {
			if next := int(node.Data[1] - '0'); next > level+1 {
				t.Errorf("<%s> follows level %d", node.Data, level)
			} else {
				level = next
			}
		}
	}
	for _, id := range inside {
		if !ids[id] {
			t.Errorf("nothing has the id %q", id)
		}
	}
	for _, name := range []string{"h1", "header", "nav", "main", "footer"} {
		if landmarks[name] != 1 {
			t.Errorf("%d <%s>", landmarks[name], name)
		}
	}
	if landmarks["script"]+landmarks["img"]+landmarks["iframe"] > 0 {
		t.Errorf("something foreign stands in the page: %v", landmarks)
	}
	if landmarks["article"] != 4 || landmarks["time"] != 4 {
		t.Errorf("%d articles, %d dates", landmarks["article"], landmarks["time"])
	}
}

func TestStyleAsksForNothing(t *testing.T) {
	for _, style := range []string{styleCSS, bookCSS} {
		for _, word := range []string{"url(", "@import", "http:", "https:"} {
			if strings.Contains(style, word) {
				t.Errorf("the style holds %q", word)
			}
		}
	}
}

func TestBook(t *testing.T) {
	checkBook(t, briefing())
	checkBook(t, Make(nil, options()))
}

// checkBook holds a book to the rules of EPUB 3.3 that a reading device relies on.
func checkBook(t *testing.T, b Briefing) {
	t.Helper()
	var out bytes.Buffer
	if err := b.EPUB(&out); err != nil {
		t.Fatal(err)
	}
	// OCF §4.3: "mimetype" at byte 30, its content at byte 38.
	if head := out.Bytes(); string(head[30:38]) != "mimetype" || string(head[38:58]) != epubType {
		t.Errorf("the archive begins with %q", head[:60])
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for i, file := range archive.File {
		if i == 0 && (file.Name != "mimetype" || file.Method != zip.Store || len(file.Extra) > 0) {
			t.Errorf("first file %q, method %d, extra %d bytes", file.Name, file.Method, len(file.Extra))
		}
		reader, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[file.Name], err = io.ReadAll(reader); err != nil {
			t.Fatalf("%s: %v", file.Name, err)
		}
		if name := path.Ext(file.Name); name == ".xhtml" || name == ".opf" || name == ".xml" {
			wellFormed(t, file.Name, files[file.Name])
		}
	}
	var box struct {
		Roots []struct {
			Path string `xml:"full-path,attr"`
		} `xml:"rootfiles>rootfile"`
	}
	if err := xml.Unmarshal(files["META-INF/container.xml"], &box); err != nil || len(box.Roots) != 1 {
		t.Fatalf("container: %v, %+v", err, box)
	}
	var book struct {
		Unique   string `xml:"unique-identifier,attr"`
		Metadata struct {
			Identifier struct {
				ID   string `xml:"id,attr"`
				Text string `xml:",chardata"`
			} `xml:"identifier"`
			Title    string `xml:"title"`
			Language string `xml:"language"`
			Meta     []struct {
				Property string `xml:"property,attr"`
				Text     string `xml:",chardata"`
			} `xml:"meta"`
		} `xml:"metadata"`
		Items []struct {
			ID         string `xml:"id,attr"`
			Href       string `xml:"href,attr"`
			Properties string `xml:"properties,attr"`
		} `xml:"manifest>item"`
		Spine []struct {
			ID string `xml:"idref,attr"`
		} `xml:"spine>itemref"`
	}
	if err := xml.Unmarshal(files[box.Roots[0].Path], &book); err != nil {
		t.Fatal(err)
	}
	if m := book.Metadata; m.Identifier.ID != book.Unique || !strings.HasPrefix(m.Identifier.Text, "urn:uuid:") || m.Title == "" ||
		m.Language == "" || len(m.Meta) != 1 || m.Meta[0].Property != "dcterms:modified" {
		t.Errorf("metadata %+v", m)
	}
	manifest, navigation := map[string]string{}, ""
	listed := []string{"mimetype", "META-INF/container.xml", box.Roots[0].Path}
	for _, item := range book.Items {
		name := path.Join(path.Dir(box.Roots[0].Path), item.Href)
		if files[name] == nil {
			t.Errorf("%q is not in the archive", name)
		}
		manifest[item.ID] = name
		listed = append(listed, name)
		if item.Properties == "nav" {
			navigation = name
		}
	}
	for name := range files {
		if !slices.Contains(listed, name) {
			t.Errorf("%q is not in the manifest", name)
		}
	}
	if len(book.Spine) == 0 || navigation == "" {
		t.Errorf("spine %v, navigation %q", book.Spine, navigation)
	}
	for _, item := range book.Spine {
		if manifest[item.ID] == "" {
			t.Errorf("spine names %q", item.ID)
		}
	}
	checkBookLinks(t, files)
}

func checkBookLinks(t *testing.T, files map[string][]byte) {
	t.Helper()
	for name, text := range files {
		if path.Ext(name) != ".xhtml" {
			continue
		}
		document, err := html.Parse(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for node := range document.Descendants() {
			for _, attribute := range node.Attr {
				if attribute.Key == "src" {
					t.Errorf("%s: <%s src=%q>", name, node.Data, attribute.Val)
				}
				link, err := url.Parse(attribute.Val)
				if attribute.Key != "href" || err != nil || link.IsAbs() {
					continue
				}
				target := files[path.Join(path.Dir(name), link.Path)]
				if target == nil || link.Fragment != "" && !bytes.Contains(target, []byte(`id="`+link.Fragment+`"`)) {
					t.Errorf("%s: link %q leads nowhere", name, attribute.Val)
				}
			}
		}
	}
}

func wellFormed(t *testing.T, name string, text []byte) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
			return
		}
	}
}

func TestMail(t *testing.T) {
	b := briefing()
	b.Title = "Führung: a briefing – with a title of more than seventy-eight characters, told twice"
	var out, plain, page bytes.Buffer
	for _, err := range []error{b.Mail(&out), b.Plain(&plain), b.HTML(&page)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, text := range bytes.Split(out.Bytes(), []byte("\n")) {
		if len(text) > 998 || len(text) > 0 && i < bytes.Count(out.Bytes(), []byte("\n")) && text[len(text)-1] != '\r' {
			t.Fatalf("line %d: %d bytes, ends in %q", i+1, len(text), text[max(0, len(text)-3):])
		}
	}
	message, err := mail.ReadMessage(&out)
	if err != nil {
		t.Fatal(err)
	}
	if message.Header.Get("X-Unsent") != "1" || message.Header.Get("MIME-Version") != "1.0" {
		t.Errorf("header %v", message.Header)
	}
	if date, err := message.Header.Date(); err != nil || !date.Equal(b.Made) {
		t.Errorf("date %v, %v", date, err)
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil || subject != b.Title+", "+b.Period() {
		t.Errorf("subject %q, %v", subject, err)
	}
	kind, with, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%q, %v", kind, err)
	}
	parts := multipart.NewReader(message.Body, with["boundary"])
	for _, want := range []struct{ kind, text string }{{"text/plain; charset=utf-8", plain.String()}, {"text/html; charset=utf-8", page.String()}} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.ReplaceAll(string(text), "\r\n", "\n"); part.Header.Get("Content-Type") != want.kind || got != want.text {
			t.Errorf("part %v differs from what the other form writes", part.Header)
		}
	}
	if _, err := parts.NextRawPart(); !errors.Is(err, io.EOF) {
		t.Errorf("a third part: %v", err)
	}
}

// TestSubject: whatever a briefing is called, its subject is read back as it was,
// and no line is longer than a mail program must take.
func TestSubject(t *testing.T) {
	for _, title := range []string{
		"Kinship care", "Führung", "– ", "=?utf-8?q?x?=", "two  blanks", strings.Repeat("x", 1500), strings.Repeat("wide ", 60) + "end",
		strings.Repeat("日本語", 40), "🎈 party " + strings.Repeat("👩‍👩‍👧", 30), strings.Repeat("word ", 12) + "ÿ",
	} {
		head := "Subject: " + headerText("Subject", title) + "\r\n\r\n"
		for line := range strings.SplitSeq(head, "\r\n") {
			if len(line) > longestLine {
				t.Errorf("%.20q…: a line of %d bytes", title, len(line))
			}
		}
		message, err := mail.ReadMessage(strings.NewReader(head))
		if err != nil {
			t.Errorf("%.20q…: %v", title, err)
			continue
		}
		if got, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil || got != title {
			t.Errorf("%.20q…: %q, %v", title, got, err)
		}
	}
}
