// Package parse turns the bytes that a publication serves into stories. It is
// pure: no network, no disk, no clock but the one it is given.
//
// The way of a document, one file each:
//
//	charset.go    bytes → UTF-8: byte order mark, HTTP, declaration, check, detection
//	guess.go      the character set of a document that does not say it truly
//	lexer.go      where tags, comments and CDATA begin and end, without meaning
//	shape.go      the guard (depth, attributes) and the cut into stories
//	settle.go     what gofeed takes differently from everybody else, said its way:
//	              entities.go, bases.go and namespaces.go hold a part each
//	rebuild.go    stories in unusual places, brought where gofeed looks for them
//	repair.go     what is put right in a document that is not well formed, once
//	read.go       the document in pieces through gofeed, and what can be recovered;
//	              longtexts.go keeps out of it what gofeed would only copy
//	rss.go atom.go jsonfeed.go   what each format says → a story
//	links.go dates.go categories.go title.go body.go media.go …   one idea each
//
// gofeed does the reading of RSS and Atom. Around it stands what it leaves
// open: it sees only UTF-8, only documents of bounded depth, only what a repair
// left whole; and its answer is read with the fallbacks that real feeds need.
// JSON Feed is read here, since gofeed refuses a whole feed for one field of an
// unexpected type and takes any JSON object for a feed.
//
// Every repair, cut and omission is one sentence in Document.Warnings. Nothing
// of a story is lost because a neighbour is broken.
package parse
