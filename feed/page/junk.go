package page

import (
	"regexp"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"standfirst/feed/markdown"
)

// Comments go first and without a second look: nothing tells them from the
// story by their text, and they may be longer.
const commentSelector = `#comments, #comment-list, #commentlist, #respond, #disqus_thread, #livefyre, .comments-area, .comment-list, .commentlist,
	.comment-respond, .comments-wrapper, .comments-section, .comments-container, section.comments, div.comments, .fb-comments, .comment-form,
	.wp-block-comments, [class*="discussion"], [id*="discussion"], [class*="disqus"], .responses, .replies, .user-comments, #reader-comments, #kommentare, #commentaires, #comentarios, [id^="kommentar"], [itemtype*="schema.org/Comment"]`

// What is junk wherever it stands.
const junkSelector = `script, style, template, link, dialog, nav, [role="navigation"], [role="banner"], [role="dialog"], [role="alertdialog"], [role="search"],
	[role="menu"], [role="menubar"], .skip-link, .screen-reader-text,
	#onetrust-consent-sdk, #cookie-law-info-bar, #cookie-notice, #CybotCookiebotDialog, #cookieConsent, .cli-modal, .cookie-notice, .cookie-banner,
	.cookie-consent, .cc-window, .gdpr, [class*="cookie-law"], [id*="cookie-law"], [class*="cookieconsent"], [id*="cookiebanner"], [data-nosnippet],
	.sharedaddy, .sd-sharing, .share-buttons, .social-share, .sharing, .share-links, .social-links, .addtoany_share_save_container, .addtoany_content,
	.addthis_toolbox, .addthis_inline_share_toolbox, .a2a_kit, .heateor_sss_sharing_container, .ssba, .essb_links, .post-share, .article-share, .share-bar,
	.jp-relatedposts, #jp-relatedposts, .yarpp-related, .related-posts, .related-articles, .related-content, .wp-block-jetpack-related-posts,
	#related-posts, .rp4wp-related-posts, .crp_related, .nrelate, .zergnet, .taboola, .outbrain, .OUTBRAIN, [id^="taboola"],
	.wp-polls, .wp-polls-form, .pds-box, .PDS_Poll, [id^="polls-"], .poll, .ays-poll-main,
	.adsbygoogle, [id^="div-gpt-ad"], [id^="google_ads"], .ad-container, .ad-slot, .advert, .advertisement, .ad-mpu, .ad-leaderboard, .code-block-ad,
	.newsletter-signup, .newsletter, .mc4wp-form, .mailchimp, .subscribe-form, .wp-block-jetpack-subscriptions, .signup-form,
	.widget, .widget-area, .sidebar, #sidebar, #secondary, [role="complementary"],
	.breadcrumb, .breadcrumbs, #breadcrumbs, .yoast-breadcrumbs, .post-navigation, .nav-links, .navigation, .pagination, .page-links,
	.entry-meta, .post-meta, .postmetadata, .entry-footer, .post-footer-meta, .cat-links, .tags-links, .post-tags, .entry-tags, .tagcloud, .post-categories,
	.author-box, .author-bio, .about-author, .author-info, .molongui-author-box, .saboxplugin-wrap, .pp-multiple-authors-boxes-wrapper,
	.wpcnt, .print-only, .printfriendly, .pf-button, .wp-block-buttons, .skiplink, .noprint, .robots-nocontent, noindex`

// strip takes out of a page what is not the story.
func strip(root *html.Node) {
	for _, n := range query(root, commentSelector) {
		if !isFrame(n) && len(query(n, `h1, article h2, [itemprop="articleBody"]`)) == 0 {
			remove(n)
		}
	}
	for _, n := range query(root, junkSelector) {
		// The rules of a theme may put such a class on the whole page.
		if !isFrame(n) && !holdsStory(n) {
			remove(n)
		}
	}
	for _, n := range find(root, atom.Noscript) {
		remove(n)
	}
	for _, n := range query(root, `[class*="subscri"], [class*="newsletter"], [class*="signup"], [class*="sign-up"]`) {
		if !isFrame(n) && size(n) < 400 && len(query(n, "form, input, button")) > 0 && !holdsStory(n) {
			remove(n)
		}
	}
	for _, n := range find(root, atom.Form) {
		// Some systems wrap the whole page in a form.
		if len(find(n, atom.P)) < 4 && size(n) < 1000 && len(find(n, atom.Article, atom.H1)) == 0 {
			remove(n)
		}
	}
	for _, n := range find(root, atom.Aside, atom.Footer) {
		if !isPullQuote(n) && !holdsStory(n) {
			remove(n)
		}
	}
	for _, n := range find(root, atom.Ul, atom.Ol) {
		if n.Parent != nil && isTeasers(n) {
			remove(n)
		}
	}
	unhide(root)
}

// isTeasers tells a list of other stories: three or more items, each with a
// heading that is a link, and little text.
func isTeasers(list *html.Node) bool {
	items, teasers := 0, 0
	for item := list.FirstChild; item != nil; item = item.NextSibling {
		if !is(item, atom.Li) {
			continue
		}
		items++
		for _, h := range find(item, atom.H2, atom.H3, atom.H4, atom.H5) {
			if (linkShare(h) > 0.9 || within(h, atom.A)) && size(item) < 700 {
				teasers++
				break
			}
		}
	}
	return items >= 3 && teasers*5 >= items*4
}

// isFrame tells the elements that hold a whole page.
func isFrame(n *html.Node) bool { return is(n, atom.Html, atom.Body, atom.Main, atom.Head) }

// holdsStory tells elements that hold a marked body or the headline: they are
// not junk, whatever their class says.
func holdsStory(n *html.Node) bool {
	if is(n, atom.Nav, atom.Script, atom.Style, atom.Template, atom.Dialog) {
		return false
	}
	return is(n, atom.Article) || len(query(n, `[itemprop="articleBody"], .entry-content, h1, article`)) > 0
}

func inComments(n *html.Node) bool {
	for p := n; p != nil; p = p.Parent {
		if named(p, "comments", "comment", "commentlist", "respond") && !isFrame(p) && !is(p, atom.Article) {
			return true
		}
	}
	return false
}

// isPullQuote tells an aside or a footer that belongs to the text: a pull
// quote, a box of facts, the source of a quotation. Those have words, not links.
func isPullQuote(n *html.Node) bool {
	if within(n, atom.Blockquote, atom.Figure) {
		return true
	}
	if is(n, atom.Footer) || named(n, "widget", "sidebar", "related", "advert", "ad", "promo", "newsletter", "share", "nav", "menu", "author") {
		return false
	}
	if !within(n, atom.Article, atom.Main) && !named(n.Parent, "entry-content", "post-content", "content") {
		return false
	}
	return len(find(n, atom.Form, atom.Input, atom.Nav)) == 0 && linkShare(n) < 0.3 && size(n) > 0
}

// relatedHeading is a line that announces other stories.
var relatedHeading = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:(?:more )?related(?: (?:articles?|stor(?:y|ies)|posts?|content|reading|topics|links|news))?|read (?:more|next|also)(?: on this)?|more (?:on|from|in|about) [^.!?]{1,60}|more stories|most (?:read|popular)|see also|further reading from .*|(?:you )?(?:might|may) also (?:like|be interested in|enjoy)|you(?:'|’)ll also like|recommended(?: for you| stories)?|don(?:'|’)t miss|latest (?:news|stories)|popular (?:posts|stories)|also on .*|das könnte (?:sie|dich) auch interessieren|auch interessant|lesen sie auch|mehr zum thema|weitere artikel|ähnliche beiträge|(?:à|a) lire aussi|sur le même (?:sujet|thème)|articles? (?:similaires|liés)|te puede interesar|artículos? relacionados|lee también|leggi anche|articoli correlati|lees ook|czytaj także|zobacz także|share this(?: article| story| post)?|share(?: on| this on)? ?:?|teilen|partager|tags?|filed under.*|posted in.*|sign up.*|subscribe(?: to .*)?|leave a (?:reply|comment)|comments?|no comments|advertisement|sponsored|anzeige|publicité)\s*[:!…]*$`)
})

// tidy takes out of a body what slipped through: lists of other stories under
// their headings, adverts, promotions, empty elements, the headline again.
func tidy(body *html.Node, headline string) {
	for _, n := range find(body, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.P, atom.Div, atom.Strong, atom.Span) {
		if n.Parent == nil || !contains(body, n) || len(find(n, atom.P, atom.Ul, atom.Div)) > 0 {
			continue
		}
		text := words(n)
		if len(text) < 90 && relatedHeading().MatchString(text) && !within(n, atom.Blockquote, atom.Li, atom.Td) {
			removeRelated(body, n)
		}
	}
	for _, n := range query(body, `[class*="promo"], [class*="advert"], [class*="newsletter"], [class*="subscri"], [class*="related"], [class*="sharing"], [class*="share-"], [class*="author-"], [class*="byline"], [class*="-meta"], [class*="breadcrumb"], [class*="paywall"], [class*="social"]`) {
		if contains(body, n) && n != body && size(n) < 400 && !is(n, atom.P, atom.Figcaption, atom.Figure, atom.Img, atom.A, atom.Strong, atom.Em) && !holdsStory(n) && size(n)*2 < size(body) {
			remove(n)
		}
	}
	for _, n := range find(body, atom.H1, atom.H2) {
		if sameWords(words(n), headline) {
			remove(n)
		}
	}
	for _, n := range find(body, atom.P, atom.Div) {
		if contains(body, n) && isAppeal(n) {
			remove(n)
		}
	}
	linkRows(body)
	for _, n := range find(body, atom.Td) {
		if contains(body, n) && isMenuCell(n) {
			remove(n)
		}
	}
	for _, n := range find(body, atom.Form, atom.Button, atom.Input, atom.Select, atom.Textarea, atom.Label) {
		if contains(body, n) {
			remove(n)
		}
	}
}

// linkRows takes out lines that are links and strokes between them and nothing
// else: "Home | News | Contact". A line is what stands between two line breaks
// or blocks.
func linkRows(body *html.Node) {
	seen := map[*html.Node]bool{}
	for _, a := range find(body, atom.A) {
		if seen[a] || a.Parent == nil {
			continue
		}
		first := a
		for p := first.PrevSibling; p != nil && isInline(p); p = p.PrevSibling {
			first = p
		}
		var row []*html.Node
		links, rest := 0, ""
		for n := first; n != nil && isInline(n); n = n.NextSibling {
			row = append(row, n)
			seen[n] = true
			if is(n, atom.A) {
				links++
			} else {
				rest += markdown.Text(n)
			}
		}
		rest = strings.Join(strings.Fields(rest), "")
		if links >= 2 && rest != "" && strings.Trim(rest, "|·•/") == "" && strings.ContainsAny(rest, "|") {
			for _, n := range row {
				remove(n)
			}
		}
	}
}

// isMenuCell tells a cell of short links, beside one that holds whole texts: the
// menu of a page that is laid out as a table.
func isMenuCell(cell *html.Node) bool {
	if wide(cell.Parent) { // a table of data
		return false
	}
	if len(find(cell, atom.A)) < 3 || linkShare(cell) < 0.85 {
		return false
	}
	for beside := cell.Parent.FirstChild; beside != nil; beside = beside.NextSibling {
		if beside != cell && size(beside) > 400 && size(beside) > 4*size(cell) {
			return true
		}
	}
	return false
}

// wide tells a row of more than twelve cells.
func wide(row *html.Node) bool {
	cells := 0
	for c := row.FirstChild; c != nil && cells <= 12; c = c.NextSibling {
		if is(c, atom.Td) {
			cells++
		}
	}
	return cells > 12
}

// isInline tells what stands in a line: text, and elements without blocks.
func isInline(n *html.Node) bool {
	return n.Type == html.TextNode || is(n, atom.A, atom.Span, atom.Em, atom.Strong, atom.B, atom.I, atom.Small, atom.Img, atom.Font) && len(find(n, atom.Br, atom.P, atom.Div)) == 0
}

// isAppeal tells a box that asks for money, an address or a log-in: a short
// text whose last word is a link to do so.
func isAppeal(n *html.Node) bool {
	links := find(n, atom.A)
	if len(links) == 0 || len(find(n, atom.P, atom.Div, atom.Img)) > 1 || size(n) > 300 {
		return false
	}
	last := words(links[len(links)-1])
	return appeal().MatchString(last) && strings.HasSuffix(words(n), last)
}

var appeal = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:donate(?: now| today)?|support us|subscribe(?: now| here)?|sign up(?: now| here)?|log ?in|register(?: now| here)?|become a member|join (?:us|now)|spenden|abonnieren|jetzt (?:spenden|abonnieren)|faire un don|s'abonner)[.!]?$`)
})

// removeRelated takes out a heading of other stories and what hangs under it:
// lists and lines that are mostly links, up to the next text.
func removeRelated(body, heading *html.Node) {
	for heading.Parent != nil && heading.Parent != body && size(heading.Parent) == size(heading) {
		heading = heading.Parent
	}
	for n := heading.NextSibling; n != nil; {
		next := n.NextSibling
		if n.Type == html.ElementNode && size(n) > 0 && linkShare(n) < 0.6 {
			break
		}
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
			break
		}
		remove(n)
		n = next
	}
	remove(heading)
}

// unhide joins the pages of a gallery, of which a script shows one at a time:
// elements of one kind and class side by side, the first one shown, the others
// hidden. Other hidden elements stay so, and are not read.
func unhide(root *html.Node) {
	for _, n := range query(root, `[style*="display"], [hidden]`) {
		if n.Parent == nil || !isHidden(n) || !hasVisibleTwin(n) {
			continue
		}
		joined := &html.Node{Type: html.ElementNode, DataAtom: atom.Div, Data: "div"}
		var twins []*html.Node
		for twin := n.Parent.FirstChild; twin != nil; twin = twin.NextSibling {
			if twin.DataAtom == n.DataAtom && twin.Type == html.ElementNode && named(twin, strings.Fields(attr(n, "class"))[0]) {
				twins = append(twins, twin)
			}
		}
		n.Parent.InsertBefore(joined, twins[0])
		for _, twin := range twins {
			remove(twin)
			for child := twin.FirstChild; child != nil; child = twin.FirstChild {
				twin.RemoveChild(child)
				joined.AppendChild(child)
			}
		}
	}
}

var displayNone = regexp.MustCompile(`(?i)display\s*:\s*none`)

func isHidden(n *html.Node) bool {
	return hasAttr(n, "hidden") || displayNone.MatchString(attr(n, "style"))
}

func hasVisibleTwin(n *html.Node) bool {
	classes := strings.Fields(attr(n, "class"))
	if len(classes) == 0 || len(find(n, atom.P)) == 0 {
		return false
	}
	for twin := n.Parent.FirstChild; twin != nil; twin = twin.NextSibling {
		if twin != n && twin.Type == html.ElementNode && twin.DataAtom == n.DataAtom && !isHidden(twin) && named(twin, classes[0]) {
			return true
		}
	}
	return false
}
