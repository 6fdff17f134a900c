package parse

import (
	"bytes"
	"crypto/rand"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// Long texts stand aside while gofeed reads the rest of a story. What stands in a
// CDATA section is nobody's markup: gofeed hands it on as it came, but copies it
// several times, byte by byte, and these texts are nearly all of a feed.

// longText is how many bytes a text must have to be worth it.
const longText = 256

// longTexts are the texts that stand aside, by what stands for them.
type longTexts struct {
	sign  string // begins every name; the feed cannot know it
	texts map[string][]byte
}

// write copies one whole story, with names for its long texts.
func (l *longTexts) write(out *bytes.Buffer, story []byte) {
	x := lexer{data: story}
	depth, end := 0, 0
	field := token{} // the tag just before, when it opens a text of the story
	for t := x.next(); t.kind != tokenEnd && t.kind != tokenCut; t = x.next() {
		before := field
		field = token{}
		switch t.kind {
		case tokenOpen:
			if t.empty {
				break
			}
			if depth++; depth == 2 && holdsText(t.name) {
				field = t
			}
		case tokenClose:
			depth--
		case tokenCDATA:
			if before.end == 0 || t.end-t.start < longText || len(bytes.TrimSpace(story[before.end:t.start])) > 0 {
				break
			}
			after := x
			shut := after.next()
			if shut.kind != tokenClose || !bytes.Equal(shut.name, before.name) || len(bytes.TrimSpace(story[t.end:shut.start])) > 0 {
				break // a text in several sections
			}
			inner := story[t.start+len(cdata) : t.end-len("]]>")]
			text := bytes.TrimSpace(inner)
			if len(text) < longText || !plainXML(text) || !bytes.HasPrefix(story[t.start:], cdata) {
				break
			}
			from := t.start + len(cdata) + bytes.Index(inner, text)
			out.Write(story[end:from])
			out.WriteString(l.name(text))
			end = from + len(text)
		}
	}
	out.Write(story[end:])
}

// holdsText tells the fields of a story, by their names as written, that gofeed
// hands on without looking into them.
func holdsText(name []byte) bool {
	switch string(name) {
	case "content:encoded", "description", "content", "summary":
		return true
	}
	return false
}

// plainXML tells that XML allows every character of a text and reads it as it is
// (XML 1.0 §2.2, §2.11); noncharacters are gone already. What is not is gofeed's to
// refuse.
func plainXML(text []byte) bool {
	if !utf8.Valid(text) {
		return false
	}
	for _, c := range text {
		if c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

func (l *longTexts) name(text []byte) string {
	if l.sign == "" {
		l.sign, l.texts = rand.Text()+"-", map[string][]byte{}
	}
	name := l.sign + strconv.Itoa(len(l.texts))
	l.texts[name] = text
	return name
}

func (l *longTexts) any() bool { return l != nil && len(l.texts) > 0 }

// back is a field with the text that stood aside for it.
func (l *longTexts) back(field string) string {
	if !strings.Contains(field, l.sign) {
		return field
	}
	name := strings.TrimSpace(field)
	text, ok := l.texts[name]
	if !ok {
		return field
	}
	before, after, _ := strings.Cut(field, name)
	return before + string(text) + after
}

func (l *longTexts) backRSS(item *rss.Item) {
	if !l.any() {
		return
	}
	item.Description, item.Content = l.back(item.Description), l.back(item.Content)
	for name, text := range item.Custom {
		item.Custom[name] = l.back(text)
	}
	l.backExtensions(item.Extensions)
}

func (l *longTexts) backAtom(entry *atom.Entry) {
	if !l.any() {
		return
	}
	entry.Summary = l.back(entry.Summary)
	if entry.Content != nil {
		entry.Content.Value = l.back(entry.Content.Value)
	}
	l.backExtensions(entry.Extensions)
}

func (l *longTexts) backExtensions(all ext.Extensions) {
	for _, byName := range all {
		for _, found := range byName {
			for i := range found {
				found[i].Value = l.back(found[i].Value)
			}
		}
	}
}
