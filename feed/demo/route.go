package demo

import (
	"compress/gzip"
	"crypto/md5"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"text/template"
	"time"
)

// An answer is one request being answered; Publisher.mu is held.
type answer struct {
	*house
	theme   map[string]*template.Template
	perPage int
	now     time.Time
	w       http.ResponseWriter
	r       *http.Request
}

// route tells by its path what is asked for (class-wp-rewrite.php).
func (a *answer) route() {
	path := a.r.URL.Path
	query := a.r.URL.Query()
	switch {
	case path == "/robots.txt":
		a.send("text/plain; charset=utf-8", "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n")
		return
	case strings.HasPrefix(path, "/wp-json/") || path == "/wp-json":
		a.json(strings.Trim(strings.TrimPrefix(path, "/wp-json"), "/"))
		return
	case query.Get("rest_route") != "":
		a.json(strings.Trim(query.Get("rest_route"), "/"))
		return
	case strings.HasPrefix(path, "/wp-content/uploads/"):
		a.upload(path)
		return
	}
	if a.moved && path == "/feed/" {
		http.Redirect(a.w, a.r, a.url("/feed/rss2/"), http.StatusMovedPermanently)
		return
	}
	words := split(path)
	isFeed := query.Get("feed") != ""
	if n := len(words); n > 0 && (words[n-1] == "rss2" || words[n-1] == "rss") {
		words = words[:n-1]
	}
	if n := len(words); n > 0 && words[n-1] == "feed" {
		words, isFeed = words[:n-1], true
	}
	number := 1
	if n := len(words); n > 1 && words[n-2] == "page" {
		number, _ = strconv.Atoi(words[n-1])
		words = words[:n-2]
	}
	if paged := query.Get("paged"); paged != "" {
		number, _ = strconv.Atoi(paged)
	}
	if isFeed && len(words) == 1 && words[0] == "comments" {
		a.commentsFeed(nil)
		return
	}
	if s := a.storyAt(words); s != nil {
		switch {
		case isFeed:
			a.commentsFeed(s)
		case !strings.HasSuffix(path, "/"):
			http.Redirect(a.w, a.r, s.link, http.StatusMovedPermanently)
		default:
			a.storyPage(s)
		}
		return
	}
	if id, err := strconv.Atoi(query.Get("p")); err == nil {
		for _, s := range a.stories {
			if s.id == id {
				http.Redirect(a.w, a.r, s.link, http.StatusMovedPermanently)
				return
			}
		}
	}
	l := a.listing(words, query)
	if l == nil || !l.page(max(1, number), a.perPage) {
		a.missing(isFeed)
		return
	}
	if isFeed {
		a.storiesFeed(l)
	} else {
		a.listPage(l)
	}
}

func split(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}

func (a *answer) storyAt(words []string) *story {
	if len(words) < 2 {
		return nil
	}
	want := a.url("/" + strings.Join(words, "/") + "/")
	for _, s := range a.stories {
		if s.link == want {
			return s
		}
	}
	return nil
}

// missing is WordPress's 404: a page for people even where a feed was asked for.
func (a *answer) missing(isFeed bool) {
	kind := "text/html; charset=UTF-8"
	if isFeed {
		kind = "application/rss+xml; charset=UTF-8"
	}
	a.w.Header().Set("Content-Type", kind)
	a.w.Header().Set("Cache-Control", "no-cache, must-revalidate, max-age=0")
	a.w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(a.w, "<!DOCTYPE html>\n<html lang=\"en-GB\"><head><title>Page not found - "+a.name+
		"</title></head><body class=\"error404\"><h1>Oops! That page can&#8217;t be found.</h1></body></html>\n")
}

// sendFeed sends a feed with WordPress's validators (class-wp.php, send_headers):
// when a reader sends both, both must match, unlike RFC 9110 §13.2.2; the ETag is
// compared byte for byte.
func (a *answer) sendFeed(modified time.Time, text string) {
	stamp := modified.UTC().Format(http.TimeFormat)
	sum := md5.Sum([]byte(stamp))
	tag := `"` + hex.EncodeToString(sum[:]) + `"`
	head := a.w.Header()
	head.Set("Last-Modified", stamp)
	head.Set("ETag", tag)
	head.Set("Link", "<"+a.url("/wp-json/")+`>; rel="https://api.w.org/"`)
	theirTag := a.r.Header.Get("If-None-Match")
	since, err := http.ParseTime(a.r.Header.Get("If-Modified-Since"))
	dated := err == nil
	sameTime := dated && !since.Before(modified.UTC().Truncate(time.Second))
	sameTag := theirTag == tag
	if theirTag != "" && dated && sameTime && sameTag || (theirTag == "" || !dated) && (sameTime || sameTag) {
		a.w.WriteHeader(http.StatusNotModified)
		return
	}
	a.send("application/rss+xml; charset=UTF-8", text)
}

// send writes a text, gzipped for those who ask.
func (a *answer) send(kind, text string) {
	a.sendStatus(http.StatusOK, kind, text)
}

func (a *answer) sendStatus(status int, kind, text string) {
	head := a.w.Header()
	head.Set("Content-Type", kind)
	head.Set("Vary", "Accept-Encoding")
	if a.r.Method == http.MethodHead {
		a.w.WriteHeader(status)
		return
	}
	if !strings.Contains(a.r.Header.Get("Accept-Encoding"), "gzip") {
		a.w.WriteHeader(status)
		_, _ = io.WriteString(a.w, text)
		return
	}
	head.Set("Content-Encoding", "gzip")
	a.w.WriteHeader(status)
	packed := gzip.NewWriter(a.w)
	_, _ = io.WriteString(packed, text)
	_ = packed.Close()
}
