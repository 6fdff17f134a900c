package newsroom

import (
	"context"
	"strings"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/markdown"
)

// Changes returns the text of a story as it was when it was read and as it is
// now: headline, standfirst and body as plain text, paragraphs apart by an empty
// line. Of a story that was not read, or not edited since, before is its text
// before the last edit; of one never edited, both are the same.
func (n *Newsroom) Changes(ctx context.Context, id feed.StoryID) (before, after string, err error) {
	article, err := n.cache.Body(ctx, id)
	if err != nil {
		return "", "", err
	}
	versions, err := n.cache.Versions(ctx, id)
	if err != nil || len(versions) == 0 {
		return "", "", err
	}
	now := len(versions) - 1
	then := max(0, now-1)
	if article.Edited {
		for i, v := range versions[:now] {
			if !v.Seen.After(article.Marks.Read) {
				then = i
			}
		}
	}
	return versionText(versions[then]), versionText(versions[now]), nil
}

func versionText(v cache.Version) string {
	var parts []string
	for _, part := range []string{v.Title, v.Standfirst, markdown.PlainText(v.HTML)} {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n\n")
}
