package classify

import (
	"net/url"
	"strings"

	"standfirst/feed"
)

// byType tells whether the document type is the section, as in the feeds of
// GOV.UK organisations: there by itself, elsewhere when the reader says so.
func (d *Desk) byType(from feed.Address) bool {
	switch d.pub.SectionsFrom {
	case feed.SectionsFromType:
		return true
	case feed.SectionsFromAuto:
		return isGovUK(from.URL) || from.URL == "" && len(d.pub.Feeds) > 0 && isGovUK(d.pub.Feeds[0].URL)
	}
	return false
}

func isGovUK(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.EqualFold(u.Hostname(), "www.gov.uk") && strings.HasSuffix(u.Path, ".atom")
}

// takeType makes the document type the section. An organisation's feed writes
// it before the headline ("News story: …") and as the one category; a search
// feed writes neither, and a colon in its headlines is only a colon.
func (p *placing) takeType(s *feed.Story) {
	for _, word := range s.Categories {
		m := p.desk.mean(word)
		named, rest, ok := strings.Cut(s.Title, ":")
		stated := ok && m.folded != "" && feed.Fold(named) == m.folded && strings.TrimSpace(rest) != ""
		if stated {
			s.Title = strings.TrimSpace(rest)
		}
		if len(m.sections) == 0 && (stated || len(s.Categories) == 1) {
			p.typed = m.folded
			p.addPath(feed.SectionPath(m.tag.Published))
		}
	}
	if len(s.Categories) > 0 {
		return
	}
	// The type only stands before the headline: a section of the map is needed
	// to know it for one.
	named, rest, ok := strings.Cut(s.Title, ":")
	if sections := p.desk.tree.byWord[feed.Fold(named)].sections; ok && len(sections) > 0 && strings.TrimSpace(rest) != "" {
		s.Title = strings.TrimSpace(rest)
		p.add(sections[0])
	}
}

// sponsoredWord knows the words by which publishers mark paid stories, folded.
func sponsoredWord(folded string) bool {
	switch folded {
	case "sponsored", "sponsored content", "sponsored post", "sponsored article", "sponsored feature", "sponsor content",
		"sponsored by", "advertorial", "advertisement", "advertisement feature", "advertiser content", "advertising feature",
		"promoted", "promoted content", "promotional feature", "paid content", "paid post", "paid for content",
		"paid partnership", "partner content", "brand content", "branded content":
		return true
	}
	return false
}

// sponsoredTitle knows a headline that opens or ends with such a mark:
// "Sponsored: …", "[Advertorial] …", "… (sponsored)".
func sponsoredTitle(title string) bool {
	title = strings.TrimSpace(title)
	if title == "" {
		return false
	}
	for _, marks := range [...]string{"[]", "()"} {
		if inner, ok := strings.CutPrefix(title, marks[:1]); ok {
			if word, _, ok := strings.Cut(inner, marks[1:]); ok && sponsoredWord(feed.Fold(word)) {
				return true
			}
		}
		if inner, ok := strings.CutSuffix(title, marks[1:]); ok {
			if i := strings.LastIndex(inner, marks[:1]); i >= 0 && sponsoredWord(feed.Fold(inner[i+1:])) {
				return true
			}
		}
	}
	if word, _, ok := strings.Cut(title, ":"); ok && len(word) <= 24 { // the longest mark
		return sponsoredWord(feed.Fold(word))
	}
	return false
}
