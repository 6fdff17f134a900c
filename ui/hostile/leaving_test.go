package hostile

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"standfirst/ui/terminal"
)

// soon is how long leaving may take here: the promise is a second, a busy machine
// takes longer for everything, and a request that one waits for ends after thirty
// seconds at the earliest. feed/newsroom.TestLeavingWaitsForNoFeed judges the
// same without a clock.
const soon = 10 * time.Second

// TestLeaving: the screen is left while publishers hang in every way, while large
// feeds are read, and while something was asked for by a key. None of them is
// waited for.
func TestLeaving(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	ok := "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
	says := func(first string) answer {
		return answer{write: func(w io.Writer) {
			_, _ = io.WriteString(w, first) // who left reads no more
			<-hang
		}}
	}
	mute, err := net.Listen("tcp", "127.0.0.1:0") // it takes connections and never answers
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mute.Close() })

	t.Run("a refresh", func(t *testing.T) {
		answers := map[string]answer{
			"silent": says(""), "headers": says("HTTP/1.1 200 OK\r\nX-A: b\r\n"), "body": says(ok + "\r\n" + rssHead),
			"away": {status: 302, headers: map[string]string{"Location": "ROOT/nowhere"}},
			"drip": {write: func(w io.Writer) {
				_, err := io.WriteString(w, ok+"\r\n"+rssHead)
				for err == nil {
					select {
					case <-hang:
						return
					case <-time.After(100 * time.Millisecond):
					}
					_, err = io.WriteString(w, " ")
				}
			}},
		}
		for n := range 4 {
			answers[fmt.Sprint("large", n)] = answer{headers: map[string]string{}, gzip: true, write: func(w io.Writer) {
				_, _ = io.WriteString(w, rssHead)
				times(w, item(n, "A long report", "<description>"+strings.Repeat("word ", 2000)+"</description>"), 2500)
				_, _ = io.WriteString(w, "</channel></rss>")
			}}
		}
		var paper strings.Builder
		fmt.Fprintf(&paper, "[[publication]]\nname = \"handshake\"\nfeed = \"https://%s/feed\"\n", mute.Addr())
		sites := map[string]*site{}
		for name, a := range answers { // a host of its own for each
			s := newSite(t)
			s.serve(name, a)
			s.serve("nowhere", says(""))
			sites[name] = s
			fmt.Fprintf(&paper, "[[publication]]\nname = %q\nfeed = %q\n", name, s.URL+"/"+name)
		}
		h := newHome(t, "STANDFIRST_REFRESH=1h")
		newSite(t).paper(t, h, paper.String())
		see := h.Start(t, 120, 36)
		see.Until("STANDFIRST", neighbour+" 2")
		for name, s := range sites {
			for end := time.Now().Add(mostTime); s.count(name) == 0 && time.Now().Before(end); {
				time.Sleep(20 * time.Millisecond)
			}
			if s.count(name) == 0 {
				t.Errorf("%s was not asked", name)
			}
		}
		see.Press("j", "k") // no esc: read late, with Q behind it, it would be alt+Q
		leave(t, see)
	})
	for name, keys := range map[string][]string{
		"a page":           {"enter", "x"},
		"comments":         {"enter", "c"},
		"older stories":    {"j", "enter"},
		"a new one":        {":", "add ROOT/adding", "enter"},
		"storing the list": {"X", "enter"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.serve("hostile", answer{body: rss(item(1, "SEEN", "<link>ROOT/page</link><wfw:commentRss>ROOT/comments</wfw:commentRss><description>short</description>"))})
			for _, path := range []string{"page", "comments", "adding", "robots.txt", "wp-json/", "wp-json/wp/v2/posts"} {
				s.serve(path, says(""))
			}
			h := newHome(t)
			s.paper(t, h, "", "hostile")
			refresh(t, h, mostTime)
			before := len(s.requests())
			see := screen(t, h).filter("pub:hostile")
			for _, key := range keys {
				see.keys(strings.ReplaceAll(key, "ROOT", s.URL))
			}
			for end := time.Now().Add(mostTime); len(s.requests()) == before && time.Now().Before(end); {
				time.Sleep(20 * time.Millisecond)
			}
			if len(s.requests()) == before {
				t.Errorf("nothing was asked:\n%s", see.Text())
			}
			leave(t, see.Terminal)
		})
	}
}

// leave presses Q and judges how it went.
func leave(t *testing.T, see *terminal.Terminal) {
	t.Helper()
	start := time.Now()
	see.Press("Q")
	if !see.Gone(soon) {
		t.Errorf("it did not leave within %v:\n%s", soon, see.Text())
		return
	}
	t.Logf("left in %.2f s", time.Since(start).Seconds())
	if see.Code() != 0 {
		t.Errorf("exit %d:\n%s", see.Code(), see.Text())
	}
	for _, fault := range judge(see.Bytes(), false) {
		t.Error(fault)
	}
}
