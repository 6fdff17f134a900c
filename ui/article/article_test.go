package article

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/mmcdole/gofeed"

	"standfirst/feed"
	"standfirst/feed/markdown"
	"standfirst/ui/gate"
	"standfirst/ui/golden"
	"standfirst/ui/line"
	"standfirst/ui/theme"
)

func sink(t testing.TB) feed.Article {
	t.Helper()
	source, err := os.ReadFile("testdata/sink.md")
	if err != nil {
		t.Fatal(err)
	}
	return feed.Article{
		Story: feed.Story{
			ID: 7, Title: "Ofsted to drop single-word grades for children’s homes", Byline: "Rowan Achebe", Words: 640, Comments: 9, Full: true,
			Standfirst: "Inspectorate confirms report cards from April after a ten-week consultation",
			Published:  time.Date(2026, 6, 21, 3, 31, 0, 0, time.UTC),
			Tags:       []feed.Tag{{Name: "Ofsted"}, {Name: "children’s homes", Published: "childrens homes"}, {Name: "inspection"}},
		},
		Markdown: string(source),
	}
}

func options(t testing.TB, width int, c theme.Choice) Options {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return Options{Width: width, Theme: theme.New(c), Location: london, Publication: "Community Care", Section: "Children", Hue: 1, Ask: "i", Fetch: "x", Changes: "e", Versions: "="}
}

var plainChoice = theme.Choice{NoColour: true}

func show(r Rendered) string {
	var out strings.Builder
	for _, l := range r.Lines {
		if l != "" {
			l = strings.Repeat(" ", r.Margin) + l
		}
		out.WriteString(l + "\n")
	}
	return out.String()
}

func TestGoldens(t *testing.T) {
	for _, width := range []int{40, 72, 100} {
		golden.Equal(t, fmt.Sprintf("sink-%d", width), ansi.Strip(show(Set(sink(t), options(t, width, plainChoice), nil))))
	}
	for name, c := range map[string]theme.Choice{
		"dark": {Name: theme.Dark}, "light": {Name: theme.Light}, "none": plainChoice,
		"16": {Name: theme.Sixteen, Known: true, Dark: true}, "ascii": {Name: theme.Dark, ASCII: true},
	} {
		o := options(t, 72, c)
		o.Hyperlinks = name == "light"
		golden.Equal(t, "colour-"+name, strings.ReplaceAll(show(Set(sink(t), o, nil)), "\x1b", "␛"))
	}
}

func TestStates(t *testing.T) {
	a := sink(t)
	a.Full, a.Sponsored, a.Edited, a.Markdown = false, true, true, "Short."
	a.Others = []feed.Row{{PublicationName: "first"}, {PublicationName: "GOV.UK"}}
	a.Notices = []string{"A table has more than 200 rows: the rest were left out."}
	text := ansi.Strip(show(Set(a, options(t, 80, plainChoice), nil)))
	for _, want := range []string{"Sponsored content", "✎ changed since you read it: e shows what", "≡ also in first, GOV.UK: = shows them", "Excerpt only: x fetches the full article", "A table has more than 200 rows"} {
		if !strings.Contains(text, want) {
			t.Errorf("missing %q in\n%s", want, text)
		}
	}
	a.Queued = true
	if text = ansi.Strip(show(Set(a, options(t, 80, plainChoice), nil))); !strings.Contains(text, "queued for the next connection") {
		t.Errorf("queued is not said:\n%s", text)
	}
}

func TestHeadSaysThingsOnce(t *testing.T) {
	a := sink(t)
	a.Markdown = "**Inspectorate confirms report cards from April after a ten-week consultation.**\n\nby Rowan Achebe\n\n## Ofsted to drop single-word grades for children's homes\n\nThe text. by Rowan Achebe"
	text := ansi.Strip(show(Set(a, options(t, 200, plainChoice), nil)))
	for what, want := range map[string]int{"Inspectorate confirms": 1, "Ofsted to drop": 1, "by Rowan Achebe": 2, "The text.": 1} {
		if got := strings.Count(text, what); got != want {
			t.Errorf("%q stands %d times, want %d:\n%s", what, got, want, text)
		}
	}
}

func TestDatesAreLondons(t *testing.T) {
	a := sink(t) // British Summer Time
	if text := ansi.Strip(show(Set(a, options(t, 80, plainChoice), nil))); !strings.Contains(text, "Sunday 21 June 2026, 04:31") {
		t.Error(text)
	}
}

func TestLinks(t *testing.T) {
	r := Set(sink(t), options(t, 72, plainChoice), nil)
	if len(r.Links) != 4 || r.Links[0].URL != "https://gov.example/response?a=1&b=2" || r.Links[1].Host != "desk@paper.example" {
		t.Errorf("%+v", r.Links)
	}
	a := sink(t)
	a.Markdown = "[a](javascript:alert(1)) [b](file:///etc/passwd) [c](https://user:pw@host.example/x) <data:text/html,x> [d](https://xn--bcher-kva.example/) ![i](https://h.example/i.png)"
	o := options(t, 72, plainChoice)
	o.Hyperlinks = true
	r = Set(a, o, nil)
	all := strings.Join(r.Lines, "\n")
	if len(r.Links) != 2 || r.Links[0].URL != "https://host.example/x" || strings.Contains(all, "javascript") || strings.Contains(all, "passwd") || strings.Contains(all, "pw@") {
		t.Errorf("%+v\n%q", r.Links, all)
	}
	if !strings.Contains(all, "]8;id=") || strings.Count(all, "\x1b]8;;\a") < 2 {
		t.Errorf("no hyperlinks: %q", all)
	}
}

// TestEveryWidth: no line is wider than the pane, none ends in blanks, every
// one passes the gate, and nothing of the text is lost.
func TestEveryWidth(t *testing.T) {
	words := len(strings.Fields(ansi.Strip(show(Set(sink(t), options(t, 400, plainChoice), nil)))))
	for width := 1; width <= 130; width++ {
		r := Set(sink(t), options(t, width, theme.Choice{Name: theme.Dark}), nil)
		check(t, r, width)
		if width > 60 {
			text := strings.Join(strings.Fields(ansi.Strip(show(r))), " ")
			if got := len(strings.Fields(text)); got < words-20 || !strings.Contains(text, "Signed, the desk.") {
				t.Errorf("width %d: %d words of %d", width, got, words)
			}
		}
	}
}

func check(t testing.TB, r Rendered, width int) {
	t.Helper()
	if len(r.Lines) != len(r.blocks) {
		t.Fatalf("width %d: %d lines, %d blocks", width, len(r.Lines), len(r.blocks))
	}
	for i, l := range r.Lines {
		if strings.ContainsAny(l, "\n\r") {
			t.Fatalf("width %d: line %d holds two: %q", width, i, l)
		}
		if w := line.Width(l); w > max(2, r.Text) { // a wide sign does not fit in one column
			t.Fatalf("width %d: line %d is %d wide: %q", width, i, w, l)
		}
		if plain := ansi.Strip(l); strings.TrimRight(l, " ") != l || strings.TrimRight(plain, " ") == "" && plain != "" {
			t.Fatalf("width %d: line %d ends in blanks: %q", width, i, l)
		}
		if gate.Frame(l) != l || !utf8.ValidString(l) {
			t.Fatalf("width %d: line %d does not pass the gate: %q", width, i, l)
		}
	}
}

// TestHostileMarkdown: what Glamour would decode twice, hang on or pass to the
// terminal.
func TestHostileMarkdown(t *testing.T) {
	for name, source := range map[string]string{
		"entities":   "SENTINEL &#27;[2J &amp;#27;]52;c;UFdO &#x9d;x `&#27;[2J` \\&#27; &amp;amp;#x9b; [x&#27;](https://h.example/&#27;[2J)",
		"quotations": strings.Repeat("> ", 100) + "SENTINEL",
		"lists":      strings.Repeat("- ", 100) + "SENTINEL",
		"language":   "SENTINEL\n\n```" + strings.Repeat("a", 30_000) + "\nx\n```",
		"table":      "SENTINEL\n\n|" + strings.Repeat("x|", 200) + "\n|" + strings.Repeat("-|", 200) + "\n|" + strings.Repeat("y|", 200),
		"html":       "SENTINEL <script>alert(1)</script> <b onclick=x>y</b>\n\n<div>\x1b[2J</div>",
		"footnotes":  "SENTINEL[^1]\n\n[^1]: x",
		"zalgo":      "SENTINEL" + strings.Repeat("\u0301", 5000),
	} {
		a := sink(t)
		a.Markdown = source
		for _, width := range []int{12, 40, 100} {
			r := Set(a, options(t, width, theme.Choice{Name: theme.Dark}), nil)
			check(t, r, width)
			if text := ansi.Strip(show(r)); !strings.Contains(strings.ReplaceAll(text, "\n", ""), "SENTINEL") {
				t.Errorf("%s at %d: the text is lost: %.300q", name, width, text)
			}
		}
	}
}

// TestEntitiesStayText: the five signs "&#27;" of a text are shown as they are.
func TestEntitiesStayText(t *testing.T) {
	a := sink(t)
	m, err := markdown.Convert(`<p>AT&T *stars*; &amp;#27; &amp;amp; \* \\ <code>&amp;#27; \* &lt;b&gt;</code> <em>&amp;lt;</em> <del>&amp;gt; \#</del> <a href="https://h.example/?a=1&amp;b=2">&amp;copy; \-</a></p>`, "")
	if err != nil {
		t.Fatal(err)
	}
	a.Markdown = m.Text
	text := ansi.Strip(show(Set(a, options(t, 100, plainChoice), nil)))
	if want := `AT&T *stars*; &#27; &amp; \* \\ &#27; \* <b> &lt; &gt; \# &copy; \-` + "\u00a01"; !strings.Contains(text, want) {
		t.Errorf("want %q in\n%s\nfrom %q", want, text, m.Text)
	}
}

// TestHostileFeeds takes the rendering cases of ../shared/hostile from their
// documents to the lines that reach the terminal.
func TestHostileFeeds(t *testing.T) {
	seen := 0
	for name, want := range map[string]string{
		"D01": "", "D02": "", "D04": "", "D05": "", "D06": "", "D08": "", "D09": "", "D11": "", "D12": "",
		"D13": "https://bank.test\u00a01 (127.0.0.1", "D14": "(xn--", "D19": "", "D20": "",
	} {
		data, err := os.ReadFile("../../../shared/hostile/" + name + ".xml")
		if err != nil {
			continue
		}
		seen++
		doc, err := gofeed.NewParser().Parse(bytes.NewReader(bytes.ReplaceAll(data, []byte("{PORT}"), []byte("80"))))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, item := range doc.Items {
			source := item.Content
			if source == "" {
				source = item.Description
			}
			m, err := markdown.Convert(source, "https://h.example/")
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			o := options(t, 80, theme.Choice{Name: theme.Dark})
			o.Hyperlinks = true
			r := Set(feed.Article{Story: feed.Story{Title: item.Title}, Markdown: m.Text}, o, nil)
			check(t, r, 80)
			text := strings.Join(r.Lines, "\n")
			for _, bad := range []string{"]8;;javascript", "]8;;file", "\u202e", "\u2066", "\u009b", "\x1b]52", ":pw@", "bank.test@"} {
				if strings.Contains(text, bad) {
					t.Errorf("%s: %q in %q", name, bad, text)
				}
			}
			text = ansi.Strip(text)
			if strings.Contains(source, "SENTINEL-BODY") && !strings.Contains(text, "SENTINEL-BODY") || !strings.Contains(text, want) {
				t.Errorf("%s: %q is not shown in %q", name, want, text)
			}
		}
	}
	if seen == 0 {
		t.Skip("SKIPPED: no hostile documents in ../shared/hostile")
	}
}

func TestDeadline(t *testing.T) {
	asked := 0
	r := Set(sink(t), options(t, 72, plainChoice), func() bool { asked++; return asked > 3 })
	if !r.Plain {
		t.Error("an article that was cut short does not say so")
	}
	check(t, r, 72)
}

// cost are the articles of the benchmarks: paragraphs, a list, a quotation and
// links, as news has them.
func cost(size int) feed.Article {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "Children’s homes will **no longer** be summed up in *a word*. From April, inspectors will publish a card with a judgment for each of six areas, Ofsted has [confirmed](https://gov.example/%d), replacing the overall grade that providers say has closed good homes and hidden poor ones.\n\n", i)
		if i%4 == 3 {
			b.WriteString("## What changes\n\n- helps each child to make progress from where they started;\n- listens to children, and shows what it did; and\n- keeps its staff.\n\n> A word told you what we thought. A card tells you what we saw, and lets you weigh it.\n\n")
		}
	}
	return feed.Article{Story: feed.Story{ID: 1, Title: "Ofsted to drop single-word grades", Byline: "Rowan Achebe", Standfirst: "Inspectorate confirms report cards.", Words: size / 6, Full: true}, Markdown: b.String()}
}

func BenchmarkArticle(b *testing.B) {
	o := options(b, 120, theme.Choice{Name: theme.Dark})
	small, large := cost(6<<10), cost(100<<10)
	b.Run("6KB cold", func(b *testing.B) {
		for b.Loop() {
			Set(small, o, nil)
		}
	})
	b.Run("6KB kept", func(b *testing.B) {
		book := NewBook(time.Now, Budget)
		book.Open(small, o)
		for b.Loop() {
			book.Open(small, o)
		}
	})
	b.Run("100KB cold", func(b *testing.B) {
		for b.Loop() {
			Set(large, o, nil)
		}
	})
	b.Run("view", func(b *testing.B) {
		var p Pane
		p.Resize(120, 50)
		p.Show(Set(large, o, nil))
		p.Find("children")
		for b.Loop() {
			p.View(o.Theme, true)
		}
	})
}

// TestLightOnTheWire: a page as Bubble Tea writes it costs at most one and a
// half times its visible letters.
func TestLightOnTheWire(t *testing.T) {
	for _, width := range []int{60, 100, 120} {
		var p Pane
		p.Resize(width, 40)
		o := options(t, width, theme.Choice{Name: theme.Dark})
		p.Show(Set(cost(20<<10), o, nil))
		p.Page(1)
		frame := p.View(o.Theme, true)
		letters := len(strings.Join(strings.Fields(ansi.Strip(frame)), " "))
		written := painted(t, frame, width, 40)
		t.Logf("width %d: %d bytes for %d letters: %.2f", width, written, letters, float64(written)/float64(letters))
		if float64(written) > 1.5*float64(letters) {
			t.Errorf("width %d: %d bytes for %d letters", width, written, letters)
		}
	}
}

// painted is the number of bytes that Bubble Tea writes to draw a frame, less
// what it writes for an empty one.
func painted(t *testing.T, frame string, width, height int) int {
	t.Helper()
	return drawn(t, frame, width, height) - drawn(t, "", width, height)
}

type still string

func (s still) Init() tea.Cmd                       { return tea.Quit }
func (s still) Update(tea.Msg) (tea.Model, tea.Cmd) { return s, nil }
func (s still) View() tea.View                      { return tea.NewView(string(s)) }

func drawn(t *testing.T, frame string, width, height int) int {
	t.Helper()
	var out bytes.Buffer
	p := tea.NewProgram(still(frame), tea.WithInput(nil), tea.WithOutput(&out), tea.WithoutSignals(),
		tea.WithWindowSize(width, height), tea.WithColorProfile(colorprofile.TrueColor))
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// FuzzSet sets arbitrary Markdown at arbitrary widths.
func FuzzSet(f *testing.F) {
	source, err := os.ReadFile("testdata/sink.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, part := range strings.Split(string(source), "\n\n") {
		f.Add(part, 40)
	}
	f.Add("&#27;[2J `&#27;` [a](<https://x.example/\u202e>) \\&#x9b; |a|\n|-|\n|`b|`|", 7)
	f.Add("- > 1. ![x](y)  \n*z*\n\t\tcode\x1b]0;x\a", 3)
	o := options(f, 0, theme.Choice{Name: theme.Dark})
	o.Hyperlinks = true
	f.Fuzz(func(t *testing.T, source string, width int) {
		if len(source) > 4<<10 {
			return
		}
		o := o
		o.Width = 1 + (width%120+120)%120
		a := feed.Article{Story: feed.Story{Title: source, Byline: source, Standfirst: source}, Markdown: source}
		check(t, Set(a, o, nil), o.Width)
	})
}

// An excerpt that is nothing but its standfirst is said once, neither twice nor
// never: whether a machine cut it or a person wrote it.
func TestAnExcerptIsSaidOnce(t *testing.T) {
	for _, lead := range []string{"The ferry comes back after eleven weeks, and the harbour office…", "The ferry comes back after eleven weeks."} {
		a := sink(t)
		a.Full, a.Standfirst, a.Markdown = false, lead, lead
		text := ansi.Strip(show(Set(a, options(t, 100, plainChoice), nil)))
		if n := strings.Count(text, "The ferry comes back after eleven weeks"); n != 1 {
			t.Errorf("said %d times:\n%s", n, text)
		}
	}
}

// A description that a machine cut is the beginning of the text, be that a
// heading and a list.
func TestCutDescriptionsAreNotStandfirsts(t *testing.T) {
	a := feed.Article{Story: feed.Story{Title: "Minutes", Standfirst: "Highlights Here's our year. We've met twice and ...", Full: true},
		Markdown: "## Highlights\n\n- Here’s our year.\n- We’ve met twice and agreed.\n\n![A hall](https://gov.example/p.jpg)\n\n- one\n- ![A desk](https://gov.example/q.jpg)  \n  *The desk*"}
	o := options(t, 72, plainChoice)
	o.Ask = "i"
	r := Set(a, o, nil)
	text := ansi.Strip(show(r))
	if strings.Contains(text, "and ...") {
		t.Errorf("the beginning is said twice:\n%s", text)
	}
	// A picture in a list is one, too.
	if len(r.Images) != 2 || strings.Contains(text, "[A desk]") || !strings.Contains(text, "The desk") {
		t.Errorf("%d pictures:\n%s", len(r.Images), text)
	}
}

// A wide blank at the start of a line does not push the line over its width, where
// it would be broken a second time.
func TestWideBlanks(t *testing.T) {
	words := "2020年の東京オリンピック・パラリンピックの開催などを見据え、フリーWi-Fi（公衆無線LAN）の設置が促進され、フリーWi-Fiの利用者も増加している。"
	for width := 40; width < 110; width++ {
		o := options(t, width, plainChoice)
		o.Measure = 120
		text := ansi.Strip(show(Set(feed.Article{Story: feed.Story{Title: "T", Full: true}, Markdown: "x  \n\u3000" + words}, o, nil)))
		_, body, _ := strings.Cut(text, "x\n")
		if body = strings.TrimSpace(body); strings.Contains(body, "\n\n") || strings.Join(strings.Fields(body), "") != words {
			t.Fatalf("width %d:\n%s", width, body)
		}
	}
}
