// Package cache is the archive: one SQLite file that holds every story once
// shown, the reader's marks, and what is known of each feed.
//
// # Tables
//
// The schema stands in migrations/*.sql, each column with its meaning. stories
// holds what a list shows, bodies the texts, versions what a text was before an
// edit, marks the reader's traces, journal the steps that Undo takes back,
// identities the names by which a story is recognised. sets is derived from
// them: for every tag, section, publication, byline, day, month and state the
// numbers of its stories, as roaring bitmaps. Every list and every figure of
// the rail is algebra on sets, which costs the same for 5,000 and 100,000
// stories; the sets of months and days give the order by date.
//
// # One story, several publications
//
// Versions of one story in several publications are twins: one row in every list,
// one in every figure, with one mark. Join says which stories are one; a list is
// what answers its query, with one of each group left in it. That is algebra on
// sets too, and what it costs grows with the twins in the answer, not with the
// archive.
//
// # Writing
//
// One connection writes, always with synchronous=FULL; a small pool reads, each
// answer from one transaction. A mark is on disk when its method returns. When
// the disk is full marks wait in memory, their rows say so, and Retry writes
// them. A page that cannot be read stops all writing; the next Open sets the
// file aside and rebuilds it.
//
// # Searching
//
// heads (headline, standfirst, byline, tags) keeps positions, texts (bodies)
// only which words a body has: with positions the file would be half as large
// again. A phrase is therefore looked up in the bodies that have all its words,
// which costs some 50 µs each; its answer is held, like all recent ones, until
// the index changes. Put does not index; Index does, and a search does first.
//
// Half of what a text says it says in words that an eighth of all texts have. Of
// these common words FTS5 gets nothing: their stories are one bit each, in
// bitmaps. Which words are common Index finds out from the texts of a run; one
// that was found to be common stays so.
//
// # What is never lost
//
// Put takes nothing away because a document says less than before: no story, no
// longer text, no mark. Only Prune, by the reader's rule, and Forget remove.
// Every mark stands a second time in marks.jsonl; RotateBackup keeps marks,
// choices and saved stories on three days; a damaged file is set aside, never
// deleted, and all that can be read of it is carried over.
package cache
