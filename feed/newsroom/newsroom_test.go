package newsroom

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"standfirst/feed"
	"standfirst/feed/demo"
)

// room is a newsroom on the demonstration, in a folder of its own.
type room struct {
	*Newsroom
	t         *testing.T
	publisher *demo.Publisher
	now       time.Time

	mu     sync.Mutex
	pauses []time.Duration // between requests to one host
}

func open(t *testing.T) *room {
	t.Helper()
	ctx := t.Context()
	r := &room{t: t, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return r.now }
	publisher, err := demo.Start(context.Background(), demo.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = publisher.Close() })
	r.publisher = publisher
	r.Newsroom = r.reopen(t, t.TempDir())
	if _, err := r.Refresh(ctx, RefreshRequest{}, nil); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *room) reopen(t *testing.T, dir string) *Newsroom {
	t.Helper()
	n, err := Open(t.Context(), Options{
		Dir: dir, Publications: demo.Publications(), Now: func() time.Time { return r.now }, Dial: r.publisher.Dial,
		Aliases: map[string][]string{"kinship care": {"kinship carers", "family and friends care"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	n.pause = func(ctx context.Context, d time.Duration) error {
		r.mu.Lock()
		r.pauses = append(r.pauses, d)
		r.mu.Unlock()
		return ctx.Err()
	}
	t.Cleanup(func() { _ = n.Close() })
	return n
}

func (r *room) edition(query string) feed.Edition {
	r.t.Helper()
	q, err := feed.ParseQuery(query)
	if err != nil {
		r.t.Fatal(err)
	}
	e, err := r.Edition(r.t.Context(), q, feed.Window{Limit: 200})
	if err != nil {
		r.t.Fatal(err)
	}
	return e
}

func TestRefreshFillsTheFrontPage(t *testing.T) {
	r := open(t)
	all := r.edition("")
	if all.Total < 40 {
		t.Fatalf("%d stories after the first refresh", all.Total)
	}
	for _, row := range all.Rows {
		if row.Title == "" || row.Link == "" || len(row.Sections) == 0 || row.PublicationName == "" {
			t.Errorf("a thin row: %+v", row.Story)
		}
	}
	if n := r.edition("section:first/comment").Total; n < 2 {
		t.Errorf("%d stories in first's comment and below it", n)
	}
	if n := r.edition("tag:\"kinship care\"").Total; n < 2 {
		t.Errorf("%d stories about kinship care", n)
	}
}

func TestSecondRefreshAsksForNothingNew(t *testing.T) {
	r := open(t)
	r.now = r.now.Add(25 * time.Hour)
	report, err := r.Refresh(t.Context(), RefreshRequest{Force: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(report)
	for _, o := range report.Outcomes {
		if o.Status != StatusUnchanged && o.Status != StatusOK || o.New > 20 {
			t.Errorf("%s: %+v", o.Name, o)
		}
	}
}

func TestExcerptsFetchTheirPage(t *testing.T) {
	r := open(t)
	e := r.edition("pub:first -has:full")
	if len(e.Rows) == 0 {
		t.Fatal("first sends excerpts only, but none is listed")
	}
	before, err := r.Article(t.Context(), e.Rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	after, err := r.FetchArticle(t.Context(), e.Rows[0].ID)
	if err != nil || after.Fault != "" {
		t.Fatalf("fetch %s: %v %s", before.Link, err, after.Fault)
	}
	if !after.Full || len(after.Markdown) <= len(before.Markdown) {
		t.Errorf("the page of %q brought %d bytes after %d", before.Title, len(after.Markdown), len(before.Markdown))
	}
}

// The marks of an automatic excerpt are the publisher's, not the story's.
func TestExcerptsEndWithoutBrackets(t *testing.T) {
	r := open(t)
	ended := 0
	for _, row := range r.edition("pub:first -has:full").Rows {
		article, err := r.Article(t.Context(), row.ID)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(article.Markdown, `[…`) || strings.Contains(article.Markdown, `…\]`) {
			t.Errorf("%q ends in %q", row.Title, article.Markdown[max(0, len(article.Markdown)-40):])
		}
		if strings.HasSuffix(article.Markdown, "…") {
			ended++
		}
	}
	if ended == 0 {
		t.Error("no excerpt of first was cut by the site: the demonstration has some")
	}
}
