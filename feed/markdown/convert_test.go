package markdown

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"standfirst/feed/clean"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden converts the HTML files of testdata and compares Markdown, links,
// pictures and plain text.
func TestGolden(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.html")
	if len(files) == 0 {
		t.Fatal("no fixtures")
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m, err := Convert(string(source), "https://paper.example/a/")
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		var out strings.Builder
		out.WriteString(m.Text + "\n\n=== links\n")
		for _, l := range m.Links {
			out.WriteString(l.Text + " → " + l.URL + " (" + l.Host + ")\n")
		}
		out.WriteString("=== pictures\n")
		for _, i := range m.Images {
			out.WriteString(strings.Join([]string{i.URL, i.Alt, i.Credit, map[bool]string{true: "posed"}[i.Posed]}, " | ") + "\n")
		}
		out.WriteString("=== notices\n" + strings.Join(m.Notices, "\n") + "\n=== text\n" + PlainText(string(source)) + "\n")
		golden := strings.TrimSuffix(file, ".html") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if out.String() != string(want) {
			t.Errorf("%s differs (go test -update writes it):\n%s", golden, out.String())
		}
	}
}

func TestConvertOneByOne(t *testing.T) {
	for _, c := range []struct{ why, in, want string }{
		{"double escape stays text", `<p>&amp;#27;]52;c;UFdO&amp;#7; &amp;amp; &amp;lt;</p>`, `&amp;#27;\]52;c;UFdO&amp;#7; &amp;amp; &amp;lt;`},
		{"escape in code stays text", "<p><code>&amp;#27;[2J</code></p>", "`&#27;[2J`"},
		{"a live escape is dropped", "<p>a&#27;[2Jb&#x9d;c</p>", "abc"},
		{"schemes", `<p><a href="JavaScript:x">a</a> <a href="data:text/html,x">b</a> <a href="file:///etc/passwd">c</a> <a href="//h.example/d">d</a></p>`, "a b c [d](https://h.example/d)"},
		{"user names leave addresses", `<p><a href="http://bank.test@127.0.0.1/">bank</a></p>`, "[bank](http://127.0.0.1/)"},
		{"a link without a target", `<p><a name="x">here</a> and <a href="#y">there</a></p>`, "here and there"},
		{"the address of a heading", `<h2>What changes<a class="headerlink" href="#what">¶</a></h2><h3><a href="#c">#</a> C#</h3><p><a href="#n">§</a> 3</p>`, "## What changes\n\n### C#\n\n§ 3"},
		{"bold before a word", `<p><strong>Note:</strong>this <em>“all”</em>s</p>`, "**Note**:this *“all*”s"},
		{"emphasis side by side", `<p><i>x</i><strong>y</strong></p>`, "x**y**"},
		{"blanks in bold", `<p>a<b> b </b>c</p>`, "a **b** c"},
		{"bold round paragraphs", `<b><p>one</p><p>two</p></b>`, "one\n\ntwo"},
		{"two kinds of heading sign", "<h2>C#</h2><p># no</p><p>#tag</p>", "## C#\n\n\\# no\n\n#tag"},
		{"underline of a heading", "<p>one<br>---</p><p>1986. A year</p><p>+ x</p><p>-5 °C</p>", "one  \n\\---\n\n1986\\. A year\n\n\\+ x\n\n-5 °C"},
		{"an ordered list of odd numbers", `<ol start="-3"><li>a</li></ol><ol start="99999999999"><li>b</li></ol>`, "1. a\n\n1. b"},
		{"a pixel and a picture without an address", `<p>x<img src="https://c.example/p" width=1 height=1><img alt="y"></p>`, "x"},
		{"a list in a quotation", `<blockquote><ul><li>a</li></ul></blockquote>`, "> - a"},
		{"pipes", "<p>a|b</p>", `a\|b`},
		{"shortcodes", `<p>[vc_row]x[/vc_row] [caption id="broken"]y[/caption] [sic] [Mr Lee] [gallery ids="1,2"]</p>`, `x y \[sic\] \[Mr Lee\]`},
		{"shortcodes of a plug-in", `<p>[su_button url="x"]Press[/su_button] [vc_separator] [a_b c] [b]x[/b]</p>`, `Press \[a_b c\] \[b\]x\[/b\]`},
		{"empty lines in a cell", `<table><tr><th>a</th><th>b</th></tr><tr><td>1<br><br>2</td><td>3</td></tr></table>`, "| a | b |\n|---|---|\n| 1 / 2 | 3 |"},
		{"bullets laid out as a table", `<table><tr><td><img src="b.gif" width=9></td><td>One line.</td></tr><tr><td><img src="b.gif" width=9></td><td>Two lines.</td></tr></table>`, "One line.\n\nTwo lines."},
		{"soft hyphens", "<p>Jugend&shy;hilfe</p>", "Jugendhilfe"},
		{"emoji", `<p>well <img class="emoji" alt="👏🏽" src="x.svg"> done</p>`, "well 👏🏽 done"},
		{"language names", `<pre><code class="language-c++">x</code></pre><pre><code class="language-` + strings.Repeat("a", 33) + `">y</code></pre>`, "```c++\nx\n```\n\n```\ny\n```"},
	} {
		got, err := Convert(c.in, "https://paper.example/")
		if err != nil || got.Text != c.want {
			t.Errorf("%s:\n got %q\nwant %q (%v)", c.why, got.Text, c.want, err)
		}
	}
}

func TestCaption(t *testing.T) {
	for _, c := range []struct {
		in, description, credit string
		posed                   bool
	}{
		{"Photo: Ray Marlow/Picture Desk", "", "Photo: Ray Marlow/Picture Desk", false},
		{"Ann Lee; Photo: Jonas Pell", "Ann Lee", "Photo: Jonas Pell", false},
		{"Ann Lee (Photo: Jonas Pell)", "Ann Lee", "Photo: Jonas Pell", false},
		{"A worker visits (posed by model)", "A worker visits", "", true},
		{"Picture posed by models. Photo: Jonas Pell/AnyStock", "", "Photo: Jonas Pell/AnyStock", true},
		{"Photo: Jonas Pell/AnyStock (posed by models)", "", "Photo: Jonas Pell/AnyStock", true},
		{"The drawer, now in his office. Photo: S. Marlow", "The drawer, now in his office.", "Photo: S. Marlow", false},
		{"The chair © Ann Lee", "The chair", "© Ann Lee", false},
		{"Photograph by Ann Lee", "", "Photograph by Ann Lee", false},
		{"Children at play (Ann Lee/Alamy)", "Children at play", "Ann Lee/Alamy", false},
		{"female social worker laughing with a boy", "female social worker laughing with a boy", "", false},
		{"kayleigh-and-carl.jpg", "", "", false},
		{"IMG_2041", "", "", false},
		{"Ann Lee, chief executive | Credit: Jonas Pell", "Ann Lee, chief executive", "Credit: Jonas Pell", false},
		{"Young person (picture posed by a model). Image: Ann/Stock", "Young person", "Image: Ann/Stock", true},
		{"The photo shows how it looked: bare", "The photo shows how it looked: bare", "", false},
		{"A photographer at work", "A photographer at work", "", false},
		{"", "", "", false},
	} {
		description, credit, posed := Caption(c.in)
		if description != c.description || credit != c.credit || posed != c.posed {
			t.Errorf("%q: got %q, %q, %v", c.in, description, credit, posed)
		}
	}
}

// TestFigures: the caption of a picture is found in every form that publications
// give it, and a paragraph of the story below a picture is not taken for one.
func TestFigures(t *testing.T) {
	figure := "![alt](https://paper.example/p.jpg)  \n*A desk*  \nPhoto: Ann Lee"
	alone := "![alt](https://paper.example/p.jpg)"
	for _, c := range []struct{ why, in, want string }{
		{"figure", `<figure><img src="p.jpg" alt="alt"><figcaption>A desk (Photo: Ann Lee)</figcaption></figure>`, figure},
		{"block editor", `<div class="wp-block-image"><figure class="alignleft"><a href="big.jpg"><img src="p.jpg" alt="alt"></a><figcaption>A desk (Photo: Ann Lee)</figcaption></figure></div>`, figure},
		{"classic editor", `<div class="wp-caption"><img src="p.jpg" alt="alt"><p class="wp-caption-text">A desk (Photo: Ann Lee)</p></div>`, figure},
		{"credit by itself", `<figure><div><img src="p.jpg" alt="alt"></div><figcaption><span>A desk</span> <span class="credit">Photo: Ann Lee</span></figcaption></figure>`, figure},
		{"sources", `<figure><picture><source srcset="p.webp 400w"><img src="p.jpg" alt="alt"></picture><figcaption>A desk (Photo: Ann Lee)</figcaption></figure>`, figure},
		{"late picture", `<figure><img src="data:image/gif;base64,R0" data-src="p.jpg" alt="alt"><noscript><img src="p.jpg"></noscript><figcaption>A desk (Photo: Ann Lee)</figcaption></figure>`, figure},
		{"a line in italics in its paragraph", `<p><img src="p.jpg" alt="alt"><br><em>A desk (Photo: Ann Lee)</em></p>`, figure},
		{"a line in italics below", `<p><img src="p.jpg" alt="alt"></p><p><em>A desk (Photo: Ann Lee)</em></p>`, figure},
		{"a line marked as one below", `<img src="p.jpg" alt="alt"><div class="image-caption">A desk (Photo: Ann Lee)</div>`, figure},
		{"a credit below", `<p><img src="p.jpg" alt="alt"></p><p>Photo: Ann Lee</p>`, alone + "  \nPhoto: Ann Lee"},
		{"a gallery", `<figure class="wp-block-gallery"><figure><img src="p.jpg" alt="alt"><figcaption>A desk (Photo: Ann Lee)</figcaption></figure><figure><img src="q.jpg" alt="q"></figure><figcaption>Two desks</figcaption></figure>`,
			figure + "\n\n![q](https://paper.example/q.jpg)\n\nTwo desks"},
		{"a picture of an accelerated page", `<amp-img src="p.jpg" alt="alt"></amp-img>`, alone},
		{"text below", `<p><img src="p.jpg" alt="alt"></p><p>The photo: Ann Lee took it herself.</p>`, alone + "\n\nThe photo: Ann Lee took it herself."},
		{"stress below", `<p><img src="p.jpg" alt="alt"></p><p><em>This story has changed.</em></p>`, alone + "\n\n*This story has changed.*"},
		{"a quotation's source", `<figure><blockquote>We wait</blockquote><figcaption>a carer</figcaption></figure>`, "> We wait\n\na carer"},
	} {
		got, err := Convert(c.in, "https://paper.example/")
		if err != nil || got.Text != c.want {
			t.Errorf("%s:\n got %q\nwant %q (%v)", c.why, got.Text, c.want, err)
		}
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]int{"": 0, "one": 1, "don’t stop, well-known facts": 4, "£4.5m – 12 %": 3, "日本語です": 3, "a\n\nb\tc": 3} {
		if got := Words(text); got != want {
			t.Errorf("%q: %d words, want %d", text, got, want)
		}
	}
}

// TestEscapeIsUndone: whatever a text is, Markdown's parser reads it back from
// what escapeText made of it.
func TestEscapeIsUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching("[a-zé0-9*_`\\[\\]<>&#~|!\\\\+.)(=-]{1,6}|&amp;|&#27;|1\\.|- |\\*\\*|`"), 1, 8).Draw(t, "words")
		in := strings.Join(strings.Fields(strings.Join(words, " ")), " ")
		m, err := Convert("<p>"+strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(in)+"</p>", "")
		if err != nil {
			t.Fatal(err)
		}
		if got := readBack(m.Text); got != in {
			t.Fatalf("%q became %q and reads %q", in, m.Text, got)
		}
	})
}

// readBack is the text that CommonMark's parser finds in one paragraph.
func readBack(source string) string {
	var out strings.Builder
	var html strings.Builder
	if err := goldmark.Convert([]byte(source), &html); err != nil {
		return err.Error()
	}
	root := goldmark.DefaultParser().Parse(text.NewReader([]byte(source)))
	if root.ChildCount() != 1 || root.FirstChild().Kind() != ast.KindParagraph {
		return "not one paragraph: " + html.String()
	}
	out.WriteString(PlainText(html.String()))
	return out.String()
}

func TestFromText(t *testing.T) {
	got := FromText("One *two*\n- three <b>\n\n\n\n1. four & &amp; \x1b[2Jfive\n")
	if want := "One \\*two\\*  \n\\- three &lt;b>\n\n1\\. four & &amp;amp; five"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestHostile: what costs the libraries behind seconds or gigabytes comes out
// bounded, with its text.
func partsOf(m Markdown) []string {
	var parts []string
	from := 0
	for _, to := range append(m.Breaks, len(m.Text)) {
		parts = append(parts, m.Text[from:to])
		from = to
	}
	return parts
}

// TestLongArticles: a text of any length is converted whole, in parts that end
// between paragraphs; lists go on counting, quotations go on quoting.
func TestLongArticles(t *testing.T) {
	var paragraphs, items, quoted strings.Builder
	for i := range 9000 {
		fmt.Fprintf(&paragraphs, "<p>Paragraph %d ends in <a href='/%d'>a number</a> that nobody may lose: %d.</p>", i, i%300, i)
		fmt.Fprintf(&items, "<li>Item %d of a list that goes on for longer than anybody would read it, and then on: %d.</li>", i, i)
	}
	for i := range 40_000 {
		fmt.Fprintf(&quoted, "word%d ", i)
	}
	for name, source := range map[string]string{
		"paragraphs":          paragraphs.String(),
		"within":              "<div><section>" + paragraphs.String() + "</section><p>after</p></div>",
		"a list":              "<ol>" + items.String() + "</ol>",
		"one paragraph":       "<blockquote><p>" + quoted.String() + "</p></blockquote>",
		"lines":               strings.ReplaceAll(strings.ReplaceAll(paragraphs.String(), "<p>", ""), "</p>", "<br><br>"),
		"a table":             "<table>" + strings.Repeat("<tr><td>"+strings.Repeat("x", 3000)+"</td><td>y</td></tr>", 190) + "</table>",
		"more nodes than are": strings.Repeat("<b>x</b><!-- c --> ", 120_000) + paragraphs.String(),
	} {
		m, err := Convert(source, "https://paper.example/")
		if err != nil {
			t.Fatal(err)
		}
		parts := partsOf(m)
		var read []string
		for i, part := range parts {
			if len(part) > 2*maxText {
				t.Errorf("%s: part %d of %d has %d bytes", name, i, len(parts), len(part))
			}
			read = append(read, strings.FieldsFunc(linkTarget.ReplaceAllString(part, ""), notLetter)...)
		}
		want := strings.FieldsFunc(PlainText(source), notLetter)
		if len(parts) < 2 {
			t.Errorf("%s: one part of %d bytes", name, len(m.Text))
		}
		if name == "a list" {
			want, read = slices.DeleteFunc(want, isNumber), slices.DeleteFunc(read, isNumber)
			first, second := strings.Split(strings.TrimSpace(parts[0]), "\n"), strings.Split(parts[1], "\n")
			last, _, _ := strings.Cut(first[len(first)-1], ".")
			next, _, _ := strings.Cut(second[0], ".")
			a, _ := strconv.Atoi(last)
			if b, err := strconv.Atoi(next); err != nil || b != a+1 {
				t.Errorf("the list goes on from %q with %q", last, next)
			}
		}
		if !slices.Equal(want, read) {
			t.Errorf("%s: %d words of %d", name, len(read), len(want))
		}
		if name == "one paragraph" && !strings.HasPrefix(parts[1], "> ") {
			t.Errorf("%s: the second part begins %.40q", name, parts[1])
		}
	}
}

var linkTarget = regexp.MustCompile(`\]\([^)]*\)`)

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

func TestHostile(t *testing.T) {
	for name, source := range hostile() {
		m, err := Convert(source, "https://h.example/")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.Contains(m.Text, "SENTINEL") {
			t.Errorf("%s: the text is lost: %.80q", name, m.Text)
		}
		for i, part := range partsOf(m) {
			if len(part) > 3*maxText {
				t.Errorf("%s: part %d has %d bytes", name, i, len(part))
			}
		}
		if nested := strings.Count(m.Text, "> > > > > > > > >"); nested > 0 {
			t.Errorf("%s: more than %d quotations within each other", name, maxNesting)
		}
		if !strings.Contains(PlainText(source), "SENTINEL") {
			t.Errorf("%s: the plain text is lost", name)
		}
	}
}

func hostile() map[string]string {
	return map[string]string{
		"quotations":       strings.Repeat("<blockquote>", 80) + "SENTINEL" + strings.Repeat("</blockquote>", 80),
		"lists":            strings.Repeat("<ul><li>", 120) + "SENTINEL",
		"language":         `<p>SENTINEL</p><pre><code class="language-` + strings.Repeat("a", 30_000) + `">x</code></pre>`,
		"divisions":        strings.Repeat("<div>", 100_000) + "SENTINEL" + strings.Repeat("</div>", 100_000),
		"bold":             strings.Repeat("<b>", 100_000) + "SENTINEL",
		"markup signs":     "<p>SENTINEL " + strings.Repeat("*_[`", 100_000) + "</p>",
		"open links":       "<p>SENTINEL</p>" + strings.Repeat(`<a href="https://x.example/"><p>x`, 8000),
		"a long address":   `<p>SENTINEL <a href="https://x.example/` + strings.Repeat("a", 1<<20) + `">x</a></p>`,
		"a wide table":     "<p>SENTINEL</p><table><tr>" + strings.Repeat("<td>x</td>", 5000) + "</tr><tr><td colspan=1000000000 rowspan=1000000000>y</td><td>z</td></tr></table>",
		"a long table":     "<p>SENTINEL</p><table>" + strings.Repeat("<tr><td>x</td><td>y</td></tr>", 20_000) + "</table>",
		"many links":       "<p>SENTINEL" + func() (s string) { return strings.Repeat(`<a href="https://x.example/">x</a> `, 20_000) }() + "</p>",
		"many breaks":      "<p>SENTINEL" + strings.Repeat("<br> ", 50_000) + "</p>",
		"one long word":    "<p>SENTINEL" + strings.Repeat("x", 1<<20) + "</p>",
		"many pictures":    "<p>SENTINEL" + strings.Repeat(`<img src="https://x.example/1.jpg" alt="x">`, 20_000) + "</p>",
		"definitions":      "<p>SENTINEL</p>" + strings.Repeat("<dl><dt>x<dd>", 5000),
		"tables in tables": "<p>SENTINEL</p>" + strings.Repeat("<table><tr><td>x", 300),
	}
}

// FuzzConvert feeds arbitrary HTML: no panic, valid UTF-8, nothing in it that
// cleaning would still change, links of allowed schemes only.
func FuzzConvert(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.html")
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, line := range strings.Split(string(source), "\n") {
			f.Add(line)
		}
	}
	f.Add("<a><p><table><a>&#155;&#x9d;\u202e<li><td><figure><img src=x><figcaption>")
	f.Add(strings.Repeat("<blockquote><ol><li><dl><dd><figure>", 20) + "x")
	f.Fuzz(func(t *testing.T, source string) {
		m, err := Convert(source, "https://paper.example/a/")
		if err != nil {
			return
		}
		for _, s := range []string{m.Text, PlainText(source)} {
			if !utf8.ValidString(s) || clean.Text(s) != s {
				t.Fatalf("not clean: %q", s)
			}
		}
		for _, l := range m.Links {
			if !strings.HasPrefix(l.URL, "http://") && !strings.HasPrefix(l.URL, "https://") && !strings.HasPrefix(l.URL, "mailto:") {
				t.Fatalf("link to %q", l.URL)
			}
		}
		for _, i := range m.Images {
			if clean.URL(i.URL) != i.URL {
				t.Fatalf("picture at %q", i.URL)
			}
		}
	})
}

func BenchmarkConvert(b *testing.B) {
	source, err := os.ReadFile("testdata/news.html")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("6KB", func(b *testing.B) {
		text := strings.Repeat(string(source), 2)
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := Convert(text, "https://paper.example/"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("100KB", func(b *testing.B) {
		text := strings.Repeat(string(source), 28)
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := Convert(text, "https://paper.example/"); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, text := range hostile() {
		b.Run("hostile/"+name, func(b *testing.B) {
			for b.Loop() {
				_, _ = Convert(text, "https://h.example/")
			}
		})
	}
}
