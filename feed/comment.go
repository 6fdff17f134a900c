package feed

import "time"

// Comment is what a reader of the publication wrote under a story.
type Comment struct {
	ID     string
	Parent string // ID of the comment it answers; empty at the top
	Depth  int    // 0 at the top
	Byline string
	At     time.Time
	Text   string // plain text, paragraphs apart by an empty line
}

// Comments are those of one story as last fetched, oldest first, answers under
// what they answer.
type Comments struct {
	Story    StoryID
	Fetched  time.Time // zero: never
	Comments []Comment
	Count    int    // as the publication counts them; -1 unknown
	Fault    string // why there are none, or why they could not be fetched anew
}
