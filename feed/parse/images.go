package parse

import (
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	htmltoken "golang.org/x/net/html"

	"standfirst/feed"
	"standfirst/feed/clean"
)

// maxImages is the most pictures and enclosures kept of one story.
const maxImages = 50

// addImage adds a picture to a story, or what is new about one it has.
func (p *parser) addImage(s *feed.Story, image feed.Image) {
	if image.URL = p.absolute(image.URL, p.base); image.URL == "" {
		return
	}
	image = describe(image, "")
	for i := range s.Images {
		if known := &s.Images[i]; known.URL == image.URL {
			known.Alt = first(known.Alt, image.Alt)
			known.Credit = first(known.Credit, image.Credit)
			known.Posed = known.Posed || image.Posed
			return
		}
	}
	if len(s.Images) < maxImages {
		s.Images = append(s.Images, image)
	}
}

var (
	creditPattern = regexp.MustCompile(`(?is)\b(?:photo(?:graph)?|picture|image|pic|credit)s?(?: credit| by)?\s*:\s*\S`)
	posedPattern  = regexp.MustCompile(`(?i)\s*[(\[]?\s*(?:(?:picture|photo|image)s?\s+)?posed by (?:an? )?models?\s*[)\]]?`)
	fileName      = regexp.MustCompile(`(?i)\.(?:jpe?g|png|gif|webp|avif|svg)$|^(?:img|dsc|dscn|image|screenshot|untitled)[-_ ]?\d+$`)
)

// describe parts the words about a picture into description, credit and the
// note that it is posed. Words under the picture go before its alternative text
// when that tells less.
func describe(image feed.Image, caption string) feed.Image {
	alt := clean.Line(image.Alt, maxTitle)
	caption = clean.Line(caption, maxTitle)
	image.Credit = clean.Line(image.Credit, maxTitle)
	for _, words := range []*string{&alt, &caption} {
		if hasPosed(*words) && posedPattern.MatchString(*words) {
			image.Posed = true
			*words = strings.TrimSpace(posedPattern.ReplaceAllString(*words, ""))
		}
		if before, credit, ok := cutCredit(*words); ok {
			image.Credit = first(image.Credit, credit)
			*words = before
		}
	}
	if endsLikeFile(alt) && fileName.MatchString(alt) {
		alt = ""
	}
	switch {
	case alt == "":
		alt = caption
	case caption != "" && !strings.Contains(alt, caption) && !strings.Contains(caption, alt):
		alt += ". " + caption
	case len(caption) > len(alt):
		alt = caption
	}
	image.Alt = clean.Line(alt, maxTitle)
	return image
}

// cutCredit parts words about a picture where its credit begins.
func cutCredit(words string) (before, credit string, ok bool) {
	if strings.IndexByte(words, ':') < 0 {
		return "", "", false // the pattern is dear, and it wants a colon
	}
	at := creditPattern.FindStringIndex(words)
	if at == nil {
		return "", "", false
	}
	credit = strings.TrimSpace(words[at[0]:])
	if end := len(credit) - 1; (credit[end] == ')' || credit[end] == ']') && at[0]+end >= at[1] {
		credit = strings.TrimSpace(credit[:end])
	}
	return strings.TrimRight(words[:at[0]], " \t\r\n\f.;,(["), credit, true
}

// hasPosed spares most words about pictures the pattern for posed ones, which
// costs more than reading all the rest of a story.
func hasPosed(words string) bool {
	for at := 0; at+5 <= len(words); at++ {
		if words[at]|0x20 == 'p' && strings.EqualFold(words[at:at+5], "posed") {
			return true
		}
	}
	return false
}

// endsLikeFile tells whether fileName may match: its names end in a digit, or
// in an ending of five bytes at most.
func endsLikeFile(words string) bool {
	if words == "" {
		return false
	}
	last := words[len(words)-1]
	return last >= '0' && last <= '9' || strings.LastIndexByte(words, '.') >= len(words)-len(".jpeg")
}

// picture reads an img tag: it goes into t.images, and an emoji becomes its
// character. ok: the tag is replaced by with.
func (p *parser) picture(t *tidied, z *htmltoken.Tokenizer, base *url.URL) (with string, ok bool) {
	a := attributes(z)
	if isEmoji(a) {
		return escapeText(clean.Line(a["alt"], 64)), true
	}
	src := ""
	for _, key := range []string{"data-src", "data-lazy-src", "data-original", "src"} {
		if src = absolute(a[key], base); src != "" {
			break
		}
	}
	if src == "" || tiny(a) {
		return "", src == ""
	}
	if len(t.images) < maxImages {
		t.images = append(t.images, describe(feed.Image{URL: src, Alt: first(a["alt"], a["title"])}, ""))
	}
	if strings.TrimSpace(a["src"]) == src && !needsCleaning(a) {
		return "", false
	}
	var b strings.Builder
	b.WriteString(`<img src="` + html.EscapeString(src) + `"`)
	for _, key := range []string{"alt", "title", "width", "height", "class"} {
		if value := clean.Line(a[key], maxTitle); value != "" {
			b.WriteString(" " + key + `="` + html.EscapeString(value) + `"`)
		}
	}
	b.WriteString(">")
	return b.String(), true
}

func needsCleaning(a map[string]string) bool {
	for _, value := range a {
		if clean.Text(value) != value {
			return true
		}
	}
	return false
}

// isEmoji tells the picture that WordPress puts in an emoji's place.
func isEmoji(a map[string]string) bool {
	class := " " + a["class"] + " "
	return (strings.Contains(class, " wp-smiley ") || strings.Contains(class, " emoji ")) && a["alt"] != "" && len(a["alt"]) <= 64
}

// tiny tells a picture that counts readers instead of showing something.
func tiny(a map[string]string) bool {
	for _, key := range []string{"width", "height"} {
		if n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(a[key]), "px")); err == nil && n <= 1 {
			return true
		}
	}
	return false
}

// settleTag rewrites a tag whose addresses are relative or name a user, or whose
// attributes hold something unsafe. ok is false when it can stay as it is.
func settleTag(raw string, base *url.URL) (with string, ok bool) {
	unsafe := false
	if strings.IndexByte(raw, '&') >= 0 {
		decoded := html.UnescapeString(raw)
		unsafe = clean.Text(decoded) != decoded
	}
	if !unsafe && !hasRelative(raw) && strings.IndexByte(raw, '@') < 0 {
		return "", false
	}
	z := htmltoken.NewTokenizer(strings.NewReader(raw))
	z.Next()
	token := z.Token()
	changed := unsafe
	for i := range token.Attr {
		attr := &token.Attr[i]
		attr.Val = clean.Text(attr.Val)
		switch attr.Key {
		case "href", "src", "poster", "cite", "data-src":
			if namesUser(attr.Val) { // a password in a link is nobody's to keep (RFC 3986 §7.5)
				attr.Val, changed = clean.URL(attr.Val), true
			}
			if attr.Val == "" || attr.Val[0] == '#' || schemeOf(attr.Val) != "" {
				continue
			}
			if link := absolute(attr.Val, base); link != "" {
				attr.Val, changed = link, true
			}
		}
	}
	if !changed {
		return "", false
	}
	return token.String(), true
}

// namesUser tells whether an absolute address holds a user name.
func namesUser(address string) bool {
	_, rest, ok := strings.Cut(address, "://")
	if end := strings.IndexAny(rest, "/?#\\"); end >= 0 {
		rest = rest[:end]
	}
	return ok && strings.IndexByte(rest, '@') >= 0
}

// hasRelative tells, without reading the tag in full, whether it may hold a
// relative address.
func hasRelative(raw string) bool {
	for _, key := range []string{"href=", "src=", "poster=", "cite=", "HREF=", "SRC="} {
		for at := strings.Index(raw, key); at >= 0; {
			value := strings.TrimLeft(raw[at+len(key):], `"' `)
			if !strings.HasPrefix(value, "http") && !strings.HasPrefix(value, "#") && !strings.HasPrefix(value, "mailto:") {
				return true
			}
			next := strings.Index(raw[at+1:], key)
			if next < 0 {
				break
			}
			at += 1 + next
		}
	}
	return false
}
