package cache

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"standfirst/feed"
)

// The benchmarks run on archives of invented stories of 6 KB each: prose of a
// few hundred common words and a long tail, twenty publications, 400 tags, five
// years. The large one is built once a run, or once for all in the folder that
// STANDFIRST_BENCH_DIR names; -short leaves it out.

const benchPublications = 20

type press struct {
	r    *rand.Rand
	tail []string
	zipf *rand.Zipf
	tags *rand.Zipf
}

func newPress(seed uint64) *press {
	r := rand.New(rand.NewPCG(seed, 7))
	p := &press{r: r, zipf: rand.NewZipf(r, 1.07, 4, 29999), tags: rand.NewZipf(r, 1.2, 6, 399)}
	syllables := strings.Fields("ba be ca ce chi co da de di er fa fo ga ge ha he in ka ki la le li lo ma me mi na ne no ol pa pe ra re ri ro sa se si st ta te ti to un va ve wa wi yo")
	words := rand.New(rand.NewPCG(1, 1)) // the same language in every archive
	seen := map[string]bool{}
	for len(p.tail) < 30000 {
		var b strings.Builder
		for range 1 + words.IntN(4) {
			b.WriteString(syllables[words.IntN(len(syllables))])
		}
		if w := b.String(); !seen[w] {
			seen[w] = true
			p.tail = append(p.tail, w)
		}
	}
	copy(p.tail, strings.Fields("the of and to in a is that for it was on are as with his they at be this from have children care social work council carers support family said local need people home services review safeguarding ofsted"))
	return p
}

func (p *press) words(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = p.tail[p.zipf.Uint64()]
	}
	return strings.Join(list, " ")
}

func (p *press) story(n int, at time.Time) feed.Story {
	s := feed.Story{
		GUID: fmt.Sprintf("https://site.example/?p=%d", n), Link: fmt.Sprintf("https://site.example/news/%d/%s/", n, strings.ReplaceAll(p.words(4), " ", "-")),
		Title: p.words(8), Standfirst: p.words(22), Byline: "Writer " + fmt.Sprint(p.r.IntN(300)), Published: at, Comments: p.r.IntN(20),
		Full: p.r.IntN(3) == 0, Sections: []string{[]string{"news", "comment", "comment/leaders", "features", "features/parliament", "opinion"}[p.r.IntN(6)]},
	}
	for range p.r.IntN(6) {
		name := fmt.Sprintf("subject %d", p.tags.Uint64())
		s.Tags = append(s.Tags, feed.Tag{Key: feed.Fold(name), Name: name, Published: name})
		s.Categories = append(s.Categories, name)
	}
	var b strings.Builder
	for b.Len() < 5900 {
		b.WriteString("<p>" + p.words(60+p.r.IntN(60)) + `, <a href="https://site.example/` + p.words(1) + `/">` + p.words(2) + "</a>.</p>\n")
	}
	s.Body = b.String()
	s.Images = []feed.Image{{URL: fmt.Sprintf("https://site.example/wp-content/uploads/%d.jpg", n), Alt: p.words(6), Credit: "Photo: J. Marlow/Picture Desk"}}
	return s
}

// fill writes n stories over five years before the clock.
func fill(t testing.TB, c *Cache, clk *clock, seed uint64, n int) (text int64) {
	t.Helper()
	var pubs []feed.Publication
	for i := range benchPublications {
		pubs = append(pubs, feed.Publication{ID: feed.PublicationID(fmt.Sprintf("pub-%d", i)), Name: fmt.Sprintf("Paper %d", i),
			Feeds: []feed.Address{{URL: fmt.Sprintf("https://paper%d.example/feed/", i)}}})
	}
	if err := c.Subscribe(t.Context(), pubs); err != nil {
		t.Fatal(err)
	}
	p := newPress(seed)
	step := 5 * 365 * 24 * time.Hour / time.Duration(n)
	for from := 0; from < n; from += 500 {
		var list []feed.Story
		for i := from; i < min(from+500, n); i++ {
			s := p.story(int(seed)*1_000_000+i, clk.at.Add(-time.Duration(n-i)*step))
			text += int64(len(s.Body) + len(s.Title) + len(s.Standfirst))
			list = append(list, s)
		}
		if _, err := c.Put(t.Context(), pubs[from/500%benchPublications].ID, list); err != nil {
			t.Fatal(err)
		}
	}
	return text
}

type benchArchive struct {
	dir     string
	keep    bool
	clk     *clock
	stories int
}

var (
	benchMu       sync.Mutex
	benchArchives = map[int]*benchArchive{}
)

// build fills an archive, a third of it read.
func build(b *testing.B, a *benchArchive, n int) {
	b.Helper()
	c, err := Open(b.Context(), Options{Dir: a.dir, Now: a.clk.now})
	if err != nil {
		b.Fatal(err)
	}
	started := time.Now()
	text := fill(b, c, a.clk, 1, n)
	b.Logf("%d stories stored in %v", n, time.Since(started))
	started = time.Now()
	if _, err := c.Index(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("indexed in %v", time.Since(started))
	var read []feed.StoryID
	for id := 1; id <= n; id += 3 {
		read = append(read, feed.StoryID(id))
	}
	if _, err := c.MarkRead(b.Context(), read, true); err != nil {
		b.Fatal(err)
	}
	if err := c.Close(); err != nil {
		b.Fatal(err)
	}
	size, _ := exists(filepath.Join(a.dir, FileName))
	b.Logf("%d stories: file %.1f MB, text %.1f MB, %.2fx", n, float64(size)/1e6, float64(text)/1e6, float64(size)/float64(text))
}

// archive returns a cache of n stories, a third of them read.
func archive(b *testing.B, n int) (*Cache, *benchArchive) {
	b.Helper()
	benchMu.Lock()
	defer benchMu.Unlock()
	a := benchArchives[n]
	if a == nil {
		a = &benchArchive{clk: &clock{testStart}, stories: n}
		if kept := os.Getenv("STANDFIRST_BENCH_DIR"); kept != "" {
			a.dir, a.keep = filepath.Join(kept, fmt.Sprint(n)), true
		} else {
			dir, err := os.MkdirTemp("", "standfirst-bench")
			if err != nil {
				b.Fatal(err)
			}
			a.dir = dir
		}
		if _, ok := exists(filepath.Join(a.dir, FileName)); !ok {
			build(b, a, n)
		}
		benchArchives[n] = a
	}
	c, err := Open(b.Context(), Options{Dir: a.dir, Now: a.clk.now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	return c, a
}

var benchSizes = []int{50, 5_000, 100_000}

func sizes(b *testing.B, f func(b *testing.B, c *Cache, a *benchArchive)) {
	for _, n := range benchSizes {
		b.Run(fmt.Sprintf("stories=%d", n), func(b *testing.B) {
			if n > 10_000 && testing.Short() {
				b.Skip("the large archive is left out with -short")
			}
			c, a := archive(b, n)
			b.ResetTimer()
			f(b, c, a)
		})
	}
}

func mustParse(b testing.TB, text string) feed.Query {
	b.Helper()
	q, err := feed.ParseQuery(text)
	if err != nil {
		b.Fatal(err)
	}
	return q
}

func BenchmarkFirstPage(b *testing.B) {
	for _, text := range []string{"", "is:unread", `tag:"subject 3"`, `tag:"subject 390" is:unread`, "section:comment is:unread", "pub:pub-3 section:features is:unread",
		`tag:"subject 1" -tag:"subject 2" since:30d`, `section:features tag:"subject 40" is:unread`, "before:2024-01-01 is:unread", "sort:oldest", `(tag:"subject 1" OR section:opinion) is:unread has:full`} {
		b.Run(strings.ReplaceAll(text, " ", "_"), func(b *testing.B) {
			sizes(b, func(b *testing.B, c *Cache, _ *benchArchive) {
				q := mustParse(b, text)
				for b.Loop() {
					if _, err := c.Edition(b.Context(), q, feed.Window{Limit: 50}); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func BenchmarkCounts(b *testing.B) {
	for _, text := range []string{"", `tag:"subject 3" is:unread`, "pub:pub-3 since:30d", "section:comment has:full is:unread"} {
		b.Run(strings.ReplaceAll(text, " ", "_"), func(b *testing.B) {
			sizes(b, func(b *testing.B, c *Cache, _ *benchArchive) {
				q := mustParse(b, text)
				for b.Loop() {
					if _, err := c.Counts(b.Context(), q); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	for _, text := range []string{"chi", "chil", "child", "children", "children care", "ofsted", `"social work"`, "qui", "reb", "children pub:pub-3", "care -work"} {
		b.Run(strings.ReplaceAll(text, " ", "_"), func(b *testing.B) {
			sizes(b, func(b *testing.B, c *Cache, _ *benchArchive) {
				q := mustParse(b, text)
				n := 0
				for b.Loop() {
					// Each key is a new word: what was held for it does not count.
					c.found.mu.Lock()
					c.found.sets = nil
					c.found.mu.Unlock()
					e, err := c.Edition(b.Context(), q, feed.Window{Limit: 50})
					if err != nil {
						b.Fatal(err)
					}
					n = e.Total
				}
				b.ReportMetric(float64(n), "found")
			})
		})
	}
}

func BenchmarkMarkOne(b *testing.B) {
	sizes(b, func(b *testing.B, c *Cache, _ *benchArchive) {
		read := false
		for b.Loop() {
			if _, err := c.MarkRead(b.Context(), []feed.StoryID{2}, !read); err != nil {
				b.Fatal(err)
			}
			read = !read
		}
	})
}

// BenchmarkFsync is what MarkOne is compared with: a page written and synced.
func BenchmarkFsync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "f"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	for b.Loop() {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkInsert5000(b *testing.B) {
	p := newPress(99)
	var list []feed.Story
	for i := range 5000 {
		list = append(list, p.story(i, testStart.Add(-time.Duration(i)*time.Hour)))
	}
	for b.Loop() {
		clk := &clock{testStart}
		c, err := Open(b.Context(), Options{Dir: b.TempDir(), Now: clk.now})
		if err != nil {
			b.Fatal(err)
		}
		if err := c.Subscribe(b.Context(), testPublications); err != nil {
			b.Fatal(err)
		}
		started := time.Now()
		if _, err := c.Put(b.Context(), "first", list); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(started).Milliseconds()), "put-ms")
		started = time.Now()
		if _, err := c.Index(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(started).Milliseconds()), "index-ms")
		if err := c.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenAndFirstPage(b *testing.B) {
	sizes(b, func(b *testing.B, _ *Cache, a *benchArchive) {
		for b.Loop() {
			c, err := Open(b.Context(), Options{Dir: a.dir, Now: a.clk.now})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := c.Edition(b.Context(), feed.Query{}, feed.Window{Limit: 50}); err != nil {
				b.Fatal(err)
			}
			if err := c.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkTwins is the first page and the figures of the rail when one story in
// so many is in two publications.
func BenchmarkTwins(b *testing.B) {
	for _, every := range []int{20, 2} {
		b.Run(fmt.Sprintf("every=%d", every), func(b *testing.B) {
			sizes(b, func(b *testing.B, c *Cache, a *benchArchive) {
				ctx := b.Context()
				var groups [][]feed.StoryID
				for from := 1; from+1000 <= a.stories+1; from += 1000 { // two publications' turns
					for i := 0; i < 500; i += every / 2 {
						groups = append(groups, []feed.StoryID{feed.StoryID(from + i), feed.StoryID(from + 500 + i)})
					}
				}
				if err := c.Join(ctx, groups, Comparing{}); err != nil {
					b.Fatal(err)
				}
				defer func() { // the other benchmarks have none
					err := c.change(ctx, func(x *tx) error {
						if err := x.do(`UPDATE stories SET same = 0 WHERE same <> 0`); err != nil {
							return err
						}
						return x.turnTwins()
					})
					if err != nil {
						b.Fatal(err)
					}
				}()
				for name, do := range map[string]func() error{
					"page": func() error {
						_, err := c.Edition(ctx, mustParse(b, "is:unread"), feed.Window{Limit: 50})
						return err
					},
					"counts": func() error {
						_, err := c.Counts(ctx, feed.Query{})
						return err
					},
					"again": func() error { // after twins were joined
						c.twinsHeld.mu.Lock()
						c.twinsHeld.held = nil
						c.twinsHeld.mu.Unlock()
						_, err := c.Edition(ctx, feed.Query{}, feed.Window{Limit: 50})
						return err
					},
				} {
					b.Run(name, func(b *testing.B) {
						for b.Loop() {
							if err := do(); err != nil {
								b.Fatal(err)
							}
						}
					})
				}
			})
		})
	}
}
