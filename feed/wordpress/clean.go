// Package wordpress knows what only WordPress does: what it leaves in the text
// of its feeds, which addresses it answers under, and how to read the answers.
// It is pure; it names addresses and never asks them.
package wordpress

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// IsGenerator tells WordPress by a feed's generator element.
func IsGenerator(generator string) bool {
	return strings.Contains(strings.ToLower(generator), "wordpress")
}

var (
	lastParagraph = regexp.MustCompile(`(?is)<p\b[^>]*>([^\x00]*)</p>\s*(?:</div>\s*)*$`)
	anchor        = regexp.MustCompile(`(?is)<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)</a>`)
	tag           = regexp.MustCompile(`<[^>]*>`)
)

// footerWords is the most text that Yoast's sentence has around its two links,
// in any of its languages.
const footerWords = 80

// TrimFooter takes off the last paragraph when it is the one that the Yoast
// plugin appends: "The post TITLE appeared first on SITE.", in any language. It
// is known by its two links, the first to the story itself and the second to
// the front page of the story's own site, with hardly a word around them.
func TrimFooter(body, link string) string {
	start := strings.LastIndex(body, "<p")
	if start < 0 || len(body)-start > 4096 {
		return body
	}
	if strings.Count(body[start:], "<a")+strings.Count(body[start:], "<A") < 2 {
		return body // the patterns are dear
	}
	m := lastParagraph.FindStringSubmatch(body[start:])
	if m == nil {
		return body
	}
	links := anchor.FindAllStringSubmatch(m[1], -1)
	if len(links) != 2 {
		return body
	}
	rest := strings.TrimSpace(tag.ReplaceAllString(anchor.ReplaceAllString(m[1], ""), ""))
	if len(rest) == 0 || len(rest) > footerWords {
		return body
	}
	story, site := target(links[0]), target(links[1])
	own, err := url.Parse(link)
	if err != nil || story == nil || site == nil || own.Host == "" {
		return body
	}
	if !sameHost(story, own) || strings.Trim(story.Path, "/") != strings.Trim(own.Path, "/") || !sameHost(site, own) ||
		!strings.HasPrefix(own.Path+"/", strings.TrimRight(site.Path, "/")+"/") || len(site.Path) >= len(own.Path) && own.RawQuery == "" {
		return body
	}
	return strings.TrimRight(body[:start], " \r\n\t")
}

// footerPlain is Yoast's sentence in a text that lost its links.
var footerPlain = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\s*\bThe post \S[^\n]{0,300}? (?:appeared first on|first appeared on) [^\n]{1,120}?\.?\s*$`)
})

// TrimFooterWords takes the same sentence off the end of plain text.
func TrimFooterWords(text string) string {
	if !strings.Contains(text, "The post ") || !strings.Contains(text, "appeared") {
		return text
	}
	return footerPlain().ReplaceAllString(text, "")
}

// invitation is a link at the very end of a text.
var invitation = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)\s*<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([^<]{0,80}(?:<[^>]*>[^<]{0,80}){0,8})</a>((?:\s|&nbsp;|&raquo;|&rarr;|[.»›→]|</\w+>)*)$`)
})

// TrimInvitation takes a link to the story itself off the end of its excerpt
// ("Read more »", in any language). Where that cuts a sentence short an ellipsis
// says so.
func TrimInvitation(excerpt, link string) string {
	start := strings.LastIndex(excerpt, "<a")
	if start < 0 || len(excerpt)-start > 1024 || link == "" {
		return excerpt
	}
	start = len(strings.TrimRight(excerpt[:start], " \r\n\t"))
	m := invitation().FindStringSubmatch(excerpt[start:])
	if m == nil {
		return excerpt
	}
	to, err := url.Parse(link)
	at := target(m)
	if err != nil || at == nil || !sameHost(at, to) || strings.Trim(at.Path, "/") != strings.Trim(to.Path, "/") || at.RawQuery != to.RawQuery {
		return excerpt
	}
	before := strings.TrimRight(tag.ReplaceAllString(excerpt[:start], ""), " \r\n\t")
	words := strings.TrimSpace(html.UnescapeString(tag.ReplaceAllString(m[3], "")))
	if r, _ := utf8.DecodeRuneInString(words); before == "" || unicode.IsLower(r) && !strings.Contains(m[0], "more") {
		return excerpt // all of it, or the end of a sentence
	}
	rest := excerpt[:start]
	if !strings.HasSuffix(before, "…") && !strings.ContainsAny(before[len(before)-1:], ".!?;") && !strings.HasSuffix(before, "”") && !strings.HasSuffix(before, "]") {
		rest += "…"
	}
	return rest + strings.Join(endTag.FindAllString(m[4], -1), "")
}

var endTag = regexp.MustCompile(`</\w+>`)

func target(match []string) *url.URL {
	u, err := url.Parse(strings.TrimSpace(html.UnescapeString(match[1] + match[2])))
	if err != nil || u.Host == "" {
		return nil
	}
	return u
}

func sameHost(a, b *url.URL) bool {
	return strings.EqualFold(strings.TrimPrefix(strings.ToLower(a.Host), "www."), strings.TrimPrefix(strings.ToLower(b.Host), "www."))
}

// The long patterns here are built when they are first needed: building them
// took a tenth of the program's start.

// pollNote is what the WP-Polls plugin puts into a feed in a poll's place.
var pollNote = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:<p>\s*)?Note: There is a poll embedded within this post, please visit the site to participate in this post(?:'|’|&#8217;|&#0?39;|&rsquo;)s poll\.(?:\s*</p>)?\s*`)
})

// PollNotice stands where a poll was left out.
const PollNotice = `<p><em>This story has a poll on its site.</em></p>` + "\n"

// shortcode is a tag of WordPress's own that no plugin turned into HTML any more.
var shortcode = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\[/?(?:caption|wp_caption|gallery|embed|audio|video|playlist|poll|contact-form(?:-7)?|vc_\w+|et_pb_\w+|fusion_\w+)(?:\s[^\]<]{0,500})?\]`)
})

// TrimNotes takes leftover shortcodes out of a text and replaces the note of the
// polls plugin by a plain sentence at the end, since it is mostly the first
// thing in a story.
func TrimNotes(body string) string {
	if strings.IndexByte(body, '[') >= 0 {
		body = shortcode().ReplaceAllString(body, "")
	}
	if !strings.Contains(body, "poll embedded within this post") {
		return body
	}
	trimmed := pollNote().ReplaceAllString(body, "")
	if trimmed == body {
		return body
	}
	return strings.TrimRight(trimmed, " \r\n\t") + "\n" + PollNotice
}

var (
	firstParagraph = regexp.MustCompile(`(?is)^\s*<p\b[^>]*>(.*?)</p>\s*`)
	wordsInName    = regexp.MustCompile(`[\pL’'.-]+`)
)

var byName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?i:by)\s+(\p{Lu}[^.!?;:“”"]{2,79})\.?$`)
})

// GuestByline finds the true byline of a guest's piece, which was posted by one
// of the staff: a first paragraph that says "by NAME" and nothing else. It
// returns the name as printed and the body without that paragraph.
func GuestByline(body string) (name, rest string) {
	if !beginsBy(body) {
		return "", body
	}
	m := firstParagraph.FindStringSubmatchIndex(body[:min(len(body), 2048)])
	if m == nil {
		return "", body
	}
	text := strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(body[m[2]:m[3]], ""))), " ")
	n := byName().FindStringSubmatch(text)
	if n == nil || len(wordsInName.FindAllString(n[1], -1)) > 12 {
		return "", body
	}
	return n[1], body[m[1]:]
}

// beginsBy tells whether the first word of a body may be "by": nearly every
// body begins otherwise, and the patterns are dear.
func beginsBy(body string) bool {
	for {
		body = strings.TrimLeftFunc(body, unicode.IsSpace)
		if !strings.HasPrefix(body, "<") {
			break
		}
		end := strings.IndexByte(body, '>')
		if end < 0 {
			return false
		}
		body = body[end+1:]
	}
	// A character reference may be a space.
	return strings.HasPrefix(body, "&") || len(body) > 1 && strings.EqualFold(body[:2], "by")
}

// GuestWords takes "by NAME" off the start of an automatic excerpt, where the
// byline runs into the text. ok: it was there.
func GuestWords(excerpt, name string) (ok bool, rest string) {
	if name == "" || len(excerpt) < 3 || !strings.EqualFold(excerpt[:3], "by ") {
		return false, excerpt
	}
	rest, ok = strings.CutPrefix(excerpt[3:], name)
	if !ok || strings.TrimSpace(rest) == "" {
		return false, excerpt
	}
	return true, strings.TrimLeft(rest, " .,")
}

// ending: an ellipsis with perhaps an invitation behind it, or an invitation
// that is a sentence of its own ("He read on the train" is none).
var ending = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\s*(?:\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|…|\.\.\.)\s*(?:(?i:continue reading|keep reading|read more|read the rest)\b.{0,120})?[\s→»›]*$` +
		`|\s*[\[(]\s*(?i:read |click for )?(?i:more)\s*(?:…|\.\.\.)?\s*[\])][\s.]*$` +
		`|(?:^|[.!?”"’»])(\s*(?:Continue reading|Continue Reading|Keep reading|Read more|Read More|Read the rest)\b[^.!?]{0,120}[\s.→»›…]*)$`)
})

// TrimEnding takes the marks of an automatic excerpt off the end of plain text:
// "[…]", "…", "Continue reading". cut tells that there was one, so that the
// text is not whole.
func TrimEnding(text string) (trimmed string, cut bool) {
	text = strings.TrimSpace(text)
	from := max(0, len(text)-200)
	for from > 0 && text[from]&0xc0 == 0x80 {
		from--
	}
	// The pattern is dear: most texts end without such marks, and of the others
	// most end in a mere ellipsis, before which nothing need be looked at.
	if !invites(text[from:]) {
		at := firstEllipsis(text[from:])
		if at < 0 {
			return text, false
		}
		from += len(strings.TrimRight(text[from:from+at], " \r\n\t[("))
	}
	at := ending().FindStringSubmatchIndex(text[from:])
	if at == nil {
		return text, false
	}
	start := at[0]
	if at[2] >= 0 { // the full stop before an invitation stays
		start = at[2]
	}
	return strings.TrimRight(text[:from+start], " \r\n\t"), true
}

// invites tells whether text may hold one of the invitations of ending.
func invites(text string) bool {
	for at := strings.Index(text, "ead"); at >= 0; {
		switch rest := text[at+len("ead"):]; {
		case strings.HasPrefix(rest, "ing"), len(rest) > 1 && rest[0] <= ' ' && strings.IndexByte("mMt", rest[1]) >= 0:
			return true
		}
		next := strings.Index(text[at+1:], "ead")
		if next < 0 {
			break
		}
		at += 1 + next
	}
	if strings.Contains(text, "EAD") {
		return true
	}
	// "[More]", "(click for more …)": at the very end.
	end := strings.TrimRight(text, " .\r\n\t")
	return (strings.HasSuffix(end, "]") || strings.HasSuffix(end, ")")) &&
		strings.Contains(strings.ToLower(end[max(0, len(end)-24):]), "more")
}

func firstEllipsis(text string) int {
	at, dots := strings.Index(text, "…"), strings.Index(text, "...")
	if at < 0 || dots >= 0 && dots < at {
		return dots
	}
	return at
}

// Comments tells from the address of an item's comments element that there are
// none: WordPress points it at "#respond" then, else at "#comments". It returns
// -1 when the number is not known.
func Comments(address string) int {
	if strings.HasSuffix(strings.TrimSpace(address), "#respond") {
		return 0
	}
	return -1
}
