package demo

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
)

// read parses a feed, twice: as XML and with the parser that Standfirst uses.
func read(t *testing.T, c *http.Client, url string) *gofeed.Feed {
	t.Helper()
	answer, text := get(t, c, url)
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", url, answer.Status)
	}
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%s: %v", url, err)
		}
	}
	parsed, err := gofeed.NewParser().ParseString(text)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return parsed
}

func TestFeedsParse(t *testing.T) {
	_, c := open(t, Options{})
	for url, title := range map[string]string{
		firstFeed: "first magazine for councillors",
		careFeed:  "Community Care",
		"http://www.first.example/category/features/feed/":              "features – first magazine for councillors",
		"http://www.first.example/category/features/parliament/feed/":   "parliament – first magazine for councillors",
		"http://www.first.example/tag/health-wellbeing/feed/":           "health & wellbeing – first magazine for councillors",
		"http://www.first.example/author/webmaster/feed/":               "The Editorial Team – first magazine for councillors",
		"http://www.first.example/2026/10/feed/":                        "October 2026 – first magazine for councillors",
		"http://www.communitycare.example/children/feed/":               "Children Archives - Community Care",
		"http://www.communitycare.example/category/children/feed/rss2/": "Children Archives - Community Care",
		"http://www.communitycare.example/tag/ofsted/feed/":             "Ofsted Archives - Community Care",
		"http://www.communitycare.example/author/tildamarsh/feed/":      "Tilda Marsh, Author at Community Care",
		"http://www.communitycare.example/?s=umbrella&feed=rss2":        "You searched for umbrella - Community Care",
	} {
		parsed := read(t, c, url)
		if parsed.Title != title || len(parsed.Items) == 0 {
			t.Errorf("%s: %q with %d stories, want %q", url, parsed.Title, len(parsed.Items), title)
		}
		for _, it := range parsed.Items {
			if it.Title == "" || it.Link == "" || it.GUID == "" || it.PublishedParsed == nil || it.Description == "" || len(it.Categories) < 1 {
				t.Errorf("%s: %q lacks something", url, it.Title)
			}
		}
	}
	for _, url := range []string{"http://www.communitycare.example/category/children-young-people/feed/", "http://www.first.example/tag/nothing-of-the-kind/feed/", "http://www.first.example/nothing/"} {
		if answer, _ := get(t, c, url); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", url, answer.Status)
		}
	}
}

func TestParentSectionFeedIncludesItsChildren(t *testing.T) {
	_, c := open(t, Options{PerPage: 500})
	parent := map[string]bool{}
	for _, it := range read(t, c, "http://www.first.example/category/comment/feed/").Items {
		parent[it.Link] = true
	}
	children := read(t, c, "http://www.first.example/category/comment/group-leaders/feed/").Items
	if len(children) == 0 || len(parent) <= len(children) {
		t.Fatalf("%d stories in the parent, %d in the child", len(parent), len(children))
	}
	for _, it := range children {
		if !parent[it.Link] {
			t.Errorf("%s is missing in the parent's feed", it.Link)
		}
	}
}

// skeleton leaves of a feed only what WordPress's template prints itself.
func skeleton(item string) string {
	item = regexp.MustCompile(`(?s)<!\[CDATA\[.*?\]\]>`).ReplaceAllString(item, "[]")
	item = regexp.MustCompile(`>[^<\n\t][^<]*<`).ReplaceAllString(item, ">.<")
	item = regexp.MustCompile(`(\t\t<category>\.</category>\n)+`).ReplaceAllString(item, "$1")
	return regexp.MustCompile(`href="[^"]*"`).ReplaceAllString(item, `href=""`)
}

func TestFeedsHaveTheBytesOfTheSamples(t *testing.T) {
	_, c := open(t, Options{})
	for url, name := range map[string]string{firstFeed: "first.rss.xml", careFeed: "communitycare.rss.xml"} {
		sample, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "samples", name))
		if err != nil {
			t.Skipf("the sample feeds are not beside the project: %v", err)
		}
		_, ours := get(t, c, url)
		parts := func(text string) (head, first, second, foot string) {
			pieces := strings.SplitAfter(text, "</item>\n")
			head, first, _ = strings.Cut(pieces[0], "<item>")
			return skeleton(head), skeleton(first), skeleton(pieces[1]), pieces[len(pieces)-1]
		}
		head, one, two, foot := parts(string(sample))
		ourHead, ourOne, ourTwo, ourFoot := parts(ours)
		for _, pair := range [][2]string{{head, ourHead}, {one, ourOne}, {two, ourTwo}, {foot, ourFoot}} {
			if pair[0] != pair[1] {
				t.Errorf("%s: want\n%q\nhave\n%q", name, pair[0], pair[1])
			}
		}
	}
}

func TestDescriptions(t *testing.T) {
	_, c := open(t, Options{})
	automatic, written := 0, 0
	for _, it := range read(t, c, firstFeed).Items {
		lead, footer, _ := strings.Cut(it.Description, "</p>\n")
		if !strings.HasPrefix(footer, `<p>The post <a rel="nofollow" href="`+it.Link+`">`) || it.Content != "" {
			t.Errorf("%s: footer %q, content of %d bytes", it.Link, footer, len(it.Content))
		}
		if strings.HasSuffix(lead, " [&#8230;]") {
			automatic++
			if n := len(strings.Fields(strings.TrimSuffix(lead, " [&#8230;]"))); n != 55 {
				t.Errorf("%s: automatic excerpt of %d words", it.Link, n)
			}
		} else {
			written++
		}
		if it.Extensions["slash"] != nil || it.Extensions["wfw"] != nil {
			t.Errorf("%s speaks of comments", it.Link)
		}
	}
	if automatic < 3 || written < 20 {
		t.Errorf("%d automatic excerpts, %d standfirsts", automatic, written)
	}
	for _, it := range read(t, c, careFeed).Items {
		lead := strings.TrimSuffix(strings.TrimPrefix(it.Description, "<p>"), "</p>")
		if text, more := strings.CutSuffix(lead, "&#8230;"); more && len(strings.Fields(text)) != 40 {
			t.Errorf("%s: %d words: %s", it.Link, len(strings.Fields(text)), lead)
		}
		if it.Content == "" || it.Extensions["slash"] == nil {
			t.Errorf("%s lacks its text or its comments", it.Link)
		}
	}
}

func TestValidatorsAreWordPresss(t *testing.T) {
	p, c := open(t, Options{})
	full, text := get(t, c, careFeed)
	tag, stamp := full.Header.Get("ETag"), full.Header.Get("Last-Modified")
	if !regexp.MustCompile(`^"[0-9a-f]{32}"$`).MatchString(tag) || stamp == "" || !strings.Contains(text, "</rss>") {
		t.Fatalf("ETag %q, Last-Modified %q", tag, stamp)
	}
	const old = "Thu, 01 Jan 2026 00:00:00 GMT"
	for _, try := range []struct {
		header []string
		want   int
	}{
		{[]string{"If-None-Match", tag, "If-Modified-Since", stamp}, 304},
		{[]string{"If-None-Match", tag}, 304},
		{[]string{"If-Modified-Since", stamp}, 304},
		{[]string{"If-None-Match", tag, "If-Modified-Since", old}, 200}, // both must match
		{[]string{"If-None-Match", `"other"`, "If-Modified-Since", stamp}, 200},
		{[]string{"If-None-Match", "W/" + tag}, 200},
		{[]string{"If-Modified-Since", old}, 200},
		{nil, 200},
	} {
		answer, body := get(t, c, careFeed, try.header...)
		if answer.StatusCode != try.want || (try.want == 304) != (body == "") {
			t.Errorf("%q: %d and %d bytes, want %d", try.header, answer.StatusCode, len(body), try.want)
		}
	}
	// A comment does not change a post feed's validators, an edit does, for every feed of the site.
	if err := p.Say("visits-went-unrecorded-in-aldermere", "Late reader", "Well said."); err != nil {
		t.Fatal(err)
	}
	if answer, _ := get(t, c, careFeed, "If-None-Match", tag); answer.StatusCode != 304 {
		t.Errorf("after a comment: %s", answer.Status)
	}
	if err := p.Edit("re-t-threshold-and-the-unlocked-door", "four times", "five times"); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{careFeed, "http://www.communitycare.example/tag/ofsted/feed/"} {
		if answer, _ := get(t, c, url, "If-None-Match", tag, "If-Modified-Since", stamp); answer.StatusCode != 200 {
			t.Errorf("%s after an edit: %s", url, answer.Status)
		}
	}
	if _, text := get(t, c, careFeed); !strings.Contains(text, "five times") || !strings.Contains(text, "<slash:comments>15</slash:comments>") {
		t.Error("the edit or the comment is not in the feed")
	}
}

func TestGzipForThoseWhoAsk(t *testing.T) {
	_, c := open(t, Options{})
	bare, one := get(t, c, careFeed)
	packed, two := get(t, c, careFeed, "Accept-Encoding", "gzip")
	if bare.Header.Get("Content-Encoding") != "" || packed.Header.Get("Content-Encoding") != "gzip" || one != two {
		t.Errorf("%q and %q", bare.Header.Get("Content-Encoding"), packed.Header.Get("Content-Encoding"))
	}
}

func TestPagingEndsIn404(t *testing.T) {
	_, c := open(t, Options{PerPage: 12})
	for _, address := range []string{firstFeed, careFeed} {
		seen, page := map[string]bool{}, 1
		for ; page < 30; page++ {
			if answer, _ := get(t, c, fmt.Sprintf("%s?paged=%d", address, page)); answer.StatusCode == http.StatusNotFound {
				break
			}
			for _, it := range read(t, c, fmt.Sprintf("%s?paged=%d", address, page)).Items {
				if seen[it.GUID] {
					t.Errorf("%s comes twice", it.GUID)
				}
				seen[it.GUID] = true
			}
		}
		if len(seen) < 70 || page != (len(seen)+11)/12+1 {
			t.Errorf("%s: %d stories on %d pages", address, len(seen), page-1)
		}
	}
}

func TestHooks(t *testing.T) {
	p, c := open(t, Options{})
	before := read(t, c, firstFeed)
	links := p.Publish(6)
	after := read(t, c, firstFeed)
	if len(links) != 12 || after.Items[0].Link == before.Items[0].Link || !strings.Contains(strings.Join(links, " "), after.Items[0].Link) {
		t.Errorf("published %q, newest %s", links, after.Items[0].Link)
	}
	unique := map[string]bool{}
	for _, link := range links {
		unique[link] = true
	}
	if len(unique) != 12 {
		t.Errorf("published the same twice: %q", links)
	}
	p.Lengthen(300)
	if items := read(t, c, careFeed+"?paged=7").Items; len(items) != 50 {
		t.Errorf("%d stories on page 7 of a long archive", len(items))
	}
	if err := p.Fail("communitycare.example", 503); err != nil {
		t.Fatal(err)
	}
	if answer, _ := get(t, c, careFeed); answer.StatusCode != 503 || answer.Header.Get("Retry-After") == "" {
		t.Errorf("failing feed: %s", answer.Status)
	}
	if answer, _ := get(t, c, firstFeed); answer.StatusCode != 200 {
		t.Errorf("the other one: %s", answer.Status)
	}
	if err := errors.Join(p.Fail("www.communitycare.example", 0), p.Shrink("communitycare.example", 3)); err != nil {
		t.Fatal(err)
	}
	if items := read(t, c, careFeed).Items; len(items) != 3 {
		t.Errorf("shrunk feed has %d stories", len(items))
	}
	if err := p.Withdraw("safety-valve-review"); err != nil {
		t.Fatal(err)
	}
	if answer, _ := get(t, c, "http://www.first.example/news/safety-valve-review/"); answer.StatusCode != 404 {
		t.Errorf("withdrawn story: %s", answer.Status)
	}
	for what, err := range map[string]error{"host": p.Fail("elsewhere.example", 500), "story": p.Edit("no-such", "a", "b"), "words": p.Edit("digital-exclusion-and-child-benefit", "not there", "b"), "comments": p.Say("kinship-allowance-pilot-to-double", "a", "b")} {
		if err == nil {
			t.Errorf("wrong %s is not refused", what)
		}
	}
	if n := p.Requests()["www.communitycare.example/feed/"]; n != 2 {
		t.Errorf("counted %d requests: %v", n, p.Requests())
	}
}

func TestREST(t *testing.T) {
	_, c := open(t, Options{})
	const api = "http://www.first.example/wp-json/wp/v2/"
	var posts []struct {
		ID         int
		Date       string
		Sticky     bool
		Link       string
		Title      struct{ Rendered string }
		Categories []int
		Embedded   struct {
			Author []map[string]any   `json:"author"`
			Media  []map[string]any   `json:"wp:featuredmedia"`
			Terms  [][]map[string]any `json:"wp:term"`
		} `json:"_embedded"`
	}
	answer, text := get(t, c, api+"posts?_embed=1&per_page=100")
	if err := json.Unmarshal([]byte(text), &posts); err != nil {
		t.Fatal(err)
	}
	if answer.Header.Get("X-WP-Total") != fmt.Sprint(len(posts)) || answer.Header.Get("X-WP-TotalPages") != "1" || answer.Header.Get("ETag") != "" || len(posts) < 60 {
		t.Errorf("%d posts, headers %v", len(posts), answer.Header)
	}
	if !strings.Contains(text, `http:\/\/www.first.example\/`) || strings.ContainsFunc(text, func(r rune) bool { return r > 126 }) {
		t.Error("slashes or letters beyond ASCII are not escaped as PHP does")
	}
	feeds := map[string]bool{}
	for _, it := range read(t, c, firstFeed).Items {
		feeds[it.Link] = true
	}
	sticky, pictures, hidden := 0, 0, 0
	for _, post := range posts[:50] {
		if !feeds[post.Link] || len(post.Categories) == 0 || len(post.Embedded.Terms) != 2 {
			t.Errorf("post %d is not the feed's: %s", post.ID, post.Link)
		}
		if post.Sticky {
			sticky++
		}
		pictures += len(post.Embedded.Media)
		if post.Embedded.Author[0]["code"] != nil {
			hidden++
		}
	}
	if sticky != 1 || pictures < 8 || hidden == 0 {
		t.Errorf("%d sticky, %d pictures, %d hidden authors", sticky, pictures, hidden)
	}
	var categories []struct {
		ID, Parent, Count int
		Name              string
	}
	_, text = get(t, c, api+"categories?per_page=100")
	if err := json.Unmarshal([]byte(text), &categories); err != nil {
		t.Fatal(err)
	}
	parents := map[string]int{}
	for _, category := range categories {
		parents[category.Name] = category.Parent
	}
	if len(parents) != 9 || parents["parliament"] != 4 || parents["group leaders"] != 6 || parents["news"] != 0 {
		t.Errorf("tree %v", parents)
	}
	if _, text := get(t, c, api+"tags?search=wellbeing"); !strings.Contains(text, `"name":"health &amp; wellbeing"`) {
		t.Errorf("tags: %.300s", text)
	}
	count := func(query string) string {
		answer, _ := get(t, c, api+"posts?"+query)
		return answer.Header.Get("X-WP-Total")
	}
	if alone, tree := count("categories=6"), count("categories[terms]=6&categories[include_children]=true"); alone == tree || alone == "0" {
		t.Errorf("comment alone %s, with children %s", alone, tree)
	}
	if n := count("after=2026-11-21T00:00:00&before=2026-11-22T00:00:00"); n == "0" || n == count("") {
		t.Errorf("%s posts of one day", n)
	}
	if n := count("modified_after=2026-11-22T06:00:00"); n != "1" {
		t.Errorf("%s posts changed this morning", n)
	}
	answer, text = get(t, c, api+"posts?page=2&per_page=20&_fields=id,link")
	if link := strings.Join(answer.Header.Values("Link"), ", "); !strings.Contains(link, `rel="next"`) || !strings.Contains(link, `rel="prev"`) || strings.Contains(text, "rendered") {
		t.Errorf("page 2: %s; %.200s", link, text)
	}
	for url, want := range map[string]string{
		api + "posts?page=99":      `400 {"code":"rest_post_invalid_page_number"`,
		api + "posts?per_page=500": `400 {"code":"rest_invalid_param"`,
		api + "posts/1":            `404 {"code":"rest_post_invalid_id"`,
		api + "users":              `401 {"code":"rest_user_cannot_view"`,
		api + "nothing":            `404 {"code":"rest_no_route"`,
		"http://www.first.example/?rest_route=/wp/v2/users":       `401 {"code":"rest_user_cannot_view"`,
		"http://www.communitycare.example/wp-json/wp/v2/posts":    `401 {"code":"rest_not_logged_in"`,
		"http://www.communitycare.example/wp-json/wp/v2/comments": `401 {"code":"rest_not_logged_in"`,
	} {
		if answer, text := get(t, c, url); !strings.HasPrefix(fmt.Sprint(answer.StatusCode, " ", text), want) {
			t.Errorf("%s: %d %.100s", url, answer.StatusCode, text)
		}
	}
}

func TestPagesStandAndHoldTheirMatter(t *testing.T) {
	_, c := open(t, Options{PerPage: 500})
	pictures := map[string]bool{}
	for _, address := range []string{firstFeed, careFeed} {
		for _, it := range read(t, c, address).Items {
			answer, text := get(t, c, it.Link)
			if answer.StatusCode != 200 {
				t.Errorf("%s: %s", it.Link, answer.Status)
				continue
			}
			page, err := html.Parse(strings.NewReader(text))
			if err != nil {
				t.Errorf("%s: %v", it.Link, err)
				continue
			}
			if n := strings.Count(text, "<h1 "); n != 1 {
				t.Errorf("%s: %d headlines", it.Link, n)
			}
			for node := range page.Descendants() {
				if node.Data != "img" {
					continue
				}
				for _, a := range node.Attr {
					if a.Key == "src" && strings.Contains(a.Val, "/wp-content/uploads/") && !pictures[a.Val] {
						pictures[a.Val] = true
						if picture, _ := get(t, c, a.Val); picture.StatusCode != 200 {
							t.Errorf("%s: picture %s: %s", it.Link, a.Val, picture.Status)
						}
					}
				}
			}
		}
	}
	if len(pictures) < 30 {
		t.Errorf("only %d pictures", len(pictures))
	}
	_, text := get(t, c, "http://www.communitycare.example/2026/11/21/visits-went-unrecorded-in-aldermere/")
	for _, part := range []string{"14 Responses to", `<ul class="children">`, "depth-4", "wp-polls-form", "onetrust", "ad-mpu", "inform-promo", `class="standfirst"`, "commentCount\":14", "Leave a Reply"} {
		if !strings.Contains(text, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
}

func TestSectionPageHasATopStoryAndTwoFeatured(t *testing.T) {
	_, c := open(t, Options{})
	for _, path := range []string{"/", "/children/", "/adults/", "/workforce/", "/social-work-leaders/"} {
		_, text := get(t, c, "http://www.communitycare.example"+path)
		if strings.Count(text, ">Top Story<") != 1 || !strings.Contains(text, "Comments { ") || !regexp.MustCompile(`<abbr class="date">\w+ \d+,\d{4}<`).MatchString(text) {
			t.Errorf("%s has no top story, comments or dates", path)
		}
	}
	_, text := get(t, c, "http://www.communitycare.example/children/")
	top, rest, _ := strings.Cut(text, `<div class="featured-pair">`)
	pair, list, _ := strings.Cut(rest, `<div class="post-list">`)
	if !strings.Contains(top, "visits-went-unrecorded") || strings.Count(pair, "<article") != 2 || strings.Count(list, "<article") < 20 {
		t.Errorf("%d featured, %d listed", strings.Count(pair, "<article"), strings.Count(list, "<article"))
	}
	home, text := get(t, c, "http://www.first.example/")
	if home.StatusCode != 200 || !strings.Contains(text, `type="application/rss+xml" title="first magazine for councillors &raquo; Feed" href="http://www.first.example/feed/"`) {
		t.Errorf("front page of first: %s", home.Status)
	}
}

func TestCommentsFeed(t *testing.T) {
	_, c := open(t, Options{})
	parsed := read(t, c, "http://www.communitycare.example/2026/11/21/visits-went-unrecorded-in-aldermere/feed/")
	if !strings.Contains(parsed.Title, "Comments on: Council told") || len(parsed.Items) != commentsPerFeed {
		t.Errorf("%q with %d comments", parsed.Title, len(parsed.Items))
	}
	if !slices.IsSortedFunc(parsed.Items, func(a, b *gofeed.Item) int { return b.PublishedParsed.Compare(*a.PublishedParsed) }) {
		t.Error("comments are not newest first")
	}
	if title := strings.TrimSpace(parsed.Items[0].Title); !strings.HasPrefix(title, "By: ") || !strings.Contains(parsed.Items[0].Link, "#comment-") {
		t.Errorf("first comment %q at %s", title, parsed.Items[0].Link)
	}
	if items := read(t, c, "http://www.first.example/comments/feed/").Items; len(items) != 0 {
		t.Errorf("first has %d comments", len(items))
	}
}

func TestPicturesAreReal(t *testing.T) {
	_, c := open(t, Options{})
	for url, want := range map[string]string{
		"http://www.communitycare.example/wp-content/uploads/sites/7/2026/11/img-261006.jpg":            "jpeg (610,407)",
		"http://www.first.example/wp-content/uploads/2026/11/home-to-school-transport-bill.jpg":         "jpeg (900,600)",
		"http://www.first.example/wp-content/uploads/2026/11/home-to-school-transport-bill-300x200.jpg": "jpeg (300,200)",
		"http://www.first.example/wp-content/uploads/2021/11/cropped-first-icon-32x32.png":              "png (32,32)",
	} {
		answer, text := get(t, c, url)
		picture, format, err := image.Decode(bytes.NewReader([]byte(text)))
		if err != nil {
			t.Errorf("%s: %s: %v", url, answer.Status, err)
			continue
		}
		if have := format + " " + picture.Bounds().Size().String(); have != want {
			t.Errorf("%s: %s", url, have)
		}
	}
	if answer, _ := get(t, c, "http://www.first.example/wp-content/uploads/2026/11/no-such.jpg"); answer.StatusCode != 404 {
		t.Errorf("unknown picture: %s", answer.Status)
	}
}

// TestNearMisses keeps what the reader must and must not take for one story.
func TestNearMisses(t *testing.T) {
	_, c := open(t, Options{})
	titles := map[string]string{}
	leads := map[string]string{}
	for _, address := range []string{firstFeed, careFeed} {
		for _, it := range read(t, c, address).Items {
			titles[it.Link] = it.Title
			leads[it.Link] = strings.TrimPrefix(it.Description, "<p>")[:100]
		}
	}
	const one, two = "http://www.first.example/news/kinship-allowance-pilot-to-double/", "http://www.communitycare.example/2026/11/22/kinship-allowance-pilot-to-double-in-size/"
	if titles[one] == "" || titles[one] != titles[two] || leads[one] != leads[two] {
		t.Errorf("the story of both: %q and %q", titles[one], titles[two])
	}
	for _, pair := range [][2]string{
		{"http://www.first.example/news/inspectors-praise-steady-early-help-in-marlbury/", "http://www.communitycare.example/2026/11/21/inspectors-praise-steady-early-help-in-marlham/"},
		{"http://www.communitycare.example/2026/11/18/re-t-threshold-and-the-unlocked-door/", "http://www.communitycare.example/2026/11/17/re-v-threshold-and-the-locked-door/"},
		{"http://www.first.example/local-by-elections/by-election-result-marlham-castle/", "http://www.first.example/local-by-elections/by-election-result-marlbury-castle/"},
	} {
		if titles[pair[0]] == "" || titles[pair[1]] == "" || titles[pair[0]] == titles[pair[1]] {
			t.Errorf("near miss %q: %q and %q", pair, titles[pair[0]], titles[pair[1]])
		}
	}
}
