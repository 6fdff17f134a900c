package hostile

import (
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"standfirst/ui/terminal"
)

// binary is the built program under test; TestMain makes it once.
var binary string

// long tells whether the long form of the suite is wanted.
var long = os.Getenv("STANDFIRST_LONG") != ""

func TestMain(m *testing.M) {
	if os.Getenv(filteredChild) != "" {
		fmt.Fprintln(os.Stderr, "become the program:", beFiltered())
		os.Exit(125)
	}
	if underRace {
		fmt.Println("SKIPPED under the race detector: run go test ./ui/hostile without it")
		os.Exit(0)
	}
	flag.Parse()
	if flag.Lookup("test.fuzz").Value.String() != "" { // fuzzing calls the packages, no program
		os.Exit(m.Run())
	}
	_ = flag.Set("test.parallel", "6") // most of the time a test waits for a screen to rest
	dir, err := os.MkdirTemp("", "standfirst-hostile")
	if err == nil {
		binary, err = terminal.Build(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "build standfirst:", err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// answer is one answer of a publisher: the body as text, or written by hand.
type answer struct {
	status  int
	headers map[string]string
	body    string
	write   func(w io.Writer) // after the headers, instead of body
	gzip    bool
	raw     string // the whole answer, status line first, then the connection is closed
}

// site is a hostile publisher on loopback. Each path answers with its answers in
// turn, the last one from then on.
type site struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string][]answer
	asked   map[string]int
	seen    []*http.Request
}

func newSite(t testing.TB) *site {
	s := &site{answers: map[string][]answer{}, asked: map[string]int{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

// serve makes a path answer so; ROOT in the text stands for the site's address.
func (s *site) serve(path string, answers ...answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers["/"+path], s.asked["/"+path] = answers, 0
}

// count tells how often a path was asked for.
func (s *site) count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked["/"+path]
}

func (s *site) requests() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*http.Request(nil), s.seen...)
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	list := s.answers[r.URL.Path]
	n := s.asked[r.URL.Path]
	s.asked[r.URL.Path]++
	s.seen = append(s.seen, r)
	s.mu.Unlock()
	if len(list) == 0 {
		http.NotFound(w, r)
		return
	}
	a := list[min(n, len(list)-1)]
	here := func(text string) string { return strings.ReplaceAll(text, "ROOT", s.URL) }
	if a.raw != "" || a.write != nil && a.headers == nil {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		if a.raw != "" {
			_, _ = io.WriteString(conn, here(a.raw))
		} else {
			a.write(conn)
		}
		drain(conn)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
	for name, value := range a.headers {
		w.Header().Set(name, here(value))
	}
	if a.gzip {
		w.Header().Set("Content-Encoding", "gzip")
	}
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	var out io.Writer = w
	if a.gzip {
		packed := gzip.NewWriter(w)
		defer packed.Close()
		out = packed
	}
	if a.write != nil {
		a.write(out)
		return
	}
	_, _ = io.WriteString(out, here(a.body))
}

// drain lets a written answer arrive before the connection closes.
func drain(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
}

// times writes a text n times and stops as soon as nobody reads any more.
func times(w io.Writer, text string, n int) {
	per := max(1, 64<<10/len(text))
	chunk := strings.Repeat(text, per)
	for ; n > 0; n -= per {
		if n < per {
			chunk = strings.Repeat(text, n)
		}
		if _, err := io.WriteString(w, chunk); err != nil {
			return
		}
	}
}

// item is a story of a feed, its parts written as they are.
func item(n int, title, rest string) string {
	return fmt.Sprintf("<item><title>%s</title><guid isPermaLink=\"false\">guid-%d</guid>%s</item>", title, n, rest)
}

const rssHead = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" ` +
	`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"><channel><title>Paper</title><link>ROOT/</link><description>d</description>`

func rss(items ...string) string { return rssHead + strings.Join(items, "") + "</channel></rss>" }

// body is a story's full text, in CDATA.
func body(html string) string {
	return "<content:encoded><![CDATA[" + html + "]]></content:encoded>"
}

// neighbour is a healthy publication whose stories must come through.
const neighbour = "HEALTHY neighbour"

func (s *site) healthy() {
	var items []string
	for n := range 3 {
		items = append(items, item(n, fmt.Sprintf("%s %d", neighbour, n), fmt.Sprintf("<link>ROOT/healthy/%d</link><pubDate>Sat, 0%d Jan 2022 10:00:00 +0000</pubDate><description>fine</description>", n, n+1)))
	}
	s.serve("healthy", answer{body: rss(items...)})
}

// paper writes the configuration: a publication for each path, by its own name,
// and the healthy neighbour. What stands in settings comes first.
func (s *site) paper(t testing.TB, h terminal.Home, settings string, paths ...string) {
	t.Helper()
	s.healthy()
	var w strings.Builder
	w.WriteString(settings + "\n")
	for _, path := range append(paths, "healthy") {
		fmt.Fprintf(&w, "[[publication]]\nname = %q\nfeed = %q\n\n", path, s.URL+"/"+path)
	}
	h.Configure(t, w.String())
}

// newHome is a home where nothing is refreshed by itself, with a browser that
// only notes what it was given: one line for each argument.
func newHome(t testing.TB, extra ...string) terminal.Home {
	t.Helper()
	h := terminal.NewHome(t, binary, "STANDFIRST_REFRESH=off", "STANDFIRST_DENSITY=standard")
	opener := filepath.Join(h.Dir, "opener")
	if err := os.WriteFile(opener, []byte("#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" >> "+filepath.Join(h.Dir, "opened")+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return h.With(append([]string{"BROWSER=" + opener}, extra...)...)
}

// opened is what the browser was given: number of arguments, then each.
func opened(h terminal.Home) []string {
	data, _ := os.ReadFile(filepath.Join(h.Dir, "opened")) // none: nothing was opened
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}
