package parse

import (
	"testing"
	"time"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// one reads a document of one story.
func one(t *testing.T, document string, o Options) (d *Document) {
	t.Helper()
	if o.Now.IsZero() {
		o.Now = now
	}
	d, err := Parse([]byte(document), o)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	if len(d.Stories) != 1 {
		t.Fatalf("%d stories, want 1", len(d.Stories))
	}
	return d
}

func TestStoryOfWordPress(t *testing.T) {
	d := one(t, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>Harbour Gazette</title><link>https://gazette.example</link><description></description><language>en-GB</language>
	<sy:updatePeriod>
	hourly	</sy:updatePeriod><sy:updateFrequency>
	1	</sy:updateFrequency><generator>https://wordpress.org/?v=6.8.3</generator>
<item><title>Ferry &#8216;back by May&#8217; &amp; cheaper</title><link>https://gazette.example/2026/11/ferry/</link>
	<comments>https://gazette.example/2026/11/ferry/#respond</comments><dc:creator><![CDATA[Desk]]></dc:creator>
	<pubDate>Sat, 21 Nov 2026 07:15:22 +0000</pubDate><category><![CDATA[News]]></category><category><![CDATA[News]]></category><category><![CDATA[]]></category>
	<category><![CDATA[health &amp; harbour]]></category><guid isPermaLink="false">https://x9.hosting.example/?p=41</guid>
	<description><![CDATA[<p>by Orla Finch The ferry returns in spring after two years, the port says, and it will [&hellip;]</p>
<p>The post <a rel="nofollow" href="https://gazette.example/2026/11/ferry/">Ferry</a> appeared first on <a rel="nofollow" href="https://gazette.example">Harbour Gazette</a>.</p>
]]></description><content:encoded><![CDATA[Note: There is a poll embedded within this post, please visit the site to participate in this post's poll.
<p><strong>by Orla Finch</strong></p>
<figure><img src="/pier.jpg" alt="The pier"/><figcaption>Photo: J. Marlow/Desk (posed by models)</figcaption></figure>
<p>The ferry returns in spring <img class="wp-smiley" alt="⛴" src="https://s.w.org/x.png"/>&#27;]52;c;eA&#7;.</p><script>alert(1)</script>
<p>The post <a rel="nofollow" href="https://gazette.example/2026/11/ferry/">Ferry</a> appeared first on <a rel="nofollow" href="https://gazette.example">Harbour Gazette</a>.</p>
]]></content:encoded><wfw:commentRss>https://gazette.example/2026/11/ferry/feed/</wfw:commentRss><slash:comments>0</slash:comments></item>
</channel></rss>`, Options{})
	if !d.WordPress || d.UpdateEvery != time.Hour || d.Format != "rss 2.0" || len(d.Warnings) != 0 {
		t.Errorf("document: %+v", d)
	}
	s := d.Stories[0]
	for _, c := range []struct{ what, got, want string }{
		{"title", s.Title, "Ferry ‘back by May’ & cheaper"},
		{"link", s.Link, "https://gazette.example/2026/11/ferry/"},
		{"byline", s.Byline, "Orla Finch"},
		{"standfirst", s.Standfirst, "The ferry returns in spring after two years, the port says, and it will…"},
		{"comments feed", s.CommentsURL, "https://gazette.example/2026/11/ferry/feed/"},
		{"image", s.Images[0].URL, "https://gazette.example/pier.jpg"},
		{"alt", s.Images[0].Alt, "The pier"},
		{"credit", s.Images[0].Credit, "Photo: J. Marlow/Desk"},
		{"body", s.Body, `<figure><img src="https://gazette.example/pier.jpg" alt="The pier"><figcaption>Photo: J. Marlow/Desk (posed by models)</figcaption></figure>
<p>The ferry returns in spring ⛴.</p>
<p><em>This story has a poll on its site.</em></p>`},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	if !s.Full || s.Comments != 0 || !s.Images[0].Posed || len(s.Categories) != 2 || s.Categories[1] != "health &amp; harbour" {
		t.Errorf("story: %+v", s)
	}
}
