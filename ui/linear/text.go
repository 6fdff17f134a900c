package linear

import (
	"strings"
	"unicode/utf8"

	"standfirst/feed"
	"standfirst/feed/digest"
	"standfirst/feed/markdown"
)

// minute is how much text is said at a time, in letters: about a minute when it
// is read aloud.
const minute = 1200

// spoken puts words before what the eye would know by its look. The text is
// XHTML as goldmark writes it, in which no story can write a tag of its own.
var spoken = strings.NewReplacer(
	"<h1>", "<h1>Heading: ", "<h2>", "<h2>Heading: ", "<h3>", "<h3>Heading: ", "<h4>", "<h4>Heading: ", "<h5>", "<h5>Heading: ", "<h6>", "<h6>Heading: ",
	"<blockquote>\n<p>", "<blockquote>\n<p>Quotation: ", "<td>", "<td>, ", "<th>", "<th>, ",
)

// textOf is the article's text by paragraphs, without a headline that its head
// has said already.
func textOf(a feed.Article) (paragraphs []string) {
	text := markdown.PlainText(spoken.Replace(digest.ArticleHTML(a.Markdown, 1)))
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		paragraph = strings.ReplaceAll(strings.Trim(paragraph, " \t\n,"), "\t, ", ", ")
		repeats := len(paragraphs) == 0 && feed.Fold(strings.TrimPrefix(paragraph, "Heading: ")) == feed.Fold(a.Title)
		if paragraph == "" || repeats {
			continue
		}
		paragraphs = append(paragraphs, strings.ReplaceAll(paragraph, "\n, ", "\n"))
	}
	return paragraphs
}

// How a text stands to the standfirst above it. Many feeds cut the standfirst
// from the text, and what the eye skips the ear has to sit through.
const (
	otherText = iota // it says something else
	sameText         // it is the same: the standfirst is enough
	moreText         // it begins with the standfirst: the text is enough
)

func saysAgain(paragraphs []string, standfirst string) int {
	start := feed.Fold(strings.TrimRight(standfirst, " .…[]"))
	for len(paragraphs) > 0 && strings.HasPrefix(paragraphs[0], "Picture: ") {
		paragraphs = paragraphs[1:]
	}
	text := feed.Fold(strings.Join(paragraphs, " "))
	switch {
	case start == "" || !strings.HasPrefix(text, start):
		return otherText
	case len(text) > len(feed.Fold(standfirst)):
		return moreText
	}
	return sameText
}

// stretches gathers paragraphs to what is said at a time; a paragraph that is
// longer than that alone is parted behind a sentence, or else a word.
func stretches(paragraphs []string) (out []string) {
	var stretch []string
	length := 0
	end := func() {
		if len(stretch) > 0 {
			out = append(out, strings.Join(stretch, "\n\n"))
		}
		stretch, length = nil, 0
	}
	for _, paragraph := range paragraphs {
		for _, part := range parts(paragraph) {
			if length > 0 && length+len(part) > minute {
				end()
			}
			stretch, length = append(stretch, part), length+len(part)
		}
	}
	end()
	return out
}

func parts(paragraph string) (out []string) {
	for len(paragraph) > 2*minute {
		at := strings.LastIndex(paragraph[:minute], ". ") + 1
		if at == 0 {
			at = strings.LastIndexAny(paragraph[:minute], " \n")
		}
		if at <= 0 {
			for at = minute; !utf8.RuneStart(paragraph[at]); at-- {
			}
		}
		out = append(out, strings.TrimSpace(paragraph[:at]))
		paragraph = strings.TrimSpace(paragraph[at:])
	}
	return append(out, paragraph)
}
