package parse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"standfirst/feed"
)

// maxJSONDepth is far above the three levels of a JSON Feed with extensions.
const maxJSONDepth = 64

// jsonFeed is JSON Feed 1.1 (jsonfeed.org/version/1.1) as generously as readers
// are asked to take it: a field of another type than it should have is left out
// or turned into text, never a reason to refuse the feed.
type jsonFeed struct {
	Version     loose      `json:"version"`
	Title       loose      `json:"title"`
	Home        loose      `json:"home_page_url"`
	Description loose      `json:"description"`
	Next        loose      `json:"next_url"`
	Language    loose      `json:"language"`
	Expired     loose      `json:"expired"`
	Author      jsonPeople `json:"author"`
	Authors     jsonPeople `json:"authors"`
	Items       jsonItems  `json:"items"`
}

type jsonItem struct {
	ID          loose           `json:"id"`
	URL         loose           `json:"url"`
	External    loose           `json:"external_url"`
	Title       loose           `json:"title"`
	HTML        loose           `json:"content_html"`
	Text        loose           `json:"content_text"`
	Summary     loose           `json:"summary"`
	Image       loose           `json:"image"`
	Banner      loose           `json:"banner_image"`
	Published   loose           `json:"date_published"`
	Modified    loose           `json:"date_modified"`
	Author      jsonPeople      `json:"author"`
	Authors     jsonPeople      `json:"authors"`
	Tags        looseList       `json:"tags"`
	Attachments jsonAttachments `json:"attachments"`
}

// loose is a string, or the text of a number or a boolean; anything else is "".
type loose string

func (l *loose) UnmarshalJSON(data []byte) error {
	*l = ""
	switch {
	case len(data) == 0 || data[0] == '{' || data[0] == '[' || data[0] == 'n':
	case data[0] == '"':
		var s string
		if json.Unmarshal(data, &s) == nil {
			*l = loose(s)
		}
	default:
		*l = loose(data)
	}
	return nil
}

// looseList is a list of strings, or one string with commas.
type looseList []string

func (l *looseList) UnmarshalJSON(data []byte) error {
	*l = nil
	var many []loose
	if json.Unmarshal(data, &many) == nil {
		for _, s := range many {
			*l = append(*l, string(s))
		}
		return nil
	}
	var one loose
	if json.Unmarshal(data, &one) == nil && one != "" {
		*l = strings.Split(string(one), ",")
	}
	return nil
}

// jsonPeople is one author or a list of them, as objects or bare names.
type jsonPeople []string

func (l *jsonPeople) UnmarshalJSON(data []byte) error {
	*l = nil
	var raw []json.RawMessage
	if json.Unmarshal(data, &raw) != nil {
		raw = []json.RawMessage{data}
	}
	for _, one := range raw {
		var person struct {
			Name loose `json:"name"`
		}
		if json.Unmarshal(one, &person) == nil && person.Name != "" {
			*l = append(*l, string(person.Name))
			continue
		}
		var name loose
		if json.Unmarshal(one, &name) == nil && name != "" {
			*l = append(*l, string(name))
		}
	}
	return nil
}

type jsonAttachments []struct {
	URL  loose `json:"url"`
	Type loose `json:"mime_type"`
}

func (l *jsonAttachments) UnmarshalJSON(data []byte) error {
	*l = nil
	type plain jsonAttachments
	var all plain
	if json.Unmarshal(data, &all) == nil {
		*l = jsonAttachments(all)
	}
	return nil
}

// jsonItems takes every item that is an object.
type jsonItems []jsonItem

func (l *jsonItems) UnmarshalJSON(data []byte) error {
	*l = nil
	var raw []json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil // not a list: no items
	}
	*l = make(jsonItems, 0, len(raw))
	for _, one := range raw {
		var item jsonItem
		if json.Unmarshal(one, &item) == nil && len(one) > 0 && one[0] == '{' {
			*l = append(*l, item)
		}
	}
	return nil
}

// readJSON reads a JSON Feed, and only that: WordPress and others name their
// JSON programming interfaces as alternates too.
func (p *parser) readJSON(text []byte) error {
	if depth := jsonDepth(text); depth > maxJSONDepth {
		return &Fault{Kind: KindTooDeep, Sentence: fmt.Sprintf("the feed is nested too deeply (limit %d levels)", maxJSONDepth),
			Remedy: "Tell the publisher; this is not a feed for readers."}
	}
	if text[0] != '{' {
		return p.notFeed("the answer is JSON but not a JSON Feed", nil)
	}
	var f jsonFeed
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&f); err != nil {
		if fixed, ok := repairJSON(text); ok && json.Unmarshal(fixed, &f) == nil {
			p.warn("The feed's JSON is broken; what came whole was kept.")
			p.doc.Truncated = true
		} else {
			return &Fault{Kind: KindBroken, Sentence: "the answer is broken JSON", Remedy: "Try again later; if it stays so, tell the publisher.", Err: err}
		}
	}
	version := strings.ToLower(string(f.Version))
	if !strings.Contains(version, "jsonfeed.org/version/") {
		if !(f.Items != nil && f.likely()) {
			return p.notFeed("the answer is JSON but not a JSON Feed", nil)
		}
		p.warn("The feed does not say which version of JSON Feed it is.")
	}
	p.jsonHead(&f, version)
	for i := range f.Items {
		p.doc.Stories = append(p.doc.Stories, p.jsonStory(&f, &f.Items[i]))
	}
	return nil
}

// likely tells a JSON Feed whose version is missing.
func (f *jsonFeed) likely() bool {
	for _, item := range f.Items {
		if item.ID != "" && (item.HTML != "" || item.Text != "" || item.Published != "") {
			return true
		}
	}
	return false
}

func (p *parser) jsonHead(f *jsonFeed, version string) {
	d := p.doc
	d.Format = "json feed"
	if at := strings.LastIndex(version, "/version/"); at >= 0 {
		if number := strings.Trim(version[at+len("/version/"):], "/ "); len(number) <= 4 && number != "" {
			d.Format = "json feed " + number
		}
	}
	d.Title, d.Link, d.Description, d.Language = string(f.Title), string(f.Home), string(f.Description), string(f.Language)
	d.Next = string(f.Next)
	if expired := strings.ToLower(string(f.Expired)); expired == "true" || expired == "1" {
		d.Ended = "This feed has ended, its publisher says."
	}
}

func (p *parser) jsonStory(f *jsonFeed, item *jsonItem) feed.Story {
	s := feed.Story{Comments: -1, GUID: strings.TrimSpace(string(item.ID))}
	for _, candidate := range []string{string(item.URL), string(item.External), webOnly(string(item.ID))} {
		if s.Link = p.absolute(candidate, p.base); s.Link != "" {
			break
		}
	}
	s.Title = plainHeadline(string(item.Title))
	s.Published = p.date(string(item.Published))
	s.Updated = p.date(string(item.Modified))
	var c categories
	for _, tag := range item.Tags {
		c.add(tag)
	}
	s.Categories = c.words
	for _, people := range []jsonPeople{item.Authors, item.Author, f.Authors, f.Author} {
		if s.Byline = byline(people); s.Byline != "" {
			break
		}
	}
	for _, image := range []loose{item.Image, item.Banner} {
		p.addImage(&s, feed.Image{URL: string(image)})
	}
	for _, attachment := range item.Attachments {
		s.Enclosures = p.addEnclosure(s.Enclosures, string(attachment.URL))
	}
	content := string(item.HTML)
	if strings.TrimSpace(content) == "" && item.Text != "" {
		content = paragraphs(escapeText(string(item.Text)))
	}
	p.texts(&s, content, escapeText(string(item.Summary)))
	return s
}

func webOnly(s string) string {
	if isWeb(s) {
		return s
	}
	return ""
}

// jsonDepth is the deepest nesting of brackets outside strings.
func jsonDepth(text []byte) int {
	depth, deepest, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted:
			if c == '\\' {
				i++
			} else if c == '"' {
				quoted = false
			}
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			if depth++; depth > deepest {
				deepest = depth
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// repairJSON closes a JSON document that was cut off behind the last whole
// element of a list, drops raw line ends and unknown escapes inside strings, and
// commas behind the last element.
func repairJSON(text []byte) ([]byte, bool) {
	out := make([]byte, 0, len(text)+16)
	var stack []byte
	quoted, safe, open := false, 0, ""
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quoted && c == '\\' && i+1 < len(text):
			i++
			if bytes.IndexByte([]byte(`"\/bfnrtu`), text[i]) >= 0 {
				out = append(out, c)
			}
			c = text[i]
		case !quoted && c == ',' && closesNext(text[i+1:]):
			continue
		case quoted && c < 0x20:
			c = ' '
		case c == '"':
			quoted = !quoted
		case !quoted && (c == '{' || c == '['):
			stack = append(stack, c+2) // the ASCII of "}" and "]"
		case !quoted && (c == '}' || c == ']') && len(stack) > 0:
			stack = stack[:len(stack)-1]
			out = append(out, c)
			if len(stack) > 0 && stack[len(stack)-1] == ']' {
				safe, open = len(out), string(stack)
			}
			continue
		}
		out = append(out, c)
	}
	if !quoted && len(stack) == 0 {
		return out, true
	}
	if safe == 0 {
		return nil, false
	}
	out = out[:safe]
	for i := len(open) - 1; i >= 0; i-- {
		out = append(out, open[i])
	}
	return out, true
}

// closesNext tells whether a list or an object ends next.
func closesNext(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) > 0 && (rest[0] == ']' || rest[0] == '}')
}
