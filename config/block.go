package config

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Block is a publication as it is written into the file.
func Block(p Publication) string {
	var b strings.Builder
	text := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s = %s\n", key, quote(value))
		}
	}
	b.WriteString("[[publication]]\n")
	text("name", p.Name)
	if p.ID != MakeID(p.Name) {
		text("id", p.ID)
	}
	text("site", p.Site)
	feeds := p.Feeds
	if p.Feed != "" && (len(feeds) == 0 || feeds[0].URL != p.Feed) {
		feeds = append([]Address{{URL: p.Feed}}, feeds...)
	}
	if len(feeds) == 1 && feeds[0].Section == "" && len(feeds[0].Tags) == 0 {
		text("feed", feeds[0].URL)
	} else {
		b.WriteString("feeds = [\n")
		for _, a := range feeds {
			b.WriteString("  " + inline("url", a.URL, "section", a.Section, "tags", a.Tags) + ",\n")
		}
		b.WriteString("]\n")
	}
	text("sections_from", p.SectionsFrom)
	text("user_agent", p.UserAgent)
	if p.Every.Duration > 0 {
		text("every", written(p.Every.Duration))
	}
	if p.MaxSize > 0 {
		text("max_size", fmt.Sprint(int64(p.MaxSize)))
	}
	text("selector", p.Selector)
	if p.TopStory {
		b.WriteString("top_story = true\n")
	}
	for _, s := range p.Sections {
		b.WriteString("\n[[publication.section]]\n")
		text("path", s.Path)
		if s.Name != lastStep(s.Path) {
			text("name", s.Name)
		}
		if len(s.Categories) > 1 || len(s.Categories) == 1 && s.Categories[0] != s.Name {
			fmt.Fprintf(&b, "categories = %s\n", quotes(s.Categories))
		}
		if len(s.Feeds) > 0 {
			fmt.Fprintf(&b, "feeds = %s\n", quotes(s.Feeds))
		}
		text("page", s.Page)
		if s.IfPresent {
			b.WriteString("if_present = true\n")
		}
	}
	return b.String()
}

func lastStep(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// written is a length of time as read by Interval.
func written(d time.Duration) string {
	switch {
	case d%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%ds", d/time.Second)
}

// inline writes pairs as an inline table, empty ones left out.
func inline(pairs ...any) string {
	var parts []string
	for i := 0; i < len(pairs); i += 2 {
		switch value := pairs[i+1].(type) {
		case string:
			if value != "" {
				parts = append(parts, fmt.Sprintf("%s = %s", pairs[i], quote(value)))
			}
		case []string:
			if len(value) > 0 {
				parts = append(parts, fmt.Sprintf("%s = %s", pairs[i], quotes(value)))
			}
		}
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func quotes(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = quote(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// quote writes a basic string: TOML 1.0, "String".
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(text, "\ufffd") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// block is a publication's lines in the file, from 1, both included.
type block struct{ first, last int }

// blocksOf finds the [[publication]] blocks, their sub-tables included.
func blocksOf(text string) []block {
	var blocks []block
	inside := false
	var p unstable.Parser
	data := []byte(strings.TrimPrefix(text, "\ufeff"))
	p.Reset(data)
	for p.NextExpression() {
		e := p.Expression()
		line := 0
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			keys := e.Key()
			keys.Next()
			line = p.Shape(keys.Node().Raw).Start.Line
			inside = string(keys.Node().Data) == "publication"
			if inside && keys.IsLast() {
				blocks = append(blocks, block{first: line, last: line})
			}
		case unstable.KeyValue:
			line = p.Shape(e.Raw).Start.Line + bytes.Count(bytes.TrimRight(p.Raw(e.Raw), " \t\r\n"), []byte("\n"))
		}
		if inside && len(blocks) > 0 {
			blocks[len(blocks)-1].last = max(blocks[len(blocks)-1].last, line)
		}
	}
	return blocks
}
