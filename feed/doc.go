// Package feed holds the nouns of a newspaper: what a publication prints and
// what its reader does with it. It imports the standard library only.
//
// The words, one each:
//
//   - Story: one piece of news, as published; never changed after parsing.
//   - Article: the full text of a story, as shown in the reader.
//   - Publication: who publishes it: a name, a site, one or more feed addresses.
//   - feed: the document a publication serves; only fetch and parse speak of it.
//   - Section: a part of one publication under its own name. Choosing a parent
//     includes its children.
//   - Tag: a subject word a story carries, across publications; aliases fold
//     into a canonical tag, shown as published.
//   - category: the raw words of a feed, before classification.
//   - Standfirst, byline: the line under the headline; who wrote it, as printed.
//   - Edition: the stories answering one Query at one time.
//   - Query: the question: publications, sections, tags, words, state, time and
//     order. It has one text form.
//   - Marks: the reader's own traces, read and saved; they outlive the story.
//   - saved, stored: marked by the reader; its article is on disk for offline.
//   - follow, mute: choose, or hide, a tag, a section or words.
//   - Newsroom: refreshes publications and answers queries (package newsroom).
//   - cache: the one SQLite file (package cache).
//   - refresh, fetch, load: ask all publications anew; one HTTP request; cache
//     to screen.
//   - open, browse: show a story in the article pane; hand its link to the
//     browser.
//
// The folders below are the steps of the pipe, in order: fetch, parse (or page),
// classify, clean, cache. A step imports feed and pure steps only; newsroom
// imports them all. Only fetch touches the network and only cache the disk.
package feed
