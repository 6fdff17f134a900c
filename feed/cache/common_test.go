package cache

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

// Search answers what reading every body answers: for words that are common from
// the first batch on, that become common later, that are rare, and after edits and
// forgetting.
func TestCommonWordsAnswerLikeReading(t *testing.T) {
	ctx := t.Context()
	clk := &clock{testStart}
	c := openTest(t, t.TempDir(), clk)
	if err := c.Subscribe(ctx, testPublications); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(11, 5))
	words := strings.Fields("the children chi chiller child care caress ofsted rebab re remit and of pier harbour winter")
	prose := func() string {
		var list []string
		for range 60 {
			switch w := words[r.IntN(len(words))]; {
			case r.IntN(4) == 0:
				w = fmt.Sprintf("%s%d", w[:2], r.IntN(90))
				fallthrough
			case r.IntN(8) < 7 && len(w)%2 == 0: // some words are rarer
				list = append(list, "the", w[:2])
			default:
				list = append(list, w)
			}
		}
		return strings.Join(list, " ")
	}
	bodies := map[feed.StoryID]string{}
	made := 0
	more := func(n int, extra string) {
		var list []feed.Story
		for range n {
			s := feed.Story{GUID: fmt.Sprint(made), Link: fmt.Sprintf("https://first.example/%d/", made), Title: fmt.Sprint("Number ", made),
				Published: clk.ago(time.Duration(100_000-made) * time.Minute), Body: "<p>" + prose() + "</p>"}
			if r.IntN(3) == 0 {
				s.Body += extra
			}
			list = append(list, s)
			made++
		}
		report := put(t, c, list...)
		for i, id := range report.IDs {
			bodies[id] = plainText(list[i].Body)
		}
		if _, err := c.Index(ctx); err != nil {
			t.Fatal(err)
		}
	}
	sought := []string{"the", "children", "chi", "chil", "child", "care", "ofsted", "ofs", "rebab", "re", "ch12", "marmoset", "marmo", "mar", "vicuna", "vicu"}
	agree := func(when string) {
		t.Helper()
		for _, w := range sought {
			s := seek(feed.Term{Kind: feed.TermWord, Value: w})
			want := 0
			for _, text := range bodies {
				if s.in(text) {
					want++
				}
			}
			if have := edition(t, c, w).Total; have != want {
				t.Errorf("%s: %q is in %d bodies, search finds %d", when, w, want, have)
			}
		}
	}
	common := func() (words []string) {
		t.Helper()
		err := c.see(ctx, func(l *look) error {
			return l.each(`SELECT word FROM common ORDER BY word`, nil, func(rows *sql.Rows) error {
				var w string
				err := rows.Scan(&w)
				words = append(words, w)
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return words
	}
	more(commonSample-1, "<p>A vicuna.</p>")
	if have := common(); len(have) != 0 {
		t.Fatalf("after %d texts %q are called common", commonSample-1, have)
	}
	agree("before there is a common word")
	more(1100, "<p>Marmosets, and a marmoset.</p>") // over the bounds of a batch and of a part
	have := common()
	for _, w := range []string{"the", "the·", "children", "chi·", "marmoset"} {
		if !slices.Contains(have, w) {
			t.Errorf("%q is not common: %q", w, have)
		}
	}
	if slices.Contains(have, "vicuna") {
		t.Error(`"vicuna" was never in one of eight texts of a run`)
	}
	agree("after a large run")
	more(300, "<p>The vicuna again.</p>")
	if !slices.Contains(common(), "vicuna") {
		t.Error(`"vicuna" is not common`)
	}
	agree("when a word of old lists became common")

	// An edit: other words in the same stories.
	for range 40 {
		id := feed.StoryID(1 + r.IntN(made))
		text := strings.Repeat("<p>Nothing but a longer account of rebabs, the rebab and its players, put in the place of what was here.</p>", 90)
		if _, err := c.StoreArticle(ctx, id, Fetched{HTML: text, Origin: "page"}); err != nil {
			t.Fatal(err)
		}
		bodies[id] = plainText(text)
	}
	if _, err := c.Index(ctx); err != nil {
		t.Fatal(err)
	}
	agree("after edits")

	var gone []feed.StoryID
	for id := range bodies {
		if id%7 == 0 {
			gone = append(gone, id)
			delete(bodies, id)
		}
	}
	if _, err := c.Forget(ctx, gone); err != nil {
		t.Fatal(err)
	}
	agree("after forgetting")
	check(t, c)

	// The index made anew from the texts.
	if err := c.derive(ctx); err != nil {
		t.Fatal(err)
	}
	agree("made anew")
}

// A word that was common in forgotten stories only is gone with them, from the
// archive and from its copies.
func TestForgettingTakesCommonWords(t *testing.T) {
	ctx := t.Context()
	clk := &clock{testStart}
	dir := t.TempDir()
	c := openTest(t, dir, clk)
	if err := c.Subscribe(ctx, testPublications); err != nil {
		t.Fatal(err)
	}
	p := newPress(12)
	var list []feed.Story
	for i := range 2 * commonSample {
		s := p.story(i, clk.ago(time.Duration(i)*time.Hour))
		if i%2 == 0 {
			s.Body += "<p>Thistledown.</p>"
		}
		list = append(list, s)
	}
	put(t, c, list...)
	if _, err := c.Index(ctx); err != nil {
		t.Fatal(err)
	}
	held := func(file string) (n int) {
		t.Helper()
		s, err := openStore(ctx, file, 1, "mode=ro")
		if err != nil {
			t.Fatal(err)
		}
		defer s.close()
		if err := s.scanOne(ctx, `SELECT (SELECT count(*) FROM common WHERE word LIKE 'thist%') + (SELECT count(*) FROM words WHERE word LIKE 'thist%')`, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if err := os.MkdirAll(filepath.Join(dir, "backups"), 0o700); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "backups", "whole.db")
	if err := c.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	if held(c.path) != 2 || held(copied) != 2 {
		t.Fatalf("%d and %d entries before", held(c.path), held(copied))
	}
	all, err := c.Matching(ctx, mustParse(t, "thistledown"))
	if err != nil || len(all) != commonSample {
		t.Fatalf("%d stories, %v", len(all), err)
	}
	if _, err := c.Forget(ctx, all); err != nil {
		t.Fatal(err)
	}
	if held(c.path) != 0 || held(copied) != 0 {
		t.Errorf("%d entries are left here, %d in the copy", held(c.path), held(copied))
	}
	for _, file := range []string{c.path, copied} {
		used := bitsOf(ctx, t, file)
		for _, id := range all {
			if used[int64(id)] {
				t.Fatalf("%s still says what words story %d had", file, id)
			}
		}
	}
	if n := edition(t, c, "children").Total; n == 0 || n > commonSample {
		t.Errorf("%d stories have children", n)
	}
}

// bitsOf are the stories that any common word of a file has.
func bitsOf(ctx context.Context, t *testing.T, file string) map[int64]bool {
	t.Helper()
	s, err := openStore(ctx, file, 1, "mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	used := map[int64]bool{}
	err = s.with(ctx, func(conn *sql.Conn) error {
		rows, err := conn.QueryContext(ctx, `SELECT id, bits FROM bitmaps`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var (
				id   int64
				bits []byte
			)
			if err := rows.Scan(&id, &bits); err != nil {
				return err
			}
			for i, b := range bits {
				for bit := range 8 {
					if b>>bit&1 == 1 {
						used[id&(1<<32-1)*partStories+int64(i%laneBytes*8+bit)] = true
					}
				}
			}
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return used
}
