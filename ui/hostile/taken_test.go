package hostile

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"

	"standfirst/ui/terminal"
)

// What is taken out of the program goes into other programs: a spreadsheet, a
// browser, a mail program, a wiki, a shell. Here each form is read by a parser of
// its own kind, and a stranger's words must have stayed words.

// intrusions are texts that mean something to one of those programs.
var intrusions = []string{
	"a\ttab", "a\nline", "a\r\nBcc: intruder@evil.example", "a\r\n\r\n<script>alert(1)</script>", "=cmd|'/c calc'!A1", "+1", "-1+1", "@SUM(A1)",
	"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "<!--", "--><b>", "]]>", "</title><script>x</script>", "</style><script>x</script>", "{{.Secret}}", "{% raw %}", "<?php x ?>", "&lt;script&gt;",
	"[click](javascript:alert(1))", "![](https://tracker.example/pixel.png)", "<https://auto.example/>", "<javascript:alert(1)>", "[a]: javascript:alert(1)", "`", "```", "~~~", "---", "--- \ntitle: x", "...", "# heading", "> quote", "| a | b |", "\\", "*", "_", "1. list",
	"../../../../etc/passwd", "/etc/passwd", "..", ".", "~", "~/.ssh/authorized_keys", "C:\\windows", "con", "nul.txt", "-rf", "--help", "$(touch SPOILED)", "`touch SPOILED`", "; touch SPOILED", "| touch SPOILED", "a\x00b", "%s%n%d", "%0d%0aSet-Cookie:x", "\u202egnp.exe",
	"title: x\nlink: \"javascript:alert(1)\"", "key: &anchor *alias !!python/object", "=?utf-8?q?=0D=0ABcc:_x?=", "boundary\r\n--boundary", "From nobody Thu Jan  1", ".\r\nQUIT", "\u2028\u2029", "\u0085next", "x\u00adx", "\U000E0041\U000E0042", "h\ufe0f\ufe0e\U000E0100\U000E0101",
}

// taken is a home on a paper all of whose parts are intrusions.
func taken(t *testing.T) terminal.Home {
	t.Helper()
	type object = map[string]any
	var items []object
	for n, bad := range intrusions {
		items = append(items, object{
			"id": fmt.Sprint(n, bad), "title": fmt.Sprintf("%s n%d", bad, n), "summary": bad + " summary", "url": fmt.Sprintf("https://paper.example/%d?%s", n, url.QueryEscape(bad)),
			"content_html": "<p>words " + html.EscapeString(bad) + "</p><pre>" + html.EscapeString(bad) + "</pre><h2>" + html.EscapeString(bad) + "</h2><blockquote>" + html.EscapeString(bad) + "</blockquote>" +
				`<a href="https://paper.example/x" title="` + html.EscapeString(bad) + `">` + html.EscapeString(bad) + `</a><img src="https://paper.example/p.png" alt="` + html.EscapeString(bad) + `"><figure><figcaption>` + html.EscapeString(bad) + "</figcaption></figure>",
			"authors": []object{{"name": bad}}, "tags": []string{bad, "tag " + bad}, "date_published": "2026-11-20T10:00:00Z", "image": bad, "language": bad,
		})
	}
	data, err := json.Marshal(object{"version": "https://jsonfeed.org/version/1.1", "title": strings.Join(intrusions[:8], " "), "items": items})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t)
	s.serve("hostile", answer{body: string(data), headers: map[string]string{"Content-Type": "application/feed+json"}})
	h := newHome(t)
	s.paper(t, h, "", "hostile")
	refresh(t, h, mostTime)
	if r := h.Run(t, "mark", "saved", "--all"); r.Code != 0 {
		t.Fatalf("mark: %s", r.Err)
	}
	if r := h.Run(t, "follow", `tag:"tag {{.Secret}}"`); r.Code != 0 {
		t.Fatalf("follow: %s", r.Err)
	}
	return h
}

// TestTakenOut reads everything that is written for other programs.
func TestTakenOut(t *testing.T) {
	t.Parallel()
	h := taken(t)
	out := func(args ...string) string {
		t.Helper()
		r := h.Run(t, args...)
		if r.Code != 0 {
			t.Fatalf("%v: exit %d: %s", args, r.Code, r.Err)
		}
		return r.Out
	}
	stories := h.List(t, "pub:hostile")
	if len(stories) != len(intrusions) {
		t.Errorf("%d stories of %d", len(stories), len(intrusions))
	}

	t.Run("tables", func(t *testing.T) {
		for _, command := range [][]string{{"list", "--tsv", "--limit", "0"}, {"tags", "--tsv"}, {"publications", "--tsv"}, {"search", "words", "--tsv"}} {
			lines := strings.Split(strings.TrimSuffix(out(command...), "\n"), "\n")
			for _, line := range lines {
				if strings.Count(line, "\t") != strings.Count(lines[0], "\t") {
					t.Errorf("%v: a row of another length: %q", command, line)
				}
			}
			if command[0] == "list" && len(lines) < len(intrusions)+3 || strings.ContainsAny(strings.Join(lines, ""), "\r\v\f\x00") {
				t.Errorf("%v: %d lines", command, len(lines))
			}
		}
	})
	t.Run("JSON", func(t *testing.T) {
		for _, command := range [][]string{{"list", "--json"}, {"digest", "--since", "all", "--format", "json"}, {"tags", "--json"}, {"export", "choices"}} {
			if text := out(command...); !json.Valid([]byte(text)) {
				t.Errorf("%v: no JSON: %.200q", command, text)
			}
		}
		for line := range strings.Lines(out("export", "marks")) {
			if !json.Valid([]byte(line)) {
				t.Errorf("no JSON: %.200q", line)
			}
		}
	})
	t.Run("mail", func(t *testing.T) {
		for n, title := range append([]string{"Briefing"}, intrusions...) {
			if !long && n%4 != 0 && !strings.Contains(title, "\n") && !strings.HasPrefix(title, "=?") {
				continue
			}
			r := h.Run(t, "digest", "--since", "all", "--format", "eml", "--title="+strings.ReplaceAll(title, "\x00", ""))
			if r.Code != 0 {
				continue // refused
			}
			judgeMail(t, r.Out)
		}
	})
	t.Run("pages", func(t *testing.T) {
		judgePage(t, "digest", out("digest", "--since", "all", "--full", "--format", "html"))
		for _, s := range stories {
			judgePage(t, s.Title, out("show", fmt.Sprint(s.ID), "--html"))
		}
	})
	t.Run("Markdown", func(t *testing.T) {
		judgeMarkdown(t, "digest", out("digest", "--since", "all", "--full", "--format", "markdown"))
		for _, s := range stories {
			body := judgeFront(t, s.Title, out("show", fmt.Sprint(s.ID), "--markdown"))
			judgeMarkdown(t, s.Title, body)
		}
	})
	t.Run("book", func(t *testing.T) {
		out("digest", "--since", "all", "--full", "--format", "epub", "--out", "book.epub")
		judgeBook(t, filepath.Join(h.Dir, "book.epub"))
	})
	t.Run("lists of feeds", func(t *testing.T) {
		decoder := xml.NewDecoder(strings.NewReader(out("export", "opml")))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if start, ok := token.(xml.StartElement); ok && !slices.Contains([]string{"opml", "head", "title", "body", "outline", "dateCreated", "docs"}, start.Name.Local) {
				t.Errorf("an element %s", start.Name.Local)
			}
		}
	})
	t.Run("citations", func(t *testing.T) {
		for line := range strings.Lines(out("cite", "pub:hostile")) {
			if strings.ContainsAny(line, "\t\r\v\f") {
				t.Errorf("%q", line)
			}
		}
		judgeMarkdown(t, "citations", out("cite", "pub:hostile", "--markdown"))
	})
	t.Run("files", func(t *testing.T) {
		see := screen(t, h).filter("pub:hostile").keys("g")
		for range len(intrusions) {
			see.keys("w", "j")
		}
		see.keys("W", "esc")
		see.leave()
		count := 0
		plainName := regexp.MustCompile(`^[\pL\pN][\pL\pN\pM-]*( \d+)?\.md$`)
		err := filepath.WalkDir(h.Dir, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			if strings.Contains(entry.Name(), "SPOILED") || strings.Contains(entry.Name(), "passwd") && !strings.HasSuffix(entry.Name(), ".md") {
				t.Errorf("a file %s", path)
			}
			if filepath.Ext(path) != ".md" {
				return nil
			}
			count++
			if !plainName.MatchString(entry.Name()) || len(entry.Name()) > 120 {
				t.Errorf("a file is called %q", entry.Name())
			}
			page, err := os.ReadFile(path)
			body := string(page)
			if strings.HasPrefix(body, "---\n") { // a story, not a briefing
				body = judgeFront(t, entry.Name(), body)
			}
			judgeMarkdown(t, entry.Name(), body)
			return err
		})
		if err != nil || count < len(intrusions) {
			t.Errorf("%d files for %d stories: %v", count, len(intrusions), err)
		}
	})
	log, _ := os.ReadFile(filepath.Join(h.Dir, "state", "standfirst", "standfirst.log")) // none: nothing was logged
	if i := bytes.IndexFunc(log, func(r rune) bool { return r < 0x20 && r != '\n' }); i >= 0 {
		t.Errorf("the log holds %q", log[max(0, i-40):i+1])
	}
}

// judgeFront judges the front matter of a page, a fact a line, each a JSON value,
// and returns what stands below it.
func judgeFront(t *testing.T, what, page string) (body string) {
	t.Helper()
	front, body, ok := strings.Cut(strings.TrimPrefix(page, "---\n"), "\n---\n")
	if !ok || !strings.HasPrefix(page, "---\n") {
		t.Errorf("%s: no front matter: %.300q", what, page)
	}
	facts := []string{"title", "standfirst", "byline", "publication", "date", "sections", "tags", "link"}
	lines := strings.Split(front, "\n")
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		if !slices.Contains(facts, name) || !json.Valid([]byte(value)) {
			t.Errorf("%s: front matter: %q", what, line)
		}
	}
	if len(lines) > len(facts) {
		t.Errorf("%s: front matter of %d lines", what, len(lines))
	}
	return body
}

// judgeMail: a message with the header of the program and nobody else's.
func judgeMail(t *testing.T, text string) {
	t.Helper()
	message, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v: %.300q", err, text)
	}
	for name, values := range message.Header {
		if !slices.Contains([]string{"Subject", "Date", "X-Unsent", "Mime-Version", "Content-Type"}, name) || len(values) != 1 {
			t.Errorf("a header %s: %q", name, values)
		}
		word, err := new(mime.WordDecoder).DecodeHeader(values[0])
		if err != nil || strings.ContainsAny(word, "\r\n\x00") {
			t.Errorf("%s: %q (%v)", name, word, err)
		}
	}
	for line := range strings.Lines(text) {
		if len(line) > 1000 { // RFC 5322 §2.1.1
			t.Errorf("a line of %d bytes: %.60q", len(line), line)
		}
	}
}

// judgePage: nothing runs, nothing is fetched unasked, links lead to the web.
// A page of a book may lead to its other pages.
func judgePage(t *testing.T, what, page string) {
	t.Helper()
	inBook := strings.HasSuffix(what, ".xhtml")
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode && strings.Contains(n.Data, "b>") {
			t.Errorf("%s: a comment %q", what, n.Data)
		}
		if n.Type != html.ElementNode || n.Data == "link" && attribute(n, "href") == "data:," { // an icon of nothing, so that none is asked for
			continue
		}
		if slices.Contains([]string{"script", "iframe", "object", "embed", "base", "form", "input", "svg", "math", "link", "template", "noscript", "audio", "video"}, n.Data) {
			t.Errorf("%s: <%s>", what, n.Data)
		}
		for _, a := range n.Attr {
			switch key := strings.ToLower(a.Key); {
			case strings.HasPrefix(key, "on"), key == "srcdoc", key == "formaction", key == "ping", key == "style" && strings.Contains(a.Val, "url("):
				t.Errorf("%s: <%s %s=%q>", what, n.Data, key, a.Val)
			case key == "href" && !strings.HasPrefix(a.Val, "#") || key == "src":
				if u, err := url.Parse(a.Val); err != nil || inBook && u.Scheme == "" && u.Host == "" && filepath.IsLocal(u.Path) {
					continue
				} else if !slices.Contains([]string{"http", "https", "mailto"}, u.Scheme) {
					t.Errorf("%s: <%s %s=%q>", what, n.Data, key, a.Val)
				}
			case key == "http-equiv" && strings.EqualFold(a.Val, "refresh"):
				t.Errorf("%s: it goes elsewhere by itself", what)
			}
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// judgeMarkdown: no HTML, no picture nobody sees, links to the web alone.
func judgeMarkdown(t *testing.T, what, page string) {
	t.Helper()
	source := []byte(page)
	doc := goldmark.DefaultParser().Parse(text.NewReader(source))
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		lead := ""
		switch n := n.(type) {
		case *ast.RawHTML:
			t.Errorf("%s: HTML %q", what, n.Segments.Value(source))
		case *ast.HTMLBlock:
			t.Errorf("%s: HTML %q", what, n.Lines().Value(source))
		case *ast.Link:
			lead = string(n.Destination)
		case *ast.AutoLink:
			lead = string(n.URL(source))
		case *ast.Image:
			if lead = string(n.Destination); !strings.HasPrefix(lead, "https://paper.example/") {
				t.Errorf("%s: a picture from %q", what, lead)
			}
		}
		if lead != "" && !strings.HasPrefix(lead, "#") {
			if u, err := url.Parse(lead); err != nil || !slices.Contains([]string{"http", "https", "mailto"}, u.Scheme) || strings.Contains(u.Host, "auto.example") || strings.Contains(u.Host, "tracker.example") {
				t.Errorf("%s: a link to %q", what, lead)
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// judgeBook: entries stay in their folder, pages are well formed and still.
func judgeBook(t *testing.T, path string) {
	t.Helper()
	book, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for _, file := range book.File {
		if !filepath.IsLocal(file.Name) || strings.ContainsAny(file.Name, "\\:*?\"<>| ") {
			t.Errorf("an entry %q", file.Name)
		}
		entry, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(entry)
		if err != nil {
			t.Fatal(err)
		}
		switch filepath.Ext(file.Name) {
		case ".xhtml":
			judgePage(t, file.Name, string(bytes.ReplaceAll(data, []byte(`<link rel="stylesheet"`), []byte(`<x rel="stylesheet"`))))
			fallthrough
		case ".opf", ".ncx", ".xml":
			for decoder := xml.NewDecoder(bytes.NewReader(data)); ; {
				if _, err := decoder.Token(); err != nil {
					if !errors.Is(err, io.EOF) {
						t.Errorf("%s: %v", file.Name, err)
					}
					break
				}
			}
		}
	}
}
