package opml

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	unicodetext "golang.org/x/text/encoding/unicode"
)

func TestRead(t *testing.T) {
	list, err := Read([]byte(`<?xml version="1.0"?>
<opml version="2.0"><head><title>My &amp; papers</title></head><body>
<outline text="Councils">
  <outline TEXT="Harbour Gazette" type="rss" xmlurl="https://gazette.example/feed/?a=1&b=2" htmlUrl="https://gazette.example" category="/news/local, coast"/>
  <outline text="Wales">
    <outline title="Town Crier" xmlUrl="feed://crier.example/rss"/>
  </outline>
</outline>
<outline text="Gazette again" xmlUrl="https://gazette.example/feed/?a=1&b=2"/>
<outline text="Pri&#27;vate" type="rss" xmlUrl="https://me:secret@private.example/feed"/>
<outline text="Script" type="rss" xmlUrl="javascript:alert(1)"/>
<outline text="File" xmlUrl="file:///etc/passwd"/>
<outline text="Dash" xmlUrl="--help"/>
<outline text="Nothing" type="rss"/>
<outline text="More" type="include" url="https://lists.example/more.opml"/>
<outline text="a < b" xmlUrl="https://less.example/feed"/>
</body></opml>`))
	if err != nil {
		t.Fatal(err)
	}
	want := &List{Title: "My & papers", Feeds: []Feed{
		{URL: "https://gazette.example/feed/?a=1&b=2", Title: "Harbour Gazette", Site: "https://gazette.example", Path: []string{"Councils"}, Category: []string{"/news/local", "coast"}},
		{URL: "http://crier.example/rss", Title: "Town Crier", Path: []string{"Councils", "Wales"}},
		{URL: "https://gazette.example/feed/?a=1&b=2", Title: "Gazette again", Duplicate: true},
		{URL: "https://private.example/feed", Title: "Private"},
		{URL: "https://less.example/feed", Title: "a < b"},
	}, Skipped: []Skipped{
		{11, "Script", "javascript:alert(1)", "its address begins with javascript:, only http and https are read"},
		{12, "File", "file:///etc/passwd", "its address begins with file:, only http and https are read"},
		{13, "Dash", "--help", "its address is not absolute"},
		{14, "Nothing", "", "it has no address"},
		{15, "More", "https://lists.example/more.opml", "it points to another document, which is not fetched unasked"},
	}, Warnings: []string{"Line 10: the user name in its address was left out: it would end up in logs and exports."}}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Error(diff)
	}
	if list.Added() != 4 || list.Duplicates() != 1 || list.Rejected() != 5 {
		t.Errorf("%d added, %d duplicates, %d rejected", list.Added(), list.Duplicates(), list.Rejected())
	}
}

func TestReadDeep(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<opml version="2.0"><body>`)
	for i := range 5000 {
		fmt.Fprintf(&b, `<outline text="f%d">`, i)
	}
	b.WriteString(`<outline text="Deep" xmlUrl="https://deep.example/feed"/>` + strings.Repeat(`</outline>`, 4000) +
		`<outline text="Half" xmlUrl="https://half.example/feed"/>` + strings.Repeat(`</outline>`, 1000) +
		`<outline text="Top" xmlUrl="https://top.example/feed"/></body></opml>`)
	list, err := Read([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{MaxDepth, MaxDepth, 0} {
		if got := len(list.Feeds[i].Path); got != want {
			t.Errorf("%s is %d folders deep, want %d", list.Feeds[i].Title, got, want)
		}
	}
	if len(list.Warnings) != 1 || !strings.Contains(list.Warnings[0], "128") {
		t.Errorf("warnings: %q", list.Warnings)
	}
}

func TestReadBroken(t *testing.T) {
	for in, want := range map[string]error{
		"":                              ErrNotOPML,
		"<html><body></html>":           ErrNotOPML,
		`<rss><channel/></rss>`:         ErrNotOPML,
		"<opml><body><outline xmlUrl=":  ErrNotOPML,
		strings.Repeat(" ", MaxBytes+1): ErrTooLarge,
	} {
		if _, err := Read([]byte(in)); !errors.Is(err, want) {
			t.Errorf("Read(%.40q): %v, want %v", in, err, want)
		}
	}
	list, err := Read([]byte(`<opml><body><outline text="A" xmlUrl="https://a.example/feed"/><outline text="B" xmlUrl="https://b.exa`))
	if err != nil || len(list.Feeds) != 1 || len(list.Warnings) != 1 {
		t.Errorf("cut off: %+v, %v", list, err)
	}
	list, err = Read([]byte("<?xml version='1.0' encoding='iso-8859-1'?><opml><body><outline text='Caf\xe9' xmlUrl='https://a.example/feed'/></body></opml>"))
	if err != nil || list.Feeds[0].Title != "Café" {
		t.Errorf("Latin-1: %+v, %v", list, err)
	}
}

// TestReadAnyhow: what other programs write, in whatever characters.
func TestReadAnyhow(t *testing.T) {
	line := `<outline type="rss" text="Школа рядом с домом" xmlUrl="https://a.example/feed"/>`
	utf16, _ := unicodetext.UTF16(unicodetext.LittleEndian, unicodetext.UseBOM).NewEncoder().String(`<?xml version="1.0" encoding="utf-16"?><opml><body>` + line + `</body></opml>`)
	windows, _ := charmap.Windows1251.NewEncoder().String(`<?xml version="1.0" encoding="utf-8"?><opml><body>` + line + `</body></opml>`)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(`<opml><body>` + line + `</body></opml>`))
	_ = z.Close()
	for name, in := range map[string]string{
		"UTF-16": utf16, "Windows-1251 that says UTF-8": windows, "gzip": packed.String(),
		"a byte order mark": "\ufeff<opml><body>" + line + `</body></opml>`, "nothing around it": line, "a body alone": "<body>" + line + "</body>",
		"hyphens in a comment": "<opml><body><!-- one -- two\n -->" + line + `</body></opml>`,
	} {
		if !Likely([]byte(in)) {
			t.Errorf("%s: not taken for a list", name)
		}
		list, err := Read([]byte(in))
		if err != nil || len(list.Feeds) != 1 || list.Feeds[0].Title != "Школа рядом с домом" {
			t.Errorf("%s: %+v, %v", name, list, err)
		}
	}
	if Likely([]byte("https://a.example/feed news\n")) {
		t.Error("an urls file is taken for a list")
	}
	list, err := Read([]byte("<opml><body><!-- one -- two\n\n -->\n<outline xmlUrl='https://A.example/x'/><outline xmlUrl='HTTPS://a.EXAMPLE/x'/><outline xmlUrl='https://a.example/X'/>" +
		"<outline text='T' xmlUrl='ftp://a.example/'/></body></opml>"))
	if err != nil || list.Added() != 2 || list.Duplicates() != 1 || list.Rejected() != 1 || list.Skipped[0].Line != 4 {
		t.Errorf("hosts in capitals: %+v, %v", list, err)
	}
}

func TestReadMany(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<opml><body>`)
	for i := range MaxFeeds + 7 {
		fmt.Fprintf(&b, `<outline xmlUrl="https://f%d.example/feed"/>`, i)
	}
	list, err := Read([]byte(b.String() + `</body></opml>`))
	if err != nil || len(list.Feeds) != MaxFeeds || len(list.Warnings) != 1 || !strings.Contains(list.Warnings[0], "7 were left out") {
		t.Errorf("%d feeds, %q, %v", len(list.Feeds), list.Warnings, err)
	}
}

func TestWriteAndReadBack(t *testing.T) {
	feeds := []Feed{
		{URL: "https://gazette.example/feed/?a=1&b=2", Title: `Harbour "Gazette" <i>`, Site: "https://gazette.example", Path: []string{"Councils"}, Category: []string{"/news/local", "coast"}},
		{URL: "https://top.example/feed", Title: "Top"},
		{URL: "https://crier.example/rss", Title: "Crier", Path: []string{"Councils", "Wales & West"}},
	}
	data, err := Write("Papers", feeds, time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	list, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Feed{feeds[0], feeds[2], feeds[1]}, list.Feeds); diff != "" {
		t.Errorf("%s\n%s", diff, data)
	}
	data, err = Write("Papers", []Feed{{URL: "https://me:secret@private.example/feed", Title: "P\x1b]0;x\a"}}, time.Now())
	if err != nil || strings.Contains(string(data), "secret") || strings.ContainsAny(string(data), "\x1b\a") {
		t.Errorf("%s, %v", data, err)
	}
	if _, err := Write("Papers", []Feed{{URL: "file:///etc/passwd"}}, time.Now()); err == nil {
		t.Error("a file was written out")
	}
}

func FuzzOPML(f *testing.F) {
	f.Add([]byte(`<opml version="2.0"><body><outline text="A"><outline text="B" xmlUrl="https://b.example/feed?x=1&y=2"/></outline></body></opml>`))
	f.Add([]byte(`<?xml version="1.0" encoding="utf-16"?><opml><outline text="a < b" xmlUrl='feed:https://x.example/'>&#27;`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := Read(data)
		if err != nil {
			return
		}
		unsafe := func(s string) bool { return strings.ContainsFunc(s, unicode.IsControl) }
		for _, x := range list.Feeds {
			if !strings.HasPrefix(x.URL, "http://") && !strings.HasPrefix(x.URL, "https://") || unsafe(x.Title) || slices.ContainsFunc(x.Path, unsafe) || len(x.Path) > MaxDepth {
				t.Fatalf("%+v", x)
			}
		}
		for _, s := range list.Skipped {
			if unsafe(s.Title) || unsafe(s.URL) || unsafe(s.Reason) {
				t.Fatalf("%+v", s)
			}
		}
		if len(list.Feeds) > 0 {
			if _, err := Write(list.Title, list.Feeds, time.Unix(0, 0)); err != nil {
				t.Fatal(err)
			}
		}
	})
}
