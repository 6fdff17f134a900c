package discover

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	const at = "https://gazette.example/children/"
	rss, atom, json := "application/rss+xml", "application/atom+xml", "application/feed+json"
	for _, c := range []struct {
		name, page string
		header     http.Header
		want       Page
	}{
		{"WordPress front page", `<!DOCTYPE html><html><head><title>  The Gazette &#8211;
			News </title>
			<link rel="alternate" type="application/rss+xml" title="The Gazette &raquo; Feed" href="https://gazette.example/feed/" />
			<link rel="alternate" type="application/rss+xml" title="The Gazette &raquo; Comments Feed" href="https://gazette.example/comments/feed/" />
			<link rel="alternate" type="application/rss+xml" title="The Gazette &raquo; comment Category Feed" href="/category/comment/feed/" />
			<link rel='https://api.w.org/' href='https://gazette.example/wp-json/' />
			<link rel="alternate" title="JSON" type="application/json" href="https://gazette.example/wp-json/wp/v2/categories/6" />
			<link rel="canonical" href="/children/" /></head><body>…`, nil,
			Page{Title: "The Gazette – News", Canonical: at, REST: "https://gazette.example/wp-json/", Feeds: []Candidate{
				{"https://gazette.example/feed/", "The Gazette » Feed", rss},
				{"https://gazette.example/category/comment/feed/", "The Gazette » comment Category Feed", rss},
			}}},
		{"base, kinds, repeats", `<base href="/b/"><base href="/c/"><svg><title>icon</title></svg><title>T</title>
			<LINK REL="nofollow ALTERNATE" TYPE="Application/Atom+XML; charset=utf-8" HREF=a.atom>
			<link rel=alternate type=application/rss+xml href="a.atom"><link rel=alternate type=application/feed+json href=//cdn.example/f.json#x>
			<link rel=alternate type=application/json href=/feed.json><link rel=alternate type=text/html href=/x><link rel=stylesheet type=application/rss+xml href=/no>
			<script>document.write('<link rel=alternate type=application/rss+xml href=/script>')</script>
			<!-- <link rel=alternate type=application/rss+xml href=/comment> -->`, nil,
			Page{Title: "T", Feeds: []Candidate{
				{"https://gazette.example/b/a.atom", "", atom}, {"https://cdn.example/f.json", "", json}, {"https://gazette.example/feed.json", "", "application/json"},
			}}},
		{"bad links", `<link rel=alternate type=application/rss+xml href="javascript:alert(1)"><link rel=alternate type=application/rss+xml href="file:///etc/passwd">
			<link rel=alternate type=application/rss+xml><link rel=alternate type=application/rss+xml href="http://[bad"><link rel=alternate type=application/rss+xml href="https://u:p@gazette.example/f">
			<link rel=alternate type=application/rss+xml href="feed://gazette.example/f2">`, nil,
			Page{Feeds: []Candidate{{"https://gazette.example/f", "", rss}, {"http://gazette.example/f2", "", rss}}}},
		{"comment feeds", `<link rel=alternate type=application/rss+xml title="On kinship Comments Feed" href=/on-kinship/feed/>
			<link rel=alternate type=application/rss+xml href="/?feed=comments-rss2"><link rel=alternate type=application/atom+xml href=/feeds/123/comments/default>
			<link rel=alternate type=application/rss+xml href=/category/comments/feed/>`, nil,
			Page{Feeds: []Candidate{{"https://gazette.example/category/comments/feed/", "", rss}}}},
		{"Link headers", `<p>`, http.Header{"Link": {`<https://gazette.example/?rest_route=/>; rel="https://api.w.org/", </feed/>; type="application/rss+xml"; title="a, \"b\""; rel=alternate`, `broken`, `<x`}},
			Page{REST: "https://gazette.example/?rest_route=/", Feeds: []Candidate{{"https://gazette.example/feed/", `a, "b"`, rss}}}},
		{"another charset", "<title>caf\xe9</title>", http.Header{"Content-Type": {"text/html; charset=iso-8859-1"}}, Page{Title: "café"}},
		{"in the body", `<html><body><p><link rel="alternate" type="application/rss+xml" href="/late">`, nil, Page{Feeds: []Candidate{{"https://gazette.example/late", "", rss}}}},
		{"nothing", ``, nil, Page{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Read([]byte(c.page), at, c.header)); diff != "" {
				t.Error(diff)
			}
		})
	}
	var page strings.Builder
	for i := range 500 {
		fmt.Fprintf(&page, `<link rel=alternate type=application/rss+xml href="/f?%d">`, i)
	}
	if n := len(Read([]byte(page.String()), at, nil).Feeds); n != maxCandidates {
		t.Errorf("%d candidates, want %d", n, maxCandidates)
	}
	deep := strings.Repeat("<div>", 1<<18) + `<link rel=alternate type=application/rss+xml href=/deep>`
	if got := Read([]byte(deep), at, nil).Feeds; len(got) != 1 {
		t.Errorf("a page of many levels: %v", got)
	}
}

func TestAddress(t *testing.T) {
	for typed, want := range map[string]string{
		" gazette.example/feed ": "https://gazette.example/feed", "gazette.example:8080/feed": "https://gazette.example:8080/feed",
		"http://gazette.example": "http://gazette.example", "HTTPS://Gazette.example/A": "https://Gazette.example/A",
		"feed://gazette.example/feed": "http://gazette.example/feed", "feed:https://gazette.example/feed": "https://gazette.example/feed",
		"feed://https://gazette.example/feed": "https://gazette.example/feed", "feeds://gazette.example/f": "https://gazette.example/f",
		"FEED:http://gazette.example/f": "http://gazette.example/f", "rss://gazette.example/f": "http://gazette.example/f",
		"//gazette.example/f": "https://gazette.example/f", "https://me:pw@gazette.example/f#top": "https://gazette.example/f",
		"localhost:8080": "https://localhost:8080", "http://[::1]:8080/f": "http://[::1]:8080/f", "192.168.1.4/feed?x=1": "https://192.168.1.4/feed?x=1",
	} {
		if got, err := Address(typed); got != want || err != nil {
			t.Errorf("%q: %q, %v; want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "   ", "javascript:alert(1)", "file:///etc/passwd", "ftp://x/", "feed:ftp://x/", "http://", "mailto:a@b.example", "two words", "-oProxy=x", "http://%zz/"} {
		if got, err := Address(typed); err == nil {
			t.Errorf("%q: %q, want an error", typed, got)
		}
	}
}

func TestWellKnown(t *testing.T) {
	got := WellKnown("https://gazette.example/children/?page=2")
	want := []string{"https://gazette.example/children/feed/", "https://gazette.example/feed/", "https://gazette.example/rss"}
	if diff := cmp.Diff(want, got[:3]); diff != "" || len(got) > 10 {
		t.Error(diff, got)
	}
	if got := WellKnown("https://gazette.example"); got[0] != "https://gazette.example/feed/" {
		t.Errorf("of a front page: %v", got)
	}
	if got := WellKnown("nonsense"); got != nil {
		t.Errorf("of nonsense: %v", got)
	}
	roots := RESTRoots(Page{REST: "https://gazette.example/wp-json/"}, "https://gazette.example/x")
	if diff := cmp.Diff([]string{"https://gazette.example/wp-json/", "https://gazette.example/?rest_route=/"}, roots); diff != "" {
		t.Error(diff)
	}
}

func TestKindOf(t *testing.T) {
	story := strings.Repeat("<p>The council has agreed a plan for children's homes, and carers were heard.</p>", 100)
	for _, c := range []struct {
		name, body string
		header     http.Header
		want       Kind
	}{
		{"rss", `<?xml version="1.0"?><!-- <html> --><rss version="2.0">`, nil, FeedXML},
		{"rss said to be html", "\ufeff\n <RSS>", http.Header{"Content-Type": {"text/html"}}, FeedXML},
		{"rss after a warning", "Notice: undefined index <b>x</b>\n<?xml version='1.0'?><rss version='2.0'>", nil, FeedXML},
		{"rdf", `<?xml version="1.0"?><!DOCTYPE rdf [<!ENTITY % x SYSTEM "y">]><rdf:RDF xmlns:rdf="…">`, nil, FeedXML},
		{"atom with a prefix", `<a:feed xmlns:a="http://www.w3.org/2005/Atom">`, nil, FeedXML},
		{"atom in UTF-16", "\xff\xfe<\x00f\x00e\x00e\x00d\x00>\x00", nil, FeedXML},
		{"feed that speaks of walls", `<rss><title>Just a moment...</title>window._cf_chl_opt`, nil, FeedXML},
		{"json feed", `{ "version" : "https:\/\/jsonfeed.org\/version\/1.1", "items": []}`, nil, FeedJSON},
		{"json", `{"code":"rest_no_route"}`, nil, JSON},
		{"opml", `<?xml version="1.0"?><opml version="2.0">`, nil, XML},
		{"empty", " \n\t", http.Header{"Content-Type": {"text/html"}}, Empty},
		{"text", "hello", nil, Other},
		{"page", `<!DOCTYPE html><title>Wi-Fi for children's homes</title>` + story, nil, WebPage},
		{"page with a log-in in its header", `<html><title>The Gazette</title><form><input type="password" name=p></form>` + story, nil, WebPage},
		{"page with a maker's ordinary script", `<html><title>The Gazette</title><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><p>x`, nil, WebPage},
		{"guest network", `<!doctype html><html><head><title>WiFi login</title></head><body>pay</body></html>`, nil, Login},
		{"log-in page", `<html><head><title>The Gazette</title></head><form><input name=u><INPUT class=a TYPE='password'></form>`, nil, Login},
		{"sent on to a portal", `<HTML><META HTTP-EQUIV="refresh" CONTENT="0; url=http://192.0.2.1/portal?x"></HTML>`, nil, Login},
		{"Cloudflare's header", `<p>`, http.Header{"Cf-Mitigated": {"challenge"}}, Challenge},
		{"Cloudflare's page", `<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to continue</noscript><script>(function(){window._cf_chl_opt={cvId:'3'}`, nil, Challenge},
		{"Cloudflare's block", `<!DOCTYPE html><title>Attention Required! | Cloudflare</title>`, nil, Challenge},
		{"Sucuri", `<html><title>You are being redirected...</title><script>sucuri_cloudproxy_js='';`, nil, Challenge},
		{"Imperva", `<html><iframe src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=1">`, nil, Challenge},
		{"Anubis", `<!doctype html><html><head><title>Making sure you&#39;re not a bot!</title>`, nil, Challenge},
		{"Access Denied", `<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY>You don't have permission. Reference #18.2d</BODY></HTML>`, nil, Challenge},
		{"story about walls", `<html><title>Access denied</title>` + story, nil, WebPage},
	} {
		if got := KindOf([]byte(c.body), c.header); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestCorpus: real feeds are seen as feeds and real pages as pages.
func TestCorpus(t *testing.T) {
	const corpus = "../../../shared/corpus"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("SKIPPED: ../shared/corpus is not beside the project: real feeds and pages are not tried")
	}
	feeds, _ := filepath.Glob(corpus + "/expected/feeds/*.json")
	checked, missed := 0, 0
	for _, expected := range feeds {
		text, _ := os.ReadFile(expected)
		if !strings.Contains(string(text), `"outcome": "ok"`) {
			continue
		}
		body, err := os.ReadFile(corpus + "/feeds/" + strings.TrimSuffix(filepath.Base(expected), ".json"))
		if err != nil {
			continue
		}
		checked++
		if got := KindOf(body, nil); got != FeedXML && got != FeedJSON {
			missed++
			t.Logf("%s: %q", filepath.Base(expected), got)
		}
	}
	if missed*100 > checked { // one is an Atom feed inside an HTML body
		t.Errorf("%d of %d feeds are not seen as feeds", missed, checked)
	}
	pages, _ := filepath.Glob(corpus + "/pages/*/source.html")
	for _, name := range pages {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := KindOf(body, http.Header{"Content-Type": {"text/html"}}); got != WebPage {
			t.Errorf("%s: %q, want %q", name, got, WebPage)
		}
		Read(body, "https://gazette.example/", nil)
	}
	t.Logf("%d feeds, %d pages", checked, len(pages))
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`<base href=x><link rel=alternate type=application/rss+xml href=y>`), `<x>; rel="a"; title="\"`)
	f.Add([]byte(`<!DOCTYPE html><title>Just a moment...</title>`), `a,b;c=`)
	f.Fuzz(func(t *testing.T, body []byte, link string) {
		h := http.Header{"Link": {link}}
		KindOf(body, h)
		page := Read(body, "https://gazette.example/a/b", h)
		for _, c := range page.Feeds {
			if !strings.HasPrefix(c.URL, "http://") && !strings.HasPrefix(c.URL, "https://") {
				t.Errorf("candidate %q", c.URL)
			}
		}
	})
}

func BenchmarkKindOf(b *testing.B) {
	page := []byte(`<!DOCTYPE html><title>The Gazette</title>` + strings.Repeat("<p>The council has agreed a plan for children's homes.</p>", 2000))
	rss := []byte(`<?xml version="1.0"?><rss version="2.0">` + strings.Repeat("<item><title>x</title></item>", 10000))
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			KindOf(page, nil)
		}
	})
	b.Run("feed", func(b *testing.B) {
		for b.Loop() {
			KindOf(rss, nil)
		}
	})
}
