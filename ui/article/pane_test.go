package article

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"standfirst/feed"
	"standfirst/ui/golden"
	"standfirst/ui/theme"
)

func open(t testing.TB, width, height int) (Pane, Options) {
	t.Helper()
	var p Pane
	p.Resize(width, height)
	o := options(t, width, plainChoice)
	p.Show(Set(sink(t), o, nil))
	return p, o
}

func TestView(t *testing.T) {
	for name, size := range map[string][2]int{"pane-40x10": {40, 10}, "pane-80x24": {80, 24}, "pane-120x40": {120, 40}} {
		p, o := open(t, size[0], size[1])
		p.SetCount("3 of 37")
		view := p.View(o.Theme, true)
		if got := strings.Count(view, "\n") + 1; got != size[1] {
			t.Errorf("%s: %d lines", name, got)
		}
		golden.Equal(t, name, ansi.Strip(view))
	}
	var p Pane
	if got := p.View(theme.Theme{}, true); got != "" {
		t.Errorf("an empty pane drew %q", got)
	}
}

func TestScrolling(t *testing.T) {
	p, _ := open(t, 80, 20)
	if p.Scroll(-1) || !p.Scroll(3) || p.top != 3 || !p.Page(1) || p.top != 22 || !p.Page(-0.5) || p.top != 13 {
		t.Errorf("first line %d", p.top)
	}
	if p.AtEnd() || !p.Bottom() || !p.AtEnd() || p.Page(1) || p.Place() != 1 || p.Percent() != 100 {
		t.Errorf("at the end: place %v, %d %%", p.Place(), p.Percent())
	}
	if !p.Top() || p.Place() != 0 {
		t.Error("not at the top")
	}
	p.SetPlace(0.5)
	if got := p.Place(); got < 0.45 || got > 0.55 {
		t.Errorf("place %v", got)
	}
	p.Resize(80, 1000)
	if !p.AtEnd() || p.Place() != 0 || p.Percent() != 100 {
		t.Error("an article that fits is at its end")
	}
}

// TestPlaceSurvivesWidth: what stood on top stands on top after a resize.
func TestPlaceSurvivesWidth(t *testing.T) {
	p, o := open(t, 100, 20)
	for i, l := range p.set.Lines {
		if strings.Contains(l, "another one") {
			p.to(i)
		}
	}
	for _, width := range []int{44, 60, 130, 72} {
		o.Width = width
		p.Resize(width, 20)
		p.Show(Set(sink(t), o, nil))
		if top := ansi.Strip(strings.Join(p.set.Lines[p.top:p.top+3], " ")); !strings.Contains(top, "inspectorate") && !strings.Contains(top, "another") && !strings.Contains(top, "runs to forty") {
			t.Errorf("width %d shows %q", width, top)
		}
	}
	other := sink(t)
	other.ID = 8
	p.Show(Set(other, o, nil))
	if p.top != 0 {
		t.Error("another article does not start at its head")
	}
}

func TestFind(t *testing.T) {
	p, o := open(t, 60, 12)
	if n := p.Find("CHILDREN'S homes"); n != 2 {
		t.Errorf("%d hits", n)
	}
	if current, all := p.Hits(); current != 1 || all != 2 {
		t.Errorf("hit %d of %d", current, all)
	}
	p.NextHit(-1)
	if current, _ := p.Hits(); current != 2 || !strings.Contains(strings.ToLower(ansi.Strip(p.View(o.Theme, true))), "children’s homes") {
		t.Errorf("going round backwards shows hit %d", current)
	}
	p.NextHit(1)
	if current, _ := p.Hits(); current != 1 {
		t.Errorf("going round forwards shows hit %d", current)
	}
	// Over the end of a line, in two parts.
	if n := p.Find("judgment for each of six areas, Ofsted has confirmed"); n != 1 || len(p.find.hits) < 2 {
		t.Errorf("%d hits in %d parts", n, len(p.find.hits))
	}
	view := p.View(o.Theme, true)
	if !strings.Contains(view, o.Theme.HitCurrent.Render("judgment")[:4]) || strings.Contains(ansi.Strip(view), "\x1b") {
		t.Errorf("the hit is not marked: %q", view)
	}
	if n := p.Find("kinshp"); n != 0 || !p.Finding() {
		t.Errorf("%d hits of nothing", n)
	}
	p.NextHit(1)
	p.Find("")
	if p.Finding() {
		t.Error("the search has not ended")
	}
	// Marking keeps every sign and style around it.
	before := ansi.Strip(p.View(o.Theme, true))
	p.Find("e")
	p.Top()
	q, _ := open(t, 60, 12)
	if after := ansi.Strip(p.View(o.Theme, true)); after != ansi.Strip(q.View(o.Theme, true)) || before == "" {
		t.Errorf("marking changed the text:\n%s", after)
	}
}

func TestLinkByNumber(t *testing.T) {
	p, _ := open(t, 80, 20)
	if l, ok := p.Link(3); !ok || l.Host != "council.example" {
		t.Errorf("%+v %v", l, ok)
	}
	for _, n := range []int{-1, 0, 5} {
		if _, ok := p.Link(n); ok {
			t.Errorf("there is a link %d", n)
		}
	}
}

func TestBookKeeps(t *testing.T) {
	book := NewBook(time.Now, time.Minute) // on a busy machine, too
	a, o := sink(t), options(t, 80, plainChoice)
	if _, ok := book.Kept(a, o); ok {
		t.Error("kept before it was set")
	}
	first := book.Open(a, o)
	if again, ok := book.Kept(a, o); !ok || &again.Lines[0] != &first.Lines[0] {
		t.Error("not kept")
	}
	changes := map[string]func(*feed.Article, *Options){
		"text": func(a *feed.Article, _ *Options) { a.Markdown += "." }, "width": func(_ *feed.Article, o *Options) { o.Width++ },
		"measure": func(_ *feed.Article, o *Options) { o.Measure = 50 }, "theme": func(_ *feed.Article, o *Options) { o.Theme = theme.New(theme.Choice{Name: theme.Dark}) },
		"story": func(a *feed.Article, _ *Options) { a.ID++ }, "edited": func(a *feed.Article, _ *Options) { a.Edited = true },
		"pictures": func(_ *feed.Article, o *Options) { o.Pictures = map[string][]string{"x": {"y"}} },
		"links":    func(_ *feed.Article, o *Options) { o.Hyperlinks = true },
	}
	for what, change := range changes {
		b, p := a, o
		change(&b, &p)
		if _, ok := book.Kept(b, p); ok {
			t.Errorf("another %s gives what was kept", what)
		}
	}
	for i := range kept + 5 {
		b := a
		b.ID = feed.StoryID(100 + i)
		book.Open(b, o)
	}
	if _, ok := book.Kept(a, o); ok || book.order.Len() != kept || len(book.byKey) != kept {
		t.Errorf("%d kept", book.order.Len())
	}
}

// TestRunaway: a setting that does not end gives plain text, and as long as it
// runs no second one is begun.
func TestRunaway(t *testing.T) {
	book := NewBook(time.Now, time.Millisecond)
	book.slot <- struct{}{} // one is running
	r := book.Open(sink(t), options(t, 72, plainChoice))
	text := ansi.Strip(show(r))
	if !r.Plain || !strings.Contains(text, "shown as plain text") || !strings.Contains(text, "Signed, the desk.") || !strings.Contains(text, "Ofsted to drop") {
		t.Errorf("plain %v:\n%s", r.Plain, text)
	}
	check(t, r, 72)
	if _, ok := book.Kept(sink(t), options(t, 72, plainChoice)); ok {
		t.Error("plain text was kept")
	}
}

// TestParts: a very long article is set part by part, each within the budget, and
// reads as if it had been set at once.
func TestParts(t *testing.T) {
	var b strings.Builder
	a := feed.Article{Story: feed.Story{ID: 9, Title: "A report", Full: true}}
	for part := range 4 {
		if part > 0 {
			a.Breaks = append(a.Breaks, b.Len())
		}
		for i := range 30 {
			fmt.Fprintf(&b, "### Finding %d.%d\n\nIt is [said](https://gov.example/%d) at length.\n\n![A desk](https://gov.example/p%d.jpg)\n\n", part, i, i%7, i)
		}
	}
	a.Markdown = b.String()
	o := options(t, 72, plainChoice)
	o.Ask = "i"
	book := NewBook(time.Now, time.Minute)
	r := book.Open(a, o)
	if r.Rest != 3 || strings.Contains(show(r), "Finding 1.0") {
		t.Fatalf("%d parts left", r.Rest)
	}
	var p Pane
	p.Resize(72, 20)
	p.Show(r)
	p.Scroll(40)
	before := p.View(o.Theme, true)
	for r.Rest > 0 {
		r = book.GoOn(a, o, r)
		check(t, r, 72)
	}
	p.Show(r)
	if after := p.View(o.Theme, true); after != before {
		t.Errorf("the place is lost:\n%s\n%s", before, after)
	}
	whole := a
	whole.Breaks = nil
	if want := Set(whole, o, nil); show(want) != show(r) || len(want.Links) != len(r.Links) || len(want.Images) != len(r.Images) {
		t.Errorf("set in parts, it differs: %d and %d lines, %d and %d links", len(want.Lines), len(r.Lines), len(want.Links), len(r.Links))
	}
	if len(r.blocks) != len(r.Lines) {
		t.Errorf("%d blocks for %d lines", len(r.blocks), len(r.Lines))
	}
	if again := book.Open(a, o); again.Rest != 0 {
		t.Error("the parts are not kept")
	}
	// A part that runs away is plain, and the ones after it are read too.
	slow := NewBook(time.Now, time.Millisecond)
	slow.slot <- struct{}{}
	r = slow.Open(a, o)
	for r.Rest > 0 {
		r = slow.GoOn(a, o, r)
	}
	for _, words := range []string{"Finding 0.0", "Finding 3.29", "shown as plain text"} {
		if !strings.Contains(show(r), words) {
			t.Errorf("%q is lost", words)
		}
	}
	if len(r.blocks) != len(r.Lines) {
		t.Errorf("%d blocks for %d lines of plain text", len(r.blocks), len(r.Lines))
	}
}
