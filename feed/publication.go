package feed

import "time"

// PublicationID names a publication for good: a short lower-case word, such as
// "first" or "community-care", chosen in the configuration or made from the
// name. Stories belong to it, not to a feed address.
type PublicationID string

// Publication is who publishes: a name, a site, one or more feed addresses.
type Publication struct {
	ID   PublicationID
	Name string
	Site string // address of the front page, http or https; may be empty
	// Feeds are asked at a refresh, the first one being the main feed.
	Feeds []Address
	// SectionsFrom says where a story's section stands, when no taxonomy of the
	// site itself is known.
	SectionsFrom SectionsFrom
	// Sections is the section map in the publication's own order; it may be empty.
	Sections []Section

	UserAgent string        // replaces the stated user agent, when not empty
	Every     time.Duration // the reader's own shortest time between refreshes; 0: the default
	MaxBytes  int64         // largest decoded feed; 0: the default limit
	// Private lists addresses (scheme://host:port) that the reader wrote down
	// and that may therefore be reached although they are private or loopback.
	Private []string
	// Selector is a CSS selector of the article's body on the site's pages; it may be empty.
	Selector string
	// TopStory asks for one section page a refresh to learn the top story.
	TopStory bool
	// Followed publications keep their articles for offline reading.
	Retired bool // no longer in the configuration: kept, never asked
}

// Address is one feed address of a publication and what it alone tells.
type Address struct {
	URL     string
	Section string   // path of the section that this feed is known to be; may be empty
	Tags    []string // tags that every story of this feed carries (search feeds)
}

// SectionsFrom says which part of a story tells its section.
type SectionsFrom string

const (
	SectionsFromAuto     SectionsFrom = ""         // taxonomy, then map, then nothing
	SectionsFromPath     SectionsFrom = "path"     // the link's path, then its categories
	SectionsFromCategory SectionsFrom = "category" // category words that the map names
	SectionsFromType     SectionsFrom = "type"     // GOV.UK: the document type before the headline
)

// Section is a part of one publication, under the publication's own name.
type Section struct {
	// Path is its place in the tree, parents first, joined by "/":
	// "comment/group leaders". Folded (lower case); unique in a publication.
	Path string
	// Name as the publication writes it: "group leaders".
	Name string
	// Categories are the category words that mean this section, Name included
	// when empty.
	Categories []string
	// Feeds are paths or addresses to try for a feed of this section alone.
	Feeds []string
	// Page is the address of the section's page; it may be empty.
	Page string
	// IfPresent sections are shown only once they have stories.
	IfPresent bool
}

// Depth is the number of parents above the section.
func (s Section) Depth() int {
	n := 0
	for _, r := range s.Path {
		if r == '/' {
			n++
		}
	}
	return n
}

// PublicationState is what is known of a publication at one time: the line of
// the publications screen and of `standfirst publications`.
type PublicationState struct {
	Publication
	Stories     int
	Unread      int
	Saved       int
	Bytes       int64     // text on disk
	Oldest      time.Time // published time of its oldest story
	LastSuccess time.Time // last time a feed of it was read, 304 included
	LastTry     time.Time
	NextCheck   time.Time
	Status      string // "ok", "not modified", "moved", "gone", … one or two words
	Fault       string // the last fault in one plain sentence; empty when the last try was good
	Remedy      string // what the reader can do about it; may be empty
	MovedTo     string // permanent address seen but not adopted yet, or adopted
	MovedFrom   string // the configured address that it stands for
	MovedSince  time.Time
	MoveAdopted bool   // it is asked instead of the configured one
	Notice      string // "nothing new for 3 weeks, usually daily"
}
