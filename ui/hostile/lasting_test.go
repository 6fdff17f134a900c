package hostile

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"standfirst/ui/terminal"
)

// What lasts: whatever a publication does from one refresh to the next, no
// story, no mark and no subscription is lost, and nothing comes back as unread.

// marked refreshes once and marks: everything read, the second story saved.
func marked(t *testing.T, h terminal.Home) {
	t.Helper()
	refresh(t, h, mostTime)
	stories := h.List(t, "pub:hostile")
	for n, story := range stories {
		for _, state := range []string{"read", "saved"}[:1+n%2] {
			if r := h.Run(t, "mark", state, fmt.Sprint(story.ID)); r.Code != 0 {
				t.Fatalf("mark %s: %s", state, r.Err)
			}
		}
	}
}

func counts(stories []terminal.Story) (read, saved int) {
	for _, s := range stories {
		if s.Read {
			read++
		}
		if s.Saved {
			saved++
		}
	}
	return read, saved
}

func paperItems(n int, form string, args func(n int) []any) string {
	var items []string
	for i := range n {
		items = append(items, fmt.Sprintf(form, args(i)...))
	}
	return rss(items...)
}

// TestNothingShownIsLost: shrinking, emptied, cut, renumbered, readdressed and
// blanked feeds.
func TestNothingShownIsLost(t *testing.T) {
	t.Parallel()
	const form = `<item><title>Story number %d of the week</title><guid isPermaLink="false">%s</guid><link>%s</link><pubDate>Mon, 0%d Jun 2026 10:00:00 +0000</pubDate><description>%s</description></item>`
	full := paperItems(6, form, func(n int) []any {
		return []any{n, fmt.Sprint("http://paper.example/?p=", n), fmt.Sprint("http://paper.example/news/", n), n + 1, "a long description of what happened " + fmt.Sprint(n)}
	})
	for name, after := range map[string]answer{
		"emptied": {body: rss()}, "one left": {body: full[:strings.Index(full, "</item>")] + "</item></channel></rss>"},
		"cut off": {body: full[:len(full)*2/3]}, "cut off, with a length that lies": {raw: "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 99999\r\n\r\n" + full[:len(full)/2]},
		"a login page": {body: "<!doctype html><title>Sign in</title><form><input type=password></form>", headers: map[string]string{"Content-Type": "text/html"}},
		"gone":         {status: 410}, "not found": {status: 404}, "nothing": {body: ""},
		"https":      {body: strings.ReplaceAll(full, "http://paper.example", "https://www.paper.example")},
		"renumbered": {body: strings.ReplaceAll(full, "?p=", "?post=9")},
		"blanked": {body: paperItems(6, form, func(n int) []any {
			return []any{n, fmt.Sprint("http://paper.example/?p=", n), fmt.Sprint("http://paper.example/news/", n), n + 1, ""}
		})},
		"moved to a login page": {status: 301, headers: map[string]string{"Location": "ROOT/login"}},
		"moved":                 {status: 301, headers: map[string]string{"Location": "ROOT/elsewhere"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.serve("hostile", answer{body: full, headers: map[string]string{"ETag": `"first"`}}, after, after, after)
			s.serve("login", answer{body: "<!doctype html><title>Sign in</title><form><input type=password></form>", headers: map[string]string{"Content-Type": "text/html"}})
			s.serve("elsewhere", answer{body: full})
			h := newHome(t)
			s.paper(t, h, "", "hostile")
			marked(t, h)
			configured := h.Run(t, "config", "show").Out
			for range 3 {
				refresh(t, h, mostTime)
			}
			stories := h.List(t, "pub:hostile")
			if read, saved := counts(stories); len(stories) != 6 || read != 6 || saved != 3 {
				t.Errorf("%d stories, %d read, %d saved; want 6, 6, 3: %+v", len(stories), read, saved, stories)
			}
			for _, story := range stories {
				if out := h.Run(t, "show", fmt.Sprint(story.ID)).Out; !strings.Contains(out, "a long description of what happened") {
					t.Errorf("the text of %q is lost:\n%s", story.Title, out)
				}
			}
			if now := h.Run(t, "config", "show").Out; now != configured {
				t.Errorf("the configuration changed:\n%s", now)
			}
			if name == "moved" && s.count("hostile") < 4 {
				t.Error("one permanent redirect was taken for good")
			}
			if name == "a login page" { // validators of what is no feed are not kept
				for _, r := range s.requests() {
					if tag := r.Header.Get("If-None-Match"); tag != "" && tag != `"first"` {
						t.Errorf("asked with %s", tag)
					}
				}
			}
		})
	}
}

// TestDuplicates: three stories under one GUID are three stories, for ever, and
// another publication with the same GUIDs and links cannot touch them.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var mine, theirs []string
	for _, word := range []string{"one", "two", "three"} {
		mine = append(mine, `<item><title>Story `+word+`</title><guid isPermaLink="false">same</guid><link>http://paper.example/`+word+`</link><description>words `+word+`</description></item>`)
		theirs = append(theirs, `<item><title>Taken over</title><guid isPermaLink="false">same</guid><link>http://paper.example/`+word+`</link><description>taken over</description></item>`)
	}
	s.serve("hostile", answer{body: rss(mine...)})
	s.serve("thief", answer{body: rss(theirs...)})
	h := newHome(t)
	s.paper(t, h, "", "hostile", "thief")
	marked(t, h)
	for range 5 {
		refresh(t, h, mostTime)
	}
	stories := h.List(t, "pub:hostile")
	titles := fmt.Sprint(stories)
	if read, saved := counts(stories); len(stories) != 3 || read != 3 || saved != 1 || strings.Contains(titles, "Taken") {
		t.Errorf("%d stories, %d read, %d saved: %s", len(stories), read, saved, titles)
	}
}

// TestChurn: a feed whose every story is new wording on every fetch neither
// brings stories back nor fills the disk.
func TestChurn(t *testing.T) {
	t.Parallel()
	rounds := 12
	if long {
		rounds = 50
	}
	s := newSite(t)
	var answers []answer
	for round := range rounds + 1 {
		answers = append(answers, answer{body: paperItems(20, `<item><title>Story %d</title><guid isPermaLink="false">g%d</guid><link>http://paper.example/%d</link><pubDate>Mon, 01 Jun 2026 10:%02d:00 +0000</pubDate><description>%s</description></item>`, func(n int) []any {
			return []any{n, n, n, round, fmt.Sprintf("seen %d times. ", round*7919) + strings.Repeat(fmt.Sprintf("sentence %d of the body. ", round), 200)}
		})})
	}
	s.serve("hostile", answers...)
	h := newHome(t)
	s.paper(t, h, "", "hostile")
	marked(t, h)
	first := diskUse(t, h)
	for range rounds {
		refresh(t, h, mostTime)
	}
	stories := h.List(t, "pub:hostile")
	if read, saved := counts(stories); len(stories) != 20 || read != 20 || saved != 10 {
		t.Errorf("%d stories, %d read, %d saved", len(stories), read, saved)
	}
	last := diskUse(t, h)
	t.Logf("%d KiB after one refresh, %d KiB after %d", first>>10, last>>10, rounds)
	if last > 2*first+1<<20 {
		t.Errorf("the archive grew from %d KiB to %d KiB", first>>10, last>>10)
	}
}

// diskUse is what the data folder takes on the disk, in bytes.
func diskUse(t *testing.T, h terminal.Home) (bytes int64) {
	t.Helper()
	err := filepath.WalkDir(filepath.Dir(h.Database()), func(path string, entry os.DirEntry, err error) error {
		if info, statErr := os.Stat(path); err == nil && statErr == nil && !entry.IsDir() && !strings.Contains(path, "backup") {
			bytes += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

// TestSecrets: a password in a feed's address is refused, a token in its query
// is used; neither is shown anywhere.
func TestSecrets(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.healthy()
	h := newHome(t)
	h.Configure(t, "[[publication]]\nname = \"hostile\"\nfeed = \"http://reader:c4nary-password@127.0.0.1:9/feed\"\n")
	if r := h.Run(t, "refresh"); r.Code != 2 || strings.Contains(r.Out+r.Err, "c4nary-password") {
		t.Errorf("exit %d: %s%s", r.Code, r.Out, r.Err)
	}
	h.Configure(t, fmt.Sprintf("[[publication]]\nname = \"hostile\"\nfeed = %q\n\n[[publication]]\nname = \"dead\"\nfeed = %q\n", s.URL+"/healthy?token=c4nary-token", "http://127.0.0.1:9/feed?token=c4nary-token"))
	var printed strings.Builder
	for _, args := range [][]string{{"refresh", "--force"}, {"refresh", "--force", "--json"}, {"publications"}, {"publications", "--json"}, {"list", "--json"}, {"export", "opml"}, {"digest", "--since", "all"}, {"config", "check"}} {
		r := h.Run(t, args...)
		for _, canary := range []string{"c4nary-password", "c4nary-token"} {
			if strings.Contains(r.Out+r.Err, canary) {
				t.Errorf("%v shows %s:\n%s%s", args, canary, r.Out, r.Err)
			}
		}
		printed.WriteString(r.Out)
	}
	if r := h.Run(t, "export", "opml", "--secrets"); !strings.Contains(r.Out, "c4nary-token") {
		t.Error("the token cannot be had, even when it is asked for")
	}
	if !strings.Contains(printed.String(), neighbour) {
		t.Error("the feed behind the token was not read")
	}
	see := screen(t, h).keys("!", "j", "j", "esc")
	see.leave("c4nary-password", "c4nary-token")
	log, _ := os.ReadFile(filepath.Join(h.Dir, "state", "standfirst", "standfirst.log")) // none: nothing was logged
	if strings.Contains(string(log), "c4nary") {
		t.Errorf("the log shows it:\n%s", log)
	}
	for _, path := range []string{filepath.Dir(h.Database()), h.Database()} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v %v", path, info.Mode(), err)
		}
	}
}

// TestOnlyWhatWasAsked: reading asks nobody but the publication, says who asks
// in one form, and brings no cookie, no referrer and no picture.
func TestOnlyWhatWasAsked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.serve("hostile", answer{body: rss(item(1, "SEEN", "<link>ROOT/page</link>"+body(`<p>words</p><img src="ROOT/picture.png"><img src="ROOT/pixel.gif" width="1"><script src="ROOT/script.js"></script><link rel="stylesheet" href="ROOT/style.css"><iframe src="ROOT/frame"></iframe><video poster="ROOT/poster.png"></video>`)+
		`<media:thumbnail url="ROOT/thumb.png"/><enclosure url="ROOT/sound.mp3" type="audio/mpeg" length="1"/>`)), headers: map[string]string{"Set-Cookie": "id=1", "ETag": `"x"`}})
	h := newHome(t)
	s.paper(t, h, "", "hostile")
	refresh(t, h, mostTime)
	refresh(t, h, mostTime)
	see := screen(t, h).filter("pub:hostile").keys("enter", "G", "L").back().keys("e").back().list()
	see.leave()
	asked := map[string]int{}
	for _, r := range s.requests() {
		asked[r.URL.Path]++
		if r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" || !strings.HasPrefix(r.UserAgent(), "Standfirst/") {
			headers, _ := json.Marshal(r.Header) // a map of texts
			t.Errorf("%s: %s", r.URL.Path, headers)
		}
	}
	for path := range asked {
		if path != "/hostile" && path != "/healthy" && path != "/robots.txt" && !strings.HasPrefix(path, "/wp-json") {
			t.Errorf("asked for %s, which nobody wanted", path)
		}
	}
}
