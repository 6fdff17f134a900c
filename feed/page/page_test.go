package page

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"standfirst/feed/clean"
)

// sentence is text that could stand in a story.
func sentence(i int) string {
	return fmt.Sprintf("The council of Harrowden, which has %d members, agreed on Tuesday to pay for the work, and named a date. ", i)
}

func story(paragraphs int) string {
	var b strings.Builder
	for i := range paragraphs {
		b.WriteString("<p>" + sentence(i) + "</p>")
	}
	return b.String()
}

func read(t *testing.T, page string, o Options) Article {
	t.Helper()
	if o.Base == "" {
		o.Base = "https://paper.example/news/story/"
	}
	a, err := Extract([]byte(page), o)
	if err != nil {
		t.Fatalf("%v in %.200s", err, page)
	}
	return a
}

// TestShortStoryLongComments is the trap that readability falls into: two
// paragraphs of story, twenty of comments.
func TestShortStoryLongComments(t *testing.T) {
	var comments strings.Builder
	for i := range 20 {
		fmt.Fprintf(&comments, `<li class="comment"><div class="comment-body"><p>COMMENT %d %s%s</p></div></li>`, i, sentence(i), sentence(i+1))
	}
	for name, list := range map[string]string{
		"by id":          `<div id="comments"><ol class="commentlist">` + comments.String() + `</ol></div>`,
		"by class":       `<section class="comments-area"><ol>` + comments.String() + `</ol></section>`,
		"list by itself": `<ol class="comment-list">` + comments.String() + `</ol>`,
	} {
		for form, body := range map[string]string{
			"marked":   `<div class="entry-content">` + story(2) + `</div>`,
			"unmarked": `<div class="c1"><div class="c2">` + story(2) + `</div></div>`,
		} {
			a := read(t, `<html><head><title>Short</title></head><body><article><h1>Short</h1>`+body+`</article>`+list+`</body></html>`, Options{})
			if strings.Contains(a.Text, "COMMENT") || !strings.Contains(a.Text, "1 members") {
				t.Errorf("%s, %s (%s): %.200q", name, form, a.Found, a.Text)
			}
		}
	}
}

// TestAsidesAndFooters: pull quotes and the sources of quotations are text,
// boxes of other stories are not.
func TestAsidesAndFooters(t *testing.T) {
	a := read(t, `<body><article><div class="entry-content">`+story(3)+
		`<aside class="pullquote"><p>PULLED out of the text</p></aside>
		<blockquote><p>QUOTED words</p><footer>— SOURCE of it</footer></blockquote>
		<aside class="related"><h3>Related</h3><ul><li><a href="/1">OTHER one</a></li></ul></aside>
		<aside><a href="/2">OTHER two</a> <a href="/3">OTHER three</a></aside>
		<footer class="entry-footer"><a href="/tag/x">OTHER tag</a></footer></div></article><footer>OTHER company</footer></body>`, Options{})
	for _, want := range []string{"PULLED", "QUOTED", "SOURCE"} {
		if !strings.Contains(a.Text, want) {
			t.Errorf("missing %s", want)
		}
	}
	if strings.Contains(a.Text, "OTHER") {
		t.Errorf("leaked: %s", a.Text)
	}
}

func TestClutterInTheBody(t *testing.T) {
	a := read(t, `<body><article><div class="entry-content"><h1>Headline of it</h1>`+story(2)+
		`<h3>You might also like:</h3><ul><li><a href="/1">OTHER one</a></li><li><a href="/2">OTHER two</a></li></ul>`+story(1)+
		`<p><strong>Read more</strong></p><p><a href="/3">OTHER three</a></p>
		<div class="sharedaddy"><h3>Share this:</h3><a href="/s">OTHER share</a></div>
		<div class="newsletter-signup"><p>OTHER sign-up</p><form><input></form></div>
		<p>OTHER help us go on. <a href="/d">Donate</a></p>
		<div class="wp-polls"><p>OTHER poll?</p></div><div id="div-gpt-ad-1">OTHER ad</div>
		<p>The <strong>related</strong> duties are in <a href="/x">the Act</a>, KEPT.</p></div></article>
		<div id="cookie-law-info-bar">OTHER cookies</div></body>`, Options{})
	if strings.Contains(a.Text, "OTHER") || strings.Contains(a.Text, "also like") || strings.Contains(a.Text, "Read more") || !strings.Contains(a.Text, "KEPT") || strings.Count(a.Text, "0 members") != 2 {
		t.Error(a.Text)
	}
}

// TestClutterAround: what stands beside a story that no class marks as one.
func TestClutterAround(t *testing.T) {
	var replies strings.Builder
	for i := range 15 {
		fmt.Fprintf(&replies, `<div class="reader-post"><b>OTHER reader</b><p>OTHER %d %s%s</p></div>`, i, sentence(i), sentence(i+1))
	}
	for why, page := range map[string]string{
		"a discussion":         `<div class="story"><h1>Brief</h1>` + story(2) + `</div><div class="user-discussion">` + replies.String() + `</div>`,
		"a row of links":       `<div>` + story(3) + `<a href="/a">OTHER kit</a> <span>|</span> <a href="/b"><em>OTHER feed</em></a><br><br></div>`,
		"a sign-up":            `<div>` + story(3) + `<div class="subscription-widget-wrap"><p>OTHER Notes is supported by readers.</p><form><input></form></div>` + story(1) + `</div>`,
		"the menu of a layout": `<table><tr><td><a href="/a">OTHER News</a><br><a href="/b">OTHER Sport</a><br><a href="/c">OTHER Letters</a></td><td>` + strings.ReplaceAll(strings.ReplaceAll(story(6), "<p>", ""), "</p>", "<br><br>") + `</td></tr></table>`,
	} {
		a := read(t, `<html><head><title>Brief</title></head><body>`+page+`</body></html>`, Options{})
		if strings.Contains(a.Text, "OTHER") || !strings.Contains(a.Text, "0 members") || !strings.Contains(a.Text, "1 members") {
			t.Errorf("%s (%s): %.400q", why, a.Found, a.Text)
		}
	}
	// Links that a story lists are its own, and so are its notes.
	a := read(t, `<body><article>`+story(4)+`<p>The panel named <a href="/x">one KEPT</a>, <a href="/y">another KEPT</a> | and a third.</p>
		<p><a href="/only">the report KEPT</a></p><div class="footnote"><a href="#r">1</a><div class="footnote-content"><p>NOTE The report has no numbers.</p></div></div></article></body>`, Options{})
	if strings.Count(a.Text, "KEPT") != 3 || !strings.Contains(a.Text, "NOTE") {
		t.Errorf("%s", a.Text)
	}
}

// TestPartsOfABody: parts within one article are one story, those of several
// are not.
func TestPartsOfABody(t *testing.T) {
	parts := `<div class="post-body">` + story(2) + `</div><div class="ad-slot">OTHER</div><div class="post-body"><p>SECOND part. ` + sentence(7) + sentence(8) + `</p></div>`
	if a := read(t, `<body><article>`+parts+`</article></body>`, Options{}); !strings.Contains(a.Text, "SECOND") || !strings.Contains(a.Text, "1 members") || strings.Contains(a.Text, "OTHER") {
		t.Error(a.Text)
	}
	boxes := strings.Repeat(`<div class="entry-content"><a href="/x">a box of links</a> <a href="/y">and of nothing else in it but links, twenty words of them to be taken for a body, were they text and no links</a></div>`, 3)
	if a := read(t, `<body>`+boxes+`<div class="text">`+story(4)+`</div></body>`, Options{}); !strings.Contains(a.Text, "3 members") || strings.Contains(a.Text, "box of links") {
		t.Error(a.Text)
	}
}

func TestSelector(t *testing.T) {
	page := `<body><div class="entry-content">` + story(3) + `</div><div class="mine"><p>MINE alone.</p></div></body>`
	if a := read(t, page, Options{Selector: ".mine"}); a.Text != "MINE alone." || a.Found != "selector" {
		t.Errorf("%q by %s", a.Text, a.Found)
	}
	for _, selector := range []string{".nowhere", "[[["} {
		a := read(t, page, Options{Selector: selector})
		if a.Found != "markup" || len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0], selector) {
			t.Errorf("%s: %s, %q", selector, a.Found, a.Warnings)
		}
	}
}

func TestMeta(t *testing.T) {
	a := read(t, `<html><head><title>Kinship pay to double - The Paper</title><base href="https://cdn.example/x/">
		<link rel="canonical" href="/news/kinship/"><meta property="og:site_name" content="The Paper">
		<meta property="og:description" content="Ten areas will &#8216;pay&#8217; relatives.">
		<meta property="og:image" content="lead.jpg"><meta property="og:image:alt" content="A door. Photo: Ann Lee">
		<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebPage","name":"x"},{"@type":["NewsArticle"],"headline":"Kinship pay to double","datePublished":"2026-11-20T09:00:00+01:00","author":[{"name":"Ann Lee"},{"name":"Bo Lind"}],"commentCount":3,"keywords":["kinship care"],"articleSection":"news"}]}</script>
		</head><body><article><h1>Kinship pay to double</h1><div class="entry-content">`+story(3)+`<p><a href="/other">a link</a></p></div></article></body></html>`, Options{})
	want := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	if a.Title != "Kinship pay to double" || a.Byline != "Ann Lee, Bo Lind" || !a.Published.Equal(want) || a.Site != "The Paper" || a.Comments != 3 ||
		a.Canonical != "https://cdn.example/news/kinship/" || a.Standfirst != "Ten areas will ‘pay’ relatives." || len(a.Tags) != 1 || len(a.Sections) != 1 {
		t.Errorf("%+v", a)
	}
	if len(a.Images) != 1 || a.Images[0].URL != "https://cdn.example/x/lead.jpg" || a.Images[0].Credit != "Photo: Ann Lee" || a.Images[0].Alt != "A door." {
		t.Errorf("%+v", a.Images)
	}
	if !strings.Contains(a.HTML, `href="https://cdn.example/other"`) {
		t.Errorf("links are not absolute: %s", a.HTML)
	}
}

func TestTitles(t *testing.T) {
	for page, want := range map[string]string{
		// What a page states.
		`<title>Headline of it all : The Paper</title><h1>Headline of it all</h1>`:                                 "Headline of it all",
		`<title>The Paper » Archive » Pods in boxes set up</title><h1>The Paper</h1><h2>Pods in boxes set up</h2>`: "Pods in boxes set up",
		`<meta property="og:title" content="It's a wrap - The Paper"><h1>It’s a wrap</h1>`:                         "It’s a wrap",
		`<meta property="og:title" content="One - two - three"><h1>One - two - three</h1>`:                         "One - two - three",
		`<title>Long enough headline of a story | The Paper</title>`:                                               "Long enough headline of a story",
		`<title>About</title>`: "About",
		`<script type="application/ld+json">{broken</script><title>Still a headline of five words</title>`:              "Still a headline of five words",
		`<meta property="og:title" content="Pay &lt;em&gt;doubled&lt;/em&gt; for &amp;lsquo;kin&amp;rsquo; carers">`:    "Pay doubled for ‘kin’ carers",
		`<meta property="og:title" content="Why we left"><title>Why we left | The Paper</title><h1>Something else</h1>`: "Why we left",
		// What it prints instead: the stated title is the site's, or the site stands first.
		`<meta property="og:title" content="The Paper, all the news"><title>Carers win their case</title><h1><img src="l.png"></h1><h2>Carers win their case</h2>`:     "Carers win their case",
		`<meta property="og:title" content="The Paper"><meta property="og:site_name" content="The Paper"><title>The Paper</title><h1>Carers win</h1>`:                  "Carers win",
		`<meta property="og:title" content="Paper - News - Carers win at last"><meta property="og:site_name" content="paper"><h1>News</h1><h2>Carers win at last</h2>`: "Carers win at last",
		`<title>Word.A.Day --maudlin</title><h2><a href="/">Word.A.Day</a></h2><h3> maudlin </h3>`:                                                                     "maudlin",
		`<title>Paper Daily</title><h1><a href="https://paper.example/">Paper Daily</a></h1><h2>Carers win at last</h2>`:                                               "Carers win at last",
		// A site's name in a headline is no site.
		`<meta property="og:title" content="Ofsted - what it found"><h1>Ofsted - what it found</h1>`: "Ofsted - what it found",
		// Kickers.
		`<meta property="og:title" content="Opinion: Let carers rest"><h1><span class="article-kicker">Opinion</span> Let carers rest</h1>`:         "Let carers rest",
		`<meta property="og:title" content="Opinion - &quot;Let carers rest&quot;"><h1><span class="overline">Opinion</span>"Let carers rest"</h1>`: `"Let carers rest"`,
		`<meta property="og:title" content="Opinion: Let carers rest"><h1><em>Opinion</em>: Let carers rest</h1>`:                                   "Opinion: Let carers rest",
		// What it prints when it states nothing.
		`<h1>Printed headline</h1><h2>Other</h2>`:                             "Printed headline",
		`<h1><a href="/">The Paper</a></h1><h2>Printed headline</h2>`:         "Printed headline",
		`<nav><h1>Menu</h1></nav><div id="comments"><h2>3 replies</h2></div>`: "",
		`<svg><title>Logo</title></svg>`:                                      "",
	} {
		if got := read(t, `<html><head></head><body>`+page+`<article>`+story(4)+`</article></body></html>`, Options{}).Title; got != want {
			t.Errorf("%s: got %q, want %q", page, got, want)
		}
	}
}

func TestStandfirsts(t *testing.T) {
	for page, want := range map[string]string{
		`<meta name="description" content="Five members voted against.">`:                                                                                             "Five members voted against.",
		`<meta name="description" content="The council's report, which has 0 members, agreed on ..."><p>The council’s report, which has 0 members, agreed on it.</p>`: "",
		`<h2 class="standfirst">Five members voted against.</h2>`:                                                                                                     "Five members voted against.",
		`<p class="gem-c-lead-paragraph">Five members voted against.</p>`:                                                                                             "Five members voted against.",
		`<h3 class="subtitle">Five members voted against.</h3>`:                                                                                                       "Five members voted against.",
		`<aside><p class="standfirst">Of another story.</p></aside>`:                                                                                                  "",
	} {
		if got := read(t, `<html><body><article>`+page+`<div class="entry-content">`+page+story(4)+`</div></article></body></html>`, Options{}).Standfirst; got != want {
			t.Errorf("%s: got %q, want %q", page, got, want)
		}
	}
}

func TestGuestByline(t *testing.T) {
	a := read(t, `<body><article><a rel="author">Staff Person</a><div class="entry-content"><p><strong>by Maren Holloway</strong></p>`+story(3)+`</div></article></body>`, Options{})
	if a.Byline != "Maren Holloway" || strings.Contains(a.Text, "Maren") {
		t.Errorf("%q, %.80q", a.Byline, a.Text)
	}
	a = read(t, `<body><article><div class="entry-content"><p>By Tuesday the council had agreed to all of it.</p>`+story(3)+`</div></article></body>`, Options{})
	if a.Byline != "" || !strings.HasPrefix(a.Text, "By Tuesday") {
		t.Errorf("%q, %.80q", a.Byline, a.Text)
	}
}

func TestBylines(t *testing.T) {
	for page, want := range map[string]string{
		`<p class="byline">By Ann Lee | 5 October 2026</p>`:                                                                                        "Ann Lee",
		`<p class="byline">Words by Ann Lee and Bo Lind, published 3 hours ago</p>`:                                                                "Ann Lee and Bo Lind",
		`<p class="post-author">Posted on October 5, 2026 by Ann Lee</p>`:                                                                          "Ann Lee",
		`<div class="article__byline">Ann Lee, Monday 5 October 2026</div>`:                                                                        "Ann Lee",
		`<div class="byline"><span>By</span> <span>Ann  Lee</span> · 4 min read</div>`:                                                             "Ann Lee",
		`<p>by <a rel="author" href="/a">Ann Lee</a> and <a rel="author" href="/b">Bo Lind</a></p>`:                                                "Ann Lee, Bo Lind",
		`<p>by <a href="/author/ann-lee/">Ann Lee</a> on Monday</p>`:                                                                               "Ann Lee",
		`<ul><li><h3>Other story</h3><span class="author">Cy Other</span></li></ul>`:                                                               "",
		`<div id="comments"><p class="comment-author">Cy Other</p></div>`:                                                                          "",
		`<meta name="author" content="www.paper.example">`:                                                                                         "",
		`<meta property="article:author" content="https://social.example/ann">`:                                                                    "",
		`<meta name="author" content="The Paper"><meta name="dc.creator" content="Ann Lee">`:                                                       "Ann Lee",
		`<script type="application/ld+json">{"@type":"NewsArticle","author":"<a href=\"/x\">Ann Lee</a>"}</script>`:                                "Ann Lee",
		`<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":["Ann Lee"]}}</script>`:                                        "Ann Lee",
		`<p class="byline">Am 5. Oktober beschloss der Rat von Harrowden nach langer Beratung, was hier in einem Satz steht, der zu lang ist.</p>`: "",
	} {
		if got := read(t, `<html><body>`+page+`<article>`+story(4)+`</article></body></html>`, Options{}).Byline; got != want {
			t.Errorf("%s: got %q, want %q", page, got, want)
		}
	}
}

// TestDates: what a page states, else what it prints, else what its address
// says. Days have no time of their own.
func TestDates(t *testing.T) {
	for page, want := range map[string]string{
		`<meta property="article:published_time" content="2026-10-05T09:30:00+01:00"><p class="date">1 January 2020</p>`: "2026-10-05 08:30",
		`<meta name="DC.date.issued" content="2026-10-05">`:                                                              "2026-10-05 00:00",
		`<meta name="govuk:first-published-at" content="2026-10-05T09:30:00.000+01:00">`:                                 "2026-10-05 08:30",
		`<article><time datetime="2026-10-05T08:30">Monday</time></article>`:                                             "2026-10-05 08:30",
		`<p class="published">Published: Monday, 5th October 2026</p>`:                                                   "2026-10-05 00:00",
		`<span class="entry-date">October 5,2026</span>`:                                                                 "2026-10-05 00:00",
		`<span class="post-date">Oct 5, 2026</span>`:                                                                     "2026-10-05 00:00",
		`<span class="post-date">5. Oktober 2026</span>`:                                                                 "2026-10-05 00:00",
		`<span class="post-date">05.10.2026</span>`:                                                                      "2026-10-05 00:00",
		`<span class="post-date">05/10/2026 11:43</span>`:                                                                "2026-10-05 00:00",
		`<span class="post-date">10/25/2026</span>`:                                                                      "2026-10-25 00:00",
		`<p class="meta">Updated 7 October 2026</p><p class="meta">Published 5 October 2026</p>`:                         "2026-10-05 00:00",
		`<p class="meta">Last updated: 7 October 2026</p>`:                                                               "2026-10-07 00:00",
		`<ul><li><h3>Other story</h3><time datetime="2020-01-01">1 January 2020</time></li></ul>`:                        "",
		`<div id="comments"><span class="comment-date">5 October 2026</span></div>`:                                      "",
		`<p class="date">31 February 2026</p>`:                                                                           "",
		`<p class="information">The Act of 5 October 2026 is long. ` + strings.Repeat("x ", 200) + `</p>`:                "",
		`<link rel="canonical" href="https://paper.example/2026/10/05/carers-win/">`:                                     "2026-10-05 00:00",
		`<link rel="canonical" href="https://paper.example/2026/99/05/carers-win/">`:                                     "",
	} {
		got := ""
		if at := read(t, `<html><body>`+page+`<div class="x">`+story(4)+`</div></body></html>`, Options{}).Published; !at.IsZero() {
			got = at.Format("2006-01-02 15:04")
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", page, got, want)
		}
	}
}

func TestCharsets(t *testing.T) {
	body := `<article><div class="entry-content"><p>Zoë’s café costs £3.</p>` + story(3) + `</div></article>`
	latin := strings.NewReplacer("ë", "\xeb", "’", "\x92", "é", "\xe9", "£", "\xa3").Replace(body)
	for why, c := range map[string]struct{ page, contentType string }{
		"UTF-8, undeclared":                  {strings.Repeat(" ", 3000) + body, ""},
		"Windows-1252, undeclared":           {latin, ""},
		"header":                             {latin, "text/html; charset=ISO-8859-1"},
		"meta":                               {`<meta charset="windows-1252">` + latin, "text/html"},
		"byte order mark wins over the rest": {"\ufeff" + body, "text/html; charset=ISO-8859-1"},
	} {
		if a := read(t, c.page, Options{ContentType: c.contentType}); !strings.HasPrefix(a.Text, "Zoë’s café costs £3.") {
			t.Errorf("%s: %.60q", why, a.Text)
		}
	}
}

func TestNoStory(t *testing.T) {
	for why, page := range map[string]string{
		"nothing": "", "menus only": `<nav><a href="/">Home</a></nav><footer>x</footer>`, "a frame": `<iframe src="https://x.example"></iframe>`,
	} {
		if a, err := Extract([]byte(page), Options{}); !errors.Is(err, ErrNoText) {
			t.Errorf("%s: %v, %q", why, err, a.Text)
		}
	}
}

func TestGallery(t *testing.T) {
	a := read(t, `<body><h1>Ten things</h1><div><div class="slide">`+story(2)+`</div><div class="slide" style="display: none"><h2>Two</h2><p>SECOND slide of the gallery.</p></div>
		<div class="slide" hidden><p>THIRD slide of the gallery.</p></div><div class="popup" style="display:none"><p>OTHER hidden text</p></div></div></body>`, Options{})
	if !strings.Contains(a.Text, "SECOND") || !strings.Contains(a.Text, "THIRD") || strings.Contains(a.Text, "OTHER") {
		t.Error(a.Text)
	}
}

func hostilePages() map[string]string {
	return map[string]string{
		"divisions":  strings.Repeat("<div>", 100_000) + story(5) + strings.Repeat("</div>", 100_000),
		"open links": story(5) + strings.Repeat(`<a href="https://x.example/"><p>x`, 8000),
		"many parts": "<article>" + story(5) + "</article>" + strings.Repeat("<div class=c><span>x</span></div>", 60_000),
		"attributes": "<article>" + story(5) + "<p" + strings.Repeat(" a=b", 50_000) + ">x</p></article>",
		"related":    `<div class="entry-content">` + story(5) + strings.Repeat("<h3>Related</h3>", 5000) + "</div>",
		"dates":      "<article>" + story(5) + "</article><aside><ul><li>" + strings.Repeat(`<span class="post-date author byline"><time>x</time></span>`, 20_000) + "</ul></aside>",
		"headings":   "<title>Site - Same</title><article>" + story(5) + "</article>" + strings.Repeat(`<h2><a href="/"><img alt="x">Same</a></h2>`, 20_000),
		"cells":      "<article>" + story(5) + "</article><table><tr>" + strings.Repeat("<td><a>x</a><a>y</a><a>z</a></td>", 20_000) + "</table>",
		"rows":       "<article>" + story(5) + strings.Repeat("<a href=x>x</a> | ", 20_000) + "</article>",
		"long":       "<article>" + story(40_000) + "</article>",
	}
}

func TestHostilePages(t *testing.T) {
	for name, page := range hostilePages() {
		if a := read(t, page, Options{}); !strings.Contains(a.Text, "4 members") {
			t.Errorf("%s: %.100q", name, a.Text)
		}
	}
}

func FuzzExtract(f *testing.F) {
	files, _ := filepath.Glob("../markdown/testdata/*.html")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, "text/html", ".mine")
	}
	f.Add([]byte(`<title>a | b</title><article class="entry-content"><aside><p>x`), "text/html; charset=utf-16", "p")
	f.Add([]byte(`<script type="application/ld+json">[{"@type":"Article","author":[[{}]],"headline":["x"]}]</script><div hidden class=a><p></div><div class=a>`), "", "")
	f.Fuzz(func(t *testing.T, page []byte, contentType, selector string) {
		a, err := Extract(page, Options{Base: "https://paper.example/", ContentType: contentType, Selector: selector})
		for _, s := range append([]string{a.Title, a.Byline, a.Site, a.Standfirst, a.Text, a.Canonical}, append(a.Tags, a.Sections...)...) {
			if !utf8.ValidString(s) || clean.Text(s) != s {
				t.Fatalf("not clean: %q", s)
			}
		}
		if err == nil && a.Words == 0 && len(a.Images) == 0 {
			t.Fatal("nothing found without an error")
		}
	})
}

func BenchmarkExtract(b *testing.B) {
	pages := map[string]string{"ordinary": `<html><body><nav>` + strings.Repeat(`<li><a href="/x">x</a></li>`, 200) + `</nav><article><div class="entry-content">` + story(40) + `</div></article></body></html>`}
	for name, page := range hostilePages() {
		pages["hostile/"+name] = page
	}
	for name, page := range pages {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = Extract([]byte(page), Options{Base: "https://paper.example/"})
			}
		})
	}
}

// A page without a picture has none: not the page itself.
func TestNoPicture(t *testing.T) {
	text := strings.Repeat("The panel met on Tuesday and agreed to wait. ", 30)
	a, err := Extract([]byte("<html><head><title>Minutes</title></head><body><div class=entry-content><p>"+text+"</p></div></body></html>"), Options{Base: "http://paper.example/minutes/"})
	if err != nil || len(a.Images) != 0 {
		t.Errorf("images %+v, %v", a.Images, err)
	}
}
