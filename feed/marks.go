package feed

import "time"

// Marks are the reader's own traces on a story; they outlive it in the cache.
type Marks struct {
	Read    time.Time // zero: unread
	Saved   time.Time // zero: not saved
	Waiting bool      // shown but not on disk yet: the disk is full
}

// IsRead and IsSaved tell the marks as yes or no.
func (m Marks) IsRead() bool  { return !m.Read.IsZero() }
func (m Marks) IsSaved() bool { return !m.Saved.IsZero() }

// ChangeKind names what a Change did, in the journal and in messages.
type ChangeKind string

const (
	ChangeRead     ChangeKind = "read"
	ChangeUnread   ChangeKind = "unread"
	ChangeSaved    ChangeKind = "saved"
	ChangeUnsaved  ChangeKind = "unsaved"
	ChangeFollow   ChangeKind = "follow"
	ChangeUnfollow ChangeKind = "unfollow"
	ChangeMute     ChangeKind = "mute"
	ChangeUnmute   ChangeKind = "unmute"
	ChangeView     ChangeKind = "view"      // a view saved or renamed
	ChangeNoView   ChangeKind = "view away" // a view removed
	ChangeSections ChangeKind = "sections"  // an edited section map
	ChangeAdd      ChangeKind = "added"     // publications
	ChangeRemove   ChangeKind = "removed"   // a publication
	ChangeDecline  ChangeKind = "declined"  // a feed's move to another address
	ChangeChoice   ChangeKind = "chose"     // measure, density, theme
)

// Change is one step of the reader, as journalled: what was done, to how many,
// and whether it was the doing, the undoing or the redoing.
type Change struct {
	ID     int64
	Kind   ChangeKind
	Count  int    // stories or things changed; 0: there was nothing to do
	What   string // in words: "37 stories in Children", "kinship care"
	At     time.Time
	Undone bool
	// Waiting: made in memory, not on disk yet, which is full.
	Waiting bool
}

// Interest is a followed or muted thing.
type Interest struct {
	Kind        InterestKind
	Publication PublicationID // for sections
	Value       string        // tag key, section path, byline or words
	Name        string        // as shown
	Muted       bool          // else followed
	Since       time.Time
}

// InterestKind says what an Interest names.
type InterestKind string

const (
	InterestTag       InterestKind = "tag"
	InterestSection   InterestKind = "section"
	InterestByline    InterestKind = "byline"
	InterestWords     InterestKind = "words"
	InterestSponsored InterestKind = "sponsored"
)

// View is a query saved under a name.
type View struct {
	Name  string
	Query Query
}
