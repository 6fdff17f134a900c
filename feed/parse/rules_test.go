package parse

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"standfirst/feed"
)

const base = "https://news.example/dir/feed.xml"

func rssDoc(item string) string {
	return `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/"
xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>T</title><item>` +
		item + `</item></channel></rss>`
}

func atomDoc(inner string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:media="http://search.yahoo.com/mrss/"><title>T</title><entry>` + inner + `</entry></feed>`
}

func TestLinks(t *testing.T) {
	for name, c := range map[string]struct{ document, want string }{
		"as it stands":           {rssDoc(`<link> https://a.example/x?a=1&amp;b=2 </link>`), "https://a.example/x?a=1&b=2"},
		"escaped in CDATA":       {rssDoc(`<link><![CDATA[https://a.example/x?a=1&amp;b=2]]></link>`), "https://a.example/x?a=1&b=2"},
		"with a space":           {rssDoc(`<link>https://a.example/x y</link>`), "https://a.example/x%20y"},
		"relative":               {rssDoc(`<link>../x</link>`), "https://news.example/x"},
		"xml:base, a file":       {`<rss version="2.0" xml:base="http://b.example/p/q.html"><channel><item xml:base="r/s.html"><link>x</link></item></channel></rss>`, "http://b.example/p/r/x"},
		"Atom, relative base":    {`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/p/q.html"><entry><link href="x"/></entry></feed>`, "https://news.example/p/x"},
		"guid":                   {rssDoc(`<guid>https://a.example/g</guid>`), "https://a.example/g"},
		"guid, no permalink":     {rssDoc(`<guid isPermaLink="false">https://a.example/?p=1</guid>`), ""},
		"guid, in odd letters":   {rssDoc(`<guid x="İİİ" IsPERMAlink="false">https://a.example/?p=1</guid>`), ""},
		"guid, in small letters": {rssDoc(`<guid ispermalink="false">https://a.example/?p=1</guid>`), ""},
		"Atom's namespace":       {`<rss version="2.0" xmlns="http://www.w3.org/2005/Atom"><channel><item><link>https://a.example/x</link></item></channel></rss>`, "https://a.example/x"},
		"an item of Atom's":      {`<rss version="2.0"><channel><item xmlns="http://www.w3.org/2005/Atom"><link href="https://a.example/x"/></item></channel></rss>`, "https://a.example/x"},
		"guid, no address":       {rssDoc(`<guid>42</guid>`), ""},
		"empty link":             {rssDoc(`<link/><atom:link rel="alternate" href="https://a.example/x"/><guid isPermaLink="false">x</guid>`), "https://a.example/x"},
		"atom:link to itself":    {rssDoc(`<atom:link rel="self" href="https://a.example/x"/>`), ""},
		"an enclosure is none":   {rssDoc(`<enclosure url="https://a.example/x.mp3" type="audio/mpeg"/>`), ""},
		"script":                 {rssDoc(`<link>javascript:alert(1)</link><guid>https://a.example/g</guid>`), "https://a.example/g"},
		"user name":              {rssDoc(`<link>https://bank.test@a.example/x</link>`), "https://a.example/x"},
		"option":                 {rssDoc(`<link>--version</link>`), ""},
		"href in RSS":            {rssDoc(`<link href="https://a.example/x"/>`), "https://a.example/x"},
		"Atom, HTML first":       {atomDoc(`<link rel="alternate" type="application/json" href="https://a.example/j"/><link rel="alternate" type="text/html" href="https://a.example/h"/><link rel="edit" href="https://a.example/e"/>`), "https://a.example/h"},
		"Atom, id":               {atomDoc(`<id>https://a.example/i</id><link rel="edit" href="https://a.example/e"/>`), "https://a.example/i"},
		"Atom, tag: id":          {atomDoc(`<id>tag:a.example,2026:1</id>`), ""},
		"Atom, other type":       {atomDoc(`<id>urn:1</id><link rel="alternate" type="application/pdf" href="https://a.example/p"/>`), "https://a.example/p"},
		"JSON, id":               {`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"https://a.example/i"}]}`, "https://a.example/i"},
		"JSON, relative":         {`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","url":"/x"}]}`, "https://news.example/x"},
		"comment in it":          {rssDoc(`<link><!-- new --> https://a.example/x</link>`), "https://a.example/x"},
		"signs to encode":        {rssDoc(`<link><![CDATA[https://a.example/a"b<c>]]></link>`), "https://a.example/a%22b%3Cc%3E"},
		"Atom, white space":      {atomDoc(`<link href=" https://a.example/x "/>`), "https://a.example/x"},
		"Atom, as text":          {atomDoc(`<id>urn:1</id><link>https://a.example/x?a=1&amp;b=2</link>`), "https://a.example/x?a=1&b=2"},
		"Atom, as CDATA":         {atomDoc(`<id>urn:1</id><link rel="alternate"><![CDATA[https://a.example/x?a=1&b=2]]></link>`), "https://a.example/x?a=1&b=2"},
		"feed scheme":            {rssDoc(`<link>feed://a.example/x</link>`), "http://a.example/x"},
	} {
		if got := one(t, c.document, Options{Base: base}).Stories[0].Link; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestTitles(t *testing.T) {
	for name, c := range map[string]struct{ document, want string }{
		"numeric entities":      {rssDoc(`<title>&#8216;Best&#8217; &amp; last</title>`), "‘Best’ & last"},
		"escaped twice":         {rssDoc(`<title>Fish &amp;amp; chips &amp;#8211; &amp;lt;now&amp;gt;</title>`), "Fish & chips – <now>"},
		"tags":                  {rssDoc(`<title>&lt;b&gt;Slow&lt;/b&gt; &lt;i class="x>y"&gt;train&lt;/i&gt;&lt;br/&gt;coming</title>`), "Slow train coming"},
		"no tags of HTML":       {rssDoc(`<title><![CDATA[List<String> where a < b]]></title>`), "List<String> where a < b"},
		"a script":              {rssDoc(`<title><![CDATA[One<script>alert(1)</script> two<!-- three -->]]></title>`), "One two"},
		"Atom 0.3, escaped":     {`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title mode="escaped">Half &lt;b&gt;bold&lt;/b&gt; &amp;amp; more</title></entry></feed>`, "Half bold & more"},
		"Atom 0.3, base64 bare": {`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title mode="base64">SGFsZiA8Yj5ib2xkPC9iPg==</title></entry></feed>`, "Half bold"},
		"XHTML with a prefix":   {rssDoc(`<title>A <x:b xmlns:x="http://www.w3.org/1999/xhtml">bold</x:b> one</title>`), "A bold one"},
		"an instruction":        {rssDoc(`<title>A<?go on?>B</title>`), "AB"},
		"names of its own":      {`<!DOCTYPE rss [<!ENTITY co "Finch &amp; Sons"><!ENTITY e '&#233;'><!ENTITY loop "&co;&co;"><!ENTITY x SYSTEM "file:///etc/passwd">]>` + rssDoc(`<title>&co; caf&e; &loop; &x;</title>`)[len(`<?xml version="1.0"?>`):], "Finch & Sons café &loop; &x;"},
		"lines":                 {rssDoc("<title>\n  One\r\n\ttwo </title>"), "One two"},
		"Dublin Core":           {rssDoc(`<title></title><dc:title>D</dc:title>`), "D"},
		"media":                 {rssDoc(`<media:group><media:title>no</media:title></media:group><media:title>M</media:title>`), "M"},
		"media does not win":    {rssDoc(`<media:title>M</media:title><title>T</title>`), "T"},
		"escape":                {rssDoc("<title>a&amp;#27;]0;x&amp;#7;b\u009b1mc</title>"), "ab›1mc"},
		"Windows-1252 as Latin": {rssDoc("<title>it\u0092s \u0093so\u0094</title>"), "it’s “so”"},
		"UTF-8 twice":           {rssDoc("<title>CafÃ© â\u0080\u0093 naÃ¯ve</title>"), "Café – naïve"},
		"Atom html":             {atomDoc(`<title type="html">AT&amp;amp;T &lt;b&gt;falls&lt;/b&gt;</title>`), "AT&T falls"},
		"Atom xhtml":            {atomDoc(`<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">less <em>is</em> &lt;</div></title>`), "less is <"},
		"Atom 0.3 base64":       {atomDoc(`<title mode="base64" type="text/html">` + base64.StdEncoding.EncodeToString([]byte("Half <b>bold</b>")) + `</title>`), "Half bold"},
		"JSON is plain":         {`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"The <i> tag &amp; more"}]}`, "The <i> tag & more"},
		"long":                  {rssDoc(`<title>` + strings.Repeat("é", 2000) + `</title>`), strings.Repeat("é", 510) + "…"},
		"undeclared prefix":     {`<rss version="2.0"><channel><item><dc:title>D</dc:title></item></channel></rss>`, "D"},
		"an unknown namespace":  {`<feed xmlns="http://purl.org/echo/"><entry><title>E</title></entry></feed>`, "E"},
		"Atom misspelt":         {`<a:feed xmlns:a="https://www.w3.org/2005/atom/"><a:entry><a:title>E</a:title></a:entry></a:feed>`, "E"},
		"GOV.UK type":           {atomDoc(`<title>News story: Inspections change</title><category term="news_story" label="News story"/><link href="https://www.gov.uk/government/news/x"/>`), "Inspections change"},
		"GOV.UK, not a type":    {atomDoc(`<title>Note: Inspections change</title><category term="News story" label="News story"/><link href="https://www.gov.uk/government/news/x"/>`), "Note: Inspections change"},
		"a type, not at GOV.UK": {atomDoc(`<title>News: change</title><category term="News"/><link href="https://a.example/x"/>`), "News: change"},
	} {
		if got := one(t, c.document, Options{Base: base}).Stories[0].Title; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestCategories(t *testing.T) {
	for name, c := range map[string]struct {
		document string
		want     []string
	}{
		"RSS":        {rssDoc(`<category> News </category><category/><category>News</category><category domain="d">local &amp;amp; coast</category>`), []string{"News", "local &amp; coast"}},
		"elsewhere":  {rssDoc(`<dc:subject>S</dc:subject><media:category label="L">l/l</media:category><media:keywords>a, b</media:keywords><itunes:keywords>k</itunes:keywords><keywords>x,y</keywords>`), []string{"S", "x", "y", "L", "a", "b", "k"}},
		"in a group": {rssDoc(`<media:group><media:category>C</media:category><media:content><media:keywords>k</media:keywords></media:content></media:group>`), []string{"C", "k"}},
		"Atom":       {atomDoc(`<category term="t" label="Label"/><category term="t2"/><category term="" label=""/>`), []string{"Label", "t2"}},
		"JSON":       {`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","tags":["a"," b ",7,null]}]}`, []string{"a", "b", "7"}},
		"JSON, text": {`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","tags":"a, b"}]}`, []string{"a", "b"}},
		"many":       {rssDoc(strings.Repeat(`<category>a</category><category>b</category>`, 300)), []string{"a", "b"}},
	} {
		if diff := cmp.Diff(c.want, one(t, c.document, Options{}).Stories[0].Categories); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestDatesOfStories(t *testing.T) {
	for name, c := range map[string]struct{ document, published, updated string }{
		"RSS":              {rssDoc(`<pubDate>Mon, 04 May 2026 08:00:00 +0000</pubDate><dc:date>2026-05-05</dc:date>`), "2026-05-04T08:00:00Z", "2026-05-05T00:00:00Z"},
		"broken, fallback": {rssDoc(`<pubDate>soon</pubDate><dcterms:issued>2026-05-04</dcterms:issued>`), "2026-05-04T00:00:00Z", ""},
		"dcterms":          {rssDoc(`<dcterms:modified>2026-05-04</dcterms:modified><dcterms:created>2020-01-01</dcterms:created>`), "", "2026-05-04T00:00:00Z"},
		"Atom":             {atomDoc(`<published>2026-05-04T08:00:00+02:00</published><updated>1777881600</updated>`), "2026-05-04T06:00:00Z", "2026-05-04T08:00:00Z"},
		"Atom 0.3":         {`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><issued>2004-05-04</issued><modified>2004-05-05</modified></entry></feed>`, "2004-05-04T00:00:00Z", "2004-05-05T00:00:00Z"},
		"CDF":              {`<CHANNEL><ITEM HREF="https://a.example/" LASTMOD="1998-05-04T08:00"><TITLE>x</TITLE></ITEM></CHANNEL>`, "", "1998-05-04T08:00:00Z"},
	} {
		s := one(t, c.document, Options{}).Stories[0]
		for _, x := range []struct {
			what string
			got  time.Time
			want string
		}{{"published", s.Published, c.published}, {"updated", s.Updated, c.updated}} {
			got := ""
			if !x.got.IsZero() {
				got = x.got.Format(time.RFC3339)
			}
			if got != x.want {
				t.Errorf("%s: %s %q, want %q", name, x.what, got, x.want)
			}
		}
	}
}

func TestRepairs(t *testing.T) {
	item := func(n int) string {
		return fmt.Sprintf(`<item><title>S%d &#8211;</title><link>https://a.example/%d</link></item>`, n, n)
	}
	channel := `<rss version="2.0"><channel><title>T</title>`
	for name, c := range map[string]struct {
		document string
		titles   string
		warning  string
		cut      bool
	}{
		"illegal reference":         {channel + `<item><title>a&#0;b&#x1F;c&#xFFFF;&#55296;</title><description><![CDATA[&#0; stays]]></description></item></channel></rss>`, "abc", "4 character references", false},
		"bare ampersands":           {channel + `<item><title>a & b &copy; &nothing; &#; R&copy=2</title></item></channel></rss>`, "a & b © &nothing; &#; R&copy=2", "", false},
		"a bare less-than":          {channel + `<item><title>1 < 2 <3</title></item></channel></rss>`, "1 < 2 <3", "“<”", false},
		"cut between stories":       {channel + item(1) + item(2), "S1 –|S2 –", "cut off", true},
		"cut in a story":            {channel + item(1) + `<item><title>S2</title><link>https://a.example/2</link><description>half a sen`, "S1 –|S2", "cut off", true},
		"cut in a CDATA section":    {channel + item(1) + `<item><title>S2</title><guid>2</guid><description><![CDATA[<p>half a sen`, "S1 –|S2", "cut off", true},
		"cut before its link":       {channel + item(1) + `<item><title>S2</title><description>half`, "S1 –", "cut off", true},
		"mixed up":                  {channel + `<item><title>A <b><i>x</b></i> y</title><link>https://a.example/1</link></item>` + item(2) + `</channel></rss>`, "A x y|S2 –", "nothing ends", false},
		"field not closed":          {channel + `<item><title>A<link>https://a.example/1</link><description>x</description></item>` + item(2) + `</channel></rss>`, "A|S2 –", "nothing ends", false},
		"end tag in capitals":       {channel + `<item><title>A</Title><link>https://a.example/1</ link></item></channel></rss>`, "A", "as their beginnings", false},
		"words in angles":           {channel + `<item><title>A</title><description><script>if (a<b && c>d) x();</script></description></item></channel></rss>`, "A", "“<”", false},
		"angle in an attribute":     {channel + `<item><title>A</title><enclosure url="https://a.example/<1>.mp3" type="audio/mpeg"/></item></channel></rss>`, "A", "written another way", false},
		"CDATA in CDATA":            {channel + `<item><title>A</title><description><![CDATA[a <![CDATA[b]]> c]]></description></item></channel></rss>`, "A", "written another way", false},
		"cdata":                     {channel + `<item><title><![cdata[A & b]]></title></item></channel></rss>`, "A & b", "written another way", false},
		"bad comment":               {channel + `<!-- one -- two --><item><title>A</title><!-- -----></item></channel></rss>`, "A", "", false},
		"warnings in HTML":          {"<br />\n<b>Warning</b>: date() in <b>/x.php</b><br />\n<?xml version=\"1.0\"?>" + channel + item(1) + `</channel></rss>`, "S1 –", "text before the feed", false},
		"an entry alone":            {`<entry xmlns="http://www.w3.org/2005/Atom"><title>A</title></entry>`, "A", "", false},
		"RDF of another namespace":  {`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/net/rss1.1#"><channel><title>T</title></channel><item><title>A</title></item></rdf:RDF>`, "A", "", false},
		"prefix of another one":     {`<r:rss version="2.0" xmlns:r="http://feeds.example/rss"><r:channel><r:item><r:title>A</r:title></r:item></r:channel></r:rss>`, "A", "", false},
		"end tags too many":         {channel + item(1) + `</item>` + item(2) + `</channel></rss>`, "S1 –|S2 –", "end tag", false},
		"bare attribute":            {`<rss version=2.0><channel><item><title>S</title></item></channel></rss>`, "S", "quotation marks", false},
		"text before":               {"Warning: php\n" + channel + item(1) + `</channel></rss>`, "S1 –", "text before the feed", false},
		"junk behind":               {channel + item(1) + `</channel></rss><script>x</script> &`, "S1 –", "", false},
		"declaration in the middle": {`<!-- c --><?xml version="1.0"?>` + channel + item(1) + `</channel></rss>`, "S1 –", "", false},
		"not closed":                {channel + `<item><title>A</title><item><title>B</title></item></channel></rss>`, "A|B", "inside one another", false},
		"empty inside":              {channel + `<item><title>A</title><item/><link>https://a.example/</link></item></channel></rss>`, "A|", "inside one another", false},
		"RSS 1.1":                   {`<Channel xmlns="http://purl.org/net/rss1.1#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><title>T</title><items rdf:parseType="Collection"><item><title>A</title></item></items></Channel>`, "A", "not built as", false},
		"entries under rss":         {`<rss version="2.0"><channel><entry><title>A</title></entry></channel></rss>`, "A", "not built as", false},
		"unknown root":              {`<news><item><title>A</title></item><item><title>B</title></item></news>`, "A|B", "not built as", false},
		"a feed in a page":          {`<html><body><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>A</title></entry></feed></body></html>`, "A", "not built as", false},
		"RDF":                       {`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>T</title></channel><item><title>A</title></item></rdf:RDF>`, "A", "", false},
		"one bad story":             {channel + item(1) + `<item><title>bad</title <x y='</item>` + item(3) + `</channel></rss>`, "S1 –|bad</title <x y='|S3 –", "“<”", false},
		"one beyond repair":         {channel + item(1) + `<item><title>bad</title><a:b:c>y</a:b:c></item>` + item(3) + `</channel></rss>`, "S1 –|S3 –", "one story could not be read", false},
		"JSON, cut":                 {`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"A"},{"id":"2","ti`, "A", "JSON is broken", true},
		"JSON, a comma too many":    {`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"A\xB",},]}`, "AxB", "JSON is broken", true},
		"JSON, called back":         {`show({"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"A"}]});`, "A", "text before the feed", false},
		"JSON, odd types":           {`{"version":"https://jsonfeed.org/version/1.1","title":7,"author":"x","expired":"no","items":[{"id":1,"title":"A","url":{},"authors":"n","attachments":{}},3,null]}`, "A", "", false},
	} {
		d, err := Parse([]byte(c.document), Options{Now: now})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var titles []string
		for _, s := range d.Stories {
			titles = append(titles, s.Title)
		}
		warnings := strings.Join(d.Warnings, " ")
		if got := strings.Join(titles, "|"); got != c.titles || !strings.Contains(warnings, c.warning) || (c.warning == "") != (warnings == "") || d.Truncated != c.cut {
			t.Errorf("%s: %q, want %q; warnings %q; truncated %v", name, got, c.titles, d.Warnings, d.Truncated)
		}
	}
}

func TestCharsets(t *testing.T) {
	const title = "Café – naïve €5"
	document := func(declaration string) string {
		return declaration + `<rss version="2.0"><channel><item><title>` + title + `</title></item></channel></rss>`
	}
	encode := func(e interface{ String(string) (string, error) }, s string) string {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	windows := charmap.Windows1252.NewEncoder()
	for name, c := range map[string]struct{ document, contentType, warning string }{
		"nothing said":             {document(""), "", ""},
		"declared":                 {encode(windows, document(`<?xml version="1.0" encoding="windows-1252"?>`)), "", ""},
		"in the header":            {encode(windows, document(`<?xml version="1.0"?>`)), `text/xml; charset="Windows-1252"`, ""},
		"in single quotes":         {encode(windows, document(``)), `text/xml; charset='windows-1252'`, ""},
		"header before the rest":   {encode(charmap.ISO8859_15.NewEncoder(), strings.ReplaceAll(document(`<?xml version="1.0" encoding="koi8-r"?>`), "–", "-")), "text/xml; charset=iso-8859-15", ""},
		"says Latin-1, is UTF-8":   {document(`<?xml version="1.0" encoding="ISO-8859-1"?>`), "", "is UTF-8"},
		"header lies, is UTF-8":    {document(""), "text/xml; charset=iso-8859-1", "is UTF-8"},
		"says UTF-8, is Windows":   {encode(windows, document(`<?xml version="1.0" encoding="utf-8"?>`)), "", "does not say truly"},
		"byte order mark":          {"\ufeff" + document(`<?xml version="1.0" encoding="utf-16"?>`), "", ""},
		"two of them":              {"\ufeff\ufeff" + document(""), "", ""},
		"UTF-16 with mark":         {encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), document(`<?xml version="1.0" encoding="utf-16"?>`)), "", ""},
		"UTF-16 without":           {encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder(), document(`<?xml version="1.0"?>`)), "", ""},
		"UTF-32":                   {encode(utf32.UTF32(utf32.LittleEndian, utf32.UseBOM).NewEncoder(), document("")), "", ""},
		"unknown name":             {document(`<?xml version="1.0" encoding="x-klingon"?>`), "", ""},
		"space before declaration": {"\n\n " + document(`<?xml version="1.0" encoding="utf-8"?>`), "", ""},
		"XML 1.1":                  {document(`<?xml version="1.1"?>`), "", ""},
	} {
		d := one(t, c.document, Options{ContentType: c.contentType})
		got := strings.ReplaceAll(d.Stories[0].Title, "é - n", "é – n")
		if got != title || !strings.Contains(strings.Join(d.Warnings, " "), c.warning) || (c.warning == "") != (len(d.Warnings) == 0) {
			t.Errorf("%s: %q, warnings %q", name, got, d.Warnings)
		}
	}
	japaneseFeed := strings.Replace(document(`<?xml version="1.0" encoding="iso-2022-jp"?>`), title, "日本語の題", 1)
	if d := one(t, encode(japanese.ISO2022JP.NewEncoder(), japaneseFeed), Options{}); d.Stories[0].Title != "日本語の題" {
		t.Errorf("ISO-2022-JP: %q", d.Stories[0].Title)
	}
	ebcdic := strings.Replace(document(`<?xml version="1.0" encoding="IBM037"?>`), title, "plain", 1)
	if d := one(t, encode(charmap.CodePage037.NewEncoder(), ebcdic), Options{}); d.Stories[0].Title != "plain" {
		t.Errorf("EBCDIC: %q", d.Stories[0].Title)
	}
	if d := one(t, strings.Replace(document(""), "naïve", "na\xffve", 1), Options{}); d.Stories[0].Title != "Café – na\uFFFDve €5" || len(d.Warnings) != 1 {
		t.Errorf("a bad byte: %q, %q", d.Stories[0].Title, d.Warnings)
	}
}

func TestFaults(t *testing.T) {
	page := `<!DOCTYPE html><html><head><title>x</title><link rel="alternate" type="application/rss+xml" href="/feed/"></head><body>%s</body></html>`
	for name, c := range map[string]struct {
		document string
		kind     Kind
		says     string
	}{
		"empty":          {" \n", KindEmpty, "is empty"},
		"page":           {fmt.Sprintf(page, "<p>hello"), KindPage, "The page names this feed: https://news.example/feed/"},
		"login":          {fmt.Sprintf(page, `<input type="password">`), KindLogin, "(login page?)"},
		"bot wall":       {fmt.Sprintf(page, `<script src="/cdn-cgi/challenge-platform/x.js"></script>`), KindWall, "bot wall"},
		"picture":        {"\x89PNG\r\n\x1a\n\x00\x00", KindNotFeed, "not a feed"},
		"other XML":      {`<?xml version="1.0"?><urlset><url/></urlset>`, KindNotFeed, "XML but not a feed"},
		"other JSON":     {`{"code":"rest_no_route","items":3}`, KindNotFeed, "not a JSON Feed"},
		"posts of REST":  {`[{"id":1,"title":{"rendered":"x"}}]`, KindNotFeed, "not a JSON Feed"},
		"broken JSON":    {`{"version`, KindBroken, "broken JSON"},
		"deep XML":       {rssDoc(strings.Repeat("<a>", 200) + strings.Repeat("</a>", 200)), KindTooDeep, "nested too deeply"},
		"open breaks":    {rssDoc("<x:a>" + strings.Repeat("<br>", 20000) + "</x:a>"), KindTooDeep, "nested too deeply"},
		"attributes":     {rssDoc("<a " + strings.Repeat(`b="c" `, 300) + "/>"), KindTooDeep, "300 attributes"},
		"deep JSON":      {`{"version":"https://jsonfeed.org/version/1","x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`, KindTooDeep, "nested too deeply"},
		"cut before all": {`<rss version="2.0"><channel><title>T`, KindTruncated, "ends before its first story"},
		"large":          {rssDoc(strings.Repeat(" ", 2<<20)), KindTooLarge, "limit 1 MB"},
	} {
		_, err := Parse([]byte(c.document), Options{Base: base, MaxBytes: 1 << 20})
		var fault *Fault
		if !errors.As(err, &fault) || !errors.Is(err, &Fault{Kind: c.kind}) || !strings.Contains(err.Error(), c.says) || fault.Remedy == "" {
			t.Errorf("%s: %v, want %s: %s", name, err, c.kind, c.says)
		}
	}
	if _, err := Parse([]byte(rssDoc(strings.Repeat("<p>", 100)+strings.Repeat("</p>", 100))), Options{}); err != nil {
		t.Errorf("100 levels: %v", err)
	}
}

func TestLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>T</title>`)
	for i := range 30 { // the newest ones in the middle
		fmt.Fprintf(&b, `<item><title>S%d</title><pubDate>%s</pubDate></item>`, i, now.Add(-time.Duration((i-15)*(i-15))*time.Hour).Format(time.RFC1123Z))
	}
	d, err := Parse([]byte(b.String()+`</channel></rss>`), Options{Now: now, MaxStories: 3})
	if err != nil || len(d.Stories) != 3 || d.Stories[0].Title != "S14" || d.Stories[2].Title != "S16" || !strings.Contains(strings.Join(d.Warnings, ""), "holds 30 stories; the newest 3") {
		t.Errorf("%+v, %v", d, err)
	}
	d = one(t, rssDoc(`<description>`+strings.Repeat("word &lt;p&gt; ", 400_000)+`</description>`), Options{})
	if n := len(d.Stories[0].Body); n > maxBody || n < maxBody-1024 || len(d.Warnings) != 1 {
		t.Errorf("a body of %d bytes, %q", n, d.Warnings)
	}
}

func TestSchedule(t *testing.T) {
	d, err := Parse([]byte(`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"><channel><title>T</title><ttl>90</ttl>
<skipHours><hour>3</hour><hour>24</hour><hour>x</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<atom:link rel="next" href="?page=2"/><atom:link rel="prev-archive" href="/2025.xml"/><fh:complete/></channel></rss>`), Options{Base: base})
	if err != nil {
		t.Fatal(err)
	}
	if d.TTL != 90*time.Minute || !slices.Equal(d.SkipHours, []int{3, 0}) || !slices.Equal(d.SkipDays, []time.Weekday{time.Sunday}) ||
		d.Next != base+"?page=2" || d.PrevArchive != "https://news.example/2025.xml" || !d.Complete {
		t.Errorf("%+v", d)
	}
	for period, want := range map[string]time.Duration{"daily": 12 * time.Hour, " weekly\n": 84 * time.Hour, "never": 0} {
		if got := updateEvery(period, " 2 "); got != want {
			t.Errorf("%q: %v, want %v", period, got, want)
		}
	}
}

func TestGovernmentFeeds(t *testing.T) {
	d := one(t, atomDoc(`<id>https://www.gov.uk/government/news/x#2026-05-04T08:00:00Z</id><title>News story: X</title><category term="News story" label="News story"/><link rel="alternate" href="https://www.gov.uk/government/news/x"/>`), Options{})
	if s := d.Stories[0]; s.GUID != s.Link {
		t.Errorf("the key is %q", s.GUID)
	}
	d = one(t, atomDoc(`<id>x</id><title>This feed has ended</title><summary>Go to the new search.</summary><link href="https://www.gov.uk/search/all"/>`), Options{})
	if d.Ended != "Go to the new search." {
		t.Errorf("ended: %q", d.Ended)
	}
	d = one(t, `{"version":"https://jsonfeed.org/version/1.1","expired":true,"items":[{"id":"1"}]}`, Options{})
	if d.Ended == "" {
		t.Error("an expired JSON Feed lives on")
	}
}

func TestBylinesCommentsMedia(t *testing.T) {
	s := one(t, rssDoc(`<author>desk@a.example (Orla Finch)</author><slash:comments>7</slash:comments>
<media:content url="/p.jpg" medium="image"><media:description>Rain on a pier</media:description><media:credit>J. Marlow</media:credit></media:content>
<enclosure url="/e.mp3" type="audio/mpeg" length="-5"/><enclosure url="/e.mp3"/>`), Options{Base: base}).Stories[0]
	if s.Byline != "Orla Finch" || s.Comments != 7 || !slices.Equal(s.Enclosures, []string{"https://news.example/e.mp3"}) || s.Address() != s.Enclosures[0] {
		t.Errorf("%+v", s)
	}
	if len(s.Images) != 1 || s.Images[0].Alt != "Rain on a pier" || s.Images[0].Credit != "Photo: J. Marlow" || s.Images[0].URL != "https://news.example/p.jpg" {
		t.Errorf("%+v", s.Images)
	}
	s = one(t, rssDoc(`<author>a@b.example</author><dc:creator>Ann</dc:creator><dc:creator>Bo &amp;amp; Co</dc:creator><dc:creator>ann</dc:creator>`), Options{}).Stories[0]
	if s.Byline != "Ann, Bo & Co" || s.Comments != -1 {
		t.Errorf("%+v", s)
	}
	s = one(t, `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><author><name>HM Office</name></author><entry><thr:total>3</thr:total>
<link rel="replies" type="application/atom+xml" href="https://a.example/r"/></entry></feed>`, Options{}).Stories[0]
	if s.Byline != "HM Office" || s.Comments != 3 || s.CommentsURL != "https://a.example/r" {
		t.Errorf("%+v", s)
	}
}

func TestDescribe(t *testing.T) {
	for caption, want := range map[string][3]string{
		"Photo: Ray Tan/Desk":                       {"", "Photo: Ray Tan/Desk", ""},
		"Mara Lund; Photo: Desk":                    {"Mara Lund", "Photo: Desk", ""},
		"Mara Lund (Photo: Desk)":                   {"Mara Lund", "Photo: Desk", ""},
		"A street (picture posed by model)":         {"A street", "", "posed"},
		"Photo: J. Pell/AnyStock (posed by models)": {"", "Photo: J. Pell/AnyStock", "posed"},
		"Image credit: Desk":                        {"", "Image credit: Desk", ""},
		"The photographs are: old":                  {"The photographs are: old", "", ""},
		"":                                          {"", "", ""},
	} {
		image := describe(feed.Image{Alt: caption}, "")
		posed := ""
		if image.Posed {
			posed = "posed"
		}
		if got := [3]string{image.Alt, image.Credit, posed}; got != want {
			t.Errorf("%q: %q, want %q", caption, got, want)
		}
	}
}

func TestBodies(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"kept as it is":   {`<p class="a">One <b>two</b> &amp; three</p>`, `<p class="a">One <b>two</b> &amp; three</p>`},
		"scripts, forms":  {`<p>a</p><script>x<b></script><style>y</style><!-- z --><form><input name="q"><select><option>o</select>b</form>`, `<p>a</p><form>b</form>`},
		"control":         {"<p title=\"&#27;[1m\">a&#27;[31m&#x9d;b&#x202e;c\u200b</p>", `<p title="">abc</p>`},
		"twice escaped":   {`<p>&amp;#27;[31m</p>`, `<p>&amp;#27;[31m</p>`},
		"relative":        {`<a href="x">x</a><a href="#n">n</a><img src='/i.png' alt="I">`, `<a href="https://a.example/s/x">x</a><a href="#n">n</a><img src="https://a.example/i.png" alt="I">`},
		"user names":      {`<a href="https://me:pw@x.example/a@b">x</a><a href="//me@x.example/">y</a><a href="mailto:a@b.example">z</a>`, `<a href="https://x.example/a@b">x</a><a href="https://x.example/">y</a><a href="mailto:a@b.example">z</a>`},
		"lazy picture":    {`<img src="data:image/gif;base64,R0" data-src="https://a.example/i.png" width="9">`, `<img src="https://a.example/i.png" width="9">`},
		"plain text":      {"One < two\n\nThree\nfour", "<p>One &lt; two</p>\n<p>Three<br>\nfour</p>"},
		"emoji":           {`<p>a <img class="emoji" alt="👏" src="https://s.example/x.png"></p>`, `<p>a 👏</p>`},
		"unclosed script": {`<p>a</p><script>x`, `<p>a</p>`},
	} {
		s := one(t, rssDoc(`<link>https://a.example/s/t</link><description><![CDATA[`+c.in+`]]></description>`), Options{}).Stories[0]
		if s.Body != c.want {
			t.Errorf("%s: %q, want %q", name, s.Body, c.want)
		}
	}
}

func TestSamples(t *testing.T) {
	folder := "../../../shared/samples"
	for _, c := range []struct {
		file               string
		stories, full, cut int
	}{
		{"communitycare.rss.xml", 12, 12, 9},
		{"first.rss.xml", 12, 0, 3},
	} {
		data, err := os.ReadFile(filepath.Join(folder, c.file))
		if err != nil {
			t.Skipf("SKIPPED: there are no samples at %s", folder)
		}
		d, err := Parse(data, Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		full, cut := 0, 0
		for _, s := range d.Stories {
			if s.Full {
				full++
			}
			if strings.HasSuffix(s.Standfirst, "…") {
				cut++
			}
			for _, text := range []string{s.Standfirst, s.Body} {
				if strings.Contains(text, "appeared first on") || strings.Contains(text, "[…]") || strings.Contains(text, "poll embedded") || strings.Contains(text, "<script") || strings.Contains(text, "[caption") {
					t.Errorf("%s: %q", s.Title, text)
				}
			}
		}
		if !d.WordPress || len(d.Stories) != c.stories || full != c.full || cut != c.cut || len(d.Warnings) > 0 {
			t.Errorf("%s: %d stories, %d full, %d cut, %q", c.file, len(d.Stories), full, cut, d.Warnings)
		}
	}
}
