package newsroom

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"standfirst/feed"
)

// The publisher of these benchmarks answers on loopback without delay, so that
// what is measured is our own work: asking, parsing, sorting and storing.
const (
	benchFeeds   = 100
	benchStories = 50
)

// benchRoom follows a hundred publications of fifty stories of 6 KB each.
// publish adds one story to each feed.
func benchRoom(b *testing.B) (open func() *Newsroom, publish func()) {
	b.Helper()
	w := newWeb(b)
	var edition atomic.Int64 // stories published since the start
	var pubs []feed.Publication
	body := strings.Repeat("<p>The harbour office said on <strong>Monday</strong> that no child’s place would be lost, and that eleven new ones would come in spring.</p>\n", 42)
	for i := range benchFeeds {
		p := gazette(fmt.Sprintf("paper%d", i))
		pubs = append(pubs, p)
		host := string(p.ID) + ".example"
		w.hosts[host] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			newest := int(edition.Load()) + benchStories
			tag := fmt.Sprintf(`"%d"`, newest)
			rw.Header().Set("ETag", tag)
			if r.Header.Get("If-None-Match") == tag {
				rw.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprintf(rw, `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>%s</title><link>http://%s/</link>`, host, host)
			for n := newest; n > newest-benchStories; n-- {
				at := time.Date(2026, 1, 1, n, 0, 0, 0, time.UTC)
				fmt.Fprintf(rw, `<item><title>Story %d of %s</title><link>http://%s/%d/</link><guid>http://%s/?p=%d</guid><pubDate>%s</pubDate><category>harbour</category><category>News</category><description>What was said on day %d.</description><content:encoded><![CDATA[<p>Story %d.</p>%s]]></content:encoded></item>`,
					n, host, host, n, host, n, at.Format(time.RFC1123Z), n, n, body)
			}
			fmt.Fprint(rw, `</channel></rss>`)
		})
	}
	open = func() *Newsroom {
		n, err := Open(context.Background(), Options{Dir: b.TempDir(), Publications: pubs, Dial: w.dial})
		if err != nil {
			b.Fatal(err)
		}
		return n
	}
	return open, func() { edition.Add(1) }
}

func ask(b *testing.B, n *Newsroom, want int) {
	b.Helper()
	report, err := n.Refresh(b.Context(), RefreshRequest{Force: true}, nil)
	if err != nil || report.Failed > 0 || report.New != want {
		b.Fatalf("%d new, not %d, %d failed: %v", report.New, want, report.Failed, err)
	}
}

// BenchmarkRefresh is a refresh of a hundred feeds until all is stored: the
// first one, one with a new story in each feed, one that brings nothing.
func BenchmarkRefresh(b *testing.B) {
	b.Run("first", func(b *testing.B) {
		open, _ := benchRoom(b)
		b.ReportAllocs()
		for b.Loop() {
			n := open()
			ask(b, n, benchFeeds*benchStories)
			if err := n.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, news := range map[string]int{"nothing-new": 0, "one-new-each": benchFeeds} {
		b.Run(name, func(b *testing.B) {
			open, publish := benchRoom(b)
			n := open()
			defer n.Close()
			ask(b, n, benchFeeds*benchStories)
			b.ReportAllocs()
			for b.Loop() {
				if news > 0 {
					publish()
				}
				ask(b, n, news)
			}
		})
	}
}

// BenchmarkIndex is what a first refresh adds before a search can begin.
func BenchmarkIndex(b *testing.B) {
	open, _ := benchRoom(b)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		n := open()
		ask(b, n, benchFeeds*benchStories)
		b.StartTimer()
		if done, err := n.cache.Index(b.Context()); err != nil || done != benchFeeds*benchStories {
			b.Fatalf("%d indexed: %v", done, err)
		}
		b.StopTimer()
		if err := n.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
