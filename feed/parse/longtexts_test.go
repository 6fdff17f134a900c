package parse

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// TestLongTextsComeBack: what stands aside while gofeed reads is in the stories
// afterwards, to the byte, whatever the feed looks like.
func TestLongTextsComeBack(t *testing.T) {
	long := strings.Repeat("<p>The ferry was late again &amp; the pier closed.</p>\n", 20)
	rss := func(item string) string {
		return `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:x="urn:x"><channel><title>Gazette</title>` +
			`<item><title>One</title><link>https://gazette.example/1</link>` + item + `</item><item><title>Two</title><link>https://gazette.example/2</link><description>Short.</description></item></channel></rss>`
	}
	atom := func(attribute, entry string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom"` + attribute + `><title>Gazette</title><entry><title>One</title><id>urn:1</id><link href="https://gazette.example/1"/>` + entry + `</entry></feed>`
	}
	section := func(text string) string { return "<![CDATA[" + text + "]]>" }
	for name, document := range map[string]string{
		"description":            rss("<description>" + section(long) + "</description>"),
		"both":                   rss("<description>" + section("Short.") + "</description><content:encoded>" + section(long) + "</content:encoded>"),
		"white space":            rss("<description>\n " + section("\n\n  "+long+" \t\n") + "\n</description>"),
		"two sections":           rss("<description>" + section(long) + section(long) + "</description>"),
		"a section in text":      rss("<description>So: " + section(long) + " &amp; on</description>"),
		"text behind a section":  rss("<description>" + section(long) + " and on</description>"),
		"a bracket":              rss("<description>" + section(long+"]]") + section(">") + "</description>"),
		"line ends":              rss("<description>" + section(strings.ReplaceAll(long, "\n", "\r\n")) + "</description>"),
		"a control character":    rss("<description>" + section(long+"\x0b") + "</description>"),
		"lower case":             rss("<description>" + strings.Replace(section(long), "CDATA", "cdata", 1) + "</description>"),
		"a namespace by default": strings.Replace(rss("<description>"+section(long)+"</description>"), "<item>", `<item xmlns="urn:other">`, 1),
		"another's content":      strings.Replace(rss("<content:encoded>"+section(long)+"</content:encoded>"), "purl.org/rss/1.0/modules/content/", "other.example/", 1),
		"no namespace":           strings.Replace(rss("<content:encoded>"+section(long)+"</content:encoded>"), "xmlns:content", "xmlns:other", 1),
		"within another":         rss("<media:group><description>" + section(long) + "</description></media:group><description>Short.</description>"),
		"within markup":          rss("<description><div>" + section(long) + "</div></description>"),
		"summary and content":    rss("<summary>" + section(long) + "</summary><content>" + section(long+"<p>More.</p>") + "</content>"),
		"twice":                  rss("<description>" + section(long) + "</description><description>" + section(long+"<p>More.</p>") + "</description>"),
		"escaped":                rss("<description>" + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(long) + "</description>"),
		"a comment in it":        rss("<description>" + section(long+"<!-- a < b -->"+long) + "</description>"),
		"a section of sections":  rss("<description>" + section("<![CDATA["+long) + "</description>"),
		"Atom, HTML":             atom("", `<content type="html">`+section(long)+`</content><summary>`+section(long)+`</summary>`),
		"Atom, text":             atom("", `<content type="text">`+section(long)+`</content>`),
		"Atom with a base":       atom(` xml:base="https://gazette.example/news/"`, `<content type="html">`+section(long+`<a href="pier">Pier</a>`)+`</content>`),
		"Atom with a base above": atom("", `<content type="html" xml:base="/pier/">`+section(long+`<a href="late">Late</a>`)+`</content>`),
		"Atom 0.3":               atom(` version="0.3"`, `<content mode="escaped" type="text/html">`+section(long)+`</content>`),
		"base64":                 atom("", `<content type="image/png">`+section(strings.Repeat("aGVsbG8g", 60))+`</content>`),
		"many":                   string(wordpressFeed(3 * batchBytes)),
	} {
		t.Run(name, func(t *testing.T) { sameWithout(t, []byte(document)) })
	}
	t.Run("corpus", func(t *testing.T) {
		needCorpus(t)
		for _, data := range corpusFeeds(t) {
			sameWithout(t, data)
		}
	})
}

// sameWithout compares a reading with one in which gofeed gets every text.
func sameWithout(t *testing.T, data []byte) {
	t.Helper()
	got, err := Parse(data, Options{Now: now, Base: "https://gazette.example/feed/"})
	want, wantErr := Parse(data, Options{Now: now, Base: "https://gazette.example/feed/", nothingAside: true})
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("error %v, without %v", err, wantErr)
	}
	if err == nil && !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v\nof %.400s", got, want, data)
	}
}

// TestLongTextsStandAside: they do not reach gofeed, and a feed cannot call for
// the text of another story.
func TestLongTextsStandAside(t *testing.T) {
	story := []byte("<item><title>One</title><content:encoded><![CDATA[\n" + strings.Repeat("<p>Late.</p>", 100) + "\n]]></content:encoded></item>")
	var (
		out  bytes.Buffer
		long longTexts
	)
	long.write(&out, story)
	if out.Len() > len(story)-1000 || len(long.texts) != 1 {
		t.Fatalf("%d of %d bytes are left: %s", out.Len(), len(story), out.Bytes())
	}
	for name, text := range long.texts {
		if got := bytes.ReplaceAll(out.Bytes(), []byte(name), text); !bytes.Equal(got, story) {
			t.Errorf("%s", got)
		}
		if got := long.back(" " + name + "\n"); got != " "+string(text)+"\n" {
			t.Errorf("back: %q", got)
		}
	}
	for _, forged := range []string{"0", long.sign, long.sign + "7", long.sign + "0 and more"} {
		if got := long.back(forged); got != forged {
			t.Errorf("%q became %q", forged, got)
		}
	}
	var entry bytes.Buffer
	var inAtom longTexts
	inAtom.write(&entry, []byte(`<entry><summary>Short.</summary><content type="html"><![CDATA[`+strings.Repeat("<p>Late.</p>", 100)+`]]></content></entry>`))
	if entry.Len() > 300 || len(inAtom.texts) != 1 {
		t.Errorf("%d bytes of an entry are left", entry.Len())
	}
	var other longTexts
	other.write(&out, story)
	if other.sign == long.sign {
		t.Error("two documents have one sign")
	}
}
