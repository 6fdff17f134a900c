package parse

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

// wordpressFeed makes a full-text feed of WordPress's shape of about size bytes.
func wordpressFeed(size int) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel><title>Harbour Gazette</title><link>https://gazette.example</link><generator>https://wordpress.org/?v=6.8.3</generator>
`)
	paragraph := `<p>The harbour office &#8211; which <a href="https://gazette.example/about/">runs the ferry</a> &#8211; said on Monday that “no child’s place” would be lost, and that <strong>eleven</strong> new ones would come in spring.</p>` + "\n"
	for i := 0; b.Len() < size; i++ {
		link := fmt.Sprintf("https://gazette.example/2026/11/%d/", i)
		fmt.Fprintf(&b, `<item><title>Ferry &#8216;back&#8217; after %d weeks</title><link>%s</link><comments>%s#comments</comments>
<dc:creator><![CDATA[Desk]]></dc:creator><pubDate>%s</pubDate><category><![CDATA[News]]></category><category><![CDATA[harbour]]></category>
<guid isPermaLink="false">https://gazette.example/?p=%d</guid><description><![CDATA[<p>The harbour office said on Monday that no place would be lost [&#8230;]</p>]]></description>
<content:encoded><![CDATA[<figure><img src="https://gazette.example/i/%d.jpg" alt="The pier" /><figcaption>Photo: J. Marlow/Desk</figcaption></figure>%s]]></content:encoded>
<wfw:commentRss>%sfeed/</wfw:commentRss><slash:comments>%d</slash:comments></item>
`, i, link, link, now.Add(-time.Duration(i)*time.Hour).Format(time.RFC1123Z), i, i, strings.Repeat(paragraph, 20), link, i%9)
	}
	b.WriteString("</channel></rss>\n")
	return b.Bytes()
}

// peak returns the heap's peak during f above what it was before, as sampled.
// The collector runs eagerly, so that it is what f needs and not what the
// collector has not looked at yet: below 4 MiB it would never run.
func peak(f func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	before, most := sample[0].Value.Uint64(), uint64(0)
	done, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
			select {
			case <-done:
				return
			case <-time.After(100 * time.Microsecond):
			}
		}
	}()
	f()
	close(done)
	<-stopped
	return most - min(most, before)
}

// BenchmarkParse sets our way from bytes to cleaned stories beside gofeed's own
// on the same bytes. The bars: at most twice gofeed's time, and a heap that peaks
// at no more than twelve times the feed's size. Peaks are the worst of all feeds
// of 64 KiB and more. In the smallest of these the collector's own floor of some
// 400 KiB is half of the figure, and the figure grows with the load of the
// machine: read it beside gofeed's.
func BenchmarkParse(b *testing.B) {
	big := wordpressFeed(5 << 20)
	b.Run("wordpress-5MB", func(b *testing.B) { compare(b, [][]byte{big}) })
	b.Run("corpus", func(b *testing.B) {
		needCorpus(b)
		files, _ := filepath.Glob(filepath.Join(corpus, "feeds/*"))
		var all [][]byte
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := gofeed.NewParser().Parse(bytes.NewReader(data)); err == nil { // what gofeed refuses costs it nothing
				all = append(all, data)
			}
		}
		compare(b, all)
	})
}

func compare(b *testing.B, feeds [][]byte) {
	var ours, theirs time.Duration
	var size int64
	worst, worstTheirs := 0.0, 0.0
	for _, data := range feeds {
		size += int64(len(data))
		if len(data) >= 64<<10 {
			most := peak(func() { _, _ = Parse(data, Options{Now: now}) })
			worst = max(worst, float64(most)/float64(len(data)))
			most = peak(func() { _, _ = gofeed.NewParser().Parse(bytes.NewReader(data)) })
			worstTheirs = max(worstTheirs, float64(most)/float64(len(data)))
		}
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		// Turn by turn, so that both meet the same load of the machine.
		for _, data := range feeds {
			start := time.Now()
			if _, err := gofeed.NewParser().Parse(bytes.NewReader(data)); err != nil {
				b.Fatal(err)
			}
			middle := time.Now()
			_, _ = Parse(data, Options{Now: now})
			theirs += middle.Sub(start)
			ours += time.Since(middle)
		}
	}
	b.ReportMetric(float64(ours)/float64(theirs), "ours/gofeed")
	b.ReportMetric(worst, "peak/size")
	b.ReportMetric(worstTheirs, "gofeed-peak/size")
	b.ReportMetric(float64(ours.Milliseconds())/float64(b.N), "ours-ms")
	b.ReportMetric(float64(theirs.Milliseconds())/float64(b.N), "gofeed-ms")
}

// BenchmarkOneNew is a refresh that brings one new story among known ones.
func BenchmarkOneNew(b *testing.B) {
	data := wordpressFeed(300 << 10)
	var hashes [][32]byte
	if d, err := Parse(data, Options{Now: now, Unseen: func([32]byte) bool { return true }}); err == nil {
		hashes = d.Hashes
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		d, err := Parse(data, Options{Now: now, Unseen: func(h [32]byte) bool { return h == hashes[0] }})
		if err != nil || len(d.Stories) != 1 {
			b.Fatal(err, len(d.Stories))
		}
	}
}
