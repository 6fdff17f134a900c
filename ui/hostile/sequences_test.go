package hostile

import (
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"testing"
)

// sequences are what a terminal obeys, each between two words that must be read.
// Those of a kind that the program itself sends (colours, the cursor, titles,
// links to the web) carry values of their own, to be told apart.
var sequences = []string{
	"\x1b]52;c;c3BvaWxlZA==\a", "\x1b]52;p;c3BvaWxlZA==\x1b\\", "\x1b]2;spoiled title\a", "\x1b]0;spoiled title\x1b\\", "\x1b[38;2;7;77;177m", "\x1b[4242;4343H",
	"\x1b[2J\x1b[3J", "\x1b[6n", "\x1b[c", "\x1b[21t", "\x1b[?1049l", "\x1b[?1003h", "\x1bc", "\x1b#8", "\x1b(0", "\x1b]8;;https://spoiled.example/\x1b\\", "\x1b]8;;javascript:1\a",
	"\x1b]777;notify;a;b\a", "\x1b]1337;File=inline=1:AAAA\a", "\x1b]4;1;rgb:00/ff/00\a", "\x1b]50;?\a", "\x1b_Ga=T,f=24;AAAA\x1b\\", "\x1bP1$r0m\x1b\\", "\x1bPq#0;2;0;0;0#0~~\x1b\\", "\x1b^x\x1b\\", "\x1bXx\x1b\\",
	// Wrapped for a terminal behind another, broken off, nested, written oddly.
	"\x1bPtmux;\x1b\x1b]52;c;c3BvaWxlZA==\a\x1b\\", "\x1bP\x1b]2;spoiled title\a\x1b\\", "\x1bP=1s\x1b\\", "\x1b]2;spoiled\x18 title\a", "\x1b]2;spoiled\x1a title\a", "\x1b[38;2;7;\x1b[38;2;7;77;177m77;177m",
	"\x1b]52;c;\x1b]52;c;c3BvaWxlZA==\a\a", "\x1b_\x1bP\x1b^\x1bX\x1b]2;spoiled title\a\x1b\\\x1b\\", "\x1b]]2;spoiled title\a", "\x1b]002;spoiled title\a", "\x1b]52;;c3BvaWxlZA==\a", "\x1b]52;c;!\a",
	"\x1b]8;id=1:x=y;https://spoiled.example/\a", "\x1b]9;4;1;50\a", "\x1b]133;A\a", "\x1b]7;file://host/\a", "\x1b]11;?\a", "\x1b]104\a", "\x1b]21337;x\a", "\x1b[38:2::7:77:177m", "\x1b[>4;2m", "\x1b[!p", "\x1b[?5h", "\x1b[\"q", "\x1b[4242;4343r", "\x1b[4242@", "\x1b[4242b",
	"\x1b%G", "\x1b ", "\x1bN", "\x1bO", "\x1bE", "\x1bZ", "\x1b[0;\x08\x0838;2;7;77;177m", "\x1b\x0a[31m", "\x1b]\t2;spoiled title\a", "\x1b[\u00e938;2;7;77;177m",
	"\x1b]2;no end", "\x1bPq no end", "\x1b[;", "\x1b", "\x1b]", "\x1b\x1b[31m", "\x1b]\x1b]2;spoiled title\a",
	"\r", "\b\b\b\b\b\b\b\b", "\v", "\f", "\a", "\x0e", "\x0f", "\x7f", "\x00",
}

// spoiled names what only a stranger's text can have sent.
func spoiled(raw []byte) (faults []string) {
	for _, p := range cut(raw) {
		_, address, _ := strings.Cut(strings.TrimPrefix(p.s, "]8;"), ";")
		switch {
		case p.kind == csi && (strings.HasSuffix(p.s, "7;77;177m") || strings.HasSuffix(p.s, "7:77:177m") || strings.Contains(p.s, "4242")),
			p.kind == str && (strings.HasPrefix(p.s, "]2;spoiled") || strings.HasPrefix(p.s, "]0;spoiled") || strings.HasPrefix(p.s, "]52;c;c3BvaWxlZA") || strings.HasPrefix(p.s, "]52;p;") || strings.HasPrefix(p.s, "]52;;") || strings.Contains(p.s, "spoiled title")),
			p.kind == str && strings.HasPrefix(p.s, "]8;") && strings.HasPrefix(address, "https://spoiled.example"):
			faults = append(faults, p.s)
		}
	}
	return faults
}

// eight is a sequence with the eight-bit controls of ECMA-48 §5.3, in UTF-8.
func eight(s string) string {
	for _, c := range "[]P_^X\\#(" {
		if c >= 0x40 {
			s = strings.ReplaceAll(s, "\x1b"+string(c), string(c+0x40))
		}
	}
	return s
}

// references writes every control as a numeric character reference.
func references(s, form string) string {
	var w strings.Builder
	for _, r := range s {
		if r < 0x20 || r >= 0x7f && r < 0xa0 {
			fmt.Fprintf(&w, form, r)
		} else {
			w.WriteString(html.EscapeString(string(r)))
		}
	}
	return w.String()
}

// forms are the ways in which a feed can carry a control.
var forms = map[string]func(string) string{
	"raw":       html.EscapeString,
	"eight-bit": func(s string) string { return html.EscapeString(eight(s)) },
	"decimal":   func(s string) string { return references(s, "&#%d;") },
	"hex":       func(s string) string { return references(eight(s), "&#x%x;") },
	"twice":     func(s string) string { return references(s, "&amp;#%d;") },
	"thrice":    func(s string) string { return references(eight(s), "&amp;amp;#x%x;") },
}

// TestSequences: nothing in a feed can send a command to the terminal or the
// clipboard, in whatever part and form it is hidden, and nothing swallows what
// stands behind it.
func TestSequences(t *testing.T) {
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var items []string
			var all strings.Builder
			for n, sequence := range sequences {
				bad := form(sequence)
				items = append(items, item(n, fmt.Sprintf("head%d %s tail%d", n, bad, n),
					fmt.Sprintf(`<link>ROOT/%d?%s</link><dc:creator>by%d %s</dc:creator><category>tag%d %s</category><description>say%d %s</description><media:credit>%s</media:credit>`, n, bad, n, bad, n%3, bad, n, bad, bad)))
				fmt.Fprintf(&all, `<p>front%d %s <b title="%s">bold</b> <code>x%s</code> <a href="https://good.example/%s">link %s</a> back%d</p><pre><code class="language-%s">y%s</code></pre>`, n, bad, bad, bad, bad, bad, n, bad, bad)
			}
			// In CDATA the HTML decodes what XML leaves; beside it XML decodes once more.
			whole := strings.ReplaceAll(all.String(), "]]>", "")
			items = append([]string{item(900, "whole article", body(whole)), item(901, "decoded article", "<description>"+html.EscapeString(whole)+"</description>")}, items...)
			s := newSite(t)
			s.serve("hostile", answer{body: rss(items...)})
			h := newHome(t)
			s.paper(t, h, "", "hostile")
			refresh(t, h, mostTime)
			stories := h.List(t, "pub:hostile")
			titles := ""
			for _, story := range stories {
				titles += story.Title + "\n"
			}
			for n := range sequences {
				if !strings.Contains(titles, fmt.Sprintf("ail%d", n)) && !(name == "raw" || name == "decimal") {
					t.Errorf("what stands behind %q was swallowed in the headline", sequences[n])
				}
			}
			commands(t, h, stories)
			seen := walk(t, h, "hostile", 3)
			for _, want := range []string{"front0", "back0"} {
				if !seen.shown(want) {
					t.Errorf("%q was never shown", want)
				}
			}
		})
	}
}

// TestSequencesInJSON: JSON has escapes of its own, which no XML filter sees.
func TestSequencesInJSON(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	var items []object
	for n, sequence := range sequences {
		for at, bad := range []string{sequence, eight(sequence)} {
			items = append(items, object{"id": fmt.Sprintf("%d-%d%s", n, at, bad), "title": fmt.Sprintf("head%d-%d %s tail%d", n, at, bad, n), "content_html": "<p>front " + bad + " back</p><pre>" + bad + "</pre>",
				"content_text": bad, "summary": bad, "url": "https://good.example/" + bad, "tags": []string{bad, "tag " + bad}, "authors": []object{{"name": "by " + bad, "url": bad}}, "image": bad})
		}
	}
	data, err := json.Marshal(object{"version": "https://jsonfeed.org/version/1.1", "title": "Paper \x1b]2;spoiled title\a", "items": items})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t)
	s.serve("hostile", answer{body: string(data), headers: map[string]string{"Content-Type": "application/feed+json"}})
	h := newHome(t)
	s.paper(t, h, "", "hostile")
	refresh(t, h, mostTime)
	stories := h.List(t, "pub:hostile")
	if len(stories) != len(items) {
		t.Errorf("%d stories of %d", len(stories), len(items))
	}
	for _, story := range stories {
		if !strings.Contains(story.Title, "ail") { // "[ t" is a whole sequence
			t.Errorf("the end of %q was swallowed", story.Title)
		}
	}
	commands(t, h, stories)
	walk(t, h, "hostile", 3)
}

// TestSigns: signs that hide, reorder or outgrow their cell. Every row stays a
// row, and honest writing in other scripts stays as it is.
func TestSigns(t *testing.T) {
	t.Parallel()
	titles := []string{
		"plain \u202egnp.exe\u202c story", "isolates \u2066a\u2069\u2067b\u2069 story", "hidden \u200b\u200b\ufeff\u2060\u00ad story", "tags \U000E0041\U000E0042\U000E007F story",
		"zalgo h" + strings.Repeat("\u0301\u0316", 3000) + " story", "family " + strings.Repeat("👩\u200d", 1500) + "👩 story", "flags " + strings.Repeat("🇬🇧", 2000) + " story",
		"wide " + strings.Repeat("漢", 4000) + " story", "marks \ue000inner\ue001 story", "lines one\u2028two\u2029three\u0085four story", "joiners " + strings.Repeat("\u200d", 5000) + " story",
		"jamo " + strings.Repeat("\u1100", 4000) + " story", "ligature \ufdfd\ufdfd\ufdfd story", "variation " + strings.Repeat("\ufe0f\ufe0e", 3000) + " story", "bytes \xff\xfe\xc0\xaf\xed\xa0\x80 story",
		"honest שלום עולם سلام नमस्ते สวัสดี 👩‍👧‍👦 story", "line\nbreaks\tand\r\ntabs story",
	}
	var items []string
	for n, title := range titles {
		items = append(items, item(n, title, "<dc:creator>"+title+"</dc:creator><category>"+title+"</category>"+body("<h2>"+title+"</h2><p>"+title+"</p><table><tr><td>"+title+"</td><td>x</td></tr></table><a href='https://good.example/"+title+"'>l</a>")))
	}
	s := newSite(t)
	s.serve("hostile", answer{body: rss(items...)})
	h := newHome(t)
	s.paper(t, h, "", "hostile")
	refresh(t, h, mostTime)
	stories := h.List(t, "pub:hostile")
	if len(stories) != len(titles) {
		t.Errorf("%d stories of %d", len(stories), len(titles))
	}
	commands(t, h, stories)
	seen := walk(t, h, "hostile", 6)
	for _, want := range []string{"honest", "zalgo", "family", "plain"} {
		if !seen.shown(want) {
			t.Errorf("%q was never shown", want)
		}
	}
	for _, cell := range strings.Fields(seen.seen.String()) {
		if n := strings.Count(cell, "\u0301") + strings.Count(cell, "\u0316"); n > 8 {
			t.Errorf("%d marks on one letter", n)
		}
	}
}
