package wordpress

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

func TestRootAddresses(t *testing.T) {
	for _, c := range []struct{ api, site, want string }{
		{"https://news.example/wp-json/", "", "https://news.example/wp-json/wp/v2/posts?"},
		{"", "https://news.example/blog", "https://news.example/wp-json/wp/v2/posts?"},
		{"https://news.example/?rest_route=/", "", "https://news.example/?rest_route=/wp/v2/posts&"},
	} {
		if got := RootOf(c.api, c.site).Posts(Posts{Page: 2, Before: "2026-01-01T00:00:00"}); !strings.HasPrefix(got, c.want) {
			t.Errorf("RootOf(%q, %q) asks %s, want %s…", c.api, c.site, got, c.want)
		}
	}
	if RootOf("", "not an address") != "" {
		t.Error("a root was made of nothing")
	}
}

func TestOlderFeed(t *testing.T) {
	if got := OlderFeed("https://news.example/feed/", 3); got != "https://news.example/feed/?paged=3" {
		t.Error(got)
	}
	if got := OlderFeed("https://news.example/?feed=rss2&cat=4", 2); got != "https://news.example/?cat=4&feed=rss2&paged=2" {
		t.Error(got)
	}
}

func TestPostID(t *testing.T) {
	for guid, want := range map[string]int{"https://x.example/?p=231904": 231904, "https://x.example/a": 0, "?p=-4": 0, "urn:x": 0, "\x7f": 0} {
		if got := PostID(guid); got != want {
			t.Errorf("PostID(%q) = %d, want %d", guid, got, want)
		}
	}
}

func TestReadPosts(t *testing.T) {
	body := `[{"id":7,"date_gmt":"2026-06-01T08:00:00","guid":{"rendered":"https://h.example/?p=7"},"link":"https://n.example/a/",
	"title":{"rendered":"A &#8216;b&#8217;"},"content":{"rendered":"<p>x</p>","protected":false},"sticky":true,"categories":[2],"tags":[21,22],
	"_embedded":{"author":[{"code":"rest_user_invalid_id","message":"Invalid user ID."}],
	"wp:featuredmedia":[{"alt_text":"Two chairs","caption":{"rendered":"<p>Photo: A. Body</p>"},"source_url":"https://n.example/i.jpg"}]}},
	{"id":8,"content":{"rendered":"secret","protected":true},"_embedded":[]}]`
	posts, err := ReadPosts(200, []byte(body))
	if err != nil || len(posts) != 2 {
		t.Fatalf("%v, %d posts", err, len(posts))
	}
	p := posts[0]
	if !p.Sticky || p.Published.Hour() != 8 || fmt.Sprint(p.Terms) != "[2 21 22]" || p.Picture.Alt != "Two chairs" || p.Byline != "" {
		t.Errorf("post read as %+v", p)
	}
	if posts[1].Content != "" {
		t.Error("a protected text was taken")
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   error
	}{
		{400, `{"code":"rest_post_invalid_page_number","data":{"status":400}}`, ErrEnd},
		{401, `{"code":"rest_not_logged_in","data":{"status":401}}`, ErrBlocked},
		{404, `{"code":"rest_no_route","data":{"status":404}}`, ErrBlocked},
		{403, `<html>no</html>`, ErrBlocked},
	} {
		if _, err := ReadTerms(c.status, []byte(c.body)); !errors.Is(err, c.want) {
			t.Errorf("%d %s: %v, want %v", c.status, c.body, err, c.want)
		}
	}
	if _, err := ReadTerms(200, []byte("<!doctype html><p>hello")); err == nil {
		t.Error("HTML was read as JSON")
	}
}

func TestThread(t *testing.T) {
	at := func(n int) time.Time { return time.Unix(int64(n), 0) }
	thread := Thread([]feed.Comment{
		{ID: "1", At: at(1)}, {ID: "3", Parent: "1", At: at(3)}, {ID: "2", At: at(2)}, {ID: "4", Parent: "3", At: at(4)},
		{ID: "5", Parent: "99", At: at(5)}, {ID: "6", Parent: "7", At: at(6)}, {ID: "7", Parent: "6", At: at(7)},
	})
	var got []string
	for _, c := range thread {
		got = append(got, fmt.Sprintf("%s@%d", c.ID, c.Depth))
	}
	if s := strings.Join(got, " "); s != "1@0 3@1 4@2 2@0 5@0 6@0 7@1" {
		t.Error(s)
	}
	deep := make([]feed.Comment, 500)
	for i := range deep {
		deep[i] = feed.Comment{ID: fmt.Sprint(i), Parent: fmt.Sprint(i - 1), At: at(i)}
	}
	if got := Thread(deep); len(got) != 500 || got[499].Depth != MaxDepth {
		t.Errorf("a thread 500 deep gave %d comments, the last at depth %d", len(got), got[len(got)-1].Depth)
	}
}

func TestReadFront(t *testing.T) {
	entry := func(slug, date string) string {
		return `<article><h2><a href="/2026/10/` + slug + `/">x</a></h2><abbr class="date">` + date + `</abbr></article>`
	}
	page := `<nav><h3>Top story</h3><a href="/menu/">Menu</a></nav><h3 class="strap">Top Story</h3><a href="/2026/10/lead/"><img></a>` +
		entry("one", "October 1,2026") + entry("two", "September 25,2026") +
		entry("a", "October 6,2026") + entry("b", "October 5,2026") + entry("c", "October 2,2026") + entry("d", "October 2,2026")
	front, err := ReadFront([]byte(page), "https://www.news.example/children/")
	if err != nil || front.Top != "https://www.news.example/2026/10/lead/" {
		t.Errorf("top story %q, %v", front.Top, err)
	}
	if got := strings.Join(front.Featured, " "); got != "https://www.news.example/2026/10/one/ https://www.news.example/2026/10/two/" {
		t.Errorf("featured %q", got)
	}
	// One of the pair was printed today, so that its date is in order: the box
	// that it shares with the other tells.
	list := entry("a", "October 6,2026") + entry("b", "October 5,2026") + entry("c", "October 2,2026") + entry("d", "October 2,2026")
	in := func(class, text string) string { return `<div class="` + class + `">` + text + `</div>` }
	for _, c := range []struct{ name, page, want string }{
		{"in one box", in("pair", entry("old", "September 1,2026")+entry("new", "October 6,2026")) + in("posts", list), "old new"},
		{"in one box, newest first", in("pair", entry("new", "October 6,2026")+entry("old", "September 1,2026")) + in("posts", list), "new old"},
		{"both in order, the box says it", in("home featured-pair", entry("new", "October 7,2026")+entry("newer", "October 6,2026")) + in("posts", list), "new newer"},
		{"both in order, the box says nothing", in("row", entry("new", "October 7,2026")+entry("newer", "October 6,2026")) + in("posts", list), ""},
		{"rows of a grid", in("row", entry("x", "October 8,2026")+entry("y", "October 7,2026")) + in("row", entry("a", "October 6,2026")+entry("b", "October 5,2026")) + in("row", entry("c", "October 4,2026")+entry("d", "October 3,2026")), ""},
		{"a class for pictures", in("has-featured-image", entry("new", "October 7,2026")+entry("newer", "October 6,2026")) + in("posts", list), ""},
		{"each in a box of its own", in("pick", entry("old", "September 1,2026")) + in("pick", entry("older", "August 1,2026")) + in("posts", list), "old older"},
		{"no order at all", in("x", entry("a", "October 1,2026")+entry("b", "October 3,2026")+entry("c", "October 2,2026")+entry("d", "October 5,2026")+entry("e", "October 4,2026")), ""},
	} {
		front, err := ReadFront([]byte(c.page), "https://www.news.example/children/")
		got := strings.NewReplacer("https://www.news.example/2026/10/", "", "/", "").Replace(strings.Join(front.Featured, " "))
		if err != nil || got != c.want {
			t.Errorf("%s: featured %q, want %q, %v", c.name, got, c.want, err)
		}
	}
	none, _ := ReadFront([]byte(entry("a", "October 6,2026")+entry("b", "October 5,2026")), "https://www.news.example/")
	if none.Top != "" || none.Featured != nil {
		t.Errorf("a plain list gave %+v", none)
	}
	if foreign, _ := ReadFront([]byte(`<h3>Top story</h3><a href="https://ads.example/x/">x</a>`), "https://www.news.example/"); foreign.Top != "" {
		t.Errorf("a link to another site became the top story: %s", foreign.Top)
	}
}

func TestSampleSectionPage(t *testing.T) {
	page, err := os.ReadFile("../../../shared/samples/communitycare.section.html")
	if err != nil {
		t.Skip("SKIPPED: no ../shared/samples beside this clone; the section page of the samples was not read")
	}
	front, err := ReadFront(page, "https://www.communitycare.example/children/")
	if err != nil || !strings.Contains(front.Top, "council-told-to-rebuild-trust") || len(front.Featured) != 2 {
		t.Errorf("%+v, %v", front, err)
	}
}
