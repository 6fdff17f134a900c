package parse

import (
	"html"
	"net/url"
	"strings"

	htmltoken "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/wordpress"
)

const (
	// A lead of more words is no standfirst but the story itself.
	maxLeadWords = 70
	// fullWords is what a story without a separate summary must reach to count
	// as whole, when nothing says that it was cut.
	fullWords = 150
)

// texts fills in what a story says: its body from content, else from the lead,
// its standfirst from the lead.
func (p *parser) texts(s *feed.Story, content, lead string) {
	base := p.base
	if b := baseURL(s.Link); b != nil {
		base = b
	}
	if p.doc.WordPress || strings.Contains(lead, "<p>") {
		lead = wordpress.TrimFooter(lead, s.Link)
	}
	if looksPlain(lead) {
		lead = wordpress.TrimFooterWords(lead)
	} else {
		lead = wordpress.TrimInvitation(lead, s.Link)
	}
	full := strings.TrimSpace(content) != ""
	if full {
		content = wordpress.TrimFooter(content, s.Link)
	} else {
		content = lead
	}
	if p.doc.WordPress {
		content = wordpress.TrimNotes(content)
		lead = strings.TrimSuffix(wordpress.TrimNotes(lead), wordpress.PollNotice)
		if name, rest := wordpress.GuestByline(content); name != "" {
			s.Byline, content = clean.Line(name, maxTitle), rest
		}
	}
	if looksPlain(content) {
		content = paragraphs(content)
	}
	t := p.tidy(content, base)
	s.Body = t.html
	s.Words = t.words
	for _, image := range t.images {
		p.addImage(s, image)
	}
	text, cut := wordpress.TrimEnding(mend(plainText(lead, maxLead)))
	text = clean.Line(text, maxLead)
	_, bodyCut := wordpress.TrimEnding(t.end)
	s.Full = full && !bodyCut || !full && !cut && !bodyCut && t.words >= fullWords
	if name, rest := wordpress.GuestWords(text, s.Byline); name {
		text = rest
	}
	if words := len(strings.Fields(text)); words > maxLeadWords {
		text, cut = firstWords(text, maxLeadWords/2), true
	}
	if cut && text != "" {
		text = strings.TrimRight(text, " ,;:–-") + "…"
	}
	s.Standfirst = text
}

// tidied is a body after tidy.
type tidied struct {
	html   string
	words  int
	images []feed.Image
	end    string // its last words
}

// tidy makes a body safe to keep, and learns what is in it on the way. Scripts,
// styles, comments and forms go; control characters and their like go from text
// and attributes, even when written as character references; relative addresses
// become absolute; emoji pictures become the characters they stand for. All
// else keeps its bytes.
func (p *parser) tidy(body string, base *url.URL) tidied {
	body = strings.TrimSpace(clean.Text(mend(body)))
	t := tidied{}
	if body == "" {
		return t
	}
	var (
		out     strings.Builder
		kept    int // body[:kept] is in out
		at      int
		skip    atom.Atom // an element whose content goes
		depth   int
		caption *captionReader
		copied  bool
	)
	replace := func(from, to int, with string) {
		if !copied {
			copied = true
			out.Grow(len(body))
		}
		out.WriteString(body[kept:from])
		out.WriteString(with)
		kept = to
	}
	z := htmltoken.NewTokenizer(strings.NewReader(body))
	for {
		kind := z.Next()
		raw := z.Raw()
		from, to := at, at+len(raw)
		at = to
		if kind == htmltoken.ErrorToken {
			break
		}
		if to-kept+out.Len() > maxBody {
			p.cutText++
			body, at = body[:from], from
			break
		}
		switch kind {
		case htmltoken.TextToken:
			if skip != 0 {
				replace(from, to, "")
				break
			}
			text := body[from:to]
			if strings.IndexByte(text, '&') >= 0 {
				decoded := html.UnescapeString(text)
				if safe := clean.Text(decoded); safe != decoded {
					replace(from, to, escapeText(safe))
				}
				text = decoded
			}
			t.count(text)
			if caption != nil {
				caption.text.WriteString(text)
			}
		case htmltoken.CommentToken, htmltoken.DoctypeToken:
			replace(from, to, "")
		case htmltoken.StartTagToken, htmltoken.SelfClosingTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			if skip != 0 {
				if tag == skip && kind == htmltoken.StartTagToken {
					depth++
				}
				replace(from, to, "")
				break
			}
			if dropped(tag) {
				if kind == htmltoken.StartTagToken && hidden(tag) && closes(body[to:], tag) {
					skip, depth = tag, 1
				}
				replace(from, to, "")
				break
			}
			if caption == nil && kind == htmltoken.StartTagToken && len(t.images) > 0 && captions(tag, body[from:to]) {
				caption = &captionReader{tag: tag}
			} else if caption != nil && tag == caption.tag && kind == htmltoken.StartTagToken {
				caption.depth++
			}
			if !more {
				break
			}
			if tag == atom.Img {
				if with, ok := p.picture(&t, z, base); ok {
					replace(from, to, with)
					break
				}
			}
			if with, ok := settleTag(body[from:to], base); ok {
				replace(from, to, with)
			}
		case htmltoken.EndTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			if skip != 0 {
				if tag == skip {
					if depth--; depth == 0 {
						skip = 0
					}
				}
				replace(from, to, "")
				break
			}
			if dropped(tag) {
				replace(from, to, "")
				break
			}
			if caption != nil && tag == caption.tag {
				if caption.depth--; caption.depth < 0 {
					t.images[len(t.images)-1] = describe(t.images[len(t.images)-1], caption.text.String())
					caption = nil
				}
			}
		}
	}
	if !copied {
		t.html = body[:at]
	} else {
		if kept < at {
			out.WriteString(body[kept:at])
		}
		t.html = strings.TrimSpace(out.String())
	}
	return t
}

// captionReader gathers the words under a picture.
type captionReader struct {
	tag   atom.Atom
	depth int
	text  strings.Builder
}

func captions(tag atom.Atom, raw string) bool {
	return tag == atom.Figcaption || (tag == atom.P || tag == atom.Div || tag == atom.Dd || tag == atom.Span) && strings.Contains(raw, "caption-text")
}

// dropped elements are never for readers of text, though what stands in them may
// be. A form's fields ask for answers that would go nowhere.
func dropped(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Object, atom.Applet, atom.Button, atom.Select, atom.Textarea, atom.Template, atom.Noframes:
		return true
	case atom.Embed, atom.Input, atom.Link, atom.Meta, atom.Base:
		return true
	}
	return false
}

// hidden elements go with what is in them.
func hidden(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Select, atom.Textarea, atom.Template, atom.Noframes:
		return true
	}
	return false
}

// closes tells whether the end of tag is still to come. Scripts and the like
// run to the end of the text when it is not.
func closes(rest string, tag atom.Atom) bool {
	switch tag {
	case atom.Select, atom.Template:
		return strings.Contains(rest, "</"+tag.String()) || strings.Contains(rest, "</"+strings.ToUpper(tag.String()))
	}
	return true
}
