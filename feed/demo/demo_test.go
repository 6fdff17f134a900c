package demo

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

var fixed = time.Date(2026, time.November, 22, 9, 30, 0, 0, time.UTC)

// open starts a publisher at a fixed time and returns a client that reads it.
func open(t *testing.T, o Options) (*Publisher, *http.Client) {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return fixed }
	}
	p, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DialContext: p.Dial, DisableCompression: true}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p, &http.Client{Transport: transport}
}

// get asks for an address with header lines in pairs.
func get(t *testing.T, c *http.Client, url string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var body io.Reader = answer.Body
	if answer.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(answer.Body); err != nil {
			t.Fatal(err)
		}
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

const (
	firstFeed = "http://www.first.example/feed/"
	careFeed  = "http://www.communitycare.example/feed/"
)

func TestNothingOutsideIsDialled(t *testing.T) {
	p, c := open(t, Options{})
	for _, address := range []string{"www.gov.example:443", "www.lgafirst.co.uk:443", "example.com:80", "www.first.example:443", "127.0.0.1:9", "first.example.evil.example:80"} {
		if conn, err := p.Dial(context.Background(), "tcp", address); !errors.Is(err, ErrElsewhere) {
			t.Errorf("dialled %s: %v", address, err)
			if conn != nil {
				_ = conn.Close()
			}
		}
	}
	for _, host := range []string{"first.example", "www.first.example", "communitycare.example", "www.communitycare.example"} {
		if answer, _ := get(t, c, "http://"+host+"/feed/"); answer.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s", host, answer.Status)
		}
	}
}

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0"} {
		if p, err := Start(t.Context(), Options{Addr: address}); err == nil {
			_ = p.Close()
			t.Errorf("listens on %s", address)
		}
	}
}

func TestCloseFreesThePortAndEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p, err := Start(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-p.served
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if conn, err := p.Dial(t.Context(), "tcp", "www.first.example:80"); err == nil {
		_ = conn.Close()
		t.Error("a closed publisher still answers")
	}
}

func TestSameClockSameBytes(t *testing.T) {
	_, c := open(t, Options{})
	_, d := open(t, Options{})
	for _, url := range []string{firstFeed, careFeed, "http://www.communitycare.example/children/", "http://www.first.example/wp-json/wp/v2/posts?_embed=1"} {
		_, one := get(t, c, url)
		_, two := get(t, d, url)
		if one != two || one == "" {
			t.Errorf("%s: two runs differ", url)
		}
	}
}

func TestLinksAndNumbersOutliveTheDay(t *testing.T) {
	_, c := open(t, Options{})
	_, d := open(t, Options{Now: func() time.Time { return fixed.AddDate(0, 1, 3).Add(7 * time.Hour) }})
	for _, url := range []string{firstFeed, careFeed} {
		_, one := get(t, c, url)
		_, two := get(t, d, url)
		names := func(text string) map[string]bool {
			all := map[string]bool{}
			for _, line := range strings.Split(text, "\n") {
				if strings.Contains(line, "<link>") || strings.Contains(line, "<guid") {
					all[strings.TrimSpace(line)] = true
				}
			}
			return all
		}
		before, after := names(one), names(two)
		if len(before) < 80 {
			t.Fatalf("%s: only %d links and numbers", url, len(before))
		}
		for line := range before {
			if !after[line] {
				t.Errorf("%s: %s is gone a month later", url, line)
			}
		}
	}
}
