package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/demo"
	"standfirst/feed/newsroom"
	"standfirst/ui/stories"
	"standfirst/ui/theme"
)

// stockMany fills a data folder with n stories over five years. Their bodies are
// short: a list never reads them, and articles have benchmarks of their own.
func stockMany(b *testing.B, n int) (dir string) {
	b.Helper()
	dir = b.TempDir()
	c, err := cache.Open(b.Context(), cache.Options{Dir: dir, Now: func() time.Time { return sunday }})
	if err != nil {
		b.Fatal(err)
	}
	pubs := demo.Publications()
	if err := c.Subscribe(b.Context(), pubs); err != nil {
		b.Fatal(err)
	}
	words := strings.Fields("harbour ferry council pier school budget winter morning officer inspection children care road library garden market bridge station")
	word := func(i int) string { return words[i%len(words)] }
	step := 5 * 365 * 24 * time.Hour / time.Duration(n)
	const chunk = 1000
	for from := 0; from < n; from += chunk {
		var list []feed.Story
		for i := from; i < min(from+chunk, n); i++ {
			link := fmt.Sprintf("https://gazette.example/%d/", i)
			tag := "subject " + fmt.Sprint(i%200)
			title := fmt.Sprintf("The %s of the %s after %d days of %s", word(i), word(i/3), i, word(i/7))
			if i%1000 == 0 {
				title += " quixotically"
			}
			list = append(list, feed.Story{
				GUID: link, Link: link, Title: title, Standfirst: "What the " + word(i/5) + " said about the " + word(i/11) + ".",
				Published: sunday.Add(-time.Duration(n-i) * step), Sections: []string{"news"}, Tags: []feed.Tag{{Key: tag, Name: tag}},
				Body: "<p>The " + word(i/2) + " and the " + word(i/13) + " of the " + word(i/17) + ".</p>", Full: true,
			})
		}
		if _, err := c.Put(b.Context(), pubs[from/chunk%len(pubs)].ID, list); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := c.Index(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := c.Close(); err != nil {
		b.Fatal(err)
	}
	return dir
}

// begin opens a screen of 120 by 50 on a data folder, up to its first picture
// with stories.
func begin(b *testing.B, dir string) *screen {
	b.Helper()
	n, err := newsroom.Open(b.Context(), newsroom.Options{Dir: dir, Publications: demo.Publications(), Dial: demo.NoDial, Now: func() time.Time { return sunday }})
	if err != nil {
		b.Fatal(err)
	}
	s := &screen{t: b, now: sunday, news: n}
	o := Options{Newsroom: n, Now: func() time.Time { return sunday }, Theme: theme.Dark, Density: stories.Headlines, Env: func(string) string { return "" }, Location: time.UTC}
	o.wait = func(_ time.Duration, m tea.Msg) tea.Cmd { return func() tea.Msg { return m } }
	s.app = newApp(b.Context(), o)
	s.send(tea.WindowSizeMsg{Width: 120, Height: 50})
	s.run(s.app.Init())
	s.app.View()
	return s
}

// BenchmarkScreen is each operation of the screen, its questions to the archive
// included, up to the picture that is handed to Bubble Tea. A list holds a
// window of its stories, so that an archive twenty times as large costs the same.
func BenchmarkScreen(b *testing.B) {
	for _, n := range []int{50, 5_000, 100_000} {
		b.Run(fmt.Sprintf("stories=%d", n), func(b *testing.B) {
			if n > 10_000 && testing.Short() {
				b.Skip("the large archive is left out with -short")
			}
			dir := stockMany(b, n)
			b.Run("start", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := begin(b, dir).news.Close(); err != nil {
						b.Fatal(err)
					}
				}
			})
			s := begin(b, dir)
			defer s.news.Close()
			s.shows("days of")
			for _, does := range []struct {
				name       string
				there, out []string
				shows      string
			}{
				{"page-and-back", []string{"ctrl+d"}, []string{"ctrl+u"}, "days of"},
				{"end-and-home", []string{"G"}, []string{"g", "g"}, "days of"},
				{"filter-and-all", []string{"f", `tag:"subject 7"`, "enter"}, []string{"esc"}, "subject 7"},
				{"search-and-all", []string{"/", "quixotically"}, []string{"esc"}, "quixotically"},
				{"open-and-back", []string{"enter"}, []string{"q"}, "and the"},
				{"unread-and-all", []string{"u"}, []string{"u"}, "days of"},
			} {
				b.Run(does.name, func(b *testing.B) {
					s.t = b
					s.press(does.there...).shows(does.shows).press(does.out...).shows("days of")
					b.ReportAllocs()
					for b.Loop() {
						s.press(does.there...)
						s.app.View()
						s.press(does.out...)
						s.app.View()
					}
				})
			}
		})
	}
}
