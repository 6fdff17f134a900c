package parse

import (
	"errors"
	"html"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title><item><title>A &amp;#27; B</title><link>/a</link><dc:date>2026-05-04</dc:date>` +
			`<description>&lt;p onclick="x"&gt;one&lt;script&gt;x&lt;/script&gt;</description></item><item/></channel></rss>`,
		`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/x/"><entry><title type="html">&lt;b&gt;x</title><link href="y"/><id>tag:a</id><updated>24:00 4 Mai 26</updated>` +
			`<category term="t" label="L"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>z</p></div></content></entry></feed>`,
		`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"title":"\u001b]0;x","content_html":"<p>&#x9d;","tags":"a,b","authors":[{"name":"n"}]}`,
		`<channel><item href="http://a.example/"><item>`,
		"<rss><channel><item><title>\xff\xfe</title><link>http://a.example/",
		`<rss><channel><item><title>A</title><description><![CDATA[ ` + strings.Repeat("<p>late</p>", 30) + ` ]]></description></item></channel></rss>`,
		"<!DOCTYPE html><html><head><link rel=alternate type=application/rss+xml href=/feed></head>",
	} {
		f.Add([]byte(seed), "application/xml; charset=iso-8859-1")
		f.Add([]byte(seed), "")
	}
	f.Fuzz(func(t *testing.T, data []byte, contentType string) {
		d, err := Parse(data, Options{Base: "https://news.example/feed/", ContentType: contentType, Now: now})
		if err != nil {
			var fault *Fault
			if !errors.As(err, &fault) || fault.Sentence == "" || forbidden.MatchString(err.Error()) {
				t.Fatalf("error %q", err)
			}
			return
		}
		plain, err := Parse(data, Options{Base: "https://news.example/feed/", ContentType: contentType, Now: now, nothingAside: true})
		if err != nil || !reflect.DeepEqual(d, plain) {
			t.Fatalf("with long texts aside %+v, without %+v, %v", d, plain, err)
		}
		for _, s := range stringsOf(d) {
			if !utf8.ValidString(s) || forbidden.MatchString(s) {
				t.Fatalf("%q", s)
			}
		}
		for _, s := range d.Stories {
			if forbidden.MatchString(html.UnescapeString(s.Body)) {
				t.Fatalf("body %q", s.Body)
			}
			if len(s.Title) > maxTitle || len(s.Body) > maxBody+1024 || !s.Published.IsZero() && s.Published.Location() != time.UTC {
				t.Fatalf("%+v", s)
			}
		}
	})
}
