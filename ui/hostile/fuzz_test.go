package hostile

import (
	"encoding/json"
	"html"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
	"standfirst/feed/markdown"
	"standfirst/feed/parse"
	"standfirst/ui/article"
	"standfirst/ui/gate"
	"standfirst/ui/theme"
)

// hangs is how long any small input may take before it counts as one that never
// ends.
const hangs = 20 * time.Second

// inTime fails when a step does not come to an end.
func inTime(t *testing.T, input any, step func()) {
	t.Helper()
	timer := time.AfterFunc(hangs, func() { panic("no end: " + strings.ToValidUTF8(short(asText(input)), "?")) })
	defer timer.Stop()
	step()
}

func asText(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// read is the way of a document from the wire to the glass: parsed, converted,
// set and passed through the gate; what comes out is judged by the parser that
// the gate does not know, and so is what goes in: cleaning must not leave
// anything to the gate.
func read(t *testing.T, data []byte, contentType string, width int) {
	inTime(t, data, func() {
		document, err := parse.Parse(data, parse.Options{Base: "https://news.example/feed/", ContentType: contentType, Now: time.Unix(1.8e9, 0)})
		if err != nil {
			if faults := judge([]byte(err.Error()), false); len(faults) > 0 {
				t.Fatalf("the fault %q: %v", err, faults)
			}
			return
		}
		for _, story := range document.Stories[:min(len(document.Stories), 3)] {
			text, err := markdown.Convert(story.Body, story.Link)
			if err != nil {
				text.Text = markdown.PlainText(story.Body)
			}
			set := article.Set(feed.Article{Story: story, Markdown: text.Text}, article.Options{
				Width: 1 + (width%140+140)%140, Theme: theme.New(theme.Choice{Name: theme.Dark}), Location: time.UTC, Publication: "Paper", Hyperlinks: true,
			}, nil)
			frame := strings.Join(set.Lines, "\n")
			for name, written := range map[string]string{"set": frame, "gated": gate.Frame(frame)} {
				if faults := judge([]byte(written), false); len(faults) > 0 {
					t.Fatalf("%s: %v in %q from %q", name, faults, written, data)
				}
			}
			for _, part := range cut([]byte(frame)) {
				if part.kind != plain && !(part.kind == control && part.s == "\n") && !(part.kind == csi && strings.HasSuffix(part.s, "m")) && !(part.kind == str && strings.HasPrefix(part.s, "]8;")) {
					t.Fatalf("a frame holds %q from %q", part.s, data)
				}
			}
		}
	})
}

// FuzzRead: any HTML, as a feed's text, to the glass.
func FuzzRead(f *testing.F) {
	for n, sequence := range sequences {
		f.Add(`<p title="`+sequence+`">front `+references(sequence, "&amp;#%d;")+` <a href="https://x.example/`+sequence+`">l</a></p><pre><code class="language-`+sequence+`">`+eight(sequence)+`</code></pre><table><tr><td>`+sequence, n*7)
	}
	f.Add("<blockquote><ol><li><figure><img src=x alt='&#27;]8;;x'><figcaption>`&amp;#x9b;`<td>|*_[](x)", 9)
	f.Fuzz(func(t *testing.T, source string, width int) {
		if len(source) > 16<<10 {
			return
		}
		read(t, []byte(rss(item(1, "t", "<description>"+html.EscapeString(source)+"</description>"))), "application/rss+xml", width)
	})
}

// FuzzJSON: any values in a JSON Feed, and any bytes in its place.
func FuzzJSON(f *testing.F) {
	f.Add("title \x1b]2;x\a", "<p>&#x9d;52;c;x", "https://x.example/\x1b[2J", "tag", []byte(`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"title":"\u001b[2J","content_text":"\u009d","tags":"a"}]}`))
	f.Add("", "", "//x", "\u202e", []byte(`{"version":"https://jsonfeed.org/version/1","items":[[[[{}]]]]}`))
	f.Fuzz(func(t *testing.T, title, content, link, tag string, raw []byte) {
		type object = map[string]any
		data, err := json.Marshal(object{"version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": link, "items": []object{
			{"id": link, "title": title, "content_html": content, "url": link, "tags": []string{tag, title}, "authors": []object{{"name": title, "url": link}}, "attachments": []object{{"url": link, "mime_type": tag}}},
			{"id": tag, "content_text": content, "summary": title, "external_url": link, "image": link, "author": object{"name": tag}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		read(t, data, "application/feed+json", len(title))
		read(t, raw, "application/feed+json", len(raw))
	})
}

// FuzzGate lets the parser of this folder judge what the gate lets pass.
func FuzzGate(f *testing.F) {
	for _, sequence := range sequences {
		f.Add("front " + sequence + " back\x1b[31mred\x1b[m")
		f.Add(eight(sequence) + "\x1b]8;;https://x.example/\x1b\\x" + sequence)
	}
	f.Add("in\u00advis\u061cib\u180ele\u2060\u2064\u206a\ufff9\ufeff\U000e0001")
	f.Fuzz(func(t *testing.T, frame string) {
		out := gate.Frame(frame)
		for _, p := range cut([]byte(out)) {
			switch {
			case p.open, p.kind == control && p.s != "\n" && p.s != "\t", p.kind == escape && p.s != "\\", p.kind == csi && !strings.HasSuffix(p.s, "m"), p.kind == str && !strings.HasPrefix(p.s, "]8;"):
				t.Fatalf("%q passed, in %q from %q", p.s, out, frame)
			}
		}
		for _, fault := range judge([]byte(strings.ReplaceAll(out, "\u200b", "")), false) {
			t.Fatalf("%s in %q from %q", fault, out, frame)
		}
	})
}
