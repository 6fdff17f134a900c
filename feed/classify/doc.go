// Package classify tells sections from tags: from the raw category words of a
// story, its link and what is known of its publication it makes the story's
// sections and tags. It is pure.
//
// The order of trust: the site's own taxonomy, where REST gave it; then the
// publication's section map; then the path of the link and what section feeds
// taught; at last the section of the feed address the story came by. A word
// that names no section is a tag, and a word is never lost: what could be either is both.
//
// A tag has a key, under which wordings meet: the folded canonical form
// (feed.Fold), after the alias table. The wording of the publisher is kept and
// shown. Case-sensitive wordings (SEND, CP) match in their own case only.
package classify
