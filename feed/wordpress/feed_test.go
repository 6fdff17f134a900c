package wordpress_test

import (
	"strings"
	"testing"
	"time"

	"standfirst/feed/parse"
	"standfirst/feed/wordpress"
)

func TestPostsAsAFeedReadLikeOne(t *testing.T) {
	posts := []wordpress.Post{{
		ID: 7, GUID: "http://host.example/?p=7", Link: "http://gazette.example/news/a-story/", Title: "Health &#038; care: &#8216;slow&#8217;",
		Excerpt: "<p>What it is about.</p>", Content: "<p>The text ]]> with <em>marks</em>.</p>", Byline: "R & D",
		Published: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC), Terms: []int{1, 2, 99},
	}}
	words := map[int]string{1: "news", 2: "health & care"}
	document, err := parse.Parse(wordpress.Feed(posts, "http://gazette.example/", func(n int) string { return words[n] }), parse.Options{})
	if err != nil || !document.WordPress || len(document.Stories) != 1 {
		t.Fatalf("%+v, %v", document, err)
	}
	s := document.Stories[0]
	if s.Title != "Health & care: ‘slow’" || s.GUID != posts[0].GUID || s.Link != posts[0].Link || s.Byline != "R & D" || !s.Published.Equal(posts[0].Published) ||
		s.Standfirst != "What it is about." || !s.Full || !strings.Contains(s.Body, "<em>marks</em>") || strings.Join(s.Categories, "|") != "news|health & care" {
		t.Errorf("%+v", s)
	}
}

func TestPostsAskedByNumberWithoutTheirTexts(t *testing.T) {
	address := wordpress.Root("http://gazette.example/wp-json/wp/v2/").Posts(wordpress.Posts{Include: []int{3, 14}, Bare: true})
	if !strings.Contains(address, "include=3%2C14") || strings.Contains(address, "content") || strings.Contains(address, "excerpt") || !strings.Contains(address, "sticky") {
		t.Error(address)
	}
	if whole := wordpress.Root("http://gazette.example/?rest_route=/wp/v2/").Posts(wordpress.Posts{}); !strings.Contains(whole, "content") || strings.Contains(whole, "include") {
		t.Error(whole)
	}
}
