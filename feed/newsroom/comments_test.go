package newsroom

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

func TestCommentsFromTheirFeed(t *testing.T) {
	r := open(t)
	ctx := t.Context()
	var row feed.Row
	for _, candidate := range r.edition("pub:community-care").Rows {
		if candidate.Comments > 2 && candidate.Comments < 9 {
			row = candidate
			break
		}
	}
	if row.ID == 0 {
		t.Fatal("no story with a few comments")
	}
	if list, err := r.Comments(ctx, row.ID, false); err != nil || len(list.Comments) != 0 || !list.Fetched.IsZero() {
		t.Fatalf("%+v, %v", list, err)
	}
	list, err := r.Comments(ctx, row.ID, true)
	if err != nil || list.Fault != "" || len(list.Comments) != row.Comments || !list.Fetched.Equal(r.now) {
		t.Fatalf("%d of %d comments, %q, %v", len(list.Comments), row.Comments, list.Fault, err)
	}
	for i, c := range list.Comments {
		if c.Byline == "" || strings.HasPrefix(c.Byline, "By:") || c.Text == "" || strings.ContainsAny(c.Text, "<>") || c.At.IsZero() {
			t.Errorf("%+v", c)
		}
		if i > 0 && c.At.Before(list.Comments[i-1].At) {
			t.Errorf("comment %d is older than the one before", i)
		}
	}
	// A comment more: the number in the row follows.
	words := strings.Split(strings.Trim(row.Link, "/"), "/")
	if err := r.publisher.Say(words[len(words)-1], "Wren", "I saw this in our own team."); err != nil {
		t.Fatal(err)
	}
	if list, err = r.Comments(ctx, row.ID, true); err != nil || list.Count != row.Comments+1 {
		t.Errorf("%d comments, %v", list.Count, err)
	}
	if again, err := r.Article(ctx, row.ID); err != nil || again.Comments != row.Comments+1 {
		t.Errorf("the row still counts %d", again.Comments)
	}
	// Without a connection the last ones stay, with the time they are from.
	if err := r.publisher.Close(); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.Add(time.Hour)
	list, err = r.Comments(ctx, row.ID, true)
	if err != nil || list.Fault == "" || len(list.Comments) != row.Comments+1 || list.Fetched.Equal(r.now) {
		t.Errorf("%d comments of %v, %q, %v", len(list.Comments), list.Fetched, list.Fault, err)
	}
}

func TestCommentsFiveHundredDeep(t *testing.T) {
	w := newWeb(t)
	mux := http.NewServeMux()
	mux.HandleFunc("/feed/", func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(rw, `<rss version="2.0"><channel><title>G</title><link>http://gazette.example/</link><generator>https://wordpress.org/?v=6.8</generator>
<item><title>First report</title><link>http://gazette.example/first-report/</link><guid isPermaLink="false">http://gazette.example/?p=12</guid></item></channel></rss>`)
	})
	mux.HandleFunc("/wp-json/wp/v2/categories", func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(rw, `[{"id":1,"name":"News","slug":"news"}]`)
	})
	mux.HandleFunc("/wp-json/wp/v2/posts", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, "[]") })
	mux.HandleFunc("/wp-json/wp/v2/comments", func(rw http.ResponseWriter, q *http.Request) {
		page := 0
		fmt.Sscan(q.URL.Query().Get("page"), &page)
		var list []string
		for i := (page - 1) * 100; i < page*100 && i < 500; i++ {
			list = append(list, fmt.Sprintf(`{"id":%d,"parent":%d,"author_name":"R&amp;D","date_gmt":"2026-11-21T10:%02d:%02d","content":{"rendered":"<p>Answer <b>%d</b><script>x()</script></p>"}}`, i+1, i, i/60, i%60, i))
		}
		fmt.Fprint(rw, "["+strings.Join(list, ",")+"]")
	})
	w.hosts["gazette.example"] = mux
	r := onWeb(t, w, gazette("gazette"))
	r.refresh()
	r.after()
	list, err := r.Comments(t.Context(), r.ids("")[0], true)
	if err != nil || len(list.Comments) != 500 || list.Fault != "" {
		t.Fatalf("%d comments, %q, %v", len(list.Comments), list.Fault, err)
	}
	last := list.Comments[499]
	if last.Text != "Answer 499" || last.Byline != "R&D" || last.Depth == 0 || list.Comments[1].Depth != 1 {
		t.Errorf("%+v", last)
	}
}
