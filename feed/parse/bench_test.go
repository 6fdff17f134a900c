package parse

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
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

// BenchmarkParse sets our way from bytes to cleaned stories beside gofeed's own
// on the same bytes. The bars: at most twice gofeed's time, and a heap that peaks
// at no more than twelve times the feed's size, which TestPeaks holds.
func BenchmarkParse(b *testing.B) {
	big := wordpressFeed(5 << 20)
	b.Run("wordpress-5MB", func(b *testing.B) { compare(b, [][]byte{big}) })
	b.Run("corpus", func(b *testing.B) {
		needCorpus(b)
		var all [][]byte
		for _, data := range corpusFeeds(b) {
			if _, err := gofeed.NewParser().Parse(bytes.NewReader(data)); err == nil { // what gofeed refuses costs it nothing
				all = append(all, data)
			}
		}
		compare(b, all)
	})
}

func corpusFeeds(t testing.TB) (all [][]byte) {
	files, _ := filepath.Glob(filepath.Join(corpus, "feeds/*"))
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data)
	}
	return all
}

func compare(b *testing.B, feeds [][]byte) {
	var ours, theirs time.Duration
	var size int64
	for _, data := range feeds {
		size += int64(len(data))
	}
	worst := peaks(b, len(feeds) > 1)
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
	b.ReportMetric(worst.ours, "peak/size")
	b.ReportMetric(worst.gofeed, "gofeed-peak/size")
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
