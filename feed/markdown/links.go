package markdown

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed/clean"
)

// address makes links absolute and numbers them; links that cannot be opened
// become their text.
func (p *preparation) address(root *html.Node) {
	for _, a := range all(root, atom.A) {
		if a.Parent == nil {
			continue
		}
		text := clean.Line(textOf(a), 200)
		target := p.resolve(attr(a, "href"))
		back := text == "↩" || text == "↩︎" || text == "⤴" || text == "^" || isAnchorSign(text) && within(a, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6)
		switch {
		case back && strings.HasPrefix(strings.TrimSpace(attr(a, "href")), "#"):
			remove(a)
		case target == "" || len(target) > maxAddress || strings.HasPrefix(strings.TrimSpace(attr(a, "href")), "#"):
			unwrap(a)
		case !p.numbered[target] && len(p.links) >= maxLinks:
			p.notice("The article has more than 500 links: the rest are shown as text.")
			unwrap(a)
		case text == "" && first(a, atom.Figure, atom.Img) == nil:
			remove(a)
		default:
			a.Attr = nil
			setAttr(a, "href", target)
			if first(a, atom.Figure) != nil {
				unwrap(a) // Markdown has no linked figure
				continue
			}
			if !p.numbered[target] {
				p.numbered[target] = true
				p.links = append(p.links, Link{Number: len(p.links) + 1, Text: text, URL: target, Host: HostOf(target)})
			}
		}
	}
}

// isAnchorSign tells what pages put behind a heading for its own address.
func isAnchorSign(text string) bool {
	switch text {
	case "¶", "#", "§", "🔗", "∞", "Permalink":
		return true
	}
	return false
}

// resolve makes an address absolute; empty unless it is http, https or mailto.
func (p *preparation) resolve(address string) string {
	address = strings.TrimSpace(address)
	if address == "" {
		return ""
	}
	if mail, ok := cutScheme(address, "mailto:"); ok {
		if mail = clean.Line(mail, 320); mailbox.MatchString(mail) {
			return "mailto:" + mail
		}
		return ""
	}
	if p.base != nil {
		u, err := p.base.Parse(address)
		if err != nil {
			return ""
		}
		address = u.String()
	}
	return clean.URL(address)
}

// mailbox is a plain address, without the subject and text that a link can
// bring along (RFC 6068).
var mailbox = regexp.MustCompile(`^[^\s@<>()?&,;:"\\]+@[A-Za-z0-9.-]+$`)

func cutScheme(address, scheme string) (string, bool) {
	if len(address) > len(scheme) && strings.EqualFold(address[:len(scheme)], scheme) {
		rest, _, _ := strings.Cut(address[len(scheme):], "?")
		return rest, true
	}
	return "", false
}

// HostOf is what stands behind a link's number: the host, or the mailbox.
func HostOf(address string) string {
	if mail, ok := cutScheme(address, "mailto:"); ok {
		return mail
	}
	return clean.Host(address)
}
