package hostile

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestOtherDoors: a feed is not the only way in. Comments, web pages, a site's
// REST interface, the page on which a feed is looked for, the names it gives its
// feeds, and what servers say of their faults all end on the same glass.
func TestOtherDoors(t *testing.T) {
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all strings.Builder
			for n, sequence := range sequences {
				fmt.Fprintf(&all, "w%d %s ", n, form(sequence))
			}
			bad := strings.ReplaceAll(all.String(), "]]>", "")
			plain := strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(strings.Join(sequences, " ") + eight(strings.Join(sequences, " ")))
			posts, err := json.Marshal([]map[string]any{{
				"id": 7, "date_gmt": "2026-10-01T10:00:00", "link": "ROOT/older", "title": map[string]any{"rendered": "older " + plain}, "content": map[string]any{"rendered": "<p>older " + plain + "</p>"},
				"excerpt": map[string]any{"rendered": plain}, "guid": map[string]any{"rendered": "ROOT/?p=7"},
			}})
			if err != nil {
				t.Fatal(err)
			}
			page := "<!doctype html><html><head><title>SEEN page " + bad + `</title><meta name="author" content="` + bad + `"><meta property="og:title" content="` + bad + `"><meta property="og:description" content="` + bad + `">` +
				`<link rel="alternate" type="application/rss+xml" title="` + bad + `" href="ROOT/found"></head><body><article><h1>SEEN page ` + bad + "</h1>" + strings.Repeat("<p>the whole page says more than the feed does, sentence after sentence. "+bad+"</p>", 12) + "</article></body></html>"
			s := newSite(t)
			s.serve("hostile", answer{headers: map[string]string{"Link": `<ROOT/wp-json/>; rel="https://api.w.org/"`}, body: strings.Replace(rss(
				item(1, "SEEN one", "<link>ROOT/page</link><wfw:commentRss>ROOT/comments</wfw:commentRss><slash:comments xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\">3</slash:comments><description>short</description>")),
				"<description>d", "<generator>https://wordpress.org/?v=6.6</generator><description>d", 1)})
			s.serve("page", answer{headers: map[string]string{"Content-Type": "text/html; charset=utf-8", "Content-Disposition": "attachment; filename=spoiled"}, body: page})
			s.serve("comments", answer{body: rss(item(1, "by "+bad, "<dc:creator>"+bad+"</dc:creator>"+body("<p>SEEN comment "+bad+"</p>")), item(2, bad, "<description>"+bad+"</description>"))})
			s.serve("wp-json/", answer{headers: map[string]string{"Content-Type": "application/json"}, body: `{"name":"n","namespaces":["wp/v2"]}`})
			s.serve("wp-json/wp/v2/posts", answer{headers: map[string]string{"Content-Type": "application/json", "X-WP-Total": "1", "X-WP-TotalPages": "1"}, body: string(posts)})
			for _, path := range []string{"categories", "tags"} {
				terms, err := json.Marshal([]map[string]any{{"id": 1, "name": "term " + plain, "slug": plain, "count": 3, "link": plain}})
				if err != nil {
					t.Fatal(err)
				}
				s.serve("wp-json/wp/v2/"+path, answer{headers: map[string]string{"Content-Type": "application/json", "X-WP-Total": "1", "X-WP-TotalPages": "1"}, body: string(terms)})
			}
			s.serve("found", answer{body: strings.Replace(rss(item(1, "SEEN found "+bad, "")), "<title>Paper", "<title>Found "+bad, 1)})
			s.serve("fault", answer{raw: "HTTP/1.1 500 " + strings.ReplaceAll(plain, "\x7f", "") + "\r\nContent-Type: text/html\r\nServer: " + plain + "\r\nRetry-After: " + plain + "\r\n\r\n" + page})
			h := newHome(t)
			s.paper(t, h, "", "hostile", "fault")
			refresh(t, h, mostTime)
			for _, args := range [][]string{
				{"add", s.URL + "/page"}, {"inspect", s.URL + "/page"}, {"inspect", s.URL + "/comments"}, {"save", s.URL + "/page"}, {"offline", "pub:hostile"}, {"backfill", "--since", "365d", "hostile"},
				{"doctor"}, {"doctor", "--report"}, {"publications"}, {"sections"}, {"tags"}, {"list"}, {"show", "1"}, {"show", "2"}, {"open", s.URL + "/page"},
			} {
				r := h.Run(t, args...)
				if r.Code < 0 || strings.Contains(r.Err, "goroutine ") {
					t.Errorf("%v: exit %d: %s", args, r.Code, r.Err)
				}
				printed(t, r)
			}
			see := screen(t, h).filter("pub:hostile").keys("g", "enter", "x")
			see.Until("full article is stored")
			see.keys("G", "c")
			see.Until("2 comments")
			see.keys("G").back().keys("y", "Y", "w").list()
			see.keys(":", "add "+s.URL+"/page", "enter").keys("esc", "esc").list().keys("!", "G", "j", "esc").list()
			see.filter("found").filter("is:saved").keys("g", "enter", "G").list().filter("pub:healthy")
			see.leave()
		})
	}
}
