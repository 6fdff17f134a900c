package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestDialerOfItsOwn(t *testing.T) {
	p := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(r.Host)) })
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1") // a closed world asks no proxy
	client := New(Options{Limits: quick, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if address != "gazette.example:80" {
			return nil, errors.New("elsewhere\x1b[2J")
		}
		return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(p.URL, "http://"))
	}})
	defer client.Close()
	got, fault := ask(t, client, Request{URL: "http://GAZETTE.example/"})
	if fault != nil {
		t.Fatal(fault)
	}
	if body, _ := got.Bytes(); string(body) != "gazette.example" {
		t.Errorf("asked for host %q", body)
	}
	_, fault = ask(t, client, Request{URL: "http://other.example/"})
	wantFault(t, fault, Unreachable, "no way to other.example")
	if !fault.Unreached() {
		t.Error("a dial that failed counts as having reached a server")
	}
}

func TestEnvironmentNamesTheProxy(t *testing.T) {
	asked := make(chan string, 1)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked <- r.URL.Host }))
	defer proxy.Close()
	for _, name := range []string{"http_proxy", "no_proxy", "NO_PROXY", "REQUEST_METHOD"} {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	t.Setenv("HTTP_PROXY", proxy.URL)
	client := New(Options{Limits: quick})
	defer client.Close()
	if _, fault := ask(t, client, Request{URL: "http://gazette.example/"}); fault != nil {
		t.Fatal(fault)
	}
	if host := <-asked; host != "gazette.example" {
		t.Errorf("the proxy was asked for %q", host)
	}
}

func TestBadAddresses(t *testing.T) {
	client := New(Options{Limits: quick})
	defer client.Close()
	for address, kind := range map[string]FaultKind{
		"": Scheme, "gazette.example/feed": Scheme, "file:///etc/passwd": Scheme, "gopher://gazette.example/": Scheme,
		"http://": BadAddress, "http://[::1": BadAddress, "http://gazette.example/%zz\x1b": BadAddress, "https:///feed": BadAddress,
	} {
		_, fault := ask(t, client, Request{URL: address})
		wantFault(t, fault, kind)
	}
}

func TestCloseEndsWhatIsUnderWay(t *testing.T) {
	begun := make(chan bool, 1)
	p := newPress(t, Limits{}, func(w http.ResponseWriter, r *http.Request) {
		begun <- true
		<-r.Context().Done()
	})
	done := make(chan error)
	go func() {
		_, err := p.client.Get(context.Background(), Request{URL: p.URL, Private: []string{p.URL}})
		done <- err
	}()
	<-begun
	p.client.Close()
	var fault *Fault
	if err := <-done; !errors.As(err, &fault) || fault.Kind != Cancelled {
		t.Errorf("closed while asking: %v", err)
	}
	_, fault = p.get(t, "/")
	wantFault(t, fault, Cancelled)
}

// TestSecureBodyBroken: over HTTP/2 a body that breaks off is cut short too.
func TestSecureBodyBroken(t *testing.T) {
	us, trusted := newAuthority(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(aFeed))
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}))
	server.TLS = secureConfig(us.sign(t, time.Now().Add(-time.Hour), time.Now().Add(time.Hour), "127.0.0.1"))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	client := New(Options{Limits: quick, Roots: trusted})
	defer client.Close()
	got, fault := ask(t, client, Request{URL: server.URL, Private: []string{server.URL}})
	wantFault(t, fault, Truncated, "ended before the feed did")
	if body, _ := got.Bytes(); string(body) != aFeed {
		t.Errorf("of the body there is %q", body)
	}
}

func TestCacheHeaders(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"max-age=60": time.Minute, "public, MAX-AGE=\"60\" , x": time.Minute, "max-age=60, no-cache": 0, "no-store, max-age=60": 0,
		"s-maxage=60": 0, "max-age=-1": 0, "max-age=99999999999999999999": (1<<31 - 1) * time.Second, "": 0, "max-age": 0,
	} {
		if got, _ := maxAge([]string{value}); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
	now := time.Date(2030, 5, 2, 12, 0, 0, 0, time.UTC)
	var r Response
	r.describe(http.Header{"Expires": {"Thu, 02 May 2030 15:00:00 GMT"}, "Date": {"Thu, 02 May 2030 14:00:00 GMT"}}, now)
	if !r.Expires.Equal(now.Add(time.Hour)) {
		t.Errorf("a server whose clock is ahead: expires %v", r.Expires)
	}
	r = Response{}
	r.describe(http.Header{"Expires": {"0"}, "Etag": {strings.Repeat("x", 5000)}, "Last-Modified": {"a\x00b"}}, now)
	if !r.Expires.IsZero() || r.ETag != "" || r.LastModified != "" {
		t.Errorf("senseless headers: %+v", r)
	}
}

// BenchmarkHundredFeeds asks 100 feeds on 50 hosts that each take 50 ms: two
// rounds of 32 hosts, so no less than 100 ms.
func BenchmarkHundredFeeds(b *testing.B) {
	body := zipped("<rss><channel>" + strings.Repeat("<item><title>Ferry back in service</title><description>At last, the boats run again.</description></item>", 3000) + "</channel></rss>")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(50 * time.Millisecond)
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(body)
	}))
	defer server.Close()
	here := strings.TrimPrefix(server.URL, "http://")
	for b.Loop() {
		client := New(Options{Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, here)
		}})
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				if _, err := client.Get(context.Background(), Request{URL: fmt.Sprintf("http://gazette%d.example/%d/feed", i%50, i)}); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
		client.Close()
	}
}

func BenchmarkUnpack(b *testing.B) {
	client := New(Options{})
	defer client.Close()
	text := strings.Repeat("<item><title>Ferry back in service</title></item>", 7000)
	r := &Response{client: client, limit: FeedBytes}
	r.keep(zipped(text), "gzip")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}
