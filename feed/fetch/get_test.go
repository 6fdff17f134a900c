package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"standfirst/feed/discover"
)

const aFeed = `<?xml version="1.0"?><rss version="2.0"><channel><title>The Tidewater Gazette</title><item><title>Ferry back in service</title></item></channel></rss>`

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// quick are limits that a test can wait for, and that a machine with much else
// to do does not reach by itself.
var quick = Limits{
	Dial: 1500 * time.Millisecond, TLS: 1200 * time.Millisecond, Header: 1200 * time.Millisecond,
	Idle: 1000 * time.Millisecond, Total: 3000 * time.Millisecond,
}

// press is a server on loopback and a client that may reach it.
type press struct {
	*httptest.Server
	client *Client
}

func newPress(t *testing.T, limits Limits, answer http.HandlerFunc) press {
	t.Helper()
	server := httptest.NewServer(answer)
	client := New(Options{UserAgent: "Standfirst/test (+https://standfirst.example; terminal feed reader)", Limits: limits})
	t.Cleanup(func() {
		client.Close()
		server.CloseClientConnections()
		server.Close()
	})
	return press{server, client}
}

func (p press) get(t *testing.T, path string, change ...func(*Request)) (*Response, *Fault) {
	t.Helper()
	r := Request{URL: p.URL + path, Private: []string{p.URL}}
	for _, c := range change {
		c(&r)
	}
	return ask(t, p.client, r)
}

func ask(t *testing.T, c *Client, r Request) (*Response, *Fault) {
	t.Helper()
	response, err := c.Get(context.Background(), r)
	if err == nil {
		return response, nil
	}
	var fault *Fault
	if !errors.As(err, &fault) {
		t.Fatalf("error is a %T, want a *Fault: %v", err, err)
	}
	plainWords(t, fault)
	return response, fault
}

// plainWords checks what every sentence shown to the reader promises.
func plainWords(t *testing.T, f *Fault) {
	t.Helper()
	if f.Sentence == "" || strings.HasSuffix(f.Sentence, ".") {
		t.Errorf("sentence %q is empty or ends with a full stop", f.Sentence)
	}
	for _, text := range []string{f.Sentence, f.Remedy} {
		for _, r := range text {
			if r < 0x20 || r > 0x7e {
				t.Errorf("%q holds %U", text, r)
			}
		}
	}
}

func wantFault(t *testing.T, f *Fault, kind FaultKind, words ...string) {
	t.Helper()
	if f == nil {
		t.Fatalf("no fault, want %q", kind)
	}
	if f.Kind != kind {
		t.Fatalf("fault %q (%s; %v), want %q", f.Kind, f.Sentence, f.Err, kind)
	}
	for _, w := range words {
		if !strings.Contains(f.Sentence+"; "+f.Remedy, w) {
			t.Errorf("fault says %q; %q, want it to say %q", f.Sentence, f.Remedy, w)
		}
	}
}

func zipped(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text))
	z.Close()
	return b.Bytes()
}

func TestGoodAnswer(t *testing.T) {
	var asked http.Header
	p := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Clone()
		w.Header().Set("Content-Type", "application/rss+xml; charset=UTF-8")
		w.Header().Set("Content-Encoding", "gzip")
		w.Header()["ETag"] = []string{`W/"a  b"`}
		w.Header().Set("Last-Modified", "yesterday, more or less")
		w.Header().Set("Cache-Control", "public, max-age=7200")
		w.Header().Set("Set-Cookie", "id=1")
		w.Write(zipped(aFeed))
	})
	got, fault := p.get(t, "/feed/", func(r *Request) {
		r.URL = strings.Replace(r.URL, "http://", "http://reader:secret@", 1) + "#part"
	})
	if fault != nil {
		t.Fatal(fault)
	}
	body, err := got.Bytes()
	if err != nil || string(body) != aFeed {
		t.Errorf("body %q, %v", body, err)
	}
	if got.Size() >= len(aFeed) && got.Size() != len(zipped(aFeed)) {
		t.Errorf("the body waits as %d bytes, want it gzipped", got.Size())
	}
	if got.ETag != `W/"a  b"` || got.LastModified != "yesterday, more or less" {
		t.Errorf("validators %q and %q are not as sent", got.ETag, got.LastModified)
	}
	if got.MaxAge != 2*time.Hour || got.URL != p.URL+"/feed/" || got.Moved != "" {
		t.Errorf("max-age %v, URL %q, moved %q", got.MaxAge, got.URL, got.Moved)
	}
	for _, absent := range []string{"Authorization", "Cookie", "Referer", "If-None-Match", "If-Modified-Since"} {
		if asked.Get(absent) != "" {
			t.Errorf("sent %s: %s", absent, asked.Get(absent))
		}
	}
	if asked.Get("Accept-Encoding") != "gzip" || !strings.HasPrefix(asked.Get("User-Agent"), "Standfirst/") {
		t.Errorf("sent Accept-Encoding %q, User-Agent %q", asked.Get("Accept-Encoding"), asked.Get("User-Agent"))
	}
	if _, fault := p.get(t, "/feed/", func(r *Request) { r.UserAgent = "Other/1" }); fault != nil || asked.Get("Cookie") != "" || asked.Get("User-Agent") != "Other/1" {
		t.Errorf("second request: %v, Cookie %q, User-Agent %q", fault, asked.Get("Cookie"), asked.Get("User-Agent"))
	}
}

func TestValidators(t *testing.T) {
	var asked http.Header
	p := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Clone()
		if r.Header.Get("If-None-Match") == `"one` && r.Header.Get("If-Modified-Since") == "Thursday" || r.URL.Path == "/always" {
			w.Header().Set("ETag", `"two"`)
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Write([]byte(aFeed))
	})
	both := func(r *Request) { r.ETag, r.LastModified = `"one`, "Thursday" }
	got, fault := p.get(t, "/", both)
	if fault != nil || got.Status != http.StatusNotModified || got.ETag != `"two"` {
		t.Fatalf("got %+v, %v; want a 304 with its new validator", got, fault)
	}
	if a := Answer(got, nil, time.Time{}); !a.Good || a.Full || a.ETag != `"two"` {
		t.Errorf("a 304 is noted as %+v", a)
	}
	if body, err := got.Bytes(); len(body) != 0 || err != nil {
		t.Errorf("a 304 has the body %q, %v", body, err)
	}
	got, fault = p.get(t, "/", both, func(r *Request) { r.Plain = true })
	if fault != nil || got.Status != http.StatusOK || asked.Get("If-None-Match")+asked.Get("If-Modified-Since") != "" {
		t.Errorf("plain: %v, sent %q %q", fault, asked.Get("If-None-Match"), asked.Get("If-Modified-Since"))
	}
	if _, fault = p.get(t, "/", func(r *Request) { r.ETag = "a\r\nX-Evil: 1" }); fault != nil || asked.Get("If-None-Match") != "" {
		t.Errorf("a validator that is no header value: %v, sent %q", fault, asked.Get("If-None-Match"))
	}
	_, fault = p.get(t, "/always")
	wantFault(t, fault, BadAnswer, "without a date")
}

func TestStatuses(t *testing.T) {
	p := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) {
		status, _ := strconv.Atoi(strings.Trim(r.URL.Path, "/"))
		if wait := r.URL.Query().Get("wait"); wait != "" {
			w.Header().Set("Retry-After", wait)
		}
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		if status != http.StatusNoContent {
			w.Write([]byte(r.URL.Query().Get("page")))
		}
	})
	for _, c := range []struct {
		path  string
		kind  FaultKind
		wait  time.Duration
		words []string
	}{
		{"/404", NotFound, 0, []string{"404"}},
		{"/410", Gone, 0, []string{"ended", "410", "stays"}},
		{"/429?wait=7200", TooMany, 2 * time.Hour, []string{"429", "2 hours"}},
		{"/429?wait=soon", TooMany, 0, []string{"429"}},
		{"/503?wait=1", Unavailable, time.Minute, []string{"503", "60 seconds"}},
		{"/503?wait=99999999999999999999", Unavailable, 24 * time.Hour, []string{"24 hours"}},
		{"/500", Server, 0, []string{"500"}},
		{"/401", Denied, 0, []string{"401"}},
		{"/403", Denied, 0, []string{"403"}},
		{"/418", Status, 0, []string{"418"}},
		{"/204", Status, 0, []string{"204"}},
		{"/300", Status, 0, []string{"300"}},
		{"/511", LoginPage, 0, []string{"log in"}},
		{"/403?page=%3Ctitle%3EJust+a+moment...%3C/title%3E", BotWall, 0, []string{"browser", "403"}},
	} {
		t.Run(c.path, func(t *testing.T) {
			got, fault := p.get(t, c.path)
			wantFault(t, fault, c.kind, c.words...)
			if fault.RetryAfter != c.wait {
				t.Errorf("wait %v, want %v", fault.RetryAfter, c.wait)
			}
			if a := Answer(got, fault, time.Time{}); a.Good || a.Gone != (c.kind == Gone) || a.RetryAfter != c.wait {
				t.Errorf("noted as %+v", a)
			}
			if got == nil || got.Status != fault.Status {
				t.Errorf("the answer does not come with its fault: %+v", got)
			}
		})
	}
}

func TestRedirects(t *testing.T) {
	p := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) {
		status, to, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if status == "loop" {
			status, to = "302", "loop"
		}
		if code, err := strconv.Atoi(status); err == nil {
			if r.URL.RawQuery != "" {
				to = r.URL.RawQuery
			} else {
				to = "/" + to
			}
			w.Header()["Location"] = []string{to}
			w.WriteHeader(code)
			return
		}
		if r.Header.Get("Referer") != "" {
			t.Errorf("Referer %q", r.Header.Get("Referer"))
		}
		w.Write([]byte(aFeed))
	})
	for _, c := range []struct {
		path  string
		moved bool
	}{
		{"/feed", false}, {"/301/feed", true}, {"/308/301/feed", true}, {"/302/feed", false}, {"/307/feed", false},
		{"/303/feed", false}, {"/301/302/feed", false}, {"/302/301/feed", false}, {"/301/301/301/301/301/feed", true},
	} {
		got, fault := p.get(t, c.path)
		if fault != nil || got.URL != p.URL+"/feed" || (got.Moved == p.URL+"/feed") != c.moved {
			t.Errorf("%s: %+v, %v; want moved %v", c.path, got, fault, c.moved)
		}
	}
	for _, c := range []struct {
		path  string
		kind  FaultKind
		words []string
	}{
		{"/301/301/301/301/301/301/feed", Loop, []string{"circle", "5 times"}},
		{"/loop", Loop, nil},
		{"/302?file:///etc/passwd", Scheme, []string{"a file: address", "nothing was changed"}},
		{"/302?ftp://example.com/", Scheme, []string{"an ftp: address"}},
		{"/302?data:text/xml,<rss/>", Scheme, []string{"a data: address"}},
		{"/302?javascript:alert(1)", Scheme, []string{"javascript:"}},
		{"/302?%gh", BadAnswer, []string{"without saying"}},
		{"/302?http:///x", BadAddress, []string{"no host"}},
	} {
		t.Run(c.path, func(t *testing.T) {
			_, fault := p.get(t, c.path)
			wantFault(t, fault, c.kind, c.words...)
		})
	}
}

func TestBodies(t *testing.T) {
	limits := quick
	limits.FeedBytes = 64 << 10
	p := newPress(t, limits, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		switch r.URL.Path {
		case "/unasked":
			h.Set("Content-Encoding", "br")
			w.Write([]byte("xx"))
		case "/silent-gzip":
			w.Write(zipped(aFeed))
		case "/false-gzip":
			h.Set("Content-Encoding", "gzip")
			w.Write([]byte(aFeed))
		case "/bomb":
			h.Set("Content-Encoding", "gzip")
			w.Write(zipped(strings.Repeat(" ", 4<<20)))
		case "/exact":
			w.Write(bytes.Repeat([]byte("x"), 64<<10))
		case "/exact-gzip":
			h.Set("Content-Encoding", "gzip")
			w.Write(zipped(strings.Repeat("x", 64<<10)))
		case "/long":
			h.Set("Content-Length", "100000")
			w.Write(make([]byte, 100000))
		case "/endless":
			for r.Context().Err() == nil {
				w.Write(make([]byte, 1<<10))
			}
		case "/half-gzip":
			h.Set("Content-Encoding", "gzip")
			whole := zipped(aFeed)
			w.Write(whole[:len(whole)-20])
		case "/damaged-gzip":
			h.Set("Content-Encoding", "gzip")
			whole := zipped(aFeed)
			whole[len(whole)-6] ^= 0x55 // its checksum
			w.Write(whole)
		case "/cut":
			h.Set("Content-Length", "5000")
			w.Write([]byte(aFeed))
		}
	})
	for path, want := range map[string]string{
		"/silent-gzip": aFeed, "/false-gzip": aFeed,
		"/exact": strings.Repeat("x", 64<<10), "/exact-gzip": strings.Repeat("x", 64<<10),
	} {
		got, fault := p.get(t, path)
		if fault != nil {
			t.Errorf("%s: %v", path, fault)
			continue
		}
		if body, err := got.Bytes(); err != nil || string(body) != want {
			t.Errorf("%s: body of %d bytes, %v", path, len(body), err)
		}
	}
	for path, kind := range map[string]FaultKind{"/unasked": Encoding, "/long": TooLarge, "/endless": TooLarge, "/cut": Truncated} {
		got, fault := p.get(t, path)
		wantFault(t, fault, kind)
		if (got != nil) != (kind == Truncated) {
			t.Errorf("%s: answer %+v", path, got)
		}
	}
	got, fault := p.get(t, "/cut")
	if body, err := got.Bytes(); !got.Partial || string(body) != aFeed || fault.Kind != Truncated || err == nil {
		t.Errorf("cut short: partial %v, %q, %v: what came is not given", got.Partial, body, err)
	}
	for path, kind := range map[string]FaultKind{"/bomb": TooLarge, "/half-gzip": Truncated, "/damaged-gzip": Encoding} {
		got, fault := p.get(t, path)
		if fault != nil {
			t.Fatalf("%s: %v before unpacking", path, fault)
		}
		body, err := got.Bytes()
		errors.As(err, &fault)
		wantFault(t, fault, kind)
		if kind == TooLarge && (body != nil || !strings.Contains(fault.Sentence, "feed too large (limit 64 KB)")) {
			t.Errorf("%s: %d bytes, %q", path, len(body), fault.Sentence)
		}
		if kind == Truncated && !strings.HasPrefix(aFeed, string(body)) {
			t.Errorf("%s: partial body %q", path, body)
		}
		plainWords(t, fault)
	}
}

// TestKinds: every kind has its own limit and word.
func TestKinds(t *testing.T) {
	limits := quick
	limits.PageBytes = 1 << 10
	p := newPress(t, limits, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Accept", r.Header.Get("Accept"))
		w.Write(append([]byte{0x1f, 0x8b, 8}, make([]byte, 2<<10)...))
	})
	accepts := map[string]bool{}
	for kind, word := range map[Kind]string{Page: "page too large (limit 1 KB)", REST: "answer too large", Picture: "picture too large"} {
		_, fault := p.get(t, "/", func(r *Request) { r.Kind = kind })
		wantFault(t, fault, TooLarge, word)
		got, fault := p.get(t, "/", func(r *Request) { r.Kind, r.MaxBytes = kind, 3<<10 })
		if fault != nil {
			t.Fatal(fault)
		}
		accepts[got.Header.Get("X-Accept")] = true
		if body, err := got.Bytes(); kind == Picture && (err != nil || len(body) != 2<<10+3) {
			t.Errorf("a picture is taken for a gzipped one: %d bytes, %v", len(body), err)
		} else if kind != Picture && err == nil {
			t.Error("zeros are taken for a gzipped page")
		}
	}
	if len(accepts) != 3 {
		t.Errorf("three kinds ask for %v", accepts)
	}
}

func TestOpen(t *testing.T) {
	p := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) { w.Write(zipped(aFeed)) })
	got, fault := p.get(t, "/")
	if fault != nil {
		t.Fatal(fault)
	}
	for range 2 { // from the start each time
		body := got.Open()
		text, err := io.ReadAll(body)
		if string(text) != aFeed || err != nil {
			t.Errorf("%q, %v", text, err)
		}
		body.Close()
		body.Close()
		if _, err := body.Read(make([]byte, 1)); err == nil || err == io.EOF {
			t.Errorf("a closed body is read: %v", err)
		}
	}
}

func TestNotAFeed(t *testing.T) {
	for kind, want := range map[discover.Kind]FaultKind{
		discover.Login: LoginPage, discover.Challenge: BotWall, discover.WebPage: WebPage, discover.Empty: BadAnswer, discover.JSON: BadAnswer,
	} {
		fault := NotAFeed(kind, "gazette.example\x1b[2J")
		wantFault(t, fault, want)
		plainWords(t, fault)
	}
	wantFault(t, NotAFeed(discover.Login, "x"), LoginPage, "got a web page, not a feed (login page?)")
}

func TestTimes(t *testing.T) {
	p := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/no-headers":
			<-r.Context().Done()
		case "/idle":
			w.Write([]byte("<rss>"))
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		case "/drip":
			for r.Context().Err() == nil {
				w.Write([]byte("<"))
				w.(http.Flusher).Flush()
				time.Sleep(50 * time.Millisecond)
			}
		}
	})
	for path, words := range map[string]string{"/no-headers": "begin to answer", "/idle": "in the middle of the feed", "/drip": "in all"} {
		t.Run(path, func(t *testing.T) {
			_, fault := p.get(t, path)
			wantFault(t, fault, Timeout, words)
		})
	}
}

func TestCancel(t *testing.T) {
	p := newPress(t, Limits{}, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() {
		_, err := p.client.Get(ctx, Request{URL: p.URL, Private: []string{p.URL}})
		done <- err
	}()
	time.AfterFunc(20*time.Millisecond, cancel)
	select {
	case err := <-done:
		var fault *Fault
		if !errors.As(err, &fault) || fault.Kind != Cancelled || !errors.Is(err, context.Canceled) {
			t.Errorf("error %#v, want cancelled", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("a cancelled request goes on")
	}
}

// raw serves connections byte by byte, for what net/http would not send.
func raw(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				conn.SetDeadline(time.Now().Add(10 * time.Second))
				conn.Read(make([]byte, 4<<10))
				serve(conn)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

func TestStrangeServers(t *testing.T) {
	client := New(Options{Limits: quick})
	defer client.Close()
	for name, c := range map[string]struct {
		serve func(net.Conn)
		kind  FaultKind
	}{
		"hangs up":           {func(c net.Conn) {}, Closed},
		"is not http":        {func(c net.Conn) { c.Write([]byte("SSH-2.0-OpenSSH\r\n")) }, BadAnswer},
		"is cut in the head": {func(c net.Conn) { c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Ty")) }, BadAnswer},
		"escape in the reason": {func(c net.Conn) {
			c.Write([]byte("HTTP/1.1 500 \x1b]0;owned\x07\xc2\x9b2J\r\nContent-Length: 0\r\n\r\n"))
		}, Server},
		"escape in a header name": {func(c net.Conn) { c.Write([]byte("HTTP/1.1 200 OK\r\nX-\x1b]0;owned\x07: a\r\n\r\n")) }, BadAnswer},
		"escape in the scheme": {func(c net.Conn) {
			c.Write([]byte("HTTP/1.1 302 Found\r\nLocation: x\x1b]0;y:z\r\nContent-Length: 0\r\n\r\n"))
		}, BadAnswer},
		"header flood": {func(c net.Conn) {
			c.Write([]byte("HTTP/1.1 200 OK\r\n"))
			line := []byte("X-Flood: " + strings.Repeat("a", 8<<10) + "\r\n")
			for range 1000 {
				if _, err := c.Write(line); err != nil {
					return
				}
			}
		}, BadAnswer},
		"early hints without end": {func(c net.Conn) {
			for {
				if _, err := c.Write([]byte("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")); err != nil {
					return
				}
			}
		}, BadAnswer},
		"headers one by one": {func(c net.Conn) {
			c.Write([]byte("HTTP/1.1 200 OK\r\n"))
			for {
				if _, err := c.Write([]byte("X: a\r\n")); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		}, Timeout},
		"two lengths": {func(c net.Conn) {
			c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"))
		}, BadAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			site := raw(t, c.serve)
			_, fault := ask(t, client, Request{URL: site, Private: []string{site}})
			if name == "early hints without end" && fault != nil && fault.Kind == Timeout {
				return // a slow machine reaches the time before the count
			}
			wantFault(t, fault, c.kind)
		})
	}
}
