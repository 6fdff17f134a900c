package digest

import (
	"net/url"
	"strings"
	"time"

	"standfirst/feed"
)

// sameWithin is how far apart two publications may print the same headline and
// still mean the same story; sameWords is the shortest headline that counts
// ("News in brief" is never the same story).
const (
	sameWithin = 3 * 24 * time.Hour
	sameWords  = 5
)

// once folds rows that are the same story into the first of them: the same
// story number, the same link, or the same headline in another publication
// within three days.
func once(rows []feed.Row) []Story {
	var stories []Story
	byID, byLink, byTitle := map[feed.StoryID]int{}, map[string]int{}, map[string]int{}
	for _, row := range rows {
		link, title := sameLink(row.Link), headline(row.Title)
		if _, seen := byID[row.ID]; seen && row.ID != 0 {
			continue
		}
		at, ok := byLink[link]
		if !ok || link == "" {
			at, ok = byTitle[title]
			ok = ok && title != "" && elsewhere(stories[at].Row, row)
		}
		if ok {
			first := &stories[at]
			if first.Publication != row.Publication {
				first.Also = append(first.Also, Other{Publication: row.PublicationName, Link: row.Link})
			}
			if row.Marks.IsSaved() && !first.Marks.IsSaved() {
				first.Marks.Saved = row.Marks.Saved
			}
			continue
		}
		byID[row.ID] = len(stories)
		if link != "" {
			byLink[link] = len(stories)
		}
		if title != "" {
			byTitle[title] = len(stories)
		}
		stories = append(stories, Story{Row: row})
	}
	return stories
}

func elsewhere(a, b feed.Row) bool {
	return a.Publication != b.Publication && a.Date().Sub(b.Date()).Abs() <= sameWithin
}

// headline folds a title for comparison; it is empty when the title is too
// short to say which story it is.
func headline(title string) string {
	folded := feed.Fold(title)
	if strings.Count(folded, " ") < sameWords-1 {
		return ""
	}
	return folded
}

// sameLink is a link without what does not change the page: scheme, www,
// fragment, tracking parameters, a slash at the end.
func sameLink(link string) string {
	address, err := url.Parse(link)
	if err != nil || address.Host == "" {
		return ""
	}
	query := address.Query()
	for name := range query {
		if strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "mc_") || name == "fbclid" || name == "gclid" {
			query.Del(name)
		}
	}
	path := strings.TrimRight(address.EscapedPath(), "/")
	return strings.TrimPrefix(strings.ToLower(address.Host), "www.") + path + "?" + query.Encode()
}
