package hostile

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestBombs: what is small on the wire and vast unpacked, or vast on the wire.
// Each is refused or read within its bounds, with a sentence.
func TestBombs(t *testing.T) {
	t.Parallel()
	const endless = 1 << 30
	flood := func(text string) func(io.Writer) {
		return func(w io.Writer) {
			_, _ = io.WriteString(w, rss()[:len(rss())-len("</channel></rss>")])
			times(w, text, endless/len(text))
		}
	}
	for name, c := range map[string]struct {
		answer answer
		says   string // a word of the sentence; empty: it may be read
	}{
		"spaces":  {answer{gzip: true, write: flood("    "), headers: map[string]string{}}, "limit"},
		"stories": {answer{gzip: true, write: flood("<item><title>t</title></item>"), headers: map[string]string{}}, "limit"},
		"elements": {answer{gzip: true, headers: map[string]string{}, write: func(w io.Writer) {
			_, _ = io.WriteString(w, rssHead+"<item>")
			times(w, `<b xmlns="urn:b">`, 1_500_000)
		}}, "nested"},
		"arrays":     {answer{headers: map[string]string{"Content-Type": "application/feed+json"}, body: `{"version":"https://jsonfeed.org/version/1.1","items":` + strings.Repeat("[", 2_000_000)}, "nested"},
		"attributes": {answer{body: rss("<item " + strings.Repeat(`a="b" `, 500_000) + "><title>t</title></item>")}, "attributes"},
		"headline": {answer{gzip: true, headers: map[string]string{}, write: func(w io.Writer) {
			_, _ = io.WriteString(w, rssHead+"<item><title>SEEN ")
			times(w, "word ", 800_000)
			_, _ = io.WriteString(w, "</title><guid>1</guid></item></channel></rss>")
		}}, ""},
		"body": {answer{gzip: true, headers: map[string]string{}, write: func(w io.Writer) {
			_, _ = io.WriteString(w, rssHead+"<item><title>SEEN</title><guid>1</guid><description>")
			times(w, "word ", 4_000_000)
			_, _ = io.WriteString(w, "</description></item></channel></rss>")
		}}, ""},
		"many": {answer{gzip: true, headers: map[string]string{}, write: func(w io.Writer) {
			_, _ = io.WriteString(w, rssHead+item(0, "SEEN first", ""))
			for n := range 120_000 {
				if _, err := fmt.Fprintf(w, "<item><title>Story number %d</title><guid>g%d</guid><description>words</description></item>", n, n); err != nil {
					return
				}
			}
			_, _ = io.WriteString(w, "</channel></rss>")
		}}, ""},
		"categories": {answer{body: rss(item(1, "SEEN", strings.Repeat("<category>c</category>", 50_000)+strings.Repeat("<dc:creator>a</dc:creator>", 50_000)+strings.Repeat(`<media:content url="http://x.example/"/>`, 20_000)))}, ""},
		"laughs": {answer{body: `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "` + strings.Repeat("&a;", 50) + `"><!ENTITY c "` + strings.Repeat("&b;", 50) + `"><!ENTITY d "` + strings.Repeat("&c;", 50) + `"><!ENTITY e "` + strings.Repeat("&d;", 50) + `">]>` +
			strings.Replace(rss(item(1, "SEEN &e;", "<description>&e;&e;</description>")), `<?xml version="1.0" encoding="UTF-8"?>`, "", 1)}, ""},
		"outside": {answer{body: `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "ROOT/leak"><!ENTITY % z SYSTEM "ROOT/leak"> %z;]>` +
			strings.Replace(rss(item(1, "SEEN &x;&y;", "<description>&x;&y;</description>")), `<?xml version="1.0" encoding="UTF-8"?>`, "", 1)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.serve("hostile", c.answer)
			s.serve("leak", answer{body: "leaked"})
			h := newHome(t)
			s.paper(t, h, "", "hostile")
			r := refresh(t, h, 25*time.Second)
			if c.says != "" && (r.Code != 1 || !strings.Contains(r.Out+r.Err, c.says)) {
				t.Errorf("exit %d, nothing is said of %q:\n%s%s", r.Code, c.says, r.Out, r.Err)
			}
			see := screen(t, h).filter("pub:hostile").keys("enter", "G").list().filter("pub:healthy")
			if c.says == "" && r.Code == 0 && !see.shown("SEEN") {
				t.Errorf("the story was never shown:\n%s", see.seen.String())
			}
			if !see.shown(neighbour + " 2") {
				t.Error("the neighbour was lost")
			}
			if see.shown("root:") || see.shown("leaked") || s.count("leak") > 0 {
				t.Error("a file or an address named by an entity was read")
			}
			see.leave()
		})
	}
}

// TestMarkup: articles whose markup is made to cost: each is opened and read.
func TestMarkup(t *testing.T) {
	t.Parallel()
	nest := func(tag string, n int) string { return strings.Repeat("<"+tag+">", n) }
	articles := map[string]string{
		"quotes": nest("blockquote", 300), "lists": nest("ul><li", 200), "numbers": nest("ol><li", 200), "divisions": nest("div", 120_000), "bold": nest("b", 50_000), "tables": nest("table><tr><td", 300),
		"definitions": nest("dl><dt>x<dd", 300), "figures": nest("figure><figcaption", 300), "links": strings.Repeat(`<a href="https://x.example/"><p>`, 8000), "language": `<pre><code class="language-` + strings.Repeat("a", 40_000) + `">x</code></pre>`,
		"signs": strings.Repeat("*_[`", 100_000), "brackets": strings.Repeat("[a](", 50_000), "ticks": strings.Repeat("`", 100_000) + "x", "stars": strings.Repeat("*a_ ", 50_000), "code": "<pre><code class='language-go'>" + strings.Repeat("func f() { return }\n", 20_000) + "</code></pre>",
		"address": `<a href="https://x.example/` + strings.Repeat("y", 1<<20) + `">z</a>`, "word": strings.Repeat("x", 1<<20), "cells": "<table>" + strings.Repeat("<tr>"+strings.Repeat("<td>c</td>", 60)+"</tr>", 2000) + "</table>",
		"columns": "<table><tr>" + strings.Repeat("<td>c", 20_000) + "</table>", "entities": strings.Repeat("&amp;#27;&lt;&zwj;&#x200d;", 20_000), "comments": strings.Repeat("<!-- x -->", 100_000), "pictures": strings.Repeat(`<img src="https://x.example/p.png" alt="p">`, 10_000),
		"headings": strings.Repeat("<h1>x</h1>", 20_000), "rules": strings.Repeat("<hr>", 50_000), "breaks": strings.Repeat("<br>", 100_000), "spans": strings.Repeat("<span><em><strong>x</strong></em></span>", 30_000), "unclosed": strings.Repeat("<p><i><a href=x>", 20_000),
	}
	// In four papers, so that they can be read side by side.
	papers := make([][]string, 4)
	for n, name := range slices.Sorted(maps.Keys(articles)) {
		papers[n%len(papers)] = append(papers[n%len(papers)], name)
	}
	for _, names := range papers {
		t.Run(strings.Join(names, ","), func(t *testing.T) {
			t.Parallel()
			openEach(t, names, articles)
		})
	}
}

// openEach prints and opens articles, each of which says SEEN and its name.
func openEach(t *testing.T, names []string, articles map[string]string) {
	t.Helper()
	var items []string
	for n, name := range names {
		items = append(items, item(n, "ARTICLE "+name, body("<p>SEEN-"+name+" words</p>"+articles[name])))
	}
	s := newSite(t)
	s.serve("hostile", answer{body: rss(items...)})
	h := newHome(t)
	s.paper(t, h, "", "hostile")
	refresh(t, h, 25*time.Second)
	for _, story := range h.List(t, "pub:hostile") {
		r := h.Run(t, "show", fmt.Sprint(story.ID), "--markdown")
		if r.Took > 10*time.Second || r.Memory > mostMemory {
			t.Errorf("show %s: %v, %d MiB", story.Title, r.Took, r.Memory>>20)
		}
		printed(t, r)
	}
	see := screen(t, h)
	for _, name := range names {
		see.filter(`pub:hostile "ARTICLE ` + name + `"`)
		see.Until("● ARTICLE " + name)
		start := time.Now()
		see.keys("enter")
		see.Until("SEEN-" + name)
		if took := time.Since(start); took > 8*time.Second {
			t.Errorf("the article %s took %v to open:\n%s", name, took, see.Text())
		}
		see.keys("G")
	}
	see.filter("pub:healthy")
	see.leave()
}

// TestServers: servers that misbehave, all at once. Each costs one line about
// itself, in clean words, and the neighbour is read.
func TestServers(t *testing.T) {
	t.Parallel()
	good := rss(item(1, "SEEN", ""))
	ok := "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
	cases := map[string]struct {
		answer answer
		says   string // a word of the line about it; empty: anything that fails or reads
	}{
		"to-file":     {answer{status: 302, headers: map[string]string{"Location": "file:///etc/hostname"}}, "file"},
		"to-data":     {answer{status: 302, headers: map[string]string{"Location": "data:text/xml,<rss/>"}}, "data"},
		"to-script":   {answer{status: 301, headers: map[string]string{"Location": "javascript:alert(1)"}}, "javascript"},
		"to-nothing":  {answer{status: 302}, ""},
		"to-control":  {answer{raw: "HTTP/1.1 302 Found\r\nLocation: http://x.example/\x1b]2;spoiled title\x07\r\nContent-Length: 0\r\n\r\n"}, ""},
		"loop":        {answer{status: 302, headers: map[string]string{"Location": "ROOT/loop"}}, "redirect"},
		"reason":      {answer{raw: "HTTP/1.1 503 \x1b]2;spoiled title\x07\xc2\x9d2;x\xc2\x9c\r\nContent-Length: 0\r\n\r\n"}, "503"},
		"no-status":   {answer{raw: "\x1b[2Jnonsense\r\n\r\n"}, ""},
		"cut-length":  {answer{raw: ok + "Content-Length: 999999\r\n\r\n" + good}, ""},
		"chunk":       {answer{raw: ok + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" + good}, ""},
		"two-lengths": {answer{raw: ok + "Content-Length: 5\r\nContent-Length: 7\r\n\r\n" + good}, ""},
		"negative":    {answer{raw: ok + "Content-Length: -5\r\n\r\n" + good}, ""},
		"headers":     {answer{raw: ok + strings.Repeat("X-Fill: "+strings.Repeat("y", 1000)+"\r\n", 3000) + "\r\n" + good}, ""},
		"not-gzip":    {answer{raw: ok + "Content-Encoding: gzip\r\n\r\n" + good}, ""},
		"strange":     {answer{raw: ok + "Content-Encoding: zap\r\n\r\n" + good}, ""},
		"early-304":   {answer{status: 304}, ""},
		"no-content":  {answer{status: 204}, ""},
		"out-of-turn": {answer{write: func(w io.Writer) {
			_, _ = fmt.Fprintf(w, "%sContent-Length: %d\r\n\r\n%s", ok, len(good), good)
			times(w, "HTTP/1.1 200 \x1b]2;spoiled title\a OUT-OF-TURN\r\n", 50)
			time.Sleep(time.Second) // the connection stays, as one that is kept
		}}, ""},
		"portal":  {answer{headers: map[string]string{"Content-Type": "text/html"}, body: "<!doctype html><title>\x1b]2;spoiled title\a Sign in</title><form><input type=password></form>"}, "web page"},
		"retry":   {answer{status: 429, headers: map[string]string{"Retry-After": "99999999999999999999"}}, ""},
		"element": {answer{body: "<\u202espoiled\u009d2;x><a></\u202espoiled>"}, ""},
		"informs": {answer{write: func(w io.Writer) {
			for range 20_000 {
				if _, err := io.WriteString(w, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"); err != nil {
					return
				}
			}
		}}, ""},
		"silent": {answer{write: func(io.Writer) { time.Sleep(60 * time.Second) }}, ""},
		"drips": {answer{write: func(w io.Writer) {
			_, _ = io.WriteString(w, ok+"\r\n"+rssHead)
			for range 120 {
				if _, err := io.WriteString(w, "<"); err != nil {
					return
				}
				time.Sleep(500 * time.Millisecond)
			}
		}}, ""},
	}
	s := newSite(t)
	var names []string
	for name, c := range cases {
		if !long && (name == "silent" || name == "drips") {
			continue // each waits for its time to run out
		}
		s.serve(name, c.answer)
		names = append(names, name)
	}
	h := newHome(t)
	s.paper(t, h, "", names...)
	r := refresh(t, h, mostTime)
	if strings.Contains(r.Out+r.Err, "OUT-OF-TURN") {
		t.Errorf("a server spoke out of turn and was heard:\n%s", r.Err)
	}
	for _, name := range names {
		var about []string
		for line := range strings.Lines(r.Out + r.Err) {
			if strings.HasPrefix(line, name+":") {
				about = append(about, line)
			}
		}
		if len(about) != 1 || !strings.Contains(strings.Join(about, ""), cases[name].says) {
			t.Errorf("%s: want one line with %q: %q", name, cases[name].says, about)
		}
	}
	if n := s.count("loop"); n < 2 || n > 11 {
		t.Errorf("%d requests around a loop of redirects", n)
	}
	if !strings.Contains(fmt.Sprint(h.List(t, "pub:healthy")), neighbour) {
		t.Error("the neighbour was not read")
	}
	for _, command := range []string{"publications"} {
		printed(t, h.Run(t, command))
	}
	if out := h.Run(t, "config", "show").Out; strings.Contains(out, "javascript") {
		t.Error("an address of the configuration was changed")
	}
	see := screen(t, h).keys("!", "G", "g", "esc")
	see.leave()
	for _, request := range s.requests() {
		if request.Header.Get("Cookie") != "" || request.Header.Get("Referer") != "" || request.Method != http.MethodGet {
			t.Errorf("%s %s: %v", request.Method, request.URL, request.Header)
		}
	}
}
