package hostile

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestLinks opens every link of every story with a browser that notes its
// arguments: one argument, http or https, no user name, nothing a shell or the
// browser could take for more than an address.
func TestLinks(t *testing.T) {
	t.Parallel()
	evil := []string{
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "&#106;avascript:alert(1)", "data:text/html,x", "file:///etc/hostname", "ssh://host.example/", "vscode://file/x", "smb://h.example/s",
		"x-apple-helpbasic://-1", "--version", "-oProxyCommand=touch SPOILED", "//host.example/x", "/relative/x", "http:///no-host", "http://", "https://good.example/a b", "https://good.example/';touch SPOILED;'$(touch SPOILED)`touch SPOILED`|a&b",
		"http://bank.example:secret@real.example/x", "http://bank.example@real.example/x", "https://\u0430pple.example/", "https://xn--pple-43d.example/", "https://good.example/\u202egnp.exe", "https://good.example\\@real.example/",
		"https://good.example/" + strings.Repeat("x", 20_000), "mailto:a@b.example?subject=x\r\nBcc:c@d.example", "http://real.example:99999/", "http://[::1", "https://good.example/%0d%0aSet-Cookie:x", "HTTP://GOOD.EXAMPLE/upper", "http:good.example/x", " https://good.example/spaces ",
	}
	var items []string
	var all strings.Builder
	for n, link := range evil {
		link := strings.NewReplacer("&", "&amp;", "<", "&lt;", "\"", "&quot;").Replace(link)
		items = append(items, item(n, fmt.Sprintf("story%d $(touch SPOILED) `touch SPOILED` ';touch SPOILED;'", n), "<link>"+link+"</link>"+body(`<p>words <a href="`+link+`">https://bank.example/login</a> end</p>`)))
		fmt.Fprintf(&all, `<p>n%d <a href="%s">https://bank.example/login</a></p>`, n, link)
	}
	items = append([]string{item(900, "all of them", "<link>ROOT/all</link>"+body(all.String()))}, items...)
	s := newSite(t)
	s.serve("hostile", answer{body: rss(items...)})
	h := newHome(t)
	s.paper(t, h, "", "hostile")
	refresh(t, h, mostTime)
	stories := h.List(t, "pub:hostile")
	if len(stories) != len(items) {
		t.Errorf("%d stories of %d", len(stories), len(items))
	}
	for _, story := range stories {
		r := h.Run(t, "open", fmt.Sprint(story.ID))
		printed(t, r)
		if story.Link == "" && (r.Code == 0 || r.Err == "") {
			t.Errorf("a story without a link was opened: %q %q", r.Out, r.Err)
		}
	}
	see := screen(t, h).filter("pub:hostile").keys("g")
	for range evil {
		see.keys("o", "j")
	}
	see.filter("all of them").keys("enter", "G", "g")
	// The address that is opened stands beside a text that names another.
	for _, host := range []string{"real.example", "xn--pple-43d.example"} {
		if !see.shown(host) {
			t.Errorf("the real host %s was not shown", host)
		}
	}
	for n := range 8 {
		see.keys("L")
		for range n {
			see.keys("j")
		}
		see.keys("enter")
	}
	see.keys("y")
	see.leave("bank.example:secret", "javascript:", "vscode:")
	checkOpened(t, opened(h))
	_ = filepath.WalkDir(h.Dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && strings.Contains(entry.Name(), "SPOILED") {
			t.Errorf("a shell made %s", path)
		}
		if err == nil && !entry.IsDir() && filepath.Dir(path) != h.Dir {
			if data, err := os.ReadFile(path); err == nil && strings.Contains(string(data), "bank.example:secret") {
				t.Errorf("the password of a link is in %s", path)
			}
		}
		return nil
	})
}

// checkOpened judges what the browser was given.
func checkOpened(t *testing.T, lines []string) {
	t.Helper()
	if len(lines) < 10 {
		t.Errorf("the browser was started %d times only", len(lines)/2)
	}
	for i := 0; i+1 < len(lines); i += 2 {
		link := lines[i+1]
		u, err := url.Parse(link)
		if lines[i] != "1" || err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
			t.Errorf("the browser was given %s arguments: %.200q (%v)", lines[i], link, err)
			return
		}
		if strings.ContainsAny(link, " `\"<>|") || strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Errorf("the browser was given %.200q, not encoded", link)
		}
	}
}

// TestPrivateAddresses: what a feed chooses may not reach this machine or a
// private network, neither by its links nor by a redirect, in whatever clothes
// the address comes, while the feed itself is here by the reader's own word.
func TestPrivateAddresses(t *testing.T) {
	t.Parallel()
	secret := newSite(t)
	u, _ := url.Parse(secret.URL)
	port := u.Port()
	for _, path := range []string{"page", "comments", "picture", "feed", "moved", "wp-json/wp/v2/posts"} {
		secret.serve(path, answer{body: rss(item(1, "from inside", body("inside words")))})
	}
	hosts := []string{"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "2130706433", "0x7f000001", "017700000001", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "a.localhost", "localhost."}
	s := newSite(t)
	var items []string
	for n, host := range hosts {
		at := "http://" + host + ":" + port
		items = append(items, item(n, fmt.Sprintf("story%d", n), "<link>"+at+"/page</link><wfw:commentRss>"+at+"/comments</wfw:commentRss><media:content url=\""+at+"/picture\" medium=\"image\"/>"+
			body("<p>words</p><img src='"+at+"/picture'><link rel='https://api.w.org/' href='"+at+"/wp-json/'>")))
	}
	items = append(items, item(900, "story by redirect", "<link>ROOT/away</link><description>short</description>"))
	s.serve("hostile", answer{body: rss(items...), headers: map[string]string{"Link": `<` + secret.URL + `/wp-json/>; rel="https://api.w.org/"`}})
	s.serve("away", answer{status: 302, headers: map[string]string{"Location": secret.URL + "/page"}})
	s.serve("moved", answer{status: 301, headers: map[string]string{"Location": secret.URL + "/feed"}})
	h := newHome(t)
	s.paper(t, h, "offline = \"all\"\nimages = \"on\"", "hostile", "moved")
	refresh(t, h, mostTime)
	see := screen(t, h).filter("pub:hostile").keys("g")
	for range len(items) {
		see.keys("enter", "x").back().keys("c").back().keys("i").list().keys("j")
	}
	see.filter("pub:healthy")
	see.leave()
	if r := h.Run(t, "show", fmt.Sprint(h.List(t, "pub:hostile")[0].ID)); strings.Contains(r.Out, "inside words") {
		t.Error("a page from inside was stored")
	}
	for _, request := range secret.requests() {
		t.Errorf("a feed reached a private address: %s%s", request.Host, request.URL.Path)
	}
	if s.count("away") == 0 {
		t.Error("the page of the feed's own address was never asked for: nothing was tried")
	}
}

// TestLists: an OPML file of a stranger brings web addresses only, each once,
// and says what it left out.
func TestLists(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	list := `<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname">]><opml version="2.0"><head><title>&x;</title></head><body>` +
		`<outline text="good" xmlUrl="https://good.example/feed"/><outline text="again" xmlUrl="https://good.example/feed"/><outline text="js" xmlUrl="javascript:alert(1)"/>` +
		`<outline text="file" xmlUrl="file:///etc/hostname"/><outline text="dash" xmlUrl="--help"/><outline text="cmd" xmlUrl="|touch SPOILED"/><outline text="user" xmlUrl="https://me:secret@other.example/feed"/>` +
		`<outline text="ctl &#27;]2;spoiled title&#7; &#x9d;2;x" xmlUrl="https://third.example/feed"/>` + strings.Repeat(`<outline text="folder">`, 6000) + `<outline text="deep" xmlUrl="https://deep.example/feed"/>`
	if err := os.WriteFile(filepath.Join(h.Dir, "list.opml"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	r := h.Run(t, "import", "list.opml")
	t.Logf("import: exit %d, %.2f s, %d MiB", r.Code, r.Took.Seconds(), r.Memory>>20)
	printed(t, r)
	if r.Memory > 200<<20 {
		t.Errorf("%d MiB", r.Memory>>20)
	}
	for _, want := range []string{"js", "file", "dash", "cmd"} {
		if !strings.Contains(r.Out+r.Err, want) {
			t.Errorf("nothing is said of %q:\n%s%s", want, r.Out, r.Err)
		}
	}
	out := h.Run(t, "export", "opml").Out
	var links []string
	for _, piece := range strings.Split(out, `xmlUrl="`)[1:] {
		links = append(links, piece[:strings.IndexByte(piece, '"')])
	}
	for _, link := range links {
		if !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") || strings.Contains(link, "secret") {
			t.Errorf("exported %q", link)
		}
	}
	if n := len(links); n != len(slices.Compact(slices.Sorted(slices.Values(links)))) || !slices.Contains(links, "https://good.example/feed") || !slices.Contains(links, "https://deep.example/feed") {
		t.Errorf("exported %q", links)
	}
	if _, err := os.Stat(filepath.Join(h.Dir, "SPOILED")); err == nil {
		t.Error("a command of the list was run")
	}
}
