package parse

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// isPage tells an HTML page from a feed.
func isPage(text []byte, s shape) bool {
	if s.root == "html" || s.root == "head" || s.root == "body" {
		return true
	}
	head := bytes.ToLower(text[:min(len(text), 1024)])
	return bytes.HasPrefix(head, []byte("<!doctype html")) && s.root != "rss" && s.root != "feed" && s.root != "rdf"
}

// pageFault says what kind of page came instead of a feed.
func (p *parser) pageFault(text []byte) *Fault {
	head := text[:min(len(text), 256<<10)]
	low := strings.ToLower(string(head))
	fault := &Fault{Kind: KindPage, Sentence: "got a web page, not a feed", Feeds: p.advertised(head)}
	switch {
	case containsAny(low, "cf-challenge", "cf_chl_", "challenge-platform", "just a moment...", "attention required! | cloudflare", "ddos-guard", "_incapsula_", "captcha-delivery",
		"enable javascript and cookies to continue", "checking your browser"):
		fault.Kind = KindWall
		fault.Sentence = "got a page that checks for a browser, not a feed (bot wall)"
		fault.Remedy = "The site keeps feed readers out for now; try later, or ask the publisher to let readers in."
		return fault
	case strings.Contains(low, `type="password"`) || strings.Contains(low, `type='password'`) || strings.Contains(low, "type=password") ||
		containsAny(low, "captive portal", "hotspot login", "wifi login", "wi-fi login"):
		fault.Kind = KindLogin
		fault.Sentence = "got a web page, not a feed (login page?)"
		fault.Remedy = "Open the address in a browser: a network or the site may ask you to sign in."
	}
	if len(fault.Feeds) > 0 {
		fault.Remedy = "The page names this feed: " + fault.Feeds[0]
	} else if fault.Remedy == "" {
		fault.Remedy = "Check the address: it should be that of the feed, not of the page."
	}
	return fault
}

func containsAny(s string, signs ...string) bool {
	for _, sign := range signs {
		if strings.Contains(s, sign) {
			return true
		}
	}
	return false
}

// advertised lists the feeds that a page names in link elements.
func (p *parser) advertised(page []byte) []string {
	var feeds []string
	z := html.NewTokenizer(bytes.NewReader(page))
	base := p.base
	for len(feeds) < 20 {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		name, more := z.TagName()
		if string(name) == "base" && more {
			if href := attributes(z)["href"]; href != "" {
				base = baseURL(absolute(href, p.base))
			}
		}
		if string(name) != "link" || !more {
			continue
		}
		a := attributes(z)
		if !strings.Contains(strings.ToLower(" "+a["rel"]+" "), " alternate ") {
			continue
		}
		switch strings.ToLower(a["type"]) {
		case "application/rss+xml", "application/atom+xml", "application/feed+json":
			if link := absolute(a["href"], base); link != "" {
				feeds = append(feeds, link)
			}
		}
	}
	return feeds
}

func attributes(z *html.Tokenizer) map[string]string {
	all := map[string]string{}
	for {
		key, value, more := z.TagAttr()
		if _, seen := all[string(key)]; !seen {
			all[string(key)] = string(value)
		}
		if !more {
			return all
		}
	}
}
